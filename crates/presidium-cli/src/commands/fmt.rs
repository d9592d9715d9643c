//! `presidium fmt`: the code of model documents in its usual form.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use presidium_lang::{Unread, decode, visible};
use presidium_sources::read_file;

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
        let text = read(&file)?;
        let formatted = presidium_lang::format(&text);
        if formatted == text {
            continue;
        }
        if !arguments.check {
            std::fs::write(&file, formatted).map_err(|error| cannot("write", &file, error))?;
        }
        changed.push(file);
    }
    let verb = if arguments.check { "would change" } else { "changed" };
    let text = changed.iter().map(|file| format!("{verb} {}\n", shown(file))).collect();
    let code = if arguments.check && !changed.is_empty() { CHECK_FAILED } else { 0 };
    Ok(Output { text, code })
}

/// The text of a document, with the byte-order mark that it may begin with.
fn read(file: &Path) -> Result<String, Stop> {
    let with_help = |reason: &dyn Display, help: &str| cannot("read", file, format!("{reason}\n  help: {help}"));
    let bytes = read_file(file).map_err(|unread| match &unread {
        Unread::Refused { help, .. } => with_help(&unread, help),
        Unread::Missing | Unread::Failed(_) => cannot("read", file, &unread),
    })?;
    decode(bytes).map_err(|found| with_help(&format!("it is not UTF-8 text: {}", found.reason), &found.help))
}

/// A file as named; of a folder its Markdown files, in order, folders within it included.
fn collect_markdown(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Stop> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| cannot("read", path, error))?;
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is no folder here, so that a loop of links cannot be walked for ever.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect_markdown(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}

fn cannot(what: &str, file: &Path, reason: impl Display) -> Stop {
    Stop::File(format!("cannot {what} `{}`: {reason}", shown(file)))
}

fn shown(file: &Path) -> String {
    visible(&file.to_string_lossy()).into_owned()
}
