//! Parameters and draws: their distributions, element by element, and their evidence.

use crate::ast::{self, Argument, Value};
use crate::check::checker::Checker;
use crate::check::known::entities::Sort;
use crate::check::known::references::Space;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::types::Ty;
use crate::check::values::constant::evaluate;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::habits::decimal_comma;
use crate::model::VariableId;
use crate::model::{
    BindingId, ComputedPrior, Evidence, Expr, Family, Flaw, Index, Period, Prior, Priors, Reading, Shape, Status,
    VariableKind,
};
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::Measure;

const SHAPES: &[&str] = &["normal", "lognormal", "beta", "uniform", "triangular", "poisson", "discrete"];

/// A distribution whose arguments are still expressions over the indices.
pub struct PriorForm {
    family: Family,
    arguments: Vec<Expr>,
    within: Option<(Expr, Expr)>,
    span: Span,
}

impl PriorForm {
    pub fn span(&self) -> Span {
        self.span
    }

    /// All expressions in it.
    fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let bounds = self.within.iter().flat_map(|(low, high)| [low, high]);
        self.arguments.iter().chain(bounds)
    }
}

impl Checker<'_> {
    pub(super) fn check_param(&mut self, param: &ast::Param) {
        let Some(id) = self.variable_of(&param.header.name) else {
            return;
        };
        let is_broken = self.variables[id].broken;
        let indices = if is_broken { vec![] } else { self.model.variables[id].indices.clone() };
        let mut readings: Vec<Reading> = vec![];
        let mut names: Vec<&ast::Name> = vec![];
        let mut several = false;
        for reading in &param.readings {
            let mut scope = self.header_scope(Stage::Prior, &param.header, id);
            let (ty, measure) = self.type_of(id);
            let form = self.value_form(&mut scope, &reading.value, &ty, &measure);
            let at = reading.name.as_ref().map_or(param.header.name.span, |n| n.span);
            let what = format!("the parameter `{}`", param.header.name.text);
            let evidence = self.evidence(reading.evidence.as_ref(), at, &what);
            self.check_reading_name(&mut names, &mut several, reading, (param, id));
            let priors = self.priors_in_worlds(form.as_ref().filter(|_| !is_broken), &indices);
            self.later.start_reads.entry(id).or_default().extend(scope.reads);
            let name = reading.name.as_ref().map(|n| n.text.clone()).unwrap_or_default();
            let evidence =
                evidence.unwrap_or(Evidence { status: Status::Assumption, looked_ahead: false, sources: vec![] });
            readings.push(Reading { name, priors, evidence });
        }
        let mut scope = Scope::new(Stage::Constant);
        let correlation = self.correlation(&mut scope, &param.header, param.correlation.as_ref());
        let is_drawn = |reading: &ast::Reading| matches!(reading.value, Value::Prior(_));
        if let (false, Some(written)) = (param.readings.iter().any(is_drawn), &param.correlation) {
            let message = format!("luck is correlated, and `{}` is not drawn", param.header.name.text);
            let help = "give it a prior, such as `~ normal(0, 1)`, or leave `correlated` out";
            self.error(Diagnostic::error(&codes::BAD_PRIOR, written.span, message).help(help));
        }
        let variable = &mut self.model.variables[id];
        variable.evidence = readings.first().map(|r| r.evidence.clone());
        variable.kind = VariableKind::Parameter { readings, correlation };
    }

    /// Several values are told apart by names.
    fn check_reading_name<'n>(
        &mut self,
        names: &mut Vec<&'n ast::Name>,
        several: &mut bool,
        reading: &'n ast::Reading,
        (param, id): (&ast::Param, VariableId),
    ) {
        match &reading.name {
            Some(name) => {
                if let Some(first) = names.iter().find(|n| n.text == name.text) {
                    let first = first.span;
                    self.duplicate(name, Some(first));
                }
                names.push(name);
                self.declare_in(Space::Readings(id), SymbolKind::Reading, name);
            }
            None if param.readings.len() > 1 && !std::mem::replace(several, true) => {
                let message = format!("`{}` has several values without names", param.header.name.text);
                let help = "write each on a line of its own: `reading name ~ …`";
                let span = value_span(&reading.value);
                self.error(Diagnostic::error(&codes::REPEATED_CLAUSE, span, message).help(help));
            }
            None => {}
        }
    }

    /// `= value` or `~ prior`
    pub(super) fn value_form(
        &mut self,
        scope: &mut Scope,
        value: &Value,
        ty: &Ty,
        measure: &Measure,
    ) -> Option<PriorForm> {
        match value {
            Value::Prior(prior) => self.prior_form(scope, prior, ty, measure),
            Value::Fixed(expr) => {
                let value = self.expression_of(scope, expr, ty, measure, "the value");
                Some(PriorForm { family: Family::Fixed, arguments: vec![value], within: None, span: expr.span })
            }
        }
    }

    pub(super) fn prior_form(
        &mut self,
        scope: &mut Scope,
        prior: &ast::Prior,
        ty: &Ty,
        measure: &Measure,
    ) -> Option<PriorForm> {
        if !matches!(ty, Ty::Quantity(_) | Ty::Wrong) {
            let message = format!("a distribution is over a quantity, not {}", ty.describe(&self.model));
            self.error(Diagnostic::error(&codes::WRONG_TYPE, prior.span, message));
            return None;
        }
        // For each argument: is it in the unit of the variable, or a pure number?
        let (family, roles): (Family, &[(&str, bool)]) = match prior.shape.text.as_str() {
            "normal" => (Family::Normal, &[("mean", true), ("sd", true)]),
            "lognormal" => (Family::Lognormal, &[("median", true), ("sigma", false)]),
            "beta" => (Family::Beta, &[("alpha", false), ("beta", false)]),
            "uniform" => (Family::Uniform, &[("low", true), ("high", true)]),
            "triangular" => (Family::Triangular, &[("low", true), ("mode", true), ("high", true)]),
            "poisson" => (Family::Poisson, &[("mean", true)]),
            "discrete" => (Family::Discrete, &[]),
            _ => {
                let candidates = SHAPES.iter().copied();
                self.unknown(&prior.shape, "distribution", candidates);
                return None;
            }
        };
        let arguments = match family {
            Family::Discrete => self.discrete_arguments(scope, prior, ty, measure)?,
            _ => self.prior_arguments(scope, prior, roles, ty, measure)?,
        };
        let within = prior.within.as_ref().map(|(low, high)| {
            let low = self.expression_of(scope, low, ty, measure, "the lower bound");
            (low, self.expression_of(scope, high, ty, measure, "the upper bound"))
        });
        Some(PriorForm { family, arguments, within, span: prior.span })
    }

    fn prior_arguments(
        &mut self,
        scope: &mut Scope,
        prior: &ast::Prior,
        roles: &[(&str, bool)],
        ty: &Ty,
        measure: &Measure,
    ) -> Option<Vec<Expr>> {
        let values: Vec<&ast::Expr> = prior.arguments.iter().filter_map(plain).collect();
        if values.len() != prior.arguments.len() || values.len() != roles.len() {
            let names: Vec<&str> = roles.iter().map(|(name, _)| *name).collect();
            let message = format!("this is not how `{}` is written", prior.shape.text);
            let help = format!("write `{}({})`", prior.shape.text, names.join(", "));
            self.wrong_arguments(prior.span, message, Some(&help));
            self.help_with_commas(prior.span);
            return None;
        }
        let mut lowered = vec![];
        for (value, (name, in_unit)) in values.iter().zip(roles) {
            let what = format!("the {name} of the distribution");
            lowered.push(match in_unit {
                true => self.expression_of(scope, value, ty, measure, &what),
                false => self.pure(scope, value, &what),
            });
        }
        Some(lowered)
    }

    /// Commas may have been meant for points: `normal(0,5, 0,1)`.
    fn help_with_commas(&mut self, span: Span) {
        let text = self.texts.document.text(span).to_string();
        let number = |c: char| c.is_ascii_digit() || c == ',';
        let help = text.split(|c| !number(c)).find_map(|part| decimal_comma(part.trim_end_matches(',')));
        if let (Some(help), Some(last)) = (help, self.complaints.findings.last_mut()) {
            last.helps.push(help);
        }
    }

    /// `v1: w1, v2: w2`, flattened.
    fn discrete_arguments(
        &mut self,
        scope: &mut Scope,
        prior: &ast::Prior,
        ty: &Ty,
        measure: &Measure,
    ) -> Option<Vec<Expr>> {
        let mut lowered = vec![];
        for argument in &prior.arguments {
            let Argument::Pair(value, weight) = argument else {
                let message = "this is not a value with its weight".to_string();
                self.wrong_arguments(argument.span(), message, Some("write `discrete(1: 0.3, 2: 0.7)`"));
                return None;
            };
            lowered.push(self.expression_of(scope, value, ty, measure, "a value of the distribution"));
            lowered.push(self.pure(scope, weight, "a weight"));
        }
        Some(lowered)
    }

    /// One prior for each combination of elements, row-major.
    pub(super) fn priors_of(&mut self, form: Option<&PriorForm>, indices: &[Index]) -> Vec<Prior> {
        let count = crate::check::expressions::limits::combinations(&self.model, indices);
        if let Some(form) = form
            && !form.exprs().all(|e| self.affordable(e, count, form.span))
        {
            return vec![];
        }
        let mut bound: Vec<Vec<(BindingId, f64)>> = vec![vec![]];
        for index in indices {
            let ordinals = &self.model.sets[index.set].ordinals;
            let with = |before: &Vec<(BindingId, f64)>| -> Vec<Vec<(BindingId, f64)>> {
                ordinals.iter().map(|o| [before.as_slice(), &[(index.binding, f64::from(*o))]].concat()).collect()
            };
            bound = bound.iter().flat_map(with).collect();
        }
        let mut reported = false;
        bound.iter().map(|at| self.prior_at(form, at, &mut reported)).collect()
    }

    fn prior_at(&mut self, form: Option<&PriorForm>, at: &[(BindingId, f64)], reported: &mut bool) -> Prior {
        let nothing = Prior { shape: Shape::Fixed(0.0), low: None, high: None };
        let Some(form) = form else { return nothing };
        let value = |e: &Expr| evaluate(&self.model, e, at);
        let arguments: Vec<f64> = form.arguments.iter().map(value).collect();
        let limits = form.within.as_ref();
        let limits = limits.map(|(low, high)| [value(low), value(high)]);
        let values: Vec<f64> = arguments.into_iter().chain(limits.into_iter().flatten()).collect();
        let prior = form.family.prior_of(&values, form.within.is_some());
        if let Some(flaw) = prior.flaw() {
            if !*reported && !self.span_has_error(form.span) {
                self.bad_prior(form, &prior, flaw, at);
                *reported = true;
            }
            return nothing;
        }
        prior
    }

    /// A value that was reported has no meaning to complain about.
    fn span_has_error(&self, span: Span) -> bool {
        self.complaints.findings.iter().any(|d| {
            let at = d.span();
            at.file == span.file && at.start >= span.start && at.end <= span.end
        })
    }

    fn bad_prior(&mut self, form: &PriorForm, prior: &Prior, flaw: Flaw, at: &[(BindingId, f64)]) {
        let span = form.span;
        let mut diagnostic = match flaw {
            Flaw::Argument(words) => Diagnostic::error(&codes::BAD_PRIOR, span, words).help_if(argument_mend(prior)),
            Flaw::Limits => {
                let message = "the lower limit of the prior is not below its upper limit";
                Diagnostic::error(&codes::CROSSED_LIMITS, span, message).help("write the smaller number first")
            }
            Flaw::Empty => {
                let message = "the prior has no values within its limits, or next to none";
                let help = "move the limits to where the prior has values, or the prior to where the limits are";
                Diagnostic::error(&codes::EMPTY_PRIOR, span, message).help(help)
            }
        };
        if !at.is_empty() {
            let elements: Vec<String> =
                at.iter().map(|(binding, ordinal)| self.element_name(*binding, *ordinal)).collect();
            diagnostic = diagnostic.note(format!("first for {}", elements.join(", ")));
        }
        self.error(diagnostic);
    }

    fn element_name(&self, binding: BindingId, ordinal: f64) -> String {
        let root = self.model.sets[self.bound.sets[binding]].root;
        self.model.sets[root].elements.get(ordinal as usize).cloned().unwrap_or_default()
    }

    pub(super) fn check_draw(&mut self, draw: &ast::Draw) {
        let Some(id) = self.variable_of(&draw.header.name) else {
            return;
        };
        if draw.per == Period::Year && !self.model.clock.has_calendar() {
            let message = format!("`{}` is drawn in each year, and this model has no years", draw.header.name.text);
            let help = "write `per step` or `per world`";
            self.error(Diagnostic::error(&codes::NO_CALENDAR, draw.header.name.span, message).help(help));
        }
        let (ty, measure) = self.type_of(id);
        let indices = self.model.variables[id].indices.clone();
        let mut scope = self.header_scope(Stage::Prior, &draw.header, id);
        let form = self.prior_form(&mut scope, &draw.prior, &ty, &measure);
        self.later.start_reads.insert(id, std::mem::take(&mut scope.reads));
        let correlation = self.correlation(&mut scope, &draw.header, draw.correlation.as_ref());
        let form = form.as_ref().filter(|_| !self.variables[id].broken);
        let priors = self.priors_in_worlds(form, &indices);
        self.model.variables[id].kind = VariableKind::Draw { per: draw.per, priors, correlation };
    }

    /// A correlation between elements, which is the same in all worlds.
    fn correlation(&mut self, scope: &mut Scope, header: &ast::Header, written: Option<&ast::Expr>) -> f64 {
        let Some(written) = written else { return 0.0 };
        if header.indices.is_empty() {
            let message = format!("elements are correlated with each other, and `{}` has none", header.name.text);
            let help = "what goes with something else has a prior that reads it: `~ normal(other / 2, 1)`";
            self.error(Diagnostic::error(&codes::BAD_PRIOR, written.span, message).help(help));
        }
        scope.stage = Stage::Constant;
        let before = self.complaints.findings.mark();
        let value = self.pure(scope, written, "a correlation");
        let value = self.constant(&value, &[], written.span);
        if self.complaints.findings.mark() != before {
            return 0.0;
        }
        if !(0.0..1.0).contains(&value) {
            let message = "a correlation is at least 0 and less than 1";
            self.error(Diagnostic::error(&codes::BAD_PRIOR, written.span, message));
            return 0.0;
        }
        value
    }

    /// Priors that are computed in each world if they read more than data, else one for each combination of elements.
    fn priors_in_worlds(&mut self, form: Option<&PriorForm>, indices: &[Index]) -> Priors {
        match form.filter(|form| form.exprs().any(|expr| self.varies(expr))) {
            Some(form) => Priors::Computed(ComputedPrior {
                family: form.family,
                arguments: form.arguments.clone(),
                within: form.within.clone(),
                written: self.texts.document.written(form.span).text,
            }),
            None => Priors::Known(self.priors_of(form, indices)),
        }
    }

    /// Whether an expression reads what is not the same in all worlds.
    fn varies(&self, expr: &Expr) -> bool {
        let mut varies = false;
        expr.visit(&mut |part| {
            varies |= matches!(part, Expr::Read { variable, .. } if self.variables[*variable].sort != Sort::Data);
        });
        varies
    }
}

fn value_span(value: &Value) -> Span {
    match value {
        Value::Fixed(expr) => expr.span,
        Value::Prior(prior) => prior.span,
    }
}

fn plain(argument: &Argument) -> Option<&ast::Expr> {
    match argument {
        Argument::Value(value) => Some(value),
        _ => None,
    }
}

/// What to write instead of a distribution that has no width, or weights that choose nothing.
fn argument_mend(prior: &Prior) -> Option<String> {
    let help = match &prior.shape {
        Shape::Normal { sd: spread, .. } | Shape::Lognormal { sigma: spread, .. } if *spread == 0.0 => {
            "a value that is known exactly is written `= value`; otherwise say how far off it may be"
        }
        Shape::Uniform { low, high } | Shape::Triangular { low, high, .. } if low == high => {
            "a value that is known exactly is written `= value`; otherwise say how far off it may be"
        }
        Shape::Uniform { low, high } if low > high => "write the smaller number first",
        Shape::Triangular { .. } => "write the smallest value, the likeliest, the largest",
        Shape::Lognormal { .. } => "write `lognormal(median, sigma)`, sigma being the spread of the logarithm",
        Shape::Discrete { .. } => "write each value with its weight, such as `discrete(1: 0.3, 2: 0.7)`",
        _ => return None,
    };
    Some(help.to_string())
}
