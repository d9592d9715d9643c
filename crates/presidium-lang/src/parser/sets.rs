//! Declarations of units, sets and data.

use super::descent::{Failed, Parsed, Parser};
use crate::ast::{Attribute, Data, DataCell, DataContent, Declaration, Name, Row, Set, SetContent, Text, Unit};
use crate::token::{Sign, TokenKind};

const SET_CLAUSES: &[&str] = &["from", "where", "with"];
const DATA_CLAUSES: &[&str] = &["from", "otherwise", "sourced", "estimate", "assumption"];

impl Parser<'_> {
    /// `unit a, b = 1000 c`
    pub(super) fn units(&mut self, into: &mut Vec<Declaration>) {
        self.next();
        loop {
            match self.unit() {
                Ok(unit) => into.push(Declaration::Unit(unit)),
                Err(Failed) => return,
            }
            if !self.eat_sign(Sign::Comma) {
                break;
            }
        }
        // A mistake has been reported, and there is nothing to leave out.
        let _: Parsed<()> = self.end();
    }

    fn unit(&mut self) -> Parsed<Unit> {
        let name = self.new_name("the name of a unit")?;
        let mut definition = None;
        if self.eat_sign(Sign::Equal) {
            // A size below zero is told by the checker, which knows more to say of it.
            let sign = if self.eat_sign(Sign::Minus) { -1.0 } else { 1.0 };
            let size = self.plain_number("a number and a unit, such as `1000 kilogram`")?;
            if self.peek().is_none() {
                return self.expected_so("a unit", "a unit is so many of another one, such as `1000 kilogram`");
            }
            definition = Some((sign * size, self.unit_expr(false)?));
        }
        Ok(Unit { name, definition })
    }

    fn plain_number(&mut self, what: &str) -> Parsed<f64> {
        match self.peek().map(|t| t.kind) {
            Some(TokenKind::Number(value)) => {
                self.next();
                Ok(value)
            }
            _ => self.expected(what),
        }
    }

    /// The declaration ends here.
    pub(super) fn end(&mut self) -> Parsed<()> {
        if self.peek().is_none() {
            return Ok(());
        }
        // What follows is one mistake, however long it is.
        let result = self.expected("the end of the declaration");
        self.at = self.tokens.len();
        result
    }

    pub(super) fn set(&mut self) -> Parsed<Set> {
        self.next();
        let name = self.new_name("the name of a set")?;
        let parent = if self.eat_word("in") { Some(self.name("a set")?) } else { None };
        self.eat_text();
        let (mut content, mut attributes) = (None, vec![]);
        while let Some(token) = self.peek() {
            let word = self.here();
            match (token.kind, self.peek_word()) {
                (TokenKind::Sign(Sign::Equal), _) => {
                    self.next();
                    let list = self.element_list()?;
                    self.once(&mut content, word, SetContent::List(list));
                }
                (TokenKind::Row, _) => {
                    let rows = self.rows();
                    self.once(&mut content, word, SetContent::Table(rows));
                }
                (_, "from") => {
                    self.next();
                    let file = self.expect_text("the name of a file, between quotes")?;
                    self.once(&mut content, word, SetContent::File(file));
                }
                (_, "where") => {
                    self.next();
                    let condition = self.expression()?;
                    self.once(&mut content, word, SetContent::Where(condition));
                }
                (_, "with") => {
                    self.next();
                    self.attributes(&mut attributes)?;
                }
                _ => {
                    self.unknown_clause("set", SET_CLAUSES);
                    return Err(Failed);
                }
            }
        }
        match content {
            Some(content) => Ok(Set { name, parent, content, attributes }),
            None => {
                let help = "list them after `=`, give a table, or write `from \"file.csv\"`";
                self.missing(name.span, &format!("the elements of `{}` are missing", name.text), help)
            }
        }
    }

    fn element_list(&mut self) -> Parsed<Vec<(Name, Option<Text>)>> {
        let mut list = vec![];
        loop {
            let name = self.new_name("the id of an element")?;
            list.push((name, self.eat_text()));
            if !self.eat_sign(Sign::Comma) {
                return Ok(list);
            }
        }
    }

    fn attributes(&mut self, into: &mut Vec<Attribute>) -> Parsed<()> {
        while self.peek().is_some_and(|t| t.kind == TokenKind::Name) && self.peek_word() != "from" {
            let name = self.new_name("the name of an attribute")?;
            self.expect_sign(Sign::Colon)?;
            let ty = self.type_expr()?;
            self.eat_text();
            into.push(Attribute { name, ty, evidence: self.evidence() });
            self.eat_sign(Sign::Comma);
        }
        Ok(())
    }

    /// The rows that follow.
    fn rows(&mut self) -> Vec<Row> {
        let mut rows = vec![];
        while let Some(token) = self.peek().filter(|t| t.kind == TokenKind::Row) {
            self.next();
            let cells = self.cells(token.start, token.end);
            let is_rule = cells.iter().all(|c| !c.text.is_empty() && c.text.chars().all(|c| "-:".contains(c)));
            // A line of dashes below the names of the columns is decoration; `-` alone is an absent value.
            if !(is_rule && cells.iter().all(|c| c.text.len() > 1)) {
                rows.push(Row { cells, span: self.span(token) });
            }
        }
        rows
    }

    fn cells(&self, start: usize, end: usize) -> Vec<Text> {
        let mut cells = vec![];
        let mut at = start + 1;
        let row = &self.text[start..end];
        let inside = row[1..].strip_suffix('|').unwrap_or(&row[1..]);
        for cell in inside.split('|') {
            let before = cell.len() - cell.trim_start().len();
            let text = cell.trim().to_string();
            let from = at + before;
            let span = crate::span::Span::new(self.file, from..from + text.len());
            cells.push(Text { text, span });
            at += cell.len() + 1;
        }
        cells
    }

    pub(super) fn data(&mut self) -> Parsed<Data> {
        self.next();
        let mut header = self.header("the name of the data")?;
        let (mut content, mut otherwise, mut evidence) = (None, None, None);
        while let Some(token) = self.peek() {
            let word = self.here();
            match (token.kind, self.peek_word()) {
                (TokenKind::Sign(Sign::Equal), _) => {
                    self.next();
                    let list = self.data_list(header.indices.len())?;
                    self.once(&mut content, word, DataContent::List(list));
                }
                (TokenKind::Row, _) => {
                    let rows = self.rows();
                    self.once(&mut content, word, DataContent::Table(rows));
                }
                (_, "from") => {
                    self.next();
                    let file = self.expect_text("the name of a file, between quotes")?;
                    self.once(&mut content, word, DataContent::File(file));
                }
                (_, "otherwise") => {
                    self.next();
                    let value = self.expression()?;
                    self.once(&mut otherwise, word, value);
                }
                (TokenKind::Text, _) => header.label = self.eat_text(),
                _ if self.at_status() => {
                    let found = self.evidence();
                    evidence = evidence.or(found);
                }
                _ => {
                    self.unknown_clause("data", DATA_CLAUSES);
                    return Err(Failed);
                }
            }
        }
        match content {
            Some(content) => Ok(Data { header, content, otherwise, evidence }),
            None => {
                let help = "write `from \"file.csv\"`, a table, or the values after `=`";
                self.missing(header.name.span, &format!("the values of `{}` are missing", header.name.text), help)
            }
        }
    }

    /// `Kazakhstan 0.2, Siberia 0.3`, or one value.
    fn data_list(&mut self, index_count: usize) -> Parsed<Vec<DataCell>> {
        let mut list = vec![];
        loop {
            let mut elements = vec![];
            for _ in 0..index_count {
                match self.name("an element") {
                    Ok(element) => elements.push(element),
                    Err(Failed) => return self.unlike_list(),
                }
            }
            match self.or_expression() {
                Ok(value) => list.push(DataCell { elements, value }),
                Err(Failed) => return self.unlike_list(),
            }
            if !self.eat_sign(Sign::Comma) {
                return Ok(list);
            }
        }
    }

    fn unlike_list<T>(&mut self) -> Parsed<T> {
        self.help_last("each value stands after its elements: `Anna 1, Boris 2`");
        Err(Failed)
    }
}
