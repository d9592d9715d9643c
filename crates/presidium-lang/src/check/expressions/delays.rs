//! The time of a `delay` or of what comes again: a whole number of months, written out, the same for all elements and
//! worlds.

use crate::ast::{Expr, ExprKind};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Sort};
use crate::check::known::scope::{Bound, Scope, Stage};
use crate::check::known::types::Ty;
use crate::check::values::figures::digits;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::units::Dimension;

/// A delay of more months than this is a slip.
const MONTHS_MAX: f64 = 10_000.0;

impl Checker<'_> {
    /// The months of `delay(value, time, initially initial)`, or a complaint.
    pub(super) fn months_of_delay(&mut self, scope: &Scope, time: &Expr, value: &Expr, initial: &Expr) -> Option<u32> {
        if let Some(why) = self.moving_part(scope, time) {
            self.moving_delay(time, value, initial, &why);
            return None;
        }
        let months = self.months_written(time, "the time of a delay")?;
        let whole = months.round();
        if (months - whole).abs() < 1e-6 && (1.0..=MONTHS_MAX).contains(&whole) {
            return Some(whole as u32);
        }
        self.broken_months(time, months);
        None
    }

    /// A time that is a whole number of months and written out; `what` names it.
    pub(in crate::check) fn whole_months(&mut self, scope: &Scope, time: &Expr, what: &str) -> Option<u32> {
        if let Some(why) = self.moving_part(scope, time) {
            let message = format!("{what} is a number of months that is written out");
            let diagnostic = Diagnostic::error(&codes::BROKEN_PERIOD, time.span, message).note(why);
            self.error(diagnostic.help("write a time, such as `6 months` or `4 years`"));
            return None;
        }
        let months = self.months_written(time, what)?;
        let whole = months.round();
        if (months - whole).abs() < 1e-6 && (1.0..=MONTHS_MAX).contains(&whole) {
            return Some(whole as u32);
        }
        let message = format!("{what} is a whole number of months, and this is {}", months_text(months));
        let help = match whole {
            huge if huge > MONTHS_MAX => format!("write at most {MONTHS_MAX} months"),
            whole => format!("write `{}`", months_text(whole.max(1.0))),
        };
        self.error(Diagnostic::error(&codes::BROKEN_PERIOD, time.span, message).help(help));
        None
    }

    /// The months of a time that is known before a world begins.
    fn months_written(&mut self, time: &Expr, what: &str) -> Option<f64> {
        let before = self.complaints.findings.mark();
        let dimension = Dimension::time();
        let measure = Self::base_measure(&dimension);
        let mut constant = Scope::new(Stage::Constant);
        let years = self.expression_of(&mut constant, time, &Ty::Quantity(dimension), &measure, what);
        if self.complaints.findings.mark() != before {
            return None;
        }
        Some(self.constant(&years, &[], time.span) * 12.0)
    }

    /// Why a time is not known before a world begins, if it is not: what the first such name in it is.
    fn moving_part(&self, scope: &Scope, time: &Expr) -> Option<String> {
        let own = match &time.kind {
            ExprKind::Name(name) | ExprKind::Index { name, .. } => self.why_moving(scope, &name.text),
            _ => None,
        };
        own.or_else(|| time.parts().into_iter().find_map(|part| self.moving_part(scope, part)))
    }

    fn why_moving(&self, scope: &Scope, name: &str) -> Option<String> {
        if let Some(Bound::Binding(_, set)) = scope.find(name) {
            return Some(format!("this one differs by the element `{name}` of `{}`", self.set_name(*set)));
        }
        let Some(Entity::Variable(id)) = self.names.get(name).map(|named| named.entity) else { return None };
        match self.variables[id].sort {
            Sort::Data => None,
            Sort::Parameter => Some(format!("`{name}` is a parameter, whose value is only known when a world begins")),
            other => Some(format!("`{name}` is {}, whose value is only known within a world", other.describe())),
        }
    }

    fn moving_delay(&mut self, time: &Expr, value: &Expr, initial: &Expr, why: &str) {
        let text = |expr: &Expr| self.texts.document.text(expr.span).to_string();
        let (value, time_words, initial) = (text(value), text(time), text(initial));
        let message = "a delay is a number of months that is written out";
        let diagnostic = Diagnostic::error(&codes::BROKEN_DELAY, time.span, message).note(why);
        let smooth = format!("to follow gradually, in any time: `smooth({value}, {time_words}, initially {initial})`");
        let written =
            format!("to come later, in a time that is known: `delay({value}, 6 months, initially {initial})`");
        self.error(diagnostic.help(smooth).help(written));
    }

    fn broken_months(&mut self, time: &Expr, months: f64) {
        let message = format!("a delay is a whole number of months, and this is {}", months_text(months));
        let help = match months {
            huge if huge > MONTHS_MAX => format!("write at most {MONTHS_MAX} months"),
            short if short < 0.5 => {
                "the shortest delay is `1 month`; what happens within a month needs none".to_string()
            }
            near if (near - near.round()).abs() < 0.05 => {
                format!(
                    "write `{}`: here a month is a twelfth of a year, not a number of days",
                    months_text(near.round())
                )
            }
            between => {
                format!(
                    "write `{}` or `{}`",
                    months_text(between.floor().max(1.0)),
                    months_text(between.ceil().max(2.0))
                )
            }
        };
        self.error(Diagnostic::error(&codes::BROKEN_DELAY, time.span, message).help(help));
    }
}

/// `1 month`, `1.478 months`.
fn months_text(months: f64) -> String {
    let text = if months == 0.0 { "0".to_string() } else { digits(months, 4) };
    if text == "1" { "1 month".to_string() } else { format!("{text} months") }
}
