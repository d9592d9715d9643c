//! Luck against parameters, as data.

use presidium_lab::{Answer, Estimate, Luck, LuckQuestion, Request};
use serde::Serialize;

use crate::claims::void_name;
use crate::figures::known;
use crate::lucks::answer as answer_words;
use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::drivers::TargetView;

/// A row for each part of what differs between worlds.
pub fn luck<'a>(study: &'a Study, request: &Request<LuckQuestion>, answer: &Answer<Luck>) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        #[serde(flatten)]
        of: TargetView,
        answer: String,
        counted: u64,
        times: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        void: Option<&'static str>,
    }
    #[derive(Serialize)]
    struct Row {
        part: &'static str,
        share: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64>,
    }
    let (model, found, of) = (study.model.as_ref(), &answer.report, &request.question.of);
    let row = |part, of: &Estimate| Row { part, share: known(of.value), low: known(of.low), high: known(of.high) };
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            of: TargetView::new(model, of, &found.mean),
            answer: answer_words(model, of, found),
            counted: found.counted,
            times: found.times,
            void: found.void.map(void_name),
        },
        rows: vec![
            row("parameters", &found.parameters),
            row("luck", &found.luck),
            Row { part: "together", share: known(found.together()), low: None, high: None },
        ],
    }
}
