//! Which nodes are needed, and in which block each is computed.
//!
//! A value is computed in the innermost section that holds all its uses, so that what only a rare event reads costs nothing
//! while the event is away. What changes more slowly than a step has been made in the block of the world or the year
//! and stays there. Not here: the order within a block (see `emit`).

use crate::program::graph::{BlockId, Graph, Node, Op, STEP};

/// What becomes of each node.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The block in which a node is computed; `None` if nothing needs it.
    pub block: Vec<Option<BlockId>>,
    /// How often a node is an operand of needed nodes and effects.
    pub uses: Vec<u32>,
}

/// Decides where nodes are computed. Without `sink` each is computed where it was made.
pub fn schedule(graph: &Graph, sink: bool) -> Schedule {
    let nothing = Schedule { block: vec![None; graph.nodes.len()], uses: vec![0; graph.nodes.len()] };
    let mut scheduler = Scheduler { graph, sink, schedule: nothing };
    for (place, block) in graph.blocks.iter().enumerate() {
        for effect in &block.effects {
            effect.operands().into_iter().for_each(|node| scheduler.need(node, BlockId(place as u32)));
        }
    }
    for place in (0..graph.nodes.len()).rev() {
        if scheduler.schedule.block[place].is_some() {
            scheduler.place(Node(place as u32));
        }
    }
    scheduler.schedule
}

struct Scheduler<'g> {
    graph: &'g Graph,
    sink: bool,
    schedule: Schedule,
}

impl Scheduler<'_> {
    /// Notes a use of a node in a block.
    fn need(&mut self, node: Node, block: BlockId) {
        self.schedule.uses[node.index()] += 1;
        let block = self.outside_pairs(node, block);
        let known = self.schedule.block[node.index()];
        self.schedule.block[node.index()] = Some(known.map_or(block, |known| self.graph.common(known, block)));
    }

    /// The block, or the one around its pairs: what is the same for all elements is not computed for each of them.
    fn outside_pairs(&self, node: Node, block: BlockId) -> BlockId {
        let made_in = self.graph.block(self.graph.data(node).block).pairs;
        match self.graph.block(block).pairs {
            Some(pairs) if made_in != Some(pairs) => self.graph.block(pairs).parent.unwrap_or(block),
            _ => block,
        }
    }

    /// Settles the block of a node, of which all uses are known, and passes its needs on.
    fn place(&mut self, node: Node) {
        let data = self.graph.data(node);
        if !self.may_sink(node) {
            self.schedule.block[node.index()] = Some(data.block);
        }
        let Some(block) = self.schedule.block[node.index()] else { return };
        for &operand in &data.operands {
            self.need(operand, block);
        }
        // Tables are read as they are for all lanes. A slot always is; what is computed must be so at the root.
        let root = self.graph.root(block);
        for entry in self.graph.entries(data.op) {
            let is_slot = matches!(self.graph.data(entry).op, Op::Load { .. });
            self.need(entry, if is_slot { block } else { root });
        }
    }

    fn may_sink(&self, node: Node) -> bool {
        let data = self.graph.data(node);
        if matches!(data.op, Op::Load { .. }) {
            return true;
        }
        if !self.sink || self.graph.root(data.block) != STEP {
            return false;
        }
        match data.op {
            Op::Vote(_) | Op::Oldest(_) | Op::Element(_) => false,
            // It would keep copies of all the slots that it might read.
            Op::Gather(_) => {
                !self.graph.entries(data.op).any(|entry| matches!(self.graph.data(entry).op, Op::Load { .. }))
            }
            _ => true,
        }
    }
}
