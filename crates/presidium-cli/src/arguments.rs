//! The command line: every flag, its help and its examples, and nothing else.
//!
//! Flags that several commands share are structures of their own, so that `--worlds` means the same everywhere.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use presidium_lab::Ensemble;

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
  1  the model has an error, or cannot be read
  2  the command line has an error
  3  a test of the model fails, or `fmt --check` would change a file
  4  no world could be completed";

#[derive(Subcommand, Debug)]
pub enum Command {
    Check(CheckArguments),
    Run(RunArguments),
    Ledger(LedgerArguments),
    WhatIf(WhatIfArguments),
    World(WorldArguments),
    Why(WhyArguments),
    Bands(BandsArguments),
    Validate(ValidateArguments),
    Book(BookArguments),
    Fmt(FmtArguments),
    List(ListArguments),
    Completions(CompletionsArguments),
}

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

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Run worlds and print the outcome and the ledger, failing claims first.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium run
  presidium run --model tutorial/quarrel --worlds 2000
  presidium run --set \"temper = 3 1/year\" --follow record")]
pub struct RunArguments {
    /// Say how this came out, such as "chair at 1951-06", instead of the headline; may be given more than once.
    #[arg(long, value_name = "VARIABLE at MONTH")]
    pub show: Vec<String>,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub causes: CauseArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Print the ledger: claim by claim, in how many worlds history came out so.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium ledger --model tutorial/quarrel
  presidium ledger --claim A5              one claim with its place, its figures and its words
  presidium ledger --reading article       with the figures that the article gives, wherever they are disputed")]
pub struct LedgerArguments {
    /// Only this claim, with details; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub causes: CauseArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Run the same worlds with and without a change, and say what it moves.
///
/// `--set`, `--reading` and `--follow` apply to both sides; the changes given here only to one. Both sides meet the
/// same luck, so that a world that differs differs because of the change.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium what-if peace --model tutorial/quarrel
  presidium what-if \"pin new_chair to stay from 1951-01 to 1951-12\" --show \"anger[Boris] at 1951-12\"
  presidium what-if \"set temper = 3 1/year\" \"switch quarrelsome on\"")]
pub struct WhatIfArguments {
    /// A named what-if of the model, or a change in the words of the language.
    #[arg(required = true, value_name = "NAME|CHANGE")]
    pub changes: Vec<String>,

    /// Only this claim; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    /// Also compare a value at a date, such as "tension at 1951-06"; may be given more than once.
    #[arg(long, value_name = "VARIABLE at MONTH")]
    pub show: Vec<String>,

    /// Worlds whose chronicles are compared to find where they part.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub chronicles: u64,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Print the chronicle of one world.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium world 7
  presidium world 7 --model tutorial/quarrel --follow record")]
pub struct WorldArguments {
    /// The number of the world.
    #[arg(value_name = "N")]
    pub world: u64,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub seed: SeedArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Say why a number, a vote or a decision came out as it did in one world.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium why \"wants_change[Boris]\" --world 7 --at 1951-03 --model tutorial/quarrel
  presidium why new_chair --world 7 --at 1951-09 --depth 3 --model tutorial/quarrel")]
pub struct WhyArguments {
    /// A variable or a decision, with its elements in brackets.
    #[arg(value_name = "WHAT")]
    pub what: String,

    /// The number of the world.
    #[arg(long, value_name = "N")]
    pub world: u64,

    /// The month, such as 1957-06.
    #[arg(long, value_name = "MONTH")]
    pub at: String,

    /// How far back the reasons are followed.
    #[arg(long, default_value_t = 2, value_name = "LEVELS", value_parser = clap::value_parser!(u32).range(0..=8))]
    pub depth: u32,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub seed: SeedArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Print where the worlds lie, month by month: quantiles of variables.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium bands tension --model tutorial/quarrel
  presidium bands \"anger[Boris]\" quarrels --csv > bands.csv")]
pub struct BandsArguments {
    /// Variables, all elements of each or one in brackets.
    #[arg(required = true, value_name = "VARIABLE")]
    pub variables: Vec<String>,

    /// Print `name,element,date,q05,q25,q50,q75,q95`.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Put the model to the test: its own tests, its skill against recorded series, ablation, null models, wider priors.
///
/// Decisions are never conditioned on the record here: a forecast that has seen the outcome is none.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium validate                          every part
  presidium validate tests --worlds 500
  presidium validate skill --split 1958-12    forecasts of recorded series against a random walk
  presidium validate ablation                 what rests on which system, and what rests on none?
  presidium validate ablation --claim A5 --worlds 5000 --cause-worlds 5000
  presidium validate priors --widen 3         which claims hang on how narrow the priors are?
  presidium validate --model tutorial/quarrel")]
pub struct ValidateArguments {
    /// What to validate; everything if left out.
    #[arg(value_enum, value_name = "PART")]
    pub parts: Vec<Part>,

    #[command(flatten)]
    pub assumptions: AssumptionArguments,

    /// How many worlds; each part has its own default.
    #[arg(long, value_name = "N", value_parser = worlds())]
    pub worlds: Option<u64>,

    /// The last month that forecasts of recorded series may have seen; 1958-12 if the model runs over it.
    #[arg(long, value_name = "MONTH")]
    pub split: Option<String>,

    /// How many times as wide priors are made.
    #[arg(long, value_name = "FACTOR", default_value = "2", value_parser = factor)]
    pub widen: f64,

    /// At most so many worlds are run again without each cause: for each system of an ablation, each null model, each
    /// width of priors.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = worlds())]
    pub cause_worlds: u64,

    /// Of an ablation: only this claim, which is worth more worlds; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// A part of a validation, in the order of the report.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The tests that the model states: extreme conditions and conservation.
    Tests,
    /// Forecasts of the recorded series against a random walk with drift.
    Skill,
    /// Each system switched off in turn: what rests on it, and what rests on nothing.
    Ablation,
    /// The claims where nothing happens, and where every decision is taken by lot.
    Nulls,
    /// The claims with every prior wider.
    Priors,
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

/// List what a model declares, under its headings.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium list
  presidium list claims --model tutorial/quarrel
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
    Claims,
    WhatIfs,
    Systems,
    Variables,
    Decisions,
    Models,
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

#[derive(Args, Debug)]
pub struct ModelArguments {
    /// A folder with a model, or the name of a shipped one.
    #[arg(long, value_name = "PATH", default_value = crate::shipped::DEFAULT)]
    pub model: String,
}

/// The model as changed.
#[derive(Args, Debug)]
pub struct ScenarioArguments {
    #[command(flatten)]
    pub assumptions: AssumptionArguments,

    /// Condition recorded decisions on the record; claims that this forces are void.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub follow: Option<Follow>,
}

/// The model with other assumptions.
#[derive(Args, Debug)]
pub struct AssumptionArguments {
    #[command(flatten)]
    pub model: ModelArguments,

    #[command(flatten)]
    pub until: UntilArguments,

    /// Fix a parameter, or give it another prior: "temper = 3 1/year"; may be given more than once.
    #[arg(long, value_name = "NAME = VALUE UNIT")]
    pub set: Vec<String>,

    /// Use a rival reading, of one parameter or wherever it is offered; may be given more than once.
    #[arg(long, value_name = "[NAME=]READING")]
    pub reading: Vec<String>,
}

/// How long.
#[derive(Args, Debug)]
pub struct UntilArguments {
    /// Run worlds on to this month, as far as the model allows, such as 1985-12.
    #[arg(long, value_name = "MONTH")]
    pub until: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    Record,
}

/// Which luck.
#[derive(Args, Debug)]
pub struct SeedArguments {
    /// With the number of a world, all of its luck.
    #[arg(long, value_name = "N", default_value_t = 1953)]
    pub seed: u64,
}

/// How many worlds a cause costs.
#[derive(Args, Debug)]
pub struct CauseArguments {
    /// At most so many worlds are run again without each cause; an effect needs fewer worlds than a share.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = worlds())]
    pub cause_worlds: u64,
}

/// Which luck, and how many threads.
#[derive(Args, Debug)]
pub struct LuckArguments {
    #[command(flatten)]
    pub seed: SeedArguments,

    /// How many threads; 0 for as many as the machine has. Results do not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,
}

impl LuckArguments {
    /// What the laboratory is asked to run.
    pub fn ensemble(&self, worlds: u64) -> Ensemble {
        Ensemble { seed: self.seed.seed, worlds, threads: usize::from(self.threads) }
    }
}

/// A positive number; a prior a hundred times as wide says nothing any more.
fn factor(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().map_err(|_| "it is not a number".to_owned())?;
    match factor > 0.0 && factor <= 100.0 {
        true => Ok(factor),
        false => Err("it is not above 0 and at most 100".to_owned()),
    }
}

fn worlds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=1_000_000_000)
}
