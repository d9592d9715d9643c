//! What is looked out for while a month is run again for somebody who asks why.

use crate::oracle::reasons::{Attempt, Change, Clause};

use presidium_lang::model::{Element, Expr, LocalId, RuleId, VariableId};

/// What is looked out for, and what was seen of it.
#[derive(Clone, Default)]
pub(super) struct Probe<'m> {
    pub rule: Option<(RuleId, Element)>,
    pub value: Option<(VariableId, Element)>,
    pub attempt: Option<Attempt>,
    /// The rule has been carried out, whatever it did.
    pub rule_is_done: bool,
    pub changes: Vec<Change>,
    pub around: Vec<Around<'m>>,
}

/// A clause that effects stand in, with its expression and the name that it gives.
#[derive(Clone)]
pub(super) struct Around<'m> {
    pub clause: Clause,
    pub expr: Option<&'m Expr>,
    pub local: Option<LocalId>,
}

impl Probe<'_> {
    /// What an element of a rule makes of its chance.
    pub fn for_rule(rule: RuleId, element: Element) -> Self {
        Probe { rule: Some((rule, element)), ..Probe::default() }
    }

    /// What rules do to an element of a variable.
    pub fn for_value(variable: VariableId, element: Element) -> Self {
        Probe { value: Some((variable, element)), ..Probe::default() }
    }
}
