//! Requests in words: what can be written to a file, into an address, over a line, and read again.

use std::sync::Arc;

use presidium_lab::{
    AblationQuestion, AimErrors, Aims, AimsQuestion, BandsQuestion, DealQuestion, DiscoveryQuestion, DriversQuestion,
    Kept, LedgerQuestion, LuckQuestion, ModelTestQuestion, NullQuestion, Observable, OccurrenceQuestion, PairQuestion,
    Request, SkillQuestion, SurveyedClaims, Target, TippingQuestion, WiderPriorsQuestion, variable_name,
};
use presidium_lang::model::{Change, Condition, Deal, Model, Prior, Scenario, Shape, WhatIfId};
use serde::{Deserialize, Serialize};

use crate::calibrations::fitted_to;
use crate::defaults::{
    CAUSE_WORLDS, COMPARED_WORLDS, FLIP_WORLDS, FORECAST_WORLDS, LUCK_TIMES, TEST_WORLDS, TIPPING_POINTS,
    ledger_worlds, seed, seen_until, split,
};
use crate::over_time::subject_name;
use crate::problem::Problem;
use crate::targets::{is_condition, is_truth, target_in, target_spelt};
use crate::tipping::{can_be_moved, parameter, usual_threshold, value_of};
use crate::words::{bands, claims_named, condition, month_of_model, observables, run_until, scenario, system_named};

/// A parameter is set to at most so many values, a world run at most so many times.
const MOST_POINTS: usize = 200;
const MOST_TIMES: u64 = 100;

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
    /// What a claim, a condition or a value hangs on.
    Drivers {
        /// The id of a claim, a condition, or `tension at 1951-06`.
        of: String,
        /// In how many worlds switches and rival readings are turned.
        #[serde(default = "flip_worlds")]
        flip_worlds: u64,
    },
    /// Where among the parameters something is common.
    Discover {
        /// A condition, or the id of a claim that is one.
        of: String,
    },
    /// At which value of a parameter an answer turns.
    Tipping {
        /// The id of a claim, a condition, or `tension at 1951-06`.
        of: String,
        /// A parameter, with its element if it has several numbers.
        parameter: String,
        /// The lowest and the highest value, in the unit of the parameter unless another is written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<[String; 2]>,
        /// To how many values it is set.
        #[serde(default = "tipping_points")]
        points: usize,
        /// What the answer must pass to turn: a share of worlds, or a quantity in base units.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        threshold: Option<f64>,
    },
    /// How much of what differs between worlds is luck.
    Luck {
        /// The id of a claim, a condition, or `tension at 1951-06`.
        of: String,
        /// How many times each world is run with its parameters, and with its luck.
        #[serde(default = "luck_times")]
        times: u64,
    },
    /// What becomes of claims when attributes are exchanged or dealt anew.
    Deal {
        /// Each by itself: `exchange Anna and Boris`, `shuffle grip by seed 3`.
        deals: Vec<String>,
        /// Ids of claims.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        claims: Vec<String>,
    },
    /// Skill against recorded series.
    Skill {
        /// The last month that forecasts may have seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split: Option<String>,
    },
    /// How often things happen, and when, beside the record of them.
    Chronicle {
        /// The last month by which numbers may have been chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split: Option<String>,
    },
    /// How far the worlds lie from what the model is fitted to: records, claims and base rates up to a month.
    Targets {
        /// That month.
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

fn flip_worlds() -> u64 {
    FLIP_WORLDS
}

fn tipping_points() -> usize {
    TIPPING_POINTS
}

fn luck_times() -> u64 {
    LUCK_TIMES
}

/// A request that has been read, by what it asks.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "they are those of the question")]
pub enum Asked {
    Ledger(Request<LedgerQuestion>),
    WhatIf(Request<PairQuestion>),
    Bands(Request<BandsQuestion>),
    Drivers(Request<DriversQuestion>),
    Discover(Request<DiscoveryQuestion>),
    Tipping(Request<TippingQuestion>),
    Luck(Request<LuckQuestion>),
    Deal(Request<DealQuestion>),
    Skill(Request<SkillQuestion>),
    /// See [`Question::Chronicle`].
    Chronicle(Request<OccurrenceQuestion>),
    /// See [`Question::Targets`].
    Targets(Request<AimsQuestion>),
    Tests(Request<ModelTestQuestion>),
    Ablation(Request<AblationQuestion>),
    Nulls(Request<NullQuestion>),
    Priors(Request<WiderPriorsQuestion>),
}

/// What the words of an inquiry have added to a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extended {
    /// Which worlds count, if not all of them do.
    pub condition: Option<Condition>,
    /// What is asked about, if it is a condition.
    of: Option<Target>,
}

/// The same of a request, whatever it asks.
macro_rules! of_any {
    ($asked:expr, $request:ident => $of:expr) => {
        match $asked {
            Asked::Ledger($request) => $of,
            Asked::WhatIf($request) => $of,
            Asked::Bands($request) => $of,
            Asked::Drivers($request) => $of,
            Asked::Discover($request) => $of,
            Asked::Tipping($request) => $of,
            Asked::Luck($request) => $of,
            Asked::Deal($request) => $of,
            Asked::Skill($request) => $of,
            Asked::Chronicle($request) => $of,
            Asked::Targets($request) => $of,
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
        let extended = self.extend(model)?;
        self.read_in(model, extended)
    }

    /// Carries the model on to the month that the words name, and adds what their condition, and the one that they ask about, look at.
    /// Inquiries with the same [`Inquiry::extension`] have the same model.
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing in this model.
    pub fn extend(&self, model: &mut Model) -> Result<Extended, Problem> {
        match &self.question {
            Question::Targets { .. } => self.end_where_fitted(model)?,
            _ => self.until.iter().try_for_each(|until| run_until(model, until))?,
        }
        if self.condition.is_some() && self.question.is_of_validation() {
            return Err(Problem::refused("what validates a model is asked of all worlds, not of chosen ones"));
        }
        let condition = self.condition.as_ref().map(|words| condition(model, words)).transpose()?;
        let of = self.question.of().filter(|of| is_condition(model, of)).map(str::to_owned);
        let of = of.map(|of| target_in(model, &of)).transpose()?;
        Ok(Extended { condition, of })
    }

    /// By what the model is extended: the month, the condition, and the condition that is asked about.
    pub fn extension(&self, model: &Model) -> [Option<String>; 3] {
        let of = self.question.of().filter(|of| is_condition(model, of)).map(str::to_owned);
        [self.ends(model), self.condition.clone(), of]
    }

    /// The month to which worlds are run, if it is another than that of the model.
    fn ends(&self, model: &Model) -> Option<String> {
        match &self.question {
            Question::Targets { split } => split.clone().or(Some(model.clock.seen_text(seen_until(model)))),
            _ => self.until.clone(),
        }
    }

    /// Worlds beside what a model is fitted to end where it is fitted, and nowhere else.
    fn end_where_fitted(&self, model: &mut Model) -> Result<(), Problem> {
        let to = self.ends(model).map(|text| month_of_model(model, &text)).transpose()?;
        if let Some(until) = &self.until
            && month_of_model(model, until).ok() != to
        {
            return Err(Problem::helped(
                format!(
                    "worlds beside what a model is fitted to do not run until {until}: they end where it is fitted"
                ),
                "name that month with `split`",
            ));
        }
        *model = fitted_to(model, to)?;
        Ok(())
    }

    /// The request that the words mean in a model that they have [extended](Inquiry::extend).
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing in it.
    pub fn read_in(&self, model: &Model, extended: Extended) -> Result<Asked, Problem> {
        let scenario = scenario(model, &self.scenario)?;
        let (seed, worlds) = (self.seed.unwrap_or(seed(model)), self.worlds(model));
        let condition = extended.condition.clone();
        self.question.read(model, &extended, Request { scenario, seed, worlds, condition, question: () })
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
            Question::Drivers { .. } => "drivers",
            Question::Discover { .. } => "discover",
            Question::Tipping { .. } => "tipping",
            Question::Luck { .. } => "luck",
            Question::Deal { .. } => "deal",
            Question::Skill { .. } => "skill",
            Question::Chronicle { .. } => "chronicle",
            Question::Targets { .. } => "targets",
            Question::Tests {} => "tests",
            Question::Ablation { .. } => "ablation",
            Question::Nulls { .. } => "nulls",
            Question::Priors { .. } => "priors",
        }
    }

    /// What an experiment is about, as it is written.
    fn of(&self) -> Option<&str> {
        match self {
            Question::Drivers { of, .. }
            | Question::Discover { of }
            | Question::Tipping { of, .. }
            | Question::Luck { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Whether it validates a model, which is asked of all worlds.
    fn is_of_validation(&self) -> bool {
        matches!(
            self,
            Question::Skill { .. }
                | Question::Chronicle { .. }
                | Question::Targets { .. }
                | Question::Tests {}
                | Question::Ablation { .. }
                | Question::Nulls { .. }
                | Question::Priors { .. }
        )
    }

    /// How many worlds are run if nobody says.
    fn worlds(&self, model: &Model) -> u64 {
        match self {
            Question::Ledger { .. } | Question::Drivers { .. } | Question::Discover { .. } => ledger_worlds(model),
            Question::Tipping { .. } | Question::Luck { .. } | Question::Deal { .. } => FORECAST_WORLDS,
            Question::WhatIf { .. } | Question::Bands { .. } | Question::Ablation { .. } => COMPARED_WORLDS,
            Question::Skill { .. } | Question::Chronicle { .. } | Question::Targets { .. } => FORECAST_WORLDS,
            Question::Nulls { .. } | Question::Priors { .. } => FORECAST_WORLDS,
            Question::Tests {} => TEST_WORLDS,
        }
    }

    fn read(&self, model: &Model, extended: &Extended, of: Request<()>) -> Result<Asked, Problem> {
        let surveyed = |claims: &[String], &cause_worlds: &u64| -> Result<SurveyedClaims, Problem> {
            Ok(SurveyedClaims { claims: claims_named(model, claims)?, cause_worlds })
        };
        Ok(match self {
            Question::Ledger { claims, show, cause_worlds } => {
                let (claims, observables) = (claims_named(model, claims)?, shown(model, show)?);
                Asked::Ledger(of.asking(LedgerQuestion { claims, observables, cause_worlds: *cause_worlds }))
            }
            Question::WhatIf { change, claims, show, parting_worlds } => Asked::WhatIf(of.asking(PairQuestion {
                changes: changed(model, change)?,
                claims: claims_named(model, claims)?,
                observables: shown(model, show)?,
                parting_worlds: *parting_worlds,
            })),
            Question::Bands { variables, change } => Asked::Bands(
                of.asking(BandsQuestion { wanted: bands(model, variables)?, changes: changed(model, change)? }),
            ),
            Question::Drivers { of: text, flip_worlds } => {
                let target = about(model, extended, text)?;
                Asked::Drivers(of.asking(DriversQuestion { of: target, flip_worlds: *flip_worlds }))
            }
            Question::Discover { of: text } => {
                let target = about(model, extended, text)?;
                is_truth(model, &target, text)?;
                Asked::Discover(of.asking(DiscoveryQuestion { of: target }))
            }
            Question::Tipping { of: text, parameter, range, points, threshold } => {
                let (target, parameter) = (about(model, extended, text)?, self::parameter(model, parameter)?);
                let range = range.as_ref().map(|[low, high]| {
                    Ok::<_, Problem>((value_of(model, parameter, low)?, value_of(model, parameter, high)?))
                });
                if !(2..=MOST_POINTS).contains(points) {
                    return Err(Problem::refused(format!("a parameter is set to 2 to {MOST_POINTS} values")));
                }
                let threshold = threshold.or(usual_threshold(target.ty(model)));
                let question =
                    TippingQuestion { of: target, parameter, range: range.transpose()?, points: *points, threshold };
                can_be_moved(model, &of.scenario, &question)?;
                Asked::Tipping(of.asking(question))
            }
            Question::Luck { of: text, times } => {
                if !(2..=MOST_TIMES).contains(times) {
                    return Err(Problem::refused(format!("a world is run 2 to {MOST_TIMES} times")));
                }
                Asked::Luck(of.asking(LuckQuestion { of: about(model, extended, text)?, times: *times }))
            }
            Question::Deal { deals, claims } => {
                let deals = deals_of(model, deals)?;
                Asked::Deal(of.asking(DealQuestion { deals, claims: claims_named(model, claims)? }))
            }
            Question::Skill { split: asked } => {
                let split = asked.as_ref().map_or_else(|| split(model), |text| month_of_model(model, text))?;
                Asked::Skill(of.asking(SkillQuestion { split }))
            }
            Question::Chronicle { split } => {
                let split = split.as_ref().map_or_else(|| Ok(seen_until(model)), |text| month_of_model(model, text))?;
                Asked::Chronicle(of.asking(OccurrenceQuestion { split }))
            }
            Question::Targets { .. } => {
                let aims = Arc::new(Aims::of(model, AimErrors::default()));
                Asked::Targets(of.asking(AimsQuestion { aims, with_parameters: false }))
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

/// What is asked about, in a model that has been extended by it if it is a condition.
fn about(model: &Model, extended: &Extended, text: &str) -> Result<Target, Problem> {
    match &extended.of {
        Some(of) => Ok(of.clone()),
        None => target_in(&mut model.clone(), text),
    }
}

/// What one side of a comparison changes. How worlds are run is the same on both sides, and no change.
fn changed(model: &Model, text: &str) -> Result<Vec<Change>, Problem> {
    let read = scenario(model, text)?;
    let rest = Scenario { changes: vec![], ..read.clone() };
    match rest == Scenario::default() {
        true => Ok(read.changes),
        false => Err(Problem::helped(
            format!("`{text}` says how worlds are run, which is the same on both sides"),
            "say it of the whole scenario; a change sets, reads, switches, pins or forbids something",
        )),
    }
}

/// Deals in the words of the language, each by itself.
fn deals_of(model: &Model, texts: &[String]) -> Result<Vec<Deal>, Problem> {
    if !(1..=MOST_TIMES as usize).contains(&texts.len()) {
        return Err(Problem::refused(format!("attributes are dealt anew in 1 to {MOST_TIMES} ways")));
    }
    let one = |text: &String| {
        let read = scenario(model, text)?;
        match read.deals.as_slice() {
            [deal] if read == (Scenario { deals: vec![*deal], ..Scenario::default() }) => Ok(*deal),
            _ => Err(Problem::helped(
                format!("`{text}` is nothing that is dealt anew"),
                "write `exchange A and B`, or `shuffle ATTRIBUTE by seed 1`",
            )),
        }
    };
    texts.iter().map(one).collect()
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

impl Spelt for DriversQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Drivers { of: target_spelt(model, &self.of), flip_worlds: self.flip_worlds }
    }
}

impl Spelt for DiscoveryQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Discover { of: target_spelt(model, &self.of) }
    }
}

impl Spelt for TippingQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let (variable, element) = self.parameter;
        let fixed = |value: f64| {
            let prior = Prior { shape: Shape::Fixed(value), low: None, high: None };
            let text = Change::Parameter { variable, element: Some(element), prior }.to_text(model);
            text.split_once(" = ").map_or(String::new(), |(_, value)| value.to_owned())
        };
        Question::Tipping {
            of: target_spelt(model, &self.of),
            parameter: variable_name(model, variable, element),
            range: self.range.map(|(low, high)| [fixed(low), fixed(high)]),
            points: self.points,
            threshold: self.threshold,
        }
    }
}

impl Spelt for LuckQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Luck { of: target_spelt(model, &self.of), times: self.times }
    }
}

impl Spelt for DealQuestion {
    fn spelt(&self, model: &Model) -> Question {
        let text = |deal: &Deal| Scenario { deals: vec![*deal], ..Scenario::default() }.to_text(model);
        Question::Deal { deals: self.deals.iter().map(text).collect(), claims: ids(model, &self.claims) }
    }
}

impl Spelt for SkillQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Skill { split: Some(model.clock.seen_text(self.split)) }
    }
}

impl Spelt for OccurrenceQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Chronicle { split: Some(model.clock.seen_text(self.split)) }
    }
}

impl Spelt for AimsQuestion {
    fn spelt(&self, model: &Model) -> Question {
        Question::Targets { split: Some(model.clock.seen_text(model.last_step)) }
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
