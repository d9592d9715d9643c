//! How stocks move within a step: sub-steps, the stages of a method, and the mean of their rates. The one definition behind the
//! oracle and the engine.
//!
//! In each sub-step rates are computed stage by stage. The rates of one stage lead to levels of the stocks, and the next stage
//! computes its rates on these levels. The weighted mean of all rates moves the stocks. Limits are those at the start of the
//! sub-step. Each move is settled within them, so that no stage sees a stock beyond its limits, and what leaves one stock
//! enters the other. Only stocks and lets change between stages; states, draws, series, what looks back and what has flowed in
//! the step before stay as they are.
//!
//! Refused: any knowledge of expressions. A [`Moving`] world computes the values.

use presidium_lang::model::{Expr, Integration, Method, Model, VariableKind};

use crate::kernels::Binary;
use crate::layout::Cell;
use crate::network::{Evaluate, Network};
use crate::settlement::{Arithmetic, Flow, Settled, Stock, settle};

/// One computation of the rates within a sub-step.
struct Stage {
    /// For which moment, as a part of the sub-step: so far the rates of the stage before move the stocks.
    at: f64,
    /// How much it counts in the mean.
    weight: f64,
}

/// The stages of a method, the first at the start of the sub-step.
fn stages(method: Method) -> &'static [Stage] {
    const EULER: [Stage; 1] = [Stage { at: 0.0, weight: 1.0 }];
    const RK4: [Stage; 4] = [
        Stage { at: 0.0, weight: 1.0 },
        Stage { at: 0.5, weight: 2.0 },
        Stage { at: 0.5, weight: 2.0 },
        Stage { at: 1.0, weight: 1.0 },
    ];
    match method {
        Method::Euler => &EULER,
        Method::Rk4 => &RK4,
    }
}

/// How often rates are computed in a step.
pub fn stages_in_a_step(Integration { method, substeps }: Integration) -> u32 {
    stages(method).len() as u32 * substeps
}

/// A world whose stocks are moved.
pub trait Moving: Evaluate {
    /// What wants to flow into a stock that stands alone, less what wants to flow out, per year.
    fn net(&mut self, of: Cell) -> Self::Value;
    /// A limit of a stock that stands alone.
    fn limit(&mut self, of: Cell, limit: &Expr) -> Self::Value;
    /// A level or a limit, whichever the operation takes; missing if one of them is.
    fn limited(&mut self, op: Binary, level: Self::Value, limit: Self::Value) -> Self::Value;
    /// A level that rates will read.
    ///
    /// # Errors
    /// What a missing level stops.
    fn reached(&mut self, of: Cell, level: Self::Value) -> Result<Self::Value, Self::Stop>;
    /// Goes to a moment of the step, a part of it from 0 to 1, at which the stocks hold these levels, or what they hold now if there are none;
    /// the lets of the network are computed anew.
    fn go_to(&mut self, part: f64, levels: &[(Cell, Self::Value)]);
}

/// What happened in a sub-step.
pub struct Account<V> {
    /// What was wanted, in the mean; see [`Network::wanted`].
    pub flows: Vec<Flow<V>>,
    /// What came of it for the stocks that flows touch.
    pub settled: Settled<V>,
    /// What the stocks hold in the end that stand alone.
    alone: Vec<V>,
}

/// What wants to flow at a moment.
#[derive(Clone)]
struct Rates<V> {
    tied: Vec<Flow<V>>,
    nets: Vec<V>,
}

/// Levels and limits at the start of a sub-step.
struct Start<V> {
    tied: Vec<Stock<V>>,
    alone: Vec<Stock<V>>,
}

/// Moves all stocks over a step; what happened in each sub-step.
///
/// # Errors
/// What a missing rate, limit or level stops.
pub fn integrate<M: Moving>(
    model: &Model,
    network: &Network,
    world: &mut M,
) -> Result<Vec<Account<M::Value>>, M::Stop> {
    let Integration { method, substeps } = model.integration;
    let (stages, count) = (stages(method), f64::from(substeps));
    let time = model.clock.length() / count;
    let mut accounts: Vec<Account<M::Value>> = Vec::new();
    for substep in 0..substeps {
        let part = |at: f64| (f64::from(substep) + at) / count;
        if model.integration.is_repeated() {
            let levels = accounts.last().map(|before| levels(network, before));
            let levels = reached(world, levels.unwrap_or_default())?;
            world.go_to(part(0.0), &levels);
        }
        let start = Start::of(model, network, world)?;
        let mut rates = vec![Rates::of(model, network, world)?];
        for stage in &stages[1..] {
            let moved = start.moved(world, rates[rates.len() - 1].clone(), stage.at * time);
            let levels = reached(world, levels(network, &moved))?;
            world.go_to(part(stage.at), &levels);
            rates.push(Rates::of(model, network, world)?);
        }
        let rates = Rates::mean(world, stages, &rates);
        accounts.push(start.moved(world, rates, time));
    }
    Ok(accounts)
}

/// What each stock holds at the end of a sub-step, in the order of the model.
pub fn levels<V: Copy>(network: &Network, account: &Account<V>) -> Vec<(Cell, V)> {
    network.in_order(&account.settled.levels, &account.alone)
}

/// What flowed through each link over the step, per year.
pub fn flowed<A: Arithmetic>(on: &mut A, network: &Network, accounts: &[Account<A::Value>]) -> Vec<(Cell, A::Value)> {
    let first = accounts.first().map_or(0, |account| account.flows.len() - network.links.len());
    let links = network.links.iter().enumerate();
    links.map(|(place, link)| (link.flow, flowed_through(on, accounts, first + place))).collect()
}

/// What came of one of the flows over the step, per year.
pub fn flowed_through<A: Arithmetic>(on: &mut A, accounts: &[Account<A::Value>], flow: usize) -> A::Value {
    let parts: Vec<_> = accounts.iter().map(|account| (1.0, account.settled.flowed[flow])).collect();
    mean(on, &parts)
}

fn reached<M: Moving>(world: &mut M, levels: Vec<(Cell, M::Value)>) -> Result<Vec<(Cell, M::Value)>, M::Stop> {
    levels.into_iter().map(|(of, level)| Ok((of, world.reached(of, level)?))).collect()
}

impl<V: Copy> Rates<V> {
    fn of<M: Moving<Value = V>>(model: &Model, network: &Network, world: &mut M) -> Result<Self, M::Stop> {
        let tied = network.wanted(model, world)?;
        let nets = network.alone.iter().map(|&of| world.net(of)).collect();
        Ok(Rates { tied, nets })
    }

    fn mean(on: &mut impl Arithmetic<Value = V>, stages: &[Stage], rates: &[Self]) -> Self {
        let mut of = |value: &dyn Fn(&Self) -> V| {
            let parts: Vec<_> = stages.iter().zip(rates).map(|(stage, rates)| (stage.weight, value(rates))).collect();
            mean(on, &parts)
        };
        let first = &rates[0];
        let tied = first.tied.iter().enumerate();
        let tied = tied.map(|(at, &flow)| Flow { rate: of(&|rates| rates.tied[at].rate), ..flow }).collect();
        Rates { tied, nets: (0..first.nets.len()).map(|at| of(&|rates| rates.nets[at])).collect() }
    }
}

impl<V: Copy> Start<V> {
    fn of<M: Moving<Value = V>>(model: &Model, network: &Network, world: &mut M) -> Result<Self, M::Stop> {
        let tied = network.levels(model, world)?;
        let mut alone = Vec::new();
        for &of in &network.alone {
            let mut stock = Stock { level: world.level(of), at_least: None, at_most: None };
            if let VariableKind::Stock { at_least, at_most, .. } = &model.variables[of.variable].kind {
                stock.at_least = at_least.as_ref().map(|limit| world.limit(of, limit));
                stock.at_most = at_most.as_ref().map(|limit| world.limit(of, limit));
            }
            alone.push(stock);
        }
        Ok(Start { tied, alone })
    }

    /// Where the stocks are led by some rates in some time.
    fn moved<M: Moving<Value = V>>(&self, world: &mut M, rates: Rates<V>, time: f64) -> Account<V> {
        let settled = settle(world, &self.tied, &rates.tied, time);
        let alone = self.alone.iter().zip(&rates.nets).map(|(stock, &net)| moved(world, stock, net, time)).collect();
        Account { flows: rates.tied, settled, alone }
    }
}

/// Where a stock that stands alone is led: `(in − out) × time` further on, and clipped.
fn moved<M: Moving>(world: &mut M, stock: &Stock<M::Value>, net: M::Value, time: f64) -> M::Value {
    let time = world.number(time);
    let change = world.binary(Binary::Multiply, net, time);
    let mut level = world.binary(Binary::Add, stock.level, change);
    for (limit, op) in [(stock.at_least, Binary::Max), (stock.at_most, Binary::Min)] {
        if let Some(limit) = limit {
            level = world.limited(op, level, limit);
        }
    }
    level
}

/// The mean of some values, each with its weight; a single one is its own mean.
fn mean<A: Arithmetic>(on: &mut A, parts: &[(f64, A::Value)]) -> A::Value {
    if let [(_, only)] = parts {
        return *only;
    }
    let mut sum = None;
    for &(weight, value) in parts {
        let weight = on.number(weight);
        let weighed = on.binary(Binary::Multiply, value, weight);
        sum = Some(sum.map_or(weighed, |sum| on.binary(Binary::Add, sum, weighed)));
    }
    let total = on.number(parts.iter().map(|(weight, _)| weight).sum());
    let sum = sum.unwrap_or(total);
    on.binary(Binary::Divide, sum, total)
}
