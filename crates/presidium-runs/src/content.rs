//! What the tables of a run hold, as a sum that does not depend on how rows were grouped and packed.

use sha2::{Digest, Sha256};

use crate::columns::{Cell, read_columns};
use crate::error::RunsError;
use crate::kept::KeptRun;
use crate::sums::hex;
use crate::tables::TableName;

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The table.
    pub table: TableName,
    /// Rows of all chunks.
    pub rows: u64,
    /// Of the names of its columns and of every value in order: the same for two tables exactly if they hold the same.
    pub sha256: String,
}

/// What the tables hold of all chunks, which must be whole.
///
/// # Errors
/// [`RunsError`] if a file cannot be read.
pub fn contents(run: &KeptRun) -> Result<Vec<Content>, RunsError> {
    let tables = run.tables();
    let content = |table: &crate::tables::Table| {
        let all: Vec<usize> = (0..table.columns.len()).collect();
        let mut sums: Vec<Sha256> = table.columns.iter().map(|column| Sha256::new_with_prefix(&column.name)).collect();
        let mut count = 0;
        for chunk in 0..run.chunks() {
            let path = run.layout.chunk(chunk).join(table.name.file());
            read_columns(&path, &table.columns, &all, |rows| {
                count += rows.len() as u64;
                for (cells, sum) in rows.columns.iter().zip(&mut sums) {
                    cells.cells().for_each(|cell| add(sum, &cell));
                }
                Ok(())
            })?;
        }
        let mut whole = Sha256::new();
        sums.into_iter().for_each(|sum| whole.update(sum.finalize()));
        Ok(Content { table: table.name, rows: count, sha256: hex(&whole.finalize()) })
    };
    tables.iter().map(content).collect()
}

fn add(sum: &mut Sha256, cell: &Cell<'_>) {
    match cell {
        Cell::Missing => sum.update([0]),
        Cell::Count(count) => sum.update([&[1], count.to_le_bytes().as_slice()].concat()),
        Cell::Number(number) => sum.update([&[2], number.to_le_bytes().as_slice()].concat()),
        Cell::Truth(truth) => sum.update([3, u8::from(*truth)]),
        Cell::Text(text) => {
            sum.update([4]);
            sum.update((text.len() as u64).to_le_bytes());
            sum.update(text);
        }
    }
}
