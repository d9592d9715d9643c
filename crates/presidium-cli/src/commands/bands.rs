//! `presidium bands`: quantiles of variables, month by month.

use presidium_lab::{Band, BandsQuestion, variable_name};
use presidium_lang::model::Model;
use presidium_query::bands;
use presidium_query::figures::{count, number};
use presidium_query::views::{self, band_unit, bands_csv, json_text};

use crate::arguments::BandsArguments;
use crate::output::{HEADING, Output, styled};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

pub fn run(arguments: &BandsArguments) -> Result<Output, Stop> {
    let setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let (study, model) = (&setup.study, &setup.study.model);
    let question = BandsQuestion { wanted: bands(model, &arguments.variables)? };
    let request = setup.request(question, arguments.luck.seed.of(model), arguments.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let result = &answer.report;
    no_world(model, result.worlds, &result.failures)?;
    let left = left_note(study, result.left)?;
    if arguments.csv {
        return Ok(Output::of(&answer, bands_csv(model, result)));
    }
    if arguments.json {
        return Ok(Output::of(&answer, json_text(&views::bands(study, request.seed, &answer))));
    }
    let mut text = heading_of_run(study, &request, &answer) + &left;
    result.bands.iter().for_each(|band| text += &band_text(model, band));
    text += &failures_note(model, &result.failures);
    text += &closing_note();
    Ok(Output::of(&answer, text))
}

fn band_text(model: &Model, band: &Band) -> String {
    let (symbol, factor) = band_unit(model, band);
    let variable = &model.variables[band.variable];
    let title = format!("{}  {}", variable_name(model, band.variable, band.element), variable.label);
    let head = ["", "5 %", "25 %", "50 %", "75 %", "95 %", symbol];
    let months = model.steps().zip(&band.months).map(|(at, quantiles)| {
        let figures = quantiles.iter().map(|value| number(*value / factor));
        std::iter::once(model.clock.seen_text(at)).chain(figures).chain([String::new()]).collect()
    });
    let rows: Vec<Vec<String>> = months.collect();
    let aligns = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left];
    let missing = missing_line(model, band);
    format!("\n{}\n{}{missing}", styled(HEADING, &wrap(title.trim_end(), 0)), headed(&head, &rows, &aligns, 2))
}

/// In how many worlds the value is missing, in the month in which it is in most.
fn missing_line(model: &Model, band: &Band) -> String {
    let most = model.steps().zip(&band.missing).max_by_key(|&(at, missing)| (*missing, std::cmp::Reverse(at)));
    match most {
        Some((at, &worlds)) if worlds > 0 => {
            let steps = band.missing.iter().filter(|missing| **missing > 0).count();
            format!(
                "  missing in some worlds in {steps} {}s; in {} in {}\n",
                model.clock.noun(),
                model.clock.seen_text(at),
                count(worlds)
            )
        }
        _ => String::new(),
    }
}
