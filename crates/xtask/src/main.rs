//! What takes more than Cargo: `cargo xtask page` builds the page in `web/` with Node, `cargo xtask serve` builds it and serves it,
//! `cargo xtask archive` packs the command with the page in it.
//!
//! The page becomes part of the binary when the binary is built after it; without Node everything but the page can be built.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use flate2::Compression;
use flate2::write::GzEncoder;

const HELP: &str = "\
cargo xtask page            build the page: npm install, npm run build
cargo xtask serve [FLAG]…   the same, then `presidium serve --open`; flags are those of `presidium serve`
cargo xtask archive         the same, then the command for this kind of machine, packed with its licences";

/// What is packed beside the command.
const TEXTS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().unwrap_or_default();
    let done = match task.to_str() {
        Some("page") => page(),
        Some("serve") => page().and_then(|()| serve(arguments.collect())),
        Some("archive") => page().and_then(|()| archive()),
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
    let words = ["run", "--release", "--quiet", "--package", "presidium-cli", "--", "serve", "--open"];
    run(Command::new(cargo()).args(words).args(flags).current_dir(root()))
}

/// Packs the command, which has the page in it, and the texts beside it.
fn archive() -> Result<(), String> {
    run(Command::new(cargo())
        .args(["build", "--release", "--locked", "--package", "presidium-cli"])
        .current_dir(root()))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let command = format!("presidium{}", std::env::consts::EXE_SUFFIX);
    let name = format!("presidium-{}-{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, std::env::consts::OS);
    let path = target.join(format!("{name}.tar.gz"));
    let files = std::iter::once((target.join("release").join(&command), command.as_str()));
    let files: Vec<(PathBuf, &str)> = files.chain(TEXTS.map(|text| (root().join(text), text))).collect();
    packed(&path, &name, &files).map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    println!("{}", path.canonicalize().unwrap_or(path).display());
    Ok(())
}

/// Writes files into a folder of an archive, each under its name there.
fn packed(path: &Path, folder: &str, files: &[(PathBuf, &str)]) -> std::io::Result<()> {
    let mut archive = tar::Builder::new(GzEncoder::new(File::create(path)?, Compression::default()));
    for (file, name) in files {
        archive.append_path_with_name(file, format!("{folder}/{name}"))?;
    }
    archive.into_inner()?.finish()?.sync_all()
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
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
