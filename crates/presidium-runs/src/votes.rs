//! The table of votes: who voted for what.

use std::sync::Arc;

use presidium_lab::{LedgerTally, Stretch, member_set};
use presidium_lang::model::{Model, Rule};

use crate::columns::{Column, Kind, Rows};
use crate::events::RuleTexts;
use crate::tables::{Dates, Seen, push_text};

/// Makes rows of votes.
pub struct Votes {
    model: Arc<Model>,
    dates: Dates,
    texts: RuleTexts,
}

impl Votes {
    pub fn columns() -> Vec<Column> {
        vec![
            Column::new("world", Kind::Count, "the number of the world"),
            Column::new("date", Kind::Text, "the month of the vote"),
            Column::new("decision", Kind::Text, "the decision, by its name in the model"),
            Column::new("element", Kind::Text, "the elements for which it is taken; missing of a decision without"),
            Column::new("appeal", Kind::Truth, "whether it is the vote of the body that was appealed to"),
            Column::new("round", Kind::Count, "counted from 1: the same vote may be held again, among fewer options"),
            Column::new("member", Kind::Text, "who was asked"),
            Column::new("weight", Kind::Number, "what the vote weighs"),
            Column::new("present", Kind::Truth, "whether the member was present"),
            Column::new(
                "option",
                Kind::Text,
                "what the member voted for; missing of one who was away or abstained, and where no votes are counted",
            ),
            Column::new("carried", Kind::Text, "the option that won this vote; missing if none did"),
        ]
    }

    pub fn new(seen: &Seen) -> Votes {
        Votes { model: seen.model.clone(), dates: Dates::of(&seen.model), texts: RuleTexts::default() }
    }

    pub fn fill(&mut self, found: &Stretch<LedgerTally>, rows: &mut Rows) {
        let [world, date, decision, element, appeal, round, member, weight, present, option, carried] =
            rows.columns.as_mut_slice()
        else {
            return;
        };
        let (mut last, mut held) = (None, 0);
        for ballot in found.seen[0].ballots() {
            let Rule::Decision(declared) = &self.model.rules[ballot.rule] else { continue };
            let set = member_set(&self.model, declared, ballot.number).map(|set| &self.model.sets[set]);
            let this = Some((ballot.world, ballot.month, ballot.rule, ballot.element, ballot.number));
            held = if last == this { held + 1 } else { 1 };
            last = this;
            let winner = ballot.held.verdict.winner;
            // A person who decides alone casts no vote that would be counted.
            let alone = ballot.held.members.len() == 1 && ballot.held.verdict.tally.is_none();
            for voter in &ballot.held.members {
                world.count(ballot.world.0);
                self.dates.push(date, ballot.month);
                decision.known_text(self.texts.rule(&self.model, ballot.rule));
                push_text(element, self.texts.element(&self.model, ballot.rule, ballot.element));
                appeal.truth(Some(ballot.number > 0));
                round.count(held);
                match set.and_then(|set| set.elements.get(voter.member as usize)) {
                    Some(id) => member.text(id),
                    None => member.missing(),
                }
                weight.number(Some(voter.weight).filter(|weight| weight.is_finite()));
                present.truth(Some(voter.present));
                let vote = if alone { winner } else { voter.vote };
                let mut text = |option: Option<usize>, cells| match option {
                    Some(option) => push_text(cells, Some(self.texts.option(&self.model, ballot.rule, option as u32))),
                    None => push_text(cells, None),
                };
                text(vote, option);
                text(winner, carried);
            }
        }
    }
}
