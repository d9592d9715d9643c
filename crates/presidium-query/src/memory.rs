//! How much memory a run would take: told from the model before the run, and refused where it is too much.

use bytesize::ByteSize;
use presidium_engine::{Options, Part, Size};
use presidium_lab::Kept;
use presidium_lang::model::Model;

use crate::figures::count;

/// Declarations that are named.
const NAMED: usize = 3;

/// Bytes of a number.
const WORD: f64 = size_of::<f64>() as f64;

/// How much memory a run may take, and on how many threads it is.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Of the model and of what is kept while it runs.
    pub memory: ByteSize,
    /// Each of them runs a block of worlds.
    pub threads: usize,
}

/// What a run would take, and how it takes less. Each surface adds how more is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}\n{largest}")]
pub struct TooLarge {
    /// How much, of what, and how much is allowed.
    pub message: String,
    /// The largest declarations, a line for each.
    pub largest: String,
    /// How it takes less.
    pub mend: &'static str,
}

/// Something that takes memory.
struct Need {
    what: &'static str,
    bytes: f64,
    /// How it takes less.
    mend: &'static str,
}

/// The program of a model, with a block of worlds for each thread.
///
/// # Errors
/// [`TooLarge`] with what the largest declarations add, if it is more than allowed.
pub fn affordable(model: &Model, allowed: Allowed) -> Result<(), TooLarge> {
    let size = Size::of(model);
    let (width, blocks) = (Options::default().width, allowed.threads);
    let largest = || {
        let line = |part: &&Part| part_text(part, part.bytes(width, blocks));
        size.largest(width, blocks).iter().take(NAMED).map(line).collect::<String>()
    };
    refuse(&[of_model(&size, allowed)], allowed, largest)
}

/// The same, with what is kept of the worlds while they are run.
///
/// # Errors
/// [`TooLarge`] with what takes most, if it is more than allowed.
pub fn affords(model: &Model, kept: Kept, allowed: Allowed) -> Result<(), TooLarge> {
    let size = Size::of(model);
    let values = Need { what: "what is kept of all worlds", bytes: kept.values * WORD, mend: "ask for fewer worlds" };
    let courses = Need {
        what: "the state of worlds that are run again, year by year",
        bytes: size.course_bytes(kept.course_worlds) * allowed.threads as f64,
        mend: "use fewer threads or fewer years",
    };
    refuse(&[of_model(&size, allowed), values, courses], allowed, String::new)
}

fn of_model(size: &Size, allowed: Allowed) -> Need {
    let bytes = size.bytes(Options::default().width, allowed.threads);
    Need { what: "the model", bytes, mend: "make sets smaller or delays shorter" }
}

/// Names the need that takes most.
fn refuse(needs: &[Need], allowed: Allowed, parts: impl Fn() -> String) -> Result<(), TooLarge> {
    let (total, limit) = (needs.iter().map(|need| need.bytes).sum::<f64>(), allowed.memory.as_u64() as f64);
    let Some(most) = needs.iter().max_by(|one, other| one.bytes.total_cmp(&other.bytes)) else { return Ok(()) };
    if total <= limit {
        return Ok(());
    }
    let taken = match most.bytes > limit {
        true => format!("{} would take some {} of memory", most.what, bytes(most.bytes)),
        false => {
            format!("the run would take some {} of memory, {} of it {}", bytes(total), bytes(most.bytes), most.what)
        }
    };
    let message = format!("{taken}, and {} are allowed", allowed.memory.display().si());
    Err(TooLarge { message, largest: parts(), mend: most.mend })
}

fn part_text(part: &Part, needed: f64) -> String {
    let place = format!("{}:{}", part.place.file, part.place.line);
    let counts = [(part.elements, "elements"), (part.values, "values"), (part.operations, "operations")];
    let counts: Vec<String> =
        counts.iter().map(|(n, what)| format!("{} {what}", count(n.min(u64::MAX as f64) as u64))).collect();
    format!("  {} {} ({place}): {}, {}\n", part.kind, part.name, bytes(needed), counts.join(", "))
}

fn bytes(bytes: f64) -> String {
    ByteSize::b(bytes as u64).display().si().to_string()
}
