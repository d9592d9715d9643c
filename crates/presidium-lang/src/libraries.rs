//! Libraries: documents of functions from which any model may import by name.
//!
//! They belong to the language, as its own functions do, so that a model means the same wherever it is read: the texts are
//! part of this crate. A library is a chapter like any other, whose blocks hold functions and nothing else; it sees no
//! model and no other library.

use std::borrow::Cow;

/// A library and its text.
///
/// # Example
/// ```
/// let shipped = presidium_lang::Library::shipped();
/// let names: Vec<&str> = shipped.iter().map(|library| &*library.name).collect();
/// assert_eq!(names, ["choice", "elections", "growth"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// By which models import from it.
    pub name: Cow<'static, str>,
    /// A chapter with functions.
    pub text: Cow<'static, str>,
}

/// In the order of their names.
const SHIPPED: [(&str, &str); 3] = [
    ("choice", include_str!("../libraries/choice.md")),
    ("elections", include_str!("../libraries/elections.md")),
    ("growth", include_str!("../libraries/growth.md")),
];

impl Library {
    /// A library with this text.
    pub fn new(name: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) -> Library {
        Library { name: name.into(), text: text.into() }
    }

    /// Those that come with the language, in the order of their names.
    pub fn shipped() -> Vec<Library> {
        SHIPPED.into_iter().map(|(name, text)| Library::new(name, text)).collect()
    }

    /// The name of its file among the texts of a model.
    pub(crate) fn file(&self) -> String {
        format!("library/{}.md", self.name)
    }

    /// It seems to have a function of this name.
    pub(crate) fn mentions(&self, function: &str) -> bool {
        self.text.contains(&format!("function {function}("))
    }
}
