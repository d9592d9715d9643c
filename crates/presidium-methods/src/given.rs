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

use std::collections::BTreeMap;

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

    /// How many slices each of its columns has, the fewest first.
    fn shape(&self) -> Vec<usize> {
        let mut shape: Vec<usize> = self.columns.iter().map(Slices::count).collect();
        shape.sort_unstable();
        shape
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
    let floors = floors(factors, &by_chance(measure, factors, output, care));
    factors.iter().zip(floors).map(|(factor, floor)| index(measure, factor, output, floor, care)).collect()
}

/// What a factor reaches, without an interval.
///
/// # Example
/// ```
/// use presidium_methods::given::{Factor, Measure, value};
/// let column: Vec<f64> = (0..1_000).map(f64::from).collect();
/// assert!(value(Measure::FirstOrder, &Factor::new([column.as_slice()]), &column) > 0.96);
/// ```
pub fn value(measure: Measure, factor: &Factor, output: &[f64]) -> f64 {
    measure.of(factor, &Sample::new(output))
}

/// The index of one factor whose floor is known. Of what is noise nobody asks how sure it is: there the interval is the value.
pub fn index(measure: Measure, factor: &Factor, output: &[f64], floor: f64, care: &Care) -> Index {
    let value = value(measure, factor, output);
    let resampled: Vec<f64> = match value > floor && measure == Measure::FirstOrder {
        true => {
            let mut source = Source::new(care.seed, 1);
            let again = (0..care.resamples).map(|_| source.resample(output.len()));
            again.map(|times| first_order_weighted(factor, output, &times)).collect()
        }
        false => vec![],
    };
    Index { index: Interval::of(value, &resampled), floor }
}

/// What each factor reaches in outputs that are shuffled, shuffle by shuffle. All factors meet the same shuffles, also if they are asked
/// for in parts.
///
/// # Example
/// ```
/// use presidium_methods::given::{Care, Factor, Measure, by_chance, floors};
/// let column: Vec<f64> = (0..1_000).map(f64::from).collect();
/// let factor = Factor::new([column.as_slice()]);
/// let factors = [factor];
/// let found = by_chance(Measure::FirstOrder, &factors, &column, &Care::default());
/// assert_eq!((found.len(), found[0].len()), (1, 100));
/// assert!(floors(&factors, &found)[0] < 0.03);
/// ```
pub fn by_chance(measure: Measure, factors: &[Factor], output: &[f64], care: &Care) -> Vec<Vec<f64>> {
    let mut source = Source::new(care.seed, 2);
    let mut shuffled = output.to_vec();
    let mut by_chance = vec![Vec::with_capacity(care.shuffles); factors.len()];
    for _ in 0..care.shuffles {
        source.shuffle(&mut shuffled);
        let sample = Sample::new(&shuffled);
        factors.iter().zip(&mut by_chance).for_each(|(factor, found)| found.push(measure.of(factor, &sample)));
    }
    by_chance
}

/// The noise floor of each factor, by what [`by_chance`] found of all of them. Factors with as many columns of as many slices reach as much
/// by chance, and are looked at together: a factor of which a hundred shuffles show too little is not taken for one that stands out.
pub fn floors(factors: &[Factor], by_chance: &[Vec<f64>]) -> Vec<f64> {
    let shuffles = by_chance.first().map_or(0, Vec::len);
    let mut alike: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
    for (factor, found) in factors.iter().zip(by_chance) {
        alike.entry(factor.shape()).or_default().extend(found);
    }
    let alike: BTreeMap<Vec<usize>, [f64; 2]> =
        alike.into_iter().map(|(shape, found)| (shape, [mean(&found), deviation(&found)])).collect();
    let scale: Vec<[f64; 2]> = factors.iter().map(|factor| alike[&factor.shape()]).collect();
    let in_scale = |shuffle: usize, factor: usize| match scale[factor] {
        [_, 0.0] => 0.0,
        [middle, spread] => (by_chance[factor][shuffle] - middle) / spread,
    };
    let highest = |shuffle| (0..by_chance.len()).map(|factor| in_scale(shuffle, factor)).fold(0.0, f64::max);
    let highest: Vec<f64> = (0..shuffles).map(highest).collect();
    let reach = if highest.is_empty() { 0.0 } else { quantile(&highest, 0.95) };
    scale.iter().map(|[middle, spread]| middle + reach * spread).collect()
}

/// An output, and its samples from the lowest to the highest.
struct Sample<'a> {
    output: &'a [f64],
    order: Vec<u32>,
    /// If there are no more than two: the lower and the higher.
    two_values: Option<[f64; 2]>,
}

impl Sample<'_> {
    fn new(output: &[f64]) -> Sample<'_> {
        let mut order: Vec<u32> = (0..output.len() as u32).collect();
        order.sort_by(|&a, &b| output[a as usize].total_cmp(&output[b as usize]));
        let ends = order.first().zip(order.last()).map(|(&low, &high)| [output[low as usize], output[high as usize]]);
        let two_values = ends.filter(|ends| output.iter().all(|value| ends.contains(value)));
        Sample { output, order, two_values }
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
    let output = |sample_at: &u32| sample.output[*sample_at as usize];
    // Of two values, such as a truth, the distance lies between the shares of the lower one.
    if let Some([low, high]) = sample.two_values {
        let mut lower = vec![0.0; sizes.len()];
        let lows = slices.places().iter().zip(sample.output).filter(|(_, value)| **value == low);
        lows.for_each(|(&slice, _)| lower[usize::from(slice)] += 1.0);
        let share = if low == high { 1.0 } else { lower.iter().sum::<f64>() / all };
        return lower.iter().zip(&sizes).map(|(lower, size)| (lower / size - share).abs()).collect();
    }
    let (mut below, mut below_of) = (0.0, vec![0.0; sizes.len()]);
    let mut widest = vec![0.0_f64; sizes.len()];
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
