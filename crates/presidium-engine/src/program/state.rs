//! The state of a world: which slot holds what.
//!
//! The layout follows from the model and from what is asked of it. It does not depend on the scenario, so that the state
//! of a world means the same in every run of a program, and in every program that is asked the same.

use presidium_lang::model::{
    Decision, Element, Model, NONE, ObserverId, Order, Rule, RuleId, Turns, Type, Variable, VariableId, VariableKind,
};

use crate::layout::{self, Cell, Layout};
use crate::live::Live;
use crate::program::bounds::Bounds;
use crate::trigger::Trigger;

/// A value of each world that outlives a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

impl Slot {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Content {
    /// The option that the decision at hand takes; of no use once the decision is taken.
    Choice,
    /// Where the vote at hand stands; of no use once it is over.
    Vote(VoteState),
    /// What the member of a body at a position of its set brings to the vote at hand, in an order of its own: weight, presence,
    /// noise, and then the utility of each option; of no use once it is over.
    Opinion { position: u32, part: u32 },
    /// What a fold over pairs has taken up; of no use once it is made.
    Accumulator(Accumulator),
    /// The value of a variable. A delay has as many copies as it looks back months.
    Value { cell: Cell, copy: u32 },
    /// What an observer has seen so far.
    Observed(ObserverId),
    /// Whether a rule was open in the last step or, if it acts once, whether it has acted.
    Memory { rule: RuleId, element: Element },
    /// Of a decision that is taken together, the option that an element has chosen, or -1; of no use once it is taken.
    Taken { rule: RuleId, element: Element },
    /// Who has chosen it.
    Chooser { rule: RuleId, element: Element },
    /// The first month in which a test failed.
    Test(u32),
}

/// Where a vote of several ballots stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VoteState {
    /// The option that has won, or -1.
    Winner,
    /// How many ballots have been held.
    Round,
    /// Whether there is another one.
    Again,
}

/// How many parts of an opinion come before the utilities: weight, presence, noise.
pub const KEPT_OF_STANDING: usize = 3;

/// In the order of their slots.
const VOTE_STATES: [VoteState; 3] = [VoteState::Winner, VoteState::Round, VoteState::Again];

/// What the pairs of a fold are taken up in; all folds use the same, one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Accumulator {
    Sum,
    Count,
    Best,
    At,
    Flaw,
}

/// In the order of their slots.
pub const ACCUMULATORS: [Accumulator; 5] =
    [Accumulator::Sum, Accumulator::Count, Accumulator::Best, Accumulator::At, Accumulator::Flaw];

/// Which slot holds what.
#[derive(Clone, Debug, PartialEq)]
pub struct StateLayout {
    /// By slot.
    contents: Vec<Content>,
    /// By slot, between which numbers its values lie. All slots are zero when a world begins.
    bounds: Vec<Bounds>,
    /// For each variable in slots the first of them, and how many copies each element has.
    variables: Vec<Option<(Slot, u32)>>,
    observers: Vec<Option<Slot>>,
    /// For each rule with a memory the first of its slots.
    rules: Vec<Option<Slot>>,
    /// For each decision that is taken together the first of its slots, two for each element.
    together: Vec<Option<Slot>>,
    /// The first of the slots for opinions, and how many parts each of them has.
    opinions: (Slot, u32),
    tests: Slot,
}

impl StateLayout {
    /// The layout of what is computed of a model and of some tests.
    pub fn new(model: &Model, layout: &Layout, live: &Live, test_count: usize) -> StateLayout {
        let mut state = StateLayout {
            contents: vec![Content::Choice],
            bounds: vec![Bounds::CARRIED],
            variables: vec![None; model.variables.len()],
            observers: vec![None; model.observers.len()],
            rules: vec![None; model.rules.len()],
            together: vec![None; model.rules.len()],
            opinions: (Slot(0), 0),
            tests: Slot(0),
        };
        state.push(ACCUMULATORS.map(Content::Accumulator), Bounds::UNKNOWN);
        state.push(VOTE_STATES.map(Content::Vote), Bounds::CARRIED);
        for (place, variable) in model.variables.iter().enumerate() {
            let id = VariableId::new(place);
            if let (true, Some(copies)) = (live.variable(id), copies(&variable.kind)) {
                let bounds = if live.demands(id) { demanded(layout, variable) } else { Bounds::UNKNOWN };
                let cells = layout.elements(id).map(|element| Cell { variable: id, element });
                let values = cells.flat_map(|cell| (0..copies).map(move |copy| Content::Value { cell, copy }));
                state.variables[place] = Some((state.push(values, bounds), copies));
            }
        }
        for id in (0..model.observers.len()).map(ObserverId::new).filter(|&id| live.observer(id)) {
            state.observers[id.index()] = Some(state.push([Content::Observed(id)], Bounds::UNKNOWN));
        }
        for (place, rule) in model.rules.iter().enumerate().filter(|(_, rule)| Trigger::of(rule).has_memory()) {
            let elements = layout::elements(model, rule.indices());
            let memories = elements.map(|element| Content::Memory { rule: RuleId::new(place), element });
            state.rules[place] = Some(state.push(memories, Bounds::TRUTH));
        }
        for (place, rule) in model.rules.iter().enumerate() {
            if let Rule::Decision(Decision { order: Order::Together, .. }) = rule {
                let rule_id = RuleId::new(place);
                let of =
                    |element| [Content::Taken { rule: rule_id, element }, Content::Chooser { rule: rule_id, element }];
                let contents = layout::elements(model, rule.indices()).flat_map(of);
                state.together[place] = Some(state.push(contents, Bounds::CARRIED));
            }
        }
        let (positions, parts) = opinions(model);
        let contents =
            (0..positions).flat_map(|position| (0..parts).map(move |part| Content::Opinion { position, part }));
        state.opinions = (state.push(contents, Bounds::UNKNOWN), parts);
        state.tests = state.push((0..test_count as u32).map(Content::Test), Bounds::CARRIED);
        state
    }

    /// Adds consecutive slots, and gives the first.
    fn push(&mut self, contents: impl IntoIterator<Item = Content>, bounds: Bounds) -> Slot {
        let first = Slot(self.len());
        self.contents.extend(contents);
        self.bounds.resize(self.contents.len(), bounds.or(Bounds::between(0.0, 0.0)));
        first
    }

    /// Number of slots.
    pub fn len(&self) -> u32 {
        self.contents.len() as u32
    }

    /// What a slot holds.
    pub fn content(&self, slot: Slot) -> Content {
        self.contents[slot.index()]
    }

    /// Between which numbers the values of a slot lie.
    pub fn bounds(&self, slot: Slot) -> Bounds {
        self.bounds[slot.index()]
    }

    /// The slot that holds something; none if nothing of it is kept from step to step.
    pub fn slot(&self, content: Content) -> Option<Slot> {
        let slot = match content {
            Content::Choice => Slot(0),
            Content::Accumulator(accumulator) => Slot(1 + accumulator as u32),
            Content::Vote(vote) => Slot((1 + ACCUMULATORS.len()) as u32 + vote as u32),
            Content::Value { cell: Cell { variable, element }, copy } => {
                let (first, copies) = self.variables[variable.index()]?;
                Slot(first.0 + element.0 * copies + copy)
            }
            Content::Observed(observer) => self.observers[observer.index()]?,
            Content::Memory { rule, element } => Slot(self.rules[rule.index()]?.0 + element.0),
            Content::Taken { rule, element } => Slot(self.together[rule.index()]?.0 + 2 * element.0),
            Content::Chooser { rule, element } => Slot(self.together[rule.index()]?.0 + 2 * element.0 + 1),
            Content::Opinion { position, part } => {
                let (first, parts) = self.opinions;
                Slot(first.0 + position * parts + part)
            }
            Content::Test(test) => Slot(self.tests.0 + test),
        };
        (self.contents.get(slot.index()) == Some(&content)).then_some(slot)
    }

    /// What a slot holds, by name: `power[army]`, `memory removal[Premier]`.
    pub fn name(&self, model: &Model, slot: Slot) -> String {
        match self.content(slot) {
            Content::Choice => "choice".to_owned(),
            Content::Vote(vote) => format!("vote {vote:?}").to_lowercase(),
            Content::Opinion { position, part } => format!("opinion {position}.{part}"),
            Content::Accumulator(accumulator) => format!("fold {accumulator:?}").to_lowercase(),
            Content::Value { cell, copy } => match self.variables[cell.variable.index()] {
                Some((_, 2..)) => format!("{}.{copy}", cell.name(model)),
                _ => cell.name(model),
            },
            Content::Observed(observer) => format!("observed {}", observer.raw()),
            Content::Memory { rule, element } => {
                let rule = &model.rules[rule];
                format!("memory {}", layout::name(model, rule.name(), rule.indices(), element))
            }
            Content::Taken { rule, element } | Content::Chooser { rule, element } => {
                let what = if matches!(self.content(slot), Content::Taken { .. }) { "taken" } else { "chooser" };
                let rule = &model.rules[rule];
                format!("{what} {}", layout::name(model, rule.name(), rule.indices(), element))
            }
            Content::Test(test) => format!("test {test}"),
        }
    }
}

/// For how many members opinions are kept until their votes are counted, and how many parts each has.
fn opinions(model: &Model) -> (u32, u32) {
    let mut most = (0, 0);
    for rule in &model.rules {
        let Rule::Decision(decision) = rule else { continue };
        for ballot in decision.ballots().filter(|ballot| matches!(ballot.turns, Turns::By(_)) || !ballot.in_turn()) {
            let members = model.sets[model.bodies[ballot.body].index.set].ordinals.len();
            let parts = KEPT_OF_STANDING + decision.options.len();
            most = (most.0.max(members as u32), most.1.max(parts as u32));
        }
    }
    most
}

/// How many slots each element of a variable takes; none if it is computed anew in every step.
fn copies(kind: &VariableKind) -> Option<u32> {
    match kind {
        VariableKind::Stock { .. } | VariableKind::Flow { .. } | VariableKind::State { .. } => Some(1),
        VariableKind::Lag { steps, .. } => Some(*steps),
        _ => None,
    }
}

/// Between which numbers the values of a variable lie that the dynamics demand: every one of them is checked.
fn demanded(layout: &Layout, variable: &Variable) -> Bounds {
    match &variable.ty {
        Type::Truth => Bounds::TRUTH,
        Type::Element { set, .. } => Bounds::between(NONE, layout.root_len(*set) as f64),
        Type::Quantity { .. } | Type::Date => Bounds::CARRIED,
    }
}

#[cfg(test)]
mod tests {
    use presidium_lang::{MemorySources, load};

    use super::*;
    use crate::scenario::Outputs;

    const MODEL: &str = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nset Who = Anna, Boris\n\
        stock purse[w: Who] : 1\n    starts 5\nlet late[w: Who] : 1 = delay(purse[w], 3 months, initially 1)\n\
        event windfall[w: Who]\n    when late[w] > 0\n    once\n    do purse[w] += 7\n```\n";

    #[test]
    fn every_slot_is_found_by_what_it_holds_and_has_a_name_of_its_own() {
        let model = load(&MemorySources::new("t").with("t.md", MODEL)).expect("a sound model").model;
        let live = Live::for_outputs(&model, &Outputs::default());
        let state = StateLayout::new(&model, &Layout::new(&model), &live, 2);
        let slots: Vec<Slot> = (0..state.len()).map(Slot).collect();
        assert!(slots.iter().all(|&slot| state.slot(state.content(slot)) == Some(slot)));
        let names: Vec<String> = slots.iter().map(|&slot| state.name(&model, slot)).collect();
        assert_eq!(names[0], "choice");
        assert_eq!(names[9..11], ["purse[Anna]", "purse[Boris]"]);
        assert_eq!(names[names.len() - 4..], ["memory windfall[Anna]", "memory windfall[Boris]", "test 0", "test 1"]);
        let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
    }

    #[test]
    fn nothing_else_is_found() {
        let model = load(&MemorySources::new("t").with("t.md", MODEL)).expect("a sound model").model;
        let live = Live::for_outputs(&model, &Outputs::default());
        let state = StateLayout::new(&model, &Layout::new(&model), &live, 0);
        let purse = model.variable("purse").expect("it is declared");
        let at = |element, copy| Content::Value { cell: Cell { variable: purse, element: Element(element) }, copy };
        assert!(state.slot(at(1, 0)).is_some());
        assert_eq!([state.slot(at(2, 0)), state.slot(at(0, 1)), state.slot(Content::Test(0))], [None; 3]);
    }
}
