//! Which kinds of things are counted, and what is recorded of each.

use std::collections::{BTreeMap, BTreeSet};

use presidium_engine::Act;
use presidium_lang::clock::Step;
use presidium_lang::model::{Effect, Element, Event, Index, Model, Rule, RuleId};

/// An event, or an option of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The event or decision.
    pub rule: RuleId,
    /// The option as declared, by the position of the first that stands for it; of an event, none.
    pub option: Option<usize>,
    /// The element of the rule; none of all of them together.
    pub element: Option<Element>,
}

/// The kinds of a model.
pub struct Kinds {
    all: BTreeSet<Kind>,
    /// For each rule and option the first of those that are declared together.
    declared: BTreeMap<(RuleId, u32), usize>,
}

/// When something happened in fact.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordOf {
    /// In order.
    pub steps: Vec<Step>,
}

impl Kinds {
    /// Events of which something is told or recorded, and all options. Events that tell nothing are bookkeeping.
    pub fn of(model: &Model) -> Kinds {
        let (mut all, mut known) = (BTreeSet::new(), BTreeMap::new());
        for (at, of) in model.rules.iter().enumerate() {
            let rule = RuleId::new(at);
            let options: Vec<Option<usize>> = match of {
                Rule::Event(event) if is_counted(event) => vec![None],
                Rule::Event(_) => vec![],
                Rule::Decision(decision) => {
                    known.extend((0..decision.options.len()).map(|at| ((rule, at as u32), declared(of, at))));
                    let options = (0..decision.options.len()).filter(|&at| declared(of, at) == at);
                    options.map(Some).collect()
                }
            };
            for option in options {
                let kind = Kind { rule, option, element: None };
                if !of.indices().is_empty() && record_of(model, &kind).is_some() {
                    let elements = (0..count(model, of.indices())).map(|at| Some(Element::at(at)));
                    all.extend(elements.map(|element| Kind { element, ..kind }));
                }
                all.insert(kind);
            }
        }
        Kinds { all, declared: known }
    }

    /// In the order of the document.
    pub fn all(&self) -> impl Iterator<Item = &Kind> {
        self.all.iter()
    }

    /// The kinds to which an act belongs: that of all elements, and its own where the record tells them apart.
    pub fn of_act(&self, act: &Act) -> impl Iterator<Item = Kind> {
        let option = act.option.and_then(|option| self.declared.get(&(act.rule, option)).copied());
        let kinds = [None, Some(act.element)].map(|element| Kind { rule: act.rule, option, element });
        kinds.into_iter().filter(|kind| self.all.contains(kind))
    }
}

/// What is recorded of a kind: nothing of an event without a record, and of an option that is not recorded for any element.
pub fn record_of(model: &Model, kind: &Kind) -> Option<RecordOf> {
    let rule = &model.rules[kind.rule];
    let is_its =
        |elements: &[u32]| kind.element.is_none_or(|element| place(model, rule.indices(), elements) == element.index());
    let dates: Vec<f64> = match rule {
        Rule::Event(event) if event.recorded.is_empty() => return None,
        Rule::Event(event) => {
            let happened = event.recorded.iter().filter_map(|of| Some((of.date?, &of.elements)));
            happened.filter(|(_, elements)| is_its(elements)).map(|(date, _)| date).collect()
        }
        Rule::Decision(decision) => {
            let option = kind.option?;
            let mut chosen = decision.recorded.iter().filter(|of| declared(rule, of.option) == option).peekable();
            chosen.peek()?;
            chosen.filter(|of| is_its(&of.elements)).map(|of| of.date).collect()
        }
    };
    let mut steps: Vec<Step> = dates.into_iter().map(|date| model.clock.at(date)).collect();
    steps.retain(|step| (model.first_step..=model.last_step).contains(step));
    steps.sort_unstable();
    Some(RecordOf { steps })
}

/// The first of the options that are declared together.
fn declared(rule: &Rule, option: usize) -> usize {
    match rule {
        Rule::Event(_) => option,
        Rule::Decision(decision) => {
            option - decision.options[option].over.as_ref().map_or(0, |over| over.element.index())
        }
    }
}

fn is_counted(event: &Event) -> bool {
    !event.recorded.is_empty() || tells(&event.effects)
}

fn tells(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| match effect {
        Effect::Say(_) => true,
        Effect::ForEach { body, .. } => tells(body),
        Effect::If { then, otherwise, .. } => tells(then) || tells(otherwise),
        Effect::Assign { .. } | Effect::Local { .. } => false,
    })
}

/// How many elements a rule has.
fn count(model: &Model, indices: &[Index]) -> usize {
    indices.iter().map(|index| model.sets[index.set].elements.len()).product()
}

/// Which element of a rule is meant by the positions of its indices.
fn place(model: &Model, indices: &[Index], elements: &[u32]) -> usize {
    let sizes = indices.iter().map(|index| model.sets[index.set].elements.len());
    sizes.zip(elements).fold(0, |place, (size, &element)| place * size + element as usize)
}
