//! What a condition leaves of the worlds, in words.

use presidium_engine::World;
use presidium_lab::{Found, Left, Share};
use presidium_lang::clock::Step;
use presidium_lang::model::{Change, Condition, Model};

use crate::defaults::LEFT_AT_LEAST;
use crate::figures::{count, per_cent, share_interval, worlds};
use crate::study::Study;

/// `where ever(war): 512 of 2 000 worlds are left; in 3 a value that it reads is missing`
pub fn left(condition: &Condition, left: Left) -> String {
    let are = if left.held == 1 { "is" } else { "are" };
    let (held, of) = (count(left.held), worlds(left.worlds));
    format!("where {}: {held} of {of} {are} left{}", condition.words, missing(left))
}

/// The share of worlds in which a condition holds, among those in which it can be told.
pub fn share(left: Left) -> Share {
    Share { held: left.held, worlds: left.worlds - left.missing, alike: 0 }
}

/// `war holds in 512 of 2 000 worlds (25.6 %, 23.7 – 27.6): first in world 3, then in 5, 8, 13, 21 and 34`
///
/// Of one that holds in none, how rare it must be.
pub fn found(condition: &Condition, found: &Found) -> String {
    let Left { held, missing, worlds: of } = found.left;
    let estimate = share(found.left).wilson();
    let missing = match missing {
        0 => String::new(),
        missing => format!("; in {} a value that it reads is missing", count(missing)),
    };
    let words = &condition.words;
    match found.first.as_slice() {
        [] => format!("{words} holds in none of {} (at most {}){missing}", worlds(of), per_cent(estimate.high)),
        [first, others @ ..] => {
            let (share, interval) = (per_cent(estimate.value), share_interval(&estimate));
            let others = if others.is_empty() { String::new() } else { format!(", then in {}", list(others)) };
            let (held, of) = (count(held), worlds(of));
            format!("{words} holds in {held} of {of} ({share}, {interval}): first in world {first}{others}{missing}")
        }
    }
}

/// `5, 8 and 13`
fn list(all: &[World]) -> String {
    let names: Vec<String> = all.iter().map(|world| world.to_string()).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// `ever(war), in 512 of 2 000 worlds; in 3 a value that it reads is missing`
pub fn given(condition: &Condition, left: Left) -> String {
    format!("{}, in {} of {}{}", condition.words, count(left.held), worlds(left.worlds), missing(left))
}

fn missing(left: Left) -> String {
    match left.missing {
        0 => String::new(),
        missing => format!("; in {} a value that it reads is missing", count(missing)),
    }
}

/// What is wrong if a condition leaves too few worlds, and how many would be enough; nothing if it leaves enough.
pub fn too_few(condition: &Condition, left: Left) -> Option<(String, Option<u64>)> {
    if left.held >= LEFT_AT_LEAST {
        return None;
    }
    let least = count(LEFT_AT_LEAST);
    let message = format!("{}, and a figure needs {least}", self::left(condition, left));
    Some((message, enough(left)))
}

/// So many worlds should leave enough, by the share that is left, with a quarter more; a round number.
fn enough(left: Left) -> Option<u64> {
    let needed = (left.held > 0).then(|| left.worlds * LEFT_AT_LEAST * 5 / (left.held * 4))?;
    let step = 10_u64.pow(needed.max(1).ilog10());
    Some(needed.div_ceil(step) * step)
}

/// That the condition looks at months in which the change has begun to make a difference, if so: then worlds are chosen by
/// what came of it on the side without the change.
///
/// `parted` is the first month in which histories were seen to part, if that was asked; else a change begins when it is in force.
pub fn looks_past_the_change(study: &Study, changes: &[Change], parted: Option<Step>) -> Option<String> {
    let (model, condition) = (&study.model, study.condition.as_ref()?);
    let begins = parted.or_else(|| changes.iter().map(|change| in_force_from(model, change)).min())?;
    let acts = if parted.is_some() { "makes a difference" } else { "is in force" };
    (condition.horizon >= begins).then(|| {
        format!(
            "The condition looks at months up to {}, and the change {acts} from {} on. Whether it holds is asked of the \
             worlds without the change; with the change it may no longer hold.",
            model.clock.seen_words(condition.horizon),
            model.clock.seen_words(begins)
        )
    })
}

fn in_force_from(model: &Model, change: &Change) -> Step {
    match change {
        Change::Pin { first_step, .. } | Change::Forbid { first_step, .. } => (*first_step).max(model.first_step),
        _ => model.first_step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_worlds_would_be_enough() {
        let enough = |held, worlds| enough(Left { held, worlds, missing: 0 });
        assert_eq!([enough(37, 2_000), enough(1, 2_000), enough(99, 100)], [Some(7_000), Some(300_000), Some(200)]);
        assert_eq!(enough(0, 2_000), None);
    }
}
