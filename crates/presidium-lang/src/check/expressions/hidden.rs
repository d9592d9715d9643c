//! Variables that the compiler makes: delays and smoothings, counts and dates of rules, membership of subsets.

use std::collections::BTreeMap;

use crate::ast::{self, Argument};
use crate::check::checker::Checker;
use crate::check::known::entities::{Sort, VariableInfo};
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{free_bindings, reads_local, rebind};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BindingId, Expr, Index, Moment, SetId, Variable, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Measure;

/// A value that is carried over steps, and what it starts from.
pub(super) struct Carried {
    pub value: Typed,
    pub initial: Expr,
    /// How fast it follows; of a smoothing.
    pub time: Option<Expr>,
    /// What the value reads in the same step.
    pub reads: Vec<(VariableId, Span)>,
    /// What it starts from reads.
    pub start_reads: Vec<(VariableId, Span)>,
}

impl Checker<'_> {
    /// Adds a hidden variable: its name inside, and what a reader knows it by.
    pub(in crate::check) fn add_hidden(
        &mut self,
        (name, label): (String, String),
        indices: Vec<Index>,
        ty: Ty,
        kind: VariableKind,
    ) -> VariableId {
        let id = VariableId::new(self.model.variables.len());
        let measure = match &ty {
            Ty::Quantity(dimension) => Self::base_measure(dimension),
            _ => Measure::pure(),
        };
        let sort = Sort::of(&kind);
        let model_type = self.model_type(&ty, &measure);
        self.model.variables.push(Variable {
            name,
            label,
            indices,
            ty: model_type,
            kind,
            evidence: None,
            place: Default::default(),
            known_to: None,
            hidden: true,
        });
        self.variables.push(VariableInfo { ty, measure, sort, span: None, read: true, broken: false });
        id
    }

    /// `previous(x, initially v)`
    pub(super) fn previous(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(value), Argument::Initially(initial)] = arguments else {
            let help = "write `previous(x, initially v)`";
            self.wrong_arguments(span, "`previous` takes a value and what it is initially".to_string(), Some(help));
            return Typed::wrong();
        };
        match self.carried(scope, value, initial, span) {
            Some(carried) => self.lag(carried, 1, scope.moment, span),
            None => Typed::wrong(),
        }
    }

    /// `delay(x, 12 months, initially v)`
    pub(super) fn delay(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        if let [Argument::Value(value), Argument::Value(time), Argument::AtMost(most), Argument::Initially(initial)] =
            arguments
        {
            return self.moving_delay(scope, [value, time, most, initial], span);
        }
        let [Argument::Value(value), Argument::Value(time), Argument::Initially(initial)] = arguments else {
            let help = "write `delay(x, 12 months, initially v)`";
            let message = "`delay` takes a value, a time, and what it is initially".to_string();
            self.wrong_arguments(span, message, Some(help));
            return Typed::wrong();
        };
        let steps = self.steps_of_delay(scope, time, value, initial);
        let carried = self.carried(scope, value, initial, span);
        match (carried, steps) {
            (Some(carried), Some(steps)) => self.lag(carried, steps, scope.moment, span),
            _ => Typed::wrong(),
        }
    }

    pub(super) fn lag(&mut self, carried: Carried, steps: u32, seen: Moment, span: Span) -> Typed {
        let ty = carried.value.ty.clone();
        self.carry(carried, ty, ("lag", span), |_, Carried { value, initial, .. }| VariableKind::Lag {
            value: value.value,
            initial,
            steps,
            seen,
        })
    }

    /// An expression as the lets of a step see it: the expression itself if it reads nothing that rules change, else a
    /// hidden let. So a stock, a state, and a let of either are smoothed alike.
    pub(super) fn as_let(&mut self, value: Expr, ty: Ty, reads: Vec<(VariableId, Span)>, span: Span) -> Expr {
        let changes = |sort: Sort| matches!(sort, Sort::Stock | Sort::State);
        if !reads.iter().any(|(read, _)| changes(self.variables[*read].sort)) {
            return value;
        }
        self.named_let(value, ty, reads, span)
    }

    /// An expression as a hidden let, so that it stands in the model once however often it is read.
    pub(super) fn named_let(&mut self, value: Expr, ty: Ty, reads: Vec<(VariableId, Span)>, span: Span) -> Expr {
        let id = VariableId::new(self.model.variables.len());
        let value = Typed::new(value, ty.clone());
        let seen = Carried { value, initial: Expr::Number(0.0), time: None, reads: vec![], start_reads: vec![] };
        let read =
            self.carry(seen, ty, ("input", span), |_, Carried { value, .. }| VariableKind::Let { value: value.value });
        if !read.ty.is_wrong() && !self.calls.sketching {
            self.later.let_reads.insert(id, reads);
        }
        read.value
    }

    /// An expression that is a time.
    pub(super) fn time(&mut self, scope: &mut Scope, expr: &ast::Expr, what: &str) -> Expr {
        let dimension = self.time_dimension();
        let measure = Self::base_measure(&dimension);
        self.expression_of(scope, expr, &Ty::Quantity(dimension), &measure, what)
    }

    /// Checks a value that is carried over steps. It does not count as read in this step.
    pub(super) fn carried(
        &mut self,
        scope: &mut Scope,
        value: &ast::Expr,
        initial: &ast::Expr,
        span: Span,
    ) -> Option<Carried> {
        if !matches!(scope.stage, Stage::Step | Stage::Rule) {
            let message = "there is no earlier step here";
            let help =
                "compute it in a `let` declaration, and read that in a step or, in a claim, with `at(…, 1956-12)`";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, span, message).help(help));
            return None;
        }
        let facts = scope.take_facts();
        let outer = std::mem::take(&mut scope.reads);
        let (typed, _) = self.with_partial(scope, Partial::Forbidden, |c, s| c.expression(s, value));
        let reads = std::mem::take(&mut scope.reads);
        let stage = std::mem::replace(&mut scope.stage, Stage::Initial);
        let (start, _) = self.with_partial(scope, Partial::Forbidden, |c, s| c.expression(s, initial));
        scope.stage = stage;
        let start_reads = std::mem::replace(&mut scope.reads, outer);
        scope.facts = facts;
        let ty = self.unify((&typed, value.span), (&start, initial.span), initial.span, "choose between");
        if reads_local(&typed.value) || reads_local(&start.value) {
            let message = "a value that a rule computes for itself cannot be carried over steps";
            let help = "compute it in a `let` declaration";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, value.span, message).help(help));
            return None;
        }
        let value = Typed { ty, ..typed };
        (!value.ty.is_wrong()).then_some(Carried { value, initial: start.value, time: None, reads, start_reads })
    }

    /// Makes the hidden variable, over the bindings that the value uses, and reads it.
    pub(super) fn carry(
        &mut self,
        carried: Carried,
        ty: Ty,
        (what, span): (&str, Span),
        kind: impl FnOnce(Expr, Carried) -> VariableKind,
    ) -> Typed {
        if self.calls.sketching {
            return Typed { counts: carried.value.counts.of_one(), ..Typed::new(Expr::Number(0.0), ty) };
        }
        let id = VariableId::new(self.model.variables.len());
        let mut parts = vec![&carried.value.value, &carried.initial];
        parts.extend(&carried.time);
        let outer: Vec<BindingId> = free_bindings(&parts);
        let mut own: BTreeMap<BindingId, Expr> = BTreeMap::new();
        let mut indices = vec![];
        for binding in &outer {
            let set = self.bound.sets[*binding];
            let inner = self.new_binding(set);
            indices.push(Index { binding: inner, set });
            own.insert(*binding, Expr::Bound(inner));
        }
        if !self.storable(&indices, span) {
            return Typed::wrong();
        }
        let mut carried = carried;
        rebind(&mut carried.value.value, &own);
        rebind(&mut carried.initial, &own);
        carried.time.iter_mut().for_each(|time| rebind(time, &own));
        self.later.start_reads.insert(id, std::mem::take(&mut carried.start_reads));
        let counts = carried.value.counts.of_one();
        let itself = read_at(id, indices.iter().map(|i| Expr::Bound(i.binding)).collect());
        let name = format!("{} {what} {}", self.owner, id.raw());
        let label = self.texts.document.written(span).text;
        self.add_hidden((name, label), indices, ty.clone(), kind(itself, carried));
        self.model.variables[id].place = self.texts.document.place(span);
        Typed { counts, ..Typed::new(read_at(id, outer.into_iter().map(Expr::Bound).collect()), ty) }
    }

    /// Truths over a root set: is the element in the subset?
    pub(in crate::check) fn membership(&mut self, set: SetId) -> VariableId {
        let the_set = &self.model.sets[set];
        let (name, root) = (format!("in {}", the_set.name), the_set.root);
        if let Some(known) = self.model.variable(&name) {
            return known;
        }
        let count = self.model.sets[root].elements.len() as u32;
        let ordinals = &self.model.sets[set].ordinals;
        let values = (0..count).map(|o| f64::from(u8::from(ordinals.contains(&o)))).collect();
        let indices = vec![Index { binding: self.new_binding(root), set: root }];
        let label = format!("is in {}", self.model.sets[set].name);
        self.add_hidden((name, label), indices, Ty::Truth, VariableKind::Data { values })
    }
}

fn read_at(variable: VariableId, indices: Vec<Expr>) -> Expr {
    Expr::Read { variable, indices, otherwise: None }
}
