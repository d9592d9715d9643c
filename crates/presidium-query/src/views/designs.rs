//! What comes out at the points of a design, as data.

use std::collections::BTreeMap;

use presidium_lab::{Answer, DesignQuestion, Designed, Request};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::claims::{unit, void_name};
use crate::designs::{Gives, answer as answer_words, columns, gives};
use crate::study::Study;
use crate::targets::{target_name, target_words};
use crate::views::document::{Document, Head};
use crate::views::drivers::ends;

/// A row for each point, in their order.
pub fn design<'a>(
    study: &'a Study,
    request: &Request<DesignQuestion>,
    answer: &Answer<Designed>,
) -> impl Serialize + use<'a> {
    let (model, found, question) = (study.model.as_ref(), &answer.report, &request.question);
    let factors = columns(model, &question.design);
    let targets = question.of.iter().map(|target| OfView {
        target: target_name(model, target),
        words: target_words(model, target),
        unit: unit(target.ty(model)).0.to_owned(),
    });
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            answer: answer_words(model, &question.of, found),
            points: question.design.points.len(),
            each: question.each,
            common_luck: question.common_luck,
            factors: factors.iter().map(|(name, unit)| FactorView { name: name.clone(), unit: unit.clone() }).collect(),
            of: targets.collect(),
        },
        rows: (0..found.points.len()).map(|point| PointView::new(model, (question, &factors), found, point)).collect(),
    }
}

#[derive(Serialize)]
struct More {
    answer: String,
    points: usize,
    /// So many worlds at each.
    each: u64,
    /// Whether the worlds of every point meet the same luck.
    common_luck: bool,
    factors: Vec<FactorView>,
    of: Vec<OfView>,
}

#[derive(Serialize)]
struct FactorView {
    name: String,
    unit: String,
}

#[derive(Serialize)]
struct OfView {
    target: String,
    words: String,
    /// Empty for shares of worlds.
    unit: String,
}

#[derive(Serialize)]
struct PointView {
    /// Counted from 1.
    point: usize,
    at: BTreeMap<String, GivesView>,
    found: BTreeMap<String, FoundView>,
    failed: u64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum GivesView {
    Word(String),
    Number(f64),
}

#[derive(Serialize)]
struct FoundView {
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    worlds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
}

impl PointView {
    fn new(
        model: &Model,
        (question, factors): (&DesignQuestion, &[(String, String)]),
        found: &Designed,
        place: usize,
    ) -> PointView {
        let (at, point) = (&question.design.points[place], &found.points[place]);
        let given = gives(model, &question.design, at).into_iter().map(|gives| match gives {
            Gives::Word(word) => GivesView::Word(word),
            Gives::Number(number) => GivesView::Number(number),
        });
        let targets = question.of.iter().enumerate().map(|(target, of)| {
            let [mean, low, high] = match point.means.get(target) {
                Some(estimate) => ends(estimate, unit(of.ty(model)).1),
                None => [None; 3],
            };
            let worlds = point.counted.get(target).copied().unwrap_or(0);
            let void = point.voids.get(target).copied().flatten().map(void_name);
            (target_name(model, of), FoundView { mean, low, high, worlds, void })
        });
        PointView {
            point: place + 1,
            at: factors.iter().map(|(name, _)| name.clone()).zip(given).collect(),
            found: targets.collect(),
            failed: point.failed,
        }
    }
}
