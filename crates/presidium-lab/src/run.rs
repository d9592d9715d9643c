//! Runs of experiments: watched, answered in parts, cancelled, continued.

use std::sync::Arc;

use presidium_engine::Cancel;

use crate::done::{Done, StageDone};
use crate::executor::{Executor, LabError, StageRun};
use crate::experiment::{Counted, Experiment};
use crate::fingerprint::Fingerprint;

/// The first part of the answer is told after so many worlds at least, the next ones after 64, 256, 1 024 and so on.
const FIRST_PART: u64 = 32;

/// What a run tells while it goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'a, R> {
    /// Worlds have been run.
    Progress(Progress<'a>),
    /// The answer of the first worlds; only if the run was asked to [answer early](Run::answering_early).
    Partial(Answer<R>),
}

/// How far a run has come. A world that is run with and without a change counts as two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being run; empty for an experiment of one stage.
    pub stage: &'a str,
    /// Runs of worlds that are done.
    pub done: u64,
    /// Runs of worlds altogether, over all stages.
    pub to_do: u64,
    /// Runs of worlds that have failed since the run was last taken up.
    pub failed: u64,
}

/// A report, with what it is the report of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer<R> {
    /// The fingerprint of the request.
    pub fingerprint: Fingerprint,
    /// The report is of the worlds `0 .. worlds`, in the stage that was run last.
    pub worlds: u64,
    /// Whether every world of every stage has been run.
    pub complete: bool,
    /// What was found.
    pub report: R,
}

/// An experiment, and what has been counted of it. A run can be cancelled and taken up again, as often as one likes: its answer
/// in the end is the same.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use presidium_engine::Cancel;
/// use presidium_lab::{Executor, LabError, Laboratory, LedgerQuestion, Request};
/// use presidium_lang::clock::Step;
/// use presidium_lang::model::Model;
///
/// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let mut run = laboratory.begin(&Request::new(LedgerQuestion::default(), 1953, 1_000));
///
/// let cancel = Cancel::default();
/// cancel.cancel();
/// assert_eq!(run.go(&cancel, |_| ()), Err(LabError::Cancelled));
/// assert_eq!(run.answer().worlds, 0);
///
/// assert_eq!(run.go(&Cancel::default(), |_| ()), Ok(()));
/// assert_eq!(run.answer().worlds, 1_000);
/// ```
#[derive(Debug)]
pub struct Run<E: Experiment> {
    pub(crate) executor: Arc<Executor>,
    pub(crate) experiment: E,
    fingerprint: Fingerprint,
    pub(crate) done: Done<E::Tally>,
    early: bool,
}

impl<E: Experiment> Run<E> {
    pub(crate) fn new(executor: Arc<Executor>, experiment: E, fingerprint: Fingerprint) -> Run<E> {
        let done = Done::nothing(&experiment);
        Run { executor, experiment, fingerprint, done, early: false }
    }

    /// Tells the answer of the first 32, 64, 256, 1 024 … worlds as soon as they are known. The first worlds are then run in
    /// small calls, which takes a little longer altogether.
    #[must_use]
    pub fn answering_early(self) -> Run<E> {
        Run { early: true, ..self }
    }

    /// Continues from what an earlier run has counted: of the same request, of one for fewer worlds, or of another one that has
    /// a stage in common with this.
    ///
    /// # Errors
    /// [`LabError::OtherRequest`] if they have no stage in common, or more worlds have been counted than are asked for.
    pub fn resume(&mut self, done: &Done<E::Tally>) -> Result<(), LabError> {
        let mut taken = false;
        for (stage, own) in self.experiment.stages().iter().zip(&mut self.done.stages) {
            let known = done.stages.iter().filter(|known| known.counts == stage.counts);
            let known = known.filter_map(|known| known.clone().ending_at(stage.plan.worlds));
            if let Some(known) = known.max_by_key(StageDone::end) {
                taken = true;
                if known.end() > own.end() {
                    *own = known;
                }
            }
        }
        if taken { Ok(()) } else { Err(LabError::OtherRequest) }
    }

    /// What has been counted, to be continued later.
    pub fn done(&self) -> &Done<E::Tally> {
        &self.done
    }

    /// What is run, counted and reported.
    pub fn experiment(&self) -> &E {
        &self.experiment
    }

    /// Runs what is missing, and tells how it goes.
    ///
    /// # Errors
    /// [`LabError::Cancelled`] within a simulated month after it was cancelled, with all that was counted up to then kept.
    pub fn go(&mut self, cancel: &Cancel, mut on: impl FnMut(Event<'_, E::Report>)) -> Result<(), LabError> {
        let Run { executor, experiment, fingerprint, done, early, .. } = self;
        let mut watch = Watch::new(experiment, done);
        for stage in 0..experiment.stages().len() {
            let (before, after) = done.stages.split_at_mut(stage);
            let Some((current, after)) = after.split_first_mut() else { break };
            let run = StageRun { executor, experiment, stage, early: *early, cancel };
            let mut parts = Parts::default();
            run.go(current, |[runs, failed], counting| {
                on(Event::Progress(watch.after(&experiment.stages()[stage].name, runs, failed)));
                if *early && parts.are_told_at(counting.end()) {
                    let found = Counted { complete: false, ..counting.counted() };
                    let (worlds, fingerprint) = (found.worlds, *fingerprint);
                    let stages = experiment.stages().iter().map(|stage| stage.plan.worlds);
                    let known = |(done, asked): (&StageDone<E::Tally>, u64)| done.counted::<E>(asked);
                    let mut counted: Vec<_> = before.iter().zip(stages.clone()).map(known).collect();
                    counted.push(found);
                    counted.extend(after.iter().zip(stages.skip(stage + 1)).map(known));
                    let report = experiment.finish(&counted);
                    on(Event::Partial(Answer { fingerprint, worlds, complete: false, report }));
                }
            })?;
        }
        Ok(())
    }

    /// The worlds `0 .. worlds` have been run, in the stage that was run last.
    pub fn worlds(&self) -> u64 {
        self.done.stages.iter().rev().map(StageDone::end).find(|end| *end > 0).unwrap_or(0)
    }

    /// The answer of all that has been run.
    pub fn answer(&self) -> Answer<E::Report> {
        let counted = self.done.counted(&self.experiment);
        let complete = counted.iter().all(|stage| stage.complete);
        let worlds = self.worlds();
        Answer { fingerprint: self.fingerprint, worlds, complete, report: self.experiment.finish(&counted) }
    }
}

/// Counts the runs of worlds.
struct Watch {
    done: u64,
    to_do: u64,
    failed: u64,
}

impl Watch {
    fn new<E: Experiment>(experiment: &E, done: &Done<E::Tally>) -> Watch {
        let stages = || experiment.stages().iter().map(|stage| &stage.plan);
        let to_do: u64 = stages().map(|plan| plan.runs(plan.all())).sum();
        let missing = stages().zip(&done.stages).flat_map(|(plan, done)| {
            let missing = done.missing(plan.worlds).into_iter();
            missing.map(|worlds| plan.runs(worlds))
        });
        Watch { done: to_do - missing.sum::<u64>(), to_do, failed: 0 }
    }

    fn after<'a>(&mut self, stage: &'a str, runs: u64, failed: u64) -> Progress<'a> {
        self.done += runs;
        self.failed += failed;
        Progress { stage, done: self.done, to_do: self.to_do, failed: self.failed }
    }
}

/// After how many worlds parts of the answer are told.
struct Parts {
    next: u64,
}

impl Default for Parts {
    fn default() -> Parts {
        Parts { next: FIRST_PART }
    }
}

impl Parts {
    /// True once for 32, 64, 256, 1 024 … worlds.
    fn are_told_at(&mut self, worlds: u64) -> bool {
        let told = worlds >= self.next;
        while worlds >= self.next {
            self.next = if self.next == FIRST_PART { 2 * FIRST_PART } else { 4 * self.next };
        }
        told
    }
}
