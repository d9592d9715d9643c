//! Reads tables, some columns at a time.

use std::fs::File;
use std::path::Path;

use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::{Cells, Column, Rows, Values};
use crate::error::RunsError;

/// Reads some columns of a table, one group of rows after the other.
pub fn read_columns(
    path: &Path,
    columns: &[Column],
    wanted: &[usize],
    mut take: impl FnMut(Rows) -> Result<(), RunsError>,
) -> Result<(), RunsError> {
    let damaged = |error: ParquetError| RunsError::damaged(path, error);
    let file = File::open(path).map_err(RunsError::disk("read", path))?;
    let reader = SerializedFileReader::new(file).map_err(damaged)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema.columns().iter().map(|column| column.name());
    if !names.eq(columns.iter().map(|column| column.name.as_str())) {
        return Err(RunsError::damaged(path, "its columns are not those of the run"));
    }
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(damaged)?;
        let count = group.metadata().num_rows() as usize;
        let cells = wanted.iter().map(|&place| {
            let reader = group.get_column_reader(place)?;
            cells_of(reader, Cells::new(columns[place].kind), count)
        });
        let columns = cells.collect::<Result<Vec<_>, _>>().map_err(damaged)?;
        take(Rows { columns })?;
    }
    Ok(())
}

fn cells_of(reader: ColumnReader, mut cells: Cells, count: usize) -> Result<Cells, ParquetError> {
    let other = || ParquetError::General("a column has another type".to_owned());
    let present = &mut cells.present;
    match (reader, &mut cells.values) {
        (ColumnReader::Int64ColumnReader(mut reader), Values::Counts(values)) => {
            all(count, |left| reader.read_records(left, Some(present), None, values))?;
        }
        (ColumnReader::DoubleColumnReader(mut reader), Values::Numbers(values)) => {
            all(count, |left| reader.read_records(left, Some(present), None, values))?;
        }
        (ColumnReader::BoolColumnReader(mut reader), Values::Truths(values)) => {
            all(count, |left| reader.read_records(left, Some(present), None, values))?;
        }
        (ColumnReader::ByteArrayColumnReader(mut reader), Values::Texts(values)) => {
            all(count, |left| reader.read_records(left, Some(present), None, values))?;
        }
        _ => return Err(other()),
    }
    Ok(cells)
}

/// Reads until there are as many rows as the group is said to have.
fn all(
    count: usize,
    mut read: impl FnMut(usize) -> Result<(usize, usize, usize), ParquetError>,
) -> Result<(), ParquetError> {
    let mut left = count;
    while left > 0 {
        match read(left)?.0 {
            0 => return Err(ParquetError::General("a column is shorter than its table".to_owned())),
            some => left = left.saturating_sub(some),
        }
    }
    Ok(())
}
