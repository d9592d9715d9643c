//! Which stocks are tied by flows, element by element, and what is settled between them in a step.
//!
//! A stock that no flow with a name of its own touches is in no network: it moves by `(in − out) × step` and is clipped,
//! which is what a settlement comes to where nothing is passed on.

use std::collections::BTreeMap;

use presidium_lang::model::{End, Expr, Index, Model, VariableId, VariableKind};

use crate::layout::{self, Cell, Layout};
use crate::live::Live;
use crate::settlement::{Arithmetic, Flow, Settled, Stock, settle};

/// An element of a flow, with the stocks at its ends as places in [`Network::stocks`].
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub flow: Cell,
    pub from: Option<usize>,
    pub to: Option<usize>,
}

/// The stocks that are touched by flows, and these flows.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub stocks: Vec<Cell>,
    pub links: Vec<Link>,
    places: BTreeMap<Cell, usize>,
}

/// What was wanted of a step, and what came of it.
pub struct Account<V> {
    /// The terms of the stocks as flows to and from the outside, stock by stock, then the links.
    pub flows: Vec<Flow<V>>,
    pub settled: Settled<V>,
    first_link: usize,
}

/// What a link wanted to move and what it moved, per year.
#[derive(Clone, Copy)]
pub struct Moved<V> {
    pub flow: Cell,
    pub wanted: V,
    pub flowed: V,
}

/// What an expression is to a stock or a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What wants to flow in a year.
    Rate,
    /// What a stock holds at least or at most. It may be infinite.
    Limit,
}

/// Evaluates what is settled.
pub trait Evaluate: Arithmetic {
    /// What a missing value stops.
    type Stop;
    /// What an element of a stock holds.
    fn level(&mut self, of: Cell) -> Self::Value;
    /// An expression with the indices of an element's variable bound; the dynamics demand it.
    fn evaluate(&mut self, of: Cell, part: Part, expr: &Expr) -> Result<Self::Value, Self::Stop>;
}

impl Network {
    /// The network of those variables that are computed. An element of a flow whose ends are one stock is left out.
    pub fn new(model: &Model, layout: &Layout, live: &Live) -> Network {
        let mut network = Network::default();
        let ids = (0..model.variables.len()).map(VariableId::new);
        for id in ids.filter(|&id| live.variable(id)) {
            let variable = &model.variables[id];
            let VariableKind::Flow { from, to, .. } = &variable.kind else { continue };
            for element in layout.elements(id) {
                let ordinals = layout::ordinals(model, &variable.indices, element);
                let at = |end: &Option<End>| {
                    end.as_ref().and_then(|end| stock_at(layout, &variable.indices, &ordinals, end))
                };
                let (from, to) = (at(from), at(to));
                if from != to {
                    let [from, to] = [from, to].map(|end| end.map(|stock| network.place_of(stock)));
                    network.links.push(Link { flow: Cell { variable: id, element }, from, to });
                }
            }
        }
        network
    }

    /// Where a stock stands in the network.
    pub fn place(&self, stock: Cell) -> Option<usize> {
        self.places.get(&stock).copied()
    }

    fn place_of(&mut self, stock: Cell) -> usize {
        let place = *self.places.entry(stock).or_insert(self.stocks.len());
        if place == self.stocks.len() {
            self.stocks.push(stock);
        }
        place
    }

    /// Settles a step.
    ///
    /// # Errors
    /// What a missing rate or limit stops.
    pub fn settle<E: Evaluate>(&self, model: &Model, on: &mut E) -> Result<Account<E::Value>, E::Stop> {
        let (mut stocks, mut flows) = (Vec::new(), Vec::new());
        for (place, &of) in self.stocks.iter().enumerate() {
            let (level, kind) = (on.level(of), &model.variables[of.variable].kind);
            let (stock, terms) = stock_with_terms(kind, place, level, |part, expr| on.evaluate(of, part, expr))?;
            stocks.push(stock);
            flows.extend(terms);
        }
        let first_link = flows.len();
        for link in &self.links {
            let VariableKind::Flow { wanted, .. } = &model.variables[link.flow.variable].kind else { continue };
            flows.push(Flow { rate: on.evaluate(link.flow, Part::Rate, wanted)?, from: link.from, to: link.to });
        }
        let settled = settle(on, &stocks, &flows, model.clock.length());
        Ok(Account { flows, settled, first_link })
    }

    /// What became of each link.
    pub fn moved<V: Copy>(&self, account: &Account<V>) -> Vec<Moved<V>> {
        let first = account.first_link;
        let flows = account.flows[first..].iter().zip(&account.settled.flowed[first..]);
        let moved =
            |(link, (flow, &flowed)): (&Link, (&Flow<V>, &V))| Moved { flow: link.flow, wanted: flow.rate, flowed };
        self.links.iter().zip(flows).map(moved).collect()
    }
}

/// A stock with its own terms as flows to and from the outside, inflows first.
pub fn stock_with_terms<V, S>(
    kind: &VariableKind,
    place: usize,
    level: V,
    mut evaluate: impl FnMut(Part, &Expr) -> Result<V, S>,
) -> Result<(Stock<V>, Vec<Flow<V>>), S> {
    let mut stock = Stock { level, at_least: None, at_most: None };
    let mut flows = Vec::new();
    if let VariableKind::Stock { inflows, outflows, at_least, at_most, .. } = kind {
        stock.at_least = at_least.as_ref().map(|limit| evaluate(Part::Limit, limit)).transpose()?;
        stock.at_most = at_most.as_ref().map(|limit| evaluate(Part::Limit, limit)).transpose()?;
        for (terms, from, to) in [(inflows, None, Some(place)), (outflows, Some(place), None)] {
            for term in terms {
                flows.push(Flow { rate: evaluate(Part::Rate, &term.value)?, from, to });
            }
        }
    }
    Ok((stock, flows))
}

/// The element of a stock at an end of a flow.
fn stock_at(layout: &Layout, indices: &[Index], ordinals: &[f64], end: &End) -> Option<Cell> {
    let ordinal = |expr: &Expr| match expr {
        Expr::Number(ordinal) => Some(*ordinal),
        Expr::Bound(binding) => indices.iter().position(|index| index.binding == *binding).map(|place| ordinals[place]),
        _ => None,
    };
    let ordinals: Option<Vec<f64>> = end.indices.iter().map(ordinal).collect();
    layout.place(end.stock, &ordinals?).map(|element| Cell { variable: end.stock, element })
}
