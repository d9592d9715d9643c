//! A model that is edited while it is served.

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use common::{Served, origin_at, serve_with, settings};
use presidium_server::Settings;
use serde_json::Value;

const FILE: &str = "quarrel.md";

/// The news of a server, one after the other.
struct News(BufReader<TcpStream>);

impl News {
    fn of(served: &Served) -> News {
        let mut news = News(BufReader::new(served.begin("GET", "/api/v1/events", &[], b"")));
        assert!(news.next("hello")["fingerprint"].is_string());
        news
    }

    /// The data of the next event, which has this name.
    fn next(&mut self, name: &str) -> Value {
        let mut lines = (&mut self.0).lines().map_while(Result::ok);
        let event = lines.find_map(|line| line.strip_prefix("event: ").map(str::to_owned)).expect("an event");
        let data = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).expect("its data");
        assert_eq!(event, name, "{data}");
        serde_json::from_str(&data).expect("JSON")
    }
}

#[test]
fn every_edit_is_checked_run_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/tutorial/quarrel/quarrel.md");
    let text = fs::read_to_string(shipped).expect("the model");
    let write = |text: &str| fs::write(folder.path().join(FILE), text).expect("it is written");
    write(&text);
    let watching = Settings { watch: true, ..settings() };
    let served = serve_with(&watching, origin_at(folder.path().to_owned(), None));
    let mut news = News::of(&served);
    let fingerprint = || served.get("/api/v1/model").json()["fingerprint"].clone();
    let before = fingerprint();

    write(&text.replace("lognormal(2 1/year", "lognormal(0.2 1/year"));
    let calmer = news.next("model");
    assert_eq!((&calmer["served"], &calmer["fingerprint"]), (&Value::Bool(true), &fingerprint()));
    assert_ne!(fingerprint(), before);
    let moved = calmer["moved"].as_array().expect("claims");
    assert!(moved.iter().any(|claim| claim["claim"] == "A4" && claim["before"] != claim["after"]), "{calmer}");

    write(&text.replace("param temper", "param tmper"));
    let mistaken = news.next("model");
    assert_eq!(mistaken["served"], false, "{mistaken}");
    let first = &mistaken["diagnostics"][0];
    assert!(first["at"].as_str().is_some_and(|at| at.starts_with("quarrel.md:")), "{first}");
    assert_eq!(mistaken["fingerprint"], calmer["fingerprint"], "the last sound one is served");
    assert_eq!(served.post("/api/v1/votes", r#"{"world": 7}"#).status, 200);

    write(&text);
    let mended = news.next("model");
    assert_eq!((&mended["served"], &mended["fingerprint"]), (&Value::Bool(true), &before));
}
