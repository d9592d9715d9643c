//! Series: data over time, one value for each step, straight lines between the points.

use std::rc::Rc;

use crate::ast::{self, SeriesContent, Text};
use crate::calendar::parse_date;
use crate::check::checker::Checker;
use crate::check::data::repeated::Dated;
use crate::check::data::tables::parse_number;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::table::Table;
use crate::check::known::types::Ty;
use crate::clock::{Clock, Step};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::operations::lookup;
use crate::model::{Element, Factor, NONE, SetId, Type, VariableId, VariableKind};
use crate::span::Span;

/// One observation in a file.
pub struct Observation {
    /// Row-major position, from the column `element`.
    pub element: Element,
    pub date: f64,
    /// The date was a year.
    pub yearly: bool,
    /// The last step in which a part of the date lies: a figure is the state at the end of its month or year.
    pub step: Step,
    /// In base units.
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: String,
    pub grade: String,
    /// The date as written.
    pub span: Span,
}

impl Checker<'_> {
    pub(in crate::check) fn check_series(&mut self, series: &ast::Series) {
        let name = &series.header.name;
        let Some(id) = self.variable_of(name).filter(|id| !self.variables[*id].broken) else {
            return;
        };
        let evidence = self.evidence(series.evidence.as_ref(), name.span, &format!("the series `{}`", name.text));
        self.model.variables[id].evidence = evidence;
        let count = self.model.variables[id].len(&self.model);
        let mut points: Vec<Vec<(f64, f64)>> = vec![vec![]; count];
        match &series.content {
            SeriesContent::Points(written) => self.written_points(name, written, id, &mut points),
            SeriesContent::File { file, lookup } => {
                let wanted = lookup.clone().unwrap_or(Text { text: name.text.clone(), span: name.span });
                let Some(observations) = self.observations(file, &wanted, id) else {
                    return;
                };
                if !self.says_elements(file, name, id) {
                    return;
                }
                let mut dated = vec![];
                for seen in observations {
                    let moment = if seen.yearly { seen.date + 6.0 } else { seen.date };
                    points[seen.element.index()].push((moment, seen.value));
                    dated.push(Dated { element: seen.element, moment, span: seen.span });
                }
                self.repeated_dates(&format!("the series `{}`", name.text), &dated);
            }
        }
        let monthly = points.into_iter().map(|points| self.monthly(points)).collect();
        self.model.variables[id].kind = VariableKind::Series { monthly };
    }

    /// The file of a series with an index says in each row for which element it is.
    fn says_elements(&mut self, file: &Text, name: &ast::Name, id: VariableId) -> bool {
        let message = match self.model.variables[id].indices.len() {
            0 => return true,
            1 if self.has_elements(file) => return true,
            1 => format!("`{}` has an index, and the rows of `{}` do not say their element", name.text, file.text),
            count => format!("a series from a file has one index at most, and `{}` has {count}", name.text),
        };
        let help = "give the file a column `element`, or declare a series for each element";
        self.error(Diagnostic::error(&codes::BAD_TABLE, file.span, message).help(help));
        false
    }

    /// Has a file a column for elements?
    pub(super) fn has_elements(&mut self, file: &Text) -> bool {
        self.file_table(file).is_some_and(|table| table.column("element").is_some())
    }

    fn written_points(
        &mut self,
        name: &ast::Name,
        written: &[(ast::Expr, ast::Expr)],
        id: VariableId,
        points: &mut [Vec<(f64, f64)>],
    ) {
        let (ty, measure) = self.type_of(id);
        let mut scope = Scope::new(Stage::Constant);
        let mut dated = vec![];
        for (date, value) in written {
            let at = self.date_of_point(date);
            let lowered = self.expression_of(&mut scope, value, &ty, &measure, "a value of the series");
            let value = self.constant(&lowered, &[], value.span);
            if let Some(at) = at {
                points.iter_mut().for_each(|p| p.push((at, value)));
                dated.push(Dated { element: Element::default(), moment: at, span: date.span });
            }
        }
        self.repeated_dates(&format!("the series `{}`", name.text), &dated);
    }

    fn monthly(&self, mut points: Vec<(f64, f64)>) -> Vec<f64> {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.model
            .first_step
            .to(self.model.until_step)
            .map(|step| lookup(&points, self.model.clock.date(step)))
            .collect()
    }

    /// The rows of a file that belong to one series, in the unit of the variable.
    pub(super) fn observations(
        &mut self,
        file: &Text,
        wanted: &Text,
        variable: VariableId,
    ) -> Option<Vec<Observation>> {
        let table = self.file_table(file)?;
        let series = self.demand_column(&table, "series", file.span)?;
        let date = self.demand_column(&table, "date", file.span)?;
        let value = self.demand_column(&table, "value", file.span)?;
        let rows: Vec<&Vec<Text>> = table.rows.iter().filter(|row| row[series].text == wanted.text).collect();
        if rows.is_empty() {
            self.no_such_series(&table, series, file, wanted);
            return None;
        }
        let columns = Columns { date, value, table: &table };
        Some(rows.into_iter().filter_map(|row| self.observation(&columns, row, variable)).collect())
    }

    fn no_such_series(&mut self, table: &Rc<Table>, series: usize, file: &Text, wanted: &Text) {
        let mut names: Vec<String> = table.rows.iter().map(|row| row[series].text.clone()).collect();
        names.sort();
        names.dedup();
        let message = format!("`{}` has no series `{}`", file.text, wanted.text);
        let help = self
            .complaints
            .suggestions
            .did_you_mean(&wanted.text, names.iter().map(String::as_str))
            .unwrap_or_else(|| "say which rows are meant: `as \"name in the file\"`".to_string());
        self.error(Diagnostic::error(&codes::BAD_TABLE, wanted.span, message).help(help));
    }

    fn observation(&mut self, columns: &Columns<'_>, row: &[Text], variable: VariableId) -> Option<Observation> {
        let held = match self.model.variables[variable].ty {
            Type::Element { set, optional } => Some((set, optional)),
            _ => None,
        };
        let factor = if held.is_some() { Factor::ONE } else { self.row_factor(columns, row, variable)? };
        let date_cell = &row[columns.date];
        let (date, step) = self.date_cell(date_cell)?;
        let value = match held {
            Some(of) => self.held_cell(&row[columns.value], of)?,
            None => self.number_cell(&row[columns.value])?,
        };
        let [low, high] = self.limits(columns, row, value);
        self.check_grade(columns.cell(row, "grade"));
        let text = |name: &str| columns.cell(row, name).map(|c| c.text.clone()).unwrap_or_default();
        Some(Observation {
            element: self.row_element(columns, row, variable)?,
            date,
            yearly: self.model.clock.has_calendar() && !date_cell.text.contains('-'),
            step,
            value: value * factor,
            low: low.map(|low| low * factor),
            high: high.map(|high| high * factor),
            source: text("source"),
            grade: text("grade"),
            span: date_cell.span,
        })
    }

    /// A date of a file, and the last step in which a part of it lies.
    fn date_cell(&mut self, cell: &Text) -> Option<(f64, Step)> {
        let clock = &self.model.clock;
        let found = match clock {
            Clock::Plain { factor, .. } => parse_number(&cell.text)
                .map(|number| number * *factor)
                .map(|time| (time, clock.ending(time).unwrap_or_default())),
            _ => parse_date(&cell.text).map(|date| match cell.text.matches('-').count() {
                0 => (date, clock.within(date + 11.0, false).1),
                dashes => (date, clock.within(date, dashes == 2).1),
            }),
        };
        if found.is_none() {
            let message = format!("`{}` is not a date", cell.text);
            let help = match clock {
                Clock::Plain { unit, .. } => format!("a date is a number here, in `{unit}`"),
                _ => "a date is a year, a month or a day: `1953`, `1953-03`, `1953-03-05`".to_string(),
            };
            self.error(Diagnostic::error(&codes::BAD_TABLE, cell.span, message).help(help));
        }
        found
    }

    /// The columns `low` and `high` of a row: numbers, between which its value lies.
    fn limits(&mut self, columns: &Columns<'_>, row: &[Text], value: f64) -> [Option<f64>; 2] {
        let cells = ["low", "high"].map(|name| columns.cell(row, name).filter(|cell| !cell.text.is_empty()));
        let limits = cells.map(|cell| cell.and_then(|cell| self.number_cell(cell)));
        let value_span = row[columns.value].span;
        let wrong = match (cells, limits) {
            ([Some(low), Some(high)], [Some(a), Some(b)]) if a > b => {
                Some((low.span, "`low` is above `high`", high.span, "its `high`"))
            }
            ([Some(low), _], [Some(a), _]) if value < a => {
                Some((value_span, "the value lies below its `low`", low.span, "its `low`"))
            }
            ([_, Some(high)], [_, Some(b)]) if value > b => {
                Some((value_span, "the value lies above its `high`", high.span, "its `high`"))
            }
            _ => None,
        };
        if let Some((at, message, other, label)) = wrong {
            self.error(Diagnostic::error(&codes::CROSSED_LIMITS, at, message).label(other, label));
        }
        limits
    }

    /// A grade is one of three letters, or left out.
    fn check_grade(&mut self, grade: Option<&Text>) {
        if let Some(grade) = grade.filter(|grade| !matches!(grade.text.as_str(), "" | "A" | "B" | "C")) {
            let message = format!("`{}` is not a grade", grade.text);
            let help = "write `A` for a figure that was seen, `B` for a standard one, `C` for one that is approximate";
            self.error(Diagnostic::error(&codes::BAD_TABLE, grade.span, message).help(help));
        }
    }

    /// An element as a value; `-` is none.
    fn held_cell(&mut self, cell: &Text, (set, optional): (SetId, bool)) -> Option<f64> {
        if cell.text != "-" {
            return self.element_of(&cell.text, cell.span, set).map(f64::from);
        }
        if !optional {
            let message = "a value of this variable is never none".to_string();
            self.error(Diagnostic::error(&codes::BAD_TABLE, cell.span, message));
        }
        optional.then_some(NONE)
    }

    fn number_cell(&mut self, cell: &Text) -> Option<f64> {
        let number = parse_number(&cell.text);
        if number.is_none() {
            let message = format!("`{}` is not a number", cell.text);
            self.error(Diagnostic::error(&codes::BAD_TABLE, cell.span, message));
        }
        number
    }

    /// The factor of the unit of the row: its own unit, or the one declared.
    fn row_factor(&mut self, columns: &Columns<'_>, row: &[Text], variable: VariableId) -> Option<Factor> {
        let (ty, measure) = self.type_of(variable);
        let Some(unit) = columns.cell(row, "unit").filter(|c| !c.text.is_empty()).cloned() else {
            return Some(measure.factor);
        };
        let Some(found) = self.units.parse(&unit.text) else {
            if self.complaints.reported.insert(format!("unit {}", unit.text)) {
                let message = format!("there is no unit `{}`", unit.text);
                let help = self.complaints.suggestions.did_you_mean(&unit.text, self.units.names());
                self.error(Diagnostic::error(&codes::UNKNOWN_UNIT, unit.span, message).help_if(help));
            }
            return None;
        };
        if let Ty::Quantity(due) = &ty
            && *due != found.dimension
        {
            let message = format!("this row is in `{}`, and the series in `{}`", unit.text, measure.symbol);
            self.error(Diagnostic::error(&codes::WRONG_UNIT, unit.span, message));
            return None;
        }
        Some(found.factor)
    }

    /// The element of a row of an indexed series, from its column `element`.
    fn row_element(&mut self, columns: &Columns<'_>, row: &[Text], variable: VariableId) -> Option<Element> {
        let indices = self.model.variables[variable].indices.clone();
        let [index] = indices.as_slice() else {
            return Some(Element::default());
        };
        match columns.cell(row, "element").cloned() {
            Some(cell) => self.position_in(index.set, &cell.text, cell.span).map(Element::at),
            None => Some(Element::default()),
        }
    }
}

/// Places of the columns that every series has.
struct Columns<'t> {
    date: usize,
    value: usize,
    table: &'t Rc<Table>,
}

impl Columns<'_> {
    fn cell<'r>(&self, row: &'r [Text], name: &str) -> Option<&'r Text> {
        self.table.column(name).map(|i| &row[i])
    }
}
