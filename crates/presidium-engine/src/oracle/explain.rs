//! Why a variable has its value: its terms, what it reads, and who settled it.
//!
//! Nothing is recorded in ordinary runs: the world is run once more, and answers all questions from states kept on the
//! way ([`Replay`]). Walking back is asking again for one of the [`Explanation::reads`], until a parameter, a draw, a series
//! or a rule is reached.

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

/// One world that has been run, of which everything can be asked.
///
/// It keeps the state at the start of every few months, as many as fit into memory, and answers from the nearest one.
///
/// # Example
/// ```
/// use presidium_engine::{Scenario, oracle::Replay};
/// use presidium_lang::{MemorySources, load};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nlet two : 1 = 1 + 1\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let replay = Replay::new(&model, &Scenario::default(), 1953, 0);
/// let two = model.variable("two").expect("it is declared");
/// assert_eq!(replay.explain(two, 0, model.last_month).expect("no world fails").value, 2.0);
/// ```
pub struct Replay<'m> {
    /// States at the starts of months, in order, at equal distances.
    states: Vec<World<'m>>,
    trace: Trace,
    failure: Option<Failure>,
}

/// Memory that kept states may take.
const STATES_BYTES: usize = 1 << 28;

impl<'m> Replay<'m> {
    /// Runs a world to its end, or until it fails.
    pub fn new(model: &'m Model, scenario: &Scenario, seed: u64, world: u64) -> Replay<'m> {
        let mut world = World::new(model, scenario, Live::everything(model), seed, world);
        world.trace = Some(Trace::default());
        let mut replay = Replay { states: Vec::new(), trace: Trace::default(), failure: None };
        replay.failure = replay.run(&mut world).err();
        replay.trace = world.trace.take().unwrap_or_default();
        replay
    }

    /// What rules did in the world.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Why the world stopped, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Explains an element of a variable in a month (months since year 0, within the model's).
    ///
    /// # Errors
    /// The failure of the world, if it stopped before the end of that month.
    pub fn explain(&self, variable: VariableId, element: u32, month: u32) -> Result<Explanation, Failure> {
        let before = self.states.partition_point(|state| state.month <= month);
        let Some(state) = before.checked_sub(1).and_then(|place| self.states.get(place)) else {
            return Err(self.failure.clone().unwrap_or_default());
        };
        let mut world = state.clone();
        for earlier in state.month..month {
            world.step(earlier)?;
            world.remember()?;
        }
        let mut told = world.explain(variable, element as usize, month)?;
        if let Origin::Initial = told.origin {
            told.origin = self.last_change(variable, element, month);
        }
        Ok(told)
    }

    fn run(&mut self, world: &mut World<'m>) -> Result<(), Failure> {
        let model = world.model;
        world.begin()?;
        let months_apart = (model.step_count() * world.bytes() / STATES_BYTES + 1) as u32;
        for month in model.first_month..=model.last_month {
            world.month = month;
            if (month - model.first_month).is_multiple_of(months_apart) {
                self.states.push(World { trace: None, ..world.clone() });
            }
            world.step(month)?;
            world.remember()?;
        }
        Ok(())
    }

    /// The rule that changed a state last, up to the end of a month.
    fn last_change(&self, id: VariableId, element: u32, month: u32) -> Origin {
        let known = self.trace.assignments.iter().rev();
        let mut up_to = known.filter(|a| a.month <= month);
        match up_to.find(|a| a.variable == id && a.position == element) {
            Some(last) => Origin::Rule { rule: last.rule, element: last.element, month: last.month },
            None => Origin::Initial,
        }
    }
}

impl<'m> World<'m> {
    /// About how much memory a state takes.
    fn bytes(&self) -> usize {
        let past: usize = self.past.iter().flatten().map(Vec::len).sum();
        (self.values.iter().map(Vec::len).sum::<usize>() + past) * size_of::<f64>()
    }

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
            VariableKind::State { .. } => Origin::Initial,
        }
    }
}
