//! Where a model comes from: a folder on disk, or one of the models embedded in the binary.

use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};
use presidium_lang::Sources;

use crate::stop::Stop;

/// The model that is meant when none is named.
pub const DEFAULT: &str = "ussr-1953";

static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../models");

/// The sources of the model at a path, or of the shipped model of that name.
///
/// # Errors
/// [`Stop::Usage`] if there is neither, with the nearest shipped name.
pub fn sources(model: &str) -> Result<Box<dyn Sources>, Stop> {
    let folder = Path::new(model);
    if folder.is_dir() {
        return Ok(Box::new(Folder { path: folder.to_owned() }));
    }
    if folder.is_file() {
        return Err(Stop::usage(format!("`{model}` is a file; a model is a folder of Markdown files")));
    }
    match MODELS.get_dir(model).filter(|dir| is_model(dir)) {
        Some(dir) => Ok(Box::new(Shipped { dir })),
        None => {
            let message = format!("there is no folder `{model}`, and no shipped model of that name");
            Err(Stop::unknown(message, model, shipped().iter().map(String::as_str)))
        }
    }
}

/// Names of the shipped models.
pub fn shipped() -> Vec<String> {
    let mut names = vec![];
    MODELS.dirs().for_each(|dir| collect_models(dir, &mut names));
    names.sort();
    names
}

/// A folder with a Markdown file of its own is a model; what lies deeper belongs to it.
fn is_model(dir: &Dir<'_>) -> bool {
    dir.files().any(|file| file.path().extension().is_some_and(|extension| extension == "md"))
}

fn collect_models(dir: &Dir<'_>, names: &mut Vec<String>) {
    if is_model(dir) {
        names.push(slashed(dir.path()));
    } else {
        dir.dirs().for_each(|inner| collect_models(inner, names));
    }
}

struct Shipped {
    dir: &'static Dir<'static>,
}

impl Sources for Shipped {
    fn name(&self) -> String {
        last_name(self.dir.path())
    }

    fn files(&self) -> Vec<String> {
        let mut files = vec![];
        collect_embedded(self.dir, self.dir.path(), &mut files);
        files.sort();
        files
    }

    fn read(&self, file: &str) -> Result<String, String> {
        let found = self.dir.get_file(self.dir.path().join(file)).ok_or("there is no such file")?;
        found.contents_utf8().map(str::to_owned).ok_or_else(|| "the file is not UTF-8 text".to_owned())
    }
}

fn collect_embedded(dir: &Dir<'_>, root: &Path, files: &mut Vec<String>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => collect_embedded(inner, root, files),
            DirEntry::File(file) => files.extend(file.path().strip_prefix(root).map(slashed)),
        }
    }
}

struct Folder {
    path: PathBuf,
}

impl Sources for Folder {
    fn name(&self) -> String {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        last_name(&path)
    }

    fn files(&self) -> Vec<String> {
        let mut files = vec![];
        collect_files(&self.path, &self.path, &mut files);
        files.sort();
        files
    }

    fn read(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(self.path.join(file)).map_err(|error| error.to_string())
    }
}

/// Links to folders are not followed, so that a loop of links cannot be walked for ever.
fn collect_files(folder: &Path, root: &Path, files: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect_files(&entry.path(), root, files),
            Ok(_) => files.extend(entry.path().strip_prefix(root).map(slashed)),
            Err(_) => {}
        }
    }
}

fn last_name(path: &Path) -> String {
    path.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
