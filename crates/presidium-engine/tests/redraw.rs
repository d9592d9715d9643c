//! Other parameters with the same luck, other luck with the same parameters, and attributes that are dealt anew.

mod common;

use common::{agree, agree_on_one_program, everything, model};
use presidium_engine::oracle::run_world;
use presidium_engine::{Options, Outputs, Scenario, World};
use presidium_lang::model::{Element, Model};
use presidium_lang::parse_scenario;

const TEXT: &str = "# A\n```presidium
model \"Dealt\" from 1953-01 to 1953-12
set P = a \"A\", b \"B\", c \"C\"
set Few in P = b, c
param level : 1 ~ normal(0, 1)
    assumption
param grip[p: P] : 1 ~ normal(0.5, 0.2) within 0 .. 1 correlated 0.3
    assumption
param ties[p: P, q: P] : 1 ~ uniform(0, 1)
    assumption
param of_few[p: Few] : 1 ~ uniform(0, 1)
    assumption
param follows[p: P] : 1 ~ normal(grip[p], 0.1)
    assumption
data rank[p: P] : 1 = a 1, b 2, c 3
    assumption
draw weather per year ~ normal(0, 1)
let seen[p: P] : 1 = level + grip[p] + rank[p] + follows[p] + weather + sum(q in P: ties[p, q])
let seen_few[p: Few] : 1 = of_few[p]
```
";

fn scenario(model: &Model, text: &str) -> Scenario {
    parse_scenario(model, text).unwrap_or_else(|report| panic!("{}", report.render()))
}

/// The values of a variable in the first step of a world.
fn values(model: &Model, text: &str, seed: u64, name: &str) -> Vec<f64> {
    let id = model.variable(name).expect("it is declared");
    let monthly = model.variables[id].elements(model).map(|element| (id, element)).collect();
    let outputs = Outputs { monthly, ..Outputs::default() };
    let result = run_world(model, &scenario(model, text), seed, World(7), &outputs, None).expect("it ends");
    result.monthly.iter().map(|months| months[0]).collect()
}

#[test]
fn the_oracle_and_the_engine_agree() {
    let model = model("dealt", TEXT);
    let texts = [
        "redraw parameters by seed 9",
        "redraw grip by seed 9",
        "redraw parameters by seed 9; redraw ties by seed 10",
        "exchange a and b",
        "exchange a and b; exchange b and c; redraw parameters by seed 2",
        "shuffle ties by seed 3",
        "shuffle rank by seed 4; set grip[a] = 0.25",
    ];
    let scenarios: Vec<Scenario> = texts.iter().map(|text| scenario(&model, text)).collect();
    for (text, scenario) in texts.iter().zip(&scenarios) {
        agree(text, &model, scenario, &everything(&model), 5);
        assert_eq!(&parse_scenario(&model, &scenario.to_text(&model)).expect("its text"), scenario);
    }
    let served = agree_on_one_program("dealt", &model, &scenarios, &Options::default(), &everything(&model), 20);
    assert_eq!(served, 3, "a program serves all that is drawn anew, and nothing that is dealt anew");
}

#[test]
fn redrawn_parameters_are_those_of_the_other_seed_and_draws_stay() {
    let model = model("dealt", TEXT);
    let all = "redraw parameters by seed 9";
    for name in ["level", "grip", "ties", "follows"] {
        assert_eq!(values(&model, all, 1953, name), values(&model, "", 9, name), "{name}");
    }
    assert_eq!(values(&model, all, 1953, "weather"), values(&model, "", 1953, "weather"));
    let one = "redraw level by seed 9";
    assert_eq!(values(&model, one, 1953, "level"), values(&model, "", 9, "level"));
    assert_eq!(values(&model, one, 1953, "grip"), values(&model, "", 1953, "grip"));
}

#[test]
fn exchanged_attributes_are_those_of_the_other() {
    let model = model("dealt", TEXT);
    let exchanged = "exchange a and b";
    let swapped = |name: &str| {
        let before = values(&model, "", 1953, name);
        let after = values(&model, exchanged, 1953, name);
        assert_eq!(after, [before[1], before[0], before[2]], "{name}");
    };
    swapped("grip");
    swapped("rank");
    let (before, after) = (values(&model, "", 1953, "ties"), values(&model, exchanged, 1953, "ties"));
    let at = |all: &[f64], p: usize, q: usize| all[Element::at(3 * p + q).index()];
    assert_eq!(at(&after, 0, 2), at(&before, 1, 2));
    assert_eq!(at(&after, 0, 1), at(&before, 1, 0));
    assert_eq!(values(&model, exchanged, 1953, "of_few"), values(&model, "", 1953, "of_few"), "a is not among the few");
    assert_ne!(values(&model, "exchange b and c", 1953, "of_few"), values(&model, "", 1953, "of_few"));
}

#[test]
fn a_shuffled_attribute_has_the_same_values() {
    let model = model("dealt", TEXT);
    let sorted = |text: &str| {
        let mut all = values(&model, text, 1953, "grip");
        all.sort_by(f64::total_cmp);
        all
    };
    let orders: Vec<Vec<f64>> =
        (0..20).map(|seed| values(&model, &format!("shuffle grip by seed {seed}"), 1953, "grip")).collect();
    assert!(orders.iter().any(|order| order != &orders[0]));
    assert_eq!(sorted("shuffle grip by seed 5"), sorted(""));
    assert_eq!(values(&model, "shuffle grip by seed 5", 1953, "rank"), values(&model, "", 1953, "rank"));
}

#[test]
fn what_cannot_be_dealt_is_refused() {
    let model = model("dealt", TEXT);
    for (wrong, message) in [
        ("redraw weather by seed 1", "`weather` is"),
        ("redraw grip by seed 1.5", "a whole number"),
        ("redraw nothing by seed 1", "nothing"),
        ("exchange a and a", "exchanged with itself"),
        ("exchange a and z", "z"),
        ("shuffle seen by seed 1", "`seen` is"),
    ] {
        let report = parse_scenario(&model, wrong).expect_err(wrong).render();
        assert!(report.contains(message), "{wrong}: {report}");
    }
}
