//! `presidium run` and `presidium ledger`: what came out, claim by claim, failing claims first.

use presidium_lab::{Effect, Finding, Ledger, LedgerRequest, Observable, Row, Verdict, Void, outcome_type};
use presidium_lang::model::{Claim, ClaimBody, Model};
use serde::Serialize;

use crate::arguments::{LedgerArguments, RunArguments};
use crate::claims::{direction_name, figures, kind_letter, touched, unit, verdict_name, void_name, void_title};
use crate::figures::{count, effect_mean, held, known, share_of_worlds};
use crate::headline;
use crate::json::{Head, document};
use crate::output::{FAILS, HEADING, HOLDS, Output, UNCLEAR, styled};
use crate::progress::{timed, watched};
use crate::report::{closing_note, failures_note, heading_of_run, missing_note, no_world};
use crate::setup::{Setup, claims_named};
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

/// The outcome in a sentence, then the ledger.
pub fn run(arguments: &RunArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.options.scenario, arguments.options.luck.threads())?;
    let shown = headline::observables(&setup, &arguments.show)?;
    let claims = claims_named(&setup.model, &[])?;
    let ensemble = arguments.options.luck.ensemble(arguments.options.worlds);
    let request = request(&setup, &claims, &shown, arguments.options.causes.cause_worlds);
    setup.affords(request.kept(ensemble.worlds))?;
    let ledger = timed(ensemble.worlds, |watch| request.run(ensemble, watch))?;
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
    let setup = Setup::new(&arguments.options.scenario, arguments.options.luck.threads())?;
    let claims = claims_named(&setup.model, &arguments.claims)?;
    let ensemble = arguments.options.luck.ensemble(arguments.options.worlds);
    let request = request(&setup, &claims, &[], arguments.options.causes.cause_worlds);
    setup.affords(request.kept(ensemble.worlds))?;
    let ledger = watched(|watch| request.run(ensemble, watch))?;
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
    text += &closing_note();
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

/// The sections of a ledger, in its order.
const VERDICTS: [Verdict; 6] = [
    Verdict::Fails,
    Verdict::Unclear,
    Verdict::Holds,
    Verdict::Void(Void::Record),
    Verdict::Void(Void::Change),
    Verdict::Void(Void::NoWorld),
];

fn ledger_text(setup: &Setup, ledger: &Ledger) -> String {
    let mut text = format!("\n{}\n", summary(ledger));
    for verdict in VERDICTS {
        let rows: Vec<&Row> = ledger.rows.iter().filter(|row| row.verdict == verdict).collect();
        if !rows.is_empty() {
            text +=
                &format!("\n{}\n{}", styled(style(verdict), &wrap(title(verdict), 0)), section(setup, verdict, rows));
        }
    }
    if ledger.cause_worlds < ledger.worlds && ledger.rows.iter().any(|row| matches!(row.finding, Finding::Effect(_))) {
        text += &format!("\nCauses (C) are tested in the first {} worlds.\n", count(ledger.cause_worlds));
    }
    text += &unreached_note(&setup.model);
    text += &notes(setup, ledger);
    text + &closing_note()
}

/// The rows of one verdict: shares, then effects. What is forced has no figures.
fn section(setup: &Setup, verdict: Verdict, rows: Vec<&Row>) -> String {
    if let Verdict::Void(Void::Record | Void::Change) = verdict {
        let cells = rows.iter().map(|row| setup.model.claims[row.claim].clone());
        let cells =
            cells.map(|claim| vec![claim.id, kind_letter(claim.kind).into(), claim.role.word().into(), claim.words]);
        return table(&cells.collect::<Vec<_>>(), &[Align::Left; 4], 2);
    }
    let (effects, shares): (Vec<&Row>, Vec<&Row>) =
        rows.into_iter().partition(|row| matches!(row.finding, Finding::Effect(_)));
    rows_text(setup, &shares, &["", "", "worlds", "share", "95 %", "", ""])
        + &rows_text(setup, &effects, &["", "", "moved", "without", "effect", "95 %", "", ""])
}

/// Claims about years to which the model can be run, and was not.
fn unreached_note(model: &Model) -> String {
    let unreached = model.claims.iter().filter(|claim| !model.reaches(claim));
    let ids: Vec<&str> = unreached.map(|claim| claim.id.as_str()).collect();
    match ids.is_empty() {
        true => String::new(),
        false => {
            let (last, until) = (model.last_month.to_string(), model.until_month.to_string());
            format!("\n{}\n", wrap(&format!("Beyond {last}, with --until {until}: {}.", ids.join(", ")), 0))
        }
    }
}

/// Shares and effects have columns of their own, as effects are wide.
fn rows_text(setup: &Setup, rows: &[&Row], head: &[&str]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| cells(&setup.model, row)).collect();
    let mut aligns = vec![Align::Right; head.len()];
    let words = head.len() - 2;
    [0, 1, words, words + 1].into_iter().for_each(|column| aligns[column] = Align::Left);
    headed(head, &cells, &aligns, 2)
}

fn summary(ledger: &Ledger) -> String {
    let of = |verdict| ledger.rows.iter().filter(|row| row.verdict == verdict).count();
    let void = ledger.rows.iter().filter(|row| row.verdict.void().is_some()).count();
    let mut parts = vec![format!("{} of {} claims hold", of(Verdict::Holds), ledger.rows.len())];
    for (number, one, many) in [
        (of(Verdict::Fails), "fails", "fail"),
        (of(Verdict::Unclear), "is unclear", "are unclear"),
        (void, "is void", "are void"),
    ] {
        match number {
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
        Verdict::Void(_) => HEADING,
    }
}

fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "Fails (in fewer than half of the worlds, or the effect has the other sign)",
        Verdict::Unclear => "Unclear (the interval of the effect contains zero)",
        Verdict::Holds => "Holds",
        Verdict::Void(why) => void_title(why),
    }
}

/// Id, kind, worlds in which it holds or which the cause changes, figure, interval, role, words.
fn cells(model: &Model, row: &Row) -> Vec<String> {
    let claim = &model.claims[row.claim];
    let (figure, interval) = figures(claim, &row.finding);
    let mut cells = vec![claim.id.clone(), kind_letter(claim.kind).to_owned()];
    match &row.finding {
        Finding::Held(share) => cells.push(held(*share)),
        // What the cause is added to, so that a reader sees whether the effect is large or small.
        Finding::Effect(effect) => {
            cells.extend([held(effect.changed()), effect_mean(model, effect, effect.without(), outcome_type(claim))])
        }
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
        _ if row.verdict == Verdict::Void(Void::NoWorld) => lines.push(("worlds", "0".to_owned())),
        _ if row.verdict.void().is_some() => {}
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
    let heading = styled(HEADING, &wrap(&format!("{}  {}", claim.id, claim.words), 0));
    format!("\n{heading}\n{}", table(&rows, &[Align::Left, Align::Left], 2))
}

fn moved(effect: &Effect) -> String {
    let moved = share_of_worlds(effect.changed());
    let (up, down) = (count(effect.up()), count(effect.down()));
    match effect {
        Effect::OnTruth(_) => format!("{moved} of the worlds: {up} become true, {down} false"),
        Effect::OnQuantity(_) => format!("{moved} of the worlds: {up} higher, {down} lower"),
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

/// A row of the ledger; effects of quantities are in the unit named. A void claim has no figures but its worlds.
#[derive(Serialize)]
struct RowView<'a> {
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
    words: &'a str,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
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
    fn new(setup: &'a Setup, row: &Row) -> Self {
        let claim = &setup.model.claims[row.claim];
        RowView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            verdict: verdict_name(row.verdict),
            void: row.verdict.void().map(void_name),
            place: &claim.passage,
            touches: touched(&setup.model, claim),
            figures: FiguresView::new(claim, row),
            missing: row.missing.worlds,
            words: &claim.words,
        }
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
                    without: figure(effect.without() / factor),
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
