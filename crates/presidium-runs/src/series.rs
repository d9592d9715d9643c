//! The table of months: variables at the end of each month of each world.

use std::sync::Arc;

use presidium_lab::{LedgerTally, Stretch};
use presidium_lang::model::{Model, Type};

use crate::columns::{Column, Kind, Rows};
use crate::tables::{Dates, Seen, column_of, push};
use crate::worlds::flat_name;

/// Columns in front of the values.
pub const FIRST: usize = 2;

/// Makes rows of months.
pub struct Series {
    model: Arc<Model>,
    dates: Dates,
    types: Vec<Type>,
}

impl Series {
    pub fn columns(seen: &Seen) -> Vec<Column> {
        let mut columns = vec![
            Column::new("world", Kind::Count, "the number of the world"),
            Column::new("date", Kind::Text, "the month"),
        ];
        columns.extend(seen.question.recorded.series.iter().map(|&(variable, element)| {
            let declared = &seen.model.variables[variable];
            let words = format!("at the end of the month: {}", declared.label);
            column_of(flat_name(&seen.model, variable, element), &declared.ty, words)
        }));
        columns
    }

    pub fn new(seen: &Seen) -> Series {
        let types = seen.question.recorded.series.iter();
        Series {
            model: seen.model.clone(),
            dates: Dates::seen(&seen.model),
            types: types.map(|&(variable, _)| seen.model.variables[variable].ty.clone()).collect(),
        }
    }

    pub fn fill(&mut self, found: &Stretch<LedgerTally>, rows: &mut Rows) {
        let seen = &found.seen[0];
        let (first, values) = rows.columns.split_at_mut(FIRST);
        let months = 0..self.model.step_count();
        for world in found.worlds.iter() {
            self.model.steps().for_each(|month| {
                first[0].count(world.0);
                self.dates.push(&mut first[1], month);
            });
        }
        for (place, (ty, cells)) in self.types.iter().zip(values).enumerate() {
            for world in 0..found.worlds.len() as usize {
                for month in months.clone() {
                    push(cells, &self.model, ty, seen.monthly(place, month, world));
                }
            }
        }
    }
}
