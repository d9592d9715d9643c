//! Instructions that compute lane by lane, decoded once into the address of a kernel and the places of its operands.

use crate::exec::vectors::Vectors;
use crate::kernels::{Kernel, Kernels, LANES, Unary};
use crate::program::Program;
use crate::program::code::{Instr, Operand};

/// The instructions of a step, kept from one run of a program to the next: many runs are of few worlds.
#[derive(Debug, Default)]
pub(in crate::exec) struct DecodedStep {
    /// The number of the program, and how far apart its vectors are.
    of: Option<(u64, usize)>,
    instrs: Vec<Option<Decoded>>,
}

impl DecodedStep {
    /// For each instruction of a step how it is done at once, if it can be. The kernels are always those of the workspace.
    pub(super) fn of(&mut self, program: &Program, kernels: Kernels, vectors: Vectors) -> &[Option<Decoded>] {
        let of = Some((program.number, vectors.stride));
        if self.of != of {
            self.of = of;
            self.instrs.clear();
            self.instrs.extend(program.step.instrs.iter().map(|instr| decode(instr, kernels, vectors)));
        }
        &self.instrs
    }
}

/// An instruction that is done by one call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoded {
    kernel: Kernel,
    /// Where the result begins in the memory.
    to: u32,
    /// Where the operands begin; those that the kernel does not have stand anywhere.
    operands: [u32; 4],
}

/// How an instruction is done, if a kernel does it.
fn decode(instr: &Instr, kernels: Kernels, vectors: Vectors) -> Option<Decoded> {
    let is_same = |operand: &Operand| matches!(operand, Operand::Scalar(_));
    let (kernel, to, operands) = match instr {
        Instr::Unary { x: Operand::Scalar(_), .. } | Instr::Copy { x: Operand::Scalar(_), .. } => return None,
        Instr::Copy { to, x } => (kernels.kernel_of_unary(Unary::Copy), to, [*x; 4]),
        Instr::Unary { op, to, x } => (kernels.kernel_of_unary(*op), to, [*x; 4]),
        Instr::Binary { op, to, a, b } => (kernels.kernel_of_binary(*op, [a, b].map(is_same))?, to, [*a, *b, *a, *a]),
        Instr::Select { condition: Operand::Scalar(_), .. } => return None,
        Instr::Select { to, condition, then, otherwise } => {
            (kernels.kernel_of_select([then, otherwise].map(is_same)), to, [*condition, *then, *otherwise, *condition])
        }
        Instr::Fused { op, to, operands } => {
            (kernels.kernel_of_fused(*op, operands.each_ref().map(is_same))?, to, *operands)
        }
        _ => return None,
    };
    let place = |operand| vectors.spot(operand).place;
    Some(Decoded { kernel, to: place(Operand::Vector(*to)), operands: operands.map(place) })
}

impl Vectors {
    /// Computes some lanes of a result, and those after them up to a whole group, of which nobody reads what comes of it.
    ///
    /// # Safety
    /// The result shares no vector with an operand, and no slice is alive.
    pub(super) unsafe fn compute(self, decoded: &Decoded, lanes: usize) {
        let Decoded { kernel, to, operands: [a, b, c, d] } = *decoded;
        let lanes = lanes.next_multiple_of(LANES);
        debug_assert!(lanes <= self.stride);
        let at = |place: u32| self.place(place as usize);
        // SAFETY: every place is that of a vector, which reaches to the next one, or of a value that is the same in all lanes.
        unsafe { kernel(at(to), lanes, at(a), at(b), at(c), at(d)) }
    }
}
