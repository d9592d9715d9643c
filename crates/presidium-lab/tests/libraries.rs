//! Libraries: the tests that they state of themselves hold, and a fingerprint knows what is imported.

mod common;

use common::laboratory;
use presidium_lab::{Fingerprint, ModelTestQuestion, Request};
use presidium_lang::model::Model;
use presidium_lang::{Library, MemorySources};

fn model(code: &str, libraries: &[Library]) -> Model {
    let sources = MemorySources::new("alone").with("model.md", format!("```presidium\n{code}```\n"));
    let sources = libraries.iter().cloned().fold(sources, MemorySources::with_library);
    presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{report}")).model
}

#[test]
fn what_libraries_say_of_themselves_holds() {
    for library in Library::shipped() {
        for piece in library.text.split("```presidium,alone\n").skip(1) {
            let code = piece.split_once("```").expect("the block is closed").0;
            let model = model(code, &[]);
            assert!(!model.tests.is_empty());
            let report = laboratory(&model, 1).ask(&Request::new(ModelTestQuestion {}, 7, 3)).unwrap().report;
            let broken: Vec<&str> =
                model.tests.iter().zip(&report.tests).filter(|(_, at)| at.broken > 0).map(|(t, _)| &*t.name).collect();
            assert!(report.all_hold(), "{}: {broken:?}", library.name);
        }
    }
}

/// What a library computes counts; its prose, its words and what is not called do not.
#[test]
fn a_fingerprint_knows_what_is_imported() {
    let of = |text: &str| {
        let library = Library::new("sums", format!("{text}\n```\n"));
        let code = "use twice from sums\nmodel \"Tiny\" from 1953-03 to 1953-12\nlet a : 1 = twice(5)\n";
        Fingerprint::of_model(&model(code, &[library]))
    };
    let plain = of("Prose.\n```presidium\nfunction twice(x: 1) : 1 = 2 * x");
    assert_eq!(
        plain,
        of("Other prose.\n```presidium\nfunction twice(y: 1) : 1 \"words\" = 2 * y\nfunction half(x: 1) : 1 = x / 2")
    );
    assert_ne!(plain, of("Prose.\n```presidium\nfunction twice(x: 1) : 1 = 2.5 * x"));
}
