//! Who knows what: it changes no world, and says what a page or a play may show to whom.

use super::expressions::Expr;
use super::ids::Index;

/// Those who know something: the elements of a set for which a condition holds.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The name of an element, and the set of those who may know; nobody does if it is absent.
    pub of: Option<Index>,
    /// A truth: whether the element knows; all of the set do if it is absent. Of a variable it is looked at at the end of
    /// a step, of a message when that is said.
    pub knows: Option<Expr>,
    /// What stands behind `known to`, on one line.
    pub written: String,
}
