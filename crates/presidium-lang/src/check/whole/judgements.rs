//! What can be judged only when all declarations are known: rates, times, limits and conditions that are sound by their
//! units and still cannot be meant.
//!
//! While a declaration is checked, what is to be judged is laid by ([`Judgement`]); at the end it is looked at with
//! what is known of parameters, data and lets. Refused: anything that depends on how a world goes.

use std::collections::HashSet;

use crate::check::checker::Checker;
use crate::check::known::later::Judgement;
use crate::check::values::ranges::{Range, Ranges, View};
use crate::check::values::rewrite::spelling;
use crate::clock::Clock;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::figures::{figure, percent};
use crate::model::{BinaryOp, Expr, Method, Model, UnaryOp, VariableId, VariableKind};
use crate::span::Span;

/// Beyond this the method of Runge and Kutta does not come to rest: the root of 1 - z/2 + z²/6 - z³/24.
const RK4_STABLE: f64 = 2.785;

/// A value that an author writes as `1 month` is not below a month for its last digit.
const SLACK: f64 = 1e-9;

impl Checker<'_> {
    /// Judges what was laid by. While there are mistakes, what they hide would be judged as if it were nothing.
    pub(in crate::check) fn judge(&mut self) {
        if self.complaints.findings.has_errors() {
            return;
        }
        let judgements = std::mem::take(&mut self.later.judgements);
        let mut judge = Judge { checker: self, ranges: Ranges::new(&self.model), compared: None };
        let found: Vec<Diagnostic> = judgements.iter().filter_map(|judgement| judge.judged(judgement)).collect();
        self.complaints.findings.extend(found);
    }
}

struct Judge<'c> {
    checker: &'c Checker<'c>,
    ranges: Ranges<'c>,
    /// The comparisons with the time in what moves stocks, as they are spelt, once somebody asks.
    compared: Option<HashSet<String>>,
}

impl Judge<'_> {
    fn clock(&self) -> &Clock {
        &self.checker.model.clock
    }

    /// Steps in a year, or in the base unit of the model's own time.
    fn steps(&self) -> f64 {
        1.0 / self.clock().length()
    }

    /// How often stocks move in that time.
    fn moves(&self) -> f64 {
        self.steps() * f64::from(self.checker.model.integration.substeps)
    }

    /// What moves stocks once, how long it is, and as a time that a model can say: `month`, `a step is one month`, `1 month`.
    fn one_move(&self) -> (&'static str, String, String) {
        let clock = self.clock();
        match self.checker.model.integration.substeps {
            1 => (clock.noun(), format!("a step is {}", clock.one_step()), clock.time(1.0)),
            substeps => {
                let time = clock.time(1.0 / f64::from(substeps));
                ("sub-step", format!("a sub-step is {time}"), time)
            }
        }
    }

    /// Does a condition compare the date of the step with one within a step of the run?
    fn asks_within_a_step(&self, when: &Expr) -> bool {
        let (model, clock) = (&self.checker.model, self.clock());
        let run = clock.date(model.first_step)..=clock.date(model.until_step + 1);
        let mut asks = false;
        when.visit(&mut |part| {
            if let Expr::Binary { op: BinaryOp::Equal, left, right } = part
                && let (Expr::Now | Expr::Time, Expr::Number(at)) | (Expr::Number(at), Expr::Now | Expr::Time) =
                    (&**left, &**right)
            {
                asks |= run.contains(at) && clock.date(clock.at(*at)) != *at;
            }
        });
        asks
    }

    fn how_often(&self) -> String {
        let often = match self.clock() {
            Clock::Plain { base, .. } => format!("0.5/{base}"),
            _ => "0.5/year".to_string(),
        };
        format!("write how often it happens in {}, such as `{often}`", self.clock().rate_words())
    }

    fn too_high(&self, rule: &str, rate: f64, span: Span) -> Diagnostic {
        let (steps, clock) = (self.steps(), self.clock());
        let (noun, per) = (clock.noun(), clock.rate_words());
        let often = 1.0 - presidium_math::exp(-rate / steps);
        let message = format!("the rate of `{rule}` is {} {per}, and it happens once a {noun} at most", figure(rate));
        let note = format!(
            "in each {noun} it happens with a probability of {}, some {} times {per}",
            percent(often),
            figure((often * steps).round())
        );
        let always = format!("to let it happen in every {noun}, write `every step` and no rate");
        let often = format!(
            "to let it happen several times in a {noun}, say how often at most on a line of its own: `at most 5 times`"
        );
        Diagnostic::warning(&codes::RATE_TOO_HIGH, span, message).note(note).help(always).help(often)
    }

    /// What comes of moving by more than the whole gap, at so much of it in a year.
    fn consequence(&self, pace: f64) -> &'static str {
        let gaps = pace / self.moves();
        match self.checker.model.integration.method {
            Method::Rk4 if gaps > RK4_STABLE => "it shoots past its goal, ever further",
            Method::Rk4 => "the method of Runge and Kutta does not follow it",
            Method::Euler if gaps > 2.0 => "it shoots past its goal, and swings ever wider",
            Method::Euler => "it shoots past its goal, and swings about it",
        }
    }

    fn judged(&mut self, judgement: &Judgement) -> Option<Diagnostic> {
        match judgement {
            Judgement::Rate { rule, rate, several, span } => self.rate(rule, rate, *several, *span),
            Judgement::Opening { rule, when, span } => self.opening(rule, when, *span),
            Judgement::Flow { stock, flow, is_inflow, span } => self.flow(*stock, flow, *is_inflow, *span),
            Judgement::Delay { time, longest, span } => self.delay(time, *longest, *span),
            Judgement::Chance { chance, span } => self.chance(chance, *span),
            Judgement::Smoothing { time, span } => self.smoothing(time, *span),
            Judgement::Comparison { comparison, span } => self.comparison(comparison, *span),
            Judgement::Limits { at_least, at_most } => self.limits(at_least, at_most),
        }
    }

    fn rate(&mut self, rule: &str, rate: &Expr, several: bool, span: Span) -> Option<Diagnostic> {
        let whole = self.ranges.of(rate, View::Whole);
        if whole.high < 0.0 {
            let message = format!("the rate of `{rule}` is below zero");
            let help = self.how_often();
            return Some(Diagnostic::error(&codes::NEGATIVE_RATE, span, message).help(help));
        }
        if self.ranges.of(rate, View::Open) == Range::point(0.0) {
            let message = format!("`{rule}` never happens: its rate is zero");
            let help = "leave it out, or give it a rate above zero; a what-if can `forbid` it";
            return Some(Diagnostic::warning(&codes::NEVER_HAPPENS, span, message).help(help));
        }
        if !self.ranges.is_fixed(rate) {
            return None;
        }
        match self.ranges.of(rate, View::Centre).high {
            centre if centre > self.steps() + SLACK && !several => Some(self.too_high(rule, centre, span)),
            _ if whole.low < 0.0 => self.may_be_negative(rule, rate, span),
            _ => None,
        }
    }

    /// A delay that is longer than it declares in any case.
    fn delay(&mut self, time: &Expr, longest: u32, span: Span) -> Option<Diagnostic> {
        let steps = self.ranges.of(time, View::Whole).low * self.steps();
        if steps <= f64::from(longest) + 0.5 {
            return None;
        }
        let declared = self.clock().time(f64::from(longest));
        let message = format!("this delay is longer than the {declared} that it declares");
        let note = "in every world it would have no value";
        let help = "declare a longer time after `at most`";
        Some(Diagnostic::error(&codes::BROKEN_DELAY, span, message).note(note).help(help))
    }

    /// A chance that lies outside of 0 and 1 in any case.
    fn chance(&mut self, chance: &Expr, span: Span) -> Option<Diagnostic> {
        let whole = self.ranges.of(chance, View::Whole);
        let message = match whole {
            _ if whole.high < 0.0 => "a chance below zero",
            _ if whole.low > 1.0 => "a chance above one",
            _ => return None,
        };
        let help = "write a number from 0, for never, to 1, for always, such as `chance(0.3)` or `chance(30%)`";
        Some(Diagnostic::error(&codes::BAD_CHANCE, span, message).help(help))
    }

    /// Only where a single parameter is read: of several, the range may be wider than what can come about.
    fn may_be_negative(&self, rule: &str, rate: &Expr, span: Span) -> Option<Diagnostic> {
        let mut reads = vec![];
        rate.visit(&mut |part| {
            if let Expr::Read { variable, .. } = part {
                reads.push(*variable);
            }
        });
        let [only] = reads.as_slice() else { return None };
        let parameter = &self.checker.model.variables[*only];
        if !matches!(parameter.kind, VariableKind::Parameter { .. }) {
            return None;
        }
        let message = format!("the rate of `{rule}` can be below zero");
        let note = format!("the prior of `{}` reaches below zero; a rate below zero counts as zero", parameter.name);
        let help = "use a `lognormal` prior, which is above zero, or end the prior with `within 0 .. …`";
        let diagnostic = Diagnostic::warning(&codes::MAYBE_NEGATIVE, span, message).note(note).help(help);
        let declared = self.checker.variables[*only].span;
        Some(match declared {
            Some(declared) => diagnostic.label(declared, "its prior is declared here"),
            None => diagnostic,
        })
    }

    fn opening(&mut self, rule: &str, when: &Expr, span: Span) -> Option<Diagnostic> {
        if !self.ranges.of(when, View::Open).fails() {
            return None;
        }
        let message = format!("`{rule}` never acts: its condition holds in no {} of the model", self.clock().noun());
        let help = match (self.asks_within_a_step(when), self.clock()) {
            (true, Clock::Plain { .. }) => "`now` is the time at which a step begins: ask for one of these",
            (true, _) if self.clock().noun() == "month" => {
                "`now` is the first day of a month: name the month alone, such as `now = 1953-03`"
            }
            (true, _) => {
                "`now` is the day on which a step begins: ask with `in_window(1953-03 .. 1953-03)`, which takes every step with a day of these"
            }
            (false, _) => "mend the condition, or leave the rule out; a what-if can `forbid` it",
        };
        Some(Diagnostic::warning(&codes::NEVER_HAPPENS, span, message).help(help))
    }

    fn flow(&mut self, stock: VariableId, flow: &Expr, is_inflow: bool, span: Span) -> Option<Diagnostic> {
        let share = self.slope(stock, flow)?;
        let loss = if is_inflow { -share.low } else { share.high };
        if loss <= self.moves() + SLACK {
            return None;
        }
        let name = &self.checker.model.variables[stock].name;
        let (time, times) = (self.clock().time_text(1.0 / loss), figure(loss / self.moves()));
        let (noun, is, long) = self.one_move();
        let (message, note) = match (is_inflow, self.checker.model.integration.method) {
            (true, _) => (
                format!("`{name}` comes to its goal in {time}, and {is}"),
                format!("in each {noun} it moves by {times} times the gap that is left: {}", self.consequence(loss)),
            ),
            (false, Method::Rk4) => (
                format!("`{name}` is emptied in {time}, and {is}"),
                format!("each {noun} takes {times} times what is in it: {}", self.consequence(loss)),
            ),
            (false, Method::Euler) => (
                format!("`{name}` is emptied in {time}, and {is}"),
                format!("each {noun} takes {times} times what is in it: it falls below zero, or to its `at least`"),
            ),
        };
        let help = format!("write a time of `{long}` or more; what settles within a {noun} is a `let`, not a stock");
        Some(Diagnostic::warning(&codes::TIME_BELOW_STEP, span, message).note(note).help(help))
    }

    /// How much a flow changes with its own stock, if that is the same in all steps.
    fn slope(&mut self, stock: VariableId, flow: &Expr) -> Option<Range> {
        let mut reads = false;
        flow.visit(&mut |part| reads |= matches!(part, Expr::Read { variable, .. } if *variable == stock));
        if !reads {
            return Some(Range::point(0.0));
        }
        match flow {
            Expr::Read { .. } => Some(Range::point(1.0)),
            Expr::Unary { op: UnaryOp::Negate, operand } => Some(self.slope(stock, operand)?.negated()),
            Expr::Binary { op: BinaryOp::Add, left, right } => {
                Some(self.slope(stock, left)?.plus(self.slope(stock, right)?))
            }
            Expr::Binary { op: BinaryOp::Subtract, left, right } => {
                Some(self.slope(stock, left)?.plus(self.slope(stock, right)?.negated()))
            }
            Expr::Binary { op: BinaryOp::Multiply, left, right } => {
                let (with, factor) = if self.ranges.is_fixed(right) { (left, right) } else { (right, left) };
                let factor = self.fixed(factor)?;
                Some(self.slope(stock, with)?.times(factor))
            }
            Expr::Binary { op: BinaryOp::Divide, left, right } => {
                let divisor = self.fixed(right)?;
                Some(self.slope(stock, left)?.over(divisor))
            }
            Expr::Terms(terms) => {
                terms.iter().try_fold(Range::point(0.0), |sum, term| Some(sum.plus(self.slope(stock, &term.value)?)))
            }
            _ => None,
        }
    }

    /// The centre of a value that is the same in all steps.
    fn fixed(&mut self, expr: &Expr) -> Option<Range> {
        self.ranges.is_fixed(expr).then(|| self.ranges.of(expr, View::Centre))
    }

    fn smoothing(&mut self, time: &Expr, span: Span) -> Option<Diagnostic> {
        let years = self.fixed(time)?.low;
        if years >= (1.0 - SLACK) / self.moves() {
            return None;
        }
        let (noun, is, long) = self.one_move();
        let message = format!("this smoothing takes {}, and {is}", self.clock().time_text(years));
        let note = match years > 0.0 {
            true => {
                let gaps = figure(1.0 / (years * self.moves()));
                let consequence = self.consequence(1.0 / years);
                format!("in each {noun} it moves by {gaps} times the gap that is left: {consequence}")
            }
            false => "the gap is divided by the time, and so every world would stop".to_string(),
        };
        let help = format!("write a time of `{long}` or more, or take the value itself, without `smooth`");
        Some(Diagnostic::warning(&codes::TIME_BELOW_STEP, span, message).note(note).help(help))
    }

    /// A rate that asks for an instant, or jumps at one.
    fn comparison(&mut self, comparison: &Expr, span: Span) -> Option<Diagnostic> {
        let model: &Model = &self.checker.model;
        let Expr::Binary { op, left, right } = comparison else { return None };
        let compared = self.compared.get_or_insert_with(|| compared_with_time(model));
        let is_asked = compared.contains(&spelling(comparison));
        let is_instant = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        let at = match (&**left, &**right) {
            (Expr::Number(at), _) | (_, Expr::Number(at)) => *at,
            _ => model.clock.date(model.first_step),
        };
        let at = model.clock.date_words(at);
        match model.integration.method {
            _ if !is_asked => None,
            _ if is_instant => {
                let message = "what moves stocks asks for an instant, and time goes on within a step";
                let note = "rates are computed for several moments of a step, and at most one of them is this";
                let help = format!("ask for the whole step: `in_window({at} .. {at})`");
                Some(Diagnostic::error(&codes::INSTANT, span, message).note(note).help(help))
            }
            Method::Rk4 => {
                let message = "what moves stocks jumps here, and time goes on within a step";
                let note =
                    "the last stage of the step before is computed for the same moment, and sees the jump beforehand";
                let help = format!("take whole steps, such as with `step(height, {at})`, or a window");
                Some(Diagnostic::warning(&codes::JUMP_WITHIN_STEP, span, message).note(note).help(help))
            }
            Method::Euler => None,
        }
    }

    fn limits(&mut self, at_least: &(Expr, Span), at_most: &(Expr, Span)) -> Option<Diagnostic> {
        let (low, high) = (self.fixed(&at_least.0)?, self.fixed(&at_most.0)?);
        if low.low <= high.high {
            return None;
        }
        let message = "`at least` is above `at most`, and no value lies between them";
        let diagnostic = Diagnostic::error(&codes::CROSSED_LIMITS, at_least.1, message).here("at least this");
        Some(diagnostic.label(at_most.1, "at most this").help("write the smaller of the two after `at least`"))
    }
}

/// Whether a value is the time within a step, or a name of it.
fn is_time<'m>(model: &'m Model, mut expr: &'m Expr) -> bool {
    while let Expr::Read { variable, .. } = expr
        && let VariableKind::Let { value } = &model.variables[*variable].kind
    {
        expr = value;
    }
    *expr == Expr::Time
}

/// The comparisons with the time in rates and in the lets that they read.
fn compared_with_time(model: &Model) -> HashSet<String> {
    let rates = model.variables.iter().flat_map(|variable| variable.kind.rates());
    let lets = model.lets_of_rates(|_| true).into_iter().filter_map(|id| match &model.variables[id].kind {
        VariableKind::Let { value } => Some(value),
        _ => None,
    });
    let mut found = HashSet::new();
    let mut note = |part: &Expr| {
        if let Expr::Binary { left, right, .. } = part
            && (is_time(model, left) || is_time(model, right))
        {
            found.insert(spelling(part));
        }
    };
    rates.chain(lets).for_each(|rate| rate.visit(&mut note));
    found
}
