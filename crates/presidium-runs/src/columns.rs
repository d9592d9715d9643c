//! Columns of values, as they are written to a Parquet file and read from one.

mod reader;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::error::RunsError;

pub use reader::read_columns;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Count,
    /// A count that may be as large as 64 bits allow.
    Seed,
    Number,
    Truth,
    Text,
}

/// A column and what a reader must know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Empty where there is none.
    pub unit: String,
    pub words: String,
    /// How well it is known, or where it stands.
    pub source: String,
}

impl Column {
    pub fn new(name: impl Into<String>, kind: Kind, words: impl Into<String>) -> Column {
        Column { name: name.into(), kind, unit: String::new(), words: words.into(), source: String::new() }
    }

    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let (physical, logical) = match self.kind {
            Kind::Count => (Physical::INT64, None),
            Kind::Seed => (Physical::INT64, Some(LogicalType::integer(64, false))),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Truth => (Physical::BOOLEAN, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let built = Type::primitive_type_builder(&self.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(built))
    }
}

/// Some values of a column; any may be missing.
#[derive(Clone, Debug)]
pub struct Cells {
    /// 1 where there is a value, 0 where it is missing.
    present: Vec<i16>,
    values: Values,
}

/// Those that are there.
#[derive(Clone, Debug)]
enum Values {
    Counts(Vec<i64>),
    Numbers(Vec<f64>),
    Truths(Vec<bool>),
    Texts(Vec<ByteArray>),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Missing,
    Count(i64),
    Number(f64),
    Truth(bool),
    Text(&'a [u8]),
}

impl Cells {
    pub fn new(kind: Kind) -> Cells {
        let values = match kind {
            Kind::Count | Kind::Seed => Values::Counts(vec![]),
            Kind::Number => Values::Numbers(vec![]),
            Kind::Truth => Values::Truths(vec![]),
            Kind::Text => Values::Texts(vec![]),
        };
        Cells { present: vec![], values }
    }

    pub fn len(&self) -> usize {
        self.present.len()
    }

    /// How many values are not missing.
    pub fn known(&self) -> usize {
        self.present.iter().filter(|present| **present == 1).count()
    }

    pub fn missing(&mut self) {
        self.present.push(0);
    }

    pub fn count(&mut self, count: u64) {
        self.present.push(1);
        if let Values::Counts(values) = &mut self.values {
            values.push(count as i64);
        }
    }

    pub fn number(&mut self, number: Option<f64>) {
        match (&mut self.values, number) {
            (Values::Numbers(values), Some(number)) => values.push(number),
            _ => return self.missing(),
        }
        self.present.push(1);
    }

    pub fn truth(&mut self, truth: Option<bool>) {
        match (&mut self.values, truth) {
            (Values::Truths(values), Some(truth)) => values.push(truth),
            _ => return self.missing(),
        }
        self.present.push(1);
    }

    pub fn text(&mut self, text: &str) {
        self.known_text(&ByteArray::from(text));
    }

    /// A text that is written again and again is shared.
    pub fn known_text(&mut self, text: &ByteArray) {
        self.present.push(1);
        if let Values::Texts(values) = &mut self.values {
            values.push(text.clone());
        }
    }

    /// Each value in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let mut at = 0;
        self.present.iter().map(move |present| {
            if *present == 0 {
                return Cell::Missing;
            }
            at += 1;
            match &self.values {
                Values::Counts(values) => Cell::Count(values[at - 1]),
                Values::Numbers(values) => Cell::Number(values[at - 1]),
                Values::Truths(values) => Cell::Truth(values[at - 1]),
                Values::Texts(values) => Cell::Text(values[at - 1].data()),
            }
        })
    }

    /// The first so many values.
    fn truncate(&mut self, rows: usize) {
        let known = self.present[..rows].iter().filter(|present| **present == 1).count();
        self.present.truncate(rows);
        match &mut self.values {
            Values::Counts(values) => values.truncate(known),
            Values::Numbers(values) => values.truncate(known),
            Values::Truths(values) => values.truncate(known),
            Values::Texts(values) => values.truncate(known),
        }
    }

    fn append(&mut self, later: Cells) {
        self.present.extend(later.present);
        match (&mut self.values, later.values) {
            (Values::Counts(values), Values::Counts(more)) => values.extend(more),
            (Values::Numbers(values), Values::Numbers(more)) => values.extend(more),
            (Values::Truths(values), Values::Truths(more)) => values.extend(more),
            (Values::Texts(values), Values::Texts(more)) => values.extend(more),
            _ => debug_assert!(false, "columns of one table have one kind"),
        }
    }
}

/// Rows of a table, column by column.
#[derive(Clone, Debug)]
pub struct Rows {
    pub columns: Vec<Cells>,
}

impl Rows {
    pub fn new(columns: &[Column]) -> Rows {
        Rows { columns: columns.iter().map(|column| Cells::new(column.kind)).collect() }
    }

    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Cells::len)
    }

    pub fn append(&mut self, later: Rows) {
        self.columns.iter_mut().zip(later.columns).for_each(|(cells, more)| cells.append(more));
    }

    /// The rows of worlds before one; rows are in the order of the worlds, which stand in the first column.
    pub fn before(&mut self, world: u64) {
        let kept = self.columns.first().map_or(0, |first| {
            first.cells().take_while(|cell| matches!(cell, Cell::Count(of) if (*of as u64) < world)).count()
        });
        self.columns.iter_mut().for_each(|cells| cells.truncate(kept));
    }
}

/// Writes a table, some rows at a time.
pub struct TableWriter {
    writer: SerializedFileWriter<File>,
    path: std::path::PathBuf,
    columns: Vec<Column>,
    group_rows: usize,
    /// Not yet written.
    pub rows: Rows,
}

impl TableWriter {
    /// A new file. `about` goes into the metadata of its schema.
    pub fn create(
        path: &Path,
        columns: &[Column],
        about: &[(String, String)],
        group_rows: usize,
    ) -> Result<TableWriter, RunsError> {
        let file = File::create(path).map_err(RunsError::disk("write", path))?;
        let about = about.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("presidium".to_owned())
            .set_key_value_metadata(Some(about.collect()));
        // Numbers that are drawn are all different: a dictionary of them would only take room.
        let numbers = columns.iter().filter(|column| column.kind == Kind::Number);
        let properties = numbers
            .map(|column| ColumnPath::new(vec![column.name.clone()]))
            .fold(properties, |properties, path| properties.set_column_dictionary_enabled(path, false))
            .build();
        let fields = columns.iter().map(Column::schema).collect::<Result<Vec<_>, _>>();
        let schema = fields.and_then(|fields| Type::group_type_builder("table").with_fields(fields).build());
        let writer = schema.and_then(|schema| SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)));
        let writer = writer.map_err(|error| failed(path, error))?;
        let (path, columns, rows) = (path.to_owned(), columns.to_vec(), Rows::new(columns));
        Ok(TableWriter { writer, path, columns, group_rows, rows })
    }

    /// Writes the rows if they are many.
    pub fn flush_many(&mut self) -> Result<(), RunsError> {
        if self.rows.len() >= self.group_rows { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), RunsError> {
        let rows = std::mem::replace(&mut self.rows, Rows::new(&self.columns));
        self.group(&rows).map_err(|error| failed(&self.path, error))
    }

    fn group(&mut self, rows: &Rows) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for cells in &rows.columns {
            let Some(mut column) = group.next_column()? else { break };
            let present = Some(cells.present.as_slice());
            match &cells.values {
                Values::Counts(values) => column.typed::<Int64Type>().write_batch(values, present, None)?,
                Values::Numbers(values) => column.typed::<DoubleType>().write_batch(values, present, None)?,
                Values::Truths(values) => column.typed::<BoolType>().write_batch(values, present, None)?,
                Values::Texts(values) => column.typed::<ByteArrayType>().write_batch(values, present, None)?,
            };
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes what is left, and forces all of it to the disk.
    pub fn finish(mut self) -> Result<(), RunsError> {
        if self.rows.len() > 0 {
            self.flush()?;
        }
        let file = self.writer.into_inner().map_err(|error| failed(&self.path, error))?;
        file.sync_all().map_err(RunsError::disk("write", &self.path))
    }
}

/// The library wraps errors of the system.
fn failed(path: &Path, error: ParquetError) -> RunsError {
    RunsError::disk("write", path)(std::io::Error::other(match error {
        ParquetError::External(error) => error.to_string(),
        error => error.to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_group_by_group() {
        let kinds = [Kind::Count, Kind::Seed, Kind::Number, Kind::Truth, Kind::Text];
        let columns: Vec<Column> =
            kinds.iter().enumerate().map(|(place, kind)| Column::new(format!("c[{place},x]"), *kind, "")).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let about = [("presidium:note".to_owned(), "a note".to_owned())];
        let mut writer = TableWriter::create(&path, &columns, &about, 3).unwrap();
        let mut all = Rows::new(&columns);
        for row in 0..10_u64 {
            for rows in [&mut writer.rows, &mut all] {
                let known = !row.is_multiple_of(3);
                rows.columns[0].count(row);
                rows.columns[1].count(u64::MAX - row);
                rows.columns[2].number(known.then_some(row as f64 / 3.0));
                rows.columns[3].truth(known.then_some(row > 4));
                if known { rows.columns[4].text(&format!("Ё{row}")) } else { rows.columns[4].missing() }
            }
            writer.flush_many().unwrap();
        }
        writer.finish().unwrap();
        let (mut found, mut groups) = (Rows::new(&columns), 0);
        read_columns(&path, &columns, &[0, 1, 2, 3, 4], |rows| {
            groups += 1;
            found.append(rows);
            Ok(())
        })
        .unwrap();
        assert_eq!(groups, 4);
        let cells = |rows: &Rows| -> Vec<String> {
            rows.columns.iter().flat_map(|cells| cells.cells().map(|cell| format!("{cell:?}"))).collect()
        };
        assert_eq!(cells(&found), cells(&all));
        found.before(7);
        assert_eq!((found.len(), found.columns[2].known()), (7, 4));
        let other = [&columns[..4], &[Column::new("other", Kind::Text, "")]].concat();
        assert!(matches!(read_columns(&path, &other, &[0], |_| Ok(())), Err(RunsError::Damaged { .. })));
    }
}
