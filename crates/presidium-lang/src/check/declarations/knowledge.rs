//! Who knows what: `known to` behind states, stocks, flows, lets and messages.

use crate::ast::{self, ExprKind, Header, Known, Who};
use crate::check::checker::Checker;
use crate::check::known::entities::Entity;
use crate::check::known::references::Space;
use crate::check::known::scope::{Partial, Scope, Stage};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::binary;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Audience, BinaryOp, Expr, Index, Moment, SetId, VariableId};
use crate::symbols::ReferenceKind;

/// The name and the set of those who may know, nothing if nobody may; and the condition.
type Those = (Option<Index>, Option<Expr>);

impl Checker<'_> {
    /// Who knows a variable, by what is so at the end of a step.
    pub(super) fn check_known(&mut self, header: &Header, id: VariableId) {
        let Some(known) = &header.known else { return };
        let mut scope = self.header_scope(Stage::Step, header, id);
        scope.moment = Moment::Observation;
        self.model.variables[id].known_to = self.audience(&mut scope, known);
    }

    /// Those who know something; nothing if that could not be understood, which is reported.
    pub(super) fn audience(&mut self, scope: &mut Scope, known: &Known) -> Option<Audience> {
        // Who knows a thing is no matter of chance.
        let lots = scope.lots.take();
        let found = match &known.who {
            Who::Each { index, filter } => self.each_who(scope, index, filter.as_ref()),
            Who::Named(who) => match self.named_set(scope, who) {
                Some(set) => Some((Some(self.index_over(set)), None)),
                None => self.only(scope, who),
            },
        };
        scope.lots = lots;
        let (of, knows) = found?;
        Some(Audience { of, knows, written: self.texts.document.written(known.content).text })
    }

    fn index_over(&mut self, set: SetId) -> Index {
        Index { binding: self.new_binding(set), set }
    }

    fn each_who(&mut self, scope: &mut Scope, index: &ast::Index, filter: Option<&ast::Expr>) -> Option<Those> {
        let lowered = self.index(index);
        let depth = scope.bound.len();
        self.bind_indices(scope, std::slice::from_ref(index), lowered.as_slice());
        let knows = filter.map(|filter| self.truth(scope, filter, "the condition of `known to`"));
        scope.bound.truncate(depth);
        Some((Some(lowered?), knows))
    }

    /// The set that an expression names.
    fn named_set(&mut self, scope: &Scope, who: &ast::Expr) -> Option<SetId> {
        let ExprKind::Name(name) = &who.kind else { return None };
        match self.names.get(&name.text).map(|named| named.entity) {
            Some(Entity::Set(set)) if scope.find(&name.text).is_none() => {
                self.refer(Space::Names, name, ReferenceKind::Names);
                Some(set)
            }
            _ => None,
        }
    }

    /// One element; nobody where it is none.
    fn only(&mut self, scope: &mut Scope, who: &ast::Expr) -> Option<Those> {
        let (typed, _) = self.with_partial(scope, Partial::AsNone, |checker, scope| checker.expression(scope, who));
        match typed.ty {
            Ty::Element { set, .. } => {
                let index = self.index_over(self.model.sets[set].root);
                let knows = binary(BinaryOp::Equal, Expr::Bound(index.binding), typed.value);
                Some((Some(index), Some(knows)))
            }
            Ty::Nobody => Some((None, None)),
            Ty::Wrong => None,
            other => {
                let message = format!("who knows it is a set or an element, not {}", other.describe(&self.model));
                let help = "say for which elements it holds: `known to p in Person where …`";
                self.error(Diagnostic::error(&codes::WRONG_TYPE, who.span, message).help(help));
                None
            }
        }
    }
}
