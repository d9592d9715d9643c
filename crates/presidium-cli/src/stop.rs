//! Why a command ends without having done what it was asked, and the exit code that says so.

use presidium_lab::LabError;

/// The command line has an error.
pub const USAGE: u8 = 2;
/// A test of the model fails, or `fmt --check` would change a file.
pub const CHECK_FAILED: u8 = 3;
/// No world could be completed.
pub const NO_WORLD: u8 = 4;

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
    #[error("interrupted; nothing of this run is printed")]
    Interrupted,
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
            Stop::Model(_) | Stop::File(_) | Stop::Machine(_) => 1,
            Stop::Usage(_) | Stop::Diagnosed(_) => USAGE,
            Stop::NoWorld(_) => NO_WORLD,
            Stop::Interrupted => INTERRUPTED,
        }
    }
}

impl From<LabError> for Stop {
    fn from(error: LabError) -> Stop {
        match error {
            LabError::Cancelled => Stop::Interrupted,
            LabError::Threads(_) => Stop::Machine(error.to_string()),
        }
    }
}
