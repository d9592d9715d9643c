//! Who reads a name, and who changes it.

use std::collections::BTreeMap;

use presidium_lang::model::Model;
use presidium_lang::{ReferenceKind, SymbolKind};

use crate::names::Names;

/// How a declaration uses a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// An equation or a rule reads it.
    pub reads: bool,
    /// A rule changes it.
    pub changes: bool,
    /// A claim or a test speaks of it.
    pub claims: bool,
    /// A what-if or the switching off of a system sets it.
    pub alters: bool,
    /// Observations that it is compared with.
    pub records: bool,
}

/// For each entry the declarations that use it, in document order.
#[derive(Clone, Debug, Default)]
pub struct Uses(BTreeMap<usize, BTreeMap<usize, Use>>);

impl Uses {
    pub fn new(model: &Model, names: &Names) -> Uses {
        let mut uses = Uses::default();
        for (place, declaration) in names.declarations.iter().enumerate() {
            let own = declaration.entries.first().map(|&first| &names.entries[first]);
            let kind = own.map(|own| own.kind);
            for (_, entry, reference) in names.used_in(declaration) {
                let changes = reference == ReferenceKind::Assigns;
                if declaration.entries.contains(&entry) && !changes {
                    continue;
                }
                let used = uses.0.entry(entry).or_default().entry(place).or_default();
                match kind {
                    Some(SymbolKind::Record) => used.records = true,
                    Some(SymbolKind::Claim | SymbolKind::Test | SymbolKind::BaseRate) => used.claims = true,
                    Some(SymbolKind::WhatIf | SymbolKind::System) => used.alters = true,
                    _ if changes => used.changes = true,
                    _ => used.reads = true,
                }
            }
            // A record without `for` has the name of its variable, which no word names then.
            let record = own.filter(|own| own.kind == SymbolKind::Record).map(|own| &own.name);
            let record = record.and_then(|name| model.records.iter().find(|record| record.name == *name));
            let variable = record.map(|record| &model.variables[record.variable].name);
            if let Some(entry) = variable.and_then(|name| names.position(name)) {
                uses.0.entry(entry).or_default().entry(place).or_default().records = true;
            }
        }
        uses
    }

    /// Declarations that use an entry.
    pub fn of(&self, entry: usize) -> impl Iterator<Item = (usize, Use)> {
        self.0.get(&entry).into_iter().flatten().map(|(&declaration, &used)| (declaration, used))
    }

    /// Another declaration reads it, or a claim or test speaks of it.
    pub fn is_read(&self, entry: usize) -> bool {
        self.of(entry).any(|(_, used)| used.reads || used.claims)
    }
}
