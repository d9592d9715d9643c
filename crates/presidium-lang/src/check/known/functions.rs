//! The functions of the language by name, and those of an author.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ast;
use crate::check::known::entities::Names;
use crate::check::known::types::Ty;
use crate::span::Span;
use crate::units::Measure;

/// Functions that can be called by name.
pub type Functions<'a> = BTreeMap<String, Callable<'a>>;

/// A function under the name by which it is called.
pub struct Callable<'a> {
    pub function: Rc<Function<'a>>,
    /// Where the name is given: in the function itself, or in an import.
    pub given: Span,
    pub is_called: Cell<bool>,
}

/// Position of a library among those that are read.
pub type LibraryId = usize;

/// A library, and all that the bodies of its functions see.
#[derive(Default)]
pub struct Library<'a> {
    pub name: String,
    pub functions: Functions<'a>,
    /// Always empty: a library sees nothing of a model.
    pub names: Names<'a>,
}

/// A function of the author's own, or of a library.
pub struct Function<'a> {
    pub declared: &'a ast::Function,
    /// The one that it belongs to; none for the author's own.
    pub library: Option<LibraryId>,
    /// The types of what it is called with, in order.
    pub parameters: Vec<(Ty, Measure)>,
    /// What it gives.
    pub ty: Ty,
    pub measure: Measure,
    pub state: Cell<FunctionState>,
}

/// What is known of the body of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionState {
    Unchecked,
    /// It fits what it says of itself.
    Sound,
    /// It has a mistake, which has been reported, or is in a circle.
    Broken,
}

/// Calls of own functions while they are put in place.
#[derive(Default)]
pub struct Calls {
    /// A body is looked at by itself: nothing is made of it.
    pub sketching: bool,
    /// Calls that are open, one within another, and the levels of their bodies together.
    pub open: u32,
    pub levels: u32,
    /// Operations that calls have come to so far.
    pub operations: usize,
    /// What is in sight is that of this library.
    pub library: Option<LibraryId>,
}

/// Those that look back.
pub const MEMORY: &[&str] =
    &["smooth", "smooth3", "smooth_n", "delay", "delay1", "delay3", "delay_n", "trend", "previous"];

/// All functions; folds are called in the same form.
pub const FUNCTIONS: &[&str] = &[
    "min",
    "max",
    "abs",
    "sqrt",
    "exp",
    "ln",
    "logistic",
    "floor",
    "clamp",
    "normal_cdf",
    "sin",
    "cos",
    "tan",
    "tanh",
    "round",
    "mod",
    "month_of",
    "year_of",
    "lookup",
    "smooth",
    "smooth3",
    "smooth_n",
    "delay",
    "delay1",
    "delay3",
    "delay_n",
    "trend",
    "previous",
    "in_window",
    "happened",
    "times",
    "date_of",
    "chosen",
    "times_chosen",
    "date_chosen",
    "chosen_of",
    "votes",
    "voted",
    "vote_of",
    "margin",
    "turnout",
    "ballots",
    "at",
    "ever",
    "always",
    "never_in",
    "first",
    "total",
    "average",
    "lowest",
    "highest",
    "step",
    "ramp",
    "pulse",
    "pulse_train",
    "position",
    "size",
    "before",
    "after",
    "nth",
    "pick",
    "chance",
    "rank",
    "sum",
    "product",
    "mean",
    "count",
    "any",
    "all",
    "argmax",
    "argmin",
];
