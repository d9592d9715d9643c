//! Ids: positions in the tables of a model, so that one cannot be taken for another.

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

            /// The one at a position of that table.
            pub fn at(position: usize) -> $name {
                $name(position as u32)
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
id!(/// An element of a variable or a rule: the row-major position in its indices, of which the last varies fastest.
    #[derive(Default)]
    Element);
impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

id!(/// A name bound to an element of a set by a declaration or a fold; unique in the model.
    BindingId);
id!(/// A value computed once inside a rule (`let x = …` in a `do`, or the person who decides); unique in the model.
    LocalId);

/// An index of a variable, a rule or a fold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The name of the element.
    pub binding: BindingId,
    /// The set that it runs over.
    pub set: SetId,
}
