//! The tree of reasons as data.

use presidium_engine::oracle::{DecisionTrace, Explanation, MemberTrace, Origin};
use presidium_engine::{Failure, World};
use presidium_lab::{Account, Did, Reason, label_text, member_set, rule_name, variable_name};
use presidium_lang::model::{Decision, Element, Model, Rule, RuleId, SetId, VariableId};
use serde::Serialize;
use serde_json::Value;

use crate::claims::unit;
use crate::evidence::Known;
use crate::reasons::{failure_words, kind};
use crate::study::Study;
use crate::views::clauses::{self, ChanceView, ChangeView};
use crate::views::document::{Document, Head};
use crate::votes::CountView;

/// One document with a single row, the root of the tree.
pub fn why<'a>(
    study: &'a Study,
    (seed, world): (u64, World),
    found: Result<&Reason, &Failure>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More {
        world: u64,
        /// What stopped the world before what was asked about was settled.
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    }
    let rows: Vec<ReasonView> = found.iter().map(|reason| ReasonView::new(study, reason)).collect();
    Document {
        head: Head::of_run(study, seed),
        more: More { world: world.0, failure: found.err().map(failure_words) },
        rows,
    }
}

/// A node; only the fields that apply are there.
#[derive(Default, Serialize)]
struct ReasonView {
    name: String,
    kind: &'static str,
    date: String,
    /// A number in the unit given, or an element, a date, a truth in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: String,
    /// Prior, status and sources.
    #[serde(skip_serializing_if = "str::is_empty")]
    evidence: String,
    /// The uniform of a draw or a prior; of an event, its luck.
    #[serde(skip_serializing_if = "Option::is_none")]
    luck: Option<f64>,
    /// The probability that the luck of an event had to stay below.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed_below: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    terms: Vec<TermView>,
    /// The option that a decision took.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<String>,
    /// The members of each ballot.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ballots: Vec<Vec<MemberView>>,
    /// How the votes of each ballot were counted, if they were; empty if none were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counts: Vec<Option<CountView>>,
    /// Why a value is missing, or what stopped the world here.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// The month that a look back looks back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    looks_back_to: Option<String>,
    /// The last month in which a rule changed the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_in: Option<String>,
    /// What rules did to the value then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeView>,
    /// What a rule made of its chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<ChanceView>,
    /// What a rule changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    done: Vec<DoneView>,
    /// How many further values it changed.
    #[serde(skip_serializing_if = "is_none_at_all")]
    done_untold: usize,
    because: Vec<ReasonView>,
    /// How many things it also rests on.
    untold: usize,
    /// How many things it rests on that lie deeper than was asked.
    #[serde(skip_serializing_if = "is_none_at_all")]
    deeper: usize,
    /// It has been told before.
    #[serde(skip_serializing_if = "is_not")]
    again: bool,
}

/// A value as a rule left it.
#[derive(Serialize)]
struct DoneView {
    name: String,
    value: Value,
}

fn is_none_at_all(count: &usize) -> bool {
    *count == 0
}

fn is_not(mark: &bool) -> bool {
    !mark
}

#[derive(Serialize)]
struct TermView {
    label: String,
    value: f64,
}

#[derive(Serialize)]
pub(super) struct MemberView {
    member: String,
    /// In a vote in turn, how many were asked before.
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<u32>,
    weight: f64,
    present: bool,
    /// The scenario pins his vote.
    pinned: bool,
    /// The option he voted for.
    #[serde(skip_serializing_if = "Option::is_none")]
    vote: Option<String>,
    options: Vec<OptionView>,
}

#[derive(Serialize)]
struct OptionView {
    option: String,
    available: bool,
    utility: f64,
    luck: f64,
    terms: Vec<TermView>,
}

impl ReasonView {
    fn new(study: &Study, reason: &Reason) -> Self {
        let mut view = match &reason.account {
            Account::Start { variable, element, value } => {
                let value = Some(as_json(&study.model, *variable, *value));
                ReasonView { value, ..Self::of_variable(study, *variable, *element) }
            }
            Account::Value(told) => Self::of_variable(study, told.variable, told.element).told(study, told),
            Account::Rule { rule, element, did } => {
                Self::of_rule(&study.model, *rule, *element, did).acted(&study.model, reason)
            }
        };
        view.date = match &reason.account {
            Account::Value(_) => study.model.clock.seen_text(reason.month),
            _ => study.model.clock.text(reason.month),
        };
        view.because = reason.because.iter().map(|because| ReasonView::new(study, because)).collect();
        (view.untold, view.deeper, view.again) = (reason.untold, reason.deeper, reason.again);
        view
    }

    fn of_variable(study: &Study, variable: VariableId, element: Element) -> Self {
        let declared = &study.model.variables[variable];
        ReasonView {
            name: variable_name(&study.model, variable, element),
            kind: kind(declared),
            unit: unit(&declared.ty).0.to_owned(),
            evidence: Known::of(&study.model, &study.scenario, variable, element).words,
            ..ReasonView::default()
        }
    }

    fn acted(self, model: &Model, reason: &Reason) -> Self {
        let done = reason.done.iter().map(|done| DoneView {
            name: variable_name(model, done.variable, done.position),
            value: as_json(model, done.variable, done.value),
        });
        let chance = reason.chance.as_ref().map(|chance| ChanceView::new(model, chance));
        ReasonView { chance, done: done.collect(), done_untold: reason.done_untold, ..self }
    }

    fn told(self, study: &Study, told: &Explanation) -> Self {
        let ty = &study.model.variables[told.variable].ty;
        let changes = told.changes.iter().map(|change| ChangeView::new(&study.model, ty, change));
        let looks_back_to = match told.origin {
            Origin::Earlier { month: earlier } => earlier.map(|step| study.model.clock.seen_text(step)),
            _ => None,
        };
        let (_, factor) = unit(&study.model.variables[told.variable].ty);
        let terms = told.terms.iter();
        let luck = match told.origin {
            Origin::Parameter { uniform } | Origin::Draw { uniform } => Some(uniform),
            _ => None,
        };
        ReasonView {
            evidence: Known::told(&study.model, &study.scenario, told).words,
            value: Some(as_json(&study.model, told.variable, told.value)),
            failure: told.missing.as_ref().map(failure_words),
            looks_back_to,
            changed_in: told.changed_in.map(|step| study.model.clock.text(step)),
            changes: changes.collect(),
            luck,
            terms: terms
                .map(|term| TermView { label: label_text(&study.model, &term.label), value: term.value / factor })
                .collect(),
            ..self
        }
    }

    fn of_rule(model: &Model, rule: RuleId, element: Element, did: &Did) -> Self {
        let name = rule_name(model, rule, element);
        match (&model.rules[rule], did) {
            (Rule::Decision(decision), Did::Decision(taken)) => ReasonView {
                name,
                kind: "decision",
                chosen: Some(decision.options[taken.chosen].name.clone()),
                ballots: ballots(model, decision, taken),
                counts: counts(model, decision, taken),
                ..ReasonView::default()
            },
            (_, Did::Event(firing)) => ReasonView {
                name,
                kind: "event",
                luck: firing.hazard.map(|(_, luck)| luck),
                needed_below: firing.hazard.map(|(probability, _)| probability),
                ..ReasonView::default()
            },
            (_, Did::Failed(failure)) => ReasonView {
                name,
                kind: "the world stopped",
                failure: Some(failure_words(failure)),
                ..ReasonView::default()
            },
            _ => ReasonView { name, kind: "nothing happened", ..ReasonView::default() },
        }
    }
}

fn ballots(model: &Model, decision: &Decision, taken: &DecisionTrace) -> Vec<Vec<MemberView>> {
    let members = taken.ballots.iter().map(|ballot| {
        let set = member_set(model, decision, ballot.number);
        ballot.members.iter().map(|member| member_view(model, decision, set, member)).collect()
    });
    members.collect()
}

pub(super) fn counts(model: &Model, decision: &Decision, taken: &DecisionTrace) -> Vec<Option<CountView>> {
    if taken.ballots.iter().all(|ballot| ballot.tally.is_none()) {
        return vec![];
    }
    let counts = taken.ballots.iter().map(|ballot| {
        let set = member_set(model, decision, ballot.number);
        let ids: Vec<String> = ballot.members.iter().map(|member| member_id(model, set, member)).collect();
        ballot.tally.map(|tally| CountView::new(decision, ballot, &tally, &ids))
    });
    counts.collect()
}

pub(super) fn member_view(model: &Model, decision: &Decision, set: Option<SetId>, member: &MemberTrace) -> MemberView {
    let options = decision.options.iter().zip(&member.options).map(|(option, told)| OptionView {
        option: option.name.clone(),
        available: told.available,
        utility: told.utility,
        luck: told.noise,
        terms: told.terms.iter().map(|(label, value)| TermView { label: label.clone(), value: *value }).collect(),
    });
    MemberView {
        member: member_id(model, set, member),
        turn: member.turn,
        weight: member.weight,
        present: member.present,
        pinned: member.pinned,
        vote: member.vote.map(|option| decision.options[option].name.clone()),
        options: options.collect(),
    }
}

pub(super) fn member_id(model: &Model, set: Option<SetId>, member: &MemberTrace) -> String {
    let ids = set.map_or(&[][..], |set| &model.sets[set].elements);
    ids.get(member.member as usize).cloned().unwrap_or_default()
}

fn as_json(model: &Model, variable: VariableId, value: f64) -> Value {
    clauses::as_json(model, &model.variables[variable].ty, value)
}
