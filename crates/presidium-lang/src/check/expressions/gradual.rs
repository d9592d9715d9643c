//! Values that follow gradually: smoothing and delays of first, third and n-th order, trends; and delays whose time varies.
//!
//! All are written out as hidden variables that the language has already: a smoothing of n-th order is a chain of n
//! smoothings, a delay of n-th order a chain of n stocks, and a delay whose time varies looks at one of the steps that it
//! keeps.

use crate::ast::{self, Argument, Name};
use crate::check::checker::Checker;
use crate::check::expressions::hidden::Carried;
use crate::check::expressions::operators::dimension_of;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{binary, reads_local};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Function, Term, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Dimension;

/// Orders above this are slips: what comes out is a fixed delay.
const ORDER_MAX: f64 = 50.0;

/// A delay whose time varies keeps so many steps at most.
const STEPS_MAX: u32 = 600;

/// What the time of a smoothing is called.
const SMOOTHING: &str = "the time of a smoothing";

/// A call as written.
struct Gradual<'e> {
    value: &'e ast::Expr,
    time: &'e ast::Expr,
    initial: &'e ast::Expr,
    order: u32,
}

impl Checker<'_> {
    /// `smooth(x, time, initially v)`: a stock that moves towards what the lets of the step see of `x`; of third or n-th
    /// order a chain of them.
    #[inline(never)]
    pub(super) fn smooth(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let Some(written) = self.gradual(name, arguments, span) else { return Typed::wrong() };
        let Some(mut carried) = self.carried(scope, written.value, written.initial, span) else {
            return Typed::wrong();
        };
        let ty = self.number(&carried.value, written.value.span, "what is smoothed");
        let reads = std::mem::take(&mut carried.reads);
        carried.value.value = self.as_let(carried.value.value, ty.clone(), reads, written.value.span);
        match self.stage_time(scope, &written, SMOOTHING) {
            Some(years) => self.smoothed(carried, &ty, years, (written.order, span)),
            None => Typed::wrong(),
        }
    }

    fn smoothed(&mut self, carried: Carried, ty: &Ty, years: Expr, (order, span): (u32, Span)) -> Typed {
        let (initial, start_reads, counts) = (carried.initial, carried.start_reads, carried.value.counts);
        let mut level = carried.value;
        for stage in 1..=order {
            let carried = Carried {
                value: level,
                initial: initial.clone(),
                time: Some(years.clone()),
                reads: vec![],
                start_reads: start_reads.clone(),
            };
            level = self.carry(carried, ty.clone(), ("smooth", span), |own, Carried { value, initial, time, .. }| {
                let gap = binary(BinaryOp::Subtract, value.value, own);
                let value = time.into_iter().fold(gap, |gap, time| binary(BinaryOp::Divide, gap, time));
                let inflows = vec![Term { label: "moves towards it".to_owned(), value }];
                VariableKind::Stock { initial, inflows, outflows: vec![], at_least: None, at_most: None }
            });
            self.name_stage(stage, order);
        }
        Typed { counts: counts.of_one(), ..level }
    }

    /// `delay3(x, time, initially v)`: what comes in passes through stocks, one after the other, and nothing is lost on the
    /// way. `v` is what comes out at first.
    #[inline(never)]
    pub(super) fn passed_on(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let Some(written) = self.gradual(name, arguments, span) else { return Typed::wrong() };
        let Some(mut carried) = self.carried(scope, written.value, written.initial, span) else {
            return Typed::wrong();
        };
        let ty = self.number(&carried.value, written.value.span, "what is delayed");
        let reads = std::mem::take(&mut carried.reads);
        let mut comes_in = self.as_let(carried.value.value, ty.clone(), reads, written.value.span);
        let Some(years) = self.stage_time(scope, &written, "the time of a delay") else { return Typed::wrong() };
        // What a stage holds at first passes on `v` in the time that it takes then.
        let start_reads = std::mem::take(&mut carried.start_reads);
        let initial = binary(BinaryOp::Multiply, carried.initial, years.clone());
        let level_ty = Ty::Quantity(dimension_of(&ty).times(&self.time_dimension(), 1));
        for stage in 1..=written.order {
            let carried = Carried {
                value: Typed::new(comes_in, level_ty.clone()),
                initial: initial.clone(),
                time: Some(years.clone()),
                reads: vec![],
                start_reads: start_reads.clone(),
            };
            let what = ("delay", span);
            let level = self.carry(carried, level_ty.clone(), what, |own, Carried { value, initial, time, .. }| {
                let passes = time.into_iter().fold(own, |own, time| binary(BinaryOp::Divide, own, time));
                let inflows = vec![Term { label: "comes in".to_owned(), value: value.value }];
                let outflows = vec![Term { label: "passes on".to_owned(), value: passes }];
                VariableKind::Stock { initial, inflows, outflows, at_least: None, at_most: None }
            });
            if level.ty.is_wrong() {
                return level;
            }
            self.name_stage(stage, written.order);
            comes_in = binary(BinaryOp::Divide, level.value, years.clone());
        }
        self.reads_lets(scope, &comes_in, span);
        Typed { counts: carried.value.counts.of_one(), ..Typed::new(comes_in, ty) }
    }

    /// `trend(x, time, initially v)`: how fast `x` grows, as a share of its smoothed value, which is `v` at first.
    #[inline(never)]
    pub(super) fn trend(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let Some(written) = self.gradual(name, arguments, span) else { return Typed::wrong() };
        let Some(mut carried) = self.carried(scope, written.value, written.initial, span) else {
            return Typed::wrong();
        };
        let ty = self.number(&carried.value, written.value.span, "whose trend is asked");
        let reads = std::mem::take(&mut carried.reads);
        let value = self.named_let(carried.value.value, ty.clone(), reads, written.value.span);
        carried.value = Typed::new(value.clone(), ty.clone());
        let Some(years) = self.stage_time(scope, &written, "the time of a trend") else { return Typed::wrong() };
        let smoothed = self.smoothed(carried, &ty, years.clone(), (1, span));
        if smoothed.ty.is_wrong() {
            return smoothed;
        }
        let gap = binary(BinaryOp::Subtract, value, smoothed.value.clone());
        let base = binary(BinaryOp::Multiply, smoothed.value, years);
        let per_time = Dimension::pure().times(&self.time_dimension(), -1);
        let trend = binary(BinaryOp::Divide, gap, base);
        self.reads_lets(scope, &trend, span);
        Typed::new(trend, Ty::Quantity(per_time))
    }

    /// `delay(x, time, at most 5 years, initially v)`: the time may differ by element, world and step.
    #[inline(never)]
    pub(super) fn moving_delay(
        &mut self,
        scope: &mut Scope,
        [value, time, most, initial]: [&ast::Expr; 4],
        span: Span,
    ) -> Typed {
        let longest = self.whole_steps(scope, most, "the longest delay");
        if let Some(steps) = longest.filter(|&steps| steps > STEPS_MAX) {
            let message =
                format!("a delay whose time varies keeps {STEPS_MAX} steps at most, and this asks for {steps}");
            let help = "a delay of a known length may be longer: `delay(x, 60 years, initially v)`";
            self.error(Diagnostic::error(&codes::BROKEN_DELAY, most.span, message).help(help));
            return Typed::wrong();
        }
        let carried = self.carried(scope, value, initial, span);
        let years = self.read_time(scope, time, "the time of a delay");
        let (Some(longest), Some(carried), Some((years, reads))) = (longest, carried, years) else {
            return Typed::wrong();
        };
        self.later.judgements.push(Judgement::Delay { time: years.clone(), longest, span: time.span });
        let steps = self.steps_within(years, longest);
        let steps = self.named_let(steps, Ty::pure(), reads, time.span);
        let (counts, mut level, first) =
            (carried.value.counts.of_one(), carried.value.clone(), carried.initial.clone());
        let (mut reads, start_reads) = (carried.reads, carried.start_reads);
        let mut kept = vec![];
        for _ in 0..longest {
            let carried = Carried {
                value: level,
                initial: first.clone(),
                time: None,
                reads: std::mem::take(&mut reads),
                start_reads: start_reads.clone(),
            };
            level = self.lag(carried, 1, scope.moment, span);
            if level.ty.is_wrong() {
                return level;
            }
            kept.push(level.value.clone());
        }
        self.reads_lets(scope, &steps, span);
        Typed { value: chosen(&steps, &kept, 1), counts, ..level }
    }

    /// A time as a number of whole steps, of which there are one at least and so many at most.
    fn steps_within(&self, years: Expr, longest: u32) -> Expr {
        let call = |function, arguments| Expr::Call { function, arguments };
        let steps =
            call(Function::Round, vec![binary(BinaryOp::Divide, years, Expr::Number(self.model.clock.length()))]);
        let steps = call(Function::Max, vec![steps, Expr::Number(1.0)]);
        call(Function::Within, vec![steps, Expr::Number(1.0), Expr::Number(f64::from(longest))])
    }

    /// Value, time, order and first value, as written.
    fn gradual<'e>(&mut self, name: &Name, arguments: &'e [Argument], span: Span) -> Option<Gradual<'e>> {
        let of_any_order = matches!(name.text.as_str(), "smooth_n" | "delay_n");
        match (arguments, of_any_order) {
            ([Argument::Value(value), Argument::Value(time), Argument::Initially(initial)], false) => {
                let order = if name.text.ends_with('3') { 3 } else { 1 };
                Some(Gradual { value, time, initial, order })
            }
            (
                [Argument::Value(value), Argument::Value(time), Argument::Value(order), Argument::Initially(initial)],
                true,
            ) => Some(Gradual { value, time, initial, order: self.order_of(order)? }),
            _ => {
                let (order, example) = if of_any_order { (", an order", ", 5") } else { ("", "") };
                let message = format!("`{}` takes a value, a time{order}, and what it is initially", name.text);
                let help = format!("write `{}(x, 6 months{example}, initially v)`", name.text);
                self.wrong_arguments(span, message, Some(&help));
                None
            }
        }
    }

    /// The order of a smoothing or delay, which is known before a run.
    fn order_of(&mut self, written: &ast::Expr) -> Option<u32> {
        let before = self.complaints.findings.mark();
        let order = self.pure(&mut Scope::new(Stage::Constant), written, "an order");
        if self.complaints.findings.mark() != before {
            return None;
        }
        let order = self.constant(&order, &[], written.span);
        if order.fract() == 0.0 && (1.0..=ORDER_MAX).contains(&order) {
            return Some(order as u32);
        }
        let message = format!("an order is a whole number from 1 to {ORDER_MAX}");
        self.wrong_arguments(
            written.span,
            message,
            Some("the higher the order, the nearer is a delay of fixed length"),
        );
        None
    }

    /// What each stage takes, as the lets of the step see it.
    fn stage_time(&mut self, scope: &mut Scope, written: &Gradual<'_>, what: &str) -> Option<Expr> {
        let (years, reads) = self.read_time(scope, written.time, what)?;
        let (years, ty) = (staged(years, written.order), Ty::Quantity(self.time_dimension()));
        self.later.judgements.push(Judgement::Smoothing { time: years.clone(), span: written.time.span });
        // A smoothing of first order has its time once in the model, all others more often.
        Some(match (&years, what) {
            (Expr::Number(_), _) => years,
            (_, SMOOTHING) if written.order == 1 => self.as_let(years, ty, reads, written.time.span),
            _ => self.named_let(years, ty, reads, written.time.span),
        })
    }

    /// A time within a step, and what it reads.
    fn read_time(
        &mut self,
        scope: &mut Scope,
        time: &ast::Expr,
        what: &str,
    ) -> Option<(Expr, Vec<(VariableId, Span)>)> {
        let (facts, outer) = (scope.take_facts(), std::mem::take(&mut scope.reads));
        let years = self.time(scope, time, what);
        let reads = std::mem::replace(&mut scope.reads, outer);
        scope.facts = facts;
        if reads_local(&years) {
            let message = "a value that a rule computes for itself cannot be carried over steps";
            let diagnostic = Diagnostic::error(&codes::NOT_YET_KNOWN, time.span, message);
            self.error(diagnostic.help("compute it in a `let` declaration"));
            return None;
        }
        Some((years, reads))
    }

    /// Notes the hidden lets that a value reads in the same step.
    fn reads_lets(&self, scope: &mut Scope, value: &Expr, span: Span) {
        value.visit(&mut |part| {
            if let Expr::Read { variable, .. } = part
                && matches!(self.model.variables[*variable].kind, VariableKind::Let { .. })
            {
                scope.reads.push((*variable, span));
            }
        });
    }

    /// What a reader knows the stock of a stage by.
    fn name_stage(&mut self, stage: u32, order: u32) {
        if stage < order
            && let Some(last) = self.model.variables.last_mut().filter(|last| last.hidden)
        {
            last.label += &format!(", stage {stage} of {order}");
        }
    }
}

/// A time for each of so many stages.
fn staged(years: Expr, order: u32) -> Expr {
    match order {
        1 => years,
        order => binary(BinaryOp::Divide, years, Expr::Number(f64::from(order))),
    }
}

/// Of values of one step ago, two steps ago and so on the one so many steps ago. As a tree of two halves each time, so that
/// many of them make it no deeper than it must be.
fn chosen(steps: &Expr, kept: &[Expr], first: usize) -> Expr {
    if let [only] = kept {
        return only.clone();
    }
    let (near, far) = kept.split_at(kept.len() / 2);
    let last_near = (first + near.len() - 1) as f64;
    let is_near = binary(BinaryOp::LessOrEqual, steps.clone(), Expr::Number(last_near));
    Expr::If {
        condition: Box::new(is_near),
        then: Box::new(chosen(steps, near, first)),
        otherwise: Box::new(chosen(steps, far, first + near.len())),
    }
}
