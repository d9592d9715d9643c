//! Where something is common, as data.

use presidium_lab::{Answer, Discovery, DiscoveryQuestion, FoundBox, Request, Restriction, variable_name};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::claims::{unit, void_name};
use crate::discoveries::{answer as answer_words, box_sentence};
use crate::evidence::Known;
use crate::figures::known;
use crate::study::Study;
use crate::targets::{parameter_words, target_name};
use crate::views::document::{Document, Head};
use crate::views::drivers::TargetView;
use crate::views::share::ShareView;

/// A row for each box.
pub fn discovery<'a>(
    study: &'a Study,
    request: &Request<DiscoveryQuestion>,
    answer: &Answer<Discovery>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        #[serde(flatten)]
        of: TargetView,
        answer: String,
        held: u64,
        counted: u64,
        missing: u64,
        /// Numbers that were drawn, and among how many of them boxes were looked for.
        numbers: usize,
        screened: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        void: Option<&'static str>,
    }
    let (model, found, of) = (study.model.as_ref(), &answer.report, &request.question.of);
    let name = target_name(model, of);
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            of: TargetView::new(model, of, &found.all.wilson()),
            answer: answer_words(model, of, found),
            held: found.all.held,
            counted: found.all.worlds,
            missing: found.missing,
            numbers: found.numbers,
            screened: found.screened,
            void: found.void.map(void_name),
        },
        rows: found.boxes.iter().map(|found| BoxView::new(study, &name, found)).collect(),
    }
}

/// A box: its density, its coverage, and its ends.
#[derive(Serialize)]
struct BoxView {
    words: String,
    density: ShareView,
    coverage: ShareView,
    outside: ShareView,
    restrictions: Vec<RestrictionView>,
}

#[derive(Serialize)]
struct RestrictionView {
    parameter: String,
    words: String,
    prior: String,
    unit: String,
    /// Absent if there is no such end.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    /// Between which parts of the worlds, ranked by this number, these ends lie.
    ranks: (f64, f64),
    quasi_p: f64,
}

impl BoxView {
    fn new(study: &Study, name: &str, found: &FoundBox) -> BoxView {
        let model = study.model.as_ref();
        BoxView {
            words: box_sentence(model, name, found),
            density: ShareView::of(found.inside),
            coverage: ShareView::of(found.coverage),
            outside: ShareView::of(found.outside),
            restrictions: found.restrictions.iter().map(|end| RestrictionView::new(study, model, end)).collect(),
        }
    }
}

impl RestrictionView {
    fn new(study: &Study, model: &Model, of: &Restriction) -> RestrictionView {
        let (unit, factor) = unit(&model.variables[of.variable].ty);
        RestrictionView {
            parameter: variable_name(model, of.variable, of.element),
            words: parameter_words(model, of.variable).to_owned(),
            prior: Known::of(model, &study.scenario, of.variable, of.element).words,
            unit: unit.to_owned(),
            low: known(of.low / factor),
            high: known(of.high / factor),
            ranks: of.ranks,
            // Its logarithms are those of the platform: the last digits of what is next to nothing are not promised.
            quasi_p: (of.quasi_p * 1e6).round() / 1e6,
        }
    }
}
