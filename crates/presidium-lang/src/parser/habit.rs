//! Help where something else was expected than stands there: what its writer may have been used to.

use super::descent::Parser;
use super::words::RESERVED;
use crate::habits::{self, ELSE_IF, decimal_comma};
use crate::token::{Sign, Token, TokenKind};

impl Parser<'_> {
    /// What may help where something else was `due` than stands there.
    pub(super) fn habit(&self, due: &str) -> Option<String> {
        let token = self.peek()?;
        let before = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        match token.kind {
            TokenKind::Citation => Some("an index follows its name without a space: `grievance[army]`".to_string()),
            TokenKind::Sign(Sign::Assign) => {
                Some("`:=` changes a state or a stock within a `do`; elsewhere write `=`".to_string())
            }
            TokenKind::Sign(Sign::Plus) if self.sign_at(1, Sign::Plus) => Some("write `x += 1`".to_string()),
            TokenKind::Text if due == "a value" => self.habit_of_text(self.word_of(token)),
            TokenKind::Sign(Sign::Less | Sign::LessOrEqual | Sign::Greater | Sign::GreaterOrEqual | Sign::Equal)
                if before.is_some_and(|t| matches!(self.word_of(t), "and" | "or")) =>
            {
                Some("each side is a whole comparison: `x > 1 and x < 3`".to_string())
            }
            TokenKind::Sign(Sign::Question) => Some("write `if … then … else …`".to_string()),
            TokenKind::Sign(Sign::Comma) => before.and_then(|number| self.decimal_comma(number)),
            TokenKind::Number(_) => match before.map(|t| t.kind) {
                Some(TokenKind::Sign(Sign::Comma)) => {
                    let number = self.at.checked_sub(2).and_then(|i| self.tokens.get(i))?;
                    self.decimal_comma(number)
                }
                Some(TokenKind::Number(_)) if token.end - token.start == 3 => before.map(|number| {
                    let joined = format!("{}_{}", self.word_of(number), self.word_of(token));
                    format!("thousands are set apart by `_`: `{joined}`")
                }),
                _ => None,
            },
            TokenKind::Name => self.habit_of_word(self.word_of(token)).or_else(|| {
                let before = before.filter(|t| t.kind == TokenKind::Name && t.line == token.line)?;
                self.small_letters(self.word_of(before), RESERVED)
            }),
            _ => None,
        }
    }

    /// A text where a value is due.
    fn habit_of_text(&self, text: &str) -> Option<String> {
        let inside = text.trim_matches('"');
        let is_date = crate::calendar::parse_date(inside).is_some();
        let is_name = !inside.is_empty() && inside.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_date || is_name).then(|| format!("without quotes: `{inside}`"))
    }

    /// What may help with a word that is no clause of this declaration.
    pub(super) fn habit_of_clause(&self, of: &str, clauses: &[&str]) -> Option<String> {
        let token = self.peek()?;
        let word = self.word_of(token);
        let assigns = |ahead| self.sign_at(ahead, Sign::Assign) || self.sign_at(ahead, Sign::AddAssign);
        let help = match token.kind {
            TokenKind::Citation => format!("a citation follows a status: `sourced {word}`"),
            TokenKind::Date(_) => format!("a date is asked for in a condition: `when now = {word}`"),
            TokenKind::Number(_) if of == "data" => "values are set apart by commas: `Anna 1, Boris 2`".to_string(),
            TokenKind::Name if assigns(1) || self.sign_at(1, Sign::OpenBracket) => {
                format!("what changes stands after `do`: `do {word} …`")
            }
            TokenKind::Name => match habits::clause(of, word) {
                Some(help) => help.to_string(),
                None => return self.small_letters(word, clauses),
            },
            _ => return None,
        };
        Some(help)
    }

    fn habit_of_word(&self, word: &str) -> Option<String> {
        match word {
            "if" => Some("an `if` within an expression stands in parentheses: `(if … then … else …)`".to_string()),
            "for" => Some("a fold names its element first: `sum(p in Person: anger[p])`".to_string()),
            _ if ELSE_IF.contains(&word) => Some("write `else if`".to_string()),
            "end" | "endif" | "end_if" | "fi" | "begin" => {
                Some("what belongs together is indented, and needs no end".to_string())
            }
            _ => self.small_letters(word, RESERVED),
        }
    }

    /// A word of the language with a capital.
    pub(super) fn small_letters(&self, word: &str, known: &[&str]) -> Option<String> {
        let small = word.to_lowercase();
        let is_known = small != word && known.contains(&small.as_str());
        is_known.then(|| format!("words of the language are written in small letters: `{small}`"))
    }

    /// `1,5` or `1,000`, beginning with this number: the numbers touch the comma.
    fn decimal_comma(&self, number: &Token) -> Option<String> {
        let rest = &self.text[number.start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
        decimal_comma(rest[..end].trim_end_matches(','))
    }
}
