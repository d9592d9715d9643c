//! The books of the models in `models/`, and of a small model whose pages stand beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use presidium_book::{Page, book};
use presidium_lang::model::{Expr, VariableId, VariableKind};
use presidium_lang::{Analysis, MemorySources, analyse};
use presidium_sources::FolderSources;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Every link leads to a page and a point that exist; every point is there once; the contents name every page once.
#[test]
fn links_lead_somewhere() {
    let mut folders = vec![];
    models(&crate_folder().join("../../models"), &mut folders);
    folders.push(crate_folder().join("tests/small"));
    assert!(folders.len() > 2);
    for folder in folders {
        let pages = read_book(&folder);
        let broken = broken_links(&pages);
        assert!(broken.is_empty(), "{}:\n{}", folder.display(), broken.join("\n"));
    }
}

/// Users are the references of the analysis; what the checked model says that an equation reads is among them, by itself or
/// through a function that it calls.
#[test]
fn equations_stand_under_what_they_read() {
    let folder = crate_folder().join("../../models/ussr-1953");
    let (analysis, pages) = (analysis(&folder), read_book(&folder));
    let model = analysis.model.expect("the model is right");
    let lines: Vec<&str> = pages.iter().flat_map(|page| page.text.lines()).filter(|l| l.starts_with("<li>")).collect();
    let of = |name: &str| {
        let own = format!("#def-{name}\"><code>{name}</code></a>");
        lines.iter().find(|line| line.split_once("</a>").is_some_and(|(head, _)| format!("{head}</a>").ends_with(&own)))
    };
    let stands = |user: &str, under: &str| of(under).is_some_and(|line| line.contains(&format!("#def-{user}\"")));
    let functions: Vec<&str> = model.functions.iter().map(|function| function.name.as_str()).collect();
    let mut missing = vec![];
    let mut seen = 0;
    for variable in &model.variables {
        let VariableKind::Let { value } = &variable.kind else { continue };
        let called: Vec<&str> = functions.iter().copied().filter(|name| stands(&variable.name, name)).collect();
        for read in reads(value).into_iter().map(|id| &model.variables[id]).filter(|read| !read.hidden) {
            seen += 1;
            if !stands(&variable.name, &read.name) && !called.iter().any(|name| stands(name, &read.name)) {
                missing.push(format!("`{}` does not stand under `{}`", variable.name, read.name));
            }
        }
    }
    assert!(seen > 500 && missing.is_empty(), "{seen} readings\n{}", missing.join("\n"));
}

/// What a word means is what the checker found it to mean, whatever else has the same name.
#[test]
fn a_word_links_to_what_it_means() {
    let code = "model \"T\" from 1953-03 to 1954-03\nlet hold : 1 = 1\nset P = a, b\nlet q : 1 = sum(hold in P: if hold = a then 1 else 0)\n\
                decision war\n  when true\n  by a as hold\n  option fight\n    for hold: \"will\" 1\n  option hold\n    for hold: \"calm\" 0\n\
                what if peace \"None\"\n  pin war to hold";
    let analysis = analyse(&MemorySources::new("t").with("model.md", format!("```presidium\n{code}\n```\n")));
    let pages = book(&analysis).unwrap_or_else(|| panic!("{:?}", analysis.diagnostics));
    let text = &pages.iter().find(|page| page.path == "src/model.md").expect("the chapter").text;
    assert!(text.contains("id=\"def-hold\"") && text.contains("href=\"model.md#def-war\""), "{text}");
    assert!(!text.contains("<a href=\"model.md#def-hold\">hold</a>"), "{text}");
    assert!(text.contains("<code>hold</code></a> read by nothing else"), "{text}");
}

#[test]
fn a_model_with_errors_has_no_book() {
    let wrong = "```presidium\nmodel \"T\" from 1953-03 to 1954-03\nlet x : 1 = y\n```\n";
    assert_eq!(book(&analyse(&MemorySources::new("t").with("model.md", wrong))), None);
}

/// Also of as many equations, tests, and systems that a claim rests on.
#[test]
fn a_book_of_a_hundred_thousand_elements_ends() {
    const MANY: usize = 100_000;
    let listed = |name: fn(usize) -> String| (0..MANY).map(name).collect::<Vec<_>>().join(", ");
    let lines = |line: fn(usize) -> String| (0..MANY).map(line).collect::<Vec<_>>().join("\n");
    let system = "system P \"prices\"\n    off set x = 0\nclaim C1 event \"It holds\"\n    role structural\n    holds x > 0\n    touches ";
    let many = [
        (format!("set S = {}", listed(|i| format!("e{i}"))), "src/SUMMARY.md", "Index"),
        (lines(|i| format!("let y{i} : 1 = x")), "src/names.md", "y99999"),
        (lines(|i| format!("test \"t{i}\"\n    holds x > 0")), "src/claims.md", "t99999"),
        (format!("{system}{}", listed(|_| "P".to_owned())), "src/systems.md", "C1"),
    ];
    for (code, page, words) in many {
        let text =
            format!("```presidium\nmodel \"M\" from 1953-01 to 1953-12\nparam x : 1 = 1 assumption\n{code}\n```\n");
        let analysis = analyse(&MemorySources::new("many").with("model.md", text));
        let pages = book(&analysis).expect("it is sound");
        let found = pages.iter().find(|found| found.path == page).unwrap_or_else(|| panic!("no page {page}"));
        assert!(found.text.contains(words), "{page} does not say {words}");
    }
}

#[test]
fn a_book_says_how_stocks_move() {
    let pages = read_book(&crate_folder().join("../../models/tutorial/epidemic"));
    let words = "Stocks move by the method of Runge and Kutta (of fourth order), in 4 sub-steps of each step.";
    assert!(pages.iter().any(|page| page.text.contains(words)), "no page says {words}");
}

/// `UPDATE=1 cargo test` rewrites the expectation.
#[test]
fn small_book() {
    let folder = crate_folder().join("tests/small");
    let pages = read_book(&folder);
    let shown = pages.iter().filter(|page| page.path != "presidium.css");
    let found: String = shown.map(|page| format!("=== {}\n{}\n", page.path, page.text)).collect();
    let file = folder.with_extension("expected");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &found).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expected, "{} differs; found:\n{found}", file.display());
}

fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Folders that hold a chapter of their own.
fn models(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut inner: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    inner.sort();
    if inner.iter().any(|path| path.extension().is_some_and(|ending| ending == "md")) {
        into.push(folder.to_path_buf());
    }
    inner.iter().filter(|path| path.is_dir()).for_each(|path| models(path, into));
}

fn read_book(folder: &Path) -> Vec<Page> {
    book(&analysis(folder)).unwrap_or_else(|| panic!("{} has errors", folder.display()))
}

fn analysis(folder: &Path) -> Analysis {
    let sources = FolderSources::open(folder).unwrap_or_else(|error| panic!("{error}"));
    analyse(&sources)
}

/// Variables that an expression reads itself.
fn reads(expr: &Expr) -> BTreeSet<VariableId> {
    let mut found = BTreeSet::new();
    expr.visit(&mut |part| {
        if let Expr::Read { variable, .. } = part {
            found.insert(*variable);
        }
    });
    found
}

fn broken_links(pages: &[Page]) -> Vec<String> {
    let mut broken = vec![];
    let mut points: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let texts: Vec<(&str, &str)> =
        pages.iter().filter_map(|page| Some((page.path.strip_prefix("src/")?, page.text.as_str()))).collect();
    for &(name, text) in &texts {
        let own = points.entry(name).or_default();
        for id in attributes(text, "id=\"") {
            if !own.insert(id.clone()) {
                broken.push(format!("{name} has the point `{id}` twice"));
            }
        }
    }
    for &(name, text) in &texts {
        for link in links(text) {
            let (page, point) = link.split_once('#').unwrap_or((&link, ""));
            let page = if page.is_empty() { name } else { page };
            let outside = page.contains("://") || page.starts_with("mailto:");
            let found = points.get(page).is_some_and(|own| point.is_empty() || own.contains(point));
            if !outside && !found {
                broken.push(format!("{name} links to `{link}`, which is not there"));
            }
        }
    }
    let contents: Vec<String> =
        texts.iter().filter(|(name, _)| *name == "SUMMARY.md").flat_map(|(_, t)| links(t)).collect();
    for (name, _) in texts.iter().filter(|(name, _)| *name != "SUMMARY.md") {
        if contents.iter().filter(|link| link == name).count() != 1 {
            broken.push(format!("{name} does not stand once in the contents"));
        }
    }
    broken
}

/// Links of Markdown and of the HTML within.
fn links(text: &str) -> Vec<String> {
    let mut links = vec![];
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Html(html) | Event::InlineHtml(html) => links.extend(attributes(&html, "href=\"")),
            _ => {}
        }
    }
    links
}

/// Values of an attribute of HTML, up to its closing quote.
fn attributes(html: &str, opening: &str) -> Vec<String> {
    let parts = html.split(opening).skip(1);
    parts.filter_map(|part| part.split_once('"').map(|(value, _)| value.to_owned())).collect()
}
