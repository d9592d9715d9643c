//! Which parameters the aims hang on.

use presidium_lang::model::{Model, VariableId};
use presidium_methods::given::{Care, Factor, Index, Measure, indices};
use rayon::prelude::*;

use crate::calibration::aims::{Aim, Aims};
use crate::calibration::worlds::SeenAims;
use crate::executor::Executor;
use crate::recorded::by_parameter;

/// Outputs are shuffled so often for the floor: of what passes by chance for one aim another one seldom is the same.
const SHUFFLES: usize = 40;

/// The parameters that some aim hangs on beyond what chance reaches, the strongest first, as many as have so many numbers together. Worlds
/// must have been seen with their parameters.
pub fn active(model: &Model, aims: &Aims, seen: &SeenAims, numbers: usize, executor: &Executor) -> Vec<VariableId> {
    let completed: Vec<usize> = (0..seen.completed.len()).filter(|&world| seen.completed[world]).collect();
    let groups = by_parameter(&seen.drawn);
    let of = |column: &Vec<f64>| -> Vec<f64> { completed.iter().map(|&world| column[world]).collect() };
    let columns: Vec<Vec<f64>> = seen.parameters.iter().map(of).collect();
    let factors: Vec<Factor> = executor.install(|| {
        let factor =
            |(_, places): &(VariableId, Vec<usize>)| Factor::new(places.iter().map(|&place| columns[place].as_slice()));
        groups.par_iter().map(factor).collect()
    });
    let outcomes = outcomes(model, aims, seen, &completed);
    let care = Care { shuffles: SHUFFLES, resamples: 0, ..Care::default() };
    let found: Vec<Vec<Index>> = executor.install(|| {
        outcomes.par_iter().map(|outcome| indices(Measure::FirstOrder, &factors, outcome, &care)).collect()
    });
    let best = |group: usize| {
        let seen = found.iter().map(|indices| indices[group]).filter(Index::is_seen);
        seen.map(|index| index.index.value).fold(0.0, f64::max)
    };
    let mut ranked: Vec<(f64, &(VariableId, Vec<usize>))> =
        groups.iter().enumerate().map(|(place, group)| (best(place), group)).filter(|(best, _)| *best > 0.0).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = numbers;
    let fits = ranked.into_iter().filter(|(_, (_, places))| {
        let fits = places.len() <= left;
        left -= if fits { places.len() } else { 0 };
        fits
    });
    fits.map(|(_, (variable, _))| *variable).collect()
}

/// One number of each world for each aim: how far a series lies from what was observed, on average over its points; whether a claim
/// holds; a count. What is missing counts as the mean.
fn outcomes(model: &Model, aims: &Aims, seen: &SeenAims, worlds: &[usize]) -> Vec<Vec<f64>> {
    let (mut cells, mut finals) = (seen.cells.iter(), seen.finals.iter());
    let of = |aim: &Aim| -> Vec<f64> {
        match aim {
            Aim::Series(series) => {
                let columns: Vec<&Vec<f64>> = cells.by_ref().take(series.points.len()).collect();
                let mean = |&world: &usize| {
                    let off = columns
                        .iter()
                        .zip(&series.points)
                        .map(|(column, point)| (column[world] - point.value) / point.error);
                    off.sum::<f64>() / columns.len() as f64
                };
                worlds.iter().map(mean).collect()
            }
            Aim::Claim(place) => {
                let holds = finals.next();
                let given = model.claims[*place].given.as_ref().and_then(|_| finals.next());
                let value = |&world: &usize| {
                    let is_asked = given.is_none_or(|given| given[world] == 1.0);
                    holds.filter(|_| is_asked).map_or(f64::NAN, |holds| holds[world])
                };
                worlds.iter().map(value).collect()
            }
            Aim::Rate(_) => {
                let (counts, _) = (finals.next(), finals.next());
                worlds.iter().map(|&world| counts.map_or(f64::NAN, |counts| counts[world])).collect()
            }
        }
    };
    aims.aims.iter().map(of).map(filled).collect()
}

fn filled(values: Vec<f64>) -> Vec<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let mean = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    values.into_iter().map(|value| if value.is_finite() { value } else { mean }).collect()
}
