//! A progress bar on standard error while worlds are run, if a terminal is looking, and the rate at the end.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use presidium_lab::{Answer, Cancel, Event, Experiment, LabError, Laboratory, Progress, Question, Request, Run};

use crate::interrupt;
use crate::output::{FAINT, print_error, styled};
use crate::stop::Stop;
use presidium_query::figures::count;

/// The answer to a question.
pub type AnswerTo<Q> = Answer<<<Q as Question>::Experiment as Experiment>::Report>;

/// What is run, how far it is, how fast, how long it takes: a world that is run with and without a change counts twice.
const BAR: &str = "{prefix}{bar:30} {human_pos} of {human_len} runs, {per_sec}, {eta} left";

/// Asks and waits. An answer that was interrupted is not complete.
///
/// # Errors
/// [`Stop::Interrupted`] if there is no world to tell of yet.
pub fn ask<Q: Question>(laboratory: &Laboratory, request: &Request<Q>) -> Result<AnswerTo<Q>, Stop> {
    let mut run = laboratory.begin(request);
    watch("", &mut run)?;
    Ok(run.answer())
}

/// Carries a run on, as far as it gets.
///
/// # Errors
/// Those of [`ask`].
pub fn watch<E: Experiment>(what: &str, run: &mut Run<E>) -> Result<(), Stop> {
    let bar = bar();
    let result = interrupt::cancelling(|cancel| {
        run.go(cancel, |event| {
            if let Event::Progress(progress) = event {
                let words = [what, progress.stage].into_iter().filter(|word| !word.is_empty());
                bar.set_prefix(words.map(|word| format!("{word} ")).collect::<String>());
                bar.set_length(progress.to_do);
                bar.set_position(progress.done);
            }
        })
    });
    bar.finish_and_clear();
    match result {
        Err(LabError::Cancelled) if run.worlds() > 0 => Ok(()),
        result => Ok(result?),
    }
}

/// As [`ask`], and says on standard error how fast it went if it came to an end.
///
/// # Errors
/// Those of [`ask`].
pub fn timed<Q: Question>(laboratory: &Laboratory, request: &Request<Q>) -> Result<AnswerTo<Q>, Stop> {
    let start = now();
    let answer = ask(laboratory, request)?;
    let seconds = now().duration_since(start).max(Duration::from_micros(1)).as_secs_f64();
    if answer.complete {
        let rate = (request.worlds as f64 / seconds) as u64;
        let line = format!("{} worlds in {seconds:.2} s, {} worlds/s\n", count(request.worlds), count(rate));
        print_error(&styled(FAINT, &line));
    }
    Ok(answer)
}

/// Runs a job of stages that tells how far each is.
pub fn over_stages<T>(worlds: u64, job: impl FnOnce(&Cancel, &mut dyn FnMut(&str, Progress<'_>)) -> T) -> T {
    let bar = bar();
    bar.set_length(worlds);
    let mut before = 0;
    let result = interrupt::cancelling(|cancel| {
        job(cancel, &mut |stage, progress| {
            bar.set_prefix(format!("{stage} "));
            bar.inc(progress.done.saturating_sub(before));
            before = if progress.done == progress.to_do { 0 } else { progress.done };
        })
    });
    bar.finish_and_clear();
    result
}

/// Runs a job that tells after some of so many worlds that they are done.
pub fn over_worlds<T>(worlds: u64, job: impl FnOnce(&Cancel, &mut dyn FnMut(u64)) -> T) -> T {
    let bar = bar();
    bar.set_length(worlds);
    let result = interrupt::cancelling(|cancel| job(cancel, &mut |done| bar.inc(done)));
    bar.finish_and_clear();
    result
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(BAR) {
        bar.set_style(style);
    }
    bar
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
