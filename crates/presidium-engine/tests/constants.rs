//! A constant that the checker folds has the bits of the same expression computed in a run.

mod common;

use common::{agree, everything, model};
use presidium_engine::oracle::run_world;
use presidium_engine::{Scenario, World};
use presidium_lang::model::Model;
use proptest::prelude::*;

const FRAME: &str = "model \"Constants\" from 1953-11 to 1954-01 step 1 month language 1
set A = a, b, c
set S in A = c, b
data known[x: A] : 1 = a 1.7, b -0.3, c 12.9
    assumption
data born[x: A] : date
    | id | value |
    | a | 1902-01-08 |
    | b | 1899-03-29 |
    | c | never |
    assumption
";

/// Pure numbers, for the element `x` of `A`.
fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-9_999..9_999_i32).prop_map(|n| format!("({})", f64::from(n) / 1000.0)),
        (-8..9_i32).prop_map(|n| format!("({n})")),
        prop_oneof![Just("known[x]"), Just("known[b]"), Just("month_of(born[x])"), Just("year_of(born[b])")]
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        let function = prop::sample::select(vec![
            "exp",
            "ln",
            "logistic",
            "normal_cdf",
            "sqrt",
            "abs",
            "floor",
            "sin",
            "cos",
            "tan",
            "tanh",
            "round",
        ]);
        let operation = prop::sample::select(vec!["+", "-", "*", "/", "^"]);
        let relation = prop::sample::select(vec!["<", "<=", ">", ">=", "=", "!="]);
        let fold = prop::sample::select(vec!["sum", "mean", "min", "max"]);
        let unit = prop::sample::select(vec!["day", "month"]);
        prop_oneof![
            (operation, two.clone()).prop_map(|(op, (a, b))| format!("({a} {op} {b})")),
            (function, inner.clone()).prop_map(|(function, a)| format!("{function}({a})")),
            (relation, two.clone(), three.clone())
                .prop_map(|(op, (a, b), (c, ..))| format!("(if {a} {op} {b} or not ({c} > 0) then {a} else {c})")),
            three.clone().prop_map(|(a, b, c)| format!("min({a}, {b}, {c})")),
            three.clone().prop_map(|(a, b, c)| format!("max({a}, {b}, {c})")),
            three.prop_map(|(a, b, c)| format!("clamp({a}, {b}, {c})")),
            two.clone().prop_map(|(a, b)| format!("mod({a}, {b})")),
            inner.clone().prop_map(|a| format!("lookup({a}, -1: 2, 0: 0.3, 1: 3, 4: -1)")),
            (fold, two.clone()).prop_map(|(fold, (a, b))| format!("{fold}(x in S where {a} < known[x]: {b})")),
            two.prop_map(|(a, b)| format!("count(x in A: {a} < {b})")),
            (unit, inner).prop_map(|(unit, a)| format!("((born[b] + {a} * 1 {unit} - 1950-01) / 1 month)")),
        ]
    })
}

/// Values that are not finite are refused before a run or stop it; that is tested elsewhere.
fn is_run(text: &str) -> Option<Model> {
    let sources = presidium_lang::MemorySources::new("constants").with("model.md", text);
    let model = presidium_lang::load(&sources).ok()?.model;
    run_world(&model, &Scenario::default(), 1, World(0), &everything(&model), None).is_ok().then_some(model)
}

fn program(expression: &str) -> String {
    format!(
        "```presidium\n{FRAME}param folded[x: A] : 1 = {expression}\n    assumption\nlet computed[x: A] : 1 = {expression}\n\
         let read : 1 = sum(x in A: folded[x])\n```\n"
    )
}

/// The bits of each element as folded and as computed.
#[track_caller]
fn same_bits(expression: &str, model: &Model) {
    let outputs = everything(model);
    let world = run_world(model, &Scenario::default(), 1, World(0), &outputs, None).expect("a world");
    let bits = |name: &str| -> Vec<u64> {
        let id = model.variable(name).expect("a variable");
        let columns = outputs.monthly.iter().zip(&world.monthly).filter(|((variable, _), _)| *variable == id);
        columns.map(|(_, values)| values[0].to_bits()).collect()
    };
    assert_eq!(bits("folded"), bits("computed"), "{expression}");
    agree(expression, model, &Scenario::default(), &outputs, 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn constants_are_folded_to_the_bits_of_a_run(expression in number()) {
        if let Some(model) = is_run(&program(&expression)) {
            same_bits(&expression, &model);
        }
    }
}

/// Arguments for which two implementations are likely to differ in the last bit.
#[test]
fn every_function_is_folded_to_the_bits_of_a_run() {
    let functions = [
        "sin(y)",
        "cos(y)",
        "tan(y)",
        "tanh(y)",
        "round(y)",
        "mod(y, 0.7)",
        "mod(-y, 2)",
        "exp(y)",
        "ln(y)",
        "logistic(y)",
        "normal_cdf(y)",
        "sqrt(y)",
        "y ^ 0.37",
        "2.3 ^ y",
        "y ^ 3",
        "-0 - y",
    ];
    for function in functions {
        let terms: Vec<String> = (1..40).map(|n| function.replace('y', &format!("({n} * 0.173 + known[a])"))).collect();
        for term in terms {
            same_bits(&term, &model("constants", &program(&term)));
        }
    }
}

/// Of three and more values, too.
#[test]
fn the_smallest_of_several_is_the_smallest() {
    let text = program("min(3, 2, 1, known[x]) + 10 * max(1, 2, 3, known[x])");
    let model = model("constants", &text);
    same_bits("min and max", &model);
    let outputs = everything(&model);
    let world = run_world(&model, &Scenario::default(), 1, World(0), &outputs, None).expect("a world");
    let computed = model.variable("computed").expect("a variable");
    let values = outputs.monthly.iter().zip(&world.monthly).filter(|((id, _), _)| *id == computed);
    assert_eq!(values.map(|(_, values)| values[0]).collect::<Vec<_>>(), [31.0, -0.3 + 30.0, 130.0]);
}
