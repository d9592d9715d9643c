//! A calibration as data.

use presidium_lab::{Aim, Calibrated, Predicted};
use serde::Serialize;

use crate::calibrations::{aim_kind, aim_name, aims_sentence, course_sentence, informed_name, tolerance_sentence};
use crate::figures::known;
use crate::study::Study;
use crate::views::document::{Document, Head};

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "row")]
enum Row {
    Aim {
        kind: &'static str,
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        month: Option<String>,
        observed: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<f64>,
        before: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        before_sd: Option<f64>,
        after: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after_sd: Option<f64>,
        /// How far out it lies after the fit, in standard deviations of all errors together.
        off: Option<f64>,
        /// How far out it lies at the best point, if it was left out.
        #[serde(skip_serializing_if = "Option::is_none")]
        unmatched: Option<f64>,
    },
    Parameter {
        name: String,
        before: [Option<f64>; 3],
        after: [Option<f64>; 3],
        contraction: Option<f64>,
        shift: Option<f64>,
        informed: bool,
    },
    Tolerance {
        tolerance: f64,
        effective: f64,
        accepted: f64,
    },
}

/// Rows for aims, parameters and tolerances; values in base units.
pub fn calibration<'a>(study: &'a Study, seed: u64, found: &Calibrated) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        aims: String,
        course: String,
        answer: String,
        design: u64,
        plausible: u64,
        cutoff: f64,
        distinct: u64,
    }
    let model = study.model.as_ref();
    let aims = found.aims.aims.iter().enumerate().zip(&found.predicted).flat_map(|((place, aim), predicted)| {
        let unmatched = found.unmatched.iter().find(|of| of.aim == place).map(|of| of.score);
        aim_rows(study, aim, predicted, [Some(found.off[place]), unmatched])
    });
    let parameters = found.informed.iter().map(|of| Row::Parameter {
        name: informed_name(model, of),
        before: of.before.map(known),
        after: of.after.map(known),
        contraction: known(of.contraction),
        shift: known(of.shift),
        informed: of.is_informed,
    });
    let lowered = found.lowered.iter().map(|of| Row::Tolerance {
        tolerance: of.tolerance,
        effective: of.effective,
        accepted: of.accepted,
    });
    Document {
        head: Head::of_run(study, seed).with_worlds(found.worlds, found.failed),
        more: More {
            aims: aims_sentence(&found.aims),
            course: course_sentence(found),
            answer: tolerance_sentence(found),
            design: found.design[0],
            plausible: found.design[1],
            cutoff: found.cutoff,
            distinct: found.distinct,
        },
        rows: aims.chain(parameters).chain(lowered).collect(),
    }
}

/// A row for a claim or a base rate; for a series one for each point.
fn aim_rows(
    study: &Study,
    aim: &Aim,
    [before, after]: &[Predicted; 2],
    [off, unmatched]: [Option<f64>; 2],
) -> Vec<Row> {
    let (model, kind, name) = (study.model.as_ref(), aim_kind(aim), aim_name(study.model.as_ref(), aim));
    match (aim, before, after) {
        (Aim::Series(series), Predicted::Series(before), Predicted::Series(after)) => {
            let points = series.points.iter().zip(before).zip(after);
            let row = |((point, before), after): ((&presidium_lab::Observed, &[f64; 2]), &[f64; 2])| Row::Aim {
                kind,
                name: name.clone(),
                month: Some(model.clock.seen_code(point.month)),
                observed: known(point.value),
                error: known(point.error),
                before: known(before[0]),
                before_sd: known(before[1]),
                after: known(after[0]),
                after_sd: known(after[1]),
                off,
                unmatched,
            };
            points.map(row).collect()
        }
        _ => {
            let observed = match aim {
                Aim::Rate(rate) => {
                    let reference = &model.base_rates[*rate].reference;
                    (reference.least + reference.most) as f64 / 2.0 / reference.exposure
                }
                _ => 1.0,
            };
            vec![Row::Aim {
                kind,
                name,
                month: None,
                observed: known(observed),
                error: None,
                before: rate_of(before),
                before_sd: None,
                after: rate_of(after),
                after_sd: None,
                off,
                unmatched,
            }]
        }
    }
}

/// A share, or a count for each unit of exposure.
fn rate_of(predicted: &Predicted) -> Option<f64> {
    match predicted {
        Predicted::Claim(share) => known(share.held as f64 / share.worlds as f64),
        Predicted::Rate([count, exposure]) => known(count / exposure),
        Predicted::Series(_) => None,
    }
}
