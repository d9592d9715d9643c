//! What an output hangs on: samples in, indices out.
//!
//! Numbers go in as columns, one row for each sample, and indices come out: first-order Sobol indices and PAWN of samples that are
//! there anyway ([`given`]), Morris and Saltelli of samples that were designed for it ([`morris`], [`saltelli`]), the share that lies
//! between groups of samples ([`nested`]), boxes in which an outcome is common ([`prim`]); and the designs themselves ([`design`]). For fitting, whether two counts can have one rate ([`counts`]), and points with weights that
//! are moved ([`particles`]).
//! Every method says how sure it is: an interval by bootstrap, a noise floor by outputs that were shuffled. The same numbers and seed
//! give the same bits. Nothing here knows a model, a world or a thread.

#![warn(missing_docs)]

pub mod counts;
pub mod design;
pub mod given;
pub mod interval;
pub mod morris;
pub mod nested;
pub mod particles;
pub mod prim;
mod random;
pub mod saltelli;
pub mod slices;
pub mod tail;

pub use interval::Interval;
