//! What an answer hangs on, in a model in which that is known.

mod common;

use common::ask;
use presidium_lab::{DiscoveryQuestion, DriversQuestion, Flip, Request, Target, flips};
use presidium_lang::model::{Change, Element, Model, Scenario};
use presidium_lang::{MemorySources, parse_change, parse_condition};

/// A claim that hangs on `strong`, on the first of three numbers, on a switch, and on luck.
const TEXT: &str = "```presidium
model \"Known\" from 1950-01 to 1950-12
    step 1 month
    language 1
set Side = left, middle, right
param strong : 1 ~ uniform(0, 1) assumption
param sides[s: Side] : 1 ~ uniform(0, 1) assumption
param idle : 1 ~ uniform(0, 1) assumption
param disputed : 1
    reading low ~ uniform(0, 0.1)
        assumption
    reading high ~ uniform(0.5, 0.6)
        assumption
switch lively \"something happens\"
draw luck per world ~ uniform(0, 1)
let score : 1 = (if lively then 1 else 0) * (strong + 0.5 * sides[left] + 0.001 * (idle + sides[right])) + 0.5 * luck + disputed
claim A1 event \"It is high\"
    role structural
    holds at(score, 1950-12) > 1
claim A2 event \"It is very high\"
    role structural
    holds at(score, 1950-12) > 1.5
```
";

fn known() -> Model {
    let sources = MemorySources::new("known").with("known.md", TEXT);
    presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model
}

fn request(question: DriversQuestion, worlds: u64) -> Request<DriversQuestion> {
    Request::new(question, 7, worlds)
}

#[test]
fn what_a_claim_hangs_on_is_found_and_nothing_else() {
    let model = known();
    let question = DriversQuestion { of: Target::Claim(0), flip_worlds: 300 };
    let found = ask(&model, 2, &request(question, 3_000));
    let names: Vec<&str> = found.seen().map(|driver| model.variables[driver.variable].name.as_str()).collect();
    assert_eq!(names[..2], ["strong", "sides"], "{names:?}");
    assert!(!names.contains(&"idle"));
    let sides = &found.parameters[1];
    assert_eq!((sides.numbers, sides.element), (3, Element(0)), "one group, of which the first number matters");
    assert!(sides.low.value < found.mean.value && found.mean.value < sides.high.value);
    assert!((0.3..0.9).contains(&found.explained()), "{}", found.explained());
    // The strongest first: the switch leaves nothing, the other reading adds half of all.
    assert_eq!(found.flipped.len(), 2);
    assert!(found.flipped.iter().all(|flipped| flipped.effect.moves()));
    assert_eq!(found, ask(&model, 1, &request(DriversQuestion { of: Target::Claim(0), flip_worlds: 300 }, 3_000)));
}

#[test]
fn what_can_be_turned_follows_the_scenario() {
    let model = known();
    let [lively, disputed] = ["lively", "disputed"].map(|name| model.variable(name).unwrap());
    assert_eq!(flips(&model, &Scenario::default()), [Flip::Reading(disputed, 1), Flip::Switch(lively, false)]);
    let changes =
        vec![Change::Switch { variable: lively, on: false }, Change::Reading { variable: disputed, reading: 1 }];
    let turned = Scenario { changes, ..Scenario::default() };
    assert_eq!(flips(&model, &turned), [Flip::Reading(disputed, 0), Flip::Switch(lively, true)]);
    let set = Scenario { changes: vec![parse_change(&model, "disputed = 0.3").unwrap()], ..Scenario::default() };
    assert_eq!(flips(&model, &set), [Flip::Switch(lively, false)]);
}

/// A condition chooses worlds, and is told apart from a change.
#[test]
fn chosen_worlds_are_those_in_which_the_condition_holds() {
    let mut model = known();
    let condition = parse_condition(&mut model, "at(luck, 1950-12) > 0.5").unwrap();
    let all = request(DriversQuestion { of: Target::Claim(0), flip_worlds: 0 }, 2_000);
    let some = Request { condition: Some(condition.clone()), ..all.clone() };
    let (all, some) = (ask(&model, 2, &all), ask(&model, 2, &some));
    assert_eq!((all.counted, some.counted), (2_000, some.left.held));
    assert!((900..1_100).contains(&some.counted) && some.mean.value > all.mean.value);
    let of_condition =
        ask(&model, 2, &request(DriversQuestion { of: Target::Condition(condition), flip_worlds: 0 }, 2_000));
    assert_eq!(of_condition.seen().count(), 0, "luck hangs on no parameter");
}

#[test]
fn a_box_is_found_where_a_claim_is_common() {
    let model = known();
    let found = ask(&model, 2, &Request::new(DiscoveryQuestion { of: Target::Claim(1) }, 7, 4_000));
    let first = &found.boxes[0];
    assert_eq!(model.variables[first.restrictions[0].variable].name, "strong");
    assert!(first.restrictions[0].low > 0.5 && first.restrictions[0].high == f64::INFINITY);
    assert!(first.inside.wilson().value > 2.0 * found.all.wilson().value);
    assert!(first.restrictions.iter().all(|end| end.quasi_p < 0.05));
    assert_eq!(found, ask(&model, 1, &Request::new(DiscoveryQuestion { of: Target::Claim(1) }, 7, 4_000)));
}
