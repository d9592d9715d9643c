//! Puts the chunks of a run together: the ledger, and where the worlds lie.

use std::fs;

use presidium_lab::{Answer, Laboratory, Ledger};
use serde::{Deserialize, Serialize};

use crate::bands::bands;
use crate::chunk::ChunkState;
use crate::columns::{Column, Rows, TableWriter};
use crate::csv::csv;
use crate::disk::{lock, place, write_whole};
use crate::error::RunsError;
use crate::kept::KeptRun;
use crate::layout::GATHERED;
use crate::ledger;
use crate::sums::Sums;
use crate::tables::TableName;

/// What was put together.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// As a run of all worlds answers, bit for bit.
    pub answer: Answer<Ledger>,
    /// The tables that were written.
    pub files: Vec<String>,
}

/// `gathered.json`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GatheredSums {
    pub worlds: u64,
    #[serde(flatten)]
    pub sums: Sums,
}

/// Chunks that are named in a message.
const NAMED: usize = 20;

impl KeptRun {
    /// Reduces all chunks, and writes the tables at the top of the folder; as comma-separated values too, if asked.
    ///
    /// # Errors
    /// [`RunsError::Incomplete`] with the chunks that are missing or damaged, and how to compute them.
    pub fn gather(&self, laboratory: &Laboratory, as_csv: bool) -> Result<Gathered, RunsError> {
        self.require_all()?;
        let mut run = self.work(laboratory).run;
        for chunk in 0..self.chunks() {
            run.count(self.worlds_of(chunk)?, self.counts_of(chunk)?)?;
        }
        let answer = run.answer();
        let _lock = lock(&self.layout.run_lock())?;
        let ledger = ledger::table(self.study(), self.request(), &answer);
        let mut files = self.write_table("ledger", &ledger, as_csv)?;
        if self.manifest.tables.contains(&TableName::Series) {
            files.extend(self.write_table("bands", &bands(self)?, as_csv)?);
        }
        self.write_readme()?;
        let sums = Sums::of(&self.layout.folder, &files, self.manifest.run, [0, self.manifest.worlds()])?;
        let gathered = GatheredSums { worlds: self.manifest.worlds(), sums };
        let bytes = serde_json::to_vec_pretty(&gathered).unwrap_or_default();
        write_whole(&self.layout.file(GATHERED), &bytes)?;
        Ok(Gathered { answer, files })
    }

    /// Whether the tables at the top are there and whole; none if they have not been put together.
    ///
    /// # Errors
    /// Of the disk.
    pub fn gathered(&self) -> Result<Option<Result<Vec<String>, String>>, RunsError> {
        let path = self.layout.file(GATHERED);
        let Some(bytes) = crate::disk::read(&path)? else { return Ok(None) };
        let gathered: Result<GatheredSums, _> = serde_json::from_slice(&bytes);
        Ok(Some(match gathered {
            Err(_) => Err(format!("{GATHERED} is damaged")),
            Ok(gathered) => match gathered.sums.flaw(&self.layout.folder) {
                Some(flaw) => Err(flaw),
                None => Ok(gathered.sums.files.into_iter().map(|file| file.name).collect()),
            },
        }))
    }

    /// # Errors
    /// [`RunsError::Incomplete`] with the chunks that are not whole.
    fn require_all(&self) -> Result<(), RunsError> {
        let (mut missing, mut flaws) = (vec![], String::new());
        for chunk in 0..self.chunks() {
            match self.state(chunk)? {
                ChunkState::Whole => continue,
                ChunkState::Missing | ChunkState::Short(_) => {}
                ChunkState::Damaged(why) => flaws += &format!("\n  chunk {chunk} is damaged: {why}"),
            }
            missing.push(chunk);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let count = missing.len();
        let shown: Vec<String> = missing.iter().take(NAMED).map(u64::to_string).collect();
        let (shown, more) = (shown.join(" "), if count > NAMED { " …" } else { "" });
        let are = if count == 1 { "is" } else { "are" };
        Err(RunsError::Incomplete(format!(
            "{count} of {} chunks {are} missing: {shown}{more}{flaws}\n  help: compute them, as with `presidium chunk {} {shown}`",
            self.chunks(),
            self.folder().display(),
        )))
    }

    fn write_table(
        &self,
        name: &str,
        (columns, rows): &(Vec<Column>, Rows),
        as_csv: bool,
    ) -> Result<Vec<String>, RunsError> {
        let file = format!("{name}.parquet");
        let aside = self.layout.file(&format!(".{file}.new"));
        let mut writer = TableWriter::create(&aside, columns, &self.about_columns(columns), usize::MAX)?;
        writer.rows = rows.clone();
        let written = writer.finish().and_then(|()| place(&aside, &self.layout.file(&file)));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written?;
        let text = format!("{name}.csv");
        if as_csv {
            write_whole(&self.layout.file(&text), csv(columns, rows).as_bytes())?;
            return Ok(vec![file, text]);
        }
        // One of fewer worlds would be mistaken for one of these.
        let _ = fs::remove_file(self.layout.file(&text));
        Ok(vec![file])
    }
}
