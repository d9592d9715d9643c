//! Commands about a single world.

use clap::Args;

use super::shared::{LuckArguments, ScenarioArguments, worlds};

/// The furthest that reasons are followed back.
pub const MOST_LEVELS: u32 = 8;

/// Print the chronicle of one world.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium world 7
  presidium world 7 --model tutorial/quarrel --follow record
  presidium world 7 --about Boris --model tutorial/quarrel
  presidium world --find \"at(chair, 1951-06) = Boris\" --model tutorial/quarrel")]
pub struct WorldArguments {
    /// The number of the world.
    #[arg(value_name = "N", required_unless_present = "find")]
    pub world: Option<u64>,

    /// The first world in which this holds, in the words of a claim: "at(chair, 1951-06) = Boris".
    #[arg(long, value_name = "CONDITION", conflicts_with = "world")]
    pub find: Option<String>,

    /// Only what this world tells of a person, or of another element of a set, by id or name: Boris.
    #[arg(long, value_name = "PERSON")]
    pub about: Option<String>,

    /// Only what this person, or another element of a set, hears of.
    #[arg(long, value_name = "PERSON")]
    pub seen_by: Option<String>,

    /// How many worlds are looked through [default: 2000], or weigh what is rare [default: 500].
    #[arg(long, value_name = "N", value_parser = worlds())]
    pub worlds: Option<u64>,

    /// Tell everything, not only what weighs most.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Say why a number, a vote or a decision came out as it did in one world, or why a claim holds or fails.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium why \"wants_change[Boris]\" --world 7 --at 1951-03 --model tutorial/quarrel
  presidium why new_chair --world 7 --at 1951-09 --depth 3 --model tutorial/quarrel
  presidium why A2 --model tutorial/quarrel")]
pub struct WhyArguments {
    /// A variable, a decision or an event, with its elements in brackets; or a claim, of all worlds.
    #[arg(value_name = "WHAT")]
    pub what: String,

    /// The number of the world.
    #[arg(long, value_name = "N", requires = "at")]
    pub world: Option<u64>,

    /// The month, such as 1957-06.
    #[arg(long, value_name = "MONTH", requires = "world")]
    pub at: Option<String>,

    /// Of a claim: how many worlds [default: 2000].
    #[arg(long, value_name = "N", value_parser = worlds())]
    pub worlds: Option<u64>,

    /// How far back the reasons are followed.
    #[arg(long, default_value_t = 2, value_name = "LEVELS", value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_LEVELS)))]
    pub depth: u32,

    /// Tell everything that something rests on and every member, not only the first.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}
