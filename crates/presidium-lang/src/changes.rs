//! Texts that are about a checked model: changes, scenarios, names of what can be observed.
//!
//! Each is read by the grammar of a document, against the names of a model that is there already. The model is not copied.

use crate::ast::{self, Argument, ExprKind};
use crate::document::Document;
use crate::findings::Findings;
use crate::model::{BinaryOp, Change, Condition, Element, Model, Scenario, VariableId};
use crate::report::Report;
use crate::span::FileId;
use crate::{characters, check, parser};

/// Changes of a model, with what their author should look at again.
#[derive(Clone, Debug)]
pub struct Changes {
    /// In the order in which they were written.
    pub changes: Vec<Change>,
    /// Warnings, and the texts that were read.
    pub warnings: Report,
}

/// Reads changes that are made together, each in a text of its own and in the words of a line of a `what if`:
/// `pin report to silent`, `forbid plot[Premier] from 1957-01`; `set` may be left out: `plot_zeal = 0.5 1/year`.
///
/// # Errors
/// What is wrong with the first text that cannot be read, or with the changes; among it that two of them change the same
/// thing.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load, parse_changes};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nparam wait : month = 2 months assumption\nlet w : month = wait\n```\n";
/// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
///
/// let read = parse_changes(&model, &["wait = 1 month"]).unwrap();
/// assert_eq!((read.changes.len(), read.warnings.warnings()), (1, 0));
/// let twice = parse_changes(&model, &["wait = 1 month", "wait = 3 months"]).unwrap_err();
/// assert_eq!(twice.diagnostics[0].message, "`wait` is changed twice");
/// ```
pub fn parse_changes(model: &Model, texts: &[&str]) -> Result<Changes, Box<Report>> {
    let mut document = Document::default();
    let mut parsed = vec![];
    for (i, text) in texts.iter().enumerate() {
        let name = if texts.len() == 1 { "change".to_string() } else { format!("change {}", i + 1) };
        match read(&mut document, &name, text, parser::parse_change) {
            Ok(change) => parsed.push(change),
            Err(findings) => return Err(Box::new(Report::new(findings, document))),
        }
    }
    let (changes, warnings) = check::check_changes(model, document, &parsed).map_err(Box::new)?;
    Ok(Changes { changes, warnings })
}

/// Reads a single change, as [`parse_changes`] does, without the warnings.
///
/// # Errors
/// What is wrong with the text, as in a document.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load, parse_change};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nparam wait : month = 2 months assumption\nlet w : month = wait\n```\n";
/// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
///
/// let change = parse_change(&model, "wait = 1 month").unwrap();
/// assert_eq!(change.to_text(&model), "set wait = 1 month");
/// ```
pub fn parse_change(model: &Model, text: &str) -> Result<Change, Box<Report>> {
    let Changes { mut changes, warnings } = parse_changes(model, &[text])?;
    changes.pop().ok_or_else(|| Box::new(warnings))
}

/// Reads a scenario: changes, names of the model's what-ifs and systems, and ways to run it, apart by line or by `;`.
///
/// The ways to run it are `follow record`, which may go `until 1953-06`, `decide by lot`, `widen priors by 2`, `redraw parameters by seed 7`,
/// `exchange Anna and Boris` and `shuffle grip by seed 7`. Of two changes of the same thing the
/// later one wins, so that whatever [`Scenario::to_text`] writes can be read.
///
/// # Errors
/// What is wrong with the text, as in a document.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load, parse_scenario};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nparam wait : month = 2 months assumption\nlet w : month = wait\n```\n";
/// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
///
/// let scenario = parse_scenario(&model, "set wait = 1 month; follow record").unwrap();
/// assert_eq!(scenario.follow_record, Some(model.until_step));
/// assert!(parse_scenario(&model, "set wait = 1 day; waits").unwrap_err().render().contains("there is no what-if `waits`"));
/// ```
pub fn parse_scenario(model: &Model, text: &str) -> Result<Scenario, Box<Report>> {
    let mut document = Document::default();
    match read(&mut document, "scenario", text, parser::parse_scenario) {
        Ok(lines) => check::check_scenario(model, document, &lines).map_err(Box::new),
        Err(findings) => Err(Box::new(Report::new(findings, document))),
    }
}

/// Reads a condition on whole worlds, in the words of a claim: `at(holder[Premier], 1957-06) = Bulganin and ever(war)`.
///
/// What it looks at is added to the model, which is otherwise as it was.
///
/// # Errors
/// What is wrong with the text, as in a document; among it that it looks at something that the model would have to keep for
/// its sake, such as `previous(x, …)`.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load, parse_condition};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nstate x : 1 = 0\nevent e\n    every step\n    do x += 1\n```\n";
/// let mut model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
///
/// let condition = parse_condition(&mut model, "at(x, 1953-06) > 3").unwrap();
/// assert_eq!((model.clock.seen_text(condition.horizon).as_str(), model.observers.len()), ("1953-06", 1));
/// let mistake = parse_condition(&mut model, "at(x, 1953-06)").unwrap_err();
/// assert!(mistake.render().contains("condition"));
/// ```
pub fn parse_condition(model: &mut Model, text: &str) -> Result<Condition, Box<Report>> {
    let mut document = Document::default();
    let expr = match read(&mut document, "condition", text, parser::parse_expression) {
        Ok(expr) => expr,
        Err(findings) => return Err(Box::new(Report::new(findings, document))),
    };
    let (extended, condition) = check::check_condition(model, document, text, &expr).map_err(Box::new)?;
    *model = extended;
    Ok(condition)
}

/// The parts of a condition on worlds, each with what it says together with those before it, as texts that [`parse_condition`] reads: of
/// `a and b` these are `a` and `b`, of `ever(a and b, window)` they are `ever(a, window)` and `ever(b, window)`. Nothing of a text that
/// has no such parts.
///
/// # Example
/// ```
/// use presidium_lang::parts_of_condition;
///
/// let parts = parts_of_condition("ever(war and hunger, 1953-03 .. 1953-09)");
/// assert_eq!(parts[1], ["ever(hunger, 1953-03 .. 1953-09)", "ever((war) and (hunger), 1953-03 .. 1953-09)"]);
/// assert!(parts_of_condition("ever(war)").is_empty());
/// ```
pub fn parts_of_condition(text: &str) -> Vec<[String; 2]> {
    let mut document = Document::default();
    let Ok(expr) = read(&mut document, "condition", text, parser::parse_expression) else { return vec![] };
    let (before, whole, after) = match &expr.kind {
        ExprKind::Call { name, arguments } if name.text == "ever" => match arguments.first() {
            Some(Argument::Value(first)) => {
                let after = text.get(first.span.end as usize..expr.span.end as usize).unwrap_or(")");
                ("ever(", first, after)
            }
            _ => return vec![],
        },
        _ => ("", &expr, ""),
    };
    let mut conjuncts = vec![];
    conjuncts_of(whole, &mut conjuncts);
    if conjuncts.len() < 2 {
        return vec![];
    }
    let written = |part: &ast::Expr| document.written(part.span).text;
    let mut together: Vec<String> = vec![];
    let parts = conjuncts.into_iter().map(|part| {
        together.push(format!("({})", written(part)));
        [format!("{before}{}{after}", written(part)), format!("{before}{}{after}", together.join(" and "))]
    });
    parts.collect()
}

fn conjuncts_of<'e>(expr: &'e ast::Expr, found: &mut Vec<&'e ast::Expr>) {
    match &expr.kind {
        ExprKind::Binary { op: BinaryOp::And, left, right, .. } => {
            conjuncts_of(left, found);
            conjuncts_of(right, found);
        }
        _ => found.push(expr),
    }
}

/// Reads the name of a variable, with an element if only one is meant: `harvest`, `grievance[army]`.
///
/// The element is a row-major position; nothing stands for all elements.
///
/// # Errors
/// What is wrong with the text, as in a document.
///
/// # Example
/// ```
/// use presidium_lang::{MemorySources, load, parse_observable};
///
/// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nparam wait : month = 2 months assumption\nlet w : month = wait\n```\n";
/// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
///
/// let (variable, element) = parse_observable(&model, "wait").unwrap();
/// assert_eq!((model.variables[variable].name.as_str(), element), ("wait", None));
/// ```
pub fn parse_observable(model: &Model, text: &str) -> Result<(VariableId, Option<Element>), Box<Report>> {
    let mut document = Document::default();
    match read(&mut document, "observable", text, parser::parse_name) {
        Ok((name, elements)) => check::check_observable(model, document, &name, &elements).map_err(Box::new),
        Err(findings) => Err(Box::new(Report::new(findings, document))),
    }
}

/// Adds a text to a document of its own and parses it.
fn read<T>(
    document: &mut Document,
    name: &str,
    text: &str,
    parse: fn(FileId, &str) -> Result<T, Findings>,
) -> Result<T, Findings> {
    let file = document.add_plain(name, text.to_string());
    match characters::check(file, text) {
        Some(unseen) => Err(unseen.into()),
        None => parse(file, text),
    }
}
