//! Makes a graph, node by node.
//!
//! Equal nodes are shared where both are at hand: in the block where the first was made, and in the sections within it. A
//! read of a slot is a node of its own for each version of the slot, so that sharing is safe. What is known of a value
//! (its bounds, how often it changes, what a slot holds now) decides what need not be computed.
//! Not here: what the nodes mean (see `graph`), and which are made (see `lower`).

mod missing;
mod values;

use presidium_lang::model::{Element, RuleId};

use crate::kernels::Binary;
use crate::program::ballots::Vote;
use crate::program::graph::{
    Block, BlockId, Bounds, Effect, Graph, Node, NodeData, Op, Pace, Ring, STEP, Scalar, ScalarId, Slot, Table,
    Uniform, WORLD, YEAR,
};
use crate::program::hash;
use crate::program::state::{Content, StateLayout};

/// A graph that is being made.
#[derive(Clone, Debug)]
pub struct Builder {
    graph: Graph,
    optimise: bool,
    /// The block that is being filled, within the blocks around it.
    open: Vec<Open>,
    shared: Shared,
    /// For each slot how often it has been stored.
    versions: Vec<u32>,
    /// What a slot is known to hold now.
    held: hash::Table<Slot, Node>,
}

/// What has been made already and may be used again.
#[derive(Clone, Debug, Default)]
struct Shared {
    nodes: hash::Table<(Op, Box<[Node]>), Node>,
    scalars: hash::Table<Vec<u64>, ScalarId>,
    tables: hash::Table<Table<Node>, u32>,
    uniforms: hash::Table<Uniform, u32>,
}

/// A block that is open: the nodes that are at hand only within it, and the slots that it stored.
#[derive(Clone, Debug)]
struct Open {
    block: BlockId,
    keys: Vec<(Op, Box<[Node]>)>,
    stored: Vec<Slot>,
}

impl Builder {
    /// An empty graph over a state, with the world's block open.
    pub fn new(state: StateLayout, optimise: bool) -> Builder {
        let root = |block| Block { parent: None, depth: 0, frame: block, pairs: None, acts: None, effects: Vec::new() };
        Builder {
            versions: vec![0; state.len() as usize],
            graph: Graph {
                nodes: Vec::new(),
                blocks: vec![root(WORLD), root(YEAR), root(STEP)],
                scalars: Vec::new(),
                zero: ScalarId(0),
                uniforms: Vec::new(),
                quantiles: Vec::new(),
                computed: Vec::new(),
                lookups: Vec::new(),
                gathers: Vec::new(),
                scatters: Vec::new(),
                rings: Vec::new(),
                votes: Vec::new(),
                state,
            },
            optimise,
            open: vec![Open { block: WORLD, keys: Vec::new(), stored: Vec::new() }],
            shared: Shared::default(),
            held: hash::Table::default(),
        }
    }

    /// The graph as built. All sections are closed.
    pub fn finish(mut self) -> Graph {
        let zero = self.number(0.0);
        if let Op::Scalar(zero) = self.graph.data(zero).op {
            self.graph.zero = zero;
        }
        self.graph
    }

    fn data(&self, node: Node) -> &NodeData {
        self.graph.data(node)
    }

    /// The slot that holds something.
    ///
    /// # Panics
    /// If the state does not hold it: only what is computed is asked for.
    pub fn slot(&self, content: Content) -> Slot {
        self.graph.state.slot(content).unwrap_or_else(|| unreachable!("the state holds {content:?}"))
    }

    /// A new ring of consecutive slots.
    pub fn ring(&mut self, ring: Ring) -> u32 {
        self.graph.rings.push(ring);
        self.graph.rings.len() as u32 - 1
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
        if let Some(&node) = self.shared.nodes.get(&key) {
            return node;
        }
        let node = self.push(op, key.1.clone(), pace);
        self.shared.nodes.insert(key.clone(), node);
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
        self.graph.nodes.push(NodeData { op, operands, block, pace, bounds });
        Node(self.graph.nodes.len() as u32 - 1)
    }

    /// Between which numbers a node's values lie.
    pub fn bounds(&self, node: Node) -> Bounds {
        self.data(node).bounds
    }

    /// Notes bounds of a node that are known for a reason which the node itself does not show.
    pub fn refine(&mut self, node: Node, bounds: Bounds) {
        self.graph.nodes[node.index()].bounds = bounds;
    }

    fn bounds_of(&self, op: Op, operands: &[Node]) -> Bounds {
        let of = |place: usize| self.bounds(operands[place]);
        match op {
            Op::Scalar(id) => match &self.graph.scalars[id.index()] {
                Scalar::Known(values) => Bounds::around(values),
                Scalar::Input { bounds, .. } => *bounds,
            },
            Op::Load { slot, .. } => self.graph.state.bounds(slot),
            Op::Oldest(ring) => self.graph.state.bounds(self.graph.rings[ring as usize].first),
            Op::Uniform(_) => Bounds::between(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0),
            Op::Quantile(id) => {
                let (low, high) = self.graph.quantiles[id as usize].bounds;
                Bounds::between(low, high)
            }
            Op::Unary(op) => Bounds::unary(op, of(0)),
            Op::Binary(op) => Bounds::binary(op, of(0), of(1)),
            Op::Select => of(1).or(of(2)),
            Op::Lookup(id) => {
                let heights: Vec<f64> = self.graph.lookups[id as usize].iter().map(|&(_, y)| y).collect();
                Bounds::around(&heights).widened()
            }
            Op::Gather(table) => {
                let entries = self.graph.gathers[table as usize].entries.iter().flatten();
                entries.fold(of(operands.len() - 1), |bounds, &entry| bounds.or(self.bounds(entry)))
            }
            Op::Vote(id) => {
                let vote = &self.graph.votes[id as usize];
                Bounds::between(vote.otherwise.min(0.0), (vote.option_count - 1) as f64)
            }
            Op::Element(_) | Op::Computed(_) => Bounds::UNKNOWN,
        }
    }

    fn pace(&self, op: Op, operands: &[Node]) -> Pace {
        let of = |node: Node| match self.graph.scalar(node) {
            Some(Scalar::Known(values)) if values.len() > 1 => Pace::Step,
            Some(Scalar::Input { input, .. }) if input.is_monthly() => Pace::Step,
            Some(_) => Pace::World,
            None => self.data(node).pace,
        };
        let own = match op {
            Op::Load { .. } | Op::Oldest(_) | Op::Vote(_) if self.open[0].block == STEP => Pace::Step,
            Op::Uniform(id) => self.graph.uniforms[id as usize].pace,
            Op::Element(_) => Pace::Step,
            Op::Gather(id) => {
                let entries = self.graph.gathers[id as usize].entries.iter().flatten();
                entries.map(|&node| of(node)).max().unwrap_or(Pace::World)
            }
            _ => Pace::World,
        };
        operands.iter().map(|&node| of(node)).max().unwrap_or(Pace::World).max(own)
    }

    // Slots.

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
        self.graph.scatters.push(targets);
        let targets = self.graph.scatters.len() as u32 - 1;
        self.effect(Effect::Scatter { targets, indices, value, add, checked });
    }

    /// Holds a vote, and stores what is kept of it.
    pub fn hold(&mut self, vote: Vote, operands: Vec<Node>) {
        let slots: Vec<Slot> = vote.notes.iter().map(|&(_, slot)| slot).collect();
        self.graph.votes.push(vote);
        let vote = self.graph.votes.len() as u32 - 1;
        self.effect(Effect::Hold { vote, operands });
        slots.into_iter().for_each(|slot| self.changed(slot));
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
        self.graph.blocks[block.index()].effects.push(effect);
    }

    /// Opens a section for the worlds in which a condition holds. Every opened section is closed by [`Builder::close`].
    pub fn open(&mut self, condition: Node) {
        let block = self.next_block();
        let around = self.block(self.current());
        let frame = if self.graph.scalar(condition).is_some() { around.frame } else { block };
        self.begin(frame, around.pairs);
        self.effect_around(Effect::Section { condition, block });
    }

    /// Opens a block for the pairs of a world and an element for which a condition holds, each given by the element's ordinal; gives
    /// the element of a pair. The block is closed by [`Builder::close`].
    pub fn open_pairs(&mut self, elements: Vec<(u32, Node)>) -> Node {
        let block = self.next_block();
        let ordinals: Vec<f64> = elements.iter().map(|&(ordinal, _)| f64::from(ordinal)).collect();
        self.begin(block, Some(block));
        self.effect_around(Effect::Each { elements, block });
        let element = self.share(Op::Element(block), &[]);
        self.refine(element, Bounds::around(&ordinals));
        element
    }

    /// Opens a block for the worlds in which a slot holds, which is run again as long as it does. It is closed by
    /// [`Builder::close`]. All slots that it stores are named here: what they hold is read anew each time, and what was made
    /// before of their values is of an earlier version.
    pub fn open_loop(&mut self, again: Slot, stored: &[Slot]) {
        for &slot in stored.iter().chain([&again]) {
            let value = self.load(slot);
            self.store(slot, value);
        }
        let block = self.next_block();
        let pairs = self.block(self.current()).pairs;
        self.begin(block, pairs);
        self.effect_around(Effect::Loop { again, block });
        for slot in stored.iter().chain([&again]) {
            self.held.remove(slot);
        }
    }

    fn next_block(&self) -> BlockId {
        BlockId::at(self.graph.blocks.len())
    }

    /// Opens a block within the one that is open.
    fn begin(&mut self, frame: BlockId, pairs: Option<BlockId>) {
        let (parent, block) = (self.current(), self.next_block());
        let depth = self.block(parent).depth + 1;
        self.graph.blocks.push(Block { parent: Some(parent), depth, frame, pairs, acts: None, effects: Vec::new() });
        self.open.push(Open { block, keys: Vec::new(), stored: Vec::new() });
    }

    /// An effect of the block around the innermost one.
    fn effect_around(&mut self, effect: Effect) {
        let around = self.open[self.open.len() - 2].block;
        self.graph.blocks[around.index()].effects.push(effect);
    }

    pub fn block(&self, block: BlockId) -> &Block {
        self.graph.block(block)
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

    /// Notes that the innermost section is the one in which an element of a rule acts.
    pub fn acts(&mut self, rule: RuleId, element: Element) {
        let block = self.current();
        self.graph.blocks[block.index()].acts = Some((rule, element));
    }

    /// Closes the innermost section: what was computed and known within it is out of reach.
    pub fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        for key in &closed.keys {
            self.shared.nodes.remove(key);
        }
        for slot in closed.stored {
            self.held.remove(&slot);
        }
        if self.graph.blocks[closed.block.index()].effects.is_empty() {
            let parent = self.current();
            self.graph.blocks[parent.index()].effects.pop();
        }
    }

    fn innermost(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}
