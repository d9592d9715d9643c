//! Every model in `models/` is sound.

use std::fs;
use std::path::{Path, PathBuf};

use presidium_lang::model::Scenario;
use presidium_lang::{load, parse_change, parse_scenario};
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

/// Every change of every model is read back from its text, and so are all changes of a what-if together.
#[test]
fn changes_are_read_back_from_their_text() {
    let mut folders = vec![];
    models(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"), &mut folders);
    let mut count = 0;
    for folder in folders {
        let sources = FolderSources::open(&folder).unwrap_or_else(|error| panic!("{error}"));
        let model = load(&sources).unwrap_or_else(|report| panic!("{report}")).model;
        for what_if in &model.what_ifs {
            for change in &what_if.changes {
                let text = change.to_text(&model);
                let read = parse_change(&model, &text).unwrap_or_else(|report| panic!("{text}\n{report}"));
                assert_eq!(&read, change, "{text}");
                count += 1;
            }
            let scenario = Scenario { changes: what_if.changes.clone(), ..Scenario::default() };
            let text = scenario.to_text(&model);
            let read = parse_scenario(&model, &text).unwrap_or_else(|report| panic!("{text}\n{report}"));
            assert_eq!(read, scenario, "{text}");
            assert_eq!(parse_scenario(&model, &what_if.name).map(|named| named.changes).ok(), Some(scenario.changes));
        }
    }
    assert!(count > 200, "{count} changes");
}

fn is_let(kind: &presidium_lang::model::VariableKind) -> bool {
    matches!(kind, presidium_lang::model::VariableKind::Let { .. })
}
