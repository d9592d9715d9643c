//! Why a variable has its value: its terms, what it reads, and who settled it.
//!
//! Nothing is recorded in ordinary runs: the world is run once more, and answers all questions from states kept on the
//! way ([`Replay`]). Walking back is asking again for one of the [`Explanation::reads`], until a parameter, a draw, a series
//! or a rule is reached.

use std::rc::Rc;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    BinaryOp, ComputedPrior, Element, Expr, Model, Moment, Period, RuleId, Term, UnaryOp, VariableId, VariableKind,
};

use crate::failure::Failure;
use crate::integration::{Account, flowed_through};
use crate::layout::Cell;
use crate::live::Live;
use crate::network::{Link, Network};
use crate::oracle::probe::Probe;
use crate::oracle::reasons::{Acted, Change, Explained, Explanation, Label, Origin, ReadValue, TermValue};
use crate::oracle::simulation::Simulation;
use crate::oracle::trace::{Assignment, Trace};
use crate::random::Draw;
use crate::scenario::Scenario;
use crate::worlds::World;

/// One world that has been run, of which everything can be asked.
///
/// It keeps the state at the start of every few months, as many as fit into memory, and answers from the nearest one.
///
/// # Example
/// ```
/// use presidium_engine::{Scenario, World, oracle::Replay};
/// use presidium_lang::{MemorySources, load, model::Element};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nlet two : 1 = 1 + 1\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let replay = Replay::new(&model, &Scenario::default(), 1953, World(0));
/// let two = model.variable("two").expect("it is declared");
/// assert_eq!(replay.explain(two, Element::default(), model.last_step).expect("no world fails").value, 2.0);
/// ```
pub struct Replay<'m> {
    /// States at the starts of months, in order, at equal distances.
    states: Vec<Simulation<'m>>,
    trace: Trace,
    failure: Option<Failure>,
}

/// Memory that kept states may take.
const STATES_BYTES: usize = 1 << 28;

impl<'m> Replay<'m> {
    /// Runs a world to its end, or until it fails.
    pub fn new(model: &'m Model, scenario: &Scenario, seed: u64, world: World) -> Replay<'m> {
        let mut world = Simulation::new(model, scenario, Live::everything(model), seed, world);
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
    /// The failure of the world, if it stopped before the value was settled.
    pub fn explain(&self, variable: VariableId, element: Element, month: Step) -> Result<Explanation, Failure> {
        let mut world = self.at_start_of(month)?;
        let mut found = world.explain(variable, element, month)?;
        let last = self.last_change(variable, element, month);
        found.changed_in = last.map(|last| last.month);
        match found.origin {
            Origin::Initial => {
                if let Some(last) = last {
                    found.origin = Origin::Rule { rule: last.rule, element: last.element, month: last.month };
                    found.changes = self.changes(variable, element, last.month)?;
                } else {
                    let (terms, reads) = self.beginning(variable, element);
                    if !reads.is_empty() {
                        (found.terms, found.reads) = (terms, reads);
                    }
                }
            }
            Origin::Balance if found.changes.is_empty() && found.terms.len() <= 1 => {
                if let Some(last) = last {
                    found.changes = self.changes(variable, element, last.month)?;
                }
            }
            Origin::Earlier { month } => (found.terms, found.reads) = self.looked_back(variable, element, month)?,
            _ => {}
        }
        Ok(found)
    }

    /// The terms of what a variable began with, and what it was computed from, each as it was when the world began. Nothing of
    /// a variable that begins with no value of its own, and of a world that stopped before.
    pub fn beginning(&self, variable: VariableId, element: Element) -> (Vec<TermValue>, Vec<ReadValue>) {
        let Some(mut world) = self.states.first().cloned() else { return Explained::default() };
        let declared = world.variable(variable);
        let (VariableKind::Stock { initial: equation, .. }
        | VariableKind::State { initial: equation }
        | VariableKind::Lag { initial: equation, .. }
        | VariableKind::Let { value: equation }) = &declared.kind
        else {
            return Explained::default();
        };
        world.bind(&declared.indices, element);
        world.explained(equation)
    }

    /// What a rule made of its chance in a month.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Scenario, World, oracle::{Opened, Replay}};
    /// use presidium_lang::{MemorySources, load, model::Element};
    /// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nstate steps : count = 0\n\
    ///             event walk\n    every step\n    do steps += 1\n```\n";
    /// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
    /// let steps = model.variable("steps").expect("it is declared");
    /// let replay = Replay::new(&model, &Scenario::default(), 1953, World(0));
    /// let acted = replay.acted(presidium_lang::model::RuleId::from_raw(0), Element(0), model.first_step).expect("it ends");
    /// assert_eq!(acted.attempt.map(|attempt| attempt.verdict), Some(Opened::Acts));
    /// assert_eq!(replay.explain(steps, Element(0), model.last_step).expect("it ends").value, 12.0);
    /// ```
    ///
    /// # Errors
    /// The failure of the world, if it stopped before the rule was reached.
    pub fn acted(&self, rule: RuleId, element: Element, month: Step) -> Result<Acted, Failure> {
        let mut world = self.at_start_of(month)?;
        world.probe = Some(Probe::for_rule(rule, element));
        let stopped = world.step(month).err();
        let probe = world.probe.take().unwrap_or_default();
        let stopped = stopped.filter(|_| !probe.rule_is_done);
        let known = &self.trace.firings;
        let fired = || known.iter().any(|f| (f.rule, f.element, f.month) == (rule, element, month));
        match stopped {
            Some(failure) if probe.attempt.is_none() && !fired() => Err(failure),
            stopped => Ok(Acted { attempt: probe.attempt, stopped }),
        }
    }

    /// What rules did to a value in a month.
    fn changes(&self, variable: VariableId, element: Element, month: Step) -> Result<Vec<Change>, Failure> {
        let mut world = self.at_start_of(month)?;
        world.probe = Some(Probe::for_value(variable, element));
        world.draws(month);
        world.lets();
        world.rules()?;
        Ok(world.probe.take().map_or_else(Vec::new, |probe| probe.changes))
    }

    /// What a look back saw in an earlier month, or what it is initially.
    fn looked_back(&self, variable: VariableId, element: Element, earlier: Option<Step>) -> Result<Explained, Failure> {
        let first = self.states.first().map_or(Step(0), |state| state.model.first_step);
        let mut world = self.at_start_of(earlier.unwrap_or(first))?;
        let declared = world.variable(first_lag(world.model, variable).0);
        let VariableKind::Lag { value, initial, seen, .. } = &declared.kind else { return Ok(Explained::default()) };
        if let Some(earlier) = earlier {
            world.draws(earlier);
            world.lets();
            if *seen == Moment::Observation {
                world.rules()?;
                world.flows()?;
                world.observe();
            }
        }
        world.bind(&declared.indices, element);
        Ok(world.explained(if earlier.is_some() { value } else { initial }))
    }

    /// The world as it was at the start of a month.
    pub(super) fn at_start_of(&self, month: Step) -> Result<Simulation<'m>, Failure> {
        let before = self.states.partition_point(|state| state.month <= month);
        let Some(state) = before.checked_sub(1).and_then(|place| self.states.get(place)) else {
            return Err(self.failure.clone().unwrap_or_default());
        };
        let mut world = state.clone();
        for earlier in state.month.to(month).take_while(|&earlier| earlier < month) {
            world.step(earlier)?;
            world.remember()?;
        }
        Ok(world)
    }

    fn run(&mut self, world: &mut Simulation<'m>) -> Result<(), Failure> {
        let model = world.model;
        world.begin()?;
        let months_apart = (model.step_count() * world.bytes() / STATES_BYTES + 1) as u32;
        for month in model.steps() {
            world.month = month;
            if (month - model.first_step).is_multiple_of(months_apart) {
                self.states.push(Simulation { trace: None, ..world.clone() });
            }
            world.step(month)?;
            world.remember()?;
        }
        Ok(())
    }

    /// The rule that changed a state last, up to the end of a month.
    fn last_change(&self, id: VariableId, element: Element, month: Step) -> Option<&Assignment> {
        let known = self.trace.assignments.iter().rev();
        let mut up_to = known.filter(|a| a.month <= month);
        up_to.find(|a| (a.variable, a.position) == (id, element))
    }
}

impl<'m> Simulation<'m> {
    /// About how much memory a state takes.
    fn bytes(&self) -> usize {
        let past: usize = self.past.iter().flatten().map(Vec::len).sum();
        (self.values.iter().map(Vec::len).sum::<usize>() + past) * size_of::<f64>()
    }

    fn explain(&mut self, id: VariableId, element: Element, month: Step) -> Result<Explanation, Failure> {
        let variable = self.variable(id);
        let before = self.values[id.index()][element.index()];
        self.draws(month);
        let (mut found, mut changes) = (Explained::default(), Vec::new());
        // What is settled before the rules is known even if the world stops in them.
        match &variable.kind {
            VariableKind::Let { value } => {
                self.lets();
                self.bind(&variable.indices, element);
                found = self.explained(value);
            }
            VariableKind::Stock { .. } | VariableKind::Flow { .. } | VariableKind::State { .. } => {
                self.lets();
                self.probe = Some(Probe::for_value(id, element));
                self.rules()?;
                changes = self.probe.take().map_or_else(Vec::new, |probe| probe.changes);
                let of = Cell { variable: id, element };
                match &variable.kind {
                    VariableKind::Stock { inflows, outflows, .. } => {
                        found = self.balance(of, before, inflows, outflows);
                    }
                    VariableKind::Flow { wanted, .. } => found = self.passage(of, wanted)?,
                    _ => {}
                }
                self.flows()?;
            }
            _ => {}
        }
        let mut prior = None;
        if let Some(computed) = self.computed_prior(id, element) {
            self.bind(&variable.indices, element);
            self.reads = Some(Vec::new());
            let values: Vec<f64> = computed.exprs().map(|expr| self.eval(expr)).collect();
            found.1 = self.take_reads();
            prior = Some(computed.prior_of(&values));
        }
        let value = self.values[id.index()][element.index()];
        let (mut terms, reads) = found;
        if matches!(variable.kind, VariableKind::Stock { .. }) {
            let clipped = value - terms.iter().map(|term| term.value).sum::<f64>();
            terms.push(TermValue { label: Label::Limits, value: clipped });
            let largest = terms.iter().fold(value.abs(), |largest, term| largest.max(term.value.abs()));
            terms.retain(|term| term.value.abs() > 1e-12 * largest);
        }
        let origin = self.origin(id, element);
        let missing = self.missing.variable(id, element).filter(|_| value.is_nan()).cloned();
        let (variable, changed_in) = (id, None);
        Ok(Explanation { variable, element, month, value, origin, terms, reads, prior, changes, changed_in, missing })
    }

    /// The prior of an element that is computed in each world.
    fn computed_prior(&self, id: VariableId, element: Element) -> Option<&'m ComputedPrior> {
        let kind = &self.variable(id).kind;
        let reading = match kind {
            VariableKind::Parameter { .. } => self.resolved.computed(id, element)?,
            _ => 0,
        };
        kind.computed_priors().into_iter().find(|(place, _)| *place == reading).map(|(_, prior)| prior)
    }

    /// The terms of an equation and what it reads, with the elements bound now.
    pub(super) fn explained(&mut self, equation: &Expr) -> Explained {
        self.reads = Some(Vec::new());
        let mut terms = Vec::new();
        self.summands(equation, "", 1.0, &mut terms);
        (terms, self.take_reads())
    }

    pub(super) fn take_reads(&mut self) -> Vec<ReadValue> {
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
                    terms.push(TermValue { label: Label::Term(term.label.clone()), value });
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
                terms.push(TermValue { label: Label::Term(label.to_owned()), value });
            }
        }
    }

    /// The terms of a stock within a step: what it was, what rules did to it, what flowed; and what its rates read at the start.
    fn balance(&mut self, of: Cell, before: f64, inflows: &'m [Term], outflows: &'m [Term]) -> Explained {
        let by_rules = self.values[of.variable.index()][of.element.index()] - before;
        let mut terms =
            vec![TermValue { label: Label::Before, value: before }, TermValue { label: Label::Rules, value: by_rules }];
        self.bind(&self.variable(of.variable).indices, of.element);
        self.reads = Some(Vec::new());
        for term in inflows.iter().chain(outflows) {
            self.eval(&term.value);
        }
        let mut reads = self.take_reads();
        let network = self.network.with(of);
        // If the world stops in this, it does so again when it goes on.
        let Ok(accounts) = self.clone().integrate(&network) else { return (terms, reads) };
        let named = |terms: &'m [Term], sign| terms.iter().map(move |term| (Label::Term(term.label.clone()), sign));
        let touching = network.touching(of).into_iter();
        let linked = touching.map(|(flow, leaves)| match leaves {
            true => (Label::Outflow(flow), -1.0),
            false => (Label::Inflow(flow), 1.0),
        });
        let all = named(inflows, 1.0).chain(named(outflows, -1.0)).chain(linked);
        for ((label, sign), flow) in all.zip(flows_of(&accounts, network.place(of))) {
            let flowed = flowed_through(self, &accounts, flow);
            if let Label::Inflow(Cell { variable, element }) | Label::Outflow(Cell { variable, element }) = label {
                reads.push(ReadValue { variable, element, value: flowed });
            }
            terms.push(TermValue { label, value: sign * flowed * self.model.clock.length() });
        }
        (terms, reads)
    }

    /// The terms of a flow: what was wanted at the start, by how much that changed within the step, and what was held back at either
    /// end.
    fn passage(&mut self, of: Cell, wanted: &'m Expr) -> Result<Explained, Failure> {
        self.bind(&self.variable(of.variable).indices, of.element);
        let (mut terms, mut reads) = self.explained(wanted);
        let network = Rc::clone(&self.network);
        let accounts = self.clone().integrate(&network)?;
        let Some(link) = network.links.iter().position(|link| link.flow == of) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let passages: Vec<Passage> = accounts.iter().map(|account| Passage::of(&network, account, link)).collect();
        let mean = |value: fn(&Passage) -> f64| passages.iter().map(value).sum::<f64>() / passages.len() as f64;
        let wanted = mean(|passage| passage.wanted);
        if self.model.integration.is_repeated() {
            let at_start: f64 = terms.iter().map(|term| term.value).sum();
            terms.push(TermValue { label: Label::WithinStep, value: wanted - at_start });
        }
        let Some(&Passage { source, target, .. }) = passages.first() else { return Ok((terms, reads)) };
        let held_back = [
            (source, mean(|passage| passage.kept_at_source), Label::SourceEmpty as fn(Cell) -> Label),
            (target, mean(|passage| passage.kept_at_target), Label::TargetFull),
        ];
        for (place, value, label) in held_back {
            // Less is rounding.
            let held = value.abs() > 1e-12 * wanted.abs();
            let Some(stock) = place.map(|place| network.stocks[place]).filter(|_| held) else { continue };
            let Cell { variable, element } = stock;
            terms.push(TermValue { label: label(stock), value });
            reads.push(ReadValue { variable, element, value: self.values[variable.index()][element.index()] });
        }
        if terms.len() > 1 && matches!(&terms[0].label, Label::Term(name) if name.is_empty()) {
            terms[0].label = Label::Wanted;
        }
        Ok((terms, reads))
    }

    fn origin(&self, id: VariableId, element: Element) -> Origin {
        let variable = self.variable(id);
        let correlation = match variable.kind {
            VariableKind::Parameter { correlation, .. } | VariableKind::Draw { correlation, .. } => correlation,
            _ => 0.0,
        };
        let uniform = |step: u32| self.luck.shared_uniform(correlation, Draw::of(&variable.name, element, step));
        match &variable.kind {
            VariableKind::Data { .. } => Origin::Data,
            VariableKind::Series { .. } => Origin::Series,
            VariableKind::Switch { .. } => Origin::Switch,
            VariableKind::Parameter { .. } => {
                let draw = Draw::of(&variable.name, self.resolved.dealt(id, element), 0);
                Origin::Parameter { uniform: self.luck_of(id).shared_uniform(correlation, draw) }
            }
            VariableKind::Draw { per: Period::World, .. } => Origin::Draw { uniform: uniform(0) },
            VariableKind::Draw { per: Period::Year, .. } => {
                Origin::Draw { uniform: uniform(self.model.clock.year(self.month)) }
            }
            VariableKind::Draw { per: Period::Step, .. } => Origin::Draw { uniform: uniform(self.month.0) },
            VariableKind::Let { .. } => Origin::Equation,
            VariableKind::Stock { .. } => Origin::Balance,
            VariableKind::Flow { .. } => Origin::Flow,
            VariableKind::Lag { .. } => {
                let (_, steps) = first_lag(self.model, id);
                let month = self.month.earlier(steps).filter(|&month| month >= self.model.first_step);
                Origin::Earlier { month }
            }
            VariableKind::State { .. } => Origin::Initial,
        }
    }
}

/// The look back that others look back at in turn, for a delay whose time varies, and how many steps they all look back.
fn first_lag(model: &Model, variable: VariableId) -> (VariableId, u32) {
    let (mut first, mut back) = (variable, 0);
    while let VariableKind::Lag { value, steps, .. } = &model.variables[first].kind {
        back += steps;
        match value {
            Expr::Read { variable: next, .. }
                if *steps == 1
                    && model.variables[*next].hidden
                    && model.variables[*next].label == model.variables[variable].label
                    && matches!(model.variables[*next].kind, VariableKind::Lag { .. }) =>
            {
                first = *next;
            }
            _ => break,
        }
    }
    (first, back)
}

/// The flows that touch a stock, its own terms first, by their places.
fn flows_of(accounts: &[Account<f64>], stock: Option<usize>) -> Vec<usize> {
    let flows = accounts.first().map_or(&[][..], |account| &account.flows);
    let touches = |&at: &usize| stock.is_some() && (flows[at].from == stock || flows[at].to == stock);
    (0..flows.len()).filter(touches).collect()
}

/// What became of a flow in a sub-step, per year.
struct Passage {
    wanted: f64,
    /// Where it came from and where it went: of a flow that ran backwards the other way round.
    source: Option<usize>,
    target: Option<usize>,
    kept_at_source: f64,
    kept_at_target: f64,
}

impl Passage {
    fn of(network: &Network, account: &Account<f64>, link: usize) -> Passage {
        let Link { from, to, .. } = network.links[link];
        let wanted = network.of_links(&account.flows)[link].rate;
        let flowed = network.of_links(&account.settled.flowed)[link];
        let (source, target) = if wanted < 0.0 { (to, from) } else { (from, to) };
        let let_out = wanted * source.and_then(|place| account.settled.leaving[place]).unwrap_or(1.0);
        Passage { wanted, source, target, kept_at_source: let_out - wanted, kept_at_target: flowed - let_out }
    }
}
