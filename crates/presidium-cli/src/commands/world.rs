//! `presidium world`: the chronicle of one world, which has a number or is found.

use std::collections::{BTreeMap, BTreeSet};

use presidium_engine::World;
use presidium_lab::{
    Entry, FindQuestion, Found, History, Laboratory, Life, Request, UsualQuestion, Who, entries, life, rule_name,
    watched_for,
};
use presidium_query::reasons::failure_words;
use presidium_query::views::{self, json_text};
use presidium_query::{COMPARED_WORLDS, Study, WEIGHED_WORLDS, chronicles, conditions, lives, who};

use crate::arguments::{ConditionArguments, MOST_WORLDS, WorldArguments, quoted};
use crate::commands::life::{Portrait, heaviest};
use crate::output::{FAILS, FAINT, HEADING, Output, styled};
use crate::progress::ask;
use crate::report::{heading, no_world};
use crate::setup::Setup;
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};

/// Lines of a chronicle that is not told in full: as many as are read at one sitting.
const LINES: usize = 60;

/// Before what a historian would set in bold.
const MARK: &str = "▪";

/// One world, and how it was found.
struct Told<'a> {
    study: &'a Study,
    seed: u64,
    world: World,
    found: Option<Found>,
    history: &'a History,
    entries: &'a [Entry<'a>],
    /// Somebody who is asked about.
    about: Option<(Who, Life<'a>)>,
    all: bool,
    /// The flags by which another command is about the same worlds.
    again: String,
}

pub fn run(arguments: &WorldArguments) -> Result<Output, Stop> {
    let condition = ConditionArguments { condition: arguments.find.clone() };
    let setup = Setup::choosing(&arguments.scenario, &condition, arguments.luck.threads())?;
    let (study, laboratory) = (&setup.study, setup.laboratory()?);
    let seed = arguments.luck.seed.of(&study.model);
    let about = arguments.about.as_ref().map(|name| who(&study.model, name)).transpose()?;
    let seen_by = arguments.seen_by.as_ref().map(|name| who(&study.model, name)).transpose()?;
    let found = if arguments.find.is_some() { Some(find(&setup, &laboratory, arguments, seed)?) } else { None };
    let first = found.as_ref().and_then(|found| found.first.first().copied());
    let world = first.unwrap_or(World(arguments.world.unwrap_or_default()));
    // What is usual is asked of all worlds, whatever the one was chosen by.
    let worlds = arguments.worlds.unwrap_or(WEIGHED_WORLDS);
    let request = Request { condition: None, ..setup.request(UsualQuestion, seed, worlds)? };
    let usual = ask(&laboratory, &request)?.report;
    let watched = about.map_or_else(Vec::new, |who| watched_for(&study.model, who));
    let mut history = History::of(&study.model, &study.scenario, (seed, world), &watched);
    if let Some(hearer) = seen_by {
        history.trace.lines.retain(|line| line.is_heard_by(hearer));
    }
    let entries = entries(&study.model, &history, &usual);
    let about = about.map(|who| (who, life(&study.model, &history, &entries, who)));
    let again = arguments.scenario.again(&arguments.luck.seed);
    let told =
        Told { study, seed, world, found, history: &history, entries: &entries, about, all: arguments.all, again };
    let code = if history.failure.is_some() { NO_WORLD } else { 0 };
    Ok(Output { text: if arguments.json { told.json() } else { told.text() }, code })
}

/// The worlds in which the condition holds.
///
/// # Errors
/// [`Stop::NoWorld`] if it holds in none.
fn find(setup: &Setup, laboratory: &Laboratory, arguments: &WorldArguments, seed: u64) -> Result<Found, Stop> {
    let worlds = arguments.worlds.unwrap_or(COMPARED_WORLDS);
    let found = ask(laboratory, &setup.request(FindQuestion, seed, worlds)?)?.report;
    no_world(&setup.study.model, found.worlds, &found.failures)?;
    match &setup.study.condition {
        Some(condition) if found.first.is_empty() => {
            let message = conditions::found(condition, &found);
            let more = (found.worlds * 10).min(MOST_WORLDS);
            let help = format!("look through more, such as `--worlds {more}`, or ask for less");
            Err(Stop::NoWorld(format!("{message}\n  help: {help}")))
        }
        _ => Ok(found),
    }
}

impl Told<'_> {
    fn json(&self) -> String {
        let (study, of) = (self.study, (self.seed, self.world));
        match &self.about {
            Some((who, life)) => json_text(&views::life(study, of, *who, life, self.entries)),
            None => json_text(&views::world(study, of, self.found.as_ref(), self.history, self.entries)),
        }
    }

    fn text(&self) -> String {
        let Told { study, seed, world, .. } = self;
        let model = &study.model;
        let mut text = heading(study);
        if let (Some(condition), Some(found)) = (&study.condition, &self.found) {
            text += &format!("{}\n", styled(HEADING, &wrap(&conditions::found(condition, found), 0)));
        }
        let about =
            self.about.as_ref().map_or_else(String::new, |(who, _)| format!("{} in ", lives::name(model, *who)));
        let subtitle = format!("{about}world {world}, seed {seed}: one of many possible histories under this model");
        text += &format!("{}\n\n", styled(FAINT, &wrap(&subtitle, 0)));
        text += &match &self.about {
            Some((who, life)) => Portrait { model, who: *who, life, entries: self.entries, all: self.all }.text(),
            None if self.entries.is_empty() => "Nothing happens that this model would tell.\n".to_owned(),
            None => table(&self.rows(), &[Align::Left; 4], 0),
        };
        if let Some(failure) = &self.history.failure {
            let month = model.clock.text(failure.month);
            text += &format!("{month}  {}\n", styled(FAILS, &failure_words(failure)));
        }
        text + &self.more()
    }

    /// A row for each event that is told, and for each year one that counts the others.
    fn rows(&self) -> Vec<Vec<String>> {
        let clock = &self.study.model.clock;
        let years = self
            .entries
            .chunk_by(|one, other| chronicles::year(clock, one.month) == chronicles::year(clock, other.month));
        let count = years.clone().count();
        let told = self.told(LINES.saturating_sub(2 * count).max(count) / count.max(1));
        years.flat_map(|entries| self.year(entries, &told, count)).collect()
    }

    /// Ranks of the events that are told: half of the lines are shared out among the years, the others go to what weighs most.
    fn told(&self, each: usize) -> BTreeSet<usize> {
        let clock = &self.study.model.clock;
        let mut ranked: Vec<&Entry<'_>> = self.entries.iter().collect();
        ranked.sort_by_key(|entry| entry.rank);
        if !self.is_short() {
            return ranked.iter().map(|entry| entry.rank).collect();
        }
        let mut of_year: BTreeMap<Option<u32>, usize> = BTreeMap::new();
        let mut first = |entry: &&&Entry<'_>| {
            let taken = of_year.entry(chronicles::year(clock, entry.month)).or_default();
            *taken += 1;
            *taken <= each.div_ceil(2)
        };
        let shared: BTreeSet<usize> = ranked.iter().filter(|entry| first(entry)).map(|entry| entry.rank).collect();
        let room = (each * of_year.len()).saturating_sub(shared.len());
        let others = (0..ranked.len()).filter(|rank| !shared.contains(rank)).take(room).collect::<Vec<_>>();
        shared.into_iter().chain(others).collect()
    }

    fn year(&self, entries: &[Entry<'_>], told: &BTreeSet<usize>, bold: usize) -> Vec<Vec<String>> {
        let (model, clock) = (&self.study.model, &self.study.model.clock);
        let mut rows: Vec<Vec<String>> = vec![];
        let mut before = None;
        for entry in entries.iter().filter(|entry| told.contains(&entry.rank)) {
            let year = chronicles::year(clock, entry.month).filter(|_| rows.is_empty());
            let year = year.map_or_else(String::new, |year| styled(HEADING, &year.to_string()));
            let when =
                if before == Some(entry.month) { String::new() } else { chronicles::within_year(clock, entry.month) };
            before = Some(entry.month);
            let (words, decides) = (chronicles::words(model, entry), chronicles::decides(model, entry));
            let decides = if decides.is_empty() { decides } else { styled(FAINT, &format!("  {decides}")) };
            let (mark, words) = if entry.rank < bold { (MARK, styled(HEADING, &words)) } else { ("", words) };
            rows.push(vec![year, mark.to_owned(), when, words + &decides]);
        }
        let others = entries.len() - rows.len();
        if others > 0 {
            rows.push(vec![String::new(), String::new(), String::new(), styled(FAINT, &format!("and {others} more"))]);
        }
        rows
    }

    /// How to learn more: why the heaviest event came about, and what is not told.
    fn more(&self) -> String {
        let heaviest = match &self.about {
            Some((_, life)) => heaviest(life, self.entries),
            None => self.entries.iter().find(|entry| entry.rank == 0),
        };
        let Some(heaviest) = heaviest else { return String::new() };
        let model = &self.study.model;
        let name = rule_name(model, heaviest.rule, heaviest.element);
        let (world, at) = (self.world, model.clock.seen_text(heaviest.month));
        let why = format!("why: presidium why {} --world {world} --at {at}{}", quoted(&name), self.again);
        let all = if self.is_short() { "\nall of it: --all" } else { "" };
        format!("\n{}\n", styled(FAINT, &(wrap(&why, 0) + all)))
    }

    /// Whether something is left out.
    fn is_short(&self) -> bool {
        self.about.is_none() && !self.all && self.entries.len() > LINES
    }
}
