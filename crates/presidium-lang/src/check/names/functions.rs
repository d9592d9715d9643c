//! Functions of the author's own: their names, what they are called with, and circles of them.

use std::cell::Cell;
use std::rc::Rc;

use crate::ast::{self, Declaration, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::functions::{FUNCTIONS, Function, FunctionState};
use crate::check::known::references::Space;
use crate::circles::{Circle, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
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
        let first = self.names.get(&name.text).map(|named| named.span);
        let first = first.or_else(|| self.functions.get(&name.text).map(|known| Some(known.declared.name.span)));
        if let Some(first) = first.or_else(|| FUNCTIONS.contains(&name.text.as_str()).then_some(None)) {
            self.duplicate(name, first);
            return None;
        }
        for (place, (parameter, _)) in declared.parameters.iter().enumerate() {
            let mut before = declared.parameters[..place].iter();
            if let Some((first, _)) = before.find(|(first, _)| first.text == parameter.text) {
                self.duplicate(parameter, Some(first.span));
            }
        }
        let symbol = self.declare_in(Space::Functions, SymbolKind::Function, name);
        self.references.set_label(symbol, declared.label.as_ref().map_or("", |label| &label.text));
        let parameters = declared.parameters.iter().map(|(_, ty)| self.declared_type(ty)).collect();
        let (ty, measure) = self.declared_type(&declared.ty);
        let unit = self.unit_words(&ty, &measure);
        self.references.set_unit(symbol, unit);
        let state = Cell::new(FunctionState::Unchecked);
        let function = Rc::new(Function { declared, parameters, ty, measure, state });
        self.functions.insert(name.text.clone(), Rc::clone(&function));
        Some(function)
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
