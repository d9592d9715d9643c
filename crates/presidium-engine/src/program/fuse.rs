//! Joins neighbouring operations whose results nobody else reads, where there is a kernel that does them at once.
//!
//! `sum + abs(a - b)` is three operations and becomes one instruction, which writes once. The order of operations, and
//! with it every bit, is kept.

use crate::kernels::{Binary, Fused, Unary};
use crate::program::code::{Instr, Operand};
use crate::program::graph::Table;

/// The same code with fused instructions; `zero` is the scalar 0.
pub fn fuse(mut code: Vec<Instr>, gathers: &[Table<Operand>], slot_count: u32, zero: u32) -> Vec<Instr> {
    let mut fuser = Fuser { uses: Vec::new(), slot_count, zero: Operand::Scalar(zero) };
    for instr in &mut code {
        instr.operands().into_iter().for_each(|operand| fuser.count(*operand));
        if let Instr::Gather { table, .. } = instr {
            gathers[*table as usize].entries.iter().flatten().for_each(|&entry| fuser.count(entry));
        }
    }
    fuser.list(&code)
}

struct Fuser {
    /// For each register how often it is read.
    uses: Vec<u32>,
    slot_count: u32,
    zero: Operand,
}

impl Fuser {
    fn count(&mut self, operand: Operand) {
        if let Operand::Vector(vector) = operand
            && let Some(register) = vector.checked_sub(self.slot_count)
        {
            let register = register as usize;
            self.uses.resize(self.uses.len().max(register + 1), 0);
            self.uses[register] += 1;
        }
    }

    fn list(&self, code: &[Instr]) -> Vec<Instr> {
        let mut joined = Vec::with_capacity(code.len());
        let mut at = 0;
        while at < code.len() {
            if let Some(len) = code[at].body() {
                let end = at + 1 + len;
                let body = self.list(&code[at + 1..end]);
                joined.push(code[at].with_body(body.len()));
                joined.extend(body);
                at = end;
            } else {
                let (instr, taken) = self.longest(&code[at..]);
                joined.push(instr);
                at += taken;
            }
        }
        joined
    }

    /// The first instructions as one, as many as can be, and how many.
    fn longest(&self, code: &[Instr]) -> (Instr, usize) {
        let three = match code {
            [first, second, third, ..] => self.three(first, second, third).map(|instr| (instr, 3)),
            _ => None,
        };
        let two = || match code {
            [first, second, ..] => self.two(first, second).map(|instr| (instr, 2)),
            _ => None,
        };
        three.or_else(two).unwrap_or_else(|| (code[0].clone(), 1))
    }

    fn three(&self, first: &Instr, second: &Instr, third: &Instr) -> Option<Instr> {
        let Instr::Binary { op, to: one, a, b } = *first else { return None };
        self.private(one)?;
        let (op, two, operands) = match (op, second) {
            (Binary::Subtract, Instr::Unary { op: Unary::Abs, to, x }) if *x == of(one) => {
                (Fused::AddDistance, *to, [a, b, self.zero])
            }
            (Binary::Equal, Instr::Select { to, condition, then, otherwise })
                if *condition == of(one) && *otherwise == self.zero =>
            {
                (Fused::AddIfEqual, *to, [a, b, *then])
            }
            (Binary::Multiply, Instr::Select { to, condition, then, otherwise })
                if *then == of(one) && *otherwise == self.zero && *condition != of(one) =>
            {
                (Fused::AddProductIf, *to, [*condition, a, b])
            }
            _ => return None,
        };
        self.private(two)?;
        let (to, sum) = added(third, two)?;
        Some(Instr::Fused { op, to, operands: [sum, operands[0], operands[1], operands[2]] })
    }

    fn two(&self, first: &Instr, second: &Instr) -> Option<Instr> {
        let zero = self.zero;
        if let (Instr::Binary { op: Binary::Subtract, to, a, b }, Instr::Unary { op: Unary::Abs, to: second, x }) =
            (first, second)
        {
            self.private(*to)?;
            let operands = [zero, *a, *b, zero];
            return (*x == of(*to)).then_some(Instr::Fused { op: Fused::Distance, to: *second, operands });
        }
        let (op, one, a, b) = match *first {
            Instr::Binary { op: Binary::Multiply, to, a, b } => (Fused::AddProduct, to, a, b),
            Instr::Select { to, condition, then, otherwise } if otherwise == zero => {
                (Fused::AddIf, to, condition, then)
            }
            Instr::Binary { op: Binary::Add, to, a, b } => {
                // The first sum must stay on the left: (a + b) + c.
                self.private(to)?;
                let Instr::Binary { op: Binary::Add, to: second, a: left, b: c } = *second else { return None };
                let is_left = left == of(to) && c != of(to);
                return is_left.then_some(Instr::Fused { op: Fused::AddBoth, to: second, operands: [a, b, c, zero] });
            }
            _ => return None,
        };
        self.private(one)?;
        let (to, sum) = added(second, one)?;
        Some(Instr::Fused { op, to, operands: [sum, a, b, zero] })
    }

    /// Whether a result is read once only, by who comes next if at all.
    fn private(&self, to: u32) -> Option<()> {
        let register = to.checked_sub(self.slot_count)? as usize;
        (self.uses.get(register) == Some(&1)).then_some(())
    }
}

/// Where a value is added to another, and that other; addition gives the same either way.
fn added(instr: &Instr, value: u32) -> Option<(u32, Operand)> {
    match *instr {
        Instr::Binary { op: Binary::Add, to, a, b } if a == of(value) && b != a => Some((to, b)),
        Instr::Binary { op: Binary::Add, to, a, b } if b == of(value) && b != a => Some((to, a)),
        _ => None,
    }
}

/// A vector as an operand.
fn of(vector: u32) -> Operand {
    Operand::Vector(vector)
}
