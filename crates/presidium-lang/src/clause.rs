//! Clauses: the parts of declarations, noted by the parser where it reads them.

use crate::span::Span;

/// A part of a declaration that begins with a word or a sign of the language: `when …`, `option …`, `= …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// The word or sign with which it begins; of a change that has no such word, the name of what it changes.
    pub keyword: Span,
    /// What stands behind the keyword; empty if nothing does.
    pub content: Span,
    /// From the keyword to the last word.
    pub span: Span,
}

/// What a clause says of its declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClauseKind {
    /// `= …`: the value of a parameter, let, flow or series; of a state the initial one.
    Value,
    /// `~ …`: the distribution of a parameter or a draw, with its correlation.
    Prior,
    /// `reading name …`: a rival value of a parameter. Its value is a clause of its own.
    Reading,
    /// `starts …`: the initial value of a stock.
    Starts,
    /// `in …`: inflows of a stock.
    Inflow,
    /// `out …`: outflows of a stock.
    Outflow,
    /// `at least …`, `at most …`: a limit of a stock.
    Limit,
    /// `from …`: the stock that a flow leaves.
    From,
    /// `to …`: the stock that a flow enters.
    To,
    /// `over …`: who belongs to a body, with their weight.
    Members,
    /// `when …`: the condition of a rule.
    When,
    /// `unless …`: what keeps a rule from acting.
    Unless,
    /// `rate …`: the hazard of a rule.
    Rate,
    /// `once`, `every step`: how often a rule acts.
    Repeat,
    /// `by …`: who decides.
    Decider,
    /// `appeal …`: against what, and to whom.
    Appeal,
    /// `option …`, with its own clauses.
    Option,
    /// `available when …`: the condition of an option.
    Available,
    /// `for p …`: the utility of an option.
    Utility,
    /// `do …`: the effects of a rule or an option.
    Effects,
    /// `says …`: a line of the chronicle.
    Message,
    /// `known to …`: who knows a value.
    KnownTo,
    /// `recorded …`: what was chosen in history.
    Recorded,
    /// `role …`: of a claim.
    Role,
    /// `place …`: where a claim stands in its text.
    Passage,
    /// `touches …`: the systems on which a claim rests.
    Systems,
    /// `holds …`: what a claim or a test says.
    Holds,
    /// `without …`: the what-if that takes a cause away.
    Without,
    /// `effect …`: what a cause moves.
    Outcome,
    /// `expect …`: the direction in which a cause moves it.
    Direction,
    /// `given …`: the condition under which a claim is asked, or the what-if under which a test must hold.
    Given,
    /// `step …`: one of the steps on the way to a claim, in words and as a condition.
    Step,
    /// `counts …`: what a base rate counts in a world.
    Counts,
    /// `over …` of a base rate: in what it is counted.
    Exposure,
    /// `reference …`: what was counted elsewhere, and in what.
    Reference,
    /// `off …`: what switches a system off. Each change is a clause of its own.
    Off,
    /// A line of a what-if or a system: `pin …`, `forbid …`, `set …`, `switch …`, `reading …`.
    Change,
}
