//! Votes in turn in an order that the run settles: at each turn the member votes whom the run finds there.
//!
//! What a member makes of the options is kept in slots until all have voted, since votes are counted in the order of the set.

use presidium_lang::model::{Expr, SetId};

use crate::kept::Note;
use crate::kernels::Binary;
use crate::program::ballots::{Member, Operands, Opinion};
use crate::program::graph::{Node, Slot, Table};
use crate::program::lower::among::Asked;
use crate::program::lower::votes::Voting;
use crate::program::lower::{Binding, Lowering};
use crate::program::state::{Content, KEPT_OF_STANDING};
use crate::vote::Standing;

impl<'m> Lowering<'m> {
    /// Lets the members vote one after another, those with the smallest value first; gives who may vote, and what each has
    /// made of the options.
    pub(super) fn in_turn_by(
        &mut self,
        voting: Voting<'m>,
        by: &'m Expr,
        operands: &Operands<Node>,
        kept: &[(Note, Slot)],
    ) -> (Vec<Member>, Vec<Opinion<Node>>) {
        let Voting { ballot, .. } = voting;
        let (asked, members) = self.members_by(voting, by);
        let (zero, one) = (self.graph.number(0.0), self.graph.number(1.0));
        let body = &self.model.bodies[ballot.body];
        for element in self.in_order(&asked) {
            let somebody = self.graph.binary(Binary::GreaterOrEqual, element, zero);
            self.guarded(somebody, |this| {
                this.bind_to(body.index.binding, Binding::Pair(element));
                this.bind_to(ballot.member, Binding::Pair(element));
                let pinned = this.pinned_vote_of(voting, &members, element);
                let opinion = this.opinion(voting, one, pinned);
                let choice = this.cast(voting, (element, members.clone()), operands, &opinion);
                let counted = this.counted(ballot, &opinion);
                this.note_vote_of(kept, (element, choice), counted);
                this.keep_opinion(&members, element, &opinion);
            });
        }
        let opinions =
            members.iter().zip(&asked).map(|(member, asked)| self.kept_opinion(voting, *member, asked.passes));
        let opinions = opinions.collect();
        (members, opinions)
    }

    /// Everybody who may be asked, with the value of his place.
    fn members_by(&mut self, voting: Voting<'m>, by: &'m Expr) -> (Vec<Asked>, Vec<Member>) {
        let Voting { ballot, .. } = voting;
        let (model, zero) = (self.model, self.graph.number(0.0));
        let body = &model.bodies[ballot.body];
        let (mut asked, mut members) = (Vec::new(), Vec::new());
        for (&ordinal, position) in model.sets[body.index.set].ordinals.iter().zip(0..) {
            self.bind_one(body.index.binding, f64::from(ordinal));
            self.bind_one(ballot.member, f64::from(ordinal));
            let passes = self.needed(&body.member);
            let key = self.expr(by);
            let needed = self.graph.select(passes, key, zero);
            self.graph.demand(needed);
            asked.push(Asked { ordinal: self.graph.number(f64::from(ordinal)), passes, key });
            members.push(Member { ordinal, position });
        }
        (asked, members)
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

    fn pinned_vote_of(&mut self, voting: Voting<'m>, members: &[Member], element: Node) -> Node {
        let root = self.root_of_voters(voting);
        let pins = Self::by_ordinal(members, |member| {
            self.pinned_vote(voting.acting, voting.decision, (root, member.ordinal))
        });
        let nobody = self.graph.number(-1.0);
        self.graph.gather(pins, &[element], nobody)
    }

    /// What those who vote later can see of the vote of a member.
    fn note_vote_of(&mut self, kept: &[(Note, Slot)], (element, choice): (Node, Node), counted: Node) {
        self.add_votes(kept, choice, counted);
        let votes = kept.iter().filter_map(|(note, slot)| match note {
            Note::Vote(note) => Some((note, *slot)),
            _ => None,
        });
        let votes: Vec<_> = votes.collect();
        // Those of one option stand together, one for each member.
        for of_option in votes.chunk_by(|(one, _), (other, _)| one.values == other.values) {
            let value = self.value_of_vote(of_option[0].0, choice);
            let size = of_option.iter().map(|(note, _)| note.member + 1).max().unwrap_or(0);
            let mut entries = vec![None; size as usize];
            of_option.iter().for_each(|(note, slot)| entries[note.member as usize] = Some(*slot));
            self.graph.scatter(Table { sizes: vec![size], entries }, vec![element], value, false, false);
        }
    }

    fn keep_opinion(&mut self, members: &[Member], element: Node, opinion: &Opinion<Node>) {
        let Standing { weight, present, noise, .. } = opinion.standing;
        let parts = [weight, present, noise].into_iter().chain(opinion.utilities.iter().copied());
        for (part, value) in (0..).zip(parts) {
            let slots = Self::by_ordinal(members, |member| self.slot_of_opinion(member, part));
            self.graph.scatter(slots, vec![element], value, false, false);
        }
    }

    fn kept_opinion(&mut self, voting: Voting<'m>, member: Member, is_member: Node) -> Opinion<Node> {
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
