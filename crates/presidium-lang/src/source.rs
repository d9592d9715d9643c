//! Where the texts of a model come from: the only outside world this crate knows.
//!
//! A model is a folder of Markdown files, data files and a bibliography. The command reads it from disk, the server
//! from memory, the tests from a string; all of them come in through [`Sources`].

use std::collections::BTreeMap;

/// The files of one model.
pub trait Sources {
    /// Identifier of the model: the name of its folder.
    fn name(&self) -> String;

    /// Names of all files, relative to the model's folder, with `/` between folders.
    fn files(&self) -> Vec<String>;

    /// The text of one file.
    ///
    /// # Errors
    /// A sentence that says why the file cannot be read; it is shown in a diagnostic.
    fn read(&self, file: &str) -> Result<String, String>;
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
    files: BTreeMap<String, String>,
}

impl MemorySources {
    /// A model without files.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: BTreeMap::new() }
    }

    /// Adds a file, or replaces it.
    pub fn with(mut self, file: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(file.into(), text.into());
        self
    }
}

impl Sources for MemorySources {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn files(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    fn read(&self, file: &str) -> Result<String, String> {
        self.files.get(file).cloned().ok_or_else(|| "there is no such file".to_string())
    }
}
