//! What a world tells of an element as data.

use presidium_engine::World;
use presidium_lab::{Entry, Held, Life, Moved, Voted, Who, rule_name, variable_name};
use serde::Serialize;

use crate::chronicles;
use crate::claims::unit;
use crate::figures::{bare_value, known};
use crate::lives::{self, carried};
use crate::study::Study;
use crate::views::document::{Document, Head};

/// A row for each event that speaks of it, and beside them what it held, how it voted, what became of it and how its quantities moved.
pub fn life<'a>(
    study: &'a Study,
    (seed, world): (u64, World),
    who: Who,
    life: &Life<'_>,
    entries: &[Entry<'_>],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More<'a> {
        world: u64,
        about: &'a str,
        name: &'a str,
        held: Vec<HeldView>,
        ties: Vec<HeldView>,
        votes: Vec<VoteView>,
        fates: Vec<FateView>,
        moved: Vec<MovedView>,
    }
    let model = &study.model;
    let text = |month| model.clock.text(month);
    let held = |all: &[Held]| -> Vec<HeldView> {
        let view = |held: &Held| HeldView {
            name: variable_name(model, held.office.0, held.office.1),
            from: text(held.first),
            to: (!held.to_the_end).then(|| text(held.last)),
        };
        all.iter().map(view).collect()
    };
    let fates = life.fates.iter().map(|given| FateView {
        date: text(given.month),
        name: variable_name(model, given.variable, given.position),
        value: bare_value(model, &model.variables[given.variable].ty, given.value),
        rule: rule_name(model, given.rule, given.element),
    });
    let rows = life.told.iter().map(|&place| &entries[place]).map(|entry| ToldView {
        date: text(entry.month),
        rule: rule_name(model, entry.rule, entry.element),
        text: chronicles::words(model, entry),
        weight: entry.weight.total(),
    });
    Document {
        head: Head::of_run(study, seed),
        more: More {
            world: world.0,
            about: &model.sets[who.set].elements[who.ordinal as usize],
            name: lives::name(model, who),
            held: held(&life.held),
            ties: held(&life.ties),
            votes: life.votes.iter().map(|voted| VoteView::of(study, voted)).collect(),
            fates: fates.collect(),
            moved: life.moved.iter().map(|moved| MovedView::of(study, moved)).collect(),
        },
        rows: rows.collect(),
    }
}

#[derive(Serialize)]
struct ToldView {
    date: String,
    rule: String,
    text: String,
    weight: f64,
}

#[derive(Serialize)]
struct HeldView {
    name: String,
    from: String,
    /// The last month; none if it lasted to the end.
    to: Option<String>,
}

#[derive(Serialize)]
struct VoteView {
    date: String,
    decision: String,
    /// 0 for the first decider, 1 for the body that is appealed to.
    number: u32,
    present: bool,
    /// The option; none of who was away or abstained, or where no votes were counted.
    vote: Option<String>,
    chosen: String,
    /// Whether it was for what was chosen; none of who did not vote.
    carried: Option<bool>,
}

impl VoteView {
    fn of(study: &Study, voted: &Voted<'_>) -> VoteView {
        let (model, decision) = (&study.model, voted.decision);
        let (rule, member) = (&model.rules[decision.rule], &voted.ballot.members[voted.member]);
        VoteView {
            date: model.clock.text(decision.month),
            decision: rule_name(model, decision.rule, decision.element),
            number: voted.ballot.number,
            present: member.present,
            vote: member.vote.map(|option| rule.option(option).to_owned()),
            chosen: rule.option(decision.chosen).to_owned(),
            carried: carried(voted),
        }
    }
}

#[derive(Serialize)]
struct FateView {
    date: String,
    name: String,
    value: String,
    rule: String,
}

#[derive(Serialize)]
struct MovedView {
    name: String,
    unit: String,
    first: Option<f64>,
    last: Option<f64>,
    low: Option<f64>,
    low_date: String,
    high: Option<f64>,
    high_date: String,
    /// Of all that values of its kind come to in this world.
    share: Option<f64>,
}

impl MovedView {
    fn of(study: &Study, moved: &Moved) -> MovedView {
        let (model, (variable, element)) = (&study.model, moved.value);
        let (unit, factor) = unit(&model.variables[variable].ty);
        let shown = |value: f64| known(value / factor);
        MovedView {
            name: variable_name(model, variable, element),
            unit: unit.to_owned(),
            first: shown(moved.ends[0]),
            last: shown(moved.ends[1]),
            low: shown(moved.low.1),
            low_date: model.clock.text(moved.low.0),
            high: shown(moved.high.1),
            high_date: model.clock.text(moved.high.0),
            share: known(moved.share),
        }
    }
}
