//! Expressions, and arguments of calls.
//!
//! One function for each level of precedence, from the loosest (`if`, `otherwise`) to the tightest (`^`).

use super::descent::{DEPTH_MAX, NESTING_MAX};
use super::descent::{Failed, Parsed, Parser};
use super::words::{FRAME_WORDS, RESERVED};
use crate::ast::{Argument, Asked, Expr, ExprKind, Name, Prior, Term};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Among, BinaryOp, Fold, UnaryOp};
use crate::span::Span;
use crate::token::{Sign, TokenKind};

impl Parser<'_> {
    /// An expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(|parser| {
            if parser.peek_word() == "if" {
                return parser.if_expression();
            }
            let value = parser.or_expression()?;
            if !parser.eat_word("otherwise") {
                return Ok(value);
            }
            let default = parser.expression()?;
            let span = value.span.to(default.span);
            parser.composed(ExprKind::Otherwise { value: Box::new(value), default: Box::new(default) }, span)
        })
    }

    /// An expression with parts. Its depth is limited here, so that code that walks through it needs no guard.
    fn composed(&mut self, kind: ExprKind, span: Span) -> Parsed<Expr> {
        let expr = Expr::new(kind, span);
        if expr.depth <= DEPTH_MAX {
            return Ok(expr);
        }
        let message = format!("this is a chain of more than {DEPTH_MAX} operations, each on what the others give");
        let diagnostic = Diagnostic::error(&codes::TOO_DEEP, span.end_point(), message).here("it goes on here");
        let diagnostic = diagnostic.help("give parts of it names of their own with `let`");
        let help =
            "a sum over a set is `sum(i in Set: x[i])`; one of named terms, `sum of \"a\" x \"b\" y`, may be long";
        self.findings.push(diagnostic.help(help));
        Err(Failed)
    }

    /// Guards the stack against texts that nest without end.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= NESTING_MAX {
            let message = "this is nested too deeply";
            let diagnostic = Diagnostic::error(&codes::TOO_DEEP, self.here(), message);
            self.findings.push(diagnostic.help("give a part of it a name with `let`"));
            return Err(Failed);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn if_expression(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.expect_word("if")?;
        let condition = Box::new(self.expression()?);
        self.expect_word("then")?;
        let then = Box::new(self.expression()?);
        if !self.eat_word("else") {
            return self.expected_so("`else`", "an `if` in an expression says both: `if … then … else …`");
        }
        let otherwise = Box::new(self.expression()?);
        let span = start.to(otherwise.span);
        self.composed(ExprKind::If { condition, then, otherwise }, span)
    }

    pub(super) fn or_expression(&mut self) -> Parsed<Expr> {
        let mut left = self.and_expression()?;
        while self.peek_word() == "or" {
            left = self.binary(left, BinaryOp::Or, Self::and_expression)?;
        }
        Ok(left)
    }

    fn and_expression(&mut self) -> Parsed<Expr> {
        let mut left = self.not_expression()?;
        while self.peek_word() == "and" {
            left = self.binary(left, BinaryOp::And, Self::not_expression)?;
        }
        Ok(left)
    }

    fn not_expression(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if !self.eat_word("not") {
            return self.comparison();
        }
        let operand = Box::new(self.nested(Self::not_expression)?);
        let span = start.to(operand.span);
        self.composed(ExprKind::Unary { op: UnaryOp::Not, operand }, span)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.addition()?;
        if self.peek_word() == "is" {
            return self.is_expression(left);
        }
        let Some(op) = self.comparison_sign() else {
            return Ok(left);
        };
        let compared = self.binary(left, op, Self::addition)?;
        if self.comparison_sign().is_some() {
            let message = "comparisons cannot be chained";
            let diagnostic = Diagnostic::error(&codes::EXPECTED, self.here(), message);
            self.findings.push(diagnostic.help("write `a < b and b < c`"));
            return Err(Failed);
        }
        Ok(compared)
    }

    fn comparison_sign(&self) -> Option<BinaryOp> {
        let Some(TokenKind::Sign(sign)) = self.peek().map(|t| t.kind) else {
            return None;
        };
        match sign {
            Sign::Equal => Some(BinaryOp::Equal),
            Sign::NotEqual => Some(BinaryOp::NotEqual),
            Sign::Less => Some(BinaryOp::Less),
            Sign::LessOrEqual => Some(BinaryOp::LessOrEqual),
            Sign::Greater => Some(BinaryOp::Greater),
            Sign::GreaterOrEqual => Some(BinaryOp::GreaterOrEqual),
            _ => None,
        }
    }

    /// `x is none`, `x is some`, `x is in Set`, `x is not in Set`.
    fn is_expression(&mut self, operand: Expr) -> Parsed<Expr> {
        self.expect_word("is")?;
        let operand = Box::new(operand);
        let not = self.eat_word("not");
        let kind = if self.eat_word("in") {
            ExprKind::IsIn { operand, set: self.name("a set")?, negated: not }
        } else if self.eat_word("none") {
            ExprKind::IsNone { operand, negated: not }
        } else if !not && self.eat_word("some") {
            ExprKind::IsNone { operand, negated: true }
        } else {
            let result = self.expected("`none`, `some` or `in` and a set after `is`");
            if let Some(diagnostic) = self.findings.last_mut() {
                diagnostic.helps.push("to compare with a value, write `=` or `!=`".to_string());
            }
            return result;
        };
        let start = match &kind {
            ExprKind::IsIn { operand, .. } | ExprKind::IsNone { operand, .. } => operand.span,
            _ => self.previous(),
        };
        self.composed(kind, start.to(self.previous()))
    }

    fn addition(&mut self) -> Parsed<Expr> {
        let mut left = self.multiplication()?;
        loop {
            let op = match self.peek().map(|t| t.kind) {
                Some(TokenKind::Sign(Sign::Plus)) => BinaryOp::Add,
                Some(TokenKind::Sign(Sign::Minus)) => BinaryOp::Subtract,
                _ => return Ok(left),
            };
            left = self.binary(left, op, Self::multiplication)?;
        }
    }

    fn multiplication(&mut self) -> Parsed<Expr> {
        let mut left = self.negation()?;
        loop {
            let op = match self.peek().map(|t| t.kind) {
                Some(TokenKind::Sign(Sign::Star)) => BinaryOp::Multiply,
                Some(TokenKind::Sign(Sign::Slash)) => BinaryOp::Divide,
                _ => return Ok(left),
            };
            left = self.binary(left, op, Self::negation)?;
        }
    }

    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if !self.eat_sign(Sign::Minus) {
            return self.power();
        }
        let operand = Box::new(self.nested(Self::negation)?);
        let span = start.to(operand.span);
        self.composed(ExprKind::Unary { op: UnaryOp::Negate, operand }, span)
    }

    fn power(&mut self) -> Parsed<Expr> {
        let base = self.primary()?;
        match self.at_sign(Sign::Caret) {
            true => self.binary(base, BinaryOp::Power, |parser| parser.nested(Self::negation)),
            false => Ok(base),
        }
    }

    /// Takes the sign and the right side.
    fn binary(&mut self, left: Expr, op: BinaryOp, operand: impl FnOnce(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let sign = self.here();
        self.next();
        let right = operand(self)?;
        let span = left.span.to(right.span);
        self.composed(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), sign }, span)
    }

    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let Some(token) = self.peek() else {
            return self.expected("a value");
        };
        let span = self.span(token);
        match token.kind {
            TokenKind::Number(value) => {
                self.next();
                self.quantity(value, token, span)
            }
            TokenKind::Date(months) => {
                self.next();
                Ok(self.date_at(months, span))
            }
            TokenKind::Sign(Sign::OpenParen) => {
                self.next();
                let inside = self.expression()?;
                self.expect_sign(Sign::CloseParen)?;
                Ok(Expr { span: span.to(self.previous()), ..inside })
            }
            TokenKind::Name => self.named(),
            _ => self.expected("a value"),
        }
    }

    /// A name, alone or with indices or arguments.
    fn named(&mut self) -> Parsed<Expr> {
        let word = self.peek_word();
        if RESERVED.contains(&word) && !matches!(word, "true" | "false" | "none" | "never" | "now") {
            return self.expected("a value");
        }
        let name = self.name("a value")?;
        if name.text == "sum" && self.eat_word("of") {
            return self.terms_expression(name.span);
        }
        let touches = self.peek().is_some_and(|t| t.start == name.span.end as usize);
        if self.at_sign(Sign::OpenBracket) {
            return self.index_expression(name);
        }
        if self.at_sign(Sign::OpenParen) && touches {
            return self.call(name);
        }
        let span = name.span;
        Ok(Expr::new(ExprKind::Name(name), span))
    }

    fn terms_expression(&mut self, start: Span) -> Parsed<Expr> {
        let terms = self.terms()?;
        if terms.is_empty() {
            return self.expected("a term: its name between quotes, then its value");
        }
        self.composed(ExprKind::Terms(terms), start.to(self.previous()))
    }

    /// Terms with names; a text that no value follows is not a term but a label.
    pub(super) fn terms(&mut self) -> Parsed<Vec<Term>> {
        let mut terms = vec![];
        while self.peek().is_some_and(|t| t.kind == TokenKind::Text) && self.value_starts_at(1) {
            let label = self.eat_text();
            terms.push(Term { label, value: self.expression()? });
        }
        Ok(terms)
    }

    /// Can the token `ahead` of the next one begin a value?
    fn value_starts_at(&self, ahead: usize) -> bool {
        let Some(token) = self.tokens.get(self.at + ahead) else {
            return false;
        };
        match token.kind {
            TokenKind::Number(_) | TokenKind::Date(_) => true,
            TokenKind::Sign(sign) => matches!(sign, Sign::OpenParen | Sign::Minus),
            TokenKind::Name if token.first_on_line => false,
            TokenKind::Name if self.word_of(token) == "known" && self.word_at(ahead + 1) == "to" => false,
            TokenKind::Name => {
                let word = self.word_of(token);
                !RESERVED.contains(&word) || matches!(word, "true" | "false" | "none" | "never" | "now" | "if" | "not")
            }
            _ => false,
        }
    }

    fn index_expression(&mut self, name: Name) -> Parsed<Expr> {
        self.expect_sign(Sign::OpenBracket)?;
        let mut indices = vec![self.expression()?];
        while self.eat_sign(Sign::Comma) {
            indices.push(self.expression()?);
        }
        self.expect_sign(Sign::CloseBracket)?;
        let span = name.span.to(self.previous());
        self.composed(ExprKind::Index { name, indices }, span)
    }

    fn call(&mut self, name: Name) -> Parsed<Expr> {
        self.expect_sign(Sign::OpenParen)?;
        if let Some(fold) = fold_of(&name.text).filter(|_| self.word_at(1) == "in") {
            return self.fold(name, fold);
        }
        if name.text == "pick" && self.word_at(1) == "in" {
            return self.picked(name);
        }
        if let Some(question) = question_of(&name.text) {
            return self.among(name, question);
        }
        let arguments = self.arguments()?;
        let span = name.span.to(self.previous());
        self.composed(ExprKind::Call { name, arguments }, span)
    }

    /// Arguments up to the closing parenthesis; the opening one has been taken.
    pub(super) fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        let mut arguments = vec![];
        while !self.eat_sign(Sign::CloseParen) {
            arguments.push(self.argument()?);
            if !self.eat_sign(Sign::Comma) {
                self.expect_sign(Sign::CloseParen)?;
                break;
            }
        }
        Ok(arguments)
    }

    fn argument(&mut self) -> Parsed<Argument> {
        if self.eat_word("initially") {
            return self.expression().map(Argument::Initially);
        }
        if self.peek_word() == "at" && self.word_at(1) == "most" {
            self.next();
            self.next();
            return self.expression().map(Argument::AtMost);
        }
        let value = self.expression()?;
        if self.eat_sign(Sign::Colon) {
            return Ok(Argument::Pair(value, self.expression()?));
        }
        if self.eat_sign(Sign::DotDot) {
            return Ok(Argument::Range(value, self.expression()?));
        }
        Ok(Argument::Value(value))
    }

    /// `sum(p in Person, t in Office where c: e)`; the parenthesis has been taken.
    fn fold(&mut self, name: Name, fold: Fold) -> Parsed<Expr> {
        let mut indices = vec![];
        loop {
            let binding = Some(self.new_name("a name for the element")?);
            if !self.eat_word("in") {
                let help = format!("the value stands after a colon: `{}(p in Person: …)`", name.text);
                return self.expected_so("`in`", &help);
            }
            indices.push(crate::ast::Index { binding, set: self.name("a set")? });
            if !self.eat_sign(Sign::Comma) {
                break;
            }
        }
        let filter = if self.eat_word("where") { Some(Box::new(self.expression()?)) } else { None };
        self.expect_sign(Sign::Colon)?;
        let body = Box::new(self.expression()?);
        self.expect_sign(Sign::CloseParen)?;
        let span = name.span.to(self.previous());
        self.composed(ExprKind::Fold { fold, indices, filter, body }, span)
    }

    /// `nth(2, p in Person where c by largest e)`; the parenthesis has been taken.
    fn among(&mut self, name: Name, question: Among) -> Parsed<Expr> {
        let help = format!("write `{}(…, p in Person by strength[p])`", name.text);
        let argument = Some(self.expression()?);
        if !self.eat_sign(Sign::Comma) {
            return self.expected_so("`,` and the elements that are ordered", &help);
        }
        let binding = Some(self.new_name("a name for the element")?);
        if !self.eat_word("in") {
            return self.expected_so("`in`", &help);
        }
        let index = crate::ast::Index { binding, set: self.name("a set")? };
        let filter = if self.eat_word("where") { Some(self.expression()?) } else { None };
        if !self.eat_word("by") {
            return self.expected_so("`by` and what the elements are ordered by", &help);
        }
        let (largest, key) = self.key()?;
        self.expect_sign(Sign::CloseParen)?;
        let span = name.span.to(self.previous());
        let asked = Asked { question, argument, index, filter, key, largest };
        self.composed(ExprKind::Among(Box::new(asked)), span)
    }

    /// `pick(p in Person where c: weight)`; the parenthesis has been taken.
    fn picked(&mut self, name: Name) -> Parsed<Expr> {
        let folded = self.fold(name, Fold::ArgMax)?;
        let ExprKind::Fold { indices, filter, body, .. } = folded.kind else { return Ok(folded) };
        let index = match <[crate::ast::Index; 1]>::try_from(indices) {
            Ok([index]) => index,
            Err(_) => {
                let diagnostic =
                    Diagnostic::error(&codes::WRONG_ARGUMENTS, folded.span, "one element is picked of one set");
                self.findings.push(diagnostic.help("write `pick(p in Person: weight[p])`"));
                return Err(Failed);
            }
        };
        let question = Among::Lot;
        let filter = filter.map(|filter| *filter);
        let asked = Asked { question, argument: None, index, filter, key: *body, largest: false };
        self.composed(ExprKind::Among(Box::new(asked)), folded.span)
    }

    /// What elements are ordered by, and whether the largest comes first: `strength[p]`, `largest strength[p]`.
    pub(super) fn key(&mut self) -> Parsed<(bool, Expr)> {
        // A name that a value follows is no value.
        let value_follows = match self.tokens.get(self.at + 1).map(|token| token.kind) {
            Some(TokenKind::Number(_)) => true,
            Some(TokenKind::Name) => !RESERVED.contains(&self.word_at(1)) || self.word_at(1) == "if",
            Some(TokenKind::Sign(Sign::OpenParen)) => !self.is_call(),
            _ => false,
        };
        let largest = value_follows && self.eat_word("largest");
        if !largest && value_follows {
            self.eat_word("smallest");
        }
        Ok((largest, self.expression()?))
    }

    /// Whether the next token and the parenthesis behind it touch.
    fn is_call(&self) -> bool {
        let (name, open) = (self.peek(), self.tokens.get(self.at + 1));
        name.zip(open).is_some_and(|(name, open)| name.end == open.start)
    }

    /// `~ normal(0, 1) within -1 .. 1`, after the `~`.
    pub(super) fn prior(&mut self) -> Parsed<Prior> {
        let what = "a distribution, such as `normal(mean, sd)`";
        if self.at_status() {
            return self.expected(what);
        }
        if !self.peek().is_some_and(|t| t.kind == TokenKind::Name) {
            return self.expected_so(what, "a value that is fixed stands after `=`");
        }
        let shape = self.name(what)?;
        self.expect_sign(Sign::OpenParen)?;
        let arguments = self.arguments()?;
        let mut within = None;
        if self.eat_word("within") {
            let low = self.expression()?;
            self.expect_sign(Sign::DotDot)?;
            within = Some((low, self.expression()?));
        }
        let span = shape.span.to(self.previous());
        Ok(Prior { shape, arguments, within, span })
    }

    /// A date that is written out or, for models that have no calendar, a number with its unit.
    pub(super) fn date(&mut self, what: &str) -> Parsed<Expr> {
        let Some(token) = self.peek() else { return self.expected(what) };
        match token.kind {
            TokenKind::Date(_) => self.primary(),
            TokenKind::Number(value) => {
                self.next();
                let span = self.span(token);
                if self.at_sign(Sign::Slash) || self.at_sign(Sign::Minus) {
                    return self.expected_so("a `-` between year and month", DATE_IN_FULL);
                }
                match FRAME_WORDS.contains(&self.peek_word()) {
                    true => Ok(Expr::new(ExprKind::Number(value), span)),
                    false => self.quantity(value, token, span),
                }
            }
            _ => self.expected(what),
        }
    }

    fn date_at(&self, months: f64, span: Span) -> Expr {
        let is_day = self.text[span.range()].matches('-').count() == 2;
        Expr::new(ExprKind::Date { months, is_day }, span)
    }
}

/// The question of this name that is put to the elements of a set.
pub(crate) fn question_of(name: &str) -> Option<Among> {
    match name {
        "nth" => Some(Among::Nth),
        "rank" => Some(Among::Rank),
        _ => None,
    }
}

/// How a date is written.
pub(crate) const DATE_IN_FULL: &str =
    "a date is a year, a month and perhaps a day, each in full: `1953-03`, `1953-03-05`";

/// The fold of this name.
pub(crate) fn fold_of(name: &str) -> Option<Fold> {
    match name {
        "sum" => Some(Fold::Sum),
        "product" => Some(Fold::Product),
        "mean" => Some(Fold::Mean),
        "min" => Some(Fold::Min),
        "max" => Some(Fold::Max),
        "count" => Some(Fold::Count),
        "any" => Some(Fold::Any),
        "all" => Some(Fold::All),
        "argmax" => Some(Fold::ArgMax),
        "argmin" => Some(Fold::ArgMin),
        _ => None,
    }
}
