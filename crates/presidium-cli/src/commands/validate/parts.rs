//! What the parts of a validation have in common: the worlds that they are asked of, and what each has to say.

use presidium_lab::{
    Done, Experiment, Laboratory, Question, Request, SurveyQuestion, SurveyTally, Surveyed, SurveyedClaims,
};
use presidium_lang::clock::Step;
use presidium_lang::model::Model;
use presidium_query::views::PartView;
use presidium_query::{COMPARED_WORLDS, FORECAST_WORLDS, TEST_WORLDS, month_of_model, split};

use super::{ablation, nulls, priors, skill};
use crate::arguments::{Part, ValidateArguments};
use crate::progress::{AnswerTo, watch};
use crate::setup::Setup;
use crate::stop::Stop;

/// What one part has to say.
pub struct Report {
    pub text: String,
    /// The same as data; nothing if there is nothing to say.
    pub view: Option<PartView>,
    /// False if a test of the model fails.
    pub sound: bool,
    /// False if it was interrupted.
    pub complete: bool,
}

impl Report {
    /// A part of which there is nothing to say.
    pub fn empty(text: String) -> Report {
        Report { text, view: None, sound: true, complete: true }
    }
}

/// What the parts have in common.
pub struct Validation<'a> {
    pub laboratory: Laboratory,
    pub setup: &'a Setup,
    pub arguments: &'a ValidateArguments,
    /// The claims of null models and wider priors.
    pub of: SurveyedClaims,
    /// What has been counted of claims: the model as it is is run once for all parts that are set beside it.
    pub counted: Vec<Done<SurveyTally>>,
}

impl Validation<'_> {
    pub fn model(&self) -> &Model {
        &self.setup.study.model
    }

    /// Ready for some parts: what several of them ask of the model as it is is run once. It is refused if one of them would keep
    /// more than is allowed, before the first is run.
    pub fn of_parts(self, parts: &[Part]) -> Result<Self, Stop> {
        let mut surveyed = Surveyed::default();
        for &part in parts {
            let of_part = match part {
                Part::Tests | Part::Chronicle | Part::Targets => continue,
                Part::Skill => match skill::question(&self)? {
                    Some(question) => self.surveyed(part, question)?,
                    None => continue,
                },
                Part::Ablation => match ablation::question(&self)? {
                    question if question.systems.is_empty() => continue,
                    question => self.surveyed(part, question)?,
                },
                Part::Nulls => self.surveyed(part, nulls::question(&self))?,
                Part::Priors => self.surveyed(part, priors::question(&self))?,
            };
            surveyed = surveyed.and(&of_part);
            self.setup.affords(surveyed.kept(self.model(), worlds(part, self.arguments)))?;
        }
        Ok(Validation { laboratory: self.laboratory.surveying(surveyed), ..self })
    }

    fn surveyed<Q: Question + SurveyQuestion>(&self, part: Part, question: Q) -> Result<Surveyed, Stop> {
        let surveyed = question.surveyed(self.model());
        self.request(part, question).map(|_| surveyed)
    }

    /// The last month by which numbers may have been chosen.
    pub fn split(&self) -> Result<Step, Stop> {
        let (model, asked) = (self.model(), self.arguments.split.as_ref());
        Ok(asked.map_or_else(|| split(model), |month| month_of_model(model, month))?)
    }

    pub fn request<Q: Question>(&self, part: Part, question: Q) -> Result<Request<Q>, Stop> {
        self.setup.request(question, self.arguments.luck.seed.of(self.model()), worlds(part, self.arguments))
    }

    /// The answer of a part by itself.
    pub fn ask<Q: Question>(&self, part: Part, question: Q) -> Result<AnswerTo<Q>, Stop> {
        let mut run = self.laboratory.begin(&self.request(part, question)?);
        watch(name(part), &mut run)?;
        Ok(run.answer())
    }

    /// The answer of a part that is set beside the model as it is.
    pub fn ask_beside<Q>(&mut self, part: Part, question: Q) -> Result<AnswerTo<Q>, Stop>
    where
        Q: Question,
        Q::Experiment: Experiment<Tally = SurveyTally>,
    {
        let mut run = self.laboratory.begin(&self.request(part, question)?);
        for done in &self.counted {
            // Of one that has nothing in common with this part there is nothing to be taken.
            let _ = run.resume(done);
        }
        watch(name(part), &mut run)?;
        self.counted.push(run.done().clone());
        Ok(run.answer())
    }
}

/// Whether a part is set beside the model as it is.
pub fn is_beside(part: Part) -> bool {
    !matches!(part, Part::Tests | Part::Chronicle | Part::Targets)
}

/// The worlds of a part, by its own default.
pub fn worlds(part: Part, arguments: &ValidateArguments) -> u64 {
    arguments.worlds.unwrap_or(match part {
        Part::Tests => TEST_WORLDS,
        Part::Ablation => COMPARED_WORLDS,
        Part::Skill | Part::Chronicle | Part::Targets | Part::Nulls | Part::Priors => FORECAST_WORLDS,
    })
}

/// The word for a part.
pub fn name(part: Part) -> &'static str {
    match part {
        Part::Tests => "tests",
        Part::Skill => "skill",
        Part::Chronicle => "chronicle",
        Part::Targets => "targets",
        Part::Ablation => "ablation",
        Part::Nulls => "nulls",
        Part::Priors => "priors",
    }
}
