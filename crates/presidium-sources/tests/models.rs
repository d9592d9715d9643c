//! Every model in `models/` is sound.

use std::fs;
use std::path::{Path, PathBuf};

use presidium_lang::load;
use presidium_sources::FolderSources;

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
    models(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"), &mut folders);
    assert!(!folders.is_empty());
    for folder in folders {
        let sources = FolderSources::open(&folder).unwrap_or_else(|error| panic!("{error}"));
        let loaded = load(&sources).unwrap_or_else(|report| panic!("{}\n{report}", folder.display()));
        assert_eq!(loaded.model.let_order.len(), loaded.model.variables.iter().filter(|v| is_let(&v.kind)).count());
    }
}

fn is_let(kind: &presidium_lang::model::VariableKind) -> bool {
    matches!(kind, presidium_lang::model::VariableKind::Let { .. })
}
