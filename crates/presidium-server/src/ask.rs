//! `POST /ask/{what}`: a question to many worlds, answered in parts while they are run.

mod frame;
mod outlet;
mod run;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use presidium_query::Inquiry;
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot};

use crate::app::App;
use crate::body::Body;
use crate::refusal::Refusal;
use outlet::{Outlet, Shape, kept_answer, streamed};
use run::Task;

/// The media type of bands as binary, see `docs/server.md`.
pub const BANDS_TYPE: &str = "application/vnd.presidium.bands";

/// Letters of the name of a client or a view.
const NAME_MAX: usize = 200;

/// A question, and who asks it: a newer one of the same client and view overtakes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    client: String,
    view: String,
    inquiry: Inquiry,
}

/// `POST /ask/{what}`
pub async fn ask(
    State(app): State<Arc<App>>,
    Path(what): Path<String>,
    headers: HeaderMap,
    Body(Ask { client, view, inquiry }): Body<Ask>,
) -> Result<Response, Refusal> {
    let shape = shape(&what, &inquiry, &headers)?;
    if client.chars().count().max(view.chars().count()) > NAME_MAX {
        return Err(Refusal::too_much(format!("the names of a client and a view have at most {NAME_MAX} letters")));
    }
    let asking = app.asks.begin(client, view);
    let served = app.served();
    // The words of an inquiry, as they are written again, are the same for the same inquiry.
    let key = serde_json::to_string(&inquiry).unwrap_or_default();
    if let (Shape::Events, Some(answer)) = (shape, served.answer(&key)) {
        return Ok(kept_answer(&answer));
    }
    let permit = app.gate.enter().await?;
    let (sender, receiver) = mpsc::unbounded_channel();
    let (ready, begun) = oneshot::channel();
    let outlet = Outlet::new(shape, sender, asking.cancel().clone());
    let late = outlet.late_after(app.limits.time);
    let limits = app.limits;
    tokio::task::spawn_blocking(move || {
        match Task::read(&served, &inquiry, limits) {
            Ok(task) => {
                if ready.send(Ok(())).is_ok() {
                    task.run(&served, key, &outlet);
                }
            }
            Err(refusal) => drop(ready.send(Err(refusal))),
        }
        drop((permit, outlet));
    });
    // The sender is gone only if reading has panicked, which is a mistake of the program.
    begun.await.unwrap_or_else(|_| Err(Refusal::broken()))?;
    Ok(streamed(shape, receiver, (asking, late)))
}

/// How the answer is written; what is asked must be what the path says.
fn shape(what: &str, inquiry: &Inquiry, headers: &HeaderMap) -> Result<Shape, Refusal> {
    let asked = inquiry.question.name();
    if what != asked {
        let detail = format!("the inquiry asks `{asked}`, which is asked at /ask/{asked}");
        return Err(Refusal::unanswerable(detail));
    }
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    match (accepted.contains(BANDS_TYPE), asked) {
        (true, "bands") => Ok(Shape::Frames),
        (true, _) => Err(Refusal::unanswerable("only bands are told as binary; accept text/event-stream")),
        (false, _) => Ok(Shape::Events),
    }
}
