//! Worlds that are chosen by a condition: what is counted in them is what is counted by hand in those of all worlds.

mod common;

use common::{all_claims, laboratory};
use presidium_engine::Cancel;
use presidium_lab::{BandsQuestion, LedgerQuestion, Left, Observable, PairQuestion, Request, Subject};
use presidium_lang::clock::Step;
use presidium_lang::model::{Condition, Element, Model};
use presidium_lang::{MemorySources, parse_condition};

const TEXT: &str = include_str!("../../../models/tutorial/quarrel/quarrel.md");

/// The model, and that Boris is in the chair in the middle of its months.
fn chosen() -> (Model, Condition) {
    let sources = MemorySources::new("quarrel").with("quarrel.md", TEXT);
    let mut model = presidium_lang::load(&sources).expect("a sound model").model;
    let condition = parse_condition(&mut model, "at(chair, 1951-01) = Boris").expect("a condition");
    (model, condition)
}

fn seen(model: &Model, name: &str, month: Step) -> Observable {
    Observable { variable: model.variable(name).expect("it is declared"), element: Element(0), month }
}

#[test]
fn a_ledger_of_chosen_worlds_is_that_of_these_worlds() {
    let (model, condition) = chosen();
    let observables =
        vec![seen(&model, "chair", Step::of_month(1951, 1)), seen(&model, "tension", Step::of_month(1951, 12))];
    let question = LedgerQuestion { claims: all_claims(&model), observables, cause_worlds: 100 };
    let all = Request::new(question, 7, 500);
    let some = Request { condition: Some(condition), ..all.clone() };
    let laboratory = laboratory(&model, 2);
    let (all, chosen) = (laboratory.ask(&all).unwrap().report, laboratory.ask(&some).unwrap().report);
    let boris = 1.0;
    let pairs = all.observed[0].iter().zip(&all.observed[1]);
    let by_hand: Vec<f64> = pairs.filter(|(chair, _)| **chair == boris).map(|(_, tension)| *tension).collect();
    assert!(by_hand.len() > 50 && by_hand.len() < 450);
    assert_eq!(chosen.observed[1], by_hand);
    assert_eq!(chosen.left, Left { held: by_hand.len() as u64, missing: 0, worlds: 500 });
    assert_eq!(all.left, Left { held: 500, missing: 0, worlds: 500 });
}

#[test]
fn the_condition_of_a_pair_is_judged_without_the_change() {
    let (model, condition) = chosen();
    let changes = model.what_ifs.first().expect("a what-if").changes.clone();
    let observables =
        vec![seen(&model, "chair", Step::of_month(1951, 1)), seen(&model, "tension", Step::of_month(1951, 12))];
    let question = PairQuestion { changes, observables, parting_worlds: 10, ..PairQuestion::default() };
    let all = Request::new(question, 7, 500);
    let some = Request { condition: Some(condition), ..all.clone() };
    let laboratory = laboratory(&model, 2);
    let (all, chosen) = (laboratory.ask(&all).unwrap().report, laboratory.ask(&some).unwrap().report);
    let [chairs, tensions] = [&all.observables[0], &all.observables[1]];
    let by_hand = chairs.without.iter().zip(&tensions.with).filter(|(chair, _)| **chair == 1.0);
    assert_eq!(chosen.observables[1].with, by_hand.map(|(_, tension)| *tension).collect::<Vec<_>>());
    assert!(chosen.observables[0].without.iter().all(|chair| *chair == 1.0));
    assert!(chosen.observables[0].with.iter().any(|chair| *chair != 1.0));
    assert_eq!(chosen.divergence.worlds, 10, "as many as were asked for are found among those that are left");
}

#[test]
fn chosen_worlds_are_taken_up_by_the_same_condition_only() {
    let (model, condition) = chosen();
    let wanted = vec![Subject::Variable(model.variable("tension").unwrap(), Element(0))];
    let question = BandsQuestion { wanted, changes: vec![] };
    let request = Request { condition: Some(condition), ..Request::new(question, 7, 300) };
    let laboratory = laboratory(&model, 1);
    let mut run = laboratory.begin(&request);
    run.go(&Cancel::default(), |_| ()).unwrap();
    let left = run.answer().report.left;
    assert!(left.held > 0 && left.held < left.worlds, "{left:?}");
    let resumes = |request: &Request<BandsQuestion>| laboratory.begin(request).resume(run.done()).is_ok();
    assert!(resumes(&request));
    assert!(!resumes(&Request { condition: None, ..request.clone() }));
    assert_ne!(request.fingerprint(&model), Request { condition: None, ..request.clone() }.fingerprint(&model));
}
