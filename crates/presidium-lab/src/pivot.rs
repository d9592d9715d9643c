//! Who turned a vote: the member with whose voice the option that led had as many votes as it needed.

use presidium_engine::ballot::Tally;
use presidium_engine::oracle::{BallotTrace, MemberTrace};

/// A part of a vote may be missing by rounding of weights.
const SLACK: f64 = 1e-9;

/// The members of a vote, those first who are most for the option that led, and who among them turned it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// The option that won; if none did, the one that came nearest to it.
    pub option: usize,
    /// Places of the members who were present in the ballot: in turn if they voted so, else by how much more they liked the option than
    /// the best of the others.
    pub order: Vec<usize>,
    /// The place of the one with whom there are enough of them; none if all together are too few.
    pub member: Option<usize>,
    /// The votes of the option less what it needed: below zero of one that had too few.
    pub margin: f64,
}

impl Pivot {
    /// Of a ballot whose votes were counted.
    pub fn of(ballot: &BallotTrace) -> Option<Pivot> {
        let tally = ballot.tally.as_ref()?;
        let most = |(one, other): (&f64, &f64)| one.total_cmp(other);
        let leading = ballot.support.iter().enumerate().max_by(|a, b| most((a.1, b.1)).then(b.0.cmp(&a.0)));
        let option = ballot.winner.or(leading.map(|(option, _)| option))?;
        let mut order: Vec<usize> = (0..ballot.members.len()).filter(|&place| ballot.members[place].present).collect();
        let leaning = |place: &usize| leaning(&ballot.members[*place], option);
        order.sort_by(|one, other| leaning(other).total_cmp(&leaning(one)));
        order.sort_by_key(|&place| ballot.members[place].turn);
        let margin = ballot.support.get(option)? - tally.needed();
        Some(Pivot { option, member: turning(ballot, tally, option, &order), order, margin })
    }
}

/// By how much a member likes an option more than the best of the others; a vote that is pinned is beyond liking.
fn leaning(member: &MemberTrace, option: usize) -> f64 {
    match member.vote {
        Some(vote) if member.pinned && vote == option => return f64::INFINITY,
        Some(_) if member.pinned => return f64::NEG_INFINITY,
        _ => {}
    }
    let others = member.options.iter().enumerate().filter(|(other, told)| *other != option && told.available);
    let best = others.map(|(_, told)| told.utility).fold(f64::NEG_INFINITY, f64::max);
    member.options.get(option).map_or(f64::NEG_INFINITY, |told| told.utility - best)
}

/// The member with whom an option has enough: of those who vote in turn, counting only who voted for it.
fn turning(ballot: &BallotTrace, tally: &Tally, option: usize, order: &[usize]) -> Option<usize> {
    let (mut sum, needed) = (0.0, tally.needed());
    order.iter().copied().find(|&place| {
        let member = &ballot.members[place];
        if member.turn.is_some() && member.vote != Some(option) {
            return false;
        }
        sum += if tally.rules.counting.weighted { member.weight } else { 1.0 };
        let enough = needed - SLACK * needed;
        if tally.rules.counting.weighted && tally.rules.is_more_than() {
            sum > needed + SLACK * needed
        } else {
            sum >= enough
        }
    })
}

#[cfg(test)]
mod tests {
    use presidium_engine::ballot::{Amount, HeadCount, Outcome, Tally};
    use presidium_engine::oracle::OptionTrace;

    use super::*;

    fn member(utility: f64) -> MemberTrace {
        let told = |utility| OptionTrace { available: true, utility, ..OptionTrace::default() };
        MemberTrace {
            member: 0,
            turn: None,
            weight: 1.0,
            present: true,
            pinned: false,
            vote: Some(usize::from(utility < 0.0)),
            options: vec![told(utility), told(0.0)],
        }
    }

    fn ballot(utilities: &[f64]) -> BallotTrace {
        let members: Vec<MemberTrace> = utilities.iter().map(|&utility| member(utility)).collect();
        let votes = |option| members.iter().filter(|member| member.vote == Some(option)).count() as f64;
        let all = Amount { heads: members.len() as f64, weight: members.len() as f64 };
        let support = vec![votes(0), votes(1)];
        let winner = usize::from(support[1] > support[0]);
        let (rules, outcome) = (HeadCount::default(), Outcome::Won(winner));
        let tally = Some(Tally { rules, members: all, present: all, voting: all, outcome });
        BallotTrace { number: 0, round: 0, members, support, winner: Some(winner), tally }
    }

    #[test]
    fn the_third_of_five_turns_it() {
        let pivot = Pivot::of(&ballot(&[-2.0, 0.3, 1.5, -0.1, 0.8])).expect("votes were counted");
        assert_eq!(pivot, Pivot { option: 0, order: vec![2, 4, 1, 3, 0], member: Some(1), margin: 0.0 });
    }

    #[test]
    fn of_those_who_vote_in_turn_it_is_the_one_who_made_it_enough() {
        let mut ballot = ballot(&[0.1, -1.0, 3.0, 2.0, 1.0]);
        for (turn, member) in ballot.members.iter_mut().enumerate() {
            member.turn = Some(turn as u32);
        }
        let pivot = Pivot::of(&ballot).expect("votes were counted");
        assert_eq!((pivot.member, pivot.margin), (Some(3), 1.0));
    }
}
