//! Kept runs that are killed, cut, starved and shared: in the end their tables hold what those of an undisturbed run hold.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// What every run here asks; chunks are small so that there are many.
const ASKED: [&str; 14] = [
    "run",
    "--model",
    "tutorial/quarrel",
    "--json",
    "--cause-worlds",
    "700",
    "--tables",
    "events,votes",
    "--series",
    "anger",
    "--chunk-worlds",
    "256",
    "--threads",
    "2",
];
const WORLDS: &str = "5000";
const CHUNKS: u64 = 20;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presidium"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn presidium(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn mistake(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

/// A folder for runs, and an undisturbed one in it.
struct Folder {
    place: TempDir,
}

impl Folder {
    fn new() -> Folder {
        Folder { place: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> String {
        self.place.path().join(name).to_str().unwrap().to_owned()
    }

    fn chunks(&self, name: &str) -> PathBuf {
        self.place.path().join(name).join("chunks")
    }
}

fn keep(folder: &str, worlds: &str) -> Vec<String> {
    let more = ["--worlds", worlds, "--keep", folder];
    ASKED.iter().chain(&more).map(|&word| word.to_owned()).collect()
}

fn run(folder: &str, worlds: &str) -> Output {
    let words = keep(folder, worlds);
    presidium(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

fn start(folder: &str) -> Child {
    let words = keep(folder, WORLDS);
    command(&words.iter().map(String::as_str).collect::<Vec<_>>()).spawn().unwrap()
}

/// What the ledger says of worlds that nobody keeps.
fn plain() -> String {
    let asked = ["run", "--model", "tutorial/quarrel", "--json", "--cause-worlds", "700", "--worlds", WORLDS];
    text(&presidium(&asked))
}

/// Names of tables, rows, and sums of all that they hold.
fn contents(folder: &str) -> String {
    text(&presidium(&["runs", "check", folder]))
}

/// An undisturbed run: what it holds, whatever the size of its chunks.
fn undisturbed(folder: &Folder) -> String {
    let path = folder.path("undisturbed");
    let output = run(&path, WORLDS);
    assert_eq!(text(&output), plain(), "the ledger of kept worlds is that of worlds that nobody keeps");
    contents(&path)
}

fn new_worlds(output: &Output) -> u64 {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, new) = told.rsplit_once("worlds, ").expect("how many are new is told");
    new.chars()
        .take_while(|c| c.is_ascii_digit() || *c == ' ')
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap()
}

/// A number between 0 and `below`, from a sequence that is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn shuffled(&mut self, count: u64) -> Vec<String> {
        let mut order: Vec<u64> = (0..count).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, self.roll(place as u64 + 1) as usize);
        }
        order.iter().map(u64::to_string).collect()
    }
}

/// Waits until something stirs among the chunks, or the process has ended.
fn wait_for_stir(chunks: &Path, child: &mut Child, stirs: u64) {
    let seen =
        || -> BTreeSet<_> { fs::read_dir(chunks).into_iter().flatten().flatten().map(|e| e.file_name()).collect() };
    let (mut last, mut stirred) = (seen(), 0);
    while stirred < stirs && child.try_wait().unwrap().is_none() {
        let now = seen();
        stirred += u64::from(now != last);
        last = now;
    }
}

#[test]
fn a_run_is_continued_and_extended() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let path = folder.path("extended");
    assert_eq!(new_worlds(&run(&path, "1000")), 1_000);
    assert_eq!(new_worlds(&run(&path, "1000")), 0);
    let extended = run(&path, WORLDS);
    // The last reduction chunk had 40 worlds of 64.
    assert_eq!(new_worlds(&extended), 4_000 + 40);
    assert_eq!(text(&extended), plain());
    assert_eq!(contents(&path), whole);
    let same = text(&presidium(&["runs", "compare", &path, &folder.path("undisturbed")]));
    assert!(same.starts_with("the same"), "{same}");
}

#[test]
fn a_run_that_is_killed_again_and_again_ends_as_an_undisturbed_one() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let (path, mut dice) = (folder.path("killed"), Dice(1953));
    for _ in 0..8 {
        let mut child = start(&path);
        wait_for_stir(&folder.chunks("killed"), &mut child, 1 + dice.roll(5));
        // SIGKILL: nobody is told, nothing is tidied up.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(text(&run(&path, WORLDS)), plain());
    assert_eq!(contents(&path), whole);
    let left: Vec<_> = fs::read_dir(folder.chunks("killed")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len() as u64, CHUNKS, "nothing is left aside: {left:?}");
}

/// Ctrl-C while worlds are being kept.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_interrupted_says_what_is_kept_and_goes_on() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let path = folder.path("interrupted");
    let mut child = start(&path);
    wait_for_stir(&folder.chunks("interrupted"), &mut child, 3);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let told = mistake(&child.wait_with_output().unwrap(), 130);
    assert!(told.contains(" of 20 chunks are kept; the same command goes on"), "{told}");
    let rest = run(&path, WORLDS);
    assert!(new_worlds(&rest) < 5_000, "what was kept is not computed again");
    assert_eq!(text(&rest), plain());
    assert_eq!(contents(&path), whole);
}

/// A picture of kept worlds is that of worlds that nobody keeps.
#[test]
fn a_kept_run_is_drawn_as_any_other() {
    let folder = Folder::new();
    let drawn = |more: &[&str], name: &str| {
        let picture = folder.path(name);
        let asked = ["run", "--model", "tutorial/quarrel", "--worlds", "500", "--svg", &picture];
        text(&presidium(&[&asked, more].concat()));
        fs::read_to_string(&picture).unwrap()
    };
    let kept = drawn(&["--keep", &folder.path("kept")], "kept.svg");
    assert!(kept.starts_with("<svg") && kept == drawn(&[], "plain.svg"));
}

#[test]
fn chunks_are_computed_in_any_order_by_processes_that_are_killed() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let path = folder.path("shared");
    let words = keep(&path, WORLDS);
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| *word != "--json").chain(["--prepare"]).collect();
    assert!(text(&presidium(&words)).contains("chunks 0 to 19"));
    let mut dice = Dice(7);
    let mut children: Vec<Child> = (0..4)
        .map(|_| {
            let order = dice.shuffled(CHUNKS);
            let words: Vec<&str> = ["chunk", &path].into_iter().chain(order.iter().map(String::as_str)).collect();
            command(&words).spawn().unwrap()
        })
        .collect();
    for child in &mut children[..2] {
        wait_for_stir(&folder.chunks("shared"), child, 2);
        child.kill().unwrap();
    }
    let mut computed = 0;
    for (place, child) in children.into_iter().enumerate() {
        let output = child.wait_with_output().unwrap();
        if place >= 2 {
            computed += text(&output).matches("computed").count() as u64;
        }
    }
    assert!(computed <= CHUNKS, "no chunk is computed twice");
    assert_eq!(text(&presidium(&["gather", &path, "--json"])), plain());
    assert_eq!(contents(&path), whole);
}

#[test]
fn what_is_missing_is_named() {
    let folder = Folder::new();
    let path = folder.path("missing");
    text(&run(&path, WORLDS));
    let whole = contents(&path);
    fs::remove_dir_all(folder.chunks("missing").join("000003")).unwrap();
    fs::remove_dir_all(folder.chunks("missing").join("000011")).unwrap();
    let told = mistake(&presidium(&["gather", &path]), 1);
    assert!(told.contains("2 of 20 chunks are missing: 3 11") && told.contains("presidium chunk"), "{told}");
    let computed = text(&presidium(&["chunk", &path, "3", "4", "11"]));
    assert_eq!(computed, "chunk 3: 256 worlds computed\nchunk 4 was there\nchunk 11: 256 worlds computed\n");
    text(&presidium(&["gather", &path]));
    assert_eq!(contents(&path), whole);
    let told = mistake(&presidium(&["chunk", &path, "20"]), 2);
    assert!(told.contains("chunks 0 to 19"), "{told}");
}

#[test]
fn a_chunk_that_was_finished_and_not_put_in_place_is_not_computed_again() {
    let folder = Folder::new();
    let path = folder.path("unplaced");
    text(&run(&path, WORLDS));
    let whole = contents(&path);
    let chunks = folder.chunks("unplaced");
    fs::rename(chunks.join("000002"), chunks.join(".000002.4711")).unwrap();
    // Not finished: its sums are missing.
    fs::rename(chunks.join("000005"), chunks.join(".000005.4711")).unwrap();
    fs::remove_file(chunks.join(".000005.4711/sums.json")).unwrap();
    assert_eq!(new_worlds(&run(&path, WORLDS)), 256);
    assert_eq!(contents(&path), whole);
}

#[test]
fn a_damaged_chunk_is_found_and_computed_again() {
    let folder = Folder::new();
    let path = folder.path("damaged");
    text(&run(&path, WORLDS));
    let whole = contents(&path);
    let file = |chunk: &str, name: &str| folder.chunks("damaged").join(chunk).join(name);
    let cut = file("000001", "votes.parquet");
    let bytes = fs::metadata(&cut).unwrap().len();
    File::options().write(true).open(&cut).unwrap().set_len(bytes / 2).unwrap();
    let changed = file("000007", "counts");
    let mut of_changed = fs::read(&changed).unwrap();
    of_changed[40] ^= 1;
    fs::write(&changed, of_changed).unwrap();
    fs::remove_file(file("000009", "worlds.parquet")).unwrap();
    fs::write(file("000012", "sums.json"), "{").unwrap();
    for told in [mistake(&presidium(&["gather", &path]), 1), mistake(&presidium(&["runs", "check", &path]), 1)] {
        assert!(
            told.contains(&format!("chunk 1 is damaged: votes.parquet has {} bytes of {bytes}", bytes / 2)),
            "{told}"
        );
        assert!(told.contains("chunk 7 is damaged: counts has been changed"), "{told}");
        assert!(told.contains("chunk 9 is damaged: worlds.parquet is not there"), "{told}");
        assert!(told.contains("chunk 12 is damaged: sums.json is damaged"), "{told}");
    }
    assert_eq!(new_worlds(&run(&path, WORLDS)), 4 * 256);
    assert_eq!(contents(&path), whole);
}

/// The system lets no file grow beyond a few kilobytes, as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let path = folder.path("full");
    assert_eq!(new_worlds(&run(&path, "1000")), 1_000);
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
    let words = keep(&path, WORLDS);
    let starved = Command::new("sh").args(["-c", script, "sh", env!("CARGO_BIN_EXE_presidium")]).args(&words).output();
    let told = mistake(&starved.unwrap(), 1);
    assert!(told.contains("cannot write") && told.contains("parquet"), "{told}");
    let there = text(&presidium(&["runs", "list", &path]));
    assert!(there.contains("4 of 20"), "what was there is there: {there}");
    assert_eq!(text(&run(&path, WORLDS)), plain());
    assert_eq!(contents(&path), whole);
}

#[test]
fn two_processes_share_a_folder() {
    let folder = Folder::new();
    let whole = undisturbed(&folder);
    let path = folder.path("shared");
    let children = [start(&path), start(&path)];
    let outputs = children.map(|child| child.wait_with_output().unwrap());
    outputs.iter().for_each(|output| assert_eq!(text(output), plain()));
    assert_eq!(outputs.iter().map(new_worlds).sum::<u64>(), 5_000, "each world is computed once");
    assert_eq!(contents(&path), whole);
}

#[test]
fn another_run_is_refused() {
    let folder = Folder::new();
    let path = folder.path("kept");
    text(&run(&path, "512"));
    let with = |more: &[&str]| {
        let words = keep(&path, "512");
        presidium(&words.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
    };
    let told = mistake(&with(&["--seed", "7"]), 2);
    assert!(told.contains("keeps another run: its seed is 1953, and 7 is asked for"), "{told}");
    let told = mistake(&with(&["--set", "temper = 3 1/year"]), 2);
    assert!(told.contains("keeps another run: its scenario is nothing"), "{told}");
    let told = mistake(&with(&["--follow", "record"]), 2);
    assert!(told.contains("keeps another run"), "{told}");
    let told = mistake(&run(&path, "256"), 2);
    assert!(told.contains("keeps 512 worlds already, and 256 are asked for"), "{told}");
    let words = ["run", "--model", "tutorial/quarrel", "--worlds", "640", "--keep"];
    let other_chunks =
        ["--cause-worlds", "700", "--tables", "events,votes", "--series", "anger", "--chunk-worlds", "128"];
    let told = mistake(&presidium(&[&words, [path.as_str()].as_slice(), &other_chunks].concat()), 2);
    assert!(told.contains("keeps 256 worlds in a chunk, and 128 are asked for"), "{told}");
    let told = mistake(&presidium(&[&words, [path.as_str()].as_slice(), &["--chunk-worlds", "100"]].concat()), 2);
    assert!(told.contains("a chunk of 100 worlds is no multiple of 64"), "{told}");

    let other_files = folder.path("notes");
    fs::create_dir(&other_files).unwrap();
    fs::write(Path::new(&other_files).join("notes.txt"), "mine").unwrap();
    let told = mistake(&run(&other_files, "512"), 2);
    assert!(told.contains("is not empty and holds no kept run"), "{told}");
    let told = mistake(&run(&format!("{other_files}/notes.txt/run"), "512"), 1);
    assert!(told.contains("cannot make"), "{told}");
    let told = mistake(&presidium(&["gather", &other_files]), 2);
    assert!(told.contains("holds no kept run"), "{told}");

    let manifest = Path::new(&path).join("run.json");
    let later = fs::read_to_string(&manifest).unwrap().replace("\"layout\": 2", "\"layout\": 3");
    fs::write(&manifest, later).unwrap();
    let told = mistake(&presidium(&["gather", &path]), 2);
    assert!(told.contains("has layout 3, and this version reads layout 2 only"), "{told}");
    assert!(mistake(&run(&path, "512"), 2).contains("has layout 3"));
}

#[test]
fn another_version_of_the_model_is_refused() {
    let folder = Folder::new();
    let path = folder.path("kept");
    text(&run(&path, "512"));
    let model = Path::new(&path).join("model/quarrel.md");
    let other = fs::read_to_string(&model).unwrap().replace("normal(0.3, 0.1)", "normal(0.4, 0.1)");
    fs::write(&model, other).unwrap();
    let told = mistake(&presidium(&["chunk", &path, "0"]), 2);
    assert!(told.contains("its copy of the model has been changed"), "{told}");
}

#[test]
fn a_run_without_a_name_is_named_by_its_fingerprint_and_can_be_removed() {
    let folder = Folder::new();
    let kept = |worlds: &str| {
        let words = ["run", "--model", "tutorial/quarrel", "--worlds", worlds, "--keep", "--csv"];
        text(&command(&words).current_dir(folder.place.path()).output().unwrap())
    };
    kept("100");
    kept("200");
    let runs = folder.place.path().join("runs");
    let names: Vec<String> =
        fs::read_dir(&runs).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!((names.len(), names[0].len()), (1, 32), "{names:?}");
    let run = runs.join(&names[0]);
    let ledger = fs::read_to_string(run.join("ledger.csv")).unwrap();
    assert!(ledger.starts_with("claim,kind,role,verdict") && ledger.lines().count() == 7, "{ledger}");
    fs::write(run.join("notes.txt"), "mine").unwrap();
    text(&presidium(&["runs", "remove", run.to_str().unwrap()]));
    let left: Vec<_> = fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

/// JSON, comma-separated values and tables carry the same numbers.
#[test]
fn every_surface_carries_the_same_numbers() {
    let folder = Folder::new();
    let path = folder.path("kept");
    let words = keep(&path, "1000");
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["--csv"]).collect();
    let document: serde_json::Value = serde_json::from_str(&text(&presidium(&words))).unwrap();
    let ledger = fs::read_to_string(Path::new(&path).join("ledger.csv")).unwrap();
    let names: Vec<&str> = ledger.lines().next().unwrap().split(',').collect();
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(ledger.lines().count(), 1 + rows.len());
    for (line, row) in ledger.lines().skip(1).zip(rows) {
        for (name, cell) in names.iter().zip(line.split(',')) {
            match &row[name] {
                serde_json::Value::Number(number) => {
                    assert_eq!(cell.parse::<f64>().ok(), number.as_f64(), "{name}: {line}")
                }
                serde_json::Value::String(words) => assert_eq!(cell, words),
                _ => assert!(cell.is_empty() || ["share", "touches", "missing"].contains(name), "{name}: {line}"),
            }
        }
    }
    // A pure number has no other unit, so that quantiles are taken of the same values.
    let asked = ["bands", "anger", "--model", "tutorial/quarrel", "--worlds", "1000", "--csv"];
    let plain = text(&presidium(&asked));
    let kept = fs::read_to_string(Path::new(&path).join("bands.csv")).unwrap();
    let figures = |line: &str, from: usize| line.split(',').skip(from).map(str::to_owned).collect::<Vec<_>>();
    let plain: Vec<_> = plain.lines().skip(1).map(|line| figures(line, 2)).collect();
    let kept: Vec<_> = kept.lines().skip(1).map(|line| figures(line, 2)).collect();
    assert_eq!(kept, plain);
}
