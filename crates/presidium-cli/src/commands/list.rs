//! `presidium list`: the files of a model, and what it declares, under its headings in the order of the document.

use presidium_lang::Sources;
use presidium_lang::document::{Document, File};
use presidium_lang::model::{Body, Claim, Index, Model, Place, Rule, Set, Test, Variable};
use serde::Serialize;

use crate::arguments::{ListArguments, Listed};
use crate::claims::{kind_letter, touched};
use crate::json::{Head, Nothing, document};
use crate::output::{HEADING, Output, styled};
use crate::setup::load_from;
use crate::shipped::{shipped, sources};
use crate::stop::Stop;
use crate::table::{Align, table, wrap};

/// Elements of a set that are named; the rest is counted.
const ELEMENTS_SHOWN: usize = 100;

/// One declaration.
#[derive(Serialize)]
struct Entry<'a> {
    what: &'static str,
    name: String,
    words: String,
    heading: &'a str,
    file: &'a str,
    line: u32,
    /// Of a claim: where it stands in the text whose claims these are.
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    /// Of a claim: the systems that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    touches: Vec<&'a str>,
}

/// One file of the model's folder.
#[derive(Serialize)]
struct FileEntry {
    what: &'static str,
    name: String,
    words: String,
    read: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<usize>,
    /// Of a chapter: its blocks of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocks: Option<usize>,
}

/// A row of the document.
#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    File(&'a FileEntry),
    Entry(&'a Entry<'a>),
}

pub fn run(arguments: &ListArguments) -> Result<Output, Stop> {
    if arguments.what == Some(Listed::Models) {
        return Ok(Output::ok(shipped().iter().map(|name| format!("{name}\n")).collect()));
    }
    let sources = sources(&arguments.model.model)?;
    let (model, report) = load_from(&*sources)?;
    let files = match arguments.what {
        None | Some(Listed::Files) => file_entries(&*sources, &report.document),
        _ => vec![],
    };
    let entries = entries(&model, arguments.what);
    if arguments.json {
        let rows: Vec<Row<'_>> = files.iter().map(Row::File).chain(entries.iter().map(Row::Entry)).collect();
        return Ok(Output::ok(document(&Head::of_model(&model), &Nothing {}, &rows)));
    }
    Ok(Output::ok(text(&model, &files, &entries)))
}

/// Everything in the folder of the model, by name.
fn file_entries(sources: &dyn Sources, document: &Document) -> Vec<FileEntry> {
    let unread =
        |name: String, words: String| FileEntry { what: "file", name, words, read: false, lines: None, blocks: None };
    let mut entries: Vec<FileEntry> =
        sources.refused().into_iter().map(|(name, why)| unread(name, format!("not read: {why}"))).collect();
    entries.extend(sources.files().into_iter().map(
        |name| match document.files.iter().find(|file| file.name == name) {
            Some(file) => read_entry(file),
            None => unread(name, "not read".to_owned()),
        },
    ));
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    entries
}

fn read_entry(file: &File) -> FileEntry {
    let lines = file.text.lines().count();
    let blocks = file.name.ends_with(".md").then_some(file.blocks.len());
    let words = [Some(counted(lines, "line")), blocks.map(|blocks| counted(blocks, "block"))];
    let words: Vec<String> = words.into_iter().flatten().collect();
    FileEntry { what: "file", name: file.name.clone(), words: words.join(", "), read: true, lines: Some(lines), blocks }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn entries(model: &Model, what: Option<Listed>) -> Vec<Entry<'_>> {
    let wanted = |listed| what.is_none_or(|what| what == listed);
    let mut entries = vec![];
    if wanted(Listed::Sets) {
        entries.extend(model.sets.iter().map(|set| set_entry(model, set)));
    }
    if wanted(Listed::Variables) {
        let shown = model.variables.iter().filter(|variable| !variable.hidden);
        entries.extend(shown.map(|variable| variable_entry(model, variable)));
    }
    if wanted(Listed::Bodies) {
        entries.extend(model.bodies.iter().map(|body| body_entry(model, body)));
    }
    let rules = model.rules.iter().filter(|rule| {
        wanted(match rule {
            Rule::Event(_) => Listed::Events,
            Rule::Decision(_) => Listed::Decisions,
        })
    });
    entries.extend(rules.map(|rule| rule_entry(model, rule)));
    if wanted(Listed::Claims) {
        entries.extend(model.claims.iter().map(|claim| claim_entry(model, claim)));
    }
    if wanted(Listed::Tests) {
        entries.extend(model.tests.iter().map(|test| test_entry(model, test)));
    }
    for (listed, what, is_system) in [(Listed::WhatIfs, "what if", false), (Listed::Systems, "system", true)] {
        let named = model.what_ifs.iter().filter(|named| wanted(listed) && named.is_system == is_system);
        entries.extend(named.map(|named| entry(what, named.name.clone(), named.words.clone(), &named.place)));
    }
    // Files come in the order of their names, as the document is read.
    entries.sort_by_key(|entry| (entry.file, entry.line));
    entries
}

fn entry<'a>(what: &'static str, name: String, words: String, place: &'a Place) -> Entry<'a> {
    let (heading, file, line) = (&place.heading, &place.file, place.line);
    Entry { what, name, words, heading, file, line, place: "", touches: vec![] }
}

fn claim_entry<'a>(model: &'a Model, claim: &'a Claim) -> Entry<'a> {
    let touches = touched(model, claim);
    let mut marks = vec![kind_letter(claim.kind), claim.role.word()];
    marks.extend((!claim.passage.is_empty()).then_some(claim.passage.as_str()));
    let systems = if touches.is_empty() { String::new() } else { format!("; {}", touches.join(", ")) };
    let words = format!("{} ({}{systems})", claim.words, marks.join(", "));
    Entry { place: &claim.passage, touches, ..entry("claim", claim.id.clone(), words, &claim.place) }
}

fn variable_entry<'a>(model: &Model, variable: &'a Variable) -> Entry<'a> {
    entry(
        variable.kind.word(),
        with_sets(model, &variable.name, &variable.indices),
        variable.label.clone(),
        &variable.place,
    )
}

/// The elements, which changes and `why` name.
fn set_entry<'a>(model: &Model, set: &'a Set) -> Entry<'a> {
    let mut words = set.elements.iter().take(ELEMENTS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if set.elements.len() > ELEMENTS_SHOWN {
        words += &format!(" and {} more", set.elements.len() - ELEMENTS_SHOWN);
    }
    let root = &model.sets[set.root.index()].name;
    if *root != set.name {
        words += &format!(" (in {root})");
    }
    entry("set", set.name.clone(), words, &set.place)
}

fn body_entry<'a>(model: &Model, body: &'a Body) -> Entry<'a> {
    let set = &model.sets[body.index.set.index()].name;
    entry("body", body.name.clone(), format!("{} (of {set})", body.label).trim_start().to_owned(), &body.place)
}

fn rule_entry<'a>(model: &Model, rule: &'a Rule) -> Entry<'a> {
    let name = with_sets(model, rule.name(), rule.indices());
    match rule {
        Rule::Event(event) => entry("event", name, event.label.clone(), &event.place),
        Rule::Decision(decision) => {
            let options: Vec<&str> = decision.options.iter().map(|option| option.name.as_str()).collect();
            entry("decision", name, format!("{} ({})", decision.question, options.join(" | ")), &decision.place)
        }
    }
}

/// A test has no name but its words.
fn test_entry<'a>(model: &Model, test: &'a Test) -> Entry<'a> {
    let given = test.given.map(|id| format!(" (given {})", model.what_ifs[id.index()].name)).unwrap_or_default();
    entry("test", test.name.clone(), format!("{}{given}", test.name), &test.place)
}

/// `holder[Office]`.
fn with_sets(model: &Model, name: &str, indices: &[Index]) -> String {
    let sets: Vec<&str> = indices.iter().map(|index| model.sets[index.set.index()].name.as_str()).collect();
    if sets.is_empty() { name.to_owned() } else { format!("{name}[{}]", sets.join(", ")) }
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
