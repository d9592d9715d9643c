//! Which values of variables a run records, and when.

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, VariableId};

use crate::scenario::Outputs;

/// The values that a program records at the end of steps.
///
/// What is recorded in every step comes first, then what is recorded in some: a value is computed once, however many of its
/// months are wanted.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What is recorded.
    pub columns: Vec<(VariableId, Element)>,
    /// So many of them, the first ones, in every step.
    pub monthly_count: usize,
    /// For each cell its column, and the step in which it is recorded.
    pub cells: Vec<(u32, usize)>,
}

impl Recorded {
    /// Of a run that begins in a month.
    pub fn of(outputs: &Outputs, first_step: Step) -> Recorded {
        let monthly_count = outputs.monthly.len();
        let mut columns = outputs.monthly.clone();
        let cells = outputs.cells.iter().map(|&(variable, element, month)| {
            let wanted = (variable, element);
            let known = columns[monthly_count..].iter().position(|known| *known == wanted);
            let column = monthly_count + known.unwrap_or(columns.len() - monthly_count);
            if column == columns.len() {
                columns.push(wanted);
            }
            (column as u32, (month - first_step) as usize)
        });
        let cells = cells.collect();
        Recorded { columns, monthly_count, cells }
    }

    /// The cells of a column in a step.
    pub fn cells_of(&self, column: u32, step: usize) -> impl Iterator<Item = usize> {
        self.cells.iter().enumerate().filter(move |(_, cell)| **cell == (column, step)).map(|(place, _)| place)
    }
}
