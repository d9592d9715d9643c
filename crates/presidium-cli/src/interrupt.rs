//! Ctrl-C: a run of worlds is cancelled and ends by itself; anything else ends at once.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::stop::INTERRUPTED;

/// True while worlds are run that look at [`CANCELLED`].
static RUNNING: AtomicBool = AtomicBool::new(false);

/// Set by the first Ctrl-C of a run.
static CANCELLED: AtomicBool = AtomicBool::new(false);

/// Takes interrupts from now on. Where the system gives none, Ctrl-C ends the process as it always does.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        let first = !CANCELLED.swap(true, Ordering::Relaxed);
        if !(first && RUNNING.load(Ordering::Relaxed)) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
}

/// Runs `job`, which reads the flag it is given and ends soon after the flag is set.
pub fn cancelling<T>(job: impl FnOnce(&AtomicBool) -> T) -> T {
    RUNNING.store(true, Ordering::Relaxed);
    let result = job(&CANCELLED);
    RUNNING.store(false, Ordering::Relaxed);
    result
}
