//! PRIM, the patient rule induction method (Friedman and Fisher 1999), for scenario discovery (Bryant and Lempert 2010): a box in
//! few factors, in which an outcome is much more common than elsewhere.
//!
//! A box begins as everything. Again and again a small part of it is peeled off at one end of one factor, the one after which the
//! outcome is commonest in what is left. *Density* is the share of the box in which the outcome comes about, *coverage* the share of
//! all its occurrences that lie in the box. *Quasi-p* of a restriction is how likely so many occurrences were in the box, if its end in
//! this factor made no difference: near zero for one that matters.
//!
//! A box fits the samples by which it was found better than others. Find it with one half of them, and tell what it holds of the other.

use std::collections::BTreeMap;

use crate::tail::at_least;

/// How a box is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// The part of the box that is peeled off in a step.
    pub peel: f64,
    /// A box holds at least this part of all samples.
    pub least: f64,
    /// A box has ends in so many factors at most.
    pub factors: usize,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { peel: 0.05, least: 0.05, factors: 3 }
    }
}

/// Between which values samples lie, in some factors, both ends included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds(pub BTreeMap<usize, (f64, f64)>);

/// How many samples a box holds, and in how many of them the outcome comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Samples in the box.
    pub inside: u64,
    /// Of these, those with the outcome.
    pub hits: u64,
    /// All samples with the outcome.
    pub all_hits: u64,
    /// All samples.
    pub all: u64,
}

impl Held {
    /// The share of the box with the outcome.
    pub fn density(&self) -> f64 {
        self.hits as f64 / self.inside.max(1) as f64
    }

    /// The share of the outcome in the box.
    pub fn coverage(&self) -> f64 {
        self.hits as f64 / self.all_hits.max(1) as f64
    }

    /// How far the box stands out: its density less that of everything, in standard errors of a box of this size.
    fn stands_out(&self) -> f64 {
        let share = self.all_hits as f64 / self.all.max(1) as f64;
        let variance = share * (1.0 - share) / self.inside.max(1) as f64;
        if variance <= 0.0 { 0.0 } else { (self.density() - share) / variance.sqrt() }
    }
}

impl Bounds {
    /// Whether a sample lies in the box.
    fn hold(&self, columns: &[&[f64]], sample: usize) -> bool {
        self.0.iter().all(|(&factor, (low, high))| (*low..=*high).contains(&columns[factor][sample]))
    }

    /// What the box holds of some samples.
    pub fn held(&self, columns: &[&[f64]], outcome: &[bool]) -> Held {
        let count = |holds: &dyn Fn(usize) -> bool| (0..outcome.len()).filter(|&sample| holds(sample)).count() as u64;
        Held {
            inside: count(&|sample| self.hold(columns, sample)),
            hits: count(&|sample| outcome[sample] && self.hold(columns, sample)),
            all_hits: count(&|sample| outcome[sample]),
            all: outcome.len() as u64,
        }
    }

    /// The same box without its ends in a factor.
    fn without(&self, factor: usize) -> Bounds {
        let mut bounds = self.clone();
        bounds.0.remove(&factor);
        bounds
    }

    /// For each factor in which the box has ends, how likely it holds so much if they made no difference.
    pub fn quasi_p(&self, columns: &[&[f64]], outcome: &[bool]) -> BTreeMap<usize, f64> {
        let held = self.held(columns, outcome);
        let of = |&factor: &usize| {
            let without = self.without(factor).held(columns, outcome);
            (factor, at_least(held.hits, held.inside, without.density()))
        };
        self.0.keys().map(of).collect()
    }
}

/// The box that stands out most, of all that are met while peeling; everything if none does.
///
/// # Example
/// ```
/// use presidium_methods::prim::{Patience, find};
/// let column = |step: usize| (0..2_000).map(|sample| (sample * step % 2_003) as f64 / 2_003.0).collect::<Vec<f64>>();
/// let (first, second) = (column(331), column(617));
/// let outcome: Vec<bool> = first.iter().map(|x| *x > 0.7).collect();
/// let found = find(&[&first, &second], &outcome, &Patience::default());
/// assert_eq!(found.0.keys().collect::<Vec<_>>(), [&0]);
/// assert!((found.0[&0].0 - 0.7).abs() < 0.02);
/// ```
pub fn find(columns: &[&[f64]], outcome: &[bool], patience: &Patience) -> Bounds {
    let mut best = (Bounds::default(), 0.0);
    for bounds in peeled(columns, outcome, patience) {
        let stands_out = bounds.held(columns, outcome).stands_out();
        if stands_out > best.1 {
            best = (bounds, stands_out);
        }
    }
    pruned(best.0, columns, outcome)
}

/// Everything, and the box after each peel.
pub fn peeled(columns: &[&[f64]], outcome: &[bool], patience: &Patience) -> Vec<Bounds> {
    let mut inside: Vec<usize> = (0..outcome.len()).collect();
    let mut boxes = vec![Bounds::default()];
    let least = ((outcome.len() as f64 * patience.least).ceil() as usize).max(1);
    while let Some(peel) = best_peel(columns, outcome, &inside, boxes.last().unwrap_or(&Bounds::default()), patience) {
        if peel.left < least {
            break;
        }
        let mut bounds = boxes.last().cloned().unwrap_or_default();
        bounds.0.insert(peel.factor, peel.ends);
        inside.retain(|&sample| (peel.ends.0..=peel.ends.1).contains(&columns[peel.factor][sample]));
        boxes.push(bounds);
    }
    boxes
}

/// One end of one factor, moved inwards.
#[derive(Clone, Copy)]
struct Peel {
    factor: usize,
    ends: (f64, f64),
    left: usize,
    /// How much commoner the outcome becomes, for each sample that goes.
    gain: f64,
}

fn best_peel(
    columns: &[&[f64]],
    outcome: &[bool],
    inside: &[usize],
    bounds: &Bounds,
    patience: &Patience,
) -> Option<Peel> {
    let full = bounds.0.len() >= patience.factors;
    let hits = inside.iter().filter(|&&sample| outcome[sample]).count();
    let mut best: Option<Peel> = None;
    for (factor, column) in columns.iter().enumerate() {
        if full && !bounds.0.contains_key(&factor) {
            continue;
        }
        let mut sorted: Vec<(f64, bool)> = inside.iter().map(|&sample| (column[sample], outcome[sample])).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (low, high) = bounds.0.get(&factor).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        for at_low in [true, false] {
            let Some((end, gone, gone_hits)) = end_of(&sorted, at_low, patience.peel) else { continue };
            let ends = if at_low { (end, high) } else { (low, end) };
            let left = inside.len() - gone;
            let density = (hits - gone_hits) as f64 / left as f64;
            let gain = (density - hits as f64 / inside.len() as f64) / gone as f64;
            if best.is_none_or(|best| gain > best.gain) {
                best = Some(Peel { factor, ends, left, gain });
            }
        }
    }
    best.filter(|best| best.gain > 0.0)
}

/// The new end of a factor after a part has been peeled off there, with how many samples and hits go; all that have the same value go
/// together. None if nothing would be left.
fn end_of(sorted: &[(f64, bool)], at_low: bool, part: f64) -> Option<(f64, usize, usize)> {
    let gone = ((sorted.len() as f64 * part).ceil() as usize).max(1);
    let last = if at_low { sorted.get(gone - 1) } else { sorted.get(sorted.len().checked_sub(gone)?) }?.0;
    let goes = |value: f64| if at_low { value <= last } else { value >= last };
    let [from, to] = match at_low {
        true => [0, sorted.partition_point(|(value, _)| goes(*value))],
        false => [sorted.partition_point(|(value, _)| !goes(*value)), sorted.len()],
    };
    let end = if at_low { sorted.get(to)?.0 } else { sorted.get(from.checked_sub(1)?)?.0 };
    // What is not a number stands at an end, and is not peeled off.
    (end.is_finite() && to > from).then_some(())?;
    Some((end, to - from, sorted[from..to].iter().filter(|(_, hit)| *hit).count()))
}

/// Without ends that may well make no difference.
fn pruned(mut bounds: Bounds, columns: &[&[f64]], outcome: &[bool]) -> Bounds {
    loop {
        let weakest = bounds.quasi_p(columns, outcome).into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        match weakest {
            Some((factor, p)) if p > 0.05 => bounds = bounds.without(factor),
            _ => return bounds,
        }
    }
}
