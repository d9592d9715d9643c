//! Models in folders.

use std::path::Path;

use presidium_lang::model::Model;
use presidium_sources::FolderSources;

/// Reads and checks the model in a folder.
pub fn model(folder: &Path) -> Model {
    let sources = FolderSources::open(folder).unwrap_or_else(|error| panic!("{error}"));
    match presidium_lang::load(&sources) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}: {:#?}", folder.display(), report.diagnostics),
    }
}
