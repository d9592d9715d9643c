//! Places in texts.

use std::ops::Range;

use oxc_index::define_index_type;

define_index_type! {
    /// Position of a file in a [`Document`](crate::Document).
    pub struct FileId = u32;
    DEBUG_FORMAT = "FileId({})";
}

/// A stretch of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A stretch of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// From the start of this span to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }

    /// The empty stretch at the end of this one.
    pub fn end_point(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
