//! What a run of one world gives.

use crate::failure::Failure;

/// What was asked of one world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorldResult {
    /// One value for each of [`Outputs::finals`](crate::Outputs::finals), then for each of [`Outputs::tests`](crate::Outputs::tests) the first month in which it failed
    /// (a date, or never). A final that is missing is not a number.
    pub finals: Vec<f64>,
    /// For each of [`Outputs::finals`](crate::Outputs::finals) why it is missing, if it is.
    pub missing: Vec<Option<Failure>>,
    /// For each of [`Outputs::monthly`](crate::Outputs::monthly), one value for each month.
    pub monthly: Vec<Vec<f64>>,
    /// For each of [`Outputs::cells`](crate::Outputs::cells) its value.
    pub cells: Vec<f64>,
}
