//! Elementary effects: how far the answer goes when one parameter after the other is moved.

use presidium_lab::{DriversQuestion, Estimate, Morris, Moves, Request};
use presidium_lang::model::{Element, Type};
use presidium_query::Study;
use presidium_query::claims::unit;
use presidium_query::headline::Side;
use presidium_query::targets::{parameter_name, parameter_words, target_title};
use presidium_query::views::NOTE;

use crate::bands::lines;
use crate::ledger::widest;
use crate::panels::{Dot, Dots, Panel, Picture, Row};

/// Parameters that are drawn.
const DRAWN: usize = 24;

/// A row for each parameter, the strongest first: the mean size of what moving it does, its mean, and its spread.
pub fn morris(study: &Study, request: &Request<DriversQuestion>, found: &Morris) -> Picture {
    let (model, of) = (&study.model, &request.question.of);
    let (figure, factor) = match of.ty(model) {
        Type::Truth => ("points".to_owned(), 100.0),
        ty => (unit(ty).0.to_owned(), 1.0 / (1.0 * unit(ty).1)),
    };
    let shown = || found.parameters.iter().take(DRAWN);
    let row = |moves: &Moves, dots: Vec<Dot>| Row {
        name: parameter_name(model, moves.parameter, (Element::default(), moves.numbers)),
        words: parameter_words(model, moves.parameter).to_owned(),
        dots,
    };
    let dot = |estimate: Estimate, filled: bool| Dot { side: Side::Without, estimate, filled };
    let sizes: Vec<Row> = shown().map(|moves| row(moves, vec![dot(moves.size, true)])).collect();
    let at = |value: f64| Estimate { value, low: value, high: value };
    let values = |part: fn(&Moves) -> Option<f64>| -> Vec<Row> {
        shown().filter_map(|moves| Some(row(moves, vec![dot(at(part(moves)?), true)]))).collect()
    };
    let panel = |title: &str, rows: Vec<Row>| Dots {
        title: title.to_owned(),
        unit: figure.clone(),
        range: widest(&rows),
        rows,
        line: Some(0.0),
        factor,
    };
    let panels = [
        panel("Mean size of what moving a parameter does (μ*), with 95 % interval", sizes),
        panel(
            "Mean of what it does (μ); of one number only, since several are moved both ways",
            values(|moves| moves.mean),
        ),
        panel("How much that differs from place to place (σ)", values(|moves| moves.spread)),
    ];
    let how = format!(
        "Moved one after the other along {} walks over the middle 90 of 100 of their priors, with the same luck.",
        found.walks
    );
    let rest = found.parameters.len().saturating_sub(DRAWN);
    let rest = (rest > 0).then(|| format!("{rest} parameters move it less."));
    Picture {
        title: model.title.clone(),
        lines: lines(study, &[], (request.seed, found.worlds))
            .into_iter()
            .chain([target_title(model, of), how])
            .collect(),
        panels: panels.into_iter().filter(|dots| !dots.rows.is_empty()).map(Panel::Dots).collect(),
        notes: rest.into_iter().chain([NOTE.to_owned()]).collect(),
    }
}
