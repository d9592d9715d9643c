//! Why a command ends without having done what it was asked, and the exit code that says so.

use presidium_lab::LabError;
use presidium_query::{Problem, TooLarge};
use presidium_runs::RunsError;

use crate::mistakes::mistakes;

/// The command line has an error.
pub const USAGE: u8 = 2;
/// A test of the model fails, or `fmt --check` would change a file.
pub const CHECK_FAILED: u8 = 3;
/// No world could be completed.
pub const NO_WORLD: u8 = 4;
/// The run takes more memory than is allowed, or more threads than there are.
pub const TOO_LARGE: u8 = 5;

/// The user has interrupted the command, as shells count it: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

/// An end with a message.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The model has an error; rendered diagnostics, with their own headlines.
    #[error("{0}")]
    Model(String),
    /// The command line asks for something that does not exist or is not well put.
    #[error("{0}")]
    Usage(String),
    /// The command line has an error that is told by a diagnostic with its own headline.
    #[error("{0}")]
    Diagnosed(String),
    /// Every world failed.
    #[error("{0}")]
    NoWorld(String),
    /// A file cannot be read or written.
    #[error("{0}")]
    File(String),
    /// Experiments cannot be run on this machine.
    #[error("{0}")]
    Machine(String),
    /// The user has interrupted the command.
    #[error("interrupted before there was anything to print")]
    Interrupted,
    /// The user has interrupted the command; what it has found is kept.
    #[error("{0}")]
    Kept(String),
}

impl Stop {
    /// An error of the command line.
    pub fn usage(message: impl Into<String>) -> Stop {
        Stop::Usage(message.into())
    }

    /// An unknown name, with the nearest known one.
    pub fn unknown<'a>(message: String, word: &str, known: impl IntoIterator<Item = &'a str>) -> Stop {
        match presidium_lang::diagnostic::did_you_mean(word, known) {
            Some(help) => Stop::Usage(format!("{message}\n  help: {help}")),
            None => Stop::Usage(message),
        }
    }

    /// See `presidium --help`.
    pub fn exit_code(&self) -> u8 {
        match self {
            Stop::Model(_) | Stop::File(_) => 1,
            Stop::Machine(_) => TOO_LARGE,
            Stop::Usage(_) | Stop::Diagnosed(_) => USAGE,
            Stop::NoWorld(_) => NO_WORLD,
            Stop::Interrupted | Stop::Kept(_) => INTERRUPTED,
        }
    }
}

impl From<LabError> for Stop {
    fn from(error: LabError) -> Stop {
        match error {
            LabError::Cancelled => Stop::Interrupted,
            LabError::Threads(_) | LabError::OtherRequest | LabError::TornChunk => Stop::Machine(error.to_string()),
        }
    }
}

impl From<TooLarge> for Stop {
    fn from(large: TooLarge) -> Stop {
        Stop::Machine(format!("{large}  help: {}, or allow more with `--memory`", large.mend))
    }
}

impl From<RunsError> for Stop {
    fn from(error: RunsError) -> Stop {
        match error {
            RunsError::Lab(error) => error.into(),
            RunsError::Disk { .. } | RunsError::Damaged { .. } | RunsError::Incomplete(_) => {
                Stop::File(error.to_string())
            }
            _ => Stop::Usage(error.to_string()),
        }
    }
}

/// What is wrong with words, and by which flag it is mended.
impl From<Problem> for Stop {
    fn from(problem: Problem) -> Stop {
        let message = problem.to_string();
        let help = match problem {
            Problem::Refused { .. } | Problem::BeyondTheEnd { until: None, .. } => return Stop::Usage(message),
            Problem::Diagnosed(report) => return Stop::Diagnosed(mistakes(&report)),
            Problem::BeyondTheEnd { until: Some(until), .. } => {
                format!("run it on with `--until {}`", until)
            }
            Problem::ChangedTwice { name, reading, other } => {
                let other =
                    other.map_or_else(|| format!("--set \"{name} …\""), |reading| format!("--reading {reading}"));
                let message = format!("{message}: `{other}` and `--reading {reading}`");
                return Stop::Usage(format!("{message}\n  help: leave one of them out"));
            }
            Problem::NoBands { name, month: at } => {
                format!("try `presidium run --show \"{name} at {}\"`", at)
            }
            Problem::NoSplit { example } => {
                format!("say up to when they may, such as `--split {}`", example)
            }
        };
        Stop::Usage(format!("{message}\n  help: {help}"))
    }
}
