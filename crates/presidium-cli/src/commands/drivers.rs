//! `presidium drivers`: what a claim, a condition or a value hangs on, as a tornado.

use presidium_lab::{
    Answer, Driver, Drivers, DriversQuestion, Estimate, Flipped, Laboratory, Morris, MorrisQuestion, Request, Total,
    TotalsQuestion, movable, variable_name,
};
use presidium_lang::model::{Element, Model, Type};
use presidium_query::drivers::{
    answer as answer_words, driver_name, flip_name, flip_words, flips_sentence, hidden_sentence, to_draw_anew,
};
use presidium_query::figures::{count, effect_interval, effect_value, per_cent, value, worlds};
use presidium_query::targets::{
    mean_cell, mean_sentence, parameter_name, parameter_words, target, target_title, void_sentence,
};
use presidium_query::views::{self, json_text};
use presidium_query::{Study, ledger_worlds};

use crate::arguments::DriversArguments;
use crate::output::{FAINT, HEADING, Output, UNCLEAR, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::spark::{bar, bar_ends};
use crate::stop::Stop;
use crate::table::{Align, headed, width, wrap};

pub fn run(arguments: &DriversArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let options = &arguments.options;
    let mut setup = Setup::choosing(&options.scenario, &options.condition, options.luck.threads())?;
    let of = target(&mut setup.study, &arguments.of)?;
    let (study, model) = (&setup.study, &setup.study.model);
    can_be_moved(study, arguments)?;
    let question = DriversQuestion { of, flip_worlds: arguments.flip };
    let worlds = options.worlds.unwrap_or(ledger_worlds(model));
    let request = setup.request(question, options.luck.seed.of(model), worlds)?;
    let laboratory = setup.laboratory()?;
    let answer = ask(&laboratory, &request)?;
    no_world(model, answer.report.worlds, &answer.report.failures)?;
    let left = left_note(study, answer.report.left)?;
    let totals = totals(&setup, &laboratory, (&request, &answer), arguments)?;
    let morris = morris(&setup, &laboratory, (&request, &answer), usize::from(arguments.morris))?;
    draw(&arguments.chart, || match &morris {
        Some(morris) => presidium_charts::morris(study, &request, morris),
        None => presidium_charts::drivers(study, &request, &answer),
    })?;
    let text = match options.json {
        true => json_text(&views::drivers(study, &request, &answer, &totals, morris.as_ref())),
        false => {
            let (all, morris) = (arguments.all, morris.as_ref());
            Answered { study, request: &request, answer: &answer, left: &left, totals: &totals, morris, all }.text()
        }
    };
    Ok(Output::of(&answer, text))
}

/// Worlds in which parameters are drawn anew.
const TOTAL_WORLDS: u64 = presidium_query::FORECAST_WORLDS;

/// Worlds at each point of a walk.
const WALK_WORLDS: u64 = 16;

/// Refuses what moves parameters by themselves where they go together, or where worlds are chosen by what they became.
fn can_be_moved(study: &Study, arguments: &DriversArguments) -> Result<(), Stop> {
    let asked = [("--total", arguments.total), ("--saltelli", arguments.saltelli), ("--morris", arguments.morris)];
    let Some((flag, _)) = asked.into_iter().find(|(_, number)| *number > 0) else { return Ok(()) };
    if study.scenario.rows.is_some() {
        return Err(Stop::usage(format!(
            "parameters of a posterior go together, and `{flag}` moves each by itself; ask without it, or with `--prior`"
        )));
    }
    match study.condition.is_some() && flag != "--total" {
        true => Err(Stop::usage(format!(
            "among worlds that are chosen by `--where` parameters go together, and `{flag}` moves each by itself; ask without one of them"
        ))),
        false => Ok(()),
    }
}

/// What the strongest parameters do with all that they meet, if that is asked.
fn totals(
    setup: &Setup,
    laboratory: &Laboratory,
    (request, answer): (&Request<DriversQuestion>, &Answer<Drivers>),
    arguments: &DriversArguments,
) -> Result<Vec<Total>, Stop> {
    let first = arguments.saltelli > 0;
    let parameters = to_draw_anew(&answer.report, usize::from(arguments.total.max(arguments.saltelli)));
    if parameters.is_empty() || !answer.complete {
        return Ok(vec![]);
    }
    let question = TotalsQuestion { of: request.question.of.clone(), parameters, first };
    let worlds = if first { request.worlds } else { request.worlds.min(TOTAL_WORLDS) };
    let again = setup.request(question, request.seed, worlds)?;
    Ok(ask(laboratory, &again)?.report.parameters)
}

/// What moving each parameter does, if that is asked.
fn morris(
    setup: &Setup,
    laboratory: &Laboratory,
    (request, answer): (&Request<DriversQuestion>, &Answer<Drivers>),
    walks: usize,
) -> Result<Option<Morris>, Stop> {
    let parameters = movable(&setup.study.model, &setup.study.scenario);
    if walks == 0 || parameters.is_empty() || !answer.complete {
        return Ok(None);
    }
    let question = MorrisQuestion { of: request.question.of.clone(), parameters, walks, each: WALK_WORLDS };
    let worlds = question.worlds();
    let again = setup.request(question, request.seed, worlds)?;
    Ok(Some(ask(laboratory, &again)?.report))
}

/// Characters of the bars: at least, and at most.
const BAR: [usize; 2] = [13, 41];

struct Answered<'a> {
    study: &'a Study,
    request: &'a Request<DriversQuestion>,
    answer: &'a Answer<Drivers>,
    /// How many worlds a condition leaves, in words.
    left: &'a str,
    /// Of parameters that were drawn anew.
    totals: &'a [Total],
    /// Of parameters that were moved along walks.
    morris: Option<&'a Morris>,
    /// What stays within the noise is told as well.
    all: bool,
}

/// Parameters that are told of walks unless all are asked for.
const MOVES_SHOWN: usize = 16;

/// What moving a parameter does: of a truth in points, of a quantity in its unit.
fn moved_cell(model: &Model, ty: &Type, moved: f64) -> String {
    match ty {
        Type::Truth => format!("{:.1}", moved * 100.0),
        _ => value(model, ty, moved),
    }
}

impl Answered<'_> {
    fn model(&self) -> &Model {
        &self.study.model
    }

    fn text(&self) -> String {
        let (model, of, found) = (self.model(), &self.request.question.of, &self.answer.report);
        let mut text = heading_of_run(self.study, self.request, self.answer) + self.left;
        text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, of, found), 0)));
        let title = target_title(model, of);
        text += &format!("\n{}\n", wrap(&format!("{title} {}", mean_sentence(model, of, &found.mean)), 0));
        if let Some(why) = found.void {
            text += &format!("{}\n", styled(UNCLEAR, &wrap(void_sentence(why), 0)));
        }
        text += &self.tornado();
        text += &self.totals_text();
        text += &self.morris_text();
        text += &self.flips();
        if found.missing > 0 {
            let words = format!("In {} worlds it is missing; they are in no figure.", count(found.missing));
            text += &format!("\n{}\n", wrap(&words, 0));
        }
        text += &failures_note(model, &found.failures);
        text + &closing_note()
    }

    /// The parameters that are told.
    fn shown(&self) -> Vec<&Driver> {
        let all = &self.answer.report.parameters;
        all.iter().filter(|driver| self.all || driver.is_seen()).collect()
    }

    fn tornado(&self) -> String {
        let (shown, found) = (self.shown(), &self.answer.report);
        let hidden = hidden_sentence(found).filter(|_| !self.all);
        let hidden = hidden
            .map_or_else(String::new, |words| format!("\n{}\n", styled(FAINT, &wrap(&format!("{words}: --all"), 0))));
        if shown.is_empty() {
            return hidden;
        }
        let [low, high] = bar_ends();
        let title = format!(
            "The part of the variance that each explains, and what comes of its lowest ({low}) and its highest ({high}) fifth"
        );
        format!("\n{}\n{}{hidden}", wrap(&title, 0), self.bars(&shown))
    }

    fn bars(&self, shown: &[&Driver]) -> String {
        let rows = |with: bool| shown.iter().map(|driver| self.cells(driver, with)).collect::<Vec<Vec<String>>>();
        let heads = ["", "explains", "95 %", "lowest", "highest"];
        let room = |rows: &[Vec<String>]| {
            let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let others = (0..5).map(|column| widest(column).max(heads[column].len()) + 2).sum::<usize>();
            width().checked_sub(others + 4).filter(|room| *room >= BAR[0])
        };
        // How sure the ends are is told where there is room for it.
        let (rows, room) = match room(&rows(true)) {
            Some(room) => (rows(true), room),
            None => (rows(false), room(&rows(false)).unwrap_or(BAR[0])),
        };
        let range = self.range(shown);
        let mean = self.answer.report.mean.value;
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .zip(shown)
            .map(|(mut row, driver)| {
                row.insert(3, bar([driver.low.value, mean, driver.high.value], range, room.min(BAR[1])));
                row
            })
            .collect();
        let head = ["", "explains", "95 %", "", "lowest", "highest", ""];
        let right = Align::Right;
        headed(&head, &rows, &[Align::Left, right, right, Align::Left, right, right, Align::Left], 2)
    }

    fn cells(&self, driver: &Driver, with_intervals: bool) -> Vec<String> {
        let (model, ty) = (self.model(), self.request.question.of.ty(self.model()));
        let index = driver.first_order.index;
        let interval = match driver.is_seen() {
            true => format!("{:.1} – {:.1}", index.low * 100.0, index.high * 100.0),
            false => format!("noise to {:.1}", driver.first_order.floor * 100.0),
        };
        let words = parameter_words(model, driver.variable).to_owned();
        let words = match driver.numbers {
            1 => words,
            n => format!(
                "{words} ({} numbers; most by {})",
                count(n as u64),
                variable_name(model, driver.variable, driver.element)
            ),
        };
        let [low, high] = [driver.low, driver.high].map(|end| self.end_cell(ty, &end, with_intervals));
        vec![driver_name(model, driver), per_cent(index.value), interval, low, high, words]
    }

    /// The mean at an end; with its interval if it is asked for.
    fn end_cell(&self, ty: &Type, end: &Estimate, with_interval: bool) -> String {
        let mean = mean_cell(ty, end.value);
        if !with_interval || !end.low.is_finite() {
            return mean;
        }
        let [low, high] = [end.low, end.high].map(|bound| mean_cell(ty, bound).trim_end_matches(" %").to_owned());
        format!("{mean} ({low} – {high})")
    }

    /// From the lowest to the highest end.
    fn range(&self, shown: &[&Driver]) -> (f64, f64) {
        let ends = shown.iter().flat_map(|driver| [driver.low.value, driver.high.value]);
        let ends = ends.chain([self.answer.report.mean.value]).filter(|end| end.is_finite());
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)))
    }

    /// What parameters do with all that they meet, beside what each explains alone.
    fn totals_text(&self) -> String {
        let Some(first) = self.totals.first() else { return String::new() };
        let (model, drivers) = (self.model(), &self.answer.report.parameters);
        let mut totals: Vec<&Total> = self.totals.iter().collect();
        totals.sort_by(|a, b| b.index().value.total_cmp(&a.index().value));
        let row = |total: &&Total| {
            let (index, driver) = (total.index(), drivers.iter().find(|driver| driver.variable == total.parameter)?);
            let interval = format!("{:.1} – {:.1}", index.low * 100.0, index.high * 100.0);
            let alone = match total.first {
                Some(first) => {
                    let [value, low, high] = [first.value, first.low, first.high].map(|end| end * 100.0);
                    format!("{value:.1} % ({low:.1} – {high:.1})")
                }
                None => per_cent(driver.first_order.index.value),
            };
            let words = parameter_words(model, driver.variable).to_owned();
            Some(vec![driver_name(model, driver), alone, per_cent(index.value), interval, words])
        };
        let rows: Vec<Vec<String>> = totals.iter().filter_map(row).collect();
        let title = format!(
            "Drawn anew by themselves, with the same luck, in {}: what each explains alone, and together with others and with luck",
            worlds(first.effect.worlds())
        );
        let right = Align::Right;
        let head = ["", "alone", "together", "95 %", ""];
        format!("\n{}\n{}", wrap(&title, 0), headed(&head, &rows, &[Align::Left, right, right, right, Align::Left], 2))
    }

    /// What moving each parameter does, the strongest first.
    fn morris_text(&self) -> String {
        let Some(found) = self.morris else { return String::new() };
        let (model, ty) = (self.model(), self.request.question.of.ty(self.model()));
        let shown = if self.all { found.parameters.len() } else { found.parameters.len().min(MOVES_SHOWN) };
        let size = |value: f64| moved_cell(model, ty, value);
        let row = |moves: &presidium_lab::Moves| {
            let words = parameter_words(model, moves.parameter).to_owned();
            let name = parameter_name(model, moves.parameter, (Element::default(), moves.numbers));
            let or_none = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), size);
            let interval = format!("{} – {}", size(moves.size.low), size(moves.size.high));
            vec![name, size(moves.size.value), interval, or_none(moves.mean), or_none(moves.spread), words]
        };
        let rows: Vec<Vec<String>> = found.parameters.iter().take(shown).map(row).collect();
        let unit = if *ty == Type::Truth { ", in points" } else { "" };
        let title = format!(
            "Moved one after the other along {} walks over the middle 90 of 100 of their priors, with the same luck: μ* is the mean size of \
             what that does, μ its mean, σ how much it differs from place to place{unit}",
            count(found.walks as u64)
        );
        let right = Align::Right;
        let aligns = [Align::Left, right, right, right, right, Align::Left];
        let hidden = match found.parameters.len() - shown {
            0 => String::new(),
            more => format!("\n{}\n", styled(FAINT, &format!("{} parameters move it less: --all", count(more as u64)))),
        };
        let table = headed(&["", "μ*", "95 %", "μ", "σ", ""], &rows, &aligns, 2);
        format!("\n{}\n{table}{hidden}", wrap(&title, 0)) + &failures_note(model, &found.failures)
    }

    fn flips(&self) -> String {
        let (model, of, found) = (self.model(), &self.request.question.of, &self.answer.report);
        let Some(sentence) = flips_sentence(model, of, found) else { return String::new() };
        let shown: Vec<&Flipped> = found.flipped.iter().filter(|flipped| self.all || flipped.effect.moves()).collect();
        let rows: Vec<Vec<String>> = shown
            .iter()
            .map(|Flipped { flip, effect }| {
                let (estimate, ty) = (effect.estimate(), of.ty(model));
                vec![
                    flip_name(model, *flip),
                    mean_cell(ty, effect.without().value),
                    mean_cell(ty, effect.with().value),
                    effect_value(effect, estimate.value, ty),
                    effect_interval(effect, &estimate, ty),
                    flip_words(model, *flip).to_owned(),
                ]
            })
            .collect();
        let right = Align::Right;
        let table = match rows.is_empty() {
            true => String::new(),
            false => headed(
                &["", "as it is", "turned", "effect", "95 %", ""],
                &rows,
                &[Align::Left, right, right, right, right, Align::Left],
                2,
            ),
        };
        format!("\n{}\n{table}", wrap(&sentence, 0))
    }
}
