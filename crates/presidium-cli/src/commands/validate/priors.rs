//! Wider priors: which claims keep their verdict, and how far each figure moves.

use presidium_lab::{Base, ClaimByWidth, Effect, Finding, Row, Void, Width, outcome_type, width};
use presidium_lang::model::{Claim, Factor, Model};
use serde::Serialize;

use super::{Report, part_rows, raw};
use crate::claims::{figures, kind_letter, unit, verdict_name, void_title};
use crate::figures::{count, effect_value, known, number, points, worlds};
use crate::output::{FAILS, HEADING, HOLDS, styled};
use crate::progress::watched_as;
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed};

pub fn report(model: &Model, base: &Base<'_>, factor: f64) -> Result<Report, Stop> {
    let width = watched_as("priors", |watch| width(base, factor, watch))?;
    no_world(width.worlds, &width.failures)?;
    no_world(width.worlds, &width.failures_wide)?;
    let summary = Summary {
        factor,
        worlds: width.worlds,
        cause_worlds: width.cause_worlds,
        failed: width.failures.worlds,
        failed_wide: width.failures_wide.worlds,
        claims: width.claims.len(),
        keep: width.claims.iter().filter(|claim| claim.keeps_verdict()).count(),
    };
    Ok(Report {
        text: text(model, factor, &width),
        summary: raw(&summary),
        rows: part_rows("priors", width.claims.iter().map(|claim| RowView::new(model, claim))),
        sound: true,
    })
}

fn text(model: &Model, factor: f64, width: &Width) -> String {
    let worlds = format!("{}, causes in {}", worlds(width.worlds), count(width.cause_worlds));
    let title = format!("Priors {} times as wide, {worlds}", number(factor));
    let (void, said): (Vec<&ClaimByWidth>, Vec<_>) = width.claims.iter().partition(|claim| claim.is_void());
    let (kept, turned): (Vec<_>, Vec<_>) = said.into_iter().partition(|claim| claim.keeps_verdict());
    let not_void = match void.len() {
        0 => String::new(),
        1 => ", 1 is void".to_owned(),
        n => format!(", {n} are void"),
    };
    let summary = format!("{} of {} claims keep their verdict{not_void}.", kept.len(), width.claims.len());
    let mut text = format!("{}\n{summary}\n", styled(HEADING, &title));
    let sections = [
        (turned, styled(FAILS, "Another verdict")),
        (kept, styled(HOLDS, "The same verdict")),
        (void, styled(HEADING, void_title(Void::NoWorld))),
    ];
    for (claims, title) in sections {
        if !claims.is_empty() {
            text += &format!("\n{title}\n");
        }
        let (mut shares, effects): (Vec<&ClaimByWidth>, Vec<_>) =
            claims.into_iter().partition(|claim| claim.is_share());
        shares.sort_by(|one, other| other.change().abs().total_cmp(&one.change().abs()));
        text += &claims_table(model, &shares);
        text += &claims_table(model, &effects);
    }
    text += &failures_note(&width.failures);
    if width.failures_wide.worlds > 0 {
        text += &format!("\nWith wider priors:{}", failures_note(&width.failures_wide));
    }
    text
}

/// Shares and effects have columns of their own, as effects are wide.
fn claims_table(model: &Model, claims: &[&ClaimByWidth]) -> String {
    if claims.is_empty() {
        return String::new();
    }
    let head = ["", "", "as it is", "wider", "change", "verdict", "", ""];
    let rows = claims.iter().map(|found| {
        let claim = &model.claims[found.claim];
        let verdicts = [&found.narrow, &found.wide].map(|row| verdict_name(row.verdict));
        let figure = |row: &Row| figures(claim, &row.finding).0;
        vec![
            claim.id.clone(),
            kind_letter(claim.kind).to_owned(),
            figure(&found.narrow),
            figure(&found.wide),
            change(claim, found),
            if verdicts[0] == verdicts[1] { verdicts[0].to_owned() } else { verdicts.join(" → ") },
            claim.role.word().to_owned(),
            claim.words.clone(),
        ]
    });
    let (left, right) = (Align::Left, Align::Right);
    headed(&head, &rows.collect::<Vec<_>>(), &[left, left, right, right, right, left, left, left], 2)
}

fn change(claim: &Claim, found: &ClaimByWidth) -> String {
    match &found.narrow.finding {
        Finding::Held(_) => points(found.change()),
        Finding::Effect(effect) => effect_value(effect, found.change(), outcome_type(claim)),
    }
}

#[derive(Serialize)]
struct Summary {
    factor: f64,
    worlds: u64,
    cause_worlds: u64,
    failed: u64,
    failed_wide: u64,
    claims: usize,
    keep: usize,
}

/// A claim; shares are fractions of one, effects in the unit named.
#[derive(Serialize)]
struct RowView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    verdict: &'static str,
    verdict_wide: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    figure: Option<f64>,
    figure_wide: Option<f64>,
    change: Option<f64>,
}

impl<'a> RowView<'a> {
    fn new(model: &'a Model, found: &ClaimByWidth) -> Self {
        let claim = &model.claims[found.claim];
        let (unit, factor) = match &found.narrow.finding {
            Finding::Effect(Effect::OnQuantity(_)) => unit(outcome_type(claim)),
            _ => ("", Factor::ONE),
        };
        RowView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            verdict: verdict_name(found.narrow.verdict),
            verdict_wide: verdict_name(found.wide.verdict),
            unit,
            figure: known(found.narrow.finding.value() / factor),
            figure_wide: known(found.wide.finding.value() / factor),
            change: known(found.change() / factor),
        }
    }
}
