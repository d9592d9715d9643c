//! Readings of variables: what may be read when, and whether the indices exist.

use crate::ast::{self, Name};
use crate::check::checker::Checker;
use crate::check::expressions::absent::instead_of;
use crate::check::known::entities::{Entity, Sort};
use crate::check::known::references::Space;
use crate::check::known::scope::{Partial, Scope, Stage, Typed};
use crate::check::known::types::{Counts, Ty};
use crate::check::values::rewrite::is_some;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::letters::stranger;
use crate::model::{Expr, Index, NONE, SetId, Type, VariableId};
use crate::span::Span;
use crate::symbols::ReferenceKind;

/// Where an index can fail.
struct Lowered {
    value: Expr,
    /// Holds when the element exists and is in the index set.
    condition: Option<Expr>,
    span: Span,
    optional: bool,
    /// The index set.
    set: SetId,
}

impl Checker<'_> {
    /// Runs `check` with another way to deal with failing readings.
    pub(in crate::check) fn with_partial<T>(
        &mut self,
        scope: &mut Scope,
        partial: Partial,
        check: impl FnOnce(&mut Self, &mut Scope) -> T,
    ) -> (T, Partial) {
        let outer = std::mem::replace(&mut scope.partial, partial);
        let result = check(self, scope);
        let inner = std::mem::replace(&mut scope.partial, outer);
        (result, inner)
    }

    /// `name` or `name[indices]`.
    pub(super) fn read_named(&mut self, scope: &mut Scope, name: &Name, indices: &[ast::Expr], span: Span) -> Typed {
        self.refer(Space::Names, name, ReferenceKind::Reads);
        match self.names.get(&name.text).map(|n| n.entity) {
            Some(Entity::Variable(id)) => self.read_variable(scope, id, name, indices, span),
            Some(Entity::Element(set, ordinal)) if indices.is_empty() => {
                let ty = Ty::Element { set, optional: false, known: Some(ordinal) };
                Typed::new(Expr::Number(f64::from(ordinal)), ty)
            }
            Some(Entity::Broken) => Typed::wrong(),
            Some(entity) => {
                self.not_a_value(name, entity);
                Typed::wrong()
            }
            None if indices.is_empty() && self.units.get(&name.text).is_some() => self.one_unit(name),
            None => {
                self.unknown_value(scope, name);
                Typed::wrong()
            }
        }
    }

    /// A unit alone is one of it: `0.8 / year`.
    fn one_unit(&mut self, name: &Name) -> Typed {
        self.refer(Space::Units, name, ReferenceKind::Names);
        match self.units.get(&name.text) {
            Some(unit) => Typed::quantity(1.0, unit.into_owned()),
            None => Typed::wrong(),
        }
    }

    fn not_a_value(&mut self, name: &Name, entity: Entity) {
        let (what, help) = match entity {
            Entity::Set(_) => ("a set", Some("fold over it: `sum(x in Set: …)`".to_string())),
            Entity::Body(_) => ("a body", None),
            Entity::Rule(id) if self.rules[id].is_decision => {
                ("a decision", Some(format!("ask `chosen({}, option)`", name.text)))
            }
            Entity::Rule(_) => ("an event", Some(format!("ask `happened({})`", name.text))),
            _ => ("an element", Some("an element has no indices".to_string())),
        };
        let message = format!("`{}` is {what}, and has no value of its own", name.text);
        self.wrong_kind(name, message);
        if let (Some(help), Some(last)) = (help, self.complaints.findings.last_mut()) {
            last.helps.push(help);
        }
    }

    fn unknown_value(&mut self, scope: &Scope, name: &Name) {
        if !self.complaints.reported.insert(format!("name {}", name.text)) {
            return;
        }
        if let Some(callable) = self.functions.get(&name.text) {
            let declared = callable.function.declared;
            let parameters: Vec<&str> = declared.parameters.iter().map(|(name, _)| name.text.as_str()).collect();
            let message = format!("`{}` is a function, and is called", name.text);
            let diagnostic = Diagnostic::error(&codes::WRONG_KIND, name.span, message);
            let diagnostic = diagnostic.label(declared.name.span, "declared here");
            self.error(diagnostic.help(format!("write `{}({})`", name.text, parameters.join(", "))));
            return;
        }
        let bound = scope.bound.iter().map(|bound| bound.name.as_str());
        let candidates = bound.chain(self.names.iter().map(|(name, _)| name));
        let help = self
            .complaints
            .suggestions
            .did_you_mean(&name.text, candidates)
            .or_else(|| instead_of(&name.text).map(str::to_string))
            .or_else(|| stranger(&name.text));
        let message = format!("nothing is named `{}`", name.text);
        self.error(Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message).help_if(help));
    }

    /// A variable at elements that are checked against its index sets.
    pub(in crate::check) fn read_variable(
        &mut self,
        scope: &mut Scope,
        id: VariableId,
        name: &Name,
        indices: &[ast::Expr],
        span: Span,
    ) -> Typed {
        self.fill_named(&name.text, span);
        self.variables.change(id, |info| info.read = true);
        let info = self.variables[id].clone();
        if !self.allowed(scope.stage, info.sort) {
            match scope.stage {
                Stage::Claim => self.not_observed(name, &info.ty, span),
                stage => self.not_allowed(stage, info.sort, name),
            }
            return Typed::wrong();
        }
        scope.reads.push((id, span));
        self.later.readings.push((id, span));
        let declared = self.model.variables[id].indices.clone();
        match self.lower_indices(scope, name, &declared, indices, span) {
            Some(lowered) => self.read_lowered(scope, id, name, lowered, span),
            None => Typed::wrong(),
        }
    }

    /// A hidden variable with one index, at an element that has been checked.
    pub(super) fn read_hidden(
        &mut self,
        scope: &mut Scope,
        id: VariableId,
        name: &Name,
        (element, place): (Typed, Span),
        span: Span,
    ) -> Typed {
        let index = self.model.variables[id].indices[0];
        match self.index_value(element, &index, place, name) {
            Some(lowered) => self.read_lowered(scope, id, name, vec![lowered], span),
            None => Typed::wrong(),
        }
    }

    fn read_lowered(
        &mut self,
        scope: &mut Scope,
        id: VariableId,
        name: &Name,
        lowered: Vec<Lowered>,
        span: Span,
    ) -> Typed {
        let info = self.variables[id].clone();
        let (mut ty, mut otherwise) = (info.ty, None);
        let conditions: Vec<&Lowered> = lowered.iter().filter(|l| l.condition.is_some()).collect();
        if let Some(first) = conditions.first() {
            let certain = conditions.iter().all(|l| self.is_certain(scope, &l.value, l.set));
            match &mut scope.partial {
                Partial::Conditions(all) => {
                    all.extend(conditions.iter().filter_map(|l| l.condition.clone()));
                    otherwise = Some(Box::new(Expr::Number(0.0)));
                }
                Partial::AsNone if matches!(ty, Ty::Element { .. }) => {
                    if let Ty::Element { optional, .. } = &mut ty {
                        *optional = true;
                    }
                    otherwise = Some(Box::new(Expr::Number(NONE)));
                }
                // What a condition around it tells.
                _ if certain => {}
                _ => {
                    let failing = (first.span, first.optional, first.set);
                    self.may_fail(name, failing, span, &ty);
                    return Typed { ty, ..Typed::wrong() };
                }
            }
        }
        let indices = lowered.into_iter().map(|l| l.value).collect();
        let counts = Counts::of_unit(&info.measure);
        let symbol = matches!(ty, Ty::Quantity(_)).then_some(info.measure.symbol);
        Typed { symbol, counts, ..Typed::new(Expr::Read { variable: id, indices, otherwise }, ty) }
    }

    fn allowed(&self, stage: Stage, sort: Sort) -> bool {
        match stage {
            Stage::Constant => sort == Sort::Data,
            Stage::Prior => matches!(sort, Sort::Data | Sort::Parameter | Sort::Switch | Sort::WorldDraw),
            Stage::Initial => !matches!(sort, Sort::Draw | Sort::Flow),
            Stage::Claim => matches!(sort, Sort::Data | Sort::Parameter | Sort::Switch | Sort::WorldDraw),
            Stage::Step | Stage::Rule => true,
        }
    }

    fn not_observed(&mut self, name: &Name, ty: &Ty, span: Span) {
        let message = format!("`{}` changes with time; the claim does not say when it is meant", name.text);
        let (first, last) = self.example_months();
        let read = self.texts.document.text(span);
        let over_time = match ty {
            Ty::Truth => format!("ever({read}, {first} .. {last})"),
            Ty::Quantity(_) => format!("average({read}, {first} .. {last})"),
            _ => format!("ever({read} = …, {first} .. {last})"),
        };
        let help = format!("write `at({read}, {last})`, or `{over_time}`");
        self.error(Diagnostic::error(&codes::NOT_OBSERVED, name.span, message).help(help));
    }

    fn not_allowed(&mut self, stage: Stage, sort: Sort, name: &Name) {
        let what = sort.describe();
        let diagnostic = match stage {
            Stage::Constant => {
                let message = format!("`{}` is {what}, and only data are known here", name.text);
                let note = "this is computed before any world begins, from numbers and `data`";
                Diagnostic::error(&codes::NOT_YET_KNOWN, name.span, message).note(note).help(before_worlds(sort, name))
            }
            Stage::Prior => {
                let message = format!("`{}` is {what}, which has no value yet when parameters are drawn", name.text);
                let note = "a prior is made of numbers, data, switches, other parameters, and draws `per world`";
                let help = match sort {
                    Sort::Draw => format!("`{}` is drawn anew in time; a draw `per world` is known by then", name.text),
                    _ => format!("write here what `{}` is made of, as far as that is known by then", name.text),
                };
                Diagnostic::error(&codes::NOT_YET_KNOWN, name.span, message).note(note).help(help)
            }
            _ => {
                let message = format!("`{}` is {what}, which has no value yet when a world begins", name.text);
                let note = "what a world begins with is computed from numbers, data, parameters, switches, draws `per world`, \
                            the first value of series, and lets, stocks and states as they begin";
                Diagnostic::error(&codes::NOT_YET_KNOWN, name.span, message).note(note).help(at_start(sort, name))
            }
        };
        self.error(diagnostic);
    }

    /// Checks indices against the sets they stand for.
    fn lower_indices(
        &mut self,
        scope: &mut Scope,
        name: &Name,
        declared: &[Index],
        indices: &[ast::Expr],
        span: Span,
    ) -> Option<Vec<Lowered>> {
        if declared.len() != indices.len() {
            self.wrong_index_count(name, declared, indices.len(), span);
            return None;
        }
        // An inner reading that fails gives none, and then this reading fails.
        let inner = match scope.partial {
            Partial::Forbidden => Partial::Forbidden,
            _ => Partial::AsNone,
        };
        let mut lowered = vec![];
        let mut complete = true;
        for (index, expr) in declared.iter().zip(indices) {
            let (typed, _) = self.with_partial(scope, inner.clone(), |c, s| c.expression(s, expr));
            match self.index_value(typed, index, expr.span, name) {
                Some(one) => lowered.push(one),
                None => complete = false,
            }
        }
        complete.then_some(lowered)
    }

    fn wrong_index_count(&mut self, name: &Name, declared: &[Index], found: usize, span: Span) {
        let sets: Vec<String> = declared.iter().map(|i| self.set_name(i.set)).collect();
        let message = match sets.len() {
            0 => format!("`{}` has no indices", name.text),
            1 if found == 0 => format!("`{}` has an index, and none is given", name.text),
            1 => format!("`{}` has one index, and {found} are given", name.text),
            n if found == 0 => format!("`{}` has {n} indices, and none is given", name.text),
            n => format!("`{}` has {n} indices, and {found} are given", name.text),
        };
        let help = match sets.is_empty() {
            true => format!("write `{}`", name.text),
            false if found == 0 && declared.len() == 1 => self.help_with_index(name, declared[0]),
            false => format!("its indices are `{}[{}]`", name.text, sets.join(", ")),
        };
        self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, span, message).help(help));
    }

    /// An element of the index set, and a fold over all.
    fn help_with_index(&self, name: &Name, index: Index) -> String {
        let set = &self.model.sets[index.set];
        let element = set.elements.first().map_or("…", String::as_str);
        let variable = self.model.variable(&name.text).map(|id| &self.model.variables[id].ty);
        let fold = match variable {
            Some(Type::Quantity { .. }) => "sum",
            Some(Type::Truth) => "any",
            _ => return format!("name an element: `{}[{element}]`", name.text),
        };
        format!("name an element, `{0}[{element}]`, or take all: `{fold}(i in {1}: {0}[i])`", name.text, set.name)
    }

    fn index_value(&mut self, typed: Typed, index: &Index, span: Span, name: &Name) -> Option<Lowered> {
        let what = format!("the index of `{}`", name.text);
        match typed.ty {
            Ty::Wrong => None,
            Ty::Element { set, optional, known } => {
                if !self.same_root(set, index.set) {
                    self.wrong_set(span, set, index.set, &what);
                    return None;
                }
                let inside = self.contains(index.set, set, known, span);
                if !inside && known.is_some() {
                    self.never_inside(span, index.set, &what);
                    return None;
                }
                let condition = match (inside, optional) {
                    (true, false) => None,
                    (true, true) => Some(is_some(typed.value.clone())),
                    (false, _) => Some(self.is_in(typed.value.clone(), index.set)),
                };
                Some(Lowered { value: typed.value, condition, span, optional, set: index.set })
            }
            other => {
                let due = Ty::element(index.set);
                self.wrong_type(span, &other, &due, &what);
                None
            }
        }
    }

    pub(super) fn never_inside(&mut self, span: Span, set: SetId, what: &str) {
        let element = self.texts.document.text(span).to_string();
        let set = self.set_name(set);
        let message = format!("{what} is an element of `{set}`, and `{element}` is not in it");
        self.error(Diagnostic::error(&codes::WRONG_SET, span, message));
    }

    fn may_fail(&mut self, name: &Name, (span, optional, set): (Span, bool, SetId), whole: Span, ty: &Ty) {
        let index = self.texts.document.text(span).to_string();
        let why =
            if optional { "may be none".to_string() } else { format!("may be outside of `{}`", self.set_name(set)) };
        let message = format!("`{}` cannot be read where `{index}` {why}", name.text);
        let default = match ty {
            Ty::Truth => "false".to_string(),
            Ty::Date => "never".to_string(),
            Ty::Element { .. } => "none".to_string(),
            _ => "0".to_string(),
        };
        let read = self.texts.document.text(whole);
        let help = format!("say what then: `{read} otherwise {default}`");
        self.error(Diagnostic::error(&codes::MAYBE_NONE, span, message).here(why).help(help));
    }
}

/// How to come by a value that is due before any world begins.
fn before_worlds(sort: Sort, name: &Name) -> String {
    let name = &name.text;
    match sort {
        Sort::Parameter => format!("write the number itself, or give `{name}` as `data`"),
        Sort::Switch => format!("ask for it in a `let`: `if {name} then … else …`"),
        _ => format!(
            "`{name}` is known within a world: ask for it there, in a `let`, a flow, a rule or the `where` of a fold"
        ),
    }
}

/// How to come by a value that is due when a world begins.
fn at_start(sort: Sort, name: &Name) -> String {
    let name = &name.text;
    match sort {
        Sort::Flow => format!("nothing has flowed yet; begin with what `{name}` is made of"),
        _ => format!("`{name}` is drawn anew in time; a draw `per world` is known when a world begins"),
    }
}
