//! A ledger of worlds of which more is seen than the ledger counts: for whoever keeps them.

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{
    Change, Element, Expr, Family, Model, Prior, Priors, Reading, Shape, VariableId, VariableKind,
};

use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{LedgerExperiment, LedgerQuestion};
use crate::plan::Plan;

/// What is seen of each world beside what a ledger counts. What nobody asks for is not computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// Parameters, whose values are finals after those of the claims.
    pub parameters: Vec<(VariableId, Element)>,
    /// Variables month by month.
    pub series: Vec<(VariableId, Element)>,
    /// What the rules did.
    pub acts: bool,
    /// How votes came out.
    pub ballots: bool,
}

/// A ledger, and what else is seen of its worlds. It counts what the ledger alone would.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_engine::{Cancel, Worlds};
/// # use presidium_lab::{Executor, LabError, Laboratory, RecordQuestion, Request};
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let mut run = laboratory.begin(&Request::new(RecordQuestion::default(), 1953, 300));
/// let mut chunks = vec![];
/// run.stretch(Worlds::from(256..300), &Cancel::default(), |found| {
///     chunks.extend(found.chunks);
///     Ok::<(), LabError>(())
/// })?;
/// run.count(Worlds::from(256..300), chunks)?;
/// assert_eq!(run.worlds(), 0, "the worlds in front of them are missing");
/// # Ok::<(), LabError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordQuestion {
    /// What is counted.
    pub ledger: LedgerQuestion,
    /// What else is seen.
    pub recorded: Recorded,
}

impl Question for RecordQuestion {
    type Experiment = LedgerExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> LedgerExperiment {
        LedgerExperiment::over(&self.ledger, asked, |without| self.plan(asked, without))
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        self.ledger.kept(model, worlds)
    }
}

impl RecordQuestion {
    /// Only the base tells what is recorded.
    fn plan(&self, asked: &Asked<'_>, without: Vec<Scenario>) -> Plan {
        let (LedgerQuestion { claims, observables, cause_worlds, .. }, recorded) = (&self.ledger, &self.recorded);
        let model = asked.model();
        let parameters = recorded.parameters.iter().map(|&(variable, element)| read(model, variable, element));
        let more = Outputs {
            finals: parameters.collect(),
            monthly: recorded.series.clone(),
            acts: recorded.acts,
            ballots: recorded.ballots,
            ..Outputs::default()
        };
        asked.plan_with_more(asked.laboratory.outputs(claims, observables), more, without, *cause_worlds)
    }
}

/// The value of an element of a variable.
pub(crate) fn read(model: &Model, variable: VariableId, element: Element) -> Expr {
    let indices = &model.variables[variable].indices;
    let places = indices.iter().zip(model.places(indices, element));
    let ordinals = places.map(|(index, place)| f64::from(model.sets[index.set].ordinals[place]));
    Expr::Read { variable, indices: ordinals.map(Expr::Number).collect(), otherwise: None }
}

/// The places of each parameter among elements in document order.
pub fn by_parameter(drawn: &[(VariableId, Element)]) -> Vec<(VariableId, Vec<usize>)> {
    let mut groups: Vec<(VariableId, Vec<usize>)> = vec![];
    for (place, &(variable, _)) in drawn.iter().enumerate() {
        match groups.last_mut() {
            Some((known, places)) if *known == variable => places.push(place),
            _ => groups.push((variable, vec![place])),
        }
    }
    groups
}

/// The parameters that differ from world to world under a scenario, element by element, in document order.
pub fn drawn_parameters(model: &Model, scenario: &Scenario) -> Vec<(VariableId, Element)> {
    let parameters = model.variables.iter().enumerate().filter_map(|(place, variable)| match &variable.kind {
        VariableKind::Parameter { readings, .. } if !variable.hidden => Some((VariableId::new(place), readings)),
        _ => None,
    });
    let drawn = parameters.flat_map(|(id, readings)| {
        let of = |reading: &Reading| match &reading.priors {
            Priors::Known(priors) => priors.iter().map(is_drawn).collect(),
            // What is only computed from other parameters is drawn as they are.
            Priors::Computed(computed) => vec![computed.family != Family::Fixed; model.variables[id].len(model)],
        };
        let mut drawn: Vec<bool> = readings.first().map_or(vec![], of);
        for change in &scenario.changes {
            match change {
                Change::Reading { variable, reading } if *variable == id => drawn = of(&readings[*reading]),
                Change::Parameter { variable, element: None, prior } if *variable == id => drawn.fill(is_drawn(prior)),
                Change::Parameter { variable, element: Some(element), prior } if *variable == id => {
                    drawn[element.index()] = is_drawn(prior);
                }
                _ => {}
            }
        }
        let drawn = drawn.into_iter().enumerate().filter(|(_, drawn)| *drawn);
        drawn.map(|(element, _)| (id, Element::at(element))).collect::<Vec<_>>()
    });
    drawn.collect()
}

fn is_drawn(prior: &Prior) -> bool {
    !matches!(prior.shape, Shape::Fixed(_))
}
