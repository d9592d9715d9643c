//! Requests in words: what can be written to a file, into an address, over a line, and read again.

use presidium_lab::{
    AblationQuestion, BandsQuestion, Kept, LedgerQuestion, ModelTestQuestion, NullQuestion, Observable, PairQuestion,
    Request, SkillQuestion, SurveyedClaims, WiderPriorsQuestion, variable_name,
};
use presidium_lang::model::{Change, Condition, Model, Scenario, WhatIfId};
use presidium_lang::parse_scenario;
use serde::{Deserialize, Serialize};

use crate::defaults::{CAUSE_WORLDS, COMPARED_WORLDS, FORECAST_WORLDS, TEST_WORLDS, ledger_worlds, seed, split};
use crate::over_time::subject_name;
use crate::problem::Problem;
use crate::words::{bands, claims_named, condition, month_of_model, observables, run_until, system_named};

/// A request in words, for a model that stands beside it.
///
/// # Example
/// ```
/// use presidium_lang::model::Model;
/// use presidium_query::{Asked, Inquiry, Question};
/// let inquiry: Inquiry = serde_json::from_str(r#"{"ask": "ledger", "worlds": 500}"#).expect("sound JSON");
/// let mut model = Model::default();
/// let Asked::Ledger(request) = inquiry.read(&mut model).expect("it asks for nothing by name") else { panic!() };
/// assert_eq!((request.worlds, request.seed), (500, 1953));
/// assert_eq!(Inquiry::of(&model, &request).read(&mut model).ok(), Some(Asked::Ledger(request)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inquiry {
    /// What is changed in every world, in the words of the language, apart by `;`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scenario: String,
    /// Only worlds count in which this holds.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The month to which worlds are run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// With the number of a world, all of its luck; that of the model if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How many worlds; as many as is usual for the question if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worlds: Option<u64>,
    /// What is asked.
    #[serde(flatten)]
    pub question: Question,
}

/// What is asked of worlds, in words. Where claims are named by nobody, all of them are meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Question {
    /// In how many worlds claims hold.
    Ledger {
        /// Their ids.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
        /// What else is to be seen, such as `holder[Premier] at 1957-06`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        show: Vec<String>,
        /// In how many worlds causes are tested.
        #[serde(default = "cause_worlds")]
        cause_worlds: u64,
    },
    /// What a change moves.
    WhatIf {
        /// Changes and names of what-ifs, apart by `;`.
        change: String,
        /// Ids of claims.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
        /// What else is compared.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        show: Vec<String>,
        /// In how many worlds it is asked where histories part.
        #[serde(default)]
        parting_worlds: u64,
    },
    /// Where the worlds lie, month by month.
    Bands {
        /// Variables, decisions and events, with or without elements.
        variables: Vec<String>,
        /// Changes and names of what-ifs, apart by `;`, for a second side.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        change: String,
    },
    /// Skill against recorded series.
    Skill {
        /// The last month that forecasts may have seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split: Option<String>,
    },
    /// The tests that the model states.
    ///
    /// It has no fields, and is no unit: serde would read any field into that without a word.
    Tests {},
    /// What each system moves when it is switched off.
    Ablation {
        /// The systems; all of them if none is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        systems: Vec<String>,
        /// Ids of claims.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
        /// In how many worlds causes are tested.
        #[serde(default = "cause_worlds")]
        cause_worlds: u64,
    },
    /// Claims where nothing happens, and where decisions are taken by lot.
    Nulls {
        /// Ids of claims.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
        /// In how many worlds causes are tested.
        #[serde(default = "cause_worlds")]
        cause_worlds: u64,
    },
    /// Claims with every prior wider.
    Priors {
        /// How many times as wide.
        factor: f64,
        /// Ids of claims.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
        /// In how many worlds causes are tested.
        #[serde(default = "cause_worlds")]
        cause_worlds: u64,
    },
}

fn cause_worlds() -> u64 {
    CAUSE_WORLDS
}

/// A request that has been read, by what it asks.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "they are those of the question")]
pub enum Asked {
    Ledger(Request<LedgerQuestion>),
    WhatIf(Request<PairQuestion>),
    Bands(Request<BandsQuestion>),
    Skill(Request<SkillQuestion>),
    Tests(Request<ModelTestQuestion>),
    Ablation(Request<AblationQuestion>),
    Nulls(Request<NullQuestion>),
    Priors(Request<WiderPriorsQuestion>),
}

/// The same of a request, whatever it asks.
macro_rules! of_any {
    ($asked:expr, $request:ident => $of:expr) => {
        match $asked {
            Asked::Ledger($request) => $of,
            Asked::WhatIf($request) => $of,
            Asked::Bands($request) => $of,
            Asked::Skill($request) => $of,
            Asked::Tests($request) => $of,
            Asked::Ablation($request) => $of,
            Asked::Nulls($request) => $of,
            Asked::Priors($request) => $of,
        }
    };
}

impl Asked {
    /// What is changed in every world.
    pub fn scenario(&self) -> &Scenario {
        of_any!(self, request => &request.scenario)
    }

    /// What is kept in memory while worlds are run.
    pub fn kept(&self, model: &Model) -> Kept {
        of_any!(self, request => request.kept(model))
    }
}

impl Inquiry {
    /// The words of a request.
    pub fn of<Q: Spelt>(model: &Model, request: &Request<Q>) -> Inquiry {
        Inquiry {
            scenario: request.scenario.to_text(model),
            condition: request.condition.as_ref().map(|condition| condition.words.clone()),
            until: Some(model.clock.seen_text(model.last_step)),
            seed: Some(request.seed),
            worlds: Some(request.worlds),
            question: request.question.spelt(model),
        }
    }

    /// The request that the words mean. The model is carried on to the month that they name.
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing in this model.
    pub fn read(&self, model: &mut Model) -> Result<Asked, Problem> {
        let condition = self.extend(model)?;
        self.read_in(model, condition)
    }

    /// Carries the model on to the month that the words name, and adds what their condition looks at. Inquiries with the same month
    /// and the same condition have the same model.
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing in this model.
    pub fn extend(&self, model: &mut Model) -> Result<Option<Condition>, Problem> {
        self.until.iter().try_for_each(|until| run_until(model, until))?;
        let chooses =
            matches!(self.question, Question::Ledger { .. } | Question::WhatIf { .. } | Question::Bands { .. });
        if self.condition.is_some() && !chooses {
            return Err(Problem::refused(
                "a ledger, a what-if and bands can be asked of chosen worlds, and nothing else",
            ));
        }
        self.condition.as_ref().map(|words| condition(model, words)).transpose()
    }

    /// The request that the words mean in a model that they have [extended](Inquiry::extend).
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing in it.
    pub fn read_in(&self, model: &Model, condition: Option<Condition>) -> Result<Asked, Problem> {
        let scenario = parse_scenario(model, &self.scenario).map_err(Problem::Diagnosed)?;
        let (seed, worlds) = (self.seed.unwrap_or(seed(model)), self.worlds(model));
        self.question.read(model, Request { scenario, seed, worlds, condition, question: () })
    }

    /// How many worlds are asked for, if nobody says otherwise as many as is usual.
    pub fn worlds(&self, model: &Model) -> u64 {
        self.worlds.unwrap_or(self.question.worlds(model))
    }
}

/// Changes as they were spelt, one by one: of words apart by `;` or by line.
pub fn spelt(words: &str) -> Vec<String> {
    let parts = words.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

impl Question {
    /// The name of what is asked, as it is written.
    pub fn name(&self) -> &'static str {
        match self {
            Question::Ledger { .. } => "ledger",
            Question::WhatIf { .. } => "what-if",
            Question::Bands { .. } => "bands",
            Question::Skill { .. } => "skill",
            Question::Tests {} => "tests",
            Question::Ablation { .. } => "ablation",
            Question::Nulls { .. } => "nulls",
            Question::Priors { .. } => "priors",
        }
    }

    /// How many worlds are run if nobody says.
    fn worlds(&self, model: &Model) -> u64 {
        match self {
            Question::Ledger { .. } => ledger_worlds(model),
            Question::WhatIf { .. } | Question::Bands { .. } | Question::Ablation { .. } => COMPARED_WORLDS,
            Question::Skill { .. } | Question::Nulls { .. } | Question::Priors { .. } => FORECAST_WORLDS,
            Question::Tests {} => TEST_WORLDS,
        }
    }

    fn read(&self, model: &Model, of: Request<()>) -> Result<Asked, Problem> {
        let surveyed = |claims: &[String], &cause_worlds: &u64| -> Result<SurveyedClaims, Problem> {
            Ok(SurveyedClaims { claims: claims_named(model, claims)?, cause_worlds })
        };
        Ok(match self {
            Question::Ledger { claims, show, cause_worlds } => {
                let (claims, observables) = (claims_named(model, claims)?, shown(model, show)?);
                Asked::Ledger(of.asking(LedgerQuestion { claims, observables, cause_worlds: *cause_worlds }))
            }
            Question::WhatIf { change, claims, show, parting_worlds } => Asked::WhatIf(of.asking(PairQuestion {
                changes: parse_scenario(model, change).map_err(Problem::Diagnosed)?.changes,
                claims: claims_named(model, claims)?,
                observables: shown(model, show)?,
                parting_worlds: *parting_worlds,
            })),
            Question::Bands { variables, change } => Asked::Bands(of.asking(BandsQuestion {
                wanted: bands(model, variables)?,
                changes: parse_scenario(model, change).map_err(Problem::Diagnosed)?.changes,
            })),
            Question::Skill { split: asked } => {
                let split = asked.as_ref().map_or_else(|| split(model), |text| month_of_model(model, text))?;
                Asked::Skill(of.asking(SkillQuestion { split }))
            }
            Question::Tests {} => Asked::Tests(of.asking(ModelTestQuestion {})),
            Question::Ablation { systems, claims, cause_worlds } => {
                let named = systems.iter().map(|name| system_named(model, name));
                let named: Vec<WhatIfId> = named.collect::<Result<_, _>>()?;
                let systems = if named.is_empty() { model.systems().collect() } else { named };
                Asked::Ablation(of.asking(AblationQuestion { of: surveyed(claims, cause_worlds)?, systems }))
            }
            Question::Nulls { claims, cause_worlds } => {
                Asked::Nulls(of.asking(NullQuestion { of: surveyed(claims, cause_worlds)? }))
            }
            Question::Priors { factor, claims, cause_worlds } => {
                Asked::Priors(of.asking(WiderPriorsQuestion { of: surveyed(claims, cause_worlds)?, factor: *factor }))
            }
        })
    }
}

/// Nothing is shown unless it is asked for.
fn shown(model: &Model, show: &[String]) -> Result<Vec<Observable>, Problem> {
    if show.is_empty() { Ok(vec![]) } else { observables(model, show) }
}

/// A question of the laboratory that can be put in words.
pub trait Spelt: presidium_lab::Question {
    /// The words for it, which [`Inquiry::read`] reads back.
    fn spelt(&self, model: &Model) -> Question;
}

impl Spelt for LedgerQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let (claims, show) = (ids(model, &self.claims), self.observables.iter().map(|seen| at(model, seen)).collect());
        Question::Ledger { claims, show, cause_worlds: self.cause_worlds }
    }
}

impl Spelt for PairQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::WhatIf {
            change: change_words(model, &self.changes),
            claims: ids(model, &self.claims),
            show: self.observables.iter().map(|seen| at(model, seen)).collect(),
            parting_worlds: self.parting_worlds,
        }
    }
}

impl Spelt for BandsQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let names = self.wanted.iter().map(|&subject| subject_name(model, subject));
        Question::Bands { variables: names.collect(), change: change_words(model, &self.changes) }
    }
}

impl Spelt for SkillQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Skill { split: Some(model.clock.seen_text(self.split)) }
    }
}

impl Spelt for ModelTestQuestion {
    fn spelt(&self, _: &Model) -> Question {
        Question::Tests {}
    }
}

impl Spelt for AblationQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let systems = self.systems.iter().map(|system| model.what_ifs[*system].name.clone());
        let (claims, cause_worlds) = (ids(model, &self.of.claims), self.of.cause_worlds);
        Question::Ablation { systems: systems.collect(), claims, cause_worlds }
    }
}

impl Spelt for NullQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Nulls { claims: ids(model, &self.of.claims), cause_worlds: self.of.cause_worlds }
    }
}

impl Spelt for WiderPriorsQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let (claims, cause_worlds) = (ids(model, &self.of.claims), self.of.cause_worlds);
        Question::Priors { factor: self.factor, claims, cause_worlds }
    }
}

fn ids(model: &Model, claims: &[usize]) -> Vec<String> {
    claims.iter().map(|&claim| model.claims[claim].id.clone()).collect()
}

fn at(model: &Model, seen: &Observable) -> String {
    format!("{} at {}", variable_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month))
}

fn change_words(model: &Model, changes: &[Change]) -> String {
    Scenario { changes: changes.to_vec(), ..Scenario::default() }.to_text(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_none_is_refused() {
        let read = |text: &str| serde_json::from_str::<Inquiry>(text);
        assert!(read(r#"{"ask": "ledger", "worlds": 5, "where": "war", "claims": []}"#).is_ok());
        for text in [r#"{"ask": "ledger", "wordls": 5}"#, r#"{"ask": "tests", "claims": []}"#, r#"{"ask": "no"}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
