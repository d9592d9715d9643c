//! Models in folders.

use std::path::{Path, PathBuf};

use presidium_lang::Sources;
use presidium_lang::model::Model;

struct Folder(PathBuf);

impl Sources for Folder {
    fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.0, "", &mut found);
        found.sort();
        found
    }

    fn read(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(self.0.join(file)).map_err(|error| error.to_string())
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push(name);
        }
    }
}

/// Reads and checks the model in a folder.
pub fn model(folder: &Path) -> Model {
    match presidium_lang::load(&Folder(folder.to_owned())) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}: {:#?}", folder.display(), report.diagnostics),
    }
}
