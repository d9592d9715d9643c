//! Names that a reader cannot tell apart, because letters of two scripts look the same.

use std::collections::BTreeMap;

use crate::check::checker::Checker;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::letters;
use crate::span::Span;

impl Checker<'_> {
    /// Looks at all names of the document; those in ASCII alone cannot be mistaken.
    pub(in crate::check) fn check_letters(&mut self) {
        let mut seen: BTreeMap<String, (&str, Span)> = BTreeMap::new();
        let mut found = vec![];
        let names = self.names.iter().filter_map(|(name, named)| Some((name, named.span?)));
        let (plain, foreign): (Vec<_>, Vec<_>) = names.partition(|(name, _)| name.is_ascii());
        if foreign.is_empty() {
            return;
        }
        for (name, span) in plain {
            seen.insert(letters::skeleton(name), (name, span));
        }
        for (name, span) in foreign {
            match seen.get(&letters::skeleton(name)) {
                Some((other, other_span)) => found.push(same_looks((name, span), (other, *other_span))),
                None => {
                    seen.insert(letters::skeleton(name), (name, span));
                    found.extend(letters::stranger(name).map(|stranger| two_scripts(name, span, &stranger)));
                }
            }
        }
        self.complaints.findings.extend(found);
    }
}

fn same_looks((name, span): (&str, Span), (other, other_span): (&str, Span)) -> Diagnostic {
    let message = format!("the name `{name}` looks like another one, `{other}`");
    let difference = letters::difference(name, other).unwrap_or_default();
    let diagnostic = Diagnostic::error(&codes::LOOK_ALIKES, span, message).here(difference);
    diagnostic.label(other_span, "the other one").help("type both with the same letters, or give one another name")
}

fn two_scripts(name: &str, span: Span, stranger: &str) -> Diagnostic {
    let message = format!("the name `{name}` is written with letters of two scripts");
    Diagnostic::warning(&codes::MIXED_SCRIPTS, span, message).here(stranger).help("type the whole name in one script")
}
