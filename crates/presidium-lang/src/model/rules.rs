//! Bodies, events and decisions of the checked model.

use std::ops::Range;

use super::Model;
use super::ballots::Ballot;
use super::expressions::{Expr, Term};
use super::ids::{Element, Index, LocalId, SetId, VariableId};
use super::knowledge::Audience;
use super::text::{Place, Source, Written};
use super::variables::Type;

/// A set of people or blocs that can vote: the elements where `member` holds.
#[derive(Clone, Debug)]
pub struct Body {
    /// As declared.
    pub name: String,
    /// The author's words for it; may be empty.
    pub label: String,
    /// The name of a member, and the set of those who can be one.
    pub index: Index,
    /// A truth: whether the element is a member.
    pub member: Expr,
    /// Seats or influence of a member; one each if absent.
    pub weight: Option<Expr>,
    /// Where it is declared.
    pub place: Place,
}

/// What acts in a step.
#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Rule {
    /// It happens.
    Event(Event),
    /// Somebody chooses.
    Decision(Decision),
}

/// A rule that happens when it is open, or by chance while it is.
#[derive(Clone, Debug)]
pub struct Event {
    /// As declared.
    pub name: String,
    /// The author's words for it; may be empty.
    pub label: String,
    /// It happens to each combination of elements by itself.
    pub indices: Vec<Index>,
    /// Opens when this turns true (or is true, see `repeat`); always open if absent.
    pub when: Option<Expr>,
    /// Per year; if present the event fires in an open step with probability `1 - exp(-rate * step)`.
    pub rate: Option<Expr>,
    /// Its condition and its rate as written.
    pub written: WrittenOpening,
    /// How often it may happen.
    pub repeat: Repeat,
    /// How often its rate may strike in one step, 1 as a rule. So often are its effects carried out, one time after the other.
    pub most: u32,
    /// Which of these times it is, from 0 on.
    pub turn: Option<LocalId>,
    /// In order.
    pub effects: Vec<Effect>,
    /// When it happened in history. Nothing is said of its history if this is empty.
    pub recorded: Vec<RecordedEvent>,
    /// How often this event has fired, by element; present if something reads it.
    pub count: Option<VariableId>,
    /// Date of the last firing, [`NEVER`](super::NEVER) before the first.
    pub date: Option<VariableId>,
    /// Where it is declared.
    pub place: Place,
}

/// When a rule may act, in the author's words.
#[derive(Clone, Debug, Default)]
pub struct WrittenOpening {
    /// `when …`, and each `unless …`.
    pub when: Option<Written>,
    /// `rate …`
    pub rate: Option<Written>,
}

/// How often a rule may act.
///
/// For a rule with a `rate`, `Opening` and `EveryStep` are the same: each open step is a new chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Once per world and element.
    Once,
    /// Once each time that `when` turns from false to true; it counts as false before the first step.
    Opening,
    /// In every step in which `when` holds.
    EveryStep,
}

/// What a rule does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// `target[indices] := value` or `+=`. An index that is none, or not in the index set, makes it do nothing.
    Assign {
        /// A state or a stock.
        variable: VariableId,
        /// One for each index of the variable.
        indices: Vec<Expr>,
        /// Whether the value is added.
        add: bool,
        /// In base units.
        value: Expr,
        /// As written.
        written: Written,
    },
    /// Binds a local for the effects that follow.
    Local {
        /// Its id.
        local: LocalId,
        /// As written.
        name: String,
        /// Computed once.
        value: Expr,
        /// What it is.
        ty: Type,
        /// As written.
        written: Written,
    },
    /// Does something for each element of a set, in order.
    ForEach {
        /// The name of an element, and its set.
        index: Index,
        /// A truth; every element counts if absent.
        filter: Option<Expr>,
        /// The key by which the elements are ordered, the smallest first. If there is one, it is settled before anything is
        /// done who passes the filter, and in which order they come.
        order: Option<Expr>,
        /// What is done.
        body: Vec<Effect>,
        /// `for p in Person where …`
        written: Written,
    },
    /// Does one thing or another.
    If {
        /// A truth.
        condition: Expr,
        /// Done if it holds.
        then: Vec<Effect>,
        /// Done if it does not hold.
        otherwise: Vec<Effect>,
        /// `if …`
        written: Written,
    },
    /// A line of the chronicle.
    Say(Message),
}

/// A sentence with values in it.
#[derive(Clone, Debug)]
pub struct Message {
    /// In order.
    pub pieces: Vec<MessagePiece>,
    /// Who hears of it; everybody if it is absent.
    pub known_to: Option<Audience>,
}

/// A part of a message.
#[derive(Clone, Debug)]
pub enum MessagePiece {
    /// As written.
    Text(String),
    /// Elements are shown by label, quantities in the unit of the type, dates as months.
    Value {
        /// Computed when the message is told.
        value: Expr,
        /// How it is shown.
        ty: Type,
    },
}

/// A rule by which somebody chooses between options.
#[derive(Clone, Debug)]
pub struct Decision {
    /// As declared.
    pub name: String,
    /// The question as the author put it.
    pub question: String,
    /// It is taken for each combination of elements by itself.
    pub indices: Vec<Index>,
    /// As in an event.
    pub when: Option<Expr>,
    /// Per year, as in an event.
    pub rate: Option<Expr>,
    /// Its condition and its rate as written.
    pub written: WrittenOpening,
    /// How often it may be taken.
    pub repeat: Repeat,
    /// In which order it is taken for its elements.
    pub order: Order,
    /// Who chooses.
    pub decider: Decider,
    /// Who may decide instead.
    pub appeal: Option<Appeal>,
    /// At least two. Where no option wins, the last one is taken: write the status quo last.
    pub options: Vec<DecisionOption>,
    /// What was chosen in history; no equation reads it.
    pub recorded: Vec<Recorded>,
    /// For each option how often it was chosen; present if something reads it. The variable is indexed as the decision is, and
    /// then by what the option stands for, see [`DecisionOption::within`].
    pub counts: Vec<Option<VariableId>>,
    /// For each option the date of the last time it was chosen.
    pub dates: Vec<Option<VariableId>>,
    /// What is kept of the last time it was taken.
    pub kept: Kept,
    /// Where it is declared.
    pub place: Place,
}

/// What is kept of the last time that a decision was taken; each is present if something reads it.
///
/// All variables are indexed as the decision is. What there is for each option has a place for each option; options over the
/// same sets share a variable, which is then indexed by those sets too, see [`DecisionOption::within`].
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// How often it was taken.
    pub times: Option<VariableId>,
    /// When it was taken; [`NEVER`](super::NEVER) before the first time.
    pub date: Option<VariableId>,
    /// For each option the element that was chosen with it, none if another option was.
    pub elected: Vec<Option<VariableId>>,
    /// For each option the votes cast for it.
    pub votes: Vec<Option<VariableId>>,
    /// For each option whether it was one of the two that led.
    pub leads: Vec<Option<VariableId>>,
    /// For each option who voted for it, first of the body that is asked first, then of the one that is appealed to. Indexed by the
    /// decision's indices and the set of the body: whether the member voted for it or, of an option over a set, the element for
    /// which he voted.
    pub voted: [Vec<Option<VariableId>>; 2],
    /// By how many votes the option that led was ahead.
    pub margin: Option<VariableId>,
    /// Which part of the body, or of its weight, voted.
    pub turnout: Option<VariableId>,
    /// How many ballots were held.
    pub ballots: Option<VariableId>,
}

impl Kept {
    /// All variables, some of them several times.
    pub fn variables(&self) -> impl Iterator<Item = VariableId> {
        let Kept { times, date, elected, votes, leads, voted: [first, appealed], margin, turnout, ballots } = self;
        let of_options = [elected, votes, leads, first, appealed].into_iter().flatten();
        of_options.chain([times, date, margin, turnout, ballots]).flatten().copied()
    }
}

/// In which order a decision is taken for its elements.
#[derive(Clone, Debug)]
pub enum Order {
    /// One after another, in the order of the sets.
    OfSets,
    /// One after another, those with the smallest value first; of equal ones in the order of the sets. The values are those
    /// before the first is taken.
    By(Expr),
    /// One after another, in an order that luck draws in every step.
    ByLot,
    /// At once: first all conditions are looked at and all choices made, then all that was chosen is noted, then all
    /// effects happen in the order of the sets.
    Together,
}

/// Who chooses.
#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Decider {
    /// One person; `None` (nobody in office) takes the last option. Utilities read the person as `local`.
    Person {
        /// An element; nobody if none.
        who: Expr,
        /// The set of the persons.
        set: SetId,
        /// The person in the utilities.
        local: LocalId,
        /// Scale of the Gumbel luck added to each option's utility; none if absent.
        noise: Option<Expr>,
    },
    /// A body by vote.
    Body(Ballot),
}

/// If the vote chose `against` and `when` holds, `ballot` decides instead.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Positions of the options appealed against.
    pub against: Range<usize>,
    /// A truth; always if absent.
    pub when: Option<Expr>,
    /// The vote that decides instead.
    pub ballot: Ballot,
}

/// What can be chosen. `option elect[c: Person]` makes one for each element of the set, one after another in its order.
#[derive(Clone, Debug)]
pub struct DecisionOption {
    /// As declared, with the elements that it stands for: `elect[Anna]`.
    pub name: String,
    /// The elements that it stands for; none of an option that stands for itself.
    pub over: Option<Over>,
    /// The author's words for it; may be empty.
    pub label: String,
    /// Can be chosen at all; always if absent. The last option must have none.
    pub available: Option<Expr>,
    /// Utilities for the first decider, then for the appeal's body if there is one. Empty means zero.
    pub utilities: Vec<Vec<Term>>,
    /// Done if it is chosen.
    pub effects: Vec<Effect>,
}

/// The elements that an option stands for. They are bound in its condition, its utilities and its effects.
#[derive(Clone, Debug)]
pub struct Over {
    /// The option as declared: `elect`.
    pub name: String,
    /// The author's words for all of them, in which `{c}` stands for an element; may be empty.
    pub words: String,
    /// The names of the elements, and their sets.
    pub indices: Vec<Index>,
    /// Which combination of elements it is.
    pub element: Element,
    /// How many combinations there are.
    pub count: u32,
}

impl DecisionOption {
    /// The name without elements.
    pub fn declared_name(&self) -> &str {
        self.over.as_ref().map_or(&self.name, |over| &over.name)
    }

    /// The option with the sets that it runs over: `elect[Person]`.
    pub fn with_sets(&self, model: &Model) -> String {
        let Some(over) = &self.over else { return self.name.clone() };
        let sets: Vec<&str> = over.indices.iter().map(|index| model.sets[index.set].name.as_str()).collect();
        format!("{}[{}]", over.name, sets.join(", "))
    }

    /// The author's words for it, or for all that it is declared with.
    pub fn words(&self) -> &str {
        self.over.as_ref().map_or(&self.label, |over| &over.words)
    }

    /// Where a variable that is indexed by those of a decision and then by those of this option has its value, for an
    /// element of the decision.
    pub fn within(&self, element: Element) -> Element {
        match &self.over {
            Some(over) => Element(element.0 * over.count + over.element.0),
            None => element,
        }
    }
}

impl Decision {
    /// Its votes: of the body that decides, and of the one that is appealed to.
    pub fn ballots(&self) -> impl Iterator<Item = &Ballot> {
        let first = match &self.decider {
            Decider::Body(ballot) => Some(ballot),
            Decider::Person { .. } => None,
        };
        first.into_iter().chain(self.appeal.iter().map(|appeal| &appeal.ballot))
    }

    /// One option for each that is declared: of those over a set the first.
    pub fn declared(&self) -> impl Iterator<Item = &DecisionOption> {
        self.options.iter().filter(|option| option.over.as_ref().is_none_or(|over| over.element.0 == 0))
    }
}

/// A choice that was made in history.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Elements of the decision's indices (positions in the index sets) to which it applies.
    pub elements: Vec<u32>,
    /// Position among the options.
    pub option: usize,
    /// Months since year 0, day as a fraction.
    pub date: f64,
    /// Where that is to be read.
    pub sources: Vec<Source>,
}

/// When an event happened in history.
#[derive(Clone, Debug)]
pub struct RecordedEvent {
    /// Elements of the event's indices to which it happened; empty of what never happened to any.
    pub elements: Vec<u32>,
    /// Months since year 0, day as a fraction; none of what never happened.
    pub date: Option<f64>,
    /// Where that is to be read.
    pub sources: Vec<Source>,
}

impl Rule {
    /// As declared.
    pub fn name(&self) -> &str {
        match self {
            Rule::Event(event) => &event.name,
            Rule::Decision(decision) => &decision.name,
        }
    }

    /// It acts for each combination of elements by itself.
    pub fn indices(&self) -> &[Index] {
        match self {
            Rule::Event(event) => &event.indices,
            Rule::Decision(decision) => &decision.indices,
        }
    }

    /// Where it is declared.
    pub fn place(&self) -> &Place {
        match self {
            Rule::Event(event) => &event.place,
            Rule::Decision(decision) => &decision.place,
        }
    }

    /// The name of an option by its position; empty for an event, which has none.
    pub fn option(&self, position: usize) -> &str {
        match self {
            Rule::Event(_) => "",
            Rule::Decision(decision) => decision.options.get(position).map_or("", |option| &option.name),
        }
    }

    /// The condition under which it may act.
    pub fn when(&self) -> Option<&Expr> {
        match self {
            Rule::Event(event) => event.when.as_ref(),
            Rule::Decision(decision) => decision.when.as_ref(),
        }
    }

    /// Its hazard per year.
    pub fn rate(&self) -> Option<&Expr> {
        match self {
            Rule::Event(event) => event.rate.as_ref(),
            Rule::Decision(decision) => decision.rate.as_ref(),
        }
    }

    /// Its condition and its hazard in the author's words.
    pub fn written(&self) -> &WrittenOpening {
        match self {
            Rule::Event(event) => &event.written,
            Rule::Decision(decision) => &decision.written,
        }
    }
}
