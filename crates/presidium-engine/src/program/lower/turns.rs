//! Votes in turn in an order that the run settles: at each turn the member votes whom the run finds there.
//!
//! What a member makes of the options is kept until all have voted (see `opinions`), since votes are counted in the order of the set.

use presidium_lang::model::Expr;

use crate::kept::Note;
use crate::kernels::Binary;
use crate::program::ballots::{Member, Operands, Opinion};
use crate::program::graph::{Node, Slot, Table};
use crate::program::lower::among::Asked;
use crate::program::lower::votes::Voting;
use crate::program::lower::{Binding, Lowering};

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
}
