//! The checked model: what a document means, after names, sets and units have been resolved.
//!
//! This is the one thing that the language hands to the engine. Every expression here is sound: indices fit their
//! sets, units have been reduced to base units, every name is an id. Nothing here is expanded: an equation over
//! sixty people is one equation. Refused: any trace of how a run is carried out (no slots, no lanes, no threads).
//!
//! # Values
//! Every value is an `f64` in base units.
//! - a truth is 0 or 1;
//! - an element is its ordinal in its *root* set (a subset's elements keep the ordinals of the root set);
//!   [`NONE`] stands for "nobody";
//! - a date is a count of months since the start of the year 0 (`1953-03` is `1953 * 12 + 2`); a day within a month
//!   is a fraction; [`NEVER`] is later than every date;
//! - a duration is a quantity in years.

/// The value of an absent element.
pub const NONE: f64 = -1.0;

/// The value of a date that has not come: later than every date, and finite.
pub const NEVER: f64 = 1.0e9;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// Position in the table of the model that holds these.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(/// Index into [`Model::sets`].
    SetId);
id!(/// Index into [`Model::variables`].
    VariableId);
id!(/// Index into [`Model::bodies`].
    BodyId);
id!(/// Index into [`Model::rules`].
    RuleId);
id!(/// Index into [`Model::observers`].
    ObserverId);
id!(/// Index into [`Model::what_ifs`].
    WhatIfId);
id!(/// A name bound to an element of a set by a declaration or a fold; unique in the model.
    BindingId);
id!(/// A value computed once inside a rule (`let x = …` in a `do`, or the person who decides); unique in the model.
    LocalId);

/// A checked model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Identifier of the model, the name of its folder.
    pub name: String,
    pub title: String,
    /// First and last month, both simulated; months since year 0.
    pub first_month: u32,
    pub last_month: u32,
    /// The last month to which [`Model::run_until`] may carry a run on; `last_month` where the model does not say.
    pub until_month: u32,
    /// Units by which quantities can be written.
    pub units: Vec<Unit>,
    pub sets: Vec<Set>,
    pub variables: Vec<Variable>,
    /// All variables of kind `Let`, so that each comes after the ones it reads.
    pub let_order: Vec<VariableId>,
    pub bodies: Vec<Body>,
    /// Events and decisions in document order.
    pub rules: Vec<Rule>,
    pub observers: Vec<Observer>,
    pub claims: Vec<Claim>,
    pub tests: Vec<Test>,
    pub what_ifs: Vec<WhatIf>,
    pub records: Vec<Record>,
    pub citations: Vec<Citation>,
    /// The headings of the document in order, for the table of contents and for `why`.
    pub sections: Vec<Section>,
    /// Numbers written inside equations and rules, in order of reading.
    pub literals: Vec<Literal>,
}

/// A number written inside an equation or a rule, where it has no status.
///
/// `0`, `1`, `2`, exponents and what only converts from unit to unit are not among [`Model::literals`].
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// As written, with its unit: `0.15 1/year`.
    pub text: String,
    /// Name of the declaration that it stands in.
    pub declaration: String,
    pub place: Place,
}

/// Where a declaration stands in the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub line: u32,
    /// The innermost heading above it.
    pub heading: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub file: String,
    pub line: u32,
    pub level: u32,
    pub title: String,
}

/// An entry of the bibliography that the model cites.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    pub key: String,
    /// One line: author, year, title.
    pub text: String,
    /// Where it appeared and what else the bibliography says of it; may be empty.
    pub note: String,
}

/// A source as written beside a value: `[zemskov-1991, p. 11]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub key: String,
    /// The place within the source; empty when none is given.
    pub locator: String,
}

/// How well a number is known, with its sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub status: Status,
    pub sources: Vec<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Sourced,
    Estimate,
    Assumption,
}

/// A unit of measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub name: String,
    /// Base units in one of this unit.
    pub factor: f64,
    /// Base units with their powers, by name; none for a pure number such as `%`.
    pub dimension: Vec<(String, i32)>,
}

/// A finite set, or a subset of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    pub name: String,
    /// Ids of the elements in order; for a subset, the elements of the subset only.
    pub elements: Vec<String>,
    /// Human names, same order.
    pub labels: Vec<String>,
    /// The set at the top of the chain of subsets; itself for a root set.
    pub root: SetId,
    /// For each element its ordinal in the root set; `0..n` for a root set.
    pub ordinals: Vec<u32>,
    pub place: Place,
}

/// The type of an expression or a variable, after units are reduced.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A quantity; `symbol` is the unit it is shown in, `factor` base units per shown unit.
    Quantity {
        symbol: String,
        factor: f64,
    },
    Truth,
    Date,
    /// An element of the set (a root set), possibly none.
    Element {
        set: SetId,
        optional: bool,
    },
}

/// Anything with a name and a value for each combination of elements of its index sets.
///
/// Values are row-major: the last index varies fastest.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    /// The text given after the name, or empty.
    pub label: String,
    /// One binding and one set for each index, in order.
    pub indices: Vec<Index>,
    pub ty: Type,
    pub kind: VariableKind,
    pub evidence: Option<Evidence>,
    pub place: Place,
    /// Made by the compiler (a delay, a smoothing, a rule's own count), not written by the author.
    pub hidden: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    pub binding: BindingId,
    pub set: SetId,
}

#[derive(Clone, Debug)]
pub enum VariableKind {
    /// Fixed data by element (an attribute column or a `data` table).
    Data { values: Vec<f64> },
    /// Drawn once per world; one prior for each element. The first reading is the default.
    Parameter { readings: Vec<Reading> },
    /// A yes-or-no of the model's own making, on unless a what-if turns it off. Truth, no indices.
    Switch { on: bool },
    /// Exogenous data over time: for each element, one value per month from the model's first to its last month.
    Series { monthly: Vec<Vec<f64>> },
    /// Computed from the state at the step's start.
    Let { value: Expr },
    /// Integrated. `inflows` and `outflows` are per year.
    Stock { initial: Expr, inflows: Vec<Term>, outflows: Vec<Term>, at_least: Option<Expr>, at_most: Option<Expr> },
    /// The value of an expression at the end of the step `steps` before this one; `initial` before there was one.
    /// Made by the compiler for `delay` and `previous`.
    Lag { value: Expr, initial: Expr, steps: u32 },
    /// A random number.
    Draw { per: Period, prior: Prior, correlation: f64 },
    /// Discrete; changed only by rules.
    State { initial: Expr },
}

/// A rival value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Empty for a parameter without rival readings.
    pub name: String,
    /// One for each element, row-major.
    pub priors: Vec<Prior>,
    pub evidence: Evidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    World,
    Year,
    Step,
}

/// A distribution in base units, with optional truncation to `[low, high]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    pub shape: Shape,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A number known exactly, or fixed by the author.
    Fixed(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    /// `median` in base units, `sigma` the standard deviation of the logarithm.
    Lognormal {
        median: f64,
        sigma: f64,
    },
    /// Beta on [0, 1] by its two shape parameters.
    Beta {
        alpha: f64,
        beta: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Poisson {
        mean: f64,
    },
    /// Values with weights; weights need not sum to one.
    Discrete {
        values: Vec<f64>,
        weights: Vec<f64>,
    },
}

/// A named term of a sum.
#[derive(Clone, Debug)]
pub struct Term {
    pub label: String,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub enum Expr {
    Number(f64),
    /// The element bound to a name, as its ordinal in the root set.
    Bound(BindingId),
    Local(LocalId),
    /// The value of an observer; only in claims and tests.
    Observed(ObserverId),
    /// The date of the step's first day.
    Now,
    /// The value of a variable. Each index is an expression whose value is a root ordinal.
    ///
    /// If an index is none, or an element that is not in the variable's index set, the value is `otherwise`;
    /// the checker demands one where that can happen.
    Read {
        variable: VariableId,
        indices: Vec<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    /// Only the taken branch counts.
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// Over the elements of a set, in order, those where `filter` holds.
    Fold {
        fold: Fold,
        index: Index,
        filter: Option<Box<Expr>>,
        body: Box<Expr>,
    },
    /// A sum whose terms have names.
    Terms(Vec<Term>),
    /// Piecewise linear, flat outside; points are sorted by x.
    Lookup {
        argument: Box<Expr>,
        points: Vec<(f64, f64)>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    Negate,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    Min,
    Max,
    Abs,
    Sqrt,
    Exp,
    Ln,
    /// `logistic(x) = 1 / (1 + exp(-x))`.
    Logistic,
    Floor,
    /// `clamp(x, low, high)`.
    Clamp,
    /// The standard normal distribution function.
    NormalCdf,
    /// Month of the year of a date, 1 to 12.
    MonthOf,
    /// Year of a date.
    YearOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Zero over nothing.
    Sum,
    /// Zero over nothing.
    Mean,
    /// Zero over nothing.
    Min,
    /// Zero over nothing.
    Max,
    /// How many; the body is a truth.
    Count,
    Any,
    All,
    /// The element (root ordinal) with the largest body, the first of equals; [`NONE`] over nothing.
    ArgMax,
    /// The element with the smallest body, the first of equals; [`NONE`] over nothing.
    ArgMin,
}

/// A set of people or blocs that can vote: the elements where `member` holds.
#[derive(Clone, Debug)]
pub struct Body {
    pub name: String,
    pub label: String,
    pub index: Index,
    pub member: Expr,
    /// Seats or influence of a member; one each if absent.
    pub weight: Option<Expr>,
    pub place: Place,
}

#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Rule {
    Event(Event),
    Decision(Decision),
}

#[derive(Clone, Debug)]
pub struct Event {
    pub name: String,
    pub label: String,
    pub indices: Vec<Index>,
    /// Opens when this turns true (or is true, see `repeat`); always open if absent.
    pub when: Option<Expr>,
    /// Per year; if present the event fires in an open step with probability `1 - exp(-rate * step)`.
    pub rate: Option<Expr>,
    pub repeat: Repeat,
    pub effects: Vec<Effect>,
    /// How often this event has fired, by element; present if something reads it.
    pub count: Option<VariableId>,
    /// Date of the last firing, [`NEVER`] before the first.
    pub date: Option<VariableId>,
    pub place: Place,
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

#[derive(Clone, Debug)]
pub enum Effect {
    /// `target[indices] := value` or `+=`. An index that is none, or not in the index set, makes it do nothing.
    Assign {
        variable: VariableId,
        indices: Vec<Expr>,
        add: bool,
        value: Expr,
    },
    /// Binds a local for the effects that follow.
    Local {
        local: LocalId,
        name: String,
        value: Expr,
    },
    ForEach {
        index: Index,
        filter: Option<Expr>,
        body: Vec<Effect>,
    },
    If {
        condition: Expr,
        then: Vec<Effect>,
        otherwise: Vec<Effect>,
    },
    /// A line of the chronicle.
    Say(Message),
}

#[derive(Clone, Debug)]
pub struct Message {
    pub pieces: Vec<MessagePiece>,
}

#[derive(Clone, Debug)]
pub enum MessagePiece {
    Text(String),
    /// Elements are shown by label, quantities in the unit of the type, dates as months.
    Value {
        value: Expr,
        ty: Type,
    },
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub name: String,
    /// The question as the author put it.
    pub question: String,
    pub indices: Vec<Index>,
    pub when: Option<Expr>,
    /// Per year, as in an event.
    pub rate: Option<Expr>,
    pub repeat: Repeat,
    pub decider: Decider,
    pub appeal: Option<Appeal>,
    /// At least two. Where no option wins, the last one is taken: write the status quo last.
    pub options: Vec<DecisionOption>,
    pub recorded: Vec<Recorded>,
    /// For each option how often it was chosen; present if something reads it.
    pub counts: Vec<Option<VariableId>>,
    /// For each option the date of the last time it was chosen.
    pub dates: Vec<Option<VariableId>>,
    pub place: Place,
}

#[expect(clippy::large_enum_variant, reason = "a few hundred at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Decider {
    /// One person; `None` (nobody in office) takes the last option. Utilities read the person as `local`.
    Person {
        who: Expr,
        set: SetId,
        local: LocalId,
        noise: Option<Expr>,
    },
    Body(Ballot),
}

/// A vote of a body.
#[derive(Clone, Debug)]
pub struct Ballot {
    pub body: BodyId,
    /// The member in `weight`, `present`, `noise` and in the utilities for this body.
    pub member: BindingId,
    /// Overrides the weight of the body.
    pub weight: Option<Expr>,
    /// Who takes part; everybody if absent.
    pub present: Option<Expr>,
    /// Scale of the Gumbel luck added to each member's utility of each option; none if absent.
    pub noise: Option<Expr>,
    pub rule: VotingRule,
}

#[derive(Clone, Debug)]
pub enum VotingRule {
    /// Each member present is for the option he likes best. An option wins with more than `majority` of the weight
    /// of the votes cast, provided that those present make up at least `quorum` of the members' weight. A member
    /// whose two best options differ by less than `abstention` does not vote. On an exact tie of the two leading
    /// options at one half each, the `chair`'s option wins.
    ///
    /// With `weighted` false, everybody counts one.
    Count { weighted: bool, majority: Expr, quorum: Expr, abstention: Expr, chair: Option<Expr> },
    /// Probabilistic Condorcet Election; the option is then drawn by the probabilities. Weights as in the ballot.
    Pce { vote: PceVote, victory: PceVictory, election: PceElection },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceVote {
    Binary,
    Proportional,
    Cubic,
    PropBin,
    PropCubic,
    Asymmetric,
}

#[derive(Clone, Debug)]
pub enum PceVictory {
    /// `C_ij^e / (C_ij^e + C_ji^e)` with this exponent: 1 linear, 2 square, 4 quartic, 8 octic.
    Power(Expr),
    Binary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PceElection {
    Conditional,
    MarkovUniform,
    MarkovIncentive,
}

/// If the vote chose `against` and `when` holds, `ballot` decides instead.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Index of the option appealed against.
    pub against: usize,
    pub when: Option<Expr>,
    pub ballot: Ballot,
}

#[derive(Clone, Debug)]
pub struct DecisionOption {
    pub name: String,
    pub label: String,
    /// Can be chosen at all; always if absent. The last option must have none.
    pub available: Option<Expr>,
    /// Utilities for the first decider, then for the appeal's body if there is one. Empty means zero.
    pub utilities: Vec<Vec<Term>>,
    pub effects: Vec<Effect>,
}

#[derive(Clone, Debug)]
pub struct Recorded {
    /// Elements of the decision's indices (positions in the index sets) to which it applies.
    pub elements: Vec<u32>,
    pub option: usize,
    /// Months since year 0, day as a fraction.
    pub date: f64,
    pub sources: Vec<Source>,
}

/// Watches an expression through a world; evaluated at the end of every step within its window.
#[derive(Clone, Debug)]
pub struct Observer {
    pub kind: ObserverKind,
    pub value: Expr,
    /// First and last month, both included.
    pub first_month: u32,
    pub last_month: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObserverKind {
    /// The value in the last month of the window.
    At,
    Ever,
    Always,
    /// The date of the first month in which it held, or [`NEVER`].
    First,
    Sum,
    Mean,
    Min,
    Max,
}

#[derive(Clone, Debug)]
pub struct Claim {
    /// As in the article: `B7`.
    pub id: String,
    pub words: String,
    pub kind: ClaimKind,
    pub role: Role,
    /// Where in the text whose claims these are it stands, in the author's words; empty if not said.
    pub passage: String,
    /// The systems that it is said to rest on, in the author's order.
    pub touches: Vec<WhatIfId>,
    pub body: ClaimBody,
    /// The last month that it looks at.
    pub horizon: u32,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimKind {
    Event,
    Quantity,
    Negative,
    Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Calibration,
    HeldOut,
    Structural,
}

#[derive(Clone, Debug)]
pub enum ClaimBody {
    /// True or false of a world, read at its end.
    Holds(Expr),
    /// The mean over worlds of `outcome` with the cause present minus `outcome` without it.
    Effect { without: WhatIfId, outcome: Expr, ty: Type, direction: Direction },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Increases,
    Decreases,
}

/// A condition that must hold at the end of every step of every world.
#[derive(Clone, Debug)]
pub struct Test {
    pub name: String,
    /// The change under which it must hold.
    pub given: Option<WhatIfId>,
    pub holds: Expr,
    pub place: Place,
}

/// A named list of changes: a what-if, or the switching off of a system.
#[derive(Clone, Debug)]
pub struct WhatIf {
    pub name: String,
    pub words: String,
    pub changes: Vec<Change>,
    /// It is a system of the model, and the changes keep it from acting.
    pub is_system: bool,
    pub place: Place,
}

/// A change to a model: the same on the command line, in a document, in a URL.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Fixes a parameter or replaces its prior, for all its elements or one (row-major position).
    Parameter {
        variable: VariableId,
        element: Option<u32>,
        prior: Prior,
    },
    Switch {
        variable: VariableId,
        on: bool,
    },
    /// Chooses the reading of one parameter, by position.
    Reading {
        variable: VariableId,
        reading: usize,
    },
    /// The decision chooses this option whenever it opens in the window.
    Pin {
        rule: RuleId,
        element: Option<u32>,
        option: usize,
        first_month: u32,
        last_month: u32,
    },
    /// The event or decision does not act in the window.
    Forbid {
        rule: RuleId,
        element: Option<u32>,
        first_month: u32,
        last_month: u32,
    },
}

/// Observations that a variable is compared with; never read by a mechanism.
#[derive(Clone, Debug)]
pub struct Record {
    pub name: String,
    pub variable: VariableId,
    /// Row-major position in the variable.
    pub element: u32,
    pub points: Vec<RecordPoint>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RecordPoint {
    /// Month of the observation; for a yearly figure the last month of the year.
    pub month: u32,
    /// In base units.
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: String,
    /// A seen, B standard figure, C approximate.
    pub grade: char,
}

impl Variable {
    /// How well its numbers are known: of a parameter one for each reading; none where nothing is to be known.
    pub fn known(&self) -> Vec<&Evidence> {
        match &self.kind {
            VariableKind::Parameter { readings } => readings.iter().map(|reading| &reading.evidence).collect(),
            _ => self.evidence.iter().collect(),
        }
    }

    /// Number of elements of each index set, in order.
    pub fn shape(&self, model: &Model) -> Vec<usize> {
        self.indices.iter().map(|index| model.sets[index.set.index()].elements.len()).collect()
    }

    /// Number of values: the product of the shape, one for a variable without indices.
    pub fn len(&self, model: &Model) -> usize {
        self.shape(model).iter().product()
    }

    /// A variable over an empty set has no values.
    pub fn is_empty(&self, model: &Model) -> bool {
        self.len(model) == 0
    }
}

impl Rule {
    pub fn name(&self) -> &str {
        match self {
            Rule::Event(event) => &event.name,
            Rule::Decision(decision) => &decision.name,
        }
    }

    pub fn indices(&self) -> &[Index] {
        match self {
            Rule::Event(event) => &event.indices,
            Rule::Decision(decision) => &decision.indices,
        }
    }

    pub fn place(&self) -> &Place {
        match self {
            Rule::Event(event) => &event.place,
            Rule::Decision(decision) => &decision.place,
        }
    }
}

impl Model {
    /// Number of steps of a world.
    pub fn step_count(&self) -> usize {
        (self.last_month - self.first_month + 1) as usize
    }

    /// The systems of the model in document order.
    pub fn systems(&self) -> impl Iterator<Item = WhatIfId> {
        let named = self.what_ifs.iter().enumerate().filter(|(_, what_if)| what_if.is_system);
        named.map(|(i, _)| WhatIfId(i as u32))
    }

    /// Lets worlds end in another month, at most `until_month`. What happens up to the old end stays as it was, bit for
    /// bit; claims that look further than the new one are not [reached](Model::reaches).
    ///
    /// ```
    /// use presidium_lang::model::Model;
    ///
    /// let mut model = Model { first_month: 1953 * 12, last_month: 1953 * 12 + 11, until_month: 1955 * 12, ..Model::default() };
    /// model.run_until(1954 * 12);
    /// assert_eq!(model.step_count(), 13);
    /// ```
    pub fn run_until(&mut self, month: u32) {
        self.last_month = month.clamp(self.first_month, self.until_month);
    }

    /// Whether worlds last long enough to decide the claim.
    pub fn reaches(&self, claim: &Claim) -> bool {
        claim.horizon <= self.last_month
    }

    /// The variable of this name, if there is one.
    pub fn variable(&self, name: &str) -> Option<VariableId> {
        self.variables.iter().position(|v| v.name == name).map(|i| VariableId(i as u32))
    }
}
