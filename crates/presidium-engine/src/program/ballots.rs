//! The composite operation of a vote: how its many operands are laid out.

use presidium_lang::model::{Element, RuleId};

use crate::random::Draw;
use crate::vote::{Procedure, STANDING, TERMS};

/// A vote, or one person's choice, with everything that is the same in all worlds.
///
/// Its operands are, in this order: for each option whether it is available; the [`Terms`](crate::vote::Terms) of the procedure; then for
/// each member his [`Standing`](crate::vote::Standing) and his utility of each option. Its value is the option taken: the last one if none wins.
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
}

/// Who may vote.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// In the root set.
    pub ordinal: u32,
    /// In the body's set; 0 for a person.
    pub position: u32,
}

impl Vote {
    /// Position of the first of the terms.
    pub fn terms_start(&self) -> usize {
        self.option_count
    }

    /// Position of the first operand of a member.
    pub fn member_start(&self, member: usize) -> usize {
        self.option_count + TERMS + member * (STANDING + self.option_count)
    }

    /// Position of the first utility of a member.
    pub fn utility_start(&self, member: usize) -> usize {
        self.member_start(member) + STANDING
    }

    /// Operations in one lane: for each opinion its luck (drawn, scaled, added), if any, and its comparison; and the result.
    pub fn operations(&self) -> u64 {
        let opinions = (self.members.len() * self.option_count) as u64;
        opinions * if self.noisy { 4 } else { 1 } + 1
    }
}
