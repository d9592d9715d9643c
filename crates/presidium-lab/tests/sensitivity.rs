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
        assert_ne!(apart.points[2].means, found.points[2].means);
        assert!((apart.points[2].means[0].value - found.points[2].means[0].value).abs() < 0.15);
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

mod designed {
    use presidium_lab::{MorrisQuestion, TotalsQuestion, movable};

    use super::*;

    /// A line, an interaction with a group of two, Sobol's g of two factors with weights 0 and 1, and luck as large as one of the line.
    const TEXT: &str = "```presidium
model \"Closed\" from 1950-01 to 1950-02
    step 1 month
    language 1
set Side = left, right
param one : 1 ~ uniform(0, 1) assumption
param two : 1 ~ uniform(0, 1) assumption
param sides[s: Side] : 1 ~ uniform(0, 1) assumption
param idle : 1 ~ uniform(0, 1) assumption
draw luck per world ~ uniform(0, 1)
let line : 1 = 3 * one - 2 * two + sides[left] + 2 * sides[right] + 2 * luck
let g : 1 = max(4 * one - 2, 2 - 4 * one) * ((max(4 * two - 2, 2 - 4 * two) + 1) / 2)
claim A1 event \"It is high\"
    role structural
    holds at(line, 1950-02) > 3
```
";

    fn closed() -> Model {
        let sources = MemorySources::new("closed").with("closed.md", TEXT);
        presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model
    }

    fn value(model: &Model, name: &str) -> Target {
        let (variable, month) = (model.variable(name).expect("it is declared"), model.last_step);
        Target::Value(presidium_lab::Observable { variable, element: Element(0), month })
    }

    fn names(model: &Model, ids: impl Iterator<Item = presidium_lang::model::VariableId>) -> Vec<String> {
        ids.map(|id| model.variables[id].name.clone()).collect()
    }

    /// The middle 90 of 100 of a uniform prior is 0.9 of it. Luck is common to the points of a walk, so that a line is found without any
    /// error.
    #[test]
    fn elementary_effects_of_a_line_are_its_slopes_whatever_the_luck() {
        let model = closed();
        let question = MorrisQuestion {
            of: value(&model, "line"),
            parameters: movable(&model, &Scenario::default()),
            walks: 40,
            each: 2,
        };
        assert_eq!(names(&model, question.parameters.iter().copied()), ["one", "two", "sides", "idle"]);
        let request = Request::new(question.clone(), 7, question.worlds());
        let found = ask(&model, 2, &request);
        assert_eq!((found.walks, found.worlds), (40, 40 * 5 * 2));
        let of = |name: &str| {
            let id = model.variable(name).expect("it is declared");
            *found.parameters.iter().find(|moves| moves.parameter == id).expect("it is moved")
        };
        for (name, slope) in [("one", 2.7), ("two", -1.8), ("idle", 0.0)] {
            let moves = of(name);
            assert!((moves.mean.expect("one number") - slope).abs() < 1e-9, "{name}: {moves:?}");
            assert!((moves.size.value - slope.abs()).abs() < 1e-9 && moves.spread.expect("one number") < 1e-9);
        }
        // Both numbers the same way move it by 2.7, against each other by 0.9.
        let sides = of("sides");
        assert_eq!((sides.numbers, sides.mean, sides.spread), (2, None, None));
        assert!((sides.size.value - 1.8).abs() < 0.35, "{sides:?}");
        assert_eq!(found, ask(&model, 1, &request));
    }

    #[test]
    fn what_the_scenario_says_is_not_moved() {
        let model = closed();
        let set = parse_change(&model, "set one = 0.5").unwrap_or_else(|report| panic!("{}", report.render()));
        let scenario = Scenario { changes: vec![set], ..Scenario::default() };
        assert_eq!(names(&model, movable(&model, &scenario).into_iter()), ["two", "sides", "idle"]);
    }

    fn totals(model: &Model, of: &str) -> Vec<(f64, f64)> {
        let parameters = ["one", "two", "sides", "idle"].map(|name| model.variable(name).expect("it is declared"));
        let question = TotalsQuestion { of: value(model, of), parameters: parameters.to_vec(), first: true };
        let request = Request::new(question, 7, 16_000);
        let found = ask(model, 2, &request);
        assert_eq!(found, ask(model, 1, &request));
        let both = found.parameters.iter();
        both.map(|total| (total.first.expect("it is asked for").value, total.index().value)).collect()
    }

    /// Variances of a line go by the squares of its slopes: 9, 4, 1 + 4, 0, and 4 of luck, of 22.
    #[test]
    fn first_and_total_indices_of_a_line_are_its_shares() {
        let found = totals(&closed(), "line");
        for ((first, total), share) in found.into_iter().zip([9.0, 4.0, 5.0, 0.0]) {
            assert!((first - share / 22.0).abs() < 0.04, "{first} is not {share} of 22");
            assert!((total - share / 22.0).abs() < 0.02, "{total} is not {share} of 22");
        }
    }

    /// Sobol's g: V = 1/3 and 1/12; of all (1 + 1/3)(1 + 1/12) - 1 = 4/9.
    #[test]
    fn first_and_total_indices_of_g_are_those_of_the_closed_form() {
        let (one, two, all) = (1.0 / 3.0, 1.0 / 12.0, 4.0 / 9.0);
        let known =
            [(one / all, one * (1.0 + two) / all), (two / all, two * (1.0 + one) / all), (0.0, 0.0), (0.0, 0.0)];
        for (found, known) in totals(&closed(), "g").into_iter().zip(known) {
            assert!((found.0 - known.0).abs() < 0.04 && (found.1 - known.1).abs() < 0.03, "{found:?} is not {known:?}");
        }
    }
}
