//! Changes of a parameter that go beyond what its author says of it.
//!
//! Limits after `within`, and those of a lognormal, a beta and a Poisson distribution, are never left. The ends of a
//! uniform, a triangular or a discrete prior say how far its author thinks the value may lie: a change from outside of the
//! model that goes further is warned of, unless it is to zero, which takes something away.

use crate::check::checker::Checker;
use crate::check::expressions::fit::quantity_text;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::figures::figure;
use crate::model::{Element, Prior, Priors, Reading, Shape, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Measure;

/// From the lowest to the highest value.
type Limits = (f64, f64);

const NO_LIMITS: Limits = (f64::NEG_INFINITY, f64::INFINITY);

/// How far a value may miss a limit by rounding, as a share of it.
const SLACK: f64 = 1e-12;

impl Checker<'_> {
    /// Compares the prior that a change gives a parameter, or one of its elements, with the parameter's own.
    pub(super) fn check_beyond(&mut self, variable: VariableId, element: Option<Element>, prior: &Prior, span: Span) {
        let VariableKind::Parameter { readings, .. } = &self.model.variables[variable].kind else { return };
        let count = self.model.variables[variable].len(&self.model);
        let all = 0..count;
        let elements: Vec<usize> = element.map_or(all.collect(), |element| vec![element.index()]);
        let beyond = |own: fn(&Prior) -> Limits| {
            let limits = elements.iter().map(|&element| limits_of(readings, element, own));
            limits.into_iter().find(|limits| !within(prior.centre(), *limits))
        };
        let tails = elements.iter().map(|&element| limits_of(readings, element, hard)).find(|limits| {
            let (low, high) = prior.support();
            !within(low, *limits) || !within(high, *limits)
        });
        let (name, measure) = (self.model.variables[variable].name.clone(), self.type_of(variable).1);
        // A change from outside does not see the text of the model.
        let declared = self.variables[variable].span;
        let diagnostic = if let Some(limits) = beyond(hard) {
            let message =
                format!("`{name}` lies {}, and this is {}", between(limits, &measure), shown(prior.centre(), &measure));
            let help = "choose a value within the limits; to move them, change the parameter in the model";
            Diagnostic::error(&codes::OUTSIDE_LIMITS, span, message).help(help)
        } else if let Some(limits) = tails {
            let message = format!("`{name}` lies {}, and this prior goes beyond", between(limits, &measure));
            let help = "end it with limits of its own, `within low .. high`";
            Diagnostic::error(&codes::OUTSIDE_LIMITS, span, message).help(help)
        } else if let Some(limits) = beyond(soft).filter(|_| declared.is_none() && prior.centre() != 0.0) {
            let message = format!("no prior of `{name}` goes so far: it lies {}", between(limits, &measure));
            let note = "the equations of the model may not be meant for such a value";
            Diagnostic::warning(&codes::OUTSIDE_PRIOR, span, message).note(note)
        } else {
            return;
        };
        self.complaints.findings.push(match declared {
            Some(declared) => diagnostic.label(declared, "declared here"),
            None => diagnostic,
        });
    }
}

/// The widest limits that the readings of a parameter give one of its elements.
fn limits_of(readings: &[Reading], element: usize, own: fn(&Prior) -> Limits) -> Limits {
    let limits = readings.iter().filter_map(|reading| match &reading.priors {
        Priors::Known(priors) => priors.get(element).map(own),
        Priors::Computed(computed) => Some(computed.family.support()),
    });
    let widest = |a: Limits, b: Limits| (a.0.min(b.0), a.1.max(b.1));
    limits.reduce(widest).unwrap_or(NO_LIMITS)
}

/// Limits that no value leaves. A number that is fixed says nothing of others.
fn hard(prior: &Prior) -> Limits {
    let (low, high) = match prior.shape {
        Shape::Lognormal { .. } | Shape::Poisson { .. } => (0.0, f64::INFINITY),
        Shape::Beta { .. } => (0.0, 1.0),
        _ => NO_LIMITS,
    };
    (prior.low.map_or(low, |limit| limit.max(low)), prior.high.map_or(high, |limit| limit.min(high)))
}

/// As far as the author thinks that the value may lie.
fn soft(prior: &Prior) -> Limits {
    match prior.shape {
        Shape::Fixed(_) => NO_LIMITS,
        _ => prior.support(),
    }
}

fn within(value: f64, (low, high): Limits) -> bool {
    let slack = |limit: f64| if limit.is_finite() { SLACK * limit.abs() } else { 0.0 };
    low - slack(low) <= value && value <= high + slack(high)
}

fn between((low, high): Limits, measure: &Measure) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("between {} and {}", shown(low, measure), shown(high, measure)),
        (true, false) => format!("at or above {}", shown(low, measure)),
        _ => format!("at or below {}", shown(high, measure)),
    }
}

/// A value in the unit of its parameter.
fn shown(value: f64, measure: &Measure) -> String {
    let number = figure(value / measure.factor);
    if measure.symbol == "1" { number } else { quantity_text(&number, &measure.symbol) }
}
