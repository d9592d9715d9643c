//! The worlds that a fit is made of, and what is seen of each.

use std::sync::Arc;

use presidium_engine::Outputs;
use presidium_lang::model::{ClaimBody, Element, Expr, Model, VariableId};

use crate::calibration::aims::{Aim, Aims};
use crate::calibration::fit::{Fit, SeriesFit};
use crate::calibration::space::prior;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::recorded::{drawn_parameters, read};
use crate::statistics::Share;
use crate::worlds::Batch;

/// What each world came to beside some aims.
#[derive(Clone, Debug, PartialEq)]
pub struct AimsQuestion {
    /// What is looked at.
    pub aims: Arc<Aims>,
    /// The parameters that were drawn are looked at too.
    pub with_parameters: bool,
}

/// What was seen of some worlds, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeenAims {
    /// Whether the world came to its end.
    pub completed: Vec<bool>,
    /// For each point of each series its values; not a number where one is missing.
    pub cells: Vec<Vec<f64>>,
    /// For each claim whether it holds, and whether it is asked if only some worlds are; for each base rate the count and the exposure.
    pub finals: Vec<Vec<f64>>,
    /// The drawn parameters, if they were asked for.
    pub drawn: Vec<(VariableId, Element)>,
    /// Their values.
    pub parameters: Vec<Vec<f64>>,
    /// Worlds that failed.
    pub failures: Failures,
}

/// The experiment of an [`AimsQuestion`].
pub struct AimsExperiment {
    cells: usize,
    finals: usize,
    drawn: Vec<(VariableId, Element)>,
    stages: [Stage; 1],
}

/// What was seen, and what stopped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AimsTally {
    completed: Vec<bool>,
    cells: Vec<Vec<f64>>,
    finals: Vec<Vec<f64>>,
    stops: Stops,
}

/// What is evaluated at the end of a world.
fn finals(model: &Model, aims: &Aims) -> Vec<Expr> {
    let of = |aim: &Aim| match aim {
        Aim::Series(_) => vec![],
        Aim::Claim(place) => {
            let claim = &model.claims[*place];
            let (ClaimBody::Holds(holds) | ClaimBody::Effect { outcome: holds, .. }) = &claim.body;
            let given = claim.given.iter().map(|given| given.holds.clone());
            std::iter::once(holds.clone()).chain(given).collect()
        }
        Aim::Rate(place) => vec![model.base_rates[*place].counts.clone(), model.base_rates[*place].over.clone()],
    };
    aims.aims.iter().flat_map(of).collect()
}

impl Question for AimsQuestion {
    type Experiment = AimsExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> AimsExperiment {
        let model = asked.model();
        let drawn = if self.with_parameters { drawn_parameters(model, asked.scenario) } else { vec![] };
        let drawn: Vec<_> = drawn.into_iter().filter(|&of| prior(model, of).is_some()).collect();
        let mut looked = finals(model, &self.aims);
        let count = looked.len();
        looked.extend(drawn.iter().map(|&(variable, element)| read(model, variable, element)));
        let of_series = |aim: &Aim| match aim {
            Aim::Series(series) => series.points.iter().map(|point| series.observable(model, point).cell()).collect(),
            _ => vec![],
        };
        let cells: Vec<_> = self.aims.aims.iter().flat_map(of_series).collect();
        let seen = cells.len();
        let plan = asked.plan(Outputs { finals: looked, cells, ..Outputs::default() }, vec![], 0, false);
        AimsExperiment { cells: seen, finals: count, drawn, stages: [asked.stage("", plan, self)] }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let points = |aim: &Aim| match aim {
            Aim::Series(series) => series.points.len(),
            _ => 2,
        };
        let numbers = self.aims.aims.iter().map(points).sum::<usize>();
        let drawn = if self.with_parameters { drawn_parameters(model, &Default::default()).len() } else { 0 };
        Kept::of(1.0 + (numbers + drawn) as f64, false, worlds)
    }
}

impl Experiment for AimsExperiment {
    type Tally = AimsTally;
    type Report = SeenAims;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> AimsTally {
        let base = &seen[0];
        let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
        AimsTally {
            completed: base.completed_with(base).collect(),
            cells: (0..self.cells).map(|cell| base.cells(cell).map(known).collect()).collect(),
            finals: (0..self.finals + self.drawn.len()).map(|of| base.finals(of).map(known).collect()).collect(),
            stops: base.stops.clone(),
        }
    }

    fn merge(into: &mut AimsTally, later: AimsTally) {
        into.completed.extend(later.completed);
        into.cells.iter_mut().zip(later.cells).for_each(|(values, more)| values.extend(more));
        into.finals.iter_mut().zip(later.finals).for_each(|(values, more)| values.extend(more));
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<AimsTally>]) -> SeenAims {
        let Counted { tally, complete, .. } = &counted[0];
        let (finals, parameters) = tally.finals.split_at(self.finals);
        SeenAims {
            completed: tally.completed.clone(),
            cells: tally.cells.clone(),
            finals: finals.to_vec(),
            drawn: self.drawn.clone(),
            parameters: parameters.to_vec(),
            failures: self.stages[0].plan.failures(&tally.stops, *complete),
        }
    }
}

/// What each so many consecutive worlds came to, as a fit.
pub fn fits(model: &Model, aims: &Aims, seen: &SeenAims, each: u64) -> Vec<Fit> {
    let each = each.max(1) as usize;
    let starts = (0..seen.completed.len()).step_by(each);
    starts.map(|start| fit(model, aims, seen, start..(start + each).min(seen.completed.len()))).collect()
}

fn fit(model: &Model, aims: &Aims, seen: &SeenAims, worlds: std::ops::Range<usize>) -> Fit {
    let (mut cells, mut finals) = (seen.cells.iter(), seen.finals.iter());
    let completed: Vec<usize> = worlds.clone().filter(|&world| seen.completed[world]).collect();
    let mut fit = Fit { worlds: worlds.len() as u64, completed: completed.len() as u64, ..Fit::default() };
    for aim in &aims.aims {
        match aim {
            Aim::Series(series) => {
                let columns: Vec<&Vec<f64>> = cells.by_ref().take(series.points.len()).collect();
                let values: Vec<Vec<f64>> =
                    completed.iter().map(|&world| columns.iter().map(|column| column[world]).collect()).collect();
                fit.series.push(SeriesFit::of(series.points.len(), &values));
            }
            Aim::Claim(place) => {
                let holds = finals.next();
                let given = model.claims[*place].given.as_ref().and_then(|_| finals.next());
                let mut share = Share::default();
                for &world in &completed {
                    let is_asked = given.is_none_or(|given| given[world].is_finite() && given[world] != 0.0);
                    let held = holds.map(|holds| holds[world]).filter(|held| is_asked && held.is_finite());
                    held.into_iter().for_each(|held| share.push(held != 0.0));
                }
                fit.claims.push(share);
            }
            Aim::Rate(_) => {
                let (counts, over) = (finals.next(), finals.next());
                let mut sums = [0.0; 2];
                for &world in &completed {
                    if let (Some(count), Some(over)) = (counts.map(|of| of[world]), over.map(|of| of[world]))
                        && count.is_finite()
                        && over.is_finite()
                    {
                        sums[0] += count;
                        sums[1] += over;
                    }
                }
                fit.rates.push(sums);
            }
        }
    }
    fit
}
