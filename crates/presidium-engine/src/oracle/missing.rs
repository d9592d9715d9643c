//! Values that are missing, and why.

use std::collections::BTreeMap;

use presidium_lang::model::{Element, LocalId, ObserverId, VariableId};

use crate::failure::{Failure, Fault};

/// Where a missing value of the expression that is being evaluated comes from.
#[derive(Clone, Debug)]
pub(super) enum Blame {
    /// From a named value that it reads.
    Elsewhere(Failure),
    /// From an operation in the expression itself; what is wrong.
    Here(Fault),
}

/// The named values that are missing, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Missing {
    pub variables: BTreeMap<(VariableId, Element), Failure>,
    pub locals: BTreeMap<LocalId, Failure>,
    pub observers: BTreeMap<ObserverId, Failure>,
}

impl Missing {
    pub fn variable(&self, id: VariableId, element: Element) -> Option<&Failure> {
        self.variables.get(&(id, element))
    }

    pub fn local(&self, id: LocalId) -> Option<&Failure> {
        self.locals.get(&id)
    }

    pub fn observer(&self, id: ObserverId) -> Option<&Failure> {
        self.observers.get(&id)
    }
}
