//! Checked model to program to worlds.
//!
//! Two ways to the same bits: [`oracle`] walks the checked model for one world and can tell all about it;
//! [`Program`] is vector code that runs blocks of worlds. No I/O, no clock, no ambient randomness, no threads.

mod backend;
pub mod ballot;
pub mod coalition;
pub mod distribution;
mod exec;
mod finite;
pub mod kernels;
mod layout;
mod live;
mod network;
mod opening;
pub mod oracle;
pub mod pce;
mod program;
pub mod random;
mod scalar;
pub mod scenario;
mod setting;
mod settlement;
mod size;
mod vote;
mod window;
mod worlds;

/// Rises with every change by which the same model, scenario and seed give other bits.
pub const VERSION: u32 = 1;

pub use backend::{Backend, Oracle, Question, Vectors};
pub use exec::{Act, Ballot, Batch, Cancel, Course, Stopped, Workspace};
pub use layout::Cell;
pub use presidium_math as math;
pub use program::inputs::Inputs;
pub use program::{Options, Program, Statistics, graph_text};
pub use scenario::{Failure, Outputs, Scenario};
pub use size::{Part, Size};
pub use vote::{Held, Verdict, Voter};
pub use worlds::{World, Worlds};
