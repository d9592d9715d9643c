//! One claim in the same worlds with a system on and off.

use presidium_lang::model::{ClaimBody, Model};

use crate::effect::Effect;
use crate::ledger::{Finding, Verdict};
use crate::statistics::{Estimate, Moments, PairedTruths, Share};
use crate::survey::SurveyTally;

/// A change of an effect by less than this part of it is none.
const IMMATERIAL: f64 = 0.01;

/// Effects that differ by less than this, against their outcomes, differ by rounding.
const ROUNDING: f64 = 1e-9;

/// One claim with everything on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AblatedClaim {
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// In the worlds of the ablation, which are fewer than those of a ledger.
    pub verdict: Verdict,
}

/// What switching one system off does to one claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Change of the share of worlds in which the claim holds, or of the effect of its cause in base units: with the
    /// system off minus with it on, with the interval at [`Ablation::level`].
    pub change: Estimate,
    /// How large the change is, from 0 to 1: of a share as it stands, of an effect against the larger one of the two.
    pub size: f64,
    /// An effect changes by a hundredth of itself at least: in the same worlds with the same luck a change by a millionth
    /// would be seen. Of a share every change counts.
    pub material: bool,
    /// Worlds in which the claim, or the effect of its cause, comes out differently.
    pub moved: u64,
    /// Worlds that were completed on all sides.
    pub worlds: u64,
    /// What the worlds say about the claim with the system off.
    pub verdict: Verdict,
    /// The claim could not but change: switching the system off is the very thing that it is about. It reads back what
    /// a rule assigns that the switch pins or forbids, or its cause is taken away by the switch already.
    pub direct: bool,
}

impl Cell {
    /// The interval of the change does not contain zero, and the change is material.
    pub fn responds(&self) -> bool {
        self.material && (self.change.low > 0.0 || self.change.high < 0.0)
    }

    /// The claim held, responds, and holds no longer.
    pub fn breaks(&self, claim: &AblatedClaim) -> bool {
        claim.verdict == Verdict::Holds && self.responds() && self.verdict != Verdict::Holds
    }
}

/// What the worlds say about the claim that is `index` among those asked for.
pub(super) fn finding(model: &Model, claim: usize, seen: &SurveyTally, index: usize) -> Finding {
    let claim = &model.claims[claim];
    match (&claim.body, &seen.without[index]) {
        (ClaimBody::Effect { ty, .. }, Some(without)) => {
            let mut effect = Effect::of_type(ty);
            let pairs = seen.outcomes[index].iter().zip(without);
            let complete = pairs.filter(|(with, without)| with.is_finite() && without.is_finite());
            complete.for_each(|(with, without)| effect.push(*with, *without));
            Finding::Effect(effect)
        }
        _ => {
            let mut share = Share::default();
            let complete = seen.outcomes[index].iter().filter(|value| value.is_finite());
            complete.for_each(|value| share.push(*value != 0.0));
            Finding::Held(share)
        }
    }
}

/// The change of the claim; `z` standard errors to each side.
pub(super) fn cell(model: &Model, claim: usize, on: &SurveyTally, off: &SurveyTally, index: usize, z: f64) -> Cell {
    let verdict = finding(model, claim, off, index).verdict(&model.claims[claim]);
    match (&on.without[index], &off.without[index]) {
        (Some(on_without), Some(off_without)) => {
            let on = on.outcomes[index].iter().zip(on_without);
            let off = off.outcomes[index].iter().zip(off_without);
            effect_cell(on.zip(off).map(|((a, b), (c, d))| [*a, *b, *c, *d]), z, verdict)
        }
        _ => {
            let pairs = off.outcomes[index].iter().zip(&on.outcomes[index]);
            share_cell(pairs.map(|(off, on)| (*off, *on)), z, verdict)
        }
    }
}

fn share_cell(pairs: impl Iterator<Item = (f64, f64)>, z: f64, verdict: Verdict) -> Cell {
    let mut flips = PairedTruths::default();
    for (off, on) in pairs.filter(|(off, on)| off.is_finite() && on.is_finite()) {
        flips.push(off != 0.0, on != 0.0);
    }
    let (change, moved, worlds) = (flips.effect_within(z), flips.gained + flips.lost, flips.worlds());
    let size = change.value.abs();
    Cell { change, size, material: true, moved, worlds, verdict, direct: false }
}

/// World by world the effect with the system off minus the effect with it on. Each item is the outcome with and without
/// the cause, first with the system on, then off.
fn effect_cell(worlds: impl Iterator<Item = [f64; 4]>, z: f64, verdict: Verdict) -> Cell {
    let (mut changes, mut moved) = (Moments::default(), 0);
    let (mut on, mut off) = (Moments::default(), Moments::default());
    for outcomes in worlds.filter(|outcomes| outcomes.iter().all(|value| value.is_finite())) {
        let [on_with, on_without, off_with, off_without] = outcomes;
        let change = (off_with - off_without) - (on_with - on_without);
        let size = outcomes.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        let change = if change.abs() <= ROUNDING * size { 0.0 } else { change };
        changes.push(change);
        on.push(on_with - on_without);
        off.push(off_with - off_without);
        moved += u64::from(change != 0.0);
    }
    let larger = on.mean.abs().max(off.mean.abs());
    let size = if larger > 0.0 { (changes.mean.abs() / larger).min(1.0) } else { 0.0 };
    Cell {
        change: changes.mean_within(z),
        size,
        material: size >= IMMATERIAL,
        moved,
        worlds: changes.count,
        verdict,
        direct: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_that_never_changes_has_no_interval_and_does_not_respond() {
        let cell = effect_cell([[1.0, 0.0, 1.0, 0.0]; 10].into_iter(), 3.0, Verdict::Holds);
        assert_eq!((cell.change.value, cell.moved, cell.worlds, cell.responds()), (0.0, 0, 10, false));
    }

    #[test]
    fn an_effect_that_vanishes_in_every_world_responds() {
        let cell = effect_cell([[1.0, 0.25, 0.5, 0.5]; 10].into_iter(), 3.0, Verdict::Unclear);
        assert_eq!((cell.change.value, cell.moved, cell.responds()), (-0.75, 10, true));
    }

    #[test]
    fn a_change_by_a_thousandth_of_the_effect_is_none() {
        let cell = effect_cell([[1.0, 0.0, 1.001, 0.0]; 10].into_iter(), 3.0, Verdict::Holds);
        assert_eq!((cell.moved, cell.responds()), (10, false));
    }

    #[test]
    fn rounding_is_no_change_and_a_world_that_stopped_is_no_world() {
        let worlds = [[0.3, 0.1, 0.30000000000000004, 0.1], [1.0, f64::NAN, 1.0, 1.0]];
        let cell = effect_cell(worlds.into_iter(), 3.0, Verdict::Holds);
        assert_eq!((cell.moved, cell.worlds), (0, 1));
    }
}
