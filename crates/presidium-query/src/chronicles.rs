//! The chronicle of a world in words: when something happened, what is said of it, how a vote went.

use presidium_engine::oracle::{BallotTrace, DecisionTrace};
use presidium_lab::{ChronicleLine, Entry};
use presidium_lang::clock::{Clock, Step};
use presidium_lang::model::Model;

/// The year of a step, where there are years.
pub fn year(clock: &Clock, step: Step) -> Option<u32> {
    clock.has_calendar().then(|| clock.year(step))
}

/// A step within its year: `March`, `5 March`; all of it where there are no years.
pub fn within_year(clock: &Clock, step: Step) -> String {
    let words = clock.words(step);
    match words.strip_suffix(&clock.year(step).to_string()) {
        Some(within) if clock.has_calendar() => within.trim_end().to_owned(),
        _ => words,
    }
}

/// All that is said of what a rule did, with how a vote went: `The Presidium votes Lavrenty Beria out (9 to 2); …`
pub fn words(model: &Model, entry: &Entry<'_>) -> String {
    let mut words: Vec<String> = entry.lines.iter().map(|line| line_words(&model.clock, line)).collect();
    if let (Some(first), Some(votes)) = (words.first_mut(), entry.decision.and_then(votes)) {
        *first += &format!(" ({votes})");
    }
    words.join("; ")
}

/// Ids of the claims that an event decides: `F1, K8`.
pub fn decides(model: &Model, entry: &Entry<'_>) -> String {
    entry.weight.claims.iter().map(|&claim| model.claims[claim].id.as_str()).collect::<Vec<_>>().join(", ")
}

/// What is said, and how long it goes on; a line about nobody is about a vacancy.
fn line_words(clock: &Clock, told: &ChronicleLine<'_>) -> String {
    let text = match told.text.strip_prefix("nobody ") {
        Some(rest) if told.line.vacant => format!("Nobody {rest}"),
        _ => told.text.clone(),
    };
    match (told.line.vacant, told.until) {
        (true, Some(last)) => format!("{text} (vacant until {})", clock.text(last)),
        (true, None) => format!("{text} (vacant)"),
        (false, Some(last)) if last == told.line.month + 1 => format!("{text} (and again in {})", clock.text(last)),
        (false, Some(last)) => format!("{text} (and each {} until {})", clock.noun(), clock.text(last)),
        (false, None) => text,
    }
}

/// How the votes of a decision went that came to whole numbers: `8 to 4`, `8 to 4, on appeal 63 to 70`; what was chosen in the end stands first.
fn votes(taken: &DecisionTrace) -> Option<String> {
    let last_of = |number| taken.ballots.iter().rfind(|ballot| ballot.number == number);
    let of = |ballot: &BallotTrace| {
        ballot.tally.filter(|_| ballot.members.len() > 1)?;
        let for_it = *ballot.support.get(taken.chosen)?;
        let against: f64 = ballot.support.iter().sum::<f64>() - for_it;
        (for_it.fract() == 0.0 && against.fract() == 0.0).then(|| format!("{for_it:.0} to {against:.0}"))
    };
    let told = [last_of(0).and_then(of), last_of(1).and_then(of).map(|votes| format!("on appeal {votes}"))];
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(", "))
}
