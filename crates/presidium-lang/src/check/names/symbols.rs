//! Symbols and references: noted at the moment when the checker finds out what a name stands for.

use crate::ast::Name;
use crate::check::checker::Checker;
use crate::check::known::entities::Entity;
use crate::check::known::functions::{FUNCTIONS, MEMORY};
use crate::check::known::references::Space;
use crate::check::known::scope::{Bound, BoundName, Scope};
use crate::check::known::types::Ty;
use crate::span::Span;
use crate::symbols::{ReferenceKind, SymbolId, SymbolKind};
use crate::units::Measure;

impl Checker<'_> {
    /// The symbol of a declared name.
    pub(in crate::check) fn declare_symbol(&mut self, kind: SymbolKind, name: &Name) -> SymbolId {
        self.references.declare(kind, &name.text, Some(name.span))
    }

    /// Declares a name in a space of its own; the first of several stays.
    pub(in crate::check) fn declare_in(&mut self, space: Space, kind: SymbolKind, name: &Name) -> SymbolId {
        let symbol = self.declare_symbol(kind, name);
        if self.references.known(space, &name.text).is_none() {
            self.references.enter(space, &name.text, symbol);
        }
        symbol
    }

    pub(in crate::check) fn declare_work(&mut self, key: &str, span: Span) {
        self.declare_in(Space::Works, SymbolKind::Work, &Name { text: key.to_string(), span });
    }

    /// Functions that no document declares.
    pub(in crate::check) fn know_functions(&mut self) {
        for name in FUNCTIONS {
            let kind = if MEMORY.contains(name) { SymbolKind::Memory } else { SymbolKind::Function };
            let symbol = self.references.declare(kind, name, None);
            self.references.enter(Space::Functions, name, symbol);
        }
    }

    /// Units that no document declares.
    pub(in crate::check) fn know_built_in_units(&mut self) {
        let names: Vec<String> = self.units.names().map(str::to_string).collect();
        for name in names {
            let symbol = self.references.declare(SymbolKind::Unit, &name, None);
            self.references.enter(Space::Units, &name, symbol);
        }
    }

    /// Binds a name around what follows.
    pub(in crate::check) fn bind(&mut self, scope: &mut Scope, kind: SymbolKind, name: &Name, meaning: Bound) {
        let symbol = self.declare_bound(kind, name, &meaning);
        scope.bound.push(BoundName { name: name.text.clone(), meaning, symbol });
    }

    /// Binds the element that the condition of a subset is about, which nobody names.
    pub(in crate::check) fn bind_it(&mut self, scope: &mut Scope, meaning: Bound) {
        let symbol = self.references.declare(SymbolKind::Binding, "it", None);
        self.references.set_unit(symbol, self.bound_words(&meaning));
        scope.bound.push(BoundName { name: "it".to_string(), meaning, symbol });
    }

    /// The symbol of a bound name, whether or not it is in sight yet.
    pub(in crate::check) fn declare_bound(&mut self, kind: SymbolKind, name: &Name, meaning: &Bound) -> SymbolId {
        let known = self.references.declared_at(name.span);
        known.unwrap_or_else(|| {
            let symbol = self.declare_symbol(kind, name);
            self.references.set_unit(symbol, self.bound_words(meaning));
            symbol
        })
    }

    /// Notes a name of a space, if something has it.
    pub(in crate::check) fn refer(&mut self, space: Space, name: &Name, kind: ReferenceKind) {
        let symbol = match (self.calls.library, space) {
            // Functions of the language can be called anywhere, and nothing else of a model is in sight of a library.
            (Some(library), Space::Functions) => {
                let own = self.references.known(Space::Library(library), &name.text);
                own.or_else(|| self.references.known(space, &name.text))
            }
            (Some(_), Space::Names) => None,
            _ => self.references.known(space, &name.text),
        };
        self.references.note(name.span, kind, symbol);
    }

    /// Notes a name that is bound here, if it is.
    pub(in crate::check) fn refer_bound(&mut self, scope: &Scope, name: &Name, kind: ReferenceKind) {
        let symbol = scope.innermost(&name.text).map(|bound| bound.symbol);
        self.references.note(name.span, kind, symbol);
    }

    /// Notes a name whose declaration is known by its place.
    pub(in crate::check) fn refer_declared(&mut self, declared: Span, name: &Name, kind: ReferenceKind) {
        let symbol = self.references.declared_at(declared);
        self.references.note(name.span, kind, symbol);
    }

    /// Notes the id of an element; what else has the name is not meant.
    pub(in crate::check) fn refer_element(&mut self, id: &str, span: Span) {
        let is_element = matches!(self.names.get(id).map(|n| n.entity), Some(Entity::Element(..) | Entity::Broken));
        let symbol = self.references.known(Space::Names, id).filter(|_| is_element);
        self.references.note(span, ReferenceKind::Names, symbol);
    }

    /// Notes a unit, which its power may follow.
    pub(in crate::check) fn refer_unit(&mut self, name: &str, factor: Span) {
        let span = Span { end: factor.start + name.len() as u32, ..factor };
        self.references.note(span, ReferenceKind::Names, self.references.known(Space::Units, name));
    }

    /// What values of a type are: `tonne/year`, `truth`, `Person?`; nothing for what has been reported.
    pub(in crate::check) fn unit_words(&self, ty: &Ty, measure: &Measure) -> String {
        match ty {
            Ty::Quantity(_) | Ty::Zero => measure.symbol.clone(),
            Ty::Truth => "truth".to_string(),
            Ty::Date => "date".to_string(),
            Ty::Element { set, optional, .. } => format!("{}{}", self.set_name(*set), if *optional { "?" } else { "" }),
            Ty::Nobody | Ty::Wrong => String::new(),
        }
    }

    fn bound_words(&self, meaning: &Bound) -> String {
        match meaning {
            Bound::Binding(_, set) => self.set_name(*set),
            Bound::Local(_, Ty::Quantity(dimension), _) => dimension.to_string(),
            Bound::Local(_, ty, _) => self.unit_words(ty, &Measure::pure()),
            Bound::Argument(typed, _) => match &typed.ty {
                Ty::Quantity(dimension) => typed.symbol.clone().unwrap_or_else(|| dimension.to_string()),
                ty => self.unit_words(ty, &Measure::pure()),
            },
        }
    }
}
