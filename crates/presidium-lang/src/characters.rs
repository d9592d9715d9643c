//! Characters that nobody sees, and that can change what a terminal or an editor shows.
//!
//! A model from a stranger may hold the commands of a terminal, or marks that turn the direction of writing and so make
//! code look like other code. They are an error where they stand ([`check`]); whatever else is shown to a reader goes
//! through [`visible`].

use std::borrow::Cow;

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};

/// Stands at the start of some files and says nothing there; elsewhere it hides in the text.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text with every unseen character written out, as `\u{1b}`. Tabs and ends of lines stay.
///
/// # Example
/// ```
/// assert_eq!(presidium_lang::visible("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\n");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut unseen = unseen(text).peekable();
    if unseen.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for (offset, character) in unseen {
        shown.push_str(&text[at..offset]);
        shown.extend(character.escape_unicode());
        at = offset + character.len_utf8();
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

/// Where an offset in a text lies in what [`visible`] makes of it.
pub fn visible_offset(text: &str, offset: usize) -> usize {
    let grown = |character: char| character.escape_unicode().len() - character.len_utf8();
    offset + unseen(text).take_while(|(at, _)| *at < offset).map(|(_, character)| grown(character)).sum::<usize>()
}

/// A complaint about the first unseen character of a file, with the number of the others.
pub fn check(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut unseen = unseen(text);
    let (offset, character) = unseen.next()?;
    let span = Span::new(file, offset..offset + character.len_utf8());
    let message = format!("`{}` is {}, which a text may not hold", character.escape_unicode(), kind(character));
    let diagnostic = Diagnostic::error(&codes::UNSEEN, span, message);
    let diagnostic = match unseen.count() {
        0 => diagnostic,
        1 => diagnostic.note("this file holds one more such character"),
        others => diagnostic.note(format!("this file holds {others} more such characters")),
    };
    Some(diagnostic.help(match character {
        '\r' => "end each line with a line feed, with or without a carriage return before it",
        BYTE_ORDER_MARK => "delete it; it is left from the start of a file that was added to another",
        _ => "delete it; many editors show such characters on demand",
    }))
}

fn kind(character: char) -> &'static str {
    match character {
        '\r' => "a carriage return within a line",
        BYTE_ORDER_MARK => "a byte-order mark in the middle of a file",
        c if c.is_control() => "a control character",
        _ => "a mark that turns the direction of writing",
    }
}

/// All unseen characters with their offsets.
fn unseen(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|&(offset, character)| match character {
        '\r' => !text[offset + 1..].starts_with('\n'),
        _ => is_unseen(character),
    })
}

/// True of a character that is shown as nothing; a carriage return may still be part of the end of a line.
pub fn is_unseen(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character == BYTE_ORDER_MARK || (character.is_control() && !matches!(character, '\t' | '\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn every_control_character_but_tab_and_line_end_is_written_out() {
        for code in (0..=0x9f).filter(|code| !(0x20..0x7f).contains(code)) {
            let text = format!("a{}b", char::from(code));
            let stays = matches!(code, 0x09 | 0x0a);
            assert_eq!(visible(&text) == text, stays, "{code:#x}");
        }
        assert_eq!(visible("a\r\nb\tc"), "a\r\nb\tc");
    }

    #[test]
    fn marks_of_direction_are_written_out() {
        assert_eq!(visible("\u{202e}a\u{2069}"), "\\u{202e}a\\u{2069}");
    }
}
