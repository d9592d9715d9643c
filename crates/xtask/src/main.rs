//! What takes more than Cargo: `cargo xtask page` builds the page in `web/` with Node, `cargo xtask serve` builds it and serves it.
//!
//! The page becomes part of the binary when the binary is built after it; without Node everything but the page can be built.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask page            build the page: npm install, npm run build
cargo xtask serve [FLAG]…   the same, then `presidium serve --open`; flags are those of `presidium serve`";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().unwrap_or_default();
    let done = match task.to_str() {
        Some("page") => page(),
        Some("serve") => page().and_then(|()| serve(arguments.collect())),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> Result<(), String> {
    let web = root().join("web");
    // On Windows npm is a script, which only its full name starts.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).arg("install").current_dir(&web))?;
    run(Command::new(npm).args(["run", "build"]).current_dir(&web))
}

fn serve(flags: Vec<OsString>) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = ["run", "--release", "--quiet", "--package", "presidium-cli", "--", "serve", "--open"];
    run(Command::new(cargo).args(words).args(flags).current_dir(root()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name}` ended with {status}; what it said stands above")),
        Err(error) => {
            let help = "install Node 20 or newer with npm for the page; everything else needs Rust alone";
            Err(format!("cannot start `{name}`: {error}\n  help: {help}"))
        }
    }
}
