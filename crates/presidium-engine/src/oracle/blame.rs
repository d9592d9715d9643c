//! Why a value is missing: the first thing that had no value, which everything after it only passed on.

use presidium_lang::model::{Element, LocalId, ObserverId, Place, Variable, VariableId};

use crate::failure::{Failure, Fault, Needed};
use crate::finite::{carried, result};
use crate::layout;
use crate::oracle::missing::Blame;
use crate::oracle::simulation::Simulation;

impl<'m> Simulation<'m> {
    /// Notes where a missing value comes from, unless the expression has met one before.
    pub fn blame_missing(&mut self, value: f64, of: impl FnOnce(&Self) -> Option<&Failure>) {
        if value.is_nan() && self.blame.is_none() {
            self.blame = of(self).cloned().map(Blame::Elsewhere);
        }
    }

    /// Evaluates an equation of an element of a variable. A result that is not finite is missing.
    pub fn result_of(&mut self, id: VariableId, element: Element, evaluate: impl FnOnce(&mut Self) -> f64) -> f64 {
        self.blame = None;
        let value = evaluate(self);
        self.keep_reason(id, element, value)
    }

    /// The value of an element, if it is finite; else it is missing, and the reason is kept.
    pub fn keep_reason(&mut self, id: VariableId, element: Element, value: f64) -> f64 {
        let kept = result(value);
        if kept.is_nan() {
            let failure = self.failure_of(self.variable(id), element, value);
            self.missing.variables.insert((id, element), failure);
        } else if !self.missing.variables.is_empty() {
            self.missing.variables.remove(&(id, element));
        }
        kept
    }

    /// As [`Simulation::result_of`], for a value that the dynamics demand.
    ///
    /// # Errors
    /// The failure of the world, if the value is missing.
    pub fn demanded_of(
        &mut self,
        id: VariableId,
        element: Element,
        evaluate: impl FnOnce(&mut Self) -> f64,
    ) -> Result<f64, Failure> {
        self.blame = None;
        let value = evaluate(self);
        if !carried(value).is_nan() {
            return Ok(value);
        }
        // What was missing before stops the world now.
        let failure = self.failure_of(self.variable(id), element, value);
        Err(Failure { month: self.month, ..failure })
    }

    pub fn keep_local(&mut self, local: LocalId, value: f64, name: &str, place: &Place) -> f64 {
        let kept = result(value);
        if kept.is_nan() {
            let failure = self.failure_at(value, Needed::Value, name.to_owned(), place);
            self.missing.locals.insert(local, failure);
        }
        kept
    }

    pub fn keep_observed(&mut self, id: ObserverId, value: f64) -> f64 {
        if value.is_nan() && !self.missing.observers.contains_key(&id) {
            let failure = self.failure_at(value, Needed::Observed, String::new(), &Place::default());
            self.missing.observers.insert(id, failure);
        }
        value
    }

    fn failure_of(&mut self, variable: &'m Variable, element: Element, value: f64) -> Failure {
        let equation = layout::name(self.model, variable.known_as(), &variable.indices, element);
        self.failure_at(value, Needed::Value, equation, &variable.place)
    }

    /// The failure for a missing value: of the named value where it began, else of the place where it was met.
    pub fn failure_at(&mut self, value: f64, needed: Needed, equation: String, place: &Place) -> Failure {
        match self.blame.take() {
            Some(Blame::Elsewhere(failure)) => failure,
            Some(Blame::Here(fault)) => self.failure(equation, place, fault),
            None => self.failure(equation, place, Fault::of(value, needed)),
        }
    }
}
