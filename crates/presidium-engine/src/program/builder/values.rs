//! Values: making nodes, and shorter ways to the same bits.

use super::Builder;
use crate::distribution::{Computed, Quantile};
use crate::kernels::{Binary, Unary};
use crate::program::ballots::Vote;
use crate::program::given::{Drawn, Input};
use crate::program::graph::{Bounds, Effect, Node, Op, Pace, Scalar, ScalarId, Table, Uniform};
use crate::scalar::{self, holds};
use presidium_lang::model::{Element, VariableId};

impl Builder {
    /// A number.
    pub fn number(&mut self, value: f64) -> Node {
        self.known(vec![value])
    }

    /// A value for each month that is the same in all worlds.
    pub fn monthly(&mut self, values: Vec<f64>) -> Node {
        let first = values[0].to_bits();
        if values.iter().all(|value| value.to_bits() == first) { self.number(values[0]) } else { self.known(values) }
    }

    /// Whether the builder looks for shorter ways to the same bits.
    pub fn optimises(&self) -> bool {
        self.optimise
    }

    fn known(&mut self, values: Vec<f64>) -> Node {
        let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
        let next = ScalarId(self.graph.scalars.len() as u32);
        let id = *self.shared.scalars.entry(bits).or_insert(next);
        if id == next {
            self.graph.scalars.push(Scalar::Known(values));
        }
        self.share(Op::Scalar(id), &[])
    }

    /// What the scenario of a run says; `bounds` are promised by every run.
    pub fn input(&mut self, input: Input, bounds: Bounds) -> Node {
        let known = self
            .graph
            .scalars
            .iter()
            .position(|scalar| matches!(scalar, Scalar::Input { input: of, .. } if *of == input));
        let id = known.unwrap_or_else(|| {
            self.graph.scalars.push(Scalar::Input { input, bounds });
            self.graph.scalars.len() - 1
        });
        self.share(Op::Scalar(ScalarId(id as u32)), &[])
    }

    /// The value of a node that is the same in all worlds and months.
    pub fn constant(&self, node: Node) -> Option<f64> {
        match self.scalar_values(node) {
            Some([value]) => Some(*value),
            _ => None,
        }
    }

    /// The values of a node that are the same in all worlds of every run: one, or one for each month.
    pub fn scalar_values(&self, node: Node) -> Option<&[f64]> {
        match self.graph.scalar(node) {
            Some(Scalar::Known(values)) => Some(values),
            _ => None,
        }
    }

    pub fn unary(&mut self, op: Unary, x: Node) -> Node {
        if self.optimise {
            if let Some(values) = self.scalar_values(x) {
                let values = values.iter().map(|&x| op.at(x)).collect();
                return self.monthly(values);
            }
            if op == Unary::Not && self.data(x).op == Op::Unary(Unary::Not) && self.is_truth(self.data(x).operands[0]) {
                return self.data(x).operands[0];
            }
        }
        self.share(Op::Unary(op), &[x])
    }

    pub fn binary(&mut self, op: Binary, a: Node, b: Node) -> Node {
        if self.optimise
            && let Some(simple) = self.simplified(op, a, b)
        {
            return simple;
        }
        self.share(Op::Binary(op), &[a, b])
    }

    /// A shorter way to exactly the same bits, if there is one.
    fn simplified(&mut self, op: Binary, a: Node, b: Node) -> Option<Node> {
        if let (Some(left), Some(right)) = (self.scalar_values(a), self.scalar_values(b)) {
            let len = left.len().max(right.len());
            let values = (0..len).map(|i| op.at(left[i % left.len()], right[i % right.len()])).collect();
            return Some(self.monthly(values));
        }
        let (left, right) = (self.constant(a), self.constant(b));
        match (op, left, right) {
            (Binary::And, Some(c), _) if !holds(c) => Some(a),
            (Binary::And, _, Some(c)) if !holds(c) => Some(b),
            (Binary::And, Some(_), _) if self.is_truth(b) => Some(b),
            (Binary::And, _, Some(_)) if self.is_truth(a) => Some(a),
            (Binary::Or, Some(c), _) if !holds(c) && self.is_truth(b) => Some(b),
            (Binary::Or, _, Some(c)) if !holds(c) && self.is_truth(a) => Some(a),
            (Binary::Or, Some(c), _) | (Binary::Or, _, Some(c)) if holds(c) => Some(self.number(1.0)),
            (Binary::And | Binary::Or, ..) if a == b && self.is_truth(a) => Some(a),
            (Binary::Multiply, Some(1.0), _) => Some(b),
            (Binary::Multiply | Binary::Divide | Binary::Power, _, Some(1.0)) => Some(a),
            (Binary::Subtract, _, Some(zero)) if zero.to_bits() == 0 => Some(a),
            (Binary::Add, Some(0.0), _) if self.is_never_negative_zero(b) => Some(b),
            (Binary::Power, _, Some(2.0)) => Some(self.binary(Binary::Multiply, a, a)),
            (Binary::Power, _, Some(3.0)) => {
                let square = self.binary(Binary::Multiply, a, a);
                Some(self.binary(Binary::Multiply, a, square))
            }
            (Binary::Power, _, Some(4.0)) => {
                let square = self.binary(Binary::Multiply, a, a);
                Some(self.binary(Binary::Multiply, square, square))
            }
            _ => None,
        }
    }

    pub fn select(&mut self, condition: Node, then: Node, otherwise: Node) -> Node {
        if self.optimise {
            match self.constant(condition) {
                Some(value) => return if holds(value) { then } else { otherwise },
                None if then == otherwise => return then,
                None => {}
            }
        }
        self.share(Op::Select, &[condition, then, otherwise])
    }

    pub fn uniform(&mut self, uniform: Uniform) -> Node {
        let next = self.graph.uniforms.len() as u32;
        let id = *self.shared.uniforms.entry(uniform).or_insert(next);
        if id == next {
            self.graph.uniforms.push(uniform);
        }
        self.share(Op::Uniform(id), &[])
    }

    /// The value of a prior at a uniform.
    pub fn quantile(&mut self, quantile: Quantile, at: Node) -> Node {
        // Elements of one draw come one after another, with one prior; those of parameters have one each.
        let is_new =
            self.graph.quantiles.last().is_none_or(|last| last.parameter.is_some() || last.quantile != quantile);
        if is_new {
            let bounds = quantile.bounds();
            self.graph.quantiles.push(Drawn { quantile, parameter: None, bounds });
        }
        self.share(Op::Quantile(self.graph.quantiles.len() as u32 - 1), &[at])
    }

    /// A parameter's value at a uniform. The scenario of a run may put another prior in place of this one; `bounds` are
    /// promised by every run.
    pub fn parameter(
        &mut self,
        parameter: (VariableId, Element),
        quantile: Quantile,
        bounds: (f64, f64),
        at: Node,
    ) -> Node {
        self.graph.quantiles.push(Drawn { quantile, parameter: Some(parameter), bounds });
        self.share(Op::Quantile(self.graph.quantiles.len() as u32 - 1), &[at])
    }

    /// The value at a uniform of a prior that is computed in each world, from the values of its expressions.
    pub fn computed(&mut self, prior: Computed, values: &[Node], widened: Node, at: Node) -> Node {
        let id = position_or_push(&mut self.graph.computed, (prior, values.len()));
        self.share(Op::Computed(id), &[values, &[widened, at]].concat())
    }

    pub fn lookup(&mut self, points: &[(f64, f64)], x: Node) -> Node {
        if self.optimise
            && let Some(values) = self.scalar_values(x)
        {
            let values = values.iter().map(|&x| scalar::lookup(points, x)).collect();
            return self.monthly(values);
        }
        let id = position_or_push(&mut self.graph.lookups, points.to_vec());
        self.share(Op::Lookup(id), &[x])
    }

    pub fn gather(&mut self, table: Table<Node>, indices: &[Node], otherwise: Node) -> Node {
        let next = self.graph.gathers.len() as u32;
        let id = *self.shared.tables.entry(table.clone()).or_insert(next);
        if id == next {
            self.graph.gathers.push(table);
        }
        self.share(Op::Gather(id), &[indices, &[otherwise]].concat())
    }

    /// A vote is never shared: it may stop a world.
    pub fn vote(&mut self, vote: Vote, operands: &[Node]) -> Node {
        self.graph.votes.push(vote);
        let node = self.push(Op::Vote(self.graph.votes.len() as u32 - 1), operands.into(), Pace::Step);
        self.effect(Effect::Settle { values: vec![node] });
        node
    }

    /// Whether a value can only be 0 or 1.
    fn is_truth(&self, node: Node) -> bool {
        match self.data(node).op {
            Op::Unary(op) => op == Unary::Not,
            Op::Binary(op) => op.is_truth(),
            Op::Scalar(id) => match &self.graph.scalars[id.index()] {
                Scalar::Known(values) => values.iter().all(|&value| value == 0.0 || value == 1.0),
                Scalar::Input { input, .. } => input.is_truth(),
            },
            _ => false,
        }
    }

    /// Whether a value cannot be −0, so that adding 0 to it changes nothing.
    fn is_never_negative_zero(&self, node: Node) -> bool {
        match self.data(node).op {
            Op::Unary(op) => matches!(op, Unary::Not | Unary::Abs | Unary::Exp | Unary::Logistic | Unary::NormalCdf),
            Op::Binary(Binary::Add) => self.data(node).operands.iter().any(|&part| self.is_never_negative_zero(part)),
            Op::Binary(op) => op.is_truth(),
            Op::Scalar(id) => match &self.graph.scalars[id.index()] {
                Scalar::Known(values) => values.iter().all(|value| value.to_bits() != (-0.0f64).to_bits()),
                Scalar::Input { input, .. } => input.is_truth(),
            },
            Op::Select => self.data(node).operands[1..].iter().all(|&part| self.is_never_negative_zero(part)),
            _ => false,
        }
    }
}

fn position_or_push<T: PartialEq>(all: &mut Vec<T>, one: T) -> u32 {
    let position = all.iter().position(|known| *known == one).unwrap_or_else(|| {
        all.push(one);
        all.len() - 1
    });
    position as u32
}
