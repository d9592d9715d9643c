//! The Markdown files of a model, read and put together.

use crate::ast::Declaration;
use crate::characters;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::parser::{Chapter, parse_file};
use crate::reading::{Fault, Reader};
use crate::report::Report;
use crate::span::{FileId, Span};

/// A library that has been read.
pub struct LibraryText {
    pub name: String,
    pub file: FileId,
    pub declarations: Vec<Declaration>,
}

/// All chapters of a model.
#[derive(Default)]
pub struct Chapters {
    pub document: Document,
    pub whole: Chapter,
    /// Those from which the chapters import, in the order of the first import.
    pub libraries: Vec<LibraryText>,
    /// A text is missing, or all of them, so that nothing more can be said of the model.
    pub unreadable: bool,
}

impl Chapters {
    /// Reads every Markdown file, in the order of their names.
    pub fn read(reader: &Reader<'_>) -> Chapters {
        let mut chapters = Chapters::default();
        let mut files = reader.sources.files();
        files.retain(|file| is_chapter(file));
        files.sort();
        for file in files {
            chapters.add(&file, reader.text(&file));
        }
        for (name, unread) in reader.sources.refused().into_iter().filter(|(name, _)| is_chapter(name)) {
            chapters.add(&name, Err(Fault::of(&name, unread)));
        }
        if !chapters.unreadable && chapters.document.files.iter().all(|file| file.blocks.is_empty()) {
            chapters.complain_of_nothing(reader);
        }
        chapters.read_libraries(reader);
        chapters
    }

    /// Reads the libraries that are imported from; one that does not exist is reported where it is named.
    fn read_libraries(&mut self, reader: &Reader<'_>) {
        let known = reader.sources.libraries();
        let names: Vec<&str> = self.whole.declarations.iter().filter_map(imported_from).collect();
        let mut read: Vec<LibraryText> = vec![];
        for name in names {
            let library = known.iter().find(|library| library.name == name);
            let Some(library) = library.filter(|_| !read.iter().any(|before| before.name == name)) else { continue };
            let file = self.document.add_library(&library.file(), library.text.to_string());
            let chapter = parse_file(&self.document, file);
            self.whole.findings.append(chapter.findings);
            self.whole.clauses.extend(chapter.clauses);
            read.push(LibraryText { name: name.to_string(), file, declarations: chapter.declarations });
        }
        self.libraries = read;
    }

    fn add(&mut self, name: &str, text: Result<String, Fault>) {
        let (text, fault) = match text {
            Ok(text) => (text, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        let file = self.document.add_chapter(name, text);
        self.unreadable |= fault.is_some();
        self.whole.findings.extend(fault.map(|fault| fault.at(start_of(file))));
        self.whole.findings.extend(characters::check(file, &self.document.file(file).text));
        let chapter = parse_file(&self.document, file);
        self.whole.declarations.extend(chapter.declarations);
        self.whole.findings.append(chapter.findings);
        self.whole.clauses.extend(chapter.clauses);
        self.whole.faulty.extend(chapter.faulty);
    }

    fn complain_of_nothing(&mut self, reader: &Reader<'_>) {
        let names = self.document.files.iter().map(|file| file.name.as_str());
        let chapters: Vec<&str> = names.filter(|name| is_chapter(name)).collect();
        let message = match chapters.as_slice() {
            [] => "the folder of the model has no Markdown file (`.md`)".to_owned(),
            [one] => format!("`{one}` has no block of code marked `presidium`"),
            all => format!("none of the {} Markdown files has a block of code marked `presidium`", all.len()),
        };
        let place = match chapters.is_empty() {
            true => self.document.add_plain(&reader.sources.name(), String::new()),
            false => FileId::from_raw(0),
        };
        let help = "a model begins with a block such as\n\
                    ```presidium\nmodel \"Title\" from 1953-03 to 1964-12\n```";
        let complaint = Diagnostic::error(&codes::NO_MODEL, start_of(place), message).help(help);
        self.whole.findings.push(complaint);
        self.unreadable = true;
    }
}

/// The library from which a declaration imports.
fn imported_from(declaration: &Declaration) -> Option<&str> {
    match declaration {
        Declaration::Use(import) => Some(&import.library.text),
        _ => None,
    }
}

/// Warns of what the folder holds, nobody asked for, and could not be read: it may have been meant.
pub fn warn_of_refused(reader: &Reader<'_>, report: &mut Report) {
    for (name, unread) in reader.sources.refused() {
        if is_chapter(&name) || reader.was_asked_for(&name) {
            continue;
        }
        let file = report.document.add_plain(&name, String::new());
        report.diagnostics.push(Fault::of(&name, unread).warning_at(start_of(file)));
    }
}

fn is_chapter(file: &str) -> bool {
    file.ends_with(".md")
}

fn start_of(file: FileId) -> Span {
    Span::new(file, 0..0)
}
