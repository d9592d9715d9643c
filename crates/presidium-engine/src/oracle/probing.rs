//! Notes of what rules do while a month is run again for somebody who asks why: what opened a rule, and how it came to change
//! a value. Ordinary runs note nothing.

use presidium_lang::model::{Element, Expr, LocalId, RuleId, SetId, Type, VariableId, Written};

use crate::layout;
use crate::oracle::probe::Around;
use crate::oracle::reasons::{Attempt, CameTo, Change, Clause, Opened, ReadValue};
use crate::oracle::simulation::{Acting, Simulation};

impl<'m> Simulation<'m> {
    /// How many clauses stand around what is done now.
    pub fn around(&self) -> usize {
        self.probe.as_ref().map_or(0, |probe| probe.around.len())
    }

    /// Leaves all clauses but the outermost.
    pub fn leave(&mut self, outermost: usize) {
        if let Some(probe) = &mut self.probe {
            probe.around.truncate(outermost);
        }
    }

    /// Enters a clause, if a probe is set.
    pub fn enter(&mut self, written: &'m Written, came_to: CameTo, expr: Option<&'m Expr>, local: Option<LocalId>) {
        if self.probe.is_some() {
            let clause = self.clause(written, came_to, expr);
            if let Some(probe) = &mut self.probe {
                probe.around.push(Around { clause, expr, local });
            }
        }
    }

    fn clause(&mut self, written: &Written, came_to: CameTo, expr: Option<&Expr>) -> Clause {
        let mut reads = expr.map_or_else(Vec::new, |expr| self.reads_of(expr));
        if let CameTo::Value { value, ty: Type::Element { set, .. } } = &came_to {
            reads.sort_by_key(|read| !self.is_about(read, *set, *value));
        }
        Clause { written: written.clone(), came_to, reads }
    }

    /// Whether a value is one of an element of a root set: of all that a choice looked at, what speaks of the chosen one
    /// comes first.
    fn is_about(&self, read: &ReadValue, root: SetId, ordinal: f64) -> bool {
        let indices = &self.variable(read.variable).indices;
        let ordinals = layout::ordinals(self.model, indices, read.element);
        let mut elements = indices.iter().zip(ordinals);
        elements.any(|(index, own)| self.model.sets[index.set].root == root && own == ordinal)
    }

    fn reads_of(&mut self, expr: &Expr) -> Vec<ReadValue> {
        let outer = self.reads.replace(Vec::new());
        self.eval(expr);
        let reads = self.take_reads();
        self.reads = outer;
        reads
    }

    /// Notes what a rule made of its chance, if the probe is set on it.
    pub fn attempted(&mut self, acting: Acting<'m>, verdict: Opened) {
        if self.probe.as_ref().is_none_or(|probe| probe.rule != Some((acting.rule, acting.element))) {
            return;
        }
        let rule = &self.model.rules[acting.rule];
        let parts = rule.written();
        let when = rule.when().zip(parts.when.as_ref()).map(|(expr, written)| {
            let open = verdict != Opened::Closed;
            self.clause(written, CameTo::Holds(open), Some(expr))
        });
        let reached = matches!(verdict, Opened::Acts | Opened::Missed { .. });
        let rate = rule.rate().zip(parts.rate.as_ref()).filter(|_| reached).map(|(expr, written)| {
            let rate = self.eval(expr);
            self.clause(written, CameTo::Rate(rate), Some(expr))
        });
        if let Some(probe) = &mut self.probe {
            probe.attempt = Some(Attempt { when, rate, verdict });
        }
    }

    /// Notes that a rule has been carried out.
    pub fn done(&mut self, rule: RuleId, element: Element) {
        if let Some(probe) = &mut self.probe {
            probe.rule_is_done |= probe.rule == Some((rule, element));
        }
    }

    /// Whether the probe is set on a value.
    pub fn probes(&self, variable: VariableId, element: Element) -> bool {
        self.probe.as_ref().is_some_and(|probe| probe.value == Some((variable, element)))
    }

    /// What an assignment is about to do, in words: its terms, and what it and its indices read.
    pub fn assignment(&mut self, indices: &'m [Expr], value: &'m Expr, written: &Written) -> Change {
        let (terms, mut reads) = self.explained(value);
        for index in indices {
            let more = self.reads_of(index);
            reads.extend(more.into_iter().filter(|read| !reads.contains(read)).collect::<Vec<_>>());
        }
        Change {
            month: self.month,
            rule: RuleId::from_raw(0),
            element: Element::default(),
            written: Some(written.clone()),
            before: 0.0,
            after: 0.0,
            terms,
            reads,
            around: self.rests_on(indices.iter().chain([value])),
        }
    }

    /// The clauses around, without the names that none of these expressions rests on.
    fn rests_on(&self, expressions: impl Iterator<Item = &'m Expr>) -> Vec<Clause> {
        let mut used: Vec<LocalId> = expressions.flat_map(locals).collect();
        let all = self.probe.as_ref().map_or(&[][..], |probe| &probe.around);
        let mut clauses = Vec::new();
        for around in all.iter().rev() {
            if around.local.is_none_or(|local| used.contains(&local)) {
                used.extend(around.expr.into_iter().flat_map(locals));
                clauses.push(around.clause.clone());
            }
        }
        clauses.reverse();
        clauses
    }

    /// Keeps what a rule did to a value, if the probe is set on it.
    pub fn changed(&mut self, acting: Acting<'m>, change: Option<Change>, (before, after): (f64, f64)) {
        let bare = || Change {
            month: self.month,
            rule: acting.rule,
            element: Element::default(),
            written: None,
            before,
            after,
            terms: Vec::new(),
            reads: Vec::new(),
            around: Vec::new(),
        };
        let change = change.unwrap_or_else(bare);
        let change = Change { rule: acting.rule, element: acting.element, before, after, ..change };
        if let Some(probe) = &mut self.probe {
            probe.changes.push(change);
        }
    }
}

/// The names of a rule that an expression reads.
fn locals(expr: &Expr) -> Vec<LocalId> {
    let mut found = Vec::new();
    expr.visit(&mut |part| {
        if let Expr::Local(local) = part {
            found.push(*local);
        }
    });
    found
}
