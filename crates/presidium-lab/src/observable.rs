//! One value of one variable at the end of one month: what can be asked of every world beside the claims.

use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, Type, Variable, VariableId, VariableKind};

/// A variable, an element of it, a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observable {
    /// The variable.
    pub variable: VariableId,
    /// Row-major position among its elements.
    pub element: Element,
    /// Months since year 0, within the model's first and last.
    pub month: Step,
}

impl Observable {
    /// What the engine is asked to record.
    pub(crate) fn cell(&self) -> (VariableId, Element, Step) {
        (self.variable, self.element, self.month)
    }

    /// The outcome that a model opens with: the first state of the document whose values are elements of a set, at
    /// its first element, in the last month. In a model of offices that is who holds the first office in the end.
    pub fn headline(model: &Model) -> Option<Observable> {
        let is_headline = |variable: &Variable| {
            let state = matches!(variable.kind, VariableKind::State { .. });
            state && !variable.hidden && matches!(variable.ty, Type::Element { .. }) && !variable.is_empty(model)
        };
        let position = model.variables.iter().position(is_headline)?;
        Some(Observable { variable: VariableId::new(position), element: Element::default(), month: model.last_step })
    }
}

/// How often each value came up, the commonest first; equally common ones by value.
pub fn distribution(values: &[f64]) -> Vec<(f64, u64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut counted: Vec<(f64, u64)> =
        sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u64)).collect();
    counted.sort_by_key(|&(_, worlds)| std::cmp::Reverse(worlds));
    counted
}
