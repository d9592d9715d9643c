//! Which worlds an experiment runs: worlds under one scenario, and the first of them again under others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use presidium_engine::{Cancel, Course, Failure, Workspace, World, Worlds};

use crate::failures::{Failures, Stops};
use crate::worlds::{Batch, Runner};

/// Worlds under one scenario, the *base*, and the first of them again under other scenarios.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) seed: u64,
    pub(crate) worlds: u64,
    pub(crate) base: Runner,
    /// Asked the same as the base.
    pub(crate) beside: Vec<Runner>,
    /// So many worlds are run beside the base.
    pub(crate) worlds_beside: u64,
    /// Where courses of the base are found and kept.
    pub(crate) courses: Option<Arc<Courses>>,
    /// The final of the base that says which worlds count, if not all do.
    pub(crate) condition: Option<usize>,
}

impl Plan {
    /// Worlds of a base alone.
    pub(crate) fn of(base: Runner, seed: u64, worlds: u64) -> Plan {
        Plan { seed, worlds, base, beside: vec![], worlds_beside: 0, courses: None, condition: None }
    }

    /// The same worlds, the first of them again under other scenarios.
    pub(crate) fn and(self, beside: Vec<Runner>, worlds_beside: u64) -> Plan {
        Plan { beside, worlds_beside: worlds_beside.min(self.worlds), ..self }
    }

    /// How many world-runs some worlds cost.
    pub(crate) fn runs(&self, worlds: Worlds) -> u64 {
        worlds.len() + self.again(worlds).len() * self.beside.len() as u64
    }

    /// Those of some worlds that are run beside the base.
    pub(crate) fn again(&self, worlds: Worlds) -> Worlds {
        worlds.before(World(self.worlds_beside))
    }

    /// All of its worlds.
    pub(crate) fn all(&self) -> Worlds {
        Worlds::from(0..self.worlds)
    }

    /// The batches of the base and of the runs beside it; nothing once the run is cancelled.
    ///
    /// The runs beside it begin where they make a difference.
    pub(crate) fn run(&self, worlds: Worlds, workspace: &mut Workspace, cancel: &Cancel) -> Option<Vec<Batch>> {
        let again = self.again(worlds);
        if !again.is_empty() {
            return self.run_beside(worlds, again, workspace, cancel).map(|batches| self.chosen(batches));
        }
        let base = self.base.run(self.seed, worlds, workspace);
        let nothing = base.part(again);
        let batches = std::iter::once(base).chain(self.beside.iter().map(|_| nothing.clone())).collect();
        (!cancel.is_cancelled()).then_some(self.chosen(batches))
    }

    /// Without the worlds in which the condition does not hold in the base: there it does not matter what a change made of them.
    fn chosen(&self, mut batches: Vec<Batch>) -> Vec<Batch> {
        if let (Some(condition), Some(base)) = (self.condition, batches.first()) {
            let holds: Vec<Option<bool>> =
                base.finals(condition).map(|holds| holds.map(|holds| holds != 0.0)).collect();
            batches.iter_mut().for_each(|batch| batch.leave(&holds));
        }
        batches
    }

    fn run_beside(
        &self,
        worlds: Worlds,
        again: Worlds,
        workspace: &mut Workspace,
        cancel: &Cancel,
    ) -> Option<Vec<Batch>> {
        let course = self.course(worlds, workspace, cancel)?;
        let others = self.beside.iter().map(|other| {
            let batch = other.run_from(&self.base, &course, again, self.seed, workspace);
            (!cancel.is_cancelled()).then_some(batch)
        });
        let base = self.base.batch(course.batch().clone());
        std::iter::once(Some(base)).chain(others).collect()
    }

    /// The course of the base, which may be known; nothing once the run is cancelled.
    fn course(&self, worlds: Worlds, workspace: &mut Workspace, cancel: &Cancel) -> Option<Arc<Course>> {
        if let Some(known) = self.courses.as_ref().and_then(|courses| courses.find(worlds)) {
            return Some(known);
        }
        let course = Arc::new(self.base.run_course(self.seed, worlds, workspace));
        if cancel.is_cancelled() {
            return None;
        }
        self.courses.iter().for_each(|courses| courses.keep(&course));
        Some(course)
    }

    /// What is seen of no world.
    pub(crate) fn nothing(&self) -> Vec<Batch> {
        let nothing = self.base.run(self.seed, Worlds::default(), &mut Workspace::new());
        std::iter::repeat_n(nothing, 1 + self.beside.len()).collect()
    }

    /// Why a world of the base stopped, if it did.
    pub(crate) fn why_stopped(&self, world: World) -> Option<Failure> {
        self.base.why_stopped(self.seed, world)
    }

    /// Why worlds of the base stopped; only their number if it is not to be looked into.
    pub(crate) fn failures(&self, stops: &Stops, look: bool) -> Failures {
        self.base.tell(self.seed, stops, look)
    }

    /// Why worlds of a run beside the base stopped.
    pub(crate) fn failures_beside(&self, place: usize, stops: &Stops, look: bool) -> Failures {
        self.beside[place].tell(self.seed, stops, look)
    }

    /// Why one of some finals is missing in worlds of the base.
    pub(crate) fn missing(&self, finals: &[usize], worlds: &Stops, look: bool) -> Failures {
        self.base.tell_missing(self.seed, finals, worlds, look)
    }

    /// Why a final is missing in worlds of a run beside the base.
    pub(crate) fn missing_beside(&self, place: usize, index: usize, worlds: &Stops, look: bool) -> Failures {
        self.beside[place].tell_missing(self.seed, &[index], worlds, look)
    }
}

/// Courses of a base that are kept from one question to the next, so that only what another scenario changes is run.
#[derive(Debug)]
pub(crate) struct Courses {
    bytes_max: usize,
    kept: Mutex<BTreeMap<World, Arc<Course>>>,
}

impl Courses {
    /// As many as take so much memory.
    pub(crate) fn new(bytes_max: usize) -> Courses {
        Courses { bytes_max, kept: Mutex::default() }
    }

    fn find(&self, worlds: Worlds) -> Option<Arc<Course>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&worlds.start).filter(|course| course.batch().worlds == worlds).cloned()
    }

    /// The first worlds are kept: they answer first.
    fn keep(&self, course: &Arc<Course>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = kept.values().map(|course| course.bytes()).sum();
        if bytes + course.bytes() <= self.bytes_max {
            kept.insert(course.batch().worlds.start, course.clone());
        }
    }
}
