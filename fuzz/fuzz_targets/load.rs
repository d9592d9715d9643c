//! Any bytes are a model or a report; neither reading, checking nor rendering panics, what is rendered can be shown, and
//! what is known of a broken model points into its texts.
//!
//! Run with `cargo +nightly fuzz run load -- -dict=presidium.dict`. The input is one chapter, and a table; data files and
//! a bibliography stand beside it, so that fuzzing reaches tables and citations too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presidium_lang::{MemorySources, Report, analyse, parse_observable, parse_scenario, visible};

const PREAMBLE: &str = "```presidium
model \"Fuzz\" from 1953-03 to 1954-12
set Person from \"people.csv\" with born : date
set Office = Premier, Police
set Old in Person where born[it] < 1900-01
unit tonne
param zeal : 1/year = 1/year assumption
state holder[o: Office] : Person? = none
stock grain : tonne starts 1 tonne
body Presidium over p in Person
```
";

fuzz_target!(|bytes: &[u8]| {
    let sources = MemorySources::new("fuzz")
        .with("00-preamble.md", PREAMBLE)
        .with("people.csv", "id,born,series,date,value\nMalenkov,1902-01,a,1953,1\nBeria,1899-03,a,1954-03,2\n")
        .with("any.csv", bytes)
        .with("sources.bib", "@book{tompson-1995, title={T}, year={1995}}")
        .with("10-text.md", bytes);
    let analysis = analyse(&sources);
    for reference in &analysis.references {
        let file = analysis.document.file(reference.span.file);
        assert_eq!(file.offset(file.position(reference.span.range().start)), Some(reference.span.range().start));
        assert!(!analysis.symbol(reference.symbol).name.is_empty());
    }
    for declaration in analysis.chapters.iter().flat_map(|chapter| &chapter.declarations) {
        declaration.clauses.iter().for_each(|clause| _ = analysis.document.written(clause.content));
    }
    let (report, model) = analysis.into_report();
    shown(&report);
    let Some(model) = model else { return };
    let text = String::from_utf8_lossy(bytes);
    let first = text.lines().next().unwrap_or("");
    let _ = parse_observable(&model, first).map_err(|report| shown(&report));
    match parse_scenario(&model, first) {
        Ok(scenario) => assert_eq!(parse_scenario(&model, &scenario.to_text(&model)).ok(), Some(scenario)),
        Err(report) => shown(&report),
    }
});

fn shown(report: &Report) {
    let text = report.render();
    assert_eq!(visible(&text), text);
}
