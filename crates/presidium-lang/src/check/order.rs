//! The order in which lets are computed, and what nothing reads.

use std::collections::BTreeMap;

use super::Checker;
use super::entities::Sort;
use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Span;
use crate::model::{Expr, Index, VariableId, VariableKind};

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open,
    Done,
}

impl Checker<'_> {
    /// Puts every let after the ones it reads in the same step; a circle is reported with its path.
    pub(super) fn order_lets(&mut self) {
        let lets: Vec<VariableId> = self.let_reads.keys().copied().collect();
        let mut marks: BTreeMap<VariableId, Mark> = BTreeMap::new();
        for id in lets {
            let mut path = vec![];
            self.visit_let(id, &mut marks, &mut path);
        }
    }

    /// `path` holds the lets on the way here, with the place at which each reads the next.
    fn visit_let(
        &mut self,
        start: VariableId,
        marks: &mut BTreeMap<VariableId, Mark>,
        path: &mut Vec<(VariableId, Span)>,
    ) {
        // By hand rather than by recursion, so that a long chain of lets needs no stack.
        let mut work: Vec<(VariableId, usize)> = vec![(start, 0)];
        if marks.contains_key(&start) {
            return;
        }
        marks.insert(start, Mark::Open);
        while let Some((id, next)) = work.last_mut() {
            let (id, reads) = (*id, &self.let_reads[id]);
            let Some(&(read, span)) = reads.get(*next) else {
                marks.insert(id, Mark::Done);
                self.model.let_order.push(id);
                work.pop();
                path.pop();
                continue;
            };
            *next += 1;
            if self.variables[read.index()].sort != Sort::Let || !self.let_reads.contains_key(&read) {
                continue;
            }
            match marks.get(&read) {
                Some(Mark::Done) => {}
                Some(Mark::Open) => {
                    path.push((id, span));
                    self.let_cycle(read, path);
                    path.pop();
                }
                None => {
                    marks.insert(read, Mark::Open);
                    path.push((id, span));
                    work.push((read, 0));
                }
            }
        }
    }

    fn let_cycle(&mut self, first: VariableId, path: &[(VariableId, Span)]) {
        let start = path.iter().position(|(id, _)| *id == first).unwrap_or(0);
        let circle = &path[start..];
        let name = |id: VariableId| self.model.variables[id.index()].name.clone();
        let names: Vec<String> = circle.iter().map(|(id, _)| name(*id)).chain([name(first)]).collect();
        if circle.len() == 1 && self.reads_other_elements(first) {
            if self.reported.insert(format!("elements of {}", names[0])) {
                self.own_elements(first, circle[0].1);
            }
            return;
        }
        let message = match circle.len() {
            1 => format!("`{}` is computed from itself", names[0]),
            _ => format!("`{}` is computed from itself by way of others", names[0]),
        };
        let mut diagnostic = Diagnostic::error(&codes::LET_CYCLE, circle[0].1, message);
        diagnostic = diagnostic.here(format!("`{}` reads `{}`", names[0], names[1]));
        for (i, (_, span)) in circle.iter().enumerate().skip(1) {
            diagnostic = diagnostic.label(*span, format!("`{}` reads `{}`", names[i], names[i + 1]));
        }
        let last = circle.len() - 1;
        let read = self.document.text(circle[last].1).to_string();
        let help = match circle.len() {
            1 => format!(
                "what grows from what it was is a `stock`, with its gains after `in`; the value of the step before is \
                 `previous({read}, initially …)`"
            ),
            _ => format!("let a step lie between them: `previous({read}, initially …)`, a `stock` or a `delay`"),
        };
        let path_text = names.join(" → ");
        self.error(diagnostic.note(path_text).help(help));
    }

    /// Does a let read itself, and always with other indices than its own?
    fn reads_other_elements(&self, id: VariableId) -> bool {
        let variable = &self.model.variables[id.index()];
        let VariableKind::Let { value } = &variable.kind else { return false };
        let own = |(index, expr): (&Index, &Expr)| matches!(expr, Expr::Bound(binding) if *binding == index.binding);
        let mut others = !variable.indices.is_empty();
        value.visit(&mut |part| {
            if let Expr::Read { variable: read, indices, .. } = part
                && *read == id
            {
                others &= !variable.indices.iter().zip(indices).all(own);
            }
        });
        others
    }

    fn own_elements(&mut self, id: VariableId, read: Span) {
        let variable = &self.model.variables[id.index()];
        let (name, sets): (&str, Vec<String>) =
            (&variable.name, variable.indices.iter().map(|index| self.set_name(index.set)).collect());
        let text = self.document.text(read);
        let message = format!("`{text}` is computed by the same equation, and is not known within it");
        let note = format!("one equation computes `{name}` for all elements of `{}` at once", sets.join("` and `"));
        let element = self.model.sets[variable.indices[0].set.index()].elements.first().cloned().unwrap_or_default();
        let own_lets = format!(
            "write a `let` of its own for each element, `let {name}_{element} : … = …`; the last can then read the others"
        );
        let fold = "or compute each element from something else, such as a share from counts: \
                    `count[a] / sum(b in Set: count[b])`";
        let diagnostic = Diagnostic::error(&codes::OWN_ELEMENTS, read, message).note(note);
        self.error(diagnostic.help(own_lets).help(fold));
    }

    /// Parameters, series and switches that nothing reads.
    pub(super) fn warn_unread(&mut self) {
        // While there are mistakes, what should have read them may be missing.
        if self.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return;
        }
        for i in 0..self.variables.len() {
            let info = &self.variables[i];
            let counts = matches!(info.sort, Sort::Parameter | Sort::Series | Sort::Switch);
            let (true, false, Some(span)) = (counts, info.read, info.span) else {
                continue;
            };
            let name = &self.model.variables[i].name;
            let message = format!("nothing reads {} `{name}`", info.sort.describe().replace("a ", "the "));
            self.error(Diagnostic::warning(&codes::UNREAD, span, message));
        }
    }
}
