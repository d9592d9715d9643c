//! What looks like a flow between two stocks and is none: it is pointed at, because only its author knows.

use std::collections::BTreeMap;

use crate::check::checker::Checker;
use crate::check::known::entities::Sort;
use crate::check::known::later::StockTerm;
use crate::check::values::rewrite::spelling;
use crate::check::whole::links::indexed;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, VariableId, VariableKind};

impl Checker<'_> {
    /// Warns of one expression that leaves a stock and enters another, where one of them has a limit; and of a flow that
    /// is a term of a stock.
    pub(super) fn warn_of_unlinked(&mut self) {
        let terms = self.later.stock_terms.clone();
        let mut entering: BTreeMap<String, Vec<StockTerm>> = BTreeMap::new();
        for at in terms.iter().filter(|at| !at.leaves) {
            if let Some(key) = self.changing(at) {
                entering.entry(key).or_default().push(*at);
            }
        }
        for at in &terms {
            self.warn_of_late(at);
            let Some(key) = self.changing(at).filter(|_| at.leaves) else { continue };
            let limited = |to: &&StockTerm| self.is_limited(at.stock) || self.is_limited(to.stock);
            let mut others = entering.get(&key).into_iter().flatten().filter(|to| to.stock != at.stock);
            if let Some(to) = others.find(limited) {
                self.warn_of_equals(at, to);
            }
        }
    }

    /// The spelling of a term, if it changes with time. A let or a flow by itself has a name, and is no mere expression.
    fn changing(&self, at: &StockTerm) -> Option<String> {
        let sort = |variable: VariableId| self.variables[variable].sort;
        if self.named_by(at).is_some_and(|(named, _)| matches!(sort(named), Sort::Let | Sort::Flow)) {
            return None;
        }
        let value = &self.term(at)?.value;
        let mut changes = false;
        value.visit(&mut |part| {
            if let Expr::Read { variable, .. } = part {
                changes |= matches!(sort(*variable), Sort::Let | Sort::Stock | Sort::Flow | Sort::State | Sort::Draw);
            }
        });
        changes.then(|| spelling(value))
    }

    fn warn_of_equals(&mut self, from: &StockTerm, to: &StockTerm) {
        let (leaves, enters) = (self.name_of(from.stock), self.name_of(to.stock));
        let message =
            format!("the same expression leaves `{leaves}` and enters `{enters}`, and at a limit they differ");
        let end = |at: &StockTerm| {
            let stock = &self.model.variables[at.stock];
            indexed(&stock.name, stock.indices.iter().map(|_| "…"))
        };
        let help = format!(
            "if it is one flow, declare it and take it out of the stocks: `flow … = {} from {} to {}`",
            self.shown(from.span),
            end(from),
            end(to)
        );
        let diagnostic = Diagnostic::warning(&codes::UNLINKED_FLOW, to.span, message)
            .here(format!("it enters `{enters}`"))
            .label(from.span, format!("it leaves `{leaves}`"));
        self.error(diagnostic.help(help));
    }

    /// A flow as a term of a stock is read like anywhere else: as it flowed in the step before.
    fn warn_of_late(&mut self, at: &StockTerm) {
        let Some((flow, _)) = self.named_by(at) else { return };
        let VariableKind::Flow { from, to, .. } = &self.model.variables[flow].kind else { return };
        if (if at.leaves { from } else { to }).is_some() {
            return;
        }
        let (name, stock) = (self.name_of(flow), self.name_of(at.stock));
        let (verb, word) = if at.leaves { ("leaves", "from") } else { ("enters", "to") };
        let message = format!("what {verb} `{stock}` here is `{name}` of the step before");
        let help = format!("write `{word} {stock}` in the declaration of `{name}`, and take it out of the stock");
        self.error(Diagnostic::warning(&codes::UNLINKED_FLOW, at.span, message).help(help));
    }
}
