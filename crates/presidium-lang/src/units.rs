//! Units of measurement: names with a dimension and a factor to base units.
//!
//! Not here: which units a document declares, and complaints (see `check`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::model::{Factor, Type, Unit};

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

    /// From base units with their powers.
    pub fn from_powers(powers: &[(String, i32)]) -> Self {
        Self(powers.iter().cloned().collect())
    }

    /// Base units with their powers, by name.
    pub fn powers(&self) -> Vec<(String, i32)> {
        self.0.iter().map(|(name, power)| (name.clone(), *power)).collect()
    }

    /// Whether it is that of pure numbers.
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

    /// `self ^ power`
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

/// All units by name.
#[derive(Clone, Debug, Default)]
pub struct UnitTable<'a> {
    /// Those of a checked model; each is worked out when it is asked for.
    checked: &'a [Unit],
    /// Those that have been entered, each with its name as symbol.
    units: Vec<Measure>,
    by_name: HashMap<String, usize>,
}

/// What a unit expression amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub dimension: Dimension,
    pub factor: Factor,
    /// As shown to readers.
    pub symbol: String,
    /// It is made of days.
    pub in_days: bool,
}

impl Measure {
    /// Of pure numbers.
    pub fn pure() -> Self {
        Self::base(Dimension::pure())
    }

    /// Of a quantity shown in base units.
    pub fn base(dimension: Dimension) -> Self {
        Self { symbol: dimension.to_string(), dimension, factor: Factor::ONE, in_days: false }
    }

    /// Multiplies by a power of a unit; the symbol stays.
    pub fn multiply(&mut self, unit: &Measure, power: i32) {
        self.dimension = self.dimension.times(&unit.dimension, power);
        self.factor = self.factor * unit.factor.power(power);
        self.in_days |= unit.in_days && power == 1;
    }
}

impl<'a> UnitTable<'a> {
    /// Time, persons and shares.
    pub fn built_in() -> Self {
        let mut table = Self::default();
        let year = Measure::base(Dimension::time());
        let month = Measure { factor: Factor::new(1.0, 12.0), ..year.clone() };
        // 1/365.25 year.
        let day = Measure { factor: Factor::new(4.0, 1461.0), in_days: true, ..year.clone() };
        for (name, unit) in [("year", year), ("month", month), ("day", day)] {
            table.add(name, unit.clone());
            table.add(&format!("{name}s"), unit);
        }
        table.add("person", Measure::base(Dimension::base("person")));
        table.add("persons", Measure::base(Dimension::base("person")));
        table.add("%", Measure { factor: Factor::new(1.0, 100.0), ..Measure::pure() });
        table
    }

    /// The units of a checked model.
    pub fn of_model(checked: &'a [Unit]) -> Self {
        Self { checked, ..Self::default() }
    }

    /// The units that have been entered, as a model holds them.
    pub fn to_model(&self) -> Vec<Unit> {
        let unit = |unit: &Measure| Unit {
            name: unit.symbol.clone(),
            factor: unit.factor,
            in_days: unit.in_days,
            dimension: unit.dimension.powers(),
        };
        self.units.iter().map(unit).collect()
    }

    /// Enters a unit under a name.
    pub fn add(&mut self, name: &str, unit: Measure) {
        self.by_name.insert(name.to_string(), self.units.len());
        self.units.push(Measure { symbol: name.to_string(), ..unit });
    }

    /// The unit of this name.
    pub fn get(&self, name: &str) -> Option<Cow<'_, Measure>> {
        if let Some(&entered) = self.by_name.get(name) {
            return Some(Cow::Borrowed(&self.units[entered]));
        }
        let unit = self.checked.iter().find(|unit| unit.name == name)?;
        let base = Measure::base(Dimension::from_powers(&unit.dimension));
        let symbol = unit.name.clone();
        Some(Cow::Owned(Measure { factor: unit.factor, in_days: unit.in_days, symbol, ..base }))
    }

    /// The names of all units.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let checked = self.checked.iter().map(|unit| unit.name.as_str());
        checked.chain(self.units.iter().map(|unit| unit.symbol.as_str()))
    }

    /// The unit in which values of a type are written; pure numbers for what is no quantity.
    pub fn of_type(&self, ty: &Type) -> Measure {
        match ty {
            Type::Quantity { symbol, factor } => {
                let unit = self.parse(symbol).unwrap_or(Measure::pure());
                Measure { factor: *factor, symbol: symbol.clone(), ..unit }
            }
            _ => Measure::pure(),
        }
    }

    /// The dimension and factor of a text such as `tonne/year`; used for data files and checked models.
    pub fn parse(&self, text: &str) -> Option<Measure> {
        let mut measure = Measure { symbol: text.to_string(), ..Measure::pure() };
        let mut sign = 1;
        let mut rest = text.trim();
        loop {
            let end = rest.find(['/', '*']).unwrap_or(rest.len());
            let (name, power) = rest[..end].split_once('^').unwrap_or((&rest[..end], "1"));
            let power: i32 = power.trim().parse().ok().filter(|p| (-9..=9).contains(p))?;
            if name.trim() != "1" {
                let unit = self.get(name.trim())?;
                measure.multiply(&unit, sign * power);
            }
            match rest[end..].chars().next() {
                Some('/') => sign = -1,
                Some(_) => sign = 1,
                None => return Some(measure),
            }
            rest = &rest[end + 1..];
        }
    }
}
