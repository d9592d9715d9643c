//! Elements of sets.

use std::collections::BTreeMap;

use crate::ast::{self, SetContent, Text};
use crate::check::checker::Checker;
use crate::check::known::entities::{Progress, Work};
use crate::check::known::scope::{Bound, Scope, Stage};
use crate::check::known::table::Table;
use crate::check::known::types::Ty;
use crate::check::values::constant::evaluate;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, SetId};
use crate::span::Span;

impl<'a> Checker<'a> {
    /// Root sets come first: their elements depend on nothing.
    pub(in crate::check) fn fill_root_sets(&mut self) {
        for i in 0..self.filling.pending.len() {
            if let Work::Set(set, id) = self.filling.pending[i].work
                && set.parent.is_none()
            {
                self.filling.pending[i].progress = Progress::Done;
                self.fill_root(set, id);
            }
        }
    }

    fn fill_root(&mut self, set: &'a ast::Set, id: SetId) {
        for (element, label) in self.listed_elements(set) {
            let ordinal = self.model.sets[id].elements.len() as u32;
            let label = label.unwrap_or_else(|| element.text.replace('_', " "));
            self.enter_element(&element, &label, (id, ordinal));
            let the_set = &mut self.model.sets[id];
            the_set.labels.push(label);
            the_set.elements.push(element.text);
            the_set.ordinals.push(ordinal);
        }
    }

    /// Ids and labels that a set writes out.
    fn listed_elements(&mut self, set: &'a ast::Set) -> Vec<(ast::Name, Option<String>)> {
        match &set.content {
            SetContent::List(list) => {
                list.iter().map(|(name, label)| (name.clone(), label.as_ref().map(|l| l.text.clone()))).collect()
            }
            SetContent::Where(condition) => {
                let message = "only a subset can be chosen by a condition";
                let help = format!("say of which set: `set {} in … where …`", set.name.text);
                self.error(Diagnostic::error(&codes::EXPECTED, condition.span, message).help(help));
                vec![]
            }
            SetContent::Table(_) | SetContent::File(_) => match self.set_table(set) {
                Some(table) => self.table_elements(&table, set.name.span),
                None => vec![],
            },
        }
    }

    fn set_table(&mut self, set: &'a ast::Set) -> Option<std::rc::Rc<Table>> {
        match &set.content {
            SetContent::Table(rows) => self.block_table(rows).map(std::rc::Rc::new),
            SetContent::File(file) => self.file_table(file),
            _ => None,
        }
    }

    fn table_elements(&mut self, table: &Table, asked: Span) -> Vec<(ast::Name, Option<String>)> {
        let Some(id) = self.demand_column(table, "id", asked) else {
            return vec![];
        };
        let label = table.column("label");
        let mut elements = vec![];
        for row in &table.rows {
            if !is_name(&row[id].text) {
                let message = format!("`{}` is not an id", row[id].text);
                let help = "an id is a letter followed by letters, digits and `_`";
                self.error(Diagnostic::error(&codes::BAD_TABLE, row[id].span, message).help(help));
                continue;
            }
            let name = ast::Name { text: row[id].text.clone(), span: row[id].span };
            let text = label.map(|l| row[l].text.clone()).filter(|text| !text.is_empty());
            elements.push((name, text));
        }
        elements
    }

    pub(super) fn fill_subset(&mut self, set: &'a ast::Set, id: SetId) {
        let Some(parent) = set.parent.as_ref().and_then(|name| self.set_named(name)) else {
            return;
        };
        self.fill_set(parent, set.name.span);
        let chosen: Vec<u32> = match &set.content {
            SetContent::Where(condition) => self.chosen_by(condition, parent),
            _ => {
                let listed = self.listed_elements(set);
                self.repeated_elements(&listed);
                listed.iter().filter_map(|(name, _)| self.element_of(&name.text, name.span, parent)).collect()
            }
        };
        let root = self.model.sets[id].root;
        // A subset keeps the order of its root set, so that it does not matter how it was written.
        let mut ordinals = chosen;
        ordinals.sort_unstable();
        ordinals.dedup();
        let root_set = &self.model.sets[root];
        let elements = ordinals.iter().map(|&o| root_set.elements[o as usize].clone()).collect();
        let labels = ordinals.iter().map(|&o| root_set.labels[o as usize].clone()).collect();
        let the_set = &mut self.model.sets[id];
        the_set.elements = elements;
        the_set.labels = labels;
        the_set.ordinals = ordinals;
    }

    /// A subset names each element once.
    fn repeated_elements(&mut self, listed: &[(ast::Name, Option<String>)]) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for (name, _) in listed {
            match first.get(name.text.as_str()) {
                Some(first) => self.repeated_row(&Text { text: name.text.clone(), span: name.span }, *first),
                None => _ = first.insert(&name.text, name.span),
            }
        }
    }

    /// Root ordinals of the elements of `parent` for which a condition on data holds.
    fn chosen_by(&mut self, condition: &ast::Expr, parent: SetId) -> Vec<u32> {
        let binding = self.new_binding(parent);
        let mut scope = Scope::new(Stage::Constant);
        self.bind_it(&mut scope, Bound::Binding(binding, parent));
        let test = self.truth(&mut scope, condition, "the condition of a subset");
        let count = self.model.sets[parent].ordinals.len() as f64;
        if !self.affordable(&test, count, condition.span) {
            return vec![];
        }
        let holds = |ordinal: &u32| evaluate(&self.model, &test, &[(binding, f64::from(*ordinal))]) != 0.0;
        self.model.sets[parent].ordinals.iter().copied().filter(holds).collect()
    }

    pub(super) fn fill_attribute(
        &mut self,
        set: &'a ast::Set,
        id: SetId,
        column: usize,
        variable: crate::model::VariableId,
    ) {
        self.fill_set(id, set.name.span);
        let attribute = &set.attributes[column];
        let ty = self.variables[variable].ty.clone();
        if matches!(ty, Ty::Quantity(_)) {
            let what = format!("the attribute `{}`", attribute.name.text);
            let evidence = self.evidence(attribute.evidence.as_ref(), attribute.name.span, &what);
            self.model.variables[variable].evidence = evidence;
        }
        let Some(table) = self.set_table_again(set) else {
            return;
        };
        let Some(place) = self.demand_column(&table, &attribute.name.text, attribute.name.span) else {
            return;
        };
        let values = self.attribute_values(&table, place, id, variable);
        self.model.variables[variable].kind = crate::model::VariableKind::Data { values };
    }

    /// The table of a set, without complaining twice about its rows.
    fn set_table_again(&mut self, set: &'a ast::Set) -> Option<std::rc::Rc<Table>> {
        let before = self.complaints.findings.mark();
        let table = self.set_table(set);
        if matches!(set.content, SetContent::Table(_)) {
            self.complaints.findings.return_to(before);
        }
        if table.is_none() && matches!(set.content, SetContent::List(_) | SetContent::Where(_)) {
            let message = "a set with attributes is given by a table";
            let help = "write `from \"file.csv\"`, or a table in the block";
            self.error(Diagnostic::error(&codes::BAD_TABLE, set.attributes[0].name.span, message).help(help));
        }
        table
    }

    fn attribute_values(
        &mut self,
        table: &Table,
        place: usize,
        id: SetId,
        variable: crate::model::VariableId,
    ) -> Vec<f64> {
        let info = self.variables[variable].clone();
        let id_column = table.column("id").unwrap_or(0);
        let mut values = vec![0.0; self.model.sets[id].elements.len()];
        for row in &table.rows {
            let Some(position) = self.position_of(&row[id_column].text, id) else {
                continue;
            };
            let cell = &row[place];
            match self.cell_value(cell, &info.ty, &info.measure) {
                Some(value) => values[position] = value,
                None if info.ty.is_wrong() => {}
                None => self.missing_cell(cell, &row[id_column], &table.columns[place]),
            }
        }
        values
    }

    fn missing_cell(&mut self, cell: &Text, row: &Text, column: &Text) {
        let message = format!("`{}` has no value for `{}`", row.text, column.text);
        let span = if cell.span.start == cell.span.end { row.span } else { cell.span };
        self.error(Diagnostic::error(&codes::MISSING_VALUES, span, message));
    }

    /// A truth about root ordinals as data: is the element in this set?
    pub(in crate::check) fn is_in(&mut self, element: Expr, set: SetId) -> Expr {
        let the_set = &self.model.sets[set];
        if the_set.root == set {
            return crate::check::values::rewrite::is_some(element);
        }
        let variable = self.membership(set);
        Expr::Read { variable, indices: vec![element], otherwise: Some(Box::new(Expr::Number(0.0))) }
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && chars.all(|c| c.is_alphanumeric() || c == '_') && !crate::parser::RESERVED.contains(&text)
}
