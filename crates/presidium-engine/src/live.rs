//! What is computed of a model, and what may stop a world.
//!
//! *Demanded* is what the dynamics reach: every stock, flow, state and rule that the author declared, and all that they read.
//! It is computed in every run, whatever is asked, and a value of it that is missing where it is needed stops the world. So
//! which worlds fail depends on the model, the scenario and the luck alone. What only the outputs rest on is *asked*: it is
//! computed when an output needs it, and a missing value of it is missing there and nowhere else.

use presidium_lang::model::{
    Ballot, Decider, Decision, Effect, Expr, Model, ObserverId, Order, Rule, Term, Turns, VariableId, VariableKind,
};

use crate::scenario::Outputs;
use crate::vote::procedure;

/// The parts of a model that are computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    variables: Vec<bool>,
    demanded: Vec<bool>,
    observers: Vec<bool>,
}

impl Live {
    /// What the dynamics demand, and what the outputs ask.
    pub fn for_outputs(model: &Model, outputs: &Outputs) -> Live {
        let mut reached = Reached::new(model);
        reached.dynamics();
        let demanded = reached.variables.clone();
        outputs.finals.iter().chain(&outputs.tests).for_each(|expr| reached.read(expr));
        outputs.monthly.iter().for_each(|(variable, _)| reached.variable(*variable));
        outputs.cells.iter().for_each(|(variable, ..)| reached.variable(*variable));
        reached.close();
        Live { variables: reached.variables, demanded, observers: reached.observers }
    }

    /// The whole model, for a world whose whole history is to be written.
    pub fn everything(model: &Model) -> Live {
        let mut reached = Reached::new(model);
        reached.dynamics();
        Live {
            variables: vec![true; model.variables.len()],
            demanded: reached.variables,
            observers: vec![true; model.observers.len()],
        }
    }

    /// Whether a variable is computed.
    pub fn variable(&self, variable: VariableId) -> bool {
        self.variables[variable.index()]
    }

    /// Whether the dynamics reach a variable.
    pub fn demands(&self, variable: VariableId) -> bool {
        self.demanded[variable.index()]
    }

    pub fn observer(&self, observer: ObserverId) -> bool {
        self.observers[observer.index()]
    }
}

/// On which variables one hangs: what it is computed from; of a stock the flows that enter and leave it, of a flow the stocks that limit
/// it; and all that is read by a rule that changes any of these, or that something of these counts. It is what the equations say,
/// whatever the numbers: a path may carry next to nothing.
///
/// # Example
/// ```
/// use presidium_engine::hangs_on;
/// use presidium_lang::{MemorySources, load};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nparam pace : 1/year ~ uniform(0 1/year, 1 1/year) assumption\n\
///             param idle : 1 ~ uniform(0, 1) assumption\nstate deeds : 1 = 0 \"deeds so far\"\n\
///             event deed \"It is done\"\n    rate pace\n    do deeds += 1\n\
///             let seen : 1 = 2 * deeds\nlet other : 1 = idle\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let [pace, idle, seen] = ["pace", "idle", "seen"].map(|name| model.variable(name).expect("it is declared"));
/// let found = hangs_on(&model, seen);
/// assert!(found.contains(&pace) && !found.contains(&idle));
/// ```
pub fn hangs_on(model: &Model, variable: VariableId) -> Vec<VariableId> {
    let mut reached = Reached { is_backwards: true, ..Reached::new(model) };
    reached.variable(variable);
    let mut known = 0;
    loop {
        reached.close();
        reached.flows();
        // Read again each time: more of what a rule changes may have been reached.
        model
            .rules
            .iter()
            .filter(|rule| reached.changes(rule))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|rule| reached.rule(rule));
        reached.close();
        let now = reached.variables.iter().filter(|reached| **reached).count();
        if now == known {
            break;
        }
        known = now;
    }
    let all = reached.variables.iter().enumerate().filter(|(_, reached)| **reached);
    all.map(|(place, _)| VariableId::new(place)).collect()
}

/// What has been reached so far. Each variable and observer is looked into once.
struct Reached<'m> {
    model: &'m Model,
    variables: Vec<bool>,
    observers: Vec<bool>,
    /// Reached, but not yet looked into.
    open: Vec<&'m Expr>,
    /// Only what rules read is followed, not what they change.
    is_backwards: bool,
}

impl<'m> Reached<'m> {
    fn new(model: &'m Model) -> Self {
        let (variables, observers) = (vec![false; model.variables.len()], vec![false; model.observers.len()]);
        Reached { model, variables, observers, open: Vec::new(), is_backwards: false }
    }

    /// Everything from which something follows: stocks, flows, states and rules.
    fn dynamics(&mut self) {
        let model = self.model;
        for (place, variable) in model.variables.iter().enumerate() {
            let kind = &variable.kind;
            let moves =
                matches!(kind, VariableKind::Stock { .. } | VariableKind::Flow { .. } | VariableKind::State { .. });
            if moves && !variable.hidden {
                self.variable(VariableId::new(place));
            }
        }
        model.rules.iter().for_each(|rule| self.rule(rule));
        self.close();
    }

    fn close(&mut self) {
        while let Some(expr) = self.open.pop() {
            self.read(expr);
        }
    }

    fn variable(&mut self, id: VariableId) {
        if !std::mem::replace(&mut self.variables[id.index()], true) {
            let model = self.model;
            self.open.extend(equations(&model.variables[id].kind));
        }
    }

    fn read(&mut self, expr: &Expr) {
        let model = self.model;
        expr.visit(&mut |part| match part {
            Expr::Read { variable, .. } => self.variable(*variable),
            Expr::Observed(observer) if !self.observers[observer.index()] => {
                self.observers[observer.index()] = true;
                self.open.push(&model.observers[*observer].value);
            }
            _ => {}
        });
    }

    fn read_all(&mut self, exprs: impl IntoIterator<Item = &'m Expr>) {
        exprs.into_iter().for_each(|expr| self.read(expr));
    }

    fn rule(&mut self, rule: &'m Rule) {
        match rule {
            Rule::Event(event) => {
                self.read_all(event.when.iter().chain(&event.rate));
                self.kept(event.count.iter().chain(&event.date));
                self.effects(&event.effects);
            }
            Rule::Decision(decision) => self.decision(decision),
        }
    }

    fn kept(&mut self, variables: impl IntoIterator<Item = &'m VariableId>) {
        if self.is_backwards {
            return;
        }
        variables.into_iter().for_each(|&variable| self.variable(variable));
    }

    fn decision(&mut self, decision: &'m Decision) {
        self.read_all(decision.when.iter().chain(&decision.rate));
        self.kept(decision.counts.iter().chain(&decision.dates).flatten());
        if !self.is_backwards {
            decision.kept.variables().for_each(|variable| self.variable(variable));
        }
        if let Order::By(by) = &decision.order {
            self.read(by);
        }
        match &decision.decider {
            Decider::Person { who, noise, .. } => self.read_all(std::iter::once(who).chain(noise)),
            Decider::Body(ballot) => self.ballot(ballot),
        }
        if let Some(appeal) = &decision.appeal {
            self.read_all(&appeal.when);
            self.ballot(&appeal.ballot);
        }
        for option in &decision.options {
            self.read_all(&option.available);
            option.utilities.iter().for_each(|terms| self.read_all(values(terms)));
            self.effects(&option.effects);
        }
    }

    fn ballot(&mut self, ballot: &'m Ballot) {
        let body = &self.model.bodies[ballot.body];
        self.read(&body.member);
        self.read_all(body.weight.iter().chain(&ballot.weight).chain(&ballot.present).chain(&ballot.noise));
        if let Turns::By(by) = &ballot.turns {
            self.read(by);
        }
        let (_, terms) = procedure(&ballot.rule);
        self.read_all(terms.into_array());
    }

    fn effects(&mut self, effects: &'m [Effect]) {
        for effect in effects {
            match effect {
                Effect::Assign { variable, indices, value, .. } => {
                    if self.is_backwards && !self.variables[variable.index()] {
                        continue;
                    }
                    self.variable(*variable);
                    self.read_all(indices.iter().chain([value]));
                }
                Effect::Local { value, .. } => self.read(value),
                Effect::ForEach { filter, order, body, .. } => {
                    order.iter().for_each(|order| self.read(order));
                    self.read_all(filter);
                    self.effects(body);
                }
                Effect::If { condition, then, otherwise, .. } => {
                    self.read(condition);
                    self.effects(then);
                    self.effects(otherwise);
                }
                Effect::Say(_) => {}
            }
        }
    }
}

impl Reached<'_> {
    /// The flows of stocks that have been reached, and the stocks of flows.
    fn flows(&mut self) {
        let model = self.model;
        for (place, variable) in model.variables.iter().enumerate() {
            let VariableKind::Flow { from, to, .. } = &variable.kind else { continue };
            let ends = || from.iter().chain(to).map(|end| end.stock);
            if self.variables[place] || ends().any(|stock| self.variables[stock.index()]) {
                self.variable(VariableId::new(place));
                ends().for_each(|stock| self.variable(stock));
            }
        }
    }

    /// Whether a rule changes something that has been reached.
    fn changes(&self, rule: &Rule) -> bool {
        let is_reached = |variable: &VariableId| self.variables[variable.index()];
        match rule {
            Rule::Event(event) => {
                event.count.iter().chain(&event.date).any(is_reached) || self.changed_by(&event.effects)
            }
            Rule::Decision(decision) => {
                decision.counts.iter().chain(&decision.dates).flatten().any(is_reached)
                    || decision.kept.variables().any(|variable| is_reached(&variable))
                    || decision.options.iter().any(|option| self.changed_by(&option.effects))
            }
        }
    }

    fn changed_by(&self, effects: &[Effect]) -> bool {
        effects.iter().any(|effect| match effect {
            Effect::Assign { variable, .. } => self.variables[variable.index()],
            Effect::ForEach { body, .. } => self.changed_by(body),
            Effect::If { then, otherwise, .. } => self.changed_by(then) || self.changed_by(otherwise),
            Effect::Local { .. } | Effect::Say(_) => false,
        })
    }
}

fn values(terms: &[Term]) -> impl Iterator<Item = &Expr> {
    terms.iter().map(|term| &term.value)
}

/// The expressions of a variable.
fn equations(kind: &VariableKind) -> Vec<&Expr> {
    match kind {
        VariableKind::Let { value } => vec![value],
        VariableKind::Stock { initial, .. } => std::iter::once(initial).chain(kind.rates()).collect(),
        VariableKind::Flow { .. } => kind.rates(),
        VariableKind::Lag { value, initial, .. } => vec![value, initial],
        VariableKind::State { initial } => vec![initial],
        VariableKind::Parameter { .. } | VariableKind::Draw { .. } => {
            kind.computed_priors().into_iter().flat_map(|(_, prior)| prior.exprs()).collect()
        }
        VariableKind::Data { .. } | VariableKind::Switch { .. } | VariableKind::Series { .. } => Vec::new(),
    }
}
