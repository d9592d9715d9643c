//! The tree: declarations as they are written, with the place of every part.
//!
//! Names are not resolved and units are not checked here. A declaration whose body could not be read keeps its name
//! ([`Declaration::Broken`]), so that its uses are not reported as well.

mod declarations;
mod evaluated;
mod expressions;
mod rules;
mod words;

pub use declarations::*;
pub use expressions::*;
pub use rules::*;
pub use words::*;
