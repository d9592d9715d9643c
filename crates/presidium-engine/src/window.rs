//! The months in which an observer watches a world.

use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Observer};

/// The months of an observer that lie within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub first: Step,
    pub last: Step,
}

impl Window {
    /// The window of an observer of a model.
    pub fn of(observer: &Observer, model: &Model) -> Window {
        let first = observer.first_step.max(model.first_step);
        Window { first, last: observer.last_step.min(model.last_step) }
    }

    /// Whether a month lies within.
    pub fn contains(self, month: Step) -> bool {
        (self.first..=self.last).contains(&month)
    }

    /// Months of the window up to a month; one before the window, so that its mean is zero then.
    pub fn months_up_to(self, month: Step) -> f64 {
        let last = self.last.min(month);
        if last < self.first { 1.0 } else { f64::from(last - self.first + 1) }
    }
}
