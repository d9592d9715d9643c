//! Every model in `models/` is sound.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use presidium_lang::{Sources, load};
use support::crate_folder;

struct Folder(PathBuf);

impl Sources for Folder {
    fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    fn read(&self, file: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(file)).map_err(|error| error.to_string())
    }
}

/// Folders that hold a chapter of their own.
fn models(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut inner: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    inner.sort();
    if inner.iter().any(|path| path.extension().is_some_and(|ending| ending == "md")) {
        into.push(folder.to_path_buf());
    }
    inner.iter().filter(|path| path.is_dir()).for_each(|path| models(path, into));
}

#[test]
fn models_are_sound() {
    let mut folders = vec![];
    models(&crate_folder().join("../../models"), &mut folders);
    assert!(!folders.is_empty());
    for folder in folders {
        let loaded = load(&Folder(folder.clone())).unwrap_or_else(|report| panic!("{}\n{report}", folder.display()));
        assert_eq!(loaded.model.let_order.len(), loaded.model.variables.iter().filter(|v| is_let(&v.kind)).count());
    }
}

fn is_let(kind: &presidium_lang::model::VariableKind) -> bool {
    matches!(kind, presidium_lang::model::VariableKind::Let { .. })
}
