//! How often each kind of thing happens, when for the first time and how far apart, beside the record of it.
//!
//! A kind is an event of the model or an option of a decision: for all elements together, and for each element where the record tells
//! them apart. What an author could have looked at, up to the split, and what came after it are counted apart. How far the record lies
//! from the worlds is told as a share of worlds, the same for counts and dates; see [`Beside`].

mod kinds;
mod tally;

use std::sync::Arc;

use presidium_engine::Outputs;
use presidium_lang::clock::Step;
use presidium_lang::model::Model;

pub use self::kinds::Kind;
use self::kinds::{Kinds, RecordOf, record_of};
pub use self::tally::Counts;
use self::tally::{OccurrenceTally, Seen};
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::skill::Sample;
use crate::worlds::Batch;

/// How often things happen in the worlds, and happened in fact.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lab::{Executor, Laboratory};
/// # use presidium_lang::{MemorySources, clock::Step, load};
/// use presidium_lab::{OccurrenceQuestion, Request, Sample};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nevent rain \"It rains\"\n    rate 2/year\n    \
///             recorded 1953-02, 1953-11\n```\n";
/// let model = Arc::new(load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model);
/// let laboratory = Laboratory::new(model, Arc::new(Executor::new(1).expect("a thread")));
/// let question = OccurrenceQuestion { split: Step::of_month(1953, 6) };
/// let found = laboratory.ask(&Request::new(question, 1953, 1_000)).expect("nobody cancels").report;
/// let rain = &found.kinds[0];
/// assert!((0.8..1.0).contains(&rain.counts(Sample::In).mean()), "in a month it rains once at most");
/// assert_eq!(rain.beside(Sample::In).expect("there is a record").recorded, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OccurrenceQuestion {
    /// The last month by which numbers may have been chosen.
    pub split: Step,
}

/// How often things happen in the worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrences {
    /// In document order; those of single elements after that of all of them.
    pub kinds: Vec<Occurrence>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that were completed.
    pub completed: u64,
    /// Worlds that failed.
    pub failures: Failures,
}

/// How often one kind of thing happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// What happens.
    pub kind: Kind,
    seen: Seen,
    completed: u64,
    recorded: Option<RecordOf>,
    split: Step,
}

/// The record beside the worlds, on one side of the split.
///
/// *Likely* is the share of worlds that lie at least as far out as the record does, on its side, doubled: 1 where the record is in the
/// middle of the worlds, 0 where no world is as far out. What is the same in many worlds counts as far out in all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// How often it happened in fact.
    pub recorded: u64,
    /// How likely such a count is.
    pub count_likely: f64,
    /// When it first happened in fact, if that was on this side of the split.
    pub first: Option<Step>,
    /// How likely such a first date is.
    pub first_likely: Option<f64>,
}

impl Beside {
    /// The less likely of the two.
    pub fn likely(&self) -> f64 {
        self.first_likely.map_or(self.count_likely, |first| first.min(self.count_likely))
    }
}

impl Occurrence {
    /// How often it happens in a world on one side of the split.
    pub fn counts(&self, sample: Sample) -> Counts<'_> {
        let times = if sample == Sample::In { &self.seen.early } else { &self.seen.late };
        Counts::of_all(times, self.completed)
    }

    /// How often it happens in a world.
    pub fn all_counts(&self) -> Counts<'_> {
        Counts::of_all(&self.seen.all, self.completed)
    }

    /// Of the worlds in which it happens the first steps, as numbers.
    pub fn firsts(&self) -> Counts<'_> {
        Counts::of_some(&self.seen.first)
    }

    /// Steps from one time to the next, to the same element, in all worlds together.
    pub fn gaps(&self) -> Counts<'_> {
        Counts::of_some(&self.seen.gaps)
    }

    /// When it happened in fact, in order; none if nothing is recorded of it.
    pub fn recorded(&self) -> Option<&[Step]> {
        self.recorded.as_ref().map(|record| record.steps.as_slice())
    }

    /// The record beside the worlds.
    pub fn beside(&self, sample: Sample) -> Option<Beside> {
        let record = self.recorded.as_ref()?;
        let is_in = |step: &Step| (*step <= self.split) == (sample == Sample::In);
        let recorded = record.steps.iter().filter(|step| is_in(step)).count() as u64;
        let first = record.steps.first().copied().filter(is_in);
        let first_likely = first.map(|first| self.firsts().likely(u64::from(first.0), self.completed));
        let count_likely = self.counts(sample).likely(recorded, self.completed);
        Some(Beside { recorded, count_likely, first, first_likely })
    }
}

impl Occurrences {
    /// What has a record on one side of the split, or happens there, the least likely first; of equals in document order.
    pub fn worst_first(&self, sample: Sample) -> Vec<(&Occurrence, Beside)> {
        let besides = self.kinds.iter().filter_map(|kind| Some((kind, kind.beside(sample)?)));
        let mut rows: Vec<_> =
            besides.filter(|(kind, beside)| beside.recorded > 0 || kind.counts(sample).mean() > 0.0).collect();
        rows.sort_by(|(_, one), (_, other)| one.likely().total_cmp(&other.likely()));
        rows
    }
}

impl Question for OccurrenceQuestion {
    type Experiment = OccurrenceExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> OccurrenceExperiment {
        let outputs = Outputs { acts: true, ..Outputs::default() };
        let kinds = Kinds::of(asked.model());
        OccurrenceExperiment {
            model: asked.model().clone(),
            split: self.split,
            kinds,
            stages: [asked.stage("", asked.plan_of(outputs), self)],
        }
    }

    fn kept(&self, _: &Model, _: u64) -> Kept {
        Kept::default()
    }
}

/// The experiment of an [`OccurrenceQuestion`].
pub struct OccurrenceExperiment {
    model: Arc<Model>,
    split: Step,
    kinds: Kinds,
    stages: [Stage; 1],
}

impl Experiment for OccurrenceExperiment {
    type Tally = OccurrenceTally;
    type Report = Occurrences;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> OccurrenceTally {
        OccurrenceTally::of(&seen[0], &self.kinds, self.split)
    }

    fn merge(into: &mut OccurrenceTally, later: OccurrenceTally) {
        into.merge(later);
    }

    fn finish(&self, counted: &[Counted<OccurrenceTally>]) -> Occurrences {
        let Counted { tally, worlds, complete } = &counted[0];
        let of = |kind: &Kind| Occurrence {
            kind: *kind,
            seen: tally.seen.get(kind).cloned().unwrap_or_default(),
            completed: tally.completed,
            recorded: record_of(&self.model, kind),
            split: self.split,
        };
        Occurrences {
            kinds: self.kinds.all().map(of).collect(),
            worlds: *worlds,
            completed: tally.completed,
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
        }
    }
}
