//! Types as the checker sees them: finer than [`model::Type`](crate::model::Type).

use crate::model::{Model, SetId, Type};
use crate::units::{Dimension, Measure};

/// What a time counts when it is added to a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    #[default]
    Months,
    /// It is written in days.
    Days,
    /// Some of it is written in days, so that nobody can say.
    Unclear,
    /// It is the time between two dates, as written: its value is the months between them divided by 12.
    Between,
}

impl Counts {
    /// Of a time in a unit, when it is added to a date.
    pub fn of_unit(unit: &Measure) -> Counts {
        if unit.in_days && unit.dimension == Dimension::time() { Counts::Days } else { Counts::Months }
    }

    /// Of two times that are added or chosen from.
    pub fn with(self, other: Counts) -> Counts {
        match (self, other) {
            (Counts::Days, Counts::Days) => Counts::Days,
            (Counts::Days | Counts::Unclear, _) | (_, Counts::Days | Counts::Unclear) => Counts::Unclear,
            _ => Counts::Months,
        }
    }

    /// Of what is computed from one time.
    pub fn of_one(self) -> Counts {
        self.with(self)
    }
}

/// The type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    Quantity(Dimension),
    /// The bare number 0, which fits every dimension.
    Zero,
    Truth,
    Date,
    /// An element of `set`, the smallest set known to hold it.
    Element {
        set: SetId,
        optional: bool,
        /// Root ordinal, if the element is written out.
        known: Option<u32>,
    },
    /// `none`
    Nobody,
    /// Reported already; fits everything.
    Wrong,
}

impl Ty {
    pub fn pure() -> Self {
        Ty::Quantity(Dimension::pure())
    }

    pub fn element(set: SetId) -> Self {
        Ty::Element { set, optional: false, known: None }
    }

    pub fn is_wrong(&self) -> bool {
        *self == Ty::Wrong
    }

    /// The type of a variable of a checked model, whose unit this is.
    pub fn of_model(ty: &Type, measure: &Measure) -> Self {
        match ty {
            Type::Quantity { .. } => Ty::Quantity(measure.dimension.clone()),
            Type::Truth => Ty::Truth,
            Type::Date => Ty::Date,
            Type::Element { set, optional } => Ty::Element { set: *set, optional: *optional, known: None },
        }
    }

    /// In words, with its article: `a truth`, `tonne/year`.
    pub fn describe(&self, model: &Model) -> String {
        match self {
            Ty::Quantity(dimension) if dimension.is_pure() => "a pure number".to_string(),
            Ty::Quantity(dimension) => format!("a quantity in `{dimension}`"),
            Ty::Zero => "zero".to_string(),
            Ty::Truth => "a truth".to_string(),
            Ty::Date => "a date".to_string(),
            Ty::Element { set, optional, .. } => {
                let name = &model.sets[*set].name;
                format!("an element of `{name}`{}", if *optional { " or none" } else { "" })
            }
            Ty::Nobody => "`none`".to_string(),
            Ty::Wrong => "unknown".to_string(),
        }
    }
}
