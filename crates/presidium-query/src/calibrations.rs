//! What a calibration found, in words.

use presidium_lab::{Aim, Aims, Calibrated, Informed, Observed, Predicted, SeriesAim, variable_name};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Type, VariableId, VariableKind};

use crate::figures::{bare_value, count, number, value, worlds};
use crate::problem::Problem;
use crate::words::variable;

/// The parameters of these names.
///
/// # Errors
/// [`Problem`] if one is no parameter.
pub fn parameters(model: &Model, names: &[String]) -> Result<Vec<VariableId>, Problem> {
    let of = |name: &String| {
        let (id, _) = variable(model, name)?;
        match model.variables[id].kind {
            VariableKind::Parameter { .. } => Ok(id),
            _ => {
                let help = "`presidium drivers` says what a claim hangs on";
                Err(Problem::helped(format!("`{name}` is no parameter: it does not move"), help))
            }
        }
    };
    names.iter().map(of).collect()
}

/// The model with worlds that end where it is fitted: at the split, or at another step.
///
/// # Errors
/// [`Problem`] if the model says no split and none is given.
pub fn fitted_to(model: &Model, to: Option<Step>) -> Result<Model, Problem> {
    let last = match to {
        Some(to) => to,
        None => crate::defaults::split(model)?,
    };
    let mut model = model.clone();
    model.run_until(last.min(model.last_step));
    Ok(model)
}

/// The name of an aim: of a record, a claim or a base rate.
pub fn aim_name(model: &Model, aim: &Aim) -> String {
    match aim {
        Aim::Series(SeriesAim { record, .. }) => model.records[*record].name.clone(),
        Aim::Claim(claim) => model.claims[*claim].id.clone(),
        Aim::Rate(rate) => model.base_rates[*rate].name.clone(),
    }
}

/// What kind of aim it is.
pub fn aim_kind(aim: &Aim) -> &'static str {
    match aim {
        Aim::Series(_) => "series",
        Aim::Claim(_) => "claim",
        Aim::Rate(_) => "base rate",
    }
}

/// The point of a series that is told: the last one.
pub fn told_point(series: &SeriesAim) -> Option<&Observed> {
    series.points.last()
}

/// What was observed of an aim, in a cell of a table.
pub fn observed_cell(model: &Model, aim: &Aim) -> String {
    match aim {
        Aim::Series(series) => {
            let point = told_point(series);
            let ty = &model.variables[model.records[series.record].variable].ty;
            point.map_or_else(String::new, |point| spread(model, ty, point.value, point.error))
        }
        Aim::Claim(_) => "holds".to_owned(),
        Aim::Rate(rate) => {
            let rate = &model.base_rates[*rate];
            let most = if rate.reference.most > rate.reference.least {
                format!("–{}", rate.reference.most)
            } else {
                String::new()
            };
            let (word, exposure) = match rate.reference.of_trials {
                true => ("of", number(rate.reference.exposure)),
                false => ("in", value(model, &rate.ty, rate.reference.exposure)),
            };
            format!("{}{most} {word} {exposure}", rate.reference.least)
        }
    }
}

/// What worlds predict of an aim, in a cell of a table: of a series its last point; of a base rate what they count in as much.
pub fn predicted_cell(model: &Model, aim: &Aim, predicted: &Predicted) -> String {
    match (aim, predicted) {
        (Aim::Series(series), Predicted::Series(points)) => {
            let ty = &model.variables[model.records[series.record].variable].ty;
            points.last().map_or_else(String::new, |[mean, sd]| spread(model, ty, *mean, *sd))
        }
        (_, Predicted::Claim(share)) if share.worlds > 0 => {
            format!("{:.0} %", 100.0 * share.held as f64 / share.worlds as f64)
        }
        (Aim::Rate(rate), Predicted::Rate([count, exposure])) if *exposure > 0.0 => {
            number(count / exposure * model.base_rates[*rate].reference.exposure)
        }
        _ => "–".to_owned(),
    }
}

/// A value give or take a standard deviation, in the unit in which it is shown.
fn spread(model: &Model, ty: &Type, middle: f64, sd: f64) -> String {
    format!("{} ± {}", bare(model, ty, middle), bare(model, ty, sd))
}

/// A value without its unit.
fn bare(model: &Model, ty: &Type, of: f64) -> String {
    bare_value(model, ty, of).parse().map_or_else(|_| value(model, ty, of), number)
}

/// The unit in which values are shown, in brackets; nothing of a pure number.
fn unit(ty: &Type) -> String {
    match ty {
        Type::Quantity { symbol, .. } if symbol != "1" => format!(" [{symbol}]"),
        _ => String::new(),
    }
}

/// The name of an aim with the unit in which it is shown.
pub fn aim_title(model: &Model, aim: &Aim) -> String {
    let name = aim_name(model, aim);
    match aim {
        Aim::Series(series) => name + &unit(&model.variables[model.records[series.record].variable].ty),
        _ => name,
    }
}

/// To what the model is fitted: `Fitted to 61 series with 240 figures, 30 claims and 3 base rates.`
pub fn aims_sentence(aims: &Aims) -> String {
    let of = |kind: &str| aims.aims.iter().filter(|aim| aim_kind(aim) == kind).count() as u64;
    let figures = aims.aims.iter().map(|aim| match aim {
        Aim::Series(series) => series.points.len() as u64,
        _ => 0,
    });
    let [a, b, c] = aims.errors.grades.map(|share| number(100.0 * share));
    format!(
        "Fitted to {} with {}, {} of the role calibration and {}. One standard deviation of a figure \
         of grade A, B and C without a range of its own is {a}, {b} and {c} % of it; a range counts as an interval of 90 %. A series may \
         lie {} % off as a whole, since no model is right.",
        counted(of("series"), "series", "series"),
        counted(figures.sum(), "figure", "figures"),
        counted(of("claim"), "claim", "claims"),
        counted(of("base rate"), "base rate", "base rates"),
        number(100.0 * aims.errors.discrepancy)
    )
}

fn counted(many: u64, one: &str, more: &str) -> String {
    format!("{} {}", count(many), if many == 1 { one } else { more })
}

/// How the course went.
pub fn course_sentence(found: &Calibrated) -> String {
    let [points, plausible] = found.design;
    let wide = match found.cutoff > 3.0 {
        true => format!(" To keep enough points, those are followed on that lie within {}.", number(found.cutoff)),
        false => String::new(),
    };
    format!(
        "Of {} points of the prior {} lie within three standard deviations of all that can be matched.{wide} {} in all were run{}.",
        count(points),
        count(plausible),
        worlds(found.worlds),
        if found.failed > 0 { format!(", of which {} failed", count(found.failed)) } else { String::new() }
    )
}

/// How far the tolerance came down.
pub fn tolerance_sentence(found: &Calibrated) -> String {
    match found.lowered.last() {
        Some(last) if last.tolerance <= 1.0 => {
            format!("Errors are as stated. {} different rows stand for what is left.", count(found.distinct))
        }
        Some(last) => format!(
            "Errors had to be {} times as large as stated: with smaller ones hardly a row could be moved. {} different rows stand for what \
             is left.",
            number(last.tolerance),
            count(found.distinct)
        ),
        None => "Nothing was moved.".to_owned(),
    }
}

/// What could not be reconciled, in one sentence; none if all could.
pub fn unmatched_sentence(found: &Calibrated) -> Option<String> {
    let many = found.unmatched.len() as u64;
    (many > 0).then(|| {
        format!(
            "{} of {} aims could not be reconciled: at every point of the design worlds lie on one side of what was observed, by more than \
             three standard deviations of all errors together. They are left out of the fit.",
            count(many),
            count(found.aims.aims.len() as u64)
        )
    })
}

/// What was not learnt: `Of 12 of 40 numbers something was learnt; of the others the data say nothing that so few rows could show.`
pub fn learnt_sentence(found: &Calibrated) -> String {
    let informed = found.informed.iter().filter(|of| of.is_informed).count() as u64;
    let all = found.informed.len() as u64;
    let others = match found.unmoved {
        0 => String::new(),
        1 => " One other was left as the priors have it.".to_owned(),
        more => format!(" {} others were left as the priors have them.", count(more)),
    };
    if informed == all {
        return format!(
            "Something was learnt of each of {} that were moved.{others}",
            counted(all, "number", "numbers")
        );
    }
    format!(
        "Of {} of {} that were moved something was learnt; of the other {} what was observed says nothing that {} could show, which count as {}.{others}",
        count(informed),
        counted(all, "number", "numbers"),
        count(all - informed),
        counted(found.distinct, "row", "rows"),
        count(found.lowered.last().map_or(0, |last| last.effective.min(found.distinct as f64) as u64))
    )
}

/// The name of a number, without its unit.
pub fn informed_name(model: &Model, of: &Informed) -> String {
    variable_name(model, of.parameter.0, of.parameter.1)
}

/// The name of a number with the unit in which it is shown.
pub fn informed_title(model: &Model, of: &Informed) -> String {
    informed_name(model, of) + &unit(&model.variables[of.parameter.0].ty)
}

/// A middle with its interval of 90 %: `0.81 (0.7 – 0.9)`.
pub fn interval_cell(model: &Model, of: &Informed, values: &[f64; 3]) -> String {
    let ty = &model.variables[of.parameter.0].ty;
    let [low, middle, high] = values.map(|of| bare(model, ty, of));
    format!("{middle} ({low} – {high})")
}
