//! Pictures of ledgers: shares of worlds as dots with intervals.

use presidium_lab::{Answer, Effect, Finding, Ledger, LedgerQuestion, Request, Verdict};
use presidium_lang::model::Model;
use presidium_query::Study;
use presidium_query::claims::verdict_name;
use presidium_query::headline::Side;
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// A row for each claim, in the order of the ledger: failing ones first, with open dots. Effects on shares have a panel of their own; those on quantities are
/// of different units, and only counted.
pub fn ledger(study: &Study, request: &Request<LedgerQuestion>, answer: &Answer<Ledger>) -> Picture {
    let model = &study.model;
    let report = &answer.report;
    let rows = |of: fn(&Finding) -> Option<presidium_lab::Estimate>| -> Vec<Row> {
        let told = report.rows.iter().filter(|row| row.verdict.void().is_none());
        told.filter_map(|row| Some(claim_row(model, row.claim, row.verdict, of(&row.finding)?))).collect()
    };
    let shares = Dots {
        title: "Share of worlds in which a claim holds, with 95 % interval; filled where it holds in half of them"
            .to_owned(),
        unit: "of 100 worlds".to_owned(),
        rows: rows(|finding| if let Finding::Held(share) = finding { Some(share.wilson()) } else { None }),
        range: (0.0, 1.0),
        line: Some(0.5),
        factor: 100.0,
    };
    let effects = rows(|finding| match finding {
        Finding::Effect(effect @ Effect::OnTruth(_)) => Some(effect.estimate()),
        _ => None,
    });
    let range = widest(&effects);
    let effects = Dots {
        title: "Effect of a cause on a share of worlds, with 95 % interval; filled where it is as claimed".to_owned(),
        unit: "points".to_owned(),
        rows: effects,
        range,
        line: Some(0.0),
        factor: 100.0,
    };
    let quantities =
        report.rows.iter().filter(|row| matches!(row.finding, Finding::Effect(Effect::OnQuantity(_)))).count();
    let left_out = (quantities > 0)
        .then(|| format!("Not drawn: {quantities} effects on quantities, which have units of their own."));
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, request.worlds)),
        panels: [shares, effects].into_iter().filter(|dots| !dots.rows.is_empty()).map(Panel::Dots).collect(),
        notes: left_out.into_iter().chain([NOTE.to_owned()]).collect(),
    }
}

fn claim_row(model: &Model, claim: usize, verdict: Verdict, estimate: presidium_lab::Estimate) -> Row {
    let claim = &model.claims[claim];
    Row {
        name: format!("{} {}", claim.id, verdict_name(verdict)),
        words: claim.words.clone(),
        dots: vec![Dot { side: Side::Without, estimate, filled: verdict == Verdict::Holds }],
    }
}

/// From the lowest to the highest end of an interval, and nought.
pub fn widest(rows: &[Row]) -> (f64, f64) {
    let dots = rows.iter().flat_map(|row| &row.dots).map(|dot| dot.estimate);
    let (low, high) = dots.fold((0.0_f64, 0.0_f64), |(low, high), of| (low.min(of.low), high.max(of.high)));
    if high > low { (low * 1.05, high * 1.05) } else { (-0.1, 0.1) }
}
