//! One question about worlds, and the ways in which it is answered: what agreement is tested over.

use presidium_engine::oracle::run_worlds;
use presidium_engine::{Batch, Course, Options, Outputs, Program, Scenario, Workspace, Worlds};
use presidium_lang::model::Model;

/// Which worlds are run, and what is to be seen of them.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub model: &'a Model,
    pub scenario: &'a Scenario,
    pub outputs: &'a Outputs,
    pub seed: u64,
    pub worlds: Worlds,
}

/// Carries out runs. Every backend gives the same bits; only `Batch::operations` is its own.
pub trait Backend {
    fn run(&mut self, question: &Question<'_>) -> Batch;
}

/// The scalar oracle, world by world.
pub struct Oracle;

/// The vector engine, with a program of its own for each question.
#[derive(Default)]
pub struct Vectors {
    pub options: Options,
    pub workspace: Workspace,
}

/// One program under the scenario of each question.
pub struct Shared<'p> {
    pub program: &'p Program,
    pub workspace: Workspace,
}

/// One program that has been run under its own scenario, and forks off for the scenario of each question.
pub struct Forking<'p> {
    pub program: &'p Program,
    pub course: Course,
    pub workspace: Workspace,
}

impl<'p> Forking<'p> {
    pub fn new(program: &'p Program, seed: u64, worlds: Worlds) -> Self {
        let mut workspace = Workspace::new();
        let course = program.run_course(program.own_inputs(), seed, worlds, &mut workspace);
        Forking { program, course, workspace }
    }
}

impl Backend for Oracle {
    fn run(&mut self, question: &Question<'_>) -> Batch {
        let Question { model, scenario, outputs, seed, worlds } = *question;
        run_worlds(model, scenario, seed, worlds, outputs)
    }
}

impl Backend for Vectors {
    fn run(&mut self, question: &Question<'_>) -> Batch {
        let Question { model, scenario, outputs, seed, worlds } = *question;
        let program = Program::compile(model, scenario, outputs, &self.options);
        program.run(seed, worlds, &mut self.workspace)
    }
}

impl Backend for Shared<'_> {
    fn run(&mut self, question: &Question<'_>) -> Batch {
        let inputs = self.program.inputs(question.model, question.scenario).expect("the program serves the scenario");
        self.program.run_under(&inputs, question.seed, question.worlds, &mut self.workspace)
    }
}

impl Backend for Forking<'_> {
    fn run(&mut self, question: &Question<'_>) -> Batch {
        let Question { seed, worlds, .. } = *question;
        let own = self.program.own_inputs();
        let inputs = self.program.inputs(question.model, question.scenario).expect("the program serves the scenario");
        self.program.run_fork(&self.course, own, &inputs, seed, worlds, &mut self.workspace)
    }
}
