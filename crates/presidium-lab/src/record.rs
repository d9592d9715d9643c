//! Which claims a followed record forces.
//!
//! Under the record, decisions with recorded choices come out as they did. A claim that only reads back what such a
//! choice assigned would hold by construction: it is void. Quantities that follow from a forced choice through the
//! model's own mechanisms are not: what the harvest made of the Virgin Lands is still the model's doing.

use std::collections::BTreeSet;

use presidium_lang::model::{Claim, Effect, Expr, Model, Rule, Type, VariableId, VariableKind};

use crate::pairs::outcome;

/// Whether the claim reads a state that a decision with a recorded choice assigns, directly or through algebraic
/// truths, dates and elements, which only restate the states they read.
pub fn is_forced(model: &Model, claim: &Claim) -> bool {
    let followed = |rule: &&Rule| matches!(rule, Rule::Decision(decision) if !decision.recorded.is_empty());
    reads_back(model, claim, model.rules.iter().filter(followed))
}

/// Whether the claim reads what these rules assign: states and counters, in any of their options, directly or through
/// algebraic truths, dates and elements.
pub(crate) fn reads_back<'a>(model: &Model, claim: &Claim, rules: impl Iterator<Item = &'a Rule>) -> bool {
    let mut assigned = BTreeSet::new();
    rules.for_each(|rule| collect_of_rule(model, rule, &mut assigned));
    let mut seen = BTreeSet::new();
    collect_reads(model, outcome(claim), &mut seen);
    seen.iter().any(|variable| assigned.contains(variable))
}

fn collect_of_rule(model: &Model, rule: &Rule, assigned: &mut BTreeSet<VariableId>) {
    match rule {
        Rule::Event(event) => {
            assigned.extend(event.count.iter().chain(&event.date));
            collect_assigned(model, &event.effects, assigned);
        }
        Rule::Decision(decision) => {
            assigned.extend(decision.counts.iter().chain(&decision.dates).flatten());
            decision.options.iter().for_each(|option| collect_assigned(model, &option.effects, assigned));
        }
    }
}

fn collect_assigned(model: &Model, effects: &[Effect], assigned: &mut BTreeSet<VariableId>) {
    for effect in effects {
        match effect {
            Effect::Assign { variable, .. } => {
                if matches!(model.variables[variable.index()].kind, VariableKind::State { .. }) {
                    assigned.insert(*variable);
                }
            }
            Effect::ForEach { body, .. } => collect_assigned(model, body, assigned),
            Effect::If { then, otherwise, .. } => {
                collect_assigned(model, then, assigned);
                collect_assigned(model, otherwise, assigned);
            }
            Effect::Local { .. } | Effect::Say(_) => {}
        }
    }
}

fn collect_reads(model: &Model, expr: &Expr, seen: &mut BTreeSet<VariableId>) {
    if let Expr::Observed(observer) = expr {
        collect_reads(model, &model.observers[observer.index()].value, seen);
    }
    if let Expr::Read { variable, .. } = expr
        && seen.insert(*variable)
    {
        let read = &model.variables[variable.index()];
        if let VariableKind::Let { value } = &read.kind
            && !matches!(read.ty, Type::Quantity { .. })
        {
            collect_reads(model, value, seen);
        }
    }
    expr.for_each_operand(&mut |operand| collect_reads(model, operand, seen));
}
