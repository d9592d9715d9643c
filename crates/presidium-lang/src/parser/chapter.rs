//! A file to declarations: its blocks, and the pieces that start in the first column.

use super::Parser;
use crate::ast::Declaration;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, FileId, Span};
use crate::fences;
use crate::lexer::lex;
use crate::token::{Token, TokenKind};

/// The declarations of all blocks of a file, and what could not be read.
pub fn parse_file(document: &Document, file: FileId) -> Chapter {
    let text = &document.file(file).text;
    let mut chapter = Chapter { diagnostics: fences::check(document, file), ..Chapter::default() };
    for block in &document.file(file).blocks {
        let lexed = lex(file, text, block.range.start, block.range.end, block.indent);
        for tokens in split(&lexed.tokens) {
            let mut parser = Parser::new(file, text, tokens);
            parser.declaration(&mut chapter.declarations);
            let whole = Span::new(file, tokens[0].start..tokens[tokens.len() - 1].end);
            let illegible = |d: &Diagnostic| d.span().start >= whole.start && d.span().start <= whole.end;
            if !parser.diagnostics.is_empty() || lexed.diagnostics.iter().any(illegible) {
                chapter.faulty.push(whole);
            }
            let own = parser.diagnostics.into_iter().filter(|d| !follows(d, &lexed.diagnostics, text));
            // A block that runs on holds prose, and complaints about it would hide the one that counts.
            chapter.diagnostics.extend(own.filter(|_| block.closed));
        }
        chapter.diagnostics.extend(lexed.diagnostics.into_iter().filter(|_| block.closed));
    }
    chapter
}

/// What the blocks of a file say.
#[derive(Default)]
pub struct Chapter {
    pub declarations: Vec<Declaration>,
    pub diagnostics: Vec<Diagnostic>,
    /// Declarations with a mistake; what seems to be missing in them is not.
    pub faulty: Vec<Span>,
}

/// A mistake of grammar behind an illegible text on the same line is no mistake of its own.
fn follows(diagnostic: &Diagnostic, illegible: &[Diagnostic], text: &str) -> bool {
    let at = diagnostic.span().start;
    illegible
        .iter()
        .map(|d| d.span().start)
        .any(|start| start <= at && !text[start as usize..at as usize].contains('\n'))
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
