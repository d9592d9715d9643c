//! Skill against recorded series as data.

use presidium_lab::{
    KEPT_ONE_IN, Sample, Selection, SeriesSkill, Share, Skill, coverage, rank_histogram, variable_name,
};
use presidium_lang::clock::Step;
use presidium_lang::model::Model;
use serde::Serialize;

use crate::claims::unit;
use crate::figures::known;
use crate::views::validation::PartView;

/// The forecasts that are compared with the walk.
const FORECASTS: [(Sample, Selection, &str); 5] = [
    (Sample::In, Selection::All, "in sample"),
    (Sample::Out, Selection::All, "out of sample"),
    (Sample::Out, Selection::Nearest, "out of sample, kept worlds"),
    (Sample::Seen, Selection::All, "out of sample, but seen"),
    (Sample::Seen, Selection::Nearest, "seen, kept worlds"),
];

/// Those forecasts that some series of a model has.
pub fn forecasts(skill: &Skill) -> impl Iterator<Item = (Sample, Selection, &'static str)> {
    let seen = skill.series.iter().any(|series| series.sample(Sample::Seen).next().is_some());
    FORECASTS.into_iter().filter(move |&(sample, ..)| seen || sample != Sample::Seen)
}

/// A row for each forecast of each series.
pub fn skill(model: &Model, split: Step, skill: &Skill) -> PartView {
    PartView::new("skill", &summary(model, split, skill), skill.series.iter().flat_map(|series| rows(model, series)))
}

/// The points of all series inside the middle half and the middle nine tenths of the worlds.
pub fn coverage_of(skill: &Skill, sample: Sample, selection: Selection) -> [Share; 2] {
    coverage(skill.series.iter().flat_map(|series| series.sample(sample)), selection)
}

/// One forecast of one series; scores in the unit named.
#[derive(Serialize)]
struct Row<'a> {
    record: &'a str,
    variable: String,
    unit: &'a str,
    /// Whether it hangs on a number that was chosen with an eye on what came after the split.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    looks_ahead: bool,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<Best>,
}

/// Over the points that both have forecast, against the best baseline of the series.
#[derive(Serialize)]
struct Best {
    baseline: &'static str,
    points: u64,
    crps: f64,
    best: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<f64>,
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
    let (unit, factor) = unit(&model.variables[record.variable].ty);
    FORECASTS.iter().filter_map(move |&(sample, selection, _)| {
        let [half, most] = coverage(series.sample(sample), selection);
        let against = series.comparison(sample, selection);
        (half.worlds > 0).then(|| Row {
            record: &record.name,
            variable: variable_name(model, record.variable, record.element),
            unit,
            looks_ahead: series.looks_ahead,
            sample: sample_name(sample),
            forecast: selection_name(selection),
            points: half.worlds,
            crps: series.crps(sample, selection).map(|crps| crps / factor),
            in_50: half.held,
            in_90: most.held,
            ranks: rank_histogram(series.sample(sample), selection),
            walk: against.map(|found| Walk {
                points: found.points,
                crps: found.crps / factor,
                walk: found.null / factor,
                skill: found.skill(),
            }),
            best: series.comparison_with_best(sample, selection).map(|found| Best {
                baseline: found.baseline.word(),
                points: found.scores.points,
                crps: found.scores.crps / factor,
                best: found.scores.null / factor,
                skill: found.scores.skill(),
            }),
        })
    })
}

fn sample_name(sample: Sample) -> &'static str {
    match sample {
        Sample::In => "in",
        Sample::Out => "out",
        Sample::Seen => "seen",
    }
}

fn selection_name(selection: Selection) -> &'static str {
    match selection {
        Selection::All => "all",
        Selection::Nearest => "kept",
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
    /// Against the best baseline of each series.
    better_than_best: u64,
    mean_skill_best: Option<f64>,
    median_skill_best: Option<f64>,
    points: u64,
    in_50: u64,
    in_90: u64,
    ranks: [u64; 10],
}

fn summary(model: &Model, split: Step, skill: &Skill) -> SummaryView {
    let forecasts = forecasts(skill).map(|(sample, selection, _)| {
        let (summary, best) = (skill.summary(sample, selection), skill.summary_with_best(sample, selection));
        let [half, most] = coverage_of(skill, sample, selection);
        ForecastView {
            sample: sample_name(sample),
            forecast: selection_name(selection),
            series: summary.series,
            better: summary.wins,
            mean_skill: known(summary.mean),
            median_skill: known(summary.median),
            better_than_best: best.wins,
            mean_skill_best: known(best.mean),
            median_skill_best: known(best.median),
            points: half.worlds,
            in_50: half.held,
            in_90: most.held,
            ranks: rank_histogram(skill.series.iter().flat_map(|series| series.sample(sample)), selection),
        }
    });
    SummaryView {
        split: model.clock.seen_text(split),
        worlds: skill.worlds,
        failed: skill.failures.worlds,
        kept_one_in: KEPT_ONE_IN,
        forecasts: forecasts.collect(),
    }
}
