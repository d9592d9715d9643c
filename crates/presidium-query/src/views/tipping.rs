//! At which value of a parameter an answer turns, as data.

use presidium_lab::{Answer, Request, Tipping, TippingPoint, TippingQuestion, TippingTurn, variable_name};
use presidium_lang::model::{Factor, Model};
use serde::Serialize;

use crate::claims::{unit, void_name};
use crate::evidence::Known;
use crate::figures::known;
use crate::study::Study;
use crate::tipping::answer as answer_words;
use crate::views::document::{Document, Head};
use crate::views::drivers::{TargetView, ends};

/// A row for each value of the parameter, from the lowest to the highest.
pub fn tipping<'a>(
    study: &'a Study,
    request: &Request<TippingQuestion>,
    answer: &Answer<Tipping>,
) -> impl Serialize + use<'a> {
    let (model, found, question) = (study.model.as_ref(), &answer.report, &request.question);
    let (variable, element) = question.parameter;
    let (parameter_unit, of_parameter) = unit(&model.variables[variable].ty);
    let factor = unit(question.of.ty(model)).1;
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            of: TargetView::new(model, &question.of, &found.mean),
            answer: answer_words(model, &question.of, question.parameter, found),
            parameter: variable_name(model, variable, element),
            parameter_words: &model.variables[variable].label,
            parameter_unit,
            prior: Known::of(model, &study.scenario, variable, element).words,
            sourced: found.sourced.map(|levels| levels.map(|level| known(level / of_parameter))),
            threshold: found.threshold.map(|threshold| threshold / factor),
            turns: found.turns.iter().map(|turn| TurnView::new(turn, of_parameter)).collect(),
            across: ends(&found.across.estimate(), factor),
            counted: found.counted,
            failed_with: found.failures_with,
            void: found.void.map(void_name),
        },
        rows: found.points.iter().map(|point| PointView::new(model, question, point)).collect(),
    }
}

#[derive(Serialize)]
struct More<'a> {
    #[serde(flatten)]
    of: TargetView,
    answer: String,
    parameter: String,
    parameter_words: &'a str,
    parameter_unit: &'a str,
    prior: String,
    /// The 5, 50 and 95 % points of the prior.
    #[serde(skip_serializing_if = "Option::is_none")]
    sourced: Option<[Option<f64>; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    turns: Vec<TurnView>,
    /// The highest value against the lowest, with its interval.
    across: [Option<f64>; 3],
    counted: u64,
    failed_with: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
}

#[derive(Serialize)]
struct TurnView {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    rises: bool,
}

impl TurnView {
    fn new(turn: &TippingTurn, factor: Factor) -> TurnView {
        let (low, high) = turn.between;
        TurnView { value: turn.value / factor, low: known(low / factor), high: known(high / factor), rises: turn.rises }
    }
}

/// The answer at one value, and the paired difference to the worlds as they fall.
#[derive(Serialize)]
struct PointView {
    value: f64,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    effect: Option<f64>,
    effect_low: Option<f64>,
    effect_high: Option<f64>,
}

impl PointView {
    fn new(model: &Model, question: &TippingQuestion, point: &TippingPoint) -> PointView {
        let factor = unit(question.of.ty(model)).1;
        let [mean, low, high] = ends(&point.mean, factor);
        let [effect, effect_low, effect_high] = ends(&point.effect.estimate(), factor);
        let value = point.value / unit(&model.variables[question.parameter.0].ty).1;
        PointView { value, mean, low, high, effect, effect_low, effect_high }
    }
}
