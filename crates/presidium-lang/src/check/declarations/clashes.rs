//! Changes in one list that undo each other.
//!
//! A later change may refine an earlier one: one element of what was changed as a whole, or some of its months. Any other
//! second change of the same thing is reported, since the first of the two would never count.

use std::collections::BTreeMap;

use crate::ast;
use crate::check::checker::Checker;
use crate::clock::Step;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Change, Element, RuleId, SetId, VariableId};
use crate::span::Span;

/// What a change changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Variable(VariableId),
    Rule(RuleId),
    /// The vote of a member, by root set and ordinal.
    Vote(RuleId, SetId, u32),
}

/// The reach of a change: all elements or one, and its months.
#[derive(Clone, Copy)]
struct Reach {
    element: Option<Element>,
    months: (Step, Step),
}

impl Reach {
    fn holds(self, other: Reach) -> bool {
        let element = self.element.is_none() || self.element == other.element;
        element && self.months.0 <= other.months.0 && other.months.1 <= self.months.1
    }

    fn meets(self, other: Reach) -> bool {
        let element = self.element.is_none() || other.element.is_none() || self.element == other.element;
        element && self.months.0 <= other.months.1 && other.months.0 <= self.months.1
    }

    fn is_refined_by(self, later: Reach) -> bool {
        self.holds(later) && !later.holds(self)
    }
}

/// A change with its place.
struct Placed<'c> {
    change: &'c Change,
    reach: Reach,
    span: Span,
    name: &'c str,
}

impl Checker<'_> {
    /// Checks a list of changes, each by itself and against those before it.
    pub(super) fn changes(&mut self, written: &[ast::Change]) -> Vec<Change> {
        let lowered: Vec<(Change, &ast::Change)> =
            written.iter().filter_map(|change| Some((self.change(change)?, change))).collect();
        let mut seen: BTreeMap<Target, Vec<Placed<'_>>> = BTreeMap::new();
        for (change, written) in &lowered {
            let (target, reach) = reach(change);
            let later = Placed { change, reach, span: written.span, name: &written.target.text };
            let before = seen.entry(target).or_default();
            if let Some(diagnostic) = before.iter().find_map(|earlier| clash(earlier, &later)) {
                self.complaints.findings.push(diagnostic);
            }
            before.push(later);
        }
        lowered.into_iter().map(|(change, _)| change).collect()
    }
}

fn reach(change: &Change) -> (Target, Reach) {
    let always = (Step(0), Step(u32::MAX));
    match change {
        Change::Parameter { variable, element, .. } => {
            (Target::Variable(*variable), Reach { element: *element, months: always })
        }
        Change::Switch { variable, .. } | Change::Reading { variable, .. } => {
            (Target::Variable(*variable), Reach { element: None, months: always })
        }
        Change::PinVote { rule, element, root, member, first_step, last_step, .. } => {
            let months = (*first_step, *last_step);
            (Target::Vote(*rule, *root, *member), Reach { element: *element, months })
        }
        Change::Pin { rule, element, first_step, last_step, .. }
        | Change::Forbid { rule, element, first_step, last_step } => {
            (Target::Rule(*rule), Reach { element: *element, months: (*first_step, *last_step) })
        }
    }
}

fn clash(earlier: &Placed<'_>, later: &Placed<'_>) -> Option<Diagnostic> {
    let name = later.name;
    let (message, help) = match (earlier.change, later.change) {
        // To forbid twice is to forbid.
        (Change::Forbid { .. }, Change::Forbid { .. }) => return None,
        // A prohibition wins over a pin.
        (Change::Forbid { .. }, Change::Pin { .. }) if earlier.reach.holds(later.reach) => {
            (format!("`{name}` is pinned where it is forbidden"), "leave one of them out")
        }
        (Change::Pin { .. }, Change::Forbid { .. }) if later.reach.holds(earlier.reach) => {
            (format!("`{name}` is forbidden where it is pinned"), "leave one of them out")
        }
        (Change::Forbid { .. }, Change::Pin { .. }) | (Change::Pin { .. }, Change::Forbid { .. }) => return None,
        _ if !earlier.reach.meets(later.reach) || earlier.reach.is_refined_by(later.reach) => return None,
        _ if later.reach.is_refined_by(earlier.reach) => (
            format!("`{name}` is changed as a whole after a part of it was changed"),
            "write the change of the whole first; a change of a part may follow it",
        ),
        _ => (format!("`{name}` is changed twice"), "leave one of them out"),
    };
    let diagnostic = Diagnostic::error(&codes::CHANGED_TWICE, later.span, message).here("changed again here");
    Some(diagnostic.label(earlier.span, "changed here first").help(help))
}
