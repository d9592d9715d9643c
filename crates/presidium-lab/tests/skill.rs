//! Skill against recorded series, on models whose forecasts are known by hand.

mod common;

use common::ask;
use presidium_lab::{Request, Sample, Selection, Skill, SkillQuestion, crps_of_normal};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::Model;

const SPLIT: Step = Step::of_month(1952, 12);

/// A level that never moves, with a prior, and a record up to 1952 that is followed by `later`.
fn level(prior: &str, later: f64) -> Model {
    marked(prior, later, "")
}

/// The same, with a mark behind the record.
fn marked(prior: &str, later: f64, mark: &str) -> Model {
    let text = format!(
        "# A level\n\n```presidium\nmodel \"A level\"\n    from 1950-01 to 1953-12\n\nparam level : 1 {prior} assumption\n\
         let height : 1 = level + 0 * month_of(now)\nrecord height from \"r.csv\"{mark}\n```\n"
    );
    let rows = format!("series,date,value\nheight,1950,10\nheight,1951,12\nheight,1952,16\nheight,1953,{later}\n");
    let sources = MemorySources::new("level").with("model.md", text).with("r.csv", rows);
    match presidium_lang::load(&sources) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}", report.render()),
    }
}

fn skill(model: &Model, threads: usize) -> Skill {
    ask(model, threads, &Request::new(SkillQuestion { split: SPLIT }, 3, 300))
}

/// The walk has a drift of 3 a year and a variance of 2: a year ahead of 16 it says normal(19, √3).
#[test]
fn a_certain_forecast_scores_by_its_error_and_the_walk_by_its_own() {
    let skill = skill(&level("= 15", 18.0), 1);
    let series = &skill.series[0];
    let after = series.comparison(Sample::Out, Selection::All).unwrap();
    assert_eq!((after.points, after.crps), (1, 3.0));
    assert_eq!(after.null, crps_of_normal(19.0, 3.0_f64.sqrt(), 18.0));
    // The first recorded point starts the walk; two are left up to the split.
    let before = series.comparison(Sample::In, Selection::All).unwrap();
    assert_eq!((before.points, before.crps), (2, 2.0));
    assert_eq!(series.crps(Sample::In, Selection::All), Some(3.0));
    // Where no world differs from another, none is nearer to the record.
    assert_eq!((series.kept_worlds, series.comparison(Sample::Out, Selection::Nearest)), (0, None));
}

#[test]
fn the_record_keeps_the_worlds_that_came_nearest_to_it() {
    let skill = skill(&level("~ discrete(10: 1, 13: 1, 20: 2)", 18.0), 1);
    let series = &skill.series[0];
    assert_eq!(series.kept_worlds, 30);
    assert_eq!(series.crps(Sample::Out, Selection::Nearest), Some(5.0));
    assert_eq!(series.crps(Sample::In, Selection::Nearest), None);
}

/// What was seen is scored, but not as held out.
#[test]
fn points_that_were_seen_are_scored_apart() {
    let skill = skill(&marked("= 15", 18.0, " seen"), 1);
    let series = &skill.series[0];
    assert_eq!(series.comparison(Sample::Out, Selection::All), None);
    let seen = series.comparison(Sample::Seen, Selection::All).unwrap();
    assert_eq!((seen.points, seen.crps, seen.null), (1, 3.0, crps_of_normal(19.0, 3.0_f64.sqrt(), 18.0)));
    assert_eq!(series.comparison(Sample::In, Selection::All).map(|found| found.points), Some(2));
}

/// Neither the walk nor the choice of worlds may know what came after the split.
#[test]
fn what_came_later_reaches_no_forecast() {
    let prior = "~ normal(14, 3)";
    let (one, other) = (skill(&level(prior, 18.0), 1), skill(&level(prior, -400.0), 1));
    let forecasts = |skill: &Skill| {
        let points = skill.series[0].points.iter();
        points.map(|point| (point.free.median, point.kept.map(|kept| kept.median))).collect::<Vec<_>>()
    };
    assert_eq!(forecasts(&one), forecasts(&other));
    assert_eq!(one.series[0].points[..3], other.series[0].points[..3]);
}

#[test]
fn skill_is_the_same_for_any_number_of_threads() {
    let model = level("~ normal(14, 3)", 18.0);
    assert_eq!(skill(&model, 1), skill(&model, 3));
}

/// A series hangs on a marked number through a rule that changes what it reads, and on none through what merely stands beside.
#[test]
fn series_that_hang_on_numbers_that_looked_ahead_are_told_apart() {
    let text = "# A\n\n```presidium\nmodel \"A\"\n    from 1950-01 to 1953-12\n\n\
        param pace : 1/year ~ uniform(0 1/year, 1 1/year) estimate looked_ahead [x]\nparam level : 1 ~ uniform(10, 20) assumption\n\
        state deeds : 1 = 0 \"deeds so far\"\nevent deed \"It is done\"\n    rate pace\n    do deeds += 1\n\
        let height : 1 = level + 0 * month_of(now)\nlet moved : 1 = level + deeds\n\
        record height from \"r.csv\"\nrecord moved from \"r.csv\"\n```\n";
    let rows = |name: &str| format!("{name},1950,10\n{name},1951,12\n{name},1952,16\n{name},1953,18\n");
    let rows = format!("series,date,value\n{}{}", rows("height"), rows("moved"));
    let bibliography = "@book{x, title = {X}, author = {Y}, year = {1999}}\n";
    let sources = MemorySources::new("a").with("model.md", text).with("r.csv", rows).with("sources.bib", bibliography);
    let model = presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model;
    let found = skill(&model, 1);
    let ahead: Vec<(&str, bool)> = found
        .series
        .iter()
        .map(|series| (model.variables[model.records[series.record].variable].name.as_str(), series.looks_ahead))
        .collect();
    assert_eq!(ahead, [("height", false), ("moved", true)]);
    assert_eq!(found.apart_by_looking_ahead().map(|summary| summary.series), [1, 1]);
}
