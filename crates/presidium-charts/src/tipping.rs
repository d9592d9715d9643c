//! An answer at one value of a parameter after the other.

use presidium_lab::{Answer, Request, Tipping, TippingQuestion, variable_name};
use presidium_lang::model::Type;
use presidium_query::Study;
use presidium_query::claims::unit;
use presidium_query::figures::value;
use presidium_query::headline::Side;
use presidium_query::targets::{mean_sentence, target_name, target_title};
use presidium_query::tipping::answer as answer_words;
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::drivers::around;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// A row for each value of the parameter; a line where the answer turns, or at the mean as the worlds fall.
pub fn tipping(study: &Study, request: &Request<TippingQuestion>, answer: &Answer<Tipping>) -> Picture {
    let (model, question, found) = (&study.model, &request.question, &answer.report);
    let (of, (variable, element)) = (&question.of, question.parameter);
    let parameter_type = &model.variables[variable].ty;
    let rows: Vec<Row> = found
        .points
        .iter()
        .map(|point| {
            let sourced = found.sourced.is_none_or(|[low, _, high]| (low..=high).contains(&point.value));
            Row {
                name: value(model, parameter_type, point.value),
                words: if sourced { String::new() } else { "outside of the middle 90 of 100 of its prior".to_owned() },
                dots: vec![Dot { side: Side::With, estimate: point.mean, filled: sourced }],
            }
        })
        .collect();
    let (figure, factor) = match of.ty(model) {
        Type::Truth => ("of 100 worlds".to_owned(), 100.0),
        ty => (unit(ty).0.to_owned(), 1.0 / (1.0 * unit(ty).1)),
    };
    let line = if found.turns.is_empty() { Some(found.mean.value) } else { found.threshold };
    let dots = Dots {
        title: format!(
            "{} with {} set to a value, with 95 % interval",
            target_name(model, of),
            variable_name(model, variable, element)
        ),
        unit: figure,
        range: around(&rows, line.unwrap_or(f64::NAN)),
        rows,
        line: line.filter(|line| line.is_finite()),
        factor,
    };
    let title = target_title(model, of);
    let more = [
        title,
        format!("As the worlds fall: {}", mean_sentence(model, of, &found.mean)),
        answer_words(model, of, question.parameter, found),
    ];
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)).into_iter().chain(more).collect(),
        panels: vec![Panel::Dots(dots)].into_iter().filter(|_| !found.points.is_empty()).collect(),
        notes: vec![NOTE.to_owned()],
    }
}
