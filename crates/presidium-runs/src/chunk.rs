//! A chunk: some thousands of worlds in a folder of their own, computed by whoever gets to it first.
//!
//! A chunk is written aside, its checksums last, and then put in place by renaming its folder. A process that is killed leaves
//! either nothing in place, or all of it; what it left aside is put in place by the next one if it is whole, and taken away if not.
//! The lock of a chunk is the system's, so that a dead process holds none.

use std::fs;
use std::path::Path;

use presidium_engine::Worlds;
use presidium_lab::{CHUNK_WORLDS, Cancel, LedgerTally};

use crate::columns::{Rows, TableWriter, read_columns};
use crate::disk::{Lock, make_folder, place, remove_folder, sync_folder, write_synced};
use crate::error::RunsError;
use crate::kept::{KeptRun, Work};
use crate::layout::{COUNTS, SUMS};
use crate::sums::Sums;
use crate::tables::Table;

/// How a chunk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChunkState {
    /// Nobody has computed it.
    Missing,
    /// It holds only the first so many of its worlds, since the run has been extended.
    Short(u64),
    /// Its files are not what was written; what is wrong with them.
    Damaged(String),
    /// All of it is there.
    Whole,
}

/// What was done about a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// It was there already.
    Nothing,
    /// So many worlds of it were computed.
    Computed(u64),
}

/// The level at which counts are packed.
const ZSTD_LEVEL: i32 = 3;

impl KeptRun {
    /// The worlds of a chunk.
    ///
    /// # Errors
    /// [`RunsError::NoChunk`] if there is no such chunk.
    pub fn worlds_of(&self, chunk: u64) -> Result<Worlds, RunsError> {
        let (size, all) = (self.manifest.chunk_worlds, self.manifest.worlds());
        if chunk >= self.manifest.chunks() {
            return Err(RunsError::NoChunk { chunk, last: self.manifest.chunks().saturating_sub(1) });
        }
        Ok(Worlds::from(chunk * size..((chunk + 1) * size).min(all)))
    }

    /// How a chunk stands; all of its files are read.
    ///
    /// # Errors
    /// [`RunsError::NoChunk`], or of the disk.
    pub fn state(&self, chunk: u64) -> Result<ChunkState, RunsError> {
        let worlds = self.worlds_of(chunk)?;
        Ok(match self.sums_of(&self.layout.chunk(chunk), worlds)? {
            Found::Nothing => ChunkState::Missing,
            Found::Flawed(why) => ChunkState::Damaged(why),
            Found::Sound(sums) if sums.end_world < worlds.end.0 => ChunkState::Short(sums.end_world - worlds.start.0),
            Found::Sound(_) => ChunkState::Whole,
        })
    }

    /// Computes what is missing of a chunk, after whoever else is at it. What is there is left alone.
    ///
    /// # Errors
    /// [`RunsError::NoChunk`], of the disk, or [`RunsError::Lab`] if it is cancelled: then nothing of the chunk is kept.
    pub fn compute(&self, work: &Work, chunk: u64, cancel: &Cancel, on: impl FnMut(u64)) -> Result<Did, RunsError> {
        self.worlds_of(chunk)?;
        let lock = crate::disk::lock(&self.layout.chunk_lock(chunk))?;
        self.compute_locked(&lock, work, chunk, cancel, on)
    }

    /// The same, unless somebody else is at it: then none.
    pub(crate) fn compute_if_free(
        &self,
        work: &Work,
        chunk: u64,
        cancel: &Cancel,
        on: impl FnMut(u64),
    ) -> Result<Option<Did>, RunsError> {
        match crate::disk::try_lock(&self.layout.chunk_lock(chunk))? {
            Some(lock) => self.compute_locked(&lock, work, chunk, cancel, on).map(Some),
            None => Ok(None),
        }
    }

    fn compute_locked(
        &self,
        _: &Lock,
        work: &Work,
        chunk: u64,
        cancel: &Cancel,
        on: impl FnMut(u64),
    ) -> Result<Did, RunsError> {
        let worlds = self.worlds_of(chunk)?;
        self.take_up(chunk, worlds)?;
        let found = self.sums_of(&self.layout.chunk(chunk), worlds)?;
        let known = match &found {
            Found::Sound(sums) if sums.end_world >= worlds.end.0 => return Ok(Did::Nothing),
            // The last reduction chunk is counted anew if it was not a whole one.
            Found::Sound(sums) => sums.end_world - (sums.end_world - worlds.start.0) % CHUNK_WORLDS,
            _ => worlds.start.0,
        };
        let aside = self.layout.aside(chunk, &std::process::id().to_string());
        make_folder(&aside)?;
        let written = self.write(work, &aside, chunk, (worlds, known), cancel, on);
        if let Err(error) = written.and_then(|()| self.put_in_place(chunk, &aside)) {
            let _ = fs::remove_dir_all(&aside);
            return Err(error);
        }
        Ok(Did::Computed(worlds.end.0 - known))
    }

    /// Puts in place what a killed process has finished, and takes away what it has not.
    fn take_up(&self, chunk: u64, worlds: Worlds) -> Result<(), RunsError> {
        for left in self.layout.unplaced(chunk) {
            let end = |found: Found| match found {
                Found::Sound(sums) => Some(sums.end_world),
                _ => None,
            };
            let (there, other) =
                (end(self.sums_of(&self.layout.chunk(chunk), worlds)?), end(self.sums_of(&left, worlds)?));
            if other > there {
                self.put_in_place(chunk, &left)?;
            } else {
                remove_folder(&left)?;
            }
        }
        Ok(())
    }

    /// What stood there is moved aside first, and taken away last: if it is better than what follows, it is put back.
    fn put_in_place(&self, chunk: u64, aside: &Path) -> Result<(), RunsError> {
        let (there, old) = (self.layout.chunk(chunk), self.layout.aside(chunk, "old"));
        if there.exists() {
            remove_folder(&old)?;
            place(&there, &old)?;
        }
        place(aside, &there)?;
        remove_folder(&old)
    }

    /// Writes all files of a chunk: the worlds before `known` are copied, the others are run.
    fn write(
        &self,
        work: &Work,
        aside: &Path,
        chunk: u64,
        (worlds, known): (Worlds, u64),
        cancel: &Cancel,
        mut on: impl FnMut(u64),
    ) -> Result<(), RunsError> {
        let there = self.layout.chunk(chunk);
        let mut tables = self.tables();
        let mut writers = vec![];
        for table in &tables {
            let path = aside.join(table.name.file());
            let mut writer = TableWriter::create(&path, &table.columns, &self.about(table), table.group_rows)?;
            if known > worlds.start.0 {
                copy(&there, table, known, &mut writer)?;
            }
            writers.push(writer);
        }
        let mut counts = if known > worlds.start.0 { read_counts(&there)? } else { vec![] };
        counts.truncate(((known - worlds.start.0) / CHUNK_WORLDS) as usize);
        work.run.stretch(Worlds::from(known..worlds.end.0), cancel, |found| {
            for (table, writer) in tables.iter_mut().zip(&mut writers) {
                table.fill(&found, work.run.experiment(), &mut writer.rows);
                writer.flush_many()?;
            }
            on(found.worlds.len());
            counts.extend(found.chunks);
            Ok::<(), RunsError>(())
        })?;
        writers.into_iter().try_for_each(TableWriter::finish)?;
        write_counts(aside, &counts)?;
        let files: Vec<String> = tables.iter().map(|table| table.name.file()).chain([COUNTS.to_owned()]).collect();
        Sums::of(aside, &files, self.manifest.run, [worlds.start.0, worlds.end.0])?.write(aside)?;
        sync_folder(aside)
    }

    /// What there is of a chunk in a folder.
    fn sums_of(&self, folder: &Path, worlds: Worlds) -> Result<Found, RunsError> {
        if !folder.exists() {
            return Ok(Found::Nothing);
        }
        let sums = match Sums::read(folder) {
            Ok(Some(sums)) => sums,
            Ok(None) => return Ok(Found::Flawed(format!("{SUMS} is not there"))),
            Err(RunsError::Damaged { .. }) => return Ok(Found::Flawed(format!("{SUMS} is damaged"))),
            Err(error) => return Err(error),
        };
        if sums.run != self.manifest.run || sums.first_world != worlds.start.0 || sums.end_world > worlds.end.0 {
            return Ok(Found::Flawed("it belongs to another run".to_owned()));
        }
        Ok(sums.flaw(folder).map_or(Found::Sound(sums), Found::Flawed))
    }

    /// The counts of a whole chunk.
    pub(crate) fn counts_of(&self, chunk: u64) -> Result<Vec<LedgerTally>, RunsError> {
        read_counts(&self.layout.chunk(chunk))
    }
}

enum Found {
    Nothing,
    Flawed(String),
    Sound(Sums),
}

/// Copies the rows of the worlds before one.
fn copy(there: &Path, table: &Table, known: u64, writer: &mut TableWriter) -> Result<(), RunsError> {
    let all: Vec<usize> = (0..table.columns.len()).collect();
    read_columns(&there.join(table.name.file()), &table.columns, &all, |mut rows: Rows| {
        rows.before(known);
        writer.rows.append(rows);
        writer.flush_many()
    })
}

fn write_counts(folder: &Path, counts: &[LedgerTally]) -> Result<(), RunsError> {
    let path = folder.join(COUNTS);
    let mut plain = vec![];
    let written = ciborium::into_writer(counts, &mut plain).map_err(|error| std::io::Error::other(error.to_string()));
    let packed = written.and_then(|()| zstd::encode_all(plain.as_slice(), ZSTD_LEVEL));
    write_synced(&path, &packed.map_err(RunsError::disk("write", &path))?)
}

fn read_counts(folder: &Path) -> Result<Vec<LedgerTally>, RunsError> {
    let path = folder.join(COUNTS);
    let packed = fs::read(&path).map_err(RunsError::disk("read", &path))?;
    let plain = zstd::decode_all(packed.as_slice()).map_err(|error| RunsError::damaged(&path, error))?;
    ciborium::from_reader(plain.as_slice()).map_err(|error| RunsError::damaged(&path, error))
}
