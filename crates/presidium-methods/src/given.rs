//! What an output hangs on, by samples that are there anyway: no run was made for it.
//!
//! The *first-order index* of a factor is the share of the output's variance that would go if the factor were known, Var(E(Y | X)) /
//! Var(Y). It is the share of variance between slices of the factor, less what as many slices of pure noise have. *PAWN* (Pianosi and
//! Wagener 2018) is the distance of Kolmogorov and Smirnov between the output in a slice and everywhere, the median over slices; it
//! also sees a factor that moves the spread alone. Slices smooth what goes up and down within them: of Ishigami's second factor, whose
//! effect has four waves, 0.42 of 0.44 are found in ten thousand samples.
//!
//! A factor may be a group of columns. Its first-order index is then the sum over the columns, which for independent columns is
//! what they explain one by one; what they explain only together is left out. Its PAWN is that of its strongest column.
//!
//! The *noise floor* of a factor is what it reaches by chance: outputs are shuffled, so that nothing hangs on anything, and all
//! factors are looked at in the same shuffle. In nineteen of twenty shuffles not one of the factors lies above its floor (the
//! step of Westfall and Young 1993 against finding something among many).

use crate::interval::{Interval, deviation, mean, quantile};
use crate::random::Source;
use crate::slices::{Slices, usual};

/// A factor: one column of values, or several that are asked for as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    columns: Vec<Slices>,
}

/// How carefully it is looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Care {
    /// Outputs are shuffled so often, for the noise floor.
    pub shuffles: usize,
    /// Samples are drawn again so often, for the intervals.
    pub resamples: usize,
    /// Of both.
    pub seed: u64,
}

impl Default for Care {
    fn default() -> Care {
        Care { shuffles: 100, resamples: 100, seed: 1 }
    }
}

/// What an output hangs on a factor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Index {
    /// The index with its interval. It may lie below zero: it is an estimate of something small.
    pub index: Interval,
    /// What the factor reaches by chance.
    pub floor: f64,
}

impl Index {
    /// Whether it is more than noise.
    ///
    /// # Example
    /// ```
    /// use presidium_methods::given::Index;
    /// assert!(!Index::default().is_seen());
    /// ```
    pub fn is_seen(&self) -> bool {
        self.index.value > self.floor
    }
}

/// What is measured of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The first-order Sobol index.
    FirstOrder,
    /// The distance of the conditioned from the whole distribution.
    Pawn,
}

impl Factor {
    /// A factor of these columns, in as many slices as are usual for so many samples.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a [f64]>) -> Factor {
        Factor { columns: columns.into_iter().map(|column| Slices::of(column, usual(column.len()))).collect() }
    }

    /// A factor of columns that have been sliced.
    pub fn sliced(columns: Vec<Slices>) -> Factor {
        Factor { columns }
    }
}

/// The indices of some factors, whose columns have a value for each output.
///
/// # Example
/// ```
/// use presidium_methods::given::{Care, Factor, Measure, indices};
/// use presidium_methods::design::latin_hypercube;
/// let points = latin_hypercube(1_000, 2, 1).expect("a small design");
/// let columns = [0, 1].map(|factor| points.iter().map(|point| point[factor]).collect::<Vec<f64>>());
/// // The output hangs on the first column and on nothing else.
/// let output: Vec<f64> = columns[0].iter().map(|x| 2.0 * x).collect();
/// let factors: Vec<Factor> = columns.iter().map(|column| Factor::new([column.as_slice()])).collect();
/// let found = indices(Measure::FirstOrder, &factors, &output, &Care::default());
/// assert!(found[0].index.value > 0.96 && found[0].is_seen() && !found[1].is_seen());
/// ```
pub fn indices(measure: Measure, factors: &[Factor], output: &[f64], care: &Care) -> Vec<Index> {
    let values: Vec<f64> = factors.iter().map(|factor| measure.of(factor, &Sample::new(output))).collect();
    let floors = floors(measure, factors, output, care);
    let resamples = resamples(output.len(), care);
    let of = |((factor, &value), &floor): ((&Factor, &f64), &f64)| {
        // Of what is noise nobody asks how sure it is.
        let resampled: Vec<f64> = match value > floor && measure == Measure::FirstOrder {
            true => resamples.iter().map(|times| first_order_weighted(factor, output, times)).collect(),
            false => vec![],
        };
        Index { index: Interval::of(value, &resampled), floor }
    };
    factors.iter().zip(&values).zip(&floors).map(of).collect()
}

fn resamples(samples: usize, care: &Care) -> Vec<Vec<f64>> {
    let mut source = Source::new(care.seed, 1);
    (0..care.resamples).map(|_| source.resample(samples)).collect()
}

/// What each factor reaches by chance.
fn floors(measure: Measure, factors: &[Factor], output: &[f64], care: &Care) -> Vec<f64> {
    let mut source = Source::new(care.seed, 2);
    let mut shuffled = output.to_vec();
    let mut by_chance = vec![Vec::with_capacity(care.shuffles); factors.len()];
    for _ in 0..care.shuffles {
        source.shuffle(&mut shuffled);
        let sample = Sample::new(&shuffled);
        factors.iter().zip(&mut by_chance).for_each(|(factor, found)| found.push(measure.of(factor, &sample)));
    }
    let scale: Vec<[f64; 2]> = by_chance.iter().map(|found| [mean(found), deviation(found)]).collect();
    let in_scale = |shuffle: usize, factor: usize| match scale[factor] {
        [_, 0.0] => 0.0,
        [middle, spread] => (by_chance[factor][shuffle] - middle) / spread,
    };
    let highest = |shuffle| (0..factors.len()).map(|factor| in_scale(shuffle, factor)).fold(0.0, f64::max);
    let highest: Vec<f64> = (0..care.shuffles).map(highest).collect();
    let reach = if highest.is_empty() { 0.0 } else { quantile(&highest, 0.95) };
    scale.iter().map(|[middle, spread]| middle + reach * spread).collect()
}

/// An output, and its samples from the lowest to the highest.
struct Sample<'a> {
    output: &'a [f64],
    order: Vec<u32>,
}

impl Sample<'_> {
    fn new(output: &[f64]) -> Sample<'_> {
        let mut order: Vec<u32> = (0..output.len() as u32).collect();
        order.sort_by(|&a, &b| output[a as usize].total_cmp(&output[b as usize]));
        Sample { output, order }
    }
}

impl Measure {
    fn of(self, factor: &Factor, sample: &Sample<'_>) -> f64 {
        match self {
            Measure::FirstOrder => {
                factor.columns.iter().map(|slices| less_noise(share(slices, sample.output), slices)).sum()
            }
            Measure::Pawn => factor.columns.iter().map(|slices| pawn(slices, sample)).fold(0.0, f64::max),
        }
    }
}

/// The share of the variance that lies between slices, as it is; zero if there is no variance.
///
/// # Example
/// ```
/// use presidium_methods::{given::between, slices::Slices};
/// let slices = Slices::of(&[1.0, 2.0, 3.0, 4.0], 2);
/// assert_eq!(between(&slices, &[5.0, 5.0, 7.0, 7.0]), 1.0);
/// assert_eq!(between(&slices, &[5.0, 7.0, 5.0, 7.0]), 0.0);
/// ```
pub fn between(slices: &Slices, output: &[f64]) -> f64 {
    share(slices, output).unwrap_or(0.0)
}

/// As [`between`]; none if there is no variance.
fn share(slices: &Slices, output: &[f64]) -> Option<f64> {
    let mut sums = vec![[0.0; 2]; slices.count()];
    for (&slice, &value) in slices.places().iter().zip(output) {
        let [samples, sum] = &mut sums[usize::from(slice)];
        *samples += 1.0;
        *sum += value;
    }
    let squares: f64 = output.iter().map(|value| value * value).sum();
    share_between(&sums, squares)
}

/// The same, less what so many slices of noise have: Kelley's epsilon squared.
fn less_noise(share: Option<f64>, slices: &Slices) -> f64 {
    let (samples, slices) = (slices.places().len() as f64, slices.count() as f64);
    share.filter(|_| samples > slices).map_or(0.0, |share| 1.0 - (1.0 - share) * (samples - 1.0) / (samples - slices))
}

/// Of samples that are counted so often: those that were drawn again.
fn first_order_weighted(factor: &Factor, output: &[f64], times: &[f64]) -> f64 {
    let column = |slices: &Slices| {
        let mut sums = vec![[0.0; 2]; slices.count()];
        let mut squares = 0.0;
        for ((&slice, &value), &times) in slices.places().iter().zip(output).zip(times) {
            let [samples, sum] = &mut sums[usize::from(slice)];
            *samples += times;
            *sum += times * value;
            squares += times * value * value;
        }
        less_noise(share_between(&sums, squares), slices)
    };
    factor.columns.iter().map(column).sum()
}

/// By number and sum of the samples of each slice, and the sum of all squares.
fn share_between(sums: &[[f64; 2]], squares: f64) -> Option<f64> {
    let (samples, sum) = sums.iter().fold((0.0, 0.0), |(n, s), [samples, sum]| (n + samples, s + sum));
    let about = sum * sum / samples;
    let all = squares - about;
    let between: f64 = sums.iter().filter(|[n, _]| *n > 0.0).map(|[n, sum]| sum * sum / n).sum::<f64>() - about;
    // What rounding leaves of a constant output is no variance.
    (all > squares * 1e-12).then(|| (between / all).clamp(0.0, 1.0))
}

/// The median over slices of the distance between the output in a slice and everywhere.
fn pawn(slices: &Slices, sample: &Sample<'_>) -> f64 {
    let (distances, slices) = (distances(slices, sample), slices.count());
    if slices == 0 { 0.0 } else { quantile(&distances, 0.5) }
}

/// For each slice the distance of Kolmogorov and Smirnov, in one walk from the lowest to the highest output.
fn distances(slices: &Slices, sample: &Sample<'_>) -> Vec<f64> {
    let mut sizes = vec![0.0; slices.count()];
    slices.places().iter().for_each(|&slice| sizes[usize::from(slice)] += 1.0);
    let all = sample.order.len() as f64;
    let (mut below, mut below_of) = (0.0, vec![0.0; sizes.len()]);
    let mut widest = vec![0.0_f64; sizes.len()];
    let output = |sample_at: &u32| sample.output[*sample_at as usize];
    for equal in sample.order.chunk_by(|a, b| output(a) == output(b)) {
        let of = |at: &u32| usize::from(slices.places()[*at as usize]);
        let mut look = |below: f64, below_of: &[f64]| {
            equal.iter().map(of).for_each(|slice| {
                widest[slice] = widest[slice].max((below_of[slice] / sizes[slice] - below / all).abs());
            });
        };
        look(below, &below_of);
        equal.iter().map(of).for_each(|slice| below_of[slice] += 1.0);
        below += equal.len() as f64;
        look(below, &below_of);
    }
    widest
}
