//! Folds over many elements of which few count: one piece of code for all of them, run for the pairs of a world and an element.
//!
//! Written out, a fold over a large set in a section that few worlds take is a long list of instructions for a few lanes
//! each. Over pairs it is one short list for many lanes. Both give the same bits: an element that does not pass adds nothing.

use presidium_lang::model::{BinaryOp, BindingId, Expr, Fold, NONE};

use super::folded::Folded;
use super::{Binding, Lowering};
use crate::kernels::{Binary, Unary};
use crate::program::graph::{Bounds, Node, Slot};
use crate::program::state::{ACCUMULATORS, Content};
use crate::scalar::holds;

impl Lowering<'_> {
    /// Whether a fold over so many elements is made over pairs here.
    pub(super) fn is_for_pairs(&self, elements: usize) -> bool {
        let block = self.graph.block(self.graph.current());
        self.graph.optimises() && elements >= self.many && block.depth > 0 && block.pairs.is_none()
    }

    /// Splits the conditions of a filter. Quick ones are asked of each element before pairs are made; those from the first fold on
    /// are slow, and are asked of pairs.
    pub(super) fn split<'e>(&self, filter: Option<&'e Expr>, elements: usize) -> Split<'e> {
        let Some(filter) = filter else { return Split::default() };
        if !self.is_for_pairs(elements) {
            return Split { quick: vec![filter], slow: vec![] };
        }
        let mut quick = conjuncts(filter);
        let slow = quick.split_off(quick.iter().position(|part| has_fold(part)).unwrap_or(quick.len()));
        Split { quick, slow }
    }

    /// Whether all conditions hold. Conditions after one that fails are not needed.
    pub(super) fn all(&mut self, conditions: &[&Expr]) -> Node {
        match conditions.split_first() {
            None => self.graph.number(1.0),
            Some((first, rest)) => {
                let first = self.expr(first);
                self.and_all(first, rest)
            }
        }
    }

    /// Whether a first condition and all others hold.
    pub(super) fn and_all(&mut self, first: Node, rest: &[&Expr]) -> Node {
        rest.iter().fold(first, |all, condition| {
            if self.graph.constant(all).is_some_and(|all| !holds(all)) {
                return all;
            }
            let condition = self.expr(condition);
            self.graph.and(all, condition)
        })
    }

    /// Folds a body over elements, each with its condition; of the pairs only those for which the slow conditions hold.
    pub(super) fn fold_pairs(
        &mut self,
        folded: &mut Folded,
        fold: Fold,
        binding: BindingId,
        elements: Vec<(u32, Node)>,
        slow: &[&Expr],
        body: &Expr,
    ) {
        let [sum, count, best, at, flaw] = ACCUMULATORS.map(|one| self.graph.slot(Content::Accumulator(one)));
        let (zero, one) = (self.graph.number(0.0), self.graph.number(1.0));
        let number = elements.len();
        let highest = elements.last().map_or(0, |&(ordinal, _)| ordinal);
        match fold {
            Fold::Min | Fold::Max | Fold::ArgMin | Fold::ArgMax => {
                self.graph.store(best, folded.best);
                self.graph.store(at, folded.at);
            }
            Fold::Product => self.graph.store(sum, one),
            _ => self.graph.store(sum, zero),
        }
        if fold == Fold::Mean {
            self.graph.store(count, zero);
        }
        self.graph.store(flaw, zero);
        for &(_, passes) in &elements {
            folded.flaws.extend(self.graph.flaw(passes));
        }
        let element = self.graph.open_pairs(elements);
        self.bind_to(binding, Binding::Pair(element));
        let passes = self.all(slow);
        self.join_flaw(flaw, passes);
        let mut bounds = Bounds::between(0.0, 0.0);
        self.guarded(passes, |this| {
            let value = this.expr(body);
            this.join_flaw(flaw, value);
            folded.bounds = folded.bounds.or(this.graph.bounds(value));
            if fold == Fold::Mean {
                this.graph.join(Binary::Add, count, one);
            }
            match fold {
                Fold::Sum | Fold::Mean => {
                    this.graph.join(Binary::Add, sum, value);
                    let each = this.graph.bounds(value).or(bounds);
                    bounds = (0..number).fold(bounds, |bounds, _| Bounds::binary(Binary::Add, bounds, each));
                }
                Fold::Product => {
                    this.graph.join(Binary::Multiply, sum, value);
                    bounds = Bounds::UNKNOWN;
                }
                Fold::Count => {
                    let counts = this.graph.binary(Binary::And, one, value);
                    this.graph.join(Binary::Add, sum, counts);
                    bounds = Bounds::between(0.0, number as f64);
                }
                Fold::Any | Fold::All => {
                    let met = match fold {
                        Fold::Any => this.graph.binary(Binary::And, one, value),
                        _ => this.graph.unary(Unary::Not, value),
                    };
                    this.graph.join(Binary::Or, sum, met);
                    bounds = Bounds::TRUTH;
                }
                Fold::Min | Fold::ArgMin => this.graph.best(Binary::Min, best, at, value, element),
                Fold::Max | Fold::ArgMax => this.graph.best(Binary::Max, best, at, value, element),
            }
        });
        self.graph.close();
        match fold {
            Fold::Min | Fold::Max | Fold::ArgMin | Fold::ArgMax => {
                folded.best = self.graph.load(best);
                folded.at = self.taken_up(at, Bounds::between(NONE, f64::from(highest)));
            }
            _ => folded.sum = self.taken_up(sum, bounds),
        }
        if fold == Fold::Mean {
            folded.count = self.taken_up(count, Bounds::between(0.0, number as f64));
        }
        let flawed = self.graph.load(flaw);
        if flawed != zero {
            folded.flaws.push(flawed);
        }
    }

    /// What a slot holds after all pairs, which lies between some numbers.
    fn taken_up(&mut self, slot: Slot, bounds: Bounds) -> Node {
        let value = self.graph.load(slot);
        self.graph.refine(value, bounds);
        value
    }

    fn join_flaw(&mut self, slot: Slot, value: Node) {
        if let Some(flaw) = self.graph.flaw(value) {
            self.graph.join(Binary::Add, slot, flaw);
        }
    }
}

/// A filter in two parts.
#[derive(Default)]
pub(super) struct Split<'e> {
    pub quick: Vec<&'e Expr>,
    pub slow: Vec<&'e Expr>,
}

/// The conditions that all have to hold for an expression to hold, in order.
pub(super) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Binary { op: BinaryOp::And, left, right } => [conjuncts(left), conjuncts(right)].concat(),
        _ => vec![expr],
    }
}

fn has_fold(expr: &Expr) -> bool {
    let mut parts = vec![expr];
    while let Some(part) = parts.pop() {
        match part {
            Expr::Fold { .. } | Expr::Among { .. } => return true,
            Expr::Unary { operand, .. } => parts.push(operand),
            Expr::Binary { left, right, .. } => parts.extend([&**left, &**right]),
            _ => {}
        }
    }
    false
}
