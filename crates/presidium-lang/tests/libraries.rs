//! Libraries: those that come with the language are sound, and a library sees nothing but itself.

mod support;

use presidium_lang::{Library, MemorySources, ReferenceKind, Severity, analyse, load};
use support::fenced_blocks;

const MODEL: &str = "```presidium\nuse twice from sums\nmodel \"Tiny\" from 1953-03 to 1953-12\nlet once : 1 = 5\nlet a : 1 = twice(once)\n```\n";

fn with_library(text: &str) -> MemorySources {
    let text = format!("```presidium\n{text}\n```\n");
    MemorySources::new("tiny").with("model.md", MODEL).with_library(Library::new("sums", text))
}

/// Each library has models of its own that call all of its functions, without even a warning.
#[test]
fn shipped_libraries_try_all_their_functions() {
    for library in Library::shipped() {
        let mut called = vec![];
        let mut functions = vec![];
        for (kind, _, code) in fenced_blocks(&library.text) {
            match kind {
                "presidium,alone" => {
                    let sources = MemorySources::new("alone").with("model.md", format!("```presidium\n{code}```\n"));
                    let loaded = load(&sources).unwrap_or_else(|report| panic!("{}: {report}", library.name));
                    assert!(loaded.warnings.is_empty(), "{}: {:?}", library.name, loaded.warnings);
                    called.extend(loaded.model.functions.into_iter().map(|function| function.name));
                }
                "presidium" => {
                    let names = code.split("function ").skip(1).filter_map(|rest| rest.split('(').next());
                    functions.extend(names.map(str::to_string));
                }
                _ => {}
            }
        }
        functions.sort();
        called.sort();
        assert_eq!(called, functions, "{}", library.name);
    }
}

#[test]
fn a_library_sees_nothing_of_the_model() {
    let errors = |library: &str| -> Vec<String> {
        let found = analyse(&with_library(library)).diagnostics.into_iter();
        found.filter(|found| found.severity == Severity::Error).map(|found| found.message).collect()
    };
    assert_eq!(errors("function twice(x: 1) : 1 = x + once"), ["nothing is named `once`"]);
    assert_eq!(errors("function twice(x: 1) : 1 = other(x)"), ["there is no function `other`"]);
    assert_eq!(errors("function twice(x: 1) : 1 = twice(x)"), ["the function `twice` calls itself"]);
    assert_eq!(
        errors("use bass from growth\nfunction twice(x: 1) : 1 = x"),
        ["the library `sums` declares something that is no function"]
    );
    assert_eq!(errors("function twice(x: 1) : 1 = half(x) * 4\nfunction half(once: 1) : 1 = once / 2"), [""; 0]);
}

/// A model's own `pi` is not that of a library.
#[test]
fn a_library_means_the_same_in_every_model() {
    let value = |model: &str| {
        let library = Library::new("sums", "```presidium\nfunction twice(x: 1) : 1 = pi * x\n```\n");
        let sources = MemorySources::new("tiny").with("model.md", model).with_library(library);
        let model = load(&sources).unwrap_or_else(|report| panic!("{report}")).model;
        let a = model.variable("a").map(|id| &model.variables[id].kind);
        format!("{a:?}")
    };
    let own = MODEL.replace("once : 1 = 5", "once : 1 = 5\nlet pi : 1 = 3\nlet b : 1 = pi");
    assert_eq!(value(MODEL), value(&own));
}

#[test]
fn a_name_leads_to_the_text_of_its_library() {
    let analysis = analyse(&with_library("function twice(x: 1) : 1 = half(x) * 4\nfunction half(x: 1) : 1 = x / 2"));
    let chapter = analysis.chapters[0].file;
    let call = MODEL.find("twice(once)").expect("the call is there");
    let symbol = analysis.reference_at(chapter, call).expect("the call is a reference").symbol;
    let declared = analysis.symbol(symbol).declared.expect("it is declared");
    assert_eq!(analysis.document.file(declared.file).name, "library/sums.md");
    assert_eq!(analysis.document.text(declared), "twice");
    let kinds: Vec<ReferenceKind> = analysis.references_to(symbol).map(|found| found.kind).collect();
    assert_eq!(kinds, [ReferenceKind::Names, ReferenceKind::Reads, ReferenceKind::Declares]);
    let half = analysis.symbols.iter().position(|symbol| symbol.name == "half");
    assert!(half.is_some());
}
