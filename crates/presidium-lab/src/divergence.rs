//! Where the histories with and without a change part: the first event or decision that differs, world by world.
//!
//! This reads what every rule did, which only the traced oracle tells; so it looks at fewer worlds than a ledger does,
//! always the first ones, and says how many.

use std::collections::BTreeMap;

use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Outputs, Scenario, Workspace};
use presidium_lang::model::{Model, RuleId};
use rayon::prelude::*;

use crate::ensemble::{Ensemble, LabError, Watch, fold_calls, twice};

/// Where worlds part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divergence {
    /// Worlds that were completed on both sides.
    pub worlds: u64,
    /// For each month in which worlds part, how many; in order.
    pub months: Vec<(u32, u64)>,
    /// For each rule at which worlds part, how many; the commonest first.
    pub rules: Vec<(RuleId, u64)>,
}

impl Divergence {
    /// Worlds in which nothing that a rule did differs.
    pub fn never(&self) -> u64 {
        self.worlds - self.parted()
    }

    /// Worlds that part at all.
    pub fn parted(&self) -> u64 {
        self.months.iter().map(|(_, worlds)| worlds).sum()
    }

    /// The month by which half of the worlds that part have parted.
    pub fn median_month(&self) -> Option<u32> {
        let mut left = self.parted().div_ceil(2);
        for &(month, worlds) in &self.months {
            if worlds >= left {
                return Some(month);
            }
            left -= worlds;
        }
        None
    }
}

/// Compares what the rules did in the worlds of two scenarios.
///
/// # Errors
/// [`LabError`] if the run is cancelled.
pub fn divergence(
    model: &Model,
    with: &Scenario,
    without: &Scenario,
    ensemble: Ensemble,
    watch: Watch<'_>,
) -> Result<Divergence, LabError> {
    let job = |_: &mut Workspace, range: std::ops::Range<u64>| {
        // A world of the oracle takes long, and few are asked for: they are spread over the threads one by one.
        let parted = range.into_par_iter().filter_map(|world| {
            let with = acts(model, with, ensemble.seed, world)?;
            Some(first_difference(&with, &acts(model, without, ensemble.seed, world)?))
        });
        parted.collect::<Vec<_>>()
    };
    let parts = fold_calls(ensemble, watch, twice, job, vec![], |mut all: Vec<_>, part| {
        all.extend(part);
        all
    })?;
    Ok(count(&parts))
}

/// What one rule did for one element in one month. The order of acts is that of history: rules act in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Act {
    month: u32,
    rule: RuleId,
    element: u32,
    /// Of a decision.
    option: Option<usize>,
}

impl Act {
    fn key(&self) -> (u32, RuleId, u32) {
        (self.month, self.rule, self.element)
    }
}

/// Everything that rules did in one world, in order; none if the world failed.
fn acts(model: &Model, scenario: &Scenario, seed: u64, world: u64) -> Option<Vec<Act>> {
    let mut trace = Trace::default();
    run_world(model, scenario, seed, world, &Outputs::default(), Some(&mut trace)).ok()?;
    let decided = trace.decisions.iter().map(|decision| {
        let (month, rule, element) = (decision.month, decision.rule, decision.element);
        Act { month, rule, element, option: Some(decision.chosen) }
    });
    let fired = trace.firings.iter().map(|firing| {
        let (month, rule, element) = (firing.month, firing.rule, firing.element);
        Act { month, rule, element, option: None }
    });
    let mut acts: Vec<Act> = decided.chain(fired).collect();
    // A decision that also counts as fired is one act: the one that knows its option, which the sort puts last.
    acts.sort_unstable_by(|one, other| other.cmp(one));
    acts.dedup_by_key(|act| act.key());
    acts.reverse();
    Some(acts)
}

fn first_difference(with: &[Act], without: &[Act]) -> Option<(u32, RuleId)> {
    let same = with.iter().zip(without).take_while(|(one, other)| one == other).count();
    // Where one side did something that the other did not, the earlier act is the one that has no match.
    let first = [with.get(same), without.get(same)].into_iter().flatten().min()?;
    Some((first.month, first.rule))
}

fn count(parts: &[Option<(u32, RuleId)>]) -> Divergence {
    let (mut months, mut rules) = (BTreeMap::new(), BTreeMap::new());
    for (month, rule) in parts.iter().flatten() {
        *months.entry(*month).or_insert(0) += 1;
        *rules.entry(*rule).or_insert(0) += 1;
    }
    let mut rules: Vec<(RuleId, u64)> = rules.into_iter().collect();
    rules.sort_by_key(|&(_, worlds)| std::cmp::Reverse(worlds));
    Divergence { worlds: parts.len() as u64, months: months.into_iter().collect(), rules }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(month: u32, rule: u32, option: Option<usize>) -> Act {
        Act { month, rule: RuleId(rule), element: 0, option }
    }

    #[test]
    fn the_first_difference_is_the_earliest_act_without_a_match() {
        let with = [act(1, 0, None), act(2, 3, Some(0)), act(5, 1, None)];
        let other_option = [act(1, 0, None), act(2, 3, Some(1)), act(5, 1, None)];
        let missing = [act(1, 0, None), act(5, 1, None)];
        assert_eq!(first_difference(&with, &with), None);
        assert_eq!(first_difference(&with, &other_option), Some((2, RuleId(3))));
        assert_eq!(first_difference(&with, &missing), Some((2, RuleId(3))));
        assert_eq!(first_difference(&missing, &with[..1]), Some((5, RuleId(1))));
    }

    #[test]
    fn the_median_is_over_the_worlds_that_part() {
        let parts = [None, Some((7, RuleId(1))), Some((9, RuleId(1))), Some((9, RuleId(2)))];
        let counted = count(&parts);
        assert_eq!((counted.worlds, counted.never(), counted.median_month()), (4, 1, Some(9)));
        assert_eq!(counted.rules, [(RuleId(1), 2), (RuleId(2), 1)]);
    }
}
