//! The table of events: what the rules did.

use std::collections::BTreeMap;
use std::sync::Arc;

use parquet::data_type::ByteArray;
use presidium_lab::{LedgerTally, Stretch};
use presidium_lang::model::{Element, Model, RuleId};

use crate::columns::{Column, Kind, Rows};
use crate::tables::{Dates, Seen, elements_text, push_text};

/// Makes rows of what rules did.
pub struct Events {
    model: Arc<Model>,
    dates: Dates,
    texts: RuleTexts,
}

impl Events {
    pub fn columns() -> Vec<Column> {
        vec![
            Column::new("world", Kind::Count, "the number of the world"),
            Column::new("date", Kind::Text, "the month in which it happened"),
            Column::new("rule", Kind::Text, "the event or decision, by its name in the model"),
            Column::new("element", Kind::Text, "the elements for which it happened; missing of a rule without"),
            Column::new("option", Kind::Text, "what a decision chose; missing of an event"),
        ]
    }

    pub fn new(seen: &Seen) -> Events {
        Events { model: seen.model.clone(), dates: Dates::of(&seen.model), texts: RuleTexts::default() }
    }

    pub fn fill(&mut self, found: &Stretch<LedgerTally>, rows: &mut Rows) {
        let [world, date, rule, element, option] = rows.columns.as_mut_slice() else { return };
        for act in found.seen[0].all_acts() {
            world.count(act.world.0);
            self.dates.push(date, act.month);
            rule.known_text(self.texts.rule(&self.model, act.rule));
            push_text(element, self.texts.element(&self.model, act.rule, act.element));
            push_text(option, act.option.map(|option| self.texts.option(&self.model, act.rule, option)));
        }
    }
}

/// Texts about rules, each made once.
#[derive(Default)]
pub struct RuleTexts {
    rules: BTreeMap<RuleId, ByteArray>,
    elements: BTreeMap<(RuleId, Element), Option<ByteArray>>,
    options: BTreeMap<(RuleId, u32), ByteArray>,
}

impl RuleTexts {
    pub fn rule(&mut self, model: &Model, rule: RuleId) -> &ByteArray {
        self.rules.entry(rule).or_insert_with(|| ByteArray::from(model.rules[rule].name()))
    }

    pub fn element(&mut self, model: &Model, rule: RuleId, element: Element) -> Option<&ByteArray> {
        let made = || elements_text(model, model.rules[rule].indices(), element);
        self.elements.entry((rule, element)).or_insert_with(made).as_ref()
    }

    pub fn option(&mut self, model: &Model, rule: RuleId, option: u32) -> &ByteArray {
        let made = || ByteArray::from(model.rules[rule].option(option as usize));
        self.options.entry((rule, option)).or_insert_with(made)
    }
}
