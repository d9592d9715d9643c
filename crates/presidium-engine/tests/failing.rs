//! Which worlds fail depends on the model, the scenario and the luck alone.

mod common;

use common::{claims, everything, model};
use presidium_engine::oracle::{Trace, WorldResult, run_world};
use presidium_engine::{Failure, Fault, Needed, Options, Outputs, Program, Scenario, Workspace, World, Worlds};
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model};

const WORLDS: u64 = 60;

fn worlds() -> impl Iterator<Item = World> {
    Worlds::from(0..WORLDS).iter()
}

const SEED: u64 = 7;

fn program(lines: &str) -> Model {
    let frame = "model \"Failing\" from 1900-01 to 1900-12\nset Thing = a, b, c\n\
                 data weight[t: Thing] : 1 = a 0, b 1, c 2\n    assumption\n\
                 param d : 1 ~ discrete(0: 1, 1: 3)\n    assumption\nparam e : 1 ~ uniform(0.5, 1)\n    assumption\n\
                 state kept : 1 = 0\nstate who : Thing? = none\nbody All over t in Thing where true\n";
    model("failing", &format!("# Failing\n\n```presidium\n{frame}{lines}\n```\n"))
}

fn oracle(model: &Model, outputs: &Outputs, world: World) -> Result<WorldResult, Failure> {
    run_world(model, &Scenario::default(), SEED, world, outputs, None)
}

/// The worlds that stop, with the month; the same whatever is asked, and by whom.
fn stopped(model: &Model) -> Vec<(World, Step)> {
    let asked = [Outputs::default(), claims(model), everything(model)];
    let mut answers = Vec::new();
    for outputs in &asked {
        for options in [Options::default(), Options { optimise: false, width: 3, ..Options::default() }] {
            let program = Program::compile(model, &Scenario::default(), outputs, &options);
            let batch = program.run(SEED, Worlds::from(0..WORLDS), &mut Workspace::new());
            answers.push(batch.stops.iter().map(|stop| (stop.world, stop.month)).collect::<Vec<_>>());
        }
        let failures = worlds().filter_map(|world| oracle(model, outputs, world).err());
        answers.push(failures.map(|failure| (failure.world, failure.month)).collect());
    }
    let told = worlds().filter_map(|world| {
        let mut trace = Trace::default();
        run_world(model, &Scenario::default(), SEED, world, &Outputs::default(), Some(&mut trace)).err()
    });
    answers.push(told.map(|failure| (failure.world, failure.month)).collect());
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    answers.swap_remove(0)
}

/// The equation of the first world that stops, then what is wrong with it.
fn fault(model: &Model) -> String {
    let failure = worlds().find_map(|world| oracle(model, &Outputs::default(), world).err());
    failure.map_or_else(String::new, |failure| format!("{}: {:?}", failure.equation, failure.fault))
}

/// Checks what stops the worlds in which `d` is zero: nothing, or this.
fn fails(lines: &str, expected: &str) {
    let model = program(lines);
    let zero = worlds().filter(|&world| {
        let d = model.variable("d").map(|d| vec![(d, Element::default())]).unwrap_or_default();
        let quiet = program("");
        oracle(&quiet, &Outputs { monthly: d, ..Outputs::default() }, world).is_ok_and(|seen| seen.monthly[0][0] == 0.0)
    });
    let zero: Vec<World> = zero.collect();
    assert!(zero.len() > 5 && zero.len() < 30, "some worlds have a zero: {zero:?}");
    let worlds: Vec<World> = stopped(&model).into_iter().map(|(world, _)| world).collect();
    let due = if expected.is_empty() { Vec::new() } else { zero };
    assert_eq!((worlds, fault(&model).as_str()), (due, expected), "{lines}");
}

#[test]
fn a_let_that_nobody_needs_stops_nothing() {
    fails("let x : 1 = e / d", "");
    fails("let x : 1 = e / d\nclaim A event \"x\"\n    role structural\n    holds at(x, 1900-06) > 0", "");
    fails("let x : 1 = e / d\nlet y : 1 = smooth(x, 2 months, initially 0) + previous(x, initially 0)", "");
}

#[test]
fn a_let_that_a_rule_needs_stops_the_world() {
    fails("let x : 1 = e / d\nevent v\n    every step\n    do kept := x", "x: Infinite(Value)");
    fails("let x : 1 = e / d\nevent v\n    when x > 2\n    do kept := 1", "x: Infinite(Value)");
    fails("event v\n    when e / d > 2\n    do kept := 1", "v: ComparesInfinite");
    fails("let x : 1 = 0 * (1 / d)\nevent v\n    every step\n    do kept := x", "x: Operation(0.0, Multiply, inf)");
    fails("let x : 1 = e / d\nstock s : 1\n    starts 0\n    in x / 1 year", "x: Infinite(Value)");
    fails("stock s : 1\n    starts e / d", "s: Infinite(Value)");
    fails("event v\n    rate e / d / 1 year\n    do kept := 1", "v: Infinite(Rate)");
}

#[test]
fn a_part_that_is_not_needed_cannot_fail() {
    let guarded = |guard: &str| format!("let x : 1 = e / d\nevent v\n    every step\n    do kept := {guard}");
    fails(&guarded("if d > 0 then x else 0"), "");
    fails(&guarded("if d > 0 and x > 1 then 1 else 0"), "");
    fails(&guarded("if d = 0 or x > 1 then 1 else 0"), "");
    fails(&guarded("sum(t in Thing where d > 0: x * weight[t])"), "");
    fails(&guarded("weight[who] otherwise 0"), "");
    fails(&guarded("weight[who] otherwise x"), "x: Infinite(Value)");
    fails(&guarded("if x > 1 and d > 0 then 1 else 0"), "x: Infinite(Value)");
    fails("let x : 1 = e / d\nevent v\n    when d > 0 and x > 0\n    do kept := x", "");
    fails("let x : 1 = e / d\nevent v\n    every step\n    do if d > 0: kept := x", "");
    fails("let x : 1 = e / d\nevent v\n    every step\n    do let y = x\n       if d > 0: kept := y", "");
    fails("let x : 1 = e / d\nevent v\n    every step\n    do for t in Thing where d > 0: kept := x", "");
}

#[test]
fn an_infinity_inside_an_equation_is_a_number_but_not_in_comparisons_and_folds() {
    let used = |value: &str| format!("event v\n    every step\n    do kept := {value}");
    fails(&used("1 / (1 + e / d)"), "");
    fails(&used("min(e / d, 3)"), "");
    fails(&used("logistic(e / d)"), "");
    fails(&used("if e / d > 3 then 1 else 0"), "v: ComparesInfinite");
    fails(&used("min(t in Thing: e / d)"), "v: FoldsInfinite");
    fails(&used("1 / sum(t in Thing: e / d)"), "v: FoldsInfinite");
    fails(&used("weight[argmax(t in Thing: e / d)] otherwise 0"), "v: FoldsInfinite");
    fails(&used("min(0 * (e / d), 3)"), "v: Operation(0.0, Multiply, inf)");
}

#[test]
fn a_product_beyond_all_numbers_is_found() {
    let lines = "param big : 1 = 1e200\n    assumption\nlet y : 1 = big * big\n\
                 claim A quantity \"y\"\n    role structural\n    holds at(y, 1900-12) > 0";
    let model = program(lines);
    assert_eq!(stopped(&model), []);
    let result = oracle(&model, &claims(&model), World(0)).expect("nothing needs it");
    let why = result.missing[0].clone().expect("it is missing");
    assert!(result.finals[0].is_nan());
    assert_eq!(
        (why.equation.as_str(), why.fault, why.month),
        ("y", Fault::Infinite(Needed::Value), Step::of_month(1900, 12))
    );
    let stopping = program("param big : 1 = 1e200\n    assumption\nstock s : 1\n    starts big");
    assert_eq!(stopped(&stopping).len(), WORLDS as usize);
    assert_eq!(fault(&stopping), "s: TooLarge(Value, 1e200)");
}

#[test]
fn votes_fail_by_what_they_need() {
    let vote = |settings: &str, utility: &str| {
        format!(
            "let x : 1 = e / d\ndecision v\n    every step\n    by vote of All with member m{settings}\n\
             \x20   option yes\n        for m \"u\" {utility}\n        do kept := 1\n    option no"
        )
    };
    fails(&vote("", "x"), "x: Infinite(Value)");
    fails(&vote(", present d > 0", "x"), "");
    fails(&vote(", present x > 0", "1"), "x: Infinite(Value)");
    fails(&vote(", noise x", "1"), "x: Infinite(Value)");
    fails(&vote(", present d > 0, noise x", "1"), "");
    fails(&vote(", majority x", "1"), "x: Infinite(Value)");
    fails(&vote(", noise d - 1", "1"), "v: Vote(Noise)");
    fails(&vote(", present d > 0, noise d - 1", "1"), "");
    fails(&vote(", majority d - 0.5", "1"), "v: Vote(Majority)");
    fails(&vote(", quorum d - 1 heads", "1"), "v: Vote(Quorum)");
    fails(&vote(", abstention d - 1", "1"), "v: Vote(Abstention)");
    // What nobody can meet lets the vote fail, and not the world.
    fails(&vote(", quorum 9 - d heads, majority 3 - d", "1"), "");
}
