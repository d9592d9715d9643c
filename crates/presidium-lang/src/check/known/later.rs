//! What is noted while declarations are checked, and looked at when all of them are known.

use std::collections::BTreeMap;

use crate::model::{Expr, RuleId, VariableId};
use crate::span::Span;

/// Everything that is laid by.
#[derive(Default)]
pub struct Later {
    /// What each let reads in the same step, and where.
    pub let_reads: BTreeMap<VariableId, Vec<(VariableId, Span)>>,
    /// What the first value of each stock, state and look back reads, and where.
    pub start_reads: BTreeMap<VariableId, Vec<(VariableId, Span)>>,
    /// Where each variable is read.
    pub readings: Vec<(VariableId, Span)>,
    /// What flows into and out of stocks, as terms of the stocks.
    pub stock_terms: Vec<StockTerm>,
    /// Lets that read their own earlier elements.
    pub cohorts: Vec<VariableId>,
    /// How many lots each rule has drawn.
    pub lots: BTreeMap<String, u32>,
    /// What may be unsound.
    pub judgements: Vec<Judgement>,
    /// Decisions of which the unit of votes is being found out.
    pub weighed: Vec<RuleId>,
    /// One of them was asked for while it was being found out.
    pub weighed_by_itself: bool,
}

/// Something to be judged at the end.
pub enum Judgement {
    /// How often a rule acts, per year.
    Rate { rule: String, rate: Expr, several: bool, span: Span },
    /// When a rule is open.
    Opening { rule: String, when: Expr, span: Span },
    /// A flow of a stock.
    Flow { stock: VariableId, flow: Expr, is_inflow: bool, span: Span },
    /// The time of a delay that varies, and the months that it is at most.
    Delay { time: Expr, longest: u32, span: Span },
    /// With which chance something is so.
    Chance { chance: Expr, span: Span },
    /// The time of a smoothing.
    Smoothing { time: Expr, span: Span },
    /// Two times that are compared, where rates are computed several times in a step.
    Comparison { comparison: Expr, span: Span },
    /// Between what a stock is held.
    Limits { at_least: (Expr, Span), at_most: (Expr, Span) },
}

/// Where a term of a stock stands.
#[derive(Clone, Copy)]
pub struct StockTerm {
    pub stock: VariableId,
    pub leaves: bool,
    /// Among the inflows or outflows of the stock.
    pub place: usize,
    pub span: Span,
}
