//! Why a kept run cannot be made, continued or read.

use std::io;
use std::path::{Path, PathBuf};

use presidium_lab::LabError;

/// What is wrong, where, and how it is mended.
#[derive(Debug, thiserror::Error)]
pub enum RunsError {
    /// The system refuses to read or write.
    #[error("cannot {what} `{}`: {error}", path.display())]
    Disk {
        /// `read`, `write`, `make`.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// In the words of the system.
        error: io::Error,
    },
    /// There is no run where one is named.
    #[error("`{}` holds no kept run: there is no `run.json`", .0.display())]
    NoRun(PathBuf),
    /// A run would be written among other files.
    #[error("`{}` is not empty and holds no kept run\n  help: name a new folder", .0.display())]
    OtherFiles(PathBuf),
    /// A file of the run is not what was written.
    #[error("`{}` is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Written by a later version.
    #[error(
        "`{}` has layout {found}, and this version reads layout {known} only\n  help: use the version that wrote it",
        path.display()
    )]
    Layout {
        /// The folder.
        path: PathBuf,
        /// Of the folder.
        found: u32,
        /// Of this version.
        known: u32,
    },
    /// The folder keeps something else than is asked.
    #[error("`{}` keeps another run: {differs}\n  help: ask for the same, or name another folder", path.display())]
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// What differs.
        differs: String,
    },
    /// Chunks cannot change their size.
    #[error("`{}` keeps {kept} worlds in a chunk, and {asked} are asked for\n  help: leave `--chunk-worlds` out", path.display())]
    OtherChunks {
        /// The folder.
        path: PathBuf,
        /// Of the folder.
        kept: u64,
        /// Of the request.
        asked: u64,
    },
    /// A run is never cut.
    #[error("`{}` keeps {kept} worlds already, and {asked} are asked for\n  help: ask for {kept} or more, or name another folder", path.display())]
    Fewer {
        /// The folder.
        path: PathBuf,
        /// Of the folder.
        kept: u64,
        /// Of the request.
        asked: u64,
    },
    /// The chunk is not a whole number of reduction chunks.
    #[error("a chunk of {0} worlds is no multiple of 64")]
    TornChunks(u64),
    /// The copy of the model, as this version reads it, is not the model of the run.
    #[error("`{}` was begun by another version: {why}\n  help: use the version that began it", path.display())]
    OtherVersion {
        /// The folder.
        path: PathBuf,
        /// What differs.
        why: String,
    },
    /// There are fewer chunks.
    #[error("there is no chunk {chunk}: the run has chunks 0 to {last}")]
    NoChunk {
        /// The chunk that is named.
        chunk: u64,
        /// The last of the run.
        last: u64,
    },
    /// Something is missing before the run can be put together.
    #[error("{0}")]
    Incomplete(String),
    /// What is asked cannot be kept: chosen worlds, or the table of months without a variable.
    #[error("{0}")]
    Wish(String),
    /// Worlds could not be run.
    #[error(transparent)]
    Lab(#[from] LabError),
}

impl RunsError {
    /// An error of the system.
    pub(crate) fn disk(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RunsError {
        let path = path.to_owned();
        move |error| RunsError::Disk { what, path, error }
    }

    /// A file that is not what was written.
    pub(crate) fn damaged(path: &Path, why: impl ToString) -> RunsError {
        RunsError::Damaged { path: path.to_owned(), why: why.to_string() }
    }
}
