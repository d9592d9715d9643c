//! What all requests have in common, and which path leads where.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use presidium_lab::Executor;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::ask::{self, BANDS_TYPE};
use crate::book;
use crate::claims;
use crate::events::{self, News};
use crate::gate::{Asks, Gate};
use crate::guard::{self, Guard};
use crate::one;
use crate::page;
use crate::refusal::Refusal;
use crate::reproduce;
use crate::served::Served;
use crate::settings::{Limits, Origin};

/// The version of the requests: part of every path.
pub const VERSION: u32 = 1;

/// What requests are described by.
const OPENAPI: &str = include_str!("../openapi.json");

/// What all requests have in common.
pub struct App {
    pub limits: Limits,
    pub origin: Origin,
    pub executor: Arc<Executor>,
    /// Of runs of many worlds.
    pub gate: Gate,
    /// Of what takes a moment, which no run is to hold up.
    pub moments: Gate,
    pub asks: Asks,
    pub news: News,
    served: RwLock<Arc<Served>>,
}

impl App {
    pub fn new(limits: Limits, origin: Origin, executor: Arc<Executor>, served: Served) -> App {
        let [gate, moments] = [Gate::of(limits.runs), Gate::of(limits.runs)];
        let served = RwLock::new(Arc::new(served));
        App { limits, origin, executor, gate, moments, asks: Asks::default(), news: News::default(), served }
    }

    /// The model as it is served now.
    pub fn served(&self) -> Arc<Served> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves another model from now on; runs that are under way end with the old one.
    pub fn serve(&self, served: Served) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
    }
}

/// Every path, behind the guard.
pub fn router(app: Arc<App>, guard: Guard) -> Router {
    let api = Router::new()
        .route("/model", get(model))
        .route("/openapi.json", get(openapi))
        .route("/events", get(events::events))
        .route("/ask/{what}", post(ask::ask))
        .route("/world", post(one::world))
        .route("/worlds", post(one::worlds))
        .route("/why", post(one::reasons))
        .route("/votes", post(one::votes))
        .route("/find", post(claims::find))
        .route("/why-claim", post(claims::why_claim))
        .route("/reproduce", post(reproduce::reproduce))
        .route("/chapters/{which}", get(book::chapter))
        .route("/credibility", get(book::credibility))
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .with_state(app.clone());
    let compressed = DefaultPredicate::new().and(NotForContentType::const_new(BANDS_TYPE));
    Router::new()
        .nest(&format!("/api/v{VERSION}"), api)
        .fallback(page::file)
        .layer(DefaultBodyLimit::max(app.limits.body))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(CatchPanicLayer::custom(|_| Refusal::broken().into_response()))
        .layer(from_fn_with_state(Arc::new(guard), guard::admit))
        .layer(from_fn(guard::headers))
}

/// `GET /model`
async fn model(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let served = app.served();
    let tag = format!("\"{}\"", served.tag);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    ([(header::ETAG, tag)], headers, served.contents.clone()).into_response()
}

/// `GET /openapi.json`
async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn nothing() -> Refusal {
    Refusal::unknown(format!("There is nothing at this path; /api/v{VERSION}/openapi.json says what there is"))
}

async fn not_so() -> Refusal {
    let detail = "This path is not asked by this method; openapi.json says by which";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Not by this method", detail)
}
