//! Where things lie in the folder of a run.

use std::path::{Path, PathBuf};

/// Rises whenever older readers would misread the folder.
pub const LAYOUT_VERSION: u32 = 2;

/// Worlds in a chunk folder unless somebody says otherwise. It has nothing to do with the chunk of 64 by which sums are reduced,
/// but for being a multiple of it, nor with what a thread is given at once.
pub const CHUNK_FILE_WORLDS: u64 = 8_192;

/// What is asked; its presence makes a folder a run.
pub const MANIFEST: &str = "run.json";

/// What was put together; there only while it is whole.
pub const GATHERED: &str = "gathered.json";

/// A copy of the model.
pub const MODEL: &str = "model";

/// Of a chunk: which files it has, with their checksums. Written last.
pub const SUMS: &str = "sums.json";

/// Of a chunk: the counts of its reduction chunks.
pub const COUNTS: &str = "counts";

/// Paths in the folder of a run.
#[derive(Clone, Debug)]
pub struct Layout {
    pub folder: PathBuf,
}

impl Layout {
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn chunks(&self) -> PathBuf {
        self.folder.join("chunks")
    }

    pub fn chunk(&self, chunk: u64) -> PathBuf {
        self.chunks().join(chunk_name(chunk))
    }

    pub fn locks(&self) -> PathBuf {
        self.folder.join("locks")
    }

    /// Held by who changes what stands at the top of the folder.
    pub fn run_lock(&self) -> PathBuf {
        self.locks().join("run")
    }

    /// Held by who computes a chunk.
    pub fn chunk_lock(&self, chunk: u64) -> PathBuf {
        self.locks().join(chunk_name(chunk))
    }

    /// Chunk folders that a killed process has left behind, or is about to put in place.
    pub fn unplaced(&self, chunk: u64) -> Vec<PathBuf> {
        let start = format!(".{}.", chunk_name(chunk));
        let entries = std::fs::read_dir(self.chunks()).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&start))
            .map(|entry| entry.path())
            .collect();
        found.sort();
        found
    }

    /// Where a chunk is written before it is put in place.
    pub fn aside(&self, chunk: u64, what: &str) -> PathBuf {
        self.chunks().join(format!(".{}.{what}", chunk_name(chunk)))
    }
}

fn chunk_name(chunk: u64) -> String {
    format!("{chunk:06}")
}

/// Whether a folder looks like a run.
pub fn is_run(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}
