//! The rules that every graph keeps, whoever made or changed it.
//!
//! They are checked in debug builds and tests, after the graph is made and after every change of it. A graph that breaks
//! one is a mistake of this crate, never of a model.

use std::collections::BTreeSet;
use std::fmt;

use super::{Block, BlockId, Bounds, Effect, Graph, Node, Op, STEP, Scalar, Slot, Table, WORLD};

/// A rule that a graph breaks, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw(String);

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

type Sound = Result<(), Flaw>;

fn require(holds: bool, what: impl FnOnce() -> String) -> Sound {
    if holds { Ok(()) } else { Err(Flaw(what())) }
}

/// Checks all rules.
///
/// # Errors
/// The first rule that is broken.
pub fn verify(graph: &Graph) -> Sound {
    tables(graph)?;
    blocks(graph)?;
    (0..graph.nodes.len()).map(Node::at).try_for_each(|id| node(graph, id))?;
    for (place, block) in graph.blocks.iter().enumerate() {
        block.effects.iter().try_for_each(|one| effect(graph, BlockId::at(place), one))?;
    }
    Reading::new(graph).blocks()
}

/// Tables are of the sizes that they say, and rings lie within the state.
fn tables(graph: &Graph) -> Sound {
    fn is_full<T>(table: &Table<T>) -> bool {
        table.sizes.iter().map(|&size| size as usize).product::<usize>() == table.entries.len()
    }
    for (place, gather) in graph.gathers.iter().enumerate() {
        require(is_full(gather), || format!("gather {place} has {} entries", gather.entries.len()))?;
    }
    for (place, scatter) in graph.scatters.iter().enumerate() {
        require(is_full(scatter), || format!("scatter {place} has {} entries", scatter.entries.len()))?;
        scatter.entries.iter().flatten().try_for_each(|&at| slot(graph, at))?;
    }
    for (place, ring) in graph.rings.iter().enumerate() {
        let fits = ring.len > 0 && ring.first.0 + ring.len <= graph.state.len();
        require(fits, || format!("ring {place} does not lie within the state"))?;
    }
    let known = graph.scalars.iter().filter_map(|scalar| match scalar {
        Scalar::Known(values) => Some(values.len()),
        Scalar::Input { .. } => None,
    });
    let months: BTreeSet<usize> = known.filter(|&count| count != 1).collect();
    require(months.len() <= 1 && !months.contains(&0), || format!("scalars have values for {months:?} months"))
}

/// Every block but the roots is the section of one effect of its parent, after which it comes.
fn blocks(graph: &Graph) -> Sound {
    let mut sections = vec![0; graph.blocks.len()];
    for (place, block) in graph.blocks.iter().enumerate() {
        let Block { parent, depth, frame, .. } = *block;
        let expected = parent.map_or(0, |parent| graph.block(parent).depth + 1);
        require(depth == expected, || format!("block {place} has depth {depth}"))?;
        let outer = parent.map(|parent| graph.block(parent).frame);
        let is_frame = frame == BlockId::at(place) || Some(frame) == outer;
        require(is_frame, || format!("block {place} has the frame {}", frame.0))?;
        require(parent.is_some() || place <= STEP.index(), || format!("block {place} has no parent"))?;
        for one in &block.effects {
            if let Effect::Section { block: inner, .. }
            | Effect::Each { block: inner, .. }
            | Effect::Loop { block: inner, .. } = one
            {
                let known =
                    graph.blocks.get(inner.index()).is_some_and(|inner| inner.parent == Some(BlockId::at(place)));
                require(known && inner.index() > place, || format!("block {} is no section of {place}", inner.0))?;
                sections[inner.index()] += 1;
            }
        }
    }
    let once = sections.iter().all(|&count| count <= 1);
    require(once, || format!("a block is the section of several effects: {sections:?}"))
}

/// A node has the operands that its operation takes. They come before it, and where it is computed they are known.
fn node(graph: &Graph, id: Node) -> Sound {
    let data = graph.data(id);
    let known = |found: Option<usize>, what: &str| {
        found.ok_or_else(|| Flaw(format!("%{} names a {what} that there is not", id.0)))
    };
    let arity = match data.op {
        Op::Scalar(scalar) => known(graph.scalars.get(scalar.index()).map(|_| 0), "scalar")?,
        Op::Load { slot: at, .. } => slot(graph, at).map(|()| 0)?,
        Op::Oldest(ring) => known(graph.rings.get(ring as usize).map(|_| 0), "ring")?,
        Op::Uniform(uniform) => known(graph.uniforms.get(uniform as usize).map(|_| 0), "uniform")?,
        Op::Quantile(quantile) => known(graph.quantiles.get(quantile as usize).map(|_| 1), "prior")?,
        Op::Computed(prior) => known(graph.computed.get(prior as usize).map(|&(_, count)| count + 2), "prior")?,
        Op::Lookup(lookup) => known(graph.lookups.get(lookup as usize).map(|_| 1), "lookup")?,
        Op::Gather(table) => known(graph.gathers.get(table as usize).map(|table| table.sizes.len() + 1), "table")?,
        Op::Vote(vote) => known(graph.votes.get(vote as usize).map(|vote| vote.operand_count()), "vote")?,
        Op::Element(block) => known(graph.blocks.get(block.index()).map(|_| 0), "block")?,
        Op::Unary(_) => 1,
        Op::Binary(_) => 2,
        Op::Select => 3,
    };
    let count = data.operands.len();
    require(count == arity, || format!("%{} has {count} operands, and takes {arity}", id.0))?;
    require(data.block.index() < graph.blocks.len(), || format!("%{} stands in no block", id.0))?;
    let Bounds { low, high, missing } = data.bounds;
    require(low <= high || missing, || format!("%{} lies between {low} and {high}", id.0))?;
    let before = |needed: Node| require(needed < id, || format!("%{} comes before its operand %{}", id.0, needed.0));
    for &operand in &data.operands {
        before(operand)?;
        visible(graph, operand, data.block, || format!("%{}", id.0))?;
    }
    // A table is read as it is for all lanes: its values are slots, or are computed outside of all sections.
    for entry in graph.entries(data.op) {
        before(entry)?;
        if !matches!(graph.data(entry).op, Op::Load { .. }) {
            visible(graph, entry, graph.root(data.block), || format!("%{}", id.0))?;
        }
    }
    Ok(())
}

/// An effect names things that there are, and where it happens its operands are known.
fn effect(graph: &Graph, block: BlockId, one: &Effect) -> Sound {
    let known = |found: bool, what: &str| require(found, || format!("{one:?} names a {what} that there is not"));
    match one {
        Effect::Store { slot: at, .. } | Effect::Join { slot: at, .. } => slot(graph, *at)?,
        Effect::Best { slot: best, at, .. } => [*best, *at].into_iter().try_for_each(|at| slot(graph, at))?,
        Effect::Scatter { targets, indices, .. } => {
            let table = graph.scatters.get(*targets as usize);
            known(table.is_some_and(|table| table.sizes.len() == indices.len()), "table")?;
        }
        Effect::Loop { again, .. } => slot(graph, *again)?,
        Effect::Hold { vote, operands } => {
            let vote = graph.votes.get(*vote as usize);
            known(vote.is_some_and(|vote| vote.operand_count() == operands.len()), "vote")?;
            vote.into_iter().flat_map(|vote| &vote.notes).try_for_each(|&(_, at)| slot(graph, at))?;
        }
        Effect::Push { ring, .. } => known((*ring as usize) < graph.rings.len(), "ring")?,
        _ => {}
    }
    for operand in one.operands() {
        known(operand.index() < graph.nodes.len(), "node")?;
        visible(graph, operand, block, || format!("{one:?}"))?;
    }
    Ok(())
}

fn slot(graph: &Graph, slot: Slot) -> Sound {
    require(slot.0 < graph.state.len(), || format!("there is no slot {}", slot.0))
}

/// Whether a node's value is known in a block: it is computed in that block or one around it, or more seldom.
fn visible(graph: &Graph, operand: Node, from: BlockId, user: impl FnOnce() -> String) -> Sound {
    let at = graph.data(operand).block;
    let seldom = graph.block(at).parent.is_none() && at < graph.root(from);
    let around = graph.root(at) == graph.root(from) && graph.common(at, from) == at;
    require(seldom || around, || format!("{} cannot see %{}, which is computed in block {}", user(), operand.0, at.0))
}

/// Goes through all effects in the order in which they happen: no value is needed before the slots that it rests on have
/// the versions that it reads.
struct Reading<'g> {
    graph: &'g Graph,
    /// For each slot the moments at which it is changed.
    changes: Vec<Vec<usize>>,
    now: usize,
    /// For each effect that was met, by block, its moment.
    moments: Vec<Vec<usize>>,
}

impl<'g> Reading<'g> {
    fn new(graph: &'g Graph) -> Self {
        let moments = graph.blocks.iter().map(|block| Vec::with_capacity(block.effects.len())).collect();
        Reading { graph, changes: vec![Vec::new(); graph.state.len() as usize], now: 0, moments }
    }

    fn blocks(mut self) -> Sound {
        self.walk(WORLD);
        self.walk(STEP);
        let since = self.since()?;
        for (block, moments) in self.graph.blocks.iter().zip(&self.moments) {
            for (one, &moment) in block.effects.iter().zip(moments) {
                for operand in one.operands() {
                    let early = || format!("{one:?} needs %{} before its slots have been stored", operand.0);
                    require(since[operand.index()] <= moment, early)?;
                }
            }
        }
        Ok(())
    }

    fn walk(&mut self, block: BlockId) {
        let graph = self.graph;
        for one in &graph.block(block).effects {
            self.now += 1;
            self.moments[block.index()].push(self.now);
            match one {
                Effect::Section { block, .. } | Effect::Each { block, .. } | Effect::Loop { block, .. } => {
                    self.walk(*block);
                }
                Effect::Hold { vote, .. } => {
                    for (_, slot) in &graph.votes[*vote as usize].notes {
                        self.changes[slot.index()].push(self.now);
                    }
                }
                Effect::Store { slot, .. } | Effect::Join { slot, .. } => self.changes[slot.index()].push(self.now),
                Effect::Best { slot, at, .. } => {
                    [slot, at].iter().for_each(|at| self.changes[at.index()].push(self.now))
                }
                Effect::Scatter { targets, .. } => {
                    for slot in graph.scatters[*targets as usize].entries.iter().flatten() {
                        self.changes[slot.index()].push(self.now);
                    }
                }
                _ => {}
            }
        }
    }

    /// For each node the moment since which all slots that it rests on have the versions that it reads.
    fn since(&self) -> Result<Vec<usize>, Flaw> {
        let mut since: Vec<usize> = Vec::with_capacity(self.graph.nodes.len());
        for (place, data) in self.graph.nodes.iter().enumerate() {
            let own = match data.op {
                Op::Load { version: 0, .. } => 0,
                Op::Load { slot, version } => {
                    *self.changes[slot.index()].get(version as usize - 1).ok_or_else(|| {
                        Flaw(format!("%{place} reads version {version} of slot {}, which is stored less often", slot.0))
                    })?
                }
                _ => 0,
            };
            let needed = data.operands.iter().copied().chain(self.graph.entries(data.op));
            since.push(needed.map(|node| since[node.index()]).max().unwrap_or(0).max(own));
        }
        Ok(since)
    }
}

#[cfg(test)]
mod tests {
    use presidium_lang::model::Model;

    use super::*;
    use crate::kernels::{Binary, Unary};
    use crate::layout::Layout;
    use crate::live::Live;
    use crate::program::builder::Builder;
    use crate::program::state::{Content, StateLayout};
    use crate::scenario::Outputs;

    /// `test 0` is stored in a section where it is less than one.
    fn sound() -> Graph {
        let model = Model::default();
        let live = Live::for_outputs(&model, &Outputs::default());
        let mut builder = Builder::new(StateLayout::new(&model, &Layout::new(&model), &live, 2), true);
        builder.begin_steps();
        let slots = [0, 1].map(|test| builder.slot(Content::Test(test)));
        let one = builder.number(1.0);
        let before = builder.load(slots[0]);
        let less = builder.binary(Binary::Less, before, one);
        builder.open(less);
        let other = builder.load(slots[1]);
        let sum = builder.binary(Binary::Add, before, other);
        builder.store(slots[0], sum);
        builder.close();
        let after = builder.load(slots[0]);
        let index = builder.unary(Unary::Floor, after);
        let table = Table { sizes: vec![2], entries: vec![Some(before), Some(less)] };
        let found = builder.gather(table, &[index], one);
        builder.store(slots[1], found);
        builder.finish()
    }

    fn position(graph: &Graph, found: impl Fn(Op) -> bool) -> usize {
        graph.nodes.iter().position(|node| found(node.op)).expect("such a node")
    }

    fn flaw(change: impl FnOnce(&mut Graph)) -> String {
        let mut graph = sound();
        assert_eq!(verify(&graph), Ok(()));
        change(&mut graph);
        verify(&graph).expect_err("a flaw").to_string()
    }

    #[test]
    fn an_operand_comes_before_its_user_and_there_are_as_many_as_are_taken() {
        let less = |graph: &Graph| position(graph, |op| op == Op::Binary(Binary::Less));
        let later = flaw(|graph| {
            let (place, last) = (less(graph), Node::at(graph.nodes.len() - 1));
            graph.nodes[place].operands[0] = last;
        });
        assert!(later.contains("comes before its operand"), "{later}");
        let fewer = flaw(|graph| {
            let place = less(graph);
            graph.nodes[place].operands = [Node(0)].into();
        });
        assert!(fewer.contains("has 1 operands, and takes 2"), "{fewer}");
    }

    #[test]
    fn what_a_section_computes_is_seen_in_it_alone() {
        let found = flaw(|graph| {
            let sum = Node::at(position(graph, |op| op == Op::Binary(Binary::Add)));
            let floor = position(graph, |op| op == Op::Unary(Unary::Floor));
            graph.nodes[floor].operands[0] = sum;
        });
        assert!(found.contains("cannot see"), "{found}");
    }

    #[test]
    fn tables_are_full_and_slots_are_within_the_state() {
        let found = flaw(|graph| graph.gathers[0].entries.truncate(1));
        assert_eq!(found, "gather 0 has 1 entries");
        let found = flaw(|graph| {
            let load = position(graph, |op| matches!(op, Op::Load { .. }));
            graph.nodes[load].op = Op::Load { slot: Slot(99), version: 0 };
        });
        assert_eq!(found, "there is no slot 99");
    }

    #[test]
    fn no_version_is_read_before_it_is_stored() {
        let never = flaw(|graph| {
            let load = position(graph, |op| matches!(op, Op::Load { version: 0, .. }));
            let Op::Load { slot, .. } = graph.nodes[load].op else { return };
            graph.nodes[load].op = Op::Load { slot, version: 7 };
        });
        assert!(never.contains("which is stored less often"), "{never}");
        let early = flaw(|graph| {
            let load = position(graph, |op| matches!(op, Op::Load { version: 0, .. }));
            let Op::Load { slot, .. } = graph.nodes[load].op else { return };
            graph.nodes[load].op = Op::Load { slot, version: 1 };
        });
        assert!(early.contains("before its slots have been stored"), "{early}");
    }

    #[test]
    fn a_block_is_the_section_of_one_effect() {
        let found = flaw(|graph| {
            let section = graph.blocks[STEP.index()].effects[0].clone();
            graph.blocks[STEP.index()].effects.push(section);
        });
        assert!(found.contains("several effects"), "{found}");
    }
}
