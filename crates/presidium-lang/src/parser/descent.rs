//! The parser itself: where it stands among the tokens, and the small steps of which everything is read.

use super::words::DECLARATIONS;
use crate::ast::{Declaration, Name, Text};
use crate::clause::{Clause, ClauseKind};
use crate::codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::findings::Findings;
use crate::habits;
use crate::span::{FileId, Span};
use crate::token::{Sign, Token, TokenKind};

/// Levels of what the parser reads by recursion: parentheses, calls, blocks.
pub(super) const NESTING_MAX: u32 = 64;

/// Levels of an expression, of which a flat sum has one for each term.
pub(super) const DEPTH_MAX: u32 = 200;

/// Reported already; the caller recovers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

pub(crate) type Parsed<T> = Result<T, Failed>;

/// The one expression between the braces of a message.
pub fn parse_inside(file: FileId, text: &str, tokens: &[Token], inside: Span) -> Result<crate::ast::Expr, Findings> {
    if tokens.is_empty() {
        let message = "there is no value between the braces";
        return Err(Diagnostic::error(&codes::EXPECTED, inside, message).into());
    }
    let mut parser = Parser::new(file, text, tokens);
    match parser.expression().and_then(|value| parser.end().map(|()| value)) {
        Ok(value) if parser.findings.is_empty() => Ok(value),
        _ => Err(parser.findings),
    }
}

/// Reads the tokens of one declaration.
pub(crate) struct Parser<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) depth: u32,
    /// A word that is no unit here, though it follows a number.
    pub(super) no_unit: &'static str,
    pub findings: Findings,
    pub clauses: Vec<Clause>,
}

impl<'a> Parser<'a> {
    pub fn new(file: FileId, text: &'a str, tokens: &'a [Token]) -> Self {
        Self { file, text, tokens, at: 0, depth: 0, no_unit: "", findings: Findings::default(), clauses: vec![] }
    }

    /// Reads one declaration; `unit a, b` gives two.
    pub(super) fn declaration(&mut self, into: &mut Vec<Declaration>) {
        let Some(keyword) = self.peek() else { return };
        let word = self.word_of(keyword);
        let name = self
            .tokens
            .get(self.at + if word == "base" { 2 } else { 1 })
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
            "flow" => self.flow().map(Declaration::Flow),
            "let" => self.let_declaration().map(Declaration::Let),
            "function" => self.function().map(Declaration::Function),
            "use" => self.use_declaration().map(Declaration::Use),
            "draw" => self.draw().map(Declaration::Draw),
            "state" => self.state().map(Declaration::State),
            "event" => self.event().map(Declaration::Event),
            "decision" => self.decision().map(Declaration::Decision),
            "body" => self.body().map(Declaration::Body),
            "claim" => self.claim().map(Declaration::Claim),
            "test" => self.test().map(Declaration::Test),
            "what" => self.what_if().map(Declaration::WhatIf),
            "system" => self.system().map(Declaration::System),
            "base" => self.base_rate().map(Declaration::BaseRate),
            _ => self.unknown_declaration(),
        };
        match result {
            Ok(declaration) => into.push(declaration),
            Err(Failed) if word == "model" => into.push(Declaration::BrokenModel),
            Err(Failed) => into.extend(name.map(Declaration::Broken)),
        }
    }

    pub(super) fn unknown_declaration<T>(&mut self) -> Parsed<T> {
        let Some(token) = self.peek().copied() else {
            return Err(Failed);
        };
        let word = self.word_of(&token).to_string();
        if let Some(of) = habits::clause_of(&word) {
            let message = format!("`{word}` is a clause of {of}, and no declaration stands above it in this block");
            let help = "begin with the declaration, and indent its clauses";
            let span = self.span(&token);
            self.findings.push(Diagnostic::error(&codes::UNKNOWN_DECLARATION, span, message).help(help));
            return Err(Failed);
        }
        let help = self
            .small_letters(&word, DECLARATIONS)
            .or_else(|| habits::declaration(&word).map(str::to_string))
            .or_else(|| did_you_mean(&word, DECLARATIONS.iter().copied()))
            .unwrap_or_else(|| "indent it, if it belongs to the declaration above".to_string());
        let message = format!("no declaration starts with `{word}`");
        self.findings.push(Diagnostic::error(&codes::UNKNOWN_DECLARATION, self.span(&token), message).help(help));
        Err(Failed)
    }

    // Looking at tokens.

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    pub(super) fn span(&self, token: &Token) -> Span {
        Span::new(self.file, token.start..token.end)
    }

    /// The next token, or the point after the last one.
    pub(super) fn here(&self) -> Span {
        match self.peek() {
            Some(token) => self.span(token),
            None => self.previous().end_point(),
        }
    }

    /// The token read last.
    pub(super) fn previous(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        last.map_or(Span::new(self.file, self.text.len()..self.text.len()), |token| self.span(token))
    }

    pub(super) fn word_of(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// The next token as a word, or an empty text if it is something else.
    pub(super) fn peek_word(&self) -> &'a str {
        self.word_at(0)
    }

    /// The token `ahead` of the next one, as a word.
    pub(super) fn word_at(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).filter(|t| t.kind == TokenKind::Name).map_or("", |t| self.word_of(t))
    }

    pub(super) fn at_sign(&self, sign: Sign) -> bool {
        self.peek().is_some_and(|t| t.kind == TokenKind::Sign(sign))
    }

    pub(super) fn sign_at(&self, ahead: usize, sign: Sign) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|t| t.kind == TokenKind::Sign(sign))
    }

    // Taking tokens if they fit.

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let fits = self.peek_word() == word;
        self.at += usize::from(fits);
        fits
    }

    pub(super) fn eat_sign(&mut self, sign: Sign) -> bool {
        let fits = self.at_sign(sign);
        self.at += usize::from(fits);
        fits
    }

    pub(super) fn eat_text(&mut self) -> Option<Text> {
        let token = self.peek().filter(|t| t.kind == TokenKind::Text)?;
        self.at += 1;
        let inside = self.word_of(token).trim_start_matches('"');
        let text = inside.strip_suffix('"').unwrap_or(inside).to_string();
        Some(Text { text, span: self.span(token) })
    }

    // Demanding tokens.

    /// Reports that something else is expected at the next token.
    pub(super) fn expected<T>(&mut self, what: &str) -> Parsed<T> {
        let found = match self.peek() {
            None => "but the declaration ends".to_string(),
            Some(token) if token.kind == TokenKind::Row => "found a row of a table".to_string(),
            Some(token) => format!("found `{}`", self.word_of(token)),
        };
        let message = format!("expected {what}, {found}");
        self.findings.push(Diagnostic::error(&codes::EXPECTED, self.here(), message).help_if(self.habit(what)));
        Err(Failed)
    }

    /// The same, with a mend where nothing better is known.
    pub(super) fn expected_so<T>(&mut self, what: &str, help: &str) -> Parsed<T> {
        let result = self.expected(what);
        self.help_last(help);
        result
    }

    /// Proposes a mend for what was reported last, unless it has one.
    pub(super) fn help_last(&mut self, help: &str) {
        if let Some(diagnostic) = self.findings.last_mut().filter(|diagnostic| diagnostic.helps.is_empty()) {
            diagnostic.helps.push(help.to_string());
        }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        match self.eat_word(word) {
            true => Ok(()),
            false => self.expected(&format!("`{word}`")),
        }
    }

    pub(super) fn expect_sign(&mut self, sign: Sign) -> Parsed<()> {
        match self.eat_sign(sign) {
            true => Ok(()),
            false => self.expected(&format!("`{}`", sign.spelling())),
        }
    }

    pub(super) fn expect_text(&mut self, what: &str) -> Parsed<Text> {
        match self.eat_text() {
            Some(text) => Ok(text),
            None => self.expected(what),
        }
    }

    /// Any name; `what` says of which kind.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Some(token) if token.kind == TokenKind::Name => {
                self.at += 1;
                Ok(Name { text: self.word_of(token).to_string(), span: self.span(token) })
            }
            _ => self.expected(what),
        }
    }

    /// A name that is being declared, and so must not be a word of the language.
    pub(super) fn new_name(&mut self, what: &str) -> Parsed<Name> {
        let name = self.name(what)?;
        self.check_reserved(&name);
        Ok(name)
    }

    // Clauses.

    /// Reports the next token as no clause of this declaration, and skips to the next clause.
    pub(super) fn unknown_clause(&mut self, of: &str, clauses: &[&str]) {
        let word = self.peek().map_or("", |t| self.word_of(t)).to_string();
        let list = clauses.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
        let article = if of.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let subject = if of == "data" { "data".to_string() } else { format!("{article} {of}") };
        let message = format!("{subject} has no clause `{word}`");
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_CLAUSE, self.here(), message)
            .help_if(self.habit_of_clause(of, clauses).or_else(|| did_you_mean(&word, clauses.iter().copied())))
            .note(format!("its clauses are {list}"));
        self.findings.push(diagnostic);
        self.at += 1;
        self.recover(clauses);
    }

    /// Skips to the next line that starts with one of these words.
    pub(super) fn recover(&mut self, clauses: &[&str]) {
        while let Some(token) = self.peek() {
            if token.first_on_line && clauses.contains(&self.word_of(token)) {
                return;
            }
            self.at += 1;
        }
    }

    /// Notes the clause that began with this token and has just been read; a label is none.
    pub(super) fn note_clause(&mut self, from: usize) {
        if let Some((kind, words)) = self.clause_kind(from) {
            self.note(kind, from, words);
        }
    }

    /// Notes what has just been read, from this token on, as a clause whose keyword has so many words.
    pub(super) fn note(&mut self, kind: ClauseKind, from: usize, words: usize) {
        let Some(read) = self.tokens.get(from..self.at) else { return };
        let (Some(first), Some(last)) = (read.get(..words).and_then(<[_]>::first), read.get(words - 1)) else { return };
        let (keyword, span) = (self.span(first).to(self.span(last)), self.span(first).to(self.previous()));
        let content = match read.get(words) {
            Some(next) => self.span(next).to(self.previous()),
            None => Span { start: keyword.end, ..keyword },
        };
        self.clauses.push(Clause { kind, keyword, content, span });
    }

    /// What begins with this token, and how many words say so.
    pub(super) fn clause_kind(&self, at: usize) -> Option<(ClauseKind, usize)> {
        let token = self.tokens.get(at)?;
        let next = self.tokens.get(at + 1).map_or("", |next| self.word_of(next));
        Some(match (self.word_of(token), next) {
            ("=", _) => (ClauseKind::Value, 1),
            ("~", _) => (ClauseKind::Prior, 1),
            ("reading", _) => (ClauseKind::Reading, 1),
            ("starts", _) => (ClauseKind::Starts, 1),
            ("in", "order") => (ClauseKind::Repeat, 2),
            ("together", _) => (ClauseKind::Repeat, 1),
            ("in", _) => (ClauseKind::Inflow, 1),
            ("out", _) => (ClauseKind::Outflow, 1),
            ("at", "least" | "most") => (ClauseKind::Limit, 2),
            ("from", _) => (ClauseKind::From, 1),
            ("to", _) => (ClauseKind::To, 1),
            ("over", _) => (ClauseKind::Members, 1),
            ("when", _) => (ClauseKind::When, 1),
            ("unless", _) => (ClauseKind::Unless, 1),
            ("rate", _) => (ClauseKind::Rate, 1),
            ("once", _) => (ClauseKind::Repeat, 1),
            ("every", "step") => (ClauseKind::Repeat, 2),
            ("every", _) => (ClauseKind::Repeat, 1),
            ("by", _) => (ClauseKind::Decider, 1),
            ("appeal", _) => (ClauseKind::Appeal, 1),
            ("option", _) => (ClauseKind::Option, 1),
            ("available", "when") => (ClauseKind::Available, 2),
            ("for", _) => (ClauseKind::Utility, 1),
            ("do", _) => (ClauseKind::Effects, 1),
            ("says", _) => (ClauseKind::Message, 1),
            ("known", "to") => (ClauseKind::KnownTo, 2),
            ("recorded", _) => (ClauseKind::Recorded, 1),
            ("role", _) => (ClauseKind::Role, 1),
            ("place", _) => (ClauseKind::Passage, 1),
            ("touches", _) => (ClauseKind::Systems, 1),
            ("step", _) => (ClauseKind::Step, 1),
            ("holds", _) => (ClauseKind::Holds, 1),
            ("without", _) => (ClauseKind::Without, 1),
            ("effect", _) => (ClauseKind::Outcome, 1),
            ("expect", _) => (ClauseKind::Direction, 1),
            ("given", _) => (ClauseKind::Given, 1),
            ("off", _) => (ClauseKind::Off, 1),
            ("counts", _) => (ClauseKind::Counts, 1),
            ("reference", _) => (ClauseKind::Reference, 1),
            _ => return None,
        })
    }

    /// Stores a clause that may stand only once.
    pub(super) fn once<T>(&mut self, slot: &mut Option<T>, word: Span, value: T) {
        if slot.is_some() {
            let message = format!("`{}` is written twice", &self.text[word.range()]);
            self.findings.push(Diagnostic::error(&codes::REPEATED_CLAUSE, word, message));
        }
        *slot = Some(value);
    }

    /// Reports a clause that is not there, unless one could not be read.
    pub(super) fn missing<T>(&mut self, at: Span, message: &str, help: &str) -> Parsed<T> {
        if !self.findings.is_empty() {
            return Err(Failed);
        }
        self.findings.push(Diagnostic::error(&codes::MISSING_CLAUSE, at, message).help(help));
        Err(Failed)
    }
}
