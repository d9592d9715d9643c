//! The files of a model, from a folder on disk or from the binary.
//!
//! A model may come from a stranger, so [`FolderSources`] gives out regular files of limited size that lie in the
//! model's own folder, and nothing else. It is a crate of its own, so that the language keeps its promise to do no I/O,
//! and so that the command, tests and examples read folders by the same rules. Refused: what a file means; which
//! models there are.

#![warn(missing_docs)]

mod embedded;
mod folder;

pub use embedded::EmbeddedSources;
pub use folder::{FolderSources, OpenError, read_file};
