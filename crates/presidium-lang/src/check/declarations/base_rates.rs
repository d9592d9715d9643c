//! Base rates: counts with their exposure, in a world and in a class of cases.

use std::collections::BTreeMap;

use crate::ast::{self, Declaration};
use crate::check::checker::Checker;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BaseRate, ReferenceClass};
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::Dimension;

impl Checker<'_> {
    pub(in crate::check) fn check_base_rates(&mut self, declarations: &[Declaration]) {
        let mut names: BTreeMap<&str, Span> = BTreeMap::new();
        for declaration in declarations {
            let Declaration::BaseRate(rate) = declaration else { continue };
            match names.get(rate.name.text.as_str()).copied() {
                Some(first) => self.duplicate(&rate.name, Some(first)),
                None => _ = names.insert(&rate.name.text, rate.name.span),
            }
            let symbol = self.declare_symbol(SymbolKind::BaseRate, &rate.name);
            self.references.set_label(symbol, &rate.words.text);
            self.check_base_rate(rate);
        }
    }

    fn check_base_rate(&mut self, rate: &ast::BaseRate) {
        self.owner = rate.name.text.clone();
        let observers_before = self.model.observers.next_idx();
        let counts = self.pure(&mut Scope::observing(Stage::Claim), &rate.counts, "what a base rate counts");
        let over = self.expression(&mut Scope::observing(Stage::Claim), &rate.over);
        let horizon = self.horizon(observers_before);
        let evidence = self.evidence(rate.evidence.as_ref(), rate.name.span, "the base rate");
        let Some((reference, dimension)) = self.reference_class(&rate.reference) else { return };
        let measure = Self::base_measure(&dimension);
        let what = "that in which a base rate is counted";
        self.demand(&over, rate.over.span, &Ty::Quantity(dimension.clone()), &measure, what);
        let ty = self.model_type(&Ty::Quantity(dimension), &measure);
        self.model.base_rates.push(BaseRate {
            name: rate.name.text.clone(),
            words: rate.words.text.clone(),
            counts,
            over: over.value,
            reference,
            ty,
            evidence,
            horizon,
            place: self.texts.document.place(rate.name.span),
        });
    }

    /// What was counted elsewhere, and what its exposure is measured in.
    fn reference_class(&mut self, written: &ast::ReferenceClass) -> Option<(ReferenceClass, Dimension)> {
        let typed = self.expression(&mut Scope::new(Stage::Constant), &written.exposure);
        let dimension = match &typed.ty {
            Ty::Quantity(dimension) => dimension.clone(),
            Ty::Wrong => return None,
            _ => Dimension::pure(),
        };
        if written.of_trials {
            self.demand_pure(&typed, written.exposure.span, "a number of trials");
        }
        let exposure = self.constant(&typed.value, &[], written.exposure.span);
        let ast::ReferenceClass { least, most, of_trials, span, .. } = *written;
        let flaw = if least > most {
            Some(("the first count is the smaller one", "write `reference 8 to 11 in 451 years`"))
        } else if exposure.is_nan() || exposure <= 0.0 {
            Some((
                "nothing can be counted in no exposure",
                "write how long, or of how many: `8 in 451 years`, `7 of 17`",
            ))
        } else if of_trials && (exposure.fract() != 0.0 || most as f64 > exposure) {
            Some(("a count of trials is a whole number, and no more than there are", "write `reference 7 of 17`"))
        } else {
            None
        };
        if let Some((message, help)) = flaw {
            self.error(Diagnostic::error(&codes::BAD_REFERENCE, span, message).help(help));
            return None;
        }
        Some((ReferenceClass { least, most, exposure, of_trials }, dimension))
    }
}
