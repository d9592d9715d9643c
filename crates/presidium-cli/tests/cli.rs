//! The command from outside: texts in, texts out.
//!
//! The transcripts in `tests/cmd` run on the tutorial model, so that they do not change with the Soviet one.
//! `TRYCMD=overwrite cargo test -p presidium-cli` rewrites them; read the difference before committing it.

use std::io::Read;
use std::process::{Command, Output, Stdio};

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("LC_ALL", "C.UTF-8").case("tests/cmd/*.md");
}

fn presidium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_presidium")).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The promise that everything else rests on.
#[test]
fn output_does_not_depend_on_the_number_of_threads() {
    let quarrel = ["--model", "tutorial/quarrel", "--worlds", "900", "--threads"];
    let commands: [&[&str]; 11] = [
        &["run"],
        &["world", "--find", "ever(chair = Boris)", "--json"],
        &["ledger", "--json"],
        &["what-if", "peace", "--chronicles", "300"],
        &["bands", "tension", "anger", "--csv"],
        &["check", "--run", "--json"],
        &["drivers", "A2", "--flip", "100", "--json"],
        &["discover", "A2", "--json"],
        &["tipping", "A2", "patience", "--points", "3"],
        &["luck", "A2", "--times", "2"],
        &["validate", "--json", "--cause-worlds", "100"],
    ];
    for command in commands {
        let with = |threads| text(&presidium(&[command, &quarrel, &[threads]].concat()));
        assert_eq!(with("1"), with("2"), "{command:?}");
    }
}

#[test]
fn json_is_one_document_with_figures_that_agree_with_each_other() {
    let output = text(&presidium(&["ledger", "--model", "tutorial/quarrel", "--worlds", "300", "--json"]));
    let document: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert!(document["note"].as_str().unwrap().contains("not the probability"));
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let value = match row["kind"].as_str().unwrap() {
            "C" => row["effect"].as_f64().unwrap(),
            _ => row["held"].as_f64().unwrap() / row["worlds"].as_f64().unwrap(),
        };
        assert!(row["low"].as_f64().unwrap() <= value && value <= row["high"].as_f64().unwrap(), "{row}");
    }
}

/// Offices stand empty in many worlds, in world 13 for two years; the model has words of its own for that.
#[test]
fn no_line_of_the_soviet_chronicle_is_about_nobody() {
    for world in 8..16 {
        let output = text(&presidium(&["world", &world.to_string(), "--json", "--worlds", "20"]));
        let document: serde_json::Value = serde_json::from_str(&output).unwrap();
        let lines = document["rows"].as_array().unwrap();
        assert!(lines.iter().all(|line| line.get("vacant").is_none()), "world {world}");
    }
}

/// Whatever the width of the terminal; what cannot be broken may be wider.
#[test]
fn reasons_fit_the_terminal() {
    let asked = ["why", "holder[First_Secretary]", "--world", "13", "--at", "1960-05", "--depth", "4"];
    for width in [80, 120] {
        let output = Command::new(env!("CARGO_BIN_EXE_presidium"))
            .args(asked)
            .env("COLUMNS", width.to_string())
            .output()
            .unwrap();
        let too_long = text(&output).lines().find(|line| line.chars().count() > width).map(str::to_owned);
        assert_eq!(too_long, None, "{width} columns");
    }
}

/// Tables and sentences of every command, in plain text and in colour.
#[test]
fn no_line_is_wider_than_the_terminal() {
    let quarrel: &[&str] = &["--model", "tutorial/quarrel", "--worlds", "60"];
    let commands: [&[&str]; 16] = [
        &["run"],
        &["ledger", "--claim", "A5"],
        &["what-if", "peace", "--all"],
        &["what-if", "peace", "--show", "anger[Boris] at 1951-12"],
        &["bands", "chair", "new_chair", "anger"],
        &["bands", "chair", "tension", "--what-if", "peace"],
        &["drivers", "A2", "--all", "--flip", "30"],
        &["drivers", "tension at 1951-06", "--all"],
        &["discover", "at(quarrels, 1951-12) > 4"],
        &["tipping", "A2", "patience", "--points", "4"],
        &["luck", "A2", "--times", "2"],
        &["swap", "Anna", "Boris", "--all"],
        &["validate", "tests", "nulls", "priors", "ablation"],
        &["check", "--run"],
        &["list", "--model", "tutorial/quarrel"],
        &["world", "7", "--model", "tutorial/quarrel"],
    ];
    for command in commands {
        let asked = if command.contains(&"--model") { command.to_vec() } else { [command, quarrel].concat() };
        for width in (80..=200).step_by(15) {
            for colour in ["never", "always"] {
                let output = Command::new(env!("CARGO_BIN_EXE_presidium"))
                    .args([&asked[..], &["--color", colour]].concat())
                    .env("COLUMNS", width.to_string())
                    .output()
                    .unwrap();
                let text = without_colours(&text(&output));
                let too_long = text.lines().find(|line| line.chars().count() > width).map(str::to_owned);
                assert_eq!(too_long, None, "{width} columns, {asked:?}");
            }
        }
    }
}

fn without_colours(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or("", |(_, rest)| rest))
}

/// A file that cannot be a chart is refused before anything is run.
#[test]
fn charts_are_written_where_they_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(file("taken.svg")).unwrap();
    let drawn = |command: &[&str], path: &str| {
        let quarrel = ["--model", "tutorial/quarrel", "--worlds", "60", "--svg", path];
        presidium(&[command, &quarrel].concat())
    };
    let commands: [&[&str]; 4] = [&["run"], &["ledger"], &["bands", "tension", "chair"], &["what-if", "peace"]];
    for command in commands {
        let path = file("chart.svg");
        text(&drawn(command, &path));
        let chart = std::fs::read_to_string(&path).unwrap();
        assert!(chart.starts_with("<svg") && chart.contains("A quarrel in a committee"), "{command:?}");
        std::fs::remove_file(&path).unwrap();
    }
    for (name, code, complaint) in [
        ("chart.png", 2, "does not end in .svg"),
        ("taken.svg", 1, "it is a folder"),
        ("nowhere/chart.svg", 1, "there is no folder"),
    ] {
        let output = drawn(&["bands", "tension"], &file(name));
        assert_eq!(output.status.code(), Some(code), "{name}");
        assert!(output.stdout.is_empty() && String::from_utf8_lossy(&output.stderr).contains(complaint), "{output:?}");
    }
}

/// `--wide` goes before what the terminal says.
#[test]
fn wide_tables_are_as_wide_as_they_need() {
    let told = |more: &[&str]| {
        let asked = [&["ledger", "--model", "tutorial/quarrel", "--worlds", "60"], more].concat();
        let output = Command::new(env!("CARGO_BIN_EXE_presidium")).args(asked).env("COLUMNS", "80").output().unwrap();
        text(&output).lines().count()
    };
    assert!(told(&["--wide"]) < told(&[]));
}

/// Where nothing was looked at, nothing is said of it.
#[test]
fn a_comparison_of_no_histories_does_not_say_that_they_are_the_same() {
    let output =
        text(&presidium(&["what-if", "peace", "--model", "tutorial/quarrel", "--worlds", "20", "--chronicles", "0"]));
    assert!(output.contains("looked for in no world"), "{output}");
    assert!(!output.contains("nothing that anybody does changes"), "{output}");
}

/// Ctrl-C in the middle of a run that would take hours.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_tells_what_it_has_found_and_exits_with_130() {
    let interrupted = |more: &[&str]| {
        let asked = [&["ledger", "--model", "tutorial/quarrel", "--worlds", "1000000000"], more].concat();
        let mut child = Command::new(env!("CARGO_BIN_EXE_presidium"))
            .args(asked)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() && ticks(child.id()) < 100 {
            std::thread::yield_now();
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = interrupted(&[]);
    assert!(told.contains("interrupted: the first") && told.contains("of 1 000 000 000 worlds"), "{told}");
    assert!(told.contains(" of 6 claims hold"), "{told}");
    let told: serde_json::Value = serde_json::from_str(&interrupted(&["--json"])).unwrap();
    assert_eq!(told["interrupted"], true);
    assert_eq!(told["worlds"], told["rows"][0]["worlds"], "{told}");
}

/// The time that a process has computed for, in hundredths of a second.
#[cfg(target_os = "linux")]
fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    after_name.split_whitespace().nth(11).and_then(|ticks| ticks.parse().ok()).unwrap_or(0)
}

/// `presidium bands … | head -1` ends quietly.
/// A historian reads some sixty lines, whatever the width of the terminal, and never a broken one.
#[test]
fn chronicles_fit_the_terminal() {
    for asked in [&["world", "13"][..], &["world", "13", "--about", "Khrushchev", "--all"], &["world", "13", "--all"]] {
        for width in [80, 120] {
            let output = Command::new(env!("CARGO_BIN_EXE_presidium"))
                .args([asked, &["--worlds", "30"]].concat())
                .env("COLUMNS", width.to_string())
                .output()
                .unwrap();
            let text = text(&output);
            assert!(text.lines().all(|line| line.chars().count() <= width), "{asked:?} at {width} columns:\n{text}");
            assert!(asked.len() > 2 || text.lines().count() <= 80, "{width} columns:\n{text}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_not_an_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_presidium"))
        .args(["bands", "anger", "--csv", "--model", "tutorial/quarrel", "--worlds", "50"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert_eq!((complaint.as_str(), child.wait().unwrap().code()), ("", Some(0)));
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(text(&presidium(&["completions", shell])).contains("what-if"), "{shell}");
    }
}

#[test]
fn formatting_changes_a_file_once() {
    let folder = std::env::temp_dir().join(format!("presidium-fmt-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("model.md");
    std::fs::write(&file, "# A\n\n```presidium\nlet x:1=2+max( 3,4 )\n```\n").unwrap();
    let path = folder.to_str().unwrap();
    assert_eq!(presidium(&["fmt", "--check", path]).status.code(), Some(3));
    assert!(text(&presidium(&["fmt", path])).contains("changed"));
    assert_eq!(text(&presidium(&["fmt", "--check", path])), "");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A book takes the place of an earlier one, and of nothing else.
#[test]
fn a_book_is_written_where_nothing_is_lost() {
    let folder = std::env::temp_dir().join(format!("presidium-book-{}", std::process::id()));
    let out = folder.join("a/book");
    let book = || presidium(&["book", "--model", "tutorial/quarrel", "--out", out.to_str().unwrap()]);
    assert!(text(&book()).contains("mdbook serve"));
    std::fs::write(out.join("notes.txt"), "mine").unwrap();
    std::fs::write(out.join(".presidium-book"), "src/old.md\n../../kept.md\n").unwrap();
    std::fs::write(out.join("src/old.md"), "of an earlier book").unwrap();
    std::fs::write(folder.join("kept.md"), "outside").unwrap();
    text(&book());
    assert!(out.join("notes.txt").exists() && folder.join("kept.md").exists() && !out.join("src/old.md").exists());
    assert!(std::fs::read_to_string(out.join("src/SUMMARY.md")).unwrap().contains("A quarrel in a committee"));

    for (taken, complaint) in [(folder.as_path(), "did not write"), (&folder.join("kept.md"), "is a file")] {
        let output = presidium(&["book", "--model", "tutorial/quarrel", "--out", taken.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{}", taken.display());
        assert!(String::from_utf8_lossy(&output.stderr).contains(complaint), "{}", taken.display());
    }
    let under_a_file = folder.join("kept.md/book");
    let output = presidium(&["book", "--model", "tutorial/quarrel", "--out", under_a_file.to_str().unwrap()]);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("kept.md"));
    std::fs::remove_dir_all(&folder).unwrap();
}
