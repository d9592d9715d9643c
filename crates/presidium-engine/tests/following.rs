//! The record is followed up to a month, and worlds run freely from there.

mod common;

use common::{agree_as_usual, everything, model};
use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Outputs, Scenario, World};
use presidium_lang::clock::Step;
use presidium_lang::parse_scenario;

/// Decisions whose condition holds from March to September and again from November; each acts in its own way.
const TEXT: &str = "# A\n```presidium
model \"Following\" from 1953-01 to 1953-12
set P = a \"A\", b \"B\"
body All over p in P
let open : truth = now >= 1953-03 and now != 1953-10

decision turning \"When it turns true\"
    when open
    by vote of All with member m
    option yes
    option no
    recorded yes 1953-05-01

decision once \"Once\"
    when open
    once
    by vote of All with member m
    option yes
    option no
    recorded yes 1953-05-01

decision once_free \"Once, and the record has it later\"
    when open
    once
    by vote of All with member m
    option yes
    option no
    recorded yes 1953-11-01

decision always \"Whenever it holds\"
    when open
    every step
    by vote of All with member m
    option yes
    option no
    recorded yes 1953-05-01
```
";

/// The months in which each decision was taken.
fn taken(until: &str) -> Vec<(String, Vec<u32>)> {
    let model = model("following", TEXT);
    let scenario = parse_scenario(&model, &format!("follow record{until}")).expect("a scenario");
    agree_as_usual(&format!("following{until}"), &model, &scenario, &everything(&model), 3);
    let mut trace = Trace::default();
    run_world(&model, &scenario, 1953, World(0), &Outputs::default(), Some(&mut trace)).expect("it ends");
    let months = |rule: usize| {
        let of_rule = trace.decisions.iter().filter(|taken| taken.rule.index() == rule);
        of_rule.map(|taken| taken.month - Step::of_month(1952, 12)).collect()
    };
    model.rules.iter().enumerate().map(|(place, rule)| (rule.name().to_owned(), months(place))).collect()
}

fn expected(months: [&[u32]; 4]) -> Vec<(String, Vec<u32>)> {
    let names = ["turning", "once", "once_free", "always"];
    names.into_iter().zip(months).map(|(name, months)| (name.to_owned(), months.to_vec())).collect()
}

/// What has held since March does not turn true in July; it does in November, after October.
#[test]
fn what_has_held_for_long_does_not_turn_true_in_the_first_free_month() {
    assert_eq!(taken(" until 1953-06"), expected([&[5, 11], &[5], &[7], &[5, 7, 8, 9, 11, 12]]));
}

#[test]
fn to_the_end_only_the_record_counts() {
    assert_eq!(taken(""), expected([&[5], &[5], &[11], &[5]]));
    assert_eq!(taken(" until 1953-12"), taken(""));
}

#[test]
fn a_rule_that_is_forbidden_does_not_act_by_the_record_either() {
    let model = model("following", TEXT);
    let scenario = parse_scenario(&model, "forbid turning from 1953-05 to 1953-05; follow record until 1953-06");
    let scenario: Scenario = scenario.expect("a scenario");
    agree_as_usual("following, forbidden", &model, &scenario, &everything(&model), 3);
}
