//! Methods by which stocks move, held against closed forms: how fast errors fall with the step, and that the oracle and the engine
//! agree to the bit.

mod common;

use common::{agree, everything, model};
use presidium_engine::math::{cos, exp, sin};
use presidium_engine::oracle::{Label, Replay, run_world};
use presidium_engine::{Outputs, Scenario, World};
use presidium_lang::model::{Element, Model};

/// A differential equation with a known solution: stocks, and the first one's value after two seconds.
struct Problem {
    name: &'static str,
    text: &'static str,
    solution: f64,
}

fn problems() -> [Problem; 5] {
    [
        Problem { name: "decay", text: "stock x : 1\n    starts 1\n    out x / 1 second\n", solution: exp(-2.0) },
        Problem {
            name: "oscillator",
            text: "stock x : 1\n    starts 1\n    in speed\nstock speed : 1/second\n    starts 0/second\n    out pull\n\
                   let pull : 1/second^2 = x / 1 second^2\n",
            solution: cos(2.0),
        },
        Problem {
            name: "logistic",
            text: "stock x : 1\n    starts 0.1\n    in growth\n    at least 0\n    at most 1\n\
                   let room : 1 = 1 - x\nlet growth : 1/second = 2/second * x * room\n",
            solution: 1.0 / (1.0 + 9.0 * exp(-4.0)),
        },
        Problem {
            name: "forced by time",
            text: "stock x : 1\n    starts 0\n    in cos(age / 1 second) / 1 second\nlet age : second = now\n",
            solution: sin(2.0),
        },
        Problem {
            name: "from one to the other",
            text: "stock x : 1\n    starts 1\nstock y : 1\n    starts 0\n    at most 1\n\
                   flow there : 1/second = x / 1 second\n    from x\n    to y\n\
                   flow back : 1/second = y / 1 second\n    from y\n    to x\n",
            solution: (1.0 + exp(-4.0)) / 2.0,
        },
    ]
}

fn frame(step: f64, method: &str) -> String {
    format!("unit second\nmodel \"M\" from 0 to 2 second step {step} second {method} language 2\n")
}

fn solved(problem: &Problem, step: f64, method: &str) -> Model {
    model(problem.name, &format!("# M\n\n```presidium\n{}{}```\n", frame(step, method), problem.text))
}

/// How far from the solution the first stock ends.
fn error(problem: &Problem, step: f64, method: &str) -> f64 {
    let model = solved(problem, step, method);
    let x = model.variable("x").expect("it is declared");
    let outputs = Outputs { monthly: vec![(x, Element(0))], ..Outputs::default() };
    let world = run_world(&model, &Scenario::default(), 1, World(0), &outputs, None).expect("it ends");
    (world.monthly[0].last().expect("a step") - problem.solution).abs()
}

/// By which power of the step the error falls, from a step to half of it.
fn order(halves: impl Fn(f64) -> f64) -> f64 {
    (halves(1.0) / halves(0.5)).log2()
}

#[test]
fn errors_fall_with_the_power_of_the_method() {
    for problem in problems() {
        for (method, expected) in [("method euler", 1.0), ("method rk4", 4.0)] {
            let found = order(|half| error(&problem, 0.1 * half, method));
            assert!((found - expected).abs() < 0.35, "{}, {method}: order {found}", problem.name);
            let by_substeps = [1, 2].map(|n| error(&problem, 0.1, &format!("substeps {n} {method}")));
            let found = (by_substeps[0] / by_substeps[1]).log2();
            assert!((found - expected).abs() < 0.35, "{}, {method} in sub-steps: order {found}", problem.name);
        }
    }
}

#[test]
fn sub_steps_are_as_good_as_steps() {
    for problem in problems() {
        for method in ["method euler", "method rk4"] {
            let (steps, parts) =
                (error(&problem, 0.125, method), error(&problem, 0.5, &format!("substeps 4 {method}")));
            assert!((steps - parts).abs() < 1e-12, "{}, {method}: {steps} and {parts}", problem.name);
        }
    }
}

#[test]
fn the_engine_moves_stocks_as_the_oracle_does() {
    for problem in problems() {
        for method in ["", "method rk4", "substeps 3", "substeps 3 method rk4"] {
            let model = solved(&problem, 0.25, method);
            agree(problem.name, &model, &Scenario::default(), &everything(&model), 2);
        }
    }
}

/// Rules change stocks and states before stocks move; a rate sees that, whether it has a name or not.
#[test]
fn to_give_a_rate_a_name_changes_nothing() {
    let text = |method: &str| {
        format!(
            "# M\n\n```presidium\n{}let rate : 1/second = (if open then x else 0) / 3 second + shape\n\
             let shape : 1/second = step(0.1/second, 1 second) + ramp(0.1/second^2, 0.5 second) + 0.01/second * gust\n\
             draw gust per step ~ normal(0, 1)\nstate open : truth = false\n\
             stock x : 1\n    starts 1\n    out rate\nstock y : 1\n    starts 1\n\
             out (if open then y else 0) / 3 second + step(0.1/second, 1 second) + ramp(0.1/second^2, 0.5 second) \
             + 0.01/second * gust\n\
             event opens\n    every 0.5 second from 0 second\n    do open := not open\n       x += 0.25\n       y += 0.25\n```\n",
            frame(0.25, method)
        )
        .replace("\nout (if", "\n    out (if")
    };
    for method in ["method rk4", "substeps 2", "substeps 2 method rk4"] {
        let model = model("names", &text(method));
        let [x, y] = ["x", "y"].map(|name| model.variable(name).expect("it is declared"));
        let outputs = Outputs { monthly: vec![(x, Element(0)), (y, Element(0))], ..Outputs::default() };
        let world = run_world(&model, &Scenario::default(), 1, World(3), &outputs, None).expect("it ends");
        assert_eq!(world.monthly[0], world.monthly[1], "{method}");
        agree("names", &model, &Scenario::default(), &everything(&model), 3);
    }
}

/// What has a whole step to itself brings what it is in that step, whatever the method.
#[test]
fn windows_take_whole_steps() {
    let text = "stock x : 1\n    starts 0\n    in pulse(1/second, 0.5 second .. 0.75 second)\n    in step(1/second, 1 second)\n    \
                in pulse_train(1/second, 0.25 second, 0.5 second, 0 second .. 2 second)\n";
    for method in ["", "method rk4", "substeps 3", "substeps 3 method rk4"] {
        let error = error(&Problem { name: "windows", text, solution: 0.5 + 1.0 + 1.0 }, 0.25, method);
        assert!(error < 1e-14, "{method}: {error}");
    }
}

/// The account of a stock adds up to what it holds, and that of a flow to what flowed.
#[test]
fn why_tells_the_whole_change() {
    for method in ["", "method rk4", "substeps 3", "substeps 3 method rk4"] {
        for problem in problems() {
            let model = solved(&problem, 0.25, method);
            let replay = Replay::new(&model, &Scenario::default(), 1, World(0));
            for (at, variable) in model.variables.iter().enumerate() {
                let id = presidium_lang::model::VariableId::new(at);
                let told = replay.explain(id, Element(0), model.first_step + 3).expect("a world");
                let sum: f64 = told.terms.iter().map(|term| term.value).sum();
                assert!((sum - told.value).abs() < 1e-12, "{}, {method}, {}: {told:?}", problem.name, variable.name);
                assert!(told.terms.iter().all(|term| term.label != Label::Limits), "{method}: {told:?}");
                assert!(!told.reads.is_empty() || variable.name == "age", "{method}: {told:?}");
            }
        }
    }
}
