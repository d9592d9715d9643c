//! The frame: the title of the model, and its time.

use crate::ast::{self, Declaration, ExprKind, UnitAtom, UnitExpr};
use crate::check::checker::Checker;
use crate::check::expressions::moments::Steps;
use crate::clock::{Clock, Step};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};
use crate::units::Measure;

/// Most steps to which a run can be carried on.
const STEPS_MAX: f64 = 1_000_000.0;

impl Checker<'_> {
    /// The title and the time of the model.
    pub(in crate::check) fn frame(&mut self, declarations: &[Declaration]) {
        let frames: Vec<&ast::ModelFrame> = declarations
            .iter()
            .filter_map(|d| match d {
                Declaration::Model(frame) => Some(frame),
                _ => None,
            })
            .collect();
        let Some(frame) = frames.first() else {
            if !declarations.iter().any(|d| matches!(d, Declaration::BrokenModel)) {
                let message = "there is no `model` declaration";
                let help = "write `model \"Title\" from 1953-03 to 1964-12` in a block marked `presidium`";
                let start = Span::new(FileId::from_raw(0), 0..0);
                self.error(Diagnostic::error(&codes::NO_MODEL, start, message).help(help));
            }
            return;
        };
        self.framed = true;
        for second in &frames[1..] {
            let diagnostic = Diagnostic::error(&codes::NO_MODEL, second.span, "there is a second `model` declaration")
                .label(frame.span, "the first one");
            self.complaints.findings.push(diagnostic);
        }
        self.model.title = frame.title.text.clone();
        (self.model.seed, self.model.worlds) = (frame.seed, frame.worlds);
        self.model.integration = frame.integration;
        match &frame.last.kind {
            ExprKind::Quantity(_, unit) if self.is_time(unit) => self.plain_frame(frame, unit),
            _ => self.calendar_frame(frame),
        }
        let steps = f64::from(self.model.until_step.0 - self.model.first_step.0);
        if steps >= STEPS_MAX {
            let message = format!("these are {steps} steps, and a run has {STEPS_MAX} at most");
            let help = "write a longer step, or an earlier end";
            self.error(Diagnostic::error(&codes::TOO_LARGE, frame.last.span, message).help(help));
            (self.model.last_step, self.model.until_step) = (self.model.first_step, self.model.first_step);
        }
    }

    /// `from 1953-03 to 1964-12 step 1 month`
    fn calendar_frame(&mut self, frame: &ast::ModelFrame) {
        let first_date = match frame.first.kind {
            ExprKind::Date { months, .. } => months,
            ExprKind::Number(year) if (0.0..=9999.0).contains(&year) && year.fract() == 0.0 => year * 12.0,
            _ => 0.0,
        };
        self.model.clock = self.calendar_step(frame.step.as_ref(), first_date);
        let Some((first, _)) = self.steps_of(&frame.first, false) else { return };
        let Some((_, last)) = self.steps_of(&frame.last, false) else { return };
        (self.model.first_step, self.model.last_step) = (first, last);
        if last < first {
            self.ends_early(frame);
            self.model.last_step = first;
        }
        self.model.until_step = self.model.last_step;
        if let Some(until) = &frame.until
            && let Some((_, step)) = self.steps_of(until, false)
        {
            self.until(frame, step, until.span);
        }
        if let Some(split) = &frame.split {
            let steps = self.steps_of(split, true);
            self.split(frame, steps, split.span);
        }
    }

    /// The clock of a calendar of which one step begins on a date.
    fn calendar_step(&mut self, step: Option<&ast::Expr>, first: f64) -> Clock {
        let Some(step) = step else { return Clock::default() };
        let clock = match &step.kind {
            ExprKind::Quantity(count, unit) if count.fract() == 0.0 && (1.0..=1000.0).contains(count) => {
                let (count, month) = (*count as u32, first.floor() as u32);
                match single(unit) {
                    "day" | "days" => Some(Clock::of_days(count, first)),
                    "week" | "weeks" => Some(Clock::of_days(count * 7, first)),
                    "month" | "months" => Some(Clock::of_months(count, month)),
                    "quarter" | "quarters" => Some(Clock::of_months(count * 3, month)),
                    "year" | "years" => Some(Clock::of_months(count * 12, month)),
                    _ => None,
                }
            }
            _ => None,
        };
        clock.unwrap_or_else(|| {
            let message = "a step is a whole number of days, weeks, months, quarters or years";
            let help = "write `step 1 month`; a model without a calendar says its time in numbers with a unit: \
                        `from 0 to 100 second`";
            self.error(Diagnostic::error(&codes::BAD_STEP, step.span, message).help(help));
            Clock::default()
        })
    }

    /// Whether a unit is one of time: a built-in one, or any that is a base unit or made of a single one.
    fn is_time(&self, unit: &UnitExpr) -> bool {
        self.units.get(single(unit)).is_some_and(|unit| base_of(&unit).is_some())
    }

    /// `from 0 to 100 second step 0.125 second`
    fn plain_frame(&mut self, frame: &ast::ModelFrame, unit: &UnitExpr) {
        let Some(measure) = self.units.get(single(unit)).map(std::borrow::Cow::into_owned) else { return };
        let Some(base) = base_of(&measure) else { return };
        let plain = |start, length| {
            let (unit, base, factor) = (measure.symbol.clone(), base.clone(), measure.factor);
            Clock::Plain { start, length, unit, factor, base }
        };
        // For as long as the times are being read.
        self.model.clock = plain(0.0, 1.0 * measure.factor);
        let Some(step) = &frame.step else {
            let message = "the frame does not say how long a step is";
            let help = format!("write it after the end: `step 1 {}`", measure.symbol);
            self.error(Diagnostic::error(&codes::BAD_STEP, frame.last.span, message).help(help));
            return;
        };
        let (Some(first), Some(last)) = (self.plain_time(&frame.first), self.plain_time(&frame.last)) else { return };
        let Some(length) = self.plain_time(step) else { return };
        if !(length > 0.0 && length.is_finite()) {
            let message = "a step is longer than nothing";
            self.error(Diagnostic::error(&codes::BAD_STEP, step.span, message).help("write a time above 0"));
            return;
        }
        self.model.clock = plain(first, length);
        if last <= first {
            return self.ends_early(frame);
        }
        let Some(step) = self.last_of(&frame.last) else { return };
        (self.model.last_step, self.model.until_step) = (step, step);
        if let Some(until) = &frame.until
            && let Some(step) = self.last_of(until)
        {
            self.until(frame, step, until.span);
        }
        if let Some(split) = &frame.split {
            let steps = self.steps_of(split, true);
            self.split(frame, steps, split.span);
        }
    }

    /// The step that ends with a time.
    fn last_of(&mut self, end: &ast::Expr) -> Option<Step> {
        let time = self.plain_time(end)?;
        let clock = &self.model.clock;
        let steps = (time - clock.date(Step(0))) / clock.length();
        if steps > STEPS_MAX {
            let message = format!("these are {} steps, and a run has {STEPS_MAX} at most", steps.round());
            let help = "write a longer step, or an earlier end";
            self.error(Diagnostic::error(&codes::TOO_LARGE, end.span, message).help(help));
            return None;
        }
        let whole = steps.round();
        if whole < 1.0 || (steps - whole).abs() > 1e-6 {
            let message =
                format!("up to here it is no whole number of steps, but {}", crate::figures::digits(steps, 6));
            let ends = clock.seen_code(Step(steps.max(1.0) as u32 - 1));
            let help = format!("end with a step, such as at `{ends}`");
            self.error(Diagnostic::error(&codes::BAD_STEP, end.span, message).help(help));
            return None;
        }
        Some(Step(whole as u32 - 1))
    }

    fn ends_early(&mut self, frame: &ast::ModelFrame) {
        let diagnostic = Diagnostic::error(&codes::BAD_WINDOW, frame.last.span, "the model ends before it begins")
            .label(frame.first.span, self.its("first"));
        self.complaints.findings.push(diagnostic);
    }

    fn until(&mut self, frame: &ast::ModelFrame, until: Step, span: Span) {
        if until < self.model.last_step {
            let message = match self.model.clock.has_calendar() {
                true => format!("a run cannot be carried on to a {} before the model ends", self.model.clock.noun()),
                false => "a run cannot be carried on to a time before the model ends".to_string(),
            };
            let diagnostic =
                Diagnostic::error(&codes::BAD_WINDOW, span, message).label(frame.last.span, self.its("last"));
            self.complaints.findings.push(diagnostic);
        }
        self.model.until_step = self.model.last_step.max(until);
    }

    fn split(&mut self, frame: &ast::ModelFrame, steps: Option<Steps>, span: Span) {
        let Some((_, split)) = steps else { return };
        if split < self.model.first_step || split >= self.model.last_step {
            let noun = if self.model.clock.has_calendar() { self.model.clock.noun() } else { "step" };
            let message =
                format!("the split leaves nothing to be forecast: it lies outside the model, or in its last {noun}");
            let diagnostic = Diagnostic::error(&codes::BAD_WINDOW, span, message)
                .label(frame.first.span, self.its("first"))
                .label(frame.last.span, self.its("last"));
            self.complaints.findings.push(diagnostic);
        }
        self.model.split = Some(split);
    }

    /// `its first month`
    fn its(&self, which: &str) -> String {
        match self.model.clock.has_calendar() {
            true => format!("its {which} {}", self.model.clock.noun()),
            false => format!("its {which} time"),
        }
    }
}

/// The name of a unit that is one name.
fn single(unit: &UnitExpr) -> &str {
    match unit.factors.as_slice() {
        [only] if only.power == 1 => match &only.atom {
            UnitAtom::Named(name) => name,
            _ => "",
        },
        _ => "",
    }
}

/// The one base unit that a unit is made of, to the first power.
fn base_of(unit: &Measure) -> Option<String> {
    match unit.dimension.powers().as_slice() {
        [(base, 1)] => Some(base.clone()),
        _ => None,
    }
}
