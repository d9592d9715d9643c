//! `presidium list`: the files of a model, and what it declares, under its headings in the order of the document.

use presidium_lang::Library;
use presidium_lang::model::Model;
use presidium_query::inventory::{self, Entry, FileEntry, entries, file_entries};
use presidium_query::views::{self, json_text};

use crate::arguments::{ListArguments, Listed};
use crate::output::{HEADING, Output, styled};
use crate::setup::load_from;
use crate::shipped::{shipped, sources};
use crate::stop::Stop;
use crate::table::{Align, table, wrap};

pub fn run(arguments: &ListArguments) -> Result<Output, Stop> {
    if arguments.what == Some(Listed::Models) {
        return Ok(Output::ok(shipped().iter().map(|name| format!("{name}\n")).collect()));
    }
    if arguments.what == Some(Listed::Libraries) {
        return Ok(Output::ok(libraries()));
    }
    let sources = sources(&arguments.model.model)?;
    let (model, report) = load_from(&*sources)?;
    let files = match arguments.what {
        None | Some(Listed::Files) => file_entries(&*sources, &report.document),
        _ => vec![],
    };
    let entries = match arguments.what {
        Some(Listed::Files) => vec![],
        what => entries(&model, what.and_then(listed)),
    };
    if arguments.json {
        return Ok(Output::ok(json_text(&views::list(&model, &files, &entries))));
    }
    Ok(Output::ok(text(&model, &files, &entries)))
}

/// The text of each library that models can import from.
fn libraries() -> String {
    let under =
        |library: &Library| format!("{}\n\n{}", styled(HEADING, &format!("library {}", library.name)), library.text);
    Library::shipped().iter().map(under).collect::<Vec<_>>().join("\n")
}

/// What is listed by itself; nothing if everything is.
fn listed(what: Listed) -> Option<inventory::Listed> {
    Some(match what {
        Listed::Models | Listed::Libraries | Listed::Files => return None,
        Listed::Sets => inventory::Listed::Sets,
        Listed::Variables => inventory::Listed::Variables,
        Listed::Functions => inventory::Listed::Functions,
        Listed::Bodies => inventory::Listed::Bodies,
        Listed::Events => inventory::Listed::Events,
        Listed::Decisions => inventory::Listed::Decisions,
        Listed::Claims => inventory::Listed::Claims,
        Listed::Tests => inventory::Listed::Tests,
        Listed::WhatIfs => inventory::Listed::WhatIfs,
        Listed::Systems => inventory::Listed::Systems,
        Listed::BaseRates => inventory::Listed::BaseRates,
    })
}

fn text(model: &Model, files: &[FileEntry], entries: &[Entry<'_>]) -> String {
    let mut text = format!("{}\n", styled(HEADING, &model.title));
    if !files.is_empty() {
        let rows: Vec<Vec<String>> = files.iter().map(|file| vec![file.name.clone(), file.words.clone()]).collect();
        text += &format!("\n{}\n{}", styled(HEADING, "Files"), table(&rows, &[Align::Left; 2], 2));
    }
    for under_heading in entries.chunk_by(|one, other| (one.file, one.heading) == (other.file, other.heading)) {
        let title = format!("{} ({})", under_heading[0].heading, under_heading[0].file);
        let rows: Vec<Vec<String>> = under_heading.iter().map(row).collect();
        text += &format!("\n{}\n{}", styled(HEADING, &wrap(&title, 0)), table(&rows, &[Align::Left; 3], 2));
    }
    text
}

fn row(entry: &Entry<'_>) -> Vec<String> {
    let name = if entry.what == "test" { String::new() } else { entry.name.clone() };
    vec![entry.what.to_owned(), name, entry.words.clone()]
}
