//! One month of a world, in the order of the language reference, section 8.

use presidium_lang::model::{ObserverId, ObserverKind, Period, Term, VariableId, VariableKind};

use crate::finite::fallible;
use crate::math;
use crate::oracle::world::World;
use crate::scalar::{self, STEP_YEARS};
use crate::scenario::Failure;

impl<'m> World<'m> {
    /// Draws, lets, rules, stocks, observers. The lags are left to [`World::remember`], so that whoever looks at the end of
    /// a step still sees the delayed values of this step.
    pub fn step(&mut self, month: u32) -> Result<(), Failure> {
        self.draws(month)?;
        self.lets()?;
        self.rules()?;
        self.flows()?;
        self.observe();
        Ok(())
    }

    /// Random numbers, series and delayed values of a month.
    pub fn draws(&mut self, month: u32) -> Result<(), Failure> {
        self.month = month;
        let new_year = month == self.model.first_month || month.is_multiple_of(12);
        for id in self.ids() {
            match &self.variable(id).kind {
                VariableKind::Draw { per: Period::Step, .. } => self.draw(id, month)?,
                VariableKind::Draw { per: Period::Year, .. } if new_year => self.draw(id, month / 12)?,
                VariableKind::Series { .. } => self.read_series(id),
                VariableKind::Lag { .. } => self.values[id.index()] = self.past[id.index()][0].clone(),
                _ => {}
            }
        }
        Ok(())
    }

    pub fn lets(&mut self) -> Result<(), Failure> {
        for &id in &self.model.let_order {
            if let VariableKind::Let { value } = &self.variable(id).kind
                && self.live.variable(id)
            {
                let checked = fallible(value);
                for element in 0..self.layout.len(id) {
                    self.bind(&self.variable(id).indices, element);
                    let value = self.eval(value);
                    self.check(checked, value, self.variable(id), element)?;
                    self.values[id.index()][element] = value;
                }
            }
        }
        Ok(())
    }

    /// Evaluates all flows, then moves all stocks.
    pub fn flows(&mut self) -> Result<(), Failure> {
        let mut moved: Vec<(VariableId, Vec<f64>)> = Vec::new();
        for id in self.ids() {
            if matches!(self.variable(id).kind, VariableKind::Stock { .. }) {
                let values = (0..self.layout.len(id)).map(|element| self.integrated(id, element)).collect();
                moved.push((id, values));
            }
        }
        for (id, values) in moved {
            for (element, &value) in values.iter().enumerate() {
                self.check(true, value, self.variable(id), element)?;
            }
            self.values[id.index()] = values;
        }
        Ok(())
    }

    /// A stock after this step: `(in − out) × 1/12 year` further on, and clipped.
    fn integrated(&mut self, id: VariableId, element: usize) -> f64 {
        let VariableKind::Stock { inflows, outflows, at_least, at_most, .. } = &self.variable(id).kind else {
            return 0.0;
        };
        self.bind(&self.variable(id).indices, element);
        let net = self.sum(inflows) - self.sum(outflows);
        let mut value = self.values[id.index()][element] + net * STEP_YEARS;
        if let Some(low) = at_least {
            value = math::max(value, self.eval(low));
        }
        if let Some(high) = at_most {
            value = math::min(value, self.eval(high));
        }
        value
    }

    /// A sum of terms, from the first to the last; zero without terms.
    pub fn sum(&mut self, terms: &[Term]) -> f64 {
        let Some((first, rest)) = terms.split_first() else { return 0.0 };
        let mut sum = self.eval(&first.value);
        for term in rest {
            sum += self.eval(&term.value);
        }
        sum
    }

    fn observe(&mut self) {
        for (place, observer) in self.model.observers.iter().enumerate() {
            let live = self.live.observer(ObserverId(place as u32));
            let first = observer.first_month.max(self.model.first_month);
            let last = observer.last_month.min(self.model.last_month);
            if live && (first..=last).contains(&self.month) {
                let value = self.eval(&observer.value);
                let seen = Seen { value, month: self.month, is_first: self.month == first };
                self.observed[place] = seen.join(observer.kind, self.observed[place], self.month == last);
            }
        }
    }

    /// Lets every lag take in the end of this step.
    pub fn remember(&mut self) -> Result<(), Failure> {
        let mut taken: Vec<(VariableId, Vec<f64>)> = Vec::new();
        for id in self.ids() {
            if let VariableKind::Lag { value, .. } = &self.variable(id).kind {
                let checked = fallible(value);
                let mut values = Vec::new();
                for element in 0..self.layout.len(id) {
                    self.bind(&self.variable(id).indices, element);
                    values.push(self.eval(value));
                    self.check(checked, values[element], self.variable(id), element)?;
                }
                taken.push((id, values));
            }
        }
        for (id, values) in taken {
            let past = &mut self.past[id.index()];
            past.remove(0);
            past.push(values);
        }
        Ok(())
    }
}

/// What an observer sees at the end of a step within its window.
struct Seen {
    value: f64,
    month: u32,
    is_first: bool,
}

impl Seen {
    /// What the observer holds after this step; the mean is kept as a sum.
    fn join(&self, kind: ObserverKind, before: f64, is_last: bool) -> f64 {
        let value = self.value;
        match kind {
            ObserverKind::At if is_last => value,
            ObserverKind::At => before,
            ObserverKind::Ever => scalar::truth(scalar::holds(before) || scalar::holds(value)),
            ObserverKind::Always => scalar::truth(scalar::holds(before) && scalar::holds(value)),
            ObserverKind::First if scalar::holds(value) => math::min(before, f64::from(self.month)),
            ObserverKind::First => before,
            ObserverKind::Sum | ObserverKind::Mean => before + value,
            ObserverKind::Min | ObserverKind::Max if self.is_first => value,
            ObserverKind::Min => math::min(before, value),
            ObserverKind::Max => math::max(before, value),
        }
    }
}
