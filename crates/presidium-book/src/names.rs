//! Every name that the model declares, with the point of the book where that stands.

use std::collections::{BTreeMap, BTreeSet};

use presidium_lang::model::{Model, Rule, VariableKind};
use presidium_lang::{Document, Span, Word, WordKind, Written, outline};

use crate::clauses::in_phrase;
use crate::pages::Chapter;

/// A declaration with the names that it makes.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub written: Written,
    /// Position among the chapters.
    pub chapter: usize,
    /// Positions among the entries; the first is the declaration's own.
    pub entries: Vec<usize>,
    /// Names that mean something else within it: indices, members, options.
    pub bound: BTreeSet<String>,
}

/// A name.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    /// The keyword of its declaration, `attribute` or `element`.
    pub kind: &'static str,
    /// The author's words for it; may be empty.
    pub label: String,
    /// Identifier of its point on the page.
    pub anchor: String,
    /// Page and point.
    pub link: String,
    /// Position among the declarations.
    pub declaration: usize,
    /// Where it is declared; an element stands at its set.
    pub word: Option<Span>,
}

impl Entry {
    /// Something that has a value, is a rule, or a body: what others can read.
    pub fn is_read(&self) -> bool {
        !matches!(self.kind, "set" | "element" | "unit" | "claim" | "test" | "what if" | "record" | "system")
    }
}

/// All names of a model.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In document order.
    pub declarations: Vec<Declaration>,
    /// In document order.
    pub entries: Vec<Entry>,
    /// Names of the one space that equations see, units behind all others.
    shared: BTreeMap<String, usize>,
    what_ifs: BTreeMap<String, usize>,
    /// By the place of the declared word.
    at: BTreeMap<Span, usize>,
}

impl Names {
    pub fn new(model: &Model, document: &Document, chapters: &[Chapter]) -> Names {
        let labels = labels(model);
        let mut names = Names::default();
        for written in outline(document) {
            let Some(chapter) = chapters.iter().position(|chapter| chapter.file == written.span.file) else { continue };
            names.add(model, document, &labels, &chapters[chapter].page, written, chapter);
        }
        names
    }

    /// What a name means in equations.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.shared.get(name).map(|&place| &self.entries[place])
    }

    /// Position of what a name means in equations.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.shared.get(name).copied()
    }

    /// Position of the entry that a word of a declaration names, unless the word declares it.
    pub fn meant(&self, document: &Document, declaration: &Declaration, at: usize) -> Option<usize> {
        let words = &declaration.written.words;
        let (word, text) = (words[at], document.text(words[at].span));
        if word.kind != WordKind::Name || self.at.contains_key(&word.span) || in_phrase(document, words, at) {
            return None;
        }
        if names_what_if(document, words, at) {
            return self.what_ifs.get(text).copied();
        }
        self.shared.get(text).copied().filter(|_| !declaration.bound.contains(text))
    }

    /// The name declared by a word.
    pub fn declared_at(&self, word: Span) -> Option<&Entry> {
        self.at.get(&word).map(|&place| &self.entries[place])
    }

    /// The declarations of one block of a chapter.
    pub fn of_block(&self, chapter: usize, block: usize) -> impl Iterator<Item = &Declaration> {
        self.declarations.iter().filter(move |d| d.chapter == chapter && d.written.block == block)
    }

    /// The entry of that kind and name.
    pub fn of_kind(&self, kind: &str, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == kind && entry.name == name)
    }

    fn add(
        &mut self,
        model: &Model,
        document: &Document,
        labels: &BTreeMap<String, (&'static str, String)>,
        page: &str,
        written: Written,
        chapter: usize,
    ) {
        let keyword = match document.text(written.words[0].span) {
            "what" => "what if".to_owned(),
            word => word.to_owned(),
        };
        let bound = bound_names(document, &written);
        let place = self.declarations.len();
        let mut found: Vec<(String, &'static str, String, Option<Span>)> = vec![];
        let text = |word: &Word| document.text(word.span).to_owned();
        let second = written.words.get(1);
        match keyword.as_str() {
            "model" => {}
            "unit" => {
                let own = written.words[1..].iter().take_while(|word| document.text(word.span) != "=");
                let own = own.filter(|word| word.kind == WordKind::Name);
                found.extend(own.map(|word| (text(word), "unit", String::new(), Some(word.span))));
            }
            "what if" | "system" => {
                let (kind, place) = if keyword == "system" { ("system", 1) } else { ("what if", 2) };
                if let Some(word) = written.words.get(place) {
                    let words = model.what_ifs.iter().find(|w| w.name == text(word)).map(|w| w.words.clone());
                    found.push((text(word), kind, words.unwrap_or_default(), Some(word.span)));
                }
            }
            "test" => {
                let words = second.map(|word| (text(word).trim_matches('"').to_owned(), word.span));
                found.extend(words.map(|(words, span)| (words, "test", String::new(), Some(span))));
            }
            "claim" => {
                let words = |id: &str| model.claims.iter().find(|c| c.id == id).map(|c| c.words.clone());
                found.extend(
                    second.map(|word| (text(word), "claim", words(&text(word)).unwrap_or_default(), Some(word.span))),
                );
            }
            "record" => found.extend(second.map(|word| (text(word), "record", String::new(), Some(word.span)))),
            "set" => self.find_set(model, document, labels, &written, &mut found),
            _ => {
                let own = second.and_then(|word| labels.get(&text(word)).map(|known| (word, known)));
                found.extend(own.map(|(word, (kind, label))| (text(word), *kind, label.clone(), Some(word.span))));
            }
        }
        let mut entries = vec![];
        let mut home = None;
        for (name, kind, label, word) in found {
            let anchor = match (kind, &home) {
                ("element", Some(home)) => String::clone(home),
                _ => self.free_anchor(page, kind, &name),
            };
            home.get_or_insert_with(|| anchor.clone());
            entries.push(self.entries.len());
            let link = format!("{page}#{anchor}");
            self.enter(Entry { name, kind, label, anchor, link, declaration: place, word });
        }
        self.declarations.push(Declaration { written, chapter, entries, bound });
    }

    /// A set, its attributes and its elements.
    fn find_set(
        &self,
        model: &Model,
        document: &Document,
        labels: &BTreeMap<String, (&'static str, String)>,
        written: &Written,
        found: &mut Vec<(String, &'static str, String, Option<Span>)>,
    ) {
        let Some(name) = written.words.get(1) else { return };
        let Some(set) = model.sets.iter().find(|set| set.name == document.text(name.span)) else { return };
        found.push((set.name.clone(), "set", String::new(), Some(name.span)));
        let pairs = written.words[2..].windows(2);
        let attributes = pairs.filter(|pair| pair[0].kind == WordKind::Name && document.text(pair[1].span) == ":");
        for word in attributes.map(|pair| pair[0]) {
            let known = labels.get(document.text(word.span));
            if let Some((_, label)) = known {
                found.push((document.text(word.span).to_owned(), "attribute", label.clone(), Some(word.span)));
            }
        }
        if set.root.index() < model.sets.len() && model.sets[set.root.index()].name == set.name {
            let elements = set.elements.iter().zip(&set.labels);
            found.extend(elements.map(|(id, label)| (id.clone(), "element", label.clone(), None)));
        }
    }

    fn enter(&mut self, entry: Entry) {
        let place = self.entries.len();
        match entry.kind {
            "what if" | "system" => drop(self.what_ifs.insert(entry.name.clone(), place)),
            "claim" | "test" | "record" => {}
            "unit" => drop(self.shared.entry(entry.name.clone()).or_insert(place)),
            _ => drop(self.shared.insert(entry.name.clone(), place)),
        }
        if let Some(word) = entry.word {
            self.at.insert(word, place);
        }
        self.entries.push(entry);
    }

    /// `def-harvest`, `claim-B7`, `test-2`: no other point of the page has it.
    fn free_anchor(&self, page: &str, kind: &str, name: &str) -> String {
        let of_kind = self.entries.iter().filter(|entry| entry.kind == kind).count();
        let wanted = match kind {
            "test" => format!("test-{}", of_kind + 1),
            "claim" | "record" | "unit" | "system" => format!("{kind}-{name}"),
            "what if" => format!("what-if-{name}"),
            _ => format!("def-{name}"),
        };
        let taken = |anchor: &str| {
            let link = format!("{page}#{anchor}");
            self.entries.iter().any(|entry| entry.link == link)
        };
        if taken(&wanted) { format!("{wanted}-{of_kind}") } else { wanted }
    }
}

/// Kind and label of every name that equations see, but for sets and units.
fn labels(model: &Model) -> BTreeMap<String, (&'static str, String)> {
    let mut labels = BTreeMap::new();
    for variable in model.variables.iter().filter(|v| !v.hidden && !matches!(v.kind, VariableKind::Lag { .. })) {
        labels.insert(variable.name.clone(), (variable.kind.word(), variable.label.clone()));
    }
    for rule in &model.rules {
        let (kind, label) = match rule {
            Rule::Event(event) => ("event", &event.label),
            Rule::Decision(decision) => ("decision", &decision.question),
        };
        labels.insert(rule.name().to_owned(), (kind, label.clone()));
    }
    for body in &model.bodies {
        labels.insert(body.name.clone(), ("body", body.label.clone()));
    }
    labels
}

/// `without no_speech`, `given peace`, `touches S1, S4`.
fn names_what_if(document: &Document, words: &[Word], at: usize) -> bool {
    let text = |place: usize| document.text(words[place].span);
    match text(at - 1) {
        "without" | "given" | "touches" => true,
        "," => {
            let listed = |place: &usize| text(*place) == "," || words[*place].kind == WordKind::Name;
            let before = (0..at - 1).rev().take_while(listed);
            before.map(text).any(|word| word == "touches")
        }
        _ => false,
    }
}

/// Names that a declaration makes for itself: `p` in `sum(p in Person: …)`, the member of a ballot, options.
fn bound_names(document: &Document, written: &Written) -> BTreeSet<String> {
    let words = &written.words;
    let text = |place: usize| words.get(place).map_or("", |word| document.text(word.span));
    let mut bound = BTreeSet::new();
    for place in 1..words.len() {
        if words[place].kind != WordKind::Name {
            continue;
        }
        let (before, after) = (text(place - 1), text(place + 1));
        let index = after == ":" && matches!(before, "[" | "(" | ",") && text(place + 2) != ":";
        let fold = after == "in" && matches!(before, "(" | "," | "for" | "over");
        let named = matches!(before, "member" | "as" | "option" | "against" | "recorded" | "it");
        let local = before == "let" && place > 1;
        if (index && is_index(document, words, place)) || fold || named || local {
            bound.insert(text(place).to_owned());
        }
    }
    bound
}

/// `p: Person` declares an index; `a: 3` is a point of a curve.
fn is_index(document: &Document, words: &[Word], place: usize) -> bool {
    words
        .get(place + 2)
        .is_some_and(|word| word.kind == WordKind::Name && document.text(word.span).starts_with(char::is_uppercase))
}
