//! Why something came out as it did in one world: a tree of reasons that ends at parameters, data and luck.
//!
//! Each node is one explanation of the engine; this file only decides which question to ask next. Equations see stocks and
//! states as they stood at the end of the month before, and rules what those before them have made of them, so that is
//! where they are followed. A value that a rule has changed leads to the rule, and to what the assignment and the clauses
//! around it read. What is met a second time is told once. Nothing is left out uncounted: a node says how many of the
//! things that it rests on are not told, and how many lie deeper than was asked.

use std::collections::BTreeMap;

use presidium_engine::Failure;
use presidium_engine::oracle::{
    Assignment, Attempt, Change, Clause, DecisionTrace, Explanation, Firing, Label, Origin, ReadValue, Replay,
};
use presidium_lang::clock::Step;
use presidium_lang::model::{
    Ballot, BindingId, Decider, Decision, DecisionOption, Element, Expr, Index, LocalId, Model, Moment, Rule, RuleId,
    SetId, VariableId, VariableKind,
};

/// How many things a node usually tells that it rests on.
pub const BREADTH: usize = 6;

/// How many things are told at most, however far one asks; the rest is counted.
const MOST_TOLD: usize = 1_000;

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// How often why is asked again.
    pub depth: u32,
    /// How many things a node tells that it rests on, and how many that it has done.
    pub breadth: usize,
}

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An element of a variable.
    Variable(VariableId, Element),
    /// An element of an event or a decision.
    Rule(RuleId, Element),
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The month.
    pub month: Step,
    /// What this is about, and what the engine says about it.
    pub account: Account,
    /// Of a rule: what it made of its chance; none if the record settled that.
    pub chance: Option<Attempt>,
    /// Of a rule: the values that it changed in this month, each as it left it.
    pub done: Vec<Assignment>,
    /// How many further values it changed.
    pub done_untold: usize,
    /// What it rests on, further back.
    pub because: Vec<Reason>,
    /// How many further things it rests on that are not told for want of breadth.
    pub untold: usize,
    /// How many things it rests on that lie deeper than was asked.
    pub deeper: usize,
    /// It has been told already, as far back as it would be here.
    pub again: bool,
}

/// What the engine says about a value or a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Account {
    /// A value with its terms, and what rules did to it.
    Value(Explanation),
    /// A value at the very start, before the first step.
    Start {
        /// The variable.
        variable: VariableId,
        /// Its element.
        element: Element,
        /// In base units.
        value: f64,
    },
    /// A rule.
    Rule {
        /// The event or decision.
        rule: RuleId,
        /// Its element.
        element: Element,
        /// What it did.
        did: Did,
    },
}

/// What a rule did in a month.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// A decision was taken, and how.
    Decision(DecisionTrace),
    /// An event happened.
    Event(Firing),
    /// Nothing; the last month before in which the rule did something.
    Nothing(Option<Step>),
    /// The world failed while the rule was carried out.
    Failed(Failure),
}

/// Asks why something came out so in a world, and as often again as `reach` says. However much is asked of a replay, the
/// world is run once.
///
/// # Errors
/// The failure of the world, if it stops before what is asked about is settled.
///
/// # Example
/// ```
/// use presidium_engine::{Scenario, World, oracle::Replay};
/// use presidium_lab::{BREADTH, Reach, Subject, why};
/// use presidium_lang::{MemorySources, load, model::Element};
///
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nlet one : 1 = 1\nlet two : 1 = one + 1\n```\n";
/// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
/// let two = Subject::Variable(model.variable("two").expect("it is declared"), Element::default());
/// let reach = Reach { depth: 1, breadth: BREADTH };
/// let replay = Replay::new(&model, &Scenario::default(), 1953, World(0));
/// let reason = why(&model, &replay, (two, model.last_step), reach).expect("no world fails");
/// assert_eq!(reason.because.len(), 1);
/// ```
pub fn why(
    model: &Model,
    replay: &Replay<'_>,
    (subject, month): (Subject, Step),
    reach: Reach,
) -> Result<Reason, Failure> {
    Asker { model, replay, breadth: reach.breadth, told: BTreeMap::new() }.ask(subject, month, reach.depth)
}

/// As deep as there is anything.
const WHOLE: u32 = u32::MAX;

struct Asker<'a> {
    model: &'a Model,
    replay: &'a Replay<'a>,
    breadth: usize,
    /// What has been told, and how deep: [`WHOLE`] if nothing lies deeper.
    told: BTreeMap<(Subject, Step), u32>,
}

/// Names whose elements are known without running anything, as root ordinals.
#[derive(Default)]
struct Bound {
    elements: BTreeMap<BindingId, f64>,
    locals: BTreeMap<LocalId, f64>,
}

/// A further question: what, as of which month, and the value that was read if that is known.
type Next = (Subject, Step, Option<f64>);

impl Asker<'_> {
    fn ask(&mut self, subject: Subject, month: Step, depth: u32) -> Result<Reason, Failure> {
        match subject {
            Subject::Variable(variable, element) => {
                let told = self.replay.explain(variable, element, month)?;
                let next = self.behind_value(&told);
                self.follow(Reason::new(month, Account::Value(told)), next, depth)
            }
            Subject::Rule(rule, element) => {
                let reason = self.of_rule(rule, element, month)?;
                let next = self.behind_rule(rule, element, month, &reason);
                self.follow(reason, next, depth)
            }
        }
    }

    /// What a value began with, and what that was made of.
    fn start(&mut self, (variable, element): (VariableId, Element), value: f64, depth: u32) -> Result<Reason, Failure> {
        let reason = Reason::new(self.model.first_step, Account::Start { variable, element, value });
        let next = self.behind_start(variable, element);
        if next.is_empty() { Ok(reason) } else { self.follow(reason, next, depth) }
    }

    fn behind_start(&self, variable: VariableId, element: Element) -> Vec<Next> {
        let (_, reads) = self.replay.beginning(variable, element);
        without_repeats(reads.iter().filter_map(|read| self.read_at_start(read)).collect())
    }

    /// What a first value read, as it was before the first step.
    fn read_at_start(&self, read: &ReadValue) -> Option<Next> {
        let (subject, month, value) = self.read(read, self.model.first_step)?;
        match self.model.variables[read.variable].kind {
            VariableKind::Let { .. } | VariableKind::Lag { .. } => {
                Some((subject, month.earlier(1).unwrap_or(month), value))
            }
            _ => Some((subject, month, value)),
        }
    }

    fn follow(&mut self, reason: Reason, next: Vec<Next>, depth: u32) -> Result<Reason, Failure> {
        let mut reason = reason;
        let key = reason.key();
        if self.told.get(&key).is_some_and(|&told| told >= depth) {
            reason.again = true;
            return Ok(reason);
        }
        self.told.insert(key, depth);
        if depth == 0 && !next.is_empty() {
            reason.deeper = next.len();
            return Ok(reason);
        }
        reason.untold = next.len().saturating_sub(self.breadth);
        let told = next.len().min(self.breadth);
        for (place, (subject, month, read)) in next.into_iter().take(self.breadth).enumerate() {
            if self.told.len() >= MOST_TOLD {
                reason.untold += told - place;
                break;
            }
            reason.because.push(match (read, subject) {
                (Some(value), Subject::Variable(variable, element)) if month < self.model.first_step => {
                    self.start((variable, element), value, depth - 1)?
                }
                _ => self.ask(subject, month.max(self.model.first_step), depth - 1)?,
            });
        }
        if self.is_whole(&reason) {
            self.told.insert(key, WHOLE);
        }
        Ok(reason)
    }

    /// Whether all that lies further back has been told.
    fn is_whole(&self, reason: &Reason) -> bool {
        let of_before = |reason: &Reason| self.told.get(&reason.key()) == Some(&WHOLE);
        match reason.again {
            true => of_before(reason),
            false => reason.deeper == 0 && reason.because.iter().all(|because| self.is_whole(because)),
        }
    }

    /// What a value rests on: the rules that changed it, with what they read, or what its equation read.
    fn behind_value(&self, told: &Explanation) -> Vec<Next> {
        let mut next: Vec<Next> = vec![];
        for change in told.changes.iter().rev() {
            next.push((Subject::Rule(change.rule, change.element), change.month, None));
        }
        for change in told.changes.iter().rev() {
            next.extend(self.behind_change(told, change));
        }
        next.extend(told.reads.iter().filter_map(|read| match told.origin {
            Origin::Balance => self.read_by_stock(told, read),
            Origin::Earlier { month } => self.read_by_lag(told, read, month),
            Origin::Initial => self.read_at_start(read),
            _ => self.read(read, told.month),
        }));
        next.extend(self.own_beginning(told));
        without_repeats(next)
    }

    /// What a stock began with, in the first month, if it was computed from something.
    fn own_beginning(&self, told: &Explanation) -> Option<Next> {
        let (variable, element) = (told.variable, told.element);
        let before = told.terms.iter().find(|term| term.label == Label::Before)?;
        let is_first = told.origin == Origin::Balance && told.month == self.model.first_step;
        let earlier = told.month.earlier(1).filter(|_| is_first && !self.behind_start(variable, element).is_empty())?;
        Some((Subject::Variable(variable, element), earlier, Some(before.value)))
    }

    /// What an assignment and the clauses around it read. What a value was before a rule added to it is told in place.
    fn behind_change(&self, told: &Explanation, change: &Change) -> Vec<Next> {
        let rule = (change.rule, change.element);
        let around = change.around.iter().rev().flat_map(|clause| &clause.reads);
        let reads = change.reads.iter().chain(around);
        let other = reads.filter(|read| (read.variable, read.element) != (told.variable, told.element));
        other.filter_map(|read| self.read_in_rule(read, change.month, rule)).collect()
    }

    fn read(&self, read: &ReadValue, month: Step) -> Option<Next> {
        let subject = Subject::Variable(read.variable, read.element);
        self.is_told(read.variable).then(|| (subject, self.month_of_read(read.variable, month), Some(read.value)))
    }

    /// What a subset holds is a fact of the document.
    fn is_told(&self, variable: VariableId) -> bool {
        let declared = &self.model.variables[variable];
        !(declared.hidden && matches!(declared.kind, VariableKind::Data { .. }))
    }

    /// What a stock gains and loses by its flows has flowed in the same step.
    fn read_by_stock(&self, told: &Explanation, read: &ReadValue) -> Option<Next> {
        let kind = &self.model.variables[read.variable].kind;
        let own = matches!(kind, VariableKind::Flow { from, to, .. }
            if from.iter().chain(to).any(|end| end.stock == told.variable));
        match own {
            true => Some((Subject::Variable(read.variable, read.element), told.month, Some(read.value))),
            false => self.read(read, told.month),
        }
    }

    /// What a look back saw: with the equations of the earlier month, or at its end.
    fn read_by_lag(&self, told: &Explanation, read: &ReadValue, earlier: Option<Step>) -> Option<Next> {
        let at_end =
            matches!(self.model.variables[told.variable].kind, VariableKind::Lag { seen: Moment::Observation, .. });
        match earlier {
            None => self.read_at_start(read),
            Some(earlier) if at_end => {
                Some((Subject::Variable(read.variable, read.element), earlier, Some(read.value)))
            }
            Some(earlier) => self.read(read, earlier),
        }
    }

    /// What a rule read: as a rule before it in the same month left it, or as the month began.
    fn read_in_rule(&self, read: &ReadValue, month: Step, reader: (RuleId, Element)) -> Option<Next> {
        let ReadValue { variable, element, .. } = *read;
        match self.assigned_before(variable, element, month, reader) {
            Some(last) if self.stays(last) => Some((Subject::Variable(variable, element), month, None)),
            Some(last) => Some((Subject::Rule(last.rule, last.element), month, None)),
            None => self.read(read, month),
        }
    }

    /// Whether a value is at the end of the month what this assignment made it.
    fn stays(&self, assignment: &Assignment) -> bool {
        let key = |a: &Assignment| (a.variable, a.position, a.month);
        let is_state = matches!(self.model.variables[assignment.variable].kind, VariableKind::State { .. });
        let last = self.replay.trace().assignments.iter().rfind(|other| key(other) == key(assignment));
        let ends = self.replay.failure().is_none_or(|failure| failure.month > assignment.month);
        is_state && ends && last == Some(assignment)
    }

    /// As of when a value that is read in a month is to be explained. What never changes is asked about in the first
    /// month, which is the cheapest.
    fn month_of_read(&self, variable: VariableId, month: Step) -> Step {
        match self.model.variables[variable].kind {
            VariableKind::Data { .. } | VariableKind::Parameter { .. } | VariableKind::Switch { .. } => {
                self.model.first_step
            }
            VariableKind::Stock { .. } | VariableKind::Flow { .. } | VariableKind::State { .. } => {
                month.earlier(1).unwrap_or(month)
            }
            _ => month,
        }
    }

    fn of_rule(&self, rule: RuleId, element: Element, month: Step) -> Result<Reason, Failure> {
        let acted = self.replay.acted(rule, element, month)?;
        let key = (rule, element, month);
        let trace = self.replay.trace();
        let decided = trace.decisions.iter().find(|d| (d.rule, d.element, d.month) == key);
        let fired = trace.firings.iter().find(|f| (f.rule, f.element, f.month) == key);
        let did = match (acted.stopped, decided, fired) {
            (Some(failure), ..) => Did::Failed(failure),
            (_, Some(decision), _) => Did::Decision(decision.clone()),
            (_, None, Some(firing)) => Did::Event(firing.clone()),
            (_, None, None) => {
                let earlier = trace.firings.iter().filter(|f| (f.rule, f.element) == (rule, element));
                Did::Nothing(earlier.map(|f| f.month).filter(|&acted| acted < month).max())
            }
        };
        let mut done = self.done(rule, element, month);
        let done_untold = done.len().saturating_sub(self.breadth);
        done.truncate(self.breadth);
        let reason = Reason::new(month, Account::Rule { rule, element, did });
        Ok(Reason { chance: acted.attempt, done, done_untold, ..reason })
    }

    /// What a rule changed in a month, each value as it left it, without what it keeps of itself.
    fn done(&self, rule: RuleId, element: Element, month: Step) -> Vec<Assignment> {
        let all = &self.replay.trace().assignments;
        let mut last: Vec<Assignment> = vec![];
        for one in all.iter().filter(|a| (a.rule, a.element, a.month) == (rule, element, month)) {
            if self.model.variables[one.variable].hidden {
                continue;
            }
            match last.iter_mut().find(|known| (known.variable, known.position) == (one.variable, one.position)) {
                Some(known) => *known = one.clone(),
                None => last.push(one.clone()),
            }
        }
        last
    }

    /// What a rule rests on: the utilities of one who was for the outcome, and what its condition and rate read.
    fn behind_rule(&self, rule: RuleId, element: Element, month: Step, reason: &Reason) -> Vec<Next> {
        let declared = &self.model.rules[rule];
        let mut next: Vec<Next> = vec![];
        if let (Rule::Decision(decision), Account::Rule { did: Did::Decision(taken), .. }) = (declared, &reason.account)
        {
            let mut bound = bindings(self.model, declared.indices(), element);
            let mut reads = vec![];
            for (option, expr) in utilities_of_supporter(decision, taken, &mut bound) {
                let of_option = option.over.as_ref().map(|over| bindings(self.model, &over.indices, over.element));
                bound.elements.extend(of_option.unwrap_or_default().elements);
                collect_reads(self.model, expr, &bound, &mut reads);
            }
            // What the vote shows of itself is told with its ballots.
            let shows_itself = decision.ballots().any(Ballot::sees_itself);
            reads.retain(|(variable, _)| !(shows_itself && decision.kept.variables().any(|kept| kept == *variable)));
            next.extend(reads.iter().filter_map(|&(variable, position)| {
                let read = ReadValue { variable, element: position, value: f64::NAN };
                self.read_in_rule(&read, month, (rule, element)).map(|(subject, month, _)| (subject, month, None))
            }));
        }
        let clauses = reason.chance.iter().flat_map(|chance| chance.when.iter().chain(&chance.rate));
        let reads = clauses.flat_map(|clause: &Clause| &clause.reads);
        next.extend(reads.filter_map(|read| self.read_in_rule(read, month, (rule, element))));
        without_repeats(next)
    }

    /// The rule that gave a value earlier in the same month, if one did: rules see what those before them in the document
    /// have changed.
    fn assigned_before(
        &self,
        variable: VariableId,
        position: Element,
        month: Step,
        reader: (RuleId, Element),
    ) -> Option<&Assignment> {
        let all = self.replay.trace().assignments.iter();
        let mut here = all.filter(|a| (a.variable, a.position, a.month) == (variable, position, month));
        here.rfind(|a| (a.rule, a.element) < reader)
    }
}

impl Reason {
    /// What this is about.
    pub fn subject(&self) -> Subject {
        match &self.account {
            Account::Value(found) => Subject::Variable(found.variable, found.element),
            Account::Start { variable, element, .. } => Subject::Variable(*variable, *element),
            Account::Rule { rule, element, .. } => Subject::Rule(*rule, *element),
        }
    }

    /// By what it is known whether this has been told: a first value is another matter than what became of it.
    fn key(&self) -> (Subject, Step) {
        let before = matches!(self.account, Account::Start { .. }).then(|| self.month.earlier(1)).flatten();
        (self.subject(), before.unwrap_or(self.month))
    }

    fn new(month: Step, account: Account) -> Reason {
        Reason {
            month,
            account,
            chance: None,
            done: vec![],
            done_untold: 0,
            because: vec![],
            untold: 0,
            deeper: 0,
            again: false,
        }
    }

    /// How many things lie deeper than was asked, below this node and all that are told.
    pub fn all_deeper(&self) -> usize {
        self.deeper + self.because.iter().map(Reason::all_deeper).sum::<usize>()
    }

    /// How many things are not told for want of breadth, here and below.
    pub fn all_untold(&self) -> usize {
        self.untold + self.done_untold + self.because.iter().map(Reason::all_untold).sum::<usize>()
    }
}

/// Each question once, in order.
fn without_repeats(next: Vec<Next>) -> Vec<Next> {
    let mut once: Vec<Next> = vec![];
    for (subject, month, read) in next {
        if !once.iter().any(|(known, at, _)| (*known, *at) == (subject, month)) {
            once.push((subject, month, read));
        }
    }
    once
}

/// The terms that the weightiest member for the chosen option weighed, with that member bound: those of all options,
/// because the status quo often has none and wins by what speaks against the others.
fn utilities_of_supporter<'d>(
    decision: &'d Decision,
    taken: &DecisionTrace,
    bound: &mut Bound,
) -> Vec<(&'d DecisionOption, &'d Expr)> {
    let Some(ballot) = taken.ballots.last() else { return vec![] };
    let likes_it = |member: &&presidium_engine::oracle::MemberTrace| {
        let utility = |option: usize| member.options.get(option).map_or(f64::NEG_INFINITY, |told| told.utility);
        member.present && (0..member.options.len()).all(|option| utility(option) <= utility(taken.chosen))
    };
    // The first of equals, as `max_by` would give the last.
    let supporters = ballot.members.iter().rev().filter(likes_it);
    let Some(member) = supporters.max_by(|one, other| one.weight.total_cmp(&other.weight)) else { return vec![] };
    let asked = ballot.number as usize;
    match (asked, &decision.decider, &decision.appeal) {
        (0, Decider::Body(ballot), _) => bound.elements.insert(ballot.member, f64::from(member.member)),
        (0, Decider::Person { local, .. }, _) => bound.locals.insert(*local, f64::from(member.member)),
        (_, _, Some(appeal)) => bound.elements.insert(appeal.ballot.member, f64::from(member.member)),
        (_, _, None) => None,
    };
    let terms = |option: &'d DecisionOption| option.utilities.get(asked).into_iter().flatten();
    decision.options.iter().flat_map(|option| terms(option).map(move |term| (option, &term.value))).collect()
}

/// The root set of those who decide: first, number 0, or on appeal.
pub fn member_set(model: &Model, decision: &Decision, number: u32) -> Option<SetId> {
    let of_body = |ballot: &Ballot| model.bodies[ballot.body].index.set;
    let set = match (number, &decision.decider) {
        (0, Decider::Person { set, .. }) => *set,
        (0, Decider::Body(ballot)) => of_body(ballot),
        _ => of_body(&decision.appeal.as_ref()?.ballot),
    };
    Some(model.sets[set].root)
}

/// Root ordinals of an element, by the names that they are bound to.
fn bindings(model: &Model, indices: &[Index], element: Element) -> Bound {
    let mut bound = Bound::default();
    for (index, position) in indices.iter().zip(model.places(indices, element)) {
        if let Some(ordinal) = model.sets[index.set].ordinals.get(position) {
            bound.elements.insert(index.binding, f64::from(*ordinal));
        }
    }
    bound
}

/// Variables that an expression reads at elements that are known without running it, each once, in reading order.
fn collect_reads(model: &Model, expr: &Expr, bound: &Bound, reads: &mut Vec<(VariableId, Element)>) {
    if let Expr::Read { variable, indices, .. } = expr
        && let Some(element) = position(model, *variable, indices, bound)
        && !reads.contains(&(*variable, element))
    {
        reads.push((*variable, element));
    }
    expr.for_each_operand(&mut |operand| collect_reads(model, operand, bound, reads));
}

/// The element that indices name, if each is a bound name or a written element.
fn position(model: &Model, variable: VariableId, indices: &[Expr], bound: &Bound) -> Option<Element> {
    let declared = &model.variables[variable].indices;
    let position = indices.iter().zip(declared).try_fold(0, |position, (expr, index)| {
        let ordinal = match expr {
            Expr::Number(ordinal) => *ordinal,
            Expr::Bound(binding) => *bound.elements.get(binding)?,
            Expr::Local(local) => *bound.locals.get(local)?,
            _ => return None,
        };
        let ordinals = &model.sets[index.set].ordinals;
        let within = ordinals.iter().position(|known| f64::from(*known) == ordinal)?;
        Some(position * ordinals.len() + within)
    });
    position.map(Element::at)
}
