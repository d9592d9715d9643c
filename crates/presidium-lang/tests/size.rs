//! Texts of any size and depth are read in proportion to their size, or refused with a place.
//!
//! Each test makes its text. All of them run on the small stack of a thread, as a library must.

use presidium_lang::model::Model;
use presidium_lang::{MemorySources, Report, Severity, analyse};

/// Many enough that anything quadratic would not end.
const MANY: usize = 100_000;

const FRAME: &str = "model \"Size\" from 1953-01 to 1953-12\nparam x : 1 = 1 assumption\n";

fn checked(code: &str) -> Result<(Model, Report), Box<Report>> {
    checked_with(code, "")
}

fn checked_with(code: &str, prose: &str) -> Result<(Model, Report), Box<Report>> {
    let text = format!("```presidium\n{FRAME}{code}\n```\n{prose}");
    analyse(&MemorySources::new("size").with("size.md", text)).into_model()
}

/// Something for each number.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

fn joined(count: usize, separator: &str, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(separator)
}

#[track_caller]
fn sound(code: &str) -> Model {
    checked(code).unwrap_or_else(|report| panic!("{}", report.render_styled(3))).0
}

/// The first complaint, which must have this code, and the text at its place.
#[track_caller]
fn refused(code: &str, expected: &str) -> Box<Report> {
    let report = checked(code).expect_err("it is refused");
    let codes: Vec<&str> = report.diagnostics.iter().map(|found| found.code.id).take(3).collect();
    assert!(codes.contains(&expected), "{}", report.render_styled(3));
    assert!(report.render().len() < 20_000_000);
    report
}

/// The deepest expressions that are allowed, in all their forms.
fn deepest() -> Vec<String> {
    let chain = |operator: &str, item: &str| vec![item; 200].join(operator);
    vec![
        format!("let y : 1 = {}", chain(" + ", "x")),
        format!("let y : 1 = {}", chain(" - ", "x")),
        format!("let y : 1 = {}", chain(" * ", "x")),
        format!("let y : truth = {}", chain(" and ", "x > 0")),
        format!("let y : truth = {}", chain(" or ", "x > 0")),
        format!("let y : 1 = min({})", chain(", ", "x")),
        format!("let y : 1 = {}x{}", "(".repeat(60), " + x)".repeat(60)),
        format!("let y : 1 = {}x{}", "abs(".repeat(60), ")".repeat(60)),
        format!("let y : 1 = {}2", each(30, |i| format!("if x > {i} then 1 else "))),
        format!("set P = a, b\nlet y : 1 = {}x{}", "sum(p in P: ".repeat(30), ")".repeat(30)),
        format!("set P = a, b\nstate h[p: P] : P = p\nlet y : P = {}a{}", "h[".repeat(60), "]".repeat(60)),
    ]
}

#[test]
fn the_deepest_expressions_need_little_stack() {
    for code in deepest() {
        let thread = std::thread::Builder::new().stack_size(512 << 10);
        let run = thread.spawn(move || assert!(sound(&code).variables.len() > 1));
        run.expect("a thread").join().expect("no mistake");
    }
}

#[test]
fn a_long_chain_is_refused_with_its_place() {
    let chains = [
        format!("let y : 1 = {}", joined(MANY, " + ", |_| "x".into())),
        format!("let y : 1 = {}", joined(MANY, " - ", |_| "x".into())),
        format!("let y : 1 = {}", joined(MANY, " * ", |_| "x".into())),
        format!("let y : 1 = {}", joined(MANY, "^", |_| "x".into())),
        format!("let y : truth = {}", joined(MANY, " and ", |_| "x > 0".into())),
        format!("let y : truth = {}", joined(MANY, " or ", |_| "x > 0".into())),
        format!("let y : 1 = {}", joined(MANY, " otherwise ", |_| "x".into())),
        format!("let y : 1 = {}2", each(MANY, |i| format!("if x > {i} then 1 else "))),
        format!("let y : 1 = min({})", joined(MANY, ", ", |_| "x".into())),
        format!("set P = a\nlet y : 1 = sum({}: x)", joined(MANY, ", ", |i| format!("p{i} in P"))),
        format!("let y : 1 = {}x{}", "(".repeat(MANY), ")".repeat(MANY)),
        format!("let y : 1 = {}x", "- ".repeat(MANY)),
        format!("let y : truth = {}x > 0", "not ".repeat(MANY)),
        format!("let y : 1 = {}x{}", "abs(".repeat(MANY), ")".repeat(MANY)),
        format!("set P = a\nstate h[p: P] : P = a\nlet y : P = {}a{}", "h[".repeat(MANY), "]".repeat(MANY)),
    ];
    for chain in chains {
        let report = refused(&chain, "E0110");
        let place = report.document.place(report.diagnostics[0].span());
        assert!(place.line >= 3, "{place:?}");
    }
}

#[test]
fn of_a_long_line_only_what_lies_around_a_mistake_is_shown() {
    let far = joined(MANY, " + ", |_| "x".into());
    let twice = format!("event e\n  when true\n  do\n    let y = x let z = {far} let y = x");
    for code in [
        twice,
        format!("let y : truth = {}", joined(150, " + ", |_| "x".repeat(MANY))),
        format!("set S = {}", joined(MANY, ", ", |_| "a".into())),
    ] {
        let report = checked(&code).expect_err("it is refused");
        let longest = report.render().lines().map(str::len).max();
        assert!(longest.is_some_and(|longest| longest < 5_000), "{longest:?}");
        let last = report.diagnostics.last().expect("a mistake").span();
        let column = last.start as usize - report.document.file(last.file).line_start(last.start as usize) + 1;
        assert!(report.render().contains(&format!(":{column}\n")), "a place is told by its column in the text");
    }
}

#[test]
fn nested_blocks_are_refused_with_their_place() {
    let blocks = each(2_000, |i| format!("    {}if x > {i}:\n", " ".repeat(i)));
    let code = format!("state z : 1 = 0\nevent e\n  when true\n  do\n{blocks}{}z := 1", " ".repeat(3_000));
    refused(&code, "E0110");
    let others = "    else if x > 2: z := 2\n".repeat(MANY);
    refused(&format!("state z : 1 = 0\nevent e\n  when true\n  do\n    if x > 1: z := 1\n{others}"), "E0110");
}

#[test]
fn long_lists_are_data() {
    let elements = joined(MANY, ", ", |i| format!("e{i}"));
    let values = joined(MANY, ", ", |i| format!("e{i} {i}"));
    let rows = each(MANY, |i| format!("  | f{i} | {i} |\n"));
    let points = joined(MANY, ", ", |i| format!("{i}: {i}"));
    let terms = joined(MANY, " ", |i| format!("\"t{i}\" x"));
    let loaded = sound(&format!(
        "set S = {elements}\ndata d[s: S] : 1 = {values} assumption\n\
         set T with e : 1 assumption\n  | id | e |\n{rows}\
         set U in S = {elements}\nset V in S where d[it] > 3\n\
         let y : 1 = lookup(x, {points})\nlet z : 1 = sum of {terms}\n\
         let w : 1 = sum(s in S: d[s])"
    ));
    assert_eq!(loaded.sets[presidium_lang::model::SetId::from_raw(2)].elements.len(), MANY);
}

#[test]
fn many_declarations_are_read_in_proportion() {
    sound(&format!(
        "{}let y0 : 1 = x\nunit a0\n{}stock s : 1 starts 0\n{}\
         state z : 1 = 0\nevent e\n  when true\n{}  do\n{}",
        each(MANY, |i| format!("let y{} : 1 = y{i}\n", i + 1)),
        each(MANY, |i| format!("unit a{} = 1 a{i}\n", i + 1)),
        each(MANY, |i| format!("  in \"t{i}\" x / 1 year\n")),
        "  unless x > 1\n".repeat(MANY),
        "    z := z + 1\n".repeat(MANY),
    ));
}

#[test]
fn chains_of_sets_units_and_data_need_no_stack() {
    sound(&format!(
        "{}set S0 = a, b\n{}unit a0\n",
        each(MANY / 10, |i| format!("set S{} in S{i} where true\n", i + 1)),
        each(MANY, |i| format!("unit a{} = 1 a{i}\n", i + 1)),
    ));
    let circle = |i: usize| (i + 1) % MANY;
    refused(&each(MANY, |i| format!("let y{i} : 1 = y{}\n", circle(i))), "E0601");
    refused(&each(MANY, |i| format!("unit a{i} = 1 a{}\n", circle(i))), "E0307");
    refused(&format!("set S = a\n{}", each(MANY, |i| format!("set S{i} in S{} where true\n", circle(i)))), "E0404");
    refused(&each(MANY, |i| format!("data d{i} : 1 = d{} assumption\n", circle(i))), "E0404");
}

/// Every kind of mistake, a hundred thousand times.
#[test]
fn a_hundred_thousand_mistakes_are_reported_in_proportion() {
    let mistakes = [
        each(MANY, |i| format!("let y{i} : 1 = €\n")),
        each(MANY, |i| format!("foo{i} bar\n")),
        each(MANY, |i| format!("let y{i} : 1 = zzz{i}\n")),
        each(MANY, |i| format!("param y{i} : uu{i} = 1 assumption\n")),
        each(MANY, |i| format!("let y{i} : 1 = true\n")),
        each(MANY, |i| format!("let y{i} : 1 = 1 1\n")),
        each(MANY, |i| format!("let y{i} : 1 = \"foo\n")),
        "let y : 1 = x\n".repeat(MANY),
        "param y\n".repeat(MANY),
        "model \"S\" from 1953-01 to 1953-12\n".repeat(MANY),
        format!("state z : 1 = 0\nevent e\n  when true\n  do\n{}", each(MANY, |i| format!("    z{i} := 1\n"))),
        format!("state z : 1 = 0\nevent e\n  when true\n  do\n{}", "    z = 1\n".repeat(MANY)),
        format!("event e\n  when true\n  do\n{}", "    say \"{zz +}\"\n".repeat(MANY)),
        format!("set S with d : 1 assumption\n  | id | d |\n{}", each(MANY, |i| format!("  | e{i} | x{i} |\n"))),
        format!("set S = a\ndata d[s: S] : 1 assumption\n  | S | d |\n{}", each(MANY, |i| format!("  | e{i} | 1 |\n"))),
    ];
    for text in mistakes {
        let report = checked(&text).expect_err("it is refused");
        assert!(report.errors() >= MANY - 2, "{} of {}", report.errors(), &text[..80]);
        assert_eq!(report.diagnostics.iter().filter(|found| found.severity == Severity::Error).count(), 10_000);
        let shown = report.render_styled(50);
        assert!(shown.len() < 50_000);
        assert!(shown.contains("more errors"), "{shown}");
    }
}

#[test]
fn a_hundred_thousand_warnings_are_reported_in_proportion() {
    let warned = [
        checked(&each(MANY, |i| format!("param y{i} : 1 = 1 assumption\n"))),
        checked(&each(MANY, |i| format!("let y{i} : 1 = x otherwise 1\n"))),
        checked_with("let y : 1 = x", &"```presidum\nfoo\n```\n".repeat(MANY)),
    ];
    for loaded in warned {
        let (_, warnings) = loaded.expect("it is sound");
        assert!(warnings.warnings() >= MANY, "{}", warnings.render_styled(3));
        assert_eq!(warnings.diagnostics.len(), 10_000);
        assert!(warnings.render_styled(50).contains("more warnings"));
    }
}

#[test]
fn one_mistake_with_many_places_names_some_of_them() {
    let report = refused(&"starts 1\n".repeat(MANY), "E0105");
    assert!(report.render().contains("and 99980 more places"), "{report}");
    let prose = checked_with("let y : 1 = x", &each(MANY, |i| format!("see [foo{i}-1953]\n\n")));
    assert_eq!(prose.expect_err("no such works").errors(), MANY);
}

#[test]
fn a_quoted_text_is_cut_where_nobody_would_read_on() {
    let word = "a".repeat(1 << 20);
    for code in
        [format!("let y : 1 = {word}"), format!("let y : 1 = x {word}"), format!("param z : {word} = 1 assumption")]
    {
        assert!(checked(&code).expect_err("no such name").render().len() < 10_000);
    }
}

/// Each of them points at the first one, far above.
#[test]
fn mistakes_that_point_far_away_are_shown_in_proportion() {
    let report = checked(&"let y : 1 = x\n".repeat(MANY)).expect_err("it is refused");
    let shown = report.render();
    assert!(shown.contains(":::") && shown.len() < 10_000_000, "{}", shown.len());
}

/// No warning takes the place of an error.
#[test]
fn errors_are_shown_first() {
    let code = format!("{}let z : 1 = true", each(100, |i| format!("let y{i} : 1 = x otherwise 1\n")));
    let shown = checked(&code).expect_err("it is refused").render_styled(3);
    assert!(shown.contains("E0306") && shown.contains("there are 98 more warnings"), "{shown}");
}
