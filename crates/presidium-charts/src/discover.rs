//! Boxes among the parameters in which something is common.

use presidium_lab::{Answer, Discovery, DiscoveryQuestion, Estimate, FoundBox, Request};
use presidium_query::Study;
use presidium_query::discoveries::{answer as answer_words, ranks_words, restriction_words};
use presidium_query::headline::Side;
use presidium_query::targets::{mean_sentence, target_title};
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// For each box how common it is inside, outside and everywhere; and which part of its values each end leaves of a parameter.
pub fn discovery(study: &Study, request: &Request<DiscoveryQuestion>, answer: &Answer<Discovery>) -> Picture {
    let (model, of, found) = (&study.model, &request.question.of, &answer.report);
    let all = found.all.wilson();
    let shares: Vec<Row> = found.boxes.iter().enumerate().flat_map(|(place, found)| shares(place, found)).collect();
    let shares = Dots {
        title:
            "Density of each box (filled), the worlds outside of it (open), and its coverage; the line is all worlds"
                .to_owned(),
        unit: "of 100 worlds".to_owned(),
        rows: shares,
        range: (0.0, 1.0),
        line: Some(all.value).filter(|all| all.is_finite()),
        factor: 100.0,
    };
    let ends = found.boxes.iter().enumerate().flat_map(|(place, found)| {
        found.restrictions.iter().map(move |end| Row {
            name: format!("box {}", place + 1),
            words: format!("{}, {}", restriction_words(model, end), ranks_words(end)),
            // From the one end to the other; the dot stands in the middle.
            dots: vec![dot(
                Estimate { value: (end.ranks.0 + end.ranks.1) / 2.0, low: end.ranks.0, high: end.ranks.1 },
                true,
            )],
        })
    });
    let ends = Dots {
        title: "Which part of the values of a parameter lies in the box: the bar from end to end, with its middle"
            .to_owned(),
        unit: "of 100 worlds, ranked by the parameter".to_owned(),
        rows: ends.collect(),
        range: (0.0, 1.0),
        line: None,
        factor: 100.0,
    };
    let more = [target_title(model, of), mean_sentence(model, of, &all), answer_words(model, of, found)];
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)).into_iter().chain(more).collect(),
        panels: [shares, ends].into_iter().filter(|dots| !dots.rows.is_empty()).map(Panel::Dots).collect(),
        notes: vec!["Boxes are found with every other world, and told of the rest.".to_owned(), NOTE.to_owned()],
    }
}

fn shares(place: usize, found: &FoundBox) -> [Row; 2] {
    let row = |words: &str, dots: Vec<Dot>| Row { name: format!("box {}", place + 1), words: words.to_owned(), dots };
    let (inside, outside) = (dot(found.inside.wilson(), true), dot(found.outside.wilson(), false));
    [
        row("in how many of its worlds it holds, and of those outside", vec![outside, inside]),
        row("how many of the worlds in which it holds lie in the box", vec![dot(found.coverage.wilson(), true)]),
    ]
}

fn dot(estimate: Estimate, filled: bool) -> Dot {
    Dot { side: Side::Without, estimate, filled }
}
