//! Worlds that share parameters: how much less they say than as many that do not.

use std::collections::BTreeMap;

use presidium_engine::World;
use presidium_lang::model::Rows;
use serde::{Deserialize, Serialize};

/// For each row of parameters how many worlds there are, and the sum of a value over them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clusters(BTreeMap<usize, (u64, f64)>);

impl Clusters {
    /// Of worlds, each with its value.
    pub fn of(rows: &Rows, values: impl Iterator<Item = (World, f64)>) -> Clusters {
        let mut clusters = Clusters::default();
        for (world, value) in values {
            clusters.add(rows.place(world.0), (1, value));
        }
        clusters
    }

    fn add(&mut self, row: usize, (worlds, sum): (u64, f64)) {
        let known = self.0.entry(row).or_insert((0, 0.0));
        (known.0, known.1) = (known.0 + worlds, known.1 + sum);
    }

    /// Adds the worlds of a later chunk.
    pub fn merge(&mut self, later: Clusters) {
        later.0.into_iter().for_each(|(row, sums)| self.add(row, sums));
    }

    /// Thousandths of worlds that say as much as one that is independent: 1 000 if rows make no difference, 0 if that cannot be told.
    /// `variance` is that of the value over all worlds.
    ///
    /// # Source
    /// Kish 1965: the variance of a mean of clusters over that of as many independent worlds; it is never taken for less than one.
    pub fn alike(&self, variance: f64) -> u64 {
        let (clusters, worlds) = (self.0.len() as f64, self.0.values().map(|(worlds, _)| worlds).sum::<u64>() as f64);
        if clusters < 2.0 || clusters == worlds || variance <= 0.0 {
            return 0;
        }
        let mean = self.0.values().map(|(_, sum)| sum).sum::<f64>() / worlds;
        let squares = self.0.values().map(|&(worlds, sum)| (sum - mean * worlds as f64) * (sum - mean * worlds as f64));
        let clustered = clusters / (clusters - 1.0) * squares.sum::<f64>() / (worlds * worlds);
        (1_000.0 * (clustered / (variance / worlds)).max(1.0)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use presidium_lang::model::{Element, VariableId};

    fn rows() -> Rows {
        Rows::new(vec![(VariableId::from_raw(0), Element(0))], (1..=10).map(|row| f64::from(row) / 11.0).collect(), 1)
            .expect("ten rows")
    }

    #[test]
    fn worlds_of_one_row_that_are_all_alike_count_as_one() {
        let rows = rows();
        let value = |world: u64| if rows.place(world) < 5 { 1.0 } else { 0.0 };
        let alike = Clusters::of(&rows, (0..100).map(|world| (World(world), value(world)))).alike(0.25);
        assert!((alike as f64 / 1_000.0 - 10.0 * 10.0 / 9.0).abs() < 0.01, "{alike}");
        let apart =
            Clusters::of(&rows, (0..100).map(|world| (World(world), f64::from(u8::from(world % 20 < 10))))).alike(0.25);
        assert_eq!(apart, 1_000, "within a row they differ as much as anywhere");
        let own = Clusters::of(&rows, (0..10).map(|world| (World(world), value(world)))).alike(0.25);
        assert_eq!(own, 0, "one world for each row");
    }
}
