//! Skill against recorded series: the ensemble's forecasts against the best of some that know the past of a figure alone.

use presidium_lab::{Sample, Selection, SeriesSkill, Share, Skill, SkillQuestion, Summary, coverage, variable_name};
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Record};
use presidium_query::claims::unit;
use presidium_query::figures::{NOTHING, count, number, signed, worlds};
use presidium_query::views::{self, coverage_of, forecasts};

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::output::{HEADING, styled};
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

/// What is asked; nothing of a model without records.
pub fn question(validation: &Validation<'_>) -> Result<Option<SkillQuestion>, Stop> {
    if validation.model().records.is_empty() {
        return Ok(None);
    }
    Ok(Some(SkillQuestion { split: validation.split()? }))
}

pub fn report(validation: &mut Validation<'_>) -> Result<Report, Stop> {
    let Some(question) = question(validation)? else {
        return Ok(Report::empty(format!("{}\n", styled(HEADING, "Skill: the model has no records"))));
    };
    let split = question.split;
    let answer = validation.ask_beside(Part::Skill, question)?;
    let model = validation.model();
    let skill = &answer.report;
    no_world(model, skill.worlds, &skill.failures)?;
    Ok(Report {
        text: text(model, split, skill),
        view: Some(views::skill(model, split, skill)),
        sound: true,
        complete: answer.complete,
    })
}

fn text(model: &Model, split: Step, skill: &Skill) -> String {
    let worlds = worlds(skill.worlds);
    let mut text = format!("{}\n", styled(HEADING, &format!("Skill on recorded series, {worlds}")));
    text += &wrapped(&format!(
        "1 − CRPS of the worlds / CRPS of the best of five forecasts by the points up to {} alone: a walk with drift, the last value, the \
         mean, a walk with drift of the logarithm, zero. 1 is without error, 0 as good as the best, negative worse. Which is best is \
         seen afterwards. Kept: the tenth of the worlds nearest to those points.",
        model.clock.seen_text(split)
    ));
    text += &summary_table(skill);
    text += &ahead_note(skill);
    let samples = [
        (Sample::Out, "Out of sample, after"),
        (Sample::Seen, "Out of sample, but seen by whoever chose the numbers, after"),
        (Sample::In, "In sample, up to"),
    ];
    let some = |sample| skill.series.iter().any(|series| series.sample(sample).next().is_some());
    for (sample, title) in samples.into_iter().filter(|&(sample, _)| sample != Sample::Seen || some(sample)) {
        text += &format!("\n{}\n", styled(HEADING, &format!("{title} {}", model.clock.seen_text(split))));
        text += &series_table(model, skill, sample);
    }
    text + &failures_note(model, &skill.failures)
}

/// How the series that hang on numbers that looked ahead do beside the others; nothing if none does.
fn ahead_note(skill: &Skill) -> String {
    let [clean, ahead] = skill.apart_by_looking_ahead();
    if ahead.series == 0 {
        return String::new();
    }
    let figures = |summary: &Summary| format!("mean skill {}, median {}", signed(summary.mean), signed(summary.median));
    let others = match clean.series {
        0 => "None hangs on no such number.".to_owned(),
        series => format!("Over the other {}: {}.", count(series), figures(&clean)),
    };
    let words = format!(
        "Of {} series out of sample {} by the equations on numbers chosen with an eye on what came after the split: {}. {others}",
        count(clean.series + ahead.series),
        if ahead.series == 1 { "1 hangs".to_owned() } else { format!("{} hang", count(ahead.series)) },
        figures(&ahead)
    );
    format!("\n{}", wrapped(&words))
}

fn wrapped(words: &str) -> String {
    format!("  {}\n", wrap(words, 2))
}

fn summary_table(skill: &Skill) -> String {
    let head = ["", "series", "better", "mean", "median", "points", "in 50 %", "in 90 %", ""];
    let rows = forecasts(skill).map(|(sample, selection, name)| {
        let summary = skill.summary_with_best(sample, selection);
        let [half, most] = coverage_of(skill, sample, selection);
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

/// A row for each series, the least skilful first, those without a baseline last.
fn series_table(model: &Model, skill: &Skill, sample: Sample) -> String {
    let mut series: Vec<&SeriesSkill> = skill.series.iter().filter(|s| s.sample(sample).next().is_some()).collect();
    series.sort_by(|one, other| {
        let of = |series: &SeriesSkill| skill_of(series, sample, Selection::All).unwrap_or(f64::INFINITY);
        of(one).total_cmp(&of(other))
    });
    let kept = |words: &str| if sample != Sample::In { words.to_owned() } else { String::new() };
    let kept_name = kept("kept");
    let head = ["points", "CRPS", "best", "skill", &kept_name, "50 %", "90 %", "against", ""];
    let rows = series.iter().map(|series| {
        let record = &model.records[series.record];
        let (symbol, factor) = unit(&model.variables[record.variable].ty);
        let shown = |crps: Option<f64>| crps.map_or_else(|| NOTHING.to_owned(), |crps| number(crps / factor));
        let best = series.comparison_with_best(sample, Selection::All);
        let found = best.map(|best| best.scores);
        let skill = |selection| skill_of(series, sample, selection).map_or_else(|| NOTHING.to_owned(), signed);
        let [half, most] = coverage(series.sample(sample), Selection::All);
        let symbol = if symbol == "1" { String::new() } else { format!(", {symbol}") };
        vec![
            count(half.worlds),
            shown(found.map(|found| found.crps).or_else(|| series.crps(sample, Selection::All))),
            shown(found.map(|found| found.null)),
            skill(Selection::All),
            kept(&skill(Selection::Nearest)),
            of(half),
            of(most),
            best.map_or(NOTHING, |best| best.baseline.word()).to_owned(),
            format!("{}{symbol}", name(model, record)),
        ]
    });
    let right = Align::Right;
    headed(
        &head,
        &rows.collect::<Vec<_>>(),
        &[right, right, right, right, right, right, right, Align::Left, Align::Left],
        2,
    )
}

fn skill_of(series: &SeriesSkill, sample: Sample, selection: Selection) -> Option<f64> {
    series.comparison_with_best(sample, selection)?.scores.skill()
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

fn share(share: Share) -> String {
    if share.worlds == 0 { NOTHING.to_owned() } else { format!("{:.0} %", share.wilson().value * 100.0) }
}

/// How many of how many points.
fn of(share: Share) -> String {
    format!("{}/{}", share.held, share.worlds)
}
