//! `presidium fmt`: the code of model documents in its usual form.

use std::path::{Path, PathBuf};

use crate::arguments::FmtArguments;
use crate::output::Output;
use crate::stop::{CHECK_FAILED, Stop};

pub fn run(arguments: &FmtArguments) -> Result<Output, Stop> {
    let mut files = vec![];
    for path in &arguments.paths {
        collect_markdown(path, &mut files)?;
    }
    let mut changed = vec![];
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| cannot("read", &file, &error))?;
        let formatted = presidium_lang::format(&text);
        if formatted == text {
            continue;
        }
        if !arguments.check {
            std::fs::write(&file, formatted).map_err(|error| cannot("write", &file, &error))?;
        }
        changed.push(file);
    }
    let verb = if arguments.check { "would change" } else { "changed" };
    let text = changed.iter().map(|file| format!("{verb} {}\n", file.display())).collect();
    let code = if arguments.check && !changed.is_empty() { CHECK_FAILED } else { 0 };
    Ok(Output { text, code })
}

/// A file as named; of a folder its Markdown files, in order, folders within it included.
fn collect_markdown(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Stop> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| cannot("read", path, &error))?;
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder || path.extension().is_some_and(|extension| extension == "md") {
            collect_markdown(&path, files)?;
        }
    }
    Ok(())
}

fn cannot(what: &str, file: &Path, error: &std::io::Error) -> Stop {
    Stop::File(format!("cannot {what} `{}`: {error}", file.display()))
}
