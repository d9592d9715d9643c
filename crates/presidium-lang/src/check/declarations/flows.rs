//! Flows: how much moves, from which stock to which.

use crate::ast::{self, Name};
use crate::check::checker::Checker;
use crate::check::known::entities::Sort;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{End, Expr, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Measure;

/// Which end of a flow.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    From,
    To,
}

impl Side {
    fn verb(self) -> &'static str {
        match self {
            Side::From => "leaves",
            Side::To => "enters",
        }
    }
}

impl Checker<'_> {
    pub(super) fn check_flow(&mut self, flow: &ast::Flow) {
        let name = &flow.header.name;
        let Some(id) = self.variable_of(name) else {
            return;
        };
        let (ty, measure) = self.quantity_type(id, name.span, "a flow");
        let mut scope = self.header_scope(Stage::Step, &flow.header, id);
        let wanted = self.equation(&mut scope, &flow.value, &ty, &measure, &name.text);
        let from = self.end(&mut scope, flow.from.as_ref(), Side::From);
        let to = self.end(&mut scope, flow.to.as_ref(), Side::To);
        if flow.from.is_none() && flow.to.is_none() {
            let message = format!("the flow `{}` leaves no stock and enters none", name.text);
            self.missing_clause(name.span, message, "write `from` and a stock, `to` and a stock, or both");
        }
        for (side, end) in [(Side::From, &from), (Side::To, &to)] {
            if let Some(end) = end {
                self.check_unit_of_flow(name, (&ty, &measure), side, end.stock);
            }
        }
        if let (Some(from), Some(to), Some(written)) = (&from, &to, &flow.to)
            && same_end(from, to)
        {
            self.closed_flow(name, written.span);
        }
        for (end, is_inflow) in [(&from, false), (&to, true)] {
            self.later.judgements.extend(end.iter().map(|end| Judgement::Flow {
                stock: end.stock,
                flow: wanted.clone(),
                is_inflow,
                span: flow.value.span,
            }));
        }
        self.model.variables[id].kind = VariableKind::Flow { wanted, from, to };
        self.check_known(&flow.header, id);
    }

    /// The stock that is named behind `from` or `to`.
    fn end(&mut self, scope: &mut Scope, written: Option<&ast::Expr>, side: Side) -> Option<End> {
        let written = written?;
        let typed = self.expression(scope, written);
        if typed.ty.is_wrong() {
            return None;
        }
        match typed.value {
            Expr::Read { variable, indices, otherwise: None } if self.variables[variable].sort == Sort::Stock => {
                if indices.iter().all(is_known) {
                    return Some(End { stock: variable, indices, label: String::new() });
                }
                let message = format!("which stock a flow {} must be known before a run", side.verb());
                let help = "an index here is one of the flow's own indices, or an element";
                self.error(Diagnostic::error(&codes::FLOW_END, written.span, message).help(help));
            }
            _ => {
                let text = self.texts.document.text(written.span).to_string();
                let message = format!("a flow {} a stock, and `{text}` is none", side.verb());
                let help = "what comes from outside of the model, or goes there, has no stock at that end";
                self.error(Diagnostic::error(&codes::FLOW_END, written.span, message).help(help));
            }
        }
        None
    }

    /// A flow is in its stock's unit per year.
    fn check_unit_of_flow(&mut self, name: &Name, (ty, measure): (&Ty, &Measure), side: Side, stock: VariableId) {
        let (stock_ty, stock_measure) = self.type_of(stock);
        let (due, due_measure) = self.flow_of(&stock_ty, &stock_measure);
        if *ty == due || ty.is_wrong() || due.is_wrong() {
            return;
        }
        let stock_name = &self.model.variables[stock].name;
        let (verb, symbol) = (side.verb(), &due_measure.symbol);
        let message =
            format!("`{}` is in `{}`, and what {verb} `{stock_name}` is in `{symbol}`", name.text, measure.symbol);
        let help =
            format!("a flow is in the unit of its stocks, per {}: `{} : {symbol}`", self.time_dimension(), name.text);
        self.error(Diagnostic::error(&codes::WRONG_UNIT, name.span, message).help(help));
    }

    /// What a stock gains or loses in a year, or in a base unit of the model's own time.
    pub(super) fn flow_of(&self, ty: &Ty, measure: &Measure) -> (Ty, Measure) {
        let Ty::Quantity(dimension) = ty else {
            return (Ty::Wrong, Measure::pure());
        };
        let time = self.time_dimension();
        let dimension = dimension.times(&time, -1);
        let symbol = format!("{}/{time}", measure.symbol);
        (Ty::Quantity(dimension.clone()), Measure { factor: measure.factor, symbol, ..Measure::base(dimension) })
    }

    fn closed_flow(&mut self, name: &Name, to: Span) {
        let message = format!("the flow `{}` enters the stock that it leaves", name.text);
        let help = "what stays in its stock is no flow; between the elements of a stock write `from x[i] to x[j]`";
        self.error(Diagnostic::error(&codes::CLOSED_FLOW, to, message).help(help));
    }
}

/// Whether an index is known before a run.
fn is_known(index: &Expr) -> bool {
    matches!(index, Expr::Bound(_) | Expr::Number(_))
}

/// Whether two ends are one stock, whatever the elements.
pub fn same_end(from: &End, to: &End) -> bool {
    let same = |pair: (&Expr, &Expr)| match pair {
        (Expr::Bound(one), Expr::Bound(other)) => one == other,
        (Expr::Number(one), Expr::Number(other)) => one == other,
        _ => false,
    };
    from.stock == to.stock && from.indices.iter().zip(&to.indices).all(same)
}
