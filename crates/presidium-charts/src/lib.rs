//! Charts as SVG: bands over time, shares over time, paired differences, shares as dots with intervals.
//!
//! A [`Picture`] is a title and panels of figures that are ready to be drawn; it is made of a report, in the words of the query layer.
//! The same three marks stand everywhere: what is *recorded* is an ink dot with a range bar, the worlds *without* a change are slate, filled, with a dashed line, the
//! worlds *with* it red, in outline, with a solid line. Nothing is told by colour alone, and red is for what was changed and nothing else.
//! Not here: files, widths of terminals, models; and nothing is computed that a report does not hold.

mod bands;
mod deals;
mod discover;
mod draw;
mod drivers;
mod ledger;
mod luck;
mod morris;
mod panels;
mod time;
mod tipping;
mod what_if;

pub use bands::bands;
pub use deals::deals;
pub use discover::discovery;
pub use draw::{ChartError, svg};
pub use drivers::drivers;
pub use ledger::ledger;
pub use luck::luck;
pub use morris::morris;
pub use panels::{Dot, Dots, Mark, Panel, Picture, Point, Row, Time};
pub use tipping::tipping;
pub use what_if::what_if;
