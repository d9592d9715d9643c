//! `presidium design`: what comes out at the points of a design.

use std::path::Path;
use std::sync::Arc;

use presidium_lab::{Answer, Design, DesignQuestion, Designed, Estimate, Request, Spreading, Target};
use presidium_lang::model::Type;
use presidium_query::claims::unit;
use presidium_query::designs::{
    Gives, Made, answer as answer_words, claims_with_means, columns, factor, from_table, gives, made, spread,
};
use presidium_query::figures::{count, number as shown};
use presidium_query::targets::{mean_cell, target, target_name, target_title};
use presidium_query::views::{self, json_text};
use presidium_query::{Problem, Study};
use presidium_runs::{design_csv, is_parquet, read_points, write_design};

use crate::arguments::{DesignArguments, PointArguments};
use crate::output::{FAINT, HEADING, Output, styled};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, width, wrap};

pub fn run(arguments: &DesignArguments) -> Result<Output, Stop> {
    arguments.parquet.as_deref().map_or(Ok(()), can_be_written)?;
    let mut setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let of = targets(&mut setup.study, arguments)?;
    let (study, model) = (&setup.study, &setup.study.model);
    let seed = arguments.luck.seed.of(model);
    let design = design(study, arguments, seed)?;
    let worlds = (design.points.len() as u64).checked_mul(arguments.each).filter(|worlds| *worlds <= WORLDS_MAX);
    let worlds = worlds.ok_or_else(|| {
        let asked = format!("{} points with {} worlds each", count(design.points.len() as u64), count(arguments.each));
        Stop::usage(format!("{asked} are too many\n  help: ask for fewer points, or fewer worlds by `--each`"))
    })?;
    let question =
        DesignQuestion { of, design: Arc::new(design), each: arguments.each, common_luck: arguments.common_luck };
    let request = setup.request(question, seed, worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let found = &answer.report;
    no_world(model, found.worlds, &found.failures)?;
    let left = left_note(study, found.left)?;
    if let Some(path) = &arguments.parquet {
        write_design(path, study, &request.question, found)?;
    }
    let text = match (arguments.json, arguments.csv) {
        (true, _) => json_text(&views::design(study, &request, &answer)),
        (_, true) => design_csv(study, &request.question, found),
        _ => Answered { study, request: &request, answer: &answer, all: arguments.all }.text(&left),
    };
    Ok(Output::of(&answer, text))
}

/// The most worlds of all points together.
const WORLDS_MAX: u64 = crate::arguments::MOST_WORLDS;

/// Refuses, before anything is run, a file that cannot be written.
fn can_be_written(path: &Path) -> Result<(), Stop> {
    let shown = path.display();
    if !is_parquet(path) {
        let help = format!("write `--parquet {}`", path.with_extension("parquet").display());
        return Err(Stop::usage(format!("`{shown}` does not end in .parquet\n  help: {help}, or ask for `--csv`")));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.is_none_or(Path::is_dir) && !path.is_dir() {
        true => Ok(()),
        false => Err(Stop::File(format!("cannot write `{shown}`: it is a folder, or has none\n  help: make it first"))),
    }
}

/// What is told: what is named, or all claims of which there is a mean.
fn targets(study: &mut Study, arguments: &DesignArguments) -> Result<Vec<Target>, Stop> {
    let named = arguments.claims.iter().chain(&arguments.show);
    let named = named.map(|text| target(study, text)).collect::<Result<Vec<Target>, Problem>>()?;
    let all = if named.is_empty() { claims_with_means(&study.model) } else { named };
    match all.is_empty() {
        true => Err(Stop::usage("the model has no claims\n  help: say what is to be told by `--show`")),
        false => Ok(all),
    }
}

fn design(study: &Study, arguments: &DesignArguments, seed: u64) -> Result<Design, Stop> {
    let (model, scenario) = (&study.model, &study.scenario);
    let PointArguments { table, lhs, sobol, .. } = &arguments.points;
    if let Some(path) = table {
        let read = read_points(path)?;
        return from_table(model, scenario, &read).map_err(|problem| with_flags(problem, Some(path)));
    }
    let how = match (lhs, sobol) {
        (Some(points), _) => Made::Spread(Spreading::LatinHypercube, *points as usize),
        (_, Some(points)) => Made::Spread(Spreading::Sobol, *points as usize),
        _ => Made::Factorial,
    };
    let factors = arguments.vary.iter().map(|text| factor(model, text)).collect::<Result<Vec<_>, _>>()?;
    made(model, scenario, (how, &factors), seed).map_err(|problem| with_flags(problem, None))
}

/// In which file, and by which flag it is mended.
fn with_flags(problem: Problem, file: Option<&Path>) -> Stop {
    let stop = match Stop::from(problem) {
        Stop::Usage(message) if message.ends_with("draw the others from their priors") => {
            Stop::Usage(format!("{message}: `--prior`"))
        }
        Stop::Usage(message) if message.starts_with("nothing is varied") => {
            Stop::Usage(message.replace("name a parameter", "name by `--vary` a parameter"))
        }
        other => other,
    };
    match (stop, file) {
        (Stop::Usage(message), Some(path)) => Stop::Usage(format!("`{}`: {message}", path.display())),
        (stop, _) => stop,
    }
}

/// Points of a table that a reader takes in at a glance.
const POINTS_SHOWN: usize = 32;

/// Factors that are told beside what comes out.
const FACTORS_SHOWN: usize = 6;

/// Characters between two columns, and in front of the first.
const GAP: usize = 2;

struct Answered<'a> {
    study: &'a Study,
    request: &'a Request<DesignQuestion>,
    answer: &'a Answer<Designed>,
    /// Every point is told.
    all: bool,
}

impl Answered<'_> {
    fn text(&self, left: &str) -> String {
        let (model, found, question) = (&self.study.model, &self.answer.report, &self.request.question);
        let mut text = heading_of_run(self.study, self.request, self.answer) + left;
        text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, &question.of, found), 0)));
        let luck = if question.common_luck { "the same luck at every point" } else { "each with its own luck" };
        let how = format!(
            "{} points with {} worlds each, {luck}; of claims and conditions the share of worlds.",
            count(found.points.len() as u64),
            count(question.each)
        );
        text += &format!("\n{}\n", wrap(&how, 0));
        text += &self.points();
        text += &failures_note(model, &found.failures);
        text + &closing_note()
    }

    fn points(&self) -> String {
        let (model, found, question) = (&self.study.model, &self.answer.report, &self.request.question);
        let factors = columns(model, &question.design);
        let shown_factors = factors.len().min(FACTORS_SHOWN);
        let points = if self.all { found.points.len() } else { found.points.len().min(POINTS_SHOWN) };
        let mut table: Vec<Vec<String>> = vec![vec!["point".to_owned()]];
        table.extend(factors.iter().take(shown_factors).map(|(name, _)| vec![name.clone()]));
        for (place, at) in question.design.points.iter().take(points).enumerate() {
            table[0].push(count(place as u64 + 1));
            let given = gives(model, &question.design, at).into_iter().zip(&factors).take(shown_factors);
            given.zip(&mut table[1..]).for_each(|((gives, (_, unit)), column)| column.push(given_cell(&gives, unit)));
        }
        let told = self.targets_that_fit(&mut table, points);
        let heads: Vec<&str> = table.iter().map(|column| column[0].as_str()).chain([""]).collect();
        let rows: Vec<Vec<String>> = (1..=points)
            .map(|row| table.iter().map(|column| column[row].clone()).chain([String::new()]).collect())
            .collect();
        let mut aligns = vec![Align::Right; table.len()];
        aligns.push(Align::Left);
        let title = told.iter().map(|&target| target_title(model, &question.of[target]));
        let titles: String = title.map(|words| format!("{}\n", wrap(&words, 0))).collect();
        let hidden = self.hidden(factors.len() - shown_factors, question.of.len() - told.len(), points);
        format!("\n{titles}\n{}{hidden}", headed(&heads, &rows, &aligns, GAP))
    }

    /// Adds columns of targets as long as there is room: those first that go furthest from point to point, told in the order asked for.
    fn targets_that_fit(&self, table: &mut Vec<Vec<String>>, points: usize) -> Vec<usize> {
        let (found, question) = (&self.answer.report, &self.request.question);
        let mut order: Vec<usize> = (0..question.of.len()).collect();
        order.sort_by(|&a, &b| spread(found, b).total_cmp(&spread(found, a)));
        let widest = |column: &Vec<String>| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + GAP;
        let mut room = width().saturating_sub(GAP + table.iter().map(widest).sum::<usize>());
        let mut told: Vec<(usize, [Vec<String>; 2])> = vec![];
        for target in order {
            let columns = self.target_columns(target, points);
            let needed: usize = columns.iter().map(widest).sum();
            if needed > room && !told.is_empty() {
                break;
            }
            room = room.saturating_sub(needed);
            told.push((target, columns));
        }
        told.sort_by_key(|(target, _)| *target);
        told.into_iter()
            .map(|(target, columns)| {
                table.extend(columns);
                target
            })
            .collect()
    }

    /// The mean at each point, and its interval.
    fn target_columns(&self, target: usize, points: usize) -> [Vec<String>; 2] {
        let (model, question) = (&self.study.model, &self.request.question);
        let ty = question.of[target].ty(model);
        let mut columns = [vec![target_name(model, &question.of[target])], vec!["95 %".to_owned()]];
        for point in self.answer.report.points.iter().take(points) {
            let told = point.voids.get(target) == Some(&None);
            let mean = point.means.get(target).filter(|mean| told && mean.value.is_finite());
            columns[0].push(mean.map_or_else(|| "–".to_owned(), |mean| mean_cell(ty, mean.value)));
            columns[1].push(mean.map_or_else(String::new, |mean| interval(ty, mean)));
        }
        columns
    }

    fn hidden(&self, factors: usize, targets: usize, points: usize) -> String {
        let more = self.answer.report.points.len() - points;
        let mut parts = vec![];
        for (number, what) in [(more, "points"), (factors, "columns"), (targets, "claims or values")] {
            if number > 0 {
                parts.push(format!("{} more {what}", count(number as u64)));
            }
        }
        if parts.is_empty() {
            return String::new();
        }
        let help = if more > 0 { "--all, --csv, --json" } else { "--claim, --csv, --json" };
        format!("\n{}\n", styled(FAINT, &wrap(&format!("{}: {help}", parts.join(", ")), 0)))
    }
}

fn given_cell(gives: &Gives, unit: &str) -> String {
    match gives {
        Gives::Word(word) => word.clone(),
        Gives::Number(value) => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            format!("{}{unit}", shown(*value))
        }
    }
}

fn interval(ty: &Type, mean: &Estimate) -> String {
    if !mean.low.is_finite() || !mean.high.is_finite() {
        return "–".to_owned();
    }
    let end = |end: f64| match ty {
        Type::Truth => format!("{:.1}", end * 100.0),
        _ => shown(end / unit(ty).1),
    };
    format!("{} – {}", end(mean.low), end(mean.high))
}
