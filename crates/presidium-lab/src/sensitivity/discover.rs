//! Where in the space of parameters something is common: boxes by the patient rule induction method.
//!
//! A box is found with every other world, among the parameters that explain most in these worlds, and told of the other worlds, which
//! had no part in finding it. Ends that make no difference there are left out.

use presidium_lang::model::{Element, Model, VariableId};
use presidium_methods::given::{Factor, Measure, value};
use presidium_methods::prim::{Bounds, Held, Patience, find};
use presidium_methods::slices::{Slices, usual};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::sensitivity::sample::{SampleTally, Sampler};
use crate::sensitivity::target::Target;
use crate::statistics::Share;
use crate::worlds::Batch;

/// Numbers among which boxes are looked for: those that explain most in the worlds by which they are found.
const SCREENED: usize = 24;

/// Boxes that are looked for, one in what the others leave.
const BOXES: usize = 3;

/// Fewer worlds of one half, or hits among them, say nothing.
const LEAST: usize = 20;

/// A restriction that makes a difference by chance alone so often is none.
const BY_CHANCE: f64 = 0.05;

/// Where something is common.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// In how many of the worlds that count it comes about.
    pub all: Share,
    /// The boxes, in the order in which they were found, each told of worlds that had no part in finding it.
    pub boxes: Vec<FoundBox>,
    /// So many numbers were drawn.
    pub numbers: usize,
    /// Among so many of them boxes were looked for.
    pub screened: usize,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves.
    pub left: Left,
    /// Worlds that count in which it is missing.
    pub missing: u64,
    /// Worlds that failed; they are in no figure.
    pub failures: Failures,
    /// Why the answer says nothing, if so.
    pub void: Option<Void>,
}

/// A box in the space of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundBox {
    /// Between which values parameters lie.
    pub restrictions: Vec<Restriction>,
    /// The share of the box in which it comes about: its density.
    pub inside: Share,
    /// The share of all that comes about which lies in the box: its coverage.
    pub coverage: Share,
    /// Of the worlds outside of this box in which it comes about.
    pub outside: Share,
}

/// An end of a box, or both, in one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restriction {
    /// The parameter.
    pub variable: VariableId,
    /// Its element.
    pub element: Element,
    /// At least this, in base units; minus infinity if it has no lower end.
    pub low: f64,
    /// At most this; infinity if it has no upper end.
    pub high: f64,
    /// The part of the worlds, in which they are ranked by this number, between the ends.
    pub ranks: (f64, f64),
    /// How likely the box would hold so much if the ends made no difference.
    pub quasi_p: f64,
}

/// Where in the space of parameters something is common.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{DiscoveryQuestion, Executor, Laboratory, Request, Target};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             param idle : 1 ~ uniform(0, 1) assumption\nlet both : 1 = bias + 0.001 * idle\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 0.8\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = DiscoveryQuestion { of: Target::Claim(0) };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// let [only] = found.boxes[0].restrictions.as_slice() else { panic!("one number is enough") };
/// assert!((only.low - 0.8).abs() < 0.02 && only.high == f64::INFINITY);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DiscoveryQuestion {
    /// A truth.
    pub of: Target,
}

impl Question for DiscoveryQuestion {
    type Experiment = DiscoveryExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> DiscoveryExperiment {
        let (sampler, stage) = Sampler::new(&self.of, asked, vec![], 0);
        let void = self.of.void(asked.model(), asked.scenario);
        DiscoveryExperiment { sampler, void, stages: [stage] }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Sampler::kept(model, &Default::default(), false, worlds)
    }
}

/// The experiment of a [`DiscoveryQuestion`].
pub struct DiscoveryExperiment {
    sampler: Sampler,
    void: Option<Void>,
    stages: [Stage; 1],
}

impl Experiment for DiscoveryExperiment {
    type Tally = SampleTally;
    type Report = Discovery;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> SampleTally {
        self.sampler.chunk(seen)
    }

    fn merge(into: &mut SampleTally, later: SampleTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<SampleTally>]) -> Discovery {
        let Counted { tally, worlds, complete } = &counted[0];
        let mut all = Share::default();
        tally.outcome.iter().for_each(|value| all.push(*value != 0.0));
        let screened = screened(&self.sampler, tally);
        Discovery {
            all,
            boxes: boxes(&self.sampler, tally, &screened),
            numbers: self.sampler.drawn.len(),
            screened: screened.len(),
            worlds: *worlds,
            left: tally.left,
            missing: tally.missing,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
            void: self.void,
        }
    }
}

/// Every other of some values, from the first or from the second on.
fn half<T: Copy>(values: &[T], from: usize) -> Vec<T> {
    values.iter().skip(from).step_by(2).copied().collect()
}

/// The columns that explain most, in every other world.
fn screened(sampler: &Sampler, tally: &SampleTally) -> Vec<usize> {
    let outcome = half(&tally.outcome, 0);
    if outcome.len() < LEAST {
        return vec![];
    }
    let explained = sampler.on_all_threads(&tally.columns, |column| {
        let slices = Slices::of(&half(column, 0), usual(outcome.len()));
        value(Measure::FirstOrder, &Factor::sliced(vec![slices]), &outcome)
    });
    let mut order: Vec<usize> = (0..explained.len()).collect();
    order.sort_by(|&a, &b| explained[b].total_cmp(&explained[a]).then(a.cmp(&b)));
    order.truncate(SCREENED);
    order
}

/// One half of the worlds: a truth of each, and the numbers among which boxes are looked for.
struct Half {
    hits: Vec<bool>,
    columns: Vec<Vec<f64>>,
}

impl Half {
    fn of(tally: &SampleTally, screened: &[usize], from: usize) -> Half {
        let hits = half(&tally.outcome, from).into_iter().map(|value| value != 0.0).collect();
        Half { hits, columns: screened.iter().map(|&column| half(&tally.columns[column], from)).collect() }
    }

    fn columns(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }

    fn is_enough(&self) -> bool {
        let hits = self.hits.iter().filter(|hit| **hit).count();
        hits >= LEAST && self.hits.len() - hits >= LEAST
    }

    /// Whether a sample lies in a box.
    fn lies_in(&self, bounds: &Bounds, sample: usize) -> bool {
        bounds.0.iter().all(|(&column, (low, high))| (*low..=*high).contains(&self.columns[column][sample]))
    }

    /// Without the samples of a box.
    fn outside(&self, bounds: &Bounds) -> Half {
        let kept: Vec<usize> = (0..self.hits.len()).filter(|&sample| !self.lies_in(bounds, sample)).collect();
        Half {
            hits: kept.iter().map(|&sample| self.hits[sample]).collect(),
            columns: self.columns.iter().map(|column| kept.iter().map(|&sample| column[sample]).collect()).collect(),
        }
    }
}

/// One box after the other, each in what those before it leave.
fn boxes(sampler: &Sampler, tally: &SampleTally, screened: &[usize]) -> Vec<FoundBox> {
    let (mut finding, told) = (Half::of(tally, screened, 0), Half::of(tally, screened, 1));
    let mut rest = Half { hits: told.hits.clone(), columns: told.columns.clone() };
    let everywhere = told.hits.iter().filter(|hit| **hit).count() as f64 / told.hits.len().max(1) as f64;
    let mut found = vec![];
    while found.len() < BOXES && finding.is_enough() && rest.is_enough() {
        let bounds = borne_out(find(&finding.columns(), &finding.hits, &Patience::default()), &rest);
        let Some(told) = told_of(sampler, (screened, &bounds), &rest, &told) else { break };
        // What is left after good boxes may have none in which it is commoner than everywhere.
        if told.inside.wilson().low <= everywhere {
            break;
        }
        found.push(told);
        (finding, rest) = (finding.outside(&bounds), rest.outside(&bounds));
    }
    found
}

/// Without the ends that make no difference in worlds that had no part in finding them, the weakest first.
fn borne_out(mut bounds: Bounds, rest: &Half) -> Bounds {
    loop {
        let quasi_p = bounds.quasi_p(&rest.columns(), &rest.hits);
        match quasi_p.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((column, p)) if p > BY_CHANCE => drop(bounds.0.remove(&column)),
            _ => return bounds,
        }
    }
}

/// What a box holds of worlds that had no part in finding it; none if it has no ends.
fn told_of(sampler: &Sampler, (screened, bounds): (&[usize], &Bounds), rest: &Half, all: &Half) -> Option<FoundBox> {
    let Held { inside, hits, all_hits, all: worlds } = bounds.held(&rest.columns(), &rest.hits);
    let quasi_p = bounds.quasi_p(&rest.columns(), &rest.hits);
    if quasi_p.is_empty() {
        return None;
    }
    let every_hit = all.hits.iter().filter(|hit| **hit).count() as u64;
    let restrictions = bounds.0.iter().map(|(&column, &(low, high))| {
        let (variable, element) = sampler.drawn[screened[column]];
        let ranks = ranks(&all.columns[column], (low, high));
        Restriction { variable, element, low, high, ranks, quasi_p: quasi_p[&column] }
    });
    Some(FoundBox {
        restrictions: restrictions.collect(),
        inside: Share { held: hits, worlds: inside, alike: 0 },
        coverage: Share { held: hits, worlds: every_hit, alike: 0 },
        outside: Share { held: all_hits - hits, worlds: worlds - inside, alike: 0 },
    })
}

/// The parts of a column below the lower end and up to the upper end.
fn ranks(column: &[f64], (low, high): (f64, f64)) -> (f64, f64) {
    let part = |of: &dyn Fn(f64) -> bool| {
        column.iter().filter(|value| of(**value)).count() as f64 / column.len().max(1) as f64
    };
    (part(&|value| value < low), part(&|value| value <= high))
}
