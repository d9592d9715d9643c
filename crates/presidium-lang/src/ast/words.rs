//! What all parts of the tree are made of: names, texts, units, headers, sources.

use super::expressions::Known;
use crate::span::Span;

/// A name as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// A text between quotes, without them.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub text: String,
    pub span: Span,
}

/// A product of powers of units.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitExpr {
    pub factors: Vec<UnitFactor>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UnitFactor {
    pub atom: UnitAtom,
    pub power: i32,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum UnitAtom {
    One,
    Percent,
    Named(String),
}

/// What follows a colon in a header.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// `truth`, `date`, `count`, a unit or a set, told apart when names are known.
    Named(Name),
    /// `Person?`
    Optional(Name),
    Unit(UnitExpr),
}

/// `p: Person`, or `Person` alone.
#[derive(Clone, Debug)]
pub struct Index {
    pub binding: Option<Name>,
    pub set: Name,
}

/// `name[indices] : type`
#[derive(Clone, Debug)]
pub struct Header {
    pub name: Name,
    pub indices: Vec<Index>,
    pub ty: Option<TypeExpr>,
    pub label: Option<Text>,
    pub known: Option<Known>,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Row {
    pub cells: Vec<Text>,
    pub span: Span,
}

/// `sourced [key, place]`
#[derive(Clone, Debug)]
pub struct Evidence {
    pub status: crate::model::Status,
    pub looked_ahead: bool,
    pub citations: Vec<Citation>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Citation {
    pub key: Name,
    pub locator: String,
}
