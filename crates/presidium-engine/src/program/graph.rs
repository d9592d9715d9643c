//! The graph of a program: pure values, and blocks of effects that need them.
//!
//! A node is a value of every world at one point of the computation. Nodes are made in order, operands first; equal
//! nodes are shared where both are at hand. What changes the world (a store, a check, a vote) is an effect in a block; a block
//! guarded by a condition is a section. Reads of changing slots carry the slot's version, so that sharing is safe.
//! Not here: where and when a node is computed (see `schedule`), and what a model is (see `lower`).

mod bounds;
mod missing;
mod values;

pub use bounds::Bounds;

use presidium_lang::model::{Element, RuleId};

use crate::kernels::{Binary, Unary};
use crate::program::ballots::Vote;
use crate::program::hash;
use crate::program::inputs::{Drawn, Input};

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
    /// Tells that an element of a rule has acted in the worlds of this block.
    Tell(Deed),
}

/// What an element of a rule does when it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
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

#[derive(Clone, Debug)]
pub struct Graph {
    pub nodes: Vec<NodeData>,
    pub blocks: Vec<Block>,
    pub scalars: Vec<Scalar>,
    pub uniforms: Vec<Uniform>,
    pub quantiles: Vec<Drawn>,
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
    known: hash::Table<(Op, Box<[Node]>), Node>,
    interned: hash::Table<Vec<u64>, ScalarId>,
    tables: hash::Table<Table<Node>, u32>,
    drawn: hash::Table<Uniform, u32>,
    versions: Vec<u32>,
    /// Between which numbers each slot's values lie.
    slot_bounds: Vec<Bounds>,
    /// What a slot is known to hold now.
    held: hash::Table<Slot, Node>,
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
        let root = |block| Block { parent: None, depth: 0, frame: block, pairs: None, effects: Vec::new() };
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
            known: hash::Table::default(),
            interned: hash::Table::default(),
            tables: hash::Table::default(),
            drawn: hash::Table::default(),
            versions: Vec::new(),
            slot_bounds: Vec::new(),
            held: hash::Table::default(),
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
        let bounds = self.bounds_of(op, &operands);
        self.nodes.push(NodeData { op, operands, block, pace, bounds });
        Node(self.nodes.len() as u32 - 1)
    }

    /// Between which numbers a node's values lie.
    pub fn bounds(&self, node: Node) -> Bounds {
        self.data(node).bounds
    }

    /// Notes bounds of a node that are known for a reason which the node itself does not show.
    pub fn refine(&mut self, node: Node, bounds: Bounds) {
        self.nodes[node.index()].bounds = bounds;
    }

    fn bounds_of(&self, op: Op, operands: &[Node]) -> Bounds {
        let of = |place: usize| self.bounds(operands[place]);
        match op {
            Op::Scalar(id) => match &self.scalars[id.index()] {
                Scalar::Known(values) => Bounds::around(values),
                Scalar::Input { bounds, .. } => *bounds,
            },
            Op::Load { slot, .. } => self.slot_bounds[slot.index()],
            Op::Oldest(ring) => self.slot_bounds[self.rings[ring as usize].first.index()],
            Op::Uniform(_) => Bounds::between(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0),
            Op::Quantile(id) => {
                let (low, high) = self.quantiles[id as usize].bounds;
                Bounds::between(low, high)
            }
            Op::Unary(op) => Bounds::unary(op, of(0)),
            Op::Binary(op) => Bounds::binary(op, of(0), of(1)),
            Op::Select => of(1).or(of(2)),
            Op::Lookup(id) => {
                let heights: Vec<f64> = self.lookups[id as usize].iter().map(|&(_, y)| y).collect();
                Bounds::around(&heights).widened()
            }
            Op::Gather(table) => {
                let entries = self.gathers[table as usize].entries.iter().flatten();
                entries.fold(of(operands.len() - 1), |bounds, &entry| bounds.or(self.bounds(entry)))
            }
            Op::Vote(id) => Bounds::between(0.0, self.votes[id as usize].option_count as f64),
            Op::Element(_) => Bounds::UNKNOWN,
        }
    }

    fn pace(&self, op: Op, operands: &[Node]) -> Pace {
        let of = |node: Node| match self.scalar(node) {
            Some(Scalar::Known(values)) if values.len() > 1 => Pace::Step,
            Some(Scalar::Input { input, .. }) if input.is_monthly() => Pace::Step,
            Some(_) => Pace::World,
            None => self.data(node).pace,
        };
        let own = match op {
            Op::Load { .. } | Op::Oldest(_) | Op::Vote(_) if self.open[0].block == STEP => Pace::Step,
            Op::Uniform(id) => self.uniforms[id as usize].pace,
            Op::Element(_) => Pace::Step,
            Op::Gather(id) => {
                let entries = self.gathers[id as usize].entries.iter().flatten();
                entries.map(|&node| of(node)).max().unwrap_or(Pace::World)
            }
            _ => Pace::World,
        };
        operands.iter().map(|&node| of(node)).max().unwrap_or(Pace::World).max(own)
    }

    // Slots.

    /// New consecutive slots for values within some bounds; all zero when a world begins.
    pub fn slots(&mut self, count: usize, bounds: Bounds) -> Slot {
        let first = Slot(self.slot_count);
        self.slot_count += count as u32;
        self.versions.resize(self.slot_count as usize, 0);
        self.slot_bounds.resize(self.slot_count as usize, bounds.or(Bounds::between(0.0, 0.0)));
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
        let block = BlockId(self.blocks.len() as u32);
        let frame = self.scalar(condition).map(|_| self.block(self.current()).frame);
        self.begin(frame.unwrap_or(block), self.block(self.current()).pairs);
        self.effect_around(Effect::Section { condition, block });
    }

    /// Opens a block for the pairs of a world and an element for which a condition holds, each given by the element's ordinal; gives
    /// the element of a pair. The block is closed by [`Graph::close`].
    pub fn open_pairs(&mut self, elements: Vec<(u32, Node)>) -> Node {
        let block = BlockId(self.blocks.len() as u32);
        let ordinals: Vec<f64> = elements.iter().map(|&(ordinal, _)| f64::from(ordinal)).collect();
        self.begin(block, Some(block));
        self.effect_around(Effect::Each { elements, block });
        let element = self.share(Op::Element(block), &[]);
        self.refine(element, Bounds::around(&ordinals));
        element
    }

    /// Opens a block within the one that is open.
    fn begin(&mut self, frame: BlockId, pairs: Option<BlockId>) {
        let parent = self.current();
        let block = BlockId(self.blocks.len() as u32);
        let depth = self.block(parent).depth + 1;
        self.blocks.push(Block { parent: Some(parent), depth, frame, pairs, effects: Vec::new() });
        self.open.push(Open { block, keys: Vec::new(), stored: Vec::new() });
    }

    /// An effect of the block around the innermost one.
    fn effect_around(&mut self, effect: Effect) {
        let around = self.open[self.open.len() - 2].block;
        self.blocks[around.index()].effects.push(effect);
    }

    pub fn block(&self, block: BlockId) -> &Block {
        &self.blocks[block.index()]
    }

    /// Joins the value of each pair to what a slot of its world holds.
    pub fn join(&mut self, op: Binary, slot: Slot, value: Node) {
        self.effect(Effect::Join { op, slot, value });
        self.changed(slot);
    }

    /// Keeps the best of the values of a world's pairs in a slot, and its element in another.
    pub fn best(&mut self, op: Binary, slot: Slot, at: Slot, value: Node, element: Node) {
        self.effect(Effect::Best { op, slot, at, value, element });
        self.changed(slot);
        self.changed(at);
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
