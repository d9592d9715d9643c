//! Bodies, events, and what decisions share with them.

use crate::ast::{self, Declaration, Header};
use crate::check::checker::Checker;
use crate::check::known::entities::Keep;
use crate::check::known::later::Judgement;
use crate::check::known::scope::{Lots, Scope, Stage};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::all_of;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    BindingId, Body, DecisionOption, Event, Expr, Index, Kept, RecordedEvent, Repeat, Rule, RuleId, SetId, UnaryOp,
    Written, WrittenOpening,
};
use crate::units::Dimension;

/// An event is carried out so many times in one step at most.
const MOST_TIMES: f64 = 50.0;

/// When a rule is open, lowered.
pub struct Opening {
    pub when: Option<Expr>,
    pub rate: Option<Expr>,
    pub written: WrittenOpening,
}

impl Checker<'_> {
    pub(in crate::check) fn check_bodies(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            if let Declaration::Body(body) = declaration {
                self.check_body(body);
            }
        }
    }

    fn check_body(&mut self, body: &ast::Body) {
        self.owner = body.name.text.clone();
        let place = self.texts.document.place(body.name.span);
        let label = body.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
        let name = body.name.text.clone();
        let index = self.indices(std::slice::from_ref(&body.index));
        let mut scope = Scope::new(Stage::Step);
        self.bind_indices(&mut scope, std::slice::from_ref(&body.index), &index);
        // A body keeps its place in the table even if its set is unknown.
        let index = index.first().copied().unwrap_or_else(|| {
            self.names.broken_bodies.insert(name.clone());
            Index { binding: BindingId::from_raw(0), set: SetId::from_raw(0) }
        });
        let member = match &body.member {
            Some(member) => self.truth(&mut scope, member, "the condition of a body"),
            None => Expr::Number(1.0),
        };
        let weight = body.weight.as_ref().map(|w| self.weight(&mut scope, w));
        self.model.bodies.push(Body { name, label, index, member, weight, place });
    }

    /// A weight may be in any unit: only its share of the whole counts.
    pub(super) fn weight(&mut self, scope: &mut Scope, weight: &ast::Expr) -> Expr {
        let typed = self.expression(scope, weight);
        self.number(&typed, weight.span, "the weight of a member");
        typed.value
    }

    pub(in crate::check) fn check_rules(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            let id = self.model.rules.next_idx();
            let rule = match declaration {
                Declaration::Event(event) => self.check_event(event, id),
                Declaration::Decision(decision) => self.check_decision(decision, id),
                _ => continue,
            };
            self.model.rules.push(rule);
        }
    }

    /// A scope in which the indices of a rule are bound.
    pub(super) fn rule_scope(&mut self, stage: Stage, header: &Header, rule: RuleId) -> Scope {
        self.owner = header.name.text.clone();
        let mut scope = Scope::new(stage);
        let indices = self.rules[rule].indices.clone();
        self.bind_indices(&mut scope, &header.indices, &indices);
        scope
    }

    fn check_event(&mut self, event: &ast::Event, rule: RuleId) -> Rule {
        let mut lowered = Event {
            name: event.header.name.text.clone(),
            label: event.header.label.as_ref().map(|l| l.text.clone()).unwrap_or_default(),
            indices: self.rules[rule].indices.clone(),
            when: None,
            rate: None,
            written: WrittenOpening::default(),
            repeat: event.trigger.repeat,
            most: 1,
            turn: None,
            effects: vec![],
            recorded: vec![],
            count: None,
            date: None,
            place: self.texts.document.place(event.header.name.span),
        };
        if event.trigger.when.is_none() && event.trigger.rate.is_none() && event.trigger.repeat == Repeat::Opening {
            let message = format!("the event `{}` does not say when it happens", event.header.name.text);
            let help = "write `when` and a condition, or `rate` and a hazard per year";
            self.missing_clause(event.header.name.span, message, help);
        }
        let mut scope = self.rule_scope(Stage::Rule, &event.header, rule);
        let opening = self.opening(&mut scope, &event.trigger, &event.header.name);
        lowered.when = opening.when;
        lowered.rate = opening.rate;
        lowered.written = opening.written;
        // What opened it holds at first, and later of all that its own effects do not change.
        lowered.when.iter().for_each(|when| self.learn(&mut scope, when, true));
        if let Some(most) = self.most_times(&event.trigger) {
            lowered.most = most;
            lowered.turn = (most > 1).then(|| self.new_local());
        }
        let turn = lowered.turn.map(|turn| (lowered.most, turn));
        let lots = Lots { of: lowered.indices.clone(), turn };
        lowered.effects = self.effects_with_says(&mut scope, lots, &event.says, &event.effects);
        for recorded in &event.recorded {
            lowered.recorded.extend(self.recorded_event(recorded, rule));
        }
        Rule::Event(lowered)
    }

    fn recorded_event(&mut self, recorded: &ast::RecordedEvent, rule: RuleId) -> Option<RecordedEvent> {
        let sources = self.sources_of(&recorded.citations);
        if self.rules[rule].broken {
            return None;
        }
        // What never happened never happened to any of them.
        let elements = match recorded.date.is_none() && recorded.elements.is_empty() {
            true => vec![],
            false => self.recorded_elements(&recorded.elements, rule, recorded.span)?,
        };
        let date = match &recorded.date {
            Some(date) => Some(self.date_of_record(date)?),
            None => None,
        };
        Some(RecordedEvent { elements, date, sources })
    }

    /// `when`, `rate` and `unless`, which is folded into `when`.
    pub(in crate::check) fn opening(&mut self, scope: &mut Scope, trigger: &ast::Trigger, name: &ast::Name) -> Opening {
        let mut conditions: Vec<Expr> =
            trigger.every.iter().filter_map(|every| self.due(scope, every, trigger)).collect();
        let facts = scope.facts.len();
        conditions.extend(trigger.when.iter().map(|w| self.truth(scope, w, "a condition")).collect::<Vec<Expr>>());
        conditions.iter().for_each(|condition| self.learn(scope, condition, true));
        for unless in &trigger.unless {
            let operand = Box::new(self.truth(scope, unless, "a condition"));
            let unless = Expr::Unary { op: UnaryOp::Not, operand };
            self.learn(scope, &unless, true);
            conditions.push(unless);
        }
        let when = all_of(conditions);
        let dimension = Dimension::pure().times(&self.time_dimension(), -1);
        let measure = Self::base_measure(&dimension);
        let rate = trigger.rate.as_ref().map(|rate| {
            let ty = Ty::Quantity(dimension);
            self.expression_of(scope, rate, &ty, &measure, "a rate")
        });
        scope.facts.truncate(facts);
        self.judge_opening(trigger, &when, &rate, name);
        Opening { when, rate, written: self.written_opening(trigger) }
    }

    /// How often an event may happen in one step.
    fn most_times(&mut self, trigger: &ast::Trigger) -> Option<u32> {
        let written = trigger.most.as_ref()?;
        let before = self.complaints.findings.mark();
        let most = self.pure(&mut Scope::new(Stage::Constant), written, "how often it may happen");
        if trigger.rate.is_none() || trigger.repeat == Repeat::Once {
            let message = "only what happens by a `rate`, and not just once, can happen several times in one step";
            let help = "give the event a `rate`, or leave this out";
            self.error(Diagnostic::error(&codes::BAD_TIMES, written.span, message).help(help));
        }
        if self.complaints.findings.mark() != before {
            return None;
        }
        let most = self.constant(&most, &[], written.span);
        if most.fract() == 0.0 && (1.0..=MOST_TIMES).contains(&most) {
            return Some(most as u32);
        }
        let message = format!("how often it may happen in one step is a whole number from 1 to {MOST_TIMES}");
        let help = "what happens more often is a flow: let a stock count it";
        self.error(Diagnostic::error(&codes::BAD_TIMES, written.span, message).help(help));
        None
    }

    /// Whether it is time again.
    fn due(&mut self, scope: &Scope, every: &ast::Every, trigger: &ast::Trigger) -> Option<Expr> {
        if trigger.repeat == Repeat::EveryStep && trigger.rate.is_some() {
            let message = "`every` says when it is time, and `rate` that it comes by chance";
            let help = "leave one of them out";
            self.error(Diagnostic::error(&codes::REPEATED_CLAUSE, every.span, message).help(help));
        }
        let steps = self.whole_steps(scope, &every.period, "what comes again")?;
        let from = match &every.from {
            Some(date) => self.steps_of(date, false)?.0,
            None => self.model.first_step,
        };
        Some(self.is_due(from, steps))
    }

    fn written_opening(&self, trigger: &ast::Trigger) -> WrittenOpening {
        let clause = |word: &str, expr: &ast::Expr| {
            let Written { text, place } = self.texts.document.written(expr.span);
            Written { text: format!("{word} {text}"), place }
        };
        let unless = trigger.unless.iter().map(|unless| clause("unless", unless));
        let every = trigger.every.iter().map(|every| self.texts.document.written(every.span));
        let join = |one: Written, other: Written| Written { text: format!("{} {}", one.text, other.text), ..one };
        WrittenOpening {
            when: every.chain(trigger.when.iter().map(|when| clause("when", when))).chain(unless).reduce(join),
            rate: trigger.rate.as_ref().map(|rate| clause("rate", rate)),
        }
    }

    fn judge_opening(&mut self, trigger: &ast::Trigger, when: &Option<Expr>, rate: &Option<Expr>, name: &ast::Name) {
        if let (Some(when), Some(written)) = (when, trigger.when.iter().chain(&trigger.unless).next()) {
            let (rule, when) = (name.text.clone(), when.clone());
            self.later.judgements.push(Judgement::Opening { rule, when, span: written.span });
        }
        if let (Some(rate), Some(written)) = (rate, &trigger.rate) {
            let (rule, rate, several) = (name.text.clone(), rate.clone(), trigger.most.is_some());
            self.later.judgements.push(Judgement::Rate { rule, rate, several, span: written.span });
        }
    }

    /// Gives the rules the hidden states that something reads.
    pub(in crate::check) fn finish_rules(&mut self) {
        for (info, rule) in self.rules.iter().zip(&mut self.model.rules) {
            match rule {
                Rule::Event(event) => {
                    event.count = info.counts.get(&0).copied();
                    event.date = info.dates.get(&0).copied();
                }
                Rule::Decision(decision) => {
                    let declared = |option: &DecisionOption| {
                        info.options.iter().position(|info| info.name == option.declared_name()).unwrap_or_default()
                    };
                    let options: Vec<usize> = decision.options.iter().map(declared).collect();
                    let of_options = |keep: Keep| {
                        options.iter().map(|&option| info.kept.get(&(keep, option)).copied()).collect::<Vec<_>>()
                    };
                    let once = |keep: Keep| info.kept.get(&(keep, 0)).copied();
                    decision.kept = Kept {
                        times: once(Keep::Times),
                        date: once(Keep::Date),
                        elected: of_options(Keep::Elected),
                        votes: of_options(Keep::Votes),
                        leads: of_options(Keep::Leads),
                        voted: [0, 1].map(|number| of_options(Keep::Voted(number))),
                        margin: once(Keep::Margin),
                        turnout: once(Keep::Turnout),
                        ballots: once(Keep::Ballots),
                    };
                    decision.counts = options.iter().map(|option| info.counts.get(option).copied()).collect();
                    decision.dates = options.iter().map(|option| info.dates.get(option).copied()).collect();
                }
            }
        }
    }
}
