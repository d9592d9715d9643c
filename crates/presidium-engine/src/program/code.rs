//! The code that is executed: instructions on vectors of lanes, in order, with jumps over sections.

use crate::kernels::{Binary, Fused, Unary};
use crate::program::graph::{LoggedAct, ScalarId, Slot};

/// Instructions in order, with what they compute, which is counted beforehand.
#[derive(Clone, Debug)]
pub struct Code {
    pub instrs: Vec<Instr>,
    /// For each instruction that begins a section the operations of a lane in it, without those in sections within it; zero
    /// for all others.
    pub operations: Vec<u64>,
    /// Operations of a lane outside sections.
    pub operations_outside: u64,
}

impl Code {
    /// `operations` says how many of them an instruction is, in one lane.
    pub fn new(instrs: Vec<Instr>, operations: impl Fn(&Instr) -> u64) -> Code {
        let mut code = Code { operations: vec![0; instrs.len()], instrs, operations_outside: 0 };
        // The sections that are open, each with its beginning and its end.
        let mut open: Vec<(usize, usize)> = vec![];
        for (place, instr) in code.instrs.iter().enumerate() {
            while open.last().is_some_and(|&(_, end)| end == place) {
                open.pop();
            }
            if let Some(len) = instr.body() {
                open.push((place, place + 1 + len));
                continue;
            }
            match open.last() {
                Some(&(section, _)) => code.operations[section] += operations(instr),
                None => code.operations_outside += operations(instr),
            }
        }
        code
    }

    /// Operations of a lane that takes every section.
    pub fn operations_at_most(&self) -> u64 {
        self.operations_outside + self.operations.iter().sum::<u64>()
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A vector with one value for each lane: a slot, or after the slots a register.
    Vector(u32),
    /// The same for all lanes.
    Scalar(u32),
}

/// One instruction. `to` is the vector that receives the result, one value for each lane of the section.
#[derive(Clone, Debug)]
pub enum Instr {
    Unary {
        op: Unary,
        to: u32,
        x: Operand,
    },
    Binary {
        op: Binary,
        to: u32,
        a: Operand,
        b: Operand,
    },
    Select {
        to: u32,
        condition: Operand,
        then: Operand,
        otherwise: Operand,
    },
    Copy {
        to: u32,
        x: Operand,
    },
    /// Some operations at once; operands that the operation does not have are zero.
    Fused {
        op: Fused,
        to: u32,
        operands: [Operand; 4],
    },
    /// Picks the lanes of this section out of all lanes (`whole`) or out of those of the section around it.
    Narrow {
        to: u32,
        from: Operand,
        whole: bool,
    },
    Uniform {
        to: u32,
        uniform: u32,
    },
    Quantile {
        to: u32,
        quantile: u32,
        x: Operand,
    },
    /// The expressions of a prior, how much it is widened, and where.
    Computed {
        to: u32,
        prior: u32,
        operands: Box<[Operand]>,
    },
    Lookup {
        to: u32,
        lookup: u32,
        x: Operand,
    },
    /// The element that each lane of a block for pairs stands for.
    Element {
        to: u32,
    },
    /// The oldest value of a ring, for all lanes.
    Oldest {
        to: u32,
        ring: u32,
    },
    Gather {
        to: u32,
        table: u32,
        operands: Box<[Operand]>,
    },
    Vote {
        to: u32,
        vote: u32,
        operands: Box<[Operand]>,
    },
    /// Holds a vote and stores what is kept of it.
    Hold {
        vote: u32,
        operands: Box<[Operand]>,
    },
    Store {
        slot: Slot,
        x: Operand,
    },
    /// Joins each lane of a block for pairs to a slot of the whole block, one after another.
    Join {
        op: Binary,
        slot: Slot,
        x: Operand,
    },
    /// Keeps the best of the lanes of a block for pairs in a slot of the whole block, and its element in another.
    Best {
        op: Binary,
        slot: Slot,
        at: Slot,
        element: Operand,
        x: Operand,
    },
    /// Indices, then the value.
    Scatter {
        targets: u32,
        operands: Box<[Operand]>,
        add: bool,
        checked: bool,
    },
    Check {
        x: Operand,
    },
    Push {
        ring: u32,
        x: Operand,
    },
    Record {
        column: u32,
        x: Operand,
    },
    Finish {
        column: u32,
        x: Operand,
    },
    /// Logs that an element of a rule has acted in the lanes of this section.
    LogAct(LoggedAct),
    /// The next `len` instructions are for the lanes in which the condition holds; skipped if there are none. With a
    /// uniform condition they are for all or none of the lanes of the section around.
    Section {
        condition: Operand,
        uniform: bool,
        len: u32,
    },
    /// The next `len` instructions are for the lanes in which a slot holds; they are run again as long as it does in some.
    Loop {
        again: Slot,
        len: u32,
    },
    /// The next `len` instructions are for the pairs of a lane and an element for which a condition holds: each element with
    /// its ordinal and its condition. They are run as often as it takes, some pairs at a time, in the order of the elements.
    Each {
        elements: Box<[(u32, Operand)]>,
        len: u32,
    },
}

impl Instr {
    /// The vector that receives a result, if there is one.
    pub fn to(&mut self) -> Option<&mut u32> {
        match self {
            Instr::Unary { to, .. }
            | Instr::Binary { to, .. }
            | Instr::Select { to, .. }
            | Instr::Copy { to, .. }
            | Instr::Fused { to, .. }
            | Instr::Narrow { to, .. }
            | Instr::Uniform { to, .. }
            | Instr::Quantile { to, .. }
            | Instr::Computed { to, .. }
            | Instr::Lookup { to, .. }
            | Instr::Oldest { to, .. }
            | Instr::Element { to }
            | Instr::Gather { to, .. }
            | Instr::Vote { to, .. } => Some(to),
            _ => None,
        }
    }

    /// How many of the next instructions belong to this one.
    pub fn body(&self) -> Option<usize> {
        match self {
            Instr::Section { len, .. } | Instr::Each { len, .. } | Instr::Loop { len, .. } => Some(*len as usize),
            _ => None,
        }
    }

    /// The same instruction before a body of another length.
    pub fn with_body(&self, count: usize) -> Instr {
        let mut instr = self.clone();
        if let Instr::Section { len, .. } | Instr::Each { len, .. } | Instr::Loop { len, .. } = &mut instr {
            *len = count as u32;
        }
        instr
    }

    /// All operands but those in tables.
    pub fn operands(&mut self) -> Vec<&mut Operand> {
        match self {
            Instr::Uniform { .. }
            | Instr::Oldest { .. }
            | Instr::Loop { .. }
            | Instr::Element { .. }
            | Instr::LogAct(_) => Vec::new(),
            Instr::Each { elements, .. } => elements.iter_mut().map(|(_, condition)| condition).collect(),
            Instr::Binary { a, b, .. } => vec![a, b],
            Instr::Select { condition, then, otherwise, .. } => vec![condition, then, otherwise],
            Instr::Computed { operands, .. }
            | Instr::Gather { operands, .. }
            | Instr::Vote { operands, .. }
            | Instr::Hold { operands, .. }
            | Instr::Scatter { operands, .. } => operands.iter_mut().collect(),
            Instr::Fused { operands, .. } => operands.iter_mut().collect(),
            Instr::Best { element, x, .. } => vec![element, x],
            Instr::Section { condition, .. } => vec![condition],
            Instr::Narrow { from, .. } => vec![from],
            Instr::Unary { x, .. }
            | Instr::Copy { x, .. }
            | Instr::Quantile { x, .. }
            | Instr::Lookup { x, .. }
            | Instr::Store { x, .. }
            | Instr::Join { x, .. }
            | Instr::Check { x }
            | Instr::Push { x, .. }
            | Instr::Record { x, .. }
            | Instr::Finish { x, .. } => vec![x],
        }
    }
}

impl From<Slot> for Operand {
    fn from(slot: Slot) -> Operand {
        Operand::Vector(slot.0)
    }
}

impl From<ScalarId> for Operand {
    fn from(scalar: ScalarId) -> Operand {
        Operand::Scalar(scalar.0)
    }
}
