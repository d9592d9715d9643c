//! `presidium run` and `presidium ledger`: what came out, claim by claim, failing claims first.

use presidium_lab::{
    Answer, Effect, Finding, Ledger, LedgerQuestion, Observable, Request, Row, Verdict, Void, outcome_type,
};
use presidium_lang::model::{ClaimBody, Model};
use presidium_query::chains::{breaks_at, links, lost, reached};
use presidium_query::claims::{direction_name, figures, kind_letter, void_title};
use presidium_query::figures::{
    count, effect_mean, effect_mean_interval, held, share_of_worlds, worlds as worlds_words,
};
use presidium_query::views::{self, json_text};
use presidium_query::{Study, claims_named, conditions, headline, ledger_worlds, observables};

use crate::arguments::{LedgerArguments, LedgerOptions, RunArguments};
use crate::commands::runs::{Kept, keep};
use crate::output::{FAILS, HEADING, HOLDS, Output, UNCLEAR, print_error, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::{ask, timed, watch};
use crate::report::{closing_note, failures_note, heading_of_run, left_note, missing_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

/// The outcome in a sentence, then the ledger.
pub fn run(arguments: &RunArguments) -> Result<Output, Stop> {
    let options = &arguments.options;
    can_be_drawn(&options.chart)?;
    let setup = Setup::choosing(&options.scenario, &options.condition, options.luck.threads())?;
    let study = &setup.study;
    let observables = observables(&study.model, &arguments.show)?;
    let request = request(&setup, options, claims_named(&study.model, &[])?, observables)?;
    let (request, answer) = match (arguments.until_ci, &arguments.keep.keep) {
        (Some(width), _) => {
            let of = request.question.observables.clone();
            let wanted = |ledger: &Ledger| ledger.worlds_until_seen(&study.model, &of, width);
            narrowed(&setup, request, wanted, options.worlds.unwrap_or(UNTIL_MOST))?
        }
        (None, None) => timed(&setup.laboratory()?, &request).map(|answer| (request, answer))?,
        (None, Some(_)) => match keep(&setup, &options.scenario.assumptions.model.model, &request, &arguments.keep)? {
            Kept::Prepared(output) => return Ok(output),
            Kept::Whole(answer) => (request, answer),
        },
    };
    draw(&options.chart, || presidium_charts::ledger(study, &request, &answer))?;
    told(study, &request, &answer, options.json)
}

/// What a run tells.
pub fn told(
    study: &Study,
    request: &Request<LedgerQuestion>,
    answer: &Answer<Ledger>,
    json: bool,
) -> Result<Output, Stop> {
    let ledger = &answer.report;
    no_world(&study.model, ledger.worlds, &ledger.failures)?;
    let left = left_note(study, ledger.left)?;
    if json {
        return Ok(Output::of(answer, json_text(&views::ledger(study, request, answer))));
    }
    let mut text = heading_of_run(study, request, answer) + &left;
    for (observable, values) in request.question.observables.iter().zip(&ledger.observed) {
        text += &format!("\n{}\n", wrap(&headline::sentence(&study.model, observable, values), 0));
    }
    text += &ledger_text(study, ledger);
    Ok(Output::of(answer, text))
}

/// The ledger alone, or a few claims with details.
pub fn ledger(arguments: &LedgerArguments) -> Result<Output, Stop> {
    let options = &arguments.options;
    can_be_drawn(&options.chart)?;
    let setup = Setup::choosing(&options.scenario, &options.condition, options.luck.threads())?;
    let study = &setup.study;
    let request = request(&setup, options, claims_named(&study.model, &arguments.claims)?, vec![])?;
    let (request, answer) = match arguments.until_ci {
        None => ask(&setup.laboratory()?, &request).map(|answer| (request, answer))?,
        Some(width) => {
            only_shares(&setup.study.model, &request.question.claims)?;
            let wanted = |ledger: &Ledger| ledger.worlds_until(width);
            narrowed(&setup, request, wanted, options.worlds.unwrap_or(UNTIL_MOST))?
        }
    };
    let ledger = &answer.report;
    no_world(&setup.study.model, ledger.worlds, &ledger.failures)?;
    let left = left_note(study, ledger.left)?;
    draw(&options.chart, || presidium_charts::ledger(study, &request, &answer))?;
    if options.json {
        return Ok(Output::of(&answer, json_text(&views::ledger(study, &request, &answer))));
    }
    let mut text = heading_of_run(study, &request, &answer) + &left;
    if arguments.claims.is_empty() {
        text += &ledger_text(study, ledger);
        return Ok(Output::of(&answer, text));
    }
    ledger.rows.iter().for_each(|row| text += &details(study, row));
    text += &notes(study, ledger);
    text += &closing_note();
    Ok(Output::of(&answer, text))
}

/// The worlds with which a run begins that goes on until its intervals are narrow, and the most that it takes if nobody says.
const UNTIL_FIRST: u64 = 1_000;
const UNTIL_MOST: u64 = 1_000_000;

/// Refuses claims about causes, whose intervals further worlds alone do not make narrower.
fn only_shares(model: &Model, claims: &[usize]) -> Result<(), Stop> {
    match claims.iter().find(|&&claim| model.claims[claim].cause().is_some()) {
        None => Ok(()),
        Some(&cause) => {
            let message =
                format!("claim `{}` is about a cause, whose effect has no share of worlds", model.claims[cause].id);
            Err(Stop::usage(format!("{message}\n  help: leave it out, or ask for more with `--cause-worlds`")))
        }
    }
}

/// Runs more and more worlds until no more are wanted, or the most have been run; none is run twice.
fn narrowed(
    setup: &Setup,
    request: Request<LedgerQuestion>,
    wanted: impl Fn(&Ledger) -> Option<u64>,
    most: u64,
) -> Result<(Request<LedgerQuestion>, Answer<Ledger>), Stop> {
    let model = &setup.study.model;
    let laboratory = setup.laboratory()?;
    let mut request = Request { worlds: UNTIL_FIRST.min(most), ..request };
    let mut run = laboratory.begin(&request);
    loop {
        watch("", &mut run)?;
        let answer = run.answer();
        let Some(worlds) = wanted(&answer.report).filter(|_| answer.complete) else { return Ok((request, answer)) };
        if request.worlds == most {
            still_wide(most);
            return Ok((request, answer));
        }
        request.worlds = worlds.min(most);
        setup.affords(request.kept(model))?;
        let mut longer = laboratory.begin(&request);
        longer.resume(run.done())?;
        run = longer;
    }
}

/// Says that intervals are wider than they were asked to be.
fn still_wide(most: u64) {
    let run = worlds_words(most);
    let note = format!("note: after {run}, the most that are run, intervals are still wider than `--until-ci` asks\n");
    print_error(&styled(UNCLEAR, &format!("{note}  help: allow more with `--worlds`\n")));
}

fn request(
    setup: &Setup,
    options: &LedgerOptions,
    claims: Vec<usize>,
    observables: Vec<Observable>,
) -> Result<Request<LedgerQuestion>, Stop> {
    let question = LedgerQuestion { claims, observables, cause_worlds: options.causes.cause_worlds };
    let model = &setup.study.model;
    setup.request(question, options.luck.seed.of(model), options.worlds.unwrap_or(ledger_worlds(model)))
}

/// The worlds that are not in the figures, and why.
fn notes(study: &Study, ledger: &Ledger) -> String {
    let model = &study.model;
    let rows = ledger.rows.iter().map(|row| (model.claims[row.claim].id.as_str(), &row.missing));
    let mut text = missing_note(model, rows) + &failures_note(model, &ledger.failures);
    if ledger.failures_without.worlds > 0 {
        text += &format!("\nWithout a cause:{}", failures_note(model, &ledger.failures_without));
    }
    text
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

fn ledger_text(study: &Study, ledger: &Ledger) -> String {
    let mut text = format!("\n{}\n", summary(ledger));
    for verdict in VERDICTS {
        let rows: Vec<&Row> = ledger.rows.iter().filter(|row| row.verdict == verdict).collect();
        if !rows.is_empty() {
            text +=
                &format!("\n{}\n{}", styled(style(verdict), &wrap(title(verdict), 0)), section(study, verdict, rows));
        }
    }
    if ledger.cause_worlds < ledger.worlds && ledger.rows.iter().any(|row| matches!(row.finding, Finding::Effect(_))) {
        text += &format!("\nCauses (C) are tested in the first {} worlds.\n", count(ledger.cause_worlds));
    }
    text += &unreached_note(&study.model);
    text += &notes(study, ledger);
    text + &closing_note()
}

/// The rows of one verdict: shares, then effects. What is forced has no figures.
fn section(study: &Study, verdict: Verdict, rows: Vec<&Row>) -> String {
    if let Verdict::Void(Void::Record | Void::Change) = verdict {
        let cells = rows.iter().map(|row| study.model.claims[row.claim].clone());
        let cells =
            cells.map(|claim| vec![claim.id, kind_letter(claim.kind).into(), claim.role.word().into(), claim.words]);
        return table(&cells.collect::<Vec<_>>(), &[Align::Left; 4], 2);
    }
    let (effects, shares): (Vec<&Row>, Vec<&Row>) =
        rows.into_iter().partition(|row| matches!(row.finding, Finding::Effect(_)));
    rows_text(study, &shares, &["", "", "worlds", "share", "95 %", "", ""])
        + &rows_text(study, &effects, &["", "", "moved", "without", "95 %", "effect", "95 %", "", ""])
}

/// Claims about years to which the model can be run, and was not.
fn unreached_note(model: &Model) -> String {
    let unreached = model.claims.iter().filter(|claim| !model.reaches(claim));
    let ids: Vec<&str> = unreached.map(|claim| claim.id.as_str()).collect();
    match ids.is_empty() {
        true => String::new(),
        false => {
            let (last, until) = (model.clock.seen_text(model.last_step), model.clock.seen_text(model.until_step));
            format!("\n{}\n", wrap(&format!("Beyond {last}, with --until {until}: {}.", ids.join(", ")), 0))
        }
    }
}

/// Shares and effects have columns of their own, as effects are wide.
fn rows_text(study: &Study, rows: &[&Row], head: &[&str]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| cells(&study.model, row)).collect();
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
        Finding::Held(share) if claim.given.is_some() => {
            cells.push(format!("{} of {}", count(share.held), count(share.worlds)));
        }
        Finding::Held(share) => cells.push(held(*share)),
        // What the cause is added to, so that a reader sees whether the effect is large or small.
        Finding::Effect(effect) => {
            let (without, ty) = (effect.without(), outcome_type(claim));
            let figure = effect_mean(model, effect, without.value, ty);
            cells.extend([held(effect.changed()), figure, effect_mean_interval(effect, &without, ty)]);
        }
    }
    let breaks = breaks_at(claim, &row.chain).filter(|_| row.verdict == Verdict::Fails);
    let breaks = breaks.map_or_else(String::new, |link| format!(" (breaks at: {})", link.words));
    cells.extend([figure, interval, claim.role.word().to_owned(), format!("{}{breaks}", claim.words)]);
    cells
}

/// Everything about one claim.
fn details(study: &Study, row: &Row) -> String {
    let claim = &study.model.claims[row.claim];
    let (figure, interval) = figures(claim, &row.finding);
    let mut lines = vec![
        ("kind", claim.kind.word().to_owned()),
        ("role", claim.role.word().to_owned()),
        ("stands in", format!("“{}”, {}:{}", claim.place.heading, claim.place.file, claim.place.line)),
    ];
    if !claim.passage.is_empty() {
        lines.push(("place", claim.passage.clone()));
    }
    for system in claim.touches.iter().map(|system| &study.model.what_ifs[*system]) {
        lines.push(("rests on", format!("{} ({})", system.words, system.name)));
    }
    if let Some(given) = &claim.given {
        lines.push(("given", conditions::given(given, row.asked)));
    }
    match (&row.finding, &claim.body) {
        _ if row.verdict == Verdict::Void(Void::NoWorld) => lines.push(("worlds", "0".to_owned())),
        _ if row.verdict.void().is_some() => {}
        (Finding::Held(share), _) => {
            lines.push(("held", format!("in {} of {} worlds", count(share.held), count(share.worlds))));
            lines.push(("share", format!("{figure}, Wilson interval (95 %) {interval}")));
        }
        (Finding::Effect(effect), ClaimBody::Effect { without, direction, .. }) => {
            let what_if = &study.model.what_ifs[*without];
            lines.push(("cause", format!("against the same worlds under “{}” ({})", what_if.words, what_if.name)));
            lines.push((
                "effect",
                format!("{figure}, interval (95 %) {interval}; stated: {}", direction_name(*direction)),
            ));
            let (mean, ty) = (effect.without(), outcome_type(claim));
            let without = effect_mean(&study.model, effect, mean.value, ty);
            lines.push(("without", format!("{without}, interval (95 %) {}", effect_mean_interval(effect, &mean, ty))));
            lines.push(("moves", moved(effect)));
        }
        (Finding::Effect(_), ClaimBody::Holds(_)) => {}
    }
    lines.extend(links(claim, &row.chain).iter().map(|link| ("step", reached(link))));
    lines.extend(breaks_at(claim, &row.chain).map(|link| ("breaks at", lost(&link))));
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
