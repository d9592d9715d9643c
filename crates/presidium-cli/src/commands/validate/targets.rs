//! How far the worlds lie from what the model is fitted to by `calibrate`: the farthest first.

use std::sync::Arc;

use presidium_lab::{AimErrors, Aims, AimsQuestion, BesideAims, SeenAims};
use presidium_lang::model::Model;
use presidium_query::calibrations::{aim_kind, aim_title, aims_sentence, fitted_to, observed_cell, predicted_cell};
use presidium_query::figures::{NOTHING, number, worlds};
use presidium_query::{seen_until, views};

use super::parts::{Report, Validation, name};
use crate::arguments::Part;
use crate::output::{HEADING, styled};
use crate::progress::watch;
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

pub fn report(validation: &Validation<'_>) -> Result<Report, Stop> {
    let whole = validation.model();
    let split = validation.arguments.split.as_ref().map_or_else(|| Ok(seen_until(whole)), |_| validation.split())?;
    let model = Arc::new(fitted_to(whole, Some(split))?);
    let question = AimsQuestion { aims: Arc::new(Aims::of(&model, AimErrors::default())), with_parameters: false };
    if question.aims.aims.is_empty() {
        return Ok(Report::empty(format!("{}\n", styled(HEADING, "Targets: the model has none up to its split"))));
    }
    let request = validation.request(Part::Targets, question)?;
    let mut run = validation.setup.laboratory_of(model.clone())?.begin(&request);
    watch(name(Part::Targets), &mut run)?;
    let answer = run.answer();
    no_world(&model, answer.worlds, &answer.report.failures)?;
    Ok(Report {
        text: text(&model, &request.question, &answer.report),
        view: Some(views::targets(&model, &request.question, &answer.report)),
        sound: true,
        complete: answer.complete,
    })
}

fn text(model: &Model, question: &AimsQuestion, seen: &SeenAims) -> String {
    let found = BesideAims::of(model, &question.aims, seen);
    let title = format!(
        "What the model is fitted to, up to {}, {}",
        model.clock.seen_text(model.last_step),
        worlds(found.worlds)
    );
    let (farther, far) = (views::FAR, views::far(&found));
    let counted = format!("{} Farther out than {farther} standard deviations: {far}.", aims_sentence(&question.aims));
    let rows: Vec<Vec<String>> = views::far_first(&found)
        .map(|place| {
            let aim = &question.aims.aims[place];
            let off = found.off[place];
            let off = if off.is_finite() { number(off) } else { NOTHING.to_owned() };
            let predicted = predicted_cell(model, aim, &found.predicted[place]);
            vec![off, observed_cell(model, aim), predicted, aim_kind(aim).to_owned(), aim_title(model, aim)]
        })
        .collect();
    let (right, left) = (Align::Right, Align::Left);
    let table = headed(&["off", "in fact", "in worlds", "", ""], &rows, &[right, right, right, left, left], 2);
    let text = format!("{}\n  {}\n\n  {}\n{table}", styled(HEADING, &title), wrap(&counted, 2), wrap(EXPLAINED, 2));
    text + &failures_note(model, &seen.failures)
}

const EXPLAINED: &str = "Off says how far a figure lies from what the worlds predict, in standard deviations. A standard deviation counts \
     the error of the figure, that of the model, and the spread of its worlds. A series is as far off as its worst figure; \
     the table shows its last figure with its error.";
