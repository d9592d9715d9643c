//! What a model keeps of its text: places, headings, sources, and how well numbers are known.

/// A number written inside an equation or a rule, where it has no status.
///
/// `0`, `1`, `2`, exponents and what only converts from unit to unit are not among [`Model::literals`].
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// As written, with its unit: `0.15 1/year`.
    pub text: String,
    /// Name of the declaration that it stands in.
    pub declaration: String,
    pub place: Place,
}

/// Where a declaration stands in the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub line: u32,
    /// The innermost heading above it.
    pub heading: String,
}

/// A part of a declaration in the author's own words, without its line breaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    pub text: String,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub file: String,
    pub line: u32,
    pub level: u32,
    pub title: String,
}

/// An entry of the bibliography that the model cites.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    pub key: String,
    /// One line: author, year, title.
    pub text: String,
    /// Where it appeared and what else the bibliography says of it; may be empty.
    pub note: String,
}

/// A source as written beside a value: `[zemskov-1991, p. 11]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub key: String,
    /// The place within the source; empty when none is given.
    pub locator: String,
}

/// How well a number is known, with its sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub status: Status,
    pub sources: Vec<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Sourced,
    Estimate,
    Assumption,
}
