//! What a model keeps of its text: places, headings, sources, and how well numbers are known.

/// A number written inside an equation or a rule, where it has no status.
///
/// `0`, `1`, `2`, exponents and what only converts from unit to unit are not among [`Model::literals`](super::Model::literals).
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// As written, with its unit: `0.15 1/year`.
    pub text: String,
    /// Name of the declaration that it stands in.
    pub declaration: String,
    /// Where it stands.
    pub place: Place,
}

/// Where a declaration stands in the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Name of the file within the folder of the model.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// The innermost heading above it.
    pub heading: String,
}

/// A part of a declaration in the author's own words, without its line breaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// On one line, without comments.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A heading of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Name of its file.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// 1 for `#`.
    pub level: u32,
    /// Without markup.
    pub title: String,
}

/// What a function of the model's own, or one that it imports, is called with, and what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// By which it is called.
    pub name: String,
    /// The name of each argument and what it is: a unit as declared, `truth`, `date`, or a set, `Person?` if there may be
    /// none.
    pub parameters: Vec<(String, String)>,
    /// What the function gives, in the same words.
    pub gives: String,
    /// The author's words for it; may be empty.
    pub label: String,
    /// The library from which it is imported.
    pub library: Option<String>,
    /// Where it is declared, or imported.
    pub place: Place,
}

impl Signature {
    /// As it is written: `share(part: person, whole: person) : 1`.
    ///
    /// ```
    /// use presidium_lang::{MemorySources, load};
    ///
    /// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nfunction half(x: 1) : 1 = x / 2\nlet a : 1 = half(3)\n```\n";
    /// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
    /// assert_eq!(model.functions[0].text(), "half(x: 1) : 1");
    /// ```
    pub fn text(&self) -> String {
        let parameters: Vec<String> = self.parameters.iter().map(|(name, is)| format!("{name}: {is}")).collect();
        format!("{}({}) : {}", self.name, parameters.join(", "), self.gives)
    }
}

/// An entry of the bibliography that the model cites.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// As it is cited.
    pub key: String,
    /// One line: author, year, title.
    pub text: String,
    /// Where it appeared and what else the bibliography says of it; may be empty.
    pub note: String,
}

/// A source as written beside a value: `[zemskov-1991, p. 11]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The work.
    pub key: String,
    /// The place within the source; empty when none is given.
    pub locator: String,
}

/// How well a number is known, with its sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// How well it is known.
    pub status: Status,
    /// It was chosen with an eye on what came after the split.
    pub looked_ahead: bool,
    /// In the order in which they are cited.
    pub sources: Vec<Source>,
}

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It stands in the work named.
    Sourced,
    /// It is drawn from such works.
    Estimate,
    /// It is a judgement.
    Assumption,
}
