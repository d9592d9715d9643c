//! What the server tells by itself: that it is there, and that the model has changed.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt, once};

use crate::app::{App, VERSION};
use crate::refusal::Mistake;

/// Messages that wait for a listener who is slow.
const WAITING: usize = 16;

/// Tells all who listen.
#[derive(Clone, Debug)]
pub struct News(broadcast::Sender<Arc<str>>);

impl Default for News {
    fn default() -> News {
        News(broadcast::channel(WAITING).0)
    }
}

/// The model that is served from now on, or why the one that was edited is not.
#[derive(Debug, Serialize)]
pub struct ModelNews {
    pub fingerprint: String,
    /// The text that was edited is the one that is served.
    pub served: bool,
    pub diagnostics: Vec<Mistake>,
    /// Claims whose verdict or figure is another than before.
    pub moved: Vec<Moved>,
}

/// A claim before and after an edit.
#[derive(Debug, Serialize)]
pub struct Moved {
    pub claim: String,
    pub words: String,
    pub before: String,
    pub after: String,
}

impl News {
    /// Tells of an edited model; nobody may be listening.
    pub fn tell(&self, news: &ModelNews) {
        let text = serde_json::to_string(news).unwrap_or_default();
        let _ = self.0.send(text.into());
    }
}

/// `GET /events`
pub async fn events(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    #[derive(Serialize)]
    struct Hello {
        fingerprint: String,
        version: u32,
    }
    let news = BroadcastStream::new(app.news.0.subscribe());
    let hello = Hello { fingerprint: app.served().laboratory.fingerprint().to_string(), version: VERSION };
    let hello = Event::default().event("hello").data(serde_json::to_string(&hello).unwrap_or_default());
    // Who has missed a message is told the next one; it says all that there is to know.
    let news = news.filter_map(Result::ok).map(|text| Event::default().event("model").data(&*text));
    Sse::new(once(hello).chain(news).map(Ok)).keep_alive(KeepAlive::default())
}
