//! Declarations as written.

use super::expressions::{Argument, Expr, Term};
use super::rules::{Body, ChosenName, Decision, Event};
use super::words::{Evidence, Header, Name, Row, Text, TypeExpr, UnitExpr};
use crate::model::Integration;
use crate::span::Span;

/// Everything that can stand in the first column.
#[expect(clippy::large_enum_variant, reason = "a few thousand at most; boxes would be in every match")]
#[derive(Clone, Debug)]
pub enum Declaration {
    Model(ModelFrame),
    Unit(Unit),
    Set(Set),
    Data(Data),
    Param(Param),
    Switch(Switch),
    Series(Series),
    Record(Record),
    Stock(Stock),
    Flow(Flow),
    Let(Let),
    Function(Function),
    Use(Use),
    Draw(Draw),
    State(State),
    Event(Event),
    Decision(Decision),
    Body(Body),
    Claim(Claim),
    Test(Test),
    WhatIf(WhatIf),
    System(System),
    BaseRate(BaseRate),
    /// Reported by the parser; the name is known to exist.
    Broken(Name),
    /// A `model` declaration that could not be read.
    BrokenModel,
}

#[derive(Clone, Debug)]
pub struct ModelFrame {
    pub title: Text,
    pub first: Expr,
    pub last: Expr,
    /// `until 1985-12`: how far a run may be carried on.
    pub until: Option<Expr>,
    /// `step 1 month`: how long a step is.
    pub step: Option<Expr>,
    /// `substeps 4 method rk4`: how stocks are moved.
    pub integration: Integration,
    /// `seed 1953`: the luck of a run that names none.
    pub seed: Option<u64>,
    /// `worlds 10000`: how many worlds a ledger is made of, if nobody says.
    pub worlds: Option<u64>,
    /// `split 1958-12`: the last month that forecasts of records may have seen.
    pub split: Option<Expr>,
    pub span: Span,
}

/// `unit a, b` or `unit a = 1000 b`.
#[derive(Clone, Debug)]
pub struct Unit {
    pub name: Name,
    pub definition: Option<(f64, UnitExpr)>,
}

#[derive(Clone, Debug)]
pub struct Set {
    pub name: Name,
    pub parent: Option<Name>,
    pub content: SetContent,
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug)]
pub enum SetContent {
    /// `= a "A", b "B"`
    List(Vec<(Name, Option<Text>)>),
    /// Rows of a table; the first holds the names of the columns.
    Table(Vec<Row>),
    /// `from "people.csv"`
    File(Text),
    /// `where …`, of a subset.
    Where(Expr),
}

#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: Name,
    pub ty: TypeExpr,
    pub evidence: Option<Evidence>,
}

#[derive(Clone, Debug)]
pub struct Data {
    pub header: Header,
    pub content: DataContent,
    /// The value of what the table leaves out.
    pub otherwise: Option<Expr>,
    pub evidence: Option<Evidence>,
}

#[derive(Clone, Debug)]
pub enum DataContent {
    File(Text),
    /// `Kazakhstan 0.2, Siberia 0.3`
    List(Vec<DataCell>),
    Table(Vec<Row>),
}

#[derive(Clone, Debug)]
pub struct DataCell {
    pub elements: Vec<Name>,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub struct Param {
    pub header: Header,
    pub readings: Vec<Reading>,
    pub correlation: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct Reading {
    /// Absent for a parameter without rivals.
    pub name: Option<Name>,
    pub value: Value,
    pub evidence: Option<Evidence>,
}

/// What a parameter is set to.
#[derive(Clone, Debug)]
pub enum Value {
    Fixed(Expr),
    Prior(Prior),
}

#[derive(Clone, Debug)]
pub struct Prior {
    pub shape: Name,
    pub arguments: Vec<Argument>,
    pub within: Option<(Expr, Expr)>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Switch {
    pub name: Name,
    pub label: Option<Text>,
}

#[derive(Clone, Debug)]
pub struct Series {
    pub header: Header,
    pub content: SeriesContent,
    pub evidence: Option<Evidence>,
}

#[derive(Clone, Debug)]
pub enum SeriesContent {
    File {
        file: Text,
        lookup: Option<Text>,
    },
    /// `1953-01: 3, 1960-01: 5`
    Points(Vec<(Expr, Expr)>),
}

#[derive(Clone, Debug)]
pub struct Record {
    pub name: Name,
    pub variable: Name,
    pub elements: Vec<Name>,
    pub file: Text,
    pub lookup: Option<Text>,
    pub is_seen: bool,
}

#[derive(Clone, Debug)]
pub struct Stock {
    pub header: Header,
    pub starts: Option<Expr>,
    pub inflows: Vec<Term>,
    pub outflows: Vec<Term>,
    pub at_least: Option<Expr>,
    pub at_most: Option<Expr>,
}

/// `flow name[indices] : unit = value`, with `from` a stock and `to` a stock.
#[derive(Clone, Debug)]
pub struct Flow {
    pub header: Header,
    pub value: Expr,
    pub from: Option<Expr>,
    pub to: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct Let {
    pub header: Header,
    pub value: Expr,
}

/// A function of the author's own.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: Name,
    /// What it is called with: each name with its type.
    pub parameters: Vec<(Name, TypeExpr)>,
    pub ty: TypeExpr,
    pub label: Option<Text>,
    pub value: Expr,
}

/// `use name, name from library`
#[derive(Clone, Debug)]
pub struct Use {
    pub names: Vec<Name>,
    pub library: Name,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub header: Header,
    pub per: crate::model::Period,
    pub prior: Prior,
    pub correlation: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct State {
    pub header: Header,
    pub initial: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub id: Name,
    pub kind: crate::model::ClaimKind,
    pub words: Text,
    pub role: crate::model::Role,
    /// Where in the text whose claims these are it stands.
    pub passage: Option<Text>,
    /// The systems that it rests on.
    pub touches: Option<Vec<Name>>,
    /// Only worlds in which this holds are asked.
    pub given: Option<Expr>,
    /// What leads to the claim, in order.
    pub steps: Vec<ClaimStep>,
    pub holds: Option<Expr>,
    pub without: Option<Name>,
    pub effect: Option<Expr>,
    pub expect: Option<crate::model::Direction>,
}

#[derive(Clone, Debug)]
pub struct ClaimStep {
    pub words: Text,
    pub holds: Expr,
}

#[derive(Clone, Debug)]
pub struct Test {
    pub name: Text,
    pub given: Option<Name>,
    pub holds: Expr,
}

#[derive(Clone, Debug)]
pub struct WhatIf {
    pub name: Name,
    pub words: Option<Text>,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug)]
pub struct System {
    pub name: Name,
    pub words: Text,
    /// What switches it off.
    pub off: Vec<Change>,
}

/// `base rate name "words"`, with what is counted in a world and what was counted elsewhere.
#[derive(Clone, Debug)]
pub struct BaseRate {
    pub name: Name,
    pub words: Text,
    pub counts: Expr,
    pub over: Expr,
    pub reference: ReferenceClass,
    pub evidence: Option<Evidence>,
}

/// `8 to 11 in 451 years`, or `7 of 17` trials.
#[derive(Clone, Debug)]
pub struct ReferenceClass {
    pub least: u64,
    pub most: u64,
    pub of_trials: bool,
    pub exposure: Expr,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub kind: ChangeKind,
    /// What is changed, with elements if some are named.
    pub target: Name,
    pub elements: Vec<Name>,
    pub window: Option<Window>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ChangeKind {
    Set(Value),
    Switch(bool),
    Reading(Name),
    Pin(ChosenName),
    /// `pin vote of member in target to option`
    PinVote {
        member: Name,
        option: ChosenName,
    },
    Forbid,
}

/// A part of a scenario.
#[derive(Clone, Debug)]
pub enum Changed {
    By(Box<Change>),
    /// As a what-if or a system of the model says.
    As(Name),
    /// `follow record`, perhaps until a date.
    FollowRecord(Option<Expr>),
    Lots,
    Widen(f64),
    /// `redraw parameters by seed 7`, or of one parameter.
    Redraw(Option<Name>, u64),
    /// `exchange Anna and Boris`
    Exchange(Name, Name),
    /// `shuffle grip by seed 7`
    Shuffle(Name, u64),
}

/// From a date, perhaps to a date.
#[derive(Clone, Debug)]
pub struct Window {
    pub first: Option<Expr>,
    pub last: Option<Expr>,
}
