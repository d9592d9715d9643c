//! The machine: takes one instruction after another over the lanes of a block.
//!
//! Within a section the lanes that take part are packed: a vector's first values belong to them, in order. So a rare event
//! costs what its few worlds cost.

mod decoded;
mod each;
mod pairs;
mod rounds;
mod single;

use crate::exec::batch::{Act, Batch, Stop};
use crate::exec::cancel::Cancel;
use crate::exec::course::{Course, Rerun, Written};
use crate::exec::vectors::{Spot, Vectors, Workspace};
use crate::finite::{carried, shown};
use crate::kernels::{self, Kernels};
use crate::program::Program;
use crate::program::code::{Code, Instr, Operand};
use crate::program::graph::{LoggedAct, Pace, Scalar, Slot, Table, Uniform};
use crate::program::inputs::Inputs;
use crate::random::{self, Draw};
use crate::resolved::Column;
use crate::scalar::holds;
use crate::size;
use crate::vote::Poll;
use crate::worlds::World;
use decoded::Decoded;
pub(super) use decoded::DecodedStep;
use pairs::Pairs;
use presidium_lang::clock::Step;

pub(super) struct Machine<'a> {
    program: &'a Program,
    inputs: &'a Inputs,
    kernels: Kernels,
    vectors: Vectors,
    poll: &'a mut Poll,
    cancel: &'a Cancel,
    seed: u64,
    first_world: World,
    /// The world in each lane, counted from the first one; empty if they are consecutive.
    offsets: Vec<u32>,
    /// The worlds whose luck the lanes meet, if that is not their own: the first of them, and how far the others lie from it.
    lucks: Option<(World, Vec<u32>)>,
    /// Number of lanes in use, and where the first of them goes in the batch.
    lanes: usize,
    place: usize,
    step: usize,
    /// The lanes of each open section, the outermost first; the first of all are all lanes. Past `depth` old ones, kept
    /// for their memory.
    frames: Vec<Frame>,
    depth: usize,
    /// Number of lanes of the innermost section, and where it ends.
    count: usize,
    end: usize,
    /// Not a number in the lanes that have met a value that is not finite.
    sound: Vec<f64>,
    stopped: Vec<Option<Step>>,
    gathers: Vec<Table<Spot>>,
    /// For each instruction of a step how it is done at once, if it can be.
    decoded: &'a [Option<Decoded>],
    operations: u64,
}

/// The lanes of a section.
#[derive(Default)]
struct Frame {
    /// Positions in the block.
    lanes: Vec<u32>,
    /// Positions among the lanes of the section around.
    outer: Vec<u32>,
    /// Position of the instruction after the section.
    end: usize,
    /// Whether a lane of the whole block may stand here several times.
    repeats: bool,
    pairs: Pairs,
    /// Of a block that may be run again: the slot that says so, and where its code begins.
    again: Option<(Slot, usize)>,
}

impl<'a> Machine<'a> {
    pub fn new(program: &'a Program, inputs: &'a Inputs, seed: u64, workspace: &'a mut Workspace) -> Machine<'a> {
        let memory = workspace.memory.get_or_insert_with(|| kernels::Blocks::new(0, 0)).values_mut();
        let vectors = Vectors::new(memory, program, workspace.stride);
        let spots = |table: &Table<Operand>| Table {
            sizes: table.sizes.clone(),
            entries: table.entries.iter().map(|entry| entry.map(|operand| vectors.spot(operand))).collect(),
        };
        Machine {
            program,
            inputs,
            kernels: workspace.kernels,
            vectors,
            poll: &mut workspace.poll,
            cancel: &workspace.cancel,
            seed,
            first_world: World(0),
            offsets: Vec::new(),
            lucks: None,
            lanes: 0,
            place: 0,
            step: 0,
            frames: Vec::new(),
            depth: 0,
            count: 0,
            end: 0,
            sound: vec![0.0; vectors.stride],
            stopped: Vec::new(),
            gathers: program.gathers.iter().map(spots).collect(),
            decoded: workspace.decoded.of(program, workspace.kernels, vectors),
            operations: 0,
        }
    }

    /// Operations done so far.
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Runs some consecutive worlds, at most as many as the program is wide, through all months. `snapshots` are of the whole
    /// batch.
    pub fn run_block(
        &mut self,
        first_world: World,
        place: usize,
        lanes: usize,
        batch: &mut Batch,
        mut snapshots: Option<&mut Vec<Written>>,
    ) {
        (self.first_world, self.place) = (first_world, place);
        self.offsets.clear();
        self.begin(lanes, batch);
        for step in 0..self.program.month_count {
            if self.cancel.is_cancelled() {
                return;
            }
            self.step = step;
            if let Some(snapshots) = snapshots.as_deref_mut()
                && step > 0
                && self.is_mark()
            {
                self.keep(snapshots, batch.worlds.len() as usize);
            }
            self.month_of(batch);
        }
        self.tell_stopped(batch);
    }

    /// Runs some worlds of a course again, each from its snapshot on. A world joins the block in the step in which it begins,
    /// so that all lanes before it are in use and those after it are not.
    pub fn run_again(&mut self, first_world: World, reruns: &[Rerun], course: &Course, batch: &mut Batch) {
        (self.first_world, self.place) = (first_world, 0);
        self.offsets = reruns.iter().map(|rerun| rerun.place as u32).collect();
        self.begin(reruns.len(), batch);
        let begins = |rerun: &Rerun| rerun.snapshot.map_or(0, |snapshot| course.step(snapshot));
        let mut joined = reruns.partition_point(|rerun| begins(rerun) == 0);
        let start = reruns.first().map_or(0, begins);
        for step in start..self.program.month_count {
            if self.cancel.is_cancelled() {
                return;
            }
            self.step = step;
            while let Some(rerun) = reruns.get(joined).filter(|rerun| begins(rerun) == step) {
                self.restore(joined, rerun, course);
                joined += 1;
            }
            self.lanes = joined;
            self.month_of(batch);
        }
        self.tell_stopped(batch);
    }

    /// What is settled before the first step.
    fn begin(&mut self, lanes: usize, batch: &mut Batch) {
        let program = self.program;
        (self.lanes, self.step) = (lanes, 0);
        self.lucks = self.common_lucks(lanes);
        self.sound.fill(0.0);
        self.stopped = vec![None; lanes];
        for slot in 0..program.slot_count {
            // SAFETY: no other slice is alive.
            unsafe { self.vectors.write(slot, self.vectors.stride) }.fill(0.0);
        }
        self.set_scalars(|_| true);
        self.run(&program.world, &[], batch);
    }

    fn month_of(&mut self, batch: &mut Batch) {
        let program = self.program;
        self.set_scalars(|values| values.len() > 1);
        if self.step == 0 || self.begins_a_year() {
            self.run(&program.year, &[], batch);
        }
        self.run(&program.step, self.decoded, batch);
        self.note_stopped();
    }

    fn begins_a_year(&self) -> bool {
        self.program.clock.begins_a_year(self.month())
    }

    /// Whether worlds can be run again from this step: with every year or, where there are none, a few times in a run.
    fn is_mark(&self) -> bool {
        let apart = self.program.month_count.div_ceil(size::MARKS);
        if self.program.clock.has_calendar() { self.begins_a_year() } else { self.step.is_multiple_of(apart) }
    }

    /// Keeps the state of this block in the snapshot of this step, which is of `count` worlds.
    fn keep(&self, snapshots: &mut Vec<Written>, count: usize) {
        let (step, month) = (self.step, self.month());
        let state_count = self.program.state.len() as usize;
        let place = snapshots.iter().position(|snapshot| snapshot.step == step).unwrap_or_else(|| {
            snapshots.push(Written { step, month, state: vec![0.0; state_count * count] });
            snapshots.len() - 1
        });
        let states = snapshots[place].state.chunks_exact_mut(count);
        for (slot, worlds) in states.enumerate() {
            // SAFETY: no vector is written while the slice lives.
            let values = unsafe { self.vectors.read(slot as u32, self.lanes) };
            worlds[self.place..self.place + self.lanes].copy_from_slice(values);
        }
    }

    /// Gives a lane the state of its world in a snapshot.
    fn restore(&mut self, lane: usize, rerun: &Rerun, course: &Course) {
        let Some(snapshot) = rerun.snapshot else { return };
        for (slot, value) in course.state(snapshot, rerun.place).enumerate() {
            self.vectors.put(slot * self.vectors.stride + lane, value);
        }
        self.sound[lane] = 0.0;
    }

    fn tell_stopped(&self, batch: &mut Batch) {
        let stopped = self.stopped.iter().enumerate();
        batch.stops.extend(
            stopped.filter_map(|(lane, &month)| month.map(|month| Stop { world: self.world(lane as u32), month })),
        );
    }

    /// The world in a lane.
    fn world(&self, lane: u32) -> World {
        World(self.first_world.0 + u64::from(self.offsets.get(lane as usize).copied().unwrap_or(lane)))
    }

    /// The worlds whose luck the lanes meet, if that is not their own: the first of them, and how far the others lie from it.
    fn common_lucks(&self, lanes: usize) -> Option<(World, Vec<u32>)> {
        let rows = self.inputs.common_luck.as_ref()?;
        let worlds: Vec<u64> = (0..lanes as u32).map(|lane| rows.luck(self.world(lane).0)).collect();
        let first = worlds.iter().copied().min().unwrap_or(0);
        Some((World(first), worlds.into_iter().map(|world| (world - first) as u32).collect()))
    }

    /// The world whose luck a lane meets.
    fn luck_world(&self, lane: u32) -> World {
        match &self.lucks {
            Some((first, offsets)) => World(first.0 + u64::from(offsets[lane as usize])),
            None => self.world(lane),
        }
    }

    fn set_scalars(&self, which: impl Fn(&[f64]) -> bool) {
        let known = self.program.scalars.iter().enumerate().filter_map(|(place, scalar)| match scalar {
            Scalar::Known(values) => Some((place, values)),
            Scalar::Input { .. } => None,
        });
        let places = self.program.inputs.iter().map(|&(place, ..)| place as usize);
        for (place, values) in known.chain(places.zip(&self.inputs.scalars)).filter(|(_, values)| which(values)) {
            self.vectors.set_scalar(place, values[self.step % values.len()]);
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

    fn month(&self) -> Step {
        self.program.first_step + self.step as u32
    }

    /// Runs a piece of code over all lanes.
    fn run(&mut self, code: &Code, decoded: &[Option<Decoded>], batch: &mut Batch) {
        let all = (0..self.lanes as u32).collect();
        let whole = Frame { lanes: all, end: code.instrs.len(), ..Frame::default() };
        match self.frames.first_mut() {
            Some(frame) => *frame = whole,
            None => self.frames.push(whole),
        }
        self.resume(0);
        self.operations += code.operations_outside * self.count as u64;
        let mut at = 0;
        loop {
            while at == self.end {
                if self.depth == 0 {
                    return;
                }
                if let Some(start) = self.more_pairs().or_else(|| self.more_rounds()) {
                    self.operations += code.operations[start - 1] * self.count as u64;
                    at = start;
                } else {
                    self.resume(self.depth - 1);
                }
            }
            if let Some(Some(decoded)) = decoded.get(at) {
                // SAFETY: the register allocation keeps the result apart from the operands.
                unsafe { self.vectors.compute(decoded, self.count) };
                at += 1;
                continue;
            }
            let instr = &code.instrs[at];
            at += 1;
            let is_entered = match instr {
                Instr::Section { condition, uniform, len } => self.enter(*condition, *uniform, at + *len as usize),
                Instr::Loop { again, len } => self.enter_loop(*again, at, at + *len as usize),
                Instr::Each { elements, len } => self.enter_pairs(elements, at, at + *len as usize),
                _ => {
                    self.execute(instr, batch);
                    continue;
                }
            };
            if is_entered {
                self.operations += code.operations[at - 1] * self.count as u64;
            } else {
                at += instr.body().unwrap_or(0);
            }
        }
    }

    fn frame(&self) -> &Frame {
        &self.frames[self.depth]
    }

    /// Goes on in an open section.
    fn resume(&mut self, depth: usize) {
        self.depth = depth;
        self.count = self.frames[depth].lanes.len();
        self.end = self.frames[depth].end;
    }

    /// Opens a section; `false` if no lane takes it.
    fn enter(&mut self, condition: Operand, uniform: bool, end: usize) -> bool {
        // SAFETY: nothing is written while the mask is looked at.
        match unsafe { self.read(condition, self.count) } {
            kernels::Operand::Value(value) => {
                debug_assert!(uniform);
                holds(value)
            }
            kernels::Operand::Slice(mask) => {
                if !self.kernels.any(mask) {
                    return false;
                }
                let kernels = self.kernels;
                let (around, frame) = self.next_frame();
                frame.end = end;
                frame.repeats = around.repeats;
                frame.pairs.clear();
                frame.again = None;
                kernels.pack(&mut frame.outer, mask);
                frame.lanes.clear();
                frame.lanes.extend(frame.outer.iter().map(|&lane| around.lanes[lane as usize]));
                self.resume(self.depth + 1);
                true
            }
        }
    }

    /// The innermost open frame, and the one for what is opened within it.
    fn next_frame(&mut self) -> (&Frame, &mut Frame) {
        let depth = self.depth + 1;
        if self.frames.len() == depth {
            self.frames.push(Frame::default());
        }
        let (around, within) = self.frames.split_at_mut(depth);
        (&around[depth - 1], &mut within[0])
    }

    fn execute(&mut self, instr: &Instr, batch: &mut Batch) {
        let kernels = self.kernels;
        let count = self.count;
        // SAFETY: the register allocation gives no instruction a result that shares a vector with one of its operands, and no
        // slice outlives its instruction.
        unsafe {
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
                Instr::Copy { to, x } => {
                    kernels.unary(kernels::Unary::Copy, self.write(*to, count), self.read(*x, count))
                }
                Instr::Fused { op, to, operands } => {
                    kernels.fused(*op, self.write(*to, count), operands.map(|operand| self.read(operand, count)));
                }
                Instr::Narrow { to, from, whole } => {
                    let (lanes, around) = if *whole {
                        (&self.frame().lanes, self.lanes)
                    } else {
                        (&self.frame().outer, self.frames[self.depth - 1].lanes.len())
                    };
                    match self.read(*from, around) {
                        kernels::Operand::Slice(from) if self.frame().repeats => {
                            kernels.pick(self.write(*to, count), from, lanes);
                        }
                        kernels::Operand::Slice(from) => kernels.narrow(self.write(*to, count), from, lanes),
                        kernels::Operand::Value(value) => self.write(*to, count).fill(value),
                    }
                }
                Instr::Element { to } => self.write(*to, count).copy_from_slice(self.frame().pairs.elements()),
                Instr::Join { op, slot, x } => self.join(*op, *slot, *x),
                Instr::Best { op, slot, at, element, x } => self.best(*op, [*slot, *at], *element, *x),
                Instr::Uniform { to, uniform } => self.uniform(*to, *uniform),
                Instr::Quantile { to, quantile, x } => {
                    let to = self.write(*to, count);
                    match self.inputs.columns.get(*quantile as usize) {
                        Some(Some(column)) => self.luck_of_rows(to, column),
                        _ => kernels.unary(kernels::Unary::Copy, to, self.read(*x, count)),
                    }
                    kernels.quantiles(to, &self.inputs.quantiles[*quantile as usize]);
                }
                Instr::Computed { to, prior, operands } => self.computed(*to, *prior, operands),
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
                Instr::Vote { to, vote, operands } => self.vote(*to, *vote, operands, batch),
                Instr::Check { x } => self.check(*x),
                Instr::Record { column, x } => self.record(*column, *x, batch),
                Instr::Finish { column, x } => self.output(&mut batch.finals[*column as usize][self.place..], *x),
                Instr::LogAct(act) => self.log_act(*act, batch),
                Instr::Hold { vote, operands } => self.hold(*vote, operands, batch),
                Instr::Section { .. } | Instr::Each { .. } | Instr::Loop { .. } => {}
            }
        }
    }

    /// The lanes of an operand.
    ///
    /// # Safety
    /// While the slice lives, the operand must not be written.
    unsafe fn read<'v>(&self, operand: Operand, lanes: usize) -> kernels::Operand<'v> {
        match operand {
            // SAFETY: the caller's promise.
            Operand::Vector(vector) => kernels::Operand::Slice(unsafe { self.vectors.read(vector, lanes) }),
            Operand::Scalar(scalar) => kernels::Operand::Value(self.vectors.scalar(scalar)),
        }
    }

    /// The lanes of a result.
    ///
    /// # Safety
    /// While the slice lives, the vector must not be read or written through another.
    unsafe fn write<'v>(&self, vector: u32, lanes: usize) -> &'v mut [f64] {
        // SAFETY: the caller's promise.
        unsafe { self.vectors.write(vector, lanes) }
    }

    fn is_whole(&self) -> bool {
        self.depth == 0
    }

    fn store(&self, to: u32, x: Operand) {
        if x == Operand::Vector(to) {
            return;
        }
        let count = self.count;
        // SAFETY: the slot is not the operand, and no slice is used further.
        let (x, to) = unsafe { (self.read(x, count), self.write(to, self.vectors.stride)) };
        if self.is_whole() {
            self.kernels.unary(kernels::Unary::Copy, &mut to[..count], x);
        } else {
            self.kernels.widen(to, x, &self.frame().lanes);
        }
    }

    fn check(&mut self, x: Operand) {
        let count = self.count;
        // SAFETY: no vector is written.
        let x = unsafe { self.read(x, count) };
        // Zero times a value adds nothing; a missing value stays missing.
        if self.is_whole() {
            self.kernels.map_in_place(&mut self.sound[..count], x, |sound, x| sound + carried(x) * 0.0);
        } else {
            let lanes = &self.frames[self.depth].lanes;
            lanes.iter().enumerate().for_each(|(at, &lane)| self.sound[lane as usize] += carried(x.at(at)) * 0.0);
        }
    }

    /// Puts a value where it is wanted in this step: into a column of all months, or into cells.
    fn record(&self, column: u32, x: Operand, batch: &mut Batch) {
        if let Some(months) = batch.monthly.get_mut(column as usize) {
            let start = self.step * batch.worlds.len() as usize + self.place;
            return self.output(&mut months[start..], x);
        }
        for cell in self.program.recorded.cells_of(column, self.step) {
            self.output(&mut batch.cells[cell][self.place..], x);
        }
    }

    fn log_act(&self, LoggedAct { rule, element, option }: LoggedAct, batch: &mut Batch) {
        let month = self.month();
        let worlds = self.frame().lanes.iter().map(|&lane| self.world(lane));
        batch.acts.extend(worlds.map(|world| Act { world, month, rule, element, option }));
    }

    fn output(&self, to: &mut [f64], x: Operand) {
        let count = self.count;
        // SAFETY: no vector is written.
        let x = unsafe { self.read(x, count) };
        self.kernels.map(&mut to[..count], x, shown);
    }

    fn uniform(&self, to: u32, uniform: u32) {
        let Uniform { stream, element, n, pace } = self.program.uniforms[uniform as usize];
        let step = match pace {
            Pace::World => 0,
            Pace::Year => self.program.clock.year(self.month()),
            Pace::Step => self.month().0,
        };
        let counter = random::counter(Draw { stream, element, step, n });
        let lanes = &self.frame().lanes;
        let seed = self.inputs.seeds.get(uniform as usize).copied().flatten().unwrap_or(self.seed);
        // SAFETY: no vector is read.
        let to = unsafe { self.write(to, lanes.len()) };
        if let Some((first_world, offsets)) = &self.lucks {
            let offsets: Vec<u32> = lanes.iter().map(|&lane| offsets[lane as usize]).collect();
            self.kernels.uniforms_at(to, seed, first_world.0, &offsets, counter);
        } else if !self.offsets.is_empty() {
            let offsets: Vec<u32> = lanes.iter().map(|&lane| self.offsets[lane as usize]).collect();
            self.kernels.uniforms_at(to, seed, self.first_world.0, &offsets, counter);
        } else if self.is_whole() {
            self.kernels.uniforms(to, seed, self.first_world.0, counter);
        } else {
            self.kernels.uniforms_at(to, seed, self.first_world.0, lanes, counter);
        }
    }

    /// The luck that stands in a column for the world of each lane.
    fn luck_of_rows(&self, to: &mut [f64], column: &Column) {
        to.iter_mut().zip(&self.frame().lanes).for_each(|(to, &lane)| *to = column.at(self.world(lane)));
    }

    fn computed(&self, to: u32, prior: u32, operands: &[Operand]) {
        let (prior, count) = self.program.computed[prior as usize];
        // SAFETY: the register allocation keeps the result and the operands apart.
        let (to, operands) = unsafe {
            let operands = operands.iter().map(|&operand| self.read(operand, self.count));
            (self.write(to, self.count), operands.collect::<Vec<_>>())
        };
        let mut values = vec![0.0; count + 2];
        for (lane, to) in to.iter_mut().enumerate() {
            values.iter_mut().zip(&operands).for_each(|(value, operand)| *value = operand.at(lane));
            let [arguments @ .., widened, uniform] = &values[..] else { continue };
            let is_missing = arguments.iter().any(|value| value.is_nan());
            *to = if is_missing { f64::NAN } else { prior.at(arguments, *widened, *uniform).unwrap_or(f64::NAN) };
        }
    }

    fn lookup(&self, to: u32, lookup: u32, x: Operand) {
        let points = &self.program.lookups[lookup as usize];
        let count = self.count;
        // SAFETY: the register allocation keeps the result and the operand apart.
        let (to, x) = unsafe { (self.write(to, count), self.read(x, count)) };
        self.kernels.piecewise(to, x, points);
    }
}
