//! The graph of a program: pure values, and blocks of effects that need them.
//!
//! A node is a value of every world at one point of the computation. Operands come before the nodes that use them. What
//! changes the world (a store, a check, a vote) is an effect in a block; a block guarded by a condition is a section. A read
//! of a slot carries the slot's version: how often the slot was stored before. `verify` states all rules of a sound graph.
//! Not here: how a graph is made (see `builder`), where and when a node is computed (see `schedule`), and what a model is
//! (see `lower`).

pub mod dump;
pub mod verify;

use presidium_lang::model::{Element, RuleId};

use crate::distribution::Computed;
use crate::kernels::{Binary, Unary};
use crate::program::ballots::Vote;
pub use crate::program::bounds::Bounds;
use crate::program::given::{Drawn, Input};
pub use crate::program::state::Slot;
use crate::program::state::StateLayout;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(/// A value.
    Node);
id!(/// A list of effects.
    BlockId);
id!(/// A value that is the same in all worlds, for each month.
    ScalarId);

impl Node {
    /// The node at a place of the graph.
    pub fn at(place: usize) -> Node {
        Node(place as u32)
    }
}

impl BlockId {
    /// The block at a place of the graph.
    pub fn at(place: usize) -> BlockId {
        BlockId(place as u32)
    }
}

/// Computed once, before the first step.
pub const WORLD: BlockId = BlockId(0);
/// Computed when the year changes, and before the first step.
pub const YEAR: BlockId = BlockId(1);
/// Computed in every step.
pub const STEP: BlockId = BlockId(2);

/// How a node is computed from its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// The same in all worlds.
    Scalar(ScalarId),
    /// What a slot holds at its n-th version.
    Load {
        slot: Slot,
        version: u32,
    },
    /// The oldest value of a ring of slots.
    Oldest(u32),
    /// A random number.
    Uniform(u32),
    /// The value of a prior at the operand.
    Quantile(u32),
    /// The value of a prior that is computed in each world: its expressions, how much it is widened, and where.
    Computed(u32),
    Unary(Unary),
    Binary(Binary),
    /// Condition, then, otherwise.
    Select,
    /// Piecewise linear.
    Lookup(u32),
    /// An element of a table by computed indices: the indices, then the value where they miss.
    Gather(u32),
    /// The option that a decider takes.
    Vote(u32),
    /// The element that a lane of a block for pairs stands for: its ordinal in the root set.
    Element(BlockId),
}

/// How often a value changes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    World,
    Year,
    Step,
}

#[derive(Clone, Debug)]
pub struct NodeData {
    pub op: Op,
    pub operands: Box<[Node]>,
    pub block: BlockId,
    pub pace: Pace,
    pub bounds: Bounds,
}

/// Something that happens in a block.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A block for the worlds in which the condition holds.
    Section {
        condition: Node,
        block: BlockId,
    },
    /// A block for the pairs of a world and an element for which a condition holds: of the worlds of the block around, and
    /// of these elements, which are given by their ordinals.
    Each {
        elements: Vec<(u32, Node)>,
        block: BlockId,
    },
    /// A block for the worlds of the block around in which a slot holds, again and again as long as it does.
    Loop {
        again: Slot,
        block: BlockId,
    },
    /// Holds a vote and stores what is kept of it.
    Hold {
        vote: u32,
        operands: Vec<Node>,
    },
    /// Joins the value of each pair of a block to what a slot of its world holds, in the order of the elements.
    Join {
        op: Binary,
        slot: Slot,
        value: Node,
    },
    /// Keeps in slots of each world the best of the values of its pairs, a minimum or a maximum, and the first element that has
    /// it.
    Best {
        op: Binary,
        slot: Slot,
        at: Slot,
        value: Node,
        element: Node,
    },
    Store {
        slot: Slot,
        value: Node,
    },
    /// Stores into an element of a table of slots, where the indices hit one.
    Scatter {
        targets: u32,
        indices: Vec<Node>,
        value: Node,
        add: bool,
        checked: bool,
    },
    /// Stops the worlds in which the value is not finite.
    Check {
        value: Node,
    },
    /// Computes values here although they are needed later: before stores that change what they read.
    Settle {
        values: Vec<Node>,
    },
    /// Replaces the oldest value of a ring.
    Push {
        ring: u32,
        value: Node,
    },
    /// Writes a column of a step.
    Record {
        column: u32,
        value: Node,
    },
    /// Writes a final column.
    Finish {
        column: u32,
        value: Node,
    },
    /// Logs that an element of a rule has acted in the worlds of this block.
    LogAct(LoggedAct),
}

impl Effect {
    /// The nodes that it needs itself, not within its section.
    pub fn operands(&self) -> Vec<Node> {
        match self {
            Effect::Section { condition, .. } => vec![*condition],
            Effect::Each { elements, .. } => elements.iter().map(|&(_, condition)| condition).collect(),
            Effect::Settle { values } => values.clone(),
            Effect::LogAct(_) | Effect::Loop { .. } => vec![],
            Effect::Hold { operands, .. } => operands.clone(),
            Effect::Best { value, element, .. } => vec![*element, *value],
            Effect::Scatter { indices, value, .. } => indices.iter().copied().chain([*value]).collect(),
            Effect::Store { value, .. }
            | Effect::Join { value, .. }
            | Effect::Check { value }
            | Effect::Push { value, .. }
            | Effect::Record { value, .. }
            | Effect::Finish { value, .. } => vec![*value],
        }
    }
}

/// What an element of a rule does when it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedAct {
    pub rule: RuleId,
    pub element: Element,
    /// The option that a decision takes; of an event, none.
    pub option: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub parent: Option<BlockId>,
    pub depth: u32,
    /// The block whose guard chose the worlds that are computed here: itself, or an outer one if its own guard is the
    /// same in all worlds.
    pub frame: BlockId,
    /// The innermost block for pairs: this block, or one around it.
    pub pairs: Option<BlockId>,
    /// The element of a rule that acts in this section, if it is the section of one.
    pub acts: Option<(RuleId, Element)>,
    pub effects: Vec<Effect>,
}

/// Where a random number stands, but for the world and the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Uniform {
    pub stream: u64,
    pub element: Element,
    pub n: u64,
    pub pace: Pace,
}

/// Values by computed indices; row-major, `None` where there is no element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table<T> {
    /// Number of root ordinals of each index.
    pub sizes: Vec<u32>,
    pub entries: Vec<Option<T>>,
}

/// A value that is the same in all worlds of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// One value for all months, or one for each.
    Known(Vec<f64>),
    /// What the scenario of a run says; between which numbers it lies is a promise of the run.
    Input { input: Input, bounds: Bounds },
}

/// Consecutive slots that are used in turn, one each step.
#[derive(Clone, Copy, Debug)]
pub struct Ring {
    pub first: Slot,
    pub len: u32,
}

/// Values, blocks, and the tables that they refer to.
#[derive(Clone, Debug)]
pub struct Graph {
    pub nodes: Vec<NodeData>,
    pub blocks: Vec<Block>,
    pub scalars: Vec<Scalar>,
    /// The scalar that is the number 0.
    pub zero: ScalarId,
    pub uniforms: Vec<Uniform>,
    pub quantiles: Vec<Drawn>,
    /// Priors that are computed in each world, and how many expressions each has.
    pub computed: Vec<(Computed, usize)>,
    pub lookups: Vec<Vec<(f64, f64)>>,
    pub gathers: Vec<Table<Node>>,
    pub scatters: Vec<Table<Slot>>,
    pub rings: Vec<Ring>,
    pub votes: Vec<Vote>,
    /// What the slots hold.
    pub state: StateLayout,
}

impl Graph {
    pub fn data(&self, node: Node) -> &NodeData {
        &self.nodes[node.index()]
    }

    pub fn block(&self, block: BlockId) -> &Block {
        &self.blocks[block.index()]
    }

    /// A node that is the same in all worlds of a run.
    pub fn scalar(&self, node: Node) -> Option<&Scalar> {
        match self.data(node).op {
            Op::Scalar(id) => Some(&self.scalars[id.index()]),
            _ => None,
        }
    }

    /// The values of a table that a gather can reach; none of another operation.
    pub fn entries(&self, op: Op) -> impl Iterator<Item = Node> {
        let entries = match op {
            Op::Gather(table) => &self.gathers[table as usize].entries[..],
            _ => &[],
        };
        entries.iter().flatten().copied()
    }

    /// The innermost block around two blocks of one root; of different roots, one of the two roots.
    pub fn common(&self, mut a: BlockId, mut b: BlockId) -> BlockId {
        while a != b {
            let deeper = if self.block(a).depth >= self.block(b).depth { &mut a } else { &mut b };
            match self.block(*deeper).parent {
                Some(parent) => *deeper = parent,
                None => break,
            }
        }
        a
    }

    /// The outermost block around a block.
    pub fn root(&self, mut block: BlockId) -> BlockId {
        while let Some(parent) = self.block(block).parent {
            block = parent;
        }
        block
    }
}
