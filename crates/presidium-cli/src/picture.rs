//! Charts in files.

use std::path::Path;

use presidium_charts::{Picture, svg};

use crate::arguments::ChartArguments;
use crate::stop::Stop;

/// Refuses, before anything is run, a file that cannot be a chart or has no folder to stand in.
///
/// # Errors
/// [`Stop::Usage`] if it does not end in `.svg`; [`Stop::File`] if it is a folder, or its folder is not there.
pub fn can_be_drawn(arguments: &ChartArguments) -> Result<(), Stop> {
    let Some(path) = &arguments.svg else { return Ok(()) };
    let shown = path.display();
    if path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("svg")) {
        return Err(Stop::usage(format!(
            "charts are SVG, and `{shown}` does not end in .svg\n  help: write `--svg {}`",
            path.with_extension("svg").display()
        )));
    }
    if path.is_dir() {
        return Err(cannot(path, "it is a folder", "name a file in it"));
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if !folder.is_dir() => {
            Err(cannot(path, &format!("there is no folder `{}`", folder.display()), "make it first"))
        }
        _ => Ok(()),
    }
}

/// Writes the picture, if a file for it is named.
///
/// # Errors
/// [`Stop::File`] if it cannot be written.
pub fn draw(arguments: &ChartArguments, picture: impl FnOnce() -> Picture) -> Result<(), Stop> {
    let Some(path) = &arguments.svg else { return Ok(()) };
    let text = svg(&picture()).map_err(|error| Stop::File(error.to_string()))?;
    std::fs::write(path, text).map_err(|error| cannot(path, &error.to_string(), "name a file that can be written"))
}

fn cannot(path: &Path, why: &str, help: &str) -> Stop {
    Stop::File(format!("cannot write `{}`: {why}\n  help: {help}", path.display()))
}
