//! Who is let in, and what a browser is told not to do.
//!
//! A page of the network must not reach a server on this machine: requests are answered only under a name of the loopback address
//! (or with the token), never for a page of another origin, and no answer may be read across origins. The page may load nothing but
//! its own files.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::refusal::Refusal;

/// The cookie that holds the token of a page.
const COOKIE: &str = "presidium_token";

/// What a browser is told with every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Who is let in.
#[derive(Clone, Debug)]
pub struct Guard {
    /// What a request must bring.
    pub token: Option<String>,
    /// Only names of the loopback address are answered.
    pub local: bool,
}

/// Adds the headers; an answer is kept by nobody unless it says so itself.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets a request in, or says why not.
pub async fn admit(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers(), request.uri());
    let Some(host) = host(headers, uri) else {
        let detail = "The request does not say to which host it is sent; send the header `Host`";
        return Refusal::new(StatusCode::BAD_REQUEST, "No host", detail).into_response();
    };
    if guard.local && !is_loopback(name_of(&host)) {
        let detail = format!("This server answers to localhost and 127.0.0.1 only, and not to `{}`", shown(&host));
        return Refusal::new(StatusCode::MISDIRECTED_REQUEST, "Another host", detail).into_response();
    }
    if headers.get(header::ORIGIN).is_some_and(|origin| !is_same(origin, &host)) {
        let detail = "Only the page of this server may ask it; a program sends no header `Origin`";
        return Refusal::new(StatusCode::FORBIDDEN, "Another origin", detail).into_response();
    }
    match &guard.token {
        None => next.run(request).await,
        Some(token) if bears(headers, token) => next.run(request).await,
        // The address that was printed: the page keeps the token where no script reads it.
        Some(token) if is_address_with(uri, token) => {
            let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Some(_) => {
            let detail = "Open the address that the server printed when it started, or send `Authorization: Bearer` with its token";
            Refusal::new(StatusCode::UNAUTHORIZED, "The token is missing", detail).into_response()
        }
    }
}

/// The host that a request names, in its header or, of HTTP/2 and proxies, in its address.
fn host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok().map(str::to_ascii_lowercase),
        (None, None) => uri.authority().map(|authority| authority.as_str().to_ascii_lowercase()),
        _ => None,
    }
}

/// Without the port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

fn is_loopback(name: &str) -> bool {
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn is_same(origin: &HeaderValue, host: &str) -> bool {
    let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
    origin.strip_prefix("http://").or(origin.strip_prefix("https://")) == Some(host)
}

fn bears(headers: &HeaderMap, token: &str) -> bool {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let cookies = cookies.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value);
    bearer.into_iter().chain(cookies).any(|given| is_equal(given, token))
}

fn is_address_with(uri: &Uri, token: &str) -> bool {
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    uri.path() == "/" && pairs.into_iter().any(|(name, value)| name == "token" && is_equal(value, token))
}

/// Takes as long wherever the first difference is.
fn is_equal(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
    one.len() == other.len() && differ == 0
}

fn shown(host: &str) -> String {
    host.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_loopback_address_are_known() {
        for host in ["localhost", "localhost:1953", "127.0.0.1:80", "[::1]:1953", "[::1]"] {
            assert!(is_loopback(name_of(host)), "{host}");
        }
        for host in ["localhost.evil.test", "evil.test:1953", "127.0.0.1.evil.test", "", ":1953", "::1", "0.0.0.0:1953"]
        {
            assert!(!is_loopback(name_of(host)), "{host}");
        }
    }

    #[test]
    fn a_token_is_the_same_or_not() {
        assert!(is_equal("abc", "abc"));
        assert!(!is_equal("abc", "abd") && !is_equal("ab", "abc") && !is_equal("", "abc"));
    }
}
