//! `presidium bands`: where the worlds lie over time: quantiles of quantities, shares of anything else, with and without a change.

mod numbers;
mod shares;

use presidium_lab::{Answer, Band, Bands, BandsQuestion, Figures, Request};
use presidium_query::headline::{Side, band_sentence, paired_sentence};
use presidium_query::over_time::{shown_steps, subject_name, subject_words, usual_every};
use presidium_query::views::{self, bands_csv, json_text};
use presidium_query::{Study, bands, what_if, what_if_words};

use crate::arguments::BandsArguments;
use crate::output::{HEADING, Output, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world, past_note};
use crate::setup::{Setup, warn};
use crate::stop::Stop;
use crate::table::wrap;

pub fn run(arguments: &BandsArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let (study, model) = (&setup.study, &setup.study.model);
    let (changes, warnings) = what_if(model, &arguments.changes)?;
    warn(&warnings);
    let question = BandsQuestion { wanted: bands(model, &arguments.variables)?, changes };
    let request = setup.request(question, arguments.luck.seed.of(model), arguments.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let result = &answer.report;
    no_world(model, result.worlds, &result.failures)?;
    no_world(model, result.worlds, &result.failures_with)?;
    let left = left_note(study, result.left)?;
    let every = |usual: usize| shown_steps(model, arguments.every.map_or(usual, |every| every as usize));
    let two = !request.question.changes.is_empty();
    let asked = &arguments.changes;
    draw(&arguments.chart, || presidium_charts::bands(study, asked, &request, &answer))?;
    let text = match (arguments.csv, arguments.json) {
        (true, _) => bands_csv(model, result, &every(1), two)?,
        (_, true) => json_text(&views::bands(study, asked, &request, &answer, &every(1))),
        _ => text(study, asked, &request, &answer, &left, &every(usual_every(model))),
    };
    Ok(Output::of(&answer, text))
}

fn text(
    study: &Study,
    asked: &[String],
    request: &Request<BandsQuestion>,
    answer: &Answer<Bands>,
    left: &str,
    shown: &[usize],
) -> String {
    let (model, result) = (&study.model, &answer.report);
    let mut text = heading_of_run(study, request, answer) + left;
    if !asked.is_empty() {
        let asked: Vec<String> = asked.iter().map(|text| what_if_words(model, text)).collect();
        text += &format!("{}\n", styled(HEADING, &wrap(&format!("What if: {}", asked.join("; ")), 0)));
    }
    for band in &result.bands {
        text += &answered(study, band, !asked.is_empty());
        text += &match &band.figures {
            Figures::Numbers(steps) => numbers::text(model, band.subject, steps, shown),
            Figures::Shares(steps) => shares::text(model, band.subject, (steps, shown), !asked.is_empty()),
        };
    }
    text += &past_note(study, &request.question.changes, None);
    if asked.is_empty() {
        text += &failures_note(model, &result.failures);
    } else {
        for (side, failures) in [("With the change", &result.failures_with), ("Without it", &result.failures)] {
            let note = failures_note(model, failures);
            text += &if note.is_empty() { note } else { format!("\n{side}:{note}") };
        }
    }
    text + &closing_note()
}

/// What the band is of, and in a sentence where it ends.
fn answered(study: &Study, band: &Band, two: bool) -> String {
    let model = &study.model;
    let last = model.step_count() - 1;
    let title = format!("{}  {}", subject_name(model, band.subject), subject_words(model, band.subject));
    let mut text = format!("\n{}\n", styled(HEADING, &wrap(title.trim_end(), 0)));
    let without = band_sentence(model, band, last, Side::Without);
    let sentences = match two {
        false => vec![without],
        true => {
            let with = band_sentence(model, band, last, Side::With);
            let sides = [format!("Without the change: {without}"), format!("With the change: {with}")];
            sides.into_iter().chain(paired_sentence(model, band, last)).collect()
        }
    };
    sentences.iter().for_each(|sentence| text += &format!("{}\n", wrap(sentence, 0)));
    text
}
