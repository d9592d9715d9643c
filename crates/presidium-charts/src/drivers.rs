//! A tornado: what comes of the lowest and of the highest fifth of each parameter, and how much of the variance it explains.

use presidium_lab::{Answer, Driver, Drivers, DriversQuestion, Effect, Estimate, Request};
use presidium_lang::model::Type;
use presidium_query::Study;
use presidium_query::claims::unit;
use presidium_query::drivers::{answer as answer_words, driver_name, flip_name, flip_words, hidden_sentence};
use presidium_query::headline::Side;
use presidium_query::targets::{mean_sentence, parameter_words, target_title};
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::ledger::widest;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// A row for each parameter that stands out of the noise, and for each switch and reading that moves what is asked about.
pub fn drivers(study: &Study, request: &Request<DriversQuestion>, answer: &Answer<Drivers>) -> Picture {
    let (model, of, found) = (&study.model, &request.question.of, &answer.report);
    let ty = of.ty(model);
    let seen: Vec<&Driver> = found.seen().collect();
    let row = |driver: &Driver, dots: Vec<Dot>| Row {
        name: driver_name(model, driver),
        words: parameter_words(model, driver.variable).to_owned(),
        dots,
    };
    let dot = |estimate: Estimate, filled: bool| Dot { side: Side::Without, estimate, filled };
    let (figure, factor) = match ty {
        Type::Truth => ("of 100 worlds".to_owned(), 100.0),
        _ => (unit(ty).0.to_owned(), 1.0 / (1.0 * unit(ty).1)),
    };
    let ends: Vec<Row> =
        seen.iter().map(|driver| row(driver, vec![dot(driver.low, false), dot(driver.high, true)])).collect();
    let tornado = Dots {
        title: "What comes of the lowest fifth of a parameter (open) and of its highest (filled); the line is the mean"
            .to_owned(),
        unit: figure,
        range: around(&ends, found.mean.value),
        rows: ends,
        line: Some(found.mean.value).filter(|mean| mean.is_finite()),
        factor,
    };
    let explained: Vec<Row> = seen
        .iter()
        .map(|driver| {
            let index = driver.first_order.index;
            let estimate = Estimate { value: index.value, low: index.low, high: index.high };
            row(driver, vec![dot(estimate, true)])
        })
        .collect();
    let explained = Dots {
        title: "Part of what differs between worlds that it explains, with 95 % interval".to_owned(),
        unit: "per cent".to_owned(),
        range: widest(&explained),
        rows: explained,
        line: Some(0.0),
        factor: 100.0,
    };
    let flips: Vec<Row> = found
        .flipped
        .iter()
        .filter(|flipped| flipped.effect.moves())
        .map(|flipped| Row {
            name: flip_name(model, flipped.flip),
            words: flip_words(model, flipped.flip).to_owned(),
            dots: vec![Dot { side: Side::With, estimate: flipped.effect.estimate(), filled: true }],
        })
        .collect();
    let of_truth = found.flipped.iter().any(|flipped| matches!(flipped.effect, Effect::OnTruth(_)));
    let flips = Dots {
        title: "What turning a switch or choosing another reading does in the same worlds, with 95 % interval"
            .to_owned(),
        unit: if of_truth { "points".to_owned() } else { unit(ty).0.to_owned() },
        range: widest(&flips),
        rows: flips,
        line: Some(0.0),
        factor,
    };
    let title = target_title(model, of);
    let more = [title, mean_sentence(model, of, &found.mean), answer_words(model, of, found)];
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)).into_iter().chain(more).collect(),
        panels: [tornado, explained, flips].into_iter().filter(|dots| !dots.rows.is_empty()).map(Panel::Dots).collect(),
        notes: hidden_sentence(found).map(|words| format!("{words}.")).into_iter().chain([NOTE.to_owned()]).collect(),
    }
}

/// From the lowest to the highest end of an interval, with the mean.
pub fn around(rows: &[Row], mean: f64) -> (f64, f64) {
    let ends = rows.iter().flat_map(|row| &row.dots).flat_map(|dot| [dot.estimate.low, dot.estimate.high]);
    let ends = ends.chain([mean]).filter(|end| end.is_finite());
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    if high > low { (low - 0.03 * (high - low), high + 0.03 * (high - low)) } else { (low - 0.1, low + 0.1) }
}
