//! What the scenario of a run says to a program that was made for all of them.
//!
//! A program is made once. Switches, prohibitions, pins, and parameters that are plain numbers are scalars that a run fills
//! in; a drawn parameter has a prior that a run may replace. What the program takes for granted of them, a run must
//! keep: between which numbers they lie, whether decisions follow the record, and whether they are taken by lot. A scenario
//! that does not keep it needs a program of its own. Not here: what a change means (see `resolved`).

use std::collections::BTreeMap;

use presidium_lang::model::{Change, Element, Model, Prior, Rows, Shape, Variable, VariableId, VariableKind};

use crate::distribution::Quantile;
use crate::program::bounds::Bounds;
use crate::program::given::{Drawn, Input};
use crate::program::graph::{Pace, Scalar, Uniform};
use crate::random::stream;
use crate::resolved::{Column, ResolvedScenario};
use crate::scalar::truth;
use crate::scenario::Scenario;

/// What a scenario says to a program: made by [`Program::inputs`](crate::Program::inputs), taken by [`Program::run_under`](crate::Program::run_under).
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// For each input of the program its value: one, or one for each month.
    pub(crate) scalars: Vec<Vec<f64>>,
    /// The priors of the program.
    pub(crate) quantiles: Vec<Quantile>,
    /// For each random number of the program the seed of its luck, if not that of the run; empty if all have that.
    pub(crate) seeds: Vec<Option<u64>>,
    /// For each prior of the program where its luck comes from, if it stands in rows; empty if none does.
    pub(crate) columns: Vec<Option<Column>>,
    /// The rows by which worlds meet each other's luck, if they do.
    pub(crate) common_luck: Option<Rows>,
}

/// What a scenario says to a program with some inputs and priors; none if it does not keep what is granted of one of them.
pub(super) fn inputs_under(
    resolved: &ResolvedScenario,
    model: &Model,
    inputs: &[(u32, Input, Bounds)],
    drawn: &[Drawn],
    uniforms: &[Uniform],
) -> Option<Inputs> {
    let scalars = inputs.iter().map(|&(_, input, bounds)| {
        let values = values(input, model, resolved)?;
        values.iter().all(|&value| bounds.hold(value)).then_some(values)
    });
    let quantiles = drawn.iter().map(|drawn| match drawn.parameter {
        Some((parameter, element)) => {
            let quantile = resolved.quantile(parameter, element);
            // Missing in every world: the prior is no distribution.
            let quantile =
                if drawn.bounds == ANYWHERE { quantile.unwrap_or(Quantile::nothing()) } else { quantile.ok()? };
            if drawn.bounds == ANYWHERE {
                return Some(quantile);
            }
            let (low, high) = quantile.bounds();
            (drawn.bounds.0 <= low && high <= drawn.bounds.1).then_some(quantile)
        }
        None => Some(drawn.quantile.clone()),
    });
    let seeds = seeds(resolved, model, uniforms);
    let columns = columns(resolved, drawn);
    Some(Inputs {
        scalars: scalars.collect::<Option<_>>()?,
        quantiles: quantiles.collect::<Option<_>>()?,
        seeds,
        columns,
        common_luck: resolved.common_luck().cloned(),
    })
}

/// For each prior where its luck comes from, if it stands in rows.
fn columns(resolved: &ResolvedScenario, drawn: &[Drawn]) -> Vec<Option<Column>> {
    let column = |drawn: &Drawn| drawn.parameter.and_then(|(variable, element)| resolved.column(variable, element));
    let columns: Vec<Option<Column>> = drawn.iter().map(column).collect();
    if columns.iter().all(Option::is_none) { vec![] } else { columns }
}

/// For each random number the seed of its luck, if it is a parameter's and not that of the run.
fn seeds(resolved: &ResolvedScenario, model: &Model, uniforms: &[Uniform]) -> Vec<Option<u64>> {
    let of =
        |(place, variable): (usize, &Variable)| Some((stream(&variable.name), resolved.seed(VariableId::new(place))?));
    let redrawn: BTreeMap<u64, u64> = model.variables.iter().enumerate().filter_map(of).collect();
    let seed = |uniform: &Uniform| redrawn.get(&uniform.stream).copied().filter(|_| uniform.pace == Pace::World);
    if redrawn.is_empty() { vec![] } else { uniforms.iter().map(seed).collect() }
}

/// Between these numbers lies whatever a scenario says.
pub const ANYWHERE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// The value under a scenario; none if the input is a plain number and the scenario makes it a distribution.
fn values(input: Input, model: &Model, resolved: &ResolvedScenario) -> Option<Vec<f64>> {
    let months = model.steps();
    match input {
        Input::Switch(switch) => Some(vec![resolved.switch(switch)]),
        // Missing in every world: the prior is no distribution.
        Input::Number(parameter, element) => match resolved.quantile(parameter, element) {
            Ok(quantile) => Some(vec![quantile.number()?]),
            Err(_) => Some(vec![f64::NAN]),
        },
        Input::Reading(parameter, element) => {
            Some(vec![resolved.computed(parameter, element).map_or(0.0, |reading| (reading + 1) as f64)])
        }
        Input::Widened => Some(vec![resolved.widened()]),
        Input::Allowed(rule, _) if !resolved.intervenes(rule) => Some(vec![1.0]),
        Input::Pinned(rule, _) | Input::PinnedVote(rule, ..) if !resolved.intervenes(rule) => Some(vec![-1.0]),
        Input::PinnedVote(rule, element, root, member) => {
            let pinned = months.map(|month| resolved.pinned_vote((rule, element), (root, member), month));
            Some(pinned.map(|option| option.map_or(-1.0, |option| option as f64)).collect())
        }
        Input::Allowed(rule, element) => {
            Some(months.map(|month| truth(!resolved.intervention(rule, element, month).forbidden)).collect())
        }
        Input::Pinned(rule, element) => {
            let pinned = months.map(|month| resolved.intervention(rule, element, month).pinned);
            Some(pinned.map(|option| option.map_or(-1.0, |option| option as f64)).collect())
        }
    }
}

/// The inputs among the scalars of a graph, each with its place and its bounds.
pub(super) fn inputs_of(scalars: &[Scalar]) -> Vec<(u32, Input, Bounds)> {
    let inputs = scalars.iter().enumerate().filter_map(|(place, scalar)| match scalar {
        Scalar::Input { input, bounds } => Some((place as u32, *input, *bounds)),
        Scalar::Known(_) => None,
    });
    inputs.collect()
}

/// What a program takes for granted of the parameters of a model: what holds of the model's own priors, of all its readings,
/// of all its what-ifs, and of the scenario for which the program is made.
pub struct Granted {
    /// For each variable that is a parameter, by element.
    elements: Vec<Vec<OfElement>>,
}

/// What is taken for granted of an element of a parameter.
#[derive(Clone, Copy)]
pub struct OfElement {
    /// It is a plain number.
    pub is_number: bool,
    /// Between which numbers it lies.
    pub bounds: (f64, f64),
}

/// A plain number may be replaced by one that is this many times as large or as small.
const ROOM: f64 = 10.0;

impl Granted {
    pub fn new(model: &Model, resolved: &ResolvedScenario, scenario: &Scenario) -> Granted {
        let elements = model.variables.iter().enumerate().map(|(place, variable)| {
            let VariableKind::Parameter { readings, .. } = &variable.kind else { return vec![] };
            let id = VariableId::new(place);
            // What is computed in each world may lie anywhere.
            let count = if variable.kind.computed_priors().is_empty() { variable.len(model) } else { 0 };
            let changes = model.what_ifs.iter().flat_map(|what_if| &what_if.changes).chain(&scenario.changes);
            let changed: Vec<(Option<Element>, &Prior)> = changes.filter_map(|change| prior_of(change, id)).collect();
            let of = |element: Element| {
                let read = readings.iter().filter_map(|reading| reading.priors.known(element.index()));
                let changed = changed.iter().filter(|(at, _)| at.is_none_or(|at| at == element));
                let known = read.chain(changed.map(|(_, prior)| *prior)).map(OfElement::of);
                let settled = resolved.quantile(id, element).map_or(OfElement::NONE, |quantile| OfElement {
                    is_number: quantile.number().is_some(),
                    bounds: quantile.bounds(),
                });
                known.fold(settled, OfElement::or)
            };
            (0..count).map(Element::at).map(of).collect()
        });
        Granted { elements: elements.collect() }
    }

    pub fn of(&self, parameter: VariableId, element: Element) -> OfElement {
        self.elements[parameter.index()][element.index()]
    }
}

impl OfElement {
    /// Of a prior that is no distribution nothing is taken for granted.
    const NONE: OfElement = OfElement { is_number: true, bounds: (f64::INFINITY, f64::NEG_INFINITY) };

    fn of(prior: &Prior) -> OfElement {
        let Ok(quantile) = Quantile::new(prior) else { return OfElement::NONE };
        match (&prior.shape, quantile.number()) {
            (Shape::Fixed(value), Some(_)) if *value > 0.0 => {
                OfElement { is_number: true, bounds: (value / ROOM, value * ROOM) }
            }
            (Shape::Fixed(value), Some(_)) if *value < 0.0 => {
                OfElement { is_number: true, bounds: (value * ROOM, value / ROOM) }
            }
            (_, number) => OfElement { is_number: number.is_some(), bounds: quantile.bounds() },
        }
    }

    fn or(self, other: OfElement) -> OfElement {
        let (low, high) = (self.bounds.0.min(other.bounds.0), self.bounds.1.max(other.bounds.1));
        OfElement { is_number: self.is_number && other.is_number, bounds: (low, high) }
    }
}

fn prior_of(change: &Change, parameter: VariableId) -> Option<(Option<Element>, &Prior)> {
    match change {
        Change::Parameter { variable, element, prior } if *variable == parameter => Some((*element, prior)),
        _ => None,
    }
}
