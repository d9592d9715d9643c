//! What is validated, and how.

use clap::{Args, ValueEnum};

use super::shared::{AssumptionArguments, LuckArguments, worlds};

/// Put the model to the test: its own tests, its skill against recorded series, its chronicle, how far it is from what it would be fitted to, ablation, null models, wider priors.
///
/// Decisions are never conditioned on the record here: a forecast that has seen the outcome is none.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium validate                          every part
  presidium validate tests --worlds 500
  presidium validate skill --split 1958-12    forecasts of recorded series against a random walk
  presidium validate chronicle                what happens too often, too early, or never?
  presidium validate targets                  how far are worlds from what is known up to the split?
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

    /// The last month of the record that forecasts, and those who chose numbers, may have seen; that of the model if left out.
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
    /// How often each kind of thing happens, and when, beside the record of it.
    Chronicle,
    /// How far the worlds lie from what `calibrate` fits a model to: records, claims and base rates up to the split.
    Targets,
    /// Each system switched off in turn: what rests on it, and what rests on nothing.
    Ablation,
    /// The claims where nothing happens, and where every decision is taken by lot.
    Nulls,
    /// The claims with every prior wider.
    Priors,
}

/// A positive number; a prior a hundred times as wide says nothing any more.
fn factor(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().map_err(|_| "it is not a number".to_owned())?;
    match factor > 0.0 && factor <= 100.0 {
        true => Ok(factor),
        false => Err("it is not above 0 and at most 100".to_owned()),
    }
}
