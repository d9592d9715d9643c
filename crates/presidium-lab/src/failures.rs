//! Worlds that stopped before their last month: never dropped in silence, always counted beside a denominator.
//!
//! They are kept by what went wrong, not one by one, so that a model that fails in each of a million worlds is
//! reported in one line.

use presidium_engine::Failure;

/// All worlds of a run that failed, by what went wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failures {
    /// How many worlds failed.
    pub worlds: u64,
    /// The commonest first, then in the order of their first world.
    pub groups: Vec<FailureGroup>,
}

/// Worlds that failed in the same equation for the same reason.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureGroup {
    /// The first of them by number, with its month, equation, section and reason.
    pub first: Failure,
    /// How many worlds.
    pub worlds: u64,
}

impl Failures {
    /// Counts the failures of one chunk.
    pub fn of(failures: Vec<Failure>) -> Failures {
        let mut counted = Failures::default();
        for failure in failures {
            counted.add(FailureGroup { first: failure, worlds: 1 });
        }
        counted
    }

    /// Adds the failures of a later chunk.
    pub fn merge(&mut self, later: Failures) {
        for group in later.groups {
            self.add(group);
        }
    }

    /// Brings the groups into their final order.
    pub(crate) fn sort(&mut self) {
        self.groups.sort_by_key(|group| (std::cmp::Reverse(group.worlds), group.first.world));
    }

    fn add(&mut self, group: FailureGroup) {
        self.worlds += group.worlds;
        match self.groups.iter_mut().find(|known| alike(&known.first, &group.first)) {
            Some(known) => known.worlds += group.worlds,
            None => self.groups.push(group),
        }
    }
}

fn alike(one: &Failure, other: &Failure) -> bool {
    one.equation == other.equation && one.section == other.section && one.reason == other.reason
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(world: u64, equation: &str) -> Failure {
        let (equation, section, reason) = (equation.to_owned(), String::new(), "is not finite".to_owned());
        Failure { world, month: 23_436, equation, section, reason }
    }

    #[test]
    fn failures_are_counted_by_what_went_wrong() {
        let mut all = Failures::of(vec![failure(3, "harvest"), failure(7, "prices")]);
        all.merge(Failures::of(vec![failure(300, "prices")]));
        all.sort();
        assert_eq!(all.worlds, 3);
        let groups: Vec<_> = all.groups.iter().map(|g| (g.first.world, g.worlds)).collect();
        assert_eq!(groups, [(7, 2), (3, 1)]);
    }
}
