//! Where a model comes from: a folder on disk, or one of the models embedded in the binary.

use std::path::Path;

use include_dir::{Dir, include_dir};
use presidium_lang::Sources;
use presidium_sources::{EmbeddedSources, FolderSources};

use crate::stop::Stop;

/// The model that is meant when none is named.
pub const DEFAULT: &str = "ussr-1953";

static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../models");

/// The sources of the model at a path, or of the shipped model of that name.
///
/// # Errors
/// [`Stop::Usage`] if there is neither, with the nearest shipped name; [`Stop::File`] if the folder cannot be read.
pub fn sources(model: &str) -> Result<Box<dyn Sources>, Stop> {
    let path = Path::new(model);
    if path.is_dir() {
        let folder = FolderSources::open(path).map_err(|error| Stop::File(error.to_string()))?;
        return Ok(Box::new(folder));
    }
    if path.exists() {
        return Err(no_folder(path));
    }
    match MODELS.get_dir(model).filter(|dir| is_model(dir)) {
        Some(dir) => Ok(Box::new(EmbeddedSources::new(dir))),
        None => {
            let message = format!("there is no folder `{model}`, and no shipped model of that name");
            Err(Stop::unknown(message, model, shipped().iter().map(String::as_str)))
        }
    }
}

fn no_folder(path: &Path) -> Stop {
    let shown = path.display();
    if !path.is_file() {
        return Stop::usage(format!("`{shown}` is no folder; a model is a folder of Markdown files"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let help = format!("name the folder: `--model {}`", folder.display());
    Stop::usage(format!("`{shown}` is a file; a model is a folder of Markdown files\n  help: {help}"))
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

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
