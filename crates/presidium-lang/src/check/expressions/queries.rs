//! What equations ask of rules: whether, how often and when an event happened or an option was chosen.

use crate::ast::{self, Argument, Name};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Keep};
use crate::check::known::references::Space;
use crate::check::known::scope::{Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::binary;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Index, NEVER, RuleId, VariableId, VariableKind};
use crate::span::Span;
use crate::symbols::ReferenceKind;

/// A question to a rule.
struct Query<'e> {
    /// What is asked: `happened`, `date_chosen`.
    function: &'e Name,
    rule: RuleId,
    /// Of a decision; 0 for an event.
    option: usize,
    rule_name: Name,
    indices: &'e [ast::Expr],
    /// The whole call.
    span: Span,
}

impl Checker<'_> {
    /// `happened(event[i])`, `times(event[i])`, `date_of(event[i])`
    pub(super) fn event_query(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(asked)] = arguments else {
            let help = format!("write `{}(event)`", name.text);
            self.wrong_arguments(span, format!("`{}` takes an event", name.text), Some(&help));
            return Typed::wrong();
        };
        // A decision does not happen: it is taken, so often and then.
        let due = (name.text == "happened").then_some(false);
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, due) else {
            return Typed::wrong();
        };
        self.rule_query(scope, Query { function: name, rule, option: 0, rule_name, indices, span })
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
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, Some(true)) else {
            return Typed::wrong();
        };
        let Some((position, elements)) = self.option_asked(rule, option) else { return Typed::wrong() };
        let indices = &[indices, elements].concat();
        self.rule_query(scope, Query { function: name, rule, option: position, rule_name, indices, span })
    }

    /// The option that is asked about, by its place among those that are declared, and its elements.
    pub(super) fn option_asked<'e>(&mut self, rule: RuleId, option: &'e ast::Expr) -> Option<(usize, &'e [ast::Expr])> {
        let (name, elements): (&Name, &[ast::Expr]) = match &option.kind {
            ast::ExprKind::Name(name) => (name, &[]),
            ast::ExprKind::Index { name, indices } => (name, indices),
            _ => {
                self.wrong_arguments(option.span, "this is not the name of an option".to_string(), None);
                return None;
            }
        };
        let place = self.option_of(rule, name)?;
        self.names_elements(rule, place, elements.len(), option.span).then_some((place, elements))
    }

    /// The option of a decision, by its place among those that are declared, or a complaint.
    pub(in crate::check) fn option_of(&mut self, rule: RuleId, option: &Name) -> Option<usize> {
        self.refer(Space::Options(rule), option, ReferenceKind::Names);
        let info = &self.rules[rule];
        let found = info.options.iter().position(|known| known.name == option.text);
        if found.is_none() {
            let names: Vec<&str> = info.options.iter().map(|option| option.name.as_str()).collect();
            let message = format!("the decision `{}` has no option `{}`", info.name, option.text);
            let help = self.complaints.suggestions.did_you_mean(&option.text, names.iter().copied());
            let note = format!("its options are `{}`", names.join("`, `"));
            self.error(Diagnostic::error(&codes::UNKNOWN_OPTION, option.span, message).help_if(help).note(note));
        }
        found.filter(|&found| !self.rules[rule].options[found].broken)
    }

    /// Whether so many elements are given with an option as it stands for; a complaint otherwise.
    pub(in crate::check) fn names_elements(&mut self, rule: RuleId, option: usize, given: usize, span: Span) -> bool {
        let info = &self.rules[rule].options[option];
        let fits = info.indices.len() == given;
        if !fits {
            let sets: Vec<String> = info.indices.iter().map(|index| self.set_name(index.set)).collect();
            let name = info.name.clone();
            let (message, help) = match sets.is_empty() {
                true => (format!("the option `{name}` stands for no element"), format!("write `{name}`")),
                false => {
                    let message =
                        format!("the option `{name}` stands for each element of `{}`", sets.join("` and of `"));
                    (message, format!("say for which: `{name}[…]`"))
                }
            };
            self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, span, message).help(help));
        }
        fits
    }

    pub(super) fn asked_rule<'e>(
        &mut self,
        asked: &'e ast::Expr,
        decision: Option<bool>,
    ) -> Option<(RuleId, Name, &'e [ast::Expr])> {
        let (name, indices): (Name, &[ast::Expr]) = match &asked.kind {
            ast::ExprKind::Name(name) => (name.clone(), &[]),
            ast::ExprKind::Index { name, indices } => (name.clone(), indices),
            _ => {
                let what = match decision {
                    Some(true) => "a decision",
                    Some(false) => "an event",
                    None => "an event or decision",
                };
                self.wrong_arguments(asked.span, format!("this is not the name of {what}"), None);
                return None;
            }
        };
        self.refer(Space::Names, &name, ReferenceKind::Reads);
        self.rule_named(&name, decision).map(|rule| (rule, name, indices))
    }

    /// The event or decision of this name; `decision` says which of them is due, if one is.
    pub(in crate::check) fn rule_named(&mut self, name: &Name, decision: Option<bool>) -> Option<RuleId> {
        let what = match decision {
            Some(true) => "a decision",
            Some(false) => "an event",
            None => "an event or decision",
        };
        self.named(name, what, |checker, entity| match entity {
            Entity::Rule(id) if decision.is_none_or(|d| d == checker.rules[id].is_decision) => Some(id),
            _ => None,
        })
    }

    fn rule_query(&mut self, scope: &mut Scope, query: Query<'_>) -> Typed {
        let Query { function, rule, option, rule_name, indices, span } = query;
        if !self.in_a_step(scope, function, span) {
            return Typed::wrong();
        }
        let is_decision = self.rules[rule].is_decision;
        if is_decision && self.rules[rule].options.is_empty() {
            // That there is nothing to choose is told where the decision stands.
            return Typed::wrong();
        }
        let variable = match function.text.as_str() {
            "date_of" if is_decision => Some(self.kept(rule, Keep::Date, 0, Ty::Date)),
            "times" if is_decision => Some(self.kept(rule, Keep::Times, 0, Ty::pure())),
            "votes" => self.kept_votes(rule, Keep::Votes, option, &rule_name),
            "date_of" | "date_chosen" => Some(self.rule_date(rule, option)),
            _ => Some(self.rule_count(rule, option)),
        };
        let Some(variable) = variable else { return Typed::wrong() };
        let typed = self.read_variable(scope, variable, &rule_name, indices, span);
        match function.text.as_str() {
            "happened" | "chosen" if !typed.ty.is_wrong() => {
                Typed::truth(binary(BinaryOp::Greater, typed.value, Expr::Number(0.0)))
            }
            _ => typed,
        }
    }

    /// Whether rules can have acted where this is asked; a complaint otherwise.
    pub(super) fn in_a_step(&mut self, scope: &Scope, function: &Name, span: Span) -> bool {
        let fits = matches!(scope.stage, Stage::Step | Stage::Rule);
        if !fits {
            self.rule_too_early(scope.stage, function, span);
        }
        fits
    }

    fn rule_too_early(&mut self, stage: Stage, function: &Name, span: Span) {
        let diagnostic = match stage {
            Stage::Claim => {
                let message = format!("`{}` changes with time; the claim does not say when it is meant", function.text);
                let text = self.texts.document.text(span).to_string();
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
        if let Some(&known) = self.rules[rule].counts.get(&option) {
            return known;
        }
        let id = self.rule_state(rule, option, "count", Ty::pure(), 0.0);
        self.rules.change(rule, |info| _ = info.counts.insert(option, id));
        id
    }

    fn rule_date(&mut self, rule: RuleId, option: usize) -> VariableId {
        if let Some(&known) = self.rules[rule].dates.get(&option) {
            return known;
        }
        let id = self.rule_state(rule, option, "date", Ty::Date, NEVER);
        self.rules.change(rule, |info| _ = info.dates.insert(option, id));
        id
    }

    fn rule_state(&mut self, rule: RuleId, option: usize, what: &str, ty: Ty, initial: f64) -> VariableId {
        let info = self.rules[rule].clone();
        let names = match (info.options.get(option).map(|option| &option.name), what) {
            (Some(option), "date") => {
                (format!("{} {option} date", info.name), format!("date_chosen({}, {option})", info.name))
            }
            (Some(option), _) => {
                (format!("{} {option} {what}", info.name), format!("times_chosen({}, {option})", info.name))
            }
            (None, "date") => (format!("{} date", info.name), format!("date_of({})", info.name)),
            (None, _) => (format!("{} {what}", info.name), format!("times({})", info.name)),
        };
        let of_option = info.options.get(option).map(|option| &option.indices[..]).unwrap_or_default();
        let all = info.indices.iter().chain(of_option);
        let indices = all.map(|i| Index { binding: self.new_binding(i.set), set: i.set }).collect();
        self.add_hidden(names, indices, ty, VariableKind::State { initial: Expr::Number(initial) })
    }
}
