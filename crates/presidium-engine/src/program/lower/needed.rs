//! Which results of lets the dynamics need in every step of every world.
//!
//! If such a result is missing the world stops in that month whatever else happens. So it is checked where it is computed,
//! and what follows need not look again. Only what is sure counts: what a branch, a filter or a computed index guards is
//! left out, and is checked where it is needed.

use presidium_lang::model::{
    BinaryOp, BindingId, Element, Expr, Index, Model, Rule, UnaryOp, VariableId, VariableKind,
};

use crate::layout::{self, Layout};
use crate::live::Live;
use crate::network::{Link, Network};
use crate::resolved::ResolvedScenario;
use crate::scalar::{self, holds, truth};

/// For each variable whether each element is needed; of anything but lets nothing is noted.
pub struct Needed(Vec<Vec<bool>>);

impl Needed {
    /// Follows what stocks, flows, delays and conditions of rules read.
    pub fn new(model: &Model, resolved: &ResolvedScenario, layout: &Layout, live: &Live, network: &Network) -> Needed {
        let nothing = model.variables.iter().map(|_| Vec::new()).collect();
        let mut search = Search { model, resolved, layout, needed: nothing, open: Vec::new(), bound: Vec::new() };
        for (place, variable) in model.variables.iter().enumerate() {
            let id = VariableId::new(place);
            if live.demands(id) {
                search.each(&variable.indices, layout.len(id), &carried(model, &variable.kind));
            }
        }
        let links = if model.integration.is_repeated() { &[][..] } else { &network.links };
        for &Link { flow, .. } in links {
            let variable = &model.variables[flow.variable];
            if let VariableKind::Flow { wanted, .. } = &variable.kind {
                search.bind(&variable.indices, flow.element);
                search.read(wanted);
            }
        }
        for rule in &model.rules {
            let when = match rule {
                Rule::Event(event) => event.when.as_ref(),
                Rule::Decision(decision) if resolved.follows_throughout(model, decision) => None,
                Rule::Decision(decision) => decision.when.as_ref(),
            };
            let when: Vec<&Expr> = when.into_iter().collect();
            search.each(rule.indices(), layout::len(model, rule.indices()), &when);
        }
        search.close();
        Needed(search.needed)
    }

    pub fn is(&self, variable: VariableId, element: Element) -> bool {
        self.0[variable.index()].get(element.index()).copied().unwrap_or(false)
    }
}

/// What a variable that is carried over steps reads in each of them, of lets as they are at its start.
fn carried<'m>(model: &Model, kind: &'m VariableKind) -> Vec<&'m Expr> {
    match kind {
        VariableKind::Stock { .. } if !model.integration.is_repeated() => kind.rates(),
        VariableKind::Lag { value, .. } => vec![value],
        _ => Vec::new(),
    }
}

struct Search<'m> {
    model: &'m Model,
    resolved: &'m ResolvedScenario,
    layout: &'m Layout,
    needed: Vec<Vec<bool>>,
    /// Needed, but not yet looked into.
    open: Vec<(VariableId, Element)>,
    bound: Vec<f64>,
}

impl<'m> Search<'m> {
    fn each(&mut self, indices: &[Index], count: usize, exprs: &[&Expr]) {
        for element in (0..count).map(Element::at) {
            self.bind(indices, element);
            exprs.iter().for_each(|expr| self.read(expr));
        }
    }

    fn close(&mut self) {
        while let Some((id, element)) = self.open.pop() {
            let variable = &self.model.variables[id];
            if let VariableKind::Let { value } = &variable.kind {
                self.bind(&variable.indices, element);
                self.read(value);
            }
        }
    }

    fn need(&mut self, id: VariableId, element: Element) {
        if !matches!(self.model.variables[id].kind, VariableKind::Let { .. }) {
            return;
        }
        let needed = &mut self.needed[id.index()];
        if needed.is_empty() {
            needed.resize(self.layout.len(id), false);
        }
        if !std::mem::replace(&mut needed[element.index()], true) {
            self.open.push((id, element));
        }
    }

    /// Notes what an expression needs in any case.
    fn read(&mut self, expr: &Expr) {
        match expr {
            // Lots are drawn in rules only.
            Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Luck(_) => {}
            Expr::Now | Expr::Time => {}
            Expr::Read { variable, indices, otherwise } => {
                indices.iter().for_each(|index| self.read(index));
                let ordinals: Option<Vec<f64>> = indices.iter().map(|index| self.known(index)).collect();
                match (ordinals.map(|ordinals| self.layout.place(*variable, &ordinals)), otherwise) {
                    (Some(Some(element)), _) => self.need(*variable, element),
                    (Some(None), Some(otherwise)) => self.read(otherwise),
                    _ => {}
                }
            }
            Expr::Unary { operand, .. } => self.read(operand),
            Expr::Binary { op, left, right } => {
                self.read(left);
                let needed = match op {
                    BinaryOp::And => self.known(left).is_some_and(holds),
                    BinaryOp::Or => self.known(left).is_some_and(|left| !holds(left)),
                    _ => true,
                };
                if needed {
                    self.read(right);
                }
            }
            Expr::Call { arguments, .. } => arguments.iter().for_each(|argument| self.read(argument)),
            Expr::If { condition, then, otherwise } => {
                self.read(condition);
                if let Some(condition) = self.known(condition) {
                    self.read(if holds(condition) { then } else { otherwise });
                }
            }
            Expr::Fold { index, filter, body, .. } => self.read_each(index, filter.as_deref(), body),
            Expr::Among { argument, index, filter, key, .. } => {
                self.read(argument);
                self.read_each(index, filter.as_deref(), key);
            }
            Expr::Terms(terms) => terms.iter().for_each(|term| self.read(&term.value)),
            Expr::Lookup { argument, .. } => self.read(argument),
        }
    }

    /// What is needed of the elements of a set.
    fn read_each(&mut self, index: &Index, filter: Option<&Expr>, body: &Expr) {
        let model = self.model;
        for &ordinal in &model.sets[index.set].ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            filter.iter().for_each(|filter| self.read(filter));
            if filter.is_none_or(|filter| self.known(filter).is_some_and(holds)) {
                self.read(body);
            }
        }
    }

    /// The value of an expression of which only elements decide.
    fn known(&self, expr: &Expr) -> Option<f64> {
        match expr {
            Expr::Number(value) => Some(*value),
            Expr::Bound(binding) => self.bound.get(binding.index()).copied(),
            Expr::Unary { op: UnaryOp::Not, operand } => Some(truth(!holds(self.known(operand)?))),
            Expr::Binary { op, left, right } => Some(scalar::binary(*op, self.known(left)?, self.known(right)?)),
            Expr::Read { variable, indices, .. } => {
                let VariableKind::Data { values } = &self.model.variables[*variable].kind else { return None };
                let ordinals: Option<Vec<f64>> = indices.iter().map(|index| self.known(index)).collect();
                let element = self.layout.place(*variable, &ordinals?)?;
                Some(values[self.resolved.dealt(*variable, element).index()])
            }
            _ => None,
        }
    }

    fn bind(&mut self, indices: &[Index], element: Element) {
        for (index, ordinal) in indices.iter().zip(layout::ordinals(self.model, indices, element)) {
            self.bind_one(index.binding, ordinal);
        }
    }

    fn bind_one(&mut self, binding: BindingId, ordinal: f64) {
        if self.bound.len() <= binding.index() {
            self.bound.resize(binding.index() + 1, 0.0);
        }
        self.bound[binding.index()] = ordinal;
    }
}
