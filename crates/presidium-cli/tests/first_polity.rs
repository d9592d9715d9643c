//! `docs/language/first-polity.md` is true: its files are written, and its commands print what stands below them.
//!
//! `UPDATE=1 cargo test -p presidium-cli --test first_polity` writes what they print anew.

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_first_polity_is_led_through_as_shown() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language/first-polity.md");
    let text = std::fs::read_to_string(&page).expect("the page");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("first-polity");
    std::fs::create_dir_all(folder.join("conclave")).expect("a folder for the model");
    let mut shown = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        shown += &format!("{line}\n");
        let end = match line {
            "````markdown" => "````",
            "```console" => "```",
            _ => continue,
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        if line == "```console" {
            block.iter().filter_map(|line| line.strip_prefix("$ ")).for_each(|asked| {
                shown += &format!("$ {asked}\n{}", printed(&folder, asked));
            });
        } else {
            let file: String = block.iter().map(|line| format!("{line}\n")).collect();
            std::fs::write(folder.join("conclave/conclave.md"), &file).expect("the model is written");
            shown += &file;
        }
        shown += &format!("{end}\n");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &shown).expect("the page is written");
    } else {
        assert!(shown == text, "{}: UPDATE=1 writes it anew\n{shown}", page.display());
    }
}

/// What a command prints, as it does where no terminal says how wide a line is.
fn printed(folder: &Path, asked: &str) -> String {
    let asked = asked.strip_prefix("presidium ").expect("a command of presidium");
    // Every second part stands between quotes.
    let parts = asked.split('"').enumerate();
    let words = parts.flat_map(|(place, part)| match place % 2 {
        0 => part.split_whitespace().collect(),
        _ => vec![part],
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_presidium"));
    let output = command.args(words).current_dir(folder).env_remove("COLUMNS").output().expect("the command runs");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("a text");
    format!("{}\n", text.trim_end())
}
