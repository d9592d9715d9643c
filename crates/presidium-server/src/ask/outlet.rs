//! What a run tells to whoever asked: events, or frames of bands.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use presidium_lab::{Cancel, Progress};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tokio_stream::{StreamExt, once};

use super::{BANDS_TYPE, frame};
use crate::gate::Asking;
use crate::refusal::Refusal;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Server-sent events.
    Events,
    /// Bands as binary.
    Frames,
}

/// What is told.
pub enum Told {
    /// Of the first worlds.
    Partial(Arc<str>),
    /// Of all worlds.
    Done(Arc<str>),
    /// How far the run is.
    Progress { stage: String, done: u64, to_do: u64 },
    /// What went wrong after the run began.
    Problem(Refusal),
    /// A newer request has overtaken this one.
    Cancelled,
    /// Bands of some worlds.
    Frame(Bytes),
}

/// Where a run tells what it finds.
pub struct Outlet {
    shape: Shape,
    sender: UnboundedSender<Told>,
    cancel: Cancel,
    late: Arc<AtomicBool>,
}

/// Cancels a run that takes too long, until it is dropped.
pub struct Late(JoinHandle<()>);

impl Drop for Late {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Outlet {
    pub fn new(shape: Shape, sender: UnboundedSender<Told>, cancel: Cancel) -> Outlet {
        Outlet { shape, sender, cancel, late: Arc::default() }
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Tells something; nobody may listen any more.
    pub fn tell(&self, told: Told) {
        let _ = self.sender.send(told);
    }

    /// Tells how far a run is, a hundred times at most.
    pub fn progress(&self, progress: Progress<'_>, told: &mut u64) {
        let part = progress.done * 100 / progress.to_do.max(1);
        if self.shape == Shape::Events && part > *told {
            *told = part;
            let Progress { stage, done, to_do, .. } = progress;
            self.tell(Told::Progress { stage: stage.to_owned(), done, to_do });
        }
    }

    /// Tells why a run has ended before all of its worlds were run.
    pub fn interrupted(&self, limit: Duration) {
        self.tell(match self.late.load(Ordering::Relaxed) {
            true => Told::Problem(Refusal::too_much(format!(
                "The request takes longer than the {} seconds that are allowed; ask for fewer worlds, or start the server with more `--time`",
                limit.as_secs()
            ))),
            false => Told::Cancelled,
        });
    }

    /// Cancels after so long.
    pub fn late_after(&self, limit: Duration) -> Late {
        let (cancel, late) = (self.cancel.clone(), self.late.clone());
        Late(tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            late.store(true, Ordering::Relaxed);
            cancel.cancel();
        }))
    }
}

/// The answer as a stream. When whoever asked goes away, what is held is dropped, and the run is cancelled.
pub fn streamed(shape: Shape, receiver: UnboundedReceiver<Told>, held: (Asking, Late)) -> Response {
    let told = UnboundedReceiverStream::new(receiver).map(move |told| {
        let _ = &held;
        told
    });
    match shape {
        Shape::Events => {
            let events = told.filter_map(|told| event(&told)).map(Ok::<_, Infallible>);
            Sse::new(events).keep_alive(KeepAlive::default()).into_response()
        }
        Shape::Frames => {
            let frames = told.filter_map(|told| match told {
                Told::Frame(frame) => Some(Ok::<_, Infallible>(frame)),
                Told::Problem(refusal) => Some(Ok(frame::problem(&refusal))),
                _ => None,
            });
            ([(header::CONTENT_TYPE, BANDS_TYPE)], Body::from_stream(frames)).into_response()
        }
    }
}

/// The whole answer at once, which was given before.
pub fn kept_answer(answer: &Arc<str>) -> Response {
    let event = event(&Told::Done(answer.clone()));
    Sse::new(once(Ok::<_, Infallible>(event.unwrap_or_default()))).into_response()
}

fn event(told: &Told) -> Option<Event> {
    Some(match told {
        Told::Partial(text) => Event::default().event("partial").data(&**text),
        Told::Done(text) => Event::default().event("done").data(&**text),
        Told::Progress { stage, done, to_do } => {
            let data = serde_json::json!({ "stage": stage, "done": done, "to_do": to_do });
            Event::default().event("progress").data(data.to_string())
        }
        Told::Problem(refusal) => {
            Event::default().event("problem").data(serde_json::to_string(refusal).unwrap_or_default())
        }
        Told::Cancelled => Event::default().event("cancelled").data("{}"),
        Told::Frame(_) => return None,
    })
}
