//! A model without its words: what is left can change a figure.
//!
//! What is taken away is named here, so that whatever a later version of the language adds to a model counts until somebody says
//! that it does not.

use presidium_lang::model::{
    Claim, ClaimKind, Decision, DecisionOption, Effect, Event, Evidence, Message, Model, Place, Priors, Reading,
    Record, Role, Rule, Status, Term, Test, Variable, VariableKind, WhatIf, Written, WrittenOpening,
};

/// The model without prose, labels, places, sources and the words of claims.
pub(super) fn alone(model: &Model) -> Model {
    let mut model = model.clone();
    model.name.clear();
    // What a request says unless it is told otherwise stands in the request.
    (model.seed, model.worlds, model.split) = (None, None, None);
    model.title.clear();
    model.citations.clear();
    // What they compute stands where they are called.
    model.functions.clear();
    model.sections.clear();
    model.literals.clear();
    for set in &mut model.sets {
        set.labels.clear();
        set.place = Place::default();
    }
    model.variables.iter_mut().for_each(variable);
    for body in &mut model.bodies {
        body.label.clear();
        body.place = Place::default();
    }
    for rule in &mut model.rules {
        match rule {
            Rule::Event(rule) => event(rule),
            Rule::Decision(rule) => decision(rule),
        }
    }
    model.claims.iter_mut().for_each(claim);
    for Test { name, place, .. } in &mut model.tests {
        name.clear();
        *place = Place::default();
    }
    for WhatIf { words, place, .. } in &mut model.what_ifs {
        words.clear();
        *place = Place::default();
    }
    model.records.iter_mut().for_each(record);
    // Who held what is shown beside the worlds, and is part of no figure.
    model.holdings.clear();
    // Compared with, and never read; a calibration says itself which it was made with.
    model.base_rates.clear();
    model
}

/// The model without all that only looks at worlds.
pub(super) fn of_worlds(model: &Model) -> Model {
    let mut model = alone(model);
    (model.last_step, model.until_step) = (model.first_step, model.first_step);
    model.claims.clear();
    model.tests.clear();
    model.records.clear();
    model.observers.clear();
    model.what_ifs.clear();
    for rule in &mut model.rules {
        if let Rule::Decision(decision) = rule {
            decision.recorded.clear();
        }
    }
    model
}

fn variable(variable: &mut Variable) {
    variable.label.clear();
    variable.evidence = None;
    variable.place = Place::default();
    // Who knows what changes no figure.
    variable.known_to = None;
    match &mut variable.kind {
        VariableKind::Parameter { readings, .. } => readings.iter_mut().for_each(reading),
        VariableKind::Draw { priors: Priors::Computed(computed), .. } => computed.written.clear(),
        VariableKind::Stock { inflows, outflows, .. } => inflows.iter_mut().chain(outflows).for_each(term),
        VariableKind::Flow { from, to, .. } => {
            from.iter_mut().chain(to).for_each(|end| end.label.clear());
        }
        _ => {}
    }
}

fn reading(reading: &mut Reading) {
    if let Priors::Computed(computed) = &mut reading.priors {
        computed.written.clear();
    }
    reading.evidence = Evidence { status: Status::Sourced, looked_ahead: false, sources: vec![] };
}

fn term(term: &mut Term) {
    term.label.clear();
}

fn event(event: &mut Event) {
    event.label.clear();
    event.written = WrittenOpening::default();
    event.place = Place::default();
    // Compared with, and never followed.
    event.recorded.clear();
    effects(&mut event.effects);
}

fn decision(decision: &mut Decision) {
    decision.question.clear();
    decision.written = WrittenOpening::default();
    decision.place = Place::default();
    for DecisionOption { label, over, utilities, effects: of_option, .. } in &mut decision.options {
        label.clear();
        over.iter_mut().for_each(|over| over.words.clear());
        utilities.iter_mut().flatten().for_each(term);
        effects(of_option);
    }
    decision.recorded.iter_mut().for_each(|recorded| recorded.sources.clear());
}

fn effects(effects_of_rule: &mut [Effect]) {
    for effect in effects_of_rule {
        match effect {
            Effect::Assign { written, .. } | Effect::Local { written, .. } => *written = Written::default(),
            Effect::ForEach { body, written, .. } => {
                *written = Written::default();
                effects(body);
            }
            Effect::If { then, otherwise, written, .. } => {
                *written = Written::default();
                effects(then);
                effects(otherwise);
            }
            Effect::Say(message) => *message = Message { pieces: vec![], known_to: None },
        }
    }
}

fn claim(claim: &mut Claim) {
    claim.words.clear();
    claim.written.clear();
    claim.passage.clear();
    claim.given.iter_mut().for_each(|given| given.words.clear());
    claim.steps.iter_mut().for_each(|step| step.words.clear());
    claim.kind = ClaimKind::Event;
    claim.role = Role::Calibration;
    claim.touches.clear();
    claim.place = Place::default();
}

fn record(record: &mut Record) {
    record.place = Place::default();
    record.is_seen = false;
    record.points.iter_mut().for_each(|point| point.source.clear());
}
