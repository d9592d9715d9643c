//! Why something came out as it did in one world: a tree of reasons that ends at parameters, data and luck.
//!
//! Each node is one explanation of the engine; this file only decides which question to ask next. Equations and rules
//! see stocks and states as they stood at the end of the month before, so that is where they are followed. A node
//! tells of the first [`BREADTH`] things that it rests on and counts the others.

use std::collections::BTreeMap;

use presidium_engine::oracle::{DecisionTrace, Explanation, Firing, Origin, ReadValue, Replay};
use presidium_engine::{Failure, Scenario};
use presidium_lang::model::{
    Ballot, BindingId, Decider, Decision, Expr, Index, LocalId, Model, Rule, RuleId, SetId, VariableId, VariableKind,
};

/// How many things a node tells that it rests on.
pub const BREADTH: usize = 6;

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A variable and the row-major position of an element.
    Variable(VariableId, u32),
    /// An event or a decision and the row-major position of an element.
    Rule(RuleId, u32),
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What this is about.
    pub subject: Subject,
    /// Months since year 0.
    pub month: u32,
    /// What the engine says about it.
    pub account: Account,
    /// What it rests on, further back.
    pub because: Vec<Reason>,
    /// How many further things it rests on that are not told.
    pub untold: usize,
}

/// What the engine says about one subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Account {
    /// A value with its terms.
    Value(Explanation),
    /// A value at the very start, before any rule has acted.
    Start(f64),
    /// How a decision was taken.
    Decision(DecisionTrace),
    /// That an event happened.
    Event(Firing),
    /// That a rule did nothing in this month; the last month before it in which it did something.
    Idle(Option<u32>),
}

/// Asks why, and `depth` times why again.
///
/// # Errors
/// The failure of the world, if it stops before the end of the month asked about.
pub fn why(
    model: &Model,
    scenario: &Scenario,
    (seed, world): (u64, u64),
    subject: Subject,
    month: u32,
    depth: u32,
) -> Result<Reason, Failure> {
    // A world that fails later still has a history up to then.
    Asker { model, replay: Replay::new(model, scenario, seed, world) }.ask(subject, month, depth)
}

struct Asker<'a> {
    model: &'a Model,
    replay: Replay<'a>,
}

/// Names whose elements are known without running anything, as root ordinals.
#[derive(Default)]
struct Bound {
    elements: BTreeMap<BindingId, f64>,
    locals: BTreeMap<LocalId, f64>,
}

/// A further question: what, as of which month, and the value that was read if that is known.
type Next = (Subject, u32, Option<f64>);

impl Asker<'_> {
    fn ask(&self, subject: Subject, month: u32, depth: u32) -> Result<Reason, Failure> {
        match subject {
            Subject::Variable(variable, element) => {
                let told = self.replay.explain(variable, element, month)?;
                let next = self.behind_value(&told);
                self.follow(subject, month, Account::Value(told), next, depth)
            }
            Subject::Rule(rule, element) => {
                let account = self.acted(rule, element, month);
                let next = self.behind_rule(rule, element, month, &account);
                self.follow(subject, month, account, next, depth)
            }
        }
    }

    fn follow(
        &self,
        subject: Subject,
        month: u32,
        account: Account,
        next: Vec<Next>,
        depth: u32,
    ) -> Result<Reason, Failure> {
        let mut reason = Reason { subject, month, account, because: vec![], untold: 0 };
        if depth == 0 {
            return Ok(reason);
        }
        reason.untold = next.len().saturating_sub(BREADTH);
        for (subject, month, read) in next.into_iter().take(BREADTH) {
            reason.because.push(match read {
                Some(value) if month < self.model.first_month => self.start(subject, value),
                _ => self.ask(subject, month.max(self.model.first_month), depth - 1)?,
            });
        }
        Ok(reason)
    }

    fn start(&self, subject: Subject, value: f64) -> Reason {
        let month = self.model.first_month;
        Reason { subject, month, account: Account::Start(value), because: vec![], untold: 0 }
    }

    /// What a value rests on.
    fn behind_value(&self, told: &Explanation) -> Vec<Next> {
        match told.origin {
            Origin::Rule { rule, element, month } => vec![(Subject::Rule(rule, element), month, None)],
            Origin::Earlier { month: Some(month) } => {
                self.lagged(told).map(|subject| (subject, month, None)).into_iter().collect()
            }
            Origin::Balance => told.reads.iter().map(|read| self.read_by_stock(told, read)).collect(),
            _ => told.reads.iter().map(|read| self.read(read, told.month)).collect(),
        }
    }

    /// What a lag looks back at, where that is a variable and not an expression.
    fn lagged(&self, told: &Explanation) -> Option<Subject> {
        let VariableKind::Lag { value: Expr::Read { variable, indices, .. }, .. } =
            &self.model.variables[told.variable.index()].kind
        else {
            return None;
        };
        let bound = bindings(self.model, &self.model.variables[told.variable.index()].indices, told.element);
        position(self.model, *variable, indices, &bound).map(|element| Subject::Variable(*variable, element))
    }

    fn read(&self, read: &ReadValue, month: u32) -> Next {
        (Subject::Variable(read.variable, read.element), self.month_of_read(read.variable, month), Some(read.value))
    }

    /// What a stock gains and loses by its flows has flowed in the same step.
    fn read_by_stock(&self, told: &Explanation, read: &ReadValue) -> Next {
        let kind = &self.model.variables[read.variable.index()].kind;
        let own = matches!(kind, VariableKind::Flow { from, to, .. }
            if from.iter().chain(to).any(|end| end.stock == told.variable));
        match own {
            true => (Subject::Variable(read.variable, read.element), told.month, Some(read.value)),
            false => self.read(read, told.month),
        }
    }

    /// As of when a value that is read in a month is to be explained. What never changes is asked about in the first
    /// month, which is the cheapest.
    fn month_of_read(&self, variable: VariableId, month: u32) -> u32 {
        match self.model.variables[variable.index()].kind {
            VariableKind::Data { .. } | VariableKind::Parameter { .. } | VariableKind::Switch { .. } => {
                self.model.first_month
            }
            VariableKind::Stock { .. } | VariableKind::Flow { .. } | VariableKind::State { .. } => {
                month.saturating_sub(1)
            }
            _ => month,
        }
    }

    fn acted(&self, rule: RuleId, element: u32, month: u32) -> Account {
        let decided =
            self.replay.trace().decisions.iter().find(|d| (d.rule, d.element, d.month) == (rule, element, month));
        let fired = self.replay.trace().firings.iter().find(|f| (f.rule, f.element, f.month) == (rule, element, month));
        match (decided, fired) {
            (Some(decision), _) => Account::Decision(decision.clone()),
            (None, Some(firing)) => Account::Event(firing.clone()),
            (None, None) => {
                let earlier = self.replay.trace().firings.iter().filter(|f| (f.rule, f.element) == (rule, element));
                Account::Idle(earlier.map(|f| f.month).filter(|&acted| acted < month).max())
            }
        }
    }

    /// What a rule rests on: its condition and rate, and for a decision the utilities of one who was for the outcome.
    fn behind_rule(&self, rule: RuleId, element: u32, month: u32, account: &Account) -> Vec<Next> {
        let declared = &self.model.rules[rule.index()];
        let mut bound = bindings(self.model, declared.indices(), element);
        let mut expressions: Vec<&Expr> = vec![];
        match (declared, account) {
            (Rule::Decision(decision), Account::Decision(taken)) => {
                expressions.extend(utilities_of_supporter(decision, taken, &mut bound));
                expressions.extend(decision.when.iter().chain(&decision.rate));
            }
            (Rule::Decision(decision), _) => expressions.extend(decision.when.iter().chain(&decision.rate)),
            (Rule::Event(event), _) => expressions.extend(event.when.iter().chain(&event.rate)),
        }
        let mut reads = vec![];
        expressions.iter().for_each(|expr| collect_reads(self.model, expr, &bound, &mut reads));
        let mut next: Vec<Next> = vec![];
        for (variable, position) in reads {
            let asked = match self.assigned_before(variable, position, month, (rule, element)) {
                Some((rule, element)) => (Subject::Rule(rule, element), month, None),
                None => (Subject::Variable(variable, position), self.month_of_read(variable, month), None),
            };
            if !next.contains(&asked) {
                next.push(asked);
            }
        }
        next
    }

    /// The rule that gave a state its value earlier in the same month, if one did: rules see what those before them in
    /// the document have changed.
    fn assigned_before(
        &self,
        variable: VariableId,
        position: u32,
        month: u32,
        reader: (RuleId, u32),
    ) -> Option<(RuleId, u32)> {
        let here = self
            .replay
            .trace()
            .assignments
            .iter()
            .filter(|a| (a.variable, a.position, a.month) == (variable, position, month));
        here.map(|a| (a.rule, a.element)).rfind(|&assigner| assigner < reader)
    }
}

/// The terms that the weightiest member for the chosen option weighed, with that member bound: those of all options,
/// because the status quo often has none and wins by what speaks against the others.
fn utilities_of_supporter<'d>(decision: &'d Decision, taken: &DecisionTrace, bound: &mut Bound) -> Vec<&'d Expr> {
    let Some(ballot) = taken.ballots.last() else { return vec![] };
    let likes_it = |member: &&presidium_engine::oracle::MemberTrace| {
        let utility = |option: usize| member.options.get(option).map_or(f64::NEG_INFINITY, |told| told.utility);
        member.present && (0..member.options.len()).all(|option| utility(option) <= utility(taken.chosen))
    };
    // The first of equals, as `max_by` would give the last.
    let supporters = ballot.members.iter().rev().filter(likes_it);
    let Some(member) = supporters.max_by(|one, other| one.weight.total_cmp(&other.weight)) else { return vec![] };
    let asked = taken.ballots.len() - 1;
    match (asked, &decision.decider, &decision.appeal) {
        (0, Decider::Body(ballot), _) => bound.elements.insert(ballot.member, f64::from(member.member)),
        (0, Decider::Person { local, .. }, _) => bound.locals.insert(*local, f64::from(member.member)),
        (_, _, Some(appeal)) => bound.elements.insert(appeal.ballot.member, f64::from(member.member)),
        (_, _, None) => None,
    };
    let terms = decision.options.iter().filter_map(|option| option.utilities.get(asked)).flatten();
    terms.map(|term| &term.value).collect()
}

/// The root set of those who decide: in the first round, or on appeal.
pub fn member_set(model: &Model, decision: &Decision, round: usize) -> Option<SetId> {
    let of_body = |ballot: &Ballot| model.bodies[ballot.body.index()].index.set;
    let set = match (round, &decision.decider) {
        (0, Decider::Person { set, .. }) => *set,
        (0, Decider::Body(ballot)) => of_body(ballot),
        _ => of_body(&decision.appeal.as_ref()?.ballot),
    };
    Some(model.sets[set.index()].root)
}

/// Root ordinals of the elements at a row-major position, by the names that they are bound to.
fn bindings(model: &Model, indices: &[Index], element: u32) -> Bound {
    let mut rest = element as usize;
    let mut bound = Bound::default();
    for index in indices.iter().rev() {
        let ordinals = &model.sets[index.set.index()].ordinals;
        if let Some(ordinal) = ordinals.get(rest % ordinals.len().max(1)) {
            bound.elements.insert(index.binding, f64::from(*ordinal));
        }
        rest /= ordinals.len().max(1);
    }
    bound
}

/// Variables that an expression reads at elements that are known without running it, each once, in reading order.
fn collect_reads(model: &Model, expr: &Expr, bound: &Bound, reads: &mut Vec<(VariableId, u32)>) {
    if let Expr::Read { variable, indices, .. } = expr
        && let Some(element) = position(model, *variable, indices, bound)
        && !reads.contains(&(*variable, element))
    {
        reads.push((*variable, element));
    }
    expr.for_each_operand(&mut |operand| collect_reads(model, operand, bound, reads));
}

/// The row-major position that indices name, if each is a bound name or a written element.
fn position(model: &Model, variable: VariableId, indices: &[Expr], bound: &Bound) -> Option<u32> {
    let declared = &model.variables[variable.index()].indices;
    indices.iter().zip(declared).try_fold(0, |position, (expr, index)| {
        let ordinal = match expr {
            Expr::Number(ordinal) => *ordinal,
            Expr::Bound(binding) => *bound.elements.get(binding)?,
            Expr::Local(local) => *bound.locals.get(local)?,
            _ => return None,
        };
        let ordinals = &model.sets[index.set.index()].ordinals;
        let within = ordinals.iter().position(|known| f64::from(*known) == ordinal)?;
        Some(position * ordinals.len() as u32 + within as u32)
    })
}
