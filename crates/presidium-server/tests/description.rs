//! Every path, request and answer is as `openapi.json` says.

mod common;

use common::{Answer, Served, asking, serve};
use serde_json::{Value, json};

const LEDGER: &str = r#"{"ask": "ledger", "worlds": 200, "cause_worlds": 50, "show": ["chair at 1951-12"]}"#;
const WHAT_IF: &str = r#"{"ask": "what-if", "worlds": 200, "change": "peace", "show": ["chair at 1951-12", "tension at 1951-06"], "parting_worlds": 20}"#;
const BANDS: &str = r#"{"ask": "bands", "worlds": 200, "variables": ["chair", "tension", "quarrels"], "change": "peace", "where": "at(tension, 1950-06) >= 0"}"#;

/// What is asked of single worlds: path, request, schemas of the request and of the answer.
const MOMENTS: [(&str, &str, &str, &str); 11] = [
    ("/world", r#"{"world": 7}"#, "WorldAsked", "World"),
    ("/world", r#"{"world": 7, "about": "Boris", "scenario": "peace"}"#, "WorldAsked", "World"),
    ("/world", r#"{"world": 7, "seen_by": "Boris", "seed": 3}"#, "WorldAsked", "World"),
    (
        "/worlds",
        r#"{"inquiry": {"ask": "bands", "variables": [], "change": "peace"}, "worlds": [0, 7], "variables": ["tension", "chair"]}"#,
        "WorldsAsked",
        "Worlds",
    ),
    ("/why", r#"{"world": 7, "subject": "tension", "at": "1951-03", "depth": 3}"#, "WhyAsked", "Why"),
    ("/why", r#"{"world": 7, "subject": "new_chair", "at": "1951-09", "all": true}"#, "WhyAsked", "Why"),
    ("/votes", r#"{"world": 7}"#, "VotesAsked", "Votes"),
    ("/votes", r#"{"world": 7, "decision": "new_chair", "at": "1951-09"}"#, "VotesAsked", "Votes"),
    ("/find", r#"{"condition": "at(chair, 1951-06) = Boris", "worlds": 300}"#, "FindAsked", "Found"),
    ("/why-claim", r#"{"claim": "A2", "worlds": 300}"#, "ClaimAsked", "WhyClaim"),
    (
        "/reproduce",
        r#"{"inquiry": {"ask": "what-if", "change": "peace", "scenario": "set temper = 3 1/year"}}"#,
        "Reproduced",
        "Reproduction",
    ),
];

struct Api(Value);

impl Api {
    fn of(served: &Served) -> Api {
        Api(served.get("/api/v1/openapi.json").json())
    }

    /// Panics if a value is not as a schema says.
    fn check(&self, schema: &str, value: &Value) {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}"), "components": self.0["components"]});
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let wrong: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{value:#}");
    }

    fn checked(&self, schema: &str, answer: &Answer) -> Value {
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/json")),
            "{}",
            answer.text()
        );
        self.check(schema, &answer.json());
        answer.json()
    }
}

#[test]
fn questions_to_many_worlds_are_answered_as_described() {
    let served = serve();
    let api = Api::of(&served);
    for (what, inquiry, report) in [
        ("ledger", LEDGER, "Ledger"),
        ("what-if", WHAT_IF, "Pairs"),
        ("bands", BANDS, "Bands"),
        (
            "drivers",
            r#"{"ask": "drivers", "of": "A2", "worlds": 200, "flip_worlds": 20, "where": "ever(quarrels > 0)"}"#,
            "Drivers",
        ),
        ("drivers", r#"{"ask": "drivers", "of": "ever(tension > 0.5)", "worlds": 100}"#, "Drivers"),
        ("discover", r#"{"ask": "discover", "of": "at(quarrels, 1951-12) > 4", "worlds": 400}"#, "Discovery"),
        ("tipping", r#"{"ask": "tipping", "of": "A2", "parameter": "patience", "points": 3, "worlds": 70}"#, "Tipping"),
        ("luck", r#"{"ask": "luck", "of": "tension at 1951-06", "times": 2, "worlds": 70}"#, "Luck"),
        ("deal", r#"{"ask": "deal", "deals": ["exchange Anna and Boris"], "claims": ["A2"], "worlds": 70}"#, "Deals"),
        ("skill", r#"{"ask": "skill", "worlds": 128, "split": "1950-12"}"#, "Validation"),
        ("chronicle", r#"{"ask": "chronicle", "worlds": 70}"#, "Validation"),
        ("targets", r#"{"ask": "targets", "worlds": 70, "split": "1950-12"}"#, "Validation"),
        ("tests", r#"{"ask": "tests", "worlds": 10}"#, "Validation"),
        ("ablation", r#"{"ask": "ablation", "worlds": 70, "cause_worlds": 20, "claims": ["A2"]}"#, "Validation"),
        ("nulls", r#"{"ask": "nulls", "worlds": 70, "cause_worlds": 20}"#, "Validation"),
        ("priors", r#"{"ask": "priors", "factor": 2, "worlds": 70, "cause_worlds": 20}"#, "Validation"),
    ] {
        api.check("Ask", &serde_json::from_str(&asking("a", "b", inquiry)).expect("JSON"));
        let answer = served.ask(what, inquiry);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/event-stream")),
            "{}",
            answer.text()
        );
        let events = answer.events();
        for (name, data) in &events {
            match name.as_str() {
                "partial" | "done" => {
                    api.check("Answer", data);
                    api.check(report, &data["report"]);
                    assert_eq!(data["complete"], *name == "done");
                }
                "progress" => api.check("Progress", data),
                other => panic!("{other}: {data}"),
            }
        }
        assert_eq!(events.last().map(|(name, _)| name.as_str()), Some("done"), "{what}");
    }
}

#[test]
fn parts_of_an_answer_come_after_64_and_256_worlds() {
    let served = serve();
    let events = served.ask("ledger", r#"{"ask": "ledger", "worlds": 600, "cause_worlds": 0}"#).events();
    let parts = events.iter().filter(|(name, _)| name == "partial" || name == "done");
    let worlds: Vec<u64> = parts.filter_map(|(_, data)| data["worlds"].as_u64()).collect();
    assert_eq!(worlds, [64, 256, 600]);
    // Asked again it is known.
    let again = served.ask("ledger", r#"{"ask": "ledger", "worlds": 600, "cause_worlds": 0}"#).events();
    assert_eq!(again, events[events.len() - 1..]);
}

#[test]
fn single_worlds_are_told_as_described() {
    let served = serve();
    let api = Api::of(&served);
    for (path, asked, request, answer) in MOMENTS {
        api.check(request, &serde_json::from_str(asked).expect("JSON"));
        api.checked(answer, &served.post(&format!("/api/v1{path}"), asked));
    }
    api.checked("Model", &served.get("/api/v1/model"));
    api.checked("Chapter", &served.get("/api/v1/chapters/1"));
    api.checked("Chapter", &served.get("/api/v1/chapters/parameters.md"));
    api.checked("Credibility", &served.get("/api/v1/credibility"));
}

#[test]
fn every_path_of_the_description_is_there_and_answers_mistakes_as_described() {
    let served = serve();
    let api = Api::of(&served);
    let paths = api.0["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 13);
    for (path, methods) in paths {
        let path = format!("/api/v1{}", path.replace("{what}", "ledger").replace("{which}", "nothing.md"));
        for method in ["get", "post", "put", "delete"] {
            let is_there = methods.get(method).is_some();
            // Events have no end.
            if is_there && path.ends_with("/events") {
                continue;
            }
            let answer =
                served.send(&method.to_ascii_uppercase(), &path, &[("Content-Type", "application/json")], b"{}");
            assert_eq!(answer.status == 405, !is_there, "{method} {path}: {}", answer.text());
            if answer.status != 200 {
                assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {path}");
                api.check("Problem", &answer.json());
                assert_eq!(answer.json()["status"], answer.status);
            }
        }
    }
    assert_eq!(served.get("/api/v1/nothing").status, 404);
}

#[test]
fn mistakes_in_words_say_where_and_how_to_mend() {
    let served = serve();
    let api = Api::of(&served);
    for (inquiry, words) in [
        (r#"{"ask": "ledger", "scenario": "set tempr = 3 1/year"}"#, "temper"),
        (r#"{"ask": "ledger", "show": ["chair at 2051-12"]}"#, "outside"),
        (r#"{"ask": "ledger", "claims": ["A99"]}"#, "A99"),
        (r#"{"ask": "ledger", "until": "2051-12"}"#, "cannot run"),
        (r#"{"ask": "ledger", "where": "at(chair, 1951-06)"}"#, "condition"),
        (r#"{"ask": "what-if", "change": "peas"}"#, "peace"),
    ] {
        let what = if inquiry.contains("what-if") { "what-if" } else { "ledger" };
        let answer = served.ask(what, inquiry);
        assert_eq!(answer.status, 422, "{inquiry}: {}", answer.text());
        api.check("Problem", &answer.json());
        assert!(answer.text().contains(words), "{inquiry}: {}", answer.text());
    }
    let other = served.ask("bands", LEDGER);
    assert_eq!((other.status, other.text().contains("/ask/ledger")), (422, true));
}

#[test]
fn bands_as_binary_hold_the_numbers_of_the_events() {
    let served = serve();
    let api = Api::of(&served);
    let told = served.ask("bands", BANDS).events().pop().expect("an answer").1;
    let headers = [("Content-Type", "application/json"), ("Accept", "application/vnd.presidium.bands")];
    let answer = served.send("POST", "/api/v1/ask/bands", &headers, asking("a", "b", BANDS).as_bytes());
    assert_eq!(answer.header("content-type"), Some("application/vnd.presidium.bands"));
    let frames = frames(&answer.body);
    assert_eq!(frames.iter().map(|frame| (frame.worlds, frame.flags)).collect::<Vec<_>>(), [(64, 0), (200, 1)]);
    let last = &frames[1];
    api.check("Frame", &last.header);
    assert_eq!(last.header["fingerprint"], told["fingerprint"]);
    let mut at = 0;
    for series in last.header["series"].as_array().expect("series") {
        let (steps, width) = (size(&series["steps"]), size(&series["width"]));
        let values = &last.values[at..at + steps * width];
        at += steps * width;
        check_series(series, values, width, &told["report"]["rows"]);
    }
    assert_eq!(at, last.values.len());
}

/// Compares a series with the rows of the same bands.
fn check_series(series: &Value, values: &[f64], width: usize, rows: &Value) {
    let is_of = |row: &&Value| row["name"] == series["variable"] && row["element"] == series["element"];
    let rows: Vec<&Value> = rows.as_array().expect("rows").iter().filter(is_of).collect();
    let names: Vec<&str> = series["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    let (side, is_shares) = (series["side"].as_str().expect("a side"), series["kind"] == "shares");
    let columns: Vec<String> = match (side, is_shares) {
        ("without", false) => names.iter().map(|name| (*name).to_owned()).collect(),
        ("with", false) => names.iter().map(|name| format!("with_{name}")).collect(),
        ("without", true) => ["share", "low", "high"].map(str::to_owned).into(),
        ("with", true) => ["with", "with_low", "with_high"].map(str::to_owned).into(),
        _ => ["difference", "difference_low", "difference_high"].map(str::to_owned).into(),
    };
    let kinds = if is_shares { names.len() } else { 1 };
    assert_eq!((rows.len(), width), (values.len() / width * kinds, kinds * columns.len()), "{series}");
    for (row, values) in rows.iter().zip(values.chunks(columns.len())) {
        // A frame has more quantiles than a row.
        let both: Vec<_> = columns.iter().zip(values).filter(|(column, _)| row.get(column).is_some()).collect();
        assert!(both.len() >= columns.len().min(5), "{both:?} of {row}");
        for (column, value) in both {
            let told = row[column].as_f64().unwrap_or(f64::NAN);
            assert_eq!(told.to_bits(), value.to_bits(), "{column} of {row}");
        }
    }
}

struct Frame {
    flags: u16,
    worlds: u32,
    header: Value,
    values: Vec<f64>,
}

fn size(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

/// The frames of a body, read as `docs/server.md` says.
fn frames(mut body: &[u8]) -> Vec<Frame> {
    let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let mut frames = vec![];
    while !body.is_empty() {
        let length = number(&body[..4]) as usize;
        let (frame, rest) = body[4..].split_at(length);
        body = rest;
        assert_eq!((&frame[..4], &frame[4..6]), (&b"PBND"[..], &[1, 0][..]));
        let header = 16 + number(&frame[12..16]) as usize;
        let values = frame[header.next_multiple_of(8)..].chunks(8);
        frames.push(Frame {
            flags: u16::from_le_bytes([frame[6], frame[7]]),
            worlds: number(&frame[8..12]),
            header: serde_json::from_slice(&frame[16..header]).expect("JSON"),
            values: values.map(|bytes| f64::from_le_bytes(bytes.try_into().expect("eight bytes"))).collect(),
        });
    }
    frames
}

#[test]
fn events_begin_with_the_model_that_is_served() {
    use std::io::{BufRead, BufReader};
    let served = serve();
    let api = Api::of(&served);
    let stream = served.begin("GET", "/api/v1/events", &[], b"");
    let data = BufReader::new(stream)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    let hello: Value = serde_json::from_str(&data.expect("a first event")).expect("JSON");
    api.check("Hello", &hello);
    assert_eq!(hello["fingerprint"], served.get("/api/v1/model").json()["fingerprint"]);
}
