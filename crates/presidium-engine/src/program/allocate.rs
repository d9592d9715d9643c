//! Gives the values that are alive at the same time different registers, and the others the same.
//!
//! A value lives from the instruction that makes it to the last that reads it, or to the end of the loop in which that is. The
//! register freed last is used first, because it is still in the cache. A result never shares a register with an operand of the
//! same instruction, which lets kernels read and write without looking.

use crate::program::code::{Instr, Operand};
use crate::program::graph::Table;

/// Numbers the registers of a piece of code anew, from `slot_count`; gives how many it takes.
///
/// Tables of gathers that the code uses are renumbered with it.
pub fn allocate(code: &mut [Instr], gathers: &mut [Table<Operand>], slot_count: u32) -> u32 {
    let last_use = last_uses(code, gathers, slot_count);
    let mut free: Vec<u32> = Vec::new();
    let mut count = 0;
    let mut given = vec![u32::MAX; last_use.len()];
    let mut made = vec![0; last_use.len()];
    let mut around = Loop::default();
    for (place, instr) in code.iter_mut().enumerate() {
        if place >= around.end {
            free.append(&mut around.ending);
            if let Instr::Each { len, .. } | Instr::Loop { len, .. } = instr {
                around = Loop { start: place, end: place + 1 + *len as usize, ending: Vec::new() };
            }
        }
        let mut ending = Vec::new();
        let mut rename = |operand: &mut Operand| {
            if let Operand::Vector(vector) = operand
                && *vector >= slot_count
            {
                let register = (*vector - slot_count) as usize;
                if last_use[register] == place as u32 {
                    let is_read_again = place > around.start && place < around.end && made[register] < around.start;
                    let ending = if is_read_again { &mut around.ending } else { &mut ending };
                    if !ending.contains(&given[register]) {
                        ending.push(given[register]);
                    }
                }
                *vector = given[register] + slot_count;
            }
        };
        instr.operands().into_iter().for_each(&mut rename);
        if let Instr::Gather { table, .. } = instr {
            gathers[*table as usize].entries.iter_mut().flatten().for_each(&mut rename);
        }
        if let Some(to) = instr.to().filter(|to| **to >= slot_count) {
            let register = (*to - slot_count) as usize;
            given[register] = free.pop().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            made[register] = place;
            *to = given[register] + slot_count;
            if last_use[register] == u32::MAX {
                ending.push(given[register]);
            }
        }
        free.extend(ending);
    }
    count
}

/// A piece of code that may be run again and again; loops within it count as part of it.
#[derive(Default)]
struct Loop {
    start: usize,
    end: usize,
    /// Registers from before the loop that are read in it for the last time: each run of the loop reads them.
    ending: Vec<u32>,
}

/// For each register the place of the last instruction that reads it; `u32::MAX` if none does.
fn last_uses(code: &mut [Instr], gathers: &mut [Table<Operand>], slot_count: u32) -> Vec<u32> {
    let mut last = Vec::new();
    for (place, instr) in code.iter_mut().enumerate() {
        let mut note = |vector: u32, at: u32| {
            if vector >= slot_count {
                let register = (vector - slot_count) as usize;
                if last.len() <= register {
                    last.resize(register + 1, u32::MAX);
                }
                last[register] = at;
            }
        };
        if let Some(to) = instr.to() {
            note(*to, u32::MAX);
        }
        let entries = match instr {
            Instr::Gather { table, .. } => gathers[*table as usize].entries.clone(),
            _ => Vec::new(),
        };
        let operands = instr.operands().into_iter().map(|operand| *operand);
        for operand in operands.chain(entries.into_iter().flatten()) {
            if let Operand::Vector(vector) = operand {
                note(vector, place as u32);
            }
        }
    }
    last
}
