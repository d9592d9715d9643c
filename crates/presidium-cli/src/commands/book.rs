//! `presidium book`: the pages of a model's book into a folder.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use presidium_book::{Page, book};
use presidium_lang::{analyse, visible};
use presidium_query::views::{self, json_text};

use crate::arguments::BookArguments;
use crate::mistakes::mistakes;
use crate::output::Output;
use crate::shipped::sources;
use crate::stop::Stop;

/// Lists what was written, so that the next book can take its place and nothing else is touched.
const MARKER: &str = ".presidium-book";

pub fn run(arguments: &BookArguments) -> Result<Output, Stop> {
    let analysis = analyse(&*sources(&arguments.model.model)?);
    let (Some(pages), Some(model)) = (book(&analysis), &analysis.model) else {
        return Err(Stop::Model(mistakes(&analysis.into_report().0)));
    };
    write(&arguments.out, &pages)?;
    if arguments.json {
        let paths = pages.iter().map(|page| page.path.as_str());
        return Ok(Output::ok(json_text(&views::files(model, paths))));
    }
    let out = arguments.out.display();
    Ok(Output::ok(format!("wrote {} files to {out}\nread them with `mdbook serve {out} --open`\n", pages.len())))
}

/// Writes the pages in the place of those of an earlier book.
///
/// # Errors
/// [`Stop::Usage`] if the folder holds files and no book; [`Stop::File`] if it cannot be written.
fn write(out: &Path, pages: &[Page]) -> Result<(), Stop> {
    let earlier = earlier(out)?;
    let names: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    for name in earlier.iter().filter(|name| !names.contains(&name.as_str())) {
        let file = out.join(name);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot("remove", &file, &error)),
            _ => {}
        }
    }
    // First of all, so that a book that was cut short can be written again.
    let marker: String = names.iter().map(|name| format!("{name}\n")).collect();
    write_file(&out.join(MARKER), &marker)?;
    pages.iter().try_for_each(|page| write_file(&out.join(&page.path), &page.text))
}

/// The files of the book that is there already; none in a folder that is empty or not there.
fn earlier(out: &Path) -> Result<Vec<String>, Stop> {
    let entries = match std::fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(Stop::usage(format!("`{}` is a file; a book needs a folder", out.display())));
        }
        Err(error) => return Err(cannot("read", out, &error)),
    };
    match std::fs::read_to_string(out.join(MARKER)) {
        Ok(marker) => Ok(marker.lines().filter(|name| is_inside(name)).map(str::to_owned).collect()),
        Err(_) if entries.count() == 0 => Ok(vec![]),
        Err(_) => {
            let message = format!("`{}` holds files that `presidium book` did not write", out.display());
            Err(Stop::usage(format!("{message}\n  help: name a new or empty folder, or one with an earlier book")))
        }
    }
}

/// A path that cannot lead out of the folder, whatever somebody wrote into the marker.
fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && visible(name) == name
        && PathBuf::from(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn write_file(file: &Path, text: &str) -> Result<(), Stop> {
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder).map_err(|error| cannot("create", folder, &error))?;
    std::fs::write(file, text).map_err(|error| cannot("write", file, &error))
}

fn cannot(what: &str, file: &Path, error: &std::io::Error) -> Stop {
    let help = "name another folder with `--out`";
    Stop::File(format!("cannot {what} `{}`: {error}\n  help: {help}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn nothing_outside_of_the_folder_is_removed() {
        assert!(is_inside("src/a.md"));
        assert!(!is_inside("../a.md") && !is_inside("/etc/passwd") && !is_inside("src/../../a") && !is_inside(""));
    }
}
