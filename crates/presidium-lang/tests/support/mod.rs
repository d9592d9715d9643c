//! What the suites share: a model in one text, and texts compared with what is written beside them.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use presidium_lang::MemorySources;

/// The folder of this crate.
pub fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A model of one chapter, whose data files stand in blocks marked ```` ```csv people.csv ````.
///
/// In a block marked ```` ```bytes people.csv ```` `\xe9` is a byte, for files that are no plain text.
pub fn add_chapter(mut sources: MemorySources, name: &str, text: &str) -> MemorySources {
    for (kind, rest, body) in fenced_blocks(text) {
        match kind {
            _ if rest.is_empty() => {}
            "csv" | "bib" => sources = sources.with(rest, body),
            "bytes" => sources = sources.with(rest, unescaped(&body)),
            _ => {}
        }
    }
    sources.with(name, text)
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).expect("two hexadecimal digits"));
        bytes.extend(rest.bytes());
    }
    bytes
}

/// All fenced blocks: the first word behind the fence, the other words, the text.
pub fn fenced_blocks(text: &str) -> Vec<(&str, &str, String)> {
    let mut blocks = vec![];
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        blocks.push((kind, rest, body.join("\n") + "\n"));
    }
    blocks
}

/// Compares what every `*.md` of a folder gives with the `*.expected` beside it.
///
/// With `UPDATE=1` the expectations are written anew. A fixture without expectation, or the reverse, fails.
pub fn for_each_fixture(folder: &str, run: impl Fn(&str, &str) -> String) {
    let folder = crate_folder().join(folder);
    let mut failures = vec![];
    for fixture in files_with(&folder, "md") {
        let name = fixture.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = run(&name, &read(&fixture)) + "\n";
        failures.extend(compare(&fixture.with_extension("expected"), &found));
    }
    for expected in files_with(&folder, "expected") {
        if !expected.with_extension("md").exists() {
            failures.push(format!("{} has no fixture", expected.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Compares a text with a file, or writes the file if asked to.
pub fn compare(file: &Path, found: &str) -> Option<String> {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file, found).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        return None;
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    (expected != found).then(|| format!("{}\n--- expected\n{expected}\n--- found\n{found}", file.display()))
}

/// Files of a folder with this ending, in order.
pub fn files_with(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    files.sort();
    files
}

/// The text of a file that must exist.
pub fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
