//! Formatting changes layout and nothing else.

mod support;

use std::path::{Path, PathBuf};

use presidium_lang::format;
use support::{crate_folder, files_with, for_each_fixture, read};

#[test]
fn format_fixtures() {
    for_each_fixture("tests/ui/format", |_, text| format(text).trim_end().to_string());
}

/// Formatting what has been formatted changes nothing.
#[test]
fn formatting_is_idempotent() {
    for file in documents() {
        let once = format(&read(&file));
        assert_eq!(format(&once), once, "{}", file.display());
    }
}

/// Code of a block may move; every other line stays.
#[test]
fn prose_is_left_alone() {
    for file in documents() {
        let text = read(&file);
        assert_eq!(prose(&format(&text)), prose(&text), "{}", file.display());
    }
}

fn prose(text: &str) -> String {
    let mut inside = false;
    let mut lines = vec![];
    for line in text.lines() {
        match line.starts_with("```") {
            true => inside = !inside && line == "```presidium",
            false if inside => continue,
            false => {}
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Fixtures, the language reference, and all models.
fn documents() -> Vec<PathBuf> {
    let root = crate_folder().join("../..");
    let mut folders: Vec<PathBuf> =
        ["parse", "check", "change", "format"].map(|stage| crate_folder().join("tests/ui").join(stage)).to_vec();
    folders.push(root.join("docs/language"));
    folders.extend(subfolders(&root.join("models")));
    folders.iter().flat_map(|folder| files_with(folder, "md")).collect()
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    let inner: Vec<PathBuf> = folders.iter().flat_map(|folder| subfolders(folder)).collect();
    folders.extend(inner);
    folders
}
