//! Ids: positions in the tables of a model, so that one cannot be taken for another.
//!
//! They are made by `oxc_index`, which also has the tables that they index.

use oxc_index::define_index_type;

define_index_type! {
    /// Index into [`Model::sets`](super::Model::sets).
    pub struct SetId = u32;
    DEBUG_FORMAT = "SetId({})";
}

define_index_type! {
    /// Index into [`Model::variables`](super::Model::variables).
    pub struct VariableId = u32;
    DEBUG_FORMAT = "VariableId({})";
}

define_index_type! {
    /// Index into [`Model::bodies`](super::Model::bodies).
    pub struct BodyId = u32;
    DEBUG_FORMAT = "BodyId({})";
}

define_index_type! {
    /// Index into [`Model::rules`](super::Model::rules).
    pub struct RuleId = u32;
    DEBUG_FORMAT = "RuleId({})";
}

define_index_type! {
    /// Index into [`Model::observers`](super::Model::observers).
    pub struct ObserverId = u32;
    DEBUG_FORMAT = "ObserverId({})";
}

define_index_type! {
    /// Index into [`Model::what_ifs`](super::Model::what_ifs).
    pub struct WhatIfId = u32;
    DEBUG_FORMAT = "WhatIfId({})";
}

define_index_type! {
    /// A name bound to an element of a set by a declaration or a fold; unique in the model.
    pub struct BindingId = u32;
    DEBUG_FORMAT = "BindingId({})";
}

define_index_type! {
    /// A value computed once inside a rule (`let x = …` in a `do`, or the person who decides); unique in the model.
    pub struct LocalId = u32;
    DEBUG_FORMAT = "LocalId({})";
}

/// An element of a variable or a rule: the row-major position in its indices, of which the last varies fastest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Element(pub u32);

impl Element {
    /// Row-major position.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The one at a row-major position.
    pub fn at(position: usize) -> Element {
        Element(position as u32)
    }
}

impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An index of a variable, a rule or a fold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The name of the element.
    pub binding: BindingId,
    /// The set that it runs over.
    pub set: SetId,
}
