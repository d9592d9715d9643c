//! `presidium calibrate`: a model is fitted to what is known.

use std::path::Path;
use std::sync::Arc;

use presidium_lab::{
    AimErrors, Aims, Calibrated, Cancel, DirectCalibration, Executor, Informed, LabError, Laboratory, calibrate,
    calibration_fingerprint,
};
use presidium_lang::model::{Model, Scenario};
use presidium_query::calibrations::{
    aim_kind, aim_name, aim_title, aims_sentence, course_sentence, fitted_to, informed_title, interval_cell,
    learnt_sentence, observed_cell, parameters, predicted_cell, tolerance_sentence, unmatched_sentence,
};
use presidium_query::figures::{number, per_cent, signed};
use presidium_query::views::{self, json_text};
use presidium_query::{Problem, Study, affordable, month_of_model, posterior};
use presidium_runs::{KeptCalibration, Remembering, RunsError};

use crate::arguments::CalibrateArguments;
use crate::output::{FAINT, HEADING, Output, UNCLEAR, print_error, styled};
use crate::progress::over_stages;
use crate::report::{closing_note, heading};
use crate::setup::load;
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

pub fn run(arguments: &CalibrateArguments) -> Result<Output, Stop> {
    let (whole, _) = load(&arguments.model.model)?;
    if !(0.0..=10.0).contains(&arguments.discrepancy) {
        return Err(Stop::usage(
            "`--discrepancy` is a share from 0 to 10\n  help: write `--discrepancy 0.1` for ten per cent",
        ));
    }
    let to = arguments.to.as_ref().map(|to| month_of_model(&whole, to)).transpose()?;
    let chosen = parameters(&whole, &arguments.parameters)?;
    let chosen = (!chosen.is_empty()).then_some(chosen);
    let model = Arc::new(fitted_to(&whole, to).map_err(no_split)?);
    let allowed = arguments.memory.on(arguments.luck.threads());
    affordable(&model, allowed)?;
    let aims = Aims::of(&model, AimErrors { discrepancy: arguments.discrepancy, ..AimErrors::default() });
    let (settings, seed) = (arguments.settings(), arguments.luck.seed.of(&model));
    let fingerprint = calibration_fingerprint(&model, &aims, chosen.as_deref(), &settings, seed);
    let kept = arguments.keep.as_ref().map(|folder| KeptCalibration::begin(folder, &model, fingerprint)).transpose()?;
    let laboratory = Laboratory::new(model.clone(), Arc::new(Executor::new(allowed.threads)?));
    let found = over_stages(settings.worlds(), |cancel: &Cancel, on| {
        let source = DirectCalibration { laboratory: &laboratory, cancel, on };
        let mut source = Remembering { kept: kept.as_ref(), source };
        calibrate(&model, &aims, chosen.as_deref(), &settings, seed, &mut source)
    });
    let found = found.map_err(|error| interrupted(arguments, error))?.ok_or_else(|| nothing(&aims))?;
    let text = posterior::to_text(&whole, &found.posterior);
    write(arguments, kept.as_ref(), &text)?;
    let study = Study { model, scenario: Scenario::default(), changed: vec![], condition: None };
    Ok(Output::ok(match arguments.json {
        true => json_text(&views::calibration(&study, seed, &found)),
        false => told(&study, seed, &found, arguments.all),
    }))
}

/// Says by which flag it is told up to when the model is fitted.
fn no_split(problem: Problem) -> Stop {
    match problem {
        Problem::NoSplit { ref example } => {
            Stop::usage(format!("{problem}\n  help: say up to when it is fitted, such as `--to {example}`"))
        }
        problem => problem.into(),
    }
}

/// Says that what was run is kept, if it is.
fn interrupted(arguments: &CalibrateArguments, error: RunsError) -> Stop {
    match (error, &arguments.keep) {
        (RunsError::Lab(LabError::Cancelled), Some(folder)) => {
            let shown = folder.display();
            Stop::Kept(format!("interrupted: the stages that are done are kept in {shown}; the same command goes on"))
        }
        (error, _) => error.into(),
    }
}

fn nothing(aims: &Aims) -> Stop {
    Stop::usage(match aims.aims.is_empty() {
        true => {
            "there is nothing to fit to: no recorded series, no claim of the role calibration, no base rate up to the split\n  help: \
             declare one, or fit up to a later month with `--to`"
        }
        false => {
            "no parameter moves what is observed\n  help: name some with `--parameters`, or look at more worlds with `--sample`"
        }
    })
}

fn write(arguments: &CalibrateArguments, kept: Option<&KeptCalibration>, text: &str) -> Result<(), Stop> {
    let said = |path: &Path| print_error(&styled(FAINT, &format!("posterior written to {}\n", path.display())));
    if let Some(kept) = kept {
        kept.write_posterior(text)?;
        said(&kept.posterior());
    }
    if let Some(path) = &arguments.out {
        std::fs::write(path, text)
            .map_err(|error| Stop::File(format!("cannot write `{}`: {error}", path.display())))?;
        said(path);
    }
    Ok(())
}

fn told(study: &Study, seed: u64, found: &Calibrated, all: bool) -> String {
    let model = study.model.as_ref();
    let mut text = heading(study) + &format!("{}\n", styled(FAINT, &format!("seed {seed}")));
    text += &unmatched(model, found);
    text += &format!("\n{}\n", styled(HEADING, &wrap(&tolerance_sentence(found), 0)));
    text += &format!("\n{}\n", wrap(&aims_sentence(&found.aims), 0));
    text += &format!("\n{}\n", wrap(&course_sentence(found), 0));
    text += &format!("\n{}\n", lowered(found));
    text += &format!("{}\n\n{}", wrap(&learnt_sentence(found), 0), learnt(model, found));
    let title = "What worlds predict before and after the fit, beside what was observed: of a series its last figure (± one standard deviation), \
                 of a claim the share of worlds, of a base rate the count for as much as was observed. Off is how far it lies out after the fit, in \
                 standard deviations of all errors together, of a series at its worst figure";
    text += &format!("\n{}\n{}", wrap(title, 0), predicted(model, found, all));
    text + &closing_note()
}

fn unmatched(model: &Model, found: &Calibrated) -> String {
    let Some(sentence) = unmatched_sentence(found) else { return String::new() };
    let rows: Vec<Vec<String>> = found
        .unmatched
        .iter()
        .map(|of| {
            let aim = &found.aims.aims[of.aim];
            vec![aim_name(model, aim), aim_kind(aim).to_owned(), number(of.score)]
        })
        .collect();
    let head = ["", "", "nearest"];
    let table = headed(&head, &rows, &[Align::Left, Align::Left, Align::Right], 2);
    format!("\n{}\n{table}", styled(UNCLEAR, &wrap(&sentence, 0)))
}

fn lowered(found: &Calibrated) -> String {
    let row = |of: &presidium_lab::Lowered| {
        vec![format!("{:.3}", of.tolerance), format!("{:.0}", of.effective), per_cent(of.accepted)]
    };
    let rows: Vec<Vec<String>> = found.lowered.iter().map(row).collect();
    headed(&["errors ×", "effective", "moved"], &rows, &[Align::Right, Align::Right, Align::Right], 2)
}

/// The numbers of which something was learnt.
fn learnt(model: &Model, found: &Calibrated) -> String {
    let row = |of: &Informed| {
        vec![
            informed_title(model, of),
            interval_cell(model, of, &of.before),
            interval_cell(model, of, &of.after),
            per_cent(of.contraction),
            signed(of.shift),
        ]
    };
    let rows: Vec<Vec<String>> = found.informed.iter().filter(|of| of.is_informed).map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let right = Align::Right;
    headed(
        &["", "before (90 %)", "after (90 %)", "known", "shift"],
        &rows,
        &[Align::Left, right, right, right, right],
        2,
    )
}

/// Aims that are told, unless all are asked for: those that lie furthest out.
const SHOWN: usize = 20;

/// What worlds predict of the aims, the worst first.
fn predicted(model: &Model, found: &Calibrated, all: bool) -> String {
    let mut order: Vec<usize> = (0..found.aims.aims.len()).collect();
    order.sort_by(|&a, &b| found.off[b].total_cmp(&found.off[a]));
    let shown = if all { order.len() } else { SHOWN.min(order.len()) };
    let row = |&place: &usize| {
        let (aim, [before, after]) = (&found.aims.aims[place], &found.predicted[place]);
        vec![
            aim_title(model, aim),
            observed_cell(model, aim),
            predicted_cell(model, aim, before),
            predicted_cell(model, aim, after),
            format!("{:.1}", found.off[place]),
        ]
    };
    let rows: Vec<Vec<String>> = order[..shown].iter().map(row).collect();
    let right = Align::Right;
    let table =
        headed(&["", "observed", "before", "after", "off"], &rows, &[Align::Left, right, right, right, right], 2);
    let hidden = match order.len() - shown {
        0 => String::new(),
        more => format!("\n{}\n", styled(FAINT, &wrap(&format!("{more} others lie nearer: --all"), 0))),
    };
    table + &hidden
}
