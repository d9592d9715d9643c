//! The command `presidium`: words in, words out.
//!
//! It reads arguments, finds the model, asks the laboratory in the words of the query layer, and lays the answer out in columns. It
//! computes nothing. The exit codes are in the help text of [`arguments`].

mod arguments;
mod commands;
mod interrupt;
mod mistakes;
mod output;
mod picture;
mod progress;
mod report;
mod setup;
mod shipped;
mod spark;
mod stop;
mod table;
mod tests_view;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use output::{FAILS, Output, print, print_error, styled};
use presidium_lang::visible;
use stop::Stop;

fn main() -> ExitCode {
    if let Err(stop) = check_arguments() {
        print_error(&message(&stop));
        return ExitCode::from(stop.exit_code());
    }
    let arguments = Arguments::parse();
    arguments.color.write_global();
    if arguments.wide {
        table::widen();
    }
    interrupt::listen();
    let result = run(&arguments.command).and_then(|output| {
        let written = print(&output.text);
        written.map(|()| output.code).map_err(|error| Stop::File(format!("cannot write: {error}")))
    });
    match result {
        Ok(code) => ExitCode::from(code),
        Err(stop) => {
            print_error(&message(&stop));
            ExitCode::from(stop.exit_code())
        }
    }
}

fn run(command: &Command) -> Result<Output, Stop> {
    match command {
        Command::Check(arguments) => commands::check::run(arguments),
        Command::Run(arguments) => commands::ledger::run(arguments),
        Command::Ledger(arguments) => commands::ledger::ledger(arguments),
        Command::WhatIf(arguments) => commands::what_if::run(arguments),
        Command::World(arguments) => commands::world::run(arguments),
        Command::Why(arguments) => commands::why::run(arguments),
        Command::Bands(arguments) => commands::bands::run(arguments),
        Command::Drivers(arguments) => commands::drivers::run(arguments),
        Command::Design(arguments) => commands::design::run(arguments),
        Command::Discover(arguments) => commands::discover::run(arguments),
        Command::Swap(arguments) => commands::deals::swap(arguments),
        Command::Shuffle(arguments) => commands::deals::shuffle(arguments),
        Command::Luck(arguments) => commands::luck::run(arguments),
        Command::Tipping(arguments) => commands::tipping::run(arguments),
        Command::Calibrate(arguments) => commands::calibrate::run(arguments),
        Command::Validate(arguments) => commands::validate::run(arguments),
        Command::Chunk(arguments) => commands::runs::chunk(arguments),
        Command::Gather(arguments) => commands::runs::gather(arguments),
        Command::Runs(arguments) => commands::runs::runs(arguments),
        Command::Serve(arguments) => commands::serve::run(arguments),
        Command::Book(arguments) => commands::book::run(arguments),
        Command::Fmt(arguments) => commands::fmt::run(arguments),
        Command::List(arguments) => commands::list::run(arguments),
        Command::Completions(arguments) => commands::completions::run(arguments),
    }
}

/// Messages quote arguments, so none may hold characters that a terminal would take for commands.
fn check_arguments() -> Result<(), Stop> {
    for argument in std::env::args_os().skip(1) {
        let argument = argument.to_string_lossy();
        let shown = visible(&argument);
        if shown != argument {
            let message = format!("the argument `{shown}` holds a control character");
            return Err(Stop::usage(format!("{message}\n  help: leave it out")));
        }
    }
    Ok(())
}

/// Diagnostics bring their own headlines; everything else is one error.
fn message(stop: &Stop) -> String {
    match stop {
        Stop::Model(report) | Stop::Diagnosed(report) => format!("{}\n", report.trim_end()),
        other => format!("{}: {other}\n", styled(FAILS, "error")),
    }
}
