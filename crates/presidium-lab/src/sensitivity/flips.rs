//! Switches and rival readings: what does not differ from world to world of one run, and is turned on purpose.

use presidium_engine::Scenario;
use presidium_lang::model::{Change, Model, VariableId, VariableKind};

use crate::effect::Effect;

/// A switch that is turned, or a rival reading that is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    /// The switch, to where it is put.
    Switch(VariableId, bool),
    /// The parameter, and the position of the reading that it has instead.
    Reading(VariableId, usize),
}

/// What turning it does in the same worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flipped {
    /// What is turned.
    pub flip: Flip,
    /// With it against without.
    pub effect: Effect,
}

impl Flip {
    /// As a change of a scenario.
    pub fn change(self) -> Change {
        match self {
            Flip::Switch(variable, on) => Change::Switch { variable, on },
            Flip::Reading(variable, reading) => Change::Reading { variable, reading },
        }
    }

    /// On top of a scenario.
    pub(crate) fn upon(self, base: &Scenario) -> Scenario {
        let changes = base.changes.iter().cloned().chain([self.change()]).collect();
        Scenario { changes, ..base.clone() }
    }
}

/// All that can be turned under a scenario: each switch the other way, each reading that is not chosen. A parameter that the scenario sets
/// has no readings.
pub fn flips(model: &Model, scenario: &Scenario) -> Vec<Flip> {
    let mut found = vec![];
    for (place, variable) in model.variables.iter().enumerate() {
        let id = VariableId::new(place);
        match &variable.kind {
            VariableKind::Switch { on, .. } => {
                let turned = scenario.changes.iter().rev().find_map(|change| match change {
                    Change::Switch { variable, on } if *variable == id => Some(*on),
                    _ => None,
                });
                found.push(Flip::Switch(id, !turned.unwrap_or(*on)));
            }
            VariableKind::Parameter { readings, .. } if readings.len() > 1 => {
                let mut chosen = Some(0);
                for change in &scenario.changes {
                    match change {
                        Change::Reading { variable, reading } if *variable == id => chosen = Some(*reading),
                        Change::Parameter { variable, .. } if *variable == id => chosen = None,
                        _ => {}
                    }
                }
                let others = chosen.map(|chosen| (0..readings.len()).filter(move |reading| *reading != chosen));
                found.extend(others.into_iter().flatten().map(|reading| Flip::Reading(id, reading)));
            }
            _ => {}
        }
    }
    found
}
