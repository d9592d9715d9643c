//! The history of one world: the chronicle, what fired, how each decision was taken, what was assigned.

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, RuleId, Type, VariableId};

use crate::ballot::Tally;
use crate::oracle::knowledge::Who;

/// Everything that rules did in one world, each list in the order in which it happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The chronicle.
    pub lines: Vec<Line>,
    /// Events and decisions that acted.
    pub firings: Vec<Firing>,
    /// How each decision was taken.
    pub decisions: Vec<DecisionTrace>,
    /// What was assigned.
    pub assignments: Vec<Assignment>,
}

/// A line of the chronicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The month.
    pub month: Step,
    /// The rule that says it.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// What is said.
    pub pieces: Vec<Piece>,
    /// Who hears of it; everybody if it is absent.
    pub known_to: Option<Vec<Who>>,
    /// It names nobody where an element was to be named: an office without a holder.
    pub vacant: bool,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// In the author's words.
    Text(String),
    /// In base units.
    Value {
        /// The value.
        value: f64,
        /// Its type, by which it is shown.
        ty: Type,
    },
}

/// An event or a decision that acted.
#[derive(Clone, Debug, PartialEq)]
pub struct Firing {
    /// The month.
    pub month: Step,
    /// The rule.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// The probability with which the hazard was to strike in this step, and its luck, if there was a rate.
    pub hazard: Option<(f64, f64)>,
}

/// A value that a rule gave to a state or a stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The month.
    pub month: Step,
    /// The rule.
    pub rule: RuleId,
    /// The element of the rule.
    pub element: Element,
    /// The variable.
    pub variable: VariableId,
    /// The element of the variable.
    pub position: Element,
    /// The value after the assignment, in base units.
    pub value: f64,
}

/// How a decision was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionTrace {
    /// The month.
    pub month: Step,
    /// The decision.
    pub rule: RuleId,
    /// Its element.
    pub element: Element,
    /// Index of the option.
    pub chosen: usize,
    /// Who settled it.
    pub choice: Choice,
    /// The first vote, then the appeal's; empty unless somebody was asked.
    pub ballots: Vec<BallotTrace>,
}

/// Who settled a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A pin of the scenario.
    Pinned,
    /// The record, because the scenario follows it.
    Recorded,
    /// Nobody is in the office that decides: the last option.
    Nobody,
    /// The first decider.
    Decided,
    /// The body that was appealed to.
    Appealed,
}

/// One vote. A person who decides alone is the only member.
#[derive(Clone, Debug, PartialEq)]
pub struct BallotTrace {
    /// 0 for the first decider, 1 for the body that is appealed to.
    pub number: u32,
    /// How often the vote had been held before.
    pub round: u32,
    /// Who was asked, and what each made of the options; in the order of the body's set.
    pub members: Vec<MemberTrace>,
    /// For each option the weight cast for it, or its probability in a Probabilistic Condorcet Election.
    pub support: Vec<f64>,
    /// `None` if no option won; the last option is then taken.
    pub winner: Option<usize>,
    /// If votes were counted, how.
    pub tally: Option<Tally>,
}

/// What somebody who was asked made of the options.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberTrace {
    /// Root ordinal of the member.
    pub member: u32,
    /// Where members vote in turn, how many were asked before.
    pub turn: Option<u32>,
    /// What the vote weighs.
    pub weight: f64,
    /// Whether the member was present.
    pub present: bool,
    /// Whether the scenario pins the vote.
    pub pinned: bool,
    /// The option he voted for; none if he was away or abstained, or if no votes were counted.
    pub vote: Option<usize>,
    /// One for each option.
    pub options: Vec<OptionTrace>,
}

/// What a member made of an option.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptionTrace {
    /// Whether it could be chosen.
    pub available: bool,
    /// The named terms of the utility.
    pub terms: Vec<(String, f64)>,
    /// The luck added to their sum, already scaled.
    pub noise: f64,
    /// The utility, luck included.
    pub utility: f64,
}
