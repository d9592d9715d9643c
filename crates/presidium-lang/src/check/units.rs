//! Units: names with a dimension and a factor to base units.

use std::collections::HashMap;

use super::Checker;
use super::types::Dimension;
use crate::ast::{self, UnitAtom, UnitExpr};
use crate::codes;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Span;
use crate::model::Unit;

/// All units by name.
#[derive(Clone, Debug, Default)]
pub struct UnitTable {
    units: Vec<(String, Dimension, f64)>,
    by_name: HashMap<String, usize>,
}

/// What a unit expression amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub dimension: Dimension,
    /// Base units per one of it.
    pub factor: f64,
    /// As shown to readers.
    pub symbol: String,
}

impl Measure {
    /// Of pure numbers.
    pub fn pure() -> Self {
        Self { dimension: Dimension::pure(), factor: 1.0, symbol: "1".to_string() }
    }
}

impl UnitTable {
    /// Time, persons and shares.
    pub fn built_in() -> Self {
        let mut table = Self::default();
        let time = Dimension::time();
        for (name, factor) in [("year", 1.0), ("month", 1.0 / 12.0), ("day", 1.0 / 365.25)] {
            table.add(name, time.clone(), factor);
            table.add(&format!("{name}s"), time.clone(), factor);
        }
        table.add("person", Dimension::base("person"), 1.0);
        table.add("persons", Dimension::base("person"), 1.0);
        table.add("%", Dimension::pure(), 0.01);
        table
    }

    pub fn of_model(units: &[Unit]) -> Self {
        let mut table = Self::default();
        for unit in units {
            table.add(&unit.name, Dimension::from_powers(&unit.dimension), unit.factor);
        }
        table
    }

    pub fn to_model(&self) -> Vec<Unit> {
        let unit = |(name, dimension, factor): &(String, Dimension, f64)| Unit {
            name: name.clone(),
            factor: *factor,
            dimension: dimension.powers(),
        };
        self.units.iter().map(unit).collect()
    }

    pub fn add(&mut self, name: &str, dimension: Dimension, factor: f64) {
        self.by_name.insert(name.to_string(), self.units.len());
        self.units.push((name.to_string(), dimension, factor));
    }

    pub fn get(&self, name: &str) -> Option<(&Dimension, f64)> {
        self.by_name.get(name).map(|&i| (&self.units[i].1, self.units[i].2))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.units.iter().map(|(name, ..)| name.as_str())
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
                let (dimension, factor) = self.get(name.trim())?;
                measure.dimension = measure.dimension.times(dimension, sign * power);
                measure.factor *= whole_power(factor, sign * power);
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

impl Checker<'_> {
    /// Enters all declared units; they may stand in any order.
    pub(super) fn declare_units(&mut self, declarations: &[ast::Declaration]) {
        let mut waiting: Vec<&ast::Unit> = vec![];
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for declaration in declarations {
            let ast::Declaration::Unit(unit) = declaration else {
                continue;
            };
            let name = unit.name.text.as_str();
            if let Some(first) = seen.get(name).copied() {
                self.duplicate(&unit.name, Some(first));
            } else if self.units.get(name).is_some() {
                self.duplicate(&unit.name, None);
            } else {
                seen.insert(name, unit.name.span);
                waiting.push(unit);
            }
        }
        while !waiting.is_empty() {
            let count = waiting.len();
            let known = waiting.clone();
            waiting.retain(|unit| !self.try_unit(unit, &known));
            if waiting.len() == count {
                return self.unit_cycle(&waiting);
            }
        }
    }

    /// Enters a unit if the units that define it are known.
    fn try_unit(&mut self, unit: &ast::Unit, waiting: &[&ast::Unit]) -> bool {
        let name = unit.name.text.as_str();
        let Some((number, definition)) = &unit.definition else {
            self.units.add(name, Dimension::base(name), 1.0);
            return true;
        };
        let waits = |factor: &ast::UnitFactor| {
            matches!(&factor.atom, UnitAtom::Named(n)
            if self.units.get(n).is_none() && waiting.iter().any(|u| u.name.text == *n))
        };
        if definition.factors.iter().any(waits) {
            return false;
        }
        match self.measure(definition) {
            Some(measure) => self.units.add(name, measure.dimension, number * measure.factor),
            None => {
                self.reported.insert(format!("unit {name}"));
            }
        }
        true
    }

    fn unit_cycle(&mut self, units: &[&ast::Unit]) {
        let message = format!("the unit `{}` is defined by itself", units[0].name.text);
        let mut diagnostic = Diagnostic::error(&codes::UNIT_CYCLE, units[0].name.span, message);
        for unit in &units[1..] {
            diagnostic = diagnostic.label(unit.name.span, "by way of this one");
        }
        self.diagnostics.push(diagnostic);
    }

    /// Reads a unit expression; unknown units are reported.
    pub(super) fn measure(&mut self, unit: &UnitExpr) -> Option<Measure> {
        let mut measure = Measure::pure();
        let mut symbol = String::new();
        let mut complete = true;
        for factor in &unit.factors {
            let name = match &factor.atom {
                UnitAtom::One => "1",
                UnitAtom::Percent => "%",
                UnitAtom::Named(name) => name,
            };
            symbol.push_str(match (symbol.is_empty(), factor.power < 0) {
                (true, false) => "",
                (true, true) => "1/",
                (false, false) => "*",
                (false, true) => "/",
            });
            symbol.push_str(name);
            if factor.power.abs() != 1 {
                symbol.push_str(&format!("^{}", factor.power.abs()));
            }
            if factor.atom == UnitAtom::One {
                continue;
            }
            match self.units.get(name) {
                Some((dimension, one)) => {
                    measure.dimension = measure.dimension.times(dimension, factor.power);
                    measure.factor *= whole_power(one, factor.power);
                }
                None => {
                    self.unknown_unit(name, factor.span);
                    complete = false;
                }
            }
        }
        measure.symbol = symbol;
        complete.then_some(measure)
    }

    fn unknown_unit(&mut self, name: &str, span: Span) {
        if !self.reported.insert(format!("unit {name}")) {
            return;
        }
        let help = match self.names.get(name) {
            Some(_) => Some(format!("to multiply by the variable, write `* {name}`")),
            None => did_you_mean(name, self.units.names()).or_else(|| Some(format!("declare it: `unit {name}`"))),
        };
        let message = format!("there is no unit `{name}`");
        self.diagnostics.push(Diagnostic::error(&codes::UNKNOWN_UNIT, span, message).help_if(help));
    }
}

/// `base^power` by repeated multiplication or division, so that one division is exact.
fn whole_power(base: f64, power: i32) -> f64 {
    (0..power.abs()).fold(1.0, |product, _| if power > 0 { product * base } else { product / base })
}
