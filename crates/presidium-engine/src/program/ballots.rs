//! The composite operation of a vote: how its many operands are laid out.

use presidium_lang::model::{Element, RuleId};

use crate::kept::Note;
use crate::program::state::Slot;
use crate::random::Draw;
use crate::vote::{Procedure, STANDING, Standing, TERMS, Terms};

/// A vote, or one person's choice, with everything that is the same in all worlds.
///
/// Its operands are [`Operands`]. Its value is the option taken; a vote of which something is kept has none.
#[derive(Clone, Debug)]
pub struct Vote {
    /// The element of a decision that is taken.
    pub rule: RuleId,
    pub element: Element,
    /// Where the luck of the decision's element stands; step and n are set when it is drawn.
    pub draw: Draw,
    /// 0 for the first decider, 1 for the appeal.
    pub ballot: u32,
    pub option_count: usize,
    pub members: Vec<Member>,
    pub procedure: Procedure,
    /// Whether luck is added to utilities.
    pub noisy: bool,
    /// The value if no option wins.
    pub otherwise: f64,
    /// What is kept of it, and where.
    pub notes: Vec<(Note, Slot)>,
}

/// Who may vote.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// In the root set.
    pub ordinal: u32,
    /// In the body's set; 0 for a person.
    pub position: u32,
}

/// What a vote is held on: one operand for each thing that differs from world to world.
#[derive(Clone, Debug)]
pub struct Operands<T> {
    /// For each option whether it is available.
    pub available: Vec<T>,
    pub terms: Terms<T>,
    pub members: Vec<Opinion<T>>,
}

/// What a member brings to a vote.
#[derive(Clone, Debug)]
pub struct Opinion<T> {
    pub standing: Standing<T>,
    /// For each option.
    pub utilities: Vec<T>,
}

/// The operands of a vote, read in place.
#[derive(Clone, Copy, Debug)]
pub struct Unpacked<'a, T> {
    pub available: &'a [T],
    pub terms: Terms<T>,
    members: &'a [T],
}

impl<T: Copy> Operands<T> {
    /// All operands in one list, as [`Vote::unpack`] reads them.
    pub fn pack(self) -> Vec<T> {
        let mut packed = self.available;
        packed.extend(self.terms.into_array());
        for Opinion { standing, utilities } in self.members {
            packed.extend(standing.into_array());
            packed.extend(utilities);
        }
        packed
    }
}

impl<'a, T: Copy> Unpacked<'a, T> {
    /// For each member the standing, and the utility of each option.
    pub fn members(&self) -> impl Iterator<Item = (Standing<T>, &'a [T])> + use<'a, T> {
        let each = self.members.chunks_exact(STANDING + self.available.len());
        each.filter_map(|member| {
            let (standing, utilities) = member.split_first_chunk::<STANDING>()?;
            Some((Standing::from_array(*standing), utilities))
        })
    }
}

impl Vote {
    /// Number of operands.
    pub fn operand_count(&self) -> usize {
        self.option_count + TERMS + self.opinion_count() * (STANDING + self.option_count)
    }

    /// How many give an opinion: of those who may cast a vote it is one.
    fn opinion_count(&self) -> usize {
        if self.procedure == Procedure::Cast { 1 } else { self.members.len() }
    }

    /// The operands by what they mean.
    ///
    /// # Panics
    /// If there are too few.
    pub fn unpack<'a, T: Copy>(&self, packed: &'a [T]) -> Unpacked<'a, T> {
        let (available, rest) = packed.split_at(self.option_count);
        let Some((terms, members)) = rest.split_first_chunk::<TERMS>() else { unreachable!("a vote has its terms") };
        Unpacked { available, terms: Terms::from_array(*terms), members }
    }

    /// Operations in one lane: for each opinion its luck (drawn, scaled, added), if any, and its comparison; and the result.
    pub fn operations(&self) -> u64 {
        let opinions = (self.opinion_count() * self.option_count) as u64;
        opinions * if self.noisy { 4 } else { 1 } + 1
    }
}
