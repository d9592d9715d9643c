//! Parameters that come from the rows of a table.

use std::fmt::{Debug, Formatter};
use std::sync::Arc;

use super::ids::{Element, VariableId};

/// Rows of parameters, of which each world has one: points of a design, or of a distribution that was fitted.
///
/// What a row says of a parameter is the *luck* that it meets: a number between 0 and 1, of which its prior makes the value. So
/// whatever else acts on a parameter acts on one from a row too. A parameter whose prior a scenario replaces has none of its row.
///
/// # Example
/// ```
/// use presidium_lang::model::{Element, Rows, VariableId};
/// let columns = vec![(VariableId::from_raw(0), Element(0))];
/// let rows = Rows::new(columns, vec![0.25, 0.5, 0.75], 2).expect("three rows of one column");
/// let seen: Vec<f64> = (0..8).map(|world| rows.row(rows.place(world))[0]).collect();
/// assert_eq!(seen, [0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0.25, 0.25]);
/// ```
#[derive(Clone, PartialEq)]
pub struct Rows {
    columns: Arc<[(VariableId, Element)]>,
    /// Row after row.
    values: Arc<[f64]>,
    each: u64,
    of_seed: Option<u64>,
    together: u64,
}

impl Rows {
    /// Rows of as many numbers as there are columns, one after another; so many consecutive worlds have one of them. After the last
    /// row comes the first again. None if these are no whole rows, if a number does not lie between 0 and 1, or if no world has a row.
    pub fn new(columns: Vec<(VariableId, Element)>, values: Vec<f64>, each: u64) -> Option<Rows> {
        let is_whole = !columns.is_empty() && !values.is_empty() && values.len().is_multiple_of(columns.len());
        let is_luck = values.iter().all(|value| *value > 0.0 && *value < 1.0);
        (is_whole && is_luck && each > 0).then(|| Rows {
            columns: columns.into(),
            values: values.into(),
            each,
            of_seed: None,
            together: 1,
        })
    }

    /// The same rows as they are under a seed: parameters that are drawn anew by this very seed keep the row of their world.
    #[must_use]
    pub fn of_seed(self, seed: u64) -> Rows {
        Rows { of_seed: Some(seed), ..self }
    }

    /// The same rows, of which so many consecutive ones meet the same luck: their first worlds one, their second worlds another. So they
    /// differ by what the rows say, and by nothing else.
    ///
    /// # Example
    /// ```
    /// use presidium_lang::model::{Element, Rows, VariableId};
    /// let rows = Rows::new(vec![(VariableId::from_raw(0), Element(0))], vec![0.2, 0.4, 0.6, 0.8], 2).expect("four rows");
    /// let lucks = |rows: &Rows| (0..10).map(|world| rows.luck(world)).collect::<Vec<u64>>();
    /// assert_eq!(lucks(&rows), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    /// assert_eq!(lucks(&rows.clone().together(2)), [0, 1, 0, 1, 2, 3, 2, 3, 4, 5]);
    /// assert_eq!(lucks(&rows.together(4)), [0, 1, 0, 1, 0, 1, 0, 1, 2, 3]);
    /// ```
    #[must_use]
    pub fn together(self, rows: u64) -> Rows {
        Rows { together: rows.max(1), ..self }
    }

    /// Whether each world meets luck of its own.
    pub fn is_apart(&self) -> bool {
        self.together == 1
    }

    /// The number of the world whose luck a world meets: all that is drawn in it, but for what its row says.
    pub fn luck(&self, world: u64) -> u64 {
        if self.is_apart() {
            return world;
        }
        let (row, place) = (world / self.each, world % self.each);
        // After the last row comes the first again, with other luck.
        let (round, row) = (row / self.len() as u64, row % self.len() as u64);
        let blocks = (self.len() as u64).div_ceil(self.together);
        (round * blocks + row / self.together) * self.each + place
    }

    /// The seed by which parameters are drawn anew, unless it is the one under which they have their own row.
    pub fn redrawn(&self, seed: Option<u64>) -> Option<u64> {
        seed.filter(|seed| self.of_seed != Some(*seed))
    }

    /// The parameters, each with its element.
    pub fn columns(&self) -> &[(VariableId, Element)] {
        &self.columns
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len() / self.columns.len()
    }

    /// There are always some.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// So many consecutive worlds have one row.
    pub fn each(&self) -> u64 {
        self.each
    }

    /// Which row a world has.
    pub fn place(&self, world: u64) -> usize {
        (world / self.each % self.len() as u64) as usize
    }

    /// A row, by its place.
    pub fn row(&self, place: usize) -> &[f64] {
        &self.values[place * self.columns.len()..(place + 1) * self.columns.len()]
    }
}

/// All of it: a fingerprint of a scenario covers its rows.
impl Debug for Rows {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        let mut text = to.debug_struct("Rows");
        text.field("columns", &self.columns).field("values", &self.values);
        text.field("each", &self.each).field("of_seed", &self.of_seed);
        if !self.is_apart() {
            text.field("together", &self.together);
        }
        text.finish()
    }
}
