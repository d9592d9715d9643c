//! Random networks of stocks and flows: nothing is lost or made, no limit is passed, and both engines agree.

mod common;

use std::fmt::Write;

use common::{agree, everything, model};
use presidium_engine::oracle::{Label, Replay, run_world};
use presidium_engine::{Outputs, Scenario, World};
use presidium_lang::model::{Element, Model, VariableKind};
use proptest::prelude::*;

/// A stock with its start and its limits, and what wants to enter and leave it from outside in a year.
#[derive(Clone, Debug)]
struct Tank {
    start: f64,
    below: Option<f64>,
    above: Option<f64>,
    rain: Option<f64>,
    leak: Option<f64>,
}

/// A flow between two tanks: so much in a year, and so much of what the first holds.
#[derive(Clone, Debug)]
struct Pipe {
    from: usize,
    to: usize,
    fixed: f64,
    share: f64,
}

fn tank(open: bool) -> impl Strategy<Value = Tank> {
    let limit = || prop::option::weighted(0.7, prop_oneof![Just(0.0), 0.0..20.0f64]);
    let outside = || prop::option::of(-200.0..200.0f64);
    let parts = (-50.0..50.0f64, limit(), limit(), outside(), outside());
    parts.prop_map(move |(start, below, above, rain, leak)| {
        let outside = |rate: Option<f64>| rate.filter(|_| open);
        Tank { start, below, above, rain: outside(rain), leak: outside(leak) }
    })
}

/// How stocks are moved.
const METHODS: [&str; 4] = ["", "method rk4", "substeps 3", "substeps 2 method rk4"];

fn network(open: bool) -> impl Strategy<Value = (Vec<Tank>, Vec<Pipe>, &'static str)> {
    prop::collection::vec(tank(open), 2..6).prop_flat_map(|tanks| {
        let count = tanks.len();
        let pipe = (0..count, 1..count, -300.0..300.0f64, prop_oneof![Just(0.0), -20.0..20.0f64]);
        let pipe = pipe.prop_map(move |(from, on, fixed, share)| Pipe { from, to: (from + on) % count, fixed, share });
        (Just(tanks), prop::collection::vec(pipe, 1..9), prop::sample::select(&METHODS[..]))
    })
}

fn text(tanks: &[Tank], pipes: &[Pipe], method: &str) -> String {
    let mut text = format!("model \"Network\" from 1953-01 to 1953-08 step 1 month {method} language 1\n");
    for (at, tank) in tanks.iter().enumerate() {
        let _ = writeln!(text, "stock tank{at} : 1\n    starts {}", tank.start);
        let terms = [("in", tank.rain), ("out", tank.leak)];
        let terms = terms.into_iter().filter_map(|(word, rate)| Some(format!("{word} \"outside\" {}/year", rate?)));
        let limits = [
            ("at least", tank.below.map(|below| tank.start - below)),
            ("at most", tank.above.map(|above| tank.start + above)),
        ];
        let limits = limits.into_iter().filter_map(|(word, limit)| Some(format!("{word} {}", limit?)));
        terms.chain(limits).for_each(|line| {
            let _ = writeln!(text, "    {line}");
        });
    }
    for (at, Pipe { from, to, fixed, share }) in pipes.iter().enumerate() {
        let _ = writeln!(text, "flow pipe{at} : 1/year = {fixed}/year + {share}/year * tank{from}");
        let _ = writeln!(text, "    from tank{from}\n    to tank{to}");
    }
    format!("# Network\n\n```presidium\n{text}```\n")
}

/// Every value of the stocks at the end of every step, stock by stock.
fn levels(model: &Model) -> Vec<Vec<f64>> {
    let stocks = everything(model).monthly.into_iter();
    let stocks = stocks.filter(|(id, _)| matches!(model.variables[*id].kind, VariableKind::Stock { .. }));
    let outputs = Outputs { monthly: stocks.collect(), ..Outputs::default() };
    run_world(model, &Scenario::default(), 1, World(0), &outputs, None).expect("a world").monthly
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_leaves_one_stock_enters_another((tanks, pipes, method) in network(false)) {
        let model = model("network", &text(&tanks, &pipes, method));
        let levels = levels(&model);
        let before: f64 = tanks.iter().map(|tank| tank.start).sum();
        for month in 0..levels[0].len() {
            let after: f64 = levels.iter().map(|stock| stock[month]).sum();
            let size: f64 = levels.iter().map(|stock| stock[month].abs()).sum();
            prop_assert!((after - before).abs() <= 1e-10 * (1.0 + size), "month {month}: {before} has become {after}");
        }
    }

    #[test]
    fn no_limit_is_passed_and_limits_alone_make_nothing((tanks, pipes, method) in network(true)) {
        let model = model("network", &text(&tanks, &pipes, method));
        for (tank, levels) in tanks.iter().zip(levels(&model)) {
            for level in levels {
                prop_assert!(tank.below.is_none_or(|below| level >= tank.start - below), "{level} is too low: {tank:?}");
                prop_assert!(tank.above.is_none_or(|above| level <= tank.start + above), "{level} is too high: {tank:?}");
            }
        }
        // What is told of a stock adds up by flows alone: its limits have neither added nor taken away.
        let replay = Replay::new(&model, &Scenario::default(), 1, World(0));
        for (at, variable) in model.variables.iter().enumerate() {
            let id = presidium_lang::model::VariableId::new(at);
            let told = replay.explain(id, Element::default(), model.first_step + 1).expect("a world");
            let sum: f64 = told.terms.iter().map(|term| term.value).sum();
            prop_assert!((sum - told.value).abs() <= 1e-9 * (1.0 + sum.abs()), "{}: {told:?}", variable.name);
            prop_assert!(told.terms.iter().all(|term| term.label != Label::Limits), "{told:?}");
        }
        agree("network", &model, &Scenario::default(), &everything(&model), 1);
    }
}
