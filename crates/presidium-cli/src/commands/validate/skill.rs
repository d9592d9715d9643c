//! Skill against recorded series: the ensemble's forecasts against a random walk with drift.

use presidium_lab::{
    Forecaster, KEPT_ONE_IN, Kept, Sample, SeriesSkill, Share, Skill, SkillRequest, coverage, rank_histogram,
    variable_name,
};
use presidium_lang::calendar::Month;
use presidium_lang::model::{Model, Record};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Report, ensemble, part_rows, raw};
use crate::arguments::ValidateArguments;
use crate::claims::unit;
use crate::figures::{NOTHING, count, known, number, signed, worlds};
use crate::output::{HEADING, styled};
use crate::progress::watched_as;
use crate::report::{failures_note, no_world};
use crate::setup::{Setup, month_of_model};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

/// Worlds unless asked otherwise: a hundred are then kept.
const WORLDS: u64 = 1_000;

/// Last month that forecasts may have seen unless asked otherwise: December 1958.
const SPLIT: Month = Month::of(1958, 12);

/// The three forecasts that a summary compares with the walk.
const FORECASTS: [(Sample, Forecaster, &str); 3] = [
    (Sample::In, Forecaster::Free, "in sample"),
    (Sample::Out, Forecaster::Free, "out of sample"),
    (Sample::Out, Forecaster::Kept, "out of sample, kept worlds"),
];

/// What it keeps.
pub fn kept(setup: &Setup, arguments: &ValidateArguments) -> Kept {
    let (model, scenario) = (&setup.model, &setup.scenario);
    SkillRequest { model, scenario, split: SPLIT }.kept(ensemble(arguments, WORLDS).worlds)
}

pub fn report(setup: &Setup, arguments: &ValidateArguments) -> Result<Report, Stop> {
    let model = &setup.model;
    if model.records.is_empty() {
        let text = format!("{}\n", styled(HEADING, "Skill: the model has no records"));
        return Ok(Report { text, summary: None, rows: vec![], sound: true });
    }
    let split = split(model, arguments.split.as_deref())?;
    let request = SkillRequest { model, scenario: &setup.scenario, split };
    let skill = watched_as("skill", |watch| request.run(ensemble(arguments, WORLDS), watch))?;
    no_world(skill.worlds, &skill.failures)?;
    Ok(Report {
        text: text(model, split, &skill),
        summary: summary_json(split, &skill),
        rows: part_rows("skill", skill.series.iter().flat_map(|series| rows(model, series))),
        sound: true,
    })
}

/// The month asked for; the default is that of the Soviet model, whose claims about later years are held out.
fn split(model: &Model, asked: Option<&str>) -> Result<Month, Stop> {
    let months = model.first_month..=model.last_month;
    match asked {
        Some(asked) => month_of_model(model, asked),
        None if months.contains(&SPLIT) => Ok(SPLIT),
        None => Err(Stop::usage(format!(
            "the model does not run over {}, up to which forecasts may have seen the record\n  \
             help: say up to when they may, such as `--split {}`",
            SPLIT,
            Month(months.start().0.midpoint(months.end().0))
        ))),
    }
}

fn text(model: &Model, split: Month, skill: &Skill) -> String {
    let worlds = worlds(skill.worlds);
    let mut text = format!("{}\n", styled(HEADING, &format!("Skill on recorded series, {worlds}")));
    text += &wrapped(&format!(
        "1 − CRPS of the worlds / CRPS of a random walk with drift that was fitted to the points up to {}: 1 without error, \
         0 as good as the walk, negative worse. Kept: the tenth of the worlds nearest to those points.",
        split
    ));
    text += &summary_table(skill);
    for (sample, title) in [(Sample::Out, "Out of sample, after"), (Sample::In, "In sample, up to")] {
        text += &format!("\n{}\n", styled(HEADING, &format!("{title} {}", split)));
        text += &series_table(model, skill, sample);
    }
    text + &failures_note(&skill.failures)
}

fn wrapped(words: &str) -> String {
    format!("  {}\n", wrap(words, 2))
}

fn summary_table(skill: &Skill) -> String {
    let head = ["", "series", "better", "mean", "median", "points", "in 50 %", "in 90 %", ""];
    let rows = FORECASTS.iter().map(|&(sample, forecaster, name)| {
        let summary = skill.summary(sample, forecaster);
        let [half, most] = coverage_of(skill, sample, forecaster);
        vec![
            name.to_owned(),
            count(summary.series),
            count(summary.wins),
            signed(summary.mean),
            signed(summary.median),
            count(half.worlds),
            share(half),
            share(most),
            String::new(),
        ]
    });
    let right = Align::Right;
    let aligns = [Align::Left, right, right, right, right, right, right, right, Align::Left];
    headed(&head, &rows.collect::<Vec<_>>(), &aligns, 2)
}

/// A row for each series, the least skilful first, those without a walk last.
fn series_table(model: &Model, skill: &Skill, sample: Sample) -> String {
    let mut series: Vec<&SeriesSkill> = skill.series.iter().filter(|s| s.sample(sample).next().is_some()).collect();
    series.sort_by(|one, other| {
        let of = |series: &SeriesSkill| skill_of(series, sample, Forecaster::Free).unwrap_or(f64::INFINITY);
        of(one).total_cmp(&of(other))
    });
    let kept = |words: &str| if sample == Sample::Out { words.to_owned() } else { String::new() };
    let kept_name = kept("kept");
    let head = ["points", "CRPS", "walk", "skill", &kept_name, "50 %", "90 %", ""];
    let rows = series.iter().map(|series| {
        let record = &model.records[series.record];
        let (symbol, factor) = unit(&model.variables[record.variable.index()].ty);
        let shown = |crps: Option<f64>| crps.map_or_else(|| NOTHING.to_owned(), |crps| number(crps / factor));
        let found = series.comparison(sample, Forecaster::Free);
        let skill = |forecaster| skill_of(series, sample, forecaster).map_or_else(|| NOTHING.to_owned(), signed);
        let [half, most] = coverage(series.sample(sample), Forecaster::Free);
        let symbol = if symbol == "1" { String::new() } else { format!(", {symbol}") };
        vec![
            count(half.worlds),
            shown(found.map(|found| found.crps).or_else(|| series.crps(sample, Forecaster::Free))),
            shown(found.map(|found| found.null)),
            skill(Forecaster::Free),
            kept(&skill(Forecaster::Kept)),
            of(half),
            of(most),
            format!("{}{symbol}", name(model, record)),
        ]
    });
    let right = Align::Right;
    headed(&head, &rows.collect::<Vec<_>>(), &[right, right, right, right, right, right, right, Align::Left], 2)
}

fn skill_of(series: &SeriesSkill, sample: Sample, forecaster: Forecaster) -> Option<f64> {
    series.comparison(sample, forecaster)?.skill()
}

/// The variable, and which record of it where there are several.
fn name(model: &Model, record: &Record) -> String {
    let variable = variable_name(model, record.variable, record.element);
    let of_it = |other: &&Record| (other.variable, other.element) == (record.variable, record.element);
    match model.records.iter().filter(of_it).count() {
        1 => variable,
        _ => format!("{variable} ({})", record.name),
    }
}

fn coverage_of(skill: &Skill, sample: Sample, forecaster: Forecaster) -> [Share; 2] {
    coverage(skill.series.iter().flat_map(|series| series.sample(sample)), forecaster)
}

fn share(share: Share) -> String {
    if share.worlds == 0 { NOTHING.to_owned() } else { format!("{:.0} %", share.wilson().value * 100.0) }
}

/// How many of how many points.
fn of(share: Share) -> String {
    format!("{}/{}", share.held, share.worlds)
}

/// One forecast of one series; scores in the unit named.
#[derive(Serialize)]
struct Row<'a> {
    record: &'a str,
    variable: String,
    unit: &'a str,
    sample: &'static str,
    forecast: &'static str,
    points: u64,
    /// Over all points.
    crps: Option<f64>,
    in_50: u64,
    in_90: u64,
    ranks: [u64; 10],
    #[serde(skip_serializing_if = "Option::is_none")]
    walk: Option<Walk>,
}

/// Over the points that both have forecast.
#[derive(Serialize)]
struct Walk {
    points: u64,
    crps: f64,
    walk: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<f64>,
}

fn rows<'a>(model: &'a Model, series: &'a SeriesSkill) -> impl Iterator<Item = Row<'a>> {
    let record = &model.records[series.record];
    let (unit, factor) = unit(&model.variables[record.variable.index()].ty);
    FORECASTS.iter().filter_map(move |&(sample, forecaster, _)| {
        let [half, most] = coverage(series.sample(sample), forecaster);
        let against = series.comparison(sample, forecaster);
        (half.worlds > 0).then(|| Row {
            record: &record.name,
            variable: variable_name(model, record.variable, record.element),
            unit,
            sample: sample_name(sample),
            forecast: forecaster_name(forecaster),
            points: half.worlds,
            crps: series.crps(sample, forecaster).map(|crps| crps / factor),
            in_50: half.held,
            in_90: most.held,
            ranks: rank_histogram(series.sample(sample), forecaster),
            walk: against.map(|found| Walk {
                points: found.points,
                crps: found.crps / factor,
                walk: found.null / factor,
                skill: found.skill(),
            }),
        })
    })
}

fn sample_name(sample: Sample) -> &'static str {
    match sample {
        Sample::In => "in",
        Sample::Out => "out",
    }
}

fn forecaster_name(forecaster: Forecaster) -> &'static str {
    match forecaster {
        Forecaster::Free => "all",
        Forecaster::Kept => "kept",
    }
}

#[derive(Serialize)]
struct SummaryView {
    split: String,
    worlds: u64,
    failed: u64,
    kept_one_in: usize,
    forecasts: Vec<ForecastView>,
}

#[derive(Serialize)]
struct ForecastView {
    sample: &'static str,
    forecast: &'static str,
    series: u64,
    better: u64,
    mean_skill: Option<f64>,
    median_skill: Option<f64>,
    points: u64,
    in_50: u64,
    in_90: u64,
    ranks: [u64; 10],
}

fn summary_json(split: Month, skill: &Skill) -> Option<Box<RawValue>> {
    let forecasts = FORECASTS.iter().map(|&(sample, forecaster, _)| {
        let summary = skill.summary(sample, forecaster);
        let [half, most] = coverage_of(skill, sample, forecaster);
        ForecastView {
            sample: sample_name(sample),
            forecast: forecaster_name(forecaster),
            series: summary.series,
            better: summary.wins,
            mean_skill: known(summary.mean),
            median_skill: known(summary.median),
            points: half.worlds,
            in_50: half.held,
            in_90: most.held,
            ranks: rank_histogram(skill.series.iter().flat_map(|series| series.sample(sample)), forecaster),
        }
    });
    raw(&SummaryView {
        split: split.to_string(),
        worlds: skill.worlds,
        failed: skill.failures.worlds,
        kept_one_in: KEPT_ONE_IN,
        forecasts: forecasts.collect(),
    })
}
