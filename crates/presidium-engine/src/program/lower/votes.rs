//! The operands of votes: who is asked, and what each makes of each option.

use presidium_lang::model::{Ballot, Decision, DecisionOption, Expr, Repeated, SetId, Turns};

use crate::kept::{Note, VoteNote, notes};
use crate::kernels::Binary;
use crate::program::ballots::{Member, Operands, Opinion, Vote};
use crate::program::given::Input;
use crate::program::graph::{Bounds, Node, Slot, Table};
use crate::program::lower::Lowering;
use crate::program::lower::rules::Acting;
use crate::program::state::{Content, VoteState};
use crate::random::Draw;
use crate::scalar::holds;
use crate::vote::{Procedure, Standing, Terms, is_weighted, procedure};

/// A vote that is being held.
#[derive(Clone, Copy)]
pub(super) struct Voting<'m> {
    pub acting: Acting<'m>,
    pub decision: &'m Decision,
    pub ballot: &'m Ballot,
    /// 0 for the first decider, 1 for the appeal.
    pub number: u32,
}

impl<'m> Lowering<'m> {
    /// The option that a person takes, whose name is bound already. The person stands where a body has its chair.
    pub(super) fn decide_alone(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        person: Node,
        noise: Option<&'m Expr>,
    ) -> Node {
        let available = self.available(decision);
        let terms = Terms { chair: person, ..Terms::none().map(|term| self.needed(term)) };
        let (one, nobody) = (self.graph.number(1.0), self.graph.number(-1.0));
        let standing =
            Standing { member: one, weight: one, present: one, noise: self.scale_of_luck(one, noise), pinned: nobody };
        let opinion = Opinion { standing, utilities: self.utilities(decision, 0) };
        let operands = Operands { available, terms, members: vec![opinion] };
        let members = vec![Member { ordinal: 0, position: 0 }];
        let vote = self.ballot(acting, decision, 0, members, Procedure::Alone, noise);
        self.graph.vote(vote, &operands.pack())
    }

    /// The option that a body takes.
    pub(super) fn vote(&mut self, acting: Acting<'m>, decision: &'m Decision, ballot: &'m Ballot, number: u32) -> Node {
        let kept = notes(self.model, &self.layout, (decision, acting.element), (ballot, number));
        let kept: Vec<(Note, Slot)> =
            kept.into_iter().map(|(note, at)| (note, self.slot(at.variable, at.element))).collect();
        let ballots = decision.kept.ballots.map(|variable| self.slot(variable, acting.element));
        let round = self.graph.number(0.0);
        if kept.is_empty() && ballots.is_none() && !ballot.sees_itself() {
            let (vote, operands) = self.one_ballot(acting, decision, (ballot, number), round, &kept);
            return self.graph.vote(vote, &operands.pack());
        }
        if ballot.sees_itself() {
            ballots.into_iter().for_each(|slot| self.graph.store(slot, round));
            self.forget_votes(&kept);
        }
        match ballot.most_ballots() {
            1 => self.held(acting, decision, (ballot, number), round, &kept),
            most => self.repeated(acting, decision, (ballot, number), most, &kept),
        }
        if let (Some(slot), 1) = (ballots, ballot.most_ballots()) {
            let one = self.graph.number(1.0);
            self.graph.store(slot, one);
        }
        let winner = self.graph.load(self.graph.slot(Content::Vote(VoteState::Winner)));
        let zero = self.graph.number(0.0);
        let lost = self.graph.binary(Binary::Less, winner, zero);
        let last = self.graph.number((decision.options.len() - 1) as f64);
        self.graph.select(lost, last, winner)
    }

    /// Ballots until an option wins, at most so many.
    fn repeated(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        (ballot, number): (&'m Ballot, u32),
        most: u32,
        kept: &[(Note, Slot)],
    ) {
        let [winner, round, again] =
            [VoteState::Winner, VoteState::Round, VoteState::Again].map(|state| self.graph.slot(Content::Vote(state)));
        let ballots = decision.kept.ballots.map(|variable| self.slot(variable, acting.element));
        let (zero, one) = (self.graph.number(0.0), self.graph.number(1.0));
        self.graph.store(round, zero);
        self.graph.store(again, one);
        let stored: Vec<Slot> = kept.iter().map(|&(_, slot)| slot).chain(ballots).chain([winner, round]).collect();
        self.graph.open_loop(again, &stored);
        if ballot.in_turn() {
            self.forget_votes(kept);
        }
        let held_before = self.graph.load(round);
        self.held(acting, decision, (ballot, number), held_before, kept);
        let held = self.graph.binary(Binary::Add, held_before, one);
        self.graph.store(round, held);
        ballots.into_iter().for_each(|slot| self.graph.store(slot, held));
        let won_by = self.graph.load(winner);
        let lost = self.graph.binary(Binary::Less, won_by, zero);
        let most = self.graph.number(f64::from(most));
        let more = self.graph.binary(Binary::Less, held, most);
        let goes_on = self.graph.binary(Binary::And, lost, more);
        self.graph.store(again, goes_on);
        self.graph.close();
    }

    /// Nobody has voted yet.
    fn forget_votes(&mut self, kept: &[(Note, Slot)]) {
        for (note, slot) in kept {
            if let Some(before) = note.before() {
                let before = self.graph.number(before);
                self.graph.store(*slot, before);
            }
        }
    }

    /// Holds a ballot whose winner and whatever is kept of it go into slots.
    fn held(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        (ballot, number): (&'m Ballot, u32),
        round: Node,
        kept: &[(Note, Slot)],
    ) {
        let (mut vote, operands) = self.one_ballot(acting, decision, (ballot, number), round, kept);
        vote.notes = kept.to_vec();
        vote.notes.push((Note::Winner, self.graph.slot(Content::Vote(VoteState::Winner))));
        self.graph.hold(vote, operands.pack());
    }

    /// The operands of a ballot.
    fn one_ballot(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        (ballot, number): (&'m Ballot, u32),
        round: Node,
        kept: &[(Note, Slot)],
    ) -> (Vote, Operands<Node>) {
        let model = self.model;
        let body = &model.bodies[ballot.body];
        let root = model.sets[body.index.set].root;
        let mut available = self.available(decision);
        let (procedure, terms) = procedure(&ballot.rule);
        let mut terms = terms.map(|term| self.needed(term));
        terms.round = round;
        if ballot.repeat == Repeated::RunOff {
            self.run_off(acting, decision, round, &mut available, &mut terms);
        }
        let mut operands = Operands { available, terms, members: Vec::new() };
        let voting = Voting { acting, decision, ballot, number };
        let mut members = Vec::new();
        if let Turns::By(by) = &ballot.turns {
            (members, operands.members) = self.in_turn_by(voting, by, &operands, kept);
        } else if !ballot.in_turn() && self.is_for_pairs(model.sets[body.index.set].ordinals.len()) {
            (members, operands.members) = self.asked_at_once(voting);
        } else {
            for (position, &ordinal) in model.sets[body.index.set].ordinals.iter().enumerate() {
                self.bind_one(body.index.binding, f64::from(ordinal));
                self.bind_one(ballot.member, f64::from(ordinal));
                let is_member = self.needed(&body.member);
                if self.graph.constant(is_member).is_none_or(holds) {
                    let member = Member { ordinal, position: position as u32 };
                    members.push(member);
                    let pinned = self.pinned_vote(acting, decision, (root, ordinal));
                    let opinion = self.opinion(voting, is_member, pinned);
                    if ballot.in_turn() {
                        let voter = self.graph.number(f64::from(ordinal));
                        let choice = self.cast(voting, (voter, vec![member]), &operands, &opinion);
                        let counted = self.counted(ballot, &opinion);
                        self.note_one_vote(kept, (ordinal, choice), counted);
                    }
                    operands.members.push(opinion);
                }
            }
        }
        (self.ballot(acting, decision, number, members, procedure, ballot.noise.as_ref()), operands)
    }

    /// What the member who is bound now makes of the options.
    pub(super) fn opinion(&mut self, voting: Voting<'m>, is_member: Node, pinned: Node) -> Opinion<Node> {
        let Voting { decision, ballot, number, .. } = voting;
        let present = self.or_one(ballot.present.as_ref());
        let asked = self.graph.and(is_member, present);
        self.graph.demand(asked);
        let weight = ballot.weight.as_ref().or(self.model.bodies[ballot.body].weight.as_ref());
        let standing = Standing {
            member: is_member,
            weight: self.or_one(weight),
            present,
            noise: self.scale_of_luck(asked, ballot.noise.as_ref()),
            pinned,
        };
        Opinion { standing, utilities: self.utilities(decision, number) }
    }

    /// What a voter chooses who is one of some members; -1 if he does not vote.
    pub(super) fn cast(
        &mut self,
        voting: Voting<'m>,
        (voter, members): (Node, Vec<Member>),
        operands: &Operands<Node>,
        opinion: &Opinion<Node>,
    ) -> Node {
        let Voting { acting, decision, ballot, number } = voting;
        let cast = self.ballot(acting, decision, number, members, Procedure::Cast, ballot.noise.as_ref());
        let terms = Terms { chair: voter, ..operands.terms };
        let alone = Operands { available: operands.available.clone(), terms, members: vec![opinion.clone()] };
        self.graph.vote(Vote { otherwise: -1.0, ..cast }, &alone.pack())
    }

    /// For how much a vote counts.
    pub(super) fn counted(&mut self, ballot: &Ballot, opinion: &Opinion<Node>) -> Node {
        let (procedure, _) = procedure(&ballot.rule);
        if is_weighted(procedure) { opinion.standing.weight } else { self.graph.number(1.0) }
    }

    /// The option to which the scenario pins a member's vote, or -1.
    pub(super) fn pinned_vote(
        &mut self,
        acting: Acting<'m>,
        decision: &Decision,
        (root, member): (SetId, u32),
    ) -> Node {
        let last = (decision.options.len() - 1) as f64;
        self.graph.input(Input::PinnedVote(acting.rule, acting.element, root, member), Bounds::between(-1.0, last))
    }

    /// In the second ballot two options are left, and the one with more votes wins.
    fn run_off(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        round: Node,
        available: &mut [Node],
        terms: &mut Terms<Node>,
    ) {
        let zero = self.graph.number(0.0);
        let is_first = self.graph.binary(Binary::Equal, round, zero);
        for ((option, leads), available) in decision.options.iter().zip(&decision.kept.leads).zip(available) {
            let leads = match leads {
                Some(leads) => self.graph.load(self.slot(*leads, option.within(acting.element))),
                None => zero,
            };
            let is_left = self.graph.binary(Binary::Or, is_first, leads);
            *available = self.graph.binary(Binary::And, *available, is_left);
        }
        terms.majority = self.graph.select(is_first, terms.majority, zero);
    }

    /// What those who vote later can see of one vote; the choice of somebody who did not vote is -1.
    fn note_one_vote(&mut self, kept: &[(Note, Slot)], (member, choice): (u32, Node), counted: Node) {
        self.add_votes(kept, choice, counted);
        for (note, slot) in kept {
            if let Note::Vote(note) = note
                && note.member == member
            {
                let value = self.value_of_vote(note, choice);
                self.graph.store(*slot, value);
            }
        }
    }

    /// Adds a vote to those of its option.
    pub(super) fn add_votes(&mut self, kept: &[(Note, Slot)], choice: Node, counted: Node) {
        let zero = self.graph.number(0.0);
        for (note, slot) in kept {
            if let Note::Votes(option) = note {
                let option = self.graph.number(*option as f64);
                let is_for_it = self.graph.binary(Binary::Equal, choice, option);
                let more = self.graph.select(is_for_it, counted, zero);
                let before = self.graph.load(*slot);
                let after = self.graph.binary(Binary::Add, before, more);
                self.graph.store(*slot, after);
            }
        }
    }

    /// What is kept of a vote for an option.
    pub(super) fn value_of_vote(&mut self, note: &VoteNote, choice: Node) -> Node {
        let nothing = self.graph.number(note.nothing);
        let entries = note.values.iter().map(|&value| Some(self.graph.number(value))).collect();
        let table = Table { sizes: vec![note.values.len() as u32], entries };
        self.graph.gather(table, &[choice], nothing)
    }

    fn ballot(
        &self,
        acting: Acting<'m>,
        decision: &'m Decision,
        ballot: u32,
        members: Vec<Member>,
        procedure: Procedure,
        noise: Option<&'m Expr>,
    ) -> Vote {
        let noisy = noise.is_some() || self.resolved.lots();
        let draw = Draw::of(acting.name, acting.element, 0);
        let (rule, element, option_count) = (acting.rule, acting.element, decision.options.len());
        let (otherwise, notes) = ((option_count - 1) as f64, Vec::new());
        Vote { rule, element, draw, ballot, option_count, members, procedure, noisy, otherwise, notes }
    }

    fn available(&mut self, decision: &'m Decision) -> Vec<Node> {
        let condition = |option: &'m DecisionOption| {
            self.bind_option(option);
            self.or_one(option.available.as_ref())
        };
        let available: Vec<Node> = decision.options.iter().map(condition).collect();
        available.iter().for_each(|&available| self.graph.demand(available));
        available
    }

    /// A member's utility of each option.
    fn utilities(&mut self, decision: &'m Decision, ballot: u32) -> Vec<Node> {
        let lots = self.resolved.lots();
        let terms = |option: &'m DecisionOption| {
            let terms = option.utilities.get(ballot as usize).filter(|_| !lots);
            terms.map_or(&[][..], |terms| terms)
        };
        let utility = |option: &'m DecisionOption| {
            self.bind_option(option);
            self.sum(terms(option))
        };
        decision.options.iter().map(utility).collect()
    }

    /// The scale of a member's luck; zero without any, but under lots everybody has some. Nobody needs it of a member who
    /// is not asked.
    fn scale_of_luck(&mut self, asked: Node, noise: Option<&'m Expr>) -> Node {
        let lots = self.resolved.lots();
        let Some(noise) = noise else { return self.graph.number(if lots { 1.0 } else { 0.0 }) };
        let scale = self.expr(noise);
        let zero = self.graph.number(0.0);
        let needed = self.graph.select(asked, scale, zero);
        self.graph.demand(needed);
        if !lots {
            return scale;
        }
        let one = self.graph.number(1.0);
        let some = self.graph.binary(Binary::Greater, scale, zero);
        self.graph.select(some, scale, one)
    }

    fn or_one(&mut self, expr: Option<&'m Expr>) -> Node {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.graph.number(1.0),
        }
    }
}
