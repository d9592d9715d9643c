//! Worlds that stopped before their last month: never dropped in silence, always counted beside a denominator.
//!
//! All are counted; the first few are run once more to learn what went wrong, and told by equation and fault, so that
//! a model that fails in each of a million worlds is reported in a line, and soon.

use presidium_engine::{Failure, World};
use serde::{Deserialize, Serialize};

/// Stopped worlds that are looked into.
const LOOKED_INTO: usize = 20;

/// All worlds of a run that failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Failures {
    /// How many worlds failed.
    pub worlds: u64,
    /// How many of them, the first ones, are in the groups.
    pub told: u64,
    /// What went wrong; the commonest first, then in the order of their first world.
    pub groups: Vec<FailureGroup>,
}

/// Worlds that failed in the same equation for the same fault.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureGroup {
    /// The first of them by number, with its month, equation, section and fault.
    pub first: Failure,
    /// How many of the worlds told.
    pub worlds: u64,
}

impl Failures {
    /// The failures of a further run of the same worlds.
    pub(crate) fn and(mut self, other: Failures) -> Failures {
        self.worlds += other.worlds;
        self.told += other.told;
        other.groups.into_iter().for_each(|group| self.add(group));
        self.groups.sort_by_key(|group| (std::cmp::Reverse(group.worlds), group.first.world));
        self
    }

    fn add(&mut self, group: FailureGroup) {
        match self.groups.iter_mut().find(|known| alike(&known.first, &group.first)) {
            Some(known) => known.worlds += group.worlds,
            None => self.groups.push(group),
        }
    }
}

fn alike(one: &Failure, other: &Failure) -> bool {
    one.equation == other.equation && one.section == other.section && one.fault == other.fault
}

/// Worlds that stopped, before anybody has looked into why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stops {
    count: u64,
    /// The first ones.
    #[serde(with = "numbers")]
    first: Vec<World>,
}

impl Stops {
    pub(crate) fn of(worlds: impl Iterator<Item = World>) -> Stops {
        let mut stops = Stops::default();
        worlds.for_each(|world| stops.push(world));
        stops
    }

    /// Adds the worlds of a later chunk.
    pub(crate) fn merge(&mut self, later: Stops) {
        let unlisted = later.count - later.first.len() as u64;
        later.first.into_iter().for_each(|world| self.push(world));
        self.count += unlisted;
    }

    /// How many there are, without asking why.
    pub(crate) fn count(&self) -> Failures {
        Failures { worlds: self.count, told: 0, groups: vec![] }
    }

    /// Asks of the first of them what went wrong.
    pub(crate) fn tell(&self, why: impl Fn(World) -> Option<Failure>) -> Failures {
        let groups = self.first.iter().filter_map(|&world| why(world)).map(|first| FailureGroup { first, worlds: 1 });
        let told = self.first.len() as u64;
        let each = groups.map(|group| Failures { groups: vec![group], ..Failures::default() });
        each.fold(Failures { worlds: self.count, told, groups: vec![] }, Failures::and)
    }

    fn push(&mut self, world: World) {
        self.count += 1;
        if self.first.len() < LOOKED_INTO {
            self.first.push(world);
        }
    }
}

/// Worlds are written as their numbers.
mod numbers {
    use presidium_engine::World;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(worlds: &[World], serializer: S) -> Result<S::Ok, S::Error> {
        worlds.iter().map(|world| world.0).collect::<Vec<u64>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<World>, D::Error> {
        Ok(Vec::<u64>::deserialize(deserializer)?.into_iter().map(World).collect())
    }
}

#[cfg(test)]
mod tests {
    use presidium_engine::{Fault, Worlds};
    use presidium_lang::clock::Step;

    use super::*;

    fn failure(world: World) -> Option<Failure> {
        let equation = if world.0.is_multiple_of(3) { "harvest" } else { "prices" };
        let (equation, section, fault) = (equation.to_owned(), String::new(), Fault::default());
        Some(Failure { world, month: Step(23_436), equation, section, fault })
    }

    #[test]
    fn all_are_counted_and_the_first_are_told() {
        let mut stops = Stops::of(Worlds::from(0..15).iter());
        stops.merge(Stops::of(Worlds::from(256..356).iter()));
        let told = stops.tell(failure);
        assert_eq!((told.worlds, told.told), (115, LOOKED_INTO as u64));
        let groups: Vec<_> =
            told.groups.iter().map(|g| (g.first.equation.as_str(), g.first.world.0, g.worlds)).collect();
        assert_eq!(groups, [("prices", 1, 14), ("harvest", 0, 6)]);
    }
}
