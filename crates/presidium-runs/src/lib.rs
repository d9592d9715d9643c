//! Kept runs: worlds as tables in a folder that can be continued, extended, shared and checked.
//!
//! A [`KeptRun`] is a folder. It holds what was asked, a copy of the model, and the worlds in chunks of some thousands, each a
//! folder of its own with tables, the counts that a ledger is reduced from, and a file of checksums that is written last. What
//! chunk *i* holds is a pure function of the run and of *i*: any process on any machine that sees the folder may compute it,
//! as often as it likes. [`KeptRun::gather`] puts the counts together and finds what an undisturbed run finds, bit for bit.
//! Nothing is lost and nothing is there twice, whenever a process is killed. Not here: threads, arguments, what a report looks like.

#![warn(missing_docs)]

mod bands;
mod calibration;
mod chunk;
mod columns;
mod content;
mod csv;
mod design;
mod disk;
mod error;
mod events;
mod gather;
mod kept;
mod layout;
mod ledger;
mod listing;
mod manifest;
mod readme;
mod series;
mod sums;
mod tables;
mod votes;
mod worlds;

pub use calibration::{KeptCalibration, Remembering};
pub use chunk::{ChunkState, Did};
pub use content::{Content, contents};
pub use design::{design_csv, is_parquet, read_points, write_design};
pub use error::RunsError;
pub use gather::Gathered;
pub use kept::{KeptRun, Wish, Work};
pub use layout::{CHUNK_FILE_WORLDS, LAYOUT_VERSION};
pub use listing::{Difference, RunEntry, compare, kept_runs, remove};
pub use manifest::{Manifest, ModelOf};
pub use tables::TableName;
