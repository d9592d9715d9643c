//! What a command says in the end, the colours it says it in, and how it gets out.

use std::io::{ErrorKind, Write};

use anstyle::{AnsiColor, Style};
use presidium_lab::Answer;
use presidium_lang::visible;

use crate::stop::INTERRUPTED;

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

    /// What an answer came to, which may have been interrupted.
    pub fn of<R>(answer: &Answer<R>, text: String) -> Output {
        Output { text, code: if answer.complete { 0 } else { INTERRUPTED } }
    }
}

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
    match out.write_all(shown(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes to standard error; if that fails there is nobody left to tell.
pub fn print_error(text: &str) {
    let _ = anstream::stderr().lock().write_all(shown(text).as_bytes());
}

/// The text with every control character written out but tabs, ends of lines and the colours of [`styled`]. Models and
/// arguments with such characters are refused; names of files that a message quotes may still have them.
fn shown(text: &str) -> String {
    let mut pieces = text.split(ESCAPE);
    let mut shown = visible(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        match is_colour(piece) {
            true => shown.push(ESCAPE),
            false => shown.extend(ESCAPE.escape_unicode()),
        }
        shown.push_str(&visible(piece));
    }
    shown
}

const ESCAPE: char = '\u{1b}';

fn is_colour(after_escape: &str) -> bool {
    let numbers = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m');
    after_escape.strip_prefix('[').is_some_and(numbers)
}

#[cfg(test)]
mod tests {
    use super::{HEADING, shown, styled};

    #[test]
    fn colours_pass_and_other_control_characters_are_written_out() {
        let heading = styled(HEADING, "title");
        assert_eq!(shown(&heading), heading);
        assert_eq!(shown("a\u{1b}[2J\u{1b}]0;b\u{7}\tc\n"), "a\\u{1b}[2J\\u{1b}]0;b\\u{7}\tc\n");
    }
}
