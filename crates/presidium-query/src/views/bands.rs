//! Bands as data, and as tables of comma-separated values. Both have the same fields in the same order.

use presidium_lab::{
    Answer, BETWEEN, Band, Bands, BandsQuestion, Estimate, Figures, Kind, Kinds, LEVELS, Request, Spread, Subject,
    element_ids, element_labels,
};
use presidium_lang::model::{Element, Factor, Index, Model};
use serde::{Serialize, Serializer};

use crate::figures::known;
use crate::headline::description;
use crate::over_time::{groups_of, kind_id, kind_words, subject_name, subject_unit, subject_words};
use crate::problem::Problem;
use crate::study::Study;
use crate::views::document::{Document, Head};
use crate::views::marks::is_zero;

/// A row for each step of each quantity, and for each kind of worlds in it of everything else. `asked` are the changes as they were spelt, `steps` places
/// among the steps of the model.
pub fn bands<'a>(
    study: &'a Study,
    asked: &'a [String],
    request: &Request<BandsQuestion>,
    answer: &'a Answer<Bands>,
    steps: &[usize],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More<'a> {
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        what_if: &'a [String],
        #[serde(skip_serializing_if = "Option::is_none")]
        failed_with: Option<u64>,
    }
    let result = &answer.report;
    let two = !request.question.changes.is_empty();
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(result.worlds, result.failures.worlds)
            .with_left(result.left),
        more: More { what_if: asked, failed_with: two.then_some(result.failures_with.worlds) },
        rows: result.bands.iter().flat_map(|band| rows(&study.model, band, steps, two)).collect::<Vec<_>>(),
    }
}

/// The same as a table: `name,element,date,q05,q25,q50,q75,q95,missing` of quantities, `name,element,date,value,share,low,high,worlds,missing` of
/// anything else; with a change the other side and the paired difference behind.
///
/// # Errors
/// [`Problem`] if quantities and others are asked for together.
pub fn bands_csv(model: &Model, result: &Bands, steps: &[usize], two: bool) -> Result<String, Problem> {
    let is_number = |band: &Band| matches!(band.figures, Figures::Numbers(_));
    if result.bands.iter().any(is_number) && !result.bands.iter().all(is_number) {
        return Err(Problem::helped(
            "a table has either quantiles or shares, and both are asked for",
            "ask for quantities and for the others in two commands",
        ));
    }
    let mut text = String::new();
    for row in result.bands.iter().flat_map(|band| rows(model, band, steps, two)) {
        if text.is_empty() {
            text = format!("name,element,date,{}\n", row.fields.names().join(","));
        }
        // Elements of several indices share a field; ids hold neither commas nor quotes.
        let ids = [row.name.to_owned(), row.element.join(" "), row.date.clone()];
        let cells: Vec<String> = ids.into_iter().chain(row.fields.cells(row.missing)).collect();
        text += &(cells.join(",") + "\n");
    }
    Ok(text)
}

/// One step of one element.
#[derive(Serialize)]
struct RowView<'a> {
    name: &'a str,
    element: Vec<String>,
    label: Vec<String>,
    unit: &'a str,
    date: String,
    #[serde(flatten)]
    fields: Fields,
    /// Worlds in which the value is missing.
    #[serde(skip_serializing_if = "is_zero")]
    missing: u64,
}

fn rows<'a>(model: &'a Model, band: &'a Band, steps: &[usize], two: bool) -> Vec<RowView<'a>> {
    let (unit, factor) = subject_unit(model, band.subject);
    let (name, indices, element) = named(model, band.subject);
    let kinds: Vec<Kind> = groups_of(model, band, usize::MAX).iter().filter_map(|group| group.kind()).collect();
    let row = |place: usize, missing: u64, fields: Fields| RowView {
        name,
        element: element_ids(model, indices, element),
        label: element_labels(model, indices, element),
        unit,
        date: model.clock.seen_text(model.first_step + place as u32),
        fields,
        missing,
    };
    let of_step = |&place: &usize| match &band.figures {
        Figures::Numbers(steps) => vec![row(place, steps[place].missing, Fields::of_spread(&steps[place], factor))],
        Figures::Shares(steps) => {
            let fields = kinds.iter().map(|&kind| Fields::of_kind(model, band.subject, kind, &steps[place], two));
            fields.map(|fields| row(place, steps[place].missing, fields)).collect()
        }
    };
    steps.iter().flat_map(of_step).collect()
}

fn named(model: &Model, subject: Subject) -> (&str, &[Index], Element) {
    match subject {
        Subject::Variable(variable, element) => {
            let variable = &model.variables[variable];
            (&variable.name, &variable.indices, element)
        }
        Subject::Rule(rule, element) => (model.rules[rule].name(), model.rules[rule].indices(), element),
    }
}

/// The figures of a row, each with its name.
#[derive(Default)]
struct Fields(Vec<(&'static str, Field)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Field {
    /// None if it is no number.
    Number(Option<f64>),
    Count(u64),
    Text(String),
    /// For the reader of JSON, and no cell of a table.
    Label(String),
}

const QUANTILES: [&str; LEVELS.len()] = ["q05", "q25", "q50", "q75", "q95"];
const WITH_QUANTILES: [&str; LEVELS.len()] = ["with_q05", "with_q25", "with_q50", "with_q75", "with_q95"];
const DIFFERENCE: [&str; 3] = ["difference", "difference_low", "difference_high"];

impl Fields {
    /// Quantiles and, with a change, those of the other side and the mean of the paired difference.
    fn of_spread(spread: &Spread, factor: Factor) -> Fields {
        let mut fields = Fields::default();
        fields.numbers(QUANTILES, spread.quantiles.map(|value| value / factor));
        if let Some(changed) = spread.changed {
            fields.numbers(WITH_QUANTILES, changed.quantiles.map(|value| value / factor));
            fields.numbers(DIFFERENCE, ends(changed.difference).map(|end| end / factor));
        }
        fields
    }

    /// The share of one kind of worlds and, with a change, that of the other side, the paired difference, and the worlds that are of the kind on one side
    /// only.
    fn of_kind(model: &Model, subject: Subject, kind: Kind, here: &Kinds, two: bool) -> Fields {
        let pairs = here.of(|other| other == kind);
        let mut fields = Fields(vec![
            ("value", Field::Text(kind_id(model, subject, kind))),
            ("value_label", Field::Label(kind_words(model, subject, kind))),
        ]);
        fields.numbers(["share", "low", "high"], ends(pairs.without().wilson()));
        fields.0.push(("worlds", Field::Count(pairs.worlds())));
        if two {
            fields.numbers(["with", "with_low", "with_high"], ends(pairs.with().wilson()));
            fields.numbers(DIFFERENCE, ends(pairs.effect()));
            fields.0.extend([("gained", Field::Count(pairs.gained)), ("lost", Field::Count(pairs.lost))]);
        }
        fields
    }

    fn numbers<const N: usize>(&mut self, names: [&'static str; N], values: [f64; N]) {
        self.0.extend(names.into_iter().zip(values).map(|(name, value)| (name, Field::Number(known(value)))));
    }

    /// The columns of a table.
    fn names(&self) -> Vec<&'static str> {
        let names = self.0.iter().filter(|(_, field)| !matches!(field, Field::Label(_))).map(|(name, _)| *name);
        names.chain(["missing"]).collect()
    }

    /// The cells of a row of a table.
    fn cells(&self, missing: u64) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|(_, field)| field.cell()).chain([missing.to_string()])
    }
}

impl Field {
    /// As a cell of a table, which is empty where there is no number. Options over several sets have commas in their names.
    fn cell(&self) -> Option<String> {
        match self {
            Field::Number(number) => Some(number.map_or_else(String::new, |number| number.to_string())),
            Field::Count(count) => Some(count.to_string()),
            Field::Text(text) if text.contains(',') => Some(format!("\"{text}\"")),
            Field::Text(text) => Some(text.clone()),
            Field::Label(_) => None,
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, field)| (name, field)))
    }
}

fn ends(Estimate { value, low, high }: Estimate) -> [f64; 3] {
    [value, low, high]
}

/// What a series of numbers is of: for each step one number for each column, in this order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesView {
    /// As it was asked for, with its elements.
    name: String,
    variable: String,
    element: Vec<String>,
    /// In words.
    label: String,
    unit: String,
    /// `without`, `with` or `difference`.
    side: &'static str,
    /// `numbers` or `shares`.
    kind: &'static str,
    /// Of numbers the columns. Of shares the ids of the kinds of worlds, each of which has three columns: the share, or the difference, and the
    /// two ends of its interval.
    names: Vec<String>,
    /// Of shares: the kinds in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<String>,
    steps: usize,
    /// Columns.
    width: usize,
    /// Worlds in which the value is missing, by step; absent if it is in none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<u64>,
}

/// The columns of a quantity: those that are printed, with one between each and the next.
const DRAWN: [&str; LEVELS.len() + BETWEEN.len()] = ["q05", "q15", "q25", "q40", "q50", "q60", "q75", "q85", "q95"];

/// The columns of a paired difference.
const ENDS: [&str; 3] = ["value", "low", "high"];
const SIDES: [&str; 3] = ["without", "with", "difference"];

/// Bands as series of numbers, those of [`bands`]: for each band one, or three with a change. Not a number where there is none.
pub fn band_series(model: &Model, bands: &Bands, two: bool) -> Vec<(SeriesView, Vec<f64>)> {
    let sides = if two { SIDES.as_slice() } else { &SIDES[..1] };
    bands.bands.iter().flat_map(|band| sides.iter().map(|&side| one_series(model, band, side))).collect()
}

fn one_series(model: &Model, band: &Band, side: &'static str) -> (SeriesView, Vec<f64>) {
    let (unit, factor) = subject_unit(model, band.subject);
    let (variable, indices, element) = named(model, band.subject);
    let view = SeriesView {
        name: subject_name(model, band.subject),
        variable: variable.to_owned(),
        element: element_ids(model, indices, element),
        label: subject_label(model, band.subject),
        unit: unit.to_owned(),
        side,
        kind: "numbers",
        names: vec![],
        labels: vec![],
        steps: model.step_count(),
        width: 0,
        missing: missing(band),
    };
    match &band.figures {
        Figures::Numbers(steps) => {
            let columns = if side == "difference" { ENDS.as_slice() } else { &DRAWN };
            let names: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
            let values = steps.iter().flat_map(|spread| spread_side(spread, side)).map(|value| value / factor);
            (SeriesView { width: names.len(), names, ..view }, values.collect())
        }
        Figures::Shares(steps) => {
            let kinds: Vec<Kind> = groups_of(model, band, usize::MAX).iter().filter_map(|group| group.kind()).collect();
            let values = steps.iter().flat_map(|here| kinds.iter().flat_map(|&kind| share_side(here, kind, side)));
            let names = kinds.iter().map(|&kind| kind_id(model, band.subject, kind)).collect();
            let labels = kinds.iter().map(|&kind| kind_words(model, band.subject, kind)).collect();
            (SeriesView { kind: "shares", width: ENDS.len() * kinds.len(), names, labels, ..view }, values.collect())
        }
    }
}

/// Of an office its name, of anything else its words and its elements.
fn subject_label(model: &Model, subject: Subject) -> String {
    match subject {
        Subject::Variable(variable, element) => description(model, &model.variables[variable], element),
        Subject::Rule(rule, element) => {
            let labels = element_labels(model, model.rules[rule].indices(), element);
            let words = match subject_words(model, subject) {
                "" => model.rules[rule].name(),
                words => words,
            };
            if labels.is_empty() { words.to_owned() } else { format!("{words} ({})", labels.join(", ")) }
        }
    }
}

/// By step; empty if nothing is missing.
fn missing(band: &Band) -> Vec<u64> {
    let missing: Vec<u64> = match &band.figures {
        Figures::Numbers(steps) => steps.iter().map(|step| step.missing).collect(),
        Figures::Shares(steps) => steps.iter().map(|step| step.missing).collect(),
    };
    if missing.iter().any(|missing| *missing > 0) { missing } else { vec![] }
}

fn spread_side(spread: &Spread, side: &str) -> Vec<f64> {
    match (side, &spread.changed) {
        ("with", Some(changed)) => drawn(&changed.quantiles, &changed.between),
        ("difference", Some(changed)) => ends(changed.difference).to_vec(),
        _ => drawn(&spread.quantiles, &spread.between),
    }
}

/// In the order of their levels.
fn drawn(quantiles: &[f64; LEVELS.len()], between: &[f64; BETWEEN.len()]) -> Vec<f64> {
    let next = between.iter().map(Some).chain([None]);
    quantiles.iter().zip(next).flat_map(|(one, next)| std::iter::once(*one).chain(next.copied())).collect()
}

fn share_side(here: &Kinds, kind: Kind, side: &str) -> [f64; 3] {
    let pairs = here.of(|other| other == kind);
    ends(match side {
        "with" => pairs.with().wilson(),
        "difference" => pairs.effect(),
        _ => pairs.without().wilson(),
    })
}
