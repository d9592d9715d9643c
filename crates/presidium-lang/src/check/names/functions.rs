//! Functions of the author's own: their names, what they are called with, and circles of them.

use std::cell::Cell;
use std::rc::Rc;

use crate::ast::{self, Declaration, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::functions::{Callable, Function, FunctionState};
use crate::check::known::references::Space;
use crate::circles::{Circle, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Signature;
use crate::symbols::SymbolKind;

impl<'a> Checker<'a> {
    /// Enters every function with its signature, and reports those that call themselves.
    pub(in crate::check) fn declare_functions(&mut self, declarations: &'a [Declaration]) {
        let mut all = vec![];
        for declaration in declarations {
            if let Declaration::Function(declared) = declaration {
                all.extend(self.declare_function(declared));
            }
        }
        let places: std::collections::HashMap<&str, usize> =
            all.iter().enumerate().map(|(place, function)| (function.declared.name.text.as_str(), place)).collect();
        let called: Vec<Vec<(usize, &Name)>> = all
            .iter()
            .map(|function| {
                let names = calls(&function.declared.value).into_iter();
                names.filter_map(|name| Some((*places.get(name.text.as_str())?, name))).collect()
            })
            .collect();
        let order = in_order(all.len(), |at| called[at].iter().map(|(called, _)| *called).collect());
        for circle in &order.circles {
            self.function_cycle(circle, &all, &called);
        }
    }

    fn declare_function(&mut self, declared: &'a ast::Function) -> Option<Rc<Function<'a>>> {
        let name = &declared.name;
        if let Some(first) = self.given_already(name) {
            self.duplicate(name, first);
            return None;
        }
        for (place, (parameter, _)) in declared.parameters.iter().enumerate() {
            let mut before = declared.parameters[..place].iter();
            if let Some((first, _)) = before.find(|(first, _)| first.text == parameter.text) {
                self.duplicate(parameter, Some(first.span));
            }
        }
        let library = self.calls.library;
        let space = library.map_or(Space::Functions, Space::Library);
        let symbol = self.declare_in(space, SymbolKind::Function, name);
        self.references.set_label(symbol, declared.label.as_ref().map_or("", |label| &label.text));
        let parameters = declared.parameters.iter().map(|(_, ty)| self.declared_type(ty)).collect();
        let (ty, measure) = self.declared_type(&declared.ty);
        let unit = self.unit_words(&ty, &measure);
        self.references.set_unit(symbol, unit);
        let state = Cell::new(FunctionState::Unchecked);
        let function = Rc::new(Function { declared, library, parameters, ty, measure, state });
        let callable = Callable { function: Rc::clone(&function), given: name.span, is_called: Cell::new(false) };
        self.functions.insert(name.text.clone(), callable);
        Some(function)
    }

    /// What each function that can be called is called with, and what it gives.
    pub(in crate::check) fn signatures(&self) -> Vec<Signature> {
        let signature = |callable: &Callable<'a>| {
            let Function { declared, library, parameters, ty, measure, .. } = &*callable.function;
            let named = declared.parameters.iter().zip(parameters);
            Signature {
                name: declared.name.text.clone(),
                parameters: named
                    .map(|((name, _), (ty, measure))| (name.text.clone(), self.unit_words(ty, measure)))
                    .collect(),
                gives: self.unit_words(ty, measure),
                label: declared.label.as_ref().map(|label| label.text.clone()).unwrap_or_default(),
                library: library.map(|id| self.libraries[id].name.clone()),
                place: self.texts.document.place(callable.given),
            }
        };
        self.functions.values().map(signature).collect()
    }

    /// Warns of functions that nothing calls; an import that nothing calls is one of them.
    pub(in crate::check) fn warn_uncalled(&mut self) {
        let uncalled = self.functions.values().filter(|callable| !callable.is_called.get());
        let warning = |callable: &Callable<'a>| {
            let name = &callable.function.declared.name.text;
            let (what, help) = match callable.function.library {
                Some(_) => ("imported function", "take it out of the import"),
                None => ("function", "call it, or leave it out"),
            };
            let message = format!("nothing calls the {what} `{name}`");
            Diagnostic::warning(&codes::UNREAD, callable.given, message).help(help)
        };
        let mut found: Vec<Diagnostic> = uncalled.map(warning).collect();
        found.sort_by_key(Diagnostic::span);
        self.complaints.findings.extend(found);
    }

    fn function_cycle(&mut self, circle: &Circle, all: &[Rc<Function<'a>>], called: &[Vec<(usize, &Name)>]) {
        let mut members = circle.members.clone();
        if !circle.goes_on {
            members.push(members[0]);
        }
        let name = |place: usize| all[place].declared.name.text.as_str();
        let call = |caller: usize, callee: usize| called[caller].iter().find(|(place, _)| *place == callee);
        let step = |pair: &[usize]| Some((pair[0], pair[1], call(pair[0], pair[1])?.1.span));
        let steps: Vec<_> = members.windows(2).filter_map(step).collect();
        let Some(&(first, _, span)) = steps.first() else { return };
        let by_way = if steps.len() == 1 { "" } else { " by way of others" };
        let message = format!("the function `{}` calls itself{by_way}", name(first));
        let mut diagnostic = Diagnostic::error(&codes::FUNCTION_CYCLE, span, message);
        for (place, &(caller, callee, span)) in steps.iter().enumerate() {
            let says = format!("`{}` calls `{}`", name(caller), name(callee));
            diagnostic = if place == 0 { diagnostic.here(says) } else { diagnostic.label(span, says) };
        }
        let path: Vec<&str> = members.iter().map(|&member| name(member)).collect();
        let note = path.join(" → ") + if circle.goes_on { " → …" } else { "" };
        let help = "write out what it comes to, fold over a set, or let a step lie between: `previous(x, initially …)`";
        self.error(diagnostic.note(note).help(help));
        circle.members.iter().for_each(|&member| all[member].state.set(FunctionState::Broken));
    }
}

/// The names that are called in an expression.
fn calls(expr: &ast::Expr) -> Vec<&Name> {
    let own = match &expr.kind {
        ExprKind::Call { name, .. } => Some(name),
        _ => None,
    };
    own.into_iter().chain(expr.parts().into_iter().flat_map(calls)).collect()
}
