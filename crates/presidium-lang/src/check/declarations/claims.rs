//! Claims, tests, what-ifs and systems.

use std::collections::BTreeMap;

use crate::ast::{self, Declaration, Name};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Named};
use crate::check::known::references::Space;
use crate::check::known::scope::{Scope, Stage};
use crate::check::known::types::Ty;
use crate::clock::Step;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Claim, ClaimBody, ClaimKind, ClaimStep, Condition, ObserverId, Test, WhatIf, WhatIfId};
use crate::span::Span;
use crate::symbols::{ReferenceKind, SymbolKind};
use crate::units::Measure;

impl Checker<'_> {
    pub(in crate::check) fn check_what_ifs(&mut self, declarations: &[Declaration]) {
        let mut spans: BTreeMap<&str, Span> = BTreeMap::new();
        for declaration in declarations {
            let (name, words, changes, is_system) = match declaration {
                Declaration::WhatIf(what_if) => (&what_if.name, what_if.words.as_ref(), &what_if.changes, false),
                Declaration::System(system) => (&system.name, Some(&system.words), &system.off, true),
                _ => continue,
            };
            match spans.get(name.text.as_str()).copied() {
                Some(first) => self.duplicate(name, Some(first)),
                None => _ = spans.insert(&name.text, name.span),
            }
            let kind = if is_system { SymbolKind::System } else { SymbolKind::WhatIf };
            let symbol = self.declare_in(Space::WhatIfs, kind, name);
            self.references.set_label(symbol, words.map_or("", |words| &words.text));
            let changes = self.changes(changes);
            let id = WhatIfId::new(self.model.what_ifs.len());
            self.names.what_ifs.insert(name.text.clone(), id);
            self.model.what_ifs.push(WhatIf {
                name: name.text.clone(),
                words: words.map(|w| w.text.clone()).unwrap_or_default(),
                changes,
                is_system,
                place: self.texts.document.place(name.span),
            });
        }
    }

    pub(in crate::check) fn check_claims(&mut self, declarations: &[Declaration]) {
        let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
        for declaration in declarations {
            match declaration {
                Declaration::Claim(claim) => {
                    match ids.get(claim.id.text.as_str()).copied() {
                        Some(first) => self.duplicate(&claim.id, Some(first)),
                        None => _ = ids.insert(&claim.id.text, claim.id.span),
                    }
                    let symbol = self.declare_symbol(SymbolKind::Claim, &claim.id);
                    self.references.set_label(symbol, &claim.words.text);
                    self.check_claim(claim);
                }
                Declaration::Test(test) => self.check_test(test),
                _ => {}
            }
        }
    }

    fn check_claim(&mut self, claim: &ast::Claim) {
        self.owner = claim.id.text.clone();
        let observers_before = self.model.observers.next_idx();
        let given = claim.given.as_ref().map(|given| self.asked_where(given));
        let steps = self.steps(claim);
        let body = if claim.kind == ClaimKind::Cause { self.cause(claim) } else { self.holds(claim) };
        let touches = claim.touches.iter().flatten().filter_map(|name| self.system_named(name)).collect();
        let Some(body) = body else { return };
        let horizon = self.horizon(observers_before);
        let written = claim.holds.as_ref().or(claim.effect.as_ref());
        let written = written.map_or_else(String::new, |written| self.texts.document.written(written.span).text);
        self.model.claims.push(Claim {
            id: claim.id.text.clone(),
            words: claim.words.text.clone(),
            kind: claim.kind,
            role: claim.role,
            passage: claim.passage.as_ref().map(|p| p.text.clone()).unwrap_or_default(),
            touches,
            given,
            steps,
            body,
            written,
            horizon,
            place: self.texts.document.place(claim.id.span),
        });
    }

    /// The last step that observers from one on look at.
    pub(super) fn horizon(&self, first: ObserverId) -> Step {
        self.model.observers[first..].iter().map(|observer| observer.last_step).max().unwrap_or_default()
    }

    /// The condition under which a claim is asked, as it was written.
    fn asked_where(&mut self, given: &ast::Expr) -> Condition {
        let observers_before = self.model.observers.next_idx();
        let holds = self.truth(&mut Scope::observing(Stage::Claim), given, "what is given");
        let written: Vec<&str> = self.texts.document.text(given.span).split_whitespace().collect();
        Condition { words: written.join(" "), holds, horizon: self.horizon(observers_before) }
    }

    fn steps(&mut self, claim: &ast::Claim) -> Vec<ClaimStep> {
        if let Some(step) = claim.steps.first().filter(|_| claim.kind == ClaimKind::Cause) {
            let message = "steps lead to what holds, and a claim of the kind `cause` says what an effect is";
            let help = "state the chain in a claim of the kind `event`";
            self.error(Diagnostic::error(&codes::UNKNOWN_CLAUSE, step.words.span, message).help(help));
        }
        let step = |step: &ast::ClaimStep| ClaimStep {
            words: step.words.text.clone(),
            holds: self.truth(&mut Scope::observing(Stage::Claim), &step.holds, "what a step says"),
        };
        claim.steps.iter().map(step).collect()
    }

    fn holds(&mut self, claim: &ast::Claim) -> Option<ClaimBody> {
        let Some(holds) = &claim.holds else {
            return self.missing_in_claim(claim, "the claim does not say what holds", "write `holds` and a condition");
        };
        if let Some(without) = &claim.without {
            let message = "only a claim of the kind `cause` compares with a what-if";
            self.error(Diagnostic::error(&codes::UNKNOWN_CLAUSE, without.span, message));
        }
        let mut scope = Scope::observing(Stage::Claim);
        let what = "what a claim says";
        Some(ClaimBody::Holds(self.expression_of(&mut scope, holds, &Ty::Truth, &Measure::pure(), what)))
    }

    fn missing_in_claim<T>(&mut self, claim: &ast::Claim, message: &str, help: &str) -> Option<T> {
        self.missing_clause(claim.id.span, message, help);
        None
    }

    fn cause(&mut self, claim: &ast::Claim) -> Option<ClaimBody> {
        let Some(without) = &claim.without else {
            let help = "write `without` and the name of a what-if that takes the cause away";
            return self.missing_in_claim(claim, "the claim does not say without what", help);
        };
        let Some(effect) = &claim.effect else {
            return self.missing_in_claim(claim, "the claim has no effect", "write `effect` and what is compared");
        };
        let Some(direction) = claim.expect else {
            let help = "write `expect increases` or `expect decreases`";
            return self.missing_in_claim(claim, "the claim does not say what to expect", help);
        };
        let without = self.what_if_named(without);
        let mut scope = Scope::observing(Stage::Claim);
        let outcome = self.expression(&mut scope, effect);
        let (ty, measure) = match &outcome.ty {
            Ty::Truth => (Ty::Truth, Measure::pure()),
            Ty::Quantity(dimension) => (outcome.ty.clone(), Self::base_measure(dimension)),
            Ty::Wrong => return None,
            other => {
                let message = format!("an effect is a quantity or a truth, not {}", other.describe(&self.model));
                self.error(Diagnostic::error(&codes::WRONG_TYPE, effect.span, message));
                return None;
            }
        };
        let ty = self.model_type(&ty, &measure);
        Some(ClaimBody::Effect { without: without?, outcome: outcome.value, ty, direction })
    }

    fn what_if_named(&mut self, name: &Name) -> Option<WhatIfId> {
        self.refer(Space::WhatIfs, name, ReferenceKind::Names);
        let found = self.names.what_ifs.get(&name.text).copied();
        if found.is_none() {
            let names: Vec<String> = self.names.what_ifs.keys().cloned().collect();
            self.unknown(name, "what-if", names.iter().map(String::as_str));
        }
        found
    }

    fn system_named(&mut self, name: &Name) -> Option<WhatIfId> {
        self.refer(Space::WhatIfs, name, ReferenceKind::Names);
        let found = self.names.what_ifs.get(&name.text).copied();
        let systems: Vec<WhatIfId> = self.model.systems().collect();
        if let Some(id) = found.filter(|id| !systems.contains(id)) {
            let message = format!("`{}` is a what-if, not a system", name.text);
            let help = "a claim rests on systems, declared with `system`";
            let declared = self.model.what_ifs[id].place.clone();
            let note = format!("it is declared in {}:{}", declared.file, declared.line);
            self.error(Diagnostic::error(&codes::WRONG_KIND, name.span, message).note(note).help(help));
            return None;
        }
        let is_broken = matches!(self.names.get(&name.text), Some(Named { entity: Entity::Broken, .. }));
        if found.is_none() && !is_broken {
            let names = systems.iter().map(|id| self.model.what_ifs[*id].name.clone());
            let names: Vec<String> = names.collect();
            self.unknown(name, "system", names.iter().map(String::as_str));
        }
        found
    }

    fn check_test(&mut self, test: &ast::Test) {
        self.owner = test.name.text.clone();
        self.declare_symbol(SymbolKind::Test, &Name { text: test.name.text.clone(), span: test.name.span });
        let given = test.given.as_ref().map(|name| self.what_if_named(name));
        let mut scope = Scope::observing(Stage::Step);
        let holds = self.truth(&mut scope, &test.holds, "what a test says");
        let given = match given {
            Some(None) => return,
            other => other.flatten(),
        };
        let place = self.texts.document.place(test.name.span);
        self.model.tests.push(Test { name: test.name.text.clone(), given, holds, place });
    }
}
