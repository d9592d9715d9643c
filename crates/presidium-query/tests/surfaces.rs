//! A second surface of 150 lines or fewer asks what it likes of the public interface alone.

#[path = "../examples/second_surface.rs"]
#[expect(dead_code, reason = "it is run by a test, not as a program")]
mod second_surface;

use std::path::Path;

#[test]
fn a_second_surface_asks_streams_and_cancels() {
    let quarrel = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/tutorial/quarrel");
    second_surface::show(&quarrel).unwrap();
    let text = include_str!("../examples/second_surface.rs");
    assert!(text.lines().count() <= 150);
}
