//! Events and decisions of one world, and what they do.

use std::cmp::Ordering::{self, Equal, Greater, Less};

use presidium_lang::model::{
    Decider, Decision, DecisionOption, Effect, Element, Event, Expr, Index, LocalId, Message, MessagePiece, Order,
    Repeat, Rule, RuleId, Type, VariableId, Written,
};

use crate::failure::{Failure, Fault, Needed};
use crate::finite::carried;
use crate::kept::elected;
use crate::layout;
use crate::oracle::reasons::{CameTo, Change, Opened, kept};
use crate::oracle::simulation::{Acting, Simulation};
use crate::oracle::trace::{Assignment, Choice, DecisionTrace, Firing, Line, Piece};
use crate::random::Draw;
use crate::resolved::Followed;
use crate::scalar::{self, holds};
use crate::trigger::Trigger;

impl<'m> Simulation<'m> {
    /// All rules in document order; of an indexed rule one element after another.
    pub fn rules(&mut self) -> Result<(), Failure> {
        let model = self.model;
        for (place, rule) in model.rules.iter().enumerate() {
            let id = RuleId::new(place);
            let acting = |element| Acting { rule: id, element, name: rule.name(), place: rule.place() };
            if let Rule::Decision(decision) = rule
                && matches!(decision.order, Order::Together)
            {
                self.together(decision, layout::elements(model, rule.indices()).map(acting).collect())?;
                continue;
            }
            for acting in self.by_turns(rule, layout::elements(model, rule.indices()).map(acting).collect())? {
                self.bind(rule.indices(), acting.element);
                match rule {
                    Rule::Event(event) => self.event(acting, event)?,
                    Rule::Decision(decision) => self.decision(acting, decision)?,
                }
                self.done(id, acting.element);
            }
        }
        Ok(())
    }

    /// The elements of a rule in the order in which they have their turn.
    fn by_turns(&mut self, rule: &'m Rule, elements: Vec<Acting<'m>>) -> Result<Vec<Acting<'m>>, Failure> {
        let Rule::Decision(decision) = rule else { return Ok(elements) };
        let mut placed = Vec::with_capacity(elements.len());
        for acting in elements {
            self.bind(rule.indices(), acting.element);
            let value = match &decision.order {
                Order::By(by) => self.needed(acting, by, Needed::Order)?,
                Order::ByLot => {
                    let draw = Draw::of(acting.name, acting.element, self.month.0);
                    self.luck.uniform(Draw { n: scalar::counter::ORDER, ..draw })
                }
                Order::OfSets | Order::Together => 0.0,
            };
            placed.push((value, acting));
        }
        // A stable sort: of equal ones in the order of the sets.
        placed.sort_by(|(one, _), (other, _)| {
            if one < other {
                Less
            } else if one > other {
                Greater
            } else {
                Equal
            }
        });
        Ok(placed.into_iter().map(|(_, acting)| acting).collect())
    }

    /// A decision that is taken for all its elements at once: all choose on the state before any effect.
    fn together(&mut self, decision: &'m Decision, elements: Vec<Acting<'m>>) -> Result<(), Failure> {
        let mut taken = Vec::new();
        for &acting in &elements {
            self.bind(&decision.indices, acting.element);
            if let Some((chosen, choice)) = self.taken(acting, decision)? {
                let person = match &decision.decider {
                    Decider::Person { local, .. } => Some((*local, self.locals[local.index()])),
                    Decider::Body(_) => None,
                };
                taken.push((acting, chosen, choice, person, std::mem::take(&mut self.ballots)));
            }
        }
        for (acting, chosen, choice, _, ballots) in &mut taken {
            self.bind(&decision.indices, acting.element);
            self.ballots = std::mem::take(ballots);
            self.decided(*acting, *chosen, *choice);
            self.note_choice(*acting, decision, *chosen);
        }
        for (acting, chosen, _, person, _) in taken {
            self.bind(&decision.indices, acting.element);
            person.into_iter().for_each(|(local, person)| self.set_local(local, person));
            self.bind_option(&decision.options[chosen]);
            self.effects(acting, &decision.options[chosen].effects)?;
        }
        elements.into_iter().for_each(|acting| self.done(acting.rule, acting.element));
        Ok(())
    }

    fn event(&mut self, acting: Acting<'m>, event: &'m Event) -> Result<(), Failure> {
        let trigger = Trigger::of_event(event);
        if !self.acts(acting, &trigger)? {
            return Ok(());
        }
        let turns = self.turns(acting, event)?;
        for (turn, &hazard) in turns.iter().enumerate() {
            if turn > 0 {
                self.fired(acting, hazard);
            }
            if let Some(local) = event.turn {
                self.set_local(local, turn as f64);
            }
            self.count(acting, acting.element, event.count, event.date);
            self.effects(acting, &event.effects)?;
        }
        Ok(())
    }

    /// The times that an event happens in this step, each with its probability and the luck that decided; what it does the
    /// first time changes nothing of that.
    fn turns(&mut self, acting: Acting<'m>, event: &'m Event) -> Result<Vec<Option<(f64, f64)>>, Failure> {
        let mut turns = vec![None];
        if let (Some(rate), 2..) = (&event.rate, event.most) {
            let rate = self.needed(acting, rate, Needed::Rate)?;
            let luck = self.luck.uniform(Draw::of(acting.name, acting.element, self.month.0));
            let further = scalar::further_hazards(rate * self.model.clock.length(), event.most)
                .into_iter()
                .take_while(|hazard| luck < *hazard);
            turns.extend(further.map(|hazard| Some((hazard, luck))));
        }
        Ok(turns)
    }

    fn decision(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Result<(), Failure> {
        let Some((chosen, choice)) = self.taken(acting, decision)? else { return Ok(()) };
        self.decided(acting, chosen, choice);
        self.note_choice(acting, decision, chosen);
        self.effects(acting, &decision.options[chosen].effects)
    }

    /// The option that is taken, if the decision opens.
    fn taken(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Result<Option<(usize, Choice)>, Failure> {
        let trigger = Trigger::of_decision(decision);
        let intervention = self.resolved.intervention(acting.rule, acting.element, self.month);
        let followed = self.resolved.followed(self.model, decision, acting.element, self.month);
        let acts = match followed {
            Followed::No => self.acts(acting, &trigger)?,
            Followed::Opens(_) | Followed::Closed => {
                self.watch(acting, &trigger, self.resolved.follows_throughout(self.model, decision))?;
                matches!(followed, Followed::Opens(_)) && !intervention.forbidden
            }
        };
        if acts && followed != Followed::No {
            self.acted[acting.rule.index()][acting.element.index()] = true;
            self.fired(acting, None);
        }
        if !acts {
            return Ok(None);
        }
        self.name_decider(acting, decision)?;
        let (chosen, choice) = match followed {
            Followed::Opens(option) => (option, Choice::Recorded),
            _ => self.choose(acting, decision)?,
        };
        // A pinned decision takes its vote, which then does not decide.
        Ok(Some(intervention.pinned.map_or((chosen, choice), |option| (option, Choice::Pinned))))
    }

    /// Notes what was chosen, before its effects.
    fn note_choice(&mut self, acting: Acting<'m>, decision: &'m Decision, chosen: usize) {
        let option = &decision.options[chosen];
        self.bind_option(option);
        self.count(acting, option.within(acting.element), decision.counts[chosen], decision.dates[chosen]);
        self.keep(acting, decision, chosen);
    }

    /// Keeps the memory of a condition while the record has the say: once the rule is free, what has held for long does not turn true.
    /// Of a rule that is never free nothing is kept.
    fn watch(&mut self, acting: Acting<'m>, trigger: &Trigger<'m>, throughout: bool) -> Result<(), Failure> {
        if !throughout {
            let open = self.condition(acting, trigger.when, Needed::Condition)?;
            self.was_open[acting.rule.index()][acting.element.index()] = open;
        }
        Ok(())
    }

    /// Whether a rule acts now; keeps the memory of its condition in any case.
    fn acts(&mut self, acting: Acting<'m>, trigger: &Trigger<'m>) -> Result<bool, Failure> {
        let Acting { rule, element, .. } = acting;
        let open = self.condition(acting, trigger.when, Needed::Condition)?;
        let was_open = std::mem::replace(&mut self.was_open[rule.index()][element.index()], open);
        let due = match trigger.repeat {
            Repeat::Once => !self.acted[rule.index()][element.index()],
            Repeat::Opening => trigger.rate.is_some() || !was_open,
            Repeat::EveryStep => true,
        };
        let verdict = kept(open, due, self.resolved.intervention(rule, element, self.month).forbidden, trigger.repeat);
        if verdict != Opened::Acts {
            self.attempted(acting, verdict);
            return Ok(false);
        }
        let mut hazard = None;
        if let Some(rate) = trigger.rate {
            let value = self.needed(acting, rate, Needed::Rate)?;
            let uniform = self.luck.uniform(Draw { n: trigger.n, ..Draw::of(acting.name, element, self.month.0) });
            let probability = scalar::hazard(value * self.model.clock.length());
            if uniform >= probability {
                self.attempted(acting, Opened::Missed { probability, luck: uniform });
                return Ok(false);
            }
            hazard = Some((probability, uniform));
        }
        self.attempted(acting, Opened::Acts);
        self.acted[rule.index()][element.index()] = true;
        self.fired(acting, hazard);
        Ok(true)
    }

    /// Notes that a rule has acted, before its effects.
    fn count(&mut self, acting: Acting<'m>, at: Element, count: Option<VariableId>, date: Option<VariableId>) {
        if let Some(count) = count {
            self.put(acting, (count, at), (1.0, true), None);
        }
        if let Some(date) = date {
            self.put(acting, (date, at), (self.now(), false), None);
        }
    }

    /// Notes that a decision was taken, and for whom.
    fn keep(&mut self, acting: Acting<'m>, decision: &'m Decision, chosen: usize) {
        self.count(acting, acting.element, decision.kept.times, decision.kept.date);
        for (variable, elected) in elected(self.model, decision, chosen) {
            self.put(acting, (variable, acting.element), (elected, false), None);
        }
    }

    /// Binds the elements that an option stands for.
    pub fn bind_option(&mut self, option: &DecisionOption) {
        if let Some(over) = &option.over {
            self.bind(&over.indices, over.element);
        }
    }

    fn effects(&mut self, acting: Acting<'m>, effects: &'m [Effect]) -> Result<(), Failure> {
        let around = self.around();
        effects.iter().try_for_each(|effect| self.effect(acting, effect))?;
        self.leave(around);
        Ok(())
    }

    fn effect(&mut self, acting: Acting<'m>, effect: &'m Effect) -> Result<(), Failure> {
        match effect {
            Effect::Assign { variable, indices, add, value, written } => {
                self.assign(acting, (*variable, indices), (*add, value), written)
            }
            Effect::Local { local, name, value: expr, ty, written } => {
                self.blame = None;
                let value = self.eval(expr);
                let value = self.keep_local(*local, value, name, acting.place);
                self.set_local(*local, value);
                self.enter(written, CameTo::Value { value, ty: ty.clone() }, Some(expr), Some(*local));
                Ok(())
            }
            Effect::ForEach { index, filter, order: Some(order), body, written } => {
                for ordinal in self.in_order(acting, index, filter.as_ref(), order)? {
                    self.bind_one(index.binding, f64::from(ordinal));
                    self.for_one(acting, (*index, ordinal), filter.as_ref(), (body, written))?;
                }
                Ok(())
            }
            Effect::ForEach { index, filter, order: None, body, written } => {
                for &ordinal in &self.model.sets[index.set].ordinals {
                    self.bind_one(index.binding, f64::from(ordinal));
                    if self.condition(acting, filter.as_ref(), Needed::ForCondition)? {
                        self.for_one(acting, (*index, ordinal), filter.as_ref(), (body, written))?;
                    }
                }
                Ok(())
            }
            Effect::If { condition, then, otherwise, written } => {
                let holds = self.condition(acting, Some(condition), Needed::IfCondition)?;
                let around = self.around();
                self.enter(written, CameTo::Holds(holds), Some(condition), None);
                self.effects(acting, if holds { then } else { otherwise })?;
                self.leave(around);
                Ok(())
            }
            Effect::Say(message) => {
                self.say(acting, message);
                Ok(())
            }
        }
    }

    /// What is done for one element of a `for`.
    fn for_one(
        &mut self,
        acting: Acting<'m>,
        (index, ordinal): (Index, u32),
        filter: Option<&'m Expr>,
        (body, written): (&'m [Effect], &'m Written),
    ) -> Result<(), Failure> {
        let around = self.around();
        self.enter(written, CameTo::Element { index, ordinal }, filter, None);
        self.effects(acting, body)?;
        self.leave(around);
        Ok(())
    }

    /// The elements for which something is done, the smallest key first, of equal ones the earlier element.
    fn in_order(
        &mut self,
        acting: Acting<'m>,
        index: &Index,
        filter: Option<&'m Expr>,
        order: &'m Expr,
    ) -> Result<Vec<u32>, Failure> {
        let mut elements = Vec::new();
        for &ordinal in &self.model.sets[index.set].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            if self.condition(acting, filter, Needed::ForCondition)? {
                elements.push((self.needed(acting, order, Needed::ForOrder)?, ordinal));
            }
        }
        elements.sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        Ok(elements.into_iter().map(|(_, ordinal)| ordinal).collect())
    }

    fn assign(
        &mut self,
        acting: Acting<'m>,
        (variable, indices): (VariableId, &'m [Expr]),
        (add, value): (bool, &'m Expr),
        written: &'m Written,
    ) -> Result<(), Failure> {
        let mut ordinals = Vec::with_capacity(indices.len());
        for index in indices {
            ordinals.push(self.needed(acting, index, Needed::Element)?);
        }
        let Some(position) = self.layout.place(variable, &ordinals) else { return Ok(()) };
        self.blame = None;
        let given = self.eval(value);
        let after = if add { self.values[variable.index()][position.index()] + given } else { given };
        if carried(after).is_nan() {
            let of = self.variable(variable);
            let name = layout::name(self.model, &of.name, &of.indices, position);
            return Err(self.rule_failure_of(acting, after, Needed::Assigned(name)));
        }
        let change = self.probes(variable, position).then(|| self.assignment(indices, value, written));
        self.put(acting, (variable, position), (given, add), change);
        Ok(())
    }

    /// Whether a condition holds, if there is one.
    pub fn condition(&mut self, acting: Acting<'m>, condition: Option<&Expr>, needed: Needed) -> Result<bool, Failure> {
        condition.map_or(Ok(true), |condition| Ok(holds(self.needed(acting, condition, needed)?)))
    }

    /// The value of an expression of a rule, which stops the world if it is missing.
    pub fn needed(&mut self, acting: Acting<'m>, expr: &Expr, needed: Needed) -> Result<f64, Failure> {
        self.blame = None;
        let value = self.eval(expr);
        if carried(value).is_nan() { Err(self.rule_failure_of(acting, value, needed)) } else { Ok(value) }
    }

    pub fn rule_failure_of(&mut self, acting: Acting<'m>, value: f64, needed: Needed) -> Failure {
        let equation = self.rule_name(acting);
        let failure = self.failure_at(value, needed, equation, acting.place);
        Failure { month: self.month, ..failure }
    }

    pub fn put(
        &mut self,
        acting: Acting<'m>,
        (variable, position): (VariableId, Element),
        (given, add): (f64, bool),
        change: Option<Change>,
    ) {
        let slot = &mut self.values[variable.index()][position.index()];
        let before = *slot;
        *slot = if add { *slot + given } else { given };
        let value = *slot;
        if self.probes(variable, position) {
            self.changed(acting, change, (before, value));
        }
        let (month, element) = (self.month, acting.element);
        if let Some(trace) = &mut self.trace {
            trace.assignments.push(Assignment { month, rule: acting.rule, element, variable, position, value });
        }
    }

    pub fn set_local(&mut self, local: LocalId, value: f64) {
        if self.locals.len() <= local.index() {
            self.locals.resize(local.index() + 1, 0.0);
        }
        self.locals[local.index()] = value;
    }

    fn say(&mut self, acting: Acting<'m>, message: &'m Message) {
        if self.trace.is_none() {
            return;
        }
        let (mut pieces, mut vacant) = (Vec::new(), false);
        for piece in &message.pieces {
            match piece {
                MessagePiece::Text(words) => pieces.push(Piece::Text(words.clone())),
                MessagePiece::Value { value, ty } => {
                    let value = self.eval(value);
                    pieces.push(Piece::Value { value, ty: ty.clone() });
                    vacant |= matches!(ty, Type::Element { .. }) && value < 0.0;
                }
            }
        }
        let known_to = message.known_to.as_ref().map(|audience| self.knowers(audience));
        let (month, element) = (self.month, acting.element);
        if let Some(trace) = &mut self.trace {
            trace.lines.push(Line { month, rule: acting.rule, element, pieces, known_to, vacant });
        }
    }

    fn fired(&mut self, acting: Acting<'m>, hazard: Option<(f64, f64)>) {
        let (month, element) = (self.month, acting.element);
        if let Some(trace) = &mut self.trace {
            trace.firings.push(Firing { month, rule: acting.rule, element, hazard });
        }
    }

    /// Completes the trace of the decision, whose ballots have been noted already.
    fn decided(&mut self, acting: Acting<'m>, chosen: usize, choice: Choice) {
        let (month, element, ballots) = (self.month, acting.element, std::mem::take(&mut self.ballots));
        if let Some(trace) = &mut self.trace {
            trace.decisions.push(DecisionTrace { month, rule: acting.rule, element, chosen, choice, ballots });
        }
    }

    /// Binds the person who decides: effects may name him even where the choice is pinned or recorded.
    fn name_decider(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Result<(), Failure> {
        if let Decider::Person { who, local, .. } = &decision.decider {
            let person = self.needed(acting, who, Needed::Decider)?;
            self.set_local(*local, person);
        }
        Ok(())
    }

    fn choose(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Result<(usize, Choice), Failure> {
        let last = decision.options.len() - 1;
        let (first, choice) = match &decision.decider {
            Decider::Person { who, noise, .. } => {
                let person = self.needed(acting, who, Needed::Decider)?;
                if person < 0.0 {
                    return Ok((last, Choice::Nobody));
                }
                (self.decide_alone(acting, decision, person, noise.as_ref())?, Choice::Decided)
            }
            Decider::Body(ballot) => (self.vote(acting, decision, ballot, 0)?.unwrap_or(last), Choice::Decided),
        };
        match &decision.appeal {
            Some(appeal)
                if appeal.against.contains(&first)
                    && self.condition(acting, appeal.when.as_ref(), Needed::AppealCondition)? =>
            {
                Ok((self.vote(acting, decision, &appeal.ballot, 1)?.unwrap_or(last), Choice::Appealed))
            }
            _ => Ok((first, choice)),
        }
    }

    pub fn rule_failure(&self, acting: Acting<'m>, fault: Fault) -> Failure {
        self.failure(self.rule_name(acting), acting.place, fault)
    }

    fn rule_name(&self, acting: Acting<'m>) -> String {
        let indices = self.model.rules[acting.rule].indices();
        layout::name(self.model, acting.name, indices, acting.element)
    }
}
