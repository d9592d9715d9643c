//! Declarations as they are written: the words of the code with their places, for whoever shows a model to readers.
//!
//! A [`Model`](crate::model::Model) says what a document means and no longer how it was put. A book or an editor wants the
//! author's own words: `lognormal(8 1/year, 0.4)` rather than a distribution in base units. Comments are what lies
//! between words. Refused: grammar; a document that [`load`](crate::load) has taken needs no second reading.

use crate::document::Document;
use crate::lexer::lex;
use crate::parser::split;
use crate::span::{FileId, Span};
use crate::token::{Token, TokenKind};

/// A declaration as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// From its keyword to its last word.
    pub span: Span,
    /// Position of its block among the blocks of the file.
    pub block: usize,
    /// Its words in order; never empty.
    pub words: Vec<Word>,
}

/// A word or sign of the code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// What it is.
    pub kind: WordKind,
    /// Where it stands; [`Document::text`] has its letters.
    pub span: Span,
    /// Nothing but space stands before it on its line.
    pub first_on_line: bool,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// A name, or a word of the language.
    Name,
    /// A number with its sign of percent, if it has one.
    Number,
    /// `1953-03`, `1953-03-05`
    Date,
    /// `"…"`, with its quotes.
    Text,
    /// `[key, place; key]`, with its brackets.
    Citation,
    /// A line of a table: `| a | b |`.
    Row,
    /// Any other sign.
    Sign,
}

/// All declarations of a document in order.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, outline};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nlet two : 1 = 1 + 1\n```\n";
/// let analysis = presidium_lang::analyse(&MemorySources::new("tiny").with("model.md", chapter));
/// let document = &analysis.document;
/// let second = &outline(document)[1];
/// assert_eq!(document.text(second.words[1].span), "two");
/// assert_eq!(document.text(second.span), "let two : 1 = 1 + 1");
/// ```
pub fn outline(document: &Document) -> Vec<Written> {
    (0..document.files.len()).flat_map(|file| of_file(document, FileId::new(file))).collect()
}

fn of_file(document: &Document, file: FileId) -> Vec<Written> {
    let text = &document.file(file).text;
    let mut declarations = vec![];
    for (number, block) in document.file(file).blocks.iter().enumerate() {
        let lexed = lex(file, text, block.range.start, block.range.end, block.indent);
        declarations.extend(split(&lexed.tokens).into_iter().map(|tokens| written(file, number, tokens)));
    }
    declarations
}

fn written(file: FileId, block: usize, tokens: &[Token]) -> Written {
    let words: Vec<Word> = tokens.iter().map(|token| word(file, token)).collect();
    let span = words[0].span.to(words[words.len() - 1].span);
    Written { span, block, words }
}

fn word(file: FileId, token: &Token) -> Word {
    let kind = match token.kind {
        TokenKind::Name => WordKind::Name,
        TokenKind::Number(_) => WordKind::Number,
        TokenKind::Date(_) => WordKind::Date,
        TokenKind::Text => WordKind::Text,
        TokenKind::Citation => WordKind::Citation,
        TokenKind::Row => WordKind::Row,
        TokenKind::Sign(_) => WordKind::Sign,
    };
    Word { kind, span: Span::new(file, token.start..token.end), first_on_line: token.first_on_line }
}
