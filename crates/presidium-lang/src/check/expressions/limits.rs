//! Limits on what is computed and stored before a run, so that a model from a stranger can be checked safely.

use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Named};
use crate::check::values::constant::{evaluate, is_constant};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BindingId, Expr, Index, Model};
use crate::span::Span;

/// Values of one variable.
const VALUES_MAX: f64 = 1e6;

/// Steps of evaluation for one declaration.
const STEPS_MAX: f64 = 1e7;

/// Observers of all claims together.
pub const OBSERVERS_MAX: usize = 100_000;

impl Checker<'_> {
    /// The value of a constant expression; one that takes too long is reported and counts as zero.
    pub(in crate::check) fn constant(&mut self, expr: &Expr, bound: &[(BindingId, f64)], span: Span) -> f64 {
        match self.affordable(expr, 1.0, span) {
            true => evaluate(&self.model, expr, bound),
            false => 0.0,
        }
    }

    /// The value of an expression, if it is the same in every world.
    pub(in crate::check) fn known(&self, expr: &Expr) -> Option<f64> {
        self.is_known(expr, &[], 1.0).then(|| evaluate(&self.model, expr, &[]))
    }

    /// Can an expression be evaluated so many times before a run, once these names are bound?
    pub(in crate::check) fn is_known(&self, expr: &Expr, bound: &[BindingId], times: f64) -> bool {
        is_constant(&self.model, expr, bound) && cost(&self.model, expr) * times <= STEPS_MAX
    }

    /// Can an expression be looked through so many times?
    pub(in crate::check) fn affords(&self, expr: &Expr, times: f64) -> bool {
        cost(&self.model, expr) * times <= STEPS_MAX
    }

    /// Can an expression be evaluated so many times? If not, that is reported.
    pub(in crate::check) fn affordable(&mut self, expr: &Expr, times: f64, span: Span) -> bool {
        let fits = cost(&self.model, expr) * times <= STEPS_MAX;
        if !fits {
            self.too_large(span, "this takes too many steps to compute");
        }
        fits
    }

    /// Are there few enough combinations of elements? If not, that is reported.
    pub(in crate::check) fn storable(&mut self, indices: &[Index], span: Span) -> bool {
        let fits = combinations(&self.model, indices) <= VALUES_MAX;
        if !fits {
            self.too_large(span, "this has more than a million values");
        }
        fits
    }

    pub(super) fn too_large(&mut self, span: Span, message: &str) {
        self.error(Diagnostic::error(&codes::TOO_LARGE, span, message).help("use fewer indices, or smaller sets"));
    }

    /// Takes variables that are too large out of sight, now that all sets are known.
    pub(in crate::check) fn check_sizes(&mut self) {
        for id in self.variables.ids() {
            let indices = self.model.variables[id].indices.clone();
            let Some(span) = self.variables[id].span else { continue };
            if !self.storable(&indices, span) {
                let name = self.model.variables[id].name.clone();
                self.variables.change(id, |info| info.broken = true);
                if let Some(named) = self.names.get(&name)
                    && named.entity == Entity::Variable(id)
                {
                    self.names.enter(&name, Named { entity: Entity::Broken, ..named });
                }
            }
        }
    }
}

/// Number of combinations of elements.
pub fn combinations(model: &Model, indices: &[Index]) -> f64 {
    indices.iter().map(|i| model.sets[i.set].elements.len() as f64).product()
}

/// How many steps an evaluation takes, about.
fn cost(model: &Model, expr: &Expr) -> f64 {
    let all = |exprs: &[Expr]| exprs.iter().map(|e| cost(model, e)).sum::<f64>();
    1.0 + match expr {
        Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Luck(_) => 0.0,
        Expr::Now | Expr::Time => 0.0,
        Expr::Read { indices, otherwise, .. } => all(indices) + otherwise.as_ref().map_or(0.0, |e| cost(model, e)),
        Expr::Unary { operand, .. } => cost(model, operand),
        Expr::Binary { left, right, .. } => cost(model, left) + cost(model, right),
        Expr::Call { arguments, .. } => all(arguments),
        Expr::If { condition, then, otherwise } => cost(model, condition) + cost(model, then) + cost(model, otherwise),
        Expr::Fold { index, filter, body, .. } => {
            let one = cost(model, body) + filter.as_ref().map_or(0.0, |f| cost(model, f));
            one * combinations(model, &[*index])
        }
        Expr::Among { argument, index, filter, key, .. } => {
            let elements = combinations(model, &[*index]);
            let one = cost(model, key) + filter.as_ref().map_or(0.0, |f| cost(model, f));
            cost(model, argument) + (one + elements) * elements
        }
        Expr::Terms(terms) => terms.iter().map(|term| cost(model, &term.value)).sum(),
        Expr::Lookup { argument, points } => cost(model, argument) + points.len() as f64,
    }
}
