//! The command that fits a model.

use std::path::PathBuf;

use clap::Args;
use presidium_lab::CalibrationSettings;

use super::shared::{LuckArguments, MemoryArguments, ModelArguments};

/// Fit parameters to what is known: recorded series up to the split, claims of the role calibration, base rates.
///
/// First some points of the prior are run, each in some worlds, and those are ruled out from which an observation lies too far. Then particles are moved
/// while errors shrink from whatever fits to the stated ones; how likely a particle is, is told by the mean and the spread of its worlds. What
/// comes out is a table of parameters, a row for each particle, for `--posterior`. Worlds are run directly; nothing stands in for them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  presidium calibrate --model tutorial/pond
  presidium calibrate --model my-model --keep fit        goes on where it was broken off
  presidium run --model my-model --posterior fit/posterior.csv")]
pub struct CalibrateArguments {
    #[command(flatten)]
    pub model: ModelArguments,

    /// Only these parameters may move; else those that something observed hangs on.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub parameters: Vec<String>,

    /// Fit to what was observed up to this month; up to the split of the model if left out.
    #[arg(long, value_name = "MONTH")]
    pub to: Option<String>,

    /// Worlds by which it is seen which parameters something hangs on.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().sample, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    pub sample: u64,

    /// Numbers that may move at most; elements of a parameter count by themselves.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().numbers as u16, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub numbers: u16,

    /// Points of the prior that are tried first.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().points as u32, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    pub points: u32,

    /// Worlds at each point.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().each, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub each: u64,

    /// Rows of the posterior.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().particles as u32, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    pub particles: u32,

    /// How often each particle is moved at each tolerance.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().moves as u16, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub moves: u16,

    /// How often errors are lowered at most.
    #[arg(long, value_name = "N", default_value_t = CalibrationSettings::default().generations as u16, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub generations: u16,

    /// How far off a series may lie as a whole, as a share of its mean.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    pub discrepancy: f64,

    #[command(flatten)]
    pub luck: LuckArguments,

    #[command(flatten)]
    pub memory: MemoryArguments,

    /// Keep in this folder what has been run; what is there already is not run again.
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,

    /// Write the posterior into this file.
    #[arg(long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,

    /// Show everything that was fitted to, and not only what lies furthest out.
    #[arg(long)]
    pub all: bool,

    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

impl CalibrateArguments {
    /// How much is run.
    pub fn settings(&self) -> CalibrationSettings {
        CalibrationSettings {
            sample: self.sample,
            numbers: usize::from(self.numbers),
            points: self.points as usize,
            each: self.each,
            particles: self.particles as usize,
            moves: usize::from(self.moves),
            generations: usize::from(self.generations),
        }
    }
}
