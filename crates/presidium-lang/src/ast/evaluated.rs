//! Which expressions of a declaration a run evaluates.
//!
//! Not those of parameters, data and series, whose numbers have a status; nor those of claims and tests, which look at a
//! world and do not make it; nor those of messages.

use super::declarations::{Declaration, Prior, SetContent};
use super::expressions::{Argument, Expr, Term};
use super::rules::{Ballot, Decider, Effect, Order, SettingValue, Trigger, Turns};
use super::words::Name;

impl Declaration {
    /// The name, and the expressions that take part in making a world.
    pub fn evaluated(&self) -> Option<(&Name, Vec<&Expr>)> {
        let mut found = vec![];
        let name = match self {
            Declaration::Set(set) => {
                found.extend(match &set.content {
                    SetContent::Where(condition) => Some(condition),
                    _ => None,
                });
                &set.name
            }
            Declaration::Stock(stock) => {
                found.extend(&stock.starts);
                found.extend(values(&stock.inflows));
                found.extend(values(&stock.outflows));
                found.extend(stock.at_least.iter().chain(&stock.at_most));
                &stock.header.name
            }
            Declaration::Flow(flow) => {
                found.push(&flow.value);
                &flow.header.name
            }
            Declaration::Let(equation) => {
                found.push(&equation.value);
                &equation.header.name
            }
            Declaration::Function(function) => {
                found.push(&function.value);
                &function.name
            }
            Declaration::Draw(draw) => {
                prior(&draw.prior, &mut found);
                found.extend(&draw.correlation);
                &draw.header.name
            }
            Declaration::State(state) => {
                found.extend(&state.initial);
                &state.header.name
            }
            Declaration::Body(body) => {
                found.extend(body.member.iter().chain(&body.weight));
                &body.name
            }
            Declaration::Event(event) => {
                trigger(&event.trigger, &mut found);
                effects(&event.effects, &mut found);
                &event.header.name
            }
            Declaration::Decision(decision) => {
                trigger(&decision.trigger, &mut found);
                if let Some(Turns { order: Some(Order::Key { key, .. }), .. }) = &decision.turns {
                    found.push(key);
                }
                if let Some(by) = &decision.decider {
                    decider(by, &mut found);
                }
                if let Some(appeal) = &decision.appeal {
                    found.extend(&appeal.when);
                    ballot(&appeal.ballot, &mut found);
                }
                for option in &decision.options {
                    found.extend(option.filter.iter().chain(&option.available));
                    found.extend(option.utilities.iter().flat_map(|(_, terms)| values(terms)));
                    effects(&option.effects, &mut found);
                }
                &decision.header.name
            }
            _ => return None,
        };
        Some((name, found))
    }
}

fn values(terms: &[Term]) -> impl Iterator<Item = &Expr> {
    terms.iter().map(|term| &term.value)
}

fn prior<'a>(prior: &'a Prior, found: &mut Vec<&'a Expr>) {
    found.extend(prior.arguments.iter().flat_map(Argument::values));
    found.extend(prior.within.iter().flat_map(|(low, high)| [low, high]));
}

fn trigger<'a>(trigger: &'a Trigger, found: &mut Vec<&'a Expr>) {
    let every = trigger.every.iter().map(|every| &every.period).chain(&trigger.most);
    found.extend(trigger.when.iter().chain(&trigger.rate).chain(&trigger.unless).chain(every));
}

fn decider<'a>(decider: &'a Decider, found: &mut Vec<&'a Expr>) {
    match decider {
        Decider::Person { who, noise, .. } => found.extend(std::iter::once(who).chain(noise)),
        Decider::Vote(vote) => ballot(vote, found),
    }
}

fn ballot<'a>(ballot: &'a Ballot, found: &mut Vec<&'a Expr>) {
    for setting in &ballot.settings {
        match &setting.value {
            SettingValue::Flag
            | SettingValue::Unanimity(_)
            | SettingValue::Plurality
            | SettingValue::RunOff
            | SettingValue::InTurn(None | Some(Order::Lot(_))) => {}
            SettingValue::Expr(value)
            | SettingValue::Ballots(value)
            | SettingValue::InTurn(Some(Order::Key { key: value, .. })) => found.push(value),
            SettingValue::Majority { share, .. } => found.push(share),
            SettingValue::Quorum { least, .. } => found.push(least),
            SettingValue::Pce(arguments) => found.extend(arguments.iter().flat_map(Argument::values)),
        }
    }
}

fn effects<'a>(body: &'a [Effect], found: &mut Vec<&'a Expr>) {
    for effect in body {
        match effect {
            Effect::Assign { target, value, .. } => found.extend([target, value]),
            Effect::Let { value, .. } => found.push(value),
            Effect::For { filter, order, body, .. } => {
                found.extend(filter);
                if let Some(Order::Key { key, .. }) = order {
                    found.push(key);
                }
                effects(body, found);
            }
            Effect::If { condition, then, otherwise } => {
                found.push(condition);
                effects(then, found);
                effects(otherwise, found);
            }
            Effect::Say(_) => {}
        }
    }
}
