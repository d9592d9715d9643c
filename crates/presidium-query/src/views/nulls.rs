//! Null models as data.

use presidium_lab::{ClaimUnderNulls, FORECASTERS, Finding, Forecaster, Nulls, Score, Verdict, outcome_type};
use presidium_lang::model::{Claim, Model, Role};
use serde::Serialize;

use crate::claims::{kind_letter, unit, verdict_name};
use crate::figures::known;
use crate::views::validation::PartView;

/// The nulls, without the model.
pub const NULLS: [Forecaster; 2] = [Forecaster::StatusQuo, Forecaster::Lottery];

/// The roles of claims that are scored apart, then all together.
pub const ROLES: [Option<Role>; 5] =
    [Some(Role::Calibration), Some(Role::Seen), Some(Role::HeldOut), Some(Role::Structural), None];

/// A row for each claim.
pub fn nulls(model: &Model, nulls: &Nulls) -> PartView {
    let claims = nulls.claims.iter().map(|claim| RowView::Share(ShareView::new(model, claim)));
    let causes = (0..nulls.causes[0].len()).map(|place| RowView::Cause(CauseView::new(model, nulls, place)));
    PartView::new("nulls", &summary(model, nulls), claims.chain(causes))
}

#[derive(Serialize)]
struct SummaryView {
    worlds: u64,
    cause_worlds: u64,
    failed: ByForecaster<u64>,
    scores: Vec<ScoreView>,
    causes: usize,
    causes_hold: ByForecaster<usize>,
}

#[derive(Serialize)]
struct ByForecaster<T> {
    model: T,
    still: T,
    lots: T,
}

impl<T> ByForecaster<T> {
    fn of(value: impl FnMut(Forecaster) -> T) -> ByForecaster<T> {
        let [model, still, lots] = FORECASTERS.map(value);
        ByForecaster { model, still, lots }
    }
}

#[derive(Serialize)]
struct ScoreView {
    role: &'static str,
    forecast: &'static str,
    claims: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<u64>,
    brier: Option<f64>,
    log_score: Option<f64>,
}

fn summary(model: &Model, nulls: &Nulls) -> SummaryView {
    let scores = ROLES.into_iter().flat_map(|role| {
        let role_name = role.map_or("all", Role::word);
        let view = move |forecast, score: Score, hold| {
            let Score { claims, brier, log, .. } = score;
            ScoreView { role: role_name, forecast, claims, hold, brier: known(brier), log_score: known(log) }
        };
        let given = FORECASTERS.map(|forecaster| nulls.score(forecaster, role, model));
        let coin = view("coin", Score::of_coin(given[0].claims), None);
        let given = FORECASTERS.map(|forecaster| {
            view(forecaster.word(), given[forecaster as usize], Some(given[forecaster as usize].hold))
        });
        given.into_iter().chain([coin])
    });
    let held = |row: &&presidium_lab::Row| row.verdict == Verdict::Holds;
    SummaryView {
        worlds: nulls.worlds,
        cause_worlds: nulls.cause_worlds,
        failed: ByForecaster::of(|forecaster| nulls.failures[forecaster as usize].worlds),
        scores: scores.collect(),
        causes: nulls.causes[0].len(),
        causes_hold: ByForecaster::of(|forecaster| nulls.causes[forecaster as usize].iter().filter(held).count()),
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum RowView<'a> {
    Share(ShareView<'a>),
    Cause(CauseView<'a>),
}

/// A claim about a world: in how many of how many worlds it held, by forecaster.
#[derive(Serialize)]
struct ShareView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    held: ByForecaster<u64>,
    worlds: ByForecaster<u64>,
    /// The nulls that give it more worlds than the model.
    better: Vec<&'static str>,
}

impl<'a> ShareView<'a> {
    fn new(model: &'a Model, found: &ClaimUnderNulls) -> Self {
        let claim = &model.claims[found.claim];
        ShareView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            held: ByForecaster::of(|forecaster| found.held[forecaster as usize].held),
            worlds: ByForecaster::of(|forecaster| found.held[forecaster as usize].worlds),
            better: NULLS.into_iter().filter(|null| found.null_does_better(*null)).map(Forecaster::word).collect(),
        }
    }
}

/// A causal claim: its effect and verdict by forecaster; effects in the unit named.
#[derive(Serialize)]
struct CauseView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    unit: &'a str,
    effect: ByForecaster<Option<f64>>,
    verdict: ByForecaster<&'static str>,
}

impl<'a> CauseView<'a> {
    fn new(model: &'a Model, nulls: &Nulls, place: usize) -> Self {
        let row = |forecaster: Forecaster| &nulls.causes[forecaster as usize][place];
        let claim: &Claim = &model.claims[row(Forecaster::Model).claim];
        let (unit, factor) = unit(outcome_type(claim));
        let effect = |forecaster| match &row(forecaster).finding {
            Finding::Effect(effect) => known(effect.estimate().value / factor),
            Finding::Held(_) => None,
        };
        CauseView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            unit,
            effect: ByForecaster::of(effect),
            verdict: ByForecaster::of(|forecaster| verdict_name(row(forecaster).verdict)),
        }
    }
}
