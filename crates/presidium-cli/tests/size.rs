//! What a run would take is told from the model, and refused before it starts where it is too much.

use std::fs;
use std::process::{Command, Output};

const HEAD: &str = "model \"Size\" from 1953-01 to 1953-12\nparam x : 1 = 1 assumption\n";

/// Beside each model, for those that read it.
const RECORD: &str = "series,date,value,low,high,unit,source,grade\nz,1953-05,1,,,1,key,A\n";

/// Runs the command on a model of this code.
fn run(code: &str, arguments: &[&str]) -> Output {
    run_text(&format!("{HEAD}{code}"), arguments)
}

fn run_text(text: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("size.md"), format!("```presidium\n{text}\n```\n")).expect("a file");
    fs::write(folder.path().join("z.csv"), RECORD).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_presidium"));
    command.args(arguments).arg("--model").arg(folder.path()).output().expect("the command")
}

fn set(count: usize) -> String {
    format!("set S = {}\n", (0..count).map(|i| format!("e{i}")).collect::<Vec<_>>().join(", "))
}

/// What takes too much memory.
#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    ends(output, 5, words);
}

#[track_caller]
fn ends(output: &Output, code: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    words.iter().for_each(|word| assert!(said.contains(word), "{said}"));
}

#[test]
fn a_long_delay_of_many_elements_is_refused_before_the_run() {
    let code =
        set(100_000) + "stock k[s: S] : 1\n    starts 1\nlet y : 1 = sum(s in S: delay(k[s], 200 months, initially 0))";
    refused(&run(&code, &["run"]), &["the model would take", "of memory", "size.md:", "--memory"]);
}

#[test]
fn loops_in_loops_are_refused_before_the_run() {
    let loops = "event e\n    when true\n    do  for a in S: for b in S: for c in S: z := z + 1";
    let code = set(300) + "state z : 1 = 0\n" + loops;
    for command in [&["run"][..], &["ledger"], &["world", "0"], &["check", "--run"], &["bands", "z"]] {
        refused(&run(&code, command), &["event e", "size.md:", "operations"]);
    }
}

#[test]
fn bands_of_too_many_worlds_are_refused_before_the_run() {
    let output = run("state z : 1 = x", &["bands", "z", "--worlds", "1000000000"]);
    refused(&output, &["kept of all worlds", "ask for fewer worlds"]);
}

const RECORDED: &str = "state z : 1 = x\nrecord z from \"z.csv\" as \"z\"\n";

const ALL_WORLDS: [&str; 2] = ["--worlds", "1000000000"];

#[test]
fn values_kept_by_run_and_by_what_if_are_refused_before_the_run() {
    let shown = ["--show", "z at 1953-06"];
    for command in [&["run"][..], &["what-if", "set x = 2"]] {
        let output = run("state z : 1 = x", &[command, &shown, &ALL_WORLDS].concat());
        refused(&output, &["kept of all worlds", "ask for fewer worlds"]);
    }
    let parting = ["what-if", "set x = 2", "--chronicles", "1000000000"];
    refused(&run("state z : 1 = x", &[&parting[..], &ALL_WORLDS].concat()), &["kept of all worlds"]);
}

#[test]
fn values_kept_by_validate_are_refused_before_its_first_part_is_run() {
    let claims = "claim A1 event \"z is there\"\n    role structural\n    holds at(z, 1953-12) > 0\n\
                  system S1 \"a system\"\n    off set x = 0\ntest \"sound\"\n    holds z > 0";
    let code = format!("state z : 1 = x\n{claims}");
    for parts in [&[][..], &["ablation"]] {
        refused(&run(&code, &[&["validate"], parts, &ALL_WORLDS].concat()), &["kept of all worlds"]);
    }
    let code = format!("{RECORDED}test \"sound\"\n    holds z > 0");
    for parts in [&["--split", "1953-06"][..], &["skill", "--split", "1953-06"]] {
        refused(&run(&code, &[&["validate"], parts, &ALL_WORLDS].concat()), &["kept of all worlds"]);
    }
}

#[test]
fn the_years_of_worlds_that_are_run_again_are_refused_before_the_run() {
    let code = set(1_000) + "state z[s: S] : 1 = x";
    let long = |arguments: &[&str]| {
        let long = HEAD.replace("1953-12", "3953-12");
        run_text(&format!("{long}{code}"), arguments)
    };
    let words = ["the state of worlds that are run again, year by year", "use fewer threads"];
    refused(&long(&["what-if", "set x = 2", "--threads", "2"]), &words);
    refused(&run(&code, &["what-if", "set x = 2", "--memory", "1MB"]), &["the model would take"]);
}

#[test]
fn the_threads_asked_for_are_counted_and_not_those_of_the_machine() {
    let code = set(200) + "state z[s: S] : 1 = x";
    let check = ["check", "--run", "--worlds", "8", "--memory", "50MB", "--threads"];
    let output = run(&code, &[&check[..], &["1"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    refused(&run(&code, &[&check[..], &["1000"]].concat()), &["the model would take"]);
}

#[test]
fn the_limit_can_be_raised_and_lowered() {
    let code = set(200) + "state z[s: S] : 1 = x";
    refused(&run(&code, &["run", "--worlds", "8", "--memory", "10kB"]), &["10"]);
    let output = run(&code, &["check", "--run", "--worlds", "8", "--memory", "100GB"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn fifty_mistakes_are_shown_with_the_number_of_the_others() {
    let code: String = (0..1_000).map(|i| format!("let y{i} : 1 = true\n")).collect();
    let shown = run(&code, &["check"]);
    ends(&shown, 1, &["there are 950 more errors", "`presidium check --all`"]);
    let all = run(&code, &["check", "--all"]);
    ends(&all, 1, &["`y999`"]);
}
