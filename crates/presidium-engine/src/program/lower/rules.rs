//! Events and decisions: guards, effects, and the memory of what was open.

use std::ops::Range;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    BinaryOp, Decider, Decision, DecisionOption, Effect, Element, Event, Expr, Index, LocalId, Order, Repeat, Rule,
    RuleId, VariableId,
};

use crate::kept::elected;
use crate::kernels::{Binary, Unary};
use crate::layout;
use crate::program::given::Input;
use crate::program::graph::{self, Bounds, LoggedAct, Node, Pace, Table, Uniform};
use crate::program::lower::pairs::conjuncts;
use crate::program::lower::{Binding, Lowering};
use crate::program::state::Content;
use crate::random;
use crate::resolved::Followed;
use crate::scalar::{self, truth};
use crate::trigger::Trigger;

/// An element of a rule, while it is being lowered.
#[derive(Clone, Copy)]
pub(super) struct Acting<'m> {
    pub rule: RuleId,
    pub element: Element,
    pub name: &'m str,
}

impl<'m> Lowering<'m> {
    /// All rules in document order; of an indexed rule one element after another.
    pub(super) fn rules(&mut self) {
        let model = self.model;
        for (place, rule) in model.rules.iter().enumerate() {
            let id = RuleId::new(place);
            let acting = |element| Acting { rule: id, element, name: rule.name() };
            let elements: Vec<Acting<'m>> = layout::elements(model, rule.indices()).map(acting).collect();
            match rule {
                Rule::Event(event) => {
                    for acting in elements {
                        self.bind(rule.indices(), acting.element);
                        self.event(acting, event);
                    }
                }
                Rule::Decision(decision) => match decision.order {
                    Order::Together => self.together(decision, &elements),
                    Order::OfSets => {
                        for acting in elements {
                            self.bind(rule.indices(), acting.element);
                            self.decision(acting, decision);
                        }
                    }
                    Order::By(_) | Order::ByLot => self.by_turns(decision, &elements),
                },
            }
        }
    }

    /// At every turn each element stands ready; the one whose turn it is acts.
    fn by_turns(&mut self, decision: &'m Decision, elements: &[Acting<'m>]) {
        let mut values = Vec::new();
        for acting in elements {
            self.bind(&decision.indices, acting.element);
            values.push(match &decision.order {
                Order::By(by) => self.needed(by),
                _ => {
                    let (stream, n) = (random::stream(acting.name), scalar::counter::ORDER);
                    self.graph.uniform(Uniform { stream, element: acting.element, n, pace: Pace::Step })
                }
            });
        }
        let places: Vec<Node> = (0..elements.len()).map(|at| self.place_of(at, &values)).collect();
        self.graph.effect(graph::Effect::Settle { values: places.clone() });
        for turn in 0..elements.len() {
            let turn = self.graph.number(turn as f64);
            for (acting, &place) in elements.iter().zip(&places) {
                let is_his = self.graph.binary(Binary::Equal, place, turn);
                self.guarded(is_his, |this| {
                    this.bind(&decision.indices, acting.element);
                    this.decision(*acting, decision);
                });
            }
        }
    }

    /// How many come before one of some: those with smaller values, and of equal ones the earlier.
    fn place_of(&mut self, at: usize, values: &[Node]) -> Node {
        let mut place = self.graph.number(0.0);
        for (other, &value) in values.iter().enumerate().filter(|&(other, _)| other != at) {
            let op = if other < at { Binary::LessOrEqual } else { Binary::Less };
            let is_before = self.graph.binary(op, value, values[at]);
            place = self.graph.binary(Binary::Add, place, is_before);
        }
        place
    }

    /// A decision that is taken for all its elements at once: all choose on the state before any effect.
    fn together(&mut self, decision: &'m Decision, elements: &[Acting<'m>]) {
        for &acting in elements {
            let Acting { rule, element, .. } = acting;
            let (taken, nobody) = (self.graph.slot(Content::Taken { rule, element }), self.graph.number(-1.0));
            self.graph.store(taken, nobody);
            self.bind(&decision.indices, element);
            self.when_taken(acting, decision, |this, chosen| {
                this.graph.store(taken, chosen);
                if let Decider::Person { local, .. } = &decision.decider {
                    let chooser = this.graph.slot(Content::Chooser { rule, element });
                    let person = this.expr(&Expr::Local(*local));
                    this.graph.store(chooser, person);
                }
            });
        }
        self.for_those_taken(decision, elements, |this, acting, place| this.note_choice(acting, decision, place));
        self.for_those_taken(decision, elements, |this, acting, place| {
            let Acting { rule, element, .. } = acting;
            if let Decider::Person { local, .. } = &decision.decider {
                let person = this.graph.load(this.graph.slot(Content::Chooser { rule, element }));
                this.set_local(*local, person);
            }
            this.bind_option(&decision.options[place]);
            this.effects(&decision.options[place].effects);
        });
    }

    /// Does something for each element of a decision that is taken together, in the worlds in which it took an option.
    fn for_those_taken(
        &mut self,
        decision: &'m Decision,
        elements: &[Acting<'m>],
        act: impl Fn(&mut Self, Acting<'m>, usize),
    ) {
        for &acting in elements {
            let Acting { rule, element, .. } = acting;
            let chosen = self.graph.load(self.graph.slot(Content::Taken { rule, element }));
            for place in 0..decision.options.len() {
                let option = self.graph.number(place as f64);
                let is_taken = self.graph.binary(Binary::Equal, chosen, option);
                self.guarded(is_taken, |this| {
                    this.bind(&decision.indices, element);
                    act(this, acting, place);
                });
            }
        }
    }

    fn event(&mut self, acting: Acting<'m>, event: &'m Event) {
        let trigger = Trigger::of_event(event);
        self.when_acting(acting, trigger, None, |this| {
            // All that decides how often it happens is settled before it happens for the first time.
            let further = this.further_turns(acting, event);
            this.one_turn(acting, event, 0);
            for (turn, strikes) in further.into_iter().enumerate() {
                this.guarded(strikes, |this| this.one_turn(acting, event, turn + 1));
            }
        });
    }

    fn one_turn(&mut self, acting: Acting<'m>, event: &'m Event, turn: usize) {
        self.log_act(acting, None);
        if let Some(local) = event.turn {
            let turn = self.graph.number(turn as f64);
            self.set_local(local, turn);
        }
        self.count(acting.element, event.count, event.date);
        self.effects(&event.effects);
    }

    /// Whether an event strikes a second time in this step, a third time, and so on; see `scalar::further_hazards`.
    fn further_turns(&mut self, acting: Acting<'m>, event: &'m Event) -> Vec<Node> {
        let (Some(rate), 2..) = (&event.rate, event.most) else { return Vec::new() };
        let rate = self.needed(rate);
        let luck = self.hazard_luck(acting, 0);
        let (one, step) = (self.graph.number(1.0), self.graph.number(self.model.clock.length()));
        let mean = self.graph.binary(Binary::Multiply, rate, step);
        let negative = self.graph.unary(Unary::Negate, mean);
        let mut term = self.graph.unary(Unary::Exp, negative);
        let mut up_to = term;
        let mut strikes = Vec::new();
        for times in 1..event.most {
            let times = self.graph.number(f64::from(times));
            let product = self.graph.binary(Binary::Multiply, term, mean);
            term = self.graph.binary(Binary::Divide, product, times);
            up_to = self.graph.binary(Binary::Add, up_to, term);
            let hazard = self.graph.binary(Binary::Subtract, one, up_to);
            strikes.push(self.graph.binary(Binary::Less, luck, hazard));
        }
        strikes
    }

    /// The number that decides whether a hazard strikes.
    fn hazard_luck(&mut self, acting: Acting<'m>, n: u64) -> Node {
        let stream = random::stream(acting.name);
        self.graph.uniform(Uniform { stream, element: acting.element, n, pace: Pace::Step })
    }

    fn decision(&mut self, acting: Acting<'m>, decision: &'m Decision) {
        self.when_taken(acting, decision, |this, chosen| {
            for (place, option) in decision.options.iter().enumerate() {
                let place_value = this.graph.number(place as f64);
                let taken = this.graph.binary(Binary::Equal, chosen, place_value);
                this.guarded(taken, |this| {
                    this.note_choice(acting, decision, place);
                    this.effects(&option.effects);
                });
            }
        });
    }

    /// Fills a section for the worlds in which a decision opens, given the option that is taken.
    fn when_taken(&mut self, acting: Acting<'m>, decision: &'m Decision, fill: impl FnOnce(&mut Self, Node)) {
        let fill = |this: &mut Self| {
            let chosen = this.taken(acting, decision);
            fill(this, chosen);
        };
        if self.resolved.follows_throughout(self.model, decision) {
            let opens = self.opens_by_record(acting, decision);
            return self.guarded(opens, |this| {
                this.graph.acts(acting.rule, acting.element);
                fill(this);
            });
        }
        let by_record = (self.resolved.followed(self.model, decision, acting.element, self.model.first_step)
            != Followed::No)
            .then(|| (self.is_free(acting, decision), self.opens_by_record(acting, decision)));
        let trigger = Trigger::of_decision(decision);
        self.when_acting(acting, trigger, by_record, fill);
    }

    /// Whether the record opens a decision, and no scenario forbids it.
    fn opens_by_record(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Node {
        let opens = self.by_month_with(|this, month| {
            truth(matches!(this.resolved.followed(this.model, decision, acting.element, month), Followed::Opens(_)))
        });
        let allowed = self.allowed(acting);
        self.graph.binary(Binary::And, opens, allowed)
    }

    /// Whether a decision opens by its own conditions, and the record has no say any more.
    fn is_free(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Node {
        self.by_month_with(|this, month| {
            truth(this.resolved.followed(this.model, decision, acting.element, month) == Followed::No)
        })
    }

    /// Notes what was chosen, before its effects.
    fn note_choice(&mut self, acting: Acting<'m>, decision: &'m Decision, place: usize) {
        let option = &decision.options[place];
        self.log_act(acting, Some(place as u32));
        self.bind_option(option);
        self.count(option.within(acting.element), decision.counts[place], decision.dates[place]);
        self.keep(acting, decision, place);
    }

    /// Fills a section for the worlds in which a rule acts; keeps the memory of its condition in all. Where the record is followed for
    /// some time, it is given when the rule is free, and when the record opens it.
    fn when_acting(
        &mut self,
        acting: Acting<'m>,
        trigger: Trigger<'m>,
        by_record: Option<(Node, Node)>,
        act: impl FnOnce(&mut Self),
    ) {
        let open = match trigger.when {
            Some(when) => self.needed(when),
            None => self.graph.number(1.0),
        };
        let repeat = trigger.repeat;
        let memory = Content::Memory { rule: acting.rule, element: acting.element };
        let memory = trigger.has_memory().then(|| self.graph.slot(memory));
        let due = match memory {
            Some(memory) => {
                let before = self.graph.load(memory);
                let fresh = self.graph.unary(Unary::Not, before);
                self.graph.binary(Binary::And, open, fresh)
            }
            None => open,
        };
        let allowed = self.allowed(acting);
        let due = self.graph.binary(Binary::And, due, allowed);
        if let (Some(memory), Repeat::Opening) = (memory, repeat) {
            self.graph.store(memory, open);
        }
        let once = memory.filter(|_| repeat == Repeat::Once);
        let act = |this: &mut Self| {
            this.graph.acts(acting.rule, acting.element);
            if let Some(once) = once {
                let one = this.graph.number(1.0);
                this.graph.store(once, one);
            }
            act(this);
        };
        let Some((free, opens)) = by_record else {
            return self.guarded(due, |this| {
                let struck = this.struck(acting, trigger);
                this.guarded(struck, act);
            });
        };
        let due = self.graph.binary(Binary::And, due, free);
        let acts = self.unless(opens, due, |this| this.struck(acting, trigger));
        self.guarded(acts, act);
    }

    /// Whether no scenario forbids the rule to act in this month.
    fn allowed(&mut self, acting: Acting<'m>) -> Node {
        self.graph.input(Input::Allowed(acting.rule, acting.element), Bounds::TRUTH)
    }

    /// Whether the hazard of a rule strikes; always, if it has none.
    fn struck(&mut self, acting: Acting<'m>, trigger: Trigger<'m>) -> Node {
        let Some(rate) = trigger.rate else { return self.graph.number(1.0) };
        let rate = self.needed(rate);
        let luck = self.hazard_luck(acting, trigger.n);
        let step = self.graph.number(self.model.clock.length());
        let expected = self.graph.binary(Binary::Multiply, rate, step);
        self.graph.binary(Binary::Strikes, expected, luck)
    }

    /// The option that is taken in a decision that is open.
    fn taken(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Node {
        // Effects may name the person who decides even where the choice is pinned or recorded.
        if let Decider::Person { who, local, .. } = &decision.decider {
            let person = self.needed(who);
            self.set_local(*local, person);
        }
        let chosen = self.record_or_choice(acting, decision);
        let last = (decision.options.len() - 1) as f64;
        let pinned = self.graph.input(Input::Pinned(acting.rule, acting.element), Bounds::between(-1.0, last));
        let zero = self.graph.number(0.0);
        let is_free = self.graph.binary(Binary::Less, pinned, zero);
        self.graph.select(is_free, chosen, pinned)
    }

    /// What the record gives as long as it is followed, and then what is chosen.
    fn record_or_choice(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Node {
        let last = (decision.options.len() - 1) as f64;
        let months = self.model.steps();
        let followed = months.map(|month| self.resolved.followed(self.model, decision, acting.element, month));
        let followed: Vec<Followed> = followed.collect();
        if followed.iter().all(|followed| *followed == Followed::No) {
            return self.choose(acting, decision);
        }
        let options = followed.iter().map(|followed| match followed {
            Followed::Opens(option) => *option as f64,
            // The record takes no option in such a month.
            Followed::Closed | Followed::No => last,
        });
        let recorded = self.graph.monthly(options.collect());
        if self.resolved.follows_throughout(self.model, decision) {
            return recorded;
        }
        let free = self.is_free(acting, decision);
        self.unless(recorded, free, |this| this.choose(acting, decision))
    }

    /// A value that is replaced in the worlds in which a condition holds.
    fn unless(&mut self, value: Node, condition: Node, replace: impl FnOnce(&mut Self) -> Node) -> Node {
        match self.graph.constant(condition) {
            Some(0.0) => value,
            Some(_) => replace(self),
            None => {
                let choice = self.graph.slot(Content::Choice);
                self.graph.store(choice, value);
                self.guarded(condition, |this| {
                    let replaced = replace(this);
                    this.graph.store(choice, replaced);
                });
                self.graph.load(choice)
            }
        }
    }

    fn choose(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Node {
        match &decision.decider {
            Decider::Body(ballot) => {
                let first = self.vote(acting, decision, ballot, 0);
                self.appealed(acting, decision, first)
            }
            Decider::Person { who, noise, .. } => {
                let person = self.expr(who);
                let zero = self.graph.number(0.0);
                let somebody = self.graph.binary(Binary::GreaterOrEqual, person, zero);
                let last = self.graph.number((decision.options.len() - 1) as f64);
                self.unless(last, somebody, |this| {
                    let first = this.decide_alone(acting, decision, person, noise.as_ref());
                    this.appealed(acting, decision, first)
                })
            }
        }
    }

    fn appealed(&mut self, acting: Acting<'m>, decision: &'m Decision, first: Node) -> Node {
        let Some(appeal) = &decision.appeal else { return first };
        let lost = self.is_among(first, &appeal.against);
        let may_be = match &appeal.when {
            Some(when) => self.expr(when),
            None => self.graph.number(1.0),
        };
        let appealed = self.graph.and(lost, may_be);
        self.graph.demand(appealed);
        self.unless(first, appealed, |this| this.vote(acting, decision, &appeal.ballot, 1))
    }

    /// Whether an option is one of some that follow each other.
    fn is_among(&mut self, option: Node, among: &Range<usize>) -> Node {
        let start = self.graph.number(among.start as f64);
        if among.len() == 1 {
            return self.graph.binary(Binary::Equal, option, start);
        }
        let end = self.graph.number(among.end as f64);
        let (begun, over) =
            (self.graph.binary(Binary::GreaterOrEqual, option, start), self.graph.binary(Binary::Less, option, end));
        self.graph.binary(Binary::And, begun, over)
    }

    fn log_act(&mut self, acting: Acting<'m>, option: Option<u32>) {
        if self.logs_acts {
            let act = LoggedAct { rule: acting.rule, element: acting.element, option };
            self.graph.effect(graph::Effect::LogAct(act));
        }
    }

    /// Notes that a rule has acted, before its effects.
    fn count(&mut self, at: Element, count: Option<VariableId>, date: Option<VariableId>) {
        if let Some(count) = count {
            let slot = self.slot(count, at);
            let (before, one) = (self.graph.load(slot), self.graph.number(1.0));
            let after = self.graph.binary(Binary::Add, before, one);
            self.graph.store(slot, after);
        }
        if let Some(date) = date {
            let now = self.now(0.0);
            self.graph.store(self.slot(date, at), now);
        }
    }

    /// Notes that a decision was taken, and for whom.
    fn keep(&mut self, acting: Acting<'m>, decision: &'m Decision, chosen: usize) {
        self.count(acting.element, decision.kept.times, decision.kept.date);
        for (variable, elected) in elected(self.model, decision, chosen) {
            let elected = self.graph.number(elected);
            self.graph.store(self.slot(variable, acting.element), elected);
        }
    }

    /// Binds the elements that an option stands for.
    pub(super) fn bind_option(&mut self, option: &DecisionOption) {
        if let Some(over) = &option.over {
            self.bind(&over.indices, over.element);
        }
    }

    pub(super) fn effects(&mut self, effects: &'m [Effect]) {
        effects.iter().for_each(|effect| self.one_effect(effect));
    }

    fn one_effect(&mut self, effect: &'m Effect) {
        match effect {
            Effect::Assign { variable, indices, add, value, .. } => self.assign(*variable, indices, *add, value),
            Effect::Local { local, value, .. } => {
                let value = self.expr(value);
                let value = self.graph.result(value);
                self.set_local(*local, value);
            }
            Effect::ForEach { index, filter, order: Some(order), body, .. } => {
                self.for_in_order(index, filter.as_ref(), order, body);
            }
            Effect::ForEach { index, filter, order: None, body, .. } => {
                if let Some((chosen, conditions)) = filter.as_ref().and_then(|filter| self.chosen(index, filter)) {
                    return self.for_chosen(index, chosen, &conditions, body);
                }
                let model = self.model;
                for &ordinal in &model.sets[index.set].ordinals {
                    self.bind_one(index.binding, f64::from(ordinal));
                    let passes = match filter {
                        Some(filter) => self.needed(filter),
                        None => self.graph.number(1.0),
                    };
                    self.guarded(passes, |this| this.effects(body));
                }
            }
            Effect::If { condition, then, otherwise, .. } => {
                let condition = self.needed(condition);
                self.guarded(condition, |this| this.effects(then));
                let opposite = self.graph.unary(Unary::Not, condition);
                self.guarded(opposite, |this| this.effects(otherwise));
            }
            Effect::Say(_) => {}
        }
    }

    /// The element that a filter asks for by name, `p = chosen and …`, and what else it asks. Only a name that was given in the
    /// rule: of any other expression the body might change the value.
    fn chosen(&self, index: &Index, filter: &'m Expr) -> Option<(LocalId, Vec<&'m Expr>)> {
        let mut rest = conjuncts(filter);
        let first = rest.remove(0);
        let is_index = |expr: &Expr| matches!(expr, Expr::Bound(binding) if *binding == index.binding);
        match first {
            Expr::Binary { op: BinaryOp::Equal, left, right } if self.graph.optimises() => match (&**left, &**right) {
                (Expr::Local(local), other) | (other, Expr::Local(local)) if is_index(other) => Some((*local, rest)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Carries out effects for the one element that was chosen, if it is in the set and the other conditions hold.
    fn for_chosen(&mut self, index: &Index, chosen: LocalId, conditions: &[&'m Expr], body: &'m [Effect]) {
        let chosen = self.expr(&Expr::Local(chosen));
        self.graph.demand(chosen);
        let set = &self.model.sets[index.set];
        let root = &self.model.sets[set.root];
        let one = self.graph.number(1.0);
        let mut entries = vec![None; root.elements.len()];
        set.ordinals.iter().for_each(|&ordinal| entries[ordinal as usize] = Some(one));
        let table = Table { sizes: vec![entries.len() as u32], entries };
        let zero = self.graph.number(0.0);
        let is_in_set = self.graph.gather(table, &[chosen], zero);
        self.guarded(is_in_set, |this| {
            this.bind_to(index.binding, Binding::Pair(chosen));
            let passes = this.all(conditions);
            this.graph.demand(passes);
            this.guarded(passes, |this| this.effects(body));
        });
    }

    fn assign(&mut self, variable: VariableId, indices: &'m [Expr], add: bool, value: &'m Expr) {
        let indices: Vec<Node> = indices.iter().map(|index| self.needed(index)).collect();
        let reach = self.reach(variable, &indices);
        if reach.computed.is_empty() {
            if let [Some(element)] = reach.elements[..] {
                let slot = self.slot(variable, element);
                let given = self.expr(value);
                let before = self.graph.load(slot);
                let after = if add { self.graph.binary(Binary::Add, before, given) } else { given };
                self.graph.demand(after);
                self.graph.store(slot, after);
            }
            return;
        }
        let given = self.expr(value);
        let entries = reach.elements.iter().map(|at| at.map(|at| self.slot(variable, at))).collect();
        let checked = add || self.graph.needs_check(given);
        self.graph.scatter(Table { sizes: reach.sizes, entries }, reach.computed, given, add, checked);
    }

    pub(super) fn set_local(&mut self, local: LocalId, value: Node) {
        if self.locals.len() <= local.index() {
            self.locals.resize(local.index() + 1, None);
        }
        self.locals[local.index()] = Some(value);
    }

    fn by_month_with(&mut self, value: impl Fn(&Self, Step) -> f64) -> Node {
        let values = self.model.steps().map(|month| value(self, month)).collect();
        self.graph.monthly(values)
    }
}
