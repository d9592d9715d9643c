//! Commands that ask what an answer hangs on.

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
/// Parameters are judged by the worlds of one run: the share of what differs between worlds that would go if the parameter were known (a
/// first-order Sobol index, with its interval), and what the claim is in the worlds with the lowest and the highest fifth of its
/// values. All numbers of an indexed parameter count as one. What a parameter reaches in shuffled worlds is its noise floor;
/// parameters below it are counted, not shown. Switches and rival readings do not differ in one run: they are turned in some of the worlds, with the
/// same luck. A condition (`--where`) chooses worlds; `--set`, `--given` and `--reading` change them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium drivers A2 --model tutorial/quarrel
  presidium drivers \"tension at 1951-06\" --model tutorial/quarrel --svg tornado.svg
  presidium drivers \"at(chair, 1951-12) = Boris\" --where \"ever(quarrels > 3)\" --model tutorial/quarrel")]
pub struct DriversArguments {
    /// The id of a claim, a condition in the words of a claim, or "VARIABLE at MONTH".
    #[arg(value_name = "CLAIM|CONDITION|VALUE")]
    pub of: String,

    /// In so many worlds each switch and each rival reading is turned; 0 for none.
    #[arg(long, value_name = "N", default_value_t = presidium_query::FLIP_WORLDS)]
    pub flip: u64,

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
  presidium discover A2 --model tutorial/quarrel
  presidium discover \"at(chair, 1951-12) = Boris\" --model tutorial/quarrel")]
pub struct DiscoverArguments {
    /// A condition in the words of a claim, or the id of a claim that is one.
    #[arg(value_name = "CONDITION|CLAIM")]
    pub of: String,

    #[command(flatten)]
    pub options: ExperimentOptions,
}
