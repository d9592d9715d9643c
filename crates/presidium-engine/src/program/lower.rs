//! From a model under a scenario to a graph: every declaration expanded over its elements, in the order of a step.
//!
//! Elements are known when a program is made, so that names bound to them, attributes, data and switches become
//! constants; only indices that are computed in a run become gathers and scatters.

mod among;
mod expr;
mod folded;
mod lots;
mod luck;
mod needed;
mod opinions;
mod pairs;
mod rules;
mod turns;
mod votes;

use std::convert::Infallible;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    BindingId, Element, Expr, Index, Model, Moment, NEVER, Observer, ObserverId, ObserverKind, Period, Priors,
    VariableId, VariableKind,
};

use crate::integration::{Moving, flowed, integrate, levels};
use crate::kernels::Binary;
use crate::layout::{self, Cell, Layout};
use crate::live::Live;
use crate::network::{Evaluate, Network, Part};
use crate::program::builder::Builder;
use crate::program::given::Input;
use crate::program::graph::{Bounds, Effect, Graph, Node, Pace, Ring, Slot};
use crate::program::inputs::Granted;
use crate::program::options::Options;
use crate::program::recorded::Recorded;
use crate::program::state::{Content, StateLayout};
use crate::resolved::ResolvedScenario;
use crate::scalar;
use crate::scenario::{Outputs, Scenario};
use crate::settlement::Arithmetic;
use crate::window::Window;
use needed::Needed;

/// What has flowed before the first step.
static NOTHING: Expr = Expr::Number(0.0);

/// Makes the graph of a model under a scenario, as far as the outputs need it.
pub fn lower(model: &Model, scenario: &Scenario, outputs: &Outputs, options: &Options) -> Graph {
    let (live, layout) = (Live::for_outputs(model, outputs), Layout::new(model));
    let resolved = ResolvedScenario::new(model, scenario);
    let state = StateLayout::new(model, &layout, &live, outputs.tests.len());
    let mut lowering = Lowering {
        model,
        granted: Granted::new(model, &resolved, scenario),
        resolved,
        network: Network::new(model, &layout, &live),
        live,
        layout,
        graph: Builder::new(state, options.optimise),
        many: options.many,
        values: vec![Vec::new(); model.variables.len()],
        bound: Vec::new(),
        locals: Vec::new(),
        rings: vec![Vec::new(); model.variables.len()],
        logs_acts: outputs.acts,
        initial: true,
        part: 0.0,
        stage_lets: Vec::new(),
    };
    lowering.world();
    lowering.step(outputs);
    lowering.graph.finish()
}

/// What a name in an expression stands for.
#[derive(Clone, Copy)]
enum Binding {
    /// An element, by its ordinal.
    Known(f64),
    /// The element of a pair.
    Pair(Node),
}

struct Lowering<'m> {
    model: &'m Model,
    resolved: ResolvedScenario,
    granted: Granted,
    live: Live,
    layout: Layout,
    network: Network,
    graph: Builder,
    /// From so many elements on, folds are made over pairs.
    many: usize,
    /// For each variable that is computed, the value of each element; empty for those held in slots.
    values: Vec<Vec<Node>>,
    bound: Vec<Binding>,
    locals: Vec<Option<Node>>,
    /// For each lag of several steps the ring of each element.
    rings: Vec<Vec<u32>>,
    /// Whether the acts of rules are reported.
    logs_acts: bool,
    /// Whether initial values are being lowered.
    initial: bool,
    /// The moment within the step, a part of it, and the lets that are computed anew there.
    part: f64,
    stage_lets: Vec<VariableId>,
}

impl<'m> Lowering<'m> {
    /// What is settled before the first step.
    fn world(&mut self) {
        for id in self.ids() {
            self.values[id.index()] = self.before_steps(id);
        }
        for &id in self.model.begin_order.iter().filter(|&&id| self.live.variable(id)).collect::<Vec<_>>() {
            let variable = &self.model.variables[id];
            match &variable.kind {
                VariableKind::Stock { initial, .. } | VariableKind::State { initial } => self.begin(id, initial, 1),
                VariableKind::Lag { initial, steps, .. } => self.begin(id, initial, *steps as usize),
                VariableKind::Flow { .. } => self.begin(id, &NOTHING, 1),
                VariableKind::Let { value } => self.compute(id, value, |_, _| false),
                VariableKind::Parameter { .. } => {
                    self.values[id.index()] =
                        self.layout.elements(id).map(|element| self.parameter(id, element)).collect();
                }
                VariableKind::Draw { priors, correlation, .. } => {
                    self.values[id.index()] = self.all_drawn(id, priors, *correlation, Pace::World);
                }
                _ => {}
            }
        }
        // In a step lets are computed anew.
        for &id in &self.model.let_order {
            self.values[id.index()].clear();
        }
        for (place, observer) in self.model.observers.iter().enumerate() {
            if self.live.observer(ObserverId::new(place)) {
                let first = match observer.kind {
                    ObserverKind::Always => 1.0,
                    ObserverKind::First => NEVER,
                    _ => 0.0,
                };
                self.begin_with(Content::Observed(ObserverId::new(place)), first);
            }
        }
    }

    /// Values of a variable that are known or drawn before the first step.
    fn before_steps(&mut self, id: VariableId) -> Vec<Node> {
        let variable = &self.model.variables[id];
        match &variable.kind {
            VariableKind::Data { values } => {
                let dealt = self.layout.elements(id).map(|element| values[self.resolved.dealt(id, element).index()]);
                dealt.map(|value| self.graph.number(value)).collect()
            }
            VariableKind::Switch { .. } => vec![self.graph.input(Input::Switch(id), Bounds::TRUTH)],
            VariableKind::Series { monthly } => monthly.iter().map(|months| self.graph.number(months[0])).collect(),
            kind if !kind.computed_priors().is_empty() => Vec::new(),
            VariableKind::Parameter { .. } => {
                let dealt: Vec<Element> =
                    self.layout.elements(id).map(|element| self.resolved.dealt(id, element)).collect();
                dealt.into_iter().map(|element| self.parameter(id, element)).collect()
            }
            VariableKind::Draw { per: Period::World, priors, correlation } => {
                self.all_drawn(id, priors, *correlation, Pace::World)
            }
            _ => Vec::new(),
        }
    }

    /// Initial values of a variable that is held in slots, `copies` of them for each element.
    fn begin(&mut self, id: VariableId, initial: &'m Expr, copies: usize) {
        for element in self.layout.elements(id) {
            self.bind(&self.model.variables[id].indices, element);
            let value = self.expr(initial);
            let value = self.carried(id, value);
            for copy in 0..copies as u32 {
                self.graph.store(Slot(self.slot(id, element).0 + copy), value);
            }
        }
    }

    fn begin_with(&mut self, content: Content, value: f64) {
        let (slot, value) = (self.graph.slot(content), self.graph.number(value));
        self.graph.store(slot, value);
    }

    /// Everything that happens in a step, in the order of the language reference, section 8.
    fn step(&mut self, outputs: &Outputs) {
        for test in 0..outputs.tests.len() as u32 {
            self.begin_with(Content::Test(test), NEVER);
        }
        self.initial = false;
        self.graph.begin_steps();
        self.draws();
        self.lets();
        let mut taken = self.take_in(Moment::Equations);
        self.rules();
        self.flows();
        self.observe();
        self.outputs(outputs);
        taken.extend(self.take_in(Moment::Observation));
        self.remember(taken);
    }

    /// All elements of a draw.
    fn all_drawn(&mut self, id: VariableId, priors: &Priors, correlation: f64, pace: Pace) -> Vec<Node> {
        self.layout.elements(id).map(|element| self.drawn((id, element), priors, correlation, pace)).collect()
    }

    fn draws(&mut self) {
        for id in self.ids() {
            let variable = &self.model.variables[id];
            match &variable.kind {
                VariableKind::Series { monthly } => {
                    // A series may go on after the last month of the run.
                    let within = |months: &Vec<f64>| months[..self.model.step_count()].to_vec();
                    let nodes = monthly.iter().map(|months| self.graph.monthly(within(months))).collect();
                    self.values[id.index()] = nodes;
                }
                VariableKind::Draw { per: per @ (Period::Year | Period::Step), priors, correlation } => {
                    let pace = if *per == Period::Year { Pace::Year } else { Pace::Step };
                    self.values[id.index()] = self.all_drawn(id, priors, *correlation, pace);
                }
                VariableKind::Lag { steps, .. } if *steps > 1 => {
                    let rings = self
                        .layout
                        .elements(id)
                        .map(|element| self.graph.ring(Ring { first: self.slot(id, element), len: *steps }));
                    let rings: Vec<u32> = rings.collect();
                    self.values[id.index()] = rings.iter().map(|&ring| self.graph.oldest(ring)).collect();
                    self.rings[id.index()] = rings;
                }
                _ => {}
            }
        }
    }

    fn lets(&mut self) {
        let needed = Needed::new(self.model, &self.resolved, &self.layout, &self.live, &self.network);
        for &id in self.model.let_order.iter().filter(|&&id| self.live.variable(id)).collect::<Vec<_>>() {
            let variable = &self.model.variables[id];
            if let VariableKind::Let { value } = &variable.kind {
                self.compute(id, value, |id, element| needed.is(id, element));
            }
        }
    }

    /// The elements of a let, on what is there now; each may read those before it.
    fn compute(&mut self, id: VariableId, value: &'m Expr, needed: impl Fn(VariableId, Element) -> bool) {
        self.values[id.index()] = Vec::new();
        for element in self.layout.elements(id) {
            self.bind(&self.model.variables[id].indices, element);
            let value = self.expr(value);
            if needed(id, element) {
                self.graph.settle_finite(value);
            }
            let result = self.graph.result(value);
            self.values[id.index()].push(result);
        }
    }

    /// Evaluates all flows, then moves all stocks.
    fn flows(&mut self) {
        let network = std::mem::take(&mut self.network);
        let lets: Vec<Vec<Node>> = network.lets.iter().map(|id| self.values[id.index()].clone()).collect();
        self.stage_lets.clone_from(&network.lets);
        let Ok(accounts) = integrate(self.model, &network, self);
        let mut moved = accounts.last().map(|last| levels(&network, last)).unwrap_or_default();
        moved.extend(flowed(self, &network, &accounts));
        // What was held for stages is let go: the stocks are in their slots again, and the lets what they were.
        for &(of, _) in &moved {
            self.values[of.variable.index()].clear();
        }
        for (id, values) in network.lets.iter().zip(lets) {
            self.values[id.index()] = values;
        }
        self.part = 0.0;
        self.graph.effect(Effect::Settle { values: moved.iter().map(|&(_, value)| value).collect() });
        for (of, value) in moved {
            let value = self.carried(of.variable, value);
            self.graph.store(self.slot(of.variable, of.element), value);
        }
    }

    fn observe(&mut self) {
        for (place, observer) in self.model.observers.iter().enumerate() {
            if self.live.observer(ObserverId::new(place)) {
                self.observer(observer, self.graph.slot(Content::Observed(ObserverId::new(place))));
            }
        }
    }

    fn observer(&mut self, observer: &'m Observer, slot: Slot) {
        let window = Window::of(observer, self.model);
        let is_at = observer.kind == ObserverKind::At;
        let within = |month| window.contains(month) && (!is_at || month == window.last);
        let within = self.by_month(|month| scalar::truth(within(month)));
        self.guarded(within, |this| {
            let value = this.expr(&observer.value);
            let value = this.graph.result(value);
            let before = this.graph.load(slot);
            let after = this.joined(observer.kind, before, value, window.first);
            this.graph.store(slot, after);
        });
    }

    /// What an observer holds after a step. What is missing stays missing, but what is settled needs no further month.
    fn joined(&mut self, kind: ObserverKind, before: Node, value: Node, first: Step) -> Node {
        match kind {
            ObserverKind::At => value,
            ObserverKind::Ever => self.graph.or(before, value),
            ObserverKind::Always => self.graph.and(before, value),
            ObserverKind::First => {
                let never = self.graph.number(NEVER);
                let found = self.graph.binary(Binary::Less, before, never);
                let date = self.first_of(before, value);
                let date = self.graph.unless_missing(&[value], date);
                let date = self.graph.select(found, before, date);
                self.graph.unless_missing(&[before], date)
            }
            ObserverKind::Sum | ObserverKind::Mean => self.graph.binary(Binary::Add, before, value),
            ObserverKind::Min | ObserverKind::Max => {
                let op = if kind == ObserverKind::Min { Binary::Min } else { Binary::Max };
                let better = self.graph.binary(op, before, value);
                let better = self.graph.unless_missing(&[before, value], better);
                let is_first = self.by_month(|month| scalar::truth(month == first));
                self.graph.select(is_first, value, better)
            }
        }
    }

    /// The date in a slot, or that of what is seen now, if that is earlier and the condition holds.
    fn first_of(&mut self, before: Node, condition: Node) -> Node {
        let model = self.model;
        let now = self.by_month(|step| model.clock.seen_date(step));
        let never = self.graph.number(NEVER);
        let date = self.graph.select(condition, now, never);
        self.graph.binary(Binary::Min, before, date)
    }

    fn outputs(&mut self, outputs: &Outputs) {
        let tests: Vec<Slot> =
            (0..outputs.tests.len() as u32).map(|test| self.graph.slot(Content::Test(test))).collect();
        for (test, &slot) in outputs.tests.iter().zip(&tests) {
            let before = self.graph.load(slot);
            let holds = self.expr(test);
            let fails = self.graph.not(holds);
            // What is missing does not hold: a value that is not a number counts as true here.
            let date = self.first_of(before, fails);
            self.graph.store(slot, date);
        }
        for (column, &(variable, element)) in Recorded::of(outputs, self.model.first_step).columns.iter().enumerate() {
            let value = self.value(variable, element);
            self.graph.effect(Effect::Record { column: column as u32, value });
        }
        let is_last = self.by_month(|month| scalar::truth(month == self.model.last_step));
        self.guarded(is_last, |this| {
            for (column, value) in outputs.finals.iter().enumerate() {
                let value = this.expr(value);
                let value = this.graph.result(value);
                this.graph.effect(Effect::Finish { column: column as u32, value });
            }
            for (column, &slot) in tests.iter().enumerate() {
                let value = this.graph.load(slot);
                this.graph.effect(Effect::Finish { column: (outputs.finals.len() + column) as u32, value });
            }
        });
    }

    /// What every lag takes in at a moment of the step.
    fn take_in(&mut self, moment: Moment) -> Vec<(VariableId, Element, Node)> {
        let mut taken = Vec::new();
        for id in self.ids() {
            let variable = &self.model.variables[id];
            match &variable.kind {
                VariableKind::Lag { value, seen, .. } if *seen == moment => {
                    for element in self.layout.elements(id) {
                        self.bind(&variable.indices, element);
                        let value = self.expr(value);
                        taken.push((id, element, self.carried(id, value)));
                    }
                }
                _ => {}
            }
        }
        self.graph.effect(Effect::Settle { values: taken.iter().map(|&(.., value)| value).collect() });
        taken
    }

    /// Lets every lag move on by one step.
    fn remember(&mut self, taken: Vec<(VariableId, Element, Node)>) {
        for (id, element, value) in taken {
            match self.model.variables[id].kind {
                VariableKind::Lag { steps: 1, .. } => self.graph.store(self.slot(id, element), value),
                _ => self.graph.effect(Effect::Push { ring: self.rings[id.index()][element.index()], value }),
            }
        }
    }

    // Helpers.

    /// Fills a section for the worlds in which a condition holds; none at all if it never does.
    fn guarded(&mut self, condition: Node, fill: impl FnOnce(&mut Self)) {
        match self.graph.constant(condition) {
            Some(value) if !scalar::holds(value) => {}
            Some(_) => fill(self),
            None => {
                self.graph.open(condition);
                fill(self);
                self.graph.close();
            }
        }
    }

    /// A value that is carried over steps: missing, it stops the world if the dynamics demand it.
    fn carried(&mut self, id: VariableId, value: Node) -> Node {
        if self.live.demands(id) {
            self.graph.demand(value);
            return value;
        }
        self.graph.result(value)
    }

    /// The value of an expression of a rule, which stops the world if it is missing.
    fn needed(&mut self, expr: &'m Expr) -> Node {
        let value = self.expr(expr);
        self.graph.demand(value);
        value
    }

    /// The live variables, in order.
    fn ids(&self) -> Vec<VariableId> {
        let all = (0..self.model.variables.len()).map(VariableId::new);
        all.filter(|&id| self.live.variable(id)).collect()
    }

    /// The slot of an element; of a lag the first of those that hold its earlier values.
    fn slot(&self, variable: VariableId, element: Element) -> Slot {
        self.graph.slot(Content::Value { cell: Cell { variable, element }, copy: 0 })
    }

    /// A value for each month that is the same in all worlds.
    fn by_month(&mut self, value: impl FnMut(Step) -> f64) -> Node {
        let values = self.model.steps().map(value).collect();
        self.graph.monthly(values)
    }

    /// The date of a moment of the step, a part of it from 0 to 1.
    fn now(&mut self, part: f64) -> Node {
        if self.initial {
            return self.graph.number(self.model.clock.date(self.model.first_step));
        }
        let model = self.model;
        self.by_month(|step| model.clock.date_within(step, part))
    }

    fn bind(&mut self, indices: &[Index], element: Element) {
        for (index, ordinal) in indices.iter().zip(layout::ordinals(self.model, indices, element)) {
            self.bind_one(index.binding, ordinal);
        }
    }

    fn bind_one(&mut self, binding: BindingId, ordinal: f64) {
        self.bind_to(binding, Binding::Known(ordinal));
    }

    fn bind_to(&mut self, binding: BindingId, to: Binding) {
        if self.bound.len() <= binding.index() {
            self.bound.resize(binding.index() + 1, Binding::Known(0.0));
        }
        self.bound[binding.index()] = to;
    }
}

impl Arithmetic for Lowering<'_> {
    type Value = Node;

    fn number(&mut self, value: f64) -> Node {
        self.graph.number(value)
    }

    fn binary(&mut self, op: Binary, a: Node, b: Node) -> Node {
        self.graph.binary(op, a, b)
    }

    fn select(&mut self, condition: Node, then: Node, otherwise: Node) -> Node {
        self.graph.select(condition, then, otherwise)
    }
}

impl Evaluate for Lowering<'_> {
    type Stop = Infallible;

    fn level(&mut self, of: Cell) -> Node {
        self.value(of.variable, of.element)
    }

    fn evaluate(&mut self, of: Cell, part: Part, expr: &Expr) -> Result<Node, Infallible> {
        self.bind(&self.model.variables[of.variable].indices, of.element);
        let value = self.expr(expr);
        match part {
            Part::Rate => self.graph.demand(value),
            Part::Limit => {
                let zero = self.graph.number(0.0);
                let flaw = self.graph.unless_missing(&[value], zero);
                self.graph.demand(flaw);
            }
        }
        Ok(value)
    }
}

impl Moving for Lowering<'_> {
    fn net(&mut self, of: Cell) -> Node {
        let variable = &self.model.variables[of.variable];
        let VariableKind::Stock { inflows, outflows, .. } = &variable.kind else { return self.graph.number(0.0) };
        self.bind(&variable.indices, of.element);
        let (inflow, outflow) = (self.sum(inflows), self.sum(outflows));
        self.graph.binary(Binary::Subtract, inflow, outflow)
    }

    fn limit(&mut self, of: Cell, limit: &Expr) -> Node {
        self.bind(&self.model.variables[of.variable].indices, of.element);
        self.expr(limit)
    }

    fn limited(&mut self, op: Binary, level: Node, limit: Node) -> Node {
        let nearer = self.graph.binary(op, level, limit);
        self.graph.unless_missing(&[level, limit], nearer)
    }

    fn reached(&mut self, of: Cell, level: Node) -> Result<Node, Infallible> {
        Ok(self.carried(of.variable, level))
    }

    /// The levels are values like others: nothing is stored before the end of the step.
    fn go_to(&mut self, part: f64, levels: &[(Cell, Node)]) {
        self.part = part;
        for (of, _) in levels {
            self.values[of.variable.index()].clear();
        }
        for &(of, level) in levels {
            self.values[of.variable.index()].push(level);
        }
        let model = self.model;
        for id in self.stage_lets.clone() {
            if let VariableKind::Let { value } = &model.variables[id].kind {
                self.compute(id, value, |_, _| false);
            }
        }
    }
}
