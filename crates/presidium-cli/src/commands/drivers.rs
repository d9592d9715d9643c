//! `presidium drivers`: what a claim, a condition or a value hangs on, as a tornado.

use presidium_lab::{
    Answer, Driver, Drivers, DriversQuestion, Estimate, Flipped, Laboratory, Request, Total, TotalsQuestion,
    variable_name,
};
use presidium_lang::model::{Model, Type};
use presidium_query::drivers::{
    answer as answer_words, driver_name, flip_name, flip_words, flips_sentence, hidden_sentence, to_draw_anew,
};
use presidium_query::figures::{count, effect_interval, effect_value, per_cent, worlds};
use presidium_query::targets::{mean_cell, mean_sentence, parameter_words, target, target_title, void_sentence};
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
    if arguments.total > 0 && study.scenario.rows.is_some() {
        return Err(Stop::usage(
            "parameters of a posterior go together, and `--total` draws each anew by itself; ask without it, or with `--prior`",
        ));
    }
    let question = DriversQuestion { of, flip_worlds: arguments.flip };
    let worlds = options.worlds.unwrap_or(ledger_worlds(model));
    let request = setup.request(question, options.luck.seed.of(model), worlds)?;
    let laboratory = setup.laboratory()?;
    let answer = ask(&laboratory, &request)?;
    no_world(model, answer.report.worlds, &answer.report.failures)?;
    let left = left_note(study, answer.report.left)?;
    let totals = totals(&setup, &laboratory, (&request, &answer), usize::from(arguments.total))?;
    draw(&arguments.chart, || presidium_charts::drivers(study, &request, &answer))?;
    let text = match options.json {
        true => json_text(&views::drivers(study, &request, &answer, &totals)),
        false => {
            let all = arguments.all;
            Answered { study, request: &request, answer: &answer, left: &left, totals: &totals, all }.text()
        }
    };
    Ok(Output::of(&answer, text))
}

/// Worlds in which parameters are drawn anew.
const TOTAL_WORLDS: u64 = presidium_query::FORECAST_WORLDS;

/// What the strongest parameters do with all that they meet, if that is asked.
fn totals(
    setup: &Setup,
    laboratory: &Laboratory,
    (request, answer): (&Request<DriversQuestion>, &Answer<Drivers>),
    most: usize,
) -> Result<Vec<Total>, Stop> {
    let parameters = to_draw_anew(&answer.report, most);
    if parameters.is_empty() || !answer.complete {
        return Ok(vec![]);
    }
    let question = TotalsQuestion { of: request.question.of.clone(), parameters };
    let again = setup.request(question, request.seed, request.worlds.min(TOTAL_WORLDS))?;
    Ok(ask(laboratory, &again)?.report.parameters)
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
    /// What stays within the noise is told as well.
    all: bool,
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
            let alone = per_cent(driver.first_order.index.value);
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
