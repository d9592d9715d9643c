//! The files of the built page, which are part of the binary.

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::refusal::Refusal;

/// What is built in `web/`; nothing if it was not built before the binary.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// The folder in which the bundler puts files whose names change with their content.
const HASHED: &str = "assets/";

/// Said where there is no page.
pub const UNBUILT: &str = "This binary was built without its page. In a clone of the repository, with Rust and Node, \
                           `cargo xtask serve` builds and opens it. The laboratory can be asked all the same: \
                           /api/v1/openapi.json says how.";

/// Whether the page is part of the binary.
pub fn is_built() -> bool {
    Files::get("index.html").is_some()
}

/// A file of the page; `/` is its `index.html`.
pub async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let detail = "The files of the page are only read: ask for them with GET";
        return Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Not by this method", detail).into_response();
    }
    let name = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    let is_plain =
        |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0', '%', ':']);
    let found = name.split('/').all(is_plain).then(|| Files::get(name)).flatten();
    match found {
        Some(found) => answer(name, &found, &headers),
        None if name == "index.html" => (StatusCode::SERVICE_UNAVAILABLE, UNBUILT).into_response(),
        None => Refusal::unknown("There is no such file").into_response(),
    }
}

fn answer(name: &str, found: &rust_embed::EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash = found.metadata.sha256_hash();
    let tag = format!("\"{}\"", hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>());
    let cached = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kept = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, cached)];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, kind(name))], found.data.to_vec()).into_response()
}

/// By the end of the name; anything else is only saved.
fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
