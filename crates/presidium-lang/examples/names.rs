//! What is wrong with a model, and where each of its names is declared and used; also if the model is broken.
//!
//! `cargo run -p presidium-lang --example names` shows it for the model below, `… -- model.md` for a chapter of your own.

use std::fmt::Write;

use presidium_lang::{Analysis, MemorySources, Reference, Sources, Span, Symbol, SymbolId, analyse};

/// A famine, with four mistakes: a unit, a name, a set, and a declaration that ends too soon.
const BROKEN: &str = "\
# A famine

```presidium
model \"Famine\" from 1946-01 to 1947-12

unit tonne
set Region = Ukraine \"Ukraine\", Moldavia \"Moldavia\"

param appetite : tonne/month = 20 tonne assumption
stock grain[r: Region] : tonne
    starts 400 tonne
    out \"eaten\" appetite
    at least 0 tonne

let hungry : truth = any(r in Region: grain[r] < reserve)
let reserve : tonne = (

event relief[p: Province]
    when hungry
    do
        let gift = 2 * appetite * 1 month
        grain[Ukraine] += gift

what if no_relief \"Nothing is sent\"
    forbid relief

test \"nobody lives on nothing\"
    given no_relief
    holds grains[Moldavia] > 0 tonne
```
";

/// Diagnostics first, then the names in order of their declaration.
pub fn listing(sources: &dyn Sources) -> String {
    let analysis = analyse(sources);
    let mut text = String::new();
    for found in &analysis.diagnostics {
        writeln!(text, "{} {} {}", place(&analysis, found.span()), found.code.id, found.message).expect("a text");
    }
    for (id, symbol) in in_order(&analysis) {
        write!(text, "\n{}{}\n", heading(&analysis, symbol), unit(symbol)).expect("a text");
        for reference in analysis.references_to(id) {
            writeln!(text, "    {}", line(&analysis, reference)).expect("a text");
        }
    }
    text
}

/// Symbols in order of their declaration; of those that the language declares, the ones that are used.
fn in_order(analysis: &Analysis) -> Vec<(SymbolId, &Symbol)> {
    let ids = (0..analysis.symbols.len()).map(SymbolId::new);
    let used = ids.filter(|id| analysis.references_to(*id).next().is_some());
    let mut symbols: Vec<_> = used.map(|id| (id, analysis.symbol(id))).collect();
    symbols.sort_by_key(|(id, symbol)| (symbol.declared, *id));
    symbols
}

/// `stock grain[Region]`
fn heading(analysis: &Analysis, symbol: &Symbol) -> String {
    let set = |set: &Option<SymbolId>| set.map_or("?", |set| analysis.symbol(set).name.as_str());
    let sets: Vec<&str> = symbol.indices.iter().map(set).collect();
    let indices = if sets.is_empty() { String::new() } else { format!("[{}]", sets.join(", ")) };
    format!("{} {}{indices}", symbol.kind.word(), symbol.name)
}

fn unit(symbol: &Symbol) -> String {
    if symbol.unit.is_empty() { String::new() } else { format!(" : {}", symbol.unit) }
}

/// What is done with the name, where, and the line of text in which it stands.
fn line(analysis: &Analysis, reference: &Reference) -> String {
    let file = analysis.document.file(reference.span.file);
    let text = file.text[file.line_range(reference.span.range().start)].trim();
    format!("{} {:<8} {text}", place(analysis, reference.span), format!("{:?}", reference.kind).to_lowercase())
}

/// File, line and UTF-16 column, from 1 as readers count.
fn place(analysis: &Analysis, span: Span) -> String {
    let file = analysis.document.file(span.file);
    let position = file.position(span.range().start);
    format!("{}:{}:{}", file.name, position.line + 1, position.column + 1)
}

/// The broken model.
pub fn broken() -> MemorySources {
    MemorySources::new("famine").with("famine.md", BROKEN)
}

fn main() {
    let sources = match std::env::args().nth(1) {
        Some(path) => match std::fs::read(&path) {
            Ok(text) => MemorySources::new("model").with("model.md", text),
            Err(error) => return eprintln!("{path}: {error}"),
        },
        None => broken(),
    };
    print!("{}", listing(&sources));
}
