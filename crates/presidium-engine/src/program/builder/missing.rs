//! Operations that keep a missing value missing where it is needed, and forget it where it is not.
//!
//! Where the bounds of the operands prove that nothing can be missing or infinite, these are the plain operations. The
//! oracle says the same of one world in `oracle/eval.rs`.

use super::Builder;
use crate::kernels::{Binary, Unary};
use crate::program::graph::{Bounds, Effect, Node};

impl Builder {
    /// What is known of a node; without optimisation nothing is, but of numbers.
    fn known_bounds(&self, node: Node) -> Bounds {
        match self.scalar_values(node) {
            None if !self.optimise => Bounds::UNKNOWN,
            _ => self.bounds(node),
        }
    }

    fn may_be_missing(&self, node: Node) -> bool {
        self.known_bounds(node).missing
    }

    /// The result of an equation: missing if it is not finite.
    pub fn result(&mut self, value: Node) -> Node {
        if self.known_bounds(value).is_finite() { value } else { self.unary(Unary::Finite, value) }
    }

    /// Stops the worlds in which a value may not be carried from step to step.
    pub fn demand(&mut self, value: Node) {
        if self.needs_check(value) {
            self.effect(Effect::Check { value });
        }
    }

    /// Stops the worlds in which a value is not finite here and now, so that whatever reads it later need not look.
    pub fn settle_finite(&mut self, value: Node) {
        if self.optimise
            && let Some(flaw) = self.flaw(value)
        {
            self.effect(Effect::Check { value: flaw });
            let bounds = self.bounds(value);
            let (low, high) = (bounds.low.max(-f64::MAX), bounds.high.min(f64::MAX));
            self.refine(value, Bounds::between(low, high));
        }
    }

    /// Whether a value may be one that stops a world.
    pub fn needs_check(&self, value: Node) -> bool {
        !self.known_bounds(value).may_be_carried()
    }

    /// Zero, or missing if a value is not finite; nothing if it is finite in any case.
    pub fn flaw(&mut self, value: Node) -> Option<Node> {
        if self.known_bounds(value).is_finite() { None } else { Some(self.unary(Unary::Flaw, value)) }
    }

    /// A comparison of finite values.
    pub fn compare(&mut self, op: Binary, a: Node, b: Node) -> Node {
        let mut result = self.binary(op, a, b);
        for operand in [a, b] {
            if let Some(flaw) = self.flaw(operand) {
                result = self.binary(Binary::Add, result, flaw);
            }
        }
        result
    }

    /// `a and b`, where `b` is not needed unless `a` holds.
    pub fn and(&mut self, a: Node, b: Node) -> Node {
        if !self.may_be_missing(a) && !self.may_be_missing(b) {
            return self.binary(Binary::And, a, b);
        }
        let no = self.number(0.0);
        self.choose(a, b, no)
    }

    /// `a or b`, where `b` is not needed if `a` holds.
    pub fn or(&mut self, a: Node, b: Node) -> Node {
        if !self.may_be_missing(a) && !self.may_be_missing(b) {
            return self.binary(Binary::Or, a, b);
        }
        let yes = self.number(1.0);
        self.choose(a, yes, b)
    }

    pub fn not(&mut self, a: Node) -> Node {
        let result = self.unary(Unary::Not, a);
        self.unless_missing(&[a], result)
    }

    /// `if condition then a else b`, where the value not taken is not needed.
    pub fn choose(&mut self, condition: Node, a: Node, b: Node) -> Node {
        let chosen = self.select(condition, a, b);
        self.unless_missing(&[condition], chosen)
    }

    /// A value that needs others: missing if one of them is.
    pub fn unless_missing(&mut self, needed: &[Node], value: Node) -> Node {
        let doubtful: Vec<Node> = needed.iter().copied().filter(|&node| self.may_be_missing(node)).collect();
        doubtful.into_iter().fold(value, |value, node| {
            let is_missing = self.binary(Binary::NotEqual, node, node);
            let missing = self.number(f64::NAN);
            self.select(is_missing, missing, value)
        })
    }
}
