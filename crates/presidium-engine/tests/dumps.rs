//! The graphs of small programs as text: what a model becomes, and what optimising makes of it.
//!
//! `UPDATE=1 cargo test -p presidium-engine --test dumps` writes them anew.

mod common;

use std::path::Path;

use common::{claims, model};
use presidium_engine::{Options, Outputs, Scenario, graph_text};

#[test]
fn the_graphs_of_small_programs_are_these() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dumps");
    for name in ["draws", "folds", "hazard", "memory", "tables", "vote"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.md"))).expect("a program");
        let model = model(name, &text);
        for (kind, optimise) in [("optimised", true), ("plain", false)] {
            let outputs = Outputs { acts: true, ..claims(&model) };
            let options = Options { optimise, ..Options::default() };
            let found = graph_text(&model, &Scenario::default(), &outputs, &options);
            let path = folder.join(format!("{name}.{kind}.txt"));
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &found).expect("the dump is written");
            }
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(found == expected, "{}: UPDATE=1 writes it anew\n{found}", path.display());
        }
    }
}
