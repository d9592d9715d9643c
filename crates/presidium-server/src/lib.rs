//! The laboratory over HTTP, and the page that asks it.
//!
//! A [`Server`] holds one model and answers the requests of `openapi.json`: the same questions in the same words as the command, the
//! same figures as its `--json`, told in parts while worlds are run. It computes nothing: words are read and reports are told by
//! `presidium-query`, worlds are run by `presidium-lab`. Here stand what a socket needs: limits, cancelling, streams, what a browser
//! must be kept from, and the files of the built page.

#![warn(missing_docs)]

mod app;
mod ask;
mod body;
mod book;
mod claims;
mod events;
mod gate;
mod guard;
mod one;
mod page;
mod refusal;
mod reproduce;
mod served;
mod settings;
mod start;
mod watch;

pub use settings::{Limits, Origin, Settings};
pub use start::{ServeError, Server};
