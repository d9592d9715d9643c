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

mod designs {
    use std::sync::Arc;

    use presidium_lab::{Design, DesignPoint, DesignQuestion, Levels, ParameterSpace, Spreading, Target};

    use super::*;

    fn question(design: Design, each: u64, common_luck: bool) -> Request<DesignQuestion> {
        let worlds = design.points.len() as u64 * each;
        let of = vec![Target::Claim(0), Target::Claim(1)];
        Request::new(DesignQuestion { of, design: Arc::new(design), each, common_luck }, 7, worlds)
    }

    /// A point of a table says what the same changes of a scenario say, and with common luck in the same worlds.
    #[test]
    fn a_point_is_what_its_changes_are() {
        let model = known();
        let [strong, disputed, lively] =
            ["strong", "disputed", "lively"].map(|name| model.variable(name).expect("it is declared"));
        let point = |strong, reading, lively_on| DesignPoint {
            luck: vec![strong],
            turned: vec![Flip::Reading(disputed, reading), Flip::Switch(lively, lively_on)],
        };
        let points = vec![point(0.9, 0, true), point(0.9, 1, true), point(0.2, 0, true), point(0.9, 0, false)];
        let design = Design { columns: vec![(strong, Element(0))], points };
        let found = ask(&model, 2, &question(design.clone(), 200, true));
        let texts = [
            "set strong = 0.9",
            "set strong = 0.9; choose reading high of disputed",
            "set strong = 0.2",
            "set strong = 0.9; switch lively off",
        ];
        for (point, text) in found.points.iter().zip(texts) {
            let changes = text.split("; ").map(|change| match change.strip_prefix("choose reading high of ") {
                Some(_) => Change::Reading { variable: disputed, reading: 1 },
                None => parse_change(&model, change).unwrap_or_else(|report| panic!("{}", report.render())),
            });
            let scenario = Scenario { changes: changes.collect(), ..Scenario::default() };
            let ledger = presidium_lab::LedgerQuestion { claims: vec![0, 1], ..Default::default() };
            let known = ask(&model, 1, &Request { scenario, ..Request::new(ledger, 7, 200) });
            for (claim, mean) in point.means.iter().enumerate() {
                let row = known.rows.iter().find(|row| row.claim == claim).expect("it is asked");
                assert_eq!(row.finding.value(), mean.value, "{text}, claim {claim}");
            }
        }
        // Other luck at each point says the same, but not in the same worlds.
        let apart = ask(&model, 2, &question(design, 200, false));
        assert_ne!(apart.points[0].means, found.points[0].means);
        assert!((apart.points[0].means[0].value - found.points[0].means[0].value).abs() < 0.15);
    }

    #[test]
    fn any_number_of_threads_finds_the_same() {
        let model = known();
        let strong = model.variable("strong").expect("it is declared");
        let space = ParameterSpace::of(&model, &[strong, model.variable("sides").expect("it is declared")]);
        let choices = vec![vec![Flip::Switch(model.variable("lively").expect("it is declared"), true)]];
        for how in [Spreading::LatinHypercube, Spreading::Sobol] {
            let design = Design::spread(how, (&space, &choices), 50, 3).expect("a design");
            assert_eq!(design.columns.len(), 4);
            let one = ask(&model, 1, &question(design.clone(), 30, true));
            assert_eq!(one, ask(&model, 3, &question(design, 30, true)));
            assert!(one.points.iter().all(|point| point.counted == [30, 30]));
        }
    }

    /// In a Latin hypercube each tenth of a prior has a tenth of the points; of a factorial design each level is combined with each.
    #[test]
    fn points_lie_where_they_are_said_to() {
        let model = known();
        let [strong, disputed] = ["strong", "disputed"].map(|name| model.variable(name).expect("it is declared"));
        let space = ParameterSpace::of(&model, &[strong]);
        let readings: Vec<Flip> = [0, 1].map(|reading| Flip::Reading(disputed, reading)).to_vec();
        let choices = vec![readings.clone()];
        let design = Design::spread(Spreading::LatinHypercube, (&space, &choices), 10, 3).expect("a design");
        let mut parts: Vec<usize> = design.points.iter().map(|point| (point.luck[0] * 10.0) as usize).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..10).collect::<Vec<_>>());
        let low = design.points.iter().filter(|point| point.turned == [readings[0]]).count();
        assert_eq!(low, 5, "half of the points have each reading");

        let levels = [Levels::Numbers(vec![(strong, Element(0))], vec![0.1, 0.9]), Levels::Choice(readings)];
        let design = Design::factorial(&levels).expect("a design");
        let seen: Vec<(f64, Vec<Flip>)> =
            design.points.into_iter().map(|point| (point.luck[0], point.turned)).collect();
        let flip = |reading| vec![Flip::Reading(disputed, reading)];
        assert_eq!(seen, [(0.1, flip(0)), (0.1, flip(1)), (0.9, flip(0)), (0.9, flip(1))]);
    }
}
