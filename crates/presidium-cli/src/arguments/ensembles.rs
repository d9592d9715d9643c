//! Commands that run many worlds.

use clap::Args;
use presidium_query::COMPARED_WORLDS;

use super::runs::KeepArguments;
use super::shared::{CauseArguments, ChartArguments, ConditionArguments, LuckArguments, ScenarioArguments, worlds};

/// Run worlds and print the outcome and the ledger, failing claims first.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium run
  presidium run --model tutorial/quarrel --worlds 2000
  presidium run --set \"temper = 3 1/year\" --follow record
  presidium run --worlds 100000 --keep my-run --tables events,votes")]
pub struct RunArguments {
    /// Say how this came out, such as "chair at 1951-06", instead of the headline; may be given more than once.
    #[arg(long, value_name = "VARIABLE at MONTH")]
    pub show: Vec<String>,

    /// Run worlds until what --show tells is known this narrowly, such as 0.01 for a point: the interval of each share of worlds, of a
    /// quantity that of the share below its median; --worlds is then the most.
    #[arg(long, value_name = "WIDTH", requires = "show", conflicts_with = "keep", value_parser = interval_width)]
    pub until_ci: Option<f64>,

    #[command(flatten)]
    pub keep: KeepArguments,

    #[command(flatten)]
    pub options: LedgerOptions,
}

/// Print the ledger: claim by claim, in how many worlds history came out so.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium ledger --model tutorial/quarrel
  presidium ledger --claim A5              one claim with its place, its figures and its words
  presidium ledger --claim A2 --until-ci 0.02
  presidium ledger --reading article       with the figures that the article gives, wherever they are disputed")]
pub struct LedgerArguments {
    /// Only this claim, with details; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    /// Run worlds until the interval of each of these claims is this narrow, such as 0.01 for a point; --worlds is then the most.
    #[arg(long, value_name = "WIDTH", requires = "claims", value_parser = interval_width)]
    pub until_ci: Option<f64>,

    #[command(flatten)]
    pub options: LedgerOptions,
}

/// A share of worlds, above nought.
fn interval_width(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(width) if width > 0.0 && width < 1.0 => Ok(width),
        _ => Err("write a share above 0 and below 1, such as 0.01".to_owned()),
    }
}

/// Which worlds a ledger is made of, and how it is printed.
#[derive(Args, Debug)]
pub struct LedgerOptions {
    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds; as many as the model says if left out.
    #[arg(long, value_name = "N", value_parser = worlds())]
    pub worlds: Option<u64>,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub causes: CauseArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Run the same worlds with and without a change, and say what it moves.
///
/// `--set`, `--reading`, `--given` and `--follow` apply to both sides; the changes named here only to one. A condition
/// (`--where`) is judged on the unchanged side. Both sides meet the
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

    /// Also tell the claims that stay within their noise.
    #[arg(long)]
    pub all: bool,

    /// Worlds whose chronicles are compared to find where they part.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub chronicles: u64,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = COMPARED_WORLDS, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Print where the worlds lie over time: quantiles of quantities, and shares of worlds of anything else.
///
/// A truth has a share of worlds in which it holds, an office or another element one for each that is there, a decision one for each option that was chosen
/// last, an event one of worlds in which it has happened.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium bands tension --model tutorial/quarrel
  presidium bands \"anger[Boris]\" quarrels --csv > bands.csv
  presidium bands chair new_chair --every 3 --model tutorial/quarrel
  presidium bands tension --what-if peace --model tutorial/quarrel --svg tension.svg")]
pub struct BandsArguments {
    /// Variables, decisions and events, all elements of each or one in brackets.
    #[arg(required = true, value_name = "NAME")]
    pub variables: Vec<String>,

    /// Set the same worlds beside these with a change: a named what-if or the words of the language; may be given more than once.
    #[arg(long = "what-if", value_name = "NAME|CHANGE")]
    pub changes: Vec<String>,

    /// Show every N-th step (month, where a model counts in months), back from the last. If left out, a table to be read has at most 24
    /// rows, data have all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub every: Option<u32>,

    /// Print a table of comma-separated values: `name,element,date,q05,…`, or `name,element,date,value,share,…`.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = COMPARED_WORLDS, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}
