//! Flows that are not declared as such: one let that leaves a stock and enters another.
//!
//! A let that as a whole is an outflow of one stock and an inflow of another is one flow between them. It matters only
//! where a stock has a limit, because only there less may flow than is wanted. The let then becomes a flow, whose value
//! is what flowed; what it computes stays a let under a hidden name. What cannot be linked so is refused.

use std::collections::BTreeMap;

use crate::ast::{self, Declaration};
use crate::check::checker::Checker;
use crate::check::declarations::flows::same_end;
use crate::check::known::entities::Sort;
use crate::check::known::later::StockTerm;
use crate::check::values::rewrite::rebind;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{End, Expr, Index, Term, VariableId, VariableKind};
use crate::span::Span;
use crate::symbols::SymbolKind;

/// Longest equation that is repeated in a proposal.
const SHOWN: usize = 60;

impl Checker<'_> {
    pub(in crate::check) fn note_stock_terms(&mut self, stock: VariableId, written: &ast::Stock) {
        for (leaves, terms) in [(false, &written.inflows), (true, &written.outflows)] {
            let noted = terms.iter().enumerate();
            let noted = noted.map(|(place, term)| StockTerm { stock, leaves, place, span: term.value.span });
            self.later.stock_terms.extend(noted);
        }
    }

    /// Links stocks by the lets that lead from one to another. Only what the mechanisms read is known by now, and that is
    /// what counts: claims, tests and records look at the end of a step, when the flow says what flowed.
    pub(in crate::check) fn link_stocks(&mut self, declarations: &[Declaration]) {
        if self.complaints.findings.has_errors() {
            return;
        }
        self.warn_of_unlinked();
        let mut linked = vec![];
        for (quantity, terms) in self.terms_by_let() {
            let (leaving, entering) = meeting(self, &terms);
            let limited = leaving.iter().chain(&entering).any(|term| self.is_limited(term.stock));
            if !limited || leaving.is_empty() {
                continue;
            }
            let (from, to) = (leaving[0], entering[0]);
            let ends = match leaving.len() + entering.len() {
                2 => self.end_by(quantity, from).zip(self.end_by(quantity, to)),
                _ => None,
            };
            match ends {
                Some((one, other)) if same_end(&one, &other) => {}
                Some((one, other)) => {
                    if let Some(reading) = self.read_elsewhere(quantity, from, to) {
                        let help = self.proposal(quantity, (&one, &other), declarations);
                        self.read_as_wanted(quantity, reading, (from, to), help);
                        continue;
                    }
                    self.link(quantity, one, other);
                    linked.extend([from, to]);
                }
                None => self.forked(quantity, &leaving, &entering, declarations),
            }
        }
        self.drop_terms(linked);
    }

    pub(super) fn term(&self, at: &StockTerm) -> Option<&Term> {
        let VariableKind::Stock { inflows, outflows, .. } = &self.model.variables[at.stock].kind else {
            return None;
        };
        if at.leaves { outflows.get(at.place) } else { inflows.get(at.place) }
    }

    /// The variable that a term names and nothing else, with its indices.
    pub(super) fn named_by(&self, at: &StockTerm) -> Option<(VariableId, &[Expr])> {
        match &self.term(at)?.value {
            Expr::Read { variable, indices, otherwise: None } => Some((*variable, indices)),
            _ => None,
        }
    }

    pub(super) fn is_limited(&self, stock: VariableId) -> bool {
        let kind = &self.model.variables[stock].kind;
        matches!(kind, VariableKind::Stock { at_least, at_most, .. } if at_least.is_some() || at_most.is_some())
    }

    fn terms_by_let(&self) -> BTreeMap<VariableId, Vec<StockTerm>> {
        let mut terms: BTreeMap<VariableId, Vec<StockTerm>> = BTreeMap::new();
        for at in &self.later.stock_terms {
            if let Some((quantity, _)) = self.named_by(at)
                && self.variables[quantity].sort == Sort::Let
            {
                terms.entry(quantity).or_default().push(*at);
            }
        }
        terms
    }

    /// The stock of a term as an end of the flow that the let becomes, if each of its elements has one of the let's.
    fn end_by(&self, quantity: VariableId, at: StockTerm) -> Option<End> {
        let (_, read) = self.named_by(&at)?;
        let (own, stock) = (&self.model.variables[quantity], &self.model.variables[at.stock]);
        let index_of = |index: &Index| {
            let place = read.iter().position(|expr| matches!(expr, Expr::Bound(bound) if *bound == index.binding))?;
            (own.indices[place].set == index.set).then_some(Expr::Bound(own.indices[place].binding))
        };
        let indices: Option<Vec<Expr>> = stock.indices.iter().map(index_of).collect();
        let indices = indices.filter(|indices| indices.len() == read.len())?;
        Some(End { stock: at.stock, indices, label: self.term(&at)?.label.clone() })
    }

    /// Turns a let into the flow between two stocks; what it computes goes to a hidden let.
    fn link(&mut self, quantity: VariableId, from: End, to: End) {
        let own = self.model.variables[quantity].clone();
        let VariableKind::Let { mut value } = own.kind else { return };
        let inner: Vec<Index> =
            own.indices.iter().map(|i| Index { binding: self.new_binding(i.set), set: i.set }).collect();
        let pairs = own.indices.iter().zip(&inner);
        rebind(&mut value, &pairs.map(|(outer, inner)| (outer.binding, Expr::Bound(inner.binding))).collect());
        let ty = self.variables[quantity].ty.clone();
        let hidden = self.add_hidden(
            (format!("{} wanted", own.name), format!("what {} asks for", own.name)),
            inner,
            ty,
            VariableKind::Let { value },
        );
        self.model.variables[hidden].place = own.place;
        if let Some(reads) = self.later.let_reads.remove(&quantity) {
            self.later.let_reads.insert(hidden, reads);
        }
        let indices = own.indices.iter().map(|index| Expr::Bound(index.binding)).collect();
        let wanted = Expr::Read { variable: hidden, indices, otherwise: None };
        self.model.variables[quantity].kind = VariableKind::Flow { wanted, from: Some(from), to: Some(to) };
        self.variables.change(quantity, |info| info.sort = Sort::Flow);
        if let Some(declared) = self.variables[quantity].span {
            self.references.set_kind(declared, SymbolKind::Flow);
        }
    }

    /// Takes terms that have become flows out of their stocks.
    fn drop_terms(&mut self, mut terms: Vec<StockTerm>) {
        terms.sort_by_key(|at| std::cmp::Reverse(at.place));
        for at in terms {
            if let VariableKind::Stock { inflows, outflows, .. } = &mut self.model.variables[at.stock].kind {
                _ = if at.leaves { outflows } else { inflows }.remove(at.place);
            }
        }
    }

    /// Where a let is read by other mechanisms than the two stocks.
    fn read_elsewhere(&self, quantity: VariableId, from: StockTerm, to: StockTerm) -> Option<Span> {
        let within =
            |outer: Span, inner: Span| outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end;
        let readings = self.later.readings.iter().filter(|(read, _)| *read == quantity).map(|(_, span)| *span);
        readings.into_iter().find(|span| !within(from.span, *span) && !within(to.span, *span))
    }

    fn read_as_wanted(
        &mut self,
        quantity: VariableId,
        reading: Span,
        (from, to): (StockTerm, StockTerm),
        help: String,
    ) {
        let [name, leaves, enters] = [quantity, from.stock, to.stock].map(|id| self.name_of(id));
        let message = format!("`{name}` is read here as it was wanted, and at a limit less of it flows");
        let diagnostic = Diagnostic::error(&codes::READ_AS_WANTED, reading, message)
            .label(from.span, format!("it leaves `{leaves}`"))
            .label(to.span, format!("it enters `{enters}`"));
        self.error(diagnostic.help(help));
    }

    fn forked(
        &mut self,
        quantity: VariableId,
        leaving: &[StockTerm],
        entering: &[StockTerm],
        declarations: &[Declaration],
    ) {
        let name = self.name_of(quantity);
        let says = |checker: &Self, at: &StockTerm| {
            format!("it {} `{}`", if at.leaves { "leaves" } else { "enters" }, checker.name_of(at.stock))
        };
        let message = match (leaving.len(), entering.len()) {
            (1, 1) => format!("`{name}` does not lead from each element of a stock to one of another"),
            (1, _) => format!("`{name}` enters several stocks"),
            _ => format!("`{name}` leaves several stocks"),
        };
        let terms: Vec<&StockTerm> = leaving.iter().chain(entering).collect();
        let mut diagnostic = Diagnostic::error(&codes::FORKED_FLOW, terms[0].span, message).here(says(self, terms[0]));
        for at in &terms[1..] {
            diagnostic = diagnostic.label(at.span, says(self, at));
        }
        let note =
            "a flow leaves one stock and enters one, and where a stock is at its limit less flows than is wanted";
        let some = |at: &StockTerm| End { stock: at.stock, indices: vec![], label: String::new() };
        let help = self.proposal(quantity, (&some(&leaving[0]), &some(&entering[0])), declarations);
        self.error(diagnostic.note(note).help(help));
    }

    /// The declaration to write instead of a let that is a flow. Indices that are not known are left open.
    fn proposal(&self, quantity: VariableId, (from, to): (&End, &End), declarations: &[Declaration]) -> String {
        let own = &self.model.variables[quantity];
        let written = declarations.iter().find_map(|declaration| match declaration {
            Declaration::Let(item) if item.header.name.text == own.name => Some(item),
            _ => None,
        });
        let value = written.map_or("…".to_string(), |item| self.shown(item.value.span));
        let name_at = |place: usize| {
            let header = written.and_then(|item| item.header.indices.get(place));
            header.and_then(|index| index.binding.as_ref()).map_or("…", |name| name.text.as_str())
        };
        let declared = own.indices.iter().enumerate();
        let declared = declared.map(|(place, index)| format!("{}: {}", name_at(place), self.set_name(index.set)));
        let name_of = |index: &Expr| match index {
            Expr::Bound(bound) => own.indices.iter().position(|own| own.binding == *bound).map_or("…", name_at),
            _ => "…",
        };
        let end = |end: &End| {
            let places = 0..self.model.variables[end.stock].indices.len();
            indexed(&self.name_of(end.stock), places.map(|place| end.indices.get(place).map_or("…", name_of)))
        };
        let (name, symbol) = (indexed(&own.name, declared), &self.variables[quantity].measure.symbol);
        format!(
            "declare it as a flow and take it out of the stocks: `flow {name} : {symbol} = {value} from {} to {}`",
            end(from),
            end(to)
        )
    }

    /// An equation on one line, unless it is long.
    pub(super) fn shown(&self, span: Span) -> String {
        let words: Vec<&str> = self.texts.document.text(span).split_whitespace().collect();
        let text = words.join(" ");
        if text.chars().count() > SHOWN { "…".to_string() } else { text }
    }

    pub(super) fn name_of(&self, id: VariableId) -> String {
        self.model.variables[id].name.clone()
    }
}

/// `name[a, b]`
pub fn indexed<T: AsRef<str>>(name: &str, indices: impl Iterator<Item = T>) -> String {
    let indices: Vec<T> = indices.collect();
    if indices.is_empty() {
        return name.to_string();
    }
    let indices: Vec<&str> = indices.iter().map(AsRef::as_ref).collect();
    format!("{name}[{}]", indices.join(", "))
}

/// The terms of one let that leave a stock and those that enter one, where an element of it can do both.
fn meeting(checker: &Checker<'_>, terms: &[StockTerm]) -> (Vec<StockTerm>, Vec<StockTerm>) {
    let indices = |at: &StockTerm| checker.named_by(at).map_or(&[][..], |(_, indices)| indices);
    let apart = |pair: (&Expr, &Expr)| matches!(pair, (Expr::Number(one), Expr::Number(other)) if one != other);
    let meets = |at: &StockTerm| {
        let others = terms.iter().filter(|other| other.leaves != at.leaves);
        others.map(indices).any(|other| !indices(at).iter().zip(other).any(apart))
    };
    terms.iter().filter(|at| meets(at)).partition(|at| at.leaves)
}
