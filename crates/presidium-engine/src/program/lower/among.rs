//! Questions to the elements of a set, to the same bits as `operations::among`.

use presidium_lang::model::{Among, Expr, Index, NONE};

use crate::kernels::Binary;
use crate::program::graph::Node;
use crate::program::lower::Lowering;
use crate::scalar::holds;

/// An element that may be asked.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub ordinal: Node,
    pub passes: Node,
    pub key: Node,
}

impl Lowering<'_> {
    pub(super) fn among(
        &mut self,
        question: Among,
        argument: &Expr,
        index: &Index,
        filter: Option<&Expr>,
        key: &Expr,
    ) -> Node {
        let argument = self.expr(argument);
        let (asked, mut flaws) = self.asked(index, filter, key);
        let answer = match question {
            Among::Nth => self.nth(argument, &asked),
            Among::Rank => self.rank(argument, &asked),
            Among::Lot => self.lot(argument, &asked, &mut flaws),
        };
        let flaw = flaws.into_iter().reduce(|sum, flaw| self.graph.binary(Binary::Add, sum, flaw));
        let needed: Vec<Node> = flaw.into_iter().chain([argument]).collect();
        self.graph.unless_missing(&needed, answer)
    }

    /// The elements that may pass, and what is missing if the question has no answer.
    pub(super) fn asked(&mut self, index: &Index, filter: Option<&Expr>, key: &Expr) -> (Vec<Asked>, Vec<Node>) {
        let (model, zero) = (self.model, self.graph.number(0.0));
        let (mut asked, mut flaws) = (Vec::new(), Vec::new());
        for &ordinal in &model.sets[index.set].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            let passes = match filter {
                Some(filter) => self.expr(filter),
                None => self.graph.number(1.0),
            };
            flaws.extend(self.graph.flaw(passes));
            if self.graph.constant(passes).is_some_and(|passes| !holds(passes)) {
                continue;
            }
            let key = self.expr(key);
            let flaw = self.graph.flaw(key);
            flaws.extend(flaw.map(|flaw| self.graph.select(passes, flaw, zero)));
            let ordinal = self.graph.number(f64::from(ordinal));
            asked.push(Asked { ordinal, passes, key });
        }
        (asked, flaws)
    }

    fn rank(&mut self, element: Node, asked: &[Asked]) -> Node {
        let (zero, one) = (self.graph.number(0.0), self.graph.number(1.0));
        let mut own = Asked { ordinal: element, passes: zero, key: zero };
        for one in asked {
            let is_it = self.graph.binary(Binary::Equal, element, one.ordinal);
            own.passes = self.graph.select(is_it, one.passes, own.passes);
            own.key = self.graph.select(is_it, one.key, own.key);
        }
        let mut place = one;
        for other in asked {
            let before = self.comes_before(other, &own);
            let counts = self.graph.binary(Binary::And, other.passes, before);
            place = self.graph.binary(Binary::Add, place, counts);
        }
        self.graph.select(own.passes, place, zero)
    }

    /// Whether an element stands before another one in the order of their keys.
    fn comes_before(&mut self, a: &Asked, b: &Asked) -> Node {
        let smaller = self.graph.binary(Binary::Less, a.key, b.key);
        let equal = self.graph.binary(Binary::Equal, a.key, b.key);
        let earlier = self.graph.binary(Binary::Less, a.ordinal, b.ordinal);
        let earlier = self.graph.binary(Binary::And, equal, earlier);
        self.graph.binary(Binary::Or, smaller, earlier)
    }

    fn nth(&mut self, place: Node, asked: &[Asked]) -> Node {
        let order = self.in_order(asked);
        let mut answer = self.graph.number(NONE);
        for (at, &ordinal) in order.iter().enumerate() {
            let here = self.graph.number(at as f64 + 1.0);
            let is_here = self.graph.binary(Binary::Equal, place, here);
            answer = self.graph.select(is_here, ordinal, answer);
        }
        answer
    }

    /// The elements that pass in the order of their keys; behind them stands none.
    ///
    /// Batcher's merge exchange brings them into order: which two are compared depends on their number only. Knuth 1998,
    /// "Sorting and Searching", 2nd ed., algorithm 5.2.2M.
    pub(super) fn in_order(&mut self, asked: &[Asked]) -> Vec<Node> {
        let (last, none) = (self.graph.number(f64::INFINITY), self.graph.number(NONE));
        let mut places: Vec<Asked> = Vec::new();
        for own in asked {
            let key = self.graph.select(own.passes, own.key, last);
            let ordinal = self.graph.select(own.passes, own.ordinal, none);
            places.push(Asked { key, ordinal, passes: own.passes });
        }
        for (low, high) in exchanges(places.len()) {
            let (a, b) = (places[low], places[high]);
            let swap = self.comes_before(&b, &a);
            let mut select = |then: Node, otherwise: Node| self.graph.select(swap, then, otherwise);
            places[low] = Asked { key: select(b.key, a.key), ordinal: select(b.ordinal, a.ordinal), ..a };
            places[high] = Asked { key: select(a.key, b.key), ordinal: select(a.ordinal, b.ordinal), ..b };
        }
        places.iter().map(|place| place.ordinal).collect()
    }

    /// See `operations::by_lot`.
    fn lot(&mut self, part: Node, asked: &[Asked], flaws: &mut Vec<Node>) -> Node {
        let (zero, missing) = (self.graph.number(0.0), self.graph.number(f64::NAN));
        let mut gathered = vec![zero];
        let mut whole = zero;
        let mut keys = Vec::new();
        for own in asked {
            let key = self.graph.select(own.passes, own.key, zero);
            let is_negative = self.graph.binary(Binary::Less, key, zero);
            flaws.push(self.graph.select(is_negative, missing, zero));
            whole = self.graph.binary(Binary::Add, whole, key);
            gathered.push(whole);
            keys.push(key);
        }
        flaws.extend(self.graph.flaw(whole));
        let limit = self.graph.binary(Binary::Multiply, part, whole);
        let mut answer = self.graph.number(NONE);
        for ((own, &key), &before) in asked.iter().zip(&keys).zip(&gathered) {
            let counts = self.graph.binary(Binary::Greater, key, zero);
            let reached = self.graph.binary(Binary::LessOrEqual, before, limit);
            let is_it = self.graph.binary(Binary::And, counts, reached);
            answer = self.graph.select(is_it, own.ordinal, answer);
        }
        answer
    }
}

/// Which places are compared, one pair after the other, so that after all of them any values stand in order.
fn exchanges(count: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut merged = 1;
    while merged < count {
        let mut apart = merged;
        while apart >= 1 {
            for start in (apart % merged..count.saturating_sub(apart)).step_by(2 * apart) {
                for at in start..(start + apart).min(count - apart) {
                    if at / (2 * merged) == (at + apart) / (2 * merged) {
                        pairs.push((at, at + apart));
                    }
                }
            }
            apart /= 2;
        }
        merged *= 2;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::exchanges;

    /// Whoever orders all lists of zeros and ones orders all lists.
    #[test]
    fn exchanges_bring_everything_into_order() {
        for count in 0..13 {
            for bits in 0..1_u32 << count {
                let mut list: Vec<u32> = (0..count).map(|place| bits >> place & 1).collect();
                for (low, high) in exchanges(count) {
                    if list[low] > list[high] {
                        list.swap(low, high);
                    }
                }
                assert!(list.is_sorted(), "{count} {bits:b}");
            }
        }
    }
}
