//! Limits, crowds, requests that nobody waits for, and requests that make no sense.

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use common::{asking, limits, origin, read, serve, serve_with, settings};
use presidium_query::{Allowed, ByteSize};
use presidium_server::{Limits, Settings};

/// So many worlds take longer than a test.
const ENDLESS: &str = r#"{"ask": "ledger", "worlds": 90000000, "cause_worlds": 90000000}"#;

fn with(limits: Limits) -> common::Served {
    serve_with(&Settings { limits, ..settings() }, origin("tutorial/quarrel"))
}

#[test]
fn what_takes_too_much_is_refused_with_a_way_out() {
    let served = with(Limits { worlds: 1_000, body: 2_000, ..limits() });
    let many = served.ask("ledger", r#"{"ask": "ledger", "worlds": 1001}"#);
    assert_eq!((many.status, many.text().contains("1 to 1000")), (422, true), "{}", many.text());
    assert_eq!(served.ask("ledger", r#"{"ask": "ledger", "worlds": 0}"#).status, 422);
    let long = format!(r#"{{"ask": "ledger", "scenario": "{}"}}"#, " ".repeat(3_000));
    let long = served.ask("ledger", &long);
    assert_eq!((long.status, long.text().contains("--body")), (413, true), "{}", long.text());
    let small = with(Limits { allowed: Allowed { memory: ByteSize::kb(1), threads: 1 }, ..limits() });
    let large = small.ask("ledger", r#"{"ask": "ledger", "worlds": 64}"#);
    assert_eq!((large.status, large.text().contains("--memory")), (422, true), "{}", large.text());
}

#[test]
fn what_takes_too_long_is_ended() {
    let served = with(Limits { time: Duration::from_millis(300), worlds: u64::MAX, ..limits() });
    let events = served.ask("ledger", ENDLESS).events();
    let (name, data) = events.last().expect("an event");
    assert_eq!(name, "problem");
    assert!(data["detail"].as_str().unwrap_or_default().contains("--time"), "{data}");
}

#[test]
fn a_newer_request_of_the_same_view_ends_the_older_and_no_other() {
    let served = with(Limits { worlds: u64::MAX, runs: 4, ..limits() });
    let json = [("Content-Type", "application/json")];
    let begin = |client: &str, view: &str| {
        served.begin("POST", "/api/v1/ask/ledger", &json, asking(client, view, ENDLESS).as_bytes())
    };
    let (older, other_view, other_client) = (begin("a", "home"), begin("a", "ledger"), begin("b", "home"));
    // The older one is under way once it has told something.
    let mut told = BufReader::new(older.try_clone().expect("a stream")).lines().map_while(Result::ok);
    assert!(told.any(|line| line.starts_with("event: p")));
    let quick = r#"{"ask": "ledger", "worlds": 64, "cause_worlds": 0}"#;
    let newer = served.post("/api/v1/ask/ledger", &asking("a", "home", quick)).events();
    assert_eq!(newer.last().map(|(name, _)| name.as_str()), Some("done"));
    assert!(told.any(|line| line == "event: cancelled"));
    for other in [other_view, other_client] {
        let mut told = BufReader::new(other).lines().map_while(Result::ok);
        assert!(told.any(|line| line.starts_with("event: p")), "it still runs");
    }
}

#[test]
fn a_run_ends_when_nobody_listens() {
    let served = with(Limits { worlds: u64::MAX, runs: 1, ..limits() });
    let json = [("Content-Type", "application/json")];
    for round in 0..3 {
        let stream =
            served.begin("POST", "/api/v1/ask/ledger", &json, asking("a", &round.to_string(), ENDLESS).as_bytes());
        let mut told = BufReader::new(stream).lines().map_while(Result::ok);
        assert!(told.any(|line| line.starts_with("event: p")), "round {round}: the one before it has ended");
    }
}

#[test]
fn of_a_thousand_at_once_each_is_answered_or_told_to_wait() {
    let served = serve();
    let statuses = std::sync::Mutex::new(BTreeMap::<u16, u64>::new());
    let count = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..1_000 {
            scope.spawn(|| {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let answer = match number % 3 {
                    0 => served.get("/api/v1/credibility"),
                    1 => served.post(
                        "/api/v1/why",
                        &format!(r#"{{"world": {number}, "subject": "tension", "at": "1951-03"}}"#),
                    ),
                    _ => {
                        let inquiry =
                            format!(r#"{{"ask": "ledger", "worlds": 64, "cause_worlds": 0, "seed": {number}}}"#);
                        served.post("/api/v1/ask/ledger", &asking(&number.to_string(), "a", &inquiry))
                    }
                };
                if answer.status == 429 {
                    assert_eq!(answer.header("retry-after"), Some("1"));
                }
                *statuses.lock().expect("no panic").entry(answer.status).or_default() += 1;
            });
        }
    });
    let statuses = statuses.into_inner().expect("no panic");
    assert!(statuses.keys().all(|status| [200, 429].contains(status)), "{statuses:?}");
    assert_eq!(statuses.values().sum::<u64>(), 1_000);
    assert!(statuses[&200] > 0);
    assert_eq!(served.get("/api/v1/model").status, 200, "it is still there");
}

/// A stream of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// Sound requests that are spoilt: path and body.
const SOUND: [(&str, &str); 10] = [
    (
        "ask/ledger",
        r#"{"client": "a", "view": "b", "inquiry": {"ask": "ledger", "worlds": 1, "show": ["chair at 1951-12"], "claims": ["A2"]}}"#,
    ),
    (
        "ask/what-if",
        r#"{"client": "a", "view": "b", "inquiry": {"ask": "what-if", "worlds": 1, "change": "pin new_chair to stay from 1951-01; peace", "where": "at(chair, 1951-06) = Boris"}}"#,
    ),
    (
        "ask/bands",
        r#"{"client": "a", "view": "b", "inquiry": {"ask": "bands", "worlds": 1, "variables": ["tension", "anger[Boris]"], "scenario": "set temper = 3 1/year"}}"#,
    ),
    ("ask/tests", r#"{"client": "a", "view": "b", "inquiry": {"ask": "tests", "worlds": 1, "until": "1951-12"}}"#),
    ("world", r#"{"world": 7, "about": "Boris", "scenario": "follow record until 1951-03"}"#),
    (
        "worlds",
        r#"{"inquiry": {"ask": "bands", "variables": [], "change": "peace"}, "worlds": [0, 7], "variables": ["tension"]}"#,
    ),
    ("why", r#"{"world": 7, "subject": "wants_change[Boris]", "at": "1951-03", "depth": 3}"#),
    ("votes", r#"{"world": 7, "decision": "new_chair", "at": "1951-09"}"#),
    ("find", r#"{"condition": "ever(tension > 0.5, 1950-01 .. 1951-06)", "worlds": 1}"#),
    (
        "reproduce",
        r#"{"inquiry": {"ask": "what-if", "change": "peace", "scenario": "reading temper a; decide by lot"}}"#,
    ),
];

/// What is put into them.
const SPOILS: [&str; 24] = [
    "",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "-1",
    "1e308",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "é",
    "\u{0}",
    ";",
    "=",
    "[Boris]",
    "9999-99",
    "true",
    "\"ask\"",
    "((((((((((",
    "pin x to y",
];

/// A request with something wrong in it, most of the time.
fn spoilt(numbers: &mut Numbers) -> (String, Vec<u8>) {
    let (path, body) = SOUND[numbers.below(SOUND.len())];
    let mut body = body.as_bytes().to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(body.len() + 1);
        let spoil = SPOILS[numbers.below(SPOILS.len())].as_bytes();
        match numbers.below(4) {
            0 => drop(body.splice(at..at, spoil.iter().copied())),
            1 => body.truncate(at),
            2 => drop(body.splice(at..(at + numbers.below(12)).min(body.len()), spoil.iter().copied())),
            _ if at < body.len() => body[at] = numbers.below(256) as u8,
            _ => {}
        }
    }
    let path = if numbers.below(20) == 0 { format!("{path}{}", numbers.below(9)) } else { path.to_owned() };
    (path, body)
}

/// How many; a hundred thousand by `PRESIDIUM_SPOILT=100000 cargo test -p presidium-server --test load spoilt -- --nocapture`.
fn cases() -> usize {
    std::env::var("PRESIDIUM_SPOILT").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
}

#[test]
fn spoilt_requests_are_never_mistakes_of_the_server() {
    let served = with(Limits { time: Duration::from_secs(20), ..limits() });
    let mut numbers = Numbers(1953);
    let mut statuses = BTreeMap::<u16, u64>::new();
    for _ in 0..cases() {
        let (path, body) = spoilt(&mut numbers);
        let json = [("Content-Type", "application/json")];
        let answer = read(served.begin("POST", &format!("/api/v1/{path}"), &json, &body));
        assert!(answer.status < 500, "{path} {}: {}", String::from_utf8_lossy(&body), answer.text());
        *statuses.entry(answer.status).or_default() += 1;
    }
    println!("{statuses:?}");
    assert!(statuses.keys().all(|status| [200, 400, 404, 422].contains(status)), "{statuses:?}");
}
