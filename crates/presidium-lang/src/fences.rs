//! Fences that keep code from being read: a word that is nearly `presidium`, and a block that is never closed.
//!
//! Markdown takes any word behind a fence, and any block without an end, so that a slip of the pen would take code out
//! of the model without a word.

use std::ops::Range;

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};

/// The word that marks code.
const WORD: &str = "presidium";

/// Mark a block that is wrong on purpose, and one that is another model, in a text about the language.
const OF_NO_MODEL: [&str; 2] = ["presidium,error", "presidium,alone"];

/// Slips of the pen within which a word is taken for the one that was meant.
const SLIPS_MAX: usize = 2;

/// How a fenced block opens and closes.
#[derive(Clone, Debug, PartialEq)]
pub struct Fence {
    /// Its first line, from the fence on.
    opening: Range<usize>,
    /// The fence itself: three or more of ```` ` ```` or `~`.
    mark: String,
    /// What stands behind the fence.
    info: String,
    /// It ends with a fence of its own.
    closed: bool,
    /// The first line of another block that it holds, because it was not closed before.
    swallowed: Option<Range<usize>>,
}

impl Fence {
    /// The fence of the block that is all of `whole`.
    pub fn read(text: &str, whole: Range<usize>) -> Fence {
        let mut lines = lines_of(text, whole.clone());
        let (opening, (mark, info)) = match lines.next() {
            Some(line) => (line.clone(), mark_and_info(&text[line])),
            None => (whole, ("", "")),
        };
        let mut fence = Fence { opening, mark: mark.to_owned(), info: info.to_owned(), closed: false, swallowed: None };
        for line in lines {
            let (other, info) = mark_and_info(&text[line.clone()]);
            let is_fence = !mark.is_empty() && other.starts_with(mark);
            fence.closed = is_fence && info.is_empty();
            let opens = is_fence && !info.is_empty() && !info.contains('`') && (fence.is_code() || marks_code(info));
            if opens && fence.swallowed.is_none() {
                fence.swallowed = Some(line);
            }
        }
        fence
    }

    /// The block holds code of the model.
    pub fn is_code(&self) -> bool {
        marks_code(&self.info)
    }

    /// The block ends where its author meant it to end.
    pub fn is_sound(&self) -> bool {
        self.closed && self.swallowed.is_none()
    }
}

fn marks_code(info: &str) -> bool {
    info.split_whitespace().next() == Some(WORD)
}

/// The lines of a stretch, without the space and the signs of quotation before them or the space behind.
fn lines_of(text: &str, whole: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = whole.start;
    text[whole].split_inclusive('\n').map(move |line| {
        let inner = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let from = start + line.len() - inner.len();
        start += line.len();
        from..from + inner.trim_end().len()
    })
}

/// A fence at the start of a line, if there is one, and what stands behind it.
fn mark_and_info(line: &str) -> (&str, &str) {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'));
    let length = sign.map_or(0, |sign| line.len() - line.trim_start_matches(sign).len());
    match length {
        0..3 => ("", line),
        _ => (&line[..length], line[length..].trim()),
    }
}

/// All complaints about the fences of a file.
pub fn check(file: FileId, fences: &[Fence]) -> Vec<Diagnostic> {
    fences.iter().flat_map(|fence| [misspelt(file, fence), unclosed(file, fence)]).flatten().collect()
}

fn misspelt(file: FileId, fence: &Fence) -> Option<Diagnostic> {
    if fence.is_code() || fence.info.split_whitespace().next().is_some_and(|word| OF_NO_MODEL.contains(&word)) {
        return None;
    }
    let word = fence.info.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = word.split(|c: char| !c.is_alphanumeric()).next()?.to_lowercase();
    let is_near = strsim::osa_distance(&word, WORD) <= SLIPS_MAX;
    is_near.then(|| {
        let message = format!("this block is not read: its fence says `{}`, not `{WORD}`", fence.info);
        let help = format!("begin it with {}{WORD}", fence.mark);
        Diagnostic::warning(&codes::FENCE_WORD, Span::new(file, fence.opening.clone()), message).help(help)
    })
}

/// A block that is not closed runs on to the end of its file, and may swallow the next one on its way.
fn unclosed(file: FileId, fence: &Fence) -> Option<Diagnostic> {
    let diagnostic =
        |message| Diagnostic::error(&codes::UNCLOSED_FENCE, Span::new(file, fence.opening.clone()), message);
    let found = match &fence.swallowed {
        Some(next) => diagnostic("this block is not closed before the next one begins")
            .label(Span::new(file, next.clone()), "the next one"),
        None if !fence.closed => diagnostic("this block is never closed"),
        None => return None,
    };
    Some(found.help(format!("end it with {} on a line of its own", fence.mark)))
}
