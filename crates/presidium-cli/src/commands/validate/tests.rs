//! The tests that the model states of itself: extreme conditions and conservation, as in `check --run`.

use presidium_lab::ModelTestQuestion;
use presidium_query::views;

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::stop::Stop;
use crate::tests_view::tests_text;

pub fn report(validation: &Validation<'_>) -> Result<Report, Stop> {
    let answer = validation.ask(Part::Tests, ModelTestQuestion {})?;
    let (model, trials) = (validation.model(), &answer.report);
    Ok(Report {
        text: tests_text(model, trials),
        view: Some(views::tests(model, trials)),
        sound: trials.all_hold(),
        complete: answer.complete,
    })
}
