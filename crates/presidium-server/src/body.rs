//! The JSON of a request, and what is wrong with it.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::refusal::Refusal;

/// The body of a request, read as JSON.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(read)) => Ok(Body(read)),
            Err(rejected) => Err(refusal(&rejected)),
        }
    }
}

fn refusal(rejected: &JsonRejection) -> Refusal {
    let reason = rejected.body_text();
    match rejected.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = "The request is longer than the server allows; ask for less at a time, or start the server with more `--body`";
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long", detail)
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            let detail = "Send JSON, with the header `Content-Type: application/json`";
            Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not JSON", detail)
        }
        status if status.is_client_error() => {
            Refusal::new(status, "The request cannot be read", format!("{reason}; openapi.json says what is expected"))
        }
        _ => Refusal::new(StatusCode::BAD_REQUEST, "The request cannot be read", reason),
    }
}
