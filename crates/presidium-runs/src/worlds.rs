//! The table of worlds: what was drawn, what came of the claims, what else was looked at, and what went wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use presidium_lab::{LedgerExperiment, LedgerTally, Stretch, claim_finals, outcome_type, variable_name};
use presidium_lang::model::{Element, Model, Type, VariableId};
use presidium_query::evidence::Known;
use presidium_query::reasons::failure_words;

use crate::columns::{Column, Kind, Rows};
use crate::tables::{Seen, column_of, push};

/// Failed worlds of a chunk of which it is told why: each is run once more for it, by the slow way.
const REASONS: usize = 20;

/// Columns in front of the values.
const FIRST: [(&str, Kind, &str); 4] = [
    ("world", Kind::Count, "the number of the world, from 0; with the seed, all of its luck"),
    ("seed", Kind::Seed, "the seed of the run"),
    ("failure_month", Kind::Text, "the month in which the world stopped; missing of a world that was completed"),
    (
        "failure_reason",
        Kind::Text,
        "why it stopped; told of the first 20 worlds of a chunk that did. A world that stopped has no values",
    ),
];

/// Makes rows of worlds.
pub struct WorldRows {
    model: Arc<Model>,
    seed: u64,
    values: Vec<Value>,
}

/// A value of a world, and its type.
struct Value {
    from: From,
    ty: Type,
}

#[derive(Clone, Copy)]
enum From {
    Final(usize),
    /// The outcome of a claim.
    Outcome(usize),
    /// The outcome of a claim without its cause.
    Without(usize),
    /// Whether a claim is asked.
    Asked(usize),
    /// A step on the way to a claim.
    Step(usize, usize),
    /// A value at the end of a month.
    Seen(usize),
}

impl WorldRows {
    pub fn new(seen: &Seen) -> (Vec<Column>, WorldRows) {
        let Seen { model, scenario, seed, question } = seen;
        let mut names = Names(FIRST.iter().map(|(name, ..)| (*name).to_owned()).collect());
        let mut columns: Vec<Column> =
            FIRST.iter().map(|&(name, kind, words)| Column::new(name, kind, words)).collect();
        let mut values = vec![];
        let mut add = |name: String, from: From, ty: &Type, words: String, source: String| {
            columns.push(Column { source, ..column_of(names.free(name), ty, words) });
            values.push(Value { from, ty: ty.clone() });
        };
        let claims = &question.ledger.claims;
        for (place, &(variable, element)) in question.recorded.parameters.iter().enumerate() {
            let declared = &model.variables[variable];
            let source = Known::of(model, scenario, variable, element).words;
            let from = From::Final(claim_finals(model, claims) + place);
            add(flat_name(model, variable, element), from, &declared.ty, format!("drawn: {}", declared.label), source);
        }
        for (place, &claim) in claims.iter().enumerate() {
            let claim = &model.claims[claim];
            let ty = outcome_type(claim);
            let what = if claim.cause().is_some() { "outcome of the claim" } else { "whether the claim holds" };
            let words = format!("{what}: {}", claim.words);
            add(claim.id.clone(), From::Outcome(place), ty, words, claim.passage.clone());
            if let Some(given) = &claim.given {
                let words = format!("whether the claim is asked: {}; elsewhere its outcome is missing", given.words);
                add(format!("{}_given", claim.id), From::Asked(place), &Type::Truth, words, claim.passage.clone());
            }
            for (step, told) in claim.steps.iter().enumerate() {
                let words = format!("a step on the way to the claim: {}", told.words);
                let name = format!("{}_step_{}", claim.id, step + 1);
                add(name, From::Step(place, step), &Type::Truth, words, claim.passage.clone());
            }
            if let Some(cause) = claim.cause().filter(|_| question.ledger.cause_worlds > 0) {
                let cause = &model.what_ifs[cause];
                let words = format!(
                    "the same without the cause ({}); in the first {} worlds",
                    cause.name, question.ledger.cause_worlds
                );
                add(format!("{}_without", claim.id), From::Without(place), ty, words, claim.passage.clone());
            }
        }
        for (place, seen) in question.ledger.observables.iter().enumerate() {
            let declared = &model.variables[seen.variable];
            let name =
                format!("{} at {}", flat_name(model, seen.variable, seen.element), model.clock.seen_text(seen.month));
            add(
                name,
                From::Seen(place),
                &declared.ty,
                format!("at the end of the {}: {}", model.clock.noun(), declared.label),
                String::new(),
            );
        }
        (columns, WorldRows { model: model.clone(), seed: *seed, values })
    }

    pub fn fill(&mut self, found: &Stretch<LedgerTally>, experiment: &LedgerExperiment, rows: &mut Rows) {
        let seen = &found.seen[0];
        let (first, values) = rows.columns.split_at_mut(FIRST.len());
        let mut stopped = seen.stopped().peekable();
        for world in found.worlds.iter() {
            first[0].count(world.0);
            first[1].count(self.seed);
            match stopped.next_if(|(of, _)| *of == world) {
                Some((_, month)) => {
                    let looked_into = first[2].known() < REASONS;
                    first[2].text(&self.model.clock.text(month));
                    let why = looked_into.then(|| experiment.why_stopped(world)).flatten();
                    match why {
                        Some(failure) => first[3].text(failure_words(&failure).trim_start_matches("the world fails: ")),
                        None => first[3].missing(),
                    }
                }
                None => {
                    first[2].missing();
                    first[3].missing();
                }
            }
        }
        for (value, cells) in self.values.iter().zip(values) {
            let count = found.worlds.len() as usize;
            let mut add = |figure: Option<f64>| push(cells, &self.model, &value.ty, figure);
            match value.from {
                From::Final(place) => seen.finals(place).for_each(add),
                From::Outcome(place) => experiment.outcomes(place, &found.seen).for_each(add),
                From::Without(place) => {
                    let told = experiment.outcomes_without(place, &found.seen).into_iter().flatten();
                    told.map(Some).chain(std::iter::repeat(None)).take(count).for_each(|told| add(told.flatten()));
                }
                From::Asked(place) => {
                    let asked = experiment.asked(place, &found.seen);
                    asked.for_each(|asked| add(asked.map(f64::from)));
                }
                From::Step(place, step) => experiment.step(place, step, &found.seen).for_each(add),
                From::Seen(place) => seen.cells(place).for_each(add),
            }
        }
    }
}

/// `stance[Beria,Virgin_Lands]`
pub fn flat_name(model: &Model, variable: VariableId, element: Element) -> String {
    variable_name(model, variable, element).replace(", ", ",")
}

/// Names of columns that are taken.
struct Names(BTreeSet<String>);

impl Names {
    /// The name, with a number behind it if it is taken: a parameter may be called as a claim is.
    fn free(&mut self, name: String) -> String {
        let numbered = (2..).map(|number: u32| format!("{name}_{number}"));
        let found = std::iter::once(name.clone()).chain(numbered).find(|name| !self.0.contains(name));
        let name = found.unwrap_or(name);
        self.0.insert(name.clone());
        name
    }
}
