//! Where the worlds lie, month by month: quantiles of the table of months.
//!
//! They are exact, and taken of the values as they stand in the table. `presidium bands` takes them of values in base units and divides
//! then, so that the last digit may differ where a unit is not a base unit.

use std::collections::BTreeSet;

use presidium_lab::{LEVELS, quantile};

use crate::columns::{Cell, Column, Kind, Rows, read_columns};
use crate::error::RunsError;
use crate::kept::KeptRun;
use crate::series::FIRST;
use crate::tables::{Table, TableName};

/// Values that are held at once.
const PASS_BYTES: u64 = 256 << 20;

/// A row for each month of each variable that has numbers.
pub fn bands(run: &KeptRun) -> Result<(Vec<Column>, Rows), RunsError> {
    let columns = columns();
    let mut rows = Rows::new(&columns);
    let tables = run.tables();
    let of = |name| tables.iter().find(|table: &&Table| table.name == name);
    let (Some(worlds), Some(series)) = (of(TableName::Worlds), of(TableName::Series)) else {
        return Ok((columns, rows));
    };
    let failed = failed(run, worlds)?;
    let months: Vec<String> = run.study().model.steps().map(|step| run.study().model.clock.seen_text(step)).collect();
    let per_pass = (PASS_BYTES / (8 * run.manifest.worlds()).max(1)).max(1) as usize;
    for (place, column) in series.columns.iter().enumerate().skip(FIRST) {
        if !matches!(column.kind, Kind::Number | Kind::Truth) {
            continue;
        }
        for (pass, of_pass) in months.chunks(per_pass).enumerate() {
            let first = pass * per_pass;
            let found = values(run, series, place, &failed, (months.len(), first..first + of_pass.len()))?;
            for (month, (mut values, missing)) in of_pass.iter().zip(found) {
                values.sort_unstable_by(f64::total_cmp);
                let [name, unit, date, q05, q25, q50, q75, q95, gone] = rows.columns.as_mut_slice() else { break };
                name.text(&column.name);
                unit.text(&column.unit);
                date.text(month);
                let levels =
                    LEVELS.map(|level| quantile(&values, level)).map(|value| Some(value).filter(|v| v.is_finite()));
                [q05, q25, q50, q75, q95].into_iter().zip(levels).for_each(|(cells, level)| cells.number(level));
                gone.count(missing);
            }
        }
    }
    Ok((columns, rows))
}

fn columns() -> Vec<Column> {
    let quantile = |name: &str, words: &str| Column::new(name, Kind::Number, words);
    vec![
        Column::new("name", Kind::Text, "the variable, with its elements"),
        Column::new("unit", Kind::Text, "of the quantiles"),
        Column::new("date", Kind::Text, "the month, at whose end it is seen"),
        quantile("q05", "5 of 100 worlds lie below"),
        quantile("q25", "a quarter of the worlds lies below"),
        quantile("q50", "half of the worlds lie below"),
        quantile("q75", "three quarters of the worlds lie below"),
        quantile("q95", "95 of 100 worlds lie below"),
        Column::new("missing", Kind::Count, "completed worlds in which the value is missing; they are in no quantile"),
    ]
}

/// The worlds that were not completed.
fn failed(run: &KeptRun, worlds: &Table) -> Result<BTreeSet<i64>, RunsError> {
    let mut failed = BTreeSet::new();
    for chunk in 0..run.chunks() {
        read_columns(&run.layout.chunk(chunk).join(worlds.name.file()), &worlds.columns, &[0, 2], |rows| {
            let [world, stopped] = rows.columns.as_slice() else { return Ok(()) };
            for (world, stopped) in world.cells().zip(stopped.cells()) {
                if let (Cell::Count(world), Cell::Text(_)) = (world, stopped) {
                    failed.insert(world);
                }
            }
            Ok(())
        })?;
    }
    Ok(failed)
}

/// For each of some months the values of a column, and in how many completed worlds there is none.
fn values(
    run: &KeptRun,
    series: &Table,
    column: usize,
    failed: &BTreeSet<i64>,
    (months, wanted): (usize, std::ops::Range<usize>),
) -> Result<Vec<(Vec<f64>, u64)>, RunsError> {
    let mut found: Vec<(Vec<f64>, u64)> = vec![(vec![], 0); wanted.len()];
    for chunk in 0..run.chunks() {
        let mut row = 0;
        read_columns(&run.layout.chunk(chunk).join(series.name.file()), &series.columns, &[0, column], |rows| {
            let [world, values] = rows.columns.as_slice() else { return Ok(()) };
            for (world, value) in world.cells().zip(values.cells()) {
                // A world has a row for each month.
                let month = row % months;
                row += 1;
                if !wanted.contains(&month) {
                    continue;
                }
                let (known, missing) = &mut found[month - wanted.start];
                match (value, world) {
                    (_, Cell::Count(world)) if failed.contains(&world) => {}
                    (Cell::Number(value), _) => known.push(value),
                    (Cell::Truth(value), _) => known.push(f64::from(u8::from(value))),
                    _ => *missing += 1,
                }
            }
            Ok(())
        })?;
    }
    Ok(found)
}
