//! Units: behind a number, and in headers.

use super::descent::{Parsed, Parser};
use super::words::RESERVED;
use crate::ast::{Expr, ExprKind, UnitAtom, UnitExpr, UnitFactor};
use crate::habits::ELSE_IF;
use crate::span::Span;
use crate::token::{Sign, Token, TokenKind};

impl Parser<'_> {
    /// A number with the unit that follows it on its line, if one does.
    pub(super) fn quantity(&mut self, value: f64, number: &Token, span: Span) -> Parsed<Expr> {
        match self.at_unit(number) {
            false => Ok(Expr::new(ExprKind::Number(value), span)),
            true => {
                let unit = self.unit_expr(false)?;
                let span = span.to(unit.span);
                Ok(Expr::new(ExprKind::Quantity(value, unit), span))
            }
        }
    }

    /// A unit after a number: a name that is no word of the language, `%`, or `1/` and a name.
    fn at_unit(&self, number: &Token) -> bool {
        let Some(token) = self.peek().filter(|t| t.line == number.line) else {
            return false;
        };
        match token.kind {
            TokenKind::Name => !RESERVED.contains(&self.word_of(token)) && !self.starts_other(token),
            TokenKind::Sign(Sign::Percent) => true,
            TokenKind::Number(_) => self.word_of(token) == "1" && self.sign_at(1, Sign::Slash),
            _ => false,
        }
    }

    /// Words that follow a number in some clause, or begin another statement, and so are no units there.
    fn starts_other(&self, token: &Token) -> bool {
        let assigned = self.sign_at(1, Sign::Assign) || self.sign_at(1, Sign::AddAssign);
        let word = self.word_of(token);
        let bound = word == "at" && matches!(self.word_at(1), "least" | "most");
        let dated = word == "at" && matches!(self.tokens.get(self.at + 1).map(|t| t.kind), Some(TokenKind::Date(_)));
        let habit = ELSE_IF.contains(&word) || RESERVED.contains(&word.to_lowercase().as_str());
        assigned
            || bound
            || dated
            || habit
            || word == self.no_unit
            || matches!(word, "correlated" | "weighing" | "available" | "known")
    }

    /// Reads something in which a word is no unit: the one that follows its number.
    pub(super) fn without_unit<T>(
        &mut self,
        word: &'static str,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        self.no_unit = word;
        let result = read(self);
        self.no_unit = "";
        result
    }

    /// A compound unit; between a number and its unit's parts there is no space, in a header there may be.
    pub(super) fn unit_expr(&mut self, spaced: bool) -> Parsed<UnitExpr> {
        let start = self.here();
        let mut factors = vec![self.unit_factor(1)?];
        while let Some(sign) = self.peek() {
            let adjacent = self.tokens.get(self.at + 1).is_some_and(|next| next.start == sign.end);
            let touches = sign.start == self.previous().end as usize && adjacent;
            let power = match sign.kind {
                TokenKind::Sign(Sign::Slash) => -1,
                TokenKind::Sign(Sign::Star) => 1,
                _ => break,
            };
            if !spaced && !touches {
                break;
            }
            self.next();
            factors.push(self.unit_factor(power)?);
        }
        Ok(UnitExpr { factors, span: start.to(self.previous()) })
    }

    fn unit_factor(&mut self, sign: i32) -> Parsed<UnitFactor> {
        let Some(token) = self.peek() else {
            return self.expected("a unit");
        };
        let atom = match token.kind {
            TokenKind::Name => UnitAtom::Named(self.word_of(token).to_string()),
            TokenKind::Sign(Sign::Percent) => UnitAtom::Percent,
            TokenKind::Number(1.0) => UnitAtom::One,
            _ => return self.expected("a unit"),
        };
        self.next();
        let span = self.span(token);
        let mut power = 1;
        if self.at_sign(Sign::Caret) {
            self.next();
            power = self.unit_power()?;
        }
        Ok(UnitFactor { atom, power: sign * power, span: span.to(self.previous()) })
    }

    fn unit_power(&mut self) -> Parsed<i32> {
        let negative = self.eat_sign(Sign::Minus);
        match self.peek().map(|t| t.kind) {
            Some(TokenKind::Number(value)) if value.fract() == 0.0 && value <= 9.0 => {
                self.next();
                Ok(if negative { -(value as i32) } else { value as i32 })
            }
            _ => self.expected("a small whole number as the power of a unit"),
        }
    }
}
