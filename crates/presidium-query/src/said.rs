//! What is said beside the figures of an answer: where each outcome lies in a sentence, how many worlds a condition leaves, and what a
//! reader must know before he believes a figure. As data, for a surface that streams answers.

use presidium_lab::{
    Answer, Band, Bands, BandsQuestion, Comparison, Failures, Figures, Ledger, LedgerQuestion, Left, Observable,
    PairQuestion, Request, fault_text, variable_name,
};
use presidium_lang::model::Model;
use serde::Serialize;

use crate::claims::moved_sentence;
use crate::conditions::{self, looks_past_the_change, too_few};
use crate::figures::{count, known};
use crate::headline::{Side, band_sentence, paired, paired_sentence, sentence};
use crate::over_time::{groups, kind_id, subject_name};
use crate::study::Study;
use crate::views::share::ShareView;

/// What is said beside the figures of an answer.
#[derive(Default, Serialize)]
pub struct Said {
    /// Where each outcome lies that was asked for, one after the other.
    sentences: Vec<String>,
    /// The same, outcome by outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcomes: Vec<Sentence>,
    /// Of bands: the commonest kind of worlds in the last step of the first of them that is of shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<OutcomeView>,
    /// Of a change: how many claims it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    /// How many worlds a condition leaves.
    #[serde(rename = "left_words", skip_serializing_if = "Option::is_none")]
    left: Option<String>,
    /// That these are too few for a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_few: Option<TooFew>,
    /// What else a reader must know.
    notes: Vec<String>,
}

/// Where an outcome lies, with and without a change.
#[derive(Serialize)]
struct Sentence {
    name: String,
    date: String,
    without: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<String>,
}

/// In how many worlds something came out so, with and without a change.
#[derive(Serialize)]
struct OutcomeView {
    name: String,
    /// Its id; empty where nobody is there, or nothing has happened.
    kind: String,
    label: String,
    date: String,
    without: ShareView,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<ShareView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceView>,
}

#[derive(Serialize)]
struct DifferenceView {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    gained: u64,
    lost: u64,
}

#[derive(Serialize)]
struct TooFew {
    message: String,
    /// So many worlds should be enough; absent if that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    worlds: Option<u64>,
}

impl Said {
    /// Beside a ledger.
    pub fn of_ledger(study: &Study, request: &Request<LedgerQuestion>, answer: &Answer<Ledger>) -> Said {
        let (model, ledger) = (&study.model, &answer.report);
        let observed = request.question.observables.iter().zip(&ledger.observed);
        let sentences = observed
            .map(|(seen, values)| Sentence { without: sentence(model, seen, values), ..Sentence::about(model, seen) });
        let notes = failed(model, &ledger.failures, "").into_iter().chain(failed(
            model,
            &ledger.failures_without,
            "without a cause ",
        ));
        Said { notes: notes.collect(), ..Said::left(study, ledger.left) }.telling(sentences.collect())
    }

    /// Beside a comparison.
    pub fn of_pairs(study: &Study, request: &Request<PairQuestion>, answer: &Answer<Comparison>) -> Said {
        let (model, compared) = (&study.model, &answer.report);
        let observed = request.question.observables.iter().zip(&compared.observables);
        let sentences = observed.map(|(seen, values)| Sentence {
            without: sentence(model, seen, &values.without),
            with: Some(sentence(model, seen, &values.with)),
            difference: Some(paired(model, seen, values)),
            ..Sentence::about(model, seen)
        });
        let parted = compared.divergence.months.first().map(|(month, _)| *month);
        let notes = looks_past_the_change(study, &request.question.changes, parted).into_iter();
        let notes = notes.chain(failed(model, &compared.failures_without, "without the change "));
        let notes = notes.chain(failed(model, &compared.failures_with, "with the change ")).collect();
        let moved = Some(moved_sentence(&compared.claims)).filter(|_| !compared.claims.is_empty());
        Said { moved, notes, ..Said::left(study, compared.left) }.telling(sentences.collect())
    }

    /// Beside an experiment: its answer in a sentence.
    pub fn of_experiment(study: &Study, answer: String, left: Left, failures: &Failures) -> Said {
        let notes = failed(&study.model, failures, "").into_iter().collect();
        Said { sentences: vec![answer], notes, ..Said::left(study, left) }
    }

    /// Beside bands, of the last step.
    pub fn of_bands(study: &Study, request: &Request<BandsQuestion>, answer: &Answer<Bands>) -> Said {
        let (model, found) = (&study.model, &answer.report);
        let (two, last) = (!request.question.changes.is_empty(), model.step_count() - 1);
        let sentences = found.bands.iter().map(|band| Sentence {
            name: subject_name(model, band.subject),
            date: model.clock.seen_text(model.last_step),
            without: band_sentence(model, band, last, Side::Without),
            with: two.then(|| band_sentence(model, band, last, Side::With)),
            difference: paired_sentence(model, band, last).filter(|_| two),
        });
        let notes = looks_past_the_change(study, &request.question.changes, None).into_iter();
        let notes = notes.chain(failed(model, &found.failures, if two { "without the change " } else { "" }));
        let notes = notes.chain(failed(model, &found.failures_with, "with the change ")).collect();
        let outcome = found.bands.iter().find_map(|band| OutcomeView::of(model, band, two));
        Said { outcome, notes, ..Said::left(study, found.left) }.telling(sentences.collect())
    }

    fn telling(self, outcomes: Vec<Sentence>) -> Said {
        let each = |of: &Sentence| [Some(of.without.clone()), of.with.clone(), of.difference.clone()];
        Said { sentences: outcomes.iter().flat_map(each).flatten().collect(), outcomes, ..self }
    }

    /// How many worlds a condition leaves, if there is one.
    fn left(study: &Study, left: Left) -> Said {
        let Some(condition) = &study.condition else { return Said::default() };
        let too_few = too_few(condition, left).map(|(message, worlds)| TooFew { message, worlds });
        Said { left: Some(conditions::left(condition, left)), too_few, ..Said::default() }
    }
}

impl OutcomeView {
    /// Of the last step of a band, if it is of shares.
    fn of(model: &Model, band: &Band, two: bool) -> Option<OutcomeView> {
        let Figures::Shares(steps) = &band.figures else { return None };
        let last = steps.last()?;
        let group = groups(model, band.subject, std::slice::from_ref(last), 1).into_iter().next()?;
        let pairs = last.of(|kind| group.has(kind));
        let effect = pairs.effect();
        let difference = DifferenceView {
            value: known(effect.value),
            low: known(effect.low),
            high: known(effect.high),
            gained: pairs.gained,
            lost: pairs.lost,
        };
        Some(OutcomeView {
            name: subject_name(model, band.subject),
            kind: group.kind().map_or_else(String::new, |kind| kind_id(model, band.subject, kind)),
            label: group.words(model, band.subject),
            date: model.clock.seen_text(model.last_step),
            without: ShareView::of(pairs.without()),
            with: two.then(|| ShareView::of(pairs.with())),
            difference: two.then_some(difference),
        })
    }
}

impl Sentence {
    fn about(model: &Model, seen: &Observable) -> Sentence {
        Sentence {
            name: variable_name(model, seen.variable, seen.element),
            date: model.clock.seen_text(seen.month),
            without: String::new(),
            with: None,
            difference: None,
        }
    }
}

/// That worlds have failed, and why the first of them did: `2 worlds failed with the change and are left out of every figure; …`
pub fn failed(model: &Model, failures: &Failures, side: &str) -> Option<String> {
    let worlds = (failures.worlds > 0).then(|| count(failures.worlds))?;
    let (noun, are) = if failures.worlds == 1 { ("world", "is") } else { ("worlds", "are") };
    let why = failures.groups.first().map_or_else(String::new, |group| {
        let first = &group.first;
        let (world, month) = (first.world, model.clock.text(first.month));
        format!("; {}: {} (first in world {world}, {month})", first.equation, fault_text(&first.fault))
    });
    Some(format!("{worlds} {noun} failed {side}and {are} left out of every figure{why}."))
}
