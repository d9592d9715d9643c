//! Models that are spoilt at random, checked and run: nothing may panic, hang, or take more memory than it is given.
//!
//! ```text
//! cargo run --release -p presidium-cli --example mutate -- 3600        for an hour
//! cargo run --release -p presidium-cli --example mutate -- show 417    what case 417 is
//! ```
//!
//! Every case is a function of its number. The parent only counts; a child, with limited memory, goes through cases in
//! order and writes a word for each. Where it falls silent or falls over, the case it was at is told, and another child
//! goes on behind it.

#[path = "mutate/cases.rs"]
mod cases;
#[path = "mutate/outcome.rs"]
mod outcome;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Of a child, in KiB.
const MEMORY: u64 = 2 << 20;

/// For one case.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    match arguments.first().map(String::as_str) {
        Some("child") => work(number(1).unwrap_or(0)),
        Some("show") => print!("{}", cases::shown(&cases::Corpus::read().case(number(1).unwrap_or(0)))),
        _ => watch(Duration::from_secs(number(0).unwrap_or(60)), number(1).unwrap_or(0)),
    }
}

/// Goes through the cases from `first` on, with a word for each.
fn work(first: u64) {
    let corpus = cases::Corpus::read();
    let mut out = std::io::stdout().lock();
    for number in first.. {
        let word = outcome::of(&corpus.case(number));
        if writeln!(out, "{word}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

/// Counts what children say.
#[expect(clippy::disallowed_methods, reason = "how long to go on; no case depends on it")]
fn watch(time: Duration, first: u64) {
    let start = Instant::now();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut number = first;
    while start.elapsed() < time {
        let (mut child, words) = spawn(number);
        let fault = loop {
            match words.recv_timeout(PATIENCE) {
                Ok(word) => *counts.entry(word).or_default() += 1,
                Err(RecvTimeoutError::Timeout) => break Some("hangs"),
                Err(RecvTimeoutError::Disconnected) => break Some("falls over"),
            }
            number += 1;
            if start.elapsed() >= time {
                break None;
            }
            if (number - first).is_multiple_of(10_000) {
                println!("{} s, {} cases: {counts:?}", start.elapsed().as_secs(), number - first);
            }
        };
        // It may have gone already.
        let _ = child.kill();
        let _ = child.wait();
        if let Some(fault) = fault {
            println!("case {number} {fault}");
            *counts.entry(fault.to_owned()).or_default() += 1;
            number += 1;
        }
    }
    println!("{} s, {} cases: {counts:?}", start.elapsed().as_secs(), number - first);
}

/// A child with limited memory, and its words.
fn spawn(first: u64) -> (Child, Receiver<String>) {
    let itself = std::env::current_exe().expect("the path of this program");
    let script = format!("ulimit -v {MEMORY}; exec \"$0\" child {first}");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(itself).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("a child");
    let output = child.stdout.take().expect("its words");
    let (sender, words) = channel();
    std::thread::spawn(move || {
        BufReader::new(output).lines().map_while(Result::ok).try_for_each(|word| sender.send(word))
    });
    (child, words)
}
