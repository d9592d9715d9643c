//! What is wrong with the model, as far as it has been found, and what keeps one mistake from being reported twice.

use std::collections::HashSet;

use crate::findings::Findings;
use crate::span::Span;
use crate::suggestion::Suggestions;

#[derive(Default)]
pub struct Complaints {
    pub findings: Findings,
    pub suggestions: Suggestions,
    /// Unknown names that have been reported; each is reported once.
    pub reported: HashSet<String>,
    /// Declarations with a mistake in grammar, in order of reading.
    pub faulty: Vec<Span>,
}
