//! Bands as binary: a frame for each part of the answer. The layout is in `docs/server.md`.

use bytes::{BufMut, Bytes, BytesMut};
use presidium_lab::{Answer, Bands, BandsQuestion, Request};
use presidium_query::Study;
use presidium_query::said::Said;
use presidium_query::views::{SeriesView, band_series};
use serde::Serialize;

use crate::refusal::Refusal;

/// The first bytes of a frame, after its length.
const MAGIC: &[u8; 4] = b"PBND";

/// Of the layout.
const VERSION: u16 = 1;

/// The bit of the flags that says that the answer is whole.
const COMPLETE: u16 = 1;

/// The bit of the flags that says that the run has failed.
const PROBLEM: u16 = 2;

/// Numbers begin at a multiple of so many bytes from the magic.
const ALIGNED: usize = 8;

/// The frame of an answer.
pub fn frame(study: &Study, request: &Request<BandsQuestion>, answer: &Answer<Bands>) -> Bytes {
    #[derive(Serialize)]
    struct Header<'a> {
        fingerprint: String,
        /// Worlds that failed and are in no figure.
        failed: u64,
        /// Worlds that the condition leaves; absent without one.
        #[serde(skip_serializing_if = "Option::is_none")]
        left: Option<u64>,
        #[serde(flatten)]
        said: Said,
        series: Vec<&'a SeriesView>,
    }
    let series = band_series(&study.model, &answer.report, !request.question.changes.is_empty());
    let header = Header {
        fingerprint: answer.fingerprint.to_string(),
        failed: answer.report.failures.worlds,
        left: study.condition.as_ref().map(|_| answer.report.left.held),
        said: Said::of_bands(study, request, answer),
        series: series.iter().map(|(view, _)| view).collect(),
    };
    // Writing into memory cannot fail, nor can a view: every key of a view is a string.
    let header = serde_json::to_vec(&header).unwrap_or_default();
    let flags = if answer.complete { COMPLETE } else { 0 };
    written(flags, answer.worlds, &header, series.iter().flat_map(|(_, values)| values))
}

/// The frame that says why there are no further ones: its header is the problem.
pub fn problem(refusal: &Refusal) -> Bytes {
    written(PROBLEM, 0, &serde_json::to_vec(refusal).unwrap_or_default(), [].iter())
}

fn written<'a>(flags: u16, worlds: u64, header: &[u8], values: impl Iterator<Item = &'a f64>) -> Bytes {
    let mut frame = BytesMut::with_capacity(32 + header.len());
    frame.put_slice(MAGIC);
    frame.put_u16_le(VERSION);
    frame.put_u16_le(flags);
    frame.put_u32_le(u32::try_from(worlds).unwrap_or(u32::MAX));
    frame.put_u32_le(header.len() as u32);
    frame.put_slice(header);
    frame.put_bytes(0, frame.len().next_multiple_of(ALIGNED) - frame.len());
    values.for_each(|value| frame.put_f64_le(*value));
    let mut whole = BytesMut::with_capacity(4 + frame.len());
    whole.put_u32_le(frame.len() as u32);
    whole.unsplit(frame);
    whole.freeze()
}
