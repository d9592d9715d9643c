//! How a world's decisions were taken, as data: seat by seat, with the reasons of each member and who turned the vote.

use presidium_engine::World;
use presidium_engine::oracle::{BallotTrace, DecisionTrace};
use presidium_lab::{Pivot, Subject, member_set, rule_name};
use presidium_lang::clock::Step;
use presidium_lang::model::{Decision, Model, Rule};
use serde::Serialize;

use crate::study::Study;
use crate::views::document::Head;
use crate::views::why::{MemberView, counts, member_id, member_view};
use crate::votes::{CountView, choice_words};

/// Each time that one of some decisions was taken, or any decision, in a month or in all of them.
pub fn votes<'a>(
    study: &'a Study,
    (seed, world): (u64, World),
    (of, at): (Option<&[Subject]>, Option<Step>),
    taken: &[DecisionTrace],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct Votes<'a> {
        #[serde(flatten)]
        head: Head<'a>,
        world: u64,
        votes: Vec<TakenView<'a>>,
    }
    let is_asked = |taken: &&DecisionTrace| {
        let is_of = of.is_none_or(|of| of.contains(&Subject::Rule(taken.rule, taken.element)));
        is_of && at.is_none_or(|at| taken.month == at)
    };
    let rows = taken.iter().filter(is_asked).filter_map(|taken| TakenView::of(&study.model, taken));
    Votes { head: Head::of_run(study, seed), world: world.0, votes: rows.collect() }
}

#[derive(Serialize)]
struct TakenView<'a> {
    date: String,
    decision: String,
    question: &'a str,
    chosen: &'a str,
    chosen_label: &'a str,
    /// Who settled it: `decided`, `decided on appeal`, `pinned by the scenario`, ….
    settled: &'static str,
    options: Vec<NamedView<'a>>,
    ballots: Vec<BallotView>,
}

#[derive(Serialize)]
struct NamedView<'a> {
    id: &'a str,
    label: &'a str,
}

/// One ballot; the members in the order of their set.
#[derive(Serialize)]
struct BallotView {
    /// 0 for the first decider, 1 for the body that is appealed to.
    number: u32,
    round: u32,
    members: Vec<SeatView>,
    count: Option<CountView>,
    /// Where votes were counted: who turned it, and how near it was.
    pivot: Option<PivotView>,
    /// The same member, if there is one.
    pivotal: Vec<String>,
}

#[derive(Serialize)]
struct SeatView {
    name: String,
    #[serde(flatten)]
    member: MemberView,
}

#[derive(Serialize)]
struct PivotView {
    /// The option that won; if none did, the one that came nearest to it.
    option: String,
    /// Those present, in turn, or those first who liked the option most more than the best of the others.
    order: Vec<String>,
    /// With whom it had enough.
    member: Option<String>,
    /// The votes of the option less what it needed.
    margin: f64,
}

impl<'a> TakenView<'a> {
    fn of(model: &'a Model, taken: &DecisionTrace) -> Option<Self> {
        let Rule::Decision(decision) = &model.rules[taken.rule] else { return None };
        let label = |place: usize| -> &'a str {
            let option = &decision.options[place];
            if option.label.is_empty() { &option.name } else { &option.label }
        };
        let mut counted = counts(model, decision, taken).into_iter();
        let ballots =
            taken.ballots.iter().map(|ballot| BallotView::of(model, decision, ballot, counted.next().flatten()));
        Some(TakenView {
            date: model.clock.text(taken.month),
            decision: rule_name(model, taken.rule, taken.element),
            question: &decision.question,
            chosen: &decision.options[taken.chosen].name,
            chosen_label: label(taken.chosen),
            settled: choice_words(taken.choice),
            options: (0..decision.options.len())
                .map(|place| NamedView { id: &decision.options[place].name, label: label(place) })
                .collect(),
            ballots: ballots.collect(),
        })
    }
}

impl BallotView {
    fn of(model: &Model, decision: &Decision, ballot: &BallotTrace, count: Option<CountView>) -> Self {
        let set = member_set(model, decision, ballot.number);
        let label = |ordinal: u32| {
            let labels = set.map_or(&[][..], |set| &model.sets[set].labels);
            labels.get(ordinal as usize).cloned().unwrap_or_default()
        };
        let members = ballot.members.iter();
        let members = members
            .map(|member| SeatView { name: label(member.member), member: member_view(model, decision, set, member) });
        let id = |place: usize| member_id(model, set, &ballot.members[place]);
        let pivot = Pivot::of(ballot).map(|pivot| PivotView {
            option: decision.options[pivot.option].name.clone(),
            order: pivot.order.iter().map(|&place| id(place)).collect(),
            member: pivot.member.map(id),
            margin: pivot.margin,
        });
        let pivotal = pivot.iter().filter_map(|pivot| pivot.member.clone()).collect();
        BallotView { number: ballot.number, round: ballot.round, members: members.collect(), count, pivot, pivotal }
    }
}
