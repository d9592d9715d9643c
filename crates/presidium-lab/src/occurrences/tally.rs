//! What is counted of what happens: how often in a world, when first, how far apart.

use std::collections::BTreeMap;

use presidium_engine::World;
use presidium_lang::clock::Step;
use presidium_lang::model::Element;

use super::kinds::{Kind, Kinds};
use crate::failures::Stops;
use crate::worlds::Batch;

/// For each value that was seen, how often it was.
type Histogram = BTreeMap<u64, u64>;

/// What is counted in some worlds.
#[derive(Clone, Debug, Default)]
pub struct OccurrenceTally {
    pub(super) seen: BTreeMap<Kind, Seen>,
    pub(super) completed: u64,
    pub(super) stops: Stops,
}

/// What is counted of one kind. Worlds in which it does not happen are in none of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Worlds by how often it happens up to the split.
    pub early: Histogram,
    /// The same after it.
    pub late: Histogram,
    /// The same in all.
    pub all: Histogram,
    /// Worlds by the step in which it first happens.
    pub first: Histogram,
    /// Steps from one time to the next, to the same element.
    pub gaps: Histogram,
}

/// Whole numbers, each with how often it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Counts<'a> {
    seen: &'a Histogram,
    /// How often zero was seen, of which nothing is written.
    zeros: u64,
}

impl OccurrenceTally {
    pub(super) fn of(seen: &Batch, kinds: &Kinds, split: Step) -> OccurrenceTally {
        let mut tally = OccurrenceTally {
            completed: seen.present().count() as u64,
            stops: seen.stops.clone(),
            ..OccurrenceTally::default()
        };
        for world in seen.present() {
            tally.add(seen, world, kinds, split);
        }
        tally
    }

    fn add(&mut self, seen: &Batch, world: World, kinds: &Kinds, split: Step) {
        let mut happened: BTreeMap<Kind, Vec<(Step, Element)>> = BTreeMap::new();
        for act in seen.acts(world) {
            for kind in kinds.of_act(act) {
                happened.entry(kind).or_default().push((act.month, act.element));
            }
        }
        for (kind, times) in happened {
            self.seen.entry(kind).or_default().add(&times, split);
        }
    }

    pub(super) fn merge(&mut self, later: OccurrenceTally) {
        for (kind, seen) in later.seen {
            self.seen.entry(kind).or_default().merge(seen);
        }
        self.completed += later.completed;
        self.stops.merge(later.stops);
    }
}

impl Seen {
    /// Adds a world; the times are in order.
    fn add(&mut self, times: &[(Step, Element)], split: Step) {
        let early = times.iter().filter(|(step, _)| *step <= split).count();
        for (histogram, count) in
            [(&mut self.early, early), (&mut self.late, times.len() - early), (&mut self.all, times.len())]
        {
            if count > 0 {
                *histogram.entry(count as u64).or_default() += 1;
            }
        }
        if let Some((first, _)) = times.first() {
            *self.first.entry(u64::from(first.0)).or_default() += 1;
        }
        let mut last: BTreeMap<Element, Step> = BTreeMap::new();
        for &(step, element) in times {
            if let Some(before) = last.insert(element, step) {
                *self.gaps.entry(u64::from(step.0 - before.0)).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, later: Seen) {
        let Seen { early, late, all, first, gaps } = later;
        let pairs = [
            (&mut self.early, early),
            (&mut self.late, late),
            (&mut self.all, all),
            (&mut self.first, first),
            (&mut self.gaps, gaps),
        ];
        for (into, later) in pairs {
            later.into_iter().for_each(|(value, times)| *into.entry(value).or_default() += times);
        }
    }
}

impl<'a> Counts<'a> {
    /// Of so many worlds; those that are not in the histogram saw nothing.
    pub(super) fn of_all(seen: &'a Histogram, worlds: u64) -> Counts<'a> {
        Counts { seen, zeros: worlds - seen.values().sum::<u64>() }
    }

    pub(super) fn of_some(seen: &'a Histogram) -> Counts<'a> {
        Counts { seen, zeros: 0 }
    }

    /// How many.
    pub fn len(&self) -> u64 {
        self.zeros + self.seen.values().sum::<u64>()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Not a number of none.
    pub fn mean(&self) -> f64 {
        self.seen.iter().map(|(value, times)| value * times).sum::<u64>() as f64 / self.len() as f64
    }

    /// The smallest value that a share of all does not exceed; none of none.
    pub fn quantile(&self, share: f64) -> Option<u64> {
        let needed = (share * self.len() as f64).ceil().max(1.0) as u64;
        let zeros = (self.zeros > 0).then_some((0, self.zeros));
        let mut reached = 0;
        let values = zeros.into_iter().chain(self.seen.iter().map(|(value, times)| (*value, *times)));
        values.into_iter().find_map(|(value, times)| {
            reached += times;
            (reached >= needed).then_some(value)
        })
    }

    /// Twice the share, of so many, of what lies at least as far out as a value, on its side: 1 at most. What is not here, such as the
    /// first date of what does not happen, lies beyond all values.
    pub fn likely(&self, value: u64, of: u64) -> f64 {
        let zeros = |is_meant: bool| if is_meant { self.zeros } else { 0 };
        let up_to = zeros(true) + self.seen.range(..=value).map(|(_, times)| times).sum::<u64>();
        let below = zeros(value > 0) + self.seen.range(..value).map(|(_, times)| times).sum::<u64>();
        let tail = up_to.min(of - below);
        (2.0 * tail as f64 / of as f64).min(1.0)
    }
}
