//! Parts that many declarations share: names with indices and types, evidence, citations.

use std::ops::Range;

use super::descent::{Parsed, Parser};
use super::words::RESERVED;
use crate::ast::{Citation, Evidence, Header, Index, Known, Name, Said, TypeExpr, Who};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Source, Status};
use crate::span::{FileId, Span};
use crate::token::{Sign, TokenKind};

impl Parser<'_> {
    /// `name[indices] : type "label"`
    pub(super) fn header(&mut self, what: &str) -> Parsed<Header> {
        let name = self.new_name(what)?;
        let indices = self.indices()?;
        let ty = if self.eat_sign(Sign::Colon) { Some(self.type_expr()?) } else { None };
        let label = self.eat_text();
        Ok(Header { name, indices, ty, label, known: None })
    }

    /// A message between quotes, and who hears of it.
    pub(super) fn said(&mut self) -> Parsed<Said> {
        let text = self.expect_text("a message between quotes")?;
        Ok(Said { text, known: self.known_to()? })
    }

    /// `known to p in Person where c`, if it comes next.
    pub(super) fn known_to(&mut self) -> Parsed<Option<Known>> {
        if !self.eat_word("known") {
            return Ok(None);
        }
        if !self.eat_word("to") {
            return self.expected_so("`to`", "write `known to Set`, `known to p in Person where …` or `known to p`");
        }
        let start = self.here();
        let who = if self.word_at(1) == "in" {
            let binding = Some(self.new_name("a name for somebody who knows it")?);
            self.expect_word("in")?;
            let index = Index { binding, set: self.name("a set")? };
            let filter = if self.eat_word("where") { Some(self.expression()?) } else { None };
            Who::Each { index, filter }
        } else {
            Who::Named(self.expression()?)
        };
        Ok(Some(Known { who, content: start.to(self.previous()) }))
    }

    pub(super) fn indices(&mut self) -> Parsed<Vec<Index>> {
        let mut indices = vec![];
        if self.eat_sign(Sign::OpenBracket) {
            loop {
                indices.push(self.index_declaration()?);
                if !self.eat_sign(Sign::Comma) {
                    break;
                }
            }
            self.expect_sign(Sign::CloseBracket)?;
        }
        Ok(indices)
    }

    pub(super) fn index_declaration(&mut self) -> Parsed<Index> {
        let first = self.name("an index, such as `p: Person`")?;
        if !self.eat_sign(Sign::Colon) {
            return Ok(Index { binding: None, set: first });
        }
        self.check_reserved(&first);
        Ok(Index { binding: Some(first), set: self.name("a set")? })
    }

    pub(super) fn check_reserved(&mut self, name: &Name) {
        if RESERVED.contains(&name.text.as_str()) {
            let message = format!("`{}` is a word of the language and cannot be a name", name.text);
            self.findings.push(Diagnostic::error(&codes::RESERVED_WORD, name.span, message));
        }
    }

    pub(super) fn type_expr(&mut self) -> Parsed<TypeExpr> {
        let simple = self.peek().is_some_and(|t| t.kind == TokenKind::Name);
        let compound = self.sign_at(1, Sign::Slash) || self.sign_at(1, Sign::Star) || self.sign_at(1, Sign::Caret);
        if !simple || compound {
            return self.unit_expr(true).map(TypeExpr::Unit);
        }
        let name = self.name("a type")?;
        match self.eat_sign(Sign::Question) {
            true => Ok(TypeExpr::Optional(name)),
            false => Ok(TypeExpr::Named(name)),
        }
    }

    pub(super) fn at_status(&self) -> bool {
        matches!(self.peek_word(), "sourced" | "estimate" | "assumption")
    }

    pub(super) fn evidence(&mut self) -> Option<Evidence> {
        let status = match self.peek_word() {
            "sourced" => Status::Sourced,
            "estimate" => Status::Estimate,
            "assumption" => Status::Assumption,
            _ => return None,
        };
        let span = self.here();
        self.at += 1;
        let looked_ahead = self.eat_word("looked_ahead");
        Some(Evidence { status, looked_ahead, citations: self.citations(), span })
    }

    /// `[key, place; key]`, or nothing.
    pub(super) fn citations(&mut self) -> Vec<Citation> {
        let Some(token) = self.peek().filter(|t| t.kind == TokenKind::Citation) else {
            return vec![];
        };
        self.at += 1;
        split_citation(self.file, self.text, token.start..token.end)
    }
}

/// The sources in a citation, `[key, place; key]`.
///
/// ```
/// let sources = presidium_lang::cited("[zemskov-1991, p. 11; tompson-1995]");
/// assert_eq!((sources[0].key.as_str(), sources[0].locator.as_str()), ("zemskov-1991", "p. 11"));
/// assert_eq!(sources[1].key, "tompson-1995");
/// ```
pub fn cited(citation: &str) -> Vec<Source> {
    let parts = split_citation(FileId::from_raw(0), citation, 0..citation.len());
    parts.into_iter().map(|part| Source { key: part.key.text, locator: part.locator }).collect()
}

/// Keys and places of a citation, with the brackets included in `range`.
pub(crate) fn split_citation(file: FileId, text: &str, range: Range<usize>) -> Vec<Citation> {
    let inside = text[range.clone()].trim_start_matches('[').trim_end_matches(']');
    let mut at = range.start + 1;
    let mut citations = vec![];
    for part in inside.split(';') {
        let (key, locator) = part.split_once(',').unwrap_or((part, ""));
        let start = at + (key.len() - key.trim_start().len());
        let span = Span::new(file, start..start + key.trim().len());
        citations
            .push(Citation { key: Name { text: key.trim().to_string(), span }, locator: locator.trim().to_string() });
        at += part.len() + 1;
    }
    citations
}
