//! Designs in files: points that are read, and what came out at them. CSV and Parquet have the same columns.

use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use presidium_lab::{DesignQuestion, Designed};
use presidium_lang::model::Type;
use presidium_query::Study;
use presidium_query::designs::{Gives, PointTable, columns, gives};
use presidium_query::targets::{target_name, target_words};

use crate::columns::{Column, Kind, Rows, TableWriter};
use crate::csv::csv;
use crate::error::RunsError;

/// The most bytes of a table of points.
const BYTES_MAX: u64 = 1 << 28;

/// Reads points from a CSV file, or from a Parquet file by its ending.
///
/// # Errors
/// [`RunsError`] if it cannot be read, or is no such table.
pub fn read_points(path: &Path) -> Result<PointTable, RunsError> {
    let size = std::fs::metadata(path).map_err(RunsError::disk("read", path))?.len();
    if size > BYTES_MAX {
        return Err(RunsError::damaged(path, "a table of points has 256 megabytes at most"));
    }
    match is_parquet(path) {
        true => read_parquet(path),
        false => read_csv(path),
    }
}

/// Whether a file is one by its ending.
pub fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// Lines that begin with `#` are remarks.
fn read_csv(path: &Path) -> Result<PointTable, RunsError> {
    let damaged = |error: ::csv::Error| RunsError::damaged(path, error);
    let mut reader =
        ::csv::ReaderBuilder::new().comment(Some(b'#')).trim(::csv::Trim::All).from_path(path).map_err(damaged)?;
    let names = reader.headers().map_err(damaged)?.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned());
    let mut table = PointTable { names: names.collect(), rows: vec![] };
    for record in reader.records() {
        table.rows.push(record.map_err(damaged)?.iter().map(str::to_owned).collect());
    }
    Ok(table)
}

fn read_parquet(path: &Path) -> Result<PointTable, RunsError> {
    let damaged = |error: parquet::errors::ParquetError| RunsError::damaged(path, error);
    let file = std::fs::File::open(path).map_err(RunsError::disk("read", path))?;
    let reader = SerializedFileReader::new(file).map_err(damaged)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let mut table = PointTable { names, rows: vec![] };
    for row in reader.get_row_iter(None).map_err(damaged)? {
        let row = row.map_err(damaged)?;
        table.rows.push(row.get_column_iter().map(|(_, field)| cell(field)).collect());
    }
    Ok(table)
}

/// As it would stand in a CSV file; what is missing is empty.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Double(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        Field::Bool(truth) => truth.to_string(),
        other => other.to_string(),
    }
}

/// What came out at each point as comma-separated values.
pub fn design_csv(study: &Study, question: &DesignQuestion, found: &Designed) -> String {
    let (columns, rows) = table(study, question, found);
    csv(&columns, &rows)
}

/// Writes what came out at each point as a Parquet file.
///
/// # Errors
/// [`RunsError`] if it cannot be written.
pub fn write_design(path: &Path, study: &Study, question: &DesignQuestion, found: &Designed) -> Result<(), RunsError> {
    let (columns, rows) = table(study, question, found);
    let about = [("presidium:model".to_owned(), study.model.name.clone())];
    let mut writer = TableWriter::create(path, &columns, &about, rows.len().max(1))?;
    writer.rows = rows;
    writer.finish()
}

fn table(study: &Study, question: &DesignQuestion, found: &Designed) -> (Vec<Column>, Rows) {
    let columns = table_columns(study, question);
    let mut rows = Rows::new(&columns);
    for (place, (at, point)) in question.design.points.iter().zip(&found.points).enumerate() {
        let mut cells = rows.columns.iter_mut();
        let mut next = |put: &dyn Fn(&mut crate::columns::Cells)| cells.next().into_iter().for_each(put);
        next(&|cells| cells.count(place as u64 + 1));
        for given in gives(&study.model, &question.design, at) {
            next(&|cells| match &given {
                Gives::Word(word) => cells.text(word),
                Gives::Number(number) => cells.number(Some(*number)),
            });
        }
        for (target, of) in question.of.iter().enumerate() {
            let scale = presidium_query::claims::unit(of.ty(&study.model)).1;
            let told = point.voids.get(target) == Some(&None);
            let mean = point.means.get(target).filter(|_| told);
            for end in [mean.map(|of| of.value), mean.map(|of| of.low), mean.map(|of| of.high)] {
                next(&|cells| cells.number(end.map(|end| end / scale).filter(|end| end.is_finite())));
            }
            next(&|cells| cells.count(point.counted.get(target).copied().unwrap_or(0)));
        }
        next(&|cells| cells.count(point.failed));
    }
    (columns, rows)
}

fn table_columns(study: &Study, question: &DesignQuestion) -> Vec<Column> {
    let model = &study.model;
    let words = question.design.points.first().map_or(0, |point| point.turned.len());
    let mut all = vec![Column::new("point", Kind::Count, "counted from 1")];
    for (place, (name, unit)) in columns(model, &question.design).into_iter().enumerate() {
        let kind = if place < words { Kind::Text } else { Kind::Number };
        all.push(Column { unit, ..Column::new(name, kind, "what the point gives") });
    }
    for of in &question.of {
        let (name, ty) = (target_name(model, of), of.ty(model));
        let unit = presidium_query::claims::unit(ty).0;
        let what = if *ty == Type::Truth { "share of worlds" } else { "mean" };
        let number = |name: String, what: &str| Column {
            unit: unit.to_owned(),
            ..Column::new(name, Kind::Number, format!("{what}: {}", target_words(model, of)))
        };
        all.push(number(name.clone(), what));
        all.push(number(format!("{name} low"), "lower end of its 95 % interval"));
        all.push(number(format!("{name} high"), "upper end of its 95 % interval"));
        all.push(Column::new(format!("{name} worlds"), Kind::Count, "of so many worlds"));
    }
    all.push(Column::new("failed", Kind::Count, "worlds that failed at this point"));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_from_both_kinds_of_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "# a remark\n\"grip[anna, boris]\" , switch lively\n0.25, on\n1.5,off\n";
        std::fs::write(folder.path().join("points.csv"), text).expect("it is written");
        let read = read_points(&folder.path().join("points.csv")).expect("a table");
        assert_eq!(read.names, ["grip[anna, boris]", "switch lively"]);
        assert_eq!(read.rows, [["0.25", "on"], ["1.5", "off"]]);

        let path = folder.path().join("points.parquet");
        let columns = [Column::new("level", Kind::Number, ""), Column::new("switch lively", Kind::Truth, "")];
        let mut writer = TableWriter::create(&path, &columns, &[], 8).expect("a file");
        for (number, truth) in [(Some(0.1), Some(true)), (None, Some(false))] {
            writer.rows.columns[0].number(number);
            writer.rows.columns[1].truth(truth);
        }
        writer.finish().expect("it is written");
        let read = read_points(&path).expect("a table");
        assert_eq!(read.names, ["level", "switch lively"]);
        assert_eq!(read.rows, [["0.1", "true"], ["", "false"]]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("torn.csv", "a,b\n1\n"), ("no.parquet", "a,b\n1,2\n")] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("it is written");
            let problem = read_points(&path).expect_err(name).to_string();
            assert!(problem.contains(name), "{problem}");
        }
    }
}
