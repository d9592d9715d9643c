//! Document to checked model.
pub mod model;
