//! What the language calls the things of a model, for whoever shows them to readers.

use crate::model::{ClaimKind, Evidence, Role, Status, VariableKind};

impl Status {
    /// As it is written behind a number.
    pub fn word(self) -> &'static str {
        match self {
            Status::Sourced => "sourced",
            Status::Estimate => "estimate",
            Status::Assumption => "assumption",
        }
    }
}

impl Evidence {
    /// The status as it is written, and whether the number looked ahead.
    pub fn status_words(&self) -> String {
        let looked_ahead = if self.looked_ahead { " looked_ahead" } else { "" };
        format!("{}{looked_ahead}", self.status.word())
    }
}

impl Role {
    /// As it is written in a claim.
    pub fn word(self) -> &'static str {
        match self {
            Role::Calibration => "calibration",
            Role::Seen => "seen",
            Role::HeldOut => "held-out",
            Role::Structural => "structural",
        }
    }
}

impl ClaimKind {
    /// As it is written in a claim.
    pub fn word(self) -> &'static str {
        match self {
            ClaimKind::Event => "event",
            ClaimKind::Quantity => "quantity",
            ClaimKind::Negative => "negative",
            ClaimKind::Cause => "cause",
        }
    }
}

impl VariableKind {
    /// The keyword of its declaration; `lag` for what the compiler makes of a delay, and `flow` for a let that is one.
    pub fn word(&self) -> &'static str {
        match self {
            VariableKind::Data { .. } => "data",
            VariableKind::Parameter { .. } => "param",
            VariableKind::Switch { .. } => "switch",
            VariableKind::Series { .. } => "series",
            VariableKind::Let { .. } => "let",
            VariableKind::Stock { .. } => "stock",
            VariableKind::Flow { .. } => "flow",
            VariableKind::Lag { .. } => "lag",
            VariableKind::Draw { .. } => "draw",
            VariableKind::State { .. } => "state",
        }
    }
}
