//! What has to be computed for what is asked: the variables, rules and observers that the outputs rest on.
//!
//! The rule is the same for the oracle and the engine, and it is part of what a run means: an equation that nothing asked
//! for rests on is not computed, and so cannot fail. Whole variables only; elements are the optimiser's business.

use presidium_lang::model::{
    Ballot, Decider, Decision, Effect, Expr, Model, ObserverId, PceVictory, Rule, RuleId, Term, VariableId,
    VariableKind, VotingRule,
};

use crate::scenario::Outputs;

/// The parts of a model that are computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    variables: Vec<bool>,
    rules: Vec<bool>,
    observers: Vec<bool>,
}

impl Live {
    /// What the outputs rest on.
    pub fn for_outputs(model: &Model, outputs: &Outputs) -> Live {
        let mut live = Live {
            variables: vec![false; model.variables.len()],
            rules: vec![false; model.rules.len()],
            observers: vec![false; model.observers.len()],
        };
        outputs.finals.iter().chain(&outputs.tests).for_each(|expr| live.read(expr));
        outputs.monthly.iter().for_each(|(variable, _)| live.variables[variable.index()] = true);
        live.close(model);
        live
    }

    /// The whole model, for a world of which everything is to be told.
    pub fn everything(model: &Model) -> Live {
        Live {
            variables: vec![true; model.variables.len()],
            rules: vec![true; model.rules.len()],
            observers: vec![true; model.observers.len()],
        }
    }

    pub fn variable(&self, variable: VariableId) -> bool {
        self.variables[variable.index()]
    }

    pub fn rule(&self, rule: RuleId) -> bool {
        self.rules[rule.index()]
    }

    pub fn observer(&self, observer: ObserverId) -> bool {
        self.observers[observer.index()]
    }

    /// Whether an effect does anything that is computed.
    pub fn effect(&self, effect: &Effect) -> bool {
        match effect {
            Effect::Assign { variable, .. } => self.variable(*variable),
            Effect::Local { .. } => true,
            Effect::ForEach { body, .. } => self.effects(body),
            Effect::If { then, otherwise, .. } => self.effects(then) || self.effects(otherwise),
            Effect::Say(_) => false,
        }
    }

    fn effects(&self, effects: &[Effect]) -> bool {
        effects.iter().any(|effect| !matches!(effect, Effect::Local { .. }) && self.effect(effect))
    }

    /// Follows what is read until nothing new turns up.
    fn close(&mut self, model: &Model) {
        loop {
            let before = self.clone();
            for (variable, _) in model.variables.iter().zip(&before.variables).filter(|(_, live)| **live) {
                self.read_variable(&variable.kind);
            }
            for (observer, _) in model.observers.iter().zip(&before.observers).filter(|(_, live)| **live) {
                self.read(&observer.value);
            }
            for (place, rule) in model.rules.iter().enumerate() {
                self.rules[place] |= self.changes_something(rule);
                if self.rules[place] {
                    self.read_rule(model, rule);
                }
            }
            if *self == before {
                return;
            }
        }
    }

    fn changes_something(&self, rule: &Rule) -> bool {
        let counted = |kept: &Option<VariableId>| kept.is_some_and(|variable| self.variable(variable));
        match rule {
            Rule::Event(event) => counted(&event.count) || counted(&event.date) || self.effects(&event.effects),
            Rule::Decision(decision) => {
                decision.counts.iter().chain(&decision.dates).any(counted)
                    || decision.options.iter().any(|option| self.effects(&option.effects))
            }
        }
    }

    fn read(&mut self, expr: &Expr) {
        expr.visit(&mut |part| match part {
            Expr::Read { variable, .. } => self.variables[variable.index()] = true,
            Expr::Observed(observer) => self.observers[observer.index()] = true,
            _ => {}
        });
    }

    fn read_all<'m>(&mut self, exprs: impl IntoIterator<Item = &'m Expr>) {
        exprs.into_iter().for_each(|expr| self.read(expr));
    }

    fn read_terms(&mut self, terms: &[Term]) {
        self.read_all(terms.iter().map(|term| &term.value));
    }

    fn read_variable(&mut self, kind: &VariableKind) {
        match kind {
            VariableKind::Let { value } => self.read(value),
            VariableKind::Stock { initial, inflows, outflows, at_least, at_most } => {
                self.read(initial);
                self.read_terms(inflows);
                self.read_terms(outflows);
                self.read_all(at_least.iter().chain(at_most));
            }
            VariableKind::Lag { value, initial, .. } => self.read_all([value, initial]),
            VariableKind::State { initial } => self.read(initial),
            VariableKind::Data { .. }
            | VariableKind::Parameter { .. }
            | VariableKind::Switch { .. }
            | VariableKind::Series { .. }
            | VariableKind::Draw { .. } => {}
        }
    }

    fn read_rule(&mut self, model: &Model, rule: &Rule) {
        match rule {
            Rule::Event(event) => {
                self.read_all(event.when.iter().chain(&event.rate));
                self.read_effects(&event.effects);
            }
            Rule::Decision(decision) => self.read_decision(model, decision),
        }
    }

    fn read_decision(&mut self, model: &Model, decision: &Decision) {
        self.read_all(decision.when.iter().chain(&decision.rate));
        match &decision.decider {
            Decider::Person { who, noise, .. } => self.read_all(std::iter::once(who).chain(noise)),
            Decider::Body(ballot) => self.read_ballot(model, ballot),
        }
        if let Some(appeal) = &decision.appeal {
            self.read_all(&appeal.when);
            self.read_ballot(model, &appeal.ballot);
        }
        for option in &decision.options {
            self.read_all(&option.available);
            option.utilities.iter().for_each(|terms| self.read_terms(terms));
            self.read_effects(&option.effects);
        }
    }

    fn read_ballot(&mut self, model: &Model, ballot: &Ballot) {
        let body = &model.bodies[ballot.body.index()];
        self.read(&body.member);
        self.read_all(body.weight.iter().chain(&ballot.weight).chain(&ballot.present).chain(&ballot.noise));
        match &ballot.rule {
            VotingRule::Count { majority, quorum, abstention, chair, .. } => {
                self.read_all([majority, quorum, abstention].into_iter().chain(chair));
            }
            VotingRule::Pce { victory: PceVictory::Power(exponent), .. } => self.read(exponent),
            VotingRule::Pce { victory: PceVictory::Binary, .. } => {}
        }
    }

    fn read_effects(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Assign { variable, indices, value, .. } if self.variable(*variable) => {
                    self.read_all(indices.iter().chain([value]));
                }
                Effect::Local { value, .. } => self.read(value),
                Effect::ForEach { filter, body, .. } if self.effects(body) => {
                    self.read_all(filter);
                    self.read_effects(body);
                }
                Effect::If { condition, then, otherwise } if self.effects(then) || self.effects(otherwise) => {
                    self.read(condition);
                    self.read_effects(then);
                    self.read_effects(otherwise);
                }
                _ => {}
            }
        }
    }
}
