//! `presidium validate`: does the model earn what it shows? One file for each part; the laboratory does the work.

mod ablation;
mod nulls;
mod priors;
mod skill;
mod tests;

use std::collections::BTreeMap;

use clap::ValueEnum;
use presidium_lab::{Base, Ensemble, Kept, LedgerRequest};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::arguments::{Part, ValidateArguments};
use crate::json::{Head, document};
use crate::output::{FAINT, Output, styled};
use crate::progress::{clocked, watched_as};
use crate::report::{closing_note, heading};
use crate::setup::{Setup, claims_named};
use crate::stop::{CHECK_FAILED, Stop};

/// Worlds of the ledger with nulls and wider priors, unless asked otherwise.
const BASE_WORLDS: u64 = 1_000;

/// What one part has to say.
struct Report {
    text: String,
    /// Fields of the document, under the name of the part.
    summary: Option<Box<RawValue>>,
    /// Rows of the document.
    rows: Vec<Box<RawValue>>,
    /// False if a test of the model fails.
    sound: bool,
}

/// A row of the document with the part that it belongs to.
#[derive(Serialize)]
struct PartRow<T> {
    part: &'static str,
    #[serde(flatten)]
    row: T,
}

pub fn run(arguments: &ValidateArguments) -> Result<Output, Stop> {
    let setup = Setup::assuming(&arguments.assumptions, arguments.luck.threads())?;
    let claims = claims_named(&setup.model, &[])?;
    let parts =
        || Part::value_variants().iter().filter(|part| arguments.parts.is_empty() || arguments.parts.contains(part));
    // All of them, before the first is run.
    for &part in parts() {
        setup.affords(kept(part, &setup, arguments, &claims)?)?;
    }
    let mut base = None;
    let mut reports = vec![];
    for &part in parts() {
        let name = name(part);
        reports.push((name, clocked(name, || report(part, &setup, arguments, &claims, &mut base))?));
    }
    let code = if reports.iter().all(|(_, report)| report.sound) { 0 } else { CHECK_FAILED };
    let seed = arguments.luck.seed.seed;
    let text = if arguments.json { json(&setup, seed, reports) } else { text(&setup, seed, &reports) };
    Ok(Output { text, code })
}

/// What a part keeps while it is run.
fn kept(part: Part, setup: &Setup, arguments: &ValidateArguments, claims: &[usize]) -> Result<Kept, Stop> {
    match part {
        Part::Tests => Ok(Kept::default()),
        Part::Skill => Ok(skill::kept(setup, arguments)),
        Part::Ablation => ablation::kept(setup, arguments),
        Part::Nulls | Part::Priors => {
            Ok(request(setup, arguments, claims).kept(ensemble(arguments, BASE_WORLDS).worlds))
        }
    }
}

/// The ledger that null models and wider priors are set beside.
fn request<'a>(setup: &'a Setup, arguments: &ValidateArguments, claims: &'a [usize]) -> LedgerRequest<'a> {
    let (model, scenario, cause_worlds) = (&setup.model, &setup.scenario, arguments.cause_worlds);
    LedgerRequest { model, scenario, claims, observables: &[], cause_worlds }
}

/// Each part is a file beside this one.
fn report<'a>(
    part: Part,
    setup: &'a Setup,
    arguments: &ValidateArguments,
    claims: &'a [usize],
    base: &mut Option<Base<'a>>,
) -> Result<Report, Stop> {
    let model = &setup.model;
    match part {
        Part::Tests => tests::report(setup, arguments),
        Part::Skill => skill::report(setup, arguments),
        Part::Ablation => ablation::report(setup, arguments),
        Part::Nulls => nulls::report(model, known_base(base, setup, arguments, claims)?),
        Part::Priors => priors::report(model, known_base(base, setup, arguments, claims)?, arguments.widen),
    }
}

/// That ledger, run when first asked for.
fn known_base<'b, 'a>(
    base: &'b mut Option<Base<'a>>,
    setup: &'a Setup,
    arguments: &ValidateArguments,
    claims: &'a [usize],
) -> Result<&'b Base<'a>, Stop> {
    let known = match base.take() {
        Some(known) => known,
        None => {
            let (request, ensemble) = (request(setup, arguments, claims), ensemble(arguments, BASE_WORLDS));
            watched_as("ledger", |watch| Base::run(request, ensemble, watch))?
        }
    };
    Ok(base.insert(known))
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Tests => "tests",
        Part::Skill => "skill",
        Part::Ablation => "ablation",
        Part::Nulls => "nulls",
        Part::Priors => "priors",
    }
}

/// The worlds of a part, by its own default.
fn ensemble(arguments: &ValidateArguments, default_worlds: u64) -> Ensemble {
    arguments.luck.ensemble(arguments.worlds.unwrap_or(default_worlds))
}

fn text(setup: &Setup, seed: u64, reports: &[(&str, Report)]) -> String {
    let mut text = format!("{}{}\n", heading(setup), styled(FAINT, &format!("seed {seed}")));
    for (_, report) in reports {
        text += &format!("\n{}", report.text);
    }
    text + &closing_note()
}

fn json(setup: &Setup, seed: u64, reports: Vec<(&'static str, Report)>) -> String {
    let mut summaries = BTreeMap::new();
    let mut rows = vec![];
    for (name, report) in reports {
        report.summary.into_iter().for_each(|summary| drop(summaries.insert(name, summary)));
        rows.extend(report.rows);
    }
    document(&Head::of_run(setup, seed), &summaries, &rows)
}

/// Rows of a part as they stand in the document.
fn part_rows<T: Serialize>(part: &'static str, rows: impl IntoIterator<Item = T>) -> Vec<Box<RawValue>> {
    rows.into_iter().filter_map(|row| raw(&PartRow { part, row })).collect()
}

/// A structure as it stands in the document; the views that are written here never fail.
fn raw(value: &impl Serialize) -> Option<Box<RawValue>> {
    to_raw_value(value).ok()
}
