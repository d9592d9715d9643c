//! A run depends on the program, the seed and the worlds alone: not on the processor's vector unit, on what the workspace
//! was used for before, on how the worlds are cut into calls, or on how long the run goes on.

mod common;
#[path = "common/folder.rs"]
mod folder;

use presidium_lang::clock::Step;
use std::path::Path;

use common::{everything, model, programs};
use presidium_engine::kernels::Kernels;
use presidium_engine::{Batch, Options, Outputs, Program, Scenario, Workspace, World, Worlds};
use presidium_lang::model::Model;

fn compile(model: &Model, outputs: &Outputs, width: usize) -> Program {
    Program::compile(model, &Scenario::default(), outputs, &Options { width, ..Options::default() })
}

/// The models of the suite, and the Soviet one with a part of its variables.
fn models() -> Vec<(String, Model, Outputs)> {
    let small = programs().into_iter().map(|(name, text)| {
        let model = model(&name, &text);
        let outputs = everything(&model);
        (name, model, outputs)
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ussr-1953");
    let soviet = folder::model(&folder);
    let all = everything(&soviet);
    let some = all.monthly.iter().copied().step_by(7).collect();
    small.chain([("ussr-1953".to_owned(), soviet, Outputs { monthly: some, ..all })]).collect()
}

/// All figures of a batch as bits, so that what is missing compares too.
#[derive(PartialEq)]
struct Bits {
    finals: Vec<Vec<u64>>,
    monthly: Vec<Vec<u64>>,
    cells: Vec<Vec<u64>>,
    stopped: Vec<(World, Step)>,
}

fn bits(batch: &Batch) -> Bits {
    let bits = |columns: &[Vec<f64>]| columns.iter().map(|c| c.iter().map(|value| value.to_bits()).collect()).collect();
    let stopped = batch.stops.iter().map(|stop| (stop.world, stop.month)).collect();
    Bits { finals: bits(&batch.finals), monthly: bits(&batch.monthly), cells: bits(&batch.cells), stopped }
}

#[test]
fn every_vector_unit_gives_the_same_bits() {
    for (name, model, outputs) in models() {
        let program = compile(&model, &outputs, 32);
        let expected = bits(&program.run(1, Worlds::from(0..40), &mut Workspace::with(Kernels::all()[0])));
        for kernels in Kernels::all() {
            let found = bits(&program.run(1, Worlds::from(0..40), &mut Workspace::with(kernels)));
            assert!(found == expected, "{name} with {kernels:?}");
        }
    }
}

#[test]
fn a_workspace_serves_one_program_after_another() {
    let models = models();
    let programs: Vec<Program> = models.iter().map(|(_, model, outputs)| compile(model, outputs, 8)).collect();
    let fresh: Vec<_> = programs.iter().map(|p| bits(&p.run(1, Worlds::from(3..17), &mut Workspace::new()))).collect();
    let mut workspace = Workspace::new();
    for _ in 0..2 {
        for ((program, expected), (name, ..)) in programs.iter().zip(&fresh).zip(&models) {
            assert!(bits(&program.run(1, Worlds::from(3..17), &mut workspace)) == *expected, "{name}");
        }
    }
}

#[test]
fn worlds_cut_into_calls_give_the_same_bits() {
    for (name, model, outputs) in models() {
        let whole = bits(&compile(&model, &outputs, 8).run(1, Worlds::from(0..13), &mut Workspace::new()));
        for width in [1, 5, 64] {
            let program = compile(&model, &outputs, width);
            for size in [1, 5, 12] {
                let mut workspace = Workspace::new();
                let (mut finals, mut stopped) = (vec![Vec::new(); whole.finals.len()], Vec::new());
                for part in Worlds::from(0..13).parts(size) {
                    let part = bits(&program.run(1, part, &mut workspace));
                    finals.iter_mut().zip(part.finals).for_each(|(all, part)| all.extend(part));
                    stopped.extend(part.stopped);
                }
                assert!(finals == whole.finals && stopped == whole.stopped, "{name}: calls of {size}, width {width}");
            }
        }
    }
}

#[test]
fn a_run_that_goes_on_is_the_same_up_to_the_old_end() {
    for (name, mut model, outputs) in models() {
        let months = model.step_count();
        let short = compile(&model, &outputs, 8).run(1, Worlds::from(0..8), &mut Workspace::new());
        assert!(model.until_step > model.last_step, "{name} can be run on");
        model.run_until(model.until_step.min(model.last_step + 24));
        let long = compile(&model, &outputs, 8).run(1, Worlds::from(0..8), &mut Workspace::new());
        for (column, (short, long)) in short.monthly.iter().zip(&long.monthly).enumerate() {
            let same = short.iter().zip(&long[..months * 8]).all(|(a, b)| a.to_bits() == b.to_bits());
            assert!(same, "{name}: {:?}", outputs.monthly[column]);
        }
    }
}
