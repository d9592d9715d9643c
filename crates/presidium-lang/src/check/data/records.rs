//! Records: what was observed, to be compared with and never read by a mechanism.

use crate::ast::{self, Declaration, Text};
use crate::check::checker::Checker;
use crate::check::data::repeated::Dated;
use crate::check::known::entities::Entity;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Element, Record, RecordPoint, Type, VariableId};
use crate::symbols::SymbolKind;

impl Checker<'_> {
    pub(in crate::check) fn check_records(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            if let Declaration::Record(record) = declaration {
                self.check_record(record);
            }
        }
    }

    fn check_record(&mut self, record: &ast::Record) {
        self.declare_symbol(SymbolKind::Record, &record.name);
        let Some(variable) = self.variable_named(&record.variable) else {
            return;
        };
        self.variables.change(variable, |info| info.read = true);
        let Some(element) = self.element_position(variable, &record.variable, &record.elements) else {
            return;
        };
        let name = &record.variable;
        let wanted = record.lookup.clone().unwrap_or(Text { text: name.text.clone(), span: name.span });
        if element.is_none() && !self.model.variables[variable].indices.is_empty() {
            return self.element_not_named(record, variable);
        }
        let Some(mut observations) = self.observations(&record.file, &wanted, variable) else {
            return;
        };
        let one_index = self.model.variables[variable].indices.len() == 1;
        if let Some(element) = element.filter(|_| one_index && self.has_elements(&record.file)) {
            observations.retain(|seen| seen.element == element);
            if observations.is_empty() {
                let message = format!("`{}` has no rows for this element", record.file.text);
                return self.error(Diagnostic::error(&codes::BAD_TABLE, record.elements[0].span, message));
            }
        }
        let dated: Vec<Dated> = observations
            .iter()
            .map(|seen| Dated {
                element: Element::default(),
                moment: self.model.clock.seen_date(seen.step),
                span: seen.span,
            })
            .collect();
        self.repeated_dates(&format!("the record `{}`", record.name.text), &dated);
        let points = observations
            .into_iter()
            .map(|seen| RecordPoint {
                month: seen.step,
                value: seen.value,
                low: seen.low,
                high: seen.high,
                source: seen.source,
                grade: seen.grade.chars().next().unwrap_or('B'),
            })
            .collect();
        let found = Record {
            name: record.name.text.clone(),
            variable,
            element: element.unwrap_or_default(),
            points,
            is_seen: record.is_seen,
            place: self.texts.document.place(record.name.span),
        };
        match self.model.variables[variable].ty {
            Type::Element { .. } => self.model.holdings.push(found),
            _ => self.model.records.push(found),
        }
    }

    fn element_not_named(&mut self, record: &ast::Record, variable: VariableId) {
        let indices = &self.model.variables[variable].indices;
        let sets: Vec<String> = indices.iter().map(|index| self.set_name(index.set)).collect();
        let name = &record.variable.text;
        let message = format!("`{name}` has many elements, and a record is of one");
        let help =
            format!("write `record {} for {name}[…]`, with an element of `{}`", record.name.text, sets.join("`, `"));
        self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, record.variable.span, message).help(help));
    }

    /// The variable of this name, or a complaint.
    pub(in crate::check) fn variable_named(&mut self, name: &ast::Name) -> Option<VariableId> {
        self.named(name, "a variable", |_, entity| match entity {
            Entity::Variable(id) => Some(id),
            _ => None,
        })
    }

    /// Row-major position of the elements in a variable; nothing if none are given.
    pub(in crate::check) fn element_position(
        &mut self,
        variable: VariableId,
        name: &ast::Name,
        elements: &[ast::Name],
    ) -> Option<Option<Element>> {
        let sets: Vec<_> = self.model.variables[variable].indices.iter().map(|i| i.set).collect();
        self.position_over(&sets, name, elements)
    }

    /// Row-major position of elements over sets; nothing if none are given.
    pub(in crate::check) fn position_over(
        &mut self,
        sets: &[crate::model::SetId],
        name: &ast::Name,
        elements: &[ast::Name],
    ) -> Option<Option<Element>> {
        if elements.is_empty() {
            return Some(None);
        }
        if elements.len() != sets.len() {
            let names: Vec<String> = sets.iter().map(|s| self.set_name(*s)).collect();
            let message = format!("`{}` has {} indices, and {} are given", name.text, sets.len(), elements.len());
            let help = format!("its indices are `{}[{}]`", name.text, names.join(", "));
            let span = elements[0].span.to(elements[elements.len() - 1].span);
            self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, span, message).help(help));
            return None;
        }
        let mut position = 0;
        for (set, element) in sets.iter().zip(elements) {
            let here = self.position_in(*set, &element.text, element.span)?;
            position = position * self.model.sets[*set].elements.len() + here;
        }
        Some(Some(Element::at(position)))
    }
}
