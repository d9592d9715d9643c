//! Why a variable has its value: its terms, what it reads, and who settled it.
//!
//! Nothing is recorded in ordinary runs: the world is run again up to the month asked about. Walking back is asking again
//! for one of the [`Explanation::reads`], until a parameter, a draw, a series or a rule is reached.

use presidium_lang::model::{BinaryOp, Expr, Model, Period, RuleId, Term, UnaryOp, VariableId, VariableKind};

use crate::live::Live;
use crate::oracle::trace::Trace;
use crate::oracle::world::World;
use crate::scalar::{Draw, STEP_YEARS};
use crate::scenario::{Failure, Scenario};

/// Why an element of a variable had its value in a month of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub variable: VariableId,
    /// Row-major position in the variable.
    pub element: u32,
    /// Months since year 0.
    pub month: u32,
    /// In base units; at the end of the month's step.
    pub value: f64,
    pub origin: Origin,
    /// The summands, in order, with their names; one nameless term where the equation is no sum. For a stock: what it
    /// was, what rules did to it, what flowed in and out (in the step, not per year), what was clipped.
    pub terms: Vec<TermValue>,
    /// What its equation read, each once, in the order of reading.
    pub reads: Vec<ReadValue>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    Data,
    Series,
    Switch,
    /// A parameter, at this uniform of its prior.
    Parameter {
        uniform: f64,
    },
    /// A random number, at this uniform of its distribution.
    Draw {
        uniform: f64,
    },
    /// Computed at the start of the step.
    Equation,
    /// Integrated from flows.
    Balance,
    /// As it was at the end of an earlier month, or its first value.
    Earlier {
        month: Option<u32>,
    },
    /// The first value of a state that no rule has changed yet.
    Initial,
    /// A rule changed the state last in this month.
    Rule {
        rule: RuleId,
        element: u32,
        month: u32,
    },
}

/// A named summand with its value in base units.
#[derive(Clone, Debug, PartialEq)]
pub struct TermValue {
    pub label: String,
    pub value: f64,
}

/// A variable that was read, with its value then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadValue {
    pub variable: VariableId,
    pub element: u32,
    pub value: f64,
}

/// Explains an element of a variable in a month (months since year 0, within the model's).
///
/// # Errors
/// The failure of the world, if it stopped before the end of that month.
pub fn explain(
    model: &Model,
    scenario: &Scenario,
    seed: u64,
    world: u64,
    variable: VariableId,
    element: u32,
    month: u32,
) -> Result<Explanation, Failure> {
    let mut world = World::new(model, scenario, Live::everything(model), seed, world);
    world.trace = Some(Trace::default());
    world.begin()?;
    for earlier in model.first_month..month {
        world.step(earlier)?;
        world.remember()?;
    }
    world.explain(variable, element as usize, month)
}

impl<'m> World<'m> {
    fn explain(&mut self, id: VariableId, element: usize, month: u32) -> Result<Explanation, Failure> {
        let variable = self.variable(id);
        let before = self.values[id.index()][element];
        self.draws(month);
        self.lets();
        let mut told = (Vec::new(), Vec::new());
        if let VariableKind::Let { value } = &variable.kind {
            self.bind(&variable.indices, element);
            told = self.told(value);
        }
        self.rules()?;
        if let VariableKind::Stock { inflows, outflows, .. } = &variable.kind {
            self.bind(&variable.indices, element);
            told = self.balance(id, element, before, inflows, outflows);
        }
        self.flows()?;
        let value = self.values[id.index()][element];
        let (mut terms, reads) = told;
        if matches!(variable.kind, VariableKind::Stock { .. }) {
            let clipped = value - terms.iter().map(|term| term.value).sum::<f64>();
            terms.push(TermValue { label: "kept within its bounds".to_owned(), value: clipped });
            terms.retain(|term| term.value.abs() > 1e-12 * value.abs());
        }
        let origin = self.origin(id, element);
        Ok(Explanation { variable: id, element: element as u32, month, value, origin, terms, reads })
    }

    /// The terms of an equation and what it reads, with the elements bound now.
    fn told(&mut self, equation: &Expr) -> (Vec<TermValue>, Vec<ReadValue>) {
        self.reads = Some(Vec::new());
        let mut terms = Vec::new();
        self.summands(equation, "", 1.0, &mut terms);
        (terms, self.heard_reads())
    }

    fn heard_reads(&mut self) -> Vec<ReadValue> {
        let mut reads: Vec<ReadValue> = Vec::new();
        for read in self.reads.take().unwrap_or_default() {
            if !reads.iter().any(|known| (known.variable, known.element) == (read.variable, read.element)) {
                reads.push(read);
            }
        }
        reads
    }

    fn summands(&mut self, equation: &Expr, label: &str, sign: f64, terms: &mut Vec<TermValue>) {
        match equation {
            Expr::Terms(named) => {
                for term in named {
                    let value = sign * self.eval(&term.value);
                    terms.push(TermValue { label: term.label.clone(), value });
                }
            }
            Expr::Binary { op: op @ (BinaryOp::Add | BinaryOp::Subtract), left, right } => {
                self.summands(left, label, sign, terms);
                let sign = if *op == BinaryOp::Add { sign } else { -sign };
                self.summands(right, label, sign, terms);
            }
            Expr::Unary { op: UnaryOp::Negate, operand } => self.summands(operand, label, -sign, terms),
            _ => {
                let value = sign * self.eval(equation);
                terms.push(TermValue { label: label.to_owned(), value });
            }
        }
    }

    /// The terms of a stock within a step: what it was, what rules did to it, what flowed.
    fn balance(
        &mut self,
        id: VariableId,
        element: usize,
        before: f64,
        inflows: &'m [Term],
        outflows: &'m [Term],
    ) -> (Vec<TermValue>, Vec<ReadValue>) {
        let by_rules = self.values[id.index()][element] - before;
        let mut terms = vec![
            TermValue { label: "at the end of the month before".to_owned(), value: before },
            TermValue { label: "changed by events and decisions".to_owned(), value: by_rules },
        ];
        self.reads = Some(Vec::new());
        for (flows, sign) in [(inflows, 1.0), (outflows, -1.0)] {
            for flow in flows {
                let value = sign * self.eval(&flow.value) * STEP_YEARS;
                terms.push(TermValue { label: flow.label.clone(), value });
            }
        }
        (terms, self.heard_reads())
    }

    fn origin(&self, id: VariableId, element: usize) -> Origin {
        let variable = self.variable(id);
        let uniform = |step: u32| self.luck.uniform(Draw::of(&variable.name, element, step));
        match &variable.kind {
            VariableKind::Data { .. } => Origin::Data,
            VariableKind::Series { .. } => Origin::Series,
            VariableKind::Switch { .. } => Origin::Switch,
            VariableKind::Parameter { .. } => Origin::Parameter { uniform: uniform(0) },
            VariableKind::Draw { per: Period::World, .. } => Origin::Draw { uniform: uniform(0) },
            VariableKind::Draw { per: Period::Year, .. } => Origin::Draw { uniform: uniform(self.month / 12) },
            VariableKind::Draw { per: Period::Step, .. } => Origin::Draw { uniform: uniform(self.month) },
            VariableKind::Let { .. } => Origin::Equation,
            VariableKind::Stock { .. } => Origin::Balance,
            VariableKind::Lag { steps, .. } => {
                let month = self.month.checked_sub(*steps).filter(|&month| month >= self.model.first_month);
                Origin::Earlier { month }
            }
            VariableKind::State { .. } => self.last_change(id, element).unwrap_or(Origin::Initial),
        }
    }

    fn last_change(&self, id: VariableId, element: usize) -> Option<Origin> {
        let assignments = &self.trace.as_ref()?.assignments;
        let last = assignments.iter().rev().find(|a| a.variable == id && a.position as usize == element)?;
        Some(Origin::Rule { rule: last.rule, element: last.element, month: last.month })
    }
}
