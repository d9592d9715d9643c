//! What is heard of a rule while a month is run again for somebody who asks why: what opened it, and how it came to change
//! a value. Ordinary runs listen to nothing.

use presidium_lang::calendar::Month;
use presidium_lang::model::{Element, Expr, Index, LocalId, Repeat, RuleId, SetId, Type, VariableId, Written};

use crate::layout;
use crate::oracle::explain::{ReadValue, TermValue};
use crate::oracle::rules::Acting;
use crate::oracle::simulation::Simulation;

/// A part of a rule in the author's words, and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    pub written: Written,
    pub came_to: CameTo,
    /// What it read, each once; a part that was not needed was not read.
    pub reads: Vec<ReadValue>,
}

/// What a part of a rule came to.
#[derive(Clone, Debug, PartialEq)]
pub enum CameTo {
    /// A condition that held, or did not.
    Holds(bool),
    /// A hazard per year, in base units.
    Rate(f64),
    /// An element of a `for`, by its ordinal in the root set.
    Element { index: Index, ordinal: u32 },
    /// A value that the rule has given a name.
    Value { value: f64, ty: Type },
}

/// What a rule made of its chance in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub when: Option<Clause>,
    /// Only of a rule that was open and due.
    pub rate: Option<Clause>,
    pub verdict: Opened,
}

/// Whether a rule acted, and else what kept it from acting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opened {
    Acts,
    /// Its condition did not hold.
    Closed,
    /// It acts once, and has acted.
    Spent,
    /// Its condition held already the month before, and it acts when that turns true.
    Still,
    /// The scenario forbids it.
    Forbidden,
    /// The luck was not below the probability.
    Missed {
        probability: f64,
        luck: f64,
    },
}

/// What a rule did to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub month: Month,
    pub rule: RuleId,
    pub element: Element,
    /// The assignment; none where the rule only keeps count of itself.
    pub written: Option<Written>,
    /// In base units.
    pub before: f64,
    pub after: f64,
    /// The summands of what was assigned or added.
    pub terms: Vec<TermValue>,
    pub reads: Vec<ReadValue>,
    /// The `if`, `for` and `let` around it, from the outside in; of the lets those that it rests on.
    pub around: Vec<Clause>,
}

/// What is listened for.
#[derive(Clone, Default)]
pub(super) struct Ear<'m> {
    rule: Option<(RuleId, Element)>,
    value: Option<(VariableId, Element)>,
    pub attempt: Option<Attempt>,
    /// The rule has been carried out, whatever it did.
    pub rule_is_done: bool,
    pub changes: Vec<Change>,
    around: Vec<Around<'m>>,
}

/// A clause that effects stand in, with its expression and the name that it gives.
#[derive(Clone)]
struct Around<'m> {
    clause: Clause,
    expr: Option<&'m Expr>,
    local: Option<LocalId>,
}

impl Ear<'_> {
    /// What an element of a rule makes of its chance.
    pub fn for_rule(rule: RuleId, element: Element) -> Self {
        Ear { rule: Some((rule, element)), ..Ear::default() }
    }

    /// What rules do to an element of a variable.
    pub fn for_value(variable: VariableId, element: Element) -> Self {
        Ear { value: Some((variable, element)), ..Ear::default() }
    }
}

impl<'m> Simulation<'m> {
    /// How many clauses stand around what is done now.
    pub fn around(&self) -> usize {
        self.ear.as_ref().map_or(0, |ear| ear.around.len())
    }

    /// Leaves all clauses but the outermost.
    pub fn leave(&mut self, outermost: usize) {
        if let Some(ear) = &mut self.ear {
            ear.around.truncate(outermost);
        }
    }

    /// Enters a clause, if somebody listens.
    pub fn enter(&mut self, written: &'m Written, came_to: CameTo, expr: Option<&'m Expr>, local: Option<LocalId>) {
        if self.ear.is_some() {
            let clause = self.clause(written, came_to, expr);
            if let Some(ear) = &mut self.ear {
                ear.around.push(Around { clause, expr, local });
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
    /// is told first.
    fn is_about(&self, read: &ReadValue, root: SetId, ordinal: f64) -> bool {
        let indices = &self.variable(read.variable).indices;
        let ordinals = layout::ordinals(self.model, indices, read.element);
        let mut elements = indices.iter().zip(ordinals);
        elements.any(|(index, own)| self.model.sets[index.set.index()].root == root && own == ordinal)
    }

    fn reads_of(&mut self, expr: &Expr) -> Vec<ReadValue> {
        let outer = self.reads.replace(Vec::new());
        self.eval(expr);
        let reads = self.heard_reads();
        self.reads = outer;
        reads
    }

    /// Notes what a rule made of its chance, if somebody listens for it.
    pub fn attempted(&mut self, acting: Acting<'m>, verdict: Opened) {
        if self.ear.as_ref().is_none_or(|ear| ear.rule != Some((acting.rule, acting.element))) {
            return;
        }
        let rule = &self.model.rules[acting.rule.index()];
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
        if let Some(ear) = &mut self.ear {
            ear.attempt = Some(Attempt { when, rate, verdict });
        }
    }

    /// Notes that a rule has been carried out.
    pub fn done(&mut self, rule: RuleId, element: Element) {
        if let Some(ear) = &mut self.ear {
            ear.rule_is_done |= ear.rule == Some((rule, element));
        }
    }

    /// Whether somebody listens for changes of a value.
    pub fn hears(&self, variable: VariableId, element: Element) -> bool {
        self.ear.as_ref().is_some_and(|ear| ear.value == Some((variable, element)))
    }

    /// What an assignment is about to do, in words: its terms, and what it and its indices read.
    pub fn assignment(&mut self, indices: &'m [Expr], value: &'m Expr, written: &Written) -> Change {
        let (terms, mut reads) = self.told(value);
        for index in indices {
            let more = self.reads_of(index);
            reads.extend(more.into_iter().filter(|read| !reads.contains(read)).collect::<Vec<_>>());
        }
        Change {
            month: self.month,
            rule: RuleId(0),
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
        let all = self.ear.as_ref().map_or(&[][..], |ear| &ear.around);
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

    /// Keeps what a rule did to a value, if somebody listens for it.
    pub fn changed(&mut self, acting: Acting<'m>, told: Option<Change>, (before, after): (f64, f64)) {
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
        let told = told.unwrap_or_else(bare);
        let change = Change { rule: acting.rule, element: acting.element, before, after, ..told };
        if let Some(ear) = &mut self.ear {
            ear.changes.push(change);
        }
    }
}

/// What kept a rule that is open or not from acting, before its luck is asked.
pub(super) fn kept(open: bool, due: bool, forbidden: bool, repeat: Repeat) -> Opened {
    match (open, due, forbidden) {
        (false, ..) => Opened::Closed,
        (_, false, _) if repeat == Repeat::Once => Opened::Spent,
        (_, false, _) => Opened::Still,
        (_, _, true) => Opened::Forbidden,
        _ => Opened::Acts,
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
