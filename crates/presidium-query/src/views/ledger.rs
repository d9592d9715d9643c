//! A ledger as data.

use presidium_lab::{Answer, Finding, Ledger, LedgerQuestion, Left, Request, Row, outcome_type};
use presidium_lang::model::{Claim, ClaimBody, Condition};
use serde::Serialize;

use crate::chains::{Link, breaks_at, links};
use crate::claims::{direction_name, kind_letter, touched, unit, verdict_name, void_name};
use crate::figures::known;
use crate::headline::{self, OutcomeView};
use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::marks::is_zero;

/// A row for each claim, and the outcomes that were asked for.
pub fn ledger<'a>(
    study: &'a Study,
    request: &Request<LedgerQuestion>,
    answer: &Answer<Ledger>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        outcomes: Vec<OutcomeView>,
    }
    let ledger = &answer.report;
    let outcomes = request.question.observables.iter().zip(&ledger.observed);
    let outcomes = outcomes.map(|(observable, values)| headline::view(&study.model, observable, values)).collect();
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(ledger.worlds, ledger.failures.worlds)
            .with_left(ledger.left),
        more: More { outcomes },
        rows: ledger.rows.iter().map(|row| RowView::new(study, row)).collect(),
    }
}

/// A row of the ledger; effects of quantities are in the unit named. A void claim has no figures but its worlds.
#[derive(Serialize)]
pub(super) struct RowView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    verdict: &'static str,
    /// Why it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    touches: Vec<&'a str>,
    #[serde(flatten)]
    figures: FiguresView<'a>,
    /// Completed worlds in which what the claim looks at is missing.
    #[serde(skip_serializing_if = "is_zero")]
    missing: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<GivenView<'a>>,
    /// The steps on the way to the claim; the last one is the claim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepView<'a>>,
    /// The step at which most worlds are lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at: Option<&'a str>,
    words: &'a str,
}

/// The worlds in which a claim is asked.
#[derive(Serialize)]
struct GivenView<'a> {
    condition: &'a str,
    held: u64,
    #[serde(skip_serializing_if = "is_zero")]
    missing: u64,
    worlds: u64,
}

/// A step: in so many worlds it holds, and all steps before it, of those that have come to the step before.
#[derive(Serialize)]
struct StepView<'a> {
    words: &'a str,
    reached: u64,
    of: u64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FiguresView<'a> {
    Held {
        held: Option<u64>,
        worlds: u64,
        low: Option<f64>,
        high: Option<f64>,
    },
    Effect {
        without: Option<f64>,
        effect: Option<f64>,
        low: Option<f64>,
        high: Option<f64>,
        unit: &'a str,
        expect: &'static str,
        worlds: u64,
        up: Option<u64>,
        down: Option<u64>,
    },
}

impl<'a> RowView<'a> {
    pub(super) fn new(study: &'a Study, row: &Row) -> Self {
        let claim = &study.model.claims[row.claim];
        RowView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            verdict: verdict_name(row.verdict),
            void: row.verdict.void().map(void_name),
            place: &claim.passage,
            touches: touched(&study.model, claim),
            figures: FiguresView::new(claim, row),
            missing: row.missing.worlds,
            given: claim.given.as_ref().map(|given| GivenView::new(given, row.asked)),
            steps: links(claim, &row.chain).into_iter().map(StepView::new).collect(),
            breaks_at: breaks_at(claim, &row.chain).map(|link| link.words),
            words: &claim.words,
        }
    }
}

impl<'a> GivenView<'a> {
    fn new(given: &'a Condition, asked: Left) -> Self {
        GivenView { condition: &given.words, held: asked.held, missing: asked.missing, worlds: asked.worlds }
    }
}

impl<'a> StepView<'a> {
    fn new(link: Link<'a>) -> Self {
        StepView { words: link.words, reached: link.reached, of: link.of }
    }
}

impl<'a> FiguresView<'a> {
    fn new(claim: &'a Claim, row: &Row) -> Self {
        let told = row.verdict.void().is_none();
        let counted = |worlds: u64| told.then_some(worlds);
        let figure = |figure: f64| known(figure).filter(|_| told);
        match &row.finding {
            Finding::Held(share) => {
                let estimate = share.wilson();
                let (low, high) = (figure(estimate.low), figure(estimate.high));
                FiguresView::Held { held: counted(share.held), worlds: share.worlds, low, high }
            }
            Finding::Effect(effect) => {
                let (unit, factor) = unit(outcome_type(claim));
                let estimate = effect.estimate();
                let expect = match &claim.body {
                    ClaimBody::Effect { direction, .. } => direction_name(*direction),
                    ClaimBody::Holds(_) => "",
                };
                FiguresView::Effect {
                    without: figure(effect.without().value / factor),
                    effect: figure(estimate.value / factor),
                    low: figure(estimate.low / factor),
                    high: figure(estimate.high / factor),
                    unit,
                    expect,
                    worlds: effect.worlds(),
                    up: counted(effect.up()),
                    down: counted(effect.down()),
                }
            }
        }
    }
}
