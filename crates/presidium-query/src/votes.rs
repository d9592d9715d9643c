//! A count of votes in words: its rule, what was counted, and how it came out.

use presidium_engine::ballot::{HeadCount, Outcome, Tally};
use presidium_engine::oracle::{BallotTrace, Choice};
use presidium_lang::model::{Base, Decision, QuorumOf};
use serde::Serialize;

use crate::figures::{number, share};

/// So many options are all told, whatever they had.
pub const FEW: usize = 6;

/// A count as data.
#[derive(Serialize)]
pub struct CountView {
    rule: String,
    /// Whether members count by weight.
    weighted: bool,
    members: f64,
    present: f64,
    /// The least that must be present: heads, or weight where the rule measures a quorum by it.
    quorum: f64,
    /// What the members weigh, and those present, if the rule reads weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<[f64; 2]>,
    /// Votes cast, or their weight.
    cast: f64,
    support: Vec<SupportView>,
    abstained: Vec<String>,
    /// What an option needs, more than that if `more_than`; absent where nobody voted for want of a quorum.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<f64>,
    more_than: bool,
    outcome: &'static str,
}

#[derive(Serialize)]
struct SupportView {
    option: String,
    votes: f64,
}

impl CountView {
    /// `ids` are the members' in the order of the ballot.
    pub fn new(decision: &Decision, ballot: &BallotTrace, tally: &Tally, ids: &[String]) -> Self {
        let Tally { rules, members, present, .. } = tally;
        let support = decision.options.iter().zip(&ballot.support);
        CountView {
            rule: rule(ballot, rules, ids),
            weighted: rules.counting.weighted,
            members: members.heads,
            present: present.heads,
            quorum: tally.needed_for_quorum(),
            weight: rules.counting.reads_weights().then_some([members.weight, present.weight]),
            cast: tally.counted(tally.voting),
            support: support
                .map(|(option, votes)| SupportView { option: option.name.clone(), votes: *votes })
                .collect(),
            abstained: abstained(ballot, ids).cloned().collect(),
            needed: (tally.outcome != Outcome::NoQuorum).then(|| tally.needed()),
            more_than: rules.counting.weighted && rules.is_more_than(),
            outcome: match tally.outcome {
                Outcome::NoQuorum => "no quorum",
                Outcome::NotEnough => "not enough votes",
                Outcome::Tie => "tie",
                Outcome::Won(_) => "won",
                Outcome::WonByChair(_) => "won by the chair",
            },
        }
    }
}

/// `more than 1/2 of votes cast, quorum 7 heads, chair Anna`; the names are the members' in the order of the ballot.
pub fn rule(ballot: &BallotTrace, rules: &HeadCount, names: &[String]) -> String {
    let base = match rules.counting.base {
        Base::VotesCast => "votes cast",
        Base::Present => "those present",
        Base::AllMembers => "all members",
    };
    let mut words = match (rules.is_more_than(), rules.majority) {
        (_, 0.0) => "plurality".to_owned(),
        (false, 1.0) => format!("unanimity of {base}"),
        (true, majority) => format!("more than {} of {base}", share(majority)),
        (false, majority) => format!("at least {} of {base}", share(majority)),
    };
    if rules.counting.weighted {
        words += ", by weight";
    }
    if rules.quorum > 0.0 {
        words += &match rules.counting.quorum {
            QuorumOf::Heads => format!(", quorum {} heads", number(rules.quorum)),
            QuorumOf::ShareOfHeads => format!(", quorum {} of heads", share(rules.quorum)),
            QuorumOf::ShareOfWeight => format!(", quorum {} of weight", share(rules.quorum)),
        };
    }
    if rules.abstention > 0.0 {
        words += &format!(", abstention {}", number(rules.abstention));
    }
    if let Some(chair) = rules.chair.and_then(|chair| names.get(chair)) {
        words += &format!(", chair {chair}");
    }
    if ballot.members.iter().any(|member| member.turn.is_some()) {
        words += ", in turn";
    }
    words
}

/// `5 members, 4 present; 3 votes cast: remove 2, keep 1; 2 needed`
pub fn count(decision: &Decision, ballot: &BallotTrace, tally: &Tally) -> String {
    let Tally { rules, members, present, .. } = tally;
    let by_weight = rules.counting.quorum == QuorumOf::ShareOfWeight;
    let (there, of) = if by_weight { (present.weight, members.weight) } else { (present.heads, members.heads) };
    if tally.outcome == Outcome::NoQuorum {
        let weight = if by_weight { "weight " } else { "" };
        let needed = number(tally.needed_for_quorum());
        return format!("no quorum: {weight}{} present of {}, {needed} needed", number(there), number(of));
    }
    let weighing = |weight: f64| match rules.counting.reads_weights() {
        true => format!(" (weight {})", number(weight)),
        false => String::new(),
    };
    let mut words = format!("{}{}", many(members.heads, "member"), weighing(members.weight));
    words += &format!(", {} present{}", number(present.heads), weighing(present.weight));
    if rules.quorum > 0.0 {
        let weight = if by_weight { "weight " } else { "" };
        words += &format!(", {weight}{} needed for a quorum", number(tally.needed_for_quorum()));
    }
    words += &match rules.counting.weighted {
        true => format!("; weight {} cast", number(tally.voting.weight)),
        false => format!("; {} cast", many(tally.voting.heads, "vote")),
    };
    format!("{words}: {}{}", support(decision, ballot).join(", "), ending(tally))
}

/// What was cast for each option, or its probability; of many options those that had something.
pub fn support(decision: &Decision, ballot: &BallotTrace) -> Vec<String> {
    let is_short = ballot.support.len() <= FEW;
    let support = decision.options.iter().zip(&ballot.support).filter(|(_, votes)| is_short || **votes > 0.0);
    support.map(|(option, votes)| format!("{} {}", option.name, number(*votes))).collect()
}

/// What was needed, and whether an option had it.
fn ending(tally: &Tally) -> String {
    let is_plurality = tally.rules.majority == 0.0;
    let more_than = if tally.rules.counting.weighted && tally.rules.is_more_than() { "more than " } else { "" };
    let needed = format!("{more_than}{} needed", number(tally.needed()));
    match tally.outcome {
        Outcome::Tie => "; a tie, and no chair present to break it".to_owned(),
        Outcome::WonByChair(_) => "; a tie, broken by the chair".to_owned(),
        Outcome::Won(_) if is_plurality => String::new(),
        Outcome::Won(_) | Outcome::NoQuorum => format!("; {needed}"),
        Outcome::NotEnough if is_plurality => "; nobody voted".to_owned(),
        Outcome::NotEnough => format!("; {needed}, and no option has it"),
    }
}

/// The names of those present who did not vote, of names in the order of the ballot.
pub fn abstained<'a>(ballot: &'a BallotTrace, names: &'a [String]) -> impl Iterator<Item = &'a String> {
    let voted = ballot.tally.is_some_and(|tally| tally.outcome != Outcome::NoQuorum);
    let members = ballot.members.iter().zip(names);
    members.filter(move |(member, _)| voted && member.present && member.vote.is_none()).map(|(_, name)| name)
}

fn many(count: f64, what: &str) -> String {
    let s = if count == 1.0 { "" } else { "s" };
    format!("{} {what}{s}", number(count))
}

/// Who settled a decision.
pub fn choice_words(choice: Choice) -> &'static str {
    match choice {
        Choice::Pinned => "pinned by the scenario",
        Choice::Recorded => "because the record is followed",
        Choice::Nobody => "because nobody is there to decide",
        Choice::Decided => "decided",
        Choice::Appealed => "decided on appeal",
    }
}
