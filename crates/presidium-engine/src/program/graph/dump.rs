//! A graph as text, for whoever wants to see what a model has become.
//!
//! Block by block, sections indented. A value is written where it is first needed, as the operation that gives it:
//! `%12 = add %3 %7`. Slots, inputs, draws and rules have their names; a number that is the same in all worlds and months is
//! written where it is used. `load power[army]@1` reads the slot as it is after its first store. What nothing needs is left
//! out.

use std::fmt::Debug;

use presidium_lang::model::{Decider, Element, Model, Rule, RuleId, VariableId};

use super::{
    BlockId, Effect, Graph, LoggedAct, Node, Op, Pace, STEP, Scalar, ScalarId, Slot, Table, Uniform, WORLD, YEAR,
};
use crate::layout::{self, Cell};
use crate::program::ballots::Vote;
use crate::program::given::Input;
use crate::random::stream;
use crate::scalar::COMMON;
use crate::vote::{Standing, Terms};

/// The text of a graph, with the names of its model.
pub fn dump(graph: &Graph, model: &Model) -> String {
    let mut writer = Writer { graph, model, needed: needed(graph), text: String::new() };
    for (title, root) in [("world", WORLD), ("year", YEAR), ("step", STEP)] {
        writer.line(0, title);
        writer.block(root, 1);
    }
    writer.tables();
    writer.text
}

/// Which nodes an effect rests on.
fn needed(graph: &Graph) -> Vec<bool> {
    let mut needed = vec![false; graph.nodes.len()];
    let effects = graph.blocks.iter().flat_map(|block| &block.effects);
    effects.flat_map(Effect::operands).for_each(|node| needed[node.index()] = true);
    for place in (0..needed.len()).rev() {
        if needed[place] {
            let data = &graph.nodes[place];
            let operands = data.operands.iter().copied().chain(graph.entries(data.op));
            operands.for_each(|node| needed[node.index()] = true);
        }
    }
    needed
}

struct Writer<'g> {
    graph: &'g Graph,
    model: &'g Model,
    needed: Vec<bool>,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        self.text += &"  ".repeat(depth);
        self.text += line.trim_end();
        self.text.push('\n');
    }

    /// The effects of a block in order, each after the nodes of the block that were made before it.
    fn block(&mut self, block: BlockId, depth: usize) {
        let graph = self.graph;
        let nodes = (0..graph.nodes.len()).map(Node::at).filter(|&node| graph.data(node).block == block);
        let nodes: Vec<Node> = nodes.filter(|node| self.needed[node.index()]).collect();
        let mut written = 0;
        for effect in &graph.block(block).effects {
            let last = effect.operands().into_iter().max();
            let ready = nodes.partition_point(|&node| Some(node) <= last);
            for &node in &nodes[written.min(ready)..ready] {
                self.node(node, depth);
            }
            written = written.max(ready);
            self.effect(effect, depth);
        }
        nodes[written..].iter().for_each(|&node| self.node(node, depth));
    }

    fn node(&mut self, node: Node, depth: usize) {
        let data = self.graph.data(node);
        if let Op::Scalar(_) = data.op {
            return;
        }
        if let Op::Vote(vote) = data.op {
            return self.vote(&format!("%{} =", node.0), vote, &data.operands, depth);
        }
        let operation = match data.op {
            Op::Load { slot, version } => format!("load {}@{version}", self.slot(slot)),
            Op::Oldest(ring) => format!("oldest {}", self.ring(ring)),
            Op::Uniform(uniform) => format!("uniform {}", self.uniform(self.graph.uniforms[uniform as usize])),
            Op::Quantile(quantile) => match self.graph.quantiles[quantile as usize].parameter {
                Some((variable, element)) => format!("quantile {}", self.cell(variable, element)),
                None => format!("quantile {quantile}"),
            },
            Op::Unary(op) => snake(op),
            Op::Binary(op) => snake(op),
            Op::Select => "select".to_owned(),
            Op::Element(_) => "element".to_owned(),
            Op::Computed(prior) => format!("computed {prior}"),
            Op::Lookup(lookup) => format!("lookup {lookup}"),
            Op::Gather(table) => format!("gather {table}"),
            Op::Scalar(_) | Op::Vote(_) => String::new(),
        };
        let operands = self.values(&data.operands);
        self.line(depth, &format!("%{} = {operation} {operands}", node.0));
    }

    fn vote(&mut self, name: &str, vote: u32, operands: &[Node], depth: usize) {
        let vote = &self.graph.votes[vote as usize];
        let unpacked = vote.unpack(operands);
        let Terms { majority, quorum, abstention, chair, exponent, round } =
            unpacked.terms.map(|node| self.value(node));
        let rule = self.rule(vote.rule, vote.element);
        let procedure = format!("{:?}", vote.procedure);
        let mut lines = vec![
            format!("{name} vote {rule} ballot {} round {round} {procedure}", vote.ballot),
            format!("  available {}", self.values(unpacked.available)),
            format!("  majority {majority} quorum {quorum} abstention {abstention} chair {chair} exponent {exponent}"),
        ];
        for (member, (standing, utilities)) in vote.members.iter().zip(unpacked.members()) {
            let Standing { member: belongs, weight, present, noise, pinned } = standing.map(|node| self.value(node));
            lines.push(format!(
                "  {}: member {belongs} weight {weight} present {present} noise {noise} pinned {pinned} utilities {}",
                self.voter(vote, member.ordinal),
                self.values(utilities)
            ));
        }
        lines.iter().for_each(|line| self.line(depth, line));
    }

    fn effect(&mut self, effect: &Effect, depth: usize) {
        let line = match effect {
            Effect::Section { condition, block } => {
                self.line(depth, &format!("if {}", self.value(*condition)));
                return self.block(*block, depth + 1);
            }
            Effect::Each { elements, block } => {
                let elements = elements.iter().map(|&(ordinal, passes)| format!("{ordinal} if {}", self.value(passes)));
                let elements: Vec<String> = elements.collect();
                self.line(depth, &format!("for each {}", elements.join(", ")));
                return self.block(*block, depth + 1);
            }
            Effect::Loop { again, block } => {
                self.line(depth, &format!("while {}", self.slot(*again)));
                return self.block(*block, depth + 1);
            }
            Effect::Hold { vote, operands } => {
                self.vote("hold", *vote, operands, depth);
                for (note, slot) in &self.graph.votes[*vote as usize].notes {
                    self.line(depth, &format!("  store {} = {note:?}", self.slot(*slot)));
                }
                return;
            }
            Effect::Join { op, slot, value } => {
                format!("join {} = {} {}", self.slot(*slot), snake(op), self.value(*value))
            }
            Effect::Best { op, slot, at, value, element } => {
                let (best, at) = (self.slot(*slot), self.slot(*at));
                format!("best {best} = {} {}, {at} = {}", snake(op), self.value(*value), self.value(*element))
            }
            Effect::Settle { values } if values.is_empty() => return,
            Effect::Settle { values } => format!("settle {}", self.values(values)),
            Effect::Store { slot, value } => format!("store {} = {}", self.slot(*slot), self.value(*value)),
            Effect::Scatter { targets, indices, value, add, checked } => {
                let sign = if *add { "+=" } else { "=" };
                let checked = if *checked { " checked" } else { "" };
                format!("scatter {targets} {} {sign} {}{checked}", self.values(indices), self.value(*value))
            }
            Effect::Check { value } => format!("check {}", self.value(*value)),
            Effect::Push { ring, value } => format!("push {} = {}", self.ring(*ring), self.value(*value)),
            Effect::Record { column, value } => format!("record {column} = {}", self.value(*value)),
            Effect::Finish { column, value } => format!("finish {column} = {}", self.value(*value)),
            Effect::LogAct(act) => self.act(*act),
        };
        self.line(depth, &line);
    }

    /// The tables that the nodes and effects refer to by number.
    fn tables(&mut self) {
        let graph = self.graph;
        let ops: Vec<Op> =
            graph.nodes.iter().zip(&self.needed).filter(|(_, needed)| **needed).map(|(node, _)| node.op).collect();
        for (place, scalar) in graph.scalars.iter().enumerate() {
            if let Scalar::Known(values) = scalar
                && values.len() > 1
                && ops.contains(&Op::Scalar(ScalarId(place as u32)))
            {
                self.line(0, &format!("monthly {place} = {}", runs(values)));
            }
        }
        for (place, points) in graph.lookups.iter().enumerate() {
            self.line(0, &format!("lookup {place} = {points:?}"));
        }
        for (place, table) in
            graph.gathers.iter().enumerate().filter(|(place, _)| ops.contains(&Op::Gather(*place as u32)))
        {
            let line = self.table(table, |node| self.value(node));
            self.line(0, &format!("gather {place} = {line}"));
        }
        for (place, table) in graph.scatters.iter().enumerate() {
            let line = self.table(table, |slot| self.slot(slot));
            self.line(0, &format!("scatter {place} = {line}"));
        }
    }

    fn table<T: Copy>(&self, table: &Table<T>, shown: impl Fn(T) -> String) -> String {
        let entries = table.entries.iter().map(|entry| entry.map_or_else(|| "-".to_owned(), &shown));
        format!("{:?} {}", table.sizes, entries.collect::<Vec<_>>().join(", "))
    }

    fn values(&self, nodes: &[Node]) -> String {
        nodes.iter().map(|&node| self.value(node)).collect::<Vec<_>>().join(" ")
    }

    /// A node as an operand.
    fn value(&self, node: Node) -> String {
        let Op::Scalar(id) = self.graph.data(node).op else { return format!("%{}", node.0) };
        match &self.graph.scalars[id.index()] {
            Scalar::Known(values) if values.len() == 1 => values[0].to_string(),
            Scalar::Known(_) => format!("monthly({})", id.0),
            Scalar::Input { input, .. } => match *input {
                Input::Switch(switch) => format!("switch({})", self.model.variables[switch].name),
                Input::Number(variable, element) => format!("number({})", self.cell(variable, element)),
                Input::Reading(variable, element) => format!("reading({})", self.cell(variable, element)),
                Input::Widened => "widened".to_owned(),
                Input::Allowed(rule, element) => format!("allowed({})", self.rule(rule, element)),
                Input::PinnedVote(rule, element, root, member) => {
                    let member = &self.model.sets[root].elements[member as usize];
                    format!("pinned_vote({}, {member})", self.rule(rule, element))
                }
                Input::Pinned(rule, element) => format!("pinned({})", self.rule(rule, element)),
            },
        }
    }

    /// A member of a vote by name; whoever decides alone stands as the chair.
    fn voter(&self, vote: &Vote, ordinal: u32) -> String {
        let Rule::Decision(decision) = &self.model.rules[vote.rule] else { return String::new() };
        let ballot = match (&decision.decider, &decision.appeal) {
            (Decider::Body(ballot), _) if vote.ballot == 0 => ballot,
            (_, Some(appeal)) if vote.ballot > 0 => &appeal.ballot,
            _ => return "chair".to_owned(),
        };
        let set = self.model.bodies[ballot.body].index.set;
        let root = self.model.sets[set].root;
        self.model.sets[root].elements[ordinal as usize].clone()
    }

    fn slot(&self, slot: Slot) -> String {
        self.graph.state.name(self.model, slot)
    }

    fn ring(&self, ring: u32) -> String {
        self.slot(self.graph.rings[ring as usize].first)
    }

    fn cell(&self, variable: VariableId, element: Element) -> String {
        Cell { variable, element }.name(self.model)
    }

    fn rule(&self, rule: RuleId, element: Element) -> String {
        let rule = &self.model.rules[rule];
        layout::name(self.model, rule.name(), rule.indices(), element)
    }

    /// A random number by the name of what draws it.
    fn uniform(&self, uniform: Uniform) -> String {
        let Uniform { stream: of, element, n, pace } = uniform;
        let variables = self.model.variables.iter().map(|variable| (variable.name.as_str(), &variable.indices[..]));
        let rules = self.model.rules.iter().map(|rule| (rule.name(), rule.indices()));
        let drawn = variables.chain(rules).find(|(name, _)| stream(name) == of);
        let name = match drawn {
            Some((name, _)) if element == COMMON => format!("{name}, in common,"),
            Some((name, indices)) => layout::name(self.model, name, indices, element),
            None => format!("{of:x} {element}"),
        };
        let pace = match pace {
            Pace::World => "of the world",
            Pace::Year => "of the year",
            Pace::Step => "of the month",
        };
        if n == 0 { format!("{name} {pace}") } else { format!("{name} {pace}, {n}") }
    }

    fn act(&self, LoggedAct { rule, element, option }: LoggedAct) -> String {
        let name = self.rule(rule, element);
        match (option, &self.model.rules[rule]) {
            (Some(option), Rule::Decision(decision)) => {
                format!("report {name} takes {}", decision.options[option as usize].name)
            }
            _ => format!("report {name}"),
        }
    }
}

/// `GreaterOrEqual` as `greater_or_equal`.
fn snake(op: impl Debug) -> String {
    let mut text = String::new();
    for letter in format!("{op:?}").chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// Equal neighbours are counted: `0 (x3) 1 0 (x8)`.
fn runs(values: &[f64]) -> String {
    let runs = values.chunk_by(|a, b| a.to_bits() == b.to_bits()).map(|run| match run.len() {
        1 => run[0].to_string(),
        count => format!("{} (x{count})", run[0]),
    });
    runs.collect::<Vec<_>>().join(" ")
}
