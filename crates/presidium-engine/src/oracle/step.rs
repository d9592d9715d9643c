//! One month of a world, in the order of the language reference, section 8.

use std::rc::Rc;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    Element, Expr, Moment, NEVER, ObserverId, ObserverKind, Period, Term, VariableId, VariableKind,
};

use crate::failure::Failure;
use crate::finite::result;
use crate::integration::{Account, Moving, flowed, integrate, levels};
use crate::kernels::Binary;
use crate::layout::Cell;
use crate::math;
use crate::network::{Evaluate, Network, Part};
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
        let accounts = self.integrate(&network)?;
        let levels = accounts.last().map(|last| levels(&network, last)).unwrap_or_default();
        let flowed = flowed(self, &network, &accounts);
        for (of, value) in levels.into_iter().chain(flowed) {
            self.values[of.variable.index()][of.element.index()] = self.reached(of, value)?;
        }
        Ok(())
    }

    /// Moves the stocks through the stages of a step. The lets are then again what they were.
    pub(super) fn integrate(&mut self, network: &Network) -> Result<Vec<Account<f64>>, Failure> {
        self.flaws.clear();
        let lets: Vec<Vec<f64>> = network.lets.iter().map(|id| self.values[id.index()].clone()).collect();
        let missing = self.missing.variables.clone();
        let accounts = integrate(self.model, network, self);
        for (id, values) in network.lets.iter().zip(lets) {
            self.values[id.index()] = values;
        }
        self.missing.variables = missing;
        self.part = 0.0;
        accounts
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

impl Moving for Simulation<'_> {
    fn net(&mut self, of: Cell) -> f64 {
        let variable = self.variable(of.variable);
        let VariableKind::Stock { inflows, outflows, .. } = &variable.kind else { return 0.0 };
        self.noted(of, |world| world.sum(inflows) - world.sum(outflows))
    }

    fn limit(&mut self, of: Cell, limit: &Expr) -> f64 {
        self.noted(of, |world| world.eval(limit))
    }

    fn limited(&mut self, op: Binary, level: f64, limit: f64) -> f64 {
        if level.is_nan() || limit.is_nan() { f64::NAN } else { op.at(level, limit) }
    }

    fn reached(&mut self, of: Cell, level: f64) -> Result<f64, Failure> {
        let flaw = self.flaws.get(&of).cloned();
        self.carried(of.variable, of.element, |world| {
            world.blame = flaw;
            level
        })
    }

    fn go_to(&mut self, part: f64, levels: &[(Cell, f64)]) {
        self.part = part;
        for (of, level) in levels {
            self.values[of.variable.index()][of.element.index()] = *level;
        }
        for id in Rc::clone(&self.network).lets.iter().copied() {
            if let VariableKind::Let { value } = &self.variable(id).kind {
                self.compute(id, value);
            }
        }
    }
}

impl<'m> Simulation<'m> {
    /// Evaluates what a stock moves by. It is judged by where it leads, so the first flaw is noted and stops nothing yet.
    fn noted(&mut self, of: Cell, evaluate: impl FnOnce(&mut Self) -> f64) -> f64 {
        self.bind(&self.variable(of.variable).indices, of.element);
        self.blame = None;
        let value = evaluate(self);
        if let Some(flaw) = self.blame.take() {
            self.flaws.entry(of).or_insert(flaw);
        }
        value
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
