//! Data: values by element, from a file, a table in the block, or written out.

use std::rc::Rc;

use crate::ast::{self, DataContent, ExprKind};
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::table::Table;
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{SetId, VariableId, VariableKind};
use crate::span::Span;
use crate::units::Measure;

/// Values that are being collected, row-major; nothing where none has been given yet.
struct Values {
    sets: Vec<SetId>,
    counts: Vec<usize>,
    values: Vec<Option<f64>>,
    /// Where each row of a table, or each value of a list, was given first.
    places: Vec<Option<Span>>,
    ty: Ty,
    measure: Measure,
    name: String,
    /// Something has been reported, so that missing values are no surprise.
    faulty: bool,
}

impl Checker<'_> {
    pub(super) fn fill_data(&mut self, data: &ast::Data, id: VariableId) {
        if self.variables[id].broken {
            return;
        }
        let name = &data.header.name;
        let evidence = self.evidence(data.evidence.as_ref(), name.span, &format!("the data `{}`", name.text));
        self.model.variables[id].evidence = evidence;
        let sets: Vec<SetId> = self.model.variables[id].indices.iter().map(|i| i.set).collect();
        for set in &sets {
            self.fill_set(*set, name.span);
        }
        let indices = self.model.variables[id].indices.clone();
        if !self.storable(&indices, name.span) {
            return;
        }
        let counts: Vec<usize> = sets.iter().map(|s| self.model.sets[*s].elements.len()).collect();
        let (ty, measure) = self.type_of(id);
        let mut values = Values {
            values: vec![None; counts.iter().product()],
            places: vec![None; counts.iter().product()],
            sets,
            counts,
            faulty: ty.is_wrong(),
            ty,
            measure,
            name: name.text.clone(),
        };
        match &data.content {
            DataContent::List(cells) => cells.iter().for_each(|cell| self.listed_cell(&mut values, cell, name.span)),
            DataContent::Table(rows) => {
                if let Some(table) = self.block_table(rows) {
                    self.table_values(&mut values, &Rc::new(table), name.span);
                }
            }
            DataContent::File(file) => match self.file_table(file) {
                Some(table) => self.table_values(&mut values, &table, file.span),
                None => values.faulty = true,
            },
        }
        let otherwise = data.otherwise.as_ref().map(|e| self.constant_cell(e, &values.ty, &values.measure));
        let values = self.finish_values(values, otherwise, name.span);
        self.model.variables[id].kind = VariableKind::Data { values };
    }

    /// The value of an expression in a table; a bare number is in the unit of the table.
    fn constant_cell(&mut self, expr: &ast::Expr, ty: &Ty, measure: &Measure) -> f64 {
        let mut scope = Scope::new(Stage::Constant);
        let typed = self.expression(&mut scope, expr);
        if let (Some(number), Ty::Quantity(_)) = (typed.bare, ty) {
            return number * measure.factor;
        }
        self.demand(&typed, expr.span, ty, measure, "a value of the data");
        self.constant(&typed.value, &[], expr.span)
    }

    /// `Kazakhstan 0.2`
    fn listed_cell(&mut self, values: &mut Values, cell: &ast::DataCell, name: Span) {
        if cell.elements.len() != values.sets.len() {
            let message =
                format!("`{}` has {} indices here, not {}", values.name, values.sets.len(), cell.elements.len());
            let span = cell.elements.first().map_or(cell.value.span, |e| e.span);
            self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, span, message).label(name, "declared here"));
            values.faulty = true;
            return;
        }
        let mut position = Some(0);
        for (i, element) in cell.elements.iter().enumerate() {
            let here = self.position_in(values.sets[i], &element.text, element.span);
            position = position.zip(here).map(|(p, h)| p * values.counts[i] + h);
        }
        let value = self.constant_cell(&cell.value, &values.ty, &values.measure);
        let Some(position) = position else {
            values.faulty = true;
            return;
        };
        let written = match (cell.elements.first(), cell.elements.last()) {
            (Some(first), Some(last)) => {
                let text = cell.elements.iter().map(|element| element.text.as_str()).collect::<Vec<_>>().join(", ");
                ast::Text { text, span: first.span.to(last.span) }
            }
            _ => ast::Text { text: values.name.clone(), span: cell.value.span },
        };
        self.given(values, position, &written);
        values.values[position] = Some(value);
    }

    /// Remembers where a value is given; the second time is reported.
    fn given(&mut self, values: &mut Values, position: usize, cell: &ast::Text) {
        match values.places.get_mut(position) {
            Some(Some(first)) => {
                let first = *first;
                self.repeated_row(cell, first);
            }
            Some(place) => *place = Some(cell.span),
            // The columns stand for no elements.
            None => {}
        }
    }

    /// Position of an element in a set, or a complaint.
    pub(in crate::check) fn position_in(&mut self, set: SetId, id: &str, span: Span) -> Option<usize> {
        let ordinal = self.element_of(id, span, set)?;
        self.model.sets[set].ordinals.binary_search(&ordinal).ok()
    }

    /// Rows are elements of the first set; columns are elements of the second set, or the value.
    fn table_values(&mut self, values: &mut Values, table: &Rc<Table>, asked: Span) {
        match values.sets.len() {
            1 => self.column_values(values, table, asked),
            2 => self.matrix_values(values, table),
            count => {
                let message = format!("a table holds data with one or two indices, and `{}` has {count}", values.name);
                self.error(Diagnostic::error(&codes::BAD_TABLE, asked, message));
                values.faulty = true;
            }
        }
    }

    fn column_values(&mut self, values: &mut Values, table: &Table, asked: Span) {
        let named = table.column(&values.name).or_else(|| table.column("value"));
        let column = match named {
            Some(column) => column,
            None if table.columns.len() == 2 => 1,
            None => {
                let name = values.name.clone();
                self.demand_column(table, &name, asked);
                values.faulty = true;
                return;
            }
        };
        for row in &table.rows {
            let Some(place) = self.row_position(values, &row[0], 0) else {
                continue;
            };
            self.given(values, place, &row[0]);
            if let Some(value) = self.cell_value(&row[column], &values.ty, &values.measure) {
                values.values[place] = Some(value);
            }
        }
    }

    fn matrix_values(&mut self, values: &mut Values, table: &Table) {
        let places: Vec<Option<usize>> =
            table.columns.iter().map(|column| self.position_of(&column.text, values.sets[1])).collect();
        table.columns.iter().for_each(|column| self.refer_element(&column.text, column.span));
        for row in &table.rows {
            let Some(first) = self.row_position(values, &row[0], 0) else {
                continue;
            };
            self.given(values, first * values.counts[1], &row[0]);
            for (cell, place) in row.iter().zip(&places).skip(1) {
                let Some(second) = place else { continue };
                if let Some(value) = self.cell_value(cell, &values.ty, &values.measure) {
                    values.values[first * values.counts[1] + second] = Some(value);
                }
            }
        }
    }

    /// The position of a row's element; a row for an element of the root set outside of the subset is passed over.
    fn row_position(&mut self, values: &mut Values, cell: &ast::Text, index: usize) -> Option<usize> {
        let set = values.sets[index];
        let root = self.model.sets[set].root;
        self.refer_element(&cell.text, cell.span);
        if self.position_of(&cell.text, root).is_some() {
            return self.position_of(&cell.text, set);
        }
        values.faulty = true;
        self.position_in(set, &cell.text, cell.span)
    }

    fn finish_values(&mut self, values: Values, otherwise: Option<f64>, name: Span) -> Vec<f64> {
        let missing: Vec<usize> =
            values.values.iter().enumerate().filter(|(_, v)| v.is_none()).map(|(i, _)| i).collect();
        if !missing.is_empty() && otherwise.is_none() && !values.faulty {
            let examples: Vec<String> = missing.iter().take(3).map(|i| self.combination(&values, *i)).collect();
            let more = if missing.len() > 3 { format!(" and {} more", missing.len() - 3) } else { String::new() };
            let message = format!("`{}` has no value for {}{more}", values.name, examples.join(", "));
            let help = "add them, or say `otherwise v` for the rest";
            self.error(Diagnostic::error(&codes::MISSING_VALUES, name, message).help(help));
        }
        values.values.iter().map(|v| v.or(otherwise).unwrap_or(0.0)).collect()
    }

    /// The elements of a row-major position, in words.
    fn combination(&self, values: &Values, position: usize) -> String {
        let mut rest = position;
        let mut names = vec![];
        for (set, count) in values.sets.iter().zip(&values.counts).rev() {
            names.push(self.model.sets[*set].elements[rest % count].clone());
            rest /= count;
        }
        names.reverse();
        format!("`{}`", names.join(", "))
    }

    /// A date that is written out, or a year.
    pub(super) fn date_of_point(&mut self, expr: &ast::Expr) -> Option<f64> {
        if !self.model.clock.has_calendar() {
            return self.plain_time(expr);
        }
        match expr.kind {
            ExprKind::Date { months, .. } => Some(months),
            // A yearly value stands in the middle of its year.
            ExprKind::Number(year) if year.fract() == 0.0 && (0.0..=9999.0).contains(&year) => Some(year * 12.0 + 6.0),
            _ => {
                let message = "this is not a date";
                let help = "write a year or a month, such as `1956` or `1956-12`";
                self.error(Diagnostic::error(&codes::EXPECTED, expr.span, message).help(help));
                None
            }
        }
    }
}
