//! Instructions that take the lanes of a section one by one: computed indices, and votes.

use super::Machine;
use crate::exec::batch::{Ballot, Batch};
use crate::finite::carried;
use crate::math;
use crate::program::ballots::Vote;
use crate::program::code::Operand;
use crate::program::graph::Table;
use crate::random::Draw;
use crate::scalar::{Luck, counter, holds};
use crate::vote::{Held, Poll, Procedure, Verdict};

impl Machine<'_> {
    pub(super) fn gather(&self, to: u32, table: u32, operands: &[Operand]) {
        let table = &self.gathers[table as usize];
        let lanes = &self.frame().lanes;
        let count = lanes.len();
        // SAFETY: the register allocation keeps the result apart from the operands and from the entries of the table.
        let (to, otherwise) = unsafe { (self.write(to, count), self.read(operands[operands.len() - 1], count)) };
        let [indices @ .., _] = operands else { return };
        for (at, (to, &lane)) in to.iter_mut().zip(lanes).enumerate() {
            *to = match self.entry(table, indices, at) {
                Some(spot) => self.vectors.at((spot.place + (lane & spot.lane_mask)) as usize),
                None => otherwise.at(at),
            };
        }
    }

    pub(super) fn scatter(&mut self, targets: u32, operands: &[Operand], add: bool, checked: bool) {
        let targets = &self.program.scatters[targets as usize];
        let [indices @ .., value] = operands else { return };
        for at in 0..self.count {
            let lane = self.frame().lanes[at];
            if let Some(slot) = self.entry(targets, indices, at) {
                let place = slot.index() * self.vectors.stride + lane as usize;
                let given = self.at(*value, at);
                let value = if add { self.vectors.at(place) + given } else { given };
                self.vectors.put(place, value);
                if checked {
                    self.sound[lane as usize] += carried(value) * 0.0;
                }
            }
        }
    }

    /// The entry of a table that the indices hit, in a lane of this section.
    fn entry<T: Copy>(&self, table: &Table<T>, indices: &[Operand], at: usize) -> Option<T> {
        let mut place = 0;
        for (&index, &size) in indices.iter().zip(&table.sizes) {
            let index = self.at(index, at);
            if !(0.0..f64::from(size)).contains(&index) {
                return None;
            }
            place = place * size as usize + index as usize;
        }
        table.entries[place]
    }

    /// The value of an operand in a lane of this section.
    pub(super) fn at(&self, operand: Operand, at: usize) -> f64 {
        let spot = self.vectors.spot(operand);
        self.vectors.at((spot.place + (at as u32 & spot.lane_mask)) as usize)
    }

    pub(super) fn vote(&mut self, to: u32, vote: u32, operands: &[Operand], batch: &mut Batch) {
        let mut poll = std::mem::take(self.poll);
        for at in 0..self.count {
            let lane = self.frame().lanes[at];
            let vote = &self.program.votes[vote as usize];
            let chosen = match self.vote_in_lane(vote, operands, at, &mut poll) {
                Some(verdict) => {
                    if self.program.logs_ballots && vote.procedure != Procedure::Cast {
                        batch.ballots.push(self.ballot(vote, lane, poll.held(verdict)));
                    }
                    verdict.winner.map_or(vote.otherwise, |option| option as f64)
                }
                None => {
                    self.sound[lane as usize] = f64::NAN;
                    0.0
                }
            };
            let place = to as usize * self.vectors.stride + at;
            self.vectors.put(place, chosen);
        }
        *self.poll = poll;
    }

    /// Holds a vote of which something is kept.
    pub(super) fn hold(&mut self, vote: u32, operands: &[Operand], batch: &mut Batch) {
        let program = self.program;
        let vote = &program.votes[vote as usize];
        let mut poll = std::mem::take(self.poll);
        for at in 0..self.count {
            let lane = self.frame().lanes[at];
            let Some(verdict) = self.vote_in_lane(vote, operands, at, &mut poll) else {
                self.sound[lane as usize] = f64::NAN;
                // Whatever is kept of it: an option that has won ends the ballots.
                vote.notes.iter().for_each(|&(_, slot)| self.vectors.put(self.place(slot, lane), 0.0));
                continue;
            };
            if program.logs_ballots {
                batch.ballots.push(self.ballot(vote, lane, poll.held(verdict)));
            }
            for (note, slot) in &vote.notes {
                self.vectors.put(self.place(*slot, lane), note.value(&poll, &verdict));
            }
        }
        *self.poll = poll;
    }

    fn ballot(&self, vote: &Vote, lane: u32, held: Held) -> Ballot {
        let Vote { rule, element, ballot: number, .. } = *vote;
        Ballot { world: self.world(lane), month: self.month(), rule, element, number, held }
    }

    /// What comes of the vote in one world; `None` if it cannot be held.
    fn vote_in_lane(&self, vote: &Vote, operands: &[Operand], at: usize, poll: &mut Poll) -> Option<Verdict> {
        let luck = Luck { seed: self.seed, world: self.luck_world(self.frame().lanes[at]) };
        let draw = Draw { step: self.month().0, ..vote.draw };
        let number = |operand: Operand| self.at(operand, at);
        let operands = vote.unpack(operands);
        poll.clear();
        poll.available.extend(operands.available.iter().map(|&available| holds(number(available))));
        let terms = operands.terms.map(number);
        let is_asked = |ordinal: u32| vote.procedure != Procedure::Cast || f64::from(ordinal) == terms.chair;
        let members = vote.members.iter().filter(|member| is_asked(member.ordinal));
        for (member, (standing, utilities)) in members.zip(operands.members()) {
            let standing = standing.map(number);
            if !holds(standing.member) {
                continue;
            }
            let alone = vote.procedure == Procedure::Alone;
            poll.add(if alone { terms.chair as u32 } else { member.ordinal }, standing);
            for (option, &utility) in utilities.iter().enumerate() {
                let mut utility = number(utility);
                if vote.noisy {
                    let n = counter::noise(vote.ballot, terms.round as u32, member.position as usize, option);
                    utility += math::gumbel_quantile(luck.uniform(Draw { n, ..draw })) * standing.noise;
                }
                poll.add_utility(utility);
            }
            poll.pin(standing.pinned, vote.procedure);
        }
        let draw = Draw { n: counter::election(vote.ballot), ..draw };
        poll.decide(vote.procedure, terms, luck.uniform(draw)).ok()
    }
}
