//! Stocks, lets, states, draws, and the readings of parameters.

use crate::ast::{self, Declaration, Header};
use crate::check::checker::Checker;
use crate::check::known::entities::VariableInfo;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Term, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Measure;

impl Checker<'_> {
    pub(in crate::check) fn check_quantities(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            match declaration {
                Declaration::Param(param) => self.check_param(param),
                Declaration::Switch(switch) => self.check_switch(&switch.name),
                Declaration::Series(series) => self.check_series(series),
                Declaration::Stock(stock) => self.check_stock(stock),
                Declaration::Flow(flow) => self.check_flow(flow),
                Declaration::Let(item) => self.check_let(item),
                Declaration::Draw(draw) => self.check_draw(draw),
                Declaration::State(state) => self.check_state(state),
                _ => {}
            }
        }
    }

    /// The variable of a header, also if its name is taken or an index is over an unknown set.
    pub(in crate::check) fn variable_of(&self, name: &ast::Name) -> Option<VariableId> {
        // Those that are declared come first, in order of the document.
        let before = |info: &VariableInfo| info.span.is_some_and(|span| span < name.span);
        let declared = self.variables.declared();
        let place = declared.partition_point(before);
        let found = declared.get(place).filter(|info| info.span == Some(name.span));
        found.map(|_| VariableId::new(place))
    }

    /// A scope in which the indices of a header are bound.
    pub(super) fn header_scope(&mut self, stage: Stage, header: &Header, id: VariableId) -> Scope {
        self.owner = header.name.text.clone();
        let mut scope = Scope::new(stage);
        let indices = self.model.variables[id].indices.clone();
        self.bind_indices(&mut scope, &header.indices, &indices);
        scope
    }

    fn check_switch(&mut self, name: &ast::Name) {
        if let Some(id) = self.variable_of(name) {
            self.model.variables[id].kind = VariableKind::Switch { on: true };
        }
    }

    fn check_let(&mut self, item: &ast::Let) {
        let Some(id) = self.variable_of(&item.header.name) else {
            return;
        };
        let (ty, measure) = self.type_of(id);
        let mut scope = self.header_scope(Stage::Step, &item.header, id);
        if item.header.ty.is_none() {
            return self.untyped_let(&mut scope, item);
        }
        let value = self.equation(&mut scope, &item.value, &ty, &measure, &item.header.name.text);
        self.later.let_reads.insert(id, scope.reads);
        self.model.variables[id].kind = VariableKind::Let { value };
        self.check_known(&item.header, id);
    }

    /// What a name is set to: an expression, or named terms.
    pub(super) fn equation(
        &mut self,
        scope: &mut Scope,
        value: &ast::Expr,
        ty: &Ty,
        measure: &Measure,
        name: &str,
    ) -> Expr {
        match &value.kind {
            ast::ExprKind::Terms(terms) => Expr::Terms(self.terms(scope, terms, ty, measure, "a term of")),
            _ => self.expression_of(scope, value, ty, measure, &format!("`{name}`")),
        }
    }

    /// Proposes the type that a let without one computes.
    fn untyped_let(&mut self, scope: &mut Scope, item: &ast::Let) {
        let typed = self.expression(scope, &item.value);
        let name = &item.header.name;
        let found = match &typed.ty {
            Ty::Quantity(dimension) => dimension.to_string(),
            Ty::Zero => "1".to_string(),
            Ty::Truth => "truth".to_string(),
            Ty::Date => "date".to_string(),
            Ty::Element { set, optional, .. } => format!("{}{}", self.set_name(*set), if *optional { "?" } else { "" }),
            Ty::Nobody | Ty::Wrong => "…".to_string(),
        };
        let message = format!("`{}` does not say its unit", name.text);
        let help = format!("write `{} : {found}`", name.text);
        self.error(Diagnostic::error(&codes::NO_TYPE, name.span, message).help(help));
    }

    pub(in crate::check) fn type_of(&self, id: VariableId) -> (Ty, Measure) {
        let info = &self.variables[id];
        (info.ty.clone(), info.measure.clone())
    }

    /// Named terms that must all have this type.
    pub(super) fn terms(
        &mut self,
        scope: &mut Scope,
        terms: &[ast::Term],
        ty: &Ty,
        measure: &Measure,
        what: &str,
    ) -> Vec<Term> {
        let mut lowered = vec![];
        for term in terms {
            let what = match &term.label {
                Some(label) => format!("the term “{}”", label.text),
                None => format!("{what} `{}`", self.owner),
            };
            let value = self.expression_of(scope, &term.value, ty, measure, &what);
            let label = term.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
            lowered.push(Term { label, value });
        }
        lowered
    }

    fn check_stock(&mut self, stock: &ast::Stock) {
        let Some(id) = self.variable_of(&stock.header.name) else {
            return;
        };
        let (ty, measure) = self.quantity_type(id, stock.header.name.span, "a stock");
        let mut start_scope = self.header_scope(Stage::Initial, &stock.header, id);
        let initial = match &stock.starts {
            Some(starts) => self.expression_of(&mut start_scope, starts, &ty, &measure, "the start of the stock"),
            None => {
                let message = format!("the stock `{}` does not say where it starts", stock.header.name.text);
                let span = stock.header.name.span;
                self.missing_clause(span, message, "write `starts` and a value");
                Expr::Number(0.0)
            }
        };
        self.later.start_reads.insert(id, start_scope.reads);
        let mut scope = self.header_scope(Stage::Step, &stock.header, id);
        let (flow, flow_measure) = self.flow_of(&ty, &measure);
        let inflows = self.terms(&mut scope, &stock.inflows, &flow, &flow_measure, "an inflow of");
        let outflows = self.terms(&mut scope, &stock.outflows, &flow, &flow_measure, "an outflow of");
        self.note_stock_terms(id, stock);
        let mut bound = |checker: &mut Self, bound: &Option<ast::Expr>| {
            bound.as_ref().map(|e| checker.expression_of(&mut scope, e, &ty, &measure, "the bound of the stock"))
        };
        let (at_least, at_most) = (bound(self, &stock.at_least), bound(self, &stock.at_most));
        self.judge_stock(id, stock, [&inflows, &outflows], [&at_least, &at_most]);
        let kind = VariableKind::Stock { initial, inflows, outflows, at_least, at_most };
        self.model.variables[id].kind = kind;
        self.check_known(&stock.header, id);
    }

    /// Lays by what can be judged of a stock when all is known.
    fn judge_stock(
        &mut self,
        id: VariableId,
        stock: &ast::Stock,
        [inflows, outflows]: [&[Term]; 2],
        [at_least, at_most]: [&Option<Expr>; 2],
    ) {
        let inflows = stock.inflows.iter().zip(inflows).map(|flow| (flow, true));
        let flows = inflows.chain(stock.outflows.iter().zip(outflows).map(|flow| (flow, false)));
        self.later.judgements.extend(flows.map(|((written, term), is_inflow)| Judgement::Flow {
            stock: id,
            flow: term.value.clone(),
            is_inflow,
            span: written.value.span,
        }));
        if let (Some(low), Some(low_value), Some(high), Some(high_value)) =
            (&stock.at_least, at_least, &stock.at_most, at_most)
        {
            let (at_least, at_most) = ((low_value.clone(), low.span), (high_value.clone(), high.span));
            self.later.judgements.push(Judgement::Limits { at_least, at_most });
        }
    }

    /// The type of what must be a quantity: `a` says what it is, with its article.
    pub(super) fn quantity_type(&mut self, id: VariableId, span: Span, a: &str) -> (Ty, Measure) {
        let (ty, measure) = self.type_of(id);
        if matches!(ty, Ty::Quantity(_) | Ty::Wrong) {
            return (ty, measure);
        }
        let message = format!("{a} is a quantity, not {}", ty.describe(&self.model));
        self.error(Diagnostic::error(&codes::WRONG_TYPE, span, message).help("declare it as a `state`"));
        (Ty::Wrong, measure)
    }

    fn check_state(&mut self, state: &ast::State) {
        let Some(id) = self.variable_of(&state.header.name) else {
            return;
        };
        let (ty, measure) = self.type_of(id);
        let mut scope = self.header_scope(Stage::Initial, &state.header, id);
        let initial = match &state.initial {
            Some(value) => self.expression_of(&mut scope, value, &ty, &measure, "the initial value"),
            None => {
                let message = format!("the state `{}` does not say what it is at first", state.header.name.text);
                let help = "write `=` and a value that is known when a world begins";
                self.missing_clause(state.header.name.span, message, help);
                Expr::Number(0.0)
            }
        };
        self.later.start_reads.insert(id, scope.reads);
        self.model.variables[id].kind = VariableKind::State { initial };
        self.check_known(&state.header, id);
    }
}
