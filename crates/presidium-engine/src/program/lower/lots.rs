//! Lots that rules draw, and loops over elements in an order that a run settles.

use presidium_lang::model::{Counted, Effect, Expr, Index, Luck};

use crate::kernels::Binary;
use crate::program::graph::{Node, Pace, Uniform};
use crate::program::lower::among::Asked;
use crate::program::lower::{Binding, Lowering};
use crate::random::Draw;

impl<'m> Lowering<'m> {
    /// The number that is drawn for the elements bound now. Where the run settles which element a name stands for, the
    /// number of each one is at hand.
    pub(super) fn lot_for(&mut self, luck: &Luck) -> Node {
        let mut at = |of: &[Counted]| -> Vec<Node> { of.iter().map(|one| self.expr(&one.at)).collect() };
        let (of, around) = (at(&luck.of), at(&luck.around));
        let of: Vec<f64> = of.iter().map(|&node| self.graph.constant(node).unwrap_or(0.0)).collect();
        self.lot_among(luck, &of, &around, &mut Vec::new())
    }

    fn lot_among(&mut self, luck: &Luck, of: &[f64], around: &[Node], known: &mut Vec<f64>) -> Node {
        let place = known.len();
        let Some(&element) = around.get(place) else {
            let draw = Draw::lot(luck, of, known, 0);
            let uniform = Uniform { stream: draw.stream, element: draw.element, n: draw.n, pace: Pace::Step };
            return self.graph.uniform(uniform);
        };
        let ordinals = match self.graph.constant(element) {
            Some(ordinal) => ordinal as u32..ordinal as u32 + 1,
            None => 0..luck.around[place].count,
        };
        let mut chosen = None;
        for ordinal in ordinals.map(f64::from) {
            known.push(ordinal);
            let lot = self.lot_among(luck, of, around, known);
            known.pop();
            let own = self.graph.number(ordinal);
            let is_it = self.graph.binary(Binary::Equal, element, own);
            chosen = Some(chosen.map_or(lot, |others| self.graph.select(is_it, lot, others)));
        }
        chosen.unwrap_or_else(|| self.graph.number(0.5))
    }

    /// Carries out effects for elements in the order of a key: at each place for the one that the run finds there.
    pub(super) fn for_in_order(
        &mut self,
        index: &Index,
        filter: Option<&'m Expr>,
        order: &'m Expr,
        body: &'m [Effect],
    ) {
        let (model, zero) = (self.model, self.graph.number(0.0));
        let mut asked = Vec::new();
        for &ordinal in &model.sets[index.set].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            let passes = match filter {
                Some(filter) => self.needed(filter),
                None => self.graph.number(1.0),
            };
            let key = self.expr(order);
            let needed = self.graph.select(passes, key, zero);
            self.graph.demand(needed);
            asked.push(Asked { ordinal: self.graph.number(f64::from(ordinal)), passes, key });
        }
        for element in self.in_order(&asked) {
            let somebody = self.graph.binary(Binary::GreaterOrEqual, element, zero);
            self.guarded(somebody, |this| {
                this.bind_to(index.binding, Binding::Pair(element));
                this.effects(body);
            });
        }
    }
}

/// Whether an expression draws a lot.
pub(super) fn has_luck(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(part, Expr::Luck(_)));
    found
}
