//! Variables that the compiler makes: delays and smoothings, counts and dates of rules, membership of subsets.

use crate::check::known::references::Space;
use crate::symbols::ReferenceKind;
use std::collections::BTreeMap;

use crate::ast::{self, Argument, Name};
use crate::check::Checker;
use crate::check::known::entities::{Entity, Sort, VariableInfo};
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{binary, free_bindings, reads_local, rebind};
use crate::check::whole::judgements::Judgement;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::model::{
    BinaryOp, BindingId, Expr, Index, Moment, NEVER, RuleId, SetId, Term, Variable, VariableId, VariableKind,
};
use crate::units::{Dimension, Measure};

/// A value that is carried over steps, and what it starts from.
struct Carried {
    value: Typed,
    initial: Expr,
    /// How fast it follows; of a smoothing.
    time: Option<Expr>,
    /// What the value reads in the same step.
    reads: Vec<(VariableId, Span)>,
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
        let id = VariableId(self.model.variables.len() as u32);
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
        let [Argument::Value(value), Argument::Value(time), Argument::Initially(initial)] = arguments else {
            let help = "write `delay(x, 12 months, initially v)`";
            let message = "`delay` takes a value, a time, and what it is initially".to_string();
            self.wrong_arguments(span, message, Some(help));
            return Typed::wrong();
        };
        let months = self.months_of_delay(scope, time, value, initial);
        let carried = self.carried(scope, value, initial, span);
        match (carried, months) {
            (Some(carried), Some(months)) => self.lag(carried, months, scope.moment, span),
            _ => Typed::wrong(),
        }
    }

    fn lag(&mut self, carried: Carried, steps: u32, seen: Moment, span: Span) -> Typed {
        let ty = carried.value.ty.clone();
        self.carry(carried, ty, ("lag", span), |_, Carried { value, initial, .. }| VariableKind::Lag {
            value: value.value,
            initial,
            steps,
            seen,
        })
    }

    /// `smooth(x, 6 months, initially v)`: a stock that moves towards what the lets of the step see of `x`.
    pub(super) fn smooth(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(value), Argument::Value(time), Argument::Initially(initial)] = arguments else {
            let help = "write `smooth(x, 6 months, initially v)`";
            let message = "`smooth` takes a value, a time, and what it is initially".to_string();
            self.wrong_arguments(span, message, Some(help));
            return Typed::wrong();
        };
        let Some(mut carried) = self.carried(scope, value, initial, span) else {
            return Typed::wrong();
        };
        let ty = self.number(&carried.value, value.span, "what is smoothed");
        let reads = std::mem::take(&mut carried.reads);
        carried.value.value = self.as_let(carried.value.value, ty.clone(), reads, value.span);
        let outer = std::mem::take(&mut scope.reads);
        let years = self.time(scope, time, "the time of a smoothing");
        self.judgements.push(Judgement::Smoothing { time: years.clone(), span: time.span });
        let reads = std::mem::replace(&mut scope.reads, outer);
        let years = self.as_let(years, Ty::Quantity(Dimension::time()), reads, time.span);
        carried.time = Some(years.clone());
        self.carry(carried, ty, ("smooth", span), |own, Carried { value, initial, time, .. }| {
            let gap = binary(BinaryOp::Subtract, value.value, own);
            let value = binary(BinaryOp::Divide, gap, time.unwrap_or(years));
            let inflows = vec![Term { label: "moves towards it".to_owned(), value }];
            VariableKind::Stock { initial, inflows, outflows: vec![], at_least: None, at_most: None }
        })
    }

    /// An expression as the lets of a step see it: the expression itself if it reads nothing that rules change, else a
    /// hidden let. So a stock, a state, and a let of either are smoothed alike.
    fn as_let(&mut self, value: Expr, ty: Ty, reads: Vec<(VariableId, Span)>, span: Span) -> Expr {
        let changes = |sort: Sort| matches!(sort, Sort::Stock | Sort::State);
        if !reads.iter().any(|(read, _)| changes(self.variables[read.index()].sort)) {
            return value;
        }
        let id = VariableId(self.model.variables.len() as u32);
        let value = Typed::new(value, ty.clone());
        let seen = Carried { value, initial: Expr::Number(0.0), time: None, reads: vec![] };
        let read =
            self.carry(seen, ty, ("input", span), |_, Carried { value, .. }| VariableKind::Let { value: value.value });
        if !read.ty.is_wrong() {
            self.let_reads.insert(id, reads);
        }
        read.value
    }

    /// An expression that is a time.
    fn time(&mut self, scope: &mut Scope, expr: &ast::Expr, what: &str) -> Expr {
        let dimension = Dimension::time();
        let measure = Self::base_measure(&dimension);
        self.expression_of(scope, expr, &Ty::Quantity(dimension), &measure, what)
    }

    /// Checks a value that is carried over steps. It does not count as read in this step.
    fn carried(&mut self, scope: &mut Scope, value: &ast::Expr, initial: &ast::Expr, span: Span) -> Option<Carried> {
        if !matches!(scope.stage, Stage::Step | Stage::Rule) {
            let message = "there is no earlier step here";
            let help =
                "compute it in a `let` declaration, and read that in a step or, in a claim, with `at(…, 1956-12)`";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, span, message).help(help));
            return None;
        }
        let outer = std::mem::take(&mut scope.reads);
        let (typed, _) = self.with_partial(scope, Partial::Forbidden, |c, s| c.expression(s, value));
        let reads = std::mem::replace(&mut scope.reads, outer);
        let stage = std::mem::replace(&mut scope.stage, Stage::Initial);
        let (start, _) = self.with_partial(scope, Partial::Forbidden, |c, s| c.expression(s, initial));
        scope.stage = stage;
        let ty = self.unify((&typed, value.span), (&start, initial.span), initial.span, "choose between");
        if reads_local(&typed.value) || reads_local(&start.value) {
            let message = "a value that a rule computes for itself cannot be carried over steps";
            let help = "compute it in a `let` declaration";
            self.error(Diagnostic::error(&codes::NOT_YET_KNOWN, value.span, message).help(help));
            return None;
        }
        (!ty.is_wrong()).then_some(Carried { value: Typed { ty, ..typed }, initial: start.value, time: None, reads })
    }

    /// Makes the hidden variable, over the bindings that the value uses, and reads it.
    fn carry(
        &mut self,
        carried: Carried,
        ty: Ty,
        (what, span): (&str, Span),
        kind: impl FnOnce(Expr, Carried) -> VariableKind,
    ) -> Typed {
        let id = VariableId(self.model.variables.len() as u32);
        let mut parts = vec![&carried.value.value, &carried.initial];
        parts.extend(&carried.time);
        let outer: Vec<BindingId> = free_bindings(&parts);
        let mut own: BTreeMap<BindingId, Expr> = BTreeMap::new();
        let mut indices = vec![];
        for binding in &outer {
            let set = self.binding_sets[binding.index()];
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
        let counts = carried.value.counts.of_one();
        let itself = read_at(id, indices.iter().map(|i| Expr::Bound(i.binding)).collect());
        let name = format!("{} {what} {}", self.owner, id.0);
        let label = self.document.written(span).text;
        self.add_hidden((name, label), indices, ty.clone(), kind(itself, carried));
        self.model.variables[id.index()].place = self.document.place(span);
        Typed { counts, ..Typed::new(read_at(id, outer.into_iter().map(Expr::Bound).collect()), ty) }
    }

    /// `happened(event[i])`, `times(event[i])`, `date_of(event[i])`
    pub(super) fn event_query(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(asked)] = arguments else {
            let help = format!("write `{}(event)`", name.text);
            self.wrong_arguments(span, format!("`{}` takes an event", name.text), Some(&help));
            return Typed::wrong();
        };
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, false) else {
            return Typed::wrong();
        };
        self.rule_query(scope, name, rule, 0, &rule_name, indices, span)
    }

    /// `chosen(decision[i], option)`, `times_chosen(…)`, `date_chosen(…)`
    pub(super) fn decision_query(
        &mut self,
        scope: &mut Scope,
        name: &Name,
        arguments: &[Argument],
        span: Span,
    ) -> Typed {
        let [Argument::Value(asked), Argument::Value(option)] = arguments else {
            let help = format!("write `{}(decision, option)`", name.text);
            self.wrong_arguments(span, format!("`{}` takes a decision and an option", name.text), Some(&help));
            return Typed::wrong();
        };
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, true) else {
            return Typed::wrong();
        };
        let ast::ExprKind::Name(option_name) = &option.kind else {
            self.wrong_arguments(option.span, "this is not the name of an option".to_string(), None);
            return Typed::wrong();
        };
        let Some(position) = self.option_of(rule, option_name) else {
            return Typed::wrong();
        };
        self.rule_query(scope, name, rule, position, &rule_name, indices, span)
    }

    /// The option of a decision, or a complaint.
    pub(in crate::check) fn option_of(&mut self, rule: RuleId, option: &Name) -> Option<usize> {
        self.refer(Space::Options(rule), option, ReferenceKind::Names);
        let info = &self.rules[rule.index()];
        let found = info.options.iter().position(|o| *o == option.text);
        if found.is_none() {
            let message = format!("the decision `{}` has no option `{}`", info.name, option.text);
            let help = self.suggestions.did_you_mean(&option.text, info.options.iter().map(String::as_str));
            let note = format!("its options are `{}`", info.options.join("`, `"));
            self.error(Diagnostic::error(&codes::UNKNOWN_OPTION, option.span, message).help_if(help).note(note));
        }
        found
    }

    fn asked_rule<'e>(&mut self, asked: &'e ast::Expr, decision: bool) -> Option<(RuleId, Name, &'e [ast::Expr])> {
        let (name, indices): (Name, &[ast::Expr]) = match &asked.kind {
            ast::ExprKind::Name(name) => (name.clone(), &[]),
            ast::ExprKind::Index { name, indices } => (name.clone(), indices),
            _ => {
                let what = if decision { "a decision" } else { "an event" };
                self.wrong_arguments(asked.span, format!("this is not the name of {what}"), None);
                return None;
            }
        };
        self.refer(Space::Names, &name, ReferenceKind::Reads);
        self.rule_named(&name, Some(decision)).map(|rule| (rule, name, indices))
    }

    /// The event or decision of this name; `decision` says which of them is due, if one is.
    pub(in crate::check) fn rule_named(&mut self, name: &Name, decision: Option<bool>) -> Option<RuleId> {
        let what = match decision {
            Some(true) => "a decision",
            Some(false) => "an event",
            None => "an event or decision",
        };
        self.named(name, what, |checker, entity| match entity {
            Entity::Rule(id) if decision.is_none_or(|d| d == checker.rules[id.index()].is_decision) => Some(id),
            _ => None,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    fn rule_query(
        &mut self,
        scope: &mut Scope,
        function: &Name,
        rule: RuleId,
        option: usize,
        rule_name: &Name,
        indices: &[ast::Expr],
        span: Span,
    ) -> Typed {
        if !matches!(scope.stage, Stage::Step | Stage::Rule) {
            self.rule_too_early(scope.stage, function, span);
            return Typed::wrong();
        }
        let wants_date = matches!(function.text.as_str(), "date_of" | "date_chosen");
        let variable = match wants_date {
            true => self.rule_date(rule, option),
            false => self.rule_count(rule, option),
        };
        let typed = self.read_variable(scope, variable, rule_name, indices, span);
        match function.text.as_str() {
            "happened" | "chosen" if !typed.ty.is_wrong() => {
                Typed::truth(binary(BinaryOp::Greater, typed.value, Expr::Number(0.0)))
            }
            _ => typed,
        }
    }

    fn rule_too_early(&mut self, stage: Stage, function: &Name, span: Span) {
        let diagnostic = match stage {
            Stage::Claim => {
                let message = format!("`{}` changes with time; the claim does not say when it is meant", function.text);
                let text = self.document.text(span).to_string();
                let help = format!("write `ever({text})` or `at({text}, {})`", self.example_months().1);
                Diagnostic::error(&codes::NOT_OBSERVED, span, message).help(help)
            }
            _ => {
                let help = "rules act in steps: ask for it in a `let`, a flow or a rule";
                Diagnostic::error(&codes::NOT_YET_KNOWN, span, "no rule has acted yet at this point").help(help)
            }
        };
        self.error(diagnostic);
    }

    fn rule_count(&mut self, rule: RuleId, option: usize) -> VariableId {
        if let Some(&known) = self.rules[rule.index()].counts.get(&option) {
            return known;
        }
        let id = self.rule_state(rule, option, "count", Ty::pure(), 0.0);
        self.rules.change(rule.index(), |info| _ = info.counts.insert(option, id));
        id
    }

    fn rule_date(&mut self, rule: RuleId, option: usize) -> VariableId {
        if let Some(&known) = self.rules[rule.index()].dates.get(&option) {
            return known;
        }
        let id = self.rule_state(rule, option, "date", Ty::Date, NEVER);
        self.rules.change(rule.index(), |info| _ = info.dates.insert(option, id));
        id
    }

    fn rule_state(&mut self, rule: RuleId, option: usize, what: &str, ty: Ty, initial: f64) -> VariableId {
        let info = self.rules[rule.index()].clone();
        let names = match (info.options.get(option), what) {
            (Some(option), "date") => {
                (format!("{} {option} date", info.name), format!("date_chosen({}, {option})", info.name))
            }
            (Some(option), _) => {
                (format!("{} {option} {what}", info.name), format!("times_chosen({}, {option})", info.name))
            }
            (None, "date") => (format!("{} date", info.name), format!("date_of({})", info.name)),
            (None, _) => (format!("{} {what}", info.name), format!("times({})", info.name)),
        };
        let indices = info.indices.iter().map(|i| Index { binding: self.new_binding(i.set), set: i.set }).collect();
        self.add_hidden(names, indices, ty, VariableKind::State { initial: Expr::Number(initial) })
    }

    /// Truths over a root set: is the element in the subset?
    pub(in crate::check) fn membership(&mut self, set: SetId) -> VariableId {
        let the_set = &self.model.sets[set.index()];
        let (name, root) = (format!("in {}", the_set.name), the_set.root);
        if let Some(known) = self.model.variable(&name) {
            return known;
        }
        let count = self.model.sets[root.index()].elements.len() as u32;
        let ordinals = &self.model.sets[set.index()].ordinals;
        let values = (0..count).map(|o| f64::from(u8::from(ordinals.contains(&o)))).collect();
        let indices = vec![Index { binding: self.new_binding(root), set: root }];
        let label = format!("is in {}", self.model.sets[set.index()].name);
        self.add_hidden((name, label), indices, Ty::Truth, VariableKind::Data { values })
    }
}

fn read_at(variable: VariableId, indices: Vec<Expr>) -> Expr {
    Expr::Read { variable, indices, otherwise: None }
}
