//! Dates that are written out, as steps of the model: of what acts in a step, and of what is seen at its end.
//!
//! In a calendar a date means every step in which a part of it lies: in steps of days, `1953-03` is all of March. Without one, a time means
//! what acts in the step that begins then, or what is seen at the end of the step that ends then.

use crate::ast::{self, ExprKind};
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::clock::{Clock, Step};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Model};
use crate::parser::DATE_IN_FULL;
use crate::span::Span;
use crate::units::Dimension;

/// The first and the last step of a window.
pub(in crate::check) type Steps = (Step, Step);

impl Checker<'_> {
    /// The dimension of the times of the model.
    pub(in crate::check) fn time_dimension(&self) -> Dimension {
        match &self.model.clock {
            Clock::Plain { base, .. } => Dimension::base(base),
            _ => Dimension::time(),
        }
    }

    /// A date in an expression.
    #[inline(never)]
    pub(super) fn date_expression(&mut self, months: f64, span: Span) -> Typed {
        match self.model.clock.has_calendar() {
            true => Typed::new(Expr::Number(months), Ty::Date),
            false => {
                self.no_calendar(span);
                Typed::wrong()
            }
        }
    }

    /// The steps in which a change or a rule acts that is bound to a date, or in which observers look that are.
    pub(in crate::check) fn steps_of(&mut self, date: &ast::Expr, seen: bool) -> Option<Steps> {
        let clock = &self.model.clock;
        match date.kind {
            ExprKind::Date { months, is_day } if clock.has_calendar() => Some(clock.within(months, is_day)),
            ExprKind::Number(year) if clock.has_calendar() => self.year(year, date.span),
            _ if clock.has_calendar() => self.no_date(date.span),
            ExprKind::Date { .. } => {
                self.no_calendar(date.span);
                None
            }
            _ => self.plain_steps(date, seen),
        }
    }

    /// As [`Checker::steps_of`], without those steps of a month or a year that lie outside of the run.
    pub(in crate::check) fn steps_in_run(&mut self, date: &ast::Expr, seen: bool) -> Option<Steps> {
        let (mut first, mut last) = self.steps_of(date, seen)?;
        let Model { first_step, until_step, .. } = &*self.model;
        if first < *first_step && *first_step <= last {
            first = *first_step;
        }
        if first <= *until_step && *until_step < last {
            last = *until_step;
        }
        Some((first, last))
    }

    /// The steps from the first of one date to the last of another.
    pub(in crate::check) fn window_of(&mut self, first: &ast::Expr, last: &ast::Expr, seen: bool) -> Option<Steps> {
        let (from, to) = (self.steps_in_run(first, seen)?, self.steps_in_run(last, seen)?);
        if to.1 < from.0 {
            let message = "the window ends before it begins";
            self.error(Diagnostic::error(&codes::BAD_WINDOW, first.span.to(last.span), message));
            return None;
        }
        Some((from.0, to.1))
    }

    /// A year that is written out, where steps are years.
    fn year(&mut self, year: f64, span: Span) -> Option<Steps> {
        let is_year = year.fract() == 0.0 && (0.0..=9999.0).contains(&year);
        match is_year.then(|| self.model.clock.parse(&format!("{year:04}"))).flatten() {
            Some(steps) => Some(steps),
            None => self.no_date(span),
        }
    }

    /// The steps of a time: those from which it lies less than a step away are the last of one window and the first of another.
    fn plain_steps(&mut self, time: &ast::Expr, seen: bool) -> Option<Steps> {
        let at = self.plain_time(time)?;
        let clock = &self.model.clock;
        if !seen {
            return Some((clock.starting(at), clock.at(at)));
        }
        let Some(step) = clock.ending(at) else {
            return self.before_all(time.span, at < clock.date(self.model.first_step));
        };
        let is_reached = clock.seen_date(step) <= at + clock.length() * 1e-6;
        Some((step, if is_reached { step } else { step.earlier(1).unwrap_or(step) }))
    }

    /// The step at whose end something is seen at a date.
    pub(super) fn seen_step(&mut self, date: &ast::Expr) -> Option<Step> {
        if self.model.clock.has_calendar() || matches!(date.kind, ExprKind::Date { .. }) {
            return Some(self.steps_in_run(date, true)?.1);
        }
        let time = self.plain_time(date)?;
        match self.model.clock.ending(time) {
            Some(step) => Some(step),
            None => self.before_all(date.span, true).map(|steps| steps.0),
        }
    }

    /// What nobody can see: nothing, where it is the very start, so that a window may begin with it.
    fn before_all(&mut self, span: Span, is_earlier: bool) -> Option<Steps> {
        let Model { clock, first_step, .. } = &*self.model;
        if !is_earlier {
            return Some((*first_step, *first_step));
        }
        let message = "this is before the first step of the model ends";
        let note = format!("what it does is seen from {} on", clock.seen_code(*first_step));
        self.error(Diagnostic::error(&codes::BAD_WINDOW, span, message).note(note));
        None
    }

    /// A time that is written out, in base units.
    pub(in crate::check) fn plain_time(&mut self, time: &ast::Expr) -> Option<f64> {
        let before = self.complaints.findings.mark();
        let dimension = self.time_dimension();
        let measure = Self::base_measure(&dimension);
        let mut scope = Scope::new(Stage::Constant);
        let value = self.expression_of(&mut scope, time, &Ty::Quantity(dimension), &measure, "a time");
        if self.complaints.findings.mark() != before {
            return None;
        }
        Some(self.constant(&value, &[], time.span))
    }

    /// The date of something that is on the record: one to which the model can come.
    pub(in crate::check) fn date_of_record(&mut self, date: &ast::Expr) -> Option<f64> {
        let at = match date.kind {
            _ if !self.model.clock.has_calendar() => self.plain_time(date)?,
            ExprKind::Date { months, .. } => months,
            _ => return self.no_date(date.span),
        };
        let Model { clock, first_step, until_step, .. } = &*self.model;
        let is_outside = at < clock.date(*first_step) || clock.at(at) > *until_step;
        (!self.refuse_outside(is_outside, date.span)).then_some(at)
    }

    /// Reports what lies outside of the time to which the model can be run, once its frame is known.
    pub(super) fn refuse_outside(&mut self, is_outside: bool, span: Span) -> bool {
        if !self.framed || !is_outside {
            return false;
        }
        let Model { clock, first_step, last_step, until_step, .. } = &*self.model;
        let message = match clock.has_calendar() {
            true => format!("this is outside of the {}s of the model", clock.noun()),
            false => "this is outside of the time of the model".to_string(),
        };
        let text = |step| clock.seen_code(step);
        let on = if until_step > last_step { format!(", or on until {}", text(*until_step)) } else { String::new() };
        let note = format!("the model runs from {} to {}{on}", clock.code(*first_step), text(*last_step));
        self.error(Diagnostic::error(&codes::BAD_WINDOW, span, message).note(note));
        true
    }

    fn no_date<T>(&mut self, span: Span) -> Option<T> {
        let message = "a date must be written out here";
        let help = match self.model.clock.noun() {
            "year" => "write a year or a month, such as `1956` or `1956-12`",
            "month" => DATE_IN_FULL,
            _ => "write a month or a day, such as `1956-12` or `1956-12-05`",
        };
        self.error(Diagnostic::error(&codes::EXPECTED, span, message).help(help));
        None
    }

    /// Reports a date in a model that has none.
    pub(in crate::check) fn no_calendar(&mut self, span: Span) {
        let message = "this model has no calendar, and so no dates";
        let time = self.model.clock.seen_code(self.model.last_step);
        let help = format!("write a time, such as `{time}`");
        self.error(Diagnostic::error(&codes::NO_CALENDAR, span, message).help(help));
    }
}
