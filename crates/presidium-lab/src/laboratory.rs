//! A model that is ready to be asked.
//!
//! A question needs a program, which takes longer to make than the first worlds take to run, and a base that other scenarios are
//! set beside. Both are kept from one question to the next.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use presidium_engine::{Cancel, Outputs, Scenario};
use presidium_lang::model::{Condition, Model};

use crate::executor::{Executor, LabError};
use crate::experiment::{Experiment, Stage};
use crate::fingerprint::Fingerprint;
use crate::kept::Kept;
use crate::observable::Observable;
use crate::outcome::looked_at;
use crate::plan::{Courses, Plan};
use crate::request::Request;
use crate::run::{Answer, Run};
use crate::survey::Surveyed;
use crate::worlds::{Logs, Runner};

/// Bases that are kept at most: programs with the worlds of one scenario and seed.
const BASELINES_MAX: usize = 4;

/// A model, threads, and what is kept from question to question.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use presidium_lab::{Executor, Laboratory, LedgerQuestion, Request};
/// use presidium_lang::clock::Step;
/// use presidium_lang::model::Model;
///
/// let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let answer = laboratory.ask(&Request::new(LedgerQuestion::default(), 1953, 100)).expect("nobody cancels");
/// assert_eq!((answer.worlds, answer.report.rows.len()), (100, 0));
/// ```
#[derive(Debug)]
pub struct Laboratory {
    model: Arc<Model>,
    executor: Arc<Executor>,
    fingerprint: OnceLock<Fingerprint>,
    /// Memory for the courses of each base.
    course_bytes: usize,
    baselines: Mutex<Vec<Arc<Baseline>>>,
    surveyed: Surveyed,
}

/// The worlds of a scenario, of which something is to be seen: what other scenarios are set beside.
#[derive(Debug)]
struct Baseline {
    outputs: Outputs,
    condition: Option<Condition>,
    scenario: Scenario,
    seed: u64,
    runner: Runner,
    courses: Arc<Courses>,
}

impl Baseline {
    /// Whether just this is seen of its worlds.
    fn is_asked(&self, outputs: &Outputs, condition: Option<&Condition>) -> bool {
        (&self.outputs, self.condition.as_ref()) == (outputs, condition)
    }
}

/// Which base is forgotten first: the oldest whose program another one has as well, since making it takes longest.
fn dispensable(bases: &[Arc<Baseline>]) -> usize {
    let is_shared = |base: &Arc<Baseline>| {
        let has_program = |other: &&Arc<Baseline>| other.is_asked(&base.outputs, base.condition.as_ref());
        bases.iter().filter(has_program).count() > 1
    };
    bases.iter().position(is_shared).unwrap_or(0)
}

/// A request while its experiment is made.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where it is asked.
    pub laboratory: &'a Laboratory,
    /// Of the request.
    pub scenario: &'a Scenario,
    /// Of the request.
    pub seed: u64,
    /// Of the request.
    pub worlds: u64,
    /// Of the request.
    pub condition: Option<&'a Condition>,
}

impl Laboratory {
    /// A model and the threads on which its worlds are run.
    pub fn new(model: Arc<Model>, executor: Arc<Executor>) -> Laboratory {
        Laboratory {
            model,
            executor,
            fingerprint: OnceLock::new(),
            course_bytes: 0,
            baselines: Mutex::default(),
            surveyed: Surveyed::default(),
        }
    }

    /// Sees all this of the model as it is whenever it is surveyed, so that one run of it serves several questions: what one of
    /// them has counted, the others [take up](Run::resume). Answers are the same.
    #[must_use]
    pub fn surveying(self, surveyed: Surveyed) -> Laboratory {
        Laboratory { surveyed, ..self }
    }

    /// What every survey of the model as it is sees besides what it asks.
    pub(crate) fn surveyed(&self) -> &Surveyed {
        &self.surveyed
    }

    /// Keeps the first worlds of a base, up to so many bytes for each base, so that the next question about the same base runs
    /// only what a change makes different. The Soviet model takes 0.12 megabytes a world.
    #[must_use]
    pub fn keeping_worlds(self, bytes: usize) -> Laboratory {
        Laboratory { course_bytes: bytes, ..self }
    }

    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The threads.
    pub fn executor(&self) -> &Arc<Executor> {
        &self.executor
    }

    /// A run of a request; nothing of it has been run yet. Its programs are made now.
    pub fn begin<Q: Question>(&self, request: &Request<Q>) -> Run<Q::Experiment> {
        let Request { scenario, seed, worlds, condition, question } = request;
        let condition = condition.as_ref();
        let asked = Asked { laboratory: self, scenario, seed: *seed, worlds: *worlds, condition };
        let fingerprint = request.fingerprint_in(self.fingerprint());
        Run::new(self.executor.clone(), question.experiment(&asked), fingerprint)
    }

    /// Of the model.
    pub fn fingerprint(&self) -> Fingerprint {
        *self.fingerprint.get_or_init(|| Fingerprint::of_model(&self.model))
    }

    /// Asks and waits for the whole answer.
    ///
    /// # Errors
    /// [`LabError`]; nobody cancels.
    pub fn ask<Q: Question>(
        &self,
        request: &Request<Q>,
    ) -> Result<Answer<<Q::Experiment as Experiment>::Report>, LabError> {
        let mut run = self.begin(request);
        run.go(&Cancel::default(), |_| ())?;
        Ok(run.answer())
    }

    fn base(&self, asked: &Asked<'_>, outputs: Outputs) -> Arc<Baseline> {
        let bases = || self.baselines.lock().unwrap_or_else(PoisonError::into_inner);
        let is_asked = |base: &&Arc<Baseline>| base.is_asked(&outputs, asked.condition);
        let is_same = |base: &&Arc<Baseline>| (&base.scenario, base.seed) == (asked.scenario, asked.seed);
        if let Some(known) = bases().iter().find(|base| is_asked(base) && is_same(base)) {
            return known.clone();
        }
        let sibling = bases().iter().rev().find(|base| is_asked(base)).cloned();
        let runner = match sibling {
            Some(sibling) => sibling.runner.under(asked.scenario.clone()),
            None => Runner::new(&self.model, asked.scenario.clone(), asked.choosing(outputs.clone())),
        };
        let base = Arc::new(Baseline {
            outputs,
            condition: asked.condition.cloned(),
            scenario: asked.scenario.clone(),
            seed: asked.seed,
            runner,
            courses: Arc::new(Courses::new(self.course_bytes)),
        });
        let mut bases = bases();
        if bases.len() == BASELINES_MAX {
            let place = dispensable(&bases);
            bases.remove(place);
        }
        bases.push(base.clone());
        base
    }

    pub(crate) fn outputs(&self, claims: &[usize], observables: &[Observable]) -> Outputs {
        Outputs {
            finals: looked_at(&self.model, claims).1,
            cells: observables.iter().map(Observable::cell).collect(),
            acts: true,
            ..Outputs::default()
        }
    }
}

/// Something that can be asked of worlds.
pub trait Question: Clone + Debug + PartialEq {
    /// The experiment that answers it.
    type Experiment: Experiment;

    /// The experiment, ready to be run.
    fn experiment(&self, asked: &Asked<'_>) -> Self::Experiment;

    /// What its experiment keeps in memory.
    fn kept(&self, model: &Model, worlds: u64) -> Kept;
}

impl<Q: Question> Request<Q> {
    /// What it keeps in memory while worlds are run.
    pub fn kept(&self, model: &Model) -> Kept {
        self.question.kept(model, self.worlds)
    }
}

impl Asked<'_> {
    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        &self.laboratory.model
    }

    /// The worlds of the request, and the first of them again under other scenarios. Outputs ask for the acts of rules if there are such;
    /// batches log them if `acts`. The program and the first worlds are kept for the next question that looks at the same.
    pub(crate) fn plan(&self, outputs: Outputs, beside: Vec<Scenario>, worlds_beside: u64, acts: bool) -> Plan {
        let condition = self.condition.map(|_| outputs.finals.len());
        let base = self.laboratory.base(self, outputs);
        let runner = if acts { base.runner.clone() } else { base.runner.clone().without_acts() };
        let beside = self.laboratory.executor.install(|| runner.each_under(beside));
        let courses = (self.laboratory.course_bytes > 0).then(|| base.courses.clone());
        Plan { courses, condition, ..Plan::of(runner, self.seed, self.worlds).and(beside, worlds_beside) }
    }

    /// Asked for the condition too, after the other finals.
    fn choosing(&self, outputs: Outputs) -> Outputs {
        let condition = self.condition.map(|condition| condition.holds.clone());
        Outputs { finals: outputs.finals.into_iter().chain(condition).collect(), ..outputs }
    }

    /// The worlds of the request, asked for something else.
    pub(crate) fn plan_of(&self, outputs: Outputs) -> Plan {
        let condition = self.condition.map(|_| outputs.finals.len());
        let runner = Runner::new(self.model(), self.scenario.clone(), self.choosing(outputs));
        Plan { condition, ..Plan::of(runner, self.seed, self.worlds) }
    }

    /// The worlds of the request, of which more is seen than is counted, and the first of them again under other scenarios, of which
    /// only what is counted is seen. The acts of the base are told if more is asked for them.
    pub(crate) fn plan_with_more(
        &self,
        counted: Outputs,
        more: Outputs,
        beside: Vec<Scenario>,
        worlds_beside: u64,
    ) -> Plan {
        let logs = Logs { acts: false, ballots: false, finals: counted.finals.len(), monthly: counted.monthly.len() };
        // Worlds can be run again only from where their rules are known to differ.
        let again = !beside.is_empty() && worlds_beside > 0;
        let plan = self.plan_of(Outputs {
            finals: [counted.finals, more.finals].concat(),
            monthly: [counted.monthly, more.monthly].concat(),
            acts: more.acts || again,
            ballots: more.ballots,
            ..counted
        });
        let run_beside = plan.base.clone().logging(logs);
        let beside = self.laboratory.executor.install(|| run_beside.each_under(beside));
        let base = if more.acts { plan.base.clone() } else { plan.base.clone().without_acts() };
        Plan { base, ..plan }.and(beside, worlds_beside)
    }

    /// A stage that counts something, told by a value that is written out in full by `Debug`.
    pub(crate) fn stage(&self, name: impl Into<String>, plan: Plan, counted: &impl Debug) -> Stage {
        let counts =
            Fingerprint::of(&(self.laboratory.fingerprint(), self.scenario, self.seed, self.condition, counted));
        Stage { name: name.into(), plan, counts }
    }

    /// The same worlds under another scenario.
    pub(crate) fn under<'b>(&'b self, scenario: &'b Scenario) -> Asked<'b> {
        Asked { scenario, ..*self }
    }
}
