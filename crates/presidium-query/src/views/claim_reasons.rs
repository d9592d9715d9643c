//! Why a claim holds or fails, as data.

use presidium_engine::World;
use presidium_lab::{Answer, ClaimQuestion, ClaimReasons, Request};
use presidium_lang::clock::Step;
use serde::Serialize;

use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::ledger::RowView;

/// A world to look at, and the month in which what the claim looks out for turned.
pub type ToLookAt = Option<(World, Option<Step>)>;

/// The row of the claim as in the ledger, with its parts, and a world of each kind.
pub fn claim_reasons<'a>(
    study: &'a Study,
    request: &Request<ClaimQuestion>,
    answer: &Answer<ClaimReasons>,
    [as_claimed, otherwise]: [ToLookAt; 2],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {}
    #[derive(Serialize)]
    struct ClaimView<'a> {
        #[serde(flatten)]
        row: RowView<'a>,
        written: &'a str,
        parts: Vec<PartView>,
        /// The part at which most worlds fall out, counted from zero.
        falls_out_at: Option<usize>,
        as_claimed: Option<WorldView>,
        otherwise: Option<WorldView>,
        /// Of the worlds that came out as claimed, when what the claim looks out for turned, the last of it.
        #[serde(skip_serializing_if = "<[WhenView]>::is_empty")]
        when: Vec<WhenView>,
    }
    let found = &answer.report;
    let world = |to_look_at: ToLookAt| {
        to_look_at
            .map(|(world, month)| WorldView { world: world.0, date: month.map(|month| study.model.clock.text(month)) })
    };
    let parts = request.question.parts.iter().zip(&found.parts).map(|(part, passed)| PartView {
        condition: part.alone.words.clone(),
        alone: passed.alone,
        together: passed.together,
        worlds: found.known,
    });
    let when: Vec<WhenView> = found
        .turned
        .iter()
        .map(|(step, worlds)| WhenView { date: study.model.clock.seen_text(*step), worlds: *worlds })
        .collect();
    let view = |row| ClaimView {
        row: RowView::new(study, row),
        written: &study.model.claims[row.claim].written,
        parts: parts.clone().collect(),
        falls_out_at: found.breaks_at,
        as_claimed: world(as_claimed),
        otherwise: world(otherwise),
        when: when.clone(),
    };
    let head = Head::of_answer(study, request.seed, answer);
    Document {
        head: head.with_worlds(found.ledger.worlds, found.ledger.failures.worlds),
        more: More {},
        rows: found.ledger.rows.iter().map(view).collect(),
    }
}

#[derive(Serialize)]
struct PartView {
    condition: String,
    /// Worlds in which it holds by itself.
    alone: u64,
    /// Worlds in which it holds together with those before it.
    together: u64,
    worlds: u64,
}

/// A step, and the worlds in which it came to be so then.
#[derive(Clone, Serialize)]
struct WhenView {
    date: String,
    worlds: u64,
}

#[derive(Serialize)]
struct WorldView {
    world: u64,
    /// When what the claim looks out for turned.
    date: Option<String>,
}
