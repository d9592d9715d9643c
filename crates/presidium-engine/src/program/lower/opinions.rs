//! What members of a body make of the options, kept in slots until the votes are counted.
//!
//! A body is drawn from a set of which few elements are members at a time. So one piece of code asks them all: it is run for the
//! pairs of a world and a member.

use presidium_lang::model::SetId;

use crate::program::ballots::{Member, Opinion};
use crate::program::graph::{Node, Slot, Table};
use crate::program::lower::votes::Voting;
use crate::program::lower::{Binding, Lowering};
use crate::program::state::{Content, KEPT_OF_STANDING};
use crate::scalar::holds;
use crate::vote::Standing;

impl<'m> Lowering<'m> {
    /// Asks all members at once; gives who may vote, and what each has made of the options.
    pub(super) fn asked_at_once(&mut self, voting: Voting<'m>) -> (Vec<Member>, Vec<Opinion<Node>>) {
        let Voting { ballot, .. } = voting;
        let model = self.model;
        let body = &model.bodies[ballot.body];
        let (mut members, mut passes) = (Vec::new(), Vec::new());
        for (&ordinal, position) in model.sets[body.index.set].ordinals.iter().zip(0..) {
            self.bind_one(body.index.binding, f64::from(ordinal));
            self.bind_one(ballot.member, f64::from(ordinal));
            let is_member = self.needed(&body.member);
            if self.graph.constant(is_member).is_none_or(holds) {
                members.push(Member { ordinal, position });
                passes.push((ordinal, is_member));
            }
        }
        let one = self.graph.number(1.0);
        let element = self.graph.open_pairs(passes.clone());
        self.bind_to(body.index.binding, Binding::Pair(element));
        self.bind_to(ballot.member, Binding::Pair(element));
        let pinned = self.pinned_vote_of(voting, &members, element);
        let opinion = self.opinion(voting, one, pinned);
        self.keep_opinion(&members, element, &opinion);
        self.graph.close();
        let kept = members.iter().zip(passes).map(|(member, (_, passes))| self.kept_opinion(voting, *member, passes));
        let kept = kept.collect();
        (members, kept)
    }

    fn root_of_voters(&self, voting: Voting<'m>) -> SetId {
        self.model.sets[self.model.bodies[voting.ballot.body].index.set].root
    }

    /// A table by ordinal of what there is for each member.
    fn by_ordinal<T: Clone>(members: &[Member], mut of: impl FnMut(Member) -> T) -> Table<T> {
        let size = members.iter().map(|member| member.ordinal + 1).max().unwrap_or(0);
        let mut entries = vec![None; size as usize];
        members.iter().for_each(|&member| entries[member.ordinal as usize] = Some(of(member)));
        Table { sizes: vec![size], entries }
    }

    pub(super) fn pinned_vote_of(&mut self, voting: Voting<'m>, members: &[Member], element: Node) -> Node {
        let root = self.root_of_voters(voting);
        let pins = Self::by_ordinal(members, |member| {
            self.pinned_vote(voting.acting, voting.decision, (root, member.ordinal))
        });
        let nobody = self.graph.number(-1.0);
        self.graph.gather(pins, &[element], nobody)
    }

    pub(super) fn keep_opinion(&mut self, members: &[Member], element: Node, opinion: &Opinion<Node>) {
        let Standing { weight, present, noise, .. } = opinion.standing;
        let parts = [weight, present, noise].into_iter().chain(opinion.utilities.iter().copied());
        for (part, value) in (0..).zip(parts) {
            let slots = Self::by_ordinal(members, |member| self.slot_of_opinion(member, part));
            self.graph.scatter(slots, vec![element], value, false, false);
        }
    }

    pub(super) fn kept_opinion(&mut self, voting: Voting<'m>, member: Member, is_member: Node) -> Opinion<Node> {
        let root = self.root_of_voters(voting);
        let pinned = self.pinned_vote(voting.acting, voting.decision, (root, member.ordinal));
        let mut part = |part: usize| self.graph.load(self.slot_of_opinion(member, part as u32));
        let [weight, present, noise] = [0, 1, 2].map(&mut part);
        let utilities = (0..voting.decision.options.len()).map(|option| part(KEPT_OF_STANDING + option)).collect();
        Opinion { standing: Standing { member: is_member, weight, present, noise, pinned }, utilities }
    }

    fn slot_of_opinion(&self, member: Member, part: u32) -> Slot {
        self.graph.slot(Content::Opinion { position: member.position, part })
    }
}
