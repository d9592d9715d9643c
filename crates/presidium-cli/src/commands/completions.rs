//! `presidium completions`: what a shell needs to complete the command line.

use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsArguments};
use crate::output::Output;
use crate::stop::Stop;

pub fn run(arguments: &CompletionsArguments) -> Result<Output, Stop> {
    let mut script = vec![];
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "presidium", &mut script);
    Ok(Output::ok(String::from_utf8_lossy(&script).into_owned()))
}
