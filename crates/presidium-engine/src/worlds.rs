//! The numbers of worlds, and ranges of them.

use std::fmt;
use std::ops::Range;

/// The number of a world. With the seed of a run, all of its luck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct World(pub u64);

/// Consecutive worlds.
///
/// # Example
/// ```
/// use presidium_engine::{World, Worlds};
/// let worlds = Worlds::from(5..8);
/// assert_eq!(worlds.len(), 3);
/// assert_eq!(worlds.place(World(6)), Some(1));
/// assert_eq!(worlds.iter().last(), Some(World(7)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worlds {
    /// The first of them.
    pub start: World,
    /// The one after the last.
    pub end: World,
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Range<u64>> for Worlds {
    fn from(range: Range<u64>) -> Worlds {
        Worlds { start: World(range.start), end: World(range.end) }
    }
}

impl Worlds {
    /// How many there are.
    pub fn len(self) -> u64 {
        self.end.0.saturating_sub(self.start.0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Each of them, in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = World> + DoubleEndedIterator + Clone {
        (0..self.len() as usize).map(move |place| self.at(place))
    }

    /// Whether a world is among them.
    pub fn contains(self, world: World) -> bool {
        (self.start..self.end).contains(&world)
    }

    /// The world at a place, counted from the first.
    pub fn at(self, place: usize) -> World {
        World(self.start.0 + place as u64)
    }

    /// The place of a world, counted from the first; none if it is not among them.
    pub fn place(self, world: World) -> Option<usize> {
        self.contains(world).then(|| (world.0 - self.start.0) as usize)
    }

    /// Those of them that are also among others.
    pub fn within(self, others: Worlds) -> Worlds {
        let start = self.start.clamp(others.start, others.end);
        Worlds { start, end: self.end.clamp(start, others.end) }
    }

    /// Those of them that come before a world.
    ///
    /// ```
    /// use presidium_engine::{World, Worlds};
    /// assert_eq!(Worlds::from(5..8).before(World(7)), Worlds::from(5..7));
    /// assert!(Worlds::from(5..8).before(World(2)).is_empty());
    /// ```
    pub fn before(self, end: World) -> Worlds {
        Worlds { end: self.end.min(end).max(self.start), ..self }
    }

    /// Parts of so many worlds, in order; the last may have fewer.
    ///
    /// # Panics
    /// If `size` is zero.
    pub fn parts(self, size: u64) -> impl Iterator<Item = Worlds> {
        let starts = (self.start.0..self.end.0).step_by(size as usize);
        starts.map(move |start| Worlds::from(start..(start + size).min(self.end.0)))
    }
}
