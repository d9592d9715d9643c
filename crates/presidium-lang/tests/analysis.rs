//! What is known of every name of a model, right or wrong: what stands for what, and where.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use presidium_lang::{Analysis, MemorySources, Position, Span, WordKind, analyse, load, outline};
use support::{add_chapter, crate_folder, files_with, read};

/// Words of the language that are no names, wherever the Soviet model writes them.
const WORDS: &str = "all and any argmax as assumption at available base beta body by calibration cause chair claim \
    correlated count counts data date decision decreases do draw effect else estimate event every expect false flow \
    for forbid from function given held holds if in increases initially is known language largest least let lognormal \
    looked_ahead majority max mean member model month more most negative never noise none normal not now nth of off \
    once option or otherwise out over param per pick pin place quantity rate reading record recorded reference role \
    run say says seed seen series set some sourced split starts state step stock structural sum switch system test \
    than then to touches triangular true truth turn uniform unit until vote weighing weight weighted what when where \
    with within without worlds year";

/// Every file of a folder.
fn folder(folder: &Path) -> MemorySources {
    let mut sources = MemorySources::new("model");
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(at) = waiting.pop() {
        for entry in std::fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("within the folder").to_string_lossy().replace('\\', "/");
            sources = sources.with(name, std::fs::read(&path).expect("a file"));
        }
    }
    sources
}

fn soviet() -> Analysis {
    analyse(&folder(&crate_folder().join("../../models/ussr-1953")))
}

/// A chapter of one block, with what stands behind it.
fn chapter(code: &str, behind: &str) -> Analysis {
    let text = format!("```presidium\nmodel \"Test\" from 1953-03 to 1954-03\n{code}\n```\n{behind}");
    analyse(&add_chapter(MemorySources::new("test"), "test.md", &text))
}

/// Every symbol in order of its declaration, with each place that names it: `stock grain: 5 Declares, 9 Reads`.
fn names(analysis: &Analysis) -> Vec<String> {
    let mut places: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for reference in &analysis.references {
        let symbol = analysis.symbol(reference.symbol);
        assert_eq!(analysis.document.text(reference.span).trim_matches('"'), symbol.name);
        let line = analysis.document.place(reference.span).line;
        let key = (symbol.declared, symbol.kind.word(), symbol.name.as_str());
        places.entry(key).or_default().push(format!("{line} {:?}", reference.kind));
    }
    places.into_iter().map(|((_, kind, name), places)| format!("{kind} {name}: {}", places.join(", "))).collect()
}

fn shown(code: &str) -> String {
    names(&chapter(code, "")).join("\n")
}

fn messages(analysis: &Analysis) -> Vec<&str> {
    analysis.diagnostics.iter().map(|found| found.message.as_str()).collect()
}

/// What is no reference is a word of the language, and nothing is noted twice.
#[test]
fn every_name_of_the_soviet_model_is_a_reference_exactly_once() {
    let analysis = soviet();
    let mut noted: BTreeMap<Span, usize> = BTreeMap::new();
    for reference in &analysis.references {
        *noted.entry(reference.span).or_default() += 1;
    }
    assert!(noted.len() > 11_000 && noted.values().all(|times| *times == 1));
    let declarations = outline(&analysis.document);
    let words = declarations.iter().flat_map(|declaration| &declaration.words);
    let others = words.filter(|word| word.kind == WordKind::Name && !noted.contains_key(&word.span));
    let others: BTreeSet<&str> = others.map(|word| analysis.document.text(word.span)).collect();
    assert_eq!(others, WORDS.split_whitespace().collect());
}

/// The Soviet model without its first chapters of code: the rest keeps what it names.
#[test]
fn a_model_with_thousands_of_mistakes_keeps_its_references() {
    let whole = soviet();
    let folder_name = crate_folder().join("../../models/ussr-1953");
    let first = whole.chapters.iter().find(|chapter| !chapter.declarations.is_empty()).expect("a chapter");
    let name = whole.document.file(first.file).name.clone();
    let broken = analyse(&folder(&folder_name).with(name, "nothing is declared here"));
    assert!(broken.has_errors() && broken.model.is_none());
    assert!(broken.references.len() * 2 > whole.references.len(), "{}", broken.references.len());
}

/// Whatever is wrong with a model, a place is noted once, and its text is the name of what it stands for.
#[test]
fn wrong_models_have_sound_references() {
    let preamble = read(&crate_folder().join("tests/ui/preamble.md"));
    let mut noted = 0;
    for fixture in ["check", "parse"].iter().flat_map(|of| files_with(&crate_folder().join("tests/ui").join(of), "md"))
    {
        let sources = add_chapter(MemorySources::new("ui"), "00-preamble.md", &preamble);
        let analysis = analyse(&add_chapter(sources, "10-fixture.md", &read(&fixture)));
        let places: BTreeSet<Span> = analysis.references.iter().map(|found| found.span).collect();
        assert_eq!(places.len(), analysis.references.len(), "{}", fixture.display());
        noted += names(&analysis).len();
    }
    assert!(noted > 1_000, "{noted}");
}

#[test]
fn what_is_right_has_a_model_and_what_is_wrong_has_none() {
    let right = chapter("let two : 1 = 1 + 1", "");
    assert!(right.model.is_some() && !right.has_errors());
    let wrong = chapter("let two : 1 = one", "");
    assert!(wrong.model.is_none() && wrong.has_errors());
    assert_eq!(messages(&wrong), ["nothing is named `one`"]);
}

/// `load` and `analyse` say the same.
#[test]
fn loading_reports_what_the_analysis_found() {
    let sources = MemorySources::new("t").with("t.md", "```presidium\nlet two : 1 = one\n```\n");
    let report = load(&sources).expect_err("it is wrong");
    let (analysed, _) = analyse(&sources).into_report();
    assert_eq!(report.render(), analysed.render());
}

#[test]
fn variables_and_the_indices_of_headers() {
    let code = "set Region = north, south\nunit tonne\nstock grain[r: Region] : tonne\n  starts 1 tonne\n\
                let all : tonne = sum(q in Region: grain[q])\nlet one : tonne = grain[north]";
    let expected = "\
set Region: 3 Declares, 5 Names, 7 Names
element north: 3 Declares, 8 Reads
element south: 3 Declares
unit tonne: 4 Declares, 5 Names, 6 Names, 7 Names, 8 Names
stock grain: 5 Declares, 7 Reads, 8 Reads
bound name r: 5 Declares
let all: 7 Declares
bound name q: 7 Declares, 7 Reads
let one: 8 Declares";
    assert_eq!(shown(code), expected);
}

#[test]
fn a_symbol_says_its_unit_and_the_set_of_each_index() {
    let code = "set Region = north, south\nunit tonne\nset Person = a, b\nstate head[r: Region] : Person? = none\n\
                stock grain[r: Region, p: Person] : tonne\n  starts 1 tonne\nlet bare = 3";
    let analysis = chapter(code, "");
    let shown = |name: &str| {
        let symbol = analysis.symbols.iter().find(|symbol| symbol.name == name).expect("the symbol");
        let sets = symbol.indices.iter().map(|set| set.map_or("?", |set| &analysis.symbol(set).name));
        format!("{} [{}]", symbol.unit, sets.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(shown("head"), "Person? [Region]");
    assert_eq!(shown("grain"), "tonne [Region, Person]");
    assert_eq!(shown("r"), "Region []");
    assert_eq!(shown("north"), "Region []");
    assert_eq!(shown("bare"), " []");
    let unknown = chapter("let x[i: Nowhere] : 1 = 1", "");
    let x = unknown.symbols.iter().find(|symbol| symbol.name == "x").expect("the symbol");
    assert_eq!(x.indices, [None]);
}

#[test]
fn locals_loops_and_assignments_of_a_rule() {
    let code = "set Region = north, south\nstate mood[r: Region] : 1 = 0\nstate sum_of : 1 = 0\n\
                event riot[r: Region]\n  when mood[r] > 1\n  do\n    let half = mood[r] / 2\n    mood[r] := half\n    \
                for other in Region where other != r:\n      mood[other] += half\n    say \"{half} in {r}\"\n\
                let riots : count = sum(r in Region: times(riot[r]))";
    let expected = "\
function times: 14 Reads
set Region: 3 Declares, 4 Names, 6 Names, 11 Names, 14 Names
element north: 3 Declares
element south: 3 Declares
state mood: 4 Declares, 7 Reads, 9 Reads, 10 Assigns, 12 Assigns
bound name r: 4 Declares
state sum_of: 5 Declares
event riot: 6 Declares, 14 Reads
bound name r: 6 Declares, 7 Reads, 9 Reads, 10 Reads, 11 Reads, 13 Reads
local value half: 9 Declares, 10 Reads, 12 Reads, 13 Reads
bound name other: 11 Declares, 11 Reads, 12 Reads
let riots: 14 Declares
bound name r: 14 Declares, 14 Reads";
    assert_eq!(shown(code), expected);
}

#[test]
fn decisions_options_bodies_and_members() {
    let code = "set Person = a, b\nbody Council over m in Person where true\ndecision war\n  when true\n  \
                by vote of Council with member v\n  option fight\n    for v: \"will\" if v = a then 1 else 0\n  \
                option wait\n    for v: \"calm\" 0.5\nlet fought : truth = chosen(war, fight)\n\
                what if peace \"No war\"\n  pin war to wait";
    let expected = "\
function chosen: 12 Reads
set Person: 3 Declares, 4 Names
element a: 3 Declares, 9 Reads
element b: 3 Declares
body Council: 4 Declares, 7 Names
bound name m: 4 Declares
decision war: 5 Declares, 12 Reads, 14 Changes
bound name v: 7 Declares, 9 Names, 9 Reads, 11 Names
option fight: 8 Declares, 12 Names
option wait: 10 Declares, 14 Names
let fought: 12 Declares
what if peace: 13 Declares";
    assert_eq!(shown(code), expected);
}

#[test]
fn what_ifs_claims_tests_and_readings() {
    let code = "param zeal : 1\n  reading low = 1 assumption\n  reading high = 2 assumption\nlet x : 1 = zeal\n\
                what if calm \"Calm\"\n  reading zeal low\nclaim C1 cause \"It drives\"\n  role calibration\n  without calm\n  \
                effect at(x, 1953-05)\n  expect increases\ntest \"x is there\"\n  given calm\n  holds x > 0";
    let analysis = chapter(code, "");
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    let expected = "\
function at: 12 Reads
param zeal: 3 Declares, 6 Reads, 8 Changes
reading low: 4 Declares, 8 Names
reading high: 5 Declares
let x: 6 Declares, 12 Reads, 16 Reads
what if calm: 7 Declares, 11 Names, 15 Names
claim C1: 9 Declares
test x is there: 14 Declares";
    assert_eq!(names(&analysis).join("\n"), expected);
}

#[test]
fn works_cited_in_code_and_in_prose() {
    let behind = "As is known [smith-1990, p. 3].\n\n```bib sources.bib\n@book{smith-1990, title = {A}}\n```\n";
    let analysis = chapter("param zeal : 1 = 1 sourced [smith-1990]\nlet x : 1 = zeal", behind);
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    let shown: Vec<String> = names(&analysis).into_iter().filter(|line| line.starts_with("work")).collect();
    assert_eq!(shown, ["work smith-1990: 3 Cites, 6 Cites, 1 Declares"]);
    let work = analysis.symbols.iter().find(|symbol| symbol.name == "smith-1990").expect("the work");
    assert_eq!(analysis.document.place(work.declared.expect("a place")).file, "sources.bib");
}

#[test]
fn elements_are_named_in_tables_of_data_too() {
    let behind = "\n```csv people.csv\nid,age\nada,30\nbob,40\n```\n\n```csv pay.csv\nperson,pay\nbob,2\nada,1\n```\n";
    let code = "set Person from \"people.csv\" with age : 1 assumption\ndata pay[Person] : 1 from \"pay.csv\" assumption\n\
                let x : 1 = pay[ada] + age[bob]";
    let analysis = chapter(code, behind);
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    let ada = names(&analysis).into_iter().find(|line| line.starts_with("element ada")).expect("the element");
    assert_eq!(ada, "element ada: 5 Reads, 2 Declares, 3 Names");
}

/// A name over an unknown set is bound all the same, so that what is said of it is known, and wrong things are found.
#[test]
fn what_stands_over_an_unknown_set_keeps_its_references() {
    let code = "param zeal : 1 = 1 assumption\nstate mood : 1 = 0\nlet x[i: Nowhere] : 1 = zeal + zeal\n\
                event riot[i: Nowhere]\n  when mood > 1\n  do\n    mood := zeal\n\
                let y : 1 = sum(q in Nowhere: zeal) + count(q in Nowhere: q = q)";
    let analysis = chapter(code, "");
    assert_eq!(messages(&analysis), ["there is no set `Nowhere`"]);
    let expected = "\
param zeal: 3 Declares, 5 Reads, 5 Reads, 9 Reads, 10 Reads
state mood: 4 Declares, 7 Reads, 9 Assigns
let x: 5 Declares
bound name i: 5 Declares
event riot: 6 Declares
bound name i: 6 Declares
let y: 10 Declares
bound name q: 10 Declares
bound name q: 10 Declares, 10 Reads, 10 Reads";
    assert_eq!(names(&analysis).join("\n"), expected);
}

/// The vote of a body that is unknown, and a second declaration of a name.
#[test]
fn what_is_wrong_around_a_name_does_not_hide_it() {
    let code = "state mood : 1 = 0\nlet x : 1 = mood\nlet x : 1 = mood + 1\ndecision war\n  when true\n  \
                by vote of Nobody with member v\n  option fight\n    for v: \"mood\" mood\n  option wait\n    for v: \"calm\" 0";
    let analysis = chapter(code, "");
    assert_eq!(messages(&analysis), ["the name `x` is already given", "there is no body `Nobody`"]);
    let expected = "\
state mood: 3 Declares, 4 Reads, 5 Reads, 10 Reads
let x: 4 Declares
let x: 5 Declares
decision war: 6 Declares
bound name v: 8 Declares, 10 Names, 12 Names
option fight: 9 Declares
option wait: 11 Declares";
    assert_eq!(names(&analysis).join("\n"), expected);
}

#[test]
fn a_declaration_that_cannot_be_read_keeps_its_name() {
    let analysis = chapter("let x : 1 = (1 +\nlet y : 1 = x", "");
    assert_eq!(names(&analysis), ["unreadable declaration x: 3 Declares, 4 Reads", "let y: 4 Declares"]);
}

#[test]
fn chapters_hold_their_declarations_and_these_what_they_declare() {
    let analysis = chapter("unit tonne\nset Person = a, b\nlet x[p: Person] : 1 = 1\nlet broken : 1 = (", "");
    let shown: Vec<String> = analysis.chapters[0]
        .declarations
        .iter()
        .map(|declaration| {
            let text = analysis.document.text(declaration.span);
            let names: Vec<&str> = declaration.symbols.iter().map(|id| analysis.symbol(*id).name.as_str()).collect();
            format!("{} | {}", text.split(' ').next().unwrap_or_default(), names.join(" "))
        })
        .collect();
    assert_eq!(shown, ["model | ", "unit | tonne", "set | Person a b", "let | x p", "let | broken"]);
}

/// Each with the words behind its keyword; an option comes before its own clauses, and a label is no clause.
#[test]
fn declarations_hold_their_clauses() {
    let code = "set P = a, b\nbody Council \"C\" over m in P where true\nstock grain : 1\n  starts 1\n  at least 0\ndecision war\n  \
                \"War?\"\n  when true\n  by a as d\n  option fight\n    for d: \"will\" 1\n    do\n      grain += 1\n  option wait\n    \
                for d: \"calm\" 0\nevent end\n  when true\n  once";
    let analysis = chapter(code, "");
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    let clauses = analysis.chapters[0].declarations.iter().flat_map(|declaration| &declaration.clauses);
    let shown: Vec<String> = clauses.map(|clause| analysis.document.written(clause.span).text).collect();
    let expected = [
        "over m in P where true",
        "starts 1",
        "at least 0",
        "when true",
        "by a as d",
        "option fight for d: \"will\" 1 do grain += 1",
        "for d: \"will\" 1",
        "do grain += 1",
        "option wait for d: \"calm\" 0",
        "for d: \"calm\" 0",
        "when true",
        "once",
    ];
    assert_eq!(shown, expected);
}

/// What a clause says is told apart from the word with which it begins; values, claims and changes are clauses as well.
#[test]
fn clauses_tell_what_they_say() {
    let code = "param p : 1\n  reading old ~ normal(1, 2) within 0 .. 5 assumption\n  reading new = 3 assumption\n\
                set G = g1, g2\ndraw d[g: G] : 1 per world ~ normal(0, 1) correlated 0.5 \"luck\"\nstate s : count = 0 \"how often\"\n\
                let l : 1 = # so\n  p + d[g1]\nevent e \"It ends\"\n  every step\n  do s += 1\nclaim C1 event \"It does\"\n  role structural\n  \
                touches S1\n  holds at(s, 1953-12) > 0\ntest \"never\" given quiet\n  holds s = 0\nwhat if quiet \"Nothing\"\n  \
                forbid e from 1953-05\n  set p = 1\nsystem S1 \"Ends\"\n  off forbid e";
    let analysis = chapter(code, "");
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    let clauses = analysis.chapters[0].declarations.iter().flat_map(|declaration| &declaration.clauses);
    let shown: Vec<String> = clauses
        .map(|clause| {
            let text = |span| analysis.document.written(span).text;
            format!("{:?} {} | {}", clause.kind, text(clause.keyword), text(clause.content))
        })
        .collect();
    let expected = [
        "Reading reading | old ~ normal(1, 2) within 0 .. 5",
        "Prior ~ | normal(1, 2) within 0 .. 5",
        "Reading reading | new = 3",
        "Value = | 3",
        "Prior ~ | normal(0, 1) correlated 0.5",
        "Value = | 0",
        "Value = | p + d[g1]",
        "Repeat every step | ",
        "Effects do | s += 1",
        "Role role | structural",
        "Systems touches | S1",
        "Holds holds | at(s, 1953-12) > 0",
        "Given given | quiet",
        "Holds holds | s = 0",
        "Change forbid | e from 1953-05",
        "Change set | p = 1",
        "Value = | 1",
        "Off off | forbid e",
        "Change forbid | e",
    ];
    assert_eq!(shown, expected);
    let label = |name: &str| {
        analysis.symbols.iter().find(|symbol| symbol.name == name).map_or("", |symbol| symbol.label.as_str())
    };
    assert_eq!(
        ["d", "s", "e", "C1", "quiet", "S1", "p"].map(label),
        ["luck", "how often", "It ends", "It does", "Nothing", "Ends", ""]
    );
}

/// Parentheses are no part of a name, nor is the power of a unit.
#[test]
fn a_place_is_the_name_itself() {
    let analysis = chapter("unit km\nlet area : km^2 = 1 km^2\nlet twice : km^2 = ((area)) + (area)", "");
    assert_eq!(messages(&analysis), Vec::<&str>::new());
    assert_eq!(names(&analysis)[1], "let area: 4 Declares, 5 Reads, 5 Reads");
}

#[test]
fn the_reference_at_a_place_counts_both_ends() {
    let analysis = chapter("let first_one : 1 = 1\nlet y : 1 = first_one", "");
    let file = analysis.chapters[0].file;
    let start = analysis.document.file(file).text.rfind("first_one").expect("it is there");
    let name = |offset: usize| analysis.reference_at(file, offset).map(|found| &analysis.symbol(found.symbol).name);
    assert_eq!(name(start).map(String::as_str), Some("first_one"));
    assert_eq!(name(start + "first_one".len()).map(String::as_str), Some("first_one"));
    assert_eq!(name(start - 1), None);
    assert_eq!(analysis.references_to(analysis.reference_at(file, start).expect("it is there").symbol).count(), 2);
}

/// Lines from 0 and UTF-16 units, there and back; what lies beyond counts as the last place before it.
#[test]
fn places_are_counted_as_editors_count_them() {
    let analysis = chapter("let x : 1 = 1 # Жуков 😀 y\nlet z : 1 = x", "");
    let file = analysis.document.file(analysis.chapters[0].file);
    for (offset, letter) in file.text.char_indices() {
        let position = file.position(offset);
        assert_eq!(file.offset(position), Some(offset), "{letter:?}");
    }
    let y = file.text.find(" y").expect("it is there");
    assert_eq!(file.position(y), Position { line: 2, column: 24 });
    let face = file.text.find('😀').expect("it is there");
    assert_eq!(file.position(face + 1), file.position(face));
    assert_eq!(file.offset(Position { line: 2, column: 23 }), Some(face));
    assert_eq!(file.offset(Position { line: 2, column: 999 }), file.text.find("\nlet z"));
    assert_eq!(file.offset(Position { line: 99, column: 0 }), None);
    assert_eq!(file.position(usize::MAX), file.position(file.text.len()));
}
