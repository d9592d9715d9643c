//! Parameters that come from the rows of a table.

mod common;

use common::{agree, agree_on_one_program, everything, model};
use presidium_engine::oracle::run_world;
use presidium_engine::{Options, Outputs, Scenario, World};
use presidium_lang::model::{Element, Model, Rows};
use presidium_lang::parse_scenario;

const TEXT: &str = "# A\n```presidium
model \"Rows\" from 1953-01 to 1953-12
set P = a \"A\", b \"B\", c \"C\"
param level : 1 ~ uniform(0, 10)
    assumption
param grip[p: P] : 1 ~ uniform(0, 1) correlated 0.3
    assumption
param follows[p: P] : 1 ~ normal(grip[p], 0.1)
    assumption
draw weather per year ~ normal(0, 1)
let seen[p: P] : 1 = level + grip[p] + follows[p] + weather
```
";

/// Two rows, each of two consecutive worlds: the level, and the grip of the second.
fn rows(model: &Model) -> Rows {
    let [level, grip] = ["level", "grip"].map(|name| model.variable(name).expect("it is declared"));
    let columns = vec![(level, Element(0)), (grip, Element(1))];
    Rows::new(columns, vec![0.25, 0.5, 0.75, 0.125], 2).expect("two rows of two columns")
}

fn scenario(model: &Model, text: &str) -> Scenario {
    let told = parse_scenario(model, text).unwrap_or_else(|report| panic!("{}", report.render()));
    Scenario { rows: Some(rows(model)), ..told }
}

/// A parameter's element in the first worlds.
fn values(model: &Model, text: &str, name: &str, element: usize) -> Vec<f64> {
    let id = model.variable(name).expect("it is declared");
    let outputs = Outputs { monthly: vec![(id, Element::at(element))], ..Outputs::default() };
    let world = |world| run_world(model, &scenario(model, text), 1953, World(world), &outputs, None).expect("it ends");
    (0..6).map(|number| world(number).monthly[0][0]).collect()
}

fn level_of_first(model: &Model, scenario: &Scenario) -> f64 {
    let level = model.variable("level").expect("it is declared");
    let outputs = Outputs { monthly: vec![(level, Element(0))], ..Outputs::default() };
    run_world(model, scenario, 1953, World(0), &outputs, None).expect("it ends").monthly[0][0]
}

#[test]
fn a_world_has_the_parameters_of_its_row() {
    let model = model("rows", TEXT);
    assert_eq!(values(&model, "", "level", 0), [2.5, 2.5, 7.5, 7.5, 2.5, 2.5]);
    assert_eq!(values(&model, "", "grip", 1), [0.5, 0.5, 0.125, 0.125, 0.5, 0.5]);
    let free = values(&model, "", "grip", 0);
    assert!(
        free.iter().all(|value| free.iter().filter(|other| *other == value).count() == 1),
        "no row says it: {free:?}"
    );
    assert_eq!(values(&model, "set level = 3", "level", 0), [3.0; 6], "a change says otherwise");
    let redrawn = values(&model, "redraw level by seed 4", "level", 0);
    assert!(
        redrawn.iter().all(|value| [2.5, 7.5].contains(value)) && redrawn != [2.5, 2.5, 7.5, 7.5, 2.5, 2.5],
        "{redrawn:?}"
    );
    let own = Scenario { rows: Some(rows(&model).of_seed(4)), ..scenario(&model, "redraw level by seed 4") };
    assert_eq!(level_of_first(&model, &own), 2.5, "its own seed leaves a row where it is");
    assert_eq!(values(&model, "exchange a and b", "grip", 0), [0.5, 0.5, 0.125, 0.125, 0.5, 0.5]);
}

#[test]
fn the_oracle_and_the_engine_agree() {
    let model = model("rows", TEXT);
    let texts =
        ["", "redraw parameters by seed 9", "widen priors by 2", "set level ~ uniform(2, 3)", "set grip[b] = 0.25"];
    let mut scenarios: Vec<Scenario> = texts.iter().map(|text| scenario(&model, text)).collect();
    for (text, scenario) in texts.iter().zip(&scenarios) {
        agree(text, &model, scenario, &everything(&model), 9);
    }
    agree("exchange", &model, &scenario(&model, "exchange a and b"), &everything(&model), 9);
    scenarios.insert(0, Scenario::default());
    let served = agree_on_one_program("rows", &model, &scenarios, &Options::default(), &everything(&model), 20);
    assert_eq!(served, scenarios.len() - 1, "one program serves runs with rows and without");
}

/// Rows that go together differ by what they say, and by no luck.
#[test]
fn rows_that_go_together_meet_the_same_luck() {
    let model = model("rows", TEXT);
    let rows = rows(&model).together(2);
    let scenario = Scenario { rows: Some(rows.clone()), ..Scenario::default() };
    let outputs = everything(&model);
    let world = |world| run_world(&model, &scenario, 1953, World(world), &outputs, None).expect("it ends").monthly;
    let of = |name: &str, element: usize, at: u64| {
        let wanted = (model.variable(name).expect("it is declared"), Element::at(element));
        let place = outputs.monthly.iter().position(|seen| *seen == wanted).expect("everything is seen");
        world(at)[place].clone()
    };
    // Worlds 0 and 1 have the first row, 2 and 3 the second.
    assert_eq!((of("level", 0, 0)[0], of("level", 0, 2)[0]), (2.5, 7.5));
    for (name, element) in [("weather", 0), ("grip", 0), ("grip", 2)] {
        assert_eq!(of(name, element, 0), of(name, element, 2), "{name}");
        assert_eq!(of(name, element, 1), of(name, element, 3), "{name}");
        assert_ne!(of(name, element, 0), of(name, element, 1), "{name}");
        assert_ne!(of(name, element, 0), of(name, element, 4), "{name}: another round has other luck");
    }
    agree("together", &model, &scenario, &outputs, 9);
    let redrawn = Scenario { rows: Some(rows), ..self::scenario(&model, "redraw level by seed 9") };
    let scenarios = [Scenario::default(), self::scenario(&model, ""), scenario.clone(), redrawn];
    let served = agree_on_one_program("rows", &model, &scenarios, &Options::default(), &outputs, 20);
    assert_eq!(served, scenarios.len(), "one program serves all");
}
