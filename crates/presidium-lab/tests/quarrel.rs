//! The laboratory on the tutorial model of a quarrel: what every question answers, and that threads do not matter.

mod common;

use common::{all_claims, ask};
use presidium_engine::oracle::Replay;
use presidium_engine::{Scenario, World};
use presidium_lab::{
    Account, BREADTH, BandsQuestion, Did, Figures, Finding, Ledger, LedgerQuestion, ModelTestQuestion, Observable,
    PairQuestion, Reach, Request, Subject, Verdict, Void, distribution, quantile, why,
};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::{Change, Element, Model, RuleId, VariableId};

const QUARREL: &str = include_str!("../../../models/tutorial/quarrel/quarrel.md");

fn quarrel() -> Model {
    with_more("")
}

/// The model with a further block of declarations.
fn with_more(declarations: &str) -> Model {
    let sources = MemorySources::new("quarrel")
        .with("1.md", QUARREL)
        .with("2.md", format!("# More\n\n```presidium\n{declarations}\n```\n"));
    match presidium_lang::load(&sources) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}", report.render()),
    }
}

/// The seed of all worlds here.
const SEED: u64 = 7;

fn variable(model: &Model, name: &str) -> VariableId {
    model.variable(name).unwrap_or_else(|| panic!("no variable {name}"))
}

fn changes(model: &Model, what_if: &str) -> Vec<Change> {
    model.what_ifs.iter().find(|known| known.name == what_if).map(|known| known.changes.clone()).unwrap()
}

fn ledger(model: &Model, scenario: &Scenario, worlds: u64, threads: usize) -> Ledger {
    let (claims, observables) = (all_claims(model), vec![Observable::headline(model).unwrap()]);
    let question = LedgerQuestion { claims, observables, cause_worlds: 500 };
    ask(model, threads, &Request { scenario: scenario.clone(), ..Request::new(question, SEED, worlds) })
}

fn verdict(model: &Model, ledger: &Ledger, id: &str) -> Verdict {
    ledger.rows.iter().find(|row| model.claims[row.claim].id == id).unwrap().verdict
}

#[test]
fn a_ledger_is_the_same_for_any_number_of_threads() {
    let model = quarrel();
    let alone = ledger(&model, &Scenario::default(), 700, 1);
    for threads in [2, 3] {
        assert_eq!(alone, ledger(&model, &Scenario::default(), 700, threads));
    }
}

#[test]
fn causes_are_tested_in_the_first_worlds() {
    let model = quarrel();
    let ledger = ledger(&model, &Scenario::default(), 700, 0);
    for row in &ledger.rows {
        match &row.finding {
            Finding::Held(share) => assert_eq!(share.worlds, 700),
            Finding::Effect(effect) => assert_eq!(effect.worlds(), 500),
        }
    }
}

#[test]
fn failing_claims_come_first_and_then_the_order_of_the_document() {
    let model = quarrel();
    let rows = ledger(&model, &Scenario::default(), 300, 0).rows;
    assert!(rows.is_sorted_by_key(|row| (row.verdict, row.claim)), "{rows:?}");
    assert_eq!(rows.len(), model.claims.len());
}

#[test]
fn the_headline_is_who_is_in_the_chair() {
    let model = quarrel();
    let headline = Observable::headline(&model).unwrap();
    assert_eq!(headline.variable, variable(&model, "chair"));
    let ledger = ledger(&model, &Scenario::default(), 300, 0);
    let counted = distribution(&ledger.observed[0]);
    assert_eq!(counted.iter().map(|(_, worlds)| worlds).sum::<u64>(), 300);
    assert!(counted.iter().all(|(value, _)| [0.0, 1.0].contains(value)), "Anna or Boris: {counted:?}");
}

#[test]
fn the_quarrel_is_what_costs_anna_the_chair() {
    let model = quarrel();
    let ledger = ledger(&model, &Scenario::default(), 1000, 0);
    assert_eq!(verdict(&model, &ledger, "A5"), Verdict::Holds);
    assert_eq!(verdict(&model, &ledger, "A6"), Verdict::Holds);
}

#[test]
fn claims_that_the_record_forces_are_void() {
    let model = quarrel();
    let scenario = Scenario { follow_record: Some(model.until_step), ..Scenario::default() };
    let ledger = ledger(&model, &scenario, 50, 0);
    for (id, void) in [("A1", false), ("A2", true), ("A3", false), ("A4", false), ("A5", true), ("A6", false)] {
        assert_eq!(verdict(&model, &ledger, id) == Verdict::Void(Void::Record), void, "{id}");
    }
}

#[test]
fn peace_takes_the_quarrel_out_of_every_world() {
    let model = quarrel();
    let observables =
        vec![Observable { variable: variable(&model, "quarrels"), element: Element(0), month: model.last_step }];
    let changes = changes(&model, "peace");
    let question = PairQuestion { changes, claims: vec![0], observables: observables.clone(), parting_worlds: 60 };
    let compared = ask(&model, 0, &Request::new(question, SEED, 400));
    let quarrels = compared.observables[0].effect(&model.variables[observables[0].variable].ty);
    assert_eq!((quarrels.with().value, quarrels.up()), (0.0, 0));
    assert_eq!((compared.claims[0].effect.up(), compared.claims[0].effect.with().value), (0, 0.0));
    assert!(compared.claims[0].effect.down() > 300);

    let parting = compared.divergence;
    let quarrel = model.rules.iter().position(|rule| rule.name() == "quarrel").unwrap();
    assert_eq!(parting.rules.first().map(|(rule, _)| *rule), Some(RuleId::new(quarrel)));
    assert_eq!(parting.worlds, 60);
}

#[test]
fn a_change_that_changes_nothing_flips_nothing() {
    let model = quarrel();
    let question = PairQuestion { claims: vec![0, 1, 4], parting_worlds: 20, ..PairQuestion::default() };
    let compared = ask(&model, 0, &Request::new(question, SEED, 300));
    assert!(compared.claims.iter().all(|claim| claim.effect.changed().held == 0));
    assert_eq!((compared.divergence.worlds, compared.divergence.never()), (20, 20));
}

#[test]
fn bands_are_sorted_quantiles_of_every_month() {
    let model = quarrel();
    let wanted =
        [("tension", 0), ("anger", 1)].map(|(name, at)| Subject::Variable(variable(&model, name), Element(at)));
    let request = Request::new(BandsQuestion { wanted: wanted.to_vec(), changes: vec![] }, SEED, 600);
    let run = |threads| ask(&model, threads, &request);
    let result = run(1);
    assert_eq!(result, run(2));
    assert_eq!(result.bands.len(), 2);
    for band in &result.bands {
        let Figures::Numbers(steps) = &band.figures else { panic!("{band:?}") };
        assert_eq!(steps.len(), model.step_count());
        assert!(steps.iter().all(|step| step.quantiles.is_sorted() && step.changed.is_none()));
    }
}

/// An office and a quantity with and without a change are in each month what a comparison finds there.
#[test]
fn bands_with_a_change_are_the_comparisons_of_every_month() {
    let model = quarrel();
    let changes = model.what_ifs.first().expect("a what-if").changes.clone();
    let (chair, tension) = (variable(&model, "chair"), variable(&model, "tension"));
    let wanted = [chair, tension].map(|variable| Subject::Variable(variable, Element(0))).to_vec();
    let bands = ask(&model, 2, &Request::new(BandsQuestion { wanted, changes: changes.clone() }, SEED, 300));
    let [Figures::Shares(shares), Figures::Numbers(numbers)] = [&bands.bands[0].figures, &bands.bands[1].figures]
    else {
        panic!("{bands:?}")
    };
    for place in [0, 11, model.step_count() - 1] {
        let month = model.first_step + place as u32;
        let observables = [chair, tension].map(|variable| Observable { variable, element: Element(0), month }).to_vec();
        let question = PairQuestion { changes: changes.clone(), observables, ..PairQuestion::default() };
        let compared = ask(&model, 1, &Request::new(question, SEED, 300));
        for (value, pairs) in compared.observables[0].commonest(9) {
            assert_eq!(shares[place].of(|kind| kind == Some(value as u32)), pairs, "{place}");
        }
        let changed = numbers[place].changed.expect("there is a change");
        // The sums are those of chunks here, and of all worlds there.
        let (ours, theirs) =
            (changed.difference, compared.observables[1].effect(&model.variables[tension].ty).estimate());
        for (ours, theirs) in [(ours.value, theirs.value), (ours.low, theirs.low), (ours.high, theirs.high)] {
            assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs} {place}");
        }
        let mut with = compared.observables[1].with.clone();
        with.sort_by(f64::total_cmp);
        assert_eq!(changed.quantiles[2], quantile(&with, 0.5));
    }
}

/// Boris takes the chair by one decision, which is taken in March and September.
#[test]
fn bands_of_a_decision_say_what_it_chose_last() {
    let model = quarrel();
    let rule = model.rules.iter().position(|rule| rule.name() == "new_chair").map(RuleId::new).expect("it is declared");
    let chair = Subject::Variable(variable(&model, "chair"), Element(0));
    let question = BandsQuestion { wanted: vec![Subject::Rule(rule, Element(0)), chair], changes: vec![] };
    let bands = ask(&model, 2, &Request::new(question, SEED, 300));
    let [Figures::Shares(decision), Figures::Shares(chair)] = [&bands.bands[0].figures, &bands.bands[1].figures] else {
        panic!("{bands:?}")
    };
    let taken = |place: usize, option| decision[place].of(|kind| kind == option).with().held;
    assert_eq!([taken(1, None), taken(2, None)], [300, 0], "it is first taken in March");
    for (place, held) in chair.iter().enumerate() {
        assert_eq!(taken(place, Some(0)), held.of(|kind| kind == Some(1)).with().held, "{place}");
    }
}

#[test]
fn tests_of_the_model_are_run_under_the_change_they_are_given() {
    let model = with_more("test \"nobody is ever angry\"\n    holds  tension = 0");
    let result = ask(&model, 0, &Request::new(ModelTestQuestion {}, SEED, 100));
    assert_eq!(result.tests.iter().map(|trial| trial.broken == 0).collect::<Vec<_>>(), [true, true, false]);
    let (_, month) = result.tests[2].first.unwrap();
    assert!((model.first_step..=model.last_step).contains(&month));
}

#[test]
fn failed_worlds_are_counted_and_left_out() {
    let model = with_more(
        "let ratio : 1 = 1 / (5 - quarrels)\nstate kept : 1 = 0\nevent use\n    every step\n    do kept := ratio\n\
         claim Z1 quantity \"broken\"\n    role structural\n    holds at(ratio, 1951-12) > -1000",
    );
    let ledger = ledger(&model, &Scenario::default(), 300, 0);
    let failed = ledger.failures.worlds;
    assert!(failed > 0 && failed < 300, "{failed}");
    assert_eq!(ledger.failures.groups.len(), 1);
    assert!(ledger.failures.groups[0].first.equation.contains("ratio"));
    let Finding::Held(share) = ledger.rows[0].finding else { panic!("{:?}", ledger.rows[0]) };
    assert_eq!(share.worlds + failed, 300);
}

#[test]
fn what_is_missing_is_counted_in_its_row() {
    let model = with_more(
        "let ratio : 1 = 1 / (5 - quarrels)\n\
         claim Z1 quantity \"broken\"\n    role structural\n    holds at(ratio, 1951-12) > -1000",
    );
    let ledger = ledger(&model, &Scenario::default(), 300, 0);
    let row = ledger.rows.iter().find(|row| model.claims[row.claim].id == "Z1").unwrap();
    let Finding::Held(share) = row.finding else { panic!("{row:?}") };
    assert_eq!(ledger.failures.worlds, 0);
    assert!(row.missing.worlds > 0 && row.missing.groups[0].first.equation == "ratio", "{row:?}");
    assert_eq!(share.worlds + row.missing.worlds, 300);
    assert!(ledger.rows.iter().filter(|other| other.claim != row.claim).all(|other| other.missing.worlds == 0));
}

#[test]
fn reasons_end_at_parameters_and_luck() {
    let model = quarrel();
    let month = Step::of_month(1950, 9);
    let subject = Subject::Variable(variable(&model, "wants_change"), Element(1));
    let replay = Replay::new(&model, &Scenario::default(), 7, World(3));
    let reach = |depth| Reach { depth, breadth: BREADTH };
    let reason = why(&model, &replay, (subject, month), reach(4)).unwrap();
    let Account::Value(told) = &reason.account else { panic!("{reason:?}") };
    assert_eq!(told.terms.len(), 4);
    let names: Vec<_> = reason.because.iter().map(|because| because.subject()).collect();
    assert!(names.contains(&Subject::Variable(variable(&model, "ambition"), Element(0))), "{names:?}");

    let decision = model.rules.iter().position(|rule| rule.name() == "new_chair").unwrap();
    let subject = Subject::Rule(RuleId::new(decision), Element(0));
    let taken = why(&model, &replay, (subject, Step::of_month(1950, 3)), reach(1)).unwrap();
    assert!(matches!(taken.account, Account::Rule { did: Did::Decision(_), .. }), "{taken:?}");
    let idle = why(&model, &replay, (subject, Step::of_month(1950, 4)), reach(1)).unwrap();
    assert!(matches!(idle.account, Account::Rule { did: Did::Nothing(Some(_)), .. }), "{idle:?}");
}
