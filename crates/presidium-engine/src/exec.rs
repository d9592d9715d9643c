//! Runs a program: block after block of worlds, step after step.
//!
//! A workspace holds the vectors of one block and is used again; what a run keeps is only the tables that were asked for.
//! No threads, no clock: whoever has cores gives each a workspace and a range of worlds.

mod batch;
mod cancel;
mod course;
mod fork;
mod machine;
mod run;
mod vectors;

pub use batch::{Act, Ballot, Batch, Stop};
pub use cancel::Cancel;
pub use course::Course;
pub use vectors::Workspace;
