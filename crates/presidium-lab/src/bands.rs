//! Bands: where the worlds lie, month by month, for any variable.
//!
//! Quantiles are exact, so every value is kept until its month is sorted. A pass over the worlds keeps at most
//! [`PASS_BYTES`]; more elements than fit are run in further passes, which cost time and not memory. Refused:
//! sketches of quantiles, whose answer would depend on the order in which the worlds came.

use presidium_engine::{Outputs, Scenario, Workspace, Worlds};
use presidium_lang::model::{Element, Model, VariableId};

use crate::ensemble::{Ensemble, LabError, Watch, fold_calls, once};
use crate::failures::{Failures, Stops};
use crate::statistics::quantile;
use crate::worlds::{Batch, Runner};

/// The quantiles of a band.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Values kept in one pass over the worlds.
const PASS_BYTES: usize = 256 << 20;

/// Quantiles of one element of a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The variable.
    pub variable: VariableId,
    /// Row-major position among its elements.
    pub element: Element,
    /// For each month of the model the quantiles of [`LEVELS`], in base units.
    pub months: Vec<[f64; LEVELS.len()]>,
    /// For each month the completed worlds in which the value is missing; they are in no quantile.
    pub missing: Vec<u64>,
}

/// The bands asked for, in the order asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// One for each element of a variable.
    pub bands: Vec<Band>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed; they are in no quantile.
    pub failures: Failures,
}

/// Runs the worlds and takes the quantiles of each of `wanted`, a variable with a row-major position.
///
/// # Errors
/// [`LabError`] if the run is cancelled or the machine gives no threads.
pub fn bands(
    model: &Model,
    scenario: &Scenario,
    wanted: &[(VariableId, Element)],
    ensemble: Ensemble,
    watch: Watch<'_>,
) -> Result<Bands, LabError> {
    let bytes_each = ensemble.worlds as usize * model.step_count() * size_of::<f64>();
    let per_pass = (PASS_BYTES / bytes_each.max(1)).max(1);
    let mut all = Bands { bands: vec![], worlds: ensemble.worlds, failures: Failures::default() };
    for group in wanted.chunks(per_pass) {
        let outputs = Outputs { monthly: group.to_vec(), ..Outputs::default() };
        let runner = Runner::new(model, scenario.clone(), outputs);
        let run = |workspace: &mut Workspace, range: Worlds| runner.run(ensemble.seed, range, workspace);
        let batches = fold_calls(ensemble, watch, once, run, vec![], |mut all, batch| {
            all.push(batch);
            all
        })?;
        for (index, &(variable, element)) in group.iter().enumerate() {
            let months = (0..model.step_count()).map(|month| month_quantiles(&batches, index, month));
            let missing =
                (0..model.step_count()).map(|month| batches.iter().map(|batch| batch.missing_in(index, month)).sum());
            all.bands.push(Band { variable, element, months: months.collect(), missing: missing.collect() });
        }
        let mut stops = Stops::default();
        batches.into_iter().for_each(|batch| stops.merge(batch.stops));
        all.failures = runner.tell(ensemble.seed, &stops);
    }
    Ok(all)
}

fn month_quantiles(batches: &[Batch], index: usize, month: usize) -> [f64; LEVELS.len()] {
    let values = batches.iter().flat_map(|batch| (0..batch.len()).filter_map(move |w| batch.monthly(index, month, w)));
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    LEVELS.map(|level| quantile(&sorted, level))
}
