//! Bands as data.

use presidium_lab::{Answer, Band, Bands, LEVELS, element_ids, element_labels};
use presidium_lang::model::{Factor, Model};
use serde::Serialize;

use crate::figures::known;
use crate::study::Study;
use crate::views::document::{Document, Head, Nothing};
use crate::views::marks::is_zero;

/// A row for each month of each element.
pub fn bands<'a>(study: &'a Study, seed: u64, answer: &'a Answer<Bands>) -> impl Serialize + use<'a> {
    let result = &answer.report;
    Document {
        head: Head::of_answer(study, seed, answer)
            .with_worlds(result.worlds, result.failures.worlds)
            .with_left(result.left),
        more: Nothing {},
        rows: result.bands.iter().flat_map(|band| month_views(&study.model, band)).collect::<Vec<_>>(),
    }
}

/// The same as a table of comma-separated values: `name,element,date,q05,q25,q50,q75,q95,missing`.
pub fn bands_csv(model: &Model, result: &Bands) -> String {
    let mut text = "name,element,date,q05,q25,q50,q75,q95,missing\n".to_owned();
    for band in &result.bands {
        let variable = &model.variables[band.variable];
        // Elements of several indices share a field; ids hold neither commas nor quotes.
        let element = element_ids(model, &variable.indices, band.element).join(" ");
        let (_, factor) = band_unit(model, band);
        for ((at, quantiles), missing) in model.steps().zip(&band.months).zip(&band.missing) {
            let figures: Vec<String> = quantiles.iter().map(|value| csv_number(*value / factor)).collect();
            text +=
                &format!("{},{element},{},{},{missing}\n", variable.name, model.clock.seen_text(at), figures.join(","));
        }
    }
    text
}

/// A number of a table; an empty cell where there is none.
fn csv_number(value: f64) -> String {
    known(value).map_or_else(String::new, |value| value.to_string())
}

/// The unit that a band is shown in, and its factor.
pub fn band_unit<'a>(model: &'a Model, band: &Band) -> (&'a str, Factor) {
    crate::claims::unit(&model.variables[band.variable].ty)
}

/// One month of one element.
#[derive(Serialize)]
struct MonthView<'a> {
    name: &'a str,
    element: Vec<String>,
    label: Vec<String>,
    unit: &'a str,
    date: String,
    q05: Option<f64>,
    q25: Option<f64>,
    q50: Option<f64>,
    q75: Option<f64>,
    q95: Option<f64>,
    /// Worlds in which the value is missing.
    #[serde(skip_serializing_if = "is_zero")]
    missing: u64,
}

fn month_views<'a>(model: &'a Model, band: &'a Band) -> impl Iterator<Item = MonthView<'a>> {
    let variable = &model.variables[band.variable];
    let (unit, factor) = band_unit(model, band);
    model.steps().zip(&band.months).zip(&band.missing).map(move |((at, quantiles), &missing)| {
        let [q05, q25, q50, q75, q95] = quantiles.map(|value| known(value / factor));
        let element = element_ids(model, &variable.indices, band.element);
        let label = element_labels(model, &variable.indices, band.element);
        MonthView {
            name: &variable.name,
            element,
            label,
            unit,
            date: model.clock.seen_text(at),
            q05,
            q25,
            q50,
            q75,
            q95,
            missing,
        }
    })
}

const _: () = assert!(LEVELS.len() == 5, "the columns of the table and the rows are written out");
