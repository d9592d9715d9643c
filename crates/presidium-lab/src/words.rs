//! What the engine found, in words for readers.
//!
//! The engine gives values with ids; a reader sees names, units and sentences. Only what several surfaces say alike stands
//! here; the rest is up to each of them.

mod faults;
mod values;

use presidium_engine::Cell;
use presidium_engine::oracle::{Label, Line, Piece};
use presidium_lang::model::{Model, VariableKind};

use crate::names::{element_ids, with_elements};
pub use faults::fault_text;
use values::show;

/// A line of the chronicle.
pub fn line_text(model: &Model, line: &Line) -> String {
    let words = line.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value { value, ty } => show(model, *value, ty),
    });
    words.collect()
}

/// What a summand of an explanation is; empty where there is nothing to be said of it.
pub fn label_text(model: &Model, label: &Label) -> String {
    match label {
        Label::Term(label) => label.clone(),
        Label::Before => format!("at the end of the {} before", model.clock.noun()),
        Label::Rules => "changed by events and decisions".to_owned(),
        Label::Limits => "kept within its bounds".to_owned(),
        Label::Wanted => "wanted".to_owned(),
        Label::WithinStep => format!("changes within the {}", model.clock.noun()),
        Label::Inflow(flow) => flow_text(model, *flow, false),
        Label::Outflow(flow) => flow_text(model, *flow, true),
        Label::SourceEmpty(stock) => format!("{} has no more", cell_text(model, *stock)),
        Label::TargetFull(stock) => format!("{} is full", cell_text(model, *stock)),
    }
}

/// What a stock calls a flow: its own words for it, the flow's, or its name.
fn flow_text(model: &Model, flow: Cell, goes_out: bool) -> String {
    let declared = &model.variables[flow.variable];
    let VariableKind::Flow { from, to, .. } = &declared.kind else { return String::new() };
    let end = if goes_out { from } else { to };
    let own = end.as_ref().map_or("", |end| end.label.as_str());
    match (own, declared.label.as_str()) {
        ("", words) if !words.is_empty() && declared.indices.is_empty() => words.to_owned(),
        ("", _) => with_elements(&declared.name, &element_ids(model, &declared.indices, flow.element)),
        (own, _) => own.to_owned(),
    }
}

fn cell_text(model: &Model, cell: Cell) -> String {
    let declared = &model.variables[cell.variable];
    with_elements(declared.known_as(), &element_ids(model, &declared.indices, cell.element))
}
