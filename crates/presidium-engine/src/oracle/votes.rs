//! Who is asked, and what they make of the options.

use std::cmp::Ordering;

use presidium_lang::model::{Ballot, Decision, Element, Expr, Repeated, Turns};

use crate::failure::{Failure, Fault, Needed};
use crate::kept::{Note, notes};
use crate::layout::Cell;
use crate::math::gumbel_quantile;
use crate::oracle::simulation::{Acting, Simulation};
use crate::oracle::trace::{BallotTrace, MemberTrace, OptionTrace};
use crate::random::Draw;
use crate::scalar::{counter, holds, truth};
use crate::vote::{Poll, Procedure, Standing, Terms, Verdict, is_weighted, procedure};

/// Whose opinion is asked: a member of a ballot, or the person who decides.
struct Asked<'m> {
    /// 0 for the first decider, 1 for the appeal.
    ballot: u32,
    /// How often the vote has been held before.
    round: u32,
    /// Position in the body's set; 0 for a person.
    position: usize,
    noise: Option<&'m Expr>,
    /// Where members vote in turn, how many have been asked before.
    turn: Option<u32>,
    /// The option to which the vote is pinned, or -1.
    pinned: f64,
    procedure: Procedure,
}

/// One ballot of a vote.
struct Voting<'m, 'n> {
    ballot: &'m Ballot,
    number: u32,
    round: u32,
    notes: &'n [(Note, Cell)],
}

impl<'m> Simulation<'m> {
    /// The option that a person likes best, the first of equals.
    pub fn decide_alone(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        person: f64,
        noise: Option<&'m Expr>,
    ) -> Result<usize, Failure> {
        let mut poll = self.poll(acting, decision)?;
        let procedure = Procedure::Alone;
        let asked = Asked { ballot: 0, round: 0, position: 0, turn: None, noise, pinned: -1.0, procedure };
        let members = vec![self.ask(acting, decision, asked, &mut poll, (person as u32, 1.0, true))?];
        let terms = self.terms(acting, Terms::none())?;
        let best = self.decide(acting, &mut poll, members, (Procedure::Alone, terms), 0)?.winner;
        Ok(best.unwrap_or(decision.options.len() - 1))
    }

    /// The option that wins a vote of a body, if one does; the vote may take several ballots.
    pub fn vote(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        ballot: &'m Ballot,
        number: u32,
    ) -> Result<Option<usize>, Failure> {
        let notes = notes(self.model, &self.layout, (decision, acting.element), (ballot, number));
        if ballot.sees_itself() {
            self.count_ballots(acting, decision, 0);
            self.forget_votes(acting, &notes);
        }
        for round in 0..ballot.most_ballots() {
            if ballot.in_turn() && round > 0 {
                self.forget_votes(acting, &notes);
            }
            let voting = Voting { ballot, number, round, notes: &notes };
            let winner = self.one_ballot(acting, decision, &voting)?;
            self.count_ballots(acting, decision, round + 1);
            if winner.is_some() {
                return Ok(winner);
            }
        }
        Ok(None)
    }

    fn one_ballot(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        voting: &Voting<'m, '_>,
    ) -> Result<Option<usize>, Failure> {
        let Voting { ballot, number, round, notes } = *voting;
        let body = &self.model.bodies[ballot.body];
        let (procedure, terms) = procedure(&ballot.rule);
        let mut poll = self.poll(acting, decision)?;
        let is_run_off = ballot.repeat == Repeated::RunOff && round > 0;
        if is_run_off {
            self.keep_those_that_lead(decision, acting.element, &mut poll);
        }
        // Who votes in turn changes what the numbers of the vote may read.
        let early = if ballot.in_turn() { Some(self.terms(acting, terms)?) } else { None };
        let mut asked_so_far: Vec<(usize, MemberTrace, Poll)> = Vec::new();
        for (position, ordinal) in self.members_in_turn(acting, ballot)? {
            self.bind_member(ballot, ordinal);
            let is_known = matches!(ballot.turns, Turns::By(_));
            if is_known || self.condition(acting, Some(&body.member), Needed::Member)? {
                let weight = ballot.weight.as_ref().or(body.weight.as_ref()).map_or(1.0, |weight| self.eval(weight));
                let present = self.condition(acting, ballot.present.as_ref(), Needed::Present)?;
                let root = self.model.sets[body.index.set].root;
                let pinned = self.resolved.pinned_vote((acting.rule, acting.element), (root, ordinal), self.month);
                let pinned = pinned.map_or(-1.0, |option| option as f64);
                let turn = ballot.in_turn().then_some(asked_so_far.len() as u32);
                let noise = ballot.noise.as_ref();
                let asked = Asked { ballot: number, round, position, turn, noise, pinned, procedure };
                let mut own = poll.clone();
                let member = self.ask(acting, decision, asked, &mut own, (ordinal, weight, present))?;
                if let Some(early) = early.filter(|_| present) {
                    let choice = own.votes().choice(0, early.abstention);
                    let counted = if is_weighted(procedure) { weight } else { 1.0 };
                    self.note_one_vote(acting, notes, (ordinal, choice), counted);
                }
                asked_so_far.push((position, member, own));
            }
        }
        // Votes are counted in the order of the set.
        asked_so_far.sort_by_key(|(position, ..)| *position);
        let members = asked_so_far.into_iter().map(|(_, member, own)| {
            poll.join(own);
            member
        });
        let members: Vec<MemberTrace> = members.collect();
        let mut terms = match early {
            Some(early) => early,
            None => self.terms(acting, terms)?,
        };
        terms.round = f64::from(round);
        if is_run_off {
            terms.majority = 0.0;
        }
        let verdict = self.decide(acting, &mut poll, members, (procedure, terms), number)?;
        for (note, cell) in notes {
            self.put(acting, (cell.variable, cell.element), (note.value(&poll, &verdict), false), None);
        }
        Ok(verdict.winner)
    }

    /// Those who may be asked, by position in the body's set and by ordinal, in the order in which they are.
    fn members_in_turn(&mut self, acting: Acting<'m>, ballot: &'m Ballot) -> Result<Vec<(usize, u32)>, Failure> {
        let body = &self.model.bodies[ballot.body];
        let all = self.model.sets[body.index.set].ordinals.iter().copied().enumerate();
        let Turns::By(by) = &ballot.turns else { return Ok(all.collect()) };
        let mut members = Vec::new();
        for (position, ordinal) in all {
            self.bind_member(ballot, ordinal);
            if self.condition(acting, Some(&body.member), Needed::Member)? {
                members.push((self.needed(acting, by, Needed::Turn)?, (position, ordinal)));
            }
        }
        members.sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        Ok(members.into_iter().map(|(_, member)| member).collect())
    }

    /// Binds the names of a member of a body that votes.
    fn bind_member(&mut self, ballot: &Ballot, ordinal: u32) {
        self.bind_one(self.model.bodies[ballot.body].index.binding, f64::from(ordinal));
        self.bind_one(ballot.member, f64::from(ordinal));
    }

    /// Notes how often the vote that is being held has been held.
    fn count_ballots(&mut self, acting: Acting<'m>, decision: &'m Decision, ballots: u32) {
        if let Some(variable) = decision.kept.ballots {
            self.put(acting, (variable, acting.element), (f64::from(ballots), false), None);
        }
    }

    /// Nobody has voted yet.
    fn forget_votes(&mut self, acting: Acting<'m>, notes: &[(Note, Cell)]) {
        for (note, cell) in notes {
            if let Some(before) = note.before() {
                self.put(acting, (cell.variable, cell.element), (before, false), None);
            }
        }
    }

    /// What those who vote later can see of one vote.
    fn note_one_vote(
        &mut self,
        acting: Acting<'m>,
        notes: &[(Note, Cell)],
        (member, choice): (u32, Option<usize>),
        counted: f64,
    ) {
        for (note, cell) in notes {
            let at = (cell.variable, cell.element);
            match note {
                Note::Votes(option) if choice == Some(*option) => self.put(acting, at, (counted, true), None),
                Note::Vote(note) if note.member == member => {
                    let value = choice.map_or(note.nothing, |option| note.values[option]);
                    self.put(acting, at, (value, false), None);
                }
                _ => {}
            }
        }
    }

    /// An empty poll on the options of a decision.
    fn poll(&mut self, acting: Acting<'m>, decision: &'m Decision) -> Result<Poll, Failure> {
        let mut poll = Poll::default();
        for option in &decision.options {
            self.bind_option(option);
            let available = self.condition(acting, option.available.as_ref(), Needed::Available)?;
            poll.available.push(available);
        }
        Ok(poll)
    }

    /// In the second ballot of a run-off two options are left.
    fn keep_those_that_lead(&self, decision: &Decision, element: Element, poll: &mut Poll) {
        for ((option, leads), available) in decision.options.iter().zip(&decision.kept.leads).zip(&mut poll.available) {
            let leads = leads.map_or(0.0, |leads| self.values[leads.index()][option.within(element).index()]);
            *available &= holds(leads);
        }
    }

    /// Holds the vote, and notes it in the trace.
    fn decide(
        &mut self,
        acting: Acting<'m>,
        poll: &mut Poll,
        members: Vec<MemberTrace>,
        (procedure, terms): (Procedure, Terms<f64>),
        number: u32,
    ) -> Result<Verdict, Failure> {
        let draw = Draw { n: counter::election(number), ..Draw::of(acting.name, acting.element, self.month.0) };
        let decided = poll.decide(procedure, terms, self.luck.uniform(draw));
        let verdict = decided.map_err(|error| self.rule_failure(acting, Fault::Vote(error)))?;
        let Verdict { winner, tally } = verdict;
        if self.trace.is_some() {
            let voted = members.into_iter().enumerate();
            let voted = voted.map(|(place, member)| MemberTrace { vote: poll.vote_of(place, tally), ..member });
            let (members, support, round) = (voted.collect(), poll.support.clone(), terms.round as u32);
            self.ballots.push(BallotTrace { number, round, members, support, winner, tally });
        }
        Ok(verdict)
    }

    fn terms(&mut self, acting: Acting<'m>, terms: Terms<&'m Expr>) -> Result<Terms<f64>, Failure> {
        Ok(Terms {
            majority: self.needed(acting, terms.majority, Needed::Majority)?,
            quorum: self.needed(acting, terms.quorum, Needed::Quorum)?,
            abstention: self.needed(acting, terms.abstention, Needed::Abstention)?,
            chair: self.needed(acting, terms.chair, Needed::Chair)?,
            exponent: self.needed(acting, terms.exponent, Needed::Exponent)?,
            round: 0.0,
        })
    }

    /// Adds a member (ordinal, weight, presence) with his utilities for all options, in named terms and luck.
    fn ask(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        asked: Asked<'m>,
        poll: &mut Poll,
        (member, weight, present): (u32, f64, bool),
    ) -> Result<MemberTrace, Failure> {
        let scale = self.scale_of_luck(acting, asked.noise, present)?;
        let draw = Draw::of(acting.name, acting.element, self.month.0);
        let mut options = Vec::new();
        let noise = scale.unwrap_or(0.0);
        poll.add(member, Standing { member: 1.0, weight, present: truth(present), noise, pinned: asked.pinned });
        for (place, option) in decision.options.iter().enumerate() {
            let terms = option.utilities.get(asked.ballot as usize).filter(|_| !self.resolved.lots());
            let terms = terms.map_or(&[][..], |terms| terms);
            let mut opinion = OptionTrace { available: poll.available[place], ..OptionTrace::default() };
            self.bind_option(option);
            self.blame = None;
            opinion.utility = self.sum(terms);
            if present && opinion.available && !opinion.utility.is_finite() {
                return Err(self.rule_failure_of(acting, opinion.utility, Needed::Utility));
            }
            if let Some(scale) = scale {
                let n = counter::noise(asked.ballot, asked.round, asked.position, place);
                opinion.noise = gumbel_quantile(self.luck.uniform(Draw { n, ..draw })) * scale;
                opinion.utility += opinion.noise;
            }
            if self.trace.is_some() {
                opinion.terms = terms.iter().map(|term| (term.label.clone(), self.eval(&term.value))).collect();
            }
            poll.add_utility(opinion.utility);
            options.push(opinion);
        }
        poll.pin(asked.pinned, asked.procedure);
        let pinned = asked.pinned >= 0.0;
        Ok(MemberTrace { member, turn: asked.turn, weight, present, pinned, vote: None, options })
    }

    /// The scale of the luck that is added to a member's utilities, if any is. Of an absent member it is not needed.
    fn scale_of_luck(
        &mut self,
        acting: Acting<'m>,
        noise: Option<&'m Expr>,
        present: bool,
    ) -> Result<Option<f64>, Failure> {
        let scale = match noise {
            Some(noise) if present => Some(self.needed(acting, noise, Needed::Noise)?),
            Some(noise) => Some(self.eval(noise)),
            None => None,
        };
        match self.resolved.lots() {
            true => Ok(Some(scale.filter(|scale| *scale > 0.0).unwrap_or(1.0))),
            false => Ok(scale),
        }
    }
}
