//! What is counted and kept for bands.

use presidium_engine::World;
use presidium_lang::model::{Element, Model, RuleId, Type, VariableId};

use super::Band;
use super::figures::{BETWEEN, Changed, Figures, Kind, Kinds, LEVELS, Spread};
use crate::failures::Stops;
use crate::left::Left;
use crate::statistics::{Moments, quantile};
use crate::why::Subject;
use crate::worlds::Batch;

/// What is counted and kept in a pass.
#[derive(Clone, Debug)]
pub struct BandsTally {
    /// For each subject of the pass.
    subjects: Vec<Steps>,
    pub(super) left: Left,
    /// For each side.
    pub(super) stops: Vec<Stops>,
}

/// By step.
#[derive(Clone, Debug)]
enum Steps {
    Numbers(Vec<Numbers>),
    Kinds(Vec<Kinds>),
}

/// The values of one step, by world.
#[derive(Clone, Debug, Default)]
struct Numbers {
    without: Vec<f64>,
    /// Empty if there is no change.
    with: Vec<f64>,
    difference: Moments,
    missing: u64,
}

/// The subjects of a pass, and what is to be seen of worlds for them.
pub(super) struct Watched(Vec<(Subject, Seen)>);

/// Where a subject is found in a batch.
enum Seen {
    /// The place of a quantity among the monthly outputs.
    Number(usize),
    /// The same of a truth or an element.
    Kind(usize),
    /// What an element of a rule did.
    Acts(RuleId, Element),
}

impl Watched {
    pub(super) fn new(model: &Model, subjects: &[Subject]) -> Watched {
        let mut places = 0..;
        let watched = subjects.iter().map(|&subject| {
            let seen = match subject {
                Subject::Rule(rule, element) => Seen::Acts(rule, element),
                Subject::Variable(variable, _) => match (&model.variables[variable].ty, places.next()) {
                    (Type::Quantity { .. } | Type::Date, place) => Seen::Number(place.unwrap_or_default()),
                    (Type::Truth | Type::Element { .. }, place) => Seen::Kind(place.unwrap_or_default()),
                },
            };
            (subject, seen)
        });
        Watched(watched.collect())
    }

    /// The variables among them, in order.
    pub(super) fn monthly(&self) -> Vec<(VariableId, Element)> {
        let variables = self.0.iter().filter_map(|(subject, _)| match *subject {
            Subject::Variable(variable, element) => Some((variable, element)),
            Subject::Rule(..) => None,
        });
        variables.collect()
    }

    /// Whether there is a rule among them.
    pub(super) fn needs_acts(&self) -> bool {
        self.0.iter().any(|(_, seen)| matches!(seen, Seen::Acts(..)))
    }

    /// What is counted of some worlds: those that were completed on all sides.
    pub(super) fn count(&self, model: &Model, sides: &[Batch]) -> BandsTally {
        let base = &sides[0];
        let worlds: Vec<World> =
            base.worlds().iter().filter(|world| sides.iter().all(|side| side.completed(*world))).collect();
        let subjects = self.0.iter().map(|(_, seen)| {
            let mut steps = seen.nothing(model.step_count());
            for &world in &worlds {
                let by_side: Vec<Vec<f64>> = sides.iter().map(|side| seen.values(model, side, world)).collect();
                steps.push(&by_side);
            }
            steps
        });
        BandsTally {
            subjects: subjects.collect(),
            left: base.left(),
            stops: sides.iter().map(|side| side.stops.clone()).collect(),
        }
    }

    /// What was counted, told.
    pub(super) fn bands<'a>(&'a self, tally: &'a BandsTally) -> impl Iterator<Item = Band> + 'a {
        let two = tally.stops.len() > 1;
        self.0
            .iter()
            .zip(&tally.subjects)
            .map(move |(&(subject, _), steps)| Band { subject, figures: steps.figures(two) })
    }
}

impl Seen {
    fn nothing(&self, steps: usize) -> Steps {
        match self {
            Seen::Number(_) => Steps::Numbers(vec![Numbers::default(); steps]),
            Seen::Kind(_) | Seen::Acts(..) => Steps::Kinds(vec![Kinds::default(); steps]),
        }
    }

    /// For each step the value in one world; not a number where it is missing.
    fn values(&self, model: &Model, batch: &Batch, world: World) -> Vec<f64> {
        match *self {
            Seen::Number(index) | Seen::Kind(index) => {
                let place = (world.0 - batch.worlds().start.0) as usize;
                let steps = 0..model.step_count();
                steps.map(|step| batch.monthly(index, step, place).unwrap_or(f64::NAN)).collect()
            }
            Seen::Acts(rule, element) => {
                let of_rule = batch.acts(world).iter().filter(|act| (act.rule, act.element) == (rule, element));
                let mut acts = of_rule.peekable();
                let mut last = NOTHING;
                let steps = model.steps().map(|step| {
                    while let Some(act) = acts.next_if(|act| act.month <= step) {
                        last = f64::from(act.option.unwrap_or(0));
                    }
                    last
                });
                steps.collect()
            }
        }
    }
}

/// The value of an element that is none, and of a rule that has not acted.
const NOTHING: f64 = -1.0;

fn kind(value: f64) -> Kind {
    (value >= 0.0).then_some(value as u32)
}

impl Steps {
    /// Adds a world, with its values by side and step.
    fn push(&mut self, sides: &[Vec<f64>]) {
        let (without, with) = (&sides[0], sides.get(1));
        for (step, &without) in without.iter().enumerate() {
            let with = with.map(|with| with[step]);
            match self {
                Steps::Numbers(steps) => steps[step].push(without, with),
                Steps::Kinds(steps) if without.is_nan() || with.is_some_and(f64::is_nan) => steps[step].missing += 1,
                Steps::Kinds(steps) => steps[step].push(kind(without), kind(with.unwrap_or(without))),
            }
        }
    }

    fn merge(&mut self, later: Steps) {
        match (self, later) {
            (Steps::Numbers(sums), Steps::Numbers(later)) => {
                sums.iter_mut().zip(later).for_each(|(sum, part)| sum.merge(part));
            }
            (Steps::Kinds(sums), Steps::Kinds(later)) => {
                sums.iter_mut().zip(later).for_each(|(sum, part)| sum.merge(part));
            }
            _ => debug_assert!(false, "two chunks disagree about what is counted"),
        }
    }

    fn figures(&self, two_sides: bool) -> Figures {
        match self {
            Steps::Numbers(steps) => Figures::Numbers(steps.iter().map(|step| step.spread(two_sides)).collect()),
            Steps::Kinds(steps) => Figures::Shares(steps.clone()),
        }
    }
}

impl Numbers {
    fn push(&mut self, without: f64, with: Option<f64>) {
        if without.is_nan() || with.is_some_and(f64::is_nan) {
            self.missing += 1;
            return;
        }
        self.without.push(without);
        if let Some(with) = with {
            self.with.push(with);
            self.difference.push(with - without);
        }
    }

    fn merge(&mut self, later: Numbers) {
        self.without.extend(later.without);
        self.with.extend(later.with);
        self.difference.merge(&later.difference);
        self.missing += later.missing;
    }

    fn spread(&self, two_sides: bool) -> Spread {
        let changed = two_sides.then(|| {
            let (quantiles, between) = quantiles(&self.with);
            Changed { quantiles, between, difference: self.difference.mean_interval() }
        });
        let (quantiles, between) = quantiles(&self.without);
        Spread { quantiles, between, changed, missing: self.missing }
    }
}

fn quantiles(values: &[f64]) -> ([f64; LEVELS.len()], [f64; BETWEEN.len()]) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    (LEVELS.map(|level| quantile(&sorted, level)), BETWEEN.map(|level| quantile(&sorted, level)))
}

impl BandsTally {
    pub(super) fn merge(&mut self, later: BandsTally) {
        self.subjects.iter_mut().zip(later.subjects).for_each(|(sum, part)| sum.merge(part));
        self.left.merge(later.left);
        self.stops.iter_mut().zip(later.stops).for_each(|(sum, part)| sum.merge(part));
    }
}
