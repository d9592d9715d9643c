//! The command line: every flag, its help and its examples, and nothing else.
//!
//! One file for each kind of command; flags that several of them have are in `shared`.

mod calibrate;
mod document;
mod ensembles;
mod experiments;
mod one_world;
mod runs;
mod serve;
mod shared;
mod validate;

use clap::{Args, Parser, Subcommand};

pub use calibrate::*;
pub use document::*;
pub use ensembles::*;
pub use experiments::*;
pub use one_world::*;
pub use runs::*;
pub use serve::*;
pub use shared::*;
pub use validate::*;

/// A counterfactual laboratory for political systems.
///
/// A model writes a political system down once: people, offices, votes, economy, crises. Presidium runs thousands of
/// possible histories of it and says, claim by claim, how often history came out as recorded, and what would have
/// changed if. Figures are shares of simulated worlds under a model, not probabilities that something was true.
#[derive(Parser, Debug)]
#[command(
    name = "presidium",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = EXAMPLES
)]
pub struct Arguments {
    #[command(flatten)]
    pub color: colorchoice_clap::Color,

    /// Tables of up to 200 columns, however wide the terminal is.
    #[arg(long, global = true)]
    pub wide: bool,

    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  presidium run                                  the ledger of the shipped Soviet model
  presidium check --model my-model --run         is this model sound, and do its tests hold?
  presidium what-if \"switch appeal_allowed off\"  the same worlds with and without a change
  presidium world 7                              what happens in world 7
  presidium why chair --world 7 --at 1951-09     and why
  presidium validate                             does the model earn what it shows?

Exit codes:
  0  done
  1  the model has an error, or a file cannot be read or written
  2  the command line has an error
  3  a test of the model fails, or `fmt --check` would change a file
  4  no world could be completed, or a condition leaves too few
  5  the run takes more memory than is allowed, or more threads than there are
  130  interrupted by Ctrl-C; what has been found is printed";

#[derive(Subcommand, Debug)]
pub enum Command {
    Check(CheckArguments),
    Run(RunArguments),
    Ledger(LedgerArguments),
    WhatIf(WhatIfArguments),
    World(WorldArguments),
    Why(WhyArguments),
    Bands(BandsArguments),
    Drivers(DriversArguments),
    Discover(DiscoverArguments),
    Design(DesignArguments),
    Tipping(TippingArguments),
    Luck(LuckCommandArguments),
    Swap(SwapArguments),
    Shuffle(ShuffleArguments),
    Calibrate(CalibrateArguments),
    Validate(ValidateArguments),
    Chunk(ChunkArguments),
    Gather(GatherArguments),
    Runs(RunsArguments),
    Serve(ServeArguments),
    Book(BookArguments),
    Fmt(FmtArguments),
    List(ListArguments),
    Completions(CompletionsArguments),
}

/// Print the completions of a shell.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  presidium completions bash > ~/.local/share/bash-completion/completions/presidium")]
pub struct CompletionsArguments {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
