//! Libraries: their functions, and the names by which a document imports them.

use std::cell::Cell;
use std::rc::Rc;

use crate::ast::{Declaration, Name, Use};
use crate::chapters::LibraryText;
use crate::check::checker::Checker;
use crate::check::known::entities::Entity;
use crate::check::known::functions::{Callable, FUNCTIONS, Library, LibraryId};
use crate::check::known::references::Space;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::symbols::ReferenceKind;

impl<'a> Checker<'a> {
    /// Enters the functions of each library, where only they are in sight.
    pub(in crate::check) fn read_libraries(&mut self, libraries: &'a [LibraryText]) {
        for (id, library) in libraries.iter().enumerate() {
            self.libraries.push(Library { name: library.name.clone(), ..Library::default() });
            if library
                .declarations
                .iter()
                .any(|declaration| !matches!(declaration, Declaration::Function(_) | Declaration::Broken(_)))
            {
                let message = format!("the library `{}` declares something that is no function", library.name);
                let start = Span::new(library.file, 0..0);
                self.error(Diagnostic::error(&codes::WRONG_KIND, start, message).help("leave it out"));
            }
            self.at_home(Some(id), |checker| checker.declare_functions(&library.declarations));
        }
    }

    /// With nothing in sight but the functions of a library; with all of the model's if there is none.
    pub(in crate::check) fn at_home<T>(&mut self, library: Option<LibraryId>, check: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.calls.library;
        let Some(id) = library.filter(|_| library != outer) else { return check(self) };
        self.exchange(id);
        self.calls.library = library;
        let result = check(self);
        self.calls.library = outer;
        self.exchange(id);
        result
    }

    /// Puts what a library has in the place of what is in sight, and back.
    fn exchange(&mut self, id: LibraryId) {
        std::mem::swap(&mut self.functions, &mut self.libraries[id].functions);
        std::mem::swap(&mut self.names, &mut self.libraries[id].names);
    }

    /// Enters what the document imports.
    pub(in crate::check) fn import(&mut self, declarations: &'a [Declaration]) {
        for declaration in declarations {
            if let Declaration::Use(Use { names, library }) = declaration {
                match self.libraries.iter().position(|known| known.name == library.text) {
                    Some(id) => names.iter().for_each(|name| self.import_name(name, id)),
                    None => {
                        self.unknown_library(library);
                        names.iter().for_each(|name| self.declare_broken(name));
                    }
                }
            }
        }
    }

    fn import_name(&mut self, name: &Name, id: LibraryId) {
        let Some(known) = self.libraries[id].functions.get(&name.text) else {
            self.not_in_library(name, id);
            return self.declare_broken(name);
        };
        let function = Rc::clone(&known.function);
        if let Some(first) = self.given_already(name) {
            return self.duplicate(name, first);
        }
        let symbol = self.references.known(Space::Library(id), &name.text);
        self.references.note(name.span, ReferenceKind::Names, symbol);
        symbol.into_iter().for_each(|symbol| self.references.enter(Space::Functions, &name.text, symbol));
        let callable = Callable { function, given: name.span, is_called: Cell::new(false) };
        self.functions.insert(name.text.clone(), callable);
    }

    /// Whether something has this name, and where it was given.
    pub(super) fn given_already(&self, name: &Name) -> Option<Option<Span>> {
        let named = self.names.get(&name.text).filter(|named| named.entity != Entity::Broken).map(|named| named.span);
        let called = || self.functions.get(&name.text).map(|known| Some(known.given));
        named.or_else(called).or_else(|| FUNCTIONS.contains(&name.text.as_str()).then_some(None))
    }

    fn not_in_library(&mut self, name: &Name, id: LibraryId) {
        let library = &self.libraries[id];
        let message = format!("the library `{}` has no function `{}`", library.name, name.text);
        let known = library.functions.keys().map(String::as_str);
        let all = format!("it has {}", quoted(known.clone()));
        let help = self.complaints.suggestions.did_you_mean(&name.text, known);
        self.error(Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message).help_if(help).note(all));
    }

    fn unknown_library(&mut self, name: &Name) {
        let known = self.texts.reader.sources.libraries();
        let names = known.iter().map(|library| &*library.name);
        let message = format!("there is no library `{}`", name.text);
        let all = format!("there are {}", quoted(names.clone()));
        let help = self.complaints.suggestions.did_you_mean(&name.text, names);
        self.error(Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message).help_if(help).note(all));
    }
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
