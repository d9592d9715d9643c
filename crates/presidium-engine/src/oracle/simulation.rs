//! One world: all its values, and how they begin.

use std::collections::BTreeMap;
use std::rc::Rc;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    BindingId, ComputedPrior, Element, Expr, Index, Model, NEVER, NONE, ObserverKind, Period, Place, Priors, RuleId,
    Variable, VariableId, VariableKind,
};

use crate::distribution::{Computed, NOT_WIDENED, PriorError};
use crate::failure::{Failure, Fault, Needed};
use crate::finite::{self, shown};
use crate::layout::{self, Cell, Layout};
use crate::live::Live;
use crate::network::Network;
use crate::oracle::missing::{Blame, Missing};
use crate::oracle::probe::Probe;
use crate::oracle::reasons::ReadValue;
use crate::oracle::result::WorldResult;
use crate::oracle::trace::{BallotTrace, Trace};
use crate::random::Draw;
use crate::resolved::ResolvedScenario;
use crate::scalar::{self, Luck};
use crate::scenario::{Outputs, Scenario};
use crate::worlds::World;

/// The whole state of one world, in the month that is being computed.
#[derive(Clone)]
pub(super) struct Simulation<'m> {
    pub model: &'m Model,
    pub resolved: ResolvedScenario,
    pub live: Live,
    pub layout: Layout,
    pub network: Rc<Network>,
    pub world: World,
    /// That of this world, or of the one whose luck it meets.
    pub luck: Luck,
    pub month: Step,
    /// The moment within the step, a part of it: 0 but for rates that are computed several times in it.
    pub part: f64,
    /// For each variable its values, row-major.
    pub values: Vec<Vec<f64>>,
    /// For each variable that is a lag its values at the ends of earlier steps, the oldest first.
    pub past: Vec<Vec<Vec<f64>>>,
    /// The element bound to each name, as a root ordinal.
    pub bound: Vec<f64>,
    pub locals: Vec<f64>,
    /// For each rule and element: whether its condition held when it was last reached, and whether it has ever acted.
    pub was_open: Vec<Vec<bool>>,
    pub acted: Vec<Vec<bool>>,
    pub observed: Vec<f64>,
    pub trace: Option<Trace>,
    /// The ballots of the decision that is being taken.
    pub ballots: Vec<BallotTrace>,
    /// What is read, if reads are to be noted.
    pub reads: Option<Vec<ReadValue>>,
    /// What is looked out for while a month is run again.
    pub probe: Option<Probe<'m>>,
    /// What lags have taken in within this step.
    pub taken: Vec<(VariableId, Vec<f64>)>,
    /// Why the expression that is being evaluated is missing, if it is.
    pub blame: Option<Blame>,
    pub missing: Missing,
    /// Why what a stock moves by is missing in this step.
    pub flaws: BTreeMap<Cell, Blame>,
}

/// An element of a rule, while it is being carried out.
#[derive(Clone, Copy)]
pub(super) struct Acting<'m> {
    pub rule: RuleId,
    pub element: Element,
    pub name: &'m str,
    pub place: &'m Place,
}

impl<'m> Simulation<'m> {
    pub fn new(model: &'m Model, scenario: &Scenario, live: Live, seed: u64, world: World) -> Simulation<'m> {
        let layout = Layout::new(model);
        let resolved = ResolvedScenario::new(model, scenario);
        let counts = || model.variables.iter().enumerate().map(|(v, _)| layout.len(VariableId::new(v)));
        let by_rule = || model.rules.iter().map(|rule| vec![false; layout::len(model, rule.indices())]).collect();
        Simulation {
            model,
            network: Rc::new(Network::new(model, &layout, &live)),
            live,
            luck: Luck { seed, world: resolved.luck(world) },
            world,
            resolved,
            month: model.first_step,
            part: 0.0,
            values: counts().map(|count| vec![0.0; count]).collect(),
            past: vec![Vec::new(); model.variables.len()],
            bound: Vec::new(),
            locals: Vec::new(),
            was_open: by_rule(),
            acted: by_rule(),
            observed: model.observers.iter().map(|observer| before_window(observer.kind)).collect(),
            trace: None,
            ballots: Vec::new(),
            reads: None,
            probe: None,
            taken: Vec::new(),
            blame: None,
            missing: Missing::default(),
            flaws: BTreeMap::new(),
            layout,
        }
    }

    /// All months from the first to the last, and what was asked of them; of a world that stops, up to the month before.
    pub fn run(&mut self, outputs: &Outputs, result: &mut WorldResult) -> Result<(), Failure> {
        result.monthly = vec![Vec::new(); outputs.monthly.len()];
        result.cells = vec![f64::NAN; outputs.cells.len()];
        let mut failed = vec![NEVER; outputs.tests.len()];
        self.begin()?;
        for month in self.model.steps() {
            self.step(month)?;
            for (first, test) in failed.iter_mut().zip(&outputs.tests) {
                let value = self.eval(test);
                if *first == NEVER && (value.is_nan() || !scalar::holds(value)) {
                    *first = self.model.clock.seen_date(month);
                }
            }
            for (column, &(variable, element)) in result.monthly.iter_mut().zip(&outputs.monthly) {
                column.push(shown(self.values[variable.index()][element.index()]));
            }
            for (cell, &(variable, element, of)) in result.cells.iter_mut().zip(&outputs.cells) {
                if of == month {
                    *cell = shown(self.values[variable.index()][element.index()]);
                }
            }
            if month == self.model.last_step {
                for value in &outputs.finals {
                    self.blame = None;
                    let found = self.eval(value);
                    let kept = finite::result(found);
                    let reason = || self.failure_at(found, Needed::Value, String::new(), &Place::default());
                    result.missing.push(kept.is_nan().then(reason));
                    result.finals.push(shown(kept));
                }
            }
            self.remember()?;
        }
        result.finals.extend(failed);
        Ok(())
    }

    /// What is settled before the first step: data, parameters, draws of the world, and initial values.
    pub fn begin(&mut self) -> Result<(), Failure> {
        for id in self.ids() {
            let variable = self.variable(id);
            match &variable.kind {
                VariableKind::Data { values } => {
                    let dealt =
                        self.layout.elements(id).map(|element| values[self.resolved.dealt(id, element).index()]);
                    self.values[id.index()] = dealt.collect();
                }
                kind if !kind.computed_priors().is_empty() => {}
                VariableKind::Parameter { .. } => self.parameter(id),
                VariableKind::Switch { .. } => self.values[id.index()][0] = self.resolved.switch(id),
                VariableKind::Series { .. } => self.read_series(id),
                VariableKind::Draw { per: Period::World, .. } => self.draw(id, 0),
                _ => {}
            }
        }
        for &id in self.model.begin_order.iter().filter(|&&id| self.live.variable(id)).collect::<Vec<_>>() {
            let variable = self.variable(id);
            match &variable.kind {
                VariableKind::Stock { initial, .. }
                | VariableKind::State { initial }
                | VariableKind::Lag { initial, .. } => {
                    for element in self.layout.elements(id) {
                        self.bind(&variable.indices, element);
                        self.values[id.index()][element.index()] =
                            self.carried(id, element, |world| world.eval(initial))?;
                    }
                }
                VariableKind::Let { value } => self.compute(id, value),
                VariableKind::Parameter { .. } => self.parameter(id),
                VariableKind::Draw { .. } => self.draw(id, 0),
                _ => {}
            }
            if let VariableKind::Lag { steps, .. } = variable.kind {
                self.past[id.index()] = vec![self.values[id.index()].clone(); steps as usize];
            }
        }
        Ok(())
    }

    /// Computes a let on what is there now.
    pub fn compute(&mut self, id: VariableId, value: &Expr) {
        for element in self.layout.elements(id) {
            self.bind(&self.variable(id).indices, element);
            let value = self.result_of(id, element, |world| world.eval(value));
            self.values[id.index()][element.index()] = value;
        }
    }

    /// The date of the step.
    pub fn now(&self) -> f64 {
        self.model.clock.date(self.month)
    }

    /// The live variables, in order.
    pub fn ids(&self) -> Vec<VariableId> {
        let all = (0..self.model.variables.len()).map(VariableId::new);
        all.filter(|&id| self.live.variable(id)).collect()
    }

    pub fn variable(&self, id: VariableId) -> &'m Variable {
        &self.model.variables[id]
    }

    /// Draws all elements of a variable for a step, a year, or (0) a world.
    pub fn draw(&mut self, id: VariableId, step: u32) {
        let VariableKind::Draw { priors, correlation, .. } = &self.variable(id).kind else { return };
        let name = &self.variable(id).name;
        for element in self.layout.elements(id) {
            let draw = Draw::of(name, element, step);
            match priors {
                Priors::Known(priors) => {
                    let value = self.luck.value(&priors[element.index()], *correlation, draw);
                    self.drawn(id, element, value);
                }
                Priors::Computed(prior) => {
                    self.computed(prior, (id, element), NOT_WIDENED, self.luck.shared_uniform(*correlation, draw));
                }
            }
        }
    }

    /// The luck that a parameter meets.
    pub fn luck_of(&self, parameter: VariableId) -> Luck {
        Luck { seed: self.resolved.seed(parameter).unwrap_or(self.luck.seed), ..self.luck }
    }

    /// Draws all elements of a parameter.
    fn parameter(&mut self, id: VariableId) {
        let VariableKind::Parameter { readings, correlation } = &self.variable(id).kind else { return };
        let name = &self.variable(id).name;
        let luck = self.luck_of(id);
        for element in self.layout.elements(id) {
            let source = self.resolved.dealt(id, element);
            let uniform = luck.shared_uniform(*correlation, Draw::of(name, source, 0));
            match self.resolved.computed(id, element).map(|reading| &readings[reading].priors) {
                Some(Priors::Computed(prior)) => {
                    self.computed(prior, (id, element), self.resolved.widened(), uniform);
                }
                _ => {
                    let quantile = self.resolved.quantile(id, source);
                    let uniform = self.resolved.column(id, source).map_or(uniform, |column| column.at(self.world));
                    self.drawn(id, element, quantile.map(|quantile| quantile.at(uniform)));
                }
            }
        }
    }

    /// Keeps what a prior gives that is computed in this world.
    fn computed(&mut self, prior: &ComputedPrior, (id, element): (VariableId, Element), widened: f64, uniform: f64) {
        self.bind(&self.variable(id).indices, element);
        self.blame = None;
        let values: Vec<f64> = prior.exprs().map(|expr| self.eval(expr)).collect();
        if values.iter().any(|value| value.is_nan()) {
            self.values[id.index()][element.index()] = self.keep_reason(id, element, f64::NAN);
            return;
        }
        self.drawn(id, element, Computed::new(prior, self.resolved.is_pure(id)).at(&values, widened, uniform));
    }

    /// Keeps what was drawn for an element; it is missing if nothing could be drawn.
    fn drawn(&mut self, id: VariableId, element: Element, value: Result<f64, PriorError>) {
        self.blame = None;
        let value = value.unwrap_or_else(|error| {
            self.blame = Some(Blame::Here(Fault::Prior(error)));
            f64::NAN
        });
        self.values[id.index()][element.index()] = self.keep_reason(id, element, value);
    }

    pub fn read_series(&mut self, id: VariableId) {
        if let VariableKind::Series { monthly } = &self.variable(id).kind {
            let month = (self.month - self.model.first_step) as usize;
            for (value, months) in self.values[id.index()].iter_mut().zip(monthly) {
                *value = months[month];
            }
        }
    }

    /// Binds the names of some indices to the elements at a row-major element.
    pub fn bind(&mut self, indices: &[Index], element: Element) {
        for (index, ordinal) in indices.iter().zip(layout::ordinals(self.model, indices, element)) {
            self.bind_one(index.binding, ordinal);
        }
    }

    pub fn bind_one(&mut self, binding: BindingId, ordinal: f64) {
        if self.bound.len() <= binding.index() {
            self.bound.resize(binding.index() + 1, NONE);
        }
        self.bound[binding.index()] = ordinal;
    }

    pub fn failure(&self, equation: String, place: &Place, fault: Fault) -> Failure {
        Failure { world: self.world, month: self.month, equation, section: place.heading.clone(), fault }
    }
}

/// The value of an observer before its window.
fn before_window(kind: ObserverKind) -> f64 {
    match kind {
        ObserverKind::Always => 1.0,
        ObserverKind::First => NEVER,
        _ => 0.0,
    }
}
