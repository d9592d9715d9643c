//! Bands: where the worlds lie, step by step: quantiles of a quantity, shares of worlds of anything that has kinds, such as who holds
//! an office or what a decision chose. With a change, both sides and the paired difference.
//!
//! Quantiles are exact, so every value is kept until its step is sorted. A pass over the worlds keeps at most
//! [`PASS_BYTES`]; more elements than fit are run in further passes, which cost time and not memory. Refused:
//! sketches of quantiles, whose answer would depend on the order in which the worlds came.

mod figures;
mod tally;

pub use figures::{BETWEEN, Changed, Figures, Kind, Kinds, LEVELS, Spread};
pub use tally::BandsTally;

use std::sync::Arc;

use presidium_engine::{Outputs, Scenario};
use presidium_lang::model::{Change, Model};

use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::plan::Plan;
use crate::why::Subject;
use crate::worlds::Batch;
use tally::Watched;

/// Values kept in one pass over the worlds.
const PASS_BYTES: usize = 256 << 20;

/// One subject, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// An element of a variable or of a rule.
    pub subject: Subject,
    /// Where the worlds lie.
    pub figures: Figures,
}

/// The bands asked for, in the order asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// One for each subject.
    pub bands: Vec<Band>,
    /// Worlds that the condition of the request leaves, of those that were completed.
    pub left: Left,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed; they are in no figure.
    pub failures: Failures,
    /// Worlds that failed with the change; they are in no figure of either side.
    pub failures_with: Failures,
}

/// Which bands.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{BandsQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let bands = laboratory.ask(&Request::new(BandsQuestion::default(), 1953, 100)).expect("nobody cancels").report;
/// assert!(bands.bands.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BandsQuestion {
    /// Variables that are no dates, decisions and events.
    pub wanted: Vec<Subject>,
    /// Put on top of the scenario of the request, for a second side; none for one side only.
    pub changes: Vec<Change>,
}

impl BandsQuestion {
    /// One, or two with a change.
    fn sides(&self) -> usize {
        if self.changes.is_empty() { 1 } else { 2 }
    }

    /// The subjects of each pass over the worlds.
    fn passes(&self, model: &Model, worlds: u64) -> impl Iterator<Item = &[Subject]> {
        let bytes_each = worlds as usize * model.step_count() * self.sides() * size_of::<f64>();
        self.wanted.chunks((PASS_BYTES / bytes_each.max(1)).max(1))
    }

    fn plan(&self, asked: &Asked<'_>, watched: &Watched) -> Plan {
        let two = self.sides() == 2;
        let outputs = Outputs { monthly: watched.monthly(), acts: two || watched.needs_acts(), ..Outputs::default() };
        let changed = two.then(|| {
            let changes = asked.scenario.changes.iter().chain(&self.changes).cloned().collect();
            Scenario { changes, ..asked.scenario.clone() }
        });
        asked.plan(outputs, changed.into_iter().collect(), asked.worlds, watched.needs_acts())
    }
}

impl Question for BandsQuestion {
    type Experiment = BandsExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> BandsExperiment {
        let model = asked.model().clone();
        let (mut stages, mut passes) = (vec![], vec![]);
        for pass in self.passes(&model, asked.worlds) {
            let watched = Watched::new(&model, pass);
            stages.push(asked.stage("", self.plan(asked, &watched), &(pass, &self.changes)));
            passes.push(watched);
        }
        BandsExperiment { model, stages, passes }
    }

    /// The values of one element in every step, on each side, which are sorted.
    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Kept::of((model.step_count() * self.sides()) as f64, self.sides() == 2, worlds)
    }
}

/// The experiment of a [`BandsQuestion`].
pub struct BandsExperiment {
    model: Arc<Model>,
    stages: Vec<Stage>,
    /// One for each stage.
    passes: Vec<Watched>,
}

impl Experiment for BandsExperiment {
    type Tally = BandsTally;
    type Report = Bands;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, stage: usize, seen: &[Batch]) -> BandsTally {
        self.passes[stage].count(&self.model, seen)
    }

    fn merge(into: &mut BandsTally, later: BandsTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<BandsTally>]) -> Bands {
        let passes = self.passes.iter().zip(counted).take_while(|(_, counted)| counted.worlds > 0);
        let bands = passes.flat_map(|(watched, counted)| watched.bands(&counted.tally));
        let none = Failures::default;
        let mut all =
            Bands { bands: bands.collect(), left: Left::default(), worlds: 0, failures: none(), failures_with: none() };
        // All passes are over the same worlds.
        if let Some((stage, Counted { tally, worlds, complete })) = self.stages.iter().zip(counted).next() {
            (all.left, all.worlds) = (tally.left, *worlds);
            all.failures = stage.plan.failures(&tally.stops[0], *complete);
            all.failures_with =
                tally.stops.get(1).map_or_else(none, |stops| stage.plan.failures_beside(0, stops, *complete));
        }
        all
    }
}
