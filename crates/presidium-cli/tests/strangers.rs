//! Models from strangers, from outside: nothing but the model's own folder is read, nothing raw reaches the terminal,
//! and nothing hangs.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const SOUND: &str = "# Town\n\n```presidium\nmodel \"T\" from 1950-01 to 1951-12\nset Member = Anna, Boris\n\
                     body Council \"the council\" over m in Member\nstate c : count = 0\n\
                     event bell \"The bell rings\"\n    every step\n    when true\n    do c += 1\n\
                     test \"the bell counts\"\n    holds c >= 0\n```\n";

struct Folder(TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| fs::write(folder.path(name), text).unwrap());
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn presidium(&self, command: &[&str]) -> Output {
        presidium(&[command, &["--model", self.0.path().to_str().unwrap()]].concat())
    }
}

/// Runs the command, and panics if it has not ended after a minute.
#[expect(clippy::disallowed_methods, reason = "a command that hangs is found by its time")]
fn presidium(arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_presidium"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Ends with this code and says all of this.
#[track_caller]
fn expect(output: &Output, code: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    words.iter().for_each(|words| assert!(said.contains(words), "{words}\n--- said\n{said}"));
}

#[test]
fn a_model_that_reads_the_passwords_is_refused_without_a_word_of_them() {
    let model = "```presidium\nmodel \"T\" from 1950-01 to 1951-12\nset M from \"/etc/passwd\"\n    \
                 with v : 1 assumption\n         p : M?\n         b : date\n```\n";
    let folder = Folder::with(&[("model.md", model)]);
    for command in [["check"], ["run"], ["list"]] {
        let output = folder.presidium(&command);
        expect(&output, 1, &["error[E0003]", "the file `/etc/passwd` is not read", "help: "]);
        assert!(!said(&output).contains("root"), "{}", said(&output));
    }
}

#[test]
fn a_pipe_named_as_a_chapter_ends_at_once() {
    let folder = Folder::with(&[("model.md", SOUND)]);
    pipe(&folder.path("a.md"));
    expect(&folder.presidium(&["check"]), 1, &["the file `a.md` is not read: it is a named pipe"]);
    expect(&presidium(&["fmt", folder.0.path().to_str().unwrap()]), 1, &["a.md`: it is a named pipe"]);
    expect(&presidium(&["fmt", folder.path("a.md").to_str().unwrap()]), 1, &["a.md`: it is a named pipe"]);
}

#[test]
fn a_byte_order_mark_does_not_hide_a_chapter() {
    let more = "\u{feff}```presidium\nstate extra : count = 0\nlet broken : 1 = nonexistent\n```\n";
    let folder = Folder::with(&[("a.md", SOUND), ("b.md", more)]);
    expect(&folder.presidium(&["check"]), 1, &["nothing is named `nonexistent`", "b.md:3:18"]);
    fs::write(folder.path("b.md"), more.replace("nonexistent", "extra")).unwrap();
    expect(&folder.presidium(&["list", "files"]), 0, &["a.md  14 lines, 1 block", "b.md  4 lines, 1 block"]);
}

#[test]
fn formatting_keeps_a_byte_order_mark_and_touches_nothing_outside_of_the_folder() {
    let untidy = "\u{feff}```presidium\nlet a:1=2\n```\n";
    let outside = Folder::with(&[("other.md", untidy)]);
    let folder = Folder::with(&[("model.md", untidy)]);
    expect(&presidium(&["fmt", folder.0.path().to_str().unwrap()]), 0, &["changed"]);
    assert_eq!(fs::read_to_string(folder.path("model.md")).unwrap(), "\u{feff}```presidium\nlet a : 1 = 2\n```\n");

    symlink(outside.path("other.md"), folder.path("other.md")).unwrap();
    symlink(folder.0.path(), folder.path("loop.md")).unwrap();
    expect(&presidium(&["fmt", folder.path("other.md").to_str().unwrap()]), 1, &["a link that leads out"]);
    expect(&presidium(&["fmt", folder.0.path().to_str().unwrap()]), 1, &["cannot read"]);
    assert_eq!(fs::read_to_string(outside.path("other.md")).unwrap(), untidy);
}

/// Whatever a model, a name or an argument holds, the terminal gets colours and text.
#[test]
fn nothing_raw_reaches_the_terminal() {
    let escaped = SOUND.replace("\"T\"", "\"T\u{1b}]0;owned\u{7}\"").replace("The bell", "The\u{9b}2J \u{202e}bell");
    let folder = Folder::with(&[("model.md", &escaped)]);
    let in_text = folder.presidium(&["check", "--color", "always"]);
    expect(&in_text, 1, &["error[E0005]", "\\u{1b}", "3 more such characters"]);

    let named = Folder::with(&[("model.md", SOUND), ("\u{1b}[2Jx.md", "")]);
    let in_name = named.presidium(&["check", "--color", "always"]);
    expect(&in_name, 1, &["\\u{1b}[2Jx.md"]);
    let formatted = presidium(&["fmt", "--color", "always", named.0.path().to_str().unwrap()]);

    let in_set = folder.presidium(&["run", "--set", "temper\u{1b}[2J = 3"]);
    expect(&in_set, 2, &["the argument `temper\\u{1b}[2J = 3` holds a control character"]);
    let in_model = presidium(&["check", "--model", "no\u{1b}[31m\u{7}where", "--color", "always"]);
    expect(&in_model, 2, &["no\\u{1b}[31m\\u{7}where"]);
    let in_flag = presidium(&["check", "--mo\u{1b}[2J"]);

    for output in [in_text, in_name, formatted, in_set, in_model, in_flag] {
        let said = said(&output);
        let raw = said.replace("\u{1b}[", "").chars().any(|c| c.is_control() && c != '\n');
        assert!(!raw && !said.contains("\u{1b}[2J") && !said.contains('\u{202e}'), "{said:?}");
    }
}

#[test]
fn what_is_no_model_says_so() {
    let folder = Folder::with(&[("model.md", SOUND)]);
    fs::create_dir(folder.path("empty")).unwrap();
    fs::create_dir(folder.path("prose")).unwrap();
    fs::write(folder.path("prose/text.md"), "Prose.\n").unwrap();
    fs::create_dir(folder.path("data")).unwrap();
    fs::write(folder.path("data/a.csv"), "id\n").unwrap();
    pipe(&folder.path("pipe"));
    let check = |name: &str| presidium(&["check", "--model", folder.path(name).to_str().unwrap()]);
    let help = format!("help: name the folder: `--model {}`", folder.0.path().display());
    expect(&check("model.md"), 2, &["model.md` is a file; a model is a folder of Markdown files", &help]);
    expect(&check("pipe"), 2, &["pipe` is no folder; a model is a folder of Markdown files"]);
    expect(&check("absent"), 2, &["there is no folder `", "absent`, and no shipped model of that name"]);
    expect(&check("empty"), 1, &["the folder of the model has no Markdown file (`.md`)", "```presidium"]);
    expect(&check("data"), 1, &["the folder of the model has no Markdown file (`.md`)"]);
    expect(&check("prose"), 1, &["`text.md` has no block of code marked `presidium`", "```presidium"]);
}

#[test]
fn a_list_shows_all_files_and_all_that_can_be_named() {
    let folder = Folder::with(&[("model.md", SOUND), ("notes.txt", "mine")]);
    pipe(&folder.path("pipe"));
    let lines = ["model.md   14 lines, 1 block", "notes.txt  not read", "pipe       not read: it is a named pipe"];
    expect(&folder.presidium(&["list"]), 0, &lines);
    let declared = ["set    Member", "Anna, Boris", "body   Council", "event  bell", "test            the bell counts"];
    expect(&folder.presidium(&["list"]), 0, &declared);
    for (what, name) in [("sets", "Member"), ("bodies", "Council"), ("events", "bell"), ("tests", "the bell counts")] {
        let output = folder.presidium(&["list", what, "--json"]);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = document["rows"].as_array().unwrap();
        assert_eq!((rows.len(), rows[0]["name"].as_str()), (1, Some(name)));
    }
    let output = folder.presidium(&["list", "files", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["rows"][0]["lines"], 14);
    assert_eq!(document["rows"][1]["read"], false);
}
