//! Which claims a scenario forces.
//!
//! Under the record, decisions with recorded choices come out as they did; under a pin, a decision takes one option.
//! A claim that only reads back what such a rule assigns would come out by construction: it is void. Quantities that
//! follow from a forced choice through the model's own mechanisms are not: what the harvest made of the Virgin Lands
//! is still the model's doing.

use std::collections::{BTreeMap, BTreeSet};

use presidium_engine::Scenario;
use presidium_lang::clock::Step;
use presidium_lang::model::{
    BindingId, Change, Claim, DecisionOption, Effect, Element, Expr, Index, Model, ObserverId, Rule, RuleId, Type,
    VariableId, VariableKind,
};

use crate::outcome::outcome;

/// Why a claim says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Void {
    /// The followed record decides what it reads.
    Record,
    /// A pinned decision or a forbidden rule decides what it reads.
    Change,
    /// No world was completed in which it could be asked.
    NoWorld,
}

/// Why the claim comes out by construction under a scenario, if it does.
///
/// A change or the record forces it only if it leaves the rule no choice in any month that the claim may look at.
pub fn forced(model: &Model, scenario: &Scenario, claim: &Claim) -> Option<Void> {
    let stilled = scenario.changes.iter().filter_map(|change| stilled(model, change, claim.horizon));
    if reads_back(model, claim, stilled) {
        return Some(Void::Change);
    }
    let recorded = |rule: &&Rule| matches!(rule, Rule::Decision(decision) if !decision.recorded.is_empty());
    let throughout = scenario.follow_record.is_some_and(|until| claim.horizon <= until);
    let followed = model.rules.iter().filter(|_| throughout).filter(recorded);
    reads_back(model, claim, followed.map(Ruled::everywhere)).then_some(Void::Record)
}

/// The rule that a change decides from the first month up to a horizon.
fn stilled<'a>(model: &'a Model, change: &Change, horizon: Step) -> Option<Ruled<'a>> {
    let (Change::Pin { rule, element, first_step, last_step, .. }
    | Change::Forbid { rule, element, first_step, last_step }) = change
    else {
        return None;
    };
    let always = *first_step <= model.first_step && horizon <= *last_step;
    always.then(|| Ruled::at(model, *rule, *element))
}

/// A rule, or one of its elements.
pub(crate) struct Ruled<'a> {
    rule: &'a Rule,
    /// For each index of the rule its element as a root ordinal; none for all of them.
    elements: Vec<Option<u32>>,
}

impl<'a> Ruled<'a> {
    /// The rule with all its elements.
    pub(crate) fn everywhere(rule: &'a Rule) -> Self {
        Ruled { rule, elements: vec![None; rule.indices().len()] }
    }

    /// One element, or all.
    fn at(model: &'a Model, rule: RuleId, element: Option<Element>) -> Self {
        let rule = &model.rules[rule];
        let Some(element) = element else { return Ruled::everywhere(rule) };
        let positions = model.places(rule.indices(), element);
        let places = rule.indices().iter().zip(positions);
        let elements = places.map(|(index, position)| Some(model.sets[index.set].ordinals[position]));
        Ruled { rule, elements: elements.collect() }
    }
}

/// A variable at some elements: for each index a root ordinal, or none where it may be any.
type Cells = (VariableId, Vec<Option<u32>>);

/// What is known of the elements that names are bound to.
type Bound = BTreeMap<BindingId, u32>;

/// Whether the claim reads what these rules assign: states and counters, in any of their options, directly or through
/// algebraic truths, dates and elements, which only restate the states they read.
pub(crate) fn reads_back<'a>(model: &Model, claim: &Claim, rules: impl Iterator<Item = Ruled<'a>>) -> bool {
    let mut assigned = BTreeSet::new();
    rules.for_each(|ruled| collect_of_rule(model, &ruled, &mut assigned));
    if assigned.is_empty() {
        return false;
    }
    let mut read = BTreeSet::new();
    collect_reads(model, outcome(claim), &Bound::new(), &mut read);
    read.iter().any(|read| assigned.iter().any(|assigned| covers(assigned, read)))
}

/// Whether what a rule assigns is among what is looked out for, directly or through algebraic truths, dates and elements.
pub(crate) fn may_decide(model: &Model, (rule, element): (RuleId, Element), observer: ObserverId) -> bool {
    let (mut assigned, mut read) = (BTreeSet::new(), BTreeSet::new());
    collect_of_rule(model, &Ruled::at(model, rule, Some(element)), &mut assigned);
    collect_reads(model, &Expr::Observed(observer), &Bound::new(), &mut read);
    read.iter().any(|read| assigned.iter().any(|assigned| meets(assigned, read)))
}

/// What is read may be what is assigned: no index speaks against it.
fn meets((assigned, targets): &Cells, (read, elements): &Cells) -> bool {
    let may = |(target, element): (&Option<u32>, &Option<u32>)| match (target, element) {
        (Some(target), Some(element)) => target == element,
        _ => true,
    };
    assigned == read && targets.iter().zip(elements).all(may)
}

/// Nothing of what is read lies outside of what is assigned. An index that is only known in a run may be any.
fn covers((assigned, targets): &Cells, (read, elements): &Cells) -> bool {
    let within = |(target, element): (&Option<u32>, &Option<u32>)| target.is_none() || target == element;
    assigned == read && targets.iter().zip(elements).all(within)
}

fn collect_of_rule(model: &Model, ruled: &Ruled<'_>, assigned: &mut BTreeSet<Cells>) {
    let bound = bind(ruled.rule.indices(), &ruled.elements);
    let mut counted = |variables: [Option<VariableId>; 2], elements: &[Option<u32>]| {
        assigned.extend(variables.into_iter().flatten().map(|variable| (variable, elements.to_vec())));
    };
    match ruled.rule {
        Rule::Event(event) => {
            counted([event.count, event.date], &ruled.elements);
            collect_assigned(model, &event.effects, &bound, assigned);
        }
        Rule::Decision(decision) => {
            for (place, option) in decision.options.iter().enumerate() {
                let of_option = elements_of(model, option);
                let elements: Vec<Option<u32>> = ruled.elements.iter().chain(&of_option).copied().collect();
                counted([decision.counts[place], decision.dates[place]], &elements);
            }
            for option in &decision.options {
                let mut bound = bound.clone();
                bound.extend(option.over.iter().flat_map(|over| bind(&over.indices, &elements_of(model, option))));
                collect_assigned(model, &option.effects, &bound, assigned);
            }
        }
    }
}

/// The elements that an option stands for.
fn elements_of(model: &Model, option: &DecisionOption) -> Vec<Option<u32>> {
    let Some(over) = &option.over else { return vec![] };
    let places = over.indices.iter().zip(model.places(&over.indices, over.element));
    places.map(|(index, place)| Some(model.sets[index.set].ordinals[place])).collect()
}

fn collect_assigned(model: &Model, effects: &[Effect], bound: &Bound, assigned: &mut BTreeSet<Cells>) {
    for effect in effects {
        match effect {
            Effect::Assign { variable, indices, .. } => {
                if matches!(model.variables[*variable].kind, VariableKind::State { .. }) {
                    assigned.insert((*variable, elements(indices, bound)));
                }
            }
            Effect::ForEach { body, .. } => collect_assigned(model, body, bound, assigned),
            Effect::If { then, otherwise, .. } => {
                collect_assigned(model, then, bound, assigned);
                collect_assigned(model, otherwise, bound, assigned);
            }
            Effect::Local { .. } | Effect::Say(_) => {}
        }
    }
}

fn collect_reads(model: &Model, expr: &Expr, bound: &Bound, read: &mut BTreeSet<Cells>) {
    if let Expr::Observed(observer) = expr {
        collect_reads(model, &model.observers[*observer].value, bound, read);
    }
    if let Expr::Read { variable, indices, .. } = expr {
        let elements = elements(indices, bound);
        if read.insert((*variable, elements.clone())) {
            let declared = &model.variables[*variable];
            if let VariableKind::Let { value } = &declared.kind
                && !matches!(declared.ty, Type::Quantity { .. })
            {
                collect_reads(model, value, &bind(&declared.indices, &elements), read);
            }
        }
    }
    expr.for_each_operand(&mut |operand| collect_reads(model, operand, bound, read));
}

fn bind(indices: &[Index], elements: &[Option<u32>]) -> Bound {
    indices.iter().zip(elements).filter_map(|(index, element)| Some((index.binding, (*element)?))).collect()
}

/// The elements that index expressions name, as far as that is known without a run.
fn elements(indices: &[Expr], bound: &Bound) -> Vec<Option<u32>> {
    let element = |index: &Expr| match index {
        Expr::Number(ordinal) if *ordinal >= 0.0 => Some(*ordinal as u32),
        Expr::Bound(binding) => bound.get(binding).copied(),
        _ => None,
    };
    indices.iter().map(element).collect()
}
