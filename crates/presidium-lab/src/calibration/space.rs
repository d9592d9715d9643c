//! The numbers that may move, and points among them.

use presidium_engine::distribution::Quantile;
use presidium_engine::math::{normal_cdf, normal_quantile};
use presidium_lang::model::{Element, Model, Prior, Priors, Rows, Shape, VariableId, VariableKind};

/// Parameters with the latent numbers behind them. Each latent number has the standard normal distribution before anything is known;
/// where elements of a parameter are correlated, one of them is common to all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Space {
    columns: Vec<(VariableId, Element)>,
    /// For each column the latent number that is its own; and where there is one, what is common, with the correlation.
    latent: Vec<(usize, Option<(usize, f64)>)>,
    latents: usize,
}

/// A distribution of parameters as rows of equal weight, in base units.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// The parameters.
    pub columns: Vec<(VariableId, Element)>,
    /// At least one; each has a value for each column.
    pub rows: Vec<Vec<f64>>,
}

/// Uniform numbers keep so far from 0 and 1.
const ENDS: f64 = 1e-12;

impl Space {
    /// All drawn numbers of some parameters; without those whose prior is computed in each world.
    pub fn of(model: &Model, parameters: &[VariableId]) -> Space {
        let mut space = Space { columns: vec![], latent: vec![], latents: 0 };
        for &variable in parameters {
            let VariableKind::Parameter { correlation, .. } = &model.variables[variable].kind else { continue };
            let numbers = numbers(model, variable);
            let common = (*correlation > 0.0 && !numbers.is_empty()).then(|| (space.another(), *correlation));
            for element in numbers {
                let own = space.another();
                space.columns.push((variable, element));
                space.latent.push((own, common));
            }
        }
        space
    }

    fn another(&mut self) -> usize {
        self.latents += 1;
        self.latents - 1
    }

    /// The same with one number more, by itself.
    #[must_use]
    pub fn with_number(mut self, number: (VariableId, Element)) -> Space {
        let own = self.another();
        self.columns.push(number);
        self.latent.push((own, None));
        self
    }

    /// The same with the numbers of another one.
    #[must_use]
    pub fn with(mut self, other: Space) -> Space {
        let first = self.latents;
        let moved = |(own, common): (usize, Option<(usize, f64)>)| {
            (first + own, common.map(|(common, correlation)| (first + common, correlation)))
        };
        self.columns.extend(other.columns);
        self.latent.extend(other.latent.into_iter().map(moved));
        self.latents += other.latents;
        self
    }

    /// The parameters.
    pub fn columns(&self) -> &[(VariableId, Element)] {
        &self.columns
    }

    /// How many latent numbers a point has.
    pub fn latents(&self) -> usize {
        self.latents
    }

    /// The normal scores of the parameters at a point.
    pub fn scores(&self, point: &[f64]) -> Vec<f64> {
        let score = |&(own, common): &(usize, Option<(usize, f64)>)| match common {
            Some((at, share)) => share.sqrt() * point[at] + (1.0 - share).sqrt() * point[own],
            None => point[own],
        };
        self.latent.iter().map(score).collect()
    }

    /// The luck of the parameters at a point.
    pub fn uniforms(&self, point: &[f64]) -> Vec<f64> {
        self.scores(point).into_iter().map(|score| normal_cdf(score).clamp(ENDS, 1.0 - ENDS)).collect()
    }

    /// Points as rows, each of so many worlds; none without points or without parameters.
    pub fn rows(&self, points: &[Vec<f64>], each: u64) -> Option<Rows> {
        Rows::new(self.columns.clone(), points.iter().flat_map(|point| self.uniforms(point)).collect(), each)
    }

    /// Points as values.
    pub fn posterior(&self, model: &Model, points: &[Vec<f64>]) -> Posterior {
        let quantiles: Vec<Option<Quantile>> = self.columns.iter().map(|&of| quantile(model, of)).collect();
        let value =
            |(quantile, uniform): (&Option<Quantile>, f64)| quantile.as_ref().map_or(f64::NAN, |of| of.at(uniform));
        let row = |point: &Vec<f64>| quantiles.iter().zip(self.uniforms(point)).map(value).collect();
        Posterior { columns: self.columns.clone(), rows: points.iter().map(row).collect() }
    }
}

impl Posterior {
    /// As rows of luck, one for each world in turn; none if a parameter is not drawn, or a value lies outside of its prior.
    pub fn rows(&self, model: &Model) -> Option<Rows> {
        let quantiles: Vec<Quantile> = self.columns.iter().map(|&of| quantile(model, of)).collect::<Option<_>>()?;
        let mut values = vec![];
        for row in &self.rows {
            for (quantile, &value) in quantiles.iter().zip(row) {
                values.push(uniform_of(quantile, value)?);
            }
        }
        Rows::new(self.columns.clone(), values, 1)
    }
}

/// The numbers of a parameter that are drawn by a prior that is the same in all worlds.
pub fn numbers(model: &Model, variable: VariableId) -> Vec<Element> {
    let elements = model.variables[variable].elements(model);
    elements.filter(|&element| prior(model, (variable, element)).is_some()).collect()
}

/// The prior of a number, if it is drawn and the same in all worlds.
pub(super) fn prior(model: &Model, (variable, element): (VariableId, Element)) -> Option<&Prior> {
    let VariableKind::Parameter { readings, .. } = &model.variables[variable].kind else { return None };
    match &readings.first()?.priors {
        Priors::Known(priors) => priors.get(element.index()).filter(|prior| !matches!(prior.shape, Shape::Fixed(_))),
        Priors::Computed(_) => None,
    }
}

fn quantile(model: &Model, of: (VariableId, Element)) -> Option<Quantile> {
    Quantile::new(prior(model, of)?).ok()
}

/// The luck of which the prior of a number makes a value; none if it is not drawn by a prior that is the same in all worlds, or if
/// that never gives such a value.
pub fn luck_of_value(model: &Model, number: (VariableId, Element), value: f64) -> Option<f64> {
    uniform_of(&quantile(model, number)?, value)
}

/// What the prior of a number makes of luck.
pub fn value_of_luck(model: &Model, number: (VariableId, Element), luck: f64) -> Option<f64> {
    Some(quantile(model, number)?.at(luck))
}

/// The luck that a prior makes a value of, by halving; none if it never does.
fn uniform_of(quantile: &Quantile, value: f64) -> Option<f64> {
    // An end of a prior is reached by no luck, and is meant by whoever writes it.
    let spread = quantile.at(0.95) - quantile.at(0.05);
    let near = |found: f64| (found - value).abs() <= 1e-6 * value.abs().max(spread).max(1e-9);
    // Halved in normal scores, so that tails are as exact as the middle.
    let (mut low, mut high) = (normal_quantile(ENDS), -normal_quantile(ENDS));
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        match quantile.at(normal_cdf(middle)) < value {
            true => low = middle,
            false => high = middle,
        }
    }
    let found = normal_cdf(high).clamp(ENDS, 1.0 - ENDS);
    near(quantile.at(found)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_luck_behind_a_value_is_found() {
        for (shape, low, high) in [
            (Shape::Lognormal { median: 2.0, sigma: 0.5 }, None, None),
            (Shape::Normal { mean: -3.0, sd: 2.0 }, Some(-4.0), Some(9.0)),
            (Shape::Uniform { low: 0.0, high: 10.0 }, None, None),
            (Shape::Beta { alpha: 2.0, beta: 5.0 }, None, None),
            (Shape::Discrete { values: vec![1.0, 4.0], weights: vec![0.25, 0.75] }, None, None),
        ] {
            let quantile = Quantile::new(&Prior { shape, low, high }).expect("a distribution");
            for luck in [1e-6, 0.03, 0.5, 0.97, 1.0 - 1e-6] {
                let value = quantile.at(luck);
                let found = uniform_of(&quantile, value).expect("it lies within");
                assert!((quantile.at(found) - value).abs() <= 1e-9 * value.abs().max(1e-9), "{quantile:?} {luck}");
            }
            assert_eq!(uniform_of(&quantile, 1e9), None);
            assert_eq!(uniform_of(&quantile, f64::NAN), None);
        }
    }

    #[test]
    fn the_ends_of_a_prior_are_within_it() {
        let quantile = Quantile::new(&Prior { shape: Shape::Uniform { low: 0.0, high: 1.0 }, low: None, high: None })
            .expect("one");
        assert!(uniform_of(&quantile, 0.0).is_some_and(|luck| luck < 1e-9));
        assert!(uniform_of(&quantile, 1.0).is_some_and(|luck| luck > 1.0 - 1e-9));
        assert_eq!(uniform_of(&quantile, -0.001), None);
        assert_eq!(uniform_of(&quantile, 1.001), None);
    }
}
