//! Pictures of comparisons: both sides of what a change moves, and the paired difference.

use presidium_lab::{Answer, Comparison, Effect, PairQuestion, PairedTruths, Request, variable_name};
use presidium_lang::model::Type;
use presidium_query::Study;
use presidium_query::claims::has_mean;
use presidium_query::figures::value;
use presidium_query::headline::Side;
use presidium_query::views::{NOTE, VALUES_SHOWN};

use crate::bands::lines;
use crate::ledger::widest;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// A row for each of the commonest values of what is looked at, and for each claim on worlds that moves; if `all`, for those within their noise too.
pub fn what_if(
    study: &Study,
    asked: &[String],
    request: &Request<PairQuestion>,
    answer: &Answer<Comparison>,
    all: bool,
) -> Picture {
    let model = &study.model;
    let (question, compared) = (&request.question, &answer.report);
    let mut pairs: Vec<(String, String, PairedTruths)> = vec![];
    for (seen, values) in question.observables.iter().zip(&compared.observables) {
        let ty = &model.variables[seen.variable].ty;
        let name =
            format!("{} at {}", variable_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month));
        match (ty, values.effect(ty)) {
            (Type::Truth, Effect::OnTruth(truths)) => pairs.push((name, String::new(), truths)),
            _ if has_mean(ty) => {}
            _ => {
                let told = values.commonest(VALUES_SHOWN).into_iter();
                pairs.extend(told.map(|(of, truths)| (value(model, ty, of), name.clone(), truths)));
            }
        }
    }
    let claims = question.claims.iter().zip(&compared.claims);
    let told = claims.filter(|(_, claim)| claim.void.is_none() && (all || claim.effect.moves()));
    pairs.extend(told.filter_map(|(&claim, compared)| match compared.effect {
        Effect::OnTruth(truths) => Some((model.claims[claim].id.clone(), model.claims[claim].words.clone(), truths)),
        Effect::OnQuantity(_) => None,
    }));
    Picture {
        title: model.title.clone(),
        lines: lines(study, asked, (request.seed, request.worlds)),
        panels: panels(&pairs),
        notes: vec![NOTE.to_owned()],
    }
}

fn panels(pairs: &[(String, String, PairedTruths)]) -> Vec<Panel> {
    let row = |(name, words, truths): &(String, String, PairedTruths), dots: &dyn Fn(&PairedTruths) -> Vec<Dot>| Row {
        name: name.clone(),
        words: words.clone(),
        dots: dots(truths),
    };
    let sides = |truths: &PairedTruths| {
        let dot = |side: Side| Dot { side, estimate: side.of(truths).wilson(), filled: side == Side::Without };
        vec![dot(Side::Without), dot(Side::With)]
    };
    let effect = |truths: &PairedTruths| vec![Dot { side: Side::With, estimate: truths.effect(), filled: true }];
    let differences: Vec<Row> = pairs.iter().map(|pair| row(pair, &effect)).collect();
    let dots = [
        Dots {
            title: "Share of worlds, with 95 % interval".to_owned(),
            unit: "of 100 worlds".to_owned(),
            rows: pairs.iter().map(|pair| row(pair, &sides)).collect(),
            range: (0.0, 1.0),
            line: None,
            factor: 100.0,
        },
        Dots {
            title: "Paired difference, with 95 % interval".to_owned(),
            unit: "points".to_owned(),
            range: widest(&differences),
            rows: differences,
            line: Some(0.0),
            factor: 100.0,
        },
    ];
    dots.into_iter().filter(|dots| !dots.rows.is_empty()).map(Panel::Dots).collect()
}
