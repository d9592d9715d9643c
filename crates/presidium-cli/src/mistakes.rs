//! Diagnostics for a terminal.

use presidium_lang::Report;

/// Mistakes that are shown at once: more nobody reads.
const SHOWN_MAX: usize = 50;

/// Diagnostics for a terminal: the first of them, and how to see the others.
pub fn mistakes(report: &Report) -> String {
    let hidden = report.diagnostics.len() > SHOWN_MAX;
    let help = if hidden { "\n  help: `presidium check --all` shows more of them" } else { "" };
    format!("{}{help}", report.render_styled(SHOWN_MAX))
}
