//! Where the files of a model come from: the only outside world this crate knows.
//!
//! A model is a folder of Markdown files, data files and a bibliography. The command reads it from disk or out of its
//! own binary, a server from memory, the tests from a string; all of them come in through [`Sources`]. Refused: any
//! I/O, which is `presidium-sources`; what the bytes of a file mean, which is `reading`.

use std::collections::BTreeMap;

use crate::libraries::Library;

/// Bytes of one file.
pub const FILE_BYTES_MAX: usize = 16 << 20;

/// Bytes of all files that are read for a model.
pub const MODEL_BYTES_MAX: usize = 64 << 20;

/// Files and folders in the folder of a model.
pub const FILES_MAX: usize = 10_000;

/// The files of one model.
pub trait Sources {
    /// Identifier of the model: the name of its folder.
    fn name(&self) -> String;

    /// Names of all files that can be read, relative to the model's folder, with `/` between folders.
    fn files(&self) -> Vec<String>;

    /// What else lies in the folder and can never be read, and why; the name of a folder ends with `/`.
    fn refused(&self) -> Vec<(String, Unread)> {
        vec![]
    }

    /// What the model may import from: the libraries that come with the language, unless somebody tries others.
    fn libraries(&self) -> Vec<Library> {
        Library::shipped()
    }

    /// The bytes of one file, at most [`FILE_BYTES_MAX`] of them.
    ///
    /// # Errors
    /// Why the file is not read. It is shown in a diagnostic, and holds no word of the file.
    fn read(&self, file: &str) -> Result<Vec<u8>, Unread>;
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// A model may not read it.
    #[error("{reason}")]
    Refused {
        /// What is wrong with it, as a sentence without a full stop.
        reason: String,
        /// How to mend it.
        help: String,
    },
    /// The system does not give it; in the words of the system.
    #[error("{0}")]
    Failed(String),
}

impl Unread {
    /// A file that a model may not read.
    pub fn refused(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), help: help.into() }
    }

    /// A file with more than [`FILE_BYTES_MAX`] bytes.
    pub fn too_large() -> Self {
        let reason = format!("it is larger than {} MiB", FILE_BYTES_MAX >> 20);
        Self::refused(reason, "divide it, or leave out what the model does not need")
    }
}

/// A model held in memory.
///
/// # Example
/// ```
/// use presidium_lang::MemorySources;
///
/// let sources = MemorySources::new("tiny").with(
///     "model.md",
///     "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12 step 1 month language 1\n```\n",
/// );
/// let loaded = presidium_lang::load(&sources).unwrap();
/// assert_eq!(loaded.model.step_count(), 10);
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemorySources {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    libraries: Vec<Library>,
}

impl MemorySources {
    /// A model without files.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: BTreeMap::new(), libraries: Library::shipped() }
    }

    /// Adds a file, or replaces it.
    pub fn with(mut self, file: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(file.into(), content.into());
        self
    }

    /// Adds a library, or takes this one in the place of that of its name.
    pub fn with_library(mut self, library: Library) -> Self {
        self.libraries.retain(|known| known.name != library.name);
        self.libraries.push(library);
        self
    }
}

impl Sources for MemorySources {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn libraries(&self) -> Vec<Library> {
        self.libraries.clone()
    }

    fn files(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, Unread> {
        self.files.get(file).cloned().ok_or(Unread::Missing)
    }
}
