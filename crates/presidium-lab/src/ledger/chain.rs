//! How far worlds come on the way to a claim.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

/// How far worlds have come on the way to a claim that names its steps.
///
/// # Example
/// ```
/// use presidium_lab::Chain;
/// // Of ten worlds seven come to the first step, two of these to the second, and one to what the claim says.
/// let chain = Chain { worlds: 10, reached: vec![7, 2], held: 1, missing: 0 };
/// assert_eq!(chain.breaks_at(), Some(1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Worlds in which the claim is asked and all steps are known.
    pub worlds: u64,
    /// For each step the worlds in which it holds, and all steps before it.
    pub reached: Vec<u64>,
    /// Worlds in which all steps hold, and what the claim says.
    pub held: u64,
    /// Worlds in which the claim is asked and a step is missing; they are in no other figure.
    pub missing: u64,
}

impl Chain {
    pub(crate) fn of(steps: usize) -> Chain {
        Chain { reached: vec![0; steps], ..Chain::default() }
    }

    /// Counts a world by its steps, in order, and whether what the claim says holds.
    pub(crate) fn push(&mut self, steps: &[Option<f64>], holds: bool) {
        if steps.contains(&None) {
            self.missing += 1;
            return;
        }
        self.worlds += 1;
        let come = steps.iter().take_while(|step| step.is_some_and(|step| step != 0.0)).count();
        self.reached[..come].iter_mut().for_each(|worlds| *worlds += 1);
        self.held += u64::from(holds && come == steps.len());
    }

    pub(crate) fn merge(&mut self, later: &Chain) {
        self.worlds += later.worlds;
        self.reached.iter_mut().zip(&later.reached).for_each(|(sum, part)| *sum += part);
        self.held += later.held;
        self.missing += later.missing;
    }

    /// The step at which most worlds are lost, counted from zero; the number of steps if most are lost between the last one and
    /// what the claim says. None if no world is lost, or there are no steps.
    pub fn breaks_at(&self) -> Option<usize> {
        if self.reached.is_empty() {
            return None;
        }
        let before = std::iter::once(&self.worlds).chain(&self.reached);
        let lost = before.zip(self.reached.iter().chain([&self.held])).map(|(before, after)| before - after);
        // Of equal losses the first is told.
        let most = lost.enumerate().min_by_key(|(step, lost)| (Reverse(*lost), *step));
        most.filter(|(_, lost)| *lost > 0).map(|(step, _)| step)
    }
}
