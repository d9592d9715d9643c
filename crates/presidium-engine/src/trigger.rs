//! When a rule may act, read off its declaration: what events and decisions have in common.

use presidium_lang::model::{Decision, Event, Expr, Repeat, Rule};

use crate::scalar::counter;

/// When a rule may act.
#[derive(Clone, Copy)]
pub(crate) struct Trigger<'m> {
    pub when: Option<&'m Expr>,
    pub rate: Option<&'m Expr>,
    pub repeat: Repeat,
    /// Counter of the hazard's luck.
    pub n: u64,
}

impl<'m> Trigger<'m> {
    pub fn of(rule: &'m Rule) -> Self {
        match rule {
            Rule::Event(event) => Trigger::of_event(event),
            Rule::Decision(decision) => Trigger::of_decision(decision),
        }
    }

    pub fn of_event(event: &'m Event) -> Self {
        Trigger { when: event.when.as_ref(), rate: event.rate.as_ref(), repeat: event.repeat, n: 0 }
    }

    pub fn of_decision(decision: &'m Decision) -> Self {
        Trigger {
            when: decision.when.as_ref(),
            rate: decision.rate.as_ref(),
            repeat: decision.repeat,
            n: counter::DECISION_HAZARD,
        }
    }

    /// Whether it takes note of how it stood, or of having acted.
    pub fn has_memory(&self) -> bool {
        match self.repeat {
            Repeat::Once => true,
            Repeat::Opening => self.rate.is_none(),
            Repeat::EveryStep => false,
        }
    }
}
