//! `presidium list`: what a model declares, under its headings in the order of the document.

use presidium_lang::model::{Claim, Index, Model, Place, Rule, Variable};
use serde::Serialize;

use crate::arguments::{ListArguments, Listed};
use crate::claims::{kind_letter, touched};
use crate::json::{Head, Nothing, document};
use crate::output::{HEADING, Output, styled};
use crate::setup::load;
use crate::shipped::shipped;
use crate::stop::Stop;
use crate::table::{Align, table};

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

pub fn run(arguments: &ListArguments) -> Result<Output, Stop> {
    if arguments.what == Some(Listed::Models) {
        return Ok(Output::ok(shipped().iter().map(|name| format!("{name}\n")).collect()));
    }
    let model = load(&arguments.model.model)?.model;
    let entries = entries(&model, arguments.what);
    if arguments.json {
        return Ok(Output::ok(document(&Head::of_model(&model), &Nothing {}, &entries)));
    }
    Ok(Output::ok(text(&model, &entries)))
}

fn entries(model: &Model, what: Option<Listed>) -> Vec<Entry<'_>> {
    let wanted = |listed| what.is_none_or(|what| what == listed);
    let mut entries = vec![];
    if wanted(Listed::Variables) {
        let shown = model.variables.iter().filter(|variable| !variable.hidden);
        entries.extend(shown.map(|variable| variable_entry(model, variable)));
    }
    if wanted(Listed::Decisions) {
        entries.extend(model.rules.iter().filter_map(|rule| decision_entry(model, rule)));
    }
    if wanted(Listed::Claims) {
        entries.extend(model.claims.iter().map(|claim| claim_entry(model, claim)));
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

fn decision_entry<'a>(model: &Model, rule: &'a Rule) -> Option<Entry<'a>> {
    let Rule::Decision(decision) = rule else { return None };
    let options: Vec<&str> = decision.options.iter().map(|option| option.name.as_str()).collect();
    let words = format!("{} ({})", decision.question, options.join(" | "));
    Some(entry("decision", with_sets(model, &decision.name, &decision.indices), words, &decision.place))
}

/// `holder[Office]`.
fn with_sets(model: &Model, name: &str, indices: &[Index]) -> String {
    let sets: Vec<&str> = indices.iter().map(|index| model.sets[index.set.index()].name.as_str()).collect();
    if sets.is_empty() { name.to_owned() } else { format!("{name}[{}]", sets.join(", ")) }
}

fn text(model: &Model, entries: &[Entry<'_>]) -> String {
    let mut text = format!("{}\n", styled(HEADING, &model.title));
    for under_heading in entries.chunk_by(|one, other| (one.file, one.heading) == (other.file, other.heading)) {
        let title = format!("{} ({})", under_heading[0].heading, under_heading[0].file);
        let rows =
            under_heading.iter().map(|entry| vec![entry.what.to_owned(), entry.name.clone(), entry.words.clone()]);
        let rows: Vec<Vec<String>> = rows.collect();
        text += &format!("\n{}\n{}", styled(HEADING, &title), table(&rows, &[Align::Left; 3], 2));
    }
    text
}
