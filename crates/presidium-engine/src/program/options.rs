//! How a program is made, and what came of it.

/// How a program is made; what it computes does not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Shares, folds, hoists and sinks; off only for tests.
    pub optimise: bool,
    /// Most worlds side by side; fewer if a run asks for fewer.
    pub width: usize,
    /// From so many elements on, one piece of code serves all of them; for fewer it is written out for each.
    pub many: usize,
}

/// Worlds side by side: enough to make the cost of an instruction small, few enough for the cache.
const WIDTH: usize = 256;

/// So many elements are worth the effort of listing those that count.
const MANY: usize = 8;

impl Default for Options {
    fn default() -> Options {
        Options { optimise: true, width: WIDTH, many: MANY }
    }
}

/// How much a program computes.
///
/// An operation is one arithmetic result, comparison, choice, random number or element looked up, of one world. Moving
/// values about (copies, stores, packing lanes) and checking them is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Operations once in a world.
    pub operations_per_world: u64,
    /// Operations when the year changes.
    pub operations_per_year: u64,
    /// Operations of every step outside sections.
    pub operations_per_step: u64,
    /// Operations of a step within sections, if every section were taken.
    pub operations_in_sections: u64,
    /// Sections of a step, which are skipped where no world takes them.
    pub sections: u64,
    /// Instructions of all three paces.
    pub instructions: u64,
    /// Values of a world that outlive a step.
    pub slots: u64,
    /// Values of a world that live within a step, at most at once.
    pub registers: u64,
    /// Memory of a block of as many worlds as the program is wide.
    pub bytes: u64,
}
