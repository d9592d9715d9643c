//! Units: those that a document declares, and unit expressions.

use std::collections::HashMap;

use crate::ast::{self, UnitAtom, UnitExpr};
use crate::check::checker::Checker;
use crate::check::known::references::Space;
use crate::circles::{Order, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Factor;
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::{Dimension, Measure};

impl Checker<'_> {
    /// Enters all declared units; they may stand in any order.
    pub(in crate::check) fn declare_units(&mut self, declarations: &[ast::Declaration]) {
        self.know_functions();
        self.know_built_in_units();
        let mut waiting: Vec<&ast::Unit> = vec![];
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for declaration in declarations {
            let ast::Declaration::Unit(unit) = declaration else {
                continue;
            };
            let name = unit.name.text.as_str();
            let symbol = self.declare_symbol(SymbolKind::Unit, &unit.name);
            if let Some(first) = seen.get(name).copied() {
                self.duplicate(&unit.name, Some(first));
            } else if self.units.get(name).is_some() {
                self.duplicate(&unit.name, None);
            } else {
                self.references.enter(Space::Units, name, symbol);
                seen.insert(name, unit.name.span);
                waiting.push(unit);
            }
        }
        self.define_units(&waiting);
    }

    /// Each after those that define it.
    fn define_units(&mut self, units: &[&ast::Unit]) {
        let places: HashMap<&str, usize> =
            units.iter().enumerate().map(|(i, unit)| (unit.name.text.as_str(), i)).collect();
        let needs = |i: usize| defined_by(units[i]).filter_map(|name| places.get(name)).copied().collect();
        let Order { order, circles } = in_order(units.len(), needs);
        for circle in circles {
            let members: Vec<&ast::Unit> = circle.members.iter().map(|&i| units[i]).collect();
            self.unit_cycle(&members);
            self.complaints.reported.insert(format!("unit {}", members[0].name.text));
        }
        order.into_iter().for_each(|i| self.define_unit(units[i]));
    }

    /// Enters a unit; the units that define it are known, unless that has been reported.
    fn define_unit(&mut self, unit: &ast::Unit) {
        let name = unit.name.text.as_str();
        let Some((number, definition)) = &unit.definition else {
            self.units.add(name, Measure::base(Dimension::base(name)));
            return;
        };
        match self.measure(definition) {
            Some(measure) => {
                let factor = self.unit_factor(unit, Factor::new(*number, 1.0) * measure.factor);
                self.units.add(name, Measure { factor, ..measure });
            }
            None => {
                self.complaints.reported.insert(format!("unit {name}"));
            }
        }
    }

    /// The size of a unit in base units, or a complaint.
    fn unit_factor(&mut self, unit: &ast::Unit, factor: Factor) -> Factor {
        let size = 1.0 * factor;
        if size.is_finite() && size > 0.0 {
            return factor;
        }
        let message =
            format!("the unit `{}` has no size: a unit is a number above zero of another one", unit.name.text);
        let help = format!("write how many of the other unit make one `{0}`: `unit {0} = 1000 …`", unit.name.text);
        self.error(Diagnostic::error(&codes::UNIT_SIZE, unit.name.span, message).help(help));
        Factor::ONE
    }

    fn unit_cycle(&mut self, units: &[&ast::Unit]) {
        let message = format!("the unit `{}` is defined by itself", units[0].name.text);
        let mut diagnostic = Diagnostic::error(&codes::UNIT_CYCLE, units[0].name.span, message);
        for unit in &units[1..] {
            diagnostic = diagnostic.label(unit.name.span, "by way of this one");
        }
        self.complaints.findings.push(diagnostic);
    }

    /// Reads a unit expression; unknown units are reported.
    pub(in crate::check) fn measure(&mut self, unit: &UnitExpr) -> Option<Measure> {
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
            self.refer_unit(name, factor.span);
            match self.units.get(name) {
                Some(unit) => measure.multiply(&unit, factor.power),
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
        if !self.complaints.reported.insert(format!("unit {name}")) {
            return;
        }
        let help = match self.names.get(name) {
            Some(_) => Some(format!("to multiply by the variable, write `* {name}`")),
            None => self
                .complaints
                .suggestions
                .did_you_mean(name, self.units.names())
                .or_else(|| Some(format!("declare it: `unit {name}`"))),
        };
        let message = format!("there is no unit `{name}`");
        self.complaints.findings.push(Diagnostic::error(&codes::UNKNOWN_UNIT, span, message).help_if(help));
    }
}

/// Names of the units that a unit is made of.
fn defined_by(unit: &ast::Unit) -> impl Iterator<Item = &str> {
    let factors = unit.definition.iter().flat_map(|(_, definition)| &definition.factors);
    factors.filter_map(|factor| match &factor.atom {
        UnitAtom::Named(name) => Some(name.as_str()),
        _ => None,
    })
}
