//! Fills data: elements of sets, tables, series, records, the bibliography.
//!
//! Everything here is known before a run. It is filled when first needed, and last by `fill_pending`. No file is read but
//! through the reader; nothing that changes within a world may enter.

pub(super) mod citations;
pub(super) mod filling;
pub(super) mod given;
pub(super) mod records;
pub(super) mod repeated;
pub(super) mod series;
pub(super) mod sets;
pub(super) mod tables;
