//! Parts of declarations in the author's words.

use presidium_lang::{Document, Span, Word, WordKind};

use crate::names::Declaration;

/// The clause that begins with `keyword`, without that word; its line breaks are gone.
pub fn clause(document: &Document, declaration: &Declaration, keyword: &str) -> Option<String> {
    let mut clauses = declaration.clauses.iter();
    let clause = clauses.find(|clause| document.text(clause.keyword) == keyword)?;
    let words = declaration.written.words.iter().copied();
    let words = words.filter(|word| word.span > clause.keyword && word.span.end <= clause.span.end);
    Some(joined(document, &words.collect::<Vec<_>>()))
}

/// Whether a word stands in a clause that begins with one of these.
pub fn stands_in(document: &Document, declaration: &Declaration, word: Span, keywords: &[&str]) -> bool {
    let around =
        declaration.clauses.iter().filter(|clause| clause.span.start <= word.start && word.end <= clause.span.end);
    around.map(|clause| document.text(clause.keyword)).any(|keyword| keywords.contains(&keyword))
}

/// What a declaration sets its name to: behind `=` or `~`, up to its label, status or the next clause.
pub fn value(document: &Document, words: &[Word]) -> Option<String> {
    let mut depth = 0;
    let text = |word: &Word| document.text(word.span);
    let start = words.iter().position(|word| {
        match text(word) {
            "[" | "(" => depth += 1,
            "]" | ")" => depth -= 1,
            _ => {}
        }
        depth == 0 && word.kind == WordKind::Sign && matches!(text(word), "=" | "~")
    })?;
    let ends = |word: &&Word| {
        word.kind == WordKind::Text
            || matches!(text(word), "sourced" | "estimate" | "assumption")
            || (word.first_on_line && matches!(text(word), "reading" | "with"))
    };
    let length = words[start + 1..].iter().take_while(|word| !ends(word)).count();
    Some(joined(document, &words[start + 1..start + 1 + length]))
}

/// The readings of a parameter: their names, empty without rivals, and what they say.
pub fn readings(document: &Document, words: &[Word]) -> Vec<(String, String)> {
    let starts: Vec<usize> =
        (0..words.len()).filter(|&at| words[at].first_on_line && document.text(words[at].span) == "reading").collect();
    if starts.is_empty() {
        return value(document, words).map(|value| (String::new(), value)).into_iter().collect();
    }
    let reading = |&at: &usize| {
        let name = words.get(at + 1).map_or("", |word| document.text(word.span));
        value(document, &words[at + 1..]).map(|value| (name.to_owned(), value))
    };
    starts.iter().filter_map(reading).collect()
}

/// Words with the space between them as written, but on one line and without comments.
pub fn joined(document: &Document, words: &[Word]) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|before| words[before].span) {
            text.push_str(if before.end == word.span.start { "" } else { " " });
        }
        text.push_str(document.text(word.span));
    }
    text
}
