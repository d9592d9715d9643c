//! Functions of the author's own: a call is put in place of what the function computes.
//!
//! The body of a function is checked once by itself against what it says of itself, so that a mistake in it is told once
//! and where it stands. In a call each argument stands where the body names it. What calls come to is bounded.

use std::rc::Rc;

use crate::ast::{self, Argument, Name};
use crate::check::checker::Checker;
use crate::check::known::functions::{Function, FunctionState};
use crate::check::known::scope::{Bound, BoundName, Scope, Stage, Typed};
use crate::check::known::types::{Counts, Ty};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, SetId, Term};
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::Measure;

/// Operations that all calls together come to.
const OPERATIONS_MAX: usize = 1_000_000;

/// Levels of operations, one upon the other, in what a call comes to; and of the bodies of calls within calls.
const LEVELS_MAX: u32 = 200;

/// Places that a mistake shows which a call brings about: its own, and the innermost calls.
const PLACES_MAX: usize = 4;

impl<'a> Checker<'a> {
    /// Checks every function by itself, those of libraries too that nothing calls.
    pub(in crate::check) fn check_functions(&mut self) {
        let known = self.libraries.iter().flat_map(|library| library.functions.values()).chain(self.functions.values());
        let all: Vec<Rc<Function<'a>>> = known.map(|known| Rc::clone(&known.function)).collect();
        for function in all {
            self.is_sound(&function);
        }
    }

    /// Whether a function does what it says of itself; it is checked if it has not been.
    fn is_sound(&mut self, function: &Function<'a>) -> bool {
        if function.state.get() == FunctionState::Unchecked {
            let is_sound = self.at_home(function.library, |checker| checker.sketch(function));
            let found = if is_sound { FunctionState::Sound } else { FunctionState::Broken };
            function.state.set(found);
        }
        function.state.get() == FunctionState::Sound
    }

    /// Checks the body with arguments of which nothing is known but their types.
    fn sketch(&mut self, function: &Function<'a>) -> bool {
        let before = self.complaints.findings.mark();
        let outer = std::mem::replace(&mut self.calls.sketching, true);
        let (judged, read) = (self.later.judgements.len(), self.later.readings.len());
        let mut scope = Scope::new(Stage::Step);
        for ((name, _), (ty, measure)) in function.declared.parameters.iter().zip(&function.parameters) {
            let unknown = Expr::Bound(self.new_binding(SetId::new(0)));
            self.bind_argument(&mut scope, name, (unknown, ty, measure));
        }
        let (ty, measure) = (&function.ty, &function.measure);
        let what = format!("what `{}` gives", function.declared.name.text);
        self.expression_of(&mut scope, &function.declared.value, ty, measure, &what);
        self.later.judgements.truncate(judged);
        self.later.readings.truncate(read);
        self.calls.sketching = outer;
        self.complaints.findings.mark() == before
    }

    fn bind_argument(&mut self, scope: &mut Scope, name: &Name, (value, ty, measure): (Expr, &Ty, &Measure)) {
        let size = size(&value);
        let meaning = Bound::Argument(Rc::new(given(value, ty, measure)), size);
        let symbol = self.declare_bound(SymbolKind::Local, name, &meaning);
        scope.bound.push(BoundName { name: name.text.clone(), meaning, symbol });
    }

    /// What a function is called with, where its body names it.
    pub(super) fn argument(&mut self, typed: &Typed, size: usize, span: Span) -> Typed {
        if self.has_room(size, span) {
            return typed.clone();
        }
        // What is too large is not copied only to be left out.
        Typed { symbol: typed.symbol.clone(), counts: typed.counts, ..Typed::new(Expr::Number(0.0), typed.ty.clone()) }
    }

    /// Counts operations that calls come to; too many are reported once.
    fn has_room(&mut self, more: usize, span: Span) -> bool {
        self.calls.operations = self.calls.operations.saturating_add(more);
        let fits = self.calls.operations <= OPERATIONS_MAX;
        if !fits && self.complaints.reported.insert("operations of calls".to_string()) {
            let message = "the functions that are called come to more than a million operations";
            let help = "compute in a `let` what is asked for again and again, and read that";
            self.error(Diagnostic::error(&codes::TOO_LARGE, span, message).help(help));
        }
        fits
    }

    /// A call of a function of the author's own.
    pub(super) fn call_own(
        &mut self,
        scope: &mut Scope,
        function: &Function<'a>,
        name: &Name,
        arguments: &[Argument],
        span: Span,
    ) -> Typed {
        let declared = function.declared;
        let result = given(Expr::Number(0.0), &function.ty, &function.measure);
        let values: Vec<&ast::Expr> = arguments.iter().filter_map(plain).collect();
        if values.len() != arguments.len() || values.len() != declared.parameters.len() {
            self.wrong_count(declared, span);
            return result;
        }
        let before = self.complaints.findings.mark();
        let mut lowered = vec![];
        let due = declared.parameters.iter().zip(&function.parameters);
        for (value, ((parameter, _), (ty, measure))) in values.iter().zip(due) {
            let what = format!("`{}` of `{}`", parameter.text, name.text);
            lowered.push(self.expression_of(scope, value, ty, measure, &what));
        }
        let wrong = self.complaints.findings.mark() != before;
        if wrong || !self.is_sound(function) || self.calls.sketching {
            return result;
        }
        match self.in_place(scope, function, lowered, span) {
            Some(value) => Typed { value, ..result },
            None => result,
        }
    }

    fn wrong_count(&mut self, declared: &ast::Function, span: Span) {
        let name = &declared.name.text;
        let words: Vec<&str> = declared.parameters.iter().map(|(name, _)| name.text.as_str()).collect();
        let due = match words.len() {
            0 => "no values".to_string(),
            1 => "one value".to_string(),
            count => format!("{count} values"),
        };
        let message = format!("`{name}` takes {due}");
        let diagnostic = Diagnostic::error(&codes::WRONG_ARGUMENTS, span, message);
        let diagnostic = diagnostic.label(declared.name.span, "declared here");
        self.error(diagnostic.help(format!("write `{name}({})`", words.join(", "))));
    }

    /// What a function computes of these arguments.
    fn in_place(&mut self, scope: &mut Scope, function: &Function<'a>, lowered: Vec<Expr>, span: Span) -> Option<Expr> {
        let declared = function.declared;
        let body = &declared.value;
        let levels = body.depth + 1;
        if self.calls.levels + levels > LEVELS_MAX {
            self.too_deep(span);
            return None;
        }
        if !self.has_room(written_size(body), span) {
            return None;
        }
        let mut inner = Scope { moment: scope.moment, ..Scope::new(scope.stage) };
        let due = declared.parameters.iter().zip(&function.parameters);
        for (value, ((name, _), (ty, measure))) in lowered.into_iter().zip(due) {
            self.bind_argument(&mut inner, name, (value, ty, measure));
        }
        let before = self.complaints.findings.mark();
        self.calls.levels += levels;
        self.calls.open += 1;
        let what = format!("what `{}` gives", declared.name.text);
        let value = self.at_home(function.library, |checker| {
            checker.expression_of(&mut inner, body, &function.ty, &function.measure, &what)
        });
        self.calls.open -= 1;
        self.calls.levels -= levels;
        for found in self.complaints.findings.since(before).iter_mut().filter(|found| found.labels.len() < PLACES_MAX) {
            *found = found.clone().label(span, format!("in this call of `{}`", declared.name.text));
        }
        scope.reads.append(&mut inner.reads);
        if !is_within(&value, LEVELS_MAX) {
            self.too_deep(span);
            return None;
        }
        // A reader is told of the call, and not of what it is made of.
        let is_told = self.calls.open == 0 && matches!(function.ty, Ty::Quantity(_));
        let label = || self.texts.document.written(span).text;
        Some(if is_told { Expr::Terms(vec![Term { label: label(), value }]) } else { value })
    }

    fn too_deep(&mut self, span: Span) {
        let message = format!("what is called here comes to more than {LEVELS_MAX} operations one upon the other");
        let help = "give a part of it a name of its own: a `let`";
        self.error(Diagnostic::error(&codes::TOO_DEEP, span, message).help(help));
    }
}

fn plain(argument: &Argument) -> Option<&ast::Expr> {
    match argument {
        Argument::Value(value) => Some(value),
        _ => None,
    }
}

/// A value of which a function says what it is.
fn given(value: Expr, ty: &Ty, measure: &Measure) -> Typed {
    let symbol = matches!(ty, Ty::Quantity(_)).then(|| measure.symbol.clone());
    Typed { symbol, counts: Counts::of_unit(measure), ..Typed::new(value, ty.clone()) }
}

fn size(expr: &Expr) -> usize {
    let mut count = 0;
    expr.visit(&mut |_| count += 1);
    count
}

fn written_size(expr: &ast::Expr) -> usize {
    1 + expr.parts().into_iter().map(written_size).sum::<usize>()
}

/// Whether an expression has at most so many levels.
fn is_within(expr: &Expr, levels: u32) -> bool {
    let Some(below) = levels.checked_sub(1) else { return false };
    let mut fits = true;
    expr.for_each_operand(&mut |part| fits = fits && is_within(part, below));
    fits
}
