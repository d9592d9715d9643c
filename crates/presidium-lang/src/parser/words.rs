//! Words of the language that no declaration may take as a name, and those that begin one.

/// Names of this language's own; no declaration may take them.
pub const RESERVED: &[&str] = &[
    "and",
    "as",
    "assumption",
    "by",
    "else",
    "estimate",
    "false",
    "for",
    "from",
    "if",
    "in",
    "initially",
    "is",
    "never",
    "none",
    "not",
    "now",
    "of",
    "or",
    "otherwise",
    "per",
    "sourced",
    "then",
    "to",
    "true",
    "unless",
    "when",
    "where",
    "with",
    "within",
];

/// First words of declarations.
pub const DECLARATIONS: &[&str] = &[
    "model", "unit", "set", "data", "param", "switch", "series", "record", "stock", "flow", "let", "function", "draw",
    "state", "event", "decision", "body", "claim", "test", "what", "system", "use", "base",
];

/// Words of the frame, which are no units behind a number.
pub(super) const FRAME_WORDS: &[&str] = &["until", "step", "substeps", "method", "language", "seed", "worlds", "split"];
