//! `presidium world N --about PERSON`: what one world tells of a person, or another element of a set.

use presidium_lab::{Entry, Life, Voted, Who, variable_name};
use presidium_lang::model::Model;
use presidium_query::{chronicles, lives};

use crate::output::{FAINT, HEADING, styled};
use crate::table::{Align, table, wrap};

/// Votes, and quantities that moved, that are told unless everything is.
const TOLD: usize = 12;

/// What a world tells of an element.
pub struct Portrait<'a> {
    pub model: &'a Model,
    pub who: Who,
    pub life: &'a Life<'a>,
    pub entries: &'a [Entry<'a>],
    /// Everything, not only what weighs most.
    pub all: bool,
}

impl Portrait<'_> {
    pub fn text(&self) -> String {
        let parts = [self.held(), self.ties(), self.told(), self.votes(), self.fates(), self.moved()];
        let text: String = parts.concat();
        match text.is_empty() {
            true => format!("This world tells nothing of {}.\n", lives::name(self.model, self.who)),
            false => text.trim_start().to_owned(),
        }
    }

    fn held(&self) -> String {
        let rows = self
            .life
            .held
            .iter()
            .map(|held| vec![lives::span(self.model, held), lives::office(self.model, held.office)]);
        section("Held", rows.collect(), 2, "")
    }

    /// A row for each state, with those who are tied to it.
    fn ties(&self) -> String {
        let rows = self.life.ties.chunk_by(|one, other| one.office.0 == other.office.0).map(|ties| {
            let label = lives::label(self.model, ties[0].office.0);
            let names = ties.iter().map(|tie| {
                let who = lives::of(self.model, tie.office);
                if tie.first == self.model.first_step && tie.to_the_end {
                    return who;
                }
                format!("{who} ({})", lives::span(self.model, tie))
            });
            vec![label.to_owned(), names.collect::<Vec<_>>().join(", ")]
        });
        section("Ties of others", rows.collect(), 2, "")
    }

    fn told(&self) -> String {
        let rows = self.life.told.iter().map(|&place| {
            let entry = &self.entries[place];
            vec![self.model.clock.text(entry.month), chronicles::words(self.model, entry)]
        });
        section("Events", rows.collect(), 2, "")
    }

    /// The votes on what weighs most in this world.
    fn votes(&self) -> String {
        let votes = &self.life.votes;
        let carried = votes.iter().filter(|voted| lives::carried(voted) == Some(true)).count();
        let cast = votes.iter().filter(|voted| lives::carried(voted).is_some()).count();
        let mut ranked: Vec<(usize, &Voted<'_>)> = votes.iter().enumerate().collect();
        ranked.sort_by_key(|(place, voted)| (self.rank(voted), *place));
        ranked.truncate(if self.all { usize::MAX } else { TOLD });
        ranked.sort_by_key(|(place, _)| *place);
        let rows = ranked.iter().map(|(_, voted)| {
            let appeal = if voted.ballot.number == 0 { "" } else { ", on appeal" };
            let outcome = lives::outcome(self.model, voted);
            vec![
                self.model.clock.text(voted.decision.month),
                lives::vote(self.model, voted),
                format!("{outcome}{appeal}"),
            ]
        });
        let title = format!("Votes: {cast} cast, {carried} of them for what was chosen");
        section(&title, rows.collect(), 3, &more(votes.len(), ranked.len()))
    }

    /// How many events of this world weigh more than what was decided; what is not told comes last.
    fn rank(&self, voted: &Voted<'_>) -> usize {
        let decision = voted.decision;
        let is_its = |entry: &&Entry<'_>| {
            (entry.month, entry.rule, entry.element) == (decision.month, decision.rule, decision.element)
        };
        self.entries.iter().find(is_its).map_or(usize::MAX, |entry| entry.rank)
    }

    fn fates(&self) -> String {
        let rows = self
            .life
            .fates
            .iter()
            .map(|given| vec![self.model.clock.text(given.month), lives::fate(self.model, given)]);
        section("What became of it", rows.collect(), 2, "")
    }

    fn moved(&self) -> String {
        let moved = &self.life.moved;
        let told = if self.all { moved.len() } else { moved.len().min(TOLD) };
        let rows = moved.iter().take(told).map(|moved| {
            let (variable, element) = moved.value;
            let label = &self.model.variables[variable].label;
            let label = if label.is_empty() { String::new() } else { format!("  {label}") };
            let name = variable_name(self.model, variable, element);
            vec![name, lives::share(moved), format!("{}{}", lives::movement(self.model, moved), styled(FAINT, &label))]
        });
        let title = "Changed much (share of all that values of this kind come to in this world)";
        section(title, rows.collect(), 3, &more(moved.len(), told))
    }
}

/// How a reader asks why something was decided: the heaviest event that speaks of it.
pub fn heaviest<'a>(life: &Life<'_>, entries: &'a [Entry<'a>]) -> Option<&'a Entry<'a>> {
    life.told.iter().map(|&place| &entries[place]).min_by_key(|entry| entry.rank)
}

fn more(all: usize, told: usize) -> String {
    if told < all { format!("and {} more (--all)", all - told) } else { String::new() }
}

fn section(title: &str, rows: Vec<Vec<String>>, columns: usize, rest: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rest = if rest.is_empty() { String::new() } else { format!("  {}\n", styled(FAINT, rest)) };
    format!("\n{}\n{}{rest}", styled(HEADING, &wrap(title, 0)), table(&rows, &vec![Align::Left; columns], 2))
}
