//! A share of worlds as data.

use presidium_lab::{Estimate, Share};
use serde::Serialize;

use crate::figures::known;

/// In so many of so many worlds, and the share with its interval; no share if there is no world.
#[derive(Serialize)]
pub(crate) struct ShareView {
    held: u64,
    worlds: u64,
    share: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

impl ShareView {
    pub fn of(share: Share) -> ShareView {
        let Estimate { value, low, high } = share.wilson();
        let [value, low, high] = [value, low, high].map(known);
        ShareView { held: share.held, worlds: share.worlds, share: value, low, high }
    }
}
