//! How often things happen, beside the record, on models whose figures are known by hand.

mod common;

use common::ask;
use presidium_lab::{Occurrence, OccurrenceQuestion, Occurrences, Request, Sample};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::Model;

const SPLIT: Step = Step::of_month(1950, 6);

fn model(rules: &str) -> Model {
    let text = format!("# M\n\n```presidium\nmodel \"M\" from 1950-01 to 1950-12\n{rules}\n```\n");
    match presidium_lang::load(&MemorySources::new("m").with("model.md", text)) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}", report.render()),
    }
}

fn found(rules: &str, threads: usize) -> Occurrences {
    ask(&model(rules), threads, &Request::new(OccurrenceQuestion { split: SPLIT }, 3, 200))
}

fn first(found: &Occurrences) -> &Occurrence {
    &found.kinds[0]
}

/// It rains in March, June, September and December.
const RAIN: &str = "event rain\n    every 3 months from 1950-03\n    says \"Rain\"\n";

#[test]
fn counts_dates_and_spacing_are_those_of_the_worlds() {
    let found = found(RAIN, 1);
    let rain = first(&found);
    assert_eq!(
        (rain.counts(Sample::In).mean(), rain.counts(Sample::Out).mean(), rain.all_counts().mean()),
        (2.0, 2.0, 4.0)
    );
    assert_eq!(rain.firsts().quantile(0.5), Some(u64::from(Step::of_month(1950, 3).0)));
    assert_eq!((rain.gaps().quantile(0.1), rain.gaps().quantile(0.9)), (Some(3), Some(3)));
    assert_eq!((rain.recorded(), rain.beside(Sample::In)), (None, None));
}

#[test]
fn a_record_that_no_world_reaches_is_not_likely() {
    let found = found(&format!("{RAIN}    recorded 1950-02, 1950-04, 1950-05, 1950-09, 1950-12\n"), 1);
    let [early, late] = [Sample::In, Sample::Out].map(|sample| first(&found).beside(sample).unwrap());
    assert_eq!((early.recorded, early.count_likely, early.first_likely), (3, 0.0, Some(0.0)));
    assert_eq!((late.recorded, late.count_likely, late.first), (2, 1.0, None));
}

/// A coin: half of the worlds have it; in the others its first date lies beyond every date.
#[test]
fn what_half_of_the_worlds_have_is_likely_in_both() {
    let rules = "draw coin per world ~ uniform(0, 1)\nevent luck\n    when coin < 0.5\n    says \"Luck\"\n    recorded 1950-01\n";
    let found = found(rules, 1);
    let luck = first(&found).beside(Sample::In).unwrap();
    assert_eq!(luck.count_likely, luck.first_likely.unwrap());
    assert!((0.8..=1.0).contains(&luck.count_likely));
    assert_eq!(first(&found).beside(Sample::Out).unwrap().count_likely, 1.0);
    assert_eq!(found.worst_first(Sample::Out).len(), 0, "there is nothing on that side");
}

#[test]
fn what_never_happened_has_a_record_too() {
    let found = found("event war\n    every 1 year\n    says \"War\"\n    recorded never\n", 1);
    assert_eq!(first(&found).beside(Sample::In).map(|war| (war.recorded, war.likely())), Some((0, 0.0)));
}

#[test]
fn elements_that_the_record_tells_apart_are_told_apart() {
    let rules = "set Town = Rome, Pisa\nevent flood[t: Town]\n    when month_of(now) = 2 or month_of(now) = 8 and t = Pisa\n    \
                 says \"Flood in {t}\"\n    recorded 1950-02 for Pisa, 1950-08 for Pisa\n";
    let found = found(rules, 1);
    let means: Vec<f64> = found.kinds.iter().map(|of| of.all_counts().mean()).collect();
    assert_eq!(means, [3.0, 1.0, 2.0], "both together, Rome, Pisa");
    let recorded: Vec<usize> = found.kinds.iter().filter_map(|of| of.recorded().map(<[Step]>::len)).collect();
    assert_eq!(recorded, [2, 0, 2]);
}

#[test]
fn options_have_the_record_of_what_was_chosen() {
    let rules = "set Man = A\ndecision ask\n    when month_of(now) = 5\n    by A as d\n    option yes\n        for d 1\n    \
                 option no\n    recorded yes 1950-05\n";
    let found = found(rules, 1);
    let beside: Vec<_> = found.kinds.iter().map(|of| of.beside(Sample::In).map(|of| of.recorded)).collect();
    assert_eq!(beside, [Some(1), None], "of what was not chosen nothing is recorded");
}

#[test]
fn threads_change_nothing() {
    let rules = "event storm\n    rate 3/year\n    says \"Storm\"\n    recorded 1950-07\n";
    assert_eq!(found(rules, 1), found(rules, 2));
}
