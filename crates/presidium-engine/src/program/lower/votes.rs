//! The operands of votes: who is asked, and what each makes of each option.

use presidium_lang::model::{Ballot, Decision, DecisionOption, Expr};

use crate::kernels::Binary;
use crate::program::ballots::{Member, Operands, Opinion, Vote};
use crate::program::graph::Node;
use crate::program::lower::Lowering;
use crate::program::lower::rules::Acting;
use crate::random::Draw;
use crate::scalar::holds;
use crate::vote::{Procedure, Standing, Terms, procedure};

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
        let one = self.graph.number(1.0);
        let standing = Standing { member: one, weight: one, present: one, noise: self.scale_of_luck(one, noise) };
        let opinion = Opinion { standing, utilities: self.utilities(decision, 0) };
        let operands = Operands { available, terms, members: vec![opinion] };
        let members = vec![Member { ordinal: 0, position: 0 }];
        let vote = self.ballot(acting, decision, 0, members, Procedure::Alone, noise);
        self.graph.vote(vote, &operands.pack())
    }

    /// The option that a body takes.
    pub(super) fn vote(&mut self, acting: Acting<'m>, decision: &'m Decision, ballot: &'m Ballot, number: u32) -> Node {
        let model = self.model;
        let body = &model.bodies[ballot.body];
        let available = self.available(decision);
        let (procedure, terms) = procedure(&ballot.rule);
        let terms = terms.map(|term| self.needed(term));
        let mut operands = Operands { available, terms, members: Vec::new() };
        let mut members = Vec::new();
        for (position, &ordinal) in model.sets[body.index.set].ordinals.iter().enumerate() {
            self.bind_one(body.index.binding, f64::from(ordinal));
            self.bind_one(ballot.member, f64::from(ordinal));
            let is_member = self.needed(&body.member);
            if self.graph.constant(is_member).is_none_or(holds) {
                members.push(Member { ordinal, position: position as u32 });
                let present = self.or_one(ballot.present.as_ref());
                let asked = self.graph.and(is_member, present);
                self.graph.demand(asked);
                let standing = Standing {
                    member: is_member,
                    weight: self.or_one(ballot.weight.as_ref().or(body.weight.as_ref())),
                    present,
                    noise: self.scale_of_luck(asked, ballot.noise.as_ref()),
                };
                let utilities = self.utilities(decision, number);
                operands.members.push(Opinion { standing, utilities });
            }
        }
        let vote = self.ballot(acting, decision, number, members, procedure, ballot.noise.as_ref());
        self.graph.vote(vote, &operands.pack())
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
        let (rule, element) = (acting.rule, acting.element);
        Vote { rule, element, draw, ballot, option_count: decision.options.len(), members, procedure, noisy }
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
