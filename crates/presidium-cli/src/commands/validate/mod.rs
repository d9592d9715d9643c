//! `presidium validate`: does the model earn what it shows? One file for each part; the laboratory does the work.

mod ablation;
mod chronicle;
mod nulls;
mod parts;
mod priors;
mod skill;
mod targets;
mod tests;

use clap::ValueEnum;
use presidium_lab::SurveyedClaims;
use presidium_query::views::{self, json_text};
use presidium_query::{Study, claims_named};

use self::parts::{Report, Validation, is_beside, name, worlds};
use crate::arguments::{Part, ValidateArguments};
use crate::output::{FAINT, Output, styled};
use crate::progress::clocked;
use crate::report::{closing_note, heading};
use crate::setup::Setup;
use crate::stop::{CHECK_FAILED, INTERRUPTED, Stop};

pub fn run(arguments: &ValidateArguments) -> Result<Output, Stop> {
    let setup = Setup::assuming(&arguments.assumptions, arguments.luck.threads())?;
    let claims = claims_named(&setup.study.model, &[])?;
    let asked = |part: &&Part| arguments.parts.is_empty() || arguments.parts.contains(part);
    let mut parts: Vec<Part> = Part::value_variants().iter().filter(asked).copied().collect();
    // What is set beside fewer worlds of the model comes first: the others go on from there.
    parts.sort_by_key(|part| is_beside(*part).then(|| worlds(*part, arguments)));
    let validation = Validation {
        laboratory: setup.laboratory()?,
        of: SurveyedClaims { claims, cause_worlds: arguments.cause_worlds },
        setup: &setup,
        arguments,
        counted: vec![],
    };
    let mut validation = validation.of_parts(&parts)?;
    let mut reports = vec![];
    for part in parts {
        let name = name(part);
        let report = clocked(name, || report(part, &mut validation))?;
        let complete = report.complete;
        reports.push((part, report));
        if !complete {
            break;
        }
    }
    reports.sort_by_key(|(part, _)| Part::value_variants().iter().position(|known| known == part));
    let code = match &reports {
        reports if reports.iter().any(|(_, report)| !report.complete) => INTERRUPTED,
        reports if reports.iter().all(|(_, report)| report.sound) => 0,
        _ => CHECK_FAILED,
    };
    let seed = arguments.luck.seed.of(&setup.study.model);
    let reports = reports.into_iter().map(|(_, report)| report).collect();
    let text = if arguments.json { json(&setup.study, seed, reports) } else { text(&setup.study, seed, reports) };
    Ok(Output { text, code })
}

/// Each part is a file beside this one.
fn report(part: Part, validation: &mut Validation<'_>) -> Result<Report, Stop> {
    match part {
        Part::Tests => tests::report(validation),
        Part::Skill => skill::report(validation),
        Part::Chronicle => chronicle::report(validation),
        Part::Targets => targets::report(validation),
        Part::Ablation => ablation::report(validation),
        Part::Nulls => nulls::report(validation),
        Part::Priors => priors::report(validation),
    }
}

fn text(study: &Study, seed: u64, reports: Vec<Report>) -> String {
    let mut text = format!("{}{}\n", heading(study), styled(FAINT, &format!("seed {seed}")));
    for report in reports {
        text += &format!("\n{}", report.text);
    }
    text + &closing_note()
}

fn json(study: &Study, seed: u64, reports: Vec<Report>) -> String {
    let complete = reports.iter().all(|report| report.complete);
    let parts = reports.into_iter().filter_map(|report| report.view).collect();
    json_text(&views::validation(study, seed, complete, parts))
}
