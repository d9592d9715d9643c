//! From a scheduled graph to instructions in order.
//!
//! Effects keep their order; a value is computed just before its first use in its block. A read of a slot is no instruction
//! of its own as long as the slot still holds that version; before a store takes it away, it is copied if anything is
//! still to read it. Within a section, whose lanes are packed, values from outside are narrowed to its lanes once.

use crate::program::code::{Instr, Operand};
use crate::program::graph::{BlockId, Effect, Graph, Node, Op, STEP, Slot, Table, WORLD, YEAR};
use crate::program::hash;
use crate::program::schedule::Schedule;

/// Instructions of the three paces, with as many virtual registers after the slots as they like.
pub struct Emitted {
    pub world: Vec<Instr>,
    pub year: Vec<Instr>,
    pub step: Vec<Instr>,
    /// For each gather the operands it can reach.
    pub gathers: Vec<Table<Operand>>,
    pub slot_count: u32,
}

/// Writes the instructions of a scheduled graph.
pub fn emit(graph: &Graph, schedule: &Schedule) -> Emitted {
    let mut emitter = Emitter::new(graph, schedule);
    // From the fast to the slow: what the faster needs of the slower is known when the slower is written.
    let step = emitter.root(STEP);
    let year = emitter.root(YEAR);
    let world = emitter.root(WORLD);
    let slot_count = emitter.slot_count;
    let mut emitted = Emitted { world, year, step, gathers: emitter.gathers, slot_count };
    emitted.number_registers_after_slots();
    emitted
}

/// Virtual registers are numbered from here while the number of slots still grows.
const REGISTERS: u32 = 1 << 24;

struct Emitter<'g> {
    graph: &'g Graph,
    schedule: &'g Schedule,
    /// The root that is being written.
    root: BlockId,
    /// For each block what has been written so far.
    lists: Vec<Vec<Instr>>,
    /// The vector that a node has been computed into, and the block where.
    computed: Vec<Option<(u32, BlockId)>>,
    /// The slot that carries a node from a slower root to faster ones.
    carried: Vec<Option<Slot>>,
    /// Nodes of slower roots that faster ones need, in the order of need.
    wanted: Vec<Node>,
    narrowed: hash::Table<(Node, BlockId), u32>,
    /// For each slot its version now.
    versions: Vec<u32>,
    /// The needed reads of a version of a slot, and the gathers that may read it.
    readers: hash::Table<(Slot, u32), Vec<Node>>,
    uses_left: Vec<u32>,
    gathers: Vec<Table<Operand>>,
    slot_count: u32,
    register_count: u32,
}

impl<'g> Emitter<'g> {
    fn new(graph: &'g Graph, schedule: &'g Schedule) -> Emitter<'g> {
        let mut readers: hash::Table<(Slot, u32), Vec<Node>> = hash::Table::default();
        for (place, data) in graph.nodes.iter().enumerate().filter(|(place, _)| schedule.block[*place].is_some()) {
            let node = Node(place as u32);
            let mut reads = |read: Op| {
                if let Op::Load { slot, version } = read {
                    readers.entry((slot, version)).or_default().push(node);
                }
            };
            reads(data.op);
            if let Op::Gather(table) = data.op {
                graph.gathers[table as usize].entries.iter().flatten().for_each(|&entry| reads(graph.data(entry).op));
            }
        }
        Emitter {
            graph,
            schedule,
            root: STEP,
            lists: vec![Vec::new(); graph.blocks.len()],
            computed: vec![None; graph.nodes.len()],
            carried: vec![None; graph.nodes.len()],
            wanted: Vec::new(),
            narrowed: hash::Table::default(),
            versions: vec![0; graph.state.len() as usize],
            readers,
            uses_left: schedule.uses.clone(),
            gathers: Vec::new(),
            slot_count: graph.state.len(),
            register_count: 0,
        }
    }

    /// Writes the code of a root: its effects, then what faster roots want of it.
    fn root(&mut self, root: BlockId) -> Vec<Instr> {
        self.root = root;
        self.versions_of(root);
        self.block(root);
        for node in self.wanted.clone() {
            if self.home(node) == root {
                self.demand(node);
            }
        }
        std::mem::take(&mut self.lists[root.index()])
    }

    /// Versions are counted from the beginning of the world; those of the step begin after all stores before it.
    fn versions_of(&mut self, root: BlockId) {
        self.versions.fill(0);
        if root == STEP {
            for effect in &self.graph.blocks[WORLD.index()].effects {
                if let Effect::Store { slot, .. } = effect {
                    self.versions[slot.index()] += 1;
                }
            }
        }
    }

    fn block(&mut self, block: BlockId) {
        for effect in &self.graph.blocks[block.index()].effects {
            for node in effect.operands() {
                self.demand(node);
            }
            self.effect(effect, block);
        }
    }

    fn effect(&mut self, effect: &Effect, block: BlockId) {
        let needed: Vec<Operand> = match effect {
            Effect::Settle { .. } => Vec::new(),
            _ => effect.operands().into_iter().map(|node| self.operand(node, block)).collect(),
        };
        effect.operands().into_iter().for_each(|node| self.uses_left[node.index()] -= 1);
        let x = needed.last().copied();
        let instr = match (effect, x) {
            (Effect::Section { block: inner, .. }, Some(condition)) => {
                self.block(*inner);
                let body = std::mem::take(&mut self.lists[inner.index()]);
                let uniform = self.graph.blocks[inner.index()].frame != *inner;
                let len = body.len() as u32;
                self.write(block, Instr::Section { condition, uniform, len });
                self.lists[block.index()].extend(body);
                return;
            }
            (Effect::Each { elements, block: inner }, _) => {
                self.block(*inner);
                let body = std::mem::take(&mut self.lists[inner.index()]);
                let elements = elements.iter().map(|&(ordinal, _)| ordinal).zip(needed).collect();
                self.write(block, Instr::Each { elements, len: body.len() as u32 });
                self.lists[block.index()].extend(body);
                return;
            }
            (Effect::Loop { again, block: inner }, _) => {
                self.block(*inner);
                let body = std::mem::take(&mut self.lists[inner.index()]);
                self.write(block, Instr::Loop { again: *again, len: body.len() as u32 });
                self.lists[block.index()].extend(body);
                return;
            }
            (Effect::Hold { vote, .. }, _) => {
                for &(_, slot) in &self.graph.votes[*vote as usize].notes {
                    self.overwrite(slot, block);
                }
                Instr::Hold { vote: *vote, operands: needed.into() }
            }
            (Effect::Join { op, slot, .. }, Some(x)) => {
                self.overwrite(*slot, block);
                Instr::Join { op: *op, slot: *slot, x }
            }
            (Effect::Best { op, slot, at, .. }, Some(x)) => {
                self.overwrite(*slot, block);
                self.overwrite(*at, block);
                Instr::Best { op: *op, slot: *slot, at: *at, element: needed[0], x }
            }
            (Effect::Store { slot, .. }, Some(x)) => {
                self.overwrite(*slot, block);
                Instr::Store { slot: *slot, x }
            }
            (Effect::Scatter { targets, add, checked, .. }, _) => {
                for &slot in self.graph.scatters[*targets as usize].entries.iter().flatten() {
                    self.overwrite(slot, block);
                }
                Instr::Scatter { targets: *targets, operands: needed.into(), add: *add, checked: *checked }
            }
            (Effect::LogAct(act), _) => Instr::LogAct(*act),
            (Effect::Check { .. }, Some(x)) => Instr::Check { x },
            (Effect::Push { ring, .. }, Some(x)) => Instr::Push { ring: *ring, x },
            (Effect::Record { column, .. }, Some(x)) => Instr::Record { column: *column, x },
            (Effect::Finish { column, .. }, Some(x)) => Instr::Finish { column: *column, x },
            (_, _) => return,
        };
        self.write(block, instr);
    }

    /// Lets what may still read a slot do so: gathers are computed now, all else finds a copy. Counts the new version.
    fn overwrite(&mut self, slot: Slot, block: BlockId) {
        let readers = self.readers.remove(&(slot, self.versions[slot.index()])).unwrap_or_default();
        let (gathers, loads): (Vec<Node>, Vec<Node>) =
            readers.into_iter().partition(|&node| matches!(self.graph.data(node).op, Op::Gather(_)));
        gathers.into_iter().for_each(|gather| self.demand(gather));
        for load in loads {
            if let Some(home) = self.schedule.block[load.index()]
                && self.uses_left[load.index()] > 0
            {
                self.keep(load, slot, self.graph.common(home, block));
            }
        }
        self.versions[slot.index()] += 1;
    }

    /// Copies what a slot holds for a read of it.
    fn keep(&mut self, load: Node, slot: Slot, at: BlockId) {
        let (to, from) = (self.register(), Operand::from(slot));
        let whole = self.is_whole(at);
        self.write(at, if whole { Instr::Copy { to, x: from } } else { Instr::Narrow { to, from, whole: true } });
        self.computed[load.index()] = Some((to, at));
    }

    /// Writes the code for a node and all that it needs, unless it has been written.
    fn demand(&mut self, node: Node) {
        let mut open = vec![(node, false)];
        while let Some((node, is_ready)) = open.pop() {
            let data = self.graph.data(node);
            if self.computed[node.index()].is_some() || matches!(data.op, Op::Scalar(_) | Op::Load { .. }) {
                continue;
            }
            if self.home(node) != self.root {
                self.carry(node);
            } else if is_ready {
                self.compute(node);
            } else {
                open.push((node, true));
                open.extend(self.needs(node).into_iter().rev().map(|need| (need, false)));
            }
        }
    }

    fn needs(&self, node: Node) -> Vec<Node> {
        let data = self.graph.data(node);
        let entries = match data.op {
            Op::Gather(table) => &self.graph.gathers[table as usize].entries[..],
            _ => &[],
        };
        data.operands.iter().chain(entries.iter().flatten()).copied().collect()
    }

    /// Asks a slower root for a node, in a slot.
    fn carry(&mut self, node: Node) {
        if self.carried[node.index()].is_none() {
            self.carried[node.index()] = Some(Slot(self.slot_count));
            self.slot_count += 1;
            self.wanted.push(node);
        }
    }

    fn compute(&mut self, node: Node) {
        let data = self.graph.data(node);
        let Some(block) = self.schedule.block[node.index()] else { return };
        let mut x: Vec<Operand> = data.operands.iter().map(|&operand| self.operand(operand, block)).collect();
        let table = match data.op {
            Op::Gather(table) => self.reachable(table, block),
            _ => 0,
        };
        self.needs(node).into_iter().for_each(|need| self.uses_left[need.index()] -= 1);
        let to = self.carried[node.index()].map_or_else(|| self.register(), |slot| slot.0);
        let instr = match data.op {
            Op::Scalar(_) | Op::Load { .. } => return,
            Op::Oldest(ring) => Instr::Oldest { to, ring },
            Op::Element(_) => Instr::Element { to },
            Op::Uniform(uniform) => Instr::Uniform { to, uniform },
            Op::Quantile(quantile) => Instr::Quantile { to, quantile, x: x[0] },
            Op::Computed(prior) => Instr::Computed { to, prior, operands: std::mem::take(&mut x).into() },
            Op::Unary(op) => Instr::Unary { op, to, x: x[0] },
            Op::Binary(op) => Instr::Binary { op, to, a: x[0], b: x[1] },
            Op::Select => Instr::Select { to, condition: x[0], then: x[1], otherwise: x[2] },
            Op::Lookup(lookup) => Instr::Lookup { to, lookup, x: x[0] },
            Op::Gather(_) => Instr::Gather { to, table, operands: std::mem::take(&mut x).into() },
            Op::Vote(vote) => Instr::Vote { to, vote, operands: std::mem::take(&mut x).into() },
        };
        self.write(block, instr);
        self.computed[node.index()] = Some((to, block));
    }

    /// The operands that a gather can reach, as they are for all lanes.
    fn reachable(&mut self, table: u32, block: BlockId) -> u32 {
        let root = self.graph.root(block);
        let Table { sizes, entries } = &self.graph.gathers[table as usize];
        let entries = entries.iter().map(|entry| entry.map(|entry| self.operand(entry, root))).collect();
        self.gathers.push(Table { sizes: sizes.clone(), entries });
        self.gathers.len() as u32 - 1
    }

    /// A computed node as an operand in a block.
    fn operand(&mut self, node: Node, block: BlockId) -> Operand {
        let data = self.graph.data(node);
        if let Op::Scalar(id) = data.op {
            return id.into();
        }
        let (vector, at) = self.computed[node.index()].unwrap_or_else(|| match (data.op, self.carried[node.index()]) {
            (Op::Load { slot, .. }, _) | (_, Some(slot)) => (slot.0, self.root),
            _ => unreachable!("a node is demanded before it is an operand"),
        });
        let frame = self.graph.blocks[block.index()].frame;
        if self.graph.blocks[at.index()].frame == frame || self.is_whole(block) {
            return Operand::Vector(vector);
        }
        if let Some(known) = self.narrowed_already(node, block) {
            return Operand::Vector(known);
        }
        let whole = self.is_whole(at);
        let outside = self.graph.blocks[frame.index()].parent.unwrap_or(frame);
        let from = if whole { Operand::Vector(vector) } else { self.operand(node, outside) };
        let to = self.register();
        self.write(block, Instr::Narrow { to, from, whole });
        self.narrowed.insert((node, block), to);
        Operand::Vector(to)
    }

    fn narrowed_already(&self, node: Node, block: BlockId) -> Option<u32> {
        let frame = self.graph.blocks[block.index()].frame;
        let mut at = block;
        loop {
            if let Some(&known) = self.narrowed.get(&(node, at)) {
                return Some(known);
            }
            if at == frame {
                return None;
            }
            at = self.graph.blocks[at.index()].parent?;
        }
    }

    /// Whether a block is for all lanes.
    fn is_whole(&self, block: BlockId) -> bool {
        let frame = self.graph.blocks[block.index()].frame;
        self.graph.blocks[frame.index()].parent.is_none()
    }

    /// The root in which a node is computed.
    fn home(&self, node: Node) -> BlockId {
        self.graph.root(self.schedule.block[node.index()].unwrap_or(self.graph.data(node).block))
    }

    fn register(&mut self) -> u32 {
        self.register_count += 1;
        REGISTERS + self.register_count - 1
    }

    fn write(&mut self, block: BlockId, instr: Instr) {
        self.lists[block.index()].push(instr);
    }
}

impl Emitted {
    fn number_registers_after_slots(&mut self) {
        let slots = self.slot_count;
        let renumber = |vector: &mut u32| {
            if *vector >= REGISTERS {
                *vector = *vector - REGISTERS + slots;
            }
        };
        let renumber_operand = |operand: &mut Operand| {
            if let Operand::Vector(vector) = operand {
                renumber(vector);
            }
        };
        for instr in [&mut self.world, &mut self.year, &mut self.step].into_iter().flatten() {
            instr.to().into_iter().for_each(renumber);
            instr.operands().into_iter().for_each(renumber_operand);
        }
        self.gathers.iter_mut().flat_map(|table| table.entries.iter_mut().flatten()).for_each(renumber_operand);
    }
}
