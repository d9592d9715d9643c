//! What a claim hangs on: by one run's worlds, which parameters; by the first of them again, which switches and readings.

use presidium_lang::model::{Element, Model, Type, VariableId};
use presidium_methods::given::{Care, Factor, Index, Measure, by_chance, floors, index, value};
use presidium_methods::slices::Slices;

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::sensitivity::flips::{Flip, Flipped, flips};
use crate::sensitivity::sample::{SampleTally, Sampler};
use crate::sensitivity::target::{Target, mean_of};
use crate::statistics::Estimate;
use crate::worlds::Batch;

/// Worlds of the lowest and of the highest values of a parameter are compared: so large a part at either end.
const END: usize = 5;

/// Fewer worlds than this in an end say nothing.
const LEAST: usize = 5;

/// What something hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    /// Its mean over the worlds that count; of a truth the share.
    pub mean: Estimate,
    /// So many worlds count.
    pub counted: u64,
    /// A row for each parameter that was drawn, the strongest first.
    pub parameters: Vec<Driver>,
    /// A row for each switch and rival reading, the strongest first; empty if none was turned.
    pub flipped: Vec<Flipped>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves.
    pub left: Left,
    /// Worlds that count in which the target is missing.
    pub missing: u64,
    /// Worlds that failed; they are in no figure.
    pub failures: Failures,
    /// Parameters come from the rows of a table, and go together there: what they explain overlaps.
    pub go_together: bool,
    /// Why the answer says nothing, if so.
    pub void: Option<Void>,
}

/// A parameter, all its elements together.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// The parameter.
    pub variable: VariableId,
    /// How many of its elements were drawn.
    pub numbers: usize,
    /// The share of the variance that would go if it were known; of several numbers the sum of what each explains.
    pub first_order: Index,
    /// The distance between what is seen where it is known and everywhere; of several numbers that of the strongest.
    pub pawn: Index,
    /// The element that explains most.
    pub element: Element,
    /// The mean in the worlds with the lowest fifth of its values.
    pub low: Estimate,
    /// The mean in the worlds with the highest fifth.
    pub high: Estimate,
}

impl Driver {
    /// Whether it stands out of the noise, by its variance.
    pub fn is_seen(&self) -> bool {
        self.first_order.is_seen()
    }
}

impl Drivers {
    /// The parameters that stand out of the noise.
    pub fn seen(&self) -> impl Iterator<Item = &Driver> {
        self.parameters.iter().filter(|driver| driver.is_seen())
    }

    /// The share of the variance that these explain one by one.
    pub fn explained(&self) -> f64 {
        self.seen().map(|driver| driver.first_order.index.value).sum()
    }

    /// A parameter of one number would have been seen above this share of the variance: the median floor of such.
    pub fn floor(&self) -> Option<f64> {
        let mut floors: Vec<f64> = self
            .parameters
            .iter()
            .filter(|driver| driver.numbers == 1)
            .map(|driver| driver.first_order.floor)
            .collect();
        floors.sort_by(f64::total_cmp);
        floors.get(floors.len() / 2).copied()
    }
}

/// What something hangs on.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{DriversQuestion, Executor, Laboratory, Request, Target};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             param idle : 1 ~ uniform(0, 1) assumption\nlet both : 1 = bias + 0.001 * idle\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 0.5\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = DriversQuestion { of: Target::Claim(0), flip_worlds: 0 };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// assert!(found.parameters[0].is_seen() && !found.parameters[1].is_seen());
/// assert_eq!((found.parameters[0].low.value, found.parameters[0].high.value), (0.0, 1.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DriversQuestion {
    /// What is asked about.
    pub of: Target,
    /// In so many worlds, the first ones, each switch and each rival reading is turned; none if zero.
    pub flip_worlds: u64,
}

impl Question for DriversQuestion {
    type Experiment = DriversExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> DriversExperiment {
        let model = asked.model();
        let turned = if self.flip_worlds > 0 { flips(model, asked.scenario) } else { vec![] };
        let beside = turned.iter().map(|flip| flip.upon(asked.scenario)).collect();
        let (sampler, stage) = Sampler::new(&self.of, asked, beside, self.flip_worlds);
        let void = self.of.void(model, asked.scenario);
        let go_together = asked.scenario.rows.is_some();
        DriversExperiment { sampler, turned, go_together, void, stages: [stage] }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Sampler::kept(model, &Default::default(), self.flip_worlds > 0, worlds)
    }
}

/// The experiment of a [`DriversQuestion`].
pub struct DriversExperiment {
    sampler: Sampler,
    turned: Vec<Flip>,
    go_together: bool,
    void: Option<Void>,
    stages: [Stage; 1],
}

impl Experiment for DriversExperiment {
    type Tally = SampleTally;
    type Report = Drivers;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> SampleTally {
        self.sampler.chunk(seen)
    }

    fn merge(into: &mut SampleTally, later: SampleTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<SampleTally>]) -> Drivers {
        let Counted { tally, worlds, complete } = &counted[0];
        let ty = self.sampler.of.ty(&self.sampler.model);
        let mut flipped: Vec<Flipped> =
            self.turned.iter().zip(&tally.beside).map(|(&flip, &effect)| Flipped { flip, effect }).collect();
        flipped.sort_by(|a, b| b.effect.estimate().value.abs().total_cmp(&a.effect.estimate().value.abs()));
        Drivers {
            mean: mean_of(ty, tally.outcome.iter().copied()),
            counted: tally.outcome.len() as u64,
            parameters: drivers(&self.sampler, ty, tally),
            flipped,
            worlds: *worlds,
            left: tally.left,
            missing: tally.missing,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
            go_together: self.go_together,
            void: self.void,
        }
    }
}

/// A group of columns: a parameter.
struct Group {
    variable: VariableId,
    columns: Vec<usize>,
    factor: Factor,
}

/// The parameters, the strongest first.
fn drivers(sampler: &Sampler, ty: &Type, tally: &SampleTally) -> Vec<Driver> {
    let (outcome, care) = (&tally.outcome, Care::default());
    if outcome.len() < LEAST * END {
        return vec![];
    }
    let slices = sampler.sliced(tally);
    let groups: Vec<Group> = sampler
        .groups()
        .into_iter()
        .map(|(variable, columns)| {
            let factor = Factor::sliced(columns.iter().map(|&column| slices[column].clone()).collect());
            Group { variable, columns, factor }
        })
        .collect();
    let factors: Vec<Factor> = groups.iter().map(|group| group.factor.clone()).collect();
    let measured = |measure: Measure| -> Vec<Index> {
        let shuffled = sampler.on_all_threads(&groups, |group| {
            by_chance(measure, std::slice::from_ref(&group.factor), outcome, &care).remove(0)
        });
        let of: Vec<(&Group, f64)> = groups.iter().zip(floors(&factors, &shuffled)).collect();
        sampler.on_all_threads(&of, |(group, floor)| index(measure, &group.factor, outcome, *floor, &care))
    };
    let indices = measured(Measure::FirstOrder).into_iter().zip(measured(Measure::Pawn));
    let mut found: Vec<Driver> = groups
        .iter()
        .zip(indices)
        .map(|(group, (first_order, pawn))| {
            let strongest = strongest(group, &slices, outcome);
            let [low, high] = ends(&tally.columns[strongest], outcome, ty);
            let (numbers, element) = (group.columns.len(), sampler.drawn[strongest].1);
            Driver { variable: group.variable, numbers, first_order, pawn, element, low, high }
        })
        .collect();
    let standing = |driver: &Driver| (driver.is_seen(), driver.first_order.index.value);
    found.sort_by(|a, b| {
        let ((a_seen, a_value), (b_seen, b_value)) = (standing(a), standing(b));
        b_seen.cmp(&a_seen).then(b_value.total_cmp(&a_value))
    });
    found
}

/// The column of a group that explains most.
fn strongest(group: &Group, slices: &[Slices], outcome: &[f64]) -> usize {
    let alone = |&column: &usize| value(Measure::FirstOrder, &Factor::sliced(vec![slices[column].clone()]), outcome);
    match group.columns.as_slice() {
        [only] => *only,
        columns => {
            let mut best = (columns[0], f64::NEG_INFINITY);
            for column in columns {
                let found = alone(column);
                if found > best.1 {
                    best = (*column, found);
                }
            }
            best.0
        }
    }
}

/// The means in the worlds with the lowest and with the highest fifth of a column.
fn ends(column: &[f64], outcome: &[f64], ty: &Type) -> [Estimate; 2] {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let part = order.len() / END;
    [&order[..part], &order[order.len() - part..]].map(|end| mean_of(ty, end.iter().map(|&world| outcome[world])))
}
