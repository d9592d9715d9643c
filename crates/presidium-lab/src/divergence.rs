//! Where the histories with and without a change part: the first event or decision that differs, world by world.

use std::collections::BTreeMap;

use presidium_engine::{Act, Worlds};
use presidium_lang::clock::Step;
use presidium_lang::model::RuleId;

use crate::worlds::Batch;

/// Where worlds part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divergence {
    /// Worlds that were completed on both sides.
    pub worlds: u64,
    /// For each month in which worlds part, how many; in order.
    pub months: Vec<(Step, u64)>,
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
    pub fn median_month(&self) -> Option<Step> {
        let mut left = self.parted().div_ceil(2);
        for &(month, worlds) in &self.months {
            if worlds >= left {
                return Some(month);
            }
            left -= worlds;
        }
        None
    }

    /// Counts the worlds that part, by month and by rule.
    pub(crate) fn of(partings: &[Parting]) -> Divergence {
        let (mut months, mut rules) = (BTreeMap::new(), BTreeMap::new());
        for (month, rule) in partings.iter().flatten() {
            *months.entry(*month).or_insert(0) += 1;
            *rules.entry(*rule).or_insert(0) += 1;
        }
        let mut rules: Vec<(RuleId, u64)> = rules.into_iter().collect();
        rules.sort_by_key(|&(_, worlds)| std::cmp::Reverse(worlds));
        Divergence { worlds: partings.len() as u64, months: months.into_iter().collect(), rules }
    }
}

/// The month and the rule at which a world parts, if it does.
pub(crate) type Parting = Option<(Step, RuleId)>;

/// For each of some worlds that were completed on both sides, where it parts.
pub(crate) fn partings(with: &Batch, without: &Batch, worlds: Worlds) -> Vec<Parting> {
    let completed = worlds.iter().filter(|&world| with.completed(world) && without.completed(world));
    completed.map(|world| first_difference(with.acts(world), without.acts(world))).collect()
}

fn first_difference(with: &[Act], without: &[Act]) -> Parting {
    let same = with.iter().zip(without).take_while(|(one, other)| one == other).count();
    // Where one side did something that the other did not, the earlier act is the one that has no match. Rules act in
    // document order.
    let first = [with.get(same), without.get(same)].into_iter().flatten();
    let first = first.min_by_key(|act| (act.month, act.rule, act.element))?;
    Some((first.month, first.rule))
}

#[cfg(test)]
mod tests {
    use presidium_engine::World;
    use presidium_lang::model::Element;

    use super::*;

    fn act(month: u32, rule: u32, option: Option<u32>) -> Act {
        Act { world: World(0), month: Step(month), rule: RuleId::from_raw(rule), element: Element(0), option }
    }

    #[test]
    fn the_first_difference_is_the_earliest_act_without_a_match() {
        let with = [act(1, 0, None), act(2, 3, Some(0)), act(5, 1, None)];
        let other_option = [act(1, 0, None), act(2, 3, Some(1)), act(5, 1, None)];
        let missing = [act(1, 0, None), act(5, 1, None)];
        assert_eq!(first_difference(&with, &with), None);
        assert_eq!(first_difference(&with, &other_option), Some((Step(2), RuleId::from_raw(3))));
        assert_eq!(first_difference(&with, &missing), Some((Step(2), RuleId::from_raw(3))));
        assert_eq!(first_difference(&missing, &with[..1]), Some((Step(5), RuleId::from_raw(1))));
    }

    #[test]
    fn the_median_is_over_the_worlds_that_part() {
        let parts = [
            None,
            Some((Step(7), RuleId::from_raw(1))),
            Some((Step(9), RuleId::from_raw(1))),
            Some((Step(9), RuleId::from_raw(2))),
        ];
        let counted = Divergence::of(&parts);
        assert_eq!((counted.worlds, counted.never(), counted.median_month()), (4, 1, Some(Step(9))));
        assert_eq!(counted.rules, [(RuleId::from_raw(1), 2), (RuleId::from_raw(2), 1)]);
    }
}
