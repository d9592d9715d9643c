//! Tokens to declarations, by recursive descent.
//!
//! A declaration ends where the next token in the first column begins, so a mistake never spreads beyond its
//! declaration; within it, reading goes on at the next clause. Reading never fails: what cannot be read is reported,
//! and left out.

mod changes;
mod claims;
mod declarations;
mod effects;
mod expressions;
mod rules;
mod sets;

pub(crate) use changes::{parse_change, parse_name};

use crate::ast::{Citation, Declaration, Evidence, Header, Index, Name, Text, TypeExpr};
use crate::codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::{Document, FileId, Span};
use crate::lexer::lex;
use crate::model::Status;
use crate::token::{Sign, Token, TokenKind};

/// Names of this language's own; no declaration may take them.
pub const RESERVED: &[&str] = &[
    "and",
    "as",
    "assumption",
    "by",
    "else",
    "estimate",
    "false",
    "for",
    "from",
    "if",
    "in",
    "initially",
    "is",
    "never",
    "none",
    "not",
    "now",
    "of",
    "or",
    "otherwise",
    "per",
    "sourced",
    "then",
    "to",
    "true",
    "unless",
    "when",
    "where",
    "with",
    "within",
];

/// First words of declarations.
const DECLARATIONS: &[&str] = &[
    "model", "unit", "set", "data", "param", "switch", "series", "record", "stock", "let", "draw", "state", "event",
    "decision", "body", "claim", "test", "what",
];

const NESTING_MAX: u32 = 64;

/// Reported already; the caller recovers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

pub(crate) type Parsed<T> = Result<T, Failed>;

/// The declarations of all blocks of a file, and what could not be read.
pub fn parse_file(document: &Document, file: FileId) -> Chapter {
    let text = &document.file(file).text;
    let mut chapter = Chapter::default();
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
            chapter
                .diagnostics
                .extend(parser.diagnostics.into_iter().filter(|d| !follows(d, &lexed.diagnostics, text)));
        }
        chapter.diagnostics.extend(lexed.diagnostics);
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

/// One piece for each token in the first column.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
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

/// The one expression between the braces of a message.
pub fn parse_inside(
    file: FileId,
    text: &str,
    tokens: &[Token],
    inside: Span,
) -> Result<crate::ast::Expr, Vec<Diagnostic>> {
    if tokens.is_empty() {
        let message = "there is no value between the braces";
        return Err(vec![Diagnostic::error(&codes::EXPECTED, inside, message)]);
    }
    let mut parser = Parser::new(file, text, tokens);
    match parser.expression().and_then(|value| parser.end().map(|()| value)) {
        Ok(value) if parser.diagnostics.is_empty() => Ok(value),
        _ => Err(parser.diagnostics),
    }
}

/// Reads the tokens of one declaration.
pub(crate) struct Parser<'a> {
    file: FileId,
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    pub fn new(file: FileId, text: &'a str, tokens: &'a [Token]) -> Self {
        Self { file, text, tokens, at: 0, depth: 0, diagnostics: vec![] }
    }

    /// Reads one declaration; `unit a, b` gives two.
    fn declaration(&mut self, into: &mut Vec<Declaration>) {
        let Some(keyword) = self.peek() else { return };
        let word = self.word_of(keyword);
        let name = self
            .tokens
            .get(self.at + 1)
            .filter(|t| t.kind == TokenKind::Name)
            .map(|t| Name { text: self.word_of(t).to_string(), span: self.span(t) });
        let result = match word {
            "model" => self.model_frame().map(Declaration::Model),
            "unit" => return self.units(into),
            "set" => self.set().map(Declaration::Set),
            "data" => self.data().map(Declaration::Data),
            "param" => self.param().map(Declaration::Param),
            "switch" => self.switch().map(Declaration::Switch),
            "series" => self.series().map(Declaration::Series),
            "record" => self.record().map(Declaration::Record),
            "stock" => self.stock().map(Declaration::Stock),
            "let" => self.let_declaration().map(Declaration::Let),
            "draw" => self.draw().map(Declaration::Draw),
            "state" => self.state().map(Declaration::State),
            "event" => self.event().map(Declaration::Event),
            "decision" => self.decision().map(Declaration::Decision),
            "body" => self.body().map(Declaration::Body),
            "claim" => self.claim().map(Declaration::Claim),
            "test" => self.test().map(Declaration::Test),
            "what" => self.what_if().map(Declaration::WhatIf),
            _ => self.unknown_declaration(),
        };
        match result {
            Ok(declaration) => into.push(declaration),
            Err(Failed) if word == "model" => into.push(Declaration::BrokenModel),
            Err(Failed) => into.extend(name.map(Declaration::Broken)),
        }
    }

    fn unknown_declaration<T>(&mut self) -> Parsed<T> {
        let Some(token) = self.peek().copied() else {
            return Err(Failed);
        };
        let word = self.word_of(&token).to_string();
        let known = did_you_mean(&word, DECLARATIONS.iter().copied());
        let help = known.unwrap_or_else(|| "indent it, if it belongs to the declaration above".to_string());
        let message = format!("no declaration starts with `{word}`");
        self.diagnostics.push(Diagnostic::error(&codes::UNKNOWN_DECLARATION, self.span(&token), message).help(help));
        Err(Failed)
    }

    // Looking at tokens.

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    fn span(&self, token: &Token) -> Span {
        Span::new(self.file, token.start..token.end)
    }

    /// The next token, or the point after the last one.
    fn here(&self) -> Span {
        match self.peek() {
            Some(token) => self.span(token),
            None => self.previous().end_point(),
        }
    }

    /// The token read last.
    fn previous(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        last.map_or(Span::new(self.file, self.text.len()..self.text.len()), |token| self.span(token))
    }

    fn word_of(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// The next token as a word, or an empty text if it is something else.
    fn peek_word(&self) -> &'a str {
        self.word_at(0)
    }

    /// The token `ahead` of the next one, as a word.
    fn word_at(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).filter(|t| t.kind == TokenKind::Name).map_or("", |t| self.word_of(t))
    }

    fn at_sign(&self, sign: Sign) -> bool {
        self.peek().is_some_and(|t| t.kind == TokenKind::Sign(sign))
    }

    fn sign_at(&self, ahead: usize, sign: Sign) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|t| t.kind == TokenKind::Sign(sign))
    }

    // Taking tokens if they fit.

    fn eat_word(&mut self, word: &str) -> bool {
        let fits = self.peek_word() == word;
        self.at += usize::from(fits);
        fits
    }

    fn eat_sign(&mut self, sign: Sign) -> bool {
        let fits = self.at_sign(sign);
        self.at += usize::from(fits);
        fits
    }

    fn eat_text(&mut self) -> Option<Text> {
        let token = self.peek().filter(|t| t.kind == TokenKind::Text)?;
        self.at += 1;
        let inside = self.word_of(token).trim_start_matches('"');
        let text = inside.strip_suffix('"').unwrap_or(inside).to_string();
        Some(Text { text, span: self.span(token) })
    }

    // Demanding tokens.

    /// Reports that something else is expected at the next token.
    fn expected<T>(&mut self, what: &str) -> Parsed<T> {
        let found = match self.peek() {
            None => "but the declaration ends".to_string(),
            Some(token) if token.kind == TokenKind::Row => "found a row of a table".to_string(),
            Some(token) => format!("found `{}`", self.word_of(token)),
        };
        let message = format!("expected {what}, {found}");
        let mut diagnostic = Diagnostic::error(&codes::EXPECTED, self.here(), message);
        if matches!(self.peek(), Some(t) if t.kind == TokenKind::Citation) {
            diagnostic = diagnostic.help("an index follows its name without a space: `grievance[army]`");
        }
        self.diagnostics.push(diagnostic);
        Err(Failed)
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        match self.eat_word(word) {
            true => Ok(()),
            false => self.expected(&format!("`{word}`")),
        }
    }

    fn expect_sign(&mut self, sign: Sign) -> Parsed<()> {
        match self.eat_sign(sign) {
            true => Ok(()),
            false => self.expected(&format!("`{}`", sign.spelling())),
        }
    }

    fn expect_text(&mut self, what: &str) -> Parsed<Text> {
        match self.eat_text() {
            Some(text) => Ok(text),
            None => self.expected(what),
        }
    }

    /// Any name; `what` says of which kind.
    fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Some(token) if token.kind == TokenKind::Name => {
                self.at += 1;
                Ok(Name { text: self.word_of(token).to_string(), span: self.span(token) })
            }
            _ => self.expected(what),
        }
    }

    /// A name that is being declared, and so must not be a word of the language.
    fn new_name(&mut self, what: &str) -> Parsed<Name> {
        let name = self.name(what)?;
        self.check_reserved(&name);
        Ok(name)
    }

    // Clauses.

    /// Reports the next token as no clause of this declaration, and skips to the next clause.
    fn unknown_clause(&mut self, of: &str, clauses: &[&str]) {
        let word = self.peek().map_or("", |t| self.word_of(t)).to_string();
        let list = clauses.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
        let article = if of.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let message = format!("{article} {of} has no clause `{word}`");
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_CLAUSE, self.here(), message)
            .help_if(did_you_mean(&word, clauses.iter().copied()))
            .note(format!("its clauses are {list}"));
        self.diagnostics.push(diagnostic);
        self.at += 1;
        self.recover(clauses);
    }

    /// Skips to the next line that starts with one of these words.
    fn recover(&mut self, clauses: &[&str]) {
        while let Some(token) = self.peek() {
            if token.first_on_line && clauses.contains(&self.word_of(token)) {
                return;
            }
            self.at += 1;
        }
    }

    /// Stores a clause that may stand only once.
    fn once<T>(&mut self, slot: &mut Option<T>, word: Span, value: T) {
        if slot.is_some() {
            let message = format!("`{}` is written twice", &self.text[word.range()]);
            self.diagnostics.push(Diagnostic::error(&codes::REPEATED_CLAUSE, word, message));
        }
        *slot = Some(value);
    }

    /// Reports a clause that is not there, unless one could not be read.
    fn missing<T>(&mut self, at: Span, message: &str, help: &str) -> Parsed<T> {
        if !self.diagnostics.is_empty() {
            return Err(Failed);
        }
        self.diagnostics.push(Diagnostic::error(&codes::MISSING_CLAUSE, at, message).help(help));
        Err(Failed)
    }

    // Parts that many declarations share.

    /// `name[indices] : type "label"`
    fn header(&mut self, what: &str) -> Parsed<Header> {
        let name = self.new_name(what)?;
        let indices = self.indices()?;
        let ty = if self.eat_sign(Sign::Colon) { Some(self.type_expr()?) } else { None };
        let label = self.eat_text();
        Ok(Header { name, indices, ty, label })
    }

    fn indices(&mut self) -> Parsed<Vec<Index>> {
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

    fn index_declaration(&mut self) -> Parsed<Index> {
        let first = self.name("an index, such as `p: Person`")?;
        if !self.eat_sign(Sign::Colon) {
            return Ok(Index { binding: None, set: first });
        }
        self.check_reserved(&first);
        Ok(Index { binding: Some(first), set: self.name("a set")? })
    }

    fn check_reserved(&mut self, name: &Name) {
        if RESERVED.contains(&name.text.as_str()) {
            let message = format!("`{}` is a word of the language and cannot be a name", name.text);
            self.diagnostics.push(Diagnostic::error(&codes::RESERVED_WORD, name.span, message));
        }
    }

    fn type_expr(&mut self) -> Parsed<TypeExpr> {
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

    fn at_status(&self) -> bool {
        matches!(self.peek_word(), "sourced" | "estimate" | "assumption")
    }

    fn evidence(&mut self) -> Option<Evidence> {
        let status = match self.peek_word() {
            "sourced" => Status::Sourced,
            "estimate" => Status::Estimate,
            "assumption" => Status::Assumption,
            _ => return None,
        };
        let span = self.here();
        self.at += 1;
        Some(Evidence { status, citations: self.citations(), span })
    }

    /// `[key, place; key]`, or nothing.
    fn citations(&mut self) -> Vec<Citation> {
        let Some(token) = self.peek().filter(|t| t.kind == TokenKind::Citation) else {
            return vec![];
        };
        self.at += 1;
        split_citation(self.file, self.text, token.start..token.end)
    }
}

/// Keys and places of a citation, with the brackets included in `range`.
pub(crate) fn split_citation(file: FileId, text: &str, range: std::ops::Range<usize>) -> Vec<Citation> {
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
