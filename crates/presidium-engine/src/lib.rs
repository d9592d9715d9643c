//! Checked model to program to worlds.
//!
//! Two ways to the same bits: [`oracle`] walks the checked model for one world and can explain all of it;
//! [`Program`] is vector code that runs blocks of worlds. No I/O, no clock, no ambient randomness, no threads.

#![warn(missing_docs)]

pub mod ballot;
pub mod coalition;
pub mod distribution;
mod exec;
mod failure;
mod finite;
mod integration;
mod kept;
pub mod kernels;
mod layout;
mod live;
mod network;
pub mod oracle;
pub mod pce;
mod program;
pub mod random;
mod resolved;
mod scalar;
pub mod scenario;
mod settlement;
mod size;
mod trigger;
mod vote;
mod window;
mod worlds;

/// Rises with every change by which the same model, scenario and seed give other bits.
pub const VERSION: u32 = 1;

pub use exec::{Act, Ballot, Batch, Cancel, Course, Stop, Workspace};
pub use failure::{Failure, Fault, Needed};
pub use layout::Cell;
pub use live::hangs_on;
pub use presidium_math as math;
pub use program::inputs::Inputs;
pub use program::{Options, Program, Statistics, graph_text};
pub use scenario::{Outputs, Scenario};
pub use size::{Part, Size};
pub use vote::{Held, Verdict, Voter};
pub use worlds::{World, Worlds};
