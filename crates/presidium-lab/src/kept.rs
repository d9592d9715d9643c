//! What an experiment keeps in memory beside its program, told before it is run.

use crate::executor::CALL_WORLDS;

/// What is kept while worlds are run.
///
/// # Example
/// ```
/// use presidium_lab::Kept;
/// // Two numbers of each world, and no world is run again.
/// assert_eq!(Kept { values: 2.0 * 1e6, course_worlds: 0 }.values, 2e6);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kept {
    /// Numbers of all worlds together, until the run ends.
    pub values: f64,
    /// Worlds of which each thread keeps the state at the beginning of each year, since they may be run again from there.
    pub course_worlds: u64,
}

impl Kept {
    /// So many numbers of each world; and whether some of the worlds are run again.
    pub(crate) fn of(values: f64, again: bool, worlds: u64) -> Kept {
        Kept { values: values * worlds as f64, course_worlds: if again { CALL_WORLDS.min(worlds) } else { 0 } }
    }
}
