//! What has been found wrong so far: kept up to a limit, and counted beyond it.
//!
//! A text from a stranger may have a million mistakes. Nobody reads them all, and each costs memory and time.

use crate::diagnostic::{Diagnostic, Severity};

/// Mistakes that are kept of each severity.
pub const KEPT_MAX: usize = 10_000;

/// Diagnostics in the order of finding.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kept: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
    /// The last one is among those that are kept.
    last_is_kept: bool,
}

/// How much had been found at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    kept: usize,
    errors: usize,
    warnings: usize,
}

impl Findings {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        self.last_is_kept = *count <= KEPT_MAX;
        if self.last_is_kept {
            self.kept.push(diagnostic);
        }
    }

    /// Adds what another stage has found.
    pub fn append(&mut self, other: Findings) {
        let (errors, warnings) = (self.errors + other.errors, self.warnings + other.warnings);
        other.kept.into_iter().for_each(|diagnostic| self.push(diagnostic));
        (self.errors, self.warnings) = (errors, warnings);
    }

    /// Takes back all that `wanted` does not hold for, as far as they are kept.
    pub fn retain(&mut self, mut wanted: impl FnMut(&Diagnostic) -> bool) {
        let (errors, warnings) = (&mut self.errors, &mut self.warnings);
        self.kept.retain(|diagnostic| {
            let stays = wanted(diagnostic);
            let count = if diagnostic.severity == Severity::Error { &mut *errors } else { &mut *warnings };
            *count -= usize::from(!stays);
            stays
        });
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.kept.iter()
    }

    /// The one that was found last, if it is kept.
    pub fn last_mut(&mut self) -> Option<&mut Diagnostic> {
        self.kept.last_mut().filter(|_| self.last_is_kept)
    }

    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings == 0
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    pub fn mark(&self) -> Mark {
        Mark { kept: self.kept.len(), errors: self.errors, warnings: self.warnings }
    }

    /// Forgets what has been found since.
    pub fn return_to(&mut self, mark: Mark) {
        self.kept.truncate(mark.kept);
        (self.errors, self.warnings) = (mark.errors, mark.warnings);
        self.last_is_kept = false;
    }

    /// Those that have been found since, as far as they are kept.
    pub fn since(&mut self, mark: Mark) -> &mut [Diagnostic] {
        let from = mark.kept.min(self.kept.len());
        &mut self.kept[from..]
    }

    /// What is kept, in the order of finding, and how many errors and warnings are not.
    pub fn into_parts(self) -> (Vec<Diagnostic>, usize, usize) {
        let kept_errors = self.kept.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        let kept_warnings = self.kept.len() - kept_errors;
        (self.kept, self.errors - kept_errors, self.warnings - kept_warnings)
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl From<Diagnostic> for Findings {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut findings = Findings::default();
        findings.push(diagnostic);
        findings
    }
}
