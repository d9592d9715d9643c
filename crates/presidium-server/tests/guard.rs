//! Who is answered, and what a browser is kept from.

mod common;

use common::{origin, serve, serve_with, settings};
use presidium_server::{ServeError, Server, Settings};

const MODEL: &str = "/api/v1/model";

#[test]
fn only_names_of_the_loopback_address_are_answered() {
    let served = serve();
    let status = |host: &str| served.send("GET", MODEL, &[("Host", host)], b"").status;
    for host in ["localhost", "localhost:1953", "127.0.0.1", "LOCALHOST:80", "[::1]:1953"] {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in ["evil.test", "localhost.evil.test:1953", "127.0.0.1.nip.test", "192.168.0.1", ""] {
        assert!([400, 421].contains(&status(host)), "{host}");
    }
    let two = served.send("GET", MODEL, &[("Host", "localhost"), ("Host", "evil.test")], b"");
    assert_eq!(two.status, 400);
}

#[test]
fn no_page_of_another_origin_is_answered() {
    let served = serve();
    let own = format!("http://{}", served.address);
    for (origin, status) in [(own.as_str(), 200), ("http://evil.test", 403), ("null", 403), ("http://127.0.0.1:1", 403)]
    {
        let answer = served.send("GET", MODEL, &[("Origin", origin)], b"");
        assert_eq!(answer.status, status, "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    // A form of another page can send a text, and is refused for it.
    let form = served.send("POST", "/api/v1/votes", &[("Content-Type", "text/plain")], br#"{"world": 7}"#);
    assert_eq!(form.status, 415);
}

#[test]
fn a_browser_is_told_to_run_and_load_nothing_else() {
    let served = serve();
    for path in [MODEL, "/", "/api/v1/nothing", "/nothing.js"] {
        let answer = served.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert!(answer.header("cache-control").is_some(), "{path}");
    }
}

#[test]
fn no_path_leads_out_of_the_page() {
    let served = serve();
    for path in [
        "/../Cargo.toml",
        "/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/assets/../../package.json",
        "/assets/..%5c..%5cpackage.json",
        "//etc/passwd",
        "/./index.html/../../package.json",
        "/%00",
        "/C:/Windows/win.ini",
        "/api/v1/chapters/..%2f..%2fCargo.toml",
        "/api/v1/chapters/%2fetc%2fpasswd",
    ] {
        let answer = served.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
    }
}

#[test]
fn the_model_is_sent_once() {
    let served = serve();
    let first = served.get(MODEL);
    let tag = first.header("etag").expect("a tag").to_owned();
    let second = served.send("GET", MODEL, &[("If-None-Match", &tag)], b"");
    assert_eq!((second.status, second.body.len()), (304, 0));
    let zipped = served.send("GET", MODEL, &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert!(zipped.body.len() < first.body.len() / 2);
}

#[test]
fn with_a_token_only_who_has_it_is_answered() {
    let token = "0123abcd";
    let served = serve_with(&Settings { token: Some(token.to_owned()), ..settings() }, origin("tutorial/quarrel"));
    let status = |headers: &[(&str, &str)]| served.send("GET", MODEL, headers, b"").status;
    assert_eq!(status(&[]), 401);
    assert_eq!(status(&[("Authorization", "Bearer 0123abce")]), 401);
    assert_eq!(status(&[("Cookie", "presidium_token=0123abc")]), 401);
    assert_eq!(status(&[("Authorization", "Bearer 0123abcd")]), 200);
    assert_eq!(status(&[("Cookie", "a=b; presidium_token=0123abcd")]), 200);
    // The address that is printed gives the browser its cookie, and the token leaves the address.
    let opened = served.get("/?token=0123abcd");
    assert_eq!((opened.status, opened.header("location")), (303, Some("/")));
    let cookie = opened.header("set-cookie").unwrap_or_default();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(served.get("/?token=0123abce").status, 401);
}

#[test]
fn beyond_the_loopback_address_a_token_is_made() {
    let open = Settings { bind: [0, 0, 0, 0].into(), ..settings() };
    let server = Server::new(&open, origin("tutorial/quarrel")).expect("a server");
    assert!(server.is_open() && server.link().contains("?token="), "{}", server.link());
    let another = Server::new(&open, origin("tutorial/quarrel")).expect("a server");
    let token = |server: &Server| server.link().split_once("?token=").map(|(_, token)| token.to_owned());
    assert_ne!(token(&server), token(&another));
    assert_eq!(token(&server).map(|token| token.len()), Some(32));
}

#[test]
fn what_is_in_the_way_is_said() {
    let served = serve();
    let taken = Settings { port: served.address.port(), ..settings() };
    let error = Server::new(&taken, origin("tutorial/quarrel")).err().expect("it is taken");
    assert!(matches!(error, ServeError::Taken(..)), "{error}");
    assert!(error.to_string().contains("is taken"), "{error}");
    let token = Settings { token: Some("a b".to_owned()), ..settings() };
    assert!(matches!(Server::new(&token, origin("tutorial/quarrel")), Err(ServeError::Settings(_))));
    assert!(matches!(Server::new(&settings(), origin("nothing")), Err(ServeError::Unread(_))));
    let elsewhere = Settings { bind: [192, 0, 2, 1].into(), ..settings() };
    assert!(matches!(Server::new(&elsewhere, origin("tutorial/quarrel")), Err(ServeError::Address(..))));
}
