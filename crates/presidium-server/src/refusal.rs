//! Why a request is not answered: problem details (RFC 9457) that say how to mend it.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use presidium_lang::Report;
use presidium_lang::diagnostic::Severity;
use presidium_query::{Problem, TooLarge};
use serde::Serialize;

/// Mistakes in words that are told; the rest is counted.
const MISTAKES_TOLD: usize = 50;

/// Letters of words that are wrong.
const SHOWN: usize = 200;

/// What a request is answered with instead of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    title: &'static str,
    status: u16,
    /// What is wrong, and how it is mended.
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<Mistake>,
}

/// A mistake in words of the language.
#[derive(Clone, Debug, Serialize)]
pub struct Mistake {
    code: &'static str,
    severity: &'static str,
    message: String,
    /// How it is mended; may be empty.
    help: String,
    /// Where it stands: the words of the request that are wrong, or the file of the model with its line.
    at: String,
    /// In bytes of the text that was read.
    start: u32,
    end: u32,
}

impl Refusal {
    /// A refusal with the status that says whose fault it is.
    pub fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Refusal {
        Refusal { title, status: status.as_u16(), detail: detail.into(), mistakes: vec![] }
    }

    /// What is asked cannot be answered as it is put.
    pub fn unanswerable(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be asked", detail)
    }

    /// A limit of the server.
    pub fn too_much(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "This takes more than is allowed", detail)
    }

    /// Too many ask at once.
    pub fn busy() -> Refusal {
        let detail = "Too many requests are run or wait; ask again in a second";
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests", detail)
    }

    /// There is nothing of this name.
    pub fn unknown(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, "There is no such thing", detail)
    }

    /// A mistake of the program, which is told without what it was.
    pub fn broken() -> Refusal {
        let detail = "The server has made a mistake. Ask again; if it happens again, report what was asked";
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "A mistake of the server", detail)
    }
}

impl Mistake {
    /// Where it is and what is wrong.
    pub fn words(&self) -> String {
        format!("{}: {}", self.at, self.message)
    }
}

/// The mistakes of a text, errors first.
pub fn mistakes(report: &Report) -> Vec<Mistake> {
    let of = |wanted: Severity| report.diagnostics.iter().filter(move |found| found.severity == wanted);
    let told = of(Severity::Error).chain(of(Severity::Warning)).take(MISTAKES_TOLD).map(|found| {
        let (span, document) = (found.span(), &report.document);
        let file = &document.file(span.file).name;
        Mistake {
            code: found.code.id,
            severity: if found.severity == Severity::Error { "error" } else { "warning" },
            message: found.message.clone(),
            help: found.helps.join("; "),
            at: match file.contains('.') {
                true => format!("{file}:{}", document.place(span).line),
                false => document.text(span).chars().take(SHOWN).collect(),
            },
            start: span.start,
            end: span.end,
        }
    });
    told.collect()
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let message = problem.to_string();
        let detail = match &problem {
            Problem::Diagnosed(report) => {
                let first = report.diagnostics.first();
                let helps = first.map_or_else(String::new, |first| {
                    first.helps.iter().map(|help| format!("; {help}")).collect::<String>()
                });
                let refused = Refusal::unanswerable(first.map_or(message, |first| format!("{}{helps}", first.message)));
                return Refusal { mistakes: mistakes(report), ..refused };
            }
            Problem::Refused { message, help: Some(help) } => format!("{message}; {help}"),
            Problem::Refused { message, help: None } => message.clone(),
            Problem::BeyondTheEnd { message, until: Some(until) } => format!("{message}; run on with `until`: {until}"),
            Problem::BeyondTheEnd { until: None, .. } => message,
            Problem::ChangedTwice { .. } => format!("{message}; leave one of the changes out"),
            Problem::NoBands { name, month } => format!("{message}; look at `{name} at {month}` in `show`"),
            Problem::NoSplit { example } => format!("{message}; say up to when with `split`, such as {example}"),
        };
        Refusal::unanswerable(detail)
    }
}

impl From<TooLarge> for Refusal {
    fn from(large: TooLarge) -> Refusal {
        Refusal::too_much(format!("{}; {}, or start the server with more `--memory`", large.message, large.mend))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
