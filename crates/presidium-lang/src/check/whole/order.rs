//! The order in which lets are computed, and what nothing reads.

use crate::check::checker::Checker;
use crate::check::known::entities::Sort;
use crate::circles::{Order, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Index, VariableId, VariableKind};
use crate::span::{FileId, Span};

impl Checker<'_> {
    /// Puts every let after the ones it reads in the same step; a circle is reported with its path.
    pub(in crate::check) fn order_lets(&mut self) {
        let lets: Vec<VariableId> = self.later.let_reads.keys().copied().collect();
        let is_let = |read: &VariableId| self.variables[*read].sort == Sort::Let;
        let reads_itself = |id: &VariableId| self.later.let_reads[id].iter().any(|(read, _)| read == id);
        let cohorts: Vec<VariableId> = lets.iter().copied().filter(reads_itself).collect();
        let cohorts: Vec<VariableId> = cohorts.into_iter().filter(|&id| self.reads_earlier_elements(id)).collect();
        let needs = |i: usize| {
            let is_earlier = |read: &VariableId| *read == lets[i] && cohorts.contains(read);
            let reads = self.later.let_reads[&lets[i]].iter().map(|(read, _)| read);
            let reads = reads.filter(|read| is_let(read) && !is_earlier(read));
            reads.filter_map(|read| lets.binary_search(read).ok()).collect()
        };
        let Order { order, circles } = in_order(lets.len(), needs);
        self.later.cohorts = cohorts;
        self.model.let_order = order.into_iter().map(|i| lets[i]).collect();
        for circle in circles {
            let members: Vec<VariableId> = circle.members.iter().map(|&i| lets[i]).collect();
            self.let_cycle(&members, circle.goes_on);
        }
    }

    /// Where a let reads another one.
    fn place_of_read(&self, (reader, read): (VariableId, VariableId)) -> Span {
        let reads = self.later.let_reads.get(&reader).into_iter().flatten();
        let found = reads.filter(|(id, _)| *id == read).map(|(_, span)| *span).next();
        found.or(self.variables[reader].span).unwrap_or(Span::new(FileId::from_raw(0), 0..0))
    }

    fn let_cycle(&mut self, members: &[VariableId], goes_on: bool) {
        let first = members[0];
        // Of a long circle the last step is not among those that are told.
        let nexts = members[1..].iter().chain((!goes_on).then_some(&first));
        let steps = members.iter().copied().zip(nexts.copied());
        let circle: Vec<(VariableId, Span)> = steps.map(|step| (step.0, self.place_of_read(step))).collect();
        let name = |id: VariableId| self.model.variables[id].name.clone();
        let names: Vec<String> = members.iter().map(|id| name(*id)).chain((!goes_on).then(|| name(first))).collect();
        if circle.len() == 1 && self.reads_other_elements(first) {
            if self.complaints.reported.insert(format!("elements of {}", names[0])) {
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
        let read = self.texts.document.text(circle[last].1).to_string();
        let help = match circle.len() {
            1 => format!(
                "what grows from what it was is a `stock`, with its gains after `in`; the value of the step before is \
                 `previous({read}, initially …)`"
            ),
            _ => format!("let a step lie between them: `previous({read}, initially …)`, a `stock` or a `delay`"),
        };
        let path_text = names.join(" → ") + if goes_on { " → …" } else { "" };
        self.error(diagnostic.note(path_text).help(help));
    }

    /// Does a let read itself, and always with other indices than its own?
    fn reads_other_elements(&self, id: VariableId) -> bool {
        let variable = &self.model.variables[id];
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
        let variable = &self.model.variables[id];
        let (name, sets): (&str, Vec<String>) =
            (&variable.name, variable.indices.iter().map(|index| self.set_name(index.set)).collect());
        let text = self.texts.document.text(read);
        let message = format!("`{text}` is computed by the same equation, and is not known within it");
        let note = format!(
            "`{name}` is computed for the elements of `{}` in their order, and each may read those before it only",
            sets.join("` and `")
        );
        let element = self.model.sets[variable.indices[0].set].elements.first().cloned().unwrap_or_default();
        let own_lets = format!(
            "write a `let` of its own for each element, `let {name}_{element} : … = …`; the last can then read the others"
        );
        let earlier = format!("of earlier elements of the set it can be computed: `{name}[before(a)] otherwise …`");
        let fold = "or compute each element from something else, such as a share from counts: \
                    `count[a] / sum(b in Set: count[b])`";
        let diagnostic = Diagnostic::error(&codes::OWN_ELEMENTS, read, message).note(note);
        self.error(diagnostic.help(earlier).help(own_lets).help(fold));
    }

    /// Parameters, series and switches that nothing reads.
    pub(in crate::check) fn warn_unread(&mut self) {
        // While there are mistakes, what should have read them may be missing.
        if self.complaints.findings.has_errors() {
            return;
        }
        for id in self.variables.ids() {
            let info = &self.variables[id];
            let counts = matches!(info.sort, Sort::Parameter | Sort::Series | Sort::Switch);
            let (true, false, Some(span)) = (counts, info.read, info.span) else {
                continue;
            };
            let name = &self.model.variables[id].name;
            let message = format!("nothing reads {} `{name}`", info.sort.describe().replace("a ", "the "));
            self.error(Diagnostic::warning(&codes::UNREAD, span, message));
        }
        self.warn_uncalled();
    }
}
