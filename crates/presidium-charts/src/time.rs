//! The axis of time of a model.

use presidium_lang::clock::Step;
use presidium_lang::model::Model;

/// Labels that have room beside each other.
const LABELS: usize = 12;

/// Years where there are some, else the ends of steps.
pub fn ticks(model: &Model) -> Vec<(f64, String)> {
    let steps = || model.steps().enumerate();
    let years: Vec<(f64, String)> = steps()
        .filter(|(_, step)| model.clock.begins_a_year(*step) && january(model, *step))
        .map(|(place, step)| (place as f64, model.clock.year(step).to_string()))
        .collect();
    let all = match years.len() {
        0..3 => steps().map(|(place, step)| ((place + 1) as f64, model.clock.seen_text(step))).collect(),
        _ => years,
    };
    let every = all.len().div_ceil(LABELS).max(1);
    all.into_iter().step_by(every).collect()
}

/// A year begins with the step, and not only the run.
fn january(model: &Model, step: Step) -> bool {
    step > model.first_step || step.earlier(1).is_none_or(|before| model.clock.year(before) != model.clock.year(step))
}

/// The place of the end of a step.
pub fn place(model: &Model, step: Step) -> f64 {
    f64::from(step.0 - model.first_step.0) + 1.0
}
