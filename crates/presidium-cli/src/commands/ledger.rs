//! `presidium run` and `presidium ledger`: what came out, claim by claim, failing claims first.

use presidium_lab::{Effect, Finding, Ledger, LedgerRequest, Observable, Row, Verdict, outcome_type};
use presidium_lang::model::{Claim, ClaimBody, Model};
use serde::Serialize;

use crate::arguments::{LedgerArguments, RunArguments};
use crate::claims::{direction_name, figures, kind_letter, touched, unit, verdict_name};
use crate::figures::{count, effect_mean, month, per_cent};
use crate::headline;
use crate::json::{Head, document};
use crate::output::{FAILS, FAINT, HEADING, HOLDS, NOTE, Output, UNCLEAR, styled};
use crate::progress::{timed, watched};
use crate::report::{failures_note, heading_of_run, missing_note, no_world};
use crate::setup::{Setup, claims_named};
use crate::stop::Stop;
use crate::table::{Align, table, wrap};

/// The outcome in a sentence, then the ledger.
pub fn run(arguments: &RunArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.options.scenario)?;
    let shown = headline::observables(&setup, &arguments.show)?;
    let claims = claims_named(&setup.model, &[])?;
    let ensemble = arguments.options.luck.ensemble(arguments.options.worlds);
    let ledger = timed(ensemble.worlds, |watch| {
        request(&setup, &claims, &shown, arguments.options.causes.cause_worlds).run(ensemble, watch)
    })?;
    no_world(ledger.worlds, &ledger.failures)?;
    if arguments.options.json {
        return Ok(Output::ok(json(&setup, &ledger, &shown, ensemble.seed)));
    }
    let mut text = heading_of_run(&setup, ensemble);
    for (observable, values) in shown.iter().zip(&ledger.observed) {
        text += &format!("\n{}\n", wrap(&headline::sentence(&setup.model, observable, values), 0));
    }
    text += &ledger_text(&setup, &ledger);
    Ok(Output::ok(text))
}

/// The ledger alone, or a few claims with details.
pub fn ledger(arguments: &LedgerArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.options.scenario)?;
    let claims = claims_named(&setup.model, &arguments.claims)?;
    let ensemble = arguments.options.luck.ensemble(arguments.options.worlds);
    let ledger =
        watched(|watch| request(&setup, &claims, &[], arguments.options.causes.cause_worlds).run(ensemble, watch))?;
    no_world(ledger.worlds, &ledger.failures)?;
    if arguments.options.json {
        return Ok(Output::ok(json(&setup, &ledger, &[], ensemble.seed)));
    }
    let mut text = heading_of_run(&setup, ensemble);
    if arguments.claims.is_empty() {
        text += &ledger_text(&setup, &ledger);
        return Ok(Output::ok(text));
    }
    ledger.rows.iter().for_each(|row| text += &details(&setup, row));
    text += &notes(&setup, &ledger);
    text += &format!("\n{}\n", styled(FAINT, NOTE));
    Ok(Output::ok(text))
}

/// The worlds that are not in the figures, and why.
fn notes(setup: &Setup, ledger: &Ledger) -> String {
    let rows = ledger.rows.iter().map(|row| (setup.model.claims[row.claim].id.as_str(), &row.missing));
    let mut text = missing_note(rows) + &failures_note(&ledger.failures);
    if ledger.failures_without.worlds > 0 {
        text += &format!("\nWithout a cause:{}", failures_note(&ledger.failures_without));
    }
    text
}

fn request<'a>(
    setup: &'a Setup,
    claims: &'a [usize],
    observables: &'a [Observable],
    cause_worlds: u64,
) -> LedgerRequest<'a> {
    LedgerRequest { model: &setup.model, scenario: &setup.scenario, claims, observables, cause_worlds }
}

fn ledger_text(setup: &Setup, ledger: &Ledger) -> String {
    let mut text = format!("\n{}\n", summary(ledger));
    for verdict in [Verdict::Fails, Verdict::Unclear, Verdict::Holds, Verdict::Void] {
        let rows = || ledger.rows.iter().filter(move |row| row.verdict == verdict);
        if rows().next().is_some() {
            text += &format!("\n{}\n", styled(style(verdict), title(verdict)));
        }
        let (effects, shares): (Vec<&Row>, Vec<&Row>) =
            rows().partition(|row| matches!(row.finding, Finding::Effect(_)));
        text += &rows_text(setup, &shares, &["", "", "worlds", "share", "95 %", "", ""]);
        text += &rows_text(setup, &effects, &["", "", "moved", "without", "effect", "95 %", "", ""]);
    }
    if ledger.cause_worlds < ledger.worlds && ledger.rows.iter().any(|row| matches!(row.finding, Finding::Effect(_))) {
        text += &format!("\nCauses (C) are tested in the first {} worlds.\n", count(ledger.cause_worlds));
    }
    text += &unreached_note(&setup.model);
    text += &notes(setup, ledger);
    text + &format!("\n{}\n", styled(FAINT, NOTE))
}

/// Claims about years to which the model can be run, and was not.
fn unreached_note(model: &Model) -> String {
    let unreached = model.claims.iter().filter(|claim| !model.reaches(claim));
    let ids: Vec<&str> = unreached.map(|claim| claim.id.as_str()).collect();
    match ids.is_empty() {
        true => String::new(),
        false => {
            let (last, until) = (month(model.last_month), month(model.until_month));
            format!("\n{}\n", wrap(&format!("Beyond {last}, with --until {until}: {}.", ids.join(", ")), 0))
        }
    }
}

/// Shares and effects have columns of their own, as effects are wide.
fn rows_text(setup: &Setup, rows: &[&Row], header: &[&str]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.iter().map(|row| cells(&setup.model, row));
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let mut aligns = vec![Align::Right; header.len()];
    let words = header.len() - 2;
    [0, 1, words, words + 1].into_iter().for_each(|column| aligns[column] = Align::Left);
    let cells: Vec<Vec<String>> = std::iter::once(header).chain(cells).collect();
    table(&cells, &aligns, 2)
}

fn summary(ledger: &Ledger) -> String {
    let of = |verdict| ledger.rows.iter().filter(|row| row.verdict == verdict).count();
    let mut parts = vec![format!("{} of {} claims hold", of(Verdict::Holds), ledger.rows.len())];
    for (verdict, one, many) in [
        (Verdict::Fails, "fails", "fail"),
        (Verdict::Unclear, "is unclear", "are unclear"),
        (Verdict::Void, "is void", "are void"),
    ] {
        match of(verdict) {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            n => parts.push(format!("{n} {many}")),
        }
    }
    format!("{}.", parts.join(", "))
}

fn style(verdict: Verdict) -> anstyle::Style {
    match verdict {
        Verdict::Fails => FAILS,
        Verdict::Unclear => UNCLEAR,
        Verdict::Holds => HOLDS,
        Verdict::Void => HEADING,
    }
}

fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "Fails (in fewer than half of the worlds, or the effect has the other sign)",
        Verdict::Unclear => "Unclear (the interval of the effect contains zero)",
        Verdict::Holds => "Holds",
        Verdict::Void => "Void (forced by the followed record)",
    }
}

/// Id, kind, worlds in which it holds or which the cause changes, figure, interval, role, words.
fn cells(model: &Model, row: &Row) -> Vec<String> {
    let claim = &model.claims[row.claim];
    let (figure, interval) = figures(claim, &row.finding);
    let mut cells = vec![claim.id.clone(), kind_letter(claim.kind).to_owned()];
    match &row.finding {
        Finding::Held(share) => cells.push(count(share.held)),
        // What the cause is added to, so that a reader sees whether the effect is large or small.
        Finding::Effect(effect) => cells
            .extend([count(effect.changed().held), effect_mean(model, effect, effect.without(), outcome_type(claim))]),
    }
    cells.extend([figure, interval, claim.role.word().to_owned(), claim.words.clone()]);
    cells
}

/// Everything about one claim.
fn details(setup: &Setup, row: &Row) -> String {
    let claim = &setup.model.claims[row.claim];
    let (figure, interval) = figures(claim, &row.finding);
    let mut lines = vec![
        ("kind", claim.kind.word().to_owned()),
        ("role", claim.role.word().to_owned()),
        ("stands in", format!("“{}”, {}:{}", claim.place.heading, claim.place.file, claim.place.line)),
    ];
    if !claim.passage.is_empty() {
        lines.push(("place", claim.passage.clone()));
    }
    for system in claim.touches.iter().map(|system| &setup.model.what_ifs[system.index()]) {
        lines.push(("rests on", format!("{} ({})", system.words, system.name)));
    }
    match (&row.finding, &claim.body) {
        (Finding::Held(share), _) => {
            lines.push(("held", format!("in {} of {} worlds", count(share.held), count(share.worlds))));
            lines.push(("share", format!("{figure}, Wilson interval (95 %) {interval}")));
        }
        (Finding::Effect(effect), ClaimBody::Effect { without, direction, .. }) => {
            let what_if = &setup.model.what_ifs[without.index()];
            lines.push(("cause", format!("against the same worlds under “{}” ({})", what_if.words, what_if.name)));
            lines.push((
                "effect",
                format!("{figure}, interval (95 %) {interval}; stated: {}", direction_name(*direction)),
            ));
            lines.push(("without", effect_mean(&setup.model, effect, effect.without(), outcome_type(claim))));
            lines.push(("moves", moved(effect)));
        }
        (Finding::Effect(_), ClaimBody::Holds(_)) => {}
    }
    lines.push(("verdict", title(row.verdict).to_lowercase()));
    let rows: Vec<Vec<String>> = lines.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect();
    let heading = styled(HEADING, &format!("{}  {}", claim.id, claim.words));
    format!("\n{heading}\n{}", table(&rows, &[Align::Left, Align::Left], 2))
}

fn moved(effect: &Effect) -> String {
    let moved = effect.changed().wilson().value;
    let (up, down) = (count(effect.up()), count(effect.down()));
    match effect {
        Effect::OnTruth(_) => format!("{} of the worlds: {up} become true, {down} false", per_cent(moved)),
        Effect::OnQuantity(_) => format!("{} of the worlds: {up} higher, {down} lower", per_cent(moved)),
    }
}

fn json(setup: &Setup, ledger: &Ledger, shown: &[Observable], seed: u64) -> String {
    #[derive(Serialize)]
    struct More {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        outcomes: Vec<headline::OutcomeView>,
    }
    let head = Head::of_run(setup, seed).with_worlds(ledger.worlds, ledger.failures.worlds);
    let outcomes = shown.iter().zip(&ledger.observed);
    let outcomes = outcomes.map(|(observable, values)| headline::view(&setup.model, observable, values)).collect();
    let rows: Vec<RowView<'_>> = ledger.rows.iter().map(|row| RowView::new(setup, row)).collect();
    document(&head, &More { outcomes }, &rows)
}

/// A row of the ledger; effects of quantities are in the unit named.
#[derive(Serialize)]
struct RowView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    touches: Vec<&'a str>,
    #[serde(flatten)]
    figures: FiguresView<'a>,
    /// Completed worlds in which what the claim looks at is missing.
    #[serde(skip_serializing_if = "is_zero")]
    missing: u64,
    words: &'a str,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[derive(Serialize)]
#[serde(untagged)]
enum FiguresView<'a> {
    Held {
        held: u64,
        worlds: u64,
        low: f64,
        high: f64,
    },
    Effect {
        without: f64,
        effect: f64,
        low: f64,
        high: f64,
        unit: &'a str,
        expect: &'static str,
        worlds: u64,
        up: u64,
        down: u64,
    },
}

impl<'a> RowView<'a> {
    fn new(setup: &'a Setup, row: &Row) -> Self {
        let claim = &setup.model.claims[row.claim];
        RowView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            verdict: verdict_name(row.verdict),
            place: &claim.passage,
            touches: touched(&setup.model, claim),
            figures: FiguresView::new(claim, &row.finding),
            missing: row.missing.worlds,
            words: &claim.words,
        }
    }
}

impl<'a> FiguresView<'a> {
    fn new(claim: &'a Claim, finding: &Finding) -> Self {
        match finding {
            Finding::Held(share) => {
                let estimate = share.wilson();
                FiguresView::Held { held: share.held, worlds: share.worlds, low: estimate.low, high: estimate.high }
            }
            Finding::Effect(effect) => {
                let (unit, factor) = unit(outcome_type(claim));
                let estimate = effect.estimate();
                let expect = match &claim.body {
                    ClaimBody::Effect { direction, .. } => direction_name(*direction),
                    ClaimBody::Holds(_) => "",
                };
                FiguresView::Effect {
                    without: effect.without() / factor,
                    effect: estimate.value / factor,
                    low: estimate.low / factor,
                    high: estimate.high / factor,
                    unit,
                    expect,
                    worlds: effect.worlds(),
                    up: effect.up(),
                    down: effect.down(),
                }
            }
        }
    }
}
