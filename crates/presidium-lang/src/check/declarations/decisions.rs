//! Decisions: who decides, and between which options.

use crate::ast::{self, Name, Turns};
use crate::check::checker::Checker;
use crate::check::declarations::options::Written;
use crate::check::expressions::limits::combinations;
use crate::check::known::entities::Keep;
use crate::check::known::scope::{Bound, Scope, Stage};
use crate::check::known::types::{Counts, Ty};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Appeal, Decider, Decision, Expr, Kept, Order, Recorded, Repeated, Rule, RuleId, SetId, Term, WrittenOpening,
};
use crate::span::Span;
use crate::symbols::SymbolKind;

/// The most elements of a decision that are taken in an order of their own: each has its place at every turn.
const ORDERED_MAX: f64 = 16.0;

/// Somebody for whom options have utilities.
pub struct Voice {
    pub name: Name,
    pub meaning: Bound,
}

impl Checker<'_> {
    pub(super) fn check_decision(&mut self, decision: &ast::Decision, rule: RuleId) -> Rule {
        let header = &decision.header;
        let mut scope = self.rule_scope(Stage::Rule, header, rule);
        let mut lowered = Decision {
            name: header.name.text.clone(),
            question: header.label.as_ref().map(|l| l.text.clone()).unwrap_or_default(),
            indices: self.rules[rule].indices.clone(),
            when: None,
            rate: None,
            written: WrittenOpening::default(),
            repeat: decision.trigger.repeat,
            order: Order::OfSets,
            decider: nobody(),
            appeal: None,
            options: vec![],
            recorded: vec![],
            counts: vec![],
            dates: vec![],
            kept: Kept::default(),
            place: self.texts.document.place(header.name.span),
        };
        self.check_options(decision, rule);
        if let Some(most) = &decision.trigger.most {
            let message = "a decision is taken once in a step at most";
            let help = "let an event happen several times, or leave this out";
            self.error(Diagnostic::error(&codes::BAD_TIMES, most.span, message).help(help));
        }
        let opening = self.opening(&mut scope, &decision.trigger, &header.name);
        (lowered.when, lowered.rate, lowered.written) = (opening.when, opening.rate, opening.written);
        if let Some(turns) = &decision.turns {
            lowered.order = self.turns(&mut scope, turns, rule);
        }
        let mut voices = vec![];
        match &decision.decider {
            Some(decider) => lowered.decider = self.decider(&mut scope, decider, &mut voices),
            None => self.no_decider(header),
        }
        if let Some(appeal) = &decision.appeal {
            lowered.appeal = self.appeal(&mut scope, appeal, decision, rule, &mut voices);
        }
        for (i, option) in decision.options.iter().enumerate() {
            let written = Written { decision, option, position: i };
            lowered.options.extend(self.option(&mut scope, rule, &written, &voices));
        }
        if lowered.ballots().any(|ballot| ballot.repeat == Repeated::RunOff) {
            for option in 0..decision.options.len() {
                self.kept(rule, Keep::Leads, option, Ty::Truth);
            }
        }
        for recorded in &decision.recorded {
            lowered.recorded.extend(self.recorded(recorded, rule));
        }
        Rule::Decision(lowered)
    }

    /// In which order the elements of a decision have their turn.
    fn turns(&mut self, scope: &mut Scope, turns: &Turns, rule: RuleId) -> Order {
        let indices = self.rules[rule].indices.clone();
        if indices.is_empty() {
            let message = "a decision without indices is taken once, so there is no order";
            let help = "let the decision run over a set: `decision arm[s: State] …`";
            self.error(Diagnostic::error(&codes::BAD_ORDER, turns.span, message).help(help));
        }
        let lowered = match &turns.order {
            None => return Order::Together,
            Some(ast::Order::Lot(_)) => Order::ByLot,
            Some(ast::Order::Key { largest, key }) => Order::By(self.order_key(scope, key, *largest)),
        };
        let count = combinations(&self.model, &indices);
        if count > ORDERED_MAX {
            let message = format!("a decision has an order for at most {ORDERED_MAX} elements, and this has {count}");
            self.error(Diagnostic::error(&codes::TOO_LARGE, turns.span, message).help("let it run over a smaller set"));
            return Order::OfSets;
        }
        lowered
    }

    fn no_decider(&mut self, header: &ast::Header) {
        let message = format!("the decision `{}` does not say who decides", header.name.text);
        let help = "write `by holder[Office] as d`, or `by vote of Body with member m`";
        self.missing_clause(header.name.span, message, help);
    }

    fn decider(&mut self, scope: &mut Scope, decider: &ast::Decider, voices: &mut Vec<Voice>) -> Decider {
        match decider {
            ast::Decider::Vote(ballot) => self.ballot(scope, ballot, voices).map_or(nobody(), Decider::Body),
            ast::Decider::Person { who, name, noise } => {
                let person = self.expression(scope, who);
                let set = match person.ty {
                    Ty::Element { set, .. } => set,
                    Ty::Wrong => return nobody(),
                    other => {
                        let message = format!("an element decides, not {}", other.describe(&self.model));
                        self.error(Diagnostic::error(&codes::WRONG_TYPE, who.span, message));
                        return nobody();
                    }
                };
                let local = self.new_local();
                let meaning = Bound::Local(local, Ty::element(set), Counts::default());
                let depth = scope.bound.len();
                if let Some(name) = name {
                    self.bind(scope, SymbolKind::Binding, name, meaning.clone());
                    voices.push(Voice { name: name.clone(), meaning });
                }
                let noise = noise.as_ref().map(|n| self.scale(scope, n, "noise"));
                scope.bound.truncate(depth);
                Decider::Person { who: person.value, set: self.model.sets[set].root, local, noise }
            }
        }
    }

    fn appeal(
        &mut self,
        scope: &mut Scope,
        appeal: &ast::Appeal,
        decision: &ast::Decision,
        rule: RuleId,
        voices: &mut Vec<Voice>,
    ) -> Option<Appeal> {
        let against = self.options_against(rule, &appeal.against);
        let when = appeal.when.as_ref().map(|w| self.truth(scope, w, "the condition of an appeal"));
        if let Some(ast::Decider::Vote(first)) = &decision.decider
            && first.member.text == appeal.ballot.member.text
        {
            let first = first.member.span;
            self.duplicate(&appeal.ballot.member, Some(first));
        }
        let ballot = self.ballot(scope, &appeal.ballot, voices)?;
        Some(Appeal { against: against?, when, ballot })
    }

    /// Effects may name the person who decided; there may have been nobody.
    pub(super) fn bind_decider_for_effects(&mut self, scope: &mut Scope, decision: &ast::Decision, voices: &[Voice]) {
        if let (Some(ast::Decider::Person { .. }), Some(Voice { name, meaning: Bound::Local(local, ty, _) })) =
            (&decision.decider, voices.first())
            && let Ty::Element { set, .. } = ty
        {
            let ty = Ty::Element { set: *set, optional: true, known: None };
            self.bind(scope, SymbolKind::Binding, name, Bound::Local(*local, ty, Counts::default()));
        }
    }

    pub(super) fn utility(&mut self, scope: &mut Scope, terms: &[ast::Term], voice: &Voice) -> Vec<Term> {
        let depth = scope.bound.len();
        self.bind(scope, SymbolKind::Binding, &voice.name, voice.meaning.clone());
        let mut lowered = vec![];
        for term in terms {
            let label = term.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
            lowered.push(Term { label, value: self.pure(scope, &term.value, "a utility") });
        }
        scope.bound.truncate(depth);
        lowered
    }

    pub(super) fn wrong_voice(&mut self, who: &Name, voices: &[Voice], decision: &ast::Decision) {
        let unreadable = decision.decider.is_none() || voices.is_empty() && !self.decider_lacks_name(decision);
        if unreadable {
            return;
        }
        let message = format!("`{}` does not decide here", who.text);
        let names: Vec<&str> = voices.iter().map(|v| v.name.text.as_str()).collect();
        let help = match names.is_empty() {
            true => "name the person who decides: `by … as d`".to_string(),
            false => format!("those who decide are `{}`", names.join("`, `")),
        };
        self.error(Diagnostic::error(&codes::WRONG_DECIDER, who.span, message).help(help));
    }

    fn decider_lacks_name(&self, decision: &ast::Decision) -> bool {
        matches!(decision.decider, Some(ast::Decider::Person { name: None, .. }))
    }

    fn recorded(&mut self, recorded: &ast::Recorded, rule: RuleId) -> Option<Recorded> {
        let option = self.chosen_option(rule, &recorded.option);
        let sources = self.sources_of(&recorded.citations);
        if self.rules[rule].broken {
            return None;
        }
        let elements = self.recorded_elements(&recorded.elements, rule, recorded.option.name.span)?;
        Some(Recorded { elements, option: option?, date: self.date_of_record(&recorded.date)?, sources })
    }

    /// The elements of a rule to which a record applies, one for each of its indices.
    pub(super) fn recorded_elements(&mut self, named: &[Name], rule: RuleId, span: Span) -> Option<Vec<u32>> {
        let sets: Vec<SetId> = self.rules[rule].indices.iter().map(|i| i.set).collect();
        if sets.len() != named.len() {
            let names: Vec<String> = sets.iter().map(|s| self.set_name(*s)).collect();
            let message = match names.is_empty() {
                true => "the rule has no indices, and this record names elements".to_string(),
                false => format!("the record does not name its element of {}", names.join(" and of ")),
            };
            let help = "write it after the source: `1953-06-26 [key] for Police_Chief`";
            self.error(Diagnostic::error(&codes::WRONG_INDEX_COUNT, span, message).help(help));
            return None;
        }
        sets.iter().zip(named).map(|(set, name)| Some(self.position_in(*set, &name.text, name.span)? as u32)).collect()
    }
}

/// Stands for a decider that has been reported.
fn nobody() -> Decider {
    Decider::Person {
        who: Expr::Number(crate::model::NONE),
        set: SetId::from_raw(0),
        local: crate::model::LocalId::from_raw(0),
        noise: None,
    }
}
