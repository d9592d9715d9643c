//! Changes of a model: the lines of a what-if, and the same on the command line.

use std::ops::Range;

use super::descent::{Failed, Parsed, Parser};
use crate::ast::{Change, ChangeKind, Changed, Expr, ExprKind, Name, Value, Window};
use crate::codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::findings::Findings;
use crate::lexer::lex;
use crate::span::{FileId, Span};
use crate::token::{Sign, TokenKind};

/// First words of changes.
pub(super) const CHANGES: &[&str] = &["pin", "switch", "set", "reading", "forbid"];

/// Reads one change from the text of a file of its own.
pub fn parse_change(file: FileId, text: &str) -> Result<Change, Findings> {
    parse_line(file, text, |parser| parser.change())
}

/// Reads an expression from the text of a file of its own.
pub fn parse_expression(file: FileId, text: &str) -> Result<Expr, Findings> {
    parse_line(file, text, |parser| parser.expression())
}

/// Reads `name`, or `name[element]`, from the text of a file of its own.
pub fn parse_name(file: FileId, text: &str) -> Result<(Name, Vec<Expr>), Findings> {
    parse_line(file, text, |parser| {
        let expr = parser.expression()?;
        match expr.kind {
            ExprKind::Name(name) => Ok((name, vec![])),
            ExprKind::Index { name, indices } => Ok((name, indices)),
            _ => {
                let message = "this is not the name of a variable";
                let diagnostic = Diagnostic::error(&codes::EXPECTED, expr.span, message);
                parser.findings.push(diagnostic.help("write `harvest`, or `grievance[army]`"));
                Err(Failed)
            }
        }
    })
}

/// Reads the parts of a scenario, apart by line or by `;`, from the text of a file of its own.
pub fn parse_scenario(file: FileId, text: &str) -> Result<Vec<Changed>, Findings> {
    let mut parts = vec![];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.find('#').unwrap_or(line.len());
        let ends = line[..code].match_indices(';').map(|(end, _)| end).chain([code]);
        let mut from = 0;
        for end in ends {
            let part = start + from..start + end;
            if !text[part.clone()].trim().is_empty() {
                parts.push(parse_part(file, text, part, |parser| parser.changed())?);
            }
            from = end + 1;
        }
        start += line.len();
    }
    Ok(parts)
}

fn parse_line<T>(file: FileId, text: &str, read: impl FnOnce(&mut Parser<'_>) -> Parsed<T>) -> Result<T, Findings> {
    parse_part(file, text, 0..text.len(), read)
}

fn parse_part<T>(
    file: FileId,
    text: &str,
    part: Range<usize>,
    read: impl FnOnce(&mut Parser<'_>) -> Parsed<T>,
) -> Result<T, Findings> {
    let lexed = lex(file, text, part.start, part.end, 0);
    if !lexed.findings.is_empty() {
        return Err(lexed.findings);
    }
    let mut parser = Parser::new(file, text, &lexed.tokens);
    match read(&mut parser).and_then(|value| parser.end().map(|()| value)) {
        Ok(value) if parser.findings.is_empty() => Ok(value),
        _ => Err(parser.findings),
    }
}

impl Parser<'_> {
    /// A change, the name of a what-if, or a way to run a scenario.
    fn changed(&mut self) -> Parsed<Changed> {
        let (first, second) = (self.peek_word(), self.word_at(1));
        match (first, second) {
            ("follow", "record") if self.word_at(2) == "until" => {
                self.at += 3;
                self.date("a month, such as `1957-12`").map(|date| Changed::FollowRecord(Some(date)))
            }
            ("follow", "record") => Ok(self.phrase(2, Changed::FollowRecord(None))),
            ("decide", "by") if self.word_at(2) == "lot" => Ok(self.phrase(3, Changed::Lots)),
            ("widen", "priors") if self.word_at(2) == "by" => {
                self.at += 3;
                match self.peek().map(|token| token.kind) {
                    Some(TokenKind::Number(times)) if times > 0.0 => Ok(self.phrase(1, Changed::Widen(times))),
                    _ => self.expected("a number above zero"),
                }
            }
            ("redraw", name) if self.word_at(2) == "by" && self.word_at(3) == "seed" => {
                let all = name == "parameters";
                self.at += 1;
                let name = self.name("`parameters`, or the name of a parameter")?;
                self.seed().map(|seed| Changed::Redraw((!all).then_some(name), seed))
            }
            ("shuffle", _) if self.word_at(2) == "by" && self.word_at(3) == "seed" => {
                self.at += 1;
                let name = self.name("the name of a parameter or a table")?;
                self.seed().map(|seed| Changed::Shuffle(name, seed))
            }
            ("exchange", _) if self.word_at(2) == "and" => {
                self.at += 1;
                let one = self.name("an element of a set")?;
                self.at += 1;
                self.name("an element of the same set").map(|other| Changed::Exchange(one, other))
            }
            _ if self.tokens.len() == 1 => self.name("a change, or the name of a what-if").map(Changed::As),
            _ => self.change().map(|change| Changed::By(Box::new(change))),
        }
    }

    /// `by seed 7`
    fn seed(&mut self) -> Parsed<u64> {
        /// Up to here every whole number is one of its own.
        const MOST: f64 = 9_007_199_254_740_992.0;
        self.at += 2;
        match self.peek().map(|token| token.kind) {
            Some(TokenKind::Number(seed)) if seed >= 0.0 && seed.fract() == 0.0 && seed < MOST => {
                self.at += 1;
                Ok(seed as u64)
            }
            _ => self.expected("a whole number below 2^53"),
        }
    }

    /// Passes over so many words, which together say this.
    fn phrase(&mut self, words: usize, says: Changed) -> Changed {
        self.at += words;
        says
    }

    pub(super) fn change(&mut self) -> Parsed<Change> {
        let start = self.here();
        let is_name = self.peek().is_some_and(|t| t.kind == TokenKind::Name);
        let assigns =
            self.sign_at(1, Sign::Equal) || self.sign_at(1, Sign::Tilde) || self.sign_at(1, Sign::OpenBracket);
        let second = self.word_at(1);
        match self.peek_word() {
            _ if is_name && assigns => self.set_change(start),
            "set" => {
                self.next();
                self.set_change(start)
            }
            "switch" => {
                self.next();
                let target = self.name("the name of a switch")?;
                let on = self.on_or_off()?;
                Ok(self.finish(ChangeKind::Switch(on), target, vec![], None, start))
            }
            "reading" => {
                self.next();
                let target = self.name("the name of a parameter")?;
                let reading = self.name("the name of a reading")?;
                Ok(self.finish(ChangeKind::Reading(reading), target, vec![], None, start))
            }
            "pin" if second == "vote" && self.word_at(2) == "of" => {
                self.at += 3;
                let member = self.name("a member of the body")?;
                self.expect_word("in")?;
                let target = self.name("the name of a decision")?;
                let elements = self.element_names()?;
                self.expect_word("to")?;
                let option = self.chosen_name("the name of an option")?;
                let window = self.window()?;
                Ok(self.finish(ChangeKind::PinVote { member, option }, target, elements, window, start))
            }
            "pin" => {
                self.next();
                let target = self.name("the name of a decision")?;
                let elements = self.element_names()?;
                self.expect_word("to")?;
                let option = self.chosen_name("the name of an option")?;
                let window = self.window()?;
                Ok(self.finish(ChangeKind::Pin(option), target, elements, window, start))
            }
            "forbid" => {
                self.next();
                let target = self.name("the name of an event or a decision")?;
                let elements = self.element_names()?;
                let window = self.window()?;
                Ok(self.finish(ChangeKind::Forbid, target, elements, window, start))
            }
            word => {
                let help = did_you_mean(word, CHANGES.iter().copied());
                let result = self.expected("a change: `set`, `switch`, `reading`, `pin` or `forbid`");
                if let Some(diagnostic) = self.findings.last_mut() {
                    diagnostic.helps.extend(help);
                }
                // The word itself may be where recovery looks next.
                self.next();
                result
            }
        }
    }

    fn finish(
        &self,
        kind: ChangeKind,
        target: Name,
        elements: Vec<Name>,
        window: Option<Window>,
        start: Span,
    ) -> Change {
        Change { kind, target, elements, window, span: start.to(self.previous()) }
    }

    /// `name[element] = value` or `~ prior`
    fn set_change(&mut self, start: Span) -> Parsed<Change> {
        let target = self.name("the name of a parameter")?;
        let elements = self.element_names()?;
        let value: Value = self.value()?;
        Ok(self.finish(ChangeKind::Set(value), target, elements, None, start))
    }

    fn on_or_off(&mut self) -> Parsed<bool> {
        let on = match self.peek_word() {
            "on" => true,
            "off" => false,
            _ => return self.expected("`on` or `off`"),
        };
        self.next();
        Ok(on)
    }

    /// `from 1957-01 to 1957-12`; either half may be left out.
    fn window(&mut self) -> Parsed<Option<Window>> {
        let first = if self.eat_word("from") { Some(self.date("a month, such as `1957-01`")?) } else { None };
        let last = if self.eat_word("to") { Some(self.date("a month, such as `1957-12`")?) } else { None };
        Ok((first.is_some() || last.is_some()).then_some(Window { first, last }))
    }
}
