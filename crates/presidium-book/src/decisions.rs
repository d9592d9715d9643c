//! The decisions: who takes them, by what rule, between what, seeing what, and what was chosen on the record.

use std::collections::BTreeSet;

use presidium_lang::ClauseKind::{Appeal, Decider, Effects, Message, Rate, Recorded, Unless, When};
use presidium_lang::ReferenceKind;
use presidium_lang::model::{Decision, Index, Rule};

use crate::Book;
use crate::markup::{anchor, code, plain, table};
use crate::names::{Declaration, Entry};
use crate::parameters::sources;
use crate::sections::section_of;

pub fn text(book: &Book<'_>) -> String {
    let decisions: Vec<String> = all(book).map(|(entry, decision)| one(book, entry, decision)).collect();
    if decisions.is_empty() {
        return "# Decisions\n\nThe model has no decisions.\n".to_owned();
    }
    let words = "Who decides, between what, for which named reasons, and what the decider sees. Recorded choices stand beside \
                 a decision for comparison; no equation reads them. Where no option wins, the last is taken.";
    format!("# Decisions\n\n{words}\n\n{}{}{}", recorded(book), recorded_events(book), decisions.concat())
}

/// The decisions of the model in document order.
pub fn all<'a>(book: &'a Book<'_>) -> impl Iterator<Item = (&'a Entry, &'a Decision)> {
    book.model.rules.iter().filter_map(|rule| match rule {
        Rule::Decision(decision) => book.names.find(&decision.name).map(|entry| (entry, decision)),
        Rule::Event(_) => None,
    })
}

/// The point of a decision on this page.
pub fn decision_anchor(name: &str) -> String {
    format!("decision-{name}")
}

fn one(book: &Book<'_>, entry: &Entry, decision: &Decision) -> String {
    let declaration = &book.names.declarations[entry.declaration];
    let mut text = anchor(&decision_anchor(&decision.name));
    text += &format!("## {}\n\n", plain(heading(decision)));
    text +=
        &format!("[{}]({}), in {}\n\n", code(&with_sets(book, decision)), entry.link, section_of(book, declaration));
    for (title, first) in
        [("Opens when", When), ("Rate", Rate), ("Not", Unless), ("Decided by", Decider), ("Appeal", Appeal)]
    {
        text.extend(book.said(declaration, first).map(|words| format!("- {title} {}\n", code(&words))));
    }
    let (seen, changed) = sees_and_changes(book, declaration);
    text += &line("Sees", &links(book, &seen));
    text += &line("Changes", &links(book, &changed));
    text += "\n";
    let rows: Vec<Vec<String>> = decision
        .declared()
        .map(|option| {
            let terms = option.utilities.iter().flatten().filter(|term| !term.label.is_empty());
            let reasons: Vec<String> = terms.map(|term| plain(&term.label)).collect();
            let available = if option.available.is_some() { "under a condition" } else { "always" };
            vec![code(&option.with_sets(book.model)), plain(option.words()), reasons.join("; "), available.to_owned()]
        })
        .collect();
    text + &table(&["option", "words", "reasons for and against", "available"], &rows)
}

fn heading(decision: &Decision) -> &str {
    if decision.question.is_empty() { &decision.name } else { &decision.question }
}

fn with_sets(book: &Book<'_>, decision: &Decision) -> String {
    let sets: Vec<&str> = decision.indices.iter().map(|index| book.model.sets[index.set].name.as_str()).collect();
    if sets.is_empty() { decision.name.clone() } else { format!("{}[{}]", decision.name, sets.join(", ")) }
}

fn line(title: &str, words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("- {title} {words}\n") }
}

/// Names with links, in order of the document.
pub fn links(book: &Book<'_>, entries: &BTreeSet<usize>) -> String {
    let entries = entries.iter().map(|&place| &book.names.entries[place]).filter(|entry| entry.is_read());
    entries.map(|entry| format!("[{}]({})", code(&entry.name), entry.link)).collect::<Vec<_>>().join(", ")
}

/// What is read outside of effects, and what effects change.
pub fn sees_and_changes(book: &Book<'_>, declaration: &Declaration) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut seen, mut changed) = (BTreeSet::new(), BTreeSet::new());
    for (at, entry, kind) in book.names.used_in(declaration) {
        if kind == ReferenceKind::Assigns {
            changed.insert(entry);
        } else if !declaration.has_in(&[Effects, Message, Recorded], declaration.written.words[at].span) {
            seen.insert(entry);
        }
    }
    (seen, changed)
}

fn recorded(book: &Book<'_>) -> String {
    let rows = all(book).flat_map(|(_, decision)| decision.recorded.iter().map(move |recorded| (decision, recorded)));
    let rows = rows.map(|(decision, recorded)| {
        let option = &decision.options[recorded.option];
        vec![
            format!("[{}](#{})", plain(heading(decision)), decision_anchor(&decision.name)),
            labels(book, &decision.indices, &recorded.elements),
            format!("{} {}", code(&option.name), plain(&option.label)),
            format!("<time>{}</time>", book.model.clock.date_text(recorded.date)),
            sources(book, &recorded.sources),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("## On the record\n\n{}", table(&["decision", "of", "chosen", "month", "source"], &rows))
}

/// When events happened in fact: they too stand beside the worlds, and no equation reads them.
fn recorded_events(book: &Book<'_>) -> String {
    let events = book.model.rules.iter().filter_map(|rule| match rule {
        Rule::Event(event) => book.names.find(&event.name).map(|entry| (entry, event)),
        Rule::Decision(_) => None,
    });
    let rows = events.flat_map(|(entry, event)| event.recorded.iter().map(move |recorded| (entry, event, recorded)));
    let rows = rows.map(|(entry, event, recorded)| {
        let date = recorded.date.map(|date| format!("<time>{}</time>", book.model.clock.date_text(date)));
        vec![
            format!("[{}]({})", plain(if event.label.is_empty() { &event.name } else { &event.label }), entry.link),
            labels(book, &event.indices, &recorded.elements),
            date.unwrap_or_else(|| "never".to_owned()),
            sources(book, &recorded.sources),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("## Events on the record\n\n{}", table(&["event", "of", "month", "source"], &rows))
}

/// The elements to which a record applies, in words.
fn labels(book: &Book<'_>, indices: &[Index], elements: &[u32]) -> String {
    let labels = elements.iter().zip(indices).filter_map(|(&element, index)| {
        book.model.sets[index.set].labels.get(element as usize).map(|label| plain(label))
    });
    labels.collect::<Vec<_>>().join(", ")
}
