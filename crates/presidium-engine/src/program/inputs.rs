//! What the scenario of a run says to a program that was made for all of them.
//!
//! A program is made once. Switches, prohibitions, pins, and parameters that are plain numbers are scalars that a run fills
//! in; a drawn parameter has a prior that a run may replace. What the program takes for granted of them, a run must
//! keep: between which numbers they lie, whether decisions follow the record, and whether they are taken by lot. A scenario
//! that does not keep it needs a program of its own. Not here: what a change means (see `setting`).

use presidium_lang::model::{Change, Element, Model, Prior, RuleId, Shape, VariableId, VariableKind};

use crate::distribution::Quantile;
use crate::program::Program;
use crate::program::graph::{Bounds, Scalar};
use crate::scalar::truth;
use crate::scenario::Scenario;
use crate::setting::Setting;

/// A scalar that the scenario of a run gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// Whether a switch is on.
    Switch(VariableId),
    /// The value of an element of a parameter that is a plain number.
    Number(VariableId, Element),
    /// For each month, whether an element of a rule may act.
    Allowed(RuleId, Element),
    /// For each month, the option to which an element of a decision is pinned, or -1.
    Pinned(RuleId, Element),
}

/// A prior in a program.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub quantile: Quantile,
    /// The element of a parameter whose prior it is; of a draw, none.
    pub parameter: Option<(VariableId, Element)>,
    /// Between which numbers its values lie, in every run.
    pub bounds: (f64, f64),
}

/// What a scenario says to a program: made by [`Program::inputs`], taken by [`Program::run_under`].
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// For each input of the program its value: one, or one for each month.
    pub(crate) scalars: Vec<Vec<f64>>,
    /// The priors of the program.
    pub(crate) quantiles: Vec<Quantile>,
}

impl Input {
    /// Whether its value may change from month to month.
    pub fn is_monthly(self) -> bool {
        matches!(self, Input::Allowed(..) | Input::Pinned(..))
    }

    /// Whether it can only be 0 or 1.
    pub fn is_truth(self) -> bool {
        matches!(self, Input::Switch(_) | Input::Allowed(..))
    }

    /// The value under a scenario; none if the input is a plain number and the scenario makes it a distribution.
    fn values(self, model: &Model, setting: &Setting) -> Option<Vec<f64>> {
        let months = model.months();
        match self {
            Input::Switch(switch) => Some(vec![setting.switch(switch)]),
            // Missing in every world: the prior is no distribution.
            Input::Number(parameter, element) => match setting.quantile(parameter, element) {
                Ok(quantile) => Some(vec![quantile.number()?]),
                Err(_) => Some(vec![f64::NAN]),
            },
            Input::Allowed(rule, _) if !setting.orders(rule) => Some(vec![1.0]),
            Input::Pinned(rule, _) if !setting.orders(rule) => Some(vec![-1.0]),
            Input::Allowed(rule, element) => {
                Some(months.map(|month| truth(!setting.order(rule, element, month).forbidden)).collect())
            }
            Input::Pinned(rule, element) => {
                let pinned = months.map(|month| setting.order(rule, element, month).pinned);
                Some(pinned.map(|option| option.map_or(-1.0, |option| option as f64)).collect())
            }
        }
    }
}

impl Program {
    /// What the scenario says for which the program was made.
    pub fn own_inputs(&self) -> &Inputs {
        &self.own
    }

    /// What a scenario says to this program; none if the program takes something for granted that the scenario does not keep,
    /// so that the scenario needs a program of its own.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds};
    /// use presidium_lang::{calendar::Month, model::Model};
    /// let model = Model { first_month: Month::of(1953, 1), last_month: Month::of(1953, 12), ..Model::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &Outputs::default(), &Options::default());
    /// let inputs = program.inputs(&model, &Scenario::default()).unwrap();
    /// let batch = program.run_under(&inputs, 1953, Worlds::from(0..8), &mut Workspace::new());
    /// assert!(batch.stopped.is_empty());
    /// // Lots are drawn by another program.
    /// assert_eq!(program.inputs(&model, &Scenario { lots: true, ..Scenario::default() }), None);
    /// ```
    pub fn inputs(&self, model: &Model, scenario: &Scenario) -> Option<Inputs> {
        if (scenario.follow_record, scenario.lots) != (self.follow_record, self.lots) {
            return None;
        }
        let setting = Setting::new(model, scenario);
        let scalars = self.inputs.iter().map(|(_, input, bounds)| {
            let values = input.values(model, &setting)?;
            values.iter().all(|&value| bounds.hold(value)).then_some(values)
        });
        let quantiles = self.quantiles.iter().map(|drawn| match drawn.parameter {
            Some((parameter, element)) => {
                let quantile = setting.quantile(parameter, element).ok()?;
                let (low, high) = quantile.bounds();
                (drawn.bounds.0 <= low && high <= drawn.bounds.1).then_some(quantile)
            }
            None => Some(drawn.quantile.clone()),
        });
        Some(Inputs { scalars: scalars.collect::<Option<_>>()?, quantiles: quantiles.collect::<Option<_>>()? })
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
    pub fn new(model: &Model, setting: &Setting, scenario: &Scenario) -> Granted {
        let elements = model.variables.iter().enumerate().map(|(place, variable)| {
            let VariableKind::Parameter { readings } = &variable.kind else { return vec![] };
            let id = VariableId(place as u32);
            let count = readings.first().map_or(0, |reading| reading.priors.len());
            let changes = model.what_ifs.iter().flat_map(|what_if| &what_if.changes).chain(&scenario.changes);
            let changed: Vec<(Option<Element>, &Prior)> = changes.filter_map(|change| prior_of(change, id)).collect();
            let of = |element: Element| {
                let read = readings.iter().map(|reading| &reading.priors[element.index()]);
                let changed = changed.iter().filter(|(at, _)| at.is_none_or(|at| at == element));
                let known = read.chain(changed.map(|(_, prior)| *prior)).map(OfElement::of);
                let settled = setting.quantile(id, element).map_or(OfElement::NONE, |quantile| OfElement {
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
