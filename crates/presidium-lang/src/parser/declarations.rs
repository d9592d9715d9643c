//! Declarations of the frame and of quantities.

use super::descent::{Failed, Parsed, Parser};
use crate::LANGUAGE_VERSIONS;
use crate::ast::{
    Body, Draw, Expr, Flow, Function, Header, Index, Let, ModelFrame, Name, Param, Reading, Record, Series,
    SeriesContent, State, Stock, Switch, Term, Use, Value,
};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Integration, Method, Period, SUBSTEPS_MAX};
use crate::span::Span;
use crate::token::{Sign, Token, TokenKind};

const PARAM_CLAUSES: &[&str] = &["reading", "correlated", "sourced", "estimate", "assumption"];
const SERIES_CLAUSES: &[&str] = &["from", "as", "sourced", "estimate", "assumption"];
const STOCK_CLAUSES: &[&str] = &["starts", "in", "out", "at", "known"];
const FLOW_CLAUSES: &[&str] = &["=", "from", "to", "known to"];

/// Up to here every whole number is a number of the language.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

impl Parser<'_> {
    /// `model "…" from 1953-03 to 1964-12 until 1985-12 step 1 month substeps 4 method rk4 language 1 seed 1953 worlds 10000 split 1958-12`
    pub(super) fn model_frame(&mut self) -> Parsed<ModelFrame> {
        let span = self.here();
        self.next();
        let title = self.expect_text("the title of the model, between quotes")?;
        self.expect_word("from")?;
        let first = self.date("the first month, such as `1953-03`")?;
        self.expect_word("to")?;
        let last = self.date("the last month, such as `1964-12`")?;
        let until = if self.eat_word("until") {
            Some(self.date("the last month to which a run may be carried on, such as `1985-12`")?)
        } else {
            None
        };
        let step = match self.eat_word("step") {
            true => Some(self.date("the length of a step, such as `1 month`")?),
            false => None,
        };
        let integration = self.integration()?;
        self.language()?;
        let seed = match self.eat_word("seed") {
            true => Some(self.whole(0, "a seed, which is a whole number such as `1953`")?),
            false => None,
        };
        let worlds = match self.eat_word("worlds") {
            true => Some(self.whole(1, "a number of worlds, such as `10_000`")?),
            false => None,
        };
        let split = match self.eat_word("split") {
            true => Some(self.date("the last month that forecasts may have seen, such as `1958-12`")?),
            false => None,
        };
        self.end()?;
        Ok(ModelFrame { title, first, last, until, step, integration, seed, worlds, split, span })
    }

    /// `substeps 4 method rk4`: how stocks are moved.
    fn integration(&mut self) -> Parsed<Integration> {
        let mut integration = Integration::default();
        if self.eat_word("substeps") {
            let substeps = self.whole(1, "a number of sub-steps, such as `4`")?;
            if substeps > u64::from(SUBSTEPS_MAX) {
                let message = format!("a step has {SUBSTEPS_MAX} sub-steps at most");
                let help = "write a shorter `step`, or `method rk4`, which needs far fewer";
                self.findings.push(Diagnostic::error(&codes::BAD_METHOD, self.previous(), message).help(help));
            }
            integration.substeps = substeps.min(u64::from(SUBSTEPS_MAX)) as u32;
        }
        if self.eat_word("method") {
            let name = self.name("a method, `euler` or `rk4`")?;
            match Method::ALL.into_iter().find(|method| method.to_string() == name.text) {
                Some(method) => integration.method = method,
                None => {
                    let message = format!("`{}` is no method by which stocks are moved", name.text);
                    let help = "write `method euler` or `method rk4`";
                    self.findings.push(Diagnostic::error(&codes::BAD_METHOD, name.span, message).help(help));
                }
            }
        }
        Ok(integration)
    }

    /// `language 2`: the version of the language in which the model is written. What versions share means the same in all.
    fn language(&mut self) -> Parsed<()> {
        if !self.eat_word("language") {
            return Ok(());
        }
        let version = self.whole(1, "a version of the language, `1` or `2`")?;
        if !LANGUAGE_VERSIONS.contains(&version) {
            let message = format!("version {version} of the language is not known here; versions 1 and 2 are read");
            let help = "write `language 2`, or use a later Presidium";
            self.findings.push(Diagnostic::error(&codes::UNKNOWN_VERSION, self.previous(), message).help(help));
        }
        Ok(())
    }

    /// A whole number, not less than `least`.
    pub(super) fn whole(&mut self, least: u64, what: &str) -> Parsed<u64> {
        match self.peek().map(|token| token.kind) {
            Some(TokenKind::Number(value)) if value.fract() == 0.0 && (least as f64..=WHOLE_MAX).contains(&value) => {
                self.next();
                Ok(value as u64)
            }
            _ => self.expected(what),
        }
    }

    pub(super) fn param(&mut self) -> Parsed<Param> {
        self.next();
        let mut header = self.header("the name of a parameter")?;
        let (mut readings, mut correlation): (Vec<Reading>, _) = (vec![], None);
        while let Some(token) = self.peek() {
            match (token.kind, self.peek_word()) {
                (TokenKind::Sign(Sign::Equal | Sign::Tilde), _) => {
                    let value = self.value()?;
                    readings.push(Reading { name: None, value, evidence: None });
                }
                (_, "reading") => {
                    let from = self.at;
                    self.next();
                    let name = Some(self.new_name("the name of a reading")?);
                    let value = self.value()?;
                    self.note_clause(from);
                    readings.push(Reading { name, value, evidence: None });
                }
                (TokenKind::Text, _) => header.label = self.eat_text(),
                (_, "correlated") if correlation.is_none() => {
                    let from = self.at;
                    self.next();
                    correlation = Some(self.expression()?);
                    self.note_clause(from);
                }
                _ if self.at_status() => {
                    let evidence = self.evidence();
                    match readings.last_mut() {
                        Some(reading) => reading.evidence = reading.evidence.take().or(evidence),
                        None => return self.expected("a value: `~ normal(…)` or `= 3 years`"),
                    }
                }
                _ => {
                    self.unknown_clause("param", PARAM_CLAUSES);
                    return Err(Failed);
                }
            }
        }
        if readings.is_empty() {
            return self.expected("a value: `~ normal(…)` or `= 3 years`");
        }
        Ok(Param { header, readings, correlation })
    }

    /// `= value` or `~ prior`
    pub(super) fn value(&mut self) -> Parsed<Value> {
        let from = self.at;
        let value = if self.eat_sign(Sign::Equal) {
            Value::Fixed(self.expression()?)
        } else if self.eat_sign(Sign::Tilde) {
            Value::Prior(self.prior()?)
        } else {
            return self.expected("`=` and a value, or `~` and a distribution");
        };
        self.note_clause(from);
        Ok(value)
    }

    /// `= expression`
    fn assigned(&mut self) -> Parsed<Expr> {
        let from = self.at;
        self.expect_sign(Sign::Equal)?;
        let value = self.expression()?;
        self.note_clause(from);
        Ok(value)
    }

    pub(super) fn switch(&mut self) -> Parsed<Switch> {
        self.next();
        let name = self.new_name("the name of a switch")?;
        let label = self.eat_text();
        if matches!(self.peek_word(), "on" | "off") {
            return self.expected_so("the end of the declaration", "a switch is on, unless a what-if turns it off");
        }
        self.end()?;
        Ok(Switch { name, label })
    }

    pub(super) fn series(&mut self) -> Parsed<Series> {
        self.next();
        let mut header = self.header("the name of a series")?;
        let (mut content, mut evidence) = (None, None);
        while let Some(token) = self.peek() {
            let word = self.here();
            match (token.kind, self.peek_word()) {
                (TokenKind::Sign(Sign::Equal), _) => {
                    let from = self.at;
                    self.next();
                    let points = self.points()?;
                    self.note_clause(from);
                    self.once(&mut content, word, SeriesContent::Points(points));
                }
                (_, "from") => {
                    self.next();
                    let file = self.expect_text("the name of a file, between quotes")?;
                    let lookup = self.lookup_name()?;
                    self.once(&mut content, word, SeriesContent::File { file, lookup });
                }
                (TokenKind::Text, _) => header.label = self.eat_text(),
                _ if self.at_status() => {
                    let found = self.evidence();
                    evidence = evidence.or(found);
                }
                _ => {
                    self.unknown_clause("series", SERIES_CLAUSES);
                    return Err(Failed);
                }
            }
        }
        match content {
            Some(content) => Ok(Series { header, content, evidence }),
            None => {
                let help = "write `from \"file.csv\"`, or points after `=`: `1953-01: 3, 1960-01: 5`";
                self.missing(header.name.span, &format!("the values of `{}` are missing", header.name.text), help)
            }
        }
    }

    fn lookup_name(&mut self) -> Parsed<Option<crate::ast::Text>> {
        match self.eat_word("as") {
            true => self.expect_text("the name used in the file, between quotes").map(Some),
            false => Ok(None),
        }
    }

    fn points(&mut self) -> Parsed<Vec<(Expr, Expr)>> {
        let mut points = vec![];
        loop {
            let date = self.expression()?;
            if !self.eat_sign(Sign::Colon) {
                return self.expected_so("`:` and the value", "write `1950: 3, 1951-07: 4`");
            }
            points.push((date, self.expression()?));
            if !self.eat_sign(Sign::Comma) {
                return Ok(points);
            }
        }
    }

    pub(super) fn record(&mut self) -> Parsed<Record> {
        self.next();
        let name = self.new_name("the name of a record")?;
        self.eat_text();
        let (mut variable, mut elements) = (name.clone(), vec![]);
        if self.eat_word("for") {
            variable = self.name("the variable that was observed")?;
            elements = self.element_names()?;
        }
        self.expect_word("from")?;
        let file = self.expect_text("the name of a file, between quotes")?;
        let lookup = self.lookup_name()?;
        let is_seen = self.eat_word("seen");
        self.end()?;
        Ok(Record { name, variable, elements, file, lookup, is_seen })
    }

    /// `[army, police]`, or nothing.
    pub(super) fn element_names(&mut self) -> Parsed<Vec<crate::ast::Name>> {
        let mut elements = vec![];
        if self.eat_sign(Sign::OpenBracket) {
            elements.push(self.name("an element")?);
            while self.eat_sign(Sign::Comma) {
                elements.push(self.name("an element")?);
            }
            self.expect_sign(Sign::CloseBracket)?;
        }
        Ok(elements)
    }

    pub(super) fn stock(&mut self) -> Parsed<Stock> {
        self.next();
        let header = self.header("the name of a stock")?;
        let mut stock =
            Stock { header, starts: None, inflows: vec![], outflows: vec![], at_least: None, at_most: None };
        while self.peek().is_some() {
            let from = self.at;
            match self.stock_clause(&mut stock) {
                Ok(()) => self.note_clause(from),
                Err(_) => self.recover(STOCK_CLAUSES),
            }
        }
        Ok(stock)
    }

    fn stock_clause(&mut self, stock: &mut Stock) -> Parsed<()> {
        let word = self.here();
        match self.peek_word() {
            "starts" => {
                self.next();
                let value = self.expression()?;
                self.once(&mut stock.starts, word, value);
            }
            "in" => {
                self.next();
                stock.inflows.extend(self.stock_terms()?);
            }
            "out" => {
                self.next();
                stock.outflows.extend(self.stock_terms()?);
            }
            "at" if self.word_at(1) == "least" => self.bound(&mut stock.at_least, word)?,
            "at" if self.word_at(1) == "most" => self.bound(&mut stock.at_most, word)?,
            "known" => {
                let known = self.known_to()?;
                known.into_iter().for_each(|known| self.once(&mut stock.header.known, word, known));
            }
            _ => match self.eat_text() {
                Some(label) => stock.header.label = Some(label),
                None => self.unknown_clause("stock", &["starts", "in", "out", "at least", "at most", "known to"]),
            },
        }
        Ok(())
    }

    fn bound(&mut self, slot: &mut Option<Expr>, word: Span) -> Parsed<()> {
        self.at += 2;
        let value = self.expression()?;
        self.once(slot, word, value);
        Ok(())
    }

    /// Named terms, or a term without a name.
    fn stock_terms(&mut self) -> Parsed<Vec<Term>> {
        let terms = self.terms()?;
        match terms.is_empty() {
            true => Ok(vec![Term { label: self.eat_text(), value: self.expression()? }]),
            false => Ok(terms),
        }
    }

    /// `flow name : unit = value`, then `from` a stock and `to` a stock.
    pub(super) fn flow(&mut self) -> Parsed<Flow> {
        self.next();
        let mut header = self.header("the name of a flow")?;
        let (mut value, mut from, mut to) = (None, None, None);
        while let Some(token) = self.peek() {
            let word = self.here();
            let slot = match (token.kind, self.peek_word()) {
                (TokenKind::Sign(Sign::Equal), _) => &mut value,
                (_, "from") => &mut from,
                (_, "to") => &mut to,
                (TokenKind::Text, _) | (_, "known") => {
                    self.closing(&mut header)?;
                    continue;
                }
                _ => {
                    self.unknown_clause("flow", FLOW_CLAUSES);
                    return Err(Failed);
                }
            };
            let start = self.at;
            self.next();
            let expression = self.expression()?;
            self.note_clause(start);
            self.once(slot, word, expression);
        }
        match value {
            Some(value) => Ok(Flow { header, value, from, to }),
            None => {
                let message = format!("the flow `{}` does not say how much flows", header.name.text);
                self.missing(header.name.span, &message, "write `=` and a value")
            }
        }
    }

    pub(super) fn let_declaration(&mut self) -> Parsed<Let> {
        self.next();
        let mut header = self.header("the name of a quantity")?;
        if header.ty.is_none() && !self.at_sign(Sign::Equal) {
            return self.expected_type(&header.name);
        }
        let value = self.assigned()?;
        self.closing(&mut header)?;
        self.end()?;
        Ok(Let { header, value })
    }

    /// `function f(x: year, y: 1) : 1 = …`
    pub(super) fn function(&mut self) -> Parsed<Function> {
        self.next();
        let name = self.new_name("the name of a function")?;
        if !self.eat_sign(Sign::OpenParen) {
            let help = "say what it is called with, and the unit of each: `function f(x: year, y: 1) : 1 = …`";
            return self.expected_so("`(`", help);
        }
        let mut parameters = vec![];
        while !self.at_sign(Sign::CloseParen) {
            let parameter = self.new_name("the name of an argument")?;
            if !self.eat_sign(Sign::Colon) {
                let help = format!("say its unit: `{} : 1` for a pure number", parameter.text);
                return self.expected_so("`:` and the unit of the argument", &help);
            }
            parameters.push((parameter, self.type_expr()?));
            if !self.eat_sign(Sign::Comma) {
                break;
            }
        }
        self.expect_sign(Sign::CloseParen)?;
        if !self.eat_sign(Sign::Colon) {
            return self.expected_so("`:` and the unit of what it gives", "write `: 1` for a pure number");
        }
        let ty = self.type_expr()?;
        let label = self.eat_text();
        let value = self.assigned()?;
        let label = self.eat_text().or(label);
        self.end()?;
        Ok(Function { name, parameters, ty, label, value })
    }

    /// `use gallagher, effective_number from elections`
    pub(super) fn use_declaration(&mut self) -> Parsed<Use> {
        self.next();
        let mut names = vec![self.imported()?];
        while self.eat_sign(Sign::Comma) {
            names.push(self.imported()?);
        }
        if !self.eat_word("from") {
            return self.expected_so("`from` and the name of a library", "write `use name, name from library`");
        }
        let library = self.name("the name of a library")?;
        self.end()?;
        Ok(Use { names, library })
    }

    fn imported(&mut self) -> Parsed<Name> {
        match self.peek_word() {
            "from" => self.expected_so("the name of a function", "write `use name, name from library`"),
            _ => self.name("the name of a function"),
        }
    }

    /// A unit without its colon, most likely.
    fn expected_type<T>(&mut self, name: &Name) -> Parsed<T> {
        let result = self.expected("`:` and the unit, or `=`");
        let is_unit = |token: &&Token| matches!(token.kind, TokenKind::Name | TokenKind::Number(_));
        let unit = self.peek().filter(is_unit).map(|token| self.word_of(token));
        if let (Some(unit), Some(diagnostic)) = (unit, self.findings.last_mut()) {
            diagnostic.helps.push(format!("a unit stands after a colon: `{} : {unit}`", name.text));
        }
        result
    }

    /// A label may also stand at the end, and who knows it.
    fn closing(&mut self, header: &mut Header) -> Parsed<()> {
        loop {
            self.closing_label(header);
            let (from, word) = (self.at, self.here());
            let Some(known) = self.known_to()? else { return Ok(()) };
            self.note_clause(from);
            self.once(&mut header.known, word, known);
        }
    }

    /// A label may also stand at the end.
    fn closing_label(&mut self, header: &mut Header) {
        if let Some(label) = self.eat_text() {
            header.label = Some(label);
        }
    }

    pub(super) fn draw(&mut self) -> Parsed<Draw> {
        self.next();
        let mut header = self.header("the name of a draw")?;
        if !self.eat_word("per") {
            let help = "say how often it is drawn: `per world`, `per year` or `per step`";
            return self.expected_so("`per`", help);
        }
        let per = match self.peek_word() {
            "world" => Period::World,
            "year" => Period::Year,
            "step" => Period::Step,
            _ => return self.expected_so("`world`, `year` or `step`", "how long a step is, the frame says"),
        };
        self.next();
        self.closing_label(&mut header);
        let from = self.at;
        self.expect_sign(Sign::Tilde)?;
        let prior = self.prior()?;
        let correlation = if self.eat_word("correlated") { Some(self.expression()?) } else { None };
        self.note_clause(from);
        self.closing_label(&mut header);
        self.end()?;
        Ok(Draw { header, per, prior, correlation })
    }

    pub(super) fn state(&mut self) -> Parsed<State> {
        self.next();
        let mut header = self.header("the name of a state")?;
        let initial = if self.at_sign(Sign::Equal) { Some(self.assigned()?) } else { None };
        self.closing(&mut header)?;
        self.end()?;
        Ok(State { header, initial })
    }

    pub(super) fn body(&mut self) -> Parsed<Body> {
        self.next();
        let name = self.new_name("the name of a body")?;
        let label = self.eat_text();
        let from = self.at;
        self.expect_word("over")?;
        let binding = Some(self.new_name("a name for a member")?);
        if !self.eat_word("in") {
            return self.expected_so("`in` and a set", "write `over p in Person`");
        }
        let index = Index { binding, set: self.name("a set")? };
        let member = if self.eat_word("where") { Some(self.expression()?) } else { None };
        let weight = if self.eat_word("weighing") { Some(self.expression()?) } else { None };
        self.end()?;
        self.note_clause(from);
        Ok(Body { name, label, index, member, weight })
    }
}
