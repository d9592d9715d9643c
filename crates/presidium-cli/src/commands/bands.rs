//! `presidium bands`: quantiles of variables, month by month.

use presidium_lab::{Band, Bands, Kept, LEVELS, bands, element_ids, element_labels, variable_name};
use presidium_lang::model::{Element, Factor, Model, Type, VariableId};
use serde::Serialize;

use crate::arguments::BandsArguments;
use crate::figures::{count, known, number};
use crate::json::{Head, Nothing, document};
use crate::output::{HEADING, Output, styled};
use crate::progress::watched;
use crate::report::{closing_note, failures_note, heading_of_run, no_world};
use crate::setup::{Setup, variable};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

pub fn run(arguments: &BandsArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario, arguments.luck.threads())?;
    let wanted = wanted(&setup.model, &arguments.variables)?;
    let values = arguments.worlds as f64 * setup.model.step_count() as f64;
    setup.affords(Kept { values, course_worlds: 0 })?;
    let ensemble = arguments.luck.ensemble(arguments.worlds);
    let result = watched(|watch| bands(&setup.model, &setup.scenario, &wanted, ensemble, watch))?;
    no_world(result.worlds, &result.failures)?;
    if arguments.csv {
        return Ok(Output::ok(csv(&setup.model, &result)));
    }
    if arguments.json {
        return Ok(Output::ok(json(&setup, &result, ensemble.seed)));
    }
    let mut text = heading_of_run(&setup, ensemble);
    result.bands.iter().for_each(|band| text += &band_text(&setup.model, band));
    text += &failures_note(&result.failures);
    text += &closing_note();
    Ok(Output::ok(text))
}

/// A name alone stands for all its elements.
fn wanted(model: &Model, spellings: &[String]) -> Result<Vec<(VariableId, Element)>, Stop> {
    let mut wanted = vec![];
    for spelling in spellings {
        match variable(model, spelling)? {
            (id, Some(element)) => wanted.push((id, element)),
            (id, None) => {
                let elements = model.variables[id.index()].elements(model);
                wanted.extend(elements.map(|element| (id, element)));
            }
        }
    }
    for &(id, element) in &wanted {
        let variable = &model.variables[id.index()];
        let what = match variable.ty {
            Type::Element { set, .. } => Some(format!("an element of {}", model.sets[set.index()].name)),
            Type::Date => Some("a date".to_owned()),
            Type::Quantity { .. } | Type::Truth => None,
        };
        if let Some(what) = what {
            let name = variable_name(model, id, element);
            let help = format!("try `presidium run --show \"{name} at {}\"`", model.last_month);
            return Err(Stop::usage(format!("bands are of quantities, and `{name}` is {what}\n  help: {help}")));
        }
    }
    Ok(wanted)
}

/// Base units per shown unit, and the unit.
fn unit<'a>(model: &'a Model, band: &Band) -> (&'a str, Factor) {
    crate::claims::unit(&model.variables[band.variable.index()].ty)
}

fn band_text(model: &Model, band: &Band) -> String {
    let (symbol, factor) = unit(model, band);
    let variable = &model.variables[band.variable.index()];
    let title = format!("{}  {}", variable_name(model, band.variable, band.element), variable.label);
    let head = ["", "5 %", "25 %", "50 %", "75 %", "95 %", symbol];
    let months = model.months().zip(&band.months).map(|(at, quantiles)| {
        let figures = quantiles.iter().map(|value| number(*value / factor));
        std::iter::once(at.to_string()).chain(figures).chain([String::new()]).collect()
    });
    let rows: Vec<Vec<String>> = months.collect();
    let aligns = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left];
    let missing = missing_line(model, band);
    format!("\n{}\n{}{missing}", styled(HEADING, &wrap(title.trim_end(), 0)), headed(&head, &rows, &aligns, 2))
}

/// In how many worlds the value is missing, in the month in which it is in most.
fn missing_line(model: &Model, band: &Band) -> String {
    let most = model.months().zip(&band.missing).max_by_key(|&(at, missing)| (*missing, std::cmp::Reverse(at)));
    match most {
        Some((at, &worlds)) if worlds > 0 => {
            let months = band.missing.iter().filter(|missing| **missing > 0).count();
            format!("  missing in some worlds in {months} months; in {} in {}\n", at, count(worlds))
        }
        _ => String::new(),
    }
}

fn csv(model: &Model, result: &Bands) -> String {
    let mut text = "name,element,date,q05,q25,q50,q75,q95,missing\n".to_owned();
    for band in &result.bands {
        let variable = &model.variables[band.variable.index()];
        // Elements of several indices share a field; ids hold neither commas nor quotes.
        let element = element_ids(model, &variable.indices, band.element).join(" ");
        let (_, factor) = unit(model, band);
        for ((at, quantiles), missing) in model.months().zip(&band.months).zip(&band.missing) {
            let figures: Vec<String> = quantiles.iter().map(|value| csv_number(*value / factor)).collect();
            text += &format!("{},{element},{},{},{missing}\n", variable.name, at, figures.join(","));
        }
    }
    text
}

/// A number of a table; an empty cell where there is none.
fn csv_number(value: f64) -> String {
    known(value).map_or_else(String::new, |value| value.to_string())
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

fn json(setup: &Setup, result: &Bands, seed: u64) -> String {
    let model = &setup.model;
    let head = Head::of_run(setup, seed).with_worlds(result.worlds, result.failures.worlds);
    let rows: Vec<MonthView<'_>> = result.bands.iter().flat_map(|band| month_views(model, band)).collect();
    document(&head, &Nothing {}, &rows)
}

fn month_views<'a>(model: &'a Model, band: &'a Band) -> impl Iterator<Item = MonthView<'a>> {
    let variable = &model.variables[band.variable.index()];
    let (unit, factor) = unit(model, band);
    model.months().zip(&band.months).zip(&band.missing).map(move |((at, quantiles), &missing)| {
        let [q05, q25, q50, q75, q95] = quantiles.map(|value| known(value / factor));
        let element = element_ids(model, &variable.indices, band.element);
        let label = element_labels(model, &variable.indices, band.element);
        MonthView { name: &variable.name, element, label, unit, date: at.to_string(), q05, q25, q50, q75, q95, missing }
    })
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

const _: () = assert!(LEVELS.len() == 5, "the columns of the table, the CSV and the JSON are written out");
