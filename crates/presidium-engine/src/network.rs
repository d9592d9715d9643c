//! Which stocks are tied by flows, element by element, and what is settled between them in a step.
//!
//! A stock that no flow with a name of its own touches stands alone: it moves by `(in − out) × time` and is clipped, which is
//! what a settlement comes to where nothing is passed on.

use std::collections::BTreeMap;

use presidium_lang::model::{End, Expr, Index, Model, VariableId, VariableKind};

use crate::layout::{self, Cell, Layout};
use crate::live::Live;
use crate::settlement::{Arithmetic, Flow, Stock};

/// An element of a flow, with the stocks at its ends as places in [`Network::stocks`].
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub flow: Cell,
    pub from: Option<usize>,
    pub to: Option<usize>,
}

/// The stocks of a model, and the flows that tie some of them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Those that flows touch.
    pub stocks: Vec<Cell>,
    pub links: Vec<Link>,
    /// All others.
    pub alone: Vec<Cell>,
    /// The lets that are computed again whenever rates are; none where rates are computed once in a step.
    pub lets: Vec<VariableId>,
    places: BTreeMap<Cell, usize>,
    /// All stocks in the order of the model.
    order: Vec<Cell>,
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
        let ids = || (0..model.variables.len()).map(VariableId::new);
        for id in ids().filter(|&id| live.variable(id)) {
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
        let is_stock = |id: &VariableId| matches!(model.variables[*id].kind, VariableKind::Stock { .. });
        let of = |variable| layout.elements(variable).map(move |element| Cell { variable, element });
        network.order = ids().filter(|&id| live.variable(id)).filter(is_stock).flat_map(of).collect();
        network.alone = network.order.iter().copied().filter(|&stock| network.place(stock).is_none()).collect();
        if model.integration.is_repeated() {
            network.lets = model.lets_of_rates(|id| live.variable(id));
        }
        network
    }

    /// The same network, with a stock in it even if no flow touches it.
    pub fn with(&self, stock: Cell) -> Network {
        let mut network = self.clone();
        network.place_of(stock);
        network.alone.retain(|&alone| alone != stock);
        network
    }

    /// Where a stock stands in the network.
    pub fn place(&self, stock: Cell) -> Option<usize> {
        self.places.get(&stock).copied()
    }

    /// The links of a stock, and whether they leave it.
    pub fn touching(&self, stock: Cell) -> Vec<(Cell, bool)> {
        let place = self.place(stock);
        let touching = self.links.iter().filter(|link| place.is_some() && (link.from == place || link.to == place));
        touching.map(|link| (link.flow, link.from == place)).collect()
    }

    fn place_of(&mut self, stock: Cell) -> usize {
        let place = *self.places.entry(stock).or_insert(self.stocks.len());
        if place == self.stocks.len() {
            self.stocks.push(stock);
        }
        place
    }

    /// Puts a value to each stock, in the order of the model: of those that flows touch and of all others.
    pub fn in_order<V: Copy>(&self, tied: &[V], alone: &[V]) -> Vec<(Cell, V)> {
        let mut others = alone.iter();
        let value = |&stock: &Cell| {
            let value = self.place(stock).map(|place| &tied[place]).or_else(|| others.next())?;
            Some((stock, *value))
        };
        self.order.iter().filter_map(value).collect()
    }

    /// The stocks that flows touch, as they are now.
    ///
    /// # Errors
    /// What a missing limit stops.
    pub fn levels<E: Evaluate>(&self, model: &Model, on: &mut E) -> Result<Vec<Stock<E::Value>>, E::Stop> {
        let mut stocks = Vec::new();
        for &of in &self.stocks {
            let mut stock = Stock { level: on.level(of), at_least: None, at_most: None };
            if let VariableKind::Stock { at_least, at_most, .. } = &model.variables[of.variable].kind {
                let mut limit =
                    |expr: &Option<Expr>| expr.as_ref().map(|limit| on.evaluate(of, Part::Limit, limit)).transpose();
                (stock.at_least, stock.at_most) = (limit(at_least)?, limit(at_most)?);
            }
            stocks.push(stock);
        }
        Ok(stocks)
    }

    /// What wants to flow now: the terms of the stocks as flows from and to the outside, stock by stock, inflows first, then the links.
    ///
    /// # Errors
    /// What a missing rate stops.
    pub fn wanted<E: Evaluate>(&self, model: &Model, on: &mut E) -> Result<Vec<Flow<E::Value>>, E::Stop> {
        let mut flows = Vec::new();
        for (place, &of) in self.stocks.iter().enumerate() {
            let VariableKind::Stock { inflows, outflows, .. } = &model.variables[of.variable].kind else { continue };
            for (terms, from, to) in [(inflows, None, Some(place)), (outflows, Some(place), None)] {
                for term in terms {
                    flows.push(Flow { rate: on.evaluate(of, Part::Rate, &term.value)?, from, to });
                }
            }
        }
        for link in &self.links {
            let VariableKind::Flow { wanted, .. } = &model.variables[link.flow.variable].kind else { continue };
            flows.push(Flow { rate: on.evaluate(link.flow, Part::Rate, wanted)?, from: link.from, to: link.to });
        }
        Ok(flows)
    }

    /// Of what stands for every flow in the order of [`Network::wanted`], what stands for the links.
    pub fn of_links<'f, V>(&self, flows: &'f [V]) -> &'f [V] {
        &flows[flows.len() - self.links.len()..]
    }
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
