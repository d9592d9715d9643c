//! Samples in slices: the column of a factor cut into parts of equal numbers of samples.

use presidium_math::{pow, tanh};

/// In which slice each sample lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Slices {
    of: Vec<u16>,
    count: usize,
}

impl Slices {
    /// A column in at most so many slices. Equal values lie in the same slice, so that a column of few values has few slices.
    ///
    /// # Example
    /// ```
    /// use presidium_methods::slices::Slices;
    /// assert_eq!(Slices::of(&[3.0, 1.0, 2.0, 4.0], 2).places(), [1, 0, 0, 1]);
    /// assert_eq!(Slices::of(&[7.0, 7.0, 9.0, 7.0], 4).places(), [0, 0, 1, 0]);
    /// ```
    pub fn of(column: &[f64], slices: usize) -> Slices {
        let slices = slices.clamp(1, usize::from(u16::MAX));
        let samples = column.len();
        let mut order: Vec<usize> = (0..samples).collect();
        order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
        let mut of = vec![0; samples];
        let (mut count, mut begun) = (0, None);
        for equal in order.chunk_by(|&a, &b| column[a] == column[b]) {
            let rank = begun.map_or(0, |(end, _)| end) + 1;
            let slice = (rank * slices).div_ceil(samples) - 1;
            if begun.is_none_or(|(_, last)| last != slice) {
                count += 1;
            }
            equal.iter().for_each(|&sample| of[sample] = (count - 1) as u16);
            begun = Some((rank - 1 + equal.len(), slice));
        }
        Slices { of, count }
    }

    /// For each sample its slice, counted from zero.
    pub fn places(&self) -> &[u16] {
        &self.of
    }

    /// How many slices there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// How many slices serve so many samples, by Plischke, Borgonovo and Smith 2013, "Global sensitivity measures from given data":
/// about the third root, and 48 at most.
///
/// # Example
/// ```
/// use presidium_methods::slices::usual;
/// assert_eq!([usual(500), usual(2_000), usual(10_000), usual(1_000_000)], [5, 12, 22, 48]);
/// ```
pub fn usual(samples: usize) -> usize {
    let samples = samples as f64;
    let power = 2.0 / (7.0 + tanh((1_500.0 - samples) / 500.0));
    (pow(samples, power).ceil() as usize).clamp(1, 48)
}
