//! From the command line to what the laboratory is asked: a model, what is assumed of it, the threads and the memory.

use std::sync::Arc;

use presidium_lab::{Executor, Kept, Laboratory, Question, Request};
use presidium_lang::model::{Model, Rows};
use presidium_lang::{Report, Sources, analyse};
use presidium_query::figures::count;
use presidium_query::{Allowed, Assumptions, Study, affordable, posterior};

use crate::arguments::{AssumptionArguments, ConditionArguments, ScenarioArguments};
use crate::mistakes::mistakes;
use crate::output::{UNCLEAR, print_error, styled};
use crate::shipped::sources;
use crate::stop::Stop;

/// A model as changed, and what a run of it may take.
pub struct Setup {
    pub study: Study,
    pub allowed: Allowed,
}

impl Setup {
    /// Loads the model and applies `--until`, `--set`, `--reading` and `--follow`. Warnings are counted on standard error.
    ///
    /// # Errors
    /// [`Stop::Model`] with the diagnostics of a model that has errors; [`Stop::Usage`] for a change that is none;
    /// [`Stop::Machine`] if the model takes more memory on so many threads than is allowed.
    pub fn new(arguments: &ScenarioArguments, threads: usize) -> Result<Setup, Stop> {
        Setup::choosing(arguments, &ConditionArguments { condition: None }, threads)
    }

    /// As [`Setup::new`], of worlds in which a condition holds.
    ///
    /// # Errors
    /// Those of [`Setup::new`]; [`Stop::Diagnosed`] for a condition that is none.
    pub fn choosing(
        arguments: &ScenarioArguments,
        condition: &ConditionArguments,
        threads: usize,
    ) -> Result<Setup, Stop> {
        let assumptions = Assumptions {
            follow: arguments.follow.clone(),
            given: arguments.given.clone(),
            condition: condition.condition.clone(),
            ..Assumptions::default()
        };
        Setup::under(&arguments.assumptions, assumptions, threads)
    }

    /// As [`Setup::new`], where the record is not followed.
    ///
    /// # Errors
    /// Those of [`Setup::new`].
    pub fn assuming(arguments: &AssumptionArguments, threads: usize) -> Result<Setup, Stop> {
        Setup::under(arguments, Assumptions::default(), threads)
    }

    fn under(arguments: &AssumptionArguments, assumptions: Assumptions, threads: usize) -> Result<Setup, Stop> {
        let sources = sources(&arguments.model.model)?;
        let (model, report) = load_from(&*sources)?;
        let warnings = report.warnings();
        if warnings > 0 {
            print_error(&format!("{}: the model has {warnings}; see `presidium check`\n", styled(UNCLEAR, "warnings")));
        }
        let until = arguments.until.until.clone();
        let (set, reading) = (arguments.set.clone(), arguments.reading.clone());
        let fitted = fitted(arguments, &*sources, &model)?;
        let (mut study, warnings) = Study::new(model, &Assumptions { until, set, reading, ..assumptions })?;
        if let Some((rows, words)) = fitted {
            study.scenario.rows = Some(rows);
            study.changed.push(words);
        }
        warnings.iter().for_each(warn);
        let allowed = arguments.memory.on(threads);
        affordable(&study.model, allowed)?;
        Ok(Setup { study, allowed })
    }

    /// The model with the threads on which its worlds are run.
    ///
    /// # Errors
    /// [`Stop::Machine`] if there are none.
    pub fn laboratory(&self) -> Result<Laboratory, Stop> {
        self.laboratory_of(self.study.model.clone())
    }

    /// Ready to be asked about another form of the model, such as one that ends earlier.
    ///
    /// # Errors
    /// [`Stop::Machine`] if there are no threads.
    pub fn laboratory_of(&self, model: Arc<Model>) -> Result<Laboratory, Stop> {
        Ok(Laboratory::new(model, Arc::new(Executor::new(self.allowed.threads)?)))
    }

    /// A question to worlds of the model as changed. It is refused if its experiment would keep more than is allowed.
    ///
    /// # Errors
    /// [`Stop::Machine`] with what takes most.
    pub fn request<Q: Question>(&self, question: Q, seed: u64, worlds: u64) -> Result<Request<Q>, Stop> {
        let request = self.study.request(question, seed, worlds);
        self.affords(request.kept(&self.study.model))?;
        Ok(request)
    }

    /// Refuses what would keep more than is allowed.
    ///
    /// # Errors
    /// [`Stop::Machine`] with what takes most.
    pub fn affords(&self, kept: Kept) -> Result<(), Stop> {
        Ok(presidium_query::affords(&self.study.model, kept, self.allowed)?)
    }
}

/// The rows of parameters that worlds have, if they are not drawn from the priors, and what is said of them: those of a file, or of the
/// model's own posterior if it is of the model as it is.
fn fitted(
    arguments: &AssumptionArguments,
    sources: &dyn Sources,
    model: &Model,
) -> Result<Option<(Rows, String)>, Stop> {
    let said = |rows: &Rows, whose: &str| {
        let rows = count(rows.len() as u64);
        format!(
            "parameters are those of {whose}, {rows} rows (worlds that share a row are alike; only the ledger's intervals allow for it)"
        )
    };
    if let Some(path) = &arguments.posterior {
        let shown = path.display();
        let bytes = std::fs::read(path).map_err(|error| Stop::File(format!("cannot read `{shown}`: {error}")))?;
        let rows = posterior::rows(model, &String::from_utf8_lossy(&bytes))
            .map_err(|problem| Stop::usage(format!("`{shown}`: {problem}")))?;
        let words = said(&rows, &format!("the posterior {shown}"));
        return Ok(Some((rows, words)));
    }
    let shipped = if arguments.prior { None } else { sources.read(posterior::SHIPPED).ok() };
    let Some(bytes) = shipped else { return Ok(None) };
    match posterior::rows(model, &String::from_utf8_lossy(&bytes)) {
        Ok(rows) => {
            let words = said(&rows, "the model's posterior");
            Ok(Some((rows, words)))
        }
        Err(problem) => {
            let words = problem.to_string();
            let why = words.lines().next().unwrap_or_default();
            print_error(&format!(
                "{}: {why}; parameters are drawn from the priors\n",
                styled(UNCLEAR, posterior::SHIPPED)
            ));
            Ok(None)
        }
    }
}

/// Tells what the author of some words should look at again.
pub fn warn(warnings: &Report) {
    if !warnings.diagnostics.is_empty() {
        print_error(&format!("{}\n", mistakes(warnings)));
    }
}

/// Reads and checks the model at a path, or a shipped one. With it comes the report of its warnings.
///
/// # Errors
/// [`Stop::Usage`] if there is no such model, [`Stop::Model`] if it has errors.
pub fn load(model: &str) -> Result<(Model, Report), Stop> {
    load_from(&*sources(model)?)
}

/// The same, of sources that have been found.
///
/// # Errors
/// [`Stop::Model`] if the model has errors.
pub fn load_from(sources: &dyn Sources) -> Result<(Model, Report), Stop> {
    analyse(sources).into_model().map_err(|report| Stop::Model(mistakes(&report)))
}
