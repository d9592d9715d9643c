//! What hangs on who people were, as data.

use presidium_lab::{Answer, DealQuestion, Dealt, DealtClaim, Request, outcome_type};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::claims::{kind_letter, unit, void_name};
use crate::deals::{answer as answer_words, by_index, deal_words};
use crate::figures::known;
use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::drivers::ends;

/// A row for each claim, those first that most hang on it; those that say nothing at the end.
pub fn deals<'a>(
    study: &'a Study,
    request: &Request<DealQuestion>,
    answer: &Answer<Dealt>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More<'a> {
        dealt: String,
        answer: String,
        /// In so many ways.
        deals: u64,
        attributes: Vec<&'a str>,
        failed_with: u64,
    }
    let (model, found) = (study.model.as_ref(), &answer.report);
    let void = found.claims.iter().filter(|claim| claim.void.is_some());
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            dealt: deal_words(model, &request.question),
            answer: answer_words(model, &request.question, found),
            deals: found.deals,
            attributes: found.attributes.iter().map(|id| model.variables[*id].name.as_str()).collect(),
            failed_with: found.failures_with,
        },
        rows: by_index(found).into_iter().chain(void).map(|claim| ClaimView::new(model, found, claim)).collect(),
    }
}

/// A claim: both sides, the paired difference, and in what share of the worlds it comes out otherwise.
#[derive(Serialize)]
struct ClaimView<'a> {
    claim: &'a str,
    kind: &'static str,
    without: Option<f64>,
    with: Option<f64>,
    effect: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a str,
    /// The contingency index with its interval.
    otherwise: Option<f64>,
    otherwise_low: Option<f64>,
    otherwise_high: Option<f64>,
    /// In so many of worlds that have nothing in common; absent of a quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_chance: Option<f64>,
    moves: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
}

impl<'a> ClaimView<'a> {
    fn new(model: &'a Model, found: &Dealt, dealt: &DealtClaim) -> Self {
        let claim = &model.claims[dealt.claim];
        let (unit, factor) = unit(outcome_type(claim));
        let said = dealt.void.is_none();
        let [effect, low, high] = ends(&dealt.effect.estimate(), factor).map(|end| end.filter(|_| said));
        let index = dealt.index(found.deals);
        let [otherwise, otherwise_low, otherwise_high] =
            [index.value, index.low, index.high].map(|end| known(end).filter(|_| said));
        ClaimView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            without: known(dealt.effect.without().value / factor).filter(|_| said),
            with: known(dealt.effect.with().value / factor).filter(|_| said),
            effect,
            low,
            high,
            unit,
            otherwise,
            otherwise_low,
            otherwise_high,
            by_chance: dealt.by_chance().and_then(known).filter(|_| said),
            moves: said && dealt.effect.moves(),
            void: dealt.void.map(void_name),
        }
    }
}
