//! The pages of `docs/language` are true: their programs run, and the list of errors is the one in the code.

mod support;

use std::fmt::Write;
use std::path::PathBuf;

use presidium_lang::{MemorySources, analyse, codes, load};
use support::{add_chapter, compare, crate_folder, read};

fn docs() -> PathBuf {
    crate_folder().join("../../docs/language")
}

fn reference() -> MemorySources {
    add_chapter(MemorySources::new("reference"), "reference.md", &read(&docs().join("reference.md")))
}

/// The blocks of the reference form one model without even a warning.
#[test]
fn the_reference_is_a_model() {
    let (report, model) = analyse(&reference()).into_report();
    assert_eq!(report.render(), "");
    assert!(model.is_some());
}

/// Every block marked `presidium,alone` is a model without even a warning.
#[test]
fn models_of_their_own_are_sound() {
    let text = read(&docs().join("reference.md"));
    let mut count = 0;
    for piece in text.split("```presidium,alone\n").skip(1) {
        let (code, _) = piece.split_once("```").expect("the block is closed");
        let sources = MemorySources::new("alone").with("model.md", format!("# Alone\n\n```presidium\n{code}```\n"));
        let (report, model) = analyse(&sources).into_report();
        assert_eq!(report.render(), "", "{code}");
        assert!(model.is_some());
        count += 1;
    }
    assert!(count > 0);
}

/// Every block marked `presidium,error`, added to that model, gives the report that stands below it.
#[test]
fn wrong_examples_are_reported_as_shown() {
    let file = docs().join("reference.md");
    let text = read(&file);
    let mut pieces = text.split("```presidium,error\n");
    let mut shown = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let (code, rest) =
            piece.split_once("```\n```text\n").expect("a wrong example is followed by what is said of it");
        let (_, after) = rest.split_once("```\n").expect("the block is closed");
        let sources = reference().with("example.md", format!("```presidium\n{code}```\n"));
        let report = load(&sources).expect_err("the example is wrong");
        write!(shown, "```presidium,error\n{code}```\n```text\n{report}\n```\n{after}")
            .expect("a text can be written to");
    }
    assert_eq!(compare(&file, &shown), None);
}

/// Every program of `docs/language/first-mistakes.md` is a model of its own; below it stands all that is said of it.
#[test]
fn first_mistakes_are_answered_as_shown() {
    let file = docs().join("first-mistakes.md");
    let text = read(&file);
    let mut pieces = text.split("```presidium,error\n");
    let mut before = pieces.next().unwrap_or_default();
    let mut shown = before.to_string();
    for piece in pieces {
        let (code, rest) = piece.split_once("```\n```text\n").expect("a program is followed by what is said of it");
        let (_, after) = if let Some(rest) = rest.strip_prefix("```\n") {
            ("", rest)
        } else {
            rest.split_once("\n```\n").expect("the block is closed")
        };
        let sources = add_chapter(MemorySources::new("mistake"), "notes.md", before);
        let (report, _) = analyse(&sources.with("model.md", format!("```presidium\n{code}```\n"))).into_report();
        let answer = report.render();
        assert!(!answer.is_empty(), "nothing is said of\n{code}");
        write!(shown, "```presidium,error\n{code}```\n```text\n{answer}\n```\n{after}")
            .expect("a text can be written to");
        before = after;
    }
    assert_eq!(compare(&file, &shown), None);
}

/// `docs/language/errors.md` is generated from the declarations of the codes.
#[test]
fn the_page_of_errors_is_current() {
    let mut page = String::from(
        "# Errors and warnings\n\nEvery report of the compiler has a code. This page is made from their declarations \
         in `crates/presidium-lang/src/codes.rs`; for each code there is a fixture in `crates/presidium-lang/tests/ui`.\n",
    );
    for code in codes::ALL {
        write!(page, "\n## {}: {}\n\n{}\n", code.id, code.title, code.explanation).expect("a text can be written to");
    }
    assert_eq!(compare(&docs().join("errors.md"), &page), None);
}
