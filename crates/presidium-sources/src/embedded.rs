//! A model that is part of the binary.

use std::path::Path;

use include_dir::{Dir, DirEntry};
use presidium_lang::{Sources, Unread};

/// A model in a folder that was embedded with `include_dir!`.
///
/// # Example
/// ```
/// use include_dir::{Dir, include_dir};
/// use presidium_sources::EmbeddedSources;
///
/// static TUTORIAL: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../models/tutorial");
/// let quarrel = TUTORIAL.get_dir("quarrel").expect("a folder of the tutorial");
/// let loaded = presidium_lang::load(&EmbeddedSources::new(quarrel))?;
/// assert_eq!(loaded.model.name, "quarrel");
/// # Ok::<(), Box<presidium_lang::Report>>(())
/// ```
pub struct EmbeddedSources {
    folder: &'static Dir<'static>,
}

impl EmbeddedSources {
    /// The model in a folder.
    pub fn new(folder: &'static Dir<'static>) -> Self {
        Self { folder }
    }
}

impl Sources for EmbeddedSources {
    fn name(&self) -> String {
        self.folder.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn files(&self) -> Vec<String> {
        let mut files = vec![];
        collect(self.folder, self.folder.path(), &mut files);
        files.sort();
        files
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, Unread> {
        let found = self.folder.get_file(self.folder.path().join(file)).ok_or(Unread::Missing)?;
        Ok(found.contents().to_vec())
    }
}

fn collect(folder: &Dir<'_>, root: &Path, files: &mut Vec<String>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, root, files),
            DirEntry::File(file) => files.extend(file.path().strip_prefix(root).map(slashed)),
        }
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
