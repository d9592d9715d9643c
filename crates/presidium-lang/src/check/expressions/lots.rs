//! Chance in what a rule does: `chance`, `pick`, an order by lot.
//!
//! Each of them has a stream of its own, named after its rule and its place among the lots of the rule. So no declaration
//! moves the luck of another.

use crate::ast::{self, Argument};
use crate::check::checker::Checker;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Bound, Lots, Scope, Typed};
use crate::check::values::rewrite::binary;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Counted, Expr, Index, Luck};
use crate::span::Span;

impl Checker<'_> {
    /// `chance(0.3)`
    pub(super) fn chance(&mut self, scope: &mut Scope, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(chance)] = arguments else {
            let message = "`chance` takes a number from 0 to 1".to_string();
            self.wrong_arguments(span, message, Some("write `chance(0.3)`"));
            return Typed::wrong();
        };
        let luck = self.luck(scope, span);
        let value = self.pure(scope, chance, "a chance");
        self.later.judgements.push(Judgement::Chance { chance: value.clone(), span: chance.span });
        match luck {
            Some(luck) => Typed::truth(binary(BinaryOp::Less, luck, value)),
            None => Typed::wrong(),
        }
    }

    /// A number that is drawn here, for each of the elements bound around it.
    pub(in crate::check) fn luck(&mut self, scope: &Scope, span: Span) -> Option<Expr> {
        let Some(Lots { of: own, turn }) = &scope.lots else {
            let message = "lots are drawn in what a rule does, and not here";
            let help = "draw it in a `do`, such as `let chosen = pick(p in Person: 1)`, and keep what came of it in a state; \
                        what is drawn in each step or once for a world is a `draw`";
            self.error(Diagnostic::error(&codes::NO_LOTS, span, message).help(help));
            return None;
        };
        let counted = |index: Index| {
            let root = self.model.sets[index.set].root;
            Counted { count: self.model.sets[root].elements.len() as u32, at: Expr::Bound(index.binding) }
        };
        let around = scope.bound.iter().filter_map(|bound| match bound.meaning {
            Bound::Binding(binding, set) => Some(Index { binding, set }),
            Bound::Local(..) | Bound::Argument(..) => None,
        });
        let around = around.filter(|index| own.iter().all(|own| own.binding != index.binding));
        let turn = turn.iter().map(|&(count, turn)| Counted { count, at: Expr::Local(turn) });
        let around = turn.chain(around.map(counted)).collect();
        let of = own.iter().copied().map(counted).collect();
        let drawn = self.later.lots.entry(self.owner.clone()).or_default();
        *drawn += 1;
        Some(Expr::Luck(Box::new(Luck { name: format!("{} lot {drawn}", self.owner), of, around })))
    }

    /// In which order elements come: their key, the smallest first.
    pub(in crate::check) fn order(&mut self, scope: &mut Scope, order: &ast::Order) -> Option<Expr> {
        match order {
            ast::Order::Key { largest, key } => Some(self.order_key(scope, key, *largest)),
            ast::Order::Lot(span) => self.luck(scope, *span),
        }
    }
}
