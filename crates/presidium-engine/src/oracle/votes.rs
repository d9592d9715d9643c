//! Who is asked, and what they make of the options.

use presidium_lang::model::{Ballot, Decision, Expr, PceVictory, VotingRule};

use crate::math::gumbel_quantile;
use crate::oracle::rules::Acting;
use crate::oracle::trace::{BallotTrace, MemberTrace, OptionTrace};
use crate::oracle::world::World;
use crate::scalar::{Draw, counter, holds};
use crate::scenario::Failure;
use crate::vote::{Election, HeadCount, Poll, Procedure, Verdict};

/// Whose opinion is asked: a member of a ballot, or the person who decides.
struct Asked<'m> {
    /// 0 for the first decider, 1 for the appeal.
    ballot: u32,
    /// Position in the body's set; 0 for a person.
    position: usize,
    noise: Option<&'m Expr>,
}

impl<'m> World<'m> {
    /// The option that a person likes best, the first of equals.
    pub fn decide_alone(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        person: f64,
        noise: Option<&'m Expr>,
    ) -> Result<usize, Failure> {
        let mut poll = Poll::new(self.available(decision));
        let options = self.ask(acting, decision, &poll, Asked { ballot: 0, position: 0, noise });
        poll.add(0, 1.0, true, options.iter().map(|option| option.utility));
        let best = poll.best(0).ok_or_else(|| self.rule_failure(acting, "a utility is not finite".to_owned()))?;
        if self.trace.is_some() {
            let members = vec![MemberTrace { member: person as u32, weight: 1.0, present: true, options }];
            let mut support = vec![0.0; decision.options.len()];
            support[best] = 1.0;
            self.ballots.push(BallotTrace { members, support, winner: Some(best) });
        }
        Ok(best)
    }

    /// The option that wins a vote of a body, if one does.
    pub fn vote(
        &mut self,
        acting: Acting<'m>,
        decision: &'m Decision,
        ballot: &'m Ballot,
        number: u32,
    ) -> Result<Option<usize>, Failure> {
        let body = &self.model.bodies[ballot.body.index()];
        let mut poll = Poll::new(self.available(decision));
        let mut members = Vec::new();
        for (position, &ordinal) in self.model.sets[body.index.set.index()].ordinals.iter().enumerate() {
            self.bind_one(body.index.binding, f64::from(ordinal));
            self.bind_one(ballot.member, f64::from(ordinal));
            if !holds(self.eval(&body.member)) {
                continue;
            }
            let weight = ballot.weight.as_ref().or(body.weight.as_ref()).map_or(1.0, |weight| self.eval(weight));
            let present = ballot.present.as_ref().is_none_or(|present| holds(self.eval(present)));
            let asked = Asked { ballot: number, position, noise: ballot.noise.as_ref() };
            let options = self.ask(acting, decision, &poll, asked);
            poll.add(ordinal, weight, present, options.iter().map(|option| option.utility));
            members.push(MemberTrace { member: ordinal, weight, present, options });
        }
        let procedure = self.procedure(&ballot.rule);
        let draw = Draw { n: counter::election(number), ..Draw::of(acting.name, acting.element, self.month) };
        let Verdict { winner, support } = poll
            .decide(&procedure, self.luck.uniform(draw))
            .map_err(|reason| self.rule_failure(acting, reason.to_string()))?;
        if self.trace.is_some() {
            self.ballots.push(BallotTrace { members, support, winner });
        }
        Ok(winner)
    }

    fn available(&mut self, decision: &'m Decision) -> Vec<bool> {
        let options = decision.options.iter();
        options.map(|option| option.available.as_ref().is_none_or(|available| holds(self.eval(available)))).collect()
    }

    /// The utilities of one member for all options, in named terms and luck.
    fn ask(&mut self, acting: Acting<'m>, decision: &'m Decision, poll: &Poll, asked: Asked<'m>) -> Vec<OptionTrace> {
        let scale = asked.noise.map(|noise| self.eval(noise));
        let draw = Draw::of(acting.name, acting.element, self.month);
        let mut opinions = Vec::new();
        for (place, option) in decision.options.iter().enumerate() {
            let terms = option.utilities.get(asked.ballot as usize).map_or(&[][..], |terms| terms);
            let mut opinion = OptionTrace {
                available: poll.is_available(place),
                terms: Vec::new(),
                noise: 0.0,
                utility: self.sum(terms),
            };
            if let Some(scale) = scale {
                let n = counter::noise(asked.ballot, asked.position, place);
                opinion.noise = gumbel_quantile(self.luck.uniform(Draw { n, ..draw })) * scale;
                opinion.utility += opinion.noise;
            }
            if self.trace.is_some() {
                opinion.terms = terms.iter().map(|term| (term.label.clone(), self.eval(&term.value))).collect();
            }
            opinions.push(opinion);
        }
        opinions
    }

    fn procedure(&mut self, rule: &'m VotingRule) -> Procedure {
        match rule {
            VotingRule::Count { weighted, majority, quorum, abstention, chair } => Procedure::Count(HeadCount {
                weighted: *weighted,
                majority: self.eval(majority),
                quorum: self.eval(quorum),
                abstention: self.eval(abstention),
                chair: chair.as_ref().map(|chair| self.eval(chair)),
            }),
            VotingRule::Pce { vote, victory, election } => Procedure::Elect(Election {
                vote: *vote,
                exponent: match victory {
                    PceVictory::Power(exponent) => Some(self.eval(exponent)),
                    PceVictory::Binary => None,
                },
                election: *election,
            }),
        }
    }
}
