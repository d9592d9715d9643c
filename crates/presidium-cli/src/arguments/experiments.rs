//! Commands that ask what an answer hangs on.

use std::path::PathBuf;

use clap::Args;

use super::shared::{ChartArguments, ConditionArguments, LuckArguments, ScenarioArguments, worlds};

/// Which worlds an experiment is made of, and how it is printed.
#[derive(Args, Debug)]
pub struct ExperimentOptions {
    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds; as many as the model says if left out.
    #[arg(long, value_name = "N", value_parser = worlds())]
    pub worlds: Option<u64>,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Say which parameters, switches and readings a claim, a condition or a value hangs on.
///
/// Parameters are judged by the worlds of one run: how much less worlds would differ if the parameter were known (a
/// first-order Sobol index, with its interval), and how the claim comes out where the parameter is lowest and where it is highest, a fifth of the
/// worlds each. All numbers of an indexed parameter count as one. What a parameter reaches in shuffled worlds is its noise floor;
/// parameters below it are counted, not shown. Switches and rival readings do not differ in one run: they are turned in some of the worlds, with the
/// same luck. A condition (`--where`) chooses worlds; `--set`, `--given` and `--reading` change them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium drivers A2 --model tutorial/quarrel
  presidium drivers A2 --model tutorial/quarrel --saltelli 4 --morris 20
  presidium drivers \"tension at 1951-06\" --model tutorial/quarrel --svg tornado.svg
  presidium drivers \"at(chair, 1951-12) = Boris\" --where \"ever(quarrels > 3)\" --model tutorial/quarrel")]
pub struct DriversArguments {
    /// The id of a claim, a condition in the words of a claim, or "VARIABLE at MONTH".
    #[arg(value_name = "CLAIM|CONDITION|VALUE")]
    pub of: String,

    /// In so many worlds each switch and each rival reading is turned; 0 for none.
    #[arg(long, value_name = "N", default_value_t = presidium_query::FLIP_WORLDS)]
    pub flip: u64,

    /// Draw so many parameters, the strongest, anew by themselves in 1 000 worlds, to see what they do together with others and with luck.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=500))]
    pub total: u16,

    /// As --total, and first-order indices by pick and freeze beside total ones (Saltelli), in as many worlds as the run has.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=500), conflicts_with = "total")]
    pub saltelli: u16,

    /// Elementary effects (Morris): so many walks, along which every parameter is moved once over the middle 90 of 100 of its prior, with
    /// the same luck, in 16 worlds at each point. With --svg they are what is drawn.
    #[arg(long, value_name = "WALKS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub morris: u16,

    /// Also show what stays within the noise.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub options: ExperimentOptions,

    #[command(flatten)]
    pub chart: ChartArguments,
}

/// Say where among the parameters something is common: in boxes, by the patient rule induction method.
///
/// A box is found with every other world and told of the rest. Its density is the share of its worlds in which the condition holds, its
/// coverage the share of all worlds in which it holds that lie in the box; quasi-p is how likely so much would lie in it if an end made no
/// difference. Worlds are chosen by a box after the fact; nothing is changed in them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium discover A2 --model tutorial/quarrel --svg boxes.svg
  presidium discover \"at(chair, 1951-12) = Boris\" --model tutorial/quarrel")]
pub struct DiscoverArguments {
    /// A condition in the words of a claim, or the id of a claim that is one.
    #[arg(value_name = "CONDITION|CLAIM")]
    pub of: String,

    #[command(flatten)]
    pub options: ExperimentOptions,

    #[command(flatten)]
    pub chart: ChartArguments,
}

/// Say at which value of a parameter a claim, a condition or a value turns.
///
/// The same worlds are run with the parameter set to one value after the other, from the 1 to the 99 per cent point of its prior, or from
/// `--from` to `--to`. A claim turns where it comes to hold in half of the worlds, or in as many as `--threshold` says. Setting a parameter
/// changes worlds; a condition (`--where`) chooses them, as they fall without it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium tipping A2 patience --model tutorial/quarrel
  presidium tipping A2 temper --from 0.5 --to \"6 1/year\" --points 13 --model tutorial/quarrel
  presidium tipping \"tension at 1951-06\" sting --threshold 0.3 --model tutorial/quarrel")]
pub struct TippingArguments {
    /// The id of a claim, a condition in the words of a claim, or "VARIABLE at MONTH".
    #[arg(value_name = "CLAIM|CONDITION|VALUE")]
    pub of: String,

    /// A parameter, with its element if it has several numbers.
    #[arg(value_name = "PARAMETER")]
    pub parameter: String,

    /// The lowest value.
    #[arg(long, value_name = "VALUE", requires = "to", allow_hyphen_values = true)]
    pub from: Option<String>,

    /// The highest value.
    #[arg(long, value_name = "VALUE", requires = "from", allow_hyphen_values = true)]
    pub to: Option<String>,

    /// To so many values it is set.
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(2..=200))]
    pub points: u32,

    /// What it must pass to turn: a share of worlds from 0 to 1, or a quantity in base units; a half if left out.
    #[arg(long, value_name = "SHARE|QUANTITY", allow_hyphen_values = true)]
    pub threshold: Option<f64>,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = presidium_query::FORECAST_WORLDS, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Run worlds at the points of a design, and tell point by point what comes out.
///
/// A design is a table with a point in each row: values of parameters, switches and readings; all else is drawn as ever. It is read from a file
/// (`--table`), or made: spread over what `--vary` names by a Latin hypercube or a Sobol sequence, or every combination of its levels (`--factorial`).
/// The worlds of different points meet different luck; with `--common-luck` the first world of every point meets the same luck, and so on, so
/// that points differ by what they say alone. A condition (`--where`) is judged of each world as it falls at its point.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium design --lhs 64 --vary temper --vary patience --claim A2 --model tutorial/quarrel
  presidium design --factorial --vary \"temper at 0.1, 0.9\" --vary \"switch quarrelsome\" --model tutorial/quarrel
  presidium design --table points.csv --each 500 --common-luck --csv > found.csv")]
pub struct DesignArguments {
    #[command(flatten)]
    pub points: PointArguments,

    /// What is varied: a parameter, one of its numbers, \"switch NAME\" or \"reading NAME\"; with --factorial also \"NAME at 0.1, 0.9\", parts
    /// of the prior (0.05, 0.5, 0.95 if left out). May be given more than once.
    #[arg(long, value_name = "FACTOR", conflicts_with = "table")]
    pub vary: Vec<String>,

    /// So many worlds at each point.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = worlds())]
    pub each: u64,

    /// The worlds of every point meet the same luck.
    #[arg(long)]
    pub common_luck: bool,

    /// Tell only this claim; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    /// Tell this value or condition, such as \"tension at 1951-06\"; may be given more than once.
    #[arg(long, value_name = "VALUE|CONDITION")]
    pub show: Vec<String>,

    /// Tell every point.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    #[command(flatten)]
    pub luck: LuckArguments,

    /// Also write what is found into this file.
    #[arg(long, value_name = "FILE.parquet")]
    pub parquet: Option<PathBuf>,

    /// Print a table of comma-separated values: the point, what it gives, what comes out.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Where the points come from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct PointArguments {
    /// The points of this table: columns named by parameters, \"name[element]\", \"switch NAME\" or \"reading NAME\"; numbers in the unit of the parameter.
    #[arg(long, value_name = "FILE.csv|FILE.parquet")]
    pub table: Option<PathBuf>,

    /// So many points of a Latin hypercube.
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub lhs: Option<u64>,

    /// So many points of a Sobol sequence; a power of two fills the space evenly.
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub sobol: Option<u64>,

    /// Every combination of the levels of what is varied.
    #[arg(long)]
    pub factorial: bool,
}

/// Say how much of what differs between worlds is luck, and how much hangs on parameters.
///
/// Each world is run again with its parameters and the luck of other seeds, and with its luck and the parameters of other seeds. Worlds
/// with the same parameters show what hangs on parameters alone, worlds with the same luck what hangs on luck alone. The rest hangs on both together: the same
/// luck does one thing with these parameters and another with those. A condition (`--where`) is judged of each run by itself.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium luck A2 --model tutorial/quarrel --svg luck.svg
  presidium luck \"tension at 1951-06\" --times 8 --model tutorial/quarrel")]
pub struct LuckCommandArguments {
    /// The id of a claim, a condition in the words of a claim, or "VARIABLE at MONTH".
    #[arg(value_name = "CLAIM|CONDITION|VALUE")]
    pub of: String,

    /// So many times each world is run with its parameters, and with its luck.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(2..=100))]
    pub times: u64,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = presidium_query::FORECAST_WORLDS, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Exchange two persons' attributes in the same worlds, and say which claims hang on it.
///
/// Exchanged are all parameters and tables that have a value for each of them, as they are drawn and written; states and offices
/// stay where they were. A claim's contingency index is the share of worlds in which it comes out otherwise. Whether `--where` holds is asked of the worlds as they
/// fall.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium swap Malenkov Khrushchev
  presidium swap Malenkov Khrushchev --claim F1 --claim K8")]
pub struct SwapArguments {
    /// A person, or another element of a set.
    #[arg(value_name = "A")]
    pub one: String,

    /// Another one of the same set.
    #[arg(value_name = "B")]
    pub other: String,

    #[command(flatten)]
    pub options: DealOptions,
}

/// Deal an attribute anew among all who have it, in the same worlds, and say which claims hang on who has it.
///
/// The values of a parameter or a table stay, as they are drawn and written, and go to others. A claim's contingency index is the share of
/// worlds in which it comes out otherwise. Whether `--where` holds is asked of the worlds as they fall.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  presidium shuffle position --times 3")]
pub struct ShuffleArguments {
    /// A parameter or a table with a value for each element of a set.
    #[arg(value_name = "ATTRIBUTE")]
    pub attribute: String,

    /// In so many ways it is dealt.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=100))]
    pub times: u64,

    #[command(flatten)]
    pub options: DealOptions,
}

/// Of which claims, and in which worlds.
#[derive(Args, Debug)]
pub struct DealOptions {
    /// Only this claim; may be given more than once.
    #[arg(long = "claim", value_name = "ID")]
    pub claims: Vec<String>,

    /// Also tell the claims that stay within their noise.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub scenario: ScenarioArguments,

    #[command(flatten)]
    pub condition: ConditionArguments,

    /// How many worlds.
    #[arg(long, value_name = "N", default_value_t = presidium_query::FORECAST_WORLDS, value_parser = worlds())]
    pub worlds: u64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub chart: ChartArguments,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}
