//! The machine: takes one instruction after another over the lanes of a block.
//!
//! Within a section the lanes that take part are packed: a vector's first values belong to them, in order. So a rare event
//! costs what its few worlds cost.

use crate::exec::vectors::{Spot, Vectors};
use crate::exec::{Batch, Stopped, Workspace};
use crate::kernels::{self, Kernels};
use crate::math;
use crate::program::Program;
use crate::program::ballots::{MEMBER_OPERANDS, PROCEDURE_OPERANDS};
use crate::program::code::{Instr, Operand};
use crate::program::graph::{Pace, Table};
use crate::random;
use crate::scalar::{Draw, Luck, counter, holds};
use crate::vote::{Poll, Terms};

pub(super) struct Machine<'a> {
    program: &'a Program,
    kernels: Kernels,
    vectors: Vectors,
    poll: &'a mut Poll,
    seed: u64,
    first_world: u64,
    /// Number of lanes in use, and where the first of them goes in the batch.
    lanes: usize,
    place: usize,
    step: usize,
    /// The lanes of each open section, the outermost first; the first of all are all lanes.
    frames: Vec<Frame>,
    /// Not a number in the lanes that have met a value that is not finite.
    sound: Vec<f64>,
    stopped: Vec<Option<u32>>,
    gathers: Vec<Table<Spot>>,
    operations: u64,
}

/// The lanes of a section.
#[derive(Default)]
struct Frame {
    /// Positions in the block.
    lanes: Vec<u32>,
    /// Positions among the lanes of the section around.
    outer: Vec<u32>,
    /// Instructions left when the section ends.
    end: usize,
}

impl<'a> Machine<'a> {
    pub fn new(program: &'a Program, seed: u64, workspace: &'a mut Workspace) -> Machine<'a> {
        let memory = workspace.memory.get_or_insert_with(|| kernels::Blocks::new(0, 0)).values_mut();
        let vectors = Vectors::new(memory, program);
        let spots = |table: &Table<Operand>| Table {
            sizes: table.sizes.clone(),
            entries: table.entries.iter().map(|entry| entry.map(|operand| vectors.spot(operand))).collect(),
        };
        Machine {
            program,
            kernels: Kernels::detect(),
            vectors,
            poll: &mut workspace.poll,
            seed,
            first_world: 0,
            lanes: 0,
            place: 0,
            step: 0,
            frames: Vec::new(),
            sound: vec![0.0; program.stride],
            stopped: Vec::new(),
            gathers: program.gathers.iter().map(spots).collect(),
            operations: 0,
        }
    }

    /// Operations done so far.
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Runs some worlds, at most as many as the program is wide, through all months.
    pub fn run_block(&mut self, first_world: u64, place: usize, lanes: usize, batch: &mut Batch) {
        let program = self.program;
        (self.first_world, self.place, self.lanes, self.step) = (first_world, place, lanes, 0);
        self.sound.fill(0.0);
        self.stopped = vec![None; lanes];
        for slot in 0..program.slot_count {
            // SAFETY: no other slice is alive.
            unsafe { self.vectors.write(slot, program.stride) }.fill(0.0);
        }
        self.set_scalars(|_| true);
        self.run(&program.world, batch);
        for step in 0..program.month_count {
            self.step = step;
            self.set_scalars(|values| values.len() > 1);
            if step == 0 || self.month().is_multiple_of(12) {
                self.run(&program.year, batch);
            }
            self.run(&program.step, batch);
            self.note_stopped();
        }
        let stopped = self.stopped.iter().enumerate();
        batch.stopped.extend(
            stopped.filter_map(|(lane, &month)| month.map(|month| Stopped { world: first_world + lane as u64, month })),
        );
    }

    fn set_scalars(&self, which: impl Fn(&[f64]) -> bool) {
        for (scalar, values) in self.program.scalars.iter().enumerate().filter(|(_, values)| which(values)) {
            self.vectors.set_scalar(scalar, values[self.step % values.len()]);
        }
    }

    fn note_stopped(&mut self) {
        if self.kernels.all_finite(&self.sound[..self.lanes]) {
            return;
        }
        let month = self.month();
        for (stopped, sound) in self.stopped.iter_mut().zip(&self.sound) {
            if stopped.is_none() && sound.is_nan() {
                *stopped = Some(month);
            }
        }
    }

    fn month(&self) -> u32 {
        self.program.first_month + self.step as u32
    }

    /// Runs a piece of code over all lanes.
    fn run(&mut self, code: &[Instr], batch: &mut Batch) {
        self.frames.clear();
        let all = (0..self.lanes as u32).collect();
        self.frames.push(Frame { lanes: all, outer: Vec::new(), end: code.len() });
        let mut at = 0;
        loop {
            while at == self.frame().end {
                self.frames.pop();
                if self.frames.is_empty() {
                    return;
                }
            }
            let instr = &code[at];
            at += 1;
            if let Instr::Section { condition, uniform, len } = instr {
                if !self.enter(*condition, *uniform, at + *len as usize) {
                    at += *len as usize;
                }
            } else {
                self.operations += self.program.operations(instr) * self.frame().lanes.len() as u64;
                self.execute(instr, batch);
            }
        }
    }

    fn frame(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    /// Opens a section; `false` if no lane takes it.
    fn enter(&mut self, condition: Operand, uniform: bool, end: usize) -> bool {
        let count = self.frame().lanes.len();
        match self.read(condition, count) {
            kernels::Operand::Value(value) => {
                debug_assert!(uniform);
                holds(value)
            }
            kernels::Operand::Slice(mask) => {
                if !self.kernels.any(mask) {
                    return false;
                }
                let mut frame = Frame { end, ..Frame::default() };
                self.kernels.pack(&mut frame.outer, mask);
                let around = &self.frame().lanes;
                frame.lanes = frame.outer.iter().map(|&lane| around[lane as usize]).collect();
                self.frames.push(frame);
                true
            }
        }
    }

    fn execute(&mut self, instr: &Instr, batch: &mut Batch) {
        let kernels = self.kernels;
        let count = self.frame().lanes.len();
        match instr {
            Instr::Unary { op, to, x } => kernels.unary(*op, self.write(*to, count), self.read(*x, count)),
            Instr::Binary { op, to, a, b } => {
                kernels.binary(*op, self.write(*to, count), self.read(*a, count), self.read(*b, count));
            }
            Instr::Select { to, condition, then, otherwise } => {
                let (then, otherwise) = (self.read(*then, count), self.read(*otherwise, count));
                match self.read(*condition, count) {
                    kernels::Operand::Slice(mask) => kernels.select(self.write(*to, count), mask, then, otherwise),
                    kernels::Operand::Value(value) => {
                        let taken = if holds(value) { then } else { otherwise };
                        kernels.unary(kernels::Unary::Copy, self.write(*to, count), taken);
                    }
                }
            }
            Instr::Copy { to, x } => kernels.unary(kernels::Unary::Copy, self.write(*to, count), self.read(*x, count)),
            Instr::Narrow { to, from, whole } => {
                let (lanes, around) = if *whole {
                    (&self.frame().lanes, self.lanes)
                } else {
                    (&self.frame().outer, self.frames[self.frames.len() - 2].lanes.len())
                };
                match self.read(*from, around) {
                    kernels::Operand::Slice(from) => kernels.narrow(self.write(*to, count), from, lanes),
                    kernels::Operand::Value(value) => self.write(*to, count).fill(value),
                }
            }
            Instr::Uniform { to, uniform } => self.uniform(*to, *uniform),
            Instr::Quantile { to, quantile, x } => {
                let to = self.write(*to, count);
                kernels.unary(kernels::Unary::Copy, to, self.read(*x, count));
                kernels.quantiles(to, &self.program.quantiles[*quantile as usize]);
            }
            Instr::Lookup { to, lookup, x } => self.lookup(*to, *lookup, *x),
            Instr::Oldest { to, ring } => {
                let ring = self.program.rings[*ring as usize];
                let from = Operand::Vector(ring.first.0 + self.step as u32 % ring.len);
                kernels.unary(kernels::Unary::Copy, self.write(*to, count), self.read(from, count));
            }
            Instr::Push { ring, x } => {
                let ring = self.program.rings[*ring as usize];
                let to = ring.first.0 + self.step as u32 % ring.len;
                self.store(to, *x);
            }
            Instr::Store { slot, x } => self.store(slot.0, *x),
            Instr::Gather { to, table, operands } => self.gather(*to, *table, operands),
            Instr::Scatter { targets, operands, add, checked } => self.scatter(*targets, operands, *add, *checked),
            Instr::Vote { to, vote, operands } => self.vote(*to, *vote, operands),
            Instr::Check { x } => self.check(*x),
            Instr::Record { column, x } => {
                let start = self.step * (batch.worlds.end - batch.worlds.start) as usize + self.place;
                self.output(&mut batch.monthly[*column as usize][start..], *x);
            }
            Instr::Finish { column, x } => self.output(&mut batch.finals[*column as usize][self.place..], *x),
            Instr::Section { .. } => {}
        }
    }

    /// The lanes of an operand.
    fn read<'v>(&self, operand: Operand, lanes: usize) -> kernels::Operand<'v> {
        match operand {
            // SAFETY: an instruction writes to no vector that it reads; the slice does not outlive the instruction.
            Operand::Vector(vector) => kernels::Operand::Slice(unsafe { self.vectors.read(vector, lanes) }),
            Operand::Scalar(scalar) => kernels::Operand::Value(self.vectors.scalar(scalar)),
        }
    }

    fn write<'v>(&self, vector: u32, lanes: usize) -> &'v mut [f64] {
        // SAFETY: an instruction writes to one vector, which it does not read; the slice does not outlive it.
        unsafe { self.vectors.write(vector, lanes) }
    }

    fn is_whole(&self) -> bool {
        self.frames.len() == 1
    }

    fn store(&self, to: u32, x: Operand) {
        if x == Operand::Vector(to) {
            return;
        }
        let count = self.frame().lanes.len();
        let x = self.read(x, count);
        if self.is_whole() {
            self.kernels.unary(kernels::Unary::Copy, self.write(to, count), x);
        } else {
            self.kernels.widen(self.write(to, self.program.stride), x, &self.frame().lanes);
        }
    }

    fn check(&mut self, x: Operand) {
        let count = self.frame().lanes.len();
        let x = self.read(x, count);
        // Zero times a finite value adds nothing; zero times any other is not a number and stays so.
        if self.is_whole() {
            self.kernels.map_in_place(&mut self.sound[..count], x, |sound, x| sound + x * 0.0);
        } else {
            let lanes = &self.frames[self.frames.len() - 1].lanes;
            lanes.iter().enumerate().for_each(|(at, &lane)| self.sound[lane as usize] += x.at(at) * 0.0);
        }
    }

    fn output(&self, to: &mut [f64], x: Operand) {
        let count = self.frame().lanes.len();
        match self.read(x, count) {
            kernels::Operand::Slice(x) => to[..count].copy_from_slice(x),
            kernels::Operand::Value(x) => to[..count].fill(x),
        }
    }

    fn uniform(&self, to: u32, uniform: u32) {
        let uniform = self.program.uniforms[uniform as usize];
        let step = match uniform.pace {
            Pace::World => 0,
            Pace::Year => self.month() / 12,
            Pace::Step => self.month(),
        };
        let counter = random::counter(uniform.stream, uniform.element, step, uniform.n);
        let lanes = &self.frame().lanes;
        let to = self.write(to, lanes.len());
        if self.is_whole() {
            self.kernels.uniforms(to, self.seed, self.first_world, counter);
        } else {
            self.kernels.uniforms_at(to, self.seed, self.first_world, lanes, counter);
        }
    }

    fn lookup(&self, to: u32, lookup: u32, x: Operand) {
        let points = &self.program.lookups[lookup as usize];
        let count = self.frame().lanes.len();
        self.kernels.piecewise(self.write(to, count), self.read(x, count), points);
    }

    fn gather(&self, to: u32, table: u32, operands: &[Operand]) {
        let table = &self.gathers[table as usize];
        let lanes = &self.frame().lanes;
        let count = lanes.len();
        let to = self.write(to, count);
        let otherwise = self.read(operands[operands.len() - 1], count);
        let [indices @ .., _] = operands else { return };
        for (at, (to, &lane)) in to.iter_mut().zip(lanes).enumerate() {
            *to = match self.entry(table, indices, at) {
                Some(spot) => self.vectors.at((spot.place + (lane & spot.lane_mask)) as usize),
                None => otherwise.at(at),
            };
        }
    }

    fn scatter(&mut self, targets: u32, operands: &[Operand], add: bool, checked: bool) {
        let targets = &self.program.scatters[targets as usize];
        let [indices @ .., value] = operands else { return };
        for at in 0..self.frame().lanes.len() {
            let lane = self.frame().lanes[at];
            if let Some(slot) = self.entry(targets, indices, at) {
                let place = slot.index() * self.program.stride + lane as usize;
                let given = self.at(*value, at);
                let value = if add { self.vectors.at(place) + given } else { given };
                self.vectors.put(place, value);
                if checked {
                    self.sound[lane as usize] += given * 0.0;
                }
            }
        }
    }

    /// The entry of a table that the indices hit, in a lane of this section.
    fn entry<T: Copy>(&self, table: &Table<T>, indices: &[Operand], at: usize) -> Option<T> {
        let mut place = 0;
        for (&index, &size) in indices.iter().zip(&table.sizes) {
            let index = self.at(index, at);
            if !(0.0..f64::from(size)).contains(&index) {
                return None;
            }
            place = place * size as usize + index as usize;
        }
        table.entries[place]
    }

    /// The value of an operand in a lane of this section.
    fn at(&self, operand: Operand, at: usize) -> f64 {
        let spot = self.vectors.spot(operand);
        self.vectors.at((spot.place + (at as u32 & spot.lane_mask)) as usize)
    }

    fn vote(&mut self, to: u32, vote: u32, operands: &[Operand]) {
        let mut poll = std::mem::take(self.poll);
        for at in 0..self.frame().lanes.len() {
            let lane = self.frame().lanes[at];
            let chosen = self.vote_in_lane(vote, operands, at, &mut poll);
            let chosen = chosen.unwrap_or_else(|| {
                self.sound[lane as usize] = f64::NAN;
                0
            });
            let place = to as usize * self.program.stride + at;
            self.vectors.put(place, chosen as f64);
        }
        *self.poll = poll;
    }

    /// The option taken in one world; `None` if the vote cannot be held.
    fn vote_in_lane(&self, vote: u32, operands: &[Operand], at: usize, poll: &mut Poll) -> Option<usize> {
        let vote = &self.program.votes[vote as usize];
        let world = self.first_world + u64::from(self.frame().lanes[at]);
        let luck = Luck { seed: self.seed, world };
        let draw = Draw { step: self.month(), ..vote.draw };
        let number = |place: usize| self.at(operands[place], at);
        poll.clear();
        poll.available.extend((0..vote.option_count).map(|option| holds(number(option))));
        for (place, member) in vote.members.iter().enumerate() {
            let start = vote.member_start(place);
            if !holds(number(start)) {
                continue;
            }
            poll.add(member.ordinal, number(start + 1), holds(number(start + 2)));
            for option in 0..vote.option_count {
                let mut utility = number(start + MEMBER_OPERANDS + option);
                if vote.noisy {
                    let n = counter::noise(vote.ballot, member.position as usize, option);
                    utility += math::gumbel_quantile(luck.uniform(Draw { n, ..draw })) * number(start + 3);
                }
                poll.add_utility(utility);
            }
        }
        let setting = |place: usize| number(vote.option_count + place);
        let terms = Terms {
            majority: setting(0),
            quorum: setting(1),
            abstention: setting(2),
            chair: setting(3),
            exponent: setting(PROCEDURE_OPERANDS - 1),
        };
        let draw = Draw { n: counter::election(vote.ballot), ..draw };
        let winner = poll.decide(vote.procedure, terms, luck.uniform(draw)).ok()?;
        Some(winner.unwrap_or(vote.option_count - 1))
    }
}
