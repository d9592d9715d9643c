//! What the checker knows while it works: names, types, scopes, references, the model in the making.
//!
//! Data and plain questions about them. No complaints and no grammar may enter.

pub(super) mod bibliography;
pub(super) mod complaints;
pub(super) mod draft;
pub(super) mod entities;
pub(super) mod functions;
pub(super) mod later;
pub(super) mod references;
pub(super) mod scope;
pub(super) mod table;
pub(super) mod texts;
pub(super) mod types;
