//! What a rule does: assignments, loops over elements, conditions, lines of the chronicle.
//!
//! A block is what stands on the line of its opening word, and all following lines that are indented further.

use super::descent::{Failed, Parsed, Parser};
use crate::ast::{Effect, Expr, ExprKind, Index, Order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::habits::ELSE_IF;
use crate::token::{Sign, Token, TokenKind};

impl Parser<'_> {
    /// The statements that belong to `opener`, which has been taken.
    pub(super) fn block(&mut self, opener: &Token) -> Vec<Effect> {
        let mut effects = vec![];
        if self.peek().is_some_and(|t| !t.first_on_line) {
            self.statement(&mut effects);
        }
        let inside = |t: &Token| t.first_on_line && t.column > opener.column;
        while self.peek().is_some_and(inside) && self.peek_word() != "else" {
            self.statement(&mut effects);
        }
        effects
    }

    /// One statement; what cannot be read is skipped to the end of its line.
    fn statement(&mut self, into: &mut Vec<Effect>) {
        let start = self.at;
        let result = self.nested(Self::effect);
        let read = result.is_ok();
        // What cannot begin a statement is passed over, or it would be read for ever.
        self.at = self.at.max(start + 1);
        into.extend(result);
        let line_goes_on = |t: &Token| !t.first_on_line;
        if read && self.peek().is_some_and(line_goes_on) && self.peek_word() != "else" {
            let what = "a new line after the statement";
            let _: Parsed<()> = self.expected_so(what, "each statement stands on a line of its own");
            self.skip_line();
        } else if !read {
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|t| !t.first_on_line) {
            self.next();
        }
    }

    fn effect(&mut self) -> Parsed<Effect> {
        match self.peek_word() {
            "for" => self.for_effect(),
            "if" => self.if_effect(None),
            "let" => self.let_effect(),
            "say" | "says" => {
                self.next();
                self.said().map(Effect::Say)
            }
            "" => self.expected("a statement, such as `x := 1`"),
            "print" | "log" | "echo" | "message" if self.sign_at(1, Sign::OpenParen) => {
                self.expected_so("a statement, such as `x := 1`", "a line of the chronicle is `say \"…\"`")
            }
            "end" | "endif" => self.expected("a statement, such as `x := 1`"),
            word if ELSE_IF.contains(&word) => self.expected("a statement, such as `x := 1`"),
            _ => self.assignment(),
        }
    }

    fn assignment(&mut self) -> Parsed<Effect> {
        let target = self.target()?;
        let add = self.at_sign(Sign::AddAssign);
        if !add && self.at_sign(Sign::Equal) {
            let diagnostic = Diagnostic::error(&codes::EXPECTED, self.here(), "`=` compares; `:=` assigns");
            self.findings.push(diagnostic.help("write `:=`"));
            return Err(Failed);
        }
        if !add && !self.at_sign(Sign::Assign) {
            return self.expected("`:=` or `+=`");
        }
        self.next();
        Ok(Effect::Assign { target, add, value: self.expression()? })
    }

    /// A name, with or without indices.
    fn target(&mut self) -> Parsed<Expr> {
        let target = self.primary()?;
        match target.kind {
            ExprKind::Name(_) | ExprKind::Index { .. } => Ok(target),
            _ => {
                let message = "only a state or a stock can be assigned to";
                self.findings.push(Diagnostic::error(&codes::NOT_ASSIGNABLE, target.span, message));
                Err(Failed)
            }
        }
    }

    fn let_effect(&mut self) -> Parsed<Effect> {
        self.next();
        let name = self.new_name("a name for the value")?;
        self.expect_sign(Sign::Equal)?;
        Ok(Effect::Let { name, value: self.expression()? })
    }

    fn for_effect(&mut self) -> Parsed<Effect> {
        let Some(opener) = self.next() else {
            return Err(Failed);
        };
        let binding = Some(self.new_name("a name for the element")?);
        self.expect_word("in")?;
        let index = Index { binding, set: self.name("a set")? };
        let (mut filter, mut order) = (None, None);
        loop {
            let from = self.here();
            match self.peek_word() {
                "where" => {
                    self.next();
                    let condition = self.expression()?;
                    self.once(&mut filter, from, condition);
                }
                "in" => {
                    let read = self.order()?;
                    self.once(&mut order, from, read);
                }
                _ => break,
            }
        }
        if !self.eat_sign(Sign::Colon) {
            return self.expected_so("`:`", "what is done for each element follows a colon: `for p in Person: …`");
        }
        Ok(Effect::For { index, filter, order, body: self.block(opener) })
    }

    /// `in order by lot`, `in order by largest strength[p]`
    pub(super) fn order(&mut self) -> Parsed<Order> {
        self.next();
        if !(self.eat_word("order") && self.eat_word("by")) {
            return self.expected_so("`order by`", "write `for p in Person in order by lot: …`");
        }
        self.order_after_by()
    }

    /// `lot`, `largest strength[p]`
    pub(super) fn order_after_by(&mut self) -> Parsed<Order> {
        if self.at_lot() {
            let span = self.here();
            self.next();
            return Ok(Order::Lot(span));
        }
        let (largest, key) = self.key()?;
        Ok(Order::Key { largest, key })
    }

    /// Whether the word `lot` stands here by itself: a name that a sign such as `+` or `[` follows is a value.
    fn at_lot(&self) -> bool {
        let next = self.tokens.get(self.at + 1).map(|token| token.kind);
        self.peek_word() == "lot"
            && !matches!(next, Some(TokenKind::Sign(sign)) if !matches!(sign, Sign::Colon | Sign::Comma))
    }

    /// `first` is the `if` of whose branches this is one.
    fn if_effect(&mut self, first: Option<&Token>) -> Parsed<Effect> {
        let Some(own) = self.next() else {
            return Err(Failed);
        };
        let opener = first.unwrap_or(own);
        let condition = self.expression()?;
        if self.peek_word() == "then" {
            let help = "in a `do`, what is done follows a colon: `if x > 3: y := 1`";
            return self.expected_so("`:` and what is to be done", help);
        }
        self.expect_sign(Sign::Colon)?;
        let then = self.block(opener);
        let mut otherwise = vec![];
        let belongs = |t: &Token| !t.first_on_line || t.column >= opener.column;
        if ELSE_IF.contains(&self.peek_word()) && self.peek().is_some_and(belongs) {
            let _: Parsed<()> = self.expected("`else if`");
            otherwise.push(self.nested(|parser| parser.if_effect(Some(opener)))?);
            return Ok(Effect::If { condition, then, otherwise });
        }
        if self.peek_word() == "else" && self.peek().is_some_and(belongs) {
            let Some(else_word) = self.next() else {
                return Err(Failed);
            };
            if self.peek_word() == "if" {
                otherwise.push(self.nested(|parser| parser.if_effect(Some(opener)))?);
            } else {
                self.expect_sign(Sign::Colon)?;
                otherwise = self.block(if else_word.first_on_line { else_word } else { opener });
            }
        }
        Ok(Effect::If { condition, then, otherwise })
    }
}
