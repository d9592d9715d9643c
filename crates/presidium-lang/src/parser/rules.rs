//! Events and decisions.

use super::descent::{Parsed, Parser};
use crate::ast::{
    Appeal, ChosenName, Decider, Decision, DecisionOption, Event, Every, Expr, Index, Name, Recorded, RecordedEvent,
    Trigger, Turns,
};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Repeat;
use crate::span::Span;
use crate::token::{Sign, TokenKind};

const EVENT_CLAUSES: &[&str] = &["when", "rate", "unless", "once", "every", "at", "do", "says", "recorded"];
const DECISION_CLAUSES: &[&str] =
    &["when", "rate", "unless", "once", "every", "together", "in", "by", "appeal", "option", "recorded"];
const OPTION_CLAUSES: &[&str] = &["available", "for", "do", "says"];

/// The clauses of a trigger while they are being read.
#[derive(Default)]
struct TriggerClauses {
    when: Option<Expr>,
    rate: Option<Expr>,
    unless: Vec<Expr>,
    repeat: Option<Repeat>,
    every: Option<Every>,
    most: Option<Expr>,
}

impl TriggerClauses {
    fn finish(self) -> Trigger {
        // What comes again after a time has been away in between.
        let usual = if self.every.is_some() { Repeat::EveryStep } else { Repeat::Opening };
        let repeat = self.repeat.unwrap_or(usual);
        Trigger { when: self.when, rate: self.rate, unless: self.unless, repeat, every: self.every, most: self.most }
    }
}

impl Parser<'_> {
    pub(super) fn event(&mut self) -> Parsed<Event> {
        self.next();
        let mut header = self.header("the name of an event")?;
        let mut trigger = TriggerClauses::default();
        let (mut effects, mut says, mut recorded) = (vec![], vec![], vec![]);
        while let Some(token) = self.peek() {
            let from = self.at;
            let result = match self.peek_word() {
                "do" => {
                    self.next();
                    effects.extend(self.block(token));
                    Ok(())
                }
                "says" => {
                    self.next();
                    self.said().map(|said| says.push(said))
                }
                "recorded" => {
                    self.next();
                    self.recorded_event(&mut recorded)
                }
                _ => match self.trigger_clause(&mut trigger) {
                    Some(result) => result,
                    None => {
                        match self.eat_text() {
                            Some(label) => header.label = Some(label),
                            None => {
                                let shown =
                                    ["when", "rate", "unless", "once", "every", "at most", "do", "says", "recorded"];
                                self.unknown_clause("event", &shown);
                            }
                        }
                        Ok(())
                    }
                },
            };
            match result {
                Ok(()) => self.note_clause(from),
                Err(_) => self.recover(EVENT_CLAUSES),
            }
        }
        Ok(Event { header, trigger: trigger.finish(), effects, says, recorded })
    }

    /// One of the clauses that events and decisions share; nothing if the next word is none of them.
    fn trigger_clause(&mut self, trigger: &mut TriggerClauses) -> Option<Parsed<()>> {
        let word = self.here();
        match self.peek_word() {
            "when" => {
                self.next();
                Some(self.expression().map(|value| self.once(&mut trigger.when, word, value)))
            }
            "rate" => {
                self.next();
                Some(self.expression().map(|value| self.once(&mut trigger.rate, word, value)))
            }
            "unless" => {
                self.next();
                Some(self.expression().map(|value| trigger.unless.push(value)))
            }
            "at" if self.word_at(1) == "most" => {
                self.next();
                self.next();
                let most = self.without_unit("times", Self::expression);
                Some(most.and_then(|most| {
                    self.expect_word("times")?;
                    self.once(&mut trigger.most, word, most);
                    Ok(())
                }))
            }
            "once" => {
                self.next();
                self.repeat(trigger, word, Repeat::Once);
                Some(Ok(()))
            }
            "every" => {
                self.next();
                let result = match self.eat_word("step") {
                    true => {
                        self.repeat(trigger, word, Repeat::EveryStep);
                        Ok(())
                    }
                    false => self.every(word).map(|every| self.once(&mut trigger.every, word, every)),
                };
                if trigger.every.is_some() && trigger.repeat == Some(Repeat::EveryStep) {
                    let message = "`every step` leaves no step out, so nothing comes again after a time";
                    self.findings
                        .push(Diagnostic::error(&codes::REPEATED_CLAUSE, word, message).help("leave one of them out"));
                }
                Some(result)
            }
            _ => None,
        }
    }

    /// `4 years from 1954-03`, after `every`.
    fn every(&mut self, word: Span) -> Parsed<Every> {
        let period = self.expression()?;
        let from = match self.eat_word("from") {
            true => Some(self.date("the first time, such as `1954-03`")?),
            false => None,
        };
        Ok(Every { period, from, span: word.to(self.previous()) })
    }

    /// A rule acts once, or in every step, or each time that its condition turns true.
    fn repeat(&mut self, trigger: &mut TriggerClauses, word: Span, repeat: Repeat) {
        if trigger.repeat.is_some_and(|before| before != repeat) {
            let message = "`once` and `every step` exclude each other";
            let help = "leave one of them out; without either, a rule acts each time that its condition turns true";
            self.findings.push(Diagnostic::error(&codes::REPEATED_CLAUSE, word, message).help(help));
            return;
        }
        self.once(&mut trigger.repeat, word, repeat);
    }

    pub(super) fn decision(&mut self) -> Parsed<Decision> {
        self.next();
        let header = self.header("the name of a decision")?;
        let mut trigger = TriggerClauses::default();
        let mut decision = Decision {
            header,
            trigger: TriggerClauses::default().finish(),
            turns: None,
            decider: None,
            appeal: None,
            options: vec![],
            recorded: vec![],
        };
        while self.peek().is_some() {
            let from = self.at;
            match self.decision_clause(&mut decision, &mut trigger) {
                Ok(()) => self.note_clause(from),
                Err(_) => self.recover(DECISION_CLAUSES),
            }
        }
        decision.trigger = trigger.finish();
        Ok(decision)
    }

    fn decision_clause(&mut self, decision: &mut Decision, trigger: &mut TriggerClauses) -> Parsed<()> {
        let word = self.here();
        match self.peek_word() {
            "together" => {
                self.next();
                self.once(&mut decision.turns, word, Turns { span: word, order: None });
            }
            "in" => {
                let order = Some(self.order()?);
                self.once(&mut decision.turns, word, Turns { span: word, order });
            }
            "by" => {
                self.next();
                let decider = self.decider()?;
                self.once(&mut decision.decider, word, decider);
            }
            "appeal" => {
                self.next();
                let appeal = self.appeal()?;
                self.once(&mut decision.appeal, word, appeal);
            }
            "option" => {
                self.next();
                let option = self.option()?;
                decision.options.push(option);
            }
            "recorded" => {
                self.next();
                self.recorded(&mut decision.recorded)?;
            }
            _ => match self.trigger_clause(trigger) {
                Some(result) => result?,
                None => match self.eat_text() {
                    Some(label) => decision.header.label = Some(label),
                    None => self.unknown_clause("decision", DECISION_CLAUSES),
                },
            },
        }
        Ok(())
    }

    fn decider(&mut self) -> Parsed<Decider> {
        if self.peek_word() == "vote" {
            return self.ballot().map(Decider::Vote);
        }
        let who = self.expression()?;
        let name = if self.eat_word("as") { Some(self.new_name("a name for the person who decides")?) } else { None };
        self.eat_sign(Sign::Comma);
        let noise = if self.eat_word("noise") { Some(self.expression()?) } else { None };
        Ok(Decider::Person { who, name, noise })
    }

    fn appeal(&mut self) -> Parsed<Appeal> {
        self.expect_word("against")?;
        let against = self.chosen_name("the name of an option")?;
        let when = if self.eat_word("when") { Some(self.expression()?) } else { None };
        self.expect_word("to")?;
        Ok(Appeal { against, when, ballot: self.ballot()? })
    }

    /// `option name[p: Person where condition] "label"` and its own clauses.
    fn option(&mut self) -> Parsed<DecisionOption> {
        let name = self.new_name("the name of an option")?;
        let (mut indices, mut filter) = (vec![], None);
        if self.eat_sign(Sign::OpenBracket) {
            (indices, filter) = self.option_indices()?;
        }
        let label = self.eat_text();
        let (utilities, effects, says) = (vec![], vec![], vec![]);
        let mut option = DecisionOption { name, indices, filter, label, available: None, utilities, effects, says };
        while self.peek().is_some() && !DECISION_CLAUSES.contains(&self.peek_word()) {
            let from = self.at;
            match self.option_clause(&mut option) {
                Ok(()) => self.note_clause(from),
                Err(_) => self.recover(&[OPTION_CLAUSES, DECISION_CLAUSES].concat()),
            }
        }
        Ok(option)
    }

    /// `p: Person, q: Person where condition]`
    fn option_indices(&mut self) -> Parsed<(Vec<Index>, Option<Expr>)> {
        let mut indices = vec![self.index_declaration()?];
        while self.eat_sign(Sign::Comma) {
            indices.push(self.index_declaration()?);
        }
        let filter = if self.eat_word("where") { Some(self.expression()?) } else { None };
        self.expect_sign(Sign::CloseBracket)?;
        Ok((indices, filter))
    }

    /// `remove`, or `elect[Anna]`
    pub(super) fn chosen_name(&mut self, what: &str) -> Parsed<ChosenName> {
        let name = self.name(what)?;
        Ok(ChosenName { name, elements: self.element_names()? })
    }

    fn option_clause(&mut self, option: &mut DecisionOption) -> Parsed<()> {
        let Some(token) = self.peek() else {
            return Ok(());
        };
        let word = self.here();
        match self.peek_word() {
            "available" => {
                self.next();
                self.expect_word("when")?;
                let condition = self.expression()?;
                self.once(&mut option.available, word, condition);
            }
            "for" => {
                self.next();
                let utility = self.utility()?;
                option.utilities.push(utility);
            }
            "do" => {
                self.next();
                option.effects.extend(self.block(token));
            }
            "says" => {
                self.next();
                let said = self.said()?;
                option.says.push(said);
            }
            _ => match self.eat_text() {
                Some(label) => option.label = Some(label),
                None => {
                    let clauses = [OPTION_CLAUSES, DECISION_CLAUSES].concat();
                    self.unknown_clause("option", &clauses);
                }
            },
        }
        Ok(())
    }

    /// `for p "term" … "term" …`, or one term without a name.
    fn utility(&mut self) -> Parsed<(Name, Vec<crate::ast::Term>)> {
        let who = self.name("the member or the person who decides")?;
        if self.peek_word() == "in" {
            let message = "a loop stands in a `do`";
            let diagnostic = Diagnostic::error(&codes::EXPECTED, self.here(), message);
            self.findings.push(diagnostic.help("indent it further than the `do` to which it belongs"));
            return Err(super::descent::Failed);
        }
        self.eat_sign(Sign::Colon);
        let terms = self.terms()?;
        if !terms.is_empty() {
            return Ok((who, terms));
        }
        let value = self.expression()?;
        Ok((who, vec![crate::ast::Term { label: None, value }]))
    }

    /// `option date [source] for Element`, as many as there are.
    fn recorded(&mut self, into: &mut Vec<Recorded>) -> Parsed<()> {
        loop {
            let option = self.chosen_name("the option that was chosen")?;
            let date = self.date("the date of the decision, such as `1953-06-26`")?;
            let citations = self.citations();
            let elements = self.recorded_elements(|this| this.record_at(1))?;
            into.push(Recorded { option, date, citations, elements });
            let comma = self.eat_sign(Sign::Comma);
            if !comma && !self.record_at(0) {
                return Ok(());
            }
        }
    }

    /// `date [source] for Element`, as many as there are, or `never [source]`.
    fn recorded_event(&mut self, into: &mut Vec<RecordedEvent>) -> Parsed<()> {
        loop {
            let span = self.here();
            let date = match self.eat_word("never") {
                true => None,
                false => Some(self.date("the date of the event, such as `1956-06-28`, or `never`")?),
            };
            let citations = self.citations();
            let elements = self.recorded_elements(|this| this.moment_at(1))?;
            into.push(RecordedEvent { date, span, citations, elements });
            let comma = self.eat_sign(Sign::Comma);
            if !comma && !self.moment_at(0) {
                return Ok(());
            }
        }
    }

    /// `for Element`, with a comma between several; after a comma the next record may stand as well.
    fn recorded_elements(&mut self, next_record: impl Fn(&Self) -> bool) -> Parsed<Vec<Name>> {
        let mut elements = vec![];
        if self.eat_word("for") {
            elements.push(self.name("an element")?);
            while self.at_sign(Sign::Comma) && !next_record(self) {
                self.next();
                elements.push(self.name("an element")?);
            }
        }
        Ok(elements)
    }

    /// A date, a time of a model without a calendar, or `never` stands `ahead` of the next token.
    fn moment_at(&self, ahead: usize) -> bool {
        let kind = self.tokens.get(self.at + ahead).map(|token| token.kind);
        self.word_at(ahead) == "never" || matches!(kind, Some(TokenKind::Date(_) | TokenKind::Number(_)))
    }

    /// A name, with or without elements, and a date stand `ahead` of the next token.
    fn record_at(&self, ahead: usize) -> bool {
        let kind = |n: usize| self.tokens.get(self.at + n).map(|t| t.kind);
        let mut date = ahead + 1;
        if self.sign_at(date, Sign::OpenBracket) {
            let close = (date..self.tokens.len()).find(|&n| self.sign_at(n, Sign::CloseBracket));
            date = close.map_or(date, |close| close + 1);
        }
        kind(ahead) == Some(TokenKind::Name) && matches!(kind(date), Some(TokenKind::Date(_)))
    }
}
