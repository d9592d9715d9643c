//! The time of a `delay` or of what comes again: a whole number of steps, written out, the same for all elements and
//! worlds.

use crate::ast::{Expr, ExprKind};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Sort};
use crate::check::known::scope::{Bound, Scope, Stage};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;

/// A delay of more steps than this is a slip.
const STEPS_MAX: f64 = 10_000.0;

impl Checker<'_> {
    /// The steps of `delay(value, time, initially initial)`, or a complaint.
    pub(super) fn steps_of_delay(&mut self, scope: &Scope, time: &Expr, value: &Expr, initial: &Expr) -> Option<u32> {
        if let Some(why) = self.moving_part(scope, time) {
            self.no_length(time, value, initial, &why);
            return None;
        }
        let steps = self.steps_written(time, "the time of a delay")?;
        let whole = steps.round();
        if (steps - whole).abs() < 1e-6 && (1.0..=STEPS_MAX).contains(&whole) {
            return Some(whole as u32);
        }
        self.broken_delay(time, steps);
        None
    }

    /// A time that is a whole number of steps and written out; `what` names it.
    pub(in crate::check) fn whole_steps(&mut self, scope: &Scope, time: &Expr, what: &str) -> Option<u32> {
        if let Some(why) = self.moving_part(scope, time) {
            let message = format!("{what} is a number of {}s that is written out", self.model.clock.noun());
            let diagnostic = Diagnostic::error(&codes::BROKEN_PERIOD, time.span, message).note(why);
            let example = self.model.clock.time(6.0);
            self.error(diagnostic.help(format!("write a time, such as `{example}`")));
            return None;
        }
        let steps = self.steps_written(time, what)?;
        let whole = steps.round();
        if (steps - whole).abs() < 1e-6 && (1.0..=STEPS_MAX).contains(&whole) {
            return Some(whole as u32);
        }
        let clock = &self.model.clock;
        let message = format!("{what} is a whole number of {}s, and this is {}", clock.noun(), clock.time(steps));
        let help = match whole {
            huge if huge > STEPS_MAX => format!("write at most {}", clock.time(STEPS_MAX)),
            whole => format!("write `{}`", clock.time(whole.max(1.0))),
        };
        self.error(Diagnostic::error(&codes::BROKEN_PERIOD, time.span, message).help(help));
        None
    }

    /// The steps of a time that is known before a world begins.
    fn steps_written(&mut self, time: &Expr, what: &str) -> Option<f64> {
        let before = self.complaints.findings.mark();
        let dimension = self.time_dimension();
        let measure = Self::base_measure(&dimension);
        let mut constant = Scope::new(Stage::Constant);
        let years = self.expression_of(&mut constant, time, &Ty::Quantity(dimension), &measure, what);
        if self.complaints.findings.mark() != before {
            return None;
        }
        Some(self.constant(&years, &[], time.span) / self.model.clock.length())
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
        if let Some(Bound::Argument(..)) = scope.find(name) {
            return Some(format!("`{name}` is what the function is called with"));
        }
        let Some(Entity::Variable(id)) = self.names.get(name).map(|named| named.entity) else { return None };
        match self.variables[id].sort {
            Sort::Data => None,
            Sort::Parameter => Some(format!("`{name}` is a parameter, whose value is only known when a world begins")),
            other => Some(format!("`{name}` is {}, whose value is only known within a world", other.describe())),
        }
    }

    fn no_length(&mut self, time: &Expr, value: &Expr, initial: &Expr, why: &str) {
        let text = |expr: &Expr| self.texts.document.text(expr.span).to_string();
        let (value, time_words, initial) = (text(value), text(time), text(initial));
        let message = format!("a delay is a number of {}s that is written out", self.model.clock.noun());
        let diagnostic = Diagnostic::error(&codes::BROKEN_DELAY, time.span, message).note(why);
        let smooth = format!("to follow gradually, in any time: `smooth({value}, {time_words}, initially {initial})`");
        let written = format!(
            "to come later, in a time that is known: `delay({value}, {}, initially {initial})`",
            self.model.clock.time(6.0)
        );
        let declared = format!(
            "to come later, in a time that varies, declare the longest: `delay({value}, {time_words}, at most {}, initially {initial})`",
            self.model.clock.time(60.0)
        );
        self.error(diagnostic.help(declared).help(smooth).help(written));
    }

    fn broken_delay(&mut self, time: &Expr, steps: f64) {
        let clock = &self.model.clock;
        let noun = clock.noun();
        let message = format!("a delay is a whole number of {noun}s, and this is {}", clock.time(steps));
        let help = match steps {
            huge if huge > STEPS_MAX => format!("write at most {}", clock.time(STEPS_MAX)),
            short if short < 0.5 => {
                format!("the shortest delay is `{}`; what happens within a {noun} needs none", clock.time(1.0))
            }
            near if (near - near.round()).abs() < 0.05 && noun == "month" => {
                format!(
                    "write `{}`: here a month is a twelfth of a year, not a number of days",
                    clock.time(near.round())
                )
            }
            near if (near - near.round()).abs() < 0.05 => format!("write `{}`", clock.time(near.round())),
            between => {
                let (less, more) = (between.floor().max(1.0), between.ceil().max(2.0));
                format!("write `{}` or `{}`", clock.time(less), clock.time(more))
            }
        };
        self.error(Diagnostic::error(&codes::BROKEN_DELAY, time.span, message).help(help));
    }
}
