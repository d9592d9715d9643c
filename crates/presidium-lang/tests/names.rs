//! The example `names` prints what stands in `names.expected`.

mod support;

#[allow(dead_code, reason = "the example's own `main` is not run")]
#[path = "../examples/names.rs"]
mod names;

use support::{compare, crate_folder};

/// A broken model has its diagnostics, and every name has the places where it is declared and used.
#[test]
fn the_example_shows_the_names_of_a_broken_model() {
    let shown = names::listing(&names::broken());
    assert_eq!(compare(&crate_folder().join("tests/names.expected"), &shown), None);
}
