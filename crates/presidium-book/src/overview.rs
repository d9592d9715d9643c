//! The overview by the ODD+D protocol: the headings that the text of a model can answer, in the order of the protocol.
//!
//! Sources: Grimm et al. 2020 (doi:10.18564/jasss.4259) for ODD, Müller et al. 2013 (doi:10.1016/j.envsoft.2013.06.003) for the
//! part on decisions.

use std::collections::BTreeSet;

use presidium_lang::model::{Decider, Decision, End, Evidence, Integration, Method, Rule, VariableKind};
use presidium_lang::{ClauseKind, SymbolKind};

use crate::Book;
use crate::decisions::{all, decision_anchor, links, sees_and_changes};
use crate::markup::{code, counted, list, plain, section, table};
use crate::names::{Declaration, Entry};
use crate::pages::{CLAIMS, DATA, DECISIONS, EVIDENCE, PARAMETERS, SOURCES};
use crate::parameters::{linked, sources, unit, variable};

pub fn text(book: &Book<'_>) -> String {
    let head = "# Overview by the ODD+D protocol\n\nODD (Overview, Design concepts, Details; Grimm et al. 2020) with its extension \
                for human decisions (Müller et al. 2013), drawn up from the text of the model. Questions of the protocol that \
                the text does not answer are left out.\n\n";
    let parts = [
        "## Overview\n\n".to_owned(),
        purpose(book),
        entities(book),
        scheduling(book),
        "## Design concepts\n\n".to_owned(),
        deciding(book),
        sensing(book),
        memory(book),
        luck(book),
        collectives(book),
        heterogeneity(book),
        observation(book),
        "## Details\n\n".to_owned(),
        initialisation(book),
        input(book),
        submodels(book),
        format!(
            "### Parameters\n\n[All of them]({}), and [how well they are known]({}).\n",
            PARAMETERS.file, EVIDENCE.file
        ),
    ];
    head.to_owned() + &parts.concat()
}

/// The prose of the front up to its first code or second heading.
fn purpose(book: &Book<'_>) -> String {
    let Some(front) = book.chapters.first() else { return String::new() };
    let file = book.document.file(front.file);
    let code = file.blocks.first().map_or(file.text.len(), |block| block.whole.start);
    let second = file.headings.get(1).map_or(file.text.len(), |heading| heading.start);
    let start = match file.headings.first() {
        Some(first) if first.start < code => {
            file.text[first.start..].find('\n').map_or(file.text.len(), |at| first.start + at)
        }
        _ => 0,
    };
    let opening = file.text.get(start..code.min(second)).unwrap_or_default().trim();
    let quoted: String = opening.lines().map(|line| format!("> {line}\n")).collect();
    if quoted.is_empty() {
        String::new()
    } else {
        format!("### Purpose\n\n{quoted}\nFrom [{}]({}).\n\n", plain(&front.title), front.page)
    }
}

fn entities(book: &Book<'_>) -> String {
    let (model, clock) = (book.model, &book.model.clock);
    let mut text = "### Entities, state variables, scales\n\n".to_owned();
    text += &format!(
        "Time: {} to {}, in {} of {}{}.\n\n",
        clock.text(model.first_step),
        clock.seen_code(model.last_step),
        counted(model.step_count(), "step", "steps"),
        match clock.noun() {
            "step" => clock.to_string(),
            noun => format!("a {noun}"),
        },
        if model.until_step > model.last_step {
            format!("; runs may go on to {}", clock.seen_text(model.until_step))
        } else {
            String::new()
        }
    );
    text += &integration(model.integration);
    let sets = of_kinds(book, &[SymbolKind::Set]).filter_map(|entry| {
        let set = model.sets.iter().find(|set| set.name == entry.name)?;
        let root = &model.sets[set.root].name;
        let part = if *root == set.name { String::new() } else { format!("part of {}", code(root)) };
        let labels: Vec<String> = set.labels.iter().take(8).map(|label| plain(label)).collect();
        let more = if set.labels.len() > 8 { ", …" } else { "" };
        let link = format!("[{}]({})", code(&set.name), entry.link);
        Some(vec![link, set.elements.len().to_string(), part, format!("{}{more}", labels.join(", "))])
    });
    let sets: Vec<Vec<String>> = sets.collect();
    text += &section("Entities are the elements of sets:", "", &["set", "size", "", "elements"], &sets);
    let rows = of_kinds(book, &[SymbolKind::Stock, SymbolKind::State]).map(|entry| {
        let unit = variable(book, &entry.name).map_or("", |variable| unit(&variable.ty));
        vec![linked(book, entry), entry.kind.word().to_owned(), code(unit), plain(&entry.label)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = "State variables: stocks move by their flows, states are changed by events and decisions.";
    text += &section(words, "", &["variable", "kind", "unit", "meaning"], &rows);
    let rows: Vec<Vec<String>> = of_kinds(book, &[SymbolKind::Flow]).filter_map(|entry| flow(book, entry)).collect();
    text + &section("Flows between stocks, cut at their limits:", "", &["flow", "from", "to", "meaning"], &rows)
}

/// How stocks move within a step, where that is more than once.
fn integration(integration: Integration) -> String {
    let method = match integration.method {
        Method::Euler => "Euler",
        Method::Rk4 => "Runge and Kutta (of fourth order)",
    };
    match integration.substeps {
        _ if !integration.is_repeated() => String::new(),
        1 => format!("Stocks move by the method of {method}.\n\n"),
        substeps => format!("Stocks move by the method of {method}, in {substeps} sub-steps of each step.\n\n"),
    }
}

/// A flow with the stocks at its ends; outside of the model there is none.
fn flow(book: &Book<'_>, entry: &Entry) -> Option<Vec<String>> {
    let VariableKind::Flow { from, to, .. } = &variable(book, &entry.name)?.kind else { return None };
    let stock = |end: &Option<End>| {
        let stock = end.as_ref().map(|end| &book.model.variables[end.stock].name);
        stock.and_then(|name| book.names.find(name)).map_or_else(String::new, |stock| linked(book, stock))
    };
    Some(vec![linked(book, entry), stock(from), stock(to), plain(&entry.label)])
}

fn scheduling(book: &Book<'_>) -> String {
    let rows = book.model.rules.iter().enumerate().filter_map(|(place, rule)| {
        let entry = book.names.find(rule.name())?;
        let declaration = declaration(book, entry);
        let kind = if matches!(rule, Rule::Event(_)) { "event" } else { "decision" };
        let opens: Vec<String> =
            [(ClauseKind::When, "when"), (ClauseKind::Rate, "at a rate of"), (ClauseKind::Unless, "unless")]
                .iter()
                .filter_map(|(first, words)| Some(format!("{words} {}", code(&book.said(declaration, *first)?))))
                .collect();
        let link = format!("[{}]({})", code(rule.name()), entry.link);
        let chapter = &book.chapters[declaration.chapter];
        let chapter = format!("[{}]({})", plain(&chapter.title), chapter.page);
        Some(vec![(place + 1).to_string(), kind.to_owned(), link, plain(&entry.label), opens.join(", "), chapter])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = "In every step: draws; equations, on the state at the step's start; events and decisions in the order below, each \
                 seeing what those before it changed; stocks, all by their flows at once; observation.";
    format!("### Process overview and scheduling\n\n{words}\n\n")
        + &table(&["", "kind", "rule", "meaning", "acts", "chapter"], &rows)
}

fn deciding(book: &Book<'_>) -> String {
    let rows = all(book).map(|(entry, decision)| {
        let by = book.said(declaration(book, entry), ClauseKind::Decider).unwrap_or_default();
        let appeal = if decision.appeal.is_some() { "yes" } else { "" };
        let options: Vec<String> = decision.declared().map(|option| code(&option.with_sets(book.model))).collect();
        let link = format!("[{}]({}#{})", code(&decision.name), DECISIONS.file, decision_anchor(&decision.name));
        vec![link, plain(&decision.question), code(&by), options.join(", "), appeal.to_owned()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = format!(
        "A decider gives each option a utility, a sum of named reasons, and takes the best, a person alone or a body by vote. \
         [Decisions]({}) has the reasons.",
        DECISIONS.file
    );
    section("### Individual decision making", &words, &["decision", "question", "by", "options", "appeal"], &rows)
}

fn sensing(book: &Book<'_>) -> String {
    let rows = all(book).map(|(entry, decision)| {
        let (seen, _) = sees_and_changes(book, declaration(book, entry));
        let link = format!("[{}]({}#{})", code(&decision.name), DECISIONS.file, decision_anchor(&decision.name));
        vec![link, links(book, &seen)]
    });
    let rows: Vec<Vec<String>> = rows.filter(|row| !row[1].is_empty()).collect();
    let words = "What each decision reads, apart from its effects.";
    section("### Individual sensing", words, &["decision", "reads"], &rows) + &knowledge(book)
}

/// What not everybody knows.
fn knowledge(book: &Book<'_>) -> String {
    let rows = book.names.declarations.iter().filter_map(|declaration| {
        let known = book.said(declaration, ClauseKind::KnownTo)?;
        Some(vec![linked(book, first(book, declaration)?), code(&known)])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    section("### Who knows what", "What has no line here, everybody knows.", &["name", "known to"], &rows)
}

/// What carries the past beyond stocks and states.
fn memory(book: &Book<'_>) -> String {
    let rows = book.names.declarations.iter().filter_map(|declaration| {
        let entry = first(book, declaration)?;
        let calls: BTreeSet<&str> = book.names.looking_back(declaration.written.span).collect();
        let calls: Vec<String> = calls.into_iter().map(code).collect();
        let row = || vec![linked(book, entry), entry.kind.word().to_owned(), plain(&entry.label), calls.join(", ")];
        (!calls.is_empty()).then(row)
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = "Beside stocks and states, these carry earlier values. Parameters stay as they are within a world.";
    section("### Learning and memory", words, &["name", "kind", "meaning", "by"], &rows)
}

fn luck(book: &Book<'_>) -> String {
    let rows = of_kinds(book, &[SymbolKind::Draw]).filter_map(|entry| {
        let VariableKind::Draw { per, .. } = variable(book, &entry.name)?.kind else { return None };
        let per = match per {
            presidium_lang::model::Period::World => "world",
            presidium_lang::model::Period::Year => "year",
            presidium_lang::model::Period::Step => "step",
        };
        let prior = book.said(declaration(book, entry), ClauseKind::Prior).unwrap_or_default();
        Some(vec![linked(book, entry), per.to_owned(), code(&prior), plain(&entry.label)])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let rates = book.model.rules.iter().filter(|rule| match rule {
        Rule::Event(event) => event.rate.is_some(),
        Rule::Decision(decision) => decision.rate.is_some(),
    });
    let noisy = all(book).filter(|(_, decision)| has_noise(decision));
    let counts = [
        (rates.count(), "rule acts at a rate", "rules act at a rate"),
        (noisy.count(), "decision has noise", "decisions have noise"),
    ];
    let some = counts.into_iter().filter(|(n, ..)| *n > 0);
    let counts: Vec<String> = some.map(|(n, one, many)| counted(n, one, many)).collect();
    let rules = if counts.is_empty() { String::new() } else { format!("{}. ", list(&counts)) };
    let draws = table(&["draw", "each", "distribution", "meaning"], &rows);
    let more = if draws.is_empty() { "" } else { " Beside them there are draws:" };
    format!("### Stochasticity\n\n{rules}Parameters are drawn once for each world.{more}\n\n{draws}")
}

fn has_noise(decision: &Decision) -> bool {
    let first = match &decision.decider {
        Decider::Person { noise, .. } => noise.is_some(),
        Decider::Body(ballot) => ballot.noise.is_some(),
    };
    first || decision.appeal.as_ref().is_some_and(|appeal| appeal.ballot.noise.is_some())
}

fn collectives(book: &Book<'_>) -> String {
    let rows = of_kinds(book, &[SymbolKind::Body]).filter_map(|entry| {
        let body = book.model.bodies.iter().find(|body| body.name == entry.name)?;
        let over = book.said(declaration(book, entry), ClauseKind::Members).unwrap_or_default();
        let weighing = if body.weight.is_some() { "by weight" } else { "by head" };
        Some(vec![linked(book, entry), plain(&entry.label), code(&over), weighing.to_owned()])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    section("### Collectives", "Bodies that vote.", &["body", "", "members", "counted"], &rows)
}

fn heterogeneity(book: &Book<'_>) -> String {
    let rows = of_kinds(book, &[SymbolKind::Attribute]).map(|entry| {
        let unit = variable(book, &entry.name).map_or("", |variable| unit(&variable.ty));
        let evidence = variable(book, &entry.name).and_then(|variable| variable.evidence.as_ref());
        let status = evidence.map_or_else(String::new, Evidence::status_words);
        let cited = evidence.map_or_else(String::new, |evidence| sources(book, &evidence.sources));
        vec![linked(book, entry), code(unit), status, cited]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = "Elements of a set differ by attributes, beside parameters and states that have them as an index.";
    section("### Heterogeneity", words, &["attribute", "unit", "status", "source"], &rows)
}

fn observation(book: &Book<'_>) -> String {
    let model = book.model;
    let counts = [
        counted(model.claims.len(), "claim", "claims"),
        counted(model.tests.len(), "test", "tests"),
        counted(model.records.len(), "record", "records"),
    ];
    format!("### Observation\n\n{}: [what they say]({}).\n\n", list(&counts), CLAIMS.file)
}

fn initialisation(book: &Book<'_>) -> String {
    let rows = of_kinds(book, &[SymbolKind::Stock, SymbolKind::State]).filter_map(|entry| {
        let says = if entry.kind == SymbolKind::Stock { ClauseKind::Starts } else { ClauseKind::Value };
        Some(vec![linked(book, entry), code(&book.said(declaration(book, entry), says)?)])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    section("### Initialisation", "", &["variable", "initial value"], &rows)
}

fn input(book: &Book<'_>) -> String {
    let rows = of_kinds(book, &[SymbolKind::Series]).map(|entry| {
        let variable = variable(book, &entry.name);
        let evidence = variable.and_then(|variable| variable.evidence.as_ref());
        let status = evidence.map_or_else(String::new, Evidence::status_words);
        let cited = evidence.map_or_else(String::new, |evidence| sources(book, &evidence.sources));
        let unit = variable.map_or("", |variable| unit(&variable.ty));
        vec![linked(book, entry), code(unit), plain(&entry.label), status, cited]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let words = format!(
        "Series that drive the model from without; [data]({}) by element are a page of their own, works are in \
         [Sources]({}).",
        DATA.file, SOURCES.file
    );
    section("### Input data", &words, &["series", "unit", "meaning", "status", "source"], &rows)
}

fn submodels(book: &Book<'_>) -> String {
    let kinds = [
        SymbolKind::Let,
        SymbolKind::Stock,
        SymbolKind::Flow,
        SymbolKind::State,
        SymbolKind::Parameter,
        SymbolKind::Event,
        SymbolKind::Decision,
    ];
    let rows = book.chapters.iter().enumerate().map(|(place, chapter)| {
        let count = |kind: &SymbolKind| {
            let own = |entry: &&Entry| declaration(book, entry).chapter == place && entry.kind == *kind;
            book.names.entries.iter().filter(own).count()
        };
        let counts = kinds.iter().map(|kind| match count(kind) {
            0 => String::new(),
            n => n.to_string(),
        });
        std::iter::once(format!("[{}]({})", plain(&chapter.title), chapter.page)).chain(counts).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = ["chapter", "equations", "stocks", "flows", "states", "parameters", "events", "decisions"];
    section("### Submodels", "Each chapter is a submodel: its prose, its equations, its sources.", &head, &rows)
}

fn of_kinds<'a>(book: &'a Book<'_>, kinds: &'static [SymbolKind]) -> impl Iterator<Item = &'a Entry> {
    book.names.entries.iter().filter(move |entry| kinds.contains(&entry.kind))
}

fn declaration<'a>(book: &'a Book<'_>, entry: &Entry) -> &'a Declaration {
    &book.names.declarations[entry.declaration]
}

fn first<'a>(book: &'a Book<'_>, declaration: &Declaration) -> Option<&'a Entry> {
    declaration.entries.first().map(|&entry| &book.names.entries[entry])
}
