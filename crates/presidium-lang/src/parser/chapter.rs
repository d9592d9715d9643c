//! A file to declarations: its blocks, and the pieces that start in the first column.

use std::ops::Range;

use super::descent::Parser;
use crate::ast::Declaration;
use crate::clause::Clause;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fences;
use crate::findings::Findings;
use crate::habits::clause_of;
use crate::lexer::lex;
use crate::span::{FileId, Span};
use crate::token::{Token, TokenKind};

/// The declarations of all blocks of a file, and what could not be read.
pub fn parse_file(document: &Document, file: FileId) -> Chapter {
    let text = &document.file(file).text;
    let mut chapter = Chapter::default();
    chapter.findings.extend(fences::check(file, &document.file(file).fences));
    for block in &document.file(file).blocks {
        let lexed = lex(file, text, block.range.start, block.range.end, block.indent);
        // In order of reading.
        let illegible: Vec<usize> = lexed.findings.iter().map(|found| found.span().start as usize).collect();
        for (tokens, stray) in declarations(&lexed.tokens, text) {
            chapter.findings.extend(not_indented(file, text, &stray).filter(|_| block.closed));
            let mut parser = Parser::new(file, text, tokens);
            parser.declaration(&mut chapter.declarations);
            chapter.clauses.append(&mut parser.clauses);
            let whole = Span::new(file, tokens[0].start..tokens[tokens.len() - 1].end);
            if !parser.findings.is_empty() || any_within(&illegible, &(tokens[0].start..whole.end as usize + 1)) {
                chapter.faulty.push(whole);
            }
            // A block that runs on holds prose, and complaints about it would hide the one that counts.
            if block.closed {
                // A mistake of grammar on the line of an illegible text is no mistake of its own.
                let line_of = |found: &Diagnostic| document.file(file).line_range(found.span().start as usize);
                parser.findings.retain(|found| !any_within(&illegible, &line_of(found)));
                chapter.findings.append(parser.findings);
            }
        }
        if block.closed {
            chapter.findings.append(lexed.findings);
        }
    }
    chapter
}

/// What the blocks of a file say.
#[derive(Default)]
pub struct Chapter {
    pub declarations: Vec<Declaration>,
    pub findings: Findings,
    /// Of events, decisions, options, stocks and bodies.
    pub clauses: Vec<Clause>,
    /// Declarations with a mistake; what seems to be missing in them is not.
    pub faulty: Vec<Span>,
}

/// Does one of the places, which are in order, lie in the range?
fn any_within(places: &[usize], range: &Range<usize>) -> bool {
    places.get(places.partition_point(|place| *place < range.start)).is_some_and(|place| range.contains(place))
}

/// The tokens of each declaration, with those that should have been indented: a clause in the first column belongs to
/// the declaration above it.
fn declarations<'t>(tokens: &'t [Token], text: &str) -> Vec<(&'t [Token], Vec<&'t Token>)> {
    let mut found: Vec<(&[Token], Vec<&Token>)> = vec![];
    let mut start = 0;
    for piece in split(tokens) {
        let end = start + piece.len();
        let first = &piece[0];
        let belongs_above = first.kind != TokenKind::Name || clause_of(&text[first.start..first.end]).is_some();
        match found.last_mut() {
            Some((whole, stray)) if belongs_above => {
                *whole = &tokens[start - whole.len()..end];
                stray.push(first);
            }
            _ => found.push((piece, vec![])),
        }
        start = end;
    }
    found
}

fn not_indented(file: FileId, text: &str, stray: &[&Token]) -> Option<Diagnostic> {
    let (first, others) = stray.split_first()?;
    let span = |token: &Token| Span::new(file, token.start..token.end);
    let word = &text[first.start..first.end];
    let message = match clause_of(word) {
        Some(of) => format!("`{word}` is a clause of {of}, and stands in the first column"),
        None => "this line belongs to the declaration above, and stands in the first column".to_string(),
    };
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_DECLARATION, span(first), message);
    let diagnostic = others.iter().fold(diagnostic, |diagnostic, token| diagnostic.label(span(token), "as does this"));
    Some(diagnostic.help("indent it: a line in the first column begins a new declaration"))
}

/// One piece for each token in the first column; no piece is empty.
pub(crate) fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let starts = |t: &Token| t.first_on_line && t.column == 0 && t.kind != TokenKind::Row;
    let mut pieces = vec![];
    let mut rest = tokens;
    while !rest.is_empty() {
        let length = rest[1..].iter().position(starts).map_or(rest.len(), |n| n + 1);
        pieces.push(&rest[..length]);
        rest = &rest[length..];
    }
    pieces
}
