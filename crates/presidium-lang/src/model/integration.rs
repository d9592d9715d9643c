//! How stocks move within a step, as the frame of a model says it.

use std::fmt;

use super::checked::Model;
use super::expressions::Expr;
use super::ids::VariableId;
use super::variables::VariableKind;

/// A step has so many sub-steps at most.
pub const SUBSTEPS_MAX: u32 = 100;

/// The method by which stocks are moved, and how often within a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integration {
    /// What a sub-step makes of the rates.
    pub method: Method,
    /// Equal parts of a step, 1 to [`SUBSTEPS_MAX`].
    pub substeps: u32,
}

/// What a sub-step makes of the rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The rates at its start hold to its end.
    #[default]
    Euler,
    /// The classical method of Runge and Kutta: a mean of the rates at the start, twice in the middle and at the end.
    Rk4,
}

/// Euler's method, once in a step.
impl Default for Integration {
    fn default() -> Self {
        Integration { method: Method::Euler, substeps: 1 }
    }
}

impl Integration {
    /// Whether rates are computed more than once in a step. If not, they stand on the lets as computed at its start.
    ///
    /// ```
    /// use presidium_lang::model::{Integration, Method};
    /// assert!(!Integration::default().is_repeated());
    /// assert!(Integration { method: Method::Rk4, substeps: 1 }.is_repeated());
    /// ```
    pub fn is_repeated(self) -> bool {
        self != Integration::default()
    }
}

impl Method {
    /// All methods, as a frame names them.
    pub const ALL: [Method; 2] = [Method::Euler, Method::Rk4];
}

/// The word of the frame.
impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Euler => "euler",
            Method::Rk4 => "rk4",
        })
    }
}

impl Model {
    /// The lets that the rates and limits of some stocks and flows read, each after those that it reads itself. What looks back is
    /// not followed: it holds over a step.
    pub fn lets_of_rates(&self, of: impl Fn(VariableId) -> bool) -> Vec<VariableId> {
        let mut is_read = vec![false; self.variables.len()];
        let all = (0..self.variables.len()).map(VariableId::new).filter(|&id| of(id));
        let mut open: Vec<&Expr> = all.flat_map(|id| self.variables[id].kind.rates()).collect();
        while let Some(expr) = open.pop() {
            expr.visit(&mut |part| {
                if let Expr::Read { variable, .. } = part
                    && let VariableKind::Let { value } = &self.variables[*variable].kind
                    && !std::mem::replace(&mut is_read[variable.index()], true)
                {
                    open.push(value);
                }
            });
        }
        self.let_order.iter().copied().filter(|id| is_read[id.index()]).collect()
    }
}

impl VariableKind {
    /// What moves a stock or is wanted of a flow, and between which limits; nothing of other variables.
    pub fn rates(&self) -> Vec<&Expr> {
        match self {
            VariableKind::Stock { inflows, outflows, at_least, at_most, .. } => {
                let flows = inflows.iter().chain(outflows).map(|term| &term.value);
                flows.chain(at_least).chain(at_most).collect()
            }
            VariableKind::Flow { wanted, .. } => vec![wanted],
            _ => Vec::new(),
        }
    }
}
