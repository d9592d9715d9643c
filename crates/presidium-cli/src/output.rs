//! What a command says in the end, the colours it says it in, and how it gets out.

use std::io::{ErrorKind, Write};

use anstyle::{AnsiColor, Style};

/// A text for standard output and the exit code that goes with it.
#[derive(Debug)]
pub struct Output {
    pub text: String,
    pub code: u8,
}

impl Output {
    /// All went well.
    pub fn ok(text: String) -> Output {
        Output { text, code: 0 }
    }
}

/// Said under every table and in every document, so that no figure travels without it.
pub const NOTE: &str = "Shares of simulated worlds under this model and these parameter ranges; not the probability \
                        that something was true.";

pub const HEADING: Style = Style::new().bold();
pub const FAILS: Style = AnsiColor::Red.on_default().bold();
pub const HOLDS: Style = AnsiColor::Green.on_default();
pub const UNCLEAR: Style = AnsiColor::Yellow.on_default();
pub const FAINT: Style = Style::new().dimmed();

/// The text in a style, which is dropped where nobody sees colours.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes to standard output. A reader that has gone away (`| head`) is not an error.
///
/// # Errors
/// Any other failure of writing.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to standard error; if that fails there is nobody left to tell.
pub fn print_error(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
