//! The name that was meant by a misspelt one.

use std::cell::Cell;

use crate::letters;

/// How alike two words must be, from 0 to 1, where the first letters count most.
const ALIKE_MIN: f64 = 0.8;

/// Names that are looked at for all suggestions of one model; it takes a second or two.
const NAMES_MAX: usize = 5_000_000;

/// Suggestions for a text of any size: once enough names have been looked at, there are none.
#[derive(Debug, Default)]
pub struct Suggestions {
    looked_at: Cell<usize>,
}

impl Suggestions {
    /// As [`did_you_mean`].
    pub fn did_you_mean<'a>(&self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
        let counted = candidates.into_iter().inspect(|_| _ = self.spend(1));
        self.spend(0).then(|| did_you_mean(word, counted)).flatten()
    }

    /// Counts so many names as looked at; false if it has been enough.
    pub fn spend(&self, names: usize) -> bool {
        self.looked_at.set(self.looked_at.get() + names);
        self.looked_at.get() < NAMES_MAX
    }
}

/// The nearest of `candidates` to a misspelt `word`, as a sentence.
///
/// ```
/// use presidium_lang::diagnostic::did_you_mean;
///
/// assert_eq!(did_you_mean("tempr", ["ration", "temper"]).unwrap(), "did you mean `temper`?");
/// assert_eq!(did_you_mean("sin", ["min"]), None);
/// ```
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let best = nearest(word, candidates)?;
    let seen = letters::look_alike(word, best).then(|| letters::difference(word, best)).flatten();
    Some(match seen {
        Some(difference) => format!("it looks like `{best}`, but {difference}"),
        None => format!("did you mean `{best}`?"),
    })
}

/// The nearest of `candidates` to a misspelt `word`, if one is near enough.
///
/// ```
/// use presidium_lang::diagnostic::nearest;
/// assert_eq!(nearest("tempr", ["ration", "temper"]), Some("temper"));
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let slips = length.div_ceil(3).min(3);
    let likeness = |candidate: &str| {
        if letters::look_alike(word, candidate) {
            return Some(1.0);
        }
        let other = candidate.to_lowercase();
        let distance = strsim::osa_distance(&lower, &other);
        let near = distance <= slips && distance < other.chars().count().min(length);
        // Of short words one slip is a great part; the first letter is seldom wrong.
        let one_slip = distance <= 1 && lower.chars().next() == other.chars().next();
        Some(strsim::jaro_winkler(&lower, &other)).filter(|alike| near && (one_slip || *alike >= ALIKE_MIN))
    };
    let near = candidates.into_iter().filter_map(|candidate| Some((likeness(candidate)?, candidate)));
    // Of equals the first by the alphabet.
    near.min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1))).map(|(_, candidate)| candidate)
}
