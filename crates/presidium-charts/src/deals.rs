//! What hangs on who has whose attributes: the contingency index of each claim.

use presidium_lab::{Answer, DealQuestion, Dealt, DealtClaim, Effect, Request};
use presidium_query::Study;
use presidium_query::deals::{answer as answer_words, attributes_sentence, by_index};
use presidium_query::headline::Side;
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::ledger::widest;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// Claims that are drawn, beside those that move.
const DRAWN: usize = 24;

/// A row for each claim, those first that most hang on it: in how many worlds it comes out otherwise, then the paired difference.
/// Quantities have units of their own and are only counted.
pub fn deals(study: &Study, request: &Request<DealQuestion>, answer: &Answer<Dealt>) -> Picture {
    let (model, found) = (&study.model, &answer.report);
    let (truths, quantities): (Vec<&DealtClaim>, Vec<&DealtClaim>) =
        by_index(found).into_iter().partition(|claim| matches!(claim.effect, Effect::OnTruth(_)));
    let shown: Vec<&DealtClaim> = truths.iter().copied().take(DRAWN).collect();
    let row = |claim: &DealtClaim, estimate| {
        let declared = &model.claims[claim.claim];
        let dots = vec![Dot { side: Side::With, estimate, filled: claim.effect.moves() }];
        Row { name: declared.id.clone(), words: declared.words.clone(), dots }
    };
    let panel = |title: &str, unit: &str, rows: Vec<Row>| Dots {
        title: title.to_owned(),
        unit: unit.to_owned(),
        range: widest(&rows),
        rows,
        line: Some(0.0),
        factor: 100.0,
    };
    let index = shown.iter().map(|claim| row(claim, claim.index(found.deals))).collect();
    let effects = shown.iter().map(|claim| row(claim, claim.effect.estimate())).collect();
    let panels = [
        panel(
            "Worlds in which it comes out otherwise (filled where the share moves), with 95 % interval",
            "of 100 worlds",
            index,
        ),
        panel("Paired difference of the share of worlds, with 95 % interval", "points", effects),
    ];
    let mut notes = vec![];
    for (number, what) in [
        (truths.len() - shown.len(), "that come out otherwise in fewer worlds"),
        (quantities.len(), "about quantities, which have units of their own"),
    ] {
        if number > 0 {
            let claims = if number == 1 { "claim" } else { "claims" };
            notes.push(format!("Not drawn: {number} {claims} {what}."));
        }
    }
    notes.push(NOTE.to_owned());
    let is_dealt = !found.attributes.is_empty();
    let attributes = is_dealt.then(|| attributes_sentence(model, found));
    let more = [answer_words(model, &request.question, found)].into_iter().chain(attributes);
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)).into_iter().chain(more).collect(),
        panels: panels.into_iter().filter(|dots| is_dealt && !dots.rows.is_empty()).map(Panel::Dots).collect(),
        notes,
    }
}
