//! How long a first answer takes: of a pin that is moved in a running process, and of a new what-if.
//!
//! `cargo run --release -p presidium-query --example latency`

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use presidium_lab::{Cancel, Event, Executor, Laboratory, PairQuestion, Request};
use presidium_lang::model::Model;
use presidium_query::{Asked, Inquiry};
use presidium_sources::FolderSources;

/// Times that each move is made; the median is told.
const TIMES: usize = 9;

/// Worlds are kept, up to so many bytes.
const KEPT_BYTES: usize = 64 << 20;

/// Pins that bite from 1957 on, moved from year to year and from office to office; then what-ifs that bite earlier.
const MOVES: [(&str, &str); 6] = [
    ("maize from 1957", "pin maize_drive to grass from 1957-01"),
    ("maize from 1958", "pin maize_drive to grass from 1958-01"),
    ("no fall from 1957", "pin removal[First_Secretary] to keep from 1957-01"),
    ("no_appeal", "no_appeal"),
    ("no_speech", "no_speech"),
    ("no_division", "no_division"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ussr-1953");
    let mut model = presidium_lang::load(&FolderSources::open(&folder)?).map_err(|report| report.render())?.model;
    let asked: Vec<(&str, Request<PairQuestion>)> = MOVES
        .iter()
        .map(|(name, change)| Ok((*name, read(&mut model, change)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let executor = Arc::new(Executor::new(0)?);
    println!("{} threads, median of {TIMES} moves, milliseconds", executor.threads());
    let laboratory = Laboratory::new(Arc::new(model), executor).keeping_worlds(KEPT_BYTES);
    let [first, ..] = times(&laboratory, &asked[0].1);
    println!("the first question of all, with its program: {:.0}", millis(first));
    println!("{:28} {:>9} {:>9} {:>9}", "", "begin", "32 worlds", "64 worlds");
    for (name, request) in &asked {
        let mut moves: Vec<[Duration; 3]> = (0..TIMES).map(|_| times(&laboratory, request)).collect();
        let median = |place: usize, moves: &mut Vec<[Duration; 3]>| {
            moves.sort_by_key(|times| times[place]);
            millis(moves[TIMES / 2][place])
        };
        let [begin, half, whole] = [0, 1, 2].map(|place| median(place, &mut moves));
        println!("{name:28} {begin:9.1} {half:9.1} {whole:9.1}");
    }
    Ok(())
}

fn read(model: &mut Model, change: &str) -> Result<Request<PairQuestion>, Box<dyn Error>> {
    let text = format!(
        r#"{{"ask": "what-if", "worlds": 4096, "change": "{change}", "show": ["holder[First_Secretary] at 1964-12"]}}"#
    );
    match serde_json::from_str::<Inquiry>(&text)?.read(model)? {
        Asked::WhatIf(request) => Ok(request),
        other => Err(format!("{other:?}").into()),
    }
}

/// Until the run can begin, until 32 pairs are told, until 64 are; then it is cancelled.
#[expect(clippy::disallowed_methods, reason = "time is what is measured")]
fn times(laboratory: &Laboratory, request: &Request<PairQuestion>) -> [Duration; 3] {
    let (start, cancel) = (Instant::now(), Cancel::default());
    let mut run = laboratory.begin(request).answering_early();
    let mut times = [start.elapsed(), Duration::ZERO, Duration::ZERO];
    let _ = run.go(&cancel, |event| {
        if let Event::Partial(part) = event {
            times[if part.worlds < 64 { 1 } else { 2 }] = start.elapsed();
            if part.worlds >= 64 {
                cancel.cancel();
            }
        }
    });
    times
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
