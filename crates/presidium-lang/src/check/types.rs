//! Dimensions and types, as the checker sees them: finer than [`model::Type`](crate::model::Type).

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{Model, SetId, Type};

/// A product of integer powers of base units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dimension(BTreeMap<String, i32>);

impl Dimension {
    /// A base unit.
    pub fn base(name: &str) -> Self {
        Self(BTreeMap::from([(name.to_string(), 1)]))
    }

    /// Of pure numbers.
    pub fn pure() -> Self {
        Self::default()
    }

    /// Of `year`.
    pub fn time() -> Self {
        Self::base("year")
    }

    pub fn from_powers(powers: &[(String, i32)]) -> Self {
        Self(powers.iter().cloned().collect())
    }

    pub fn powers(&self) -> Vec<(String, i32)> {
        self.0.iter().map(|(name, power)| (name.clone(), *power)).collect()
    }

    pub fn is_pure(&self) -> bool {
        self.0.is_empty()
    }

    /// `self * other^power`
    pub fn times(&self, other: &Dimension, power: i32) -> Dimension {
        let mut product = self.0.clone();
        for (name, exponent) in &other.0 {
            *product.entry(name.clone()).or_insert(0) += exponent * power;
        }
        product.retain(|_, exponent| *exponent != 0);
        Dimension(product)
    }

    pub fn power(&self, power: i32) -> Dimension {
        Dimension::pure().times(self, power)
    }

    /// The dimension whose square this is, if there is one.
    pub fn root(&self) -> Option<Dimension> {
        let even = self.0.values().all(|exponent| exponent % 2 == 0);
        even.then(|| Dimension(self.0.iter().map(|(name, exponent)| (name.clone(), exponent / 2)).collect()))
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |name: &str, power: i32| {
            if power == 1 { name.to_string() } else { format!("{name}^{power}") }
        };
        let above: Vec<String> = self.0.iter().filter(|(_, p)| **p > 0).map(|(n, p)| part(n, *p)).collect();
        let below: Vec<String> = self.0.iter().filter(|(_, p)| **p < 0).map(|(n, p)| part(n, -*p)).collect();
        f.write_str(if above.is_empty() { "1" } else { "" })?;
        f.write_str(&above.join("*"))?;
        below.iter().try_for_each(|part| write!(f, "/{part}"))
    }
}

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

    /// The type of a variable of a checked model.
    pub fn of_model(ty: &Type, dimension: Dimension) -> Self {
        match ty {
            Type::Quantity { .. } => Ty::Quantity(dimension),
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
                let name = &model.sets[set.index()].name;
                format!("an element of `{name}`{}", if *optional { " or none" } else { "" })
            }
            Ty::Nobody => "`none`".to_string(),
            Ty::Wrong => "unknown".to_string(),
        }
    }
}
