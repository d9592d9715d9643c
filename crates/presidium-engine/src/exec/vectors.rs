//! The memory of a block of worlds: vectors of lanes, then the values that are the same in all lanes.

use crate::exec::cancel::Cancel;
use crate::exec::machine::DecodedStep;
use crate::kernels::{Blocks, Kernels};
use crate::program::Program;
use crate::program::code::Operand;
use crate::vote::Poll;

/// Memory that runs use again and again; it fits itself to the program.
#[derive(Debug)]
pub struct Workspace {
    pub(super) kernels: Kernels,
    pub(super) memory: Option<Blocks>,
    pub(super) poll: Poll,
    pub(super) cancel: Cancel,
    /// Of the program that was run last.
    pub(super) decoded: DecodedStep,
    shape: (usize, usize),
    /// Lanes from one vector to the next: a power of two from eight on, so that every vector begins on a cache line, and blocks of
    /// nearly as many worlds find what was decoded for one of them.
    pub(super) stride: usize,
}

impl Workspace {
    /// An empty workspace for the fastest kernels of this processor.
    pub fn new() -> Workspace {
        Workspace::with(Kernels::detect())
    }

    /// An empty workspace for some kernels; all of them give the same bits.
    ///
    /// ```
    /// use presidium_engine::{Workspace, kernels::Kernels};
    /// let slowest = Workspace::with(Kernels::all()[0]);
    /// ```
    pub fn with(kernels: Kernels) -> Workspace {
        Workspace {
            kernels,
            memory: None,
            poll: Poll::default(),
            cancel: Cancel::default(),
            decoded: DecodedStep::default(),
            shape: (0, 0),
            stride: 0,
        }
    }

    /// From now on runs end within a month once this is cancelled.
    ///
    /// ```
    /// use presidium_engine::{Cancel, Workspace};
    /// let (mut workspace, cancel) = (Workspace::new(), Cancel::default());
    /// workspace.cancelled_by(cancel.clone());
    /// ```
    pub fn cancelled_by(&mut self, cancel: Cancel) {
        self.cancel = cancel;
    }

    /// Makes the memory large enough for some worlds of a program side by side.
    pub(super) fn fit(&mut self, program: &Program, width: usize) {
        self.stride = width.next_power_of_two().max(8);
        let vectors = (program.slot_count + program.register_count) as usize;
        let shape = (vectors + program.scalars.len().div_ceil(self.stride), self.stride);
        if self.shape != shape {
            self.shape = shape;
            self.memory = Some(Blocks::new(shape.0, shape.1));
        }
    }
}

impl Default for Workspace {
    fn default() -> Workspace {
        Workspace::new()
    }
}

/// A view of the memory through which one instruction reads some vectors while it writes another.
///
/// Rust cannot see that the vectors of an instruction are apart; the register allocation sees to it that a result never
/// shares a vector with an operand.
#[derive(Clone, Copy)]
pub(super) struct Vectors {
    start: *mut f64,
    len: usize,
    pub stride: usize,
    /// Where the values begin that are the same in all lanes.
    scalars: usize,
}

/// Where a value of a table is: in which place of the memory for lane 0, and whether further lanes follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub place: u32,
    /// All ones for a vector, zero for a value that is the same in all lanes.
    pub lane_mask: u32,
}

impl Vectors {
    pub fn new(memory: &mut [f64], program: &Program, stride: usize) -> Vectors {
        let vectors = (program.slot_count + program.register_count) as usize;
        let (start, len) = (memory.as_mut_ptr(), memory.len());
        Vectors { start, len, stride, scalars: vectors * stride }
    }

    /// The first lanes of a vector.
    ///
    /// # Safety
    /// While the slice lives, the vector must not be written.
    pub unsafe fn read<'a>(self, vector: u32, lanes: usize) -> &'a [f64] {
        let start = vector as usize * self.stride;
        assert!(lanes <= self.stride && start + lanes <= self.len, "a vector lies within the memory");
        // SAFETY: within the memory; not written, by the caller's promise.
        unsafe { std::slice::from_raw_parts(self.start.add(start), lanes) }
    }

    /// The first lanes of a vector, to be written.
    ///
    /// # Safety
    /// While the slice lives, the vector must not be read or written through another.
    pub unsafe fn write<'a>(self, vector: u32, lanes: usize) -> &'a mut [f64] {
        let start = vector as usize * self.stride;
        assert!(lanes <= self.stride && start + lanes <= self.len, "a vector lies within the memory");
        // SAFETY: within the memory; alone, by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), lanes) }
    }

    /// A value that is the same in all lanes.
    pub fn scalar(self, scalar: u32) -> f64 {
        self.at(self.scalars + scalar as usize)
    }

    pub fn set_scalar(self, scalar: usize, value: f64) {
        self.put(self.scalars + scalar, value);
    }

    /// The address of a place of the memory.
    pub fn place(self, place: usize) -> *mut f64 {
        assert!(place < self.len, "a place lies within the memory");
        // SAFETY: within the memory.
        unsafe { self.start.add(place) }
    }

    /// The value at a place of the memory.
    pub fn at(self, place: usize) -> f64 {
        assert!(place < self.len, "a place lies within the memory");
        // SAFETY: within the memory.
        unsafe { *self.start.add(place) }
    }

    pub fn put(self, place: usize, value: f64) {
        assert!(place < self.len, "a place lies within the memory");
        // SAFETY: within the memory; no slice is alive when this is called.
        unsafe { *self.start.add(place) = value }
    }

    pub fn spot(self, operand: Operand) -> Spot {
        match operand {
            Operand::Vector(vector) => Spot { place: vector * self.stride as u32, lane_mask: u32::MAX },
            Operand::Scalar(scalar) => Spot { place: self.scalars as u32 + scalar, lane_mask: 0 },
        }
    }
}
