//! Ctrl-C: a run of worlds is cancelled and ends by itself; anything else ends at once.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use presidium_lab::Cancel;

use crate::stop::INTERRUPTED;

/// True while worlds are run that look at [`CANCEL`].
static RUNNING: AtomicBool = AtomicBool::new(false);

/// Cancelled by the first Ctrl-C of a run.
static CANCEL: LazyLock<Cancel> = LazyLock::new(Cancel::default);

/// Takes interrupts from now on. Where the system gives none, Ctrl-C ends the process as it always does.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        let first = !CANCEL.is_cancelled();
        CANCEL.cancel();
        if !(first && RUNNING.load(Ordering::Relaxed)) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
}

/// Runs `job`, which reads what it is given and ends soon after it is cancelled.
pub fn cancelling<T>(job: impl FnOnce(&Cancel) -> T) -> T {
    RUNNING.store(true, Ordering::Relaxed);
    let result = job(&CANCEL);
    RUNNING.store(false, Ordering::Relaxed);
    result
}
