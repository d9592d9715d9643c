//! How much of what differs between worlds is luck, and how much hangs on parameters.

use presidium_lab::{Answer, Estimate, Luck, LuckQuestion, Request};
use presidium_query::Study;
use presidium_query::headline::Side;
use presidium_query::lucks::{answer as answer_words, how_sentence};
use presidium_query::targets::{mean_sentence, target_title};
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// Three rows: parameters alone, luck alone, and which meets which.
pub fn luck(study: &Study, request: &Request<LuckQuestion>, answer: &Answer<Luck>) -> Picture {
    let (model, of, found) = (&study.model, &request.question.of, &answer.report);
    let together = found.together();
    let parts = [
        ("parameters", "what the model does not know, drawn once for a world", found.parameters),
        ("luck", "every other draw", found.luck),
        ("together", "which luck meets which parameters", Estimate { value: together, low: together, high: together }),
    ];
    let rows = parts.map(|(name, words, estimate)| Row {
        name: name.to_owned(),
        words: words.to_owned(),
        dots: vec![Dot { side: Side::Without, estimate, filled: true }],
    });
    let is_told = parts.iter().all(|(_, _, estimate)| estimate.value.is_finite());
    let dots = Dots {
        title: "Part of what differs between worlds that hangs on it alone, with 95 % interval".to_owned(),
        unit: "per cent".to_owned(),
        rows: rows.to_vec(),
        range: (0.0, 1.0),
        line: Some(0.0),
        factor: 100.0,
    };
    let more = [target_title(model, of), mean_sentence(model, of, &found.mean), answer_words(model, of, found)];
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)).into_iter().chain(more).collect(),
        panels: vec![Panel::Dots(dots)].into_iter().filter(|_| is_told).collect(),
        notes: vec![how_sentence(found), NOTE.to_owned()],
    }
}
