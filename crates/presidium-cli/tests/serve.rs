//! `presidium serve` as a process: it shows the figures that the other commands print, survives being killed, and ends when it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

const MODEL: [&str; 2] = ["--model", "tutorial/quarrel"];

/// A running server, killed when this is dropped.
struct Server {
    process: Child,
    /// `127.0.0.1:1953`
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn presidium(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presidium"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn serve(port: &str) -> Server {
    let arguments = [&["serve", "--port", port, "--threads", "1"], &MODEL[..]].concat();
    let mut process = presidium(&arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").and_then(|link| link.strip_suffix('/'));
    let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
    Server { process, address }
}

impl Server {
    /// The body of an answer.
    fn post(&self, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = format!(
            "POST /api/v1/{path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all((head + body).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// The report of all worlds.
    fn ask(&self, inquiry: &str) -> Value {
        let what = serde_json::from_str::<Value>(inquiry).unwrap()["ask"].as_str().unwrap().to_owned();
        let body =
            self.post(&format!("ask/{what}"), &format!(r#"{{"client": "t", "view": "t", "inquiry": {inquiry}}}"#));
        let done = body.split("\n\n").find_map(|event| event.strip_prefix("event: done\ndata: ")).unwrap();
        serde_json::from_str::<Value>(done).unwrap()["report"].clone()
    }
}

/// What a command prints as JSON.
fn printed(arguments: &[&str]) -> Value {
    let output = presidium(&[arguments, &MODEL[..], &["--json"]].concat()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_figures_are_those_that_the_commands_print() {
    let server = serve("0");
    let same = |inquiry: &str, command: &[&str]| {
        let (told, printed) = (server.ask(inquiry), printed(command));
        // Changes are spelt as a command has flags; all else is the same to the last bit.
        for (name, value) in printed.as_object().unwrap().iter().filter(|(name, _)| *name != "changed") {
            assert_eq!(told[name], *value, "{name} of {inquiry}");
        }
    };
    same(
        r#"{"ask": "ledger", "worlds": 700, "cause_worlds": 300, "show": ["chair at 1951-12", "tension at 1951-06"]}"#,
        &[
            "run",
            "--worlds",
            "700",
            "--cause-worlds",
            "300",
            "--show",
            "chair at 1951-12",
            "--show",
            "tension at 1951-06",
        ],
    );
    same(
        r#"{"ask": "ledger", "worlds": 700, "cause_worlds": 300, "show": ["chair at 1951-12"], "scenario": "peace; set temper = 3 1/year; follow record until 1950-06", "seed": 5, "where": "at(tension, 1950-06) >= 0"}"#,
        &[
            "run",
            "--worlds",
            "700",
            "--cause-worlds",
            "300",
            "--show",
            "chair at 1951-12",
            "--given",
            "peace",
            "--set",
            "temper = 3 1/year",
            "--follow",
            "record until 1950-06",
            "--seed",
            "5",
            "--where",
            "at(tension, 1950-06) >= 0",
        ],
    );
    same(
        r#"{"ask": "what-if", "worlds": 700, "change": "peace", "show": ["chair at 1951-12"], "parting_worlds": 50}"#,
        &["what-if", "peace", "--worlds", "700", "--show", "chair at 1951-12"],
    );
    same(
        r#"{"ask": "bands", "worlds": 700, "variables": ["tension", "chair"], "change": "peace"}"#,
        &["bands", "tension", "chair", "--what-if", "peace", "--worlds", "700"],
    );
    same(
        r#"{"ask": "nulls", "worlds": 200, "cause_worlds": 100}"#,
        &["validate", "nulls", "--worlds", "200", "--cause-worlds", "100"],
    );
    let one = |path: &str, body: &str, command: &[&str]| {
        assert_eq!(serde_json::from_str::<Value>(&server.post(path, body)).unwrap(), printed(command), "{body}");
    };
    one("world", r#"{"world": 7}"#, &["world", "7"]);
    one("world", r#"{"world": 7, "about": "Boris"}"#, &["world", "7", "--about", "Boris"]);
    one(
        "why",
        r#"{"world": 7, "subject": "new_chair", "at": "1951-09", "depth": 3}"#,
        &["why", "new_chair", "--world", "7", "--at", "1951-09", "--depth", "3"],
    );
    one("why-claim", r#"{"claim": "A2", "worlds": 300}"#, &["why", "A2", "--worlds", "300"]);
}

#[test]
fn what_is_to_be_reproduced_is_a_command_that_runs() {
    let server = serve("0");
    let inquiry = r#"{"ask": "what-if", "worlds": 300, "change": "peace; pin new_chair to stay from 1951-01", "scenario": "set temper = 3 1/year",
        "show": ["chair at 1951-12"], "where": "at(tension, 1950-06) >= 0", "parting_worlds": 50}"#;
    let told: Value = serde_json::from_str(&server.post("reproduce", &format!(r#"{{"inquiry": {inquiry}}}"#))).unwrap();
    let command = told["command"].as_str().unwrap().replacen("presidium", env!("CARGO_BIN_EXE_presidium"), 1);
    let output = Command::new("sh").args(["-c", &format!("{command} --json")]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["rows"], server.ask(inquiry)["rows"]);
    assert_eq!(printed["rows"], server.ask(&told["json"].to_string())["rows"]);
}

#[test]
fn a_server_that_is_killed_can_be_started_again() {
    let server = serve("0");
    let port = server.address.rsplit_once(':').unwrap().1.to_owned();
    let inquiry = r#"{"ask": "ledger", "worlds": 300, "cause_worlds": 0}"#;
    let before = server.ask(inquiry);
    // Killed with requests under way.
    let mut under_way = TcpStream::connect(&server.address).unwrap();
    under_way.write_all(b"POST /api/v1/ask/ledger HTTP/1.1\r\n").unwrap();
    drop(server);
    assert_eq!(serve(&port).ask(inquiry), before);
}

#[test]
fn a_port_that_is_taken_is_said_in_one_message() {
    let server = serve("0");
    let port = server.address.rsplit_once(':').unwrap().1;
    let second = presidium(&[&["serve", "--port", port], &MODEL[..]].concat()).output().unwrap();
    let told = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(2), "{told}");
    assert!(told.starts_with(&format!("error: port {port} of 127.0.0.1 is taken\n  help: ")), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_runs_under_way() {
    let mut server = serve("0");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let body =
        r#"{"client": "t", "view": "t", "inquiry": {"ask": "ledger", "worlds": 100000, "cause_worlds": 100000}}"#;
    let head = format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: {}", server.address, body.len());
    write!(stream, "POST /api/v1/ask/ledger HTTP/1.1\r\n{head}\r\n\r\n{body}").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let told = Command::new("kill").args(["-INT", &server.process.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
}

#[test]
fn what_cannot_be_watched_is_said() {
    let output = presidium(&[&["serve", "--watch"], &MODEL[..]].concat()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("comes with the binary") && told.contains("--model"), "{told}");
}
