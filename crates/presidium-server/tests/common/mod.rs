//! A server with a small model, and a client that says just what it is told to say.

#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use presidium_query::{Allowed, ByteSize};
use presidium_server::{Limits, Origin, ServeError, Server, Settings};
use presidium_sources::FolderSources;
use serde_json::Value;

/// A running server; it ends when this is dropped.
pub struct Served {
    pub address: SocketAddr,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(Ok(())))), "{ended:?}");
    }
}

pub fn limits() -> Limits {
    let allowed = Allowed { memory: ByteSize::gb(4), threads: 1 };
    Limits { worlds: 100_000, body: 64 << 10, time: Duration::from_secs(60), runs: 2, allowed }
}

pub fn settings() -> Settings {
    Settings::local(0, limits())
}

pub fn origin(model: &str) -> Origin {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(model);
    origin_at(folder, Some(model.to_owned()))
}

pub fn origin_at(folder: std::path::PathBuf, name: Option<String>) -> Origin {
    let from = folder.clone();
    let open = Box::new(move || match FolderSources::open(&from) {
        Ok(sources) => Ok(Box::new(sources) as Box<dyn presidium_lang::Sources>),
        Err(error) => Err(error.to_string()),
    });
    Origin { name, folder: Some(folder), open }
}

/// The small model that most tests ask.
pub fn serve() -> Served {
    serve_with(&settings(), origin("tutorial/quarrel"))
}

pub fn serve_with(settings: &Settings, origin: Origin) -> Served {
    let server = Server::new(settings, origin).expect("a server");
    let (address, ends) = (server.address(), Arc::new(AtomicBool::new(false)));
    let told = ends.clone();
    let thread = Some(std::thread::spawn(move || server.run(move || told.load(Ordering::Relaxed))));
    Served { address, ends, thread }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The server-sent events: name and data.
    pub fn events(&self) -> Vec<(String, Value)> {
        let text = self.text();
        let told = text.split("\n\n").filter(|event| !event.trim().is_empty() && !event.starts_with(':'));
        told.map(|event| {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
            (field("event:").to_owned(), serde_json::from_str(field("data:")).expect("JSON"))
        })
        .collect()
    }
}

impl Served {
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, &[("Content-Type", "application/json")], body.as_bytes())
    }

    /// A question to many worlds.
    pub fn ask(&self, what: &str, inquiry: &str) -> Answer {
        self.post(&format!("/api/v1/ask/{what}"), &asking("a", what, inquiry))
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let stream = self.begin(method, path, headers, body);
        read(stream)
    }

    /// Sends a request and does not wait for its answer.
    pub fn begin(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> TcpStream {
        let mut stream = connected(self.address);
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request += &format!("Host: {}\r\n", self.address);
        }
        headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
        if method != "GET" {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        // A server that refuses a long body may close before it has read all of it.
        let _ = stream.write_all(&[request.as_bytes(), b"\r\n", body].concat());
        stream
    }
}

/// A crowd may have to wait until the machine has room for another connection.
fn connected(address: SocketAddr) -> TcpStream {
    for _ in 0..600 {
        match TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    panic!("nobody listens at {address}")
}

pub fn asking(client: &str, view: &str, inquiry: &str) -> String {
    format!(r#"{{"client": "{client}", "view": "{view}", "inquiry": {inquiry}}}"#)
}

/// Reads a whole answer.
pub fn read(stream: TcpStream) -> Answer {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).expect("an answer");
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{line:?}"));
    let mut headers = vec![];
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let mut body = vec![];
    match chunked {
        true => read_chunks(&mut reader, &mut body),
        false => drop(reader.read_to_end(&mut body)),
    }
    Answer { status, headers, body }
}

fn read_chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let length = usize::from_str_radix(line.trim(), 16).expect("a length");
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).expect("a chunk");
        body.extend(&chunk[..length]);
        if length == 0 {
            return;
        }
    }
}
