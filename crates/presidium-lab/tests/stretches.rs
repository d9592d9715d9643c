//! Worlds that are run in stretches: whoever puts the counts together finds what an undisturbed run finds.

mod common;

use common::{all_claims, laboratory};
use presidium_engine::{Cancel, Worlds};
use presidium_lab::{
    LabError, LedgerQuestion, LedgerTally, Observable, RecordQuestion, Recorded, Request, drawn_parameters,
};
use presidium_lang::MemorySources;
use presidium_lang::model::{Element, Model, Scenario};

const WORLDS: u64 = 1_000;

fn quarrel() -> Model {
    let text = include_str!("../../../models/tutorial/quarrel/quarrel.md");
    presidium_lang::load(&MemorySources::new("quarrel").with("1.md", text)).unwrap().model
}

fn question(model: &Model, recorded: Recorded) -> RecordQuestion {
    let observables = Observable::headline(model).into_iter().collect();
    let ledger = LedgerQuestion { claims: all_claims(model), observables, cause_worlds: 300 };
    RecordQuestion { ledger, recorded }
}

fn everything(model: &Model) -> Recorded {
    Recorded {
        parameters: drawn_parameters(model, &Scenario::default()),
        series: vec![(model.variable("tension").unwrap(), Element::default())],
        acts: true,
        ballots: true,
    }
}

#[test]
fn stretches_in_any_order_count_what_an_undisturbed_run_counts() {
    let model = quarrel();
    let question = question(&model, everything(&model));
    let plain = laboratory(&model, 2).ask(&Request::new(question.ledger.clone(), 7, WORLDS)).unwrap();
    let laboratory = laboratory(&model, 2);
    let mut run = laboratory.begin(&Request::new(question, 7, WORLDS));
    for stretch in [512..768, 960..WORLDS, 0..192, 768..960, 192..512] {
        let (worlds, mut chunks) = (Worlds::from(stretch), Vec::<LedgerTally>::new());
        run.stretch(worlds, &Cancel::default(), |found| {
            chunks.extend(found.chunks);
            Ok::<(), LabError>(())
        })
        .unwrap();
        run.count(worlds, chunks).unwrap();
    }
    let answer = run.answer();
    assert!(answer.complete);
    assert_eq!(answer.report, plain.report);
    assert_eq!(run.stretch(Worlds::from(0..100), &Cancel::default(), |_| Ok(())), Err(LabError::TornChunk));
    assert_eq!(run.count(Worlds::from(0..64), vec![]), Err(LabError::TornChunk));
}

#[test]
fn what_is_recorded_is_seen_and_nothing_else() {
    let model = quarrel();
    let names: Vec<&str> = drawn_parameters(&model, &Scenario::default())
        .iter()
        .map(|(parameter, _)| model.variables[*parameter].name.as_str())
        .collect();
    assert_eq!(names, ["temper", "sting", "patience", "ambition"], "`healing` is the same in every world");
    let seen = |recorded: Recorded| {
        let laboratory = laboratory(&model, 1);
        let run = laboratory.begin(&Request::new(question(&model, recorded), 7, WORLDS));
        let mut told = vec![];
        run.stretch(Worlds::from(64..128), &Cancel::default(), |found| {
            let seen = &found.seen[0];
            told = vec![seen.all_acts().len(), seen.ballots().len()];
            Ok::<(), LabError>(())
        })
        .unwrap();
        told
    };
    let all = seen(everything(&model));
    assert!(all[0] > 64 && all[1] > 64, "{all:?}");
    assert_eq!(seen(Recorded::default())[..2], [0, 0]);
    let without_acts = seen(Recorded { acts: false, ..everything(&model) });
    assert_eq!(without_acts[..2], [0, all[1]]);
}
