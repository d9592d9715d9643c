//! Folders from strangers: what is in them, and what a model then is told. Each report stands in `tests/folders`.
//!
//! The folders are made while a test runs, since links, pipes and names that cannot be shown are no files of a
//! repository. `UPDATE=1 cargo test` writes the reports anew; read the difference before committing it.

#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use presidium_lang::model::Model;
use presidium_lang::{FILE_BYTES_MAX, FILES_MAX, Report, Sources, analyse};
use presidium_sources::FolderSources;
use tempfile::TempDir;

const FRAME: &str = "```presidium\nmodel \"T\" from 1950-01 to 1951-12\n```\n";

/// A folder `model` with a sound file in it, beside a folder `outside` with a secret.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { root: tempfile::tempdir().unwrap() };
        fs::create_dir(place.root.path().join("model")).unwrap();
        fs::create_dir(place.root.path().join("outside")).unwrap();
        place.write("00-frame.md", FRAME);
        place.write("../outside/secret.csv", "id\nsecret\n");
        place.write("../outside/secret.md", "```presidium\nstate secret : count = 0\n```\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("model").join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
    }

    fn code(&self, code: &str) {
        self.write("10-code.md", format!("```presidium\n{code}\n```\n"));
    }

    fn link(&self, name: &str, target: &str) {
        symlink(target, self.path(name)).unwrap();
    }

    fn pipe(&self, name: &str) {
        assert!(std::process::Command::new("mkfifo").arg(self.path(name)).status().unwrap().success());
    }

    fn open(&self) -> FolderSources {
        FolderSources::open(&self.path("")).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What loading gives. A reader that waits for a pipe would wait for ever.
    fn load(&self) -> Result<(Model, Report), Box<Report>> {
        let (send, receive) = mpsc::channel();
        let sources = self.open();
        std::thread::spawn(move || drop(send.send(analyse(&sources).into_model())));
        receive.recv_timeout(Duration::from_secs(60)).expect("an answer within a minute")
    }

    /// The report as it is shown.
    fn report(&self) -> String {
        match self.load() {
            Ok((_, warnings)) => format!("sound\n\n{}", warnings.render()),
            Err(report) => report.render(),
        }
    }

    /// Compares the report with the one that is expected, which never tells a secret.
    fn reports(&self, name: &str) {
        let report = self.report() + "\n";
        assert!(!report.contains("root:") && !report.contains("secret :"), "{report}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/folders").join(name).with_extension("expected");
        if std::env::var_os("UPDATE").is_some() {
            return fs::write(file, report).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert!(report == expected, "{}\n--- expected\n{expected}\n--- found\n{report}", file.display());
    }
}

#[test]
fn a_name_outside_of_the_folder_is_refused() {
    let place = Place::new();
    place.code(
        "set A from \"/etc/passwd\"\nset B from \"../outside/secret.csv\"\nset C from \"data/../../outside/secret.csv\"",
    );
    place.reports("outside");
}

#[test]
fn a_link_out_of_the_folder_is_refused() {
    let place = Place::new();
    place.link("people.csv", "../outside/secret.csv");
    place.link("passwd.csv", "/etc/passwd");
    place.link("nowhere.csv", "absent.csv");
    place.link("shared", "../outside");
    place.code(
        "set A from \"people.csv\"\nset B from \"passwd.csv\"\nset C from \"nowhere.csv\"\nset D from \"shared/secret.csv\"",
    );
    place.reports("links");
}

#[test]
fn a_chapter_that_is_a_link_out_of_the_folder_is_refused() {
    let place = Place::new();
    place.link("20-secret.md", "../outside/secret.md");
    place.link("30-passwd.md", "/etc/passwd");
    place.reports("linked-chapter");
}

#[test]
fn a_bibliography_that_is_a_link_out_of_the_folder_is_refused() {
    let place = Place::new();
    place.link("sources.bib", "/etc/passwd");
    place.code("param a : 1 = 3 sourced [tompson-1996, ch. 7]\nlet b : 1 = a");
    place.reports("linked-bibliography");
}

#[test]
fn a_link_to_a_file_inside_is_followed_and_one_to_a_folder_is_not() {
    let place = Place::new();
    place.write("data/people.csv", "id\nAnna\n");
    place.link("people.csv", "data/people.csv");
    place.link("again", "data");
    place.link("loop", ".");
    place.code("set A from \"people.csv\"\nset B from \"again/people.csv\"");
    place.reports("links-inside");
}

#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let place = Place::new();
    place.pipe("a.md");
    place.reports("pipe");
}

#[test]
fn a_pipe_or_device_in_the_place_of_data_is_refused() {
    let place = Place::new();
    place.pipe("people.csv");
    place.link("zero.csv", "/dev/zero");
    let _socket = std::os::unix::net::UnixListener::bind(place.path("towns.csv")).unwrap();
    place.code("set A from \"people.csv\"\nset B from \"zero.csv\"\nset C from \"towns.csv\"");
    place.reports("devices");
}

#[test]
fn a_file_that_turns_into_a_pipe_or_link_after_the_folder_was_opened_is_refused() {
    let place = Place::new();
    place.write("a.csv", "id\n");
    place.write("b.csv", "id\n");
    let sources = place.open();
    fs::remove_file(place.path("a.csv")).unwrap();
    fs::remove_file(place.path("b.csv")).unwrap();
    place.pipe("a.csv");
    place.link("b.csv", "/etc/passwd");
    let refusal = |file| format!("{:?}", sources.read(file).expect_err("it is no file any more"));
    assert!(refusal("a.csv").contains("a named pipe"), "{}", refusal("a.csv"));
    assert!(refusal("b.csv").contains("leads out"), "{}", refusal("b.csv"));
}

#[test]
fn a_file_of_a_hundred_megabytes_is_refused() {
    let place = Place::new();
    File::create(place.path("20-large.md")).unwrap().set_len(100_000_000).unwrap();
    place.reports("large");
}

#[test]
fn files_that_are_too_large_together_are_refused() {
    let place = Place::new();
    let prose = vec![b' '; FILE_BYTES_MAX];
    (1..=4).for_each(|number| place.write(&format!("2{number}.md"), &prose));
    place.reports("large-together");
}

#[test]
fn a_folder_with_too_many_files_is_refused() {
    let place = Place::new();
    (0..FILES_MAX).for_each(|number| drop(File::create(place.path(&number.to_string())).unwrap()));
    let error = FolderSources::open(&place.path("")).err().expect("too many files").to_string();
    assert!(error.contains("holds more than 10000 files"), "{error}");
}

#[test]
fn all_chapters_of_a_folder_and_its_folders_are_read_in_order() {
    let place = Place::new();
    place.write("b/c.md", "b/c");
    place.write("b.md", "b");
    place.write("a/z.md", "a/z");
    place.write("notes.markdown", "another kind");
    place.write(".hidden.md", "belongs to other programs");
    place.write(".git/x.md", "the same");
    let (_, warnings) = place.load().unwrap_or_else(|report| panic!("{report}"));
    let read: Vec<&str> = warnings.document.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(read, ["00-frame.md", "a/z.md", "b.md", "b/c.md"]);
    assert_eq!(place.open().files(), ["00-frame.md", "a/z.md", "b.md", "b/c.md", "notes.markdown"]);
}

#[test]
fn a_chapter_that_begins_with_a_byte_order_mark_is_read() {
    let place = Place::new();
    place.write("20-more.md", "\u{feff}```presidium\nlet broken : 1 = nonexistent\n```\n");
    place.reports("byte-order-mark");
}

#[test]
fn a_name_that_cannot_be_shown_is_refused_and_written_out() {
    let place = Place::new();
    place.write("\u{1b}[31mred.md", "");
    fs::write(place.path("").join(std::ffi::OsStr::from_bytes(b"latin\xe9.md")), "").unwrap();
    place.reports("names");
}

#[test]
fn a_folder_without_files_chapters_or_code_says_so() {
    let place = Place::new();
    fs::remove_file(place.path("00-frame.md")).unwrap();
    place.reports("empty");
    place.write("notes.txt", "");
    place.reports("no-chapter");
    place.write("a.md", "Prose.\n");
    place.write("b.md", "```Presidium\nmodel \"T\" from 1950-01 to 1951-12\n```\n");
    place.reports("no-code");
}

#[test]
fn what_is_no_folder_cannot_be_opened() {
    let place = Place::new();
    place.pipe("pipe");
    for name in ["00-frame.md", "absent", "pipe"] {
        let error = FolderSources::open(&place.path(name)).err().expect("no folder").to_string();
        assert!(error.contains(name), "{error}");
    }
}

/// Reading one file keeps the same rules.
#[test]
fn a_single_file_is_read_by_the_same_rules() {
    let place = Place::new();
    place.pipe("pipe");
    place.link("out.md", "../outside/secret.md");
    assert_eq!(presidium_sources::read_file(&place.path("00-frame.md")).as_deref(), Ok(FRAME.as_bytes()));
    for name in ["pipe", "out.md", "absent.md", ""] {
        assert!(presidium_sources::read_file(&place.path(name)).is_err(), "{name}");
    }
}
