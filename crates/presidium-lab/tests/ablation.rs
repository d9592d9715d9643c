//! Ablation on the tutorial model of a quarrel, with claims that rest on nothing, on little, and on what they do not say.

mod common;

use common::{all_claims, ask};
use presidium_lab::{Ablation, AblationQuestion, Cell, LedgerQuestion, Request, SurveyedClaims, Verdict};
use presidium_lang::MemorySources;
use presidium_lang::model::Model;

const QUARREL: &str = include_str!("../../../models/tutorial/quarrel/quarrel.md");

const MORE: &str = "# More

```presidium
claim Z1 quantity \"Nobody is ever less than calm\"
    role    structural
    touches Quarrel
    holds   always(tension >= 0)
claim Z2 event \"They quarrel before the summer\"
    role    structural
    touches Quarrel, Vote
    holds   ever(quarrels > 0, 1950-01 .. 1950-06)
claim Z3 cause \"The vote gives the chair away\"
    role    structural
    without loyal_committee
    effect  ever(chair = Boris)
    expect  increases
```
";

fn model() -> Model {
    let sources = MemorySources::new("quarrel").with("1.md", QUARREL).with("2.md", MORE);
    presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model
}

fn ablation(model: &Model, worlds: u64, threads: usize) -> Ablation {
    let of = SurveyedClaims { claims: all_claims(model), cause_worlds: 200 };
    ask(model, threads, &Request::new(AblationQuestion { of, systems: model.systems().collect() }, 7, worlds))
}

fn ids(model: &Model, claims: &[usize]) -> Vec<String> {
    claims.iter().map(|&claim| model.claims[claim].id.clone()).collect()
}

fn cell<'a>(model: &Model, ablation: &'a Ablation, claim: &str, system: &str) -> &'a Cell {
    let claim = model.claims.iter().position(|known| known.id == claim).unwrap();
    let named = |off: &&presidium_lab::AblatedSystem| model.what_ifs[off.system].name == system;
    &ablation.systems.iter().find(named).unwrap().cells[claim]
}

#[test]
fn an_ablation_is_the_same_for_any_number_of_threads() {
    let model = model();
    assert_eq!(ablation(&model, 700, 1), ablation(&model, 700, 3));
}

#[test]
fn a_claim_that_nothing_moves_is_scripted() {
    let model = model();
    let ablation = ablation(&model, 400, 0);
    assert_eq!(ids(&model, &ablation.scripted()), ["Z1"]);
    assert!(ablation.cells_of(6).iter().all(|cell| cell.moved == 0));
}

#[test]
fn a_claim_that_held_and_holds_no_longer_is_broken() {
    let model = model();
    let ablation = ablation(&model, 400, 0);
    let (a1, a3) = (&ablation.claims[0], &ablation.claims[2]);
    assert!(cell(&model, &ablation, "A1", "Quarrel").breaks(a1));
    assert!(cell(&model, &ablation, "A3", "Quarrel").responds());
    assert!(!cell(&model, &ablation, "A3", "Quarrel").breaks(a3), "it holds all the more");
    assert!(!cell(&model, &ablation, "A1", "Vote").responds());
}

/// Without the quarrel there is no peace to be made: the effect is gone, by the switch and not by the model.
#[test]
fn a_cause_that_the_switch_takes_away_is_told_apart() {
    let model = model();
    let ablation = ablation(&model, 400, 0);
    assert_eq!(ids(&model, &ablation.decided_by_switch()), ["A5", "A6"]);
    let gone = cell(&model, &ablation, "A6", "Quarrel");
    assert_eq!((gone.direct, gone.verdict, gone.size), (true, Verdict::Unclear, 1.0));
    let vote = cell(&model, &ablation, "Z3", "Quarrel");
    assert!(vote.responds() && !vote.direct, "fewer are voted out without a quarrel, but some");
}

#[test]
fn a_system_that_does_not_move_what_is_said_to_rest_on_it_is_told() {
    let model = model();
    let ablation = ablation(&model, 400, 0);
    let told = ablation.unmoved_by_touched(&model).into_iter();
    let told: Vec<(String, usize)> = told.map(|(claim, system)| (model.claims[claim].id.clone(), system)).collect();
    assert_eq!(told, [("Z1".to_owned(), 0), ("Z2".to_owned(), 1)]);
}

/// With everything on the claims say what the ledger of the same worlds says.
#[test]
fn with_everything_on_it_agrees_with_the_ledger() {
    let model = model();
    let question = LedgerQuestion { claims: all_claims(&model), cause_worlds: 200, ..LedgerQuestion::default() };
    let ledger = ask(&model, 0, &Request::new(question, 7, 400));
    for row in ablation(&model, 400, 0).claims {
        let same = ledger.rows.iter().find(|known| known.claim == row.claim).unwrap();
        assert_eq!(row.verdict, same.verdict, "{}", model.claims[row.claim].id);
    }
}
