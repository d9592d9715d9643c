//! The graph of a program: pure values, and blocks of effects that need them.
//!
//! A node is a value of every world at one point of the computation. Nodes are made in order, operands first; equal
//! nodes are shared where both are at hand. What changes the world (a store, a check, a vote) is an effect in a block; a block
//! guarded by a condition is a section. Reads of changing slots carry the slot's version, so that sharing is safe.
//! Not here: where and when a node is computed (see `schedule`), and what a model is (see `lower`).

use std::collections::HashMap;

use crate::distribution::Quantile;
use crate::kernels::{Binary, Unary};
use crate::program::ballots::Vote;
use crate::scalar::{self, holds};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
id!(/// A value of each world that outlives a step.
    Slot);
id!(/// A value that is the same in all worlds, for each month.
    ScalarId);

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
}

/// Something that happens in a block.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A block for the worlds in which the condition holds.
    Section {
        condition: Node,
        block: BlockId,
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
    /// Writes a monthly column.
    Record {
        column: u32,
        value: Node,
    },
    /// Writes a final column.
    Finish {
        column: u32,
        value: Node,
    },
}

#[derive(Clone, Debug)]
pub struct Block {
    pub parent: Option<BlockId>,
    pub depth: u32,
    /// The block whose guard chose the worlds that are computed here: itself, or an outer one if its own guard is the
    /// same in all worlds.
    pub frame: BlockId,
    pub effects: Vec<Effect>,
}

/// Where a random number stands, but for the world and the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Uniform {
    pub stream: u64,
    pub element: u32,
    pub n: u32,
    pub pace: Pace,
}

/// Values by computed indices; row-major, `None` where there is no element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table<T> {
    /// Number of root ordinals of each index.
    pub sizes: Vec<u32>,
    pub entries: Vec<Option<T>>,
}

/// Consecutive slots that are used in turn, one each step.
#[derive(Clone, Copy, Debug)]
pub struct Ring {
    pub first: Slot,
    pub len: u32,
}

#[derive(Clone, Debug)]
pub struct Graph {
    pub nodes: Vec<NodeData>,
    pub blocks: Vec<Block>,
    /// One value for all months, or one for each.
    pub scalars: Vec<Vec<f64>>,
    pub uniforms: Vec<Uniform>,
    pub quantiles: Vec<Quantile>,
    pub lookups: Vec<Vec<(f64, f64)>>,
    pub gathers: Vec<Table<Node>>,
    pub scatters: Vec<Table<Slot>>,
    pub rings: Vec<Ring>,
    pub votes: Vec<Vote>,
    pub slot_count: u32,
    optimise: bool,
    /// The block that is being filled, within the blocks around it; for each the keys it made known and the slots it
    /// stored.
    open: Vec<Open>,
    known: HashMap<(Op, Box<[Node]>), Node>,
    interned: HashMap<Vec<u64>, ScalarId>,
    tables: HashMap<Table<Node>, u32>,
    versions: Vec<u32>,
    /// What a slot is known to hold now.
    held: HashMap<Slot, Node>,
}

#[derive(Clone, Debug)]
struct Open {
    block: BlockId,
    keys: Vec<(Op, Box<[Node]>)>,
    stored: Vec<Slot>,
}

impl Graph {
    /// An empty graph, with the world's block open.
    pub fn new(optimise: bool) -> Graph {
        let root = |block| Block { parent: None, depth: 0, frame: block, effects: Vec::new() };
        Graph {
            nodes: Vec::new(),
            blocks: vec![root(WORLD), root(YEAR), root(STEP)],
            scalars: Vec::new(),
            uniforms: Vec::new(),
            quantiles: Vec::new(),
            lookups: Vec::new(),
            gathers: Vec::new(),
            scatters: Vec::new(),
            rings: Vec::new(),
            votes: Vec::new(),
            slot_count: 0,
            optimise,
            open: vec![Open { block: WORLD, keys: Vec::new(), stored: Vec::new() }],
            known: HashMap::new(),
            interned: HashMap::new(),
            tables: HashMap::new(),
            versions: Vec::new(),
            held: HashMap::new(),
        }
    }

    pub fn data(&self, node: Node) -> &NodeData {
        &self.nodes[node.index()]
    }

    pub fn current(&self) -> BlockId {
        self.open[self.open.len() - 1].block
    }

    /// Ends the block of the world and begins that of the step; what slots held is forgotten, for steps repeat.
    pub fn begin_steps(&mut self) {
        self.held.clear();
        self.open[0].block = STEP;
        self.open[0].stored.clear();
    }

    // Values.

    /// A number.
    pub fn number(&mut self, value: f64) -> Node {
        self.scalar(vec![value])
    }

    /// A value for each month that is the same in all worlds.
    pub fn monthly(&mut self, values: Vec<f64>) -> Node {
        let first = values[0].to_bits();
        if values.iter().all(|value| value.to_bits() == first) { self.number(values[0]) } else { self.scalar(values) }
    }

    /// The number 0, as a scalar.
    pub fn zero(&mut self) -> u32 {
        let node = self.number(0.0);
        match self.data(node).op {
            Op::Scalar(ScalarId(id)) => id,
            _ => 0,
        }
    }

    fn scalar(&mut self, values: Vec<f64>) -> Node {
        let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
        let next = ScalarId(self.scalars.len() as u32);
        let id = *self.interned.entry(bits).or_insert(next);
        if id == next {
            self.scalars.push(values);
        }
        self.share(Op::Scalar(id), &[])
    }

    /// The value of a node that is the same in all worlds and months.
    pub fn constant(&self, node: Node) -> Option<f64> {
        match self.scalar_values(node) {
            Some([value]) => Some(*value),
            _ => None,
        }
    }

    /// The values of a node that is the same in all worlds: one, or one for each month.
    pub fn scalar_values(&self, node: Node) -> Option<&[f64]> {
        match self.data(node).op {
            Op::Scalar(id) => Some(&self.scalars[id.index()]),
            _ => None,
        }
    }

    pub fn unary(&mut self, op: Unary, x: Node) -> Node {
        if self.optimise {
            if let Some(values) = self.scalar_values(x) {
                let values = values.iter().map(|&x| op.at(x)).collect();
                return self.monthly(values);
            }
            if op == Unary::Not && self.data(x).op == Op::Unary(Unary::Not) && self.is_truth(self.data(x).operands[0]) {
                return self.data(x).operands[0];
            }
        }
        self.share(Op::Unary(op), &[x])
    }

    pub fn binary(&mut self, op: Binary, a: Node, b: Node) -> Node {
        if self.optimise
            && let Some(simple) = self.simplified(op, a, b)
        {
            return simple;
        }
        self.share(Op::Binary(op), &[a, b])
    }

    /// A shorter way to exactly the same bits, if there is one.
    fn simplified(&mut self, op: Binary, a: Node, b: Node) -> Option<Node> {
        if let (Some(left), Some(right)) = (self.scalar_values(a), self.scalar_values(b)) {
            let len = left.len().max(right.len());
            let values = (0..len).map(|i| op.at(left[i % left.len()], right[i % right.len()])).collect();
            return Some(self.monthly(values));
        }
        let (left, right) = (self.constant(a), self.constant(b));
        match (op, left, right) {
            (Binary::And, Some(c), _) if !holds(c) => Some(a),
            (Binary::And, _, Some(c)) if !holds(c) => Some(b),
            (Binary::And, Some(_), _) if self.is_truth(b) => Some(b),
            (Binary::And, _, Some(_)) if self.is_truth(a) => Some(a),
            (Binary::Or, Some(c), _) if !holds(c) && self.is_truth(b) => Some(b),
            (Binary::Or, _, Some(c)) if !holds(c) && self.is_truth(a) => Some(a),
            (Binary::Or, Some(c), _) | (Binary::Or, _, Some(c)) if holds(c) => Some(self.number(1.0)),
            (Binary::And | Binary::Or, ..) if a == b && self.is_truth(a) => Some(a),
            (Binary::Multiply, Some(1.0), _) => Some(b),
            (Binary::Multiply | Binary::Divide | Binary::Power, _, Some(1.0)) => Some(a),
            (Binary::Subtract, _, Some(zero)) if zero.to_bits() == 0 => Some(a),
            (Binary::Add, Some(0.0), _) if self.is_never_negative_zero(b) => Some(b),
            (Binary::Power, _, Some(2.0)) => Some(self.binary(Binary::Multiply, a, a)),
            (Binary::Power, _, Some(3.0)) => {
                let square = self.binary(Binary::Multiply, a, a);
                Some(self.binary(Binary::Multiply, a, square))
            }
            (Binary::Power, _, Some(4.0)) => {
                let square = self.binary(Binary::Multiply, a, a);
                Some(self.binary(Binary::Multiply, square, square))
            }
            _ => None,
        }
    }

    pub fn select(&mut self, condition: Node, then: Node, otherwise: Node) -> Node {
        if self.optimise {
            match self.constant(condition) {
                Some(value) => return if holds(value) { then } else { otherwise },
                None if then == otherwise => return then,
                None => {}
            }
        }
        self.share(Op::Select, &[condition, then, otherwise])
    }

    pub fn uniform(&mut self, uniform: Uniform) -> Node {
        let id = position_or_push(&mut self.uniforms, uniform);
        self.share(Op::Uniform(id), &[])
    }

    pub fn quantile(&mut self, quantile: Quantile, at: Node) -> Node {
        let id = position_or_push(&mut self.quantiles, quantile);
        self.share(Op::Quantile(id), &[at])
    }

    pub fn lookup(&mut self, points: &[(f64, f64)], x: Node) -> Node {
        if self.optimise
            && let Some(values) = self.scalar_values(x)
        {
            let values = values.iter().map(|&x| scalar::lookup(points, x)).collect();
            return self.monthly(values);
        }
        let id = position_or_push(&mut self.lookups, points.to_vec());
        self.share(Op::Lookup(id), &[x])
    }

    pub fn gather(&mut self, table: Table<Node>, indices: &[Node], otherwise: Node) -> Node {
        let next = self.gathers.len() as u32;
        let id = *self.tables.entry(table.clone()).or_insert(next);
        if id == next {
            self.gathers.push(table);
        }
        self.share(Op::Gather(id), &[indices, &[otherwise]].concat())
    }

    /// A vote is never shared: it may stop a world.
    pub fn vote(&mut self, vote: Vote, operands: &[Node]) -> Node {
        self.votes.push(vote);
        let node = self.push(Op::Vote(self.votes.len() as u32 - 1), operands.into(), Pace::Step);
        self.effect(Effect::Settle { values: vec![node] });
        node
    }

    /// Whether a value can only be 0 or 1.
    fn is_truth(&self, node: Node) -> bool {
        match self.data(node).op {
            Op::Unary(op) => op == Unary::Not,
            Op::Binary(op) => op.is_truth(),
            Op::Scalar(id) => self.scalars[id.index()].iter().all(|&value| value == 0.0 || value == 1.0),
            _ => false,
        }
    }

    /// Whether a value cannot be −0, so that adding 0 to it changes nothing.
    fn is_never_negative_zero(&self, node: Node) -> bool {
        match self.data(node).op {
            Op::Unary(op) => matches!(op, Unary::Not | Unary::Abs | Unary::Exp | Unary::Logistic | Unary::NormalCdf),
            Op::Binary(Binary::Add) => self.data(node).operands.iter().any(|&part| self.is_never_negative_zero(part)),
            Op::Binary(op) => op.is_truth(),
            Op::Scalar(id) => self.scalars[id.index()].iter().all(|value| value.to_bits() != (-0.0f64).to_bits()),
            Op::Select => self.data(node).operands[1..].iter().all(|&part| self.is_never_negative_zero(part)),
            _ => false,
        }
    }

    /// The node for an operation, an earlier one if it is at hand here.
    fn share(&mut self, op: Op, operands: &[Node]) -> Node {
        let operands: Box<[Node]> = operands.into();
        let pace = self.pace(op, &operands);
        if !self.optimise && !matches!(op, Op::Scalar(_)) {
            return self.push(op, operands, pace);
        }
        let key = (op, operands);
        if let Some(&node) = self.known.get(&key) {
            return node;
        }
        let node = self.push(op, key.1.clone(), pace);
        self.known.insert(key.clone(), node);
        if self.data(node).block == self.current() && self.open.len() > 1 {
            self.innermost().keys.push(key);
        }
        node
    }

    fn push(&mut self, op: Op, operands: Box<[Node]>, pace: Pace) -> Node {
        let block = match pace {
            Pace::World if self.optimise || matches!(op, Op::Scalar(_)) => WORLD,
            Pace::Year if self.optimise => YEAR,
            _ => self.current(),
        };
        self.nodes.push(NodeData { op, operands, block, pace });
        Node(self.nodes.len() as u32 - 1)
    }

    fn pace(&self, op: Op, operands: &[Node]) -> Pace {
        let of = |node: Node| match self.scalar_values(node) {
            Some(values) if values.len() > 1 => Pace::Step,
            Some(_) => Pace::World,
            None => self.data(node).pace,
        };
        let own = match op {
            Op::Load { .. } | Op::Oldest(_) | Op::Vote(_) if self.open[0].block == STEP => Pace::Step,
            Op::Uniform(id) => self.uniforms[id as usize].pace,
            Op::Gather(id) => {
                let entries = self.gathers[id as usize].entries.iter().flatten();
                entries.map(|&node| of(node)).max().unwrap_or(Pace::World)
            }
            _ => Pace::World,
        };
        operands.iter().map(|&node| of(node)).max().unwrap_or(Pace::World).max(own)
    }

    // Slots.

    /// New consecutive slots; all zero when a world begins.
    pub fn slots(&mut self, count: usize) -> Slot {
        let first = Slot(self.slot_count);
        self.slot_count += count as u32;
        self.versions.resize(self.slot_count as usize, 0);
        first
    }

    /// What a slot holds now.
    pub fn load(&mut self, slot: Slot) -> Node {
        match self.held.get(&slot) {
            Some(&node) => node,
            None if self.open[0].block == WORLD => self.number(0.0),
            None => self.load_from_memory(slot),
        }
    }

    /// What a slot holds now, read from the slot itself even if the value is known.
    pub fn load_from_memory(&mut self, slot: Slot) -> Node {
        let version = self.versions[slot.index()];
        self.share(Op::Load { slot, version }, &[])
    }

    pub fn store(&mut self, slot: Slot, value: Node) {
        self.effect(Effect::Store { slot, value });
        self.changed(slot);
        if self.optimise || self.open[0].block == WORLD {
            self.held.insert(slot, value);
        }
    }

    pub fn scatter(&mut self, targets: Table<Slot>, indices: Vec<Node>, value: Node, add: bool, checked: bool) {
        targets.entries.iter().flatten().for_each(|&slot| self.changed(slot));
        self.scatters.push(targets);
        let targets = self.scatters.len() as u32 - 1;
        self.effect(Effect::Scatter { targets, indices, value, add, checked });
    }

    fn changed(&mut self, slot: Slot) {
        self.versions[slot.index()] += 1;
        self.held.remove(&slot);
        self.innermost().stored.push(slot);
    }

    pub fn oldest(&mut self, ring: u32) -> Node {
        self.share(Op::Oldest(ring), &[])
    }

    // Effects.

    pub fn effect(&mut self, effect: Effect) {
        let block = self.current();
        self.blocks[block.index()].effects.push(effect);
    }

    /// Opens a section for the worlds in which a condition holds. Every opened section is closed by [`Graph::close`].
    pub fn open(&mut self, condition: Node) {
        let parent = self.current();
        let block = BlockId(self.blocks.len() as u32);
        let uniform = self.scalar_values(condition).is_some();
        let frame = if uniform { self.blocks[parent.index()].frame } else { block };
        let depth = self.blocks[parent.index()].depth + 1;
        self.blocks.push(Block { parent: Some(parent), depth, frame, effects: Vec::new() });
        self.effect(Effect::Section { condition, block });
        self.open.push(Open { block, keys: Vec::new(), stored: Vec::new() });
    }

    /// Closes the innermost section: what was computed and known within it is out of reach.
    pub fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        for key in &closed.keys {
            self.known.remove(key);
        }
        for slot in closed.stored {
            self.held.remove(&slot);
        }
        if self.blocks[closed.block.index()].effects.is_empty() {
            let parent = self.current();
            self.blocks[parent.index()].effects.pop();
        }
    }

    fn innermost(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}

fn position_or_push<T: PartialEq>(all: &mut Vec<T>, one: T) -> u32 {
    let position = all.iter().position(|known| *known == one).unwrap_or_else(|| {
        all.push(one);
        all.len() - 1
    });
    position as u32
}
