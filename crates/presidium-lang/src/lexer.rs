//! Text to tokens.
//!
//! By hand, because layout matters: a token knows its column, whether it is the first on its line, and whether a
//! bracket is an index (it touches a name) or a citation (it does not).

use crate::calendar::parse_date;
use crate::characters::is_unseen;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::findings::Findings;
use crate::habits::{ForeignSign, QUOTES, ReadAs, SIGNS};
use crate::span::{FileId, Span};
use crate::token::{Sign, Token, TokenKind};

/// Tokens of the stretch `start..end` of a file's text, and what could not be read.
pub struct Lexed {
    pub tokens: Vec<Token>,
    pub findings: Findings,
}

/// Splits a stretch of text into tokens. `indent` is the column that counts as the first.
pub fn lex(file: FileId, text: &str, start: usize, end: usize, indent: usize) -> Lexed {
    let mut lexer = Lexer {
        file,
        text: &text[..end],
        at: start,
        indent,
        line: 0,
        line_start: text[..start].rfind('\n').map_or(0, |i| i + 1),
        first_on_line: true,
        indentation: None,
        lexed: Lexed { tokens: vec![], findings: Findings::default() },
    };
    while lexer.skip_space() {
        lexer.token();
    }
    lexer.lexed
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    indent: usize,
    line: u32,
    line_start: usize,
    first_on_line: bool,
    /// How lines have been indented so far.
    indentation: Option<Indentation>,
    lexed: Lexed,
}

#[derive(Clone, Copy, PartialEq)]
enum Indentation {
    Spaces,
    Tabs,
    /// Reported.
    Mixed,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves to the next token; false at the end. Unseen characters have been reported where the text came in.
    fn skip_space(&mut self) -> bool {
        while let Some(c) = self.peek() {
            match c {
                '\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                    self.first_on_line = true;
                }
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                c if c.is_whitespace() || is_unseen(c) => self.at += c.len_utf8(),
                _ => return true,
            }
        }
        false
    }

    fn token(&mut self) {
        match self.peek() {
            Some(c) if c.is_alphabetic() || c == '_' => self.name(),
            Some(c) if c.is_ascii_digit() => self.number(),
            Some('"') => self.enclosed(TokenKind::Text, '"', "a text"),
            Some('|') if self.first_on_line => self.row(),
            Some('[') if !self.touches_name() => self.enclosed(TokenKind::Citation, ']', "a citation"),
            _ => self.sign(),
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let column = (self.at - self.line_start).saturating_sub(self.indent) as u32;
        let first_on_line = std::mem::replace(&mut self.first_on_line, false);
        if first_on_line {
            self.check_indentation();
        }
        let (start, end) = (self.at, self.at + length);
        self.lexed.tokens.push(Token { kind, start, end, line: self.line, column, first_on_line });
        self.at = end;
    }

    /// Lines of a block are indented with spaces alone or with tabs alone: the two have no common measure.
    fn check_indentation(&mut self) {
        let space = &self.text[self.line_start..self.at];
        let found = match (space.contains('\t'), space.len() > self.indent) {
            (true, _) => Indentation::Tabs,
            (false, true) => Indentation::Spaces,
            (false, false) => return,
        };
        if self.indentation == Some(Indentation::Mixed) {
            return;
        }
        let both = space[self.indent.min(space.len())..].contains(' ') && found == Indentation::Tabs;
        if both || self.indentation.is_some_and(|before| before != found) {
            let message = "tabs and spaces are mixed, and how far a line is indented says what it belongs to";
            let span = Span::new(self.file, self.line_start..self.at);
            let diagnostic = Diagnostic::error(&codes::UNKNOWN_CHARACTER, span, message);
            self.lexed.findings.push(diagnostic.help("indent all lines with spaces"));
            self.indentation = Some(Indentation::Mixed);
        } else {
            self.indentation.get_or_insert(found);
        }
    }

    fn error(&mut self, code: &'static codes::Code, length: usize, message: String, help: Option<&str>) {
        let span = Span::new(self.file, self.at..self.at + length);
        self.lexed.findings.push(Diagnostic::error(code, span, message).help_if(help.map(str::to_string)));
    }

    /// A bracket belongs to the name it touches, unless that is a word that a citation follows.
    fn touches_name(&self) -> bool {
        self.lexed.tokens.last().is_some_and(|last| {
            let word = &self.text[last.start..last.end];
            last.end == self.at
                && last.kind == TokenKind::Name
                && !matches!(word, "sourced" | "estimate" | "assumption")
        })
    }

    fn name(&mut self) {
        // A raised digit is no part of a name, or `x²` would be one.
        let is_part = |c: char| (c.is_alphanumeric() && !"¹²³".contains(c)) || c == '_';
        let length = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
        self.push(TokenKind::Name, length);
    }

    /// A date, or a number, or a percentage.
    fn number(&mut self) {
        if let Some(length) = date_length(self.rest()) {
            let written = self.rest()[..length].to_string();
            match parse_date(&written) {
                Some(date) => self.push(TokenKind::Date(date), length),
                None => {
                    let help = "a date is a year, a month and perhaps a day: `1953-03`, `1953-03-05`";
                    self.error(&codes::BAD_NUMBER, length, format!("`{written}` is not a date"), Some(help));
                    self.push(TokenKind::Date(0.0), length);
                }
            }
            return;
        }
        let length = number_length(self.rest());
        let written = self.rest()[..length].replace('_', "");
        let value = written.parse::<f64>().ok().filter(|v| v.is_finite());
        if value.is_none() {
            self.error(&codes::BAD_NUMBER, length, format!("`{written}` is not a number"), None);
        }
        let value = value.unwrap_or(0.0);
        match self.rest()[length..].starts_with('%') {
            true => self.push(TokenKind::Number(value / 100.0), length + 1),
            false => self.push(TokenKind::Number(value), length),
        }
    }

    /// A token that ends with a closing sign on the same line.
    fn enclosed(&mut self, kind: TokenKind, close: char, what: &str) {
        let end = self.rest()[1..].find([close, '\n']).map_or(self.rest().len(), |inside| inside + 1);
        match self.rest()[end..].starts_with(close) {
            true => self.push(kind, end + 1),
            false => {
                let length = self.rest()[..end].trim_end().len();
                let message = format!("{what} is not closed on its line");
                let help = format!("end it with `{close}`");
                self.error(&codes::UNCLOSED, length, message, Some(&help));
                self.push(kind, length);
            }
        }
    }

    fn row(&mut self) {
        let line_end = self.rest().find('\n').unwrap_or(self.rest().len());
        let length = self.rest()[..line_end].trim_end().len();
        self.push(TokenKind::Row, length);
    }

    fn sign(&mut self) {
        let found = Sign::SPELLINGS.iter().find(|(text, _)| self.rest().starts_with(text));
        let longer = |foreign: &&ForeignSign| found.is_none_or(|(text, _)| foreign.text.len() > text.len());
        if let Some(foreign) = SIGNS.iter().filter(longer).find(|foreign| self.rest().starts_with(foreign.text)) {
            return self.foreign_sign(foreign);
        }
        let quote = self.peek().and_then(|c| QUOTES.iter().find(|(mark, _)| *mark == c));
        if let Some((mark, ends)) = quote {
            return self.foreign_text(*mark, ends);
        }
        if let Some((text, sign)) = found {
            return self.push(TokenKind::Sign(*sign), text.len());
        }
        if let Some(c) = self.peek() {
            self.unknown_character(c);
        }
    }

    /// Reports a sign of other languages, and reads on as if the one that was meant stood there.
    fn foreign_sign(&mut self, foreign: &ForeignSign) {
        let message = format!("`{}` means nothing here", foreign.text);
        self.error(&codes::UNKNOWN_CHARACTER, foreign.text.len(), message, Some(foreign.help));
        match foreign.read_as {
            ReadAs::Sign(sign) => self.push(TokenKind::Sign(sign), foreign.text.len()),
            ReadAs::Nothing => self.at += foreign.text.len(),
            ReadAs::EndOfLine => self.skip_line(),
        }
    }

    /// Reports a text between other quotation marks, and reads it as a text.
    fn foreign_text(&mut self, mark: char, ends: &[char]) {
        let inside = &self.rest()[mark.len_utf8()..];
        let mut to_its_end = inside.char_indices().skip_while(|(_, c)| *c != '\n' && !ends.contains(c));
        let end = to_its_end.next().filter(|(_, c)| ends.contains(c));
        let length = end.map(|(at, c)| mark.len_utf8() + at + c.len_utf8());
        let message = format!("`{mark}` means nothing here");
        let help = Some("a text stands between `\"` and `\"`");
        self.error(&codes::UNKNOWN_CHARACTER, mark.len_utf8(), message, help);
        match length {
            Some(length) => self.push(TokenKind::Text, length),
            None => self.skip_line(),
        }
    }

    fn unknown_character(&mut self, c: char) {
        let follows_number =
            self.lexed.tokens.last().is_some_and(|last| {
                last.end == self.at && matches!(last.kind, TokenKind::Number(_) | TokenKind::Date(_))
            });
        let touches_name =
            self.lexed.tokens.last().is_some_and(|last| last.end == self.at && last.kind == TokenKind::Name);
        let help = match c {
            '.' if touches_name => "the name of a file stands between quotes; an attribute is read as `born[p]`",
            '.' if follows_number => {
                "a number has one point, and thousands are set apart by `_`: `1_000.5`; a date is `1953-03-05`"
            }
            '.' => "a number begins with a digit: `0.5`",
            _ => return self.meaningless(c, None),
        };
        self.meaningless(c, Some(help));
    }

    fn meaningless(&mut self, c: char, help: Option<&str>) {
        self.error(&codes::UNKNOWN_CHARACTER, c.len_utf8(), format!("`{c}` means nothing here"), help);
        self.skip_line();
    }

    /// After a character that nothing can be made of, the rest of the line is not read.
    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }
}

/// Length of a date at the start of `text`: `1953-03` or `1953-03-05`.
fn date_length(text: &str) -> Option<usize> {
    let is_date = |length: &usize| -> bool {
        let digit_or_dash = |(i, b): (usize, u8)| {
            if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() }
        };
        text.get(..*length).is_some_and(|part| part.bytes().enumerate().all(digit_or_dash))
            && !text[*length..].starts_with(|c: char| c.is_ascii_digit() || c == '_')
    };
    [10, 7].into_iter().find(is_date)
}

/// Length of a number at the start of `text`.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| -> usize {
        text[from..].find(|c: char| !c.is_ascii_digit() && c != '_').map_or(text.len(), |n| from + n)
    };
    let starts_digit = |at: usize| text[at..].starts_with(|c: char| c.is_ascii_digit());
    let mut length = digits(0);
    if text[length..].starts_with('.') && starts_digit(length + 1) {
        length = digits(length + 1);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        if starts_digit(length + 1 + sign) {
            length = digits(length + 1 + sign);
        }
    }
    length
}
