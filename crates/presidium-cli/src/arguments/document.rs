//! Commands about the text of a model: no world is run for them, but by `check --run`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{LuckArguments, MemoryArguments, ModelArguments, UntilArguments, worlds};

/// Read a model and report its errors, warnings and what it consists of.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium check --model models/tutorial/quarrel
  presidium check --run --worlds 200       also run the tests that the model states
  presidium check --numbers                where do numbers stand inside equations?")]
pub struct CheckArguments {
    #[command(flatten)]
    pub model: ModelArguments,

    /// Show all mistakes, not only the first 50.
    #[arg(long)]
    pub all: bool,

    /// Also list the numbers that stand inside equations, where they have no status.
    #[arg(long)]
    pub numbers: bool,

    /// Also run the tests that the model states, in every month of every world.
    #[arg(long)]
    pub run: bool,

    #[command(flatten)]
    pub until: UntilArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub memory: MemoryArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// List what a model declares, under its headings.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium list
  presidium list claims --model tutorial/quarrel
  presidium list files --model my-model     which files are read, and which are not
  presidium list models                the models in this binary")]
pub struct ListArguments {
    /// What to list; everything if left out.
    #[arg(value_enum)]
    pub what: Option<Listed>,

    #[command(flatten)]
    pub model: ModelArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    Files,
    Sets,
    Variables,
    Functions,
    Bodies,
    Events,
    Decisions,
    Claims,
    Tests,
    WhatIfs,
    Systems,
    BaseRates,
    Libraries,
    Models,
}

/// Write the model as a book: its chapters with links, and pages about it that are drawn up from its text.
///
/// The folder can then be built with mdBook. It must be new, empty, or hold an earlier book.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium book --out soviet-book         then: mdbook serve soviet-book --open
  presidium book --model my-model --out my-book")]
pub struct BookArguments {
    #[command(flatten)]
    pub model: ModelArguments,

    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,

    /// Print one JSON document with the files written.
    #[arg(long)]
    pub json: bool,
}

/// Bring the code in model documents into its usual form.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium fmt my-model               every Markdown file of the folder
  presidium fmt --check my-model       change nothing, exit with 3 if something would change")]
pub struct FmtArguments {
    /// Markdown files or folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write nothing; say which files would change.
    #[arg(long)]
    pub check: bool,
}
