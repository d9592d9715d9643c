//! How much memory a run would take: told from the model before the run, and refused where it is too much.

use std::thread::available_parallelism;

use bytesize::ByteSize;
use presidium_engine::{Options, Part, Size};
use presidium_lang::model::Model;

use crate::arguments::MemoryArguments;
use crate::figures::count;
use crate::stop::Stop;

/// Declarations that are named.
const NAMED: usize = 3;

/// The program of a model, with a block of worlds for each thread of the machine.
///
/// # Errors
/// [`Stop::Machine`] with what the largest declarations add, if it is more than allowed.
pub fn affordable(model: &Model, allowed: &MemoryArguments) -> Result<(), Stop> {
    let (width, blocks) = (Options::default().width, available_parallelism().map_or(1, usize::from));
    let size = Size::of(model);
    let needed = size.bytes(width, blocks);
    let largest = || {
        let line = |part: &&Part| part_text(part, part.bytes(width, blocks));
        size.largest(width, blocks).iter().take(NAMED).map(line).collect::<String>()
    };
    refuse("the model", needed, allowed, largest, "make sets smaller or delays shorter")
}

/// Values that are kept of every world until the run ends.
///
/// # Errors
/// [`Stop::Machine`] if they take more than is allowed.
pub fn kept(values: f64, allowed: &MemoryArguments) -> Result<(), Stop> {
    let bytes = values * size_of::<f64>() as f64;
    refuse("what is kept of all worlds", bytes, allowed, String::new, "ask for fewer worlds")
}

fn refuse(
    what: &str,
    needed: f64,
    allowed: &MemoryArguments,
    parts: impl Fn() -> String,
    mend: &str,
) -> Result<(), Stop> {
    if needed <= allowed.memory.as_u64() as f64 {
        return Ok(());
    }
    let (needed, allowed) = (bytes(needed), allowed.memory.display().si());
    let help = format!("{mend}, or allow more with `--memory`");
    Err(Stop::Machine(format!(
        "{what} would take some {needed} of memory, and {allowed} are allowed\n{}  help: {help}",
        parts()
    )))
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
