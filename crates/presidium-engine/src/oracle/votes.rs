//! Who is asked, and what they make of the options.

use presidium_lang::model::{Ballot, Decision, Expr};

use crate::failure::{Failure, Fault, Needed};
use crate::math::gumbel_quantile;
use crate::oracle::simulation::{Acting, Simulation};
use crate::oracle::trace::{BallotTrace, MemberTrace, OptionTrace};
use crate::random::Draw;
use crate::scalar::{counter, truth};
use crate::vote::{Poll, Procedure, Standing, Terms, Verdict, procedure};

/// Whose opinion is asked: a member of a ballot, or the person who decides.
struct Asked<'m> {
    /// 0 for the first decider, 1 for the appeal.
    ballot: u32,
    /// Position in the body's set; 0 for a person.
    position: usize,
    noise: Option<&'m Expr>,
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
        let asked = Asked { ballot: 0, position: 0, noise };
        let members = vec![self.ask(acting, decision, asked, &mut poll, (person as u32, 1.0, true))?];
        let best = self.decide(acting, poll, members, (Procedure::Alone, Terms::none()), 0)?;
        Ok(best.unwrap_or(decision.options.len() - 1))
    }

    /// The option that wins a vote of a body, if one does.
    pub fn vote(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        ballot: &'m Ballot,
        number: u32,
    ) -> Result<Option<usize>, Failure> {
        let body = &self.model.bodies[ballot.body];
        let mut poll = self.poll(acting, decision)?;
        let mut members = Vec::new();
        for (position, &ordinal) in self.model.sets[body.index.set].ordinals.iter().enumerate() {
            self.bind_one(body.index.binding, f64::from(ordinal));
            self.bind_one(ballot.member, f64::from(ordinal));
            if self.condition(acting, Some(&body.member), Needed::Member)? {
                let weight = ballot.weight.as_ref().or(body.weight.as_ref()).map_or(1.0, |weight| self.eval(weight));
                let present = self.condition(acting, ballot.present.as_ref(), Needed::Present)?;
                let asked = Asked { ballot: number, position, noise: ballot.noise.as_ref() };
                members.push(self.ask(acting, decision, asked, &mut poll, (ordinal, weight, present))?);
            }
        }
        self.decide(acting, poll, members, procedure(&ballot.rule), number)
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

    /// Holds the vote, and notes it in the trace.
    fn decide(
        &mut self,
        acting: Acting<'m>,
        mut poll: Poll,
        members: Vec<MemberTrace>,
        (procedure, terms): (Procedure, Terms<&'m Expr>),
        number: u32,
    ) -> Result<Option<usize>, Failure> {
        let terms = self.terms(acting, terms)?;
        let draw = Draw { n: counter::election(number), ..Draw::of(acting.name, acting.element, self.month.0) };
        let decided = poll.decide(procedure, terms, self.luck.uniform(draw));
        let Verdict { winner, tally } = decided.map_err(|error| self.rule_failure(acting, Fault::Vote(error)))?;
        if self.trace.is_some() {
            let voted = members.into_iter().enumerate();
            let voted = voted.map(|(place, member)| MemberTrace { vote: poll.vote_of(place, tally), ..member });
            self.ballots.push(BallotTrace { members: voted.collect(), support: poll.support, winner, tally });
        }
        Ok(winner)
    }

    fn terms(&mut self, acting: Acting<'m>, terms: Terms<&'m Expr>) -> Result<Terms<f64>, Failure> {
        Ok(Terms {
            majority: self.needed(acting, terms.majority, Needed::Majority)?,
            quorum: self.needed(acting, terms.quorum, Needed::Quorum)?,
            abstention: self.needed(acting, terms.abstention, Needed::Abstention)?,
            chair: self.needed(acting, terms.chair, Needed::Chair)?,
            exponent: self.needed(acting, terms.exponent, Needed::Exponent)?,
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
        poll.add(member, Standing { member: 1.0, weight, present: truth(present), noise });
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
                let n = counter::noise(asked.ballot, asked.position, place);
                opinion.noise = gumbel_quantile(self.luck.uniform(Draw { n, ..draw })) * scale;
                opinion.utility += opinion.noise;
            }
            if self.trace.is_some() {
                opinion.terms = terms.iter().map(|term| (term.label.clone(), self.eval(&term.value))).collect();
            }
            poll.add_utility(opinion.utility);
            options.push(opinion);
        }
        Ok(MemberTrace { member, weight, present, vote: None, options })
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
