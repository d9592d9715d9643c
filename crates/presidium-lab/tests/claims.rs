//! Claims that are asked of some worlds only, and that name their steps: what is counted is what is counted by hand.

mod common;

use common::{all_claims, laboratory};
use presidium_engine::Cancel;
use presidium_lab::{
    Chain, Finding, Ledger, LedgerQuestion, Left, NullQuestion, Observable, PairQuestion, Request, Share,
    SurveyedClaims, Verdict, Void,
};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model};

const QUARREL: &str = include_str!("../../../models/tutorial/quarrel/quarrel.md");

const CLAIMS: &str = r#"
```presidium
claim Z1 event "Boris, once in the chair, quarrels on"
    role    structural
    given   at(chair, 1951-01) = Boris
    step    "They quarrel often"  at(quarrels, 1951-06) > 3
    step    "And more"            at(quarrels, 1951-12) > 5
    holds   at(tension, 1951-12) > 0.3

claim Z2 cause "It is the quarrel that raises tension under Boris"
    role    structural
    given   at(chair, 1951-01) = Boris
    without peace
    effect  at(tension, 1951-12)
    expect  increases

claim Z3 event "What is asked of no world"
    role    structural
    given   at(quarrels, 1950-01) > 100
    holds   ever(quarrels > 0)
```
"#;

const WORLDS: u64 = 500;

fn quarrel() -> Model {
    let text = QUARREL.to_owned() + CLAIMS;
    let sources = MemorySources::new("quarrel").with("quarrel.md", text);
    presidium_lang::load(&sources).expect("a sound model").model
}

fn claim(model: &Model, id: &str) -> usize {
    model.claims.iter().position(|claim| claim.id == id).expect("it is declared")
}

fn seen(model: &Model, name: &str, month: u32) -> Observable {
    Observable {
        variable: model.variable(name).expect("it is declared"),
        element: Element(0),
        month: Step::of_month(1951, month),
    }
}

/// The claims, beside the chair in January 1951, the quarrels in June and December, and the tension in December.
fn asked(model: &Model) -> Request<LedgerQuestion> {
    let observables = vec![
        seen(model, "chair", 1),
        seen(model, "quarrels", 6),
        seen(model, "quarrels", 12),
        seen(model, "tension", 12),
    ];
    Request::new(LedgerQuestion { claims: all_claims(model), observables, cause_worlds: WORLDS }, 7, WORLDS)
}

fn row<'a>(model: &Model, ledger: &'a Ledger, id: &str) -> &'a presidium_lab::Row {
    let claim = claim(model, id);
    ledger.rows.iter().find(|row| row.claim == claim).expect("it was asked for")
}

#[test]
fn a_share_is_of_the_worlds_in_which_the_claim_is_asked() {
    let model = quarrel();
    let ledger = laboratory(&model, 2).ask(&asked(&model)).unwrap().report;
    let [chairs, june, december, tension] = [0, 1, 2, 3].map(|place| &ledger.observed[place]);
    let boris: Vec<usize> = (0..chairs.len()).filter(|&world| chairs[world] == 1.0).collect();
    let count = |holds: &dyn Fn(usize) -> bool| boris.iter().filter(|&&world| holds(world)).count() as u64;
    let row = row(&model, &ledger, "Z1");
    let worlds = boris.len() as u64;
    assert!(worlds > 50 && worlds < WORLDS - 50);
    assert_eq!(row.finding, Finding::Held(Share { held: count(&|world| tension[world] > 0.3), worlds, alike: 0 }));
    assert_eq!(row.asked, Left { held: worlds, missing: 0, worlds: WORLDS });
    let [one, both] = [count(&|world| june[world] > 3.0), count(&|world| june[world] > 3.0 && december[world] > 5.0)];
    let held = count(&|world| june[world] > 3.0 && december[world] > 5.0 && tension[world] > 0.3);
    assert_eq!(row.chain, Chain { worlds, reached: vec![one, both], held, missing: 0 });
    assert!(one < worlds && both < one, "{:?}", row.chain);
}

#[test]
fn a_claim_that_is_asked_of_no_world_is_void() {
    let model = quarrel();
    let ledger = laboratory(&model, 1).ask(&asked(&model)).unwrap().report;
    assert_eq!(row(&model, &ledger, "Z3").verdict, Verdict::Void(Void::NoWorld));
}

#[test]
fn a_causal_claim_is_asked_of_the_worlds_with_the_cause() {
    let model = quarrel();
    let ledger = laboratory(&model, 2).ask(&asked(&model)).unwrap().report;
    let boris = ledger.observed[0].iter().filter(|chair| **chair == 1.0).count() as u64;
    let Finding::Effect(effect) = &row(&model, &ledger, "Z2").finding else { panic!("an effect") };
    assert_eq!(effect.worlds(), boris, "in the worlds without the cause Boris may not be in the chair");
}

#[test]
fn in_a_what_if_a_claim_is_asked_of_the_worlds_without_the_change() {
    let model = quarrel();
    let changes = model.what_ifs.iter().find(|named| named.name == "peace").expect("it is declared").changes.clone();
    let question = PairQuestion {
        changes,
        claims: vec![claim(&model, "Z1")],
        observables: vec![seen(&model, "chair", 1)],
        ..PairQuestion::default()
    };
    let compared = laboratory(&model, 2).ask(&Request::new(question, 7, WORLDS)).unwrap().report;
    let boris = compared.observables[0].without.iter().filter(|chair| **chair == 1.0).count() as u64;
    assert_eq!((compared.claims[0].effect.worlds(), compared.claims[0].missing), (boris, 0));
}

#[test]
fn parts_of_a_run_are_merged_as_they_were_counted() {
    let model = quarrel();
    let (laboratory, request) = (laboratory(&model, 2), asked(&model));
    let mut run = laboratory.begin(&Request { worlds: 192, ..request.clone() });
    run.go(&Cancel::default(), |_| ()).unwrap();
    let mut whole = laboratory.begin(&request);
    whole.resume(run.done()).unwrap();
    whole.go(&Cancel::default(), |_| ()).unwrap();
    assert_eq!(whole.answer(), laboratory.ask(&request).unwrap());
}

/// A survey that serves several questions tells each claim what it would tell it alone.
#[test]
fn null_models_ask_their_own_worlds() {
    let model = quarrel();
    let of = |claims| SurveyedClaims { claims, cause_worlds: 100 };
    let request = |claims| Request::new(NullQuestion { of: of(claims) }, 7, 300);
    let (one, all) = (vec![claim(&model, "Z1")], all_claims(&model));
    let alone = laboratory(&model, 2).ask(&request(one.clone())).unwrap();
    let surveying = laboratory(&model, 2);
    let surveying = surveying.surveying(presidium_lab::Surveyed { of: of(all), observables: vec![] });
    assert_eq!(surveying.ask(&request(one)).unwrap(), alone);
}
