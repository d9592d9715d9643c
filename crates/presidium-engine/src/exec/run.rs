//! Runs a program: block after block of worlds, step after step.

use crate::exec::batch::Batch;
use crate::exec::course::Written;
use crate::exec::machine::Machine;
use crate::exec::vectors::Workspace;
use crate::program::Program;
use crate::program::inputs::Inputs;
use crate::worlds::Worlds;

impl Program {
    /// Runs some consecutive worlds.
    ///
    /// The result depends on the seed and the worlds only, not on the width, the workspace or what was run before. A run that is
    /// [cancelled](Workspace::cancelled_by) returns early, and what it returns is of no use.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds};
    /// use presidium_lang::{MemorySources, load, model::Element};
    /// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nstate steps : count = 0\n\
    ///             event walk\n    every step\n    do steps += 1\n```\n";
    /// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
    /// let steps = model.variable("steps").expect("it is declared");
    /// let outputs = Outputs { monthly: vec![(steps, Element(0))], ..Outputs::default() };
    /// let program = Program::compile(&model, &Scenario::default(), &outputs, &Options::default());
    /// let batch = program.run(1953, Worlds::from(0..2), &mut Workspace::new());
    /// // Two worlds in each month.
    /// assert_eq!(batch.monthly[0][..4], [1.0, 1.0, 2.0, 2.0]);
    /// ```
    pub fn run(&self, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Batch {
        self.run_under(&self.own, seed, worlds, workspace)
    }

    /// As [`Program::run`], under the scenario of some inputs of this program; see [`Program::inputs`] for an example.
    pub fn run_under(&self, inputs: &Inputs, seed: u64, worlds: Worlds, workspace: &mut Workspace) -> Batch {
        self.run_keeping(inputs, seed, worlds, workspace, None)
    }

    /// Keeps snapshots of the worlds if asked to.
    pub(super) fn run_keeping(
        &self,
        inputs: &Inputs,
        seed: u64,
        worlds: Worlds,
        workspace: &mut Workspace,
        mut snapshots: Option<&mut Vec<Written>>,
    ) -> Batch {
        let count = worlds.len() as usize;
        let mut batch = Batch::empty(self, worlds);
        let width = self.width.min(count).max(1);
        workspace.fit(self, width);
        let mut machine = Machine::new(self, inputs, seed, workspace);
        for start in (0..count).step_by(width) {
            let lanes = width.min(count - start);
            machine.run_block(worlds.at(start), start, lanes, &mut batch, snapshots.as_deref_mut());
        }
        batch.operations = machine.operations();
        batch.finish(self.first_step);
        batch
    }
}
