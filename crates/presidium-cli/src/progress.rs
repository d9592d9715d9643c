//! A progress bar on standard error while worlds are run, if a terminal is looking, and the rate at the end.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use presidium_lab::Watch;

use crate::figures::count;
use crate::interrupt;
use crate::output::{FAINT, print_error, styled};

/// Runs `job` with a watch that draws its progress.
pub fn watched<T>(job: impl FnOnce(Watch<'_>) -> T) -> T {
    watched_as("", job)
}

/// As [`watched`], with what is being run before the bar.
pub fn watched_as<T>(what: &str, job: impl FnOnce(Watch<'_>) -> T) -> T {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix}{bar:30} {percent:>3} %, {eta} left") {
        bar.set_style(style);
    }
    if !what.is_empty() {
        bar.set_prefix(format!("{what} "));
    }
    let progress = |done, to_do| {
        bar.set_length(to_do);
        bar.set_position(done);
    };
    let result = interrupt::cancelling(|cancelled| job(Watch { progress: &progress, cancelled }));
    bar.finish_and_clear();
    result
}

/// As [`watched`], and says on standard error how fast it went if it came to an end.
pub fn timed<T, E>(worlds: u64, job: impl FnOnce(Watch<'_>) -> Result<T, E>) -> Result<T, E> {
    let start = now();
    let result = watched(job)?;
    let seconds = now().duration_since(start).max(Duration::from_micros(1)).as_secs_f64();
    let rate = (worlds as f64 / seconds) as u64;
    let line = format!("{} worlds in {seconds:.2} s, {} worlds/s\n", count(worlds), count(rate));
    print_error(&styled(FAINT, &line));
    Ok(result)
}

/// Runs `job`, which draws its own progress, and says on standard error how long it took if it came to an end.
pub fn clocked<T, E>(what: &str, job: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = now();
    let result = job()?;
    let seconds = now().duration_since(start).as_secs_f64();
    print_error(&styled(FAINT, &format!("{what} in {seconds:.2} s\n")));
    Ok(result)
}

#[expect(clippy::disallowed_methods, reason = "how long a run takes is for the reader, and reaches no result")]
fn now() -> Instant {
    Instant::now()
}
