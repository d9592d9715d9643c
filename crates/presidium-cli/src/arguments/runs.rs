//! Commands about worlds that are kept in folders.

use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::{Args, Subcommand, ValueEnum};
use presidium_runs::TableName;

use super::shared::MemoryArguments;

/// What is kept of the worlds of a run.
#[derive(Args, Debug)]
pub struct KeepArguments {
    /// Keep the worlds as tables in this folder; what is there already is not computed again. Without a folder: in `runs`,
    /// named by the fingerprint of what is asked.
    #[arg(long, value_name = "FOLDER", num_args = 0..=1)]
    pub keep: Option<Option<PathBuf>>,

    /// Tables beside that of the worlds, such as `events,votes`.
    #[arg(long, value_name = "TABLES", value_enum, value_delimiter = ',', requires = "keep")]
    pub tables: Vec<Tables>,

    /// Keep this variable month by month, all of its elements or one in brackets; may be given more than once.
    #[arg(long, value_name = "VARIABLE", requires = "keep")]
    pub series: Vec<String>,

    /// Write the small tables as comma-separated values too.
    #[arg(long, requires = "keep")]
    pub csv: bool,

    /// Worlds in a chunk, a multiple of 64; of a new folder, 8192 if left out.
    #[arg(long, value_name = "N", requires = "keep")]
    pub chunk_worlds: Option<u64>,

    /// Only make the folder, for `presidium chunk` to fill it, and say how many chunks there are.
    #[arg(long, requires = "keep", conflicts_with_all = ["json", "csv"])]
    pub prepare: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    Worlds,
    Events,
    Votes,
    Series,
}

impl From<Tables> for TableName {
    fn from(table: Tables) -> TableName {
        match table {
            Tables::Worlds => TableName::Worlds,
            Tables::Events => TableName::Events,
            Tables::Votes => TableName::Votes,
            Tables::Series => TableName::Series,
        }
    }
}

/// What a machine gives to the worlds of a kept run.
#[derive(Args, Debug)]
pub struct MachineArguments {
    /// How many threads; 0 for as many as the machine has. Results do not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,

    #[command(flatten)]
    pub memory: MemoryArguments,
}

impl MachineArguments {
    /// How many threads there will be.
    pub fn threads(&self) -> usize {
        match self.threads {
            0 => available_parallelism().map_or(1, usize::from),
            threads => usize::from(threads),
        }
    }
}

/// Compute chunks of a kept run, and nothing else.
///
/// A chunk is computed once: what is there is left alone, and of two processes at the same chunk one waits and finds it done. Any
/// machine that sees the folder may do it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium chunk my-run 3
  presidium chunk my-run 7 --threads 2
  parallel presidium chunk my-run ::: $(seq 0 12)")]
pub struct ChunkArguments {
    /// The folder of the run.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Its chunks, counted from 0.
    #[arg(required = true, value_name = "CHUNK")]
    pub chunks: Vec<u64>,

    #[command(flatten)]
    pub machine: MachineArguments,
}

/// Put the chunks of a kept run together: the ledger that a run of all its worlds prints, to the last digit.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium gather my-run
  presidium gather my-run --csv")]
pub struct GatherArguments {
    /// The folder of the run.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,

    /// Write the small tables as comma-separated values too.
    #[arg(long)]
    pub csv: bool,

    #[command(flatten)]
    pub machine: MachineArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// List, show, compare, check and remove kept runs.
#[derive(Args, Debug)]
#[command(subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct RunsArguments {
    #[command(subcommand)]
    pub command: RunsCommand,
}

#[derive(Subcommand, Debug)]
pub enum RunsCommand {
    /// The runs in a folder.
    List {
        /// The folder in which they lie.
        #[arg(value_name = "FOLDER", default_value = "runs")]
        folder: PathBuf,
    },
    /// What a run was asked, and how far it is.
    Show {
        /// The folder of the run.
        #[arg(value_name = "RUN")]
        run: PathBuf,
    },
    /// In what two runs differ: what was asked, what came out, what their tables hold.
    Compare {
        /// The folder of a run.
        #[arg(value_name = "RUN")]
        one: PathBuf,
        /// The folder of another.
        #[arg(value_name = "OTHER")]
        other: PathBuf,
    },
    /// Read every file of a run, and say whether it is what was written.
    Check {
        /// The folder of the run.
        #[arg(value_name = "RUN")]
        run: PathBuf,
    },
    /// Take a run away. Other files in its folder stay.
    Remove {
        /// The folder of the run.
        #[arg(value_name = "RUN")]
        run: PathBuf,
    },
}
