//! `presidium tipping`: at which value of a parameter an answer turns.

use presidium_lab::{Answer, Request, Tipping, TippingQuestion, variable_name};
use presidium_query::evidence::Known;
use presidium_query::figures::{count, effect_interval, effect_value, value};
use presidium_query::targets::{
    mean_cell, mean_interval_cell, mean_sentence, parameter_words, target, target_title, void_sentence,
};
use presidium_query::tipping::{answer as answer_words, can_be_moved, parameter, usual_threshold, value_of};
use presidium_query::views::{self, json_text};
use presidium_query::{Problem, Study};

use crate::arguments::TippingArguments;
use crate::output::{HEADING, Output, UNCLEAR, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::spark::bar;
use crate::stop::Stop;
use crate::table::{Align, headed, width, wrap};

pub fn run(arguments: &TippingArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let mut setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let of = target(&mut setup.study, &arguments.of)?;
    let (study, model) = (&setup.study, &setup.study.model);
    let parameter = parameter(model, &arguments.parameter)?;
    let end = |text: &Option<String>| text.as_ref().map(|text| value_of(model, parameter, text)).transpose();
    let range = end(&arguments.from)?.zip(end(&arguments.to)?);
    let threshold = arguments.threshold.or(usual_threshold(of.ty(model)));
    let question = TippingQuestion { of, parameter, range, points: arguments.points as usize, threshold };
    can_be_moved(model, &study.scenario, &question).map_err(with_flags)?;
    let request = setup.request(question, arguments.luck.seed.of(model), arguments.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    no_world(model, answer.report.worlds, &answer.report.failures)?;
    let left = left_note(study, answer.report.left)?;
    draw(&arguments.chart, || presidium_charts::tipping(study, &request, &answer))?;
    let text = match arguments.json {
        true => json_text(&views::tipping(study, &request, &answer)),
        false => text(study, &request, &answer, &left),
    };
    Ok(Output::of(&answer, text))
}

/// By which flags a range is given.
fn with_flags(problem: Problem) -> Stop {
    match Stop::from(problem) {
        Stop::Usage(message) if message.ends_with("is to be moved") => {
            Stop::Usage(format!("{message}: `--from A --to B`"))
        }
        other => other,
    }
}

/// Characters of the picture: at least, and at most.
const PICTURE: [usize; 2] = [11, 41];

fn text(study: &Study, request: &Request<TippingQuestion>, answer: &Answer<Tipping>, left: &str) -> String {
    let (model, question, found) = (&study.model, &request.question, &answer.report);
    let (of, (variable, element)) = (&question.of, question.parameter);
    let mut text = heading_of_run(study, request, answer) + left;
    text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, of, question.parameter, found), 0)));
    let title = target_title(model, of);
    let as_it_falls = format!("{title} As the worlds fall: {}", mean_sentence(model, of, &found.mean));
    text += &format!("\n{}\n", wrap(&as_it_falls, 0));
    let known = Known::of(model, &study.scenario, variable, element).words;
    let what = format!("{}: {}; {known}.", variable_name(model, variable, element), parameter_words(model, variable));
    text += &format!("{}\n", wrap(&what, 0));
    if let Some(why) = found.void {
        text += &format!("{}\n", styled(UNCLEAR, &wrap(void_sentence(why), 0)));
    }
    text += &points_text(study, question, found);
    if found.failures_with > 0 {
        let words =
            format!("{} worlds failed with one of the values; they are not in its figure.", count(found.failures_with));
        text += &format!("\n{}\n", wrap(&words, 0));
    }
    text += &failures_note(model, &found.failures);
    text + &closing_note()
}

/// A row for each value, with the paired difference to the worlds as they fall.
fn points_text(study: &Study, question: &TippingQuestion, found: &Tipping) -> String {
    let (model, ty) = (&study.model, question.of.ty(&study.model));
    let parameter_type = &model.variables[question.parameter.0].ty;
    let mut ends: Vec<f64> = found.points.iter().flat_map(|point| [point.mean.value]).collect();
    ends.extend(found.threshold.filter(|_| !found.turns.is_empty()));
    let finite = ends.iter().copied().filter(|end| end.is_finite());
    let range = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let room = width().saturating_sub(71).clamp(PICTURE[0], PICTURE[1]);
    let rows: Vec<Vec<String>> = found
        .points
        .iter()
        .map(|point| {
            let estimate = point.effect.estimate();
            let of = point.mean.value;
            let sourced = found.sourced.is_some_and(|[low, _, high]| (low..=high).contains(&point.value));
            vec![
                format!("{}{}", if sourced { "" } else { "· " }, value(model, parameter_type, point.value)),
                mean_cell(ty, of),
                mean_interval_cell(ty, &point.mean),
                bar([of, found.threshold.unwrap_or(of), of], range, room),
                effect_value(&point.effect, estimate.value, ty),
                effect_interval(&point.effect, &estimate, ty),
                String::new(),
            ]
        })
        .collect();
    let right = Align::Right;
    let aligns = [right, right, right, Align::Left, right, right, Align::Left];
    let head = ["set to", "comes out", "95 %", "", "paired", "95 %", ""];
    let table = headed(&head, &rows, &aligns, 2);
    let outside = match found.sourced {
        Some([low, _, high]) if found.points.iter().any(|point| !(low..=high).contains(&point.value)) => {
            "\n· outside of the middle 90 of 100 of its prior\n"
        }
        _ => "",
    };
    format!("\n{table}{outside}")
}
