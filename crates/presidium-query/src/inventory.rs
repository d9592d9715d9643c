//! What a model declares, and how well its numbers are known.

use presidium_lang::Sources;
use presidium_lang::document::{Document, File};
use presidium_lang::model::{
    Body, Claim, Evidence, Index, Model, Place, Rule, Set, Signature, Status, Test, Variable, VariableKind,
};
use serde::Serialize;

use crate::claims::{kind_letter, touched};

/// Elements of a set that are named; the rest is counted.
const ELEMENTS_SHOWN: usize = 100;

/// What can be listed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Sets with their elements.
    Sets,
    /// Whatever has a value.
    Variables,
    /// Functions of the model's own, and those that it imports.
    Functions,
    /// Bodies that vote.
    Bodies,
    /// Events.
    Events,
    /// Decisions with their options.
    Decisions,
    /// Claims.
    Claims,
    /// Tests that the model states of itself.
    Tests,
    /// Named changes.
    WhatIfs,
    /// Systems that can be switched off.
    Systems,
    /// How often things happen in a class of cases.
    BaseRates,
}

/// One declaration.
#[derive(Serialize)]
pub struct Entry<'a> {
    pub what: &'static str,
    pub name: String,
    pub words: String,
    pub heading: &'a str,
    pub file: &'a str,
    pub line: u32,
    /// Of a claim: where it stands in the text whose claims these are.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub place: &'a str,
    /// Of a claim: the systems that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<&'a str>,
}

/// One file of the model's folder.
#[derive(Serialize)]
pub struct FileEntry {
    pub what: &'static str,
    pub name: String,
    pub words: String,
    pub read: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<usize>,
    /// Of a chapter: its blocks of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<usize>,
}

/// Everything in the folder of the model, by name.
pub fn file_entries(sources: &dyn Sources, document: &Document) -> Vec<FileEntry> {
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

pub fn entries(model: &Model, what: Option<Listed>) -> Vec<Entry<'_>> {
    let wanted = |listed| what.is_none_or(|what| what == listed);
    let mut entries = vec![];
    if wanted(Listed::Sets) {
        entries.extend(model.sets.iter().map(|set| set_entry(model, set)));
    }
    if wanted(Listed::Variables) {
        let shown = model.variables.iter().filter(|variable| !variable.hidden);
        entries.extend(shown.map(|variable| variable_entry(model, variable)));
    }
    if wanted(Listed::Functions) {
        entries.extend(model.functions.iter().map(function_entry));
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
    if wanted(Listed::BaseRates) {
        let rates = model.base_rates.iter();
        entries.extend(rates.map(|rate| entry("base rate", rate.name.clone(), rate.words.clone(), &rate.place)));
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
    let given = claim.given.as_ref().map_or_else(String::new, |given| format!("; given {}", given.words));
    let words = format!("{} ({}{systems}{given})", claim.words, marks.join(", "));
    Entry { place: &claim.passage, touches, ..entry("claim", claim.id.clone(), words, &claim.place) }
}

fn variable_entry<'a>(model: &Model, variable: &'a Variable) -> Entry<'a> {
    let known = variable.known_to.as_ref().map(|known| format!("(known to {})", known.written));
    let label = (!variable.label.is_empty()).then(|| variable.label.clone());
    let words: Vec<String> = label.into_iter().chain(known).collect();
    let name = with_sets(model, &variable.name, &variable.indices);
    entry(variable.kind.word(), name, words.join(" "), &variable.place)
}

/// With what it is called with and what it gives.
fn function_entry(function: &Signature) -> Entry<'_> {
    let from = function.library.as_ref().map(|library| format!("(from the library {library})"));
    let label = (!function.label.is_empty()).then(|| function.label.clone());
    let words: Vec<String> = label.into_iter().chain(from).collect();
    entry("function", function.text(), words.join(" "), &function.place)
}

/// The elements, which changes and `why` name.
fn set_entry<'a>(model: &Model, set: &'a Set) -> Entry<'a> {
    let mut words = set.elements.iter().take(ELEMENTS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if set.elements.len() > ELEMENTS_SHOWN {
        words += &format!(" and {} more", set.elements.len() - ELEMENTS_SHOWN);
    }
    let root = &model.sets[set.root].name;
    if *root != set.name {
        words += &format!(" (in {root})");
    }
    entry("set", set.name.clone(), words, &set.place)
}

fn body_entry<'a>(model: &Model, body: &'a Body) -> Entry<'a> {
    let set = &model.sets[body.index.set].name;
    entry("body", body.name.clone(), format!("{} (of {set})", body.label).trim_start().to_owned(), &body.place)
}

fn rule_entry<'a>(model: &Model, rule: &'a Rule) -> Entry<'a> {
    let name = with_sets(model, rule.name(), rule.indices());
    match rule {
        Rule::Event(event) => entry("event", name, event.label.clone(), &event.place),
        Rule::Decision(decision) => {
            let options: Vec<String> = decision.declared().map(|option| option.with_sets(model)).collect();
            entry("decision", name, format!("{} ({})", decision.question, options.join(" | ")), &decision.place)
        }
    }
}

/// A test has no name but its words.
fn test_entry<'a>(model: &Model, test: &'a Test) -> Entry<'a> {
    let given = test.given.map(|id| format!(" (given {})", model.what_ifs[id].name)).unwrap_or_default();
    entry("test", test.name.clone(), format!("{}{given}", test.name), &test.place)
}

/// `holder[Office]`.
fn with_sets(model: &Model, name: &str, indices: &[Index]) -> String {
    let sets: Vec<&str> = indices.iter().map(|index| model.sets[index.set].name.as_str()).collect();
    if sets.is_empty() { name.to_owned() } else { format!("{name}[{}]", sets.join(", ")) }
}

/// How many declarations of each kind the author wrote.
pub fn declarations(model: &Model) -> [(&'static str, usize); 20] {
    let variables = |of_kind: fn(&VariableKind) -> bool| {
        model.variables.iter().filter(|variable| !variable.hidden && of_kind(&variable.kind)).count()
    };
    let events = model.rules.iter().filter(|rule| matches!(rule, Rule::Event(_))).count();
    [
        ("sets", model.sets.len()),
        ("data", variables(|kind| matches!(kind, VariableKind::Data { .. }))),
        ("parameters", variables(|kind| matches!(kind, VariableKind::Parameter { .. }))),
        ("switches", variables(|kind| matches!(kind, VariableKind::Switch { .. }))),
        ("series", variables(|kind| matches!(kind, VariableKind::Series { .. }))),
        ("draws", variables(|kind| matches!(kind, VariableKind::Draw { .. }))),
        ("stocks", variables(|kind| matches!(kind, VariableKind::Stock { .. }))),
        ("flows", variables(|kind| matches!(kind, VariableKind::Flow { .. }))),
        ("equations", variables(|kind| matches!(kind, VariableKind::Let { .. }))),
        ("states", variables(|kind| matches!(kind, VariableKind::State { .. }))),
        ("bodies", model.bodies.len()),
        ("events", events),
        ("decisions", model.rules.len() - events),
        ("claims", model.claims.len()),
        ("tests", model.tests.len()),
        ("what-ifs", model.what_ifs.len() - model.systems().count()),
        ("systems", model.systems().count()),
        ("base rates", model.base_rates.len()),
        ("records", model.records.len()),
        ("works cited", model.citations.len()),
    ]
}

/// How many numbers are sourced, estimated or assumed; each reading of a parameter counts.
pub fn statuses(model: &Model) -> [(&'static str, usize); 3] {
    let evidence: Vec<&Evidence> = model.variables.iter().flat_map(Variable::known).collect();
    let of = |status| evidence.iter().filter(|evidence| evidence.status == status).count();
    [("sourced", of(Status::Sourced)), ("estimate", of(Status::Estimate)), ("assumption", of(Status::Assumption))]
}

/// How many numbers were chosen with an eye on what came after the split; each reading of a parameter counts.
pub fn looked_ahead(model: &Model) -> usize {
    model.variables.iter().flat_map(Variable::known).filter(|evidence| evidence.looked_ahead).count()
}

/// The statuses, how many numbers looked ahead, if any did, and how many numbers have no status.
pub fn known(model: &Model) -> Vec<(&'static str, usize)> {
    let ahead = Some(("of them chosen with an eye on what came after the split", looked_ahead(model)));
    let without = ("written in equations, without a status", model.literals.len());
    statuses(model).into_iter().chain(ahead.filter(|(_, count)| *count > 0)).chain([without]).collect()
}
