//! Where what a scenario says can make a difference: in every month, or only when certain rules act.
//!
//! A switch that nothing but the vote on one decision reads makes no difference until that decision is taken. The graph
//! shows it: every effect that rests on the input stands in the section of that decision. If one effect stands elsewhere, the
//! input counts as one that makes a difference from the first month on.

use presidium_lang::model::{Element, RuleId};

use crate::program::graph::{Graph, Op, ScalarId};

/// Where an input can make a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// From the first month on.
    Everywhere,
    /// When one of these elements of rules acts, and in nothing before.
    Acts(Vec<(RuleId, Element)>),
}

/// Something that a scenario gives: a scalar, or a prior.
#[derive(Clone, Copy)]
pub enum Source {
    Scalar(u32),
    Quantile(u32),
}

/// The reach of each source.
pub fn reaches(graph: &Graph, sources: &[Source]) -> Vec<Reach> {
    let rules = rules_of_blocks(graph);
    sources.chunks(GROUP).flat_map(|group| reaches_of_group(graph, &rules, group)).collect()
}

/// Sources that are followed at once, one for each bit.
const GROUP: usize = u64::BITS as usize;

/// For each block the rule that acts in it or in a block around it, if one does.
fn rules_of_blocks(graph: &Graph) -> Vec<Option<(RuleId, Element)>> {
    let mut rules: Vec<Option<(RuleId, Element)>> = Vec::with_capacity(graph.blocks.len());
    // A block comes after the block around it.
    for block in &graph.blocks {
        let outer = block.parent.and_then(|parent| rules[parent.index()]);
        rules.push(block.acts.filter(|_| block.parent.is_some()).or(outer));
    }
    rules
}

fn reaches_of_group(graph: &Graph, rules: &[Option<(RuleId, Element)>], sources: &[Source]) -> Vec<Reach> {
    let bits = bits_of_nodes(graph, sources);
    let mut reaches = vec![Reach::Acts(vec![]); sources.len()];
    for (block, rule) in graph.blocks.iter().zip(rules) {
        for effect in &block.effects {
            let touched = effect.operands().iter().fold(0, |touched, node| touched | bits[node.index()]);
            for (place, reach) in reaches.iter_mut().enumerate().filter(|(place, _)| touched >> place & 1 == 1) {
                debug_assert!(place < sources.len());
                match (rule, &mut *reach) {
                    (Some(rule), Reach::Acts(acts)) if !acts.contains(rule) => acts.push(*rule),
                    (None, reach) => *reach = Reach::Everywhere,
                    _ => {}
                }
            }
        }
    }
    reaches
}

/// For each node the sources that it rests on within a step, one bit for each.
fn bits_of_nodes(graph: &Graph, sources: &[Source]) -> Vec<u64> {
    let mut scalars = vec![0; graph.scalars.len()];
    let mut quantiles = vec![0; graph.quantiles.len()];
    for (place, source) in sources.iter().enumerate() {
        match *source {
            Source::Scalar(id) => scalars[id as usize] |= 1 << place,
            Source::Quantile(id) => quantiles[id as usize] |= 1 << place,
        }
    }
    let mut bits: Vec<u64> = Vec::with_capacity(graph.nodes.len());
    for node in &graph.nodes {
        let own = match node.op {
            Op::Scalar(ScalarId(id)) => scalars[id as usize],
            Op::Quantile(id) => quantiles[id as usize],
            Op::Gather(table) => {
                let entries = graph.gathers[table as usize].entries.iter().flatten();
                entries.fold(0, |all, entry| all | bits[entry.index()])
            }
            _ => 0,
        };
        bits.push(node.operands.iter().fold(own, |all, operand| all | bits[operand.index()]));
    }
    bits
}
