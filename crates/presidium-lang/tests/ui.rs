//! Every fixture in `tests/ui` gives exactly the diagnostics written beside it.
//!
//! A fixture without a `model` declaration is checked together with `tests/ui/preamble.md`.

mod support;

use presidium_lang::model::{Literal, Model};
use presidium_lang::{Changes, MemorySources, analyse, codes, load, parse_changes, parse_observable};
use support::{add_chapter, crate_folder, fenced_blocks, files_with, for_each_fixture, read};

fn sources(name: &str, text: &str) -> MemorySources {
    let sources = MemorySources::new("fixture");
    match text.contains("\nmodel ") || text.contains("no preamble") {
        true => add_chapter(sources, name, text),
        false => {
            let preamble = read(&crate_folder().join("tests/ui/preamble.md"));
            add_chapter(add_chapter(sources, "00-preamble.md", &preamble), name, text)
        }
    }
}

fn diagnostics(name: &str, text: &str) -> String {
    let (report, _) = analyse(&sources(name, text)).into_report();
    if report.diagnostics.is_empty() { "sound".to_string() } else { report.render() }
}

#[test]
fn parse_diagnostics() {
    for_each_fixture("tests/ui/parse", diagnostics);
}

#[test]
fn check_diagnostics() {
    for_each_fixture("tests/ui/check", diagnostics);
}

/// Numbers inside equations, each with the declaration that it stands in.
#[test]
fn literals() {
    for_each_fixture("tests/ui/literals", |name, text| {
        let model = load(&sources(name, text)).unwrap_or_else(|report| panic!("{report}")).model;
        let own = model.literals.iter().filter(|literal| literal.place.file == name);
        let line = |literal: &Literal| format!("{}: {}: {}", literal.place.line, literal.declaration, literal.text);
        own.map(line).collect::<Vec<_>>().join("\n")
    });
}

/// Each line of a block marked `change` or `observable` is read by itself, the lines of one marked `changes` together.
#[test]
fn change_diagnostics() {
    for_each_fixture("tests/ui/change", |name, text| {
        let model = load(&sources(name, text)).unwrap_or_else(|report| panic!("{report}")).model;
        let mut found = vec![];
        for (kind, _, lines) in fenced_blocks(text) {
            if kind == "changes" {
                found.push(describe(lines.trim_end(), change(&model, &lines.lines().collect::<Vec<_>>())));
            }
            for line in lines.lines() {
                found.push(match kind {
                    "change" => describe(line, change(&model, &[line])),
                    "observable" => describe(line, parse_observable(&model, line).map(|seen| format!("{seen:?}"))),
                    _ => continue,
                });
            }
        }
        found.join("\n\n")
    });
}

fn change(model: &Model, texts: &[&str]) -> Result<String, Box<presidium_lang::Report>> {
    let Changes { changes, warnings } = parse_changes(model, texts)?;
    let found: Vec<String> = changes.iter().map(|change| format!("{change:?}")).collect();
    Ok([found.join("\n"), warnings.render()].join("\n").trim_end().to_string())
}

fn describe(line: &str, result: Result<String, Box<presidium_lang::Report>>) -> String {
    match result {
        Ok(found) => format!("> {line}\n{found}"),
        Err(report) => format!("> {line}\n{report}"),
    }
}

/// Where `UPDATE=1` has the expectations written, other tests are writing them now; the next run looks at them.
#[test]
fn every_code_has_a_fixture() {
    if std::env::var_os("UPDATE").is_some() {
        return;
    }
    let of_texts = ["parse", "check", "change"].map(|stage| crate_folder().join("tests/ui").join(stage));
    let of_folders = crate_folder().join("../presidium-sources/tests/folders");
    let folders = of_texts.into_iter().chain([of_folders]);
    let expected: String = folders.flat_map(|f| files_with(&f, "expected")).map(|f| read(&f)).collect();
    let missing: Vec<&str> =
        codes::ALL.iter().map(|code| code.id).filter(|id| !expected.contains(&format!("[{id}]"))).collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}
