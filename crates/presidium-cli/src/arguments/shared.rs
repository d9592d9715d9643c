//! Flags that several commands share, so that they mean the same everywhere.

use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::Args;
use presidium_lang::model::Model;
use presidium_query::{Allowed, CAUSE_WORLDS};

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

    /// A what-if or a change that holds in every world: "pin division to keep"; may be given more than once.
    #[arg(long, value_name = "NAME|CHANGE")]
    pub given: Vec<String>,

    /// Condition recorded decisions on the record, to the end or up to a month: record, "record until 1962-10"; claims that this
    /// forces are void.
    #[arg(long, value_name = "RECORD")]
    pub follow: Option<String>,
}

impl ScenarioArguments {
    /// The flags by which another command is about the same worlds, with the seed if one was given.
    pub fn again(&self, seed: &SeedArguments) -> String {
        let AssumptionArguments { model, until, set, reading, posterior, .. } = &self.assumptions;
        let model = (model.model != crate::shipped::DEFAULT).then_some(("--model", &model.model));
        let many = [("--set", set), ("--reading", reading), ("--given", &self.given)];
        let many = many.into_iter().flat_map(|(flag, values)| values.iter().map(move |value| (flag, value)));
        let follow = self.follow.iter().map(|follow| ("--follow", follow.clone()));
        let seed = seed.seed.map(|seed| ("--seed", seed.to_string()));
        let flags = model.into_iter().chain(until.until.iter().map(|until| ("--until", until))).chain(many);
        let posterior = posterior.iter().map(|file| ("--posterior", file.display().to_string()));
        let flags = flags.map(|(flag, value)| (flag, value.clone())).chain(posterior).chain(follow).chain(seed);
        let flags: String = flags.map(|(flag, value)| format!(" {flag} {}", quoted(&value))).collect();
        flags + if self.assumptions.prior { " --prior" } else { "" }
    }
}

/// An argument as it is typed in a shell.
pub fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=".contains(c);
    if argument.chars().all(is_plain) { argument.to_owned() } else { format!("\"{argument}\"") }
}

/// Which worlds count.
#[derive(Args, Debug)]
pub struct ConditionArguments {
    /// Count only worlds in which this holds, in the words of a claim: "at(chair, 1951-06) = Boris".
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
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

    /// Worlds have the parameters of the rows of this table, one after the other: what `presidium calibrate` has written.
    #[arg(long, value_name = "FILE.csv", conflicts_with = "prior")]
    pub posterior: Option<PathBuf>,

    /// Draw parameters from the priors, also where the model ships a posterior.
    #[arg(long)]
    pub prior: bool,

    #[command(flatten)]
    pub memory: MemoryArguments,
}

/// How much memory.
#[derive(Args, Debug)]
pub struct MemoryArguments {
    /// Refuse, before it starts, a run that would take more memory than this.
    #[arg(long, value_name = "SIZE", default_value = "4GB")]
    pub memory: bytesize::ByteSize,
}

impl MemoryArguments {
    /// So much memory, on so many threads.
    pub fn on(&self, threads: usize) -> Allowed {
        Allowed { memory: self.memory, threads }
    }
}

/// How long.
#[derive(Args, Debug)]
pub struct UntilArguments {
    /// Run worlds on to this month, as far as the model allows, such as 1985-12.
    #[arg(long, value_name = "MONTH")]
    pub until: Option<String>,
}

/// Which luck.
#[derive(Args, Debug)]
pub struct SeedArguments {
    /// With the number of a world, all of its luck; that of the model if left out.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

impl SeedArguments {
    /// The seed asked for, or that of the model.
    pub fn of(&self, model: &Model) -> u64 {
        self.seed.unwrap_or(presidium_query::seed(model))
    }
}

/// A chart in a file.
#[derive(Args, Debug)]
pub struct ChartArguments {
    /// Draw what is found as a chart into this file.
    #[arg(long, value_name = "FILE.svg")]
    pub svg: Option<PathBuf>,
}

/// How many worlds a cause costs.
#[derive(Args, Debug)]
pub struct CauseArguments {
    /// At most so many worlds are run again without each cause; an effect needs fewer worlds than a share.
    #[arg(long, value_name = "N", default_value_t = CAUSE_WORLDS, value_parser = worlds())]
    pub cause_worlds: u64,
}

/// Which luck, and how many threads.
#[derive(Args, Debug)]
pub struct LuckArguments {
    #[command(flatten)]
    pub seed: SeedArguments,

    #[command(flatten)]
    pub threads: ThreadArguments,
}

impl LuckArguments {
    /// How many threads there will be.
    pub fn threads(&self) -> usize {
        self.threads.threads()
    }
}

/// How many threads.
#[derive(Args, Debug)]
pub struct ThreadArguments {
    /// How many threads; 0 for as many as the machine has. Results do not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,
}

impl ThreadArguments {
    /// How many threads there will be.
    pub fn threads(&self) -> usize {
        match self.threads {
            0 => available_parallelism().map_or(1, usize::from),
            threads => usize::from(threads),
        }
    }
}

/// The most worlds that can be asked for.
pub const MOST_WORLDS: u64 = 1_000_000_000;

/// How many worlds can be asked for.
pub(super) fn worlds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=MOST_WORLDS)
}
