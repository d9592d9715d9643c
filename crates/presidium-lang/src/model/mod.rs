//! The checked model: what a document means, after names, sets and units have been resolved.
//!
//! This is the one thing that the language hands to the engine. Every expression here is sound: indices fit their
//! sets, units have been reduced to base units, every name is an id. Nothing here is expanded: an equation over
//! sixty people is one equation. Refused: any trace of how a run is carried out (no slots, no lanes, no threads).
//!
//! # Values
//! Every value is an `f64` in base units.
//! - a truth is 0 or 1;
//! - an element is its ordinal in its *root* set (a subset's elements keep the ordinals of the root set);
//!   [`NONE`] stands for "nobody";
//! - a date is a count of months since the start of the year 0 (`1953-03` is `1953 * 12 + 2`); a day within a month
//!   is a fraction; [`NEVER`] is later than every date;
//! - a duration is a quantity in years.

mod ballots;
mod claims;
mod expressions;
mod factor;
pub mod operations;
mod positions;
mod priors;
mod rules;
mod scenario;
mod variables;

use crate::calendar::Month;
pub use ballots::*;
pub use claims::*;
pub use expressions::*;
pub use factor::Factor;
pub use positions::{places, position};
pub use priors::Flaw;
pub use rules::*;
pub use scenario::Scenario;
pub use variables::*;

/// The value of an absent element.
pub const NONE: f64 = -1.0;

/// The value of a date that has not come: later than every date, and finite.
pub const NEVER: f64 = 1.0e9;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// Position in the table of the model that holds these.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The one at a position of that table.
            pub fn at(position: usize) -> $name {
                $name(position as u32)
            }
        }
    };
}

id!(/// Index into [`Model::sets`].
    SetId);
id!(/// Index into [`Model::variables`].
    VariableId);
id!(/// Index into [`Model::bodies`].
    BodyId);
id!(/// Index into [`Model::rules`].
    RuleId);
id!(/// Index into [`Model::observers`].
    ObserverId);
id!(/// Index into [`Model::what_ifs`].
    WhatIfId);
id!(/// An element of a variable or a rule: the row-major position in its indices, of which the last varies fastest.
    #[derive(Default)]
    Element);
impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

id!(/// A name bound to an element of a set by a declaration or a fold; unique in the model.
    BindingId);
id!(/// A value computed once inside a rule (`let x = …` in a `do`, or the person who decides); unique in the model.
    LocalId);

/// A checked model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Identifier of the model, the name of its folder.
    pub name: String,
    pub title: String,
    /// First and last month, both simulated.
    pub first_month: Month,
    pub last_month: Month,
    /// The last month to which [`Model::run_until`] may carry a run on; `last_month` where the model does not say.
    pub until_month: Month,
    /// Units by which quantities can be written.
    pub units: Vec<Unit>,
    pub sets: Vec<Set>,
    pub variables: Vec<Variable>,
    /// All variables of kind `Let`, so that each comes after the ones it reads.
    pub let_order: Vec<VariableId>,
    pub bodies: Vec<Body>,
    /// Events and decisions in document order.
    pub rules: Vec<Rule>,
    pub observers: Vec<Observer>,
    pub claims: Vec<Claim>,
    pub tests: Vec<Test>,
    pub what_ifs: Vec<WhatIf>,
    pub records: Vec<Record>,
    pub citations: Vec<Citation>,
    /// The headings of the document in order, for the table of contents and for `why`.
    pub sections: Vec<Section>,
    /// Numbers written inside equations and rules, in order of reading.
    pub literals: Vec<Literal>,
}

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

/// A unit of measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub name: String,
    pub factor: Factor,
    /// It is made of days: a time in it counts days when it is added to a date.
    pub in_days: bool,
    /// Base units with their powers, by name; none for a pure number such as `%`.
    pub dimension: Vec<(String, i32)>,
}

/// A finite set, or a subset of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    pub name: String,
    /// Ids of the elements in order; for a subset, the elements of the subset only.
    pub elements: Vec<String>,
    /// Human names, same order.
    pub labels: Vec<String>,
    /// The set at the top of the chain of subsets; itself for a root set.
    pub root: SetId,
    /// For each element its ordinal in the root set; `0..n` for a root set.
    pub ordinals: Vec<u32>,
    pub place: Place,
}

impl Model {
    /// Every month from the first to the last.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + Clone + use<> {
        self.first_month.to(self.last_month)
    }

    /// Number of steps of a world.
    pub fn step_count(&self) -> usize {
        (self.last_month - self.first_month + 1) as usize
    }

    /// The systems of the model in document order.
    pub fn systems(&self) -> impl Iterator<Item = WhatIfId> {
        let named = self.what_ifs.iter().enumerate().filter(|(_, what_if)| what_if.is_system);
        named.map(|(i, _)| WhatIfId(i as u32))
    }

    /// Lets worlds end in another month, at most `until_month`. What happens up to the old end stays as it was, bit for
    /// bit; claims that look further than the new one are not [reached](Model::reaches).
    ///
    /// ```
    /// use presidium_lang::{calendar::Month, model::Model};
    ///
    /// let (first_month, last_month) = (Month::of(1953, 1), Month::of(1953, 12));
    /// let mut model = Model { first_month, last_month, until_month: Month::of(1955, 1), ..Model::default() };
    /// model.run_until(Month::of(1954, 1));
    /// assert_eq!(model.step_count(), 13);
    /// ```
    pub fn run_until(&mut self, month: Month) {
        self.last_month = month.clamp(self.first_month, self.until_month);
    }

    /// Whether worlds last long enough to decide the claim.
    pub fn reaches(&self, claim: &Claim) -> bool {
        claim.horizon <= self.last_month
    }

    /// The variable of this name, if there is one.
    pub fn variable(&self, name: &str) -> Option<VariableId> {
        self.variables.iter().position(|v| v.name == name).map(|i| VariableId(i as u32))
    }
}
