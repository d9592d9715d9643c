//! Help where something else was expected than stands there: what its writer may have been used to.

use super::{Parser, RESERVED};
use crate::habits::{ELSE_IF, decimal_comma};
use crate::token::{Sign, Token, TokenKind};

impl Parser<'_> {
    /// What may help where something else was expected than stands there.
    pub(super) fn habit(&self) -> Option<String> {
        let token = self.peek()?;
        let before = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        match token.kind {
            TokenKind::Citation => Some("an index follows its name without a space: `grievance[army]`".to_string()),
            TokenKind::Sign(Sign::Assign) => {
                Some("`:=` changes a state or a stock within a `do`; elsewhere write `=`".to_string())
            }
            TokenKind::Sign(Sign::Plus) if self.sign_at(1, Sign::Plus) => Some("write `x += 1`".to_string()),
            TokenKind::Sign(Sign::Question) => Some("write `if … then … else …`".to_string()),
            TokenKind::Sign(Sign::Comma) => before.and_then(|number| self.decimal_comma(number)),
            TokenKind::Number(_) => match before.map(|t| t.kind) {
                Some(TokenKind::Sign(Sign::Comma)) => {
                    let number = self.at.checked_sub(2).and_then(|i| self.tokens.get(i))?;
                    self.decimal_comma(number)
                }
                Some(TokenKind::Number(_)) => Some("thousands are set apart by `_`: `1_000_000`".to_string()),
                _ => None,
            },
            TokenKind::Name => self.habit_of_word(self.word_of(token)).or_else(|| {
                let before = before.filter(|t| t.kind == TokenKind::Name && t.line == token.line)?;
                self.small_letters(self.word_of(before))
            }),
            _ => None,
        }
    }

    fn habit_of_word(&self, word: &str) -> Option<String> {
        match word {
            _ if ELSE_IF.contains(&word) => Some("write `else if`".to_string()),
            "end" | "endif" | "end_if" | "fi" | "begin" => {
                Some("what belongs together is indented, and needs no end".to_string())
            }
            _ => self.small_letters(word),
        }
    }

    /// A word of the language with a capital.
    fn small_letters(&self, word: &str) -> Option<String> {
        let small = word.to_lowercase();
        let known = small != word && RESERVED.contains(&small.as_str());
        known.then(|| format!("words of the language are written in small letters: `{small}`"))
    }

    /// `1,5` or `1,000`, beginning with this number: the numbers touch the comma.
    fn decimal_comma(&self, number: &Token) -> Option<String> {
        let rest = &self.text[number.start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
        decimal_comma(rest[..end].trim_end_matches(','))
    }
}
