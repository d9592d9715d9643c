//! One month of a world, in the order of the language reference, section 8.

use std::rc::Rc;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    Element, Expr, Moment, NEVER, ObserverId, ObserverKind, Period, Term, VariableId, VariableKind,
};

use crate::failure::Failure;
use crate::finite::result;
use crate::kernels::Binary;
use crate::layout::Cell;
use crate::math;
use crate::network::{Evaluate, Moved, Part};
use crate::oracle::simulation::Simulation;
use crate::scalar;
use crate::settlement::Arithmetic;
use crate::window::Window;

impl<'m> Simulation<'m> {
    /// Draws, lets, rules, stocks, observers. The lags move on in [`Simulation::remember`], so that whoever looks at the end of
    /// a step still sees the delayed values of this step.
    pub fn step(&mut self, month: Step) -> Result<(), Failure> {
        self.draws(month);
        self.lets();
        self.take_in(Moment::Equations)?;
        self.rules()?;
        self.flows()?;
        self.observe();
        Ok(())
    }

    /// Random numbers, series and delayed values of a month.
    pub fn draws(&mut self, month: Step) {
        self.month = month;
        let new_year = month == self.model.first_step || self.model.clock.begins_a_year(month);
        for id in self.ids() {
            match &self.variable(id).kind {
                VariableKind::Draw { per: Period::Step, .. } => self.draw(id, month.0),
                VariableKind::Draw { per: Period::Year, .. } if new_year => self.draw(id, self.model.clock.year(month)),
                VariableKind::Series { .. } => self.read_series(id),
                VariableKind::Lag { .. } => self.values[id.index()] = self.past[id.index()][0].clone(),
                _ => {}
            }
        }
    }

    pub fn lets(&mut self) {
        for &id in &self.model.let_order {
            if let VariableKind::Let { value } = &self.variable(id).kind
                && self.live.variable(id)
            {
                self.compute(id, value);
            }
        }
    }

    /// Evaluates all flows, then moves all stocks.
    pub fn flows(&mut self) -> Result<(), Failure> {
        let network = Rc::clone(&self.network);
        let account = network.settle(self.model, self)?;
        let mut moved: Vec<(VariableId, Vec<f64>)> = Vec::new();
        for id in self.ids() {
            if matches!(self.variable(id).kind, VariableKind::Stock { .. }) {
                let mut values = Vec::new();
                for element in self.layout.elements(id) {
                    let level = |world: &mut Self| match network.place(Cell { variable: id, element }) {
                        Some(place) => account.settled.levels[place],
                        None => world.integrated(id, element),
                    };
                    values.push(self.carried(id, element, level)?);
                }
                moved.push((id, values));
            }
        }
        for Moved { flow, flowed, .. } in network.moved(&account) {
            let Cell { variable, element } = flow;
            self.values[variable.index()][element.index()] = self.carried(variable, element, |_| flowed)?;
        }
        for (id, values) in moved {
            self.values[id.index()] = values;
        }
        Ok(())
    }

    /// A value that is carried over steps: missing, it stops the world if the dynamics demand it.
    pub fn carried(
        &mut self,
        id: VariableId,
        element: Element,
        evaluate: impl FnOnce(&mut Self) -> f64,
    ) -> Result<f64, Failure> {
        match self.live.demands(id) {
            true => self.demanded_of(id, element, evaluate),
            false => Ok(self.result_of(id, element, evaluate)),
        }
    }

    /// A stock in no network after this step: `(in − out) × step` further on, and clipped.
    fn integrated(&mut self, id: VariableId, element: Element) -> f64 {
        let VariableKind::Stock { inflows, outflows, at_least, at_most, .. } = &self.variable(id).kind else {
            return 0.0;
        };
        self.bind(&self.variable(id).indices, element);
        let net = self.sum(inflows) - self.sum(outflows);
        let mut value = self.values[id.index()][element.index()] + net * self.model.clock.length();
        for (bound, nearer) in [(at_least, math::max as fn(f64, f64) -> f64), (at_most, math::min)] {
            if let Some(bound) = bound {
                let bound = self.eval(bound);
                value = if value.is_nan() || bound.is_nan() { f64::NAN } else { nearer(value, bound) };
            }
        }
        value
    }

    /// A sum of terms, from the first to the last; zero without terms.
    pub fn sum(&mut self, terms: &[Term]) -> f64 {
        scalar::sum(terms.iter().map(|term| self.eval(&term.value)))
    }

    pub(super) fn observe(&mut self) {
        for (place, observer) in self.model.observers.iter().enumerate() {
            let live = self.live.observer(ObserverId::new(place));
            let window = Window::of(observer, self.model);
            if live && window.contains(self.month) {
                self.blame = None;
                let value = result(self.eval(&observer.value));
                let seen =
                    Seen { value, date: self.model.clock.seen_date(self.month), is_first: self.month == window.first };
                let joined = seen.join(observer.kind, self.observed[place], self.month == window.last);
                self.observed[place] = self.keep_observed(ObserverId::new(place), joined);
            }
        }
    }

    /// Evaluates what every lag takes in at a moment of this step.
    pub fn take_in(&mut self, moment: Moment) -> Result<(), Failure> {
        for id in self.ids() {
            match &self.variable(id).kind {
                VariableKind::Lag { value, seen, .. } if *seen == moment => {
                    let mut values = Vec::new();
                    for element in self.layout.elements(id) {
                        self.bind(&self.variable(id).indices, element);
                        values.push(self.carried(id, element, |world| world.eval(value))?);
                    }
                    self.taken.push((id, values));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Lets every lag move on by one step.
    pub fn remember(&mut self) -> Result<(), Failure> {
        self.take_in(Moment::Observation)?;
        for (id, values) in std::mem::take(&mut self.taken) {
            let past = &mut self.past[id.index()];
            past.remove(0);
            past.push(values);
        }
        Ok(())
    }
}

impl Arithmetic for Simulation<'_> {
    type Value = f64;

    fn number(&mut self, value: f64) -> f64 {
        value
    }

    fn binary(&mut self, op: Binary, a: f64, b: f64) -> f64 {
        op.at(a, b)
    }

    fn select(&mut self, condition: f64, then: f64, otherwise: f64) -> f64 {
        if scalar::holds(condition) { then } else { otherwise }
    }
}

impl Evaluate for Simulation<'_> {
    type Stop = Failure;

    fn level(&mut self, of: Cell) -> f64 {
        self.values[of.variable.index()][of.element.index()]
    }

    fn evaluate(&mut self, of: Cell, part: Part, expr: &Expr) -> Result<f64, Failure> {
        self.bind(&self.variable(of.variable).indices, of.element);
        let mut value = 0.0;
        self.demanded_of(of.variable, of.element, |world| {
            value = world.eval(expr);
            // A limit may be infinite, or larger than any quantity: it is not carried, only what it leaves of a stock.
            if part == Part::Limit && !value.is_nan() { 0.0 } else { value }
        })?;
        Ok(value)
    }
}

/// What an observer sees at the end of a step within its window.
struct Seen {
    value: f64,
    date: f64,
    is_first: bool,
}

impl Seen {
    /// What the observer holds after this step; the mean is kept as a sum. What is missing stays missing, but what is
    /// settled needs no further month.
    fn join(&self, kind: ObserverKind, before: f64, is_last: bool) -> f64 {
        let value = self.value;
        match kind {
            ObserverKind::At if is_last => value,
            _ if before.is_nan() => before,
            ObserverKind::At => before,
            ObserverKind::Ever if scalar::holds(before) => before,
            ObserverKind::Always if !scalar::holds(before) => before,
            ObserverKind::First if before < NEVER => before,
            _ if value.is_nan() => value,
            ObserverKind::Ever | ObserverKind::Always => value,
            ObserverKind::First if scalar::holds(value) => self.date,
            ObserverKind::First => before,
            ObserverKind::Sum | ObserverKind::Mean => before + value,
            ObserverKind::Min | ObserverKind::Max if self.is_first => value,
            ObserverKind::Min => math::min(before, value),
            ObserverKind::Max => math::max(before, value),
        }
    }
}
