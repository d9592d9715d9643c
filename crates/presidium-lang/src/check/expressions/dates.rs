//! Dates and times: what they make together.
//!
//! A date and a time make a date, by the calendar. The time from one date to another is compared with a time by adding:
//! `a - b < t` is `a < b + t`. So the comparison is exact, and counts what `t` counts.

use crate::check::checker::Checker;
use crate::check::known::scope::Typed;
use crate::check::known::types::{Counts, Ty};
use crate::check::values::rewrite::binary;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Function, NEVER, UnaryOp};
use crate::span::Span;
use crate::units::Dimension;

/// A checked expression and where it stands.
type Placed<'a> = (&'a Typed, Span);

impl Checker<'_> {
    /// A sum or difference in which a date stands; nothing if none does, or if they do not go together.
    pub(super) fn date_sum(&mut self, op: BinaryOp, left: Placed<'_>, right: Placed<'_>) -> Option<Typed> {
        if !self.model.clock.has_calendar() {
            return self.plain_sum(op, left, right);
        }
        match (&left.0.ty, &right.0.ty, op) {
            (Ty::Date, Ty::Date, BinaryOp::Subtract) => {
                let months = binary(op, left.0.value.clone(), right.0.value.clone());
                let value = binary(BinaryOp::Divide, months, Expr::Number(12.0));
                let time = Ty::Quantity(Dimension::time());
                Some(Typed { counts: Counts::Between, ..Typed::new(value, time) })
            }
            (Ty::Date, Ty::Quantity(_) | Ty::Zero, _) => {
                let date = self.shifted(left.0.value.clone(), right, op);
                Some(Typed::new(date, Ty::Date))
            }
            (Ty::Quantity(_) | Ty::Zero, Ty::Date, BinaryOp::Add) => {
                let date = self.shifted(right.0.value.clone(), left, op);
                Some(Typed::new(date, Ty::Date))
            }
            _ => None,
        }
    }

    /// A sum or difference of times of which one may be `never`, which stays what it is. Only where a date stands.
    fn plain_sum(&mut self, op: BinaryOp, left: Placed<'_>, right: Placed<'_>) -> Option<Typed> {
        let time = self.time_dimension();
        let measure = Self::base_measure(&time);
        let quantity = Ty::Quantity(time);
        let (date, shift) = match (&left.0.ty, &right.0.ty, op) {
            (Ty::Date, Ty::Date, BinaryOp::Subtract) => {
                return Some(Typed::new(binary(op, left.0.value.clone(), right.0.value.clone()), quantity));
            }
            (Ty::Quantity(_) | Ty::Zero, Ty::Date, BinaryOp::Subtract) => {
                self.demand(left.0, left.1, &quantity, &measure, "what a date is subtracted from");
                return Some(Typed::new(binary(op, left.0.value.clone(), right.0.value.clone()), quantity));
            }
            (Ty::Date, Ty::Quantity(_) | Ty::Zero, _) => (left, right),
            (Ty::Quantity(_) | Ty::Zero, Ty::Date, BinaryOp::Add) => (right, left),
            _ => return None,
        };
        self.demand(shift.0, shift.1, &quantity, &measure, "what is added to a date");
        let never = binary(BinaryOp::GreaterOrEqual, date.0.value.clone(), Expr::Number(NEVER));
        let value = Expr::If {
            condition: Box::new(never),
            then: Box::new(date.0.value.clone()),
            otherwise: Box::new(binary(op, date.0.value.clone(), shift.0.value.clone())),
        };
        Some(Typed::new(value, Ty::Date))
    }

    /// The two dates that are compared where the time between two dates is compared with a time.
    pub(super) fn compared_dates(&mut self, left: Placed<'_>, right: Placed<'_>) -> Option<(Expr, Expr)> {
        let is_time = |typed: &Typed| typed.counts != Counts::Between && matches!(typed.ty, Ty::Quantity(_));
        match (two_dates(left.0), two_dates(right.0)) {
            (Some((later, earlier)), None) if is_time(right.0) => {
                Some((later, self.shifted(earlier, right, BinaryOp::Add)))
            }
            (None, Some((later, earlier))) if is_time(left.0) => {
                Some((self.shifted(earlier, left, BinaryOp::Add), later))
            }
            _ => None,
        }
    }

    /// A date with a time added or subtracted.
    fn shifted(&mut self, date: Expr, (time, span): Placed<'_>, op: BinaryOp) -> Expr {
        let dimension = Dimension::time();
        let measure = Self::base_measure(&dimension);
        self.demand(time, span, &Ty::Quantity(dimension), &measure, "what is added to a date");
        if time.counts == Counts::Unclear {
            let message = "months and days are mixed in a time that is counted from a date";
            let help = "add one after the other: `now + 1 month + 3 days`";
            let note = "months are of different lengths; whether days or months come first makes a difference";
            self.error(Diagnostic::error(&codes::DAYS_AND_MONTHS, span, message).help(help).note(note));
        }
        let function = if time.counts == Counts::Days { Function::AddDays } else { Function::AddMonths };
        let years = if op == BinaryOp::Subtract { negative(time.value.clone()) } else { time.value.clone() };
        Expr::Call { function, arguments: vec![date, years] }
    }
}

/// The later and the earlier date, if a value is the time between two.
fn two_dates(typed: &Typed) -> Option<(Expr, Expr)> {
    match &typed.value {
        Expr::Binary { left, .. } if typed.counts == Counts::Between => match &**left {
            Expr::Binary { left, right, .. } => Some(((**left).clone(), (**right).clone())),
            _ => None,
        },
        _ => None,
    }
}

/// `-value`
pub fn negative(value: Expr) -> Expr {
    match value {
        Expr::Number(number) => Expr::Number(-number),
        other => Expr::Unary { op: UnaryOp::Negate, operand: Box::new(other) },
    }
}
