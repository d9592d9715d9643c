//! How fast worlds are computed, on one thread: by the oracle, and by the vector engine at several widths.
//!
//! `cargo bench -p presidium-engine --bench worlds` prints, for the Soviet model, what its program computes, and for each
//! way worlds and operations per second. An operation is one as counted by `Program::statistics`, in sections only for the
//! worlds that took them, so that a faster engine cannot be had by computing more.

#[path = "../tests/common/folder.rs"]
mod folder;

use std::path::Path;

use presidium_engine::oracle::run_world;
use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, World, Worlds};
use presidium_lang::model::{ClaimBody, Model};

const SEED: u64 = 1953;

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ussr-1953");
    let model = folder::model(&path);
    let outputs = claims(&model);
    let start = seconds();
    let program = Program::compile(&model, &Scenario::default(), &outputs, &Options::default());
    println!("compiled in {:.3} s", seconds() - start);
    println!("{:#?}", program.statistics());
    let operations = operations_per_world(&program);
    println!("operations per world: {operations:.0}");

    let (worlds, time) = repeat(|first| {
        let _ = run_world(&model, &Scenario::default(), SEED, World(first), &outputs, None);
        1
    });
    let oracle = report("oracle", worlds, time, operations);
    for width in [16, 32, 64, 128, 256, 512] {
        let options = Options { width, ..Options::default() };
        let program = Program::compile(&model, &Scenario::default(), &outputs, &options);
        let mut workspace = Workspace::new();
        let (worlds, time) = repeat(|first| {
            program.run(SEED, Worlds::from(first..first + 256), &mut workspace);
            256
        });
        let engine = report(&format!("vectors of {width}"), worlds, time, operations);
        println!("{:>28} times the oracle", (engine / oracle).round());
    }
}

/// All claims: what a ledger asks.
fn claims(model: &Model) -> Outputs {
    let finals = model.claims.iter().map(|claim| match &claim.body {
        ClaimBody::Holds(seen) | ClaimBody::Effect { outcome: seen, .. } => seen.clone(),
    });
    Outputs { finals: finals.collect(), ..Outputs::default() }
}

fn operations_per_world(program: &Program) -> f64 {
    let batch = program.run(SEED, Worlds::from(0..512), &mut Workspace::new());
    batch.operations as f64 / 512.0
}

/// Runs worlds from 0 on for three seconds of this thread's time; gives how many, and the time.
fn repeat(mut run: impl FnMut(u64) -> u64) -> (u64, f64) {
    let start = seconds();
    let mut worlds = 0;
    while seconds() < start + 3.0 {
        worlds += run(worlds);
    }
    (worlds, seconds() - start)
}

/// Seconds that this thread has had of a processor; where the system does not tell, seconds of the clock.
fn seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or_else(clock_seconds, |nanoseconds| nanoseconds / 1e9)
}

fn clock_seconds() -> f64 {
    let since_1970 = std::time::UNIX_EPOCH;
    #[expect(clippy::disallowed_methods, reason = "a measurement of time")]
    let now = std::time::SystemTime::now();
    now.duration_since(since_1970).map_or(0.0, |time| time.as_secs_f64())
}

/// Prints and gives worlds per second.
fn report(way: &str, worlds: u64, seconds: f64, operations: f64) -> f64 {
    let rate = worlds as f64 / seconds;
    println!("{way:<16} {rate:>12.1} worlds/s {:>8.3} G operations/s", rate * operations / 1e9);
    rate
}
