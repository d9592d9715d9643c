//! A model under assumptions: what every question of a session has in common.

use std::sync::Arc;

use presidium_lab::{Question, Request};
use presidium_lang::Report;
use presidium_lang::model::{Condition, Model, Scenario};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::words::{changes, condition, followed, readings, run_until, what_if};

/// What is assumed otherwise than the model says, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assumptions {
    /// The month to which worlds are run on.
    pub until: Option<String>,
    /// Parameters with other values or priors: `temper = 3 1/year`.
    pub set: Vec<String>,
    /// Rival readings, of one parameter (`camps_1953=article`) or wherever one is offered (`article`).
    pub reading: Vec<String>,
    /// Decisions with recorded choices come out as recorded: `record`, or up to a month `record until 1962-10`.
    pub follow: Option<String>,
    /// Named what-ifs and changes that hold in every world: `pin division to keep`.
    pub given: Vec<String>,
    /// Only worlds count in which this holds: `at(holder[Premier], 1957-06) = Bulganin`.
    #[serde(rename = "where")]
    pub condition: Option<String>,
}

/// A model as changed.
#[derive(Clone, Debug)]
pub struct Study {
    /// The model, run on as far as was asked.
    pub model: Arc<Model>,
    /// What is changed in every world.
    pub scenario: Scenario,
    /// The changes as they were spelt.
    pub changed: Vec<String>,
    /// Which worlds count, if not all of them do.
    pub condition: Option<Condition>,
}

impl Study {
    /// A model under assumptions, with what their author should look at again.
    ///
    /// # Errors
    /// [`Problem`] if the words of an assumption mean nothing in this model.
    ///
    /// # Example
    /// ```
    /// use presidium_lang::model::Model;
    /// use presidium_query::{Assumptions, Study};
    /// let assumptions = Assumptions { reading: vec!["article".to_owned()], ..Assumptions::default() };
    /// let mistake = Study::new(Model::default(), &assumptions).expect_err("it has no parameters");
    /// assert_eq!(mistake.to_string(), "no parameter of this model offers rival readings");
    /// ```
    pub fn new(mut model: Model, assumptions: &Assumptions) -> Result<(Study, Vec<Report>), Problem> {
        assumptions.until.iter().try_for_each(|until| run_until(&mut model, until))?;
        let condition = assumptions.condition.as_ref().map(|words| condition(&mut model, words)).transpose()?;
        let set: Vec<String> = assumptions.set.iter().map(|text| format!("set {text}")).collect();
        let (set, warnings) = changes(&model, &set)?;
        let (given, of_given) = what_if(&model, &assumptions.given)?;
        let changes = [readings(&model, &assumptions.reading, &set)?, set, given].concat();
        let readings = assumptions.reading.iter().map(|reading| format!("reading {reading}"));
        let given = assumptions.given.iter().map(|text| format!("given {text}"));
        let follow_record =
            assumptions.follow.iter().find_map(|text| followed(&model, text).transpose()).transpose()?;
        let changed = readings.chain(assumptions.set.iter().cloned()).chain(given).collect();
        let scenario = Scenario { changes, follow_record, ..Scenario::default() };
        Ok((Study { model: Arc::new(model), scenario, changed, condition }, vec![warnings, of_given]))
    }

    /// A question to worlds of the model as changed.
    pub fn request<Q: Question>(&self, question: Q, seed: u64, worlds: u64) -> Request<Q> {
        let (scenario, condition) = (self.scenario.clone(), self.condition.clone());
        Request { scenario, condition, ..Request::new(question, seed, worlds) }
    }
}
