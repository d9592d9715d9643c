//! Runs that are watched, cancelled and continued: what comes out in the end is what an undisturbed run finds.

mod common;

use common::{all_claims, laboratory};
use presidium_engine::{Options, Outputs, Program, Scenario, Workspace, Worlds};
use presidium_lab::{
    AblationQuestion, Answer, BandsQuestion, CHUNK_WORLDS, Cancel, Done, Event, Experiment, LabError, Laboratory,
    LedgerQuestion, ModelTestQuestion, NullQuestion, Observable, PairQuestion, Question, Request, Run, SkillQuestion,
    Subject, SurveyQuestion, SurveyedClaims, WiderPriorsQuestion,
};
use presidium_lang::MemorySources;
use presidium_lang::model::{Element, Model};

/// A number between 0 and `below`, from a sequence that is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn quarrel() -> Model {
    let text = include_str!("../../../models/tutorial/quarrel/quarrel.md");
    presidium_lang::load(&MemorySources::new("quarrel").with("1.md", text)).unwrap().model
}

fn ledger_question(model: &Model) -> LedgerQuestion {
    LedgerQuestion {
        claims: all_claims(model),
        observables: Observable::headline(model).into_iter().collect(),
        cause_worlds: 150,
    }
}

fn pair_question(model: &Model) -> PairQuestion {
    let changes = model.what_ifs[presidium_lang::model::WhatIfId::from_raw(0)].changes.clone();
    PairQuestion { changes, claims: all_claims(model), observables: vec![], parting_worlds: 100 }
}

/// Goes on until so many events have been told; `true` if the run has come to its end.
fn go_for<E: Experiment>(run: &mut Run<E>, events: u64) -> bool {
    let (cancel, mut told) = (Cancel::default(), 0);
    if events == 0 {
        cancel.cancel();
    }
    let end = run.go(&cancel, |_| {
        told += 1;
        if told == events {
            cancel.cancel();
        }
    });
    assert!(matches!(end, Ok(()) | Err(LabError::Cancelled)));
    end.is_ok()
}

/// Asks for fewer worlds first, cancels at random, puts what was counted away and takes it up elsewhere.
fn disturbed<Q: Question>(laboratories: &[Laboratory], request: &Request<Q>, dice: &mut Dice) -> Answer<Report<Q>>
where
    Report<Q>: PartialEq,
{
    let mut done: Option<Done<<Q::Experiment as Experiment>::Tally>> = None;
    let fewer = [dice.roll(request.worlds), request.worlds];
    for worlds in if dice.roll(2) == 0 { &fewer[..] } else { &fewer[1..] } {
        loop {
            let laboratory = &laboratories[dice.roll(laboratories.len() as u64) as usize];
            let mut run = laboratory.begin(&Request { worlds: *worlds, ..request.clone() });
            if dice.roll(2) == 0 {
                run = run.answering_early();
            }
            if let Some(done) = &done {
                run.resume(done).unwrap();
            }
            let is_done = go_for(&mut run, dice.roll(5));
            done = Some(run.done().clone());
            if is_done && *worlds == request.worlds {
                return run.answer();
            }
            if is_done {
                break;
            }
        }
    }
    unreachable!("the last run ends with all worlds")
}

type Report<Q> = <<Q as Question>::Experiment as Experiment>::Report;

fn ends_the_same<Q: Question>(model: &Model, request: &Request<Q>, times: u32)
where
    Report<Q>: PartialEq + std::fmt::Debug,
{
    let laboratories = [laboratory(model, 1), laboratory(model, 3).keeping_worlds(1 << 20)];
    let undisturbed = laboratories[0].ask(request).unwrap();
    assert!(undisturbed.complete);
    let mut dice = Dice(1953);
    for _ in 0..times {
        assert_eq!(disturbed(&laboratories, request, &mut dice), undisturbed);
    }
}

#[test]
fn a_thousand_random_sequences_of_request_cancel_and_resume_end_with_the_report_of_an_undisturbed_run() {
    let model = quarrel();
    ends_the_same(&model, &Request::new(ledger_question(&model), 7, 650), 500);
    ends_the_same(&model, &Request::new(pair_question(&model), 8, 450), 450);
    // Causes that are tested in no world, and in fewer than the first call has.
    for cause_worlds in [0, 20] {
        let question = LedgerQuestion { cause_worlds, ..ledger_question(&model) };
        ends_the_same(&model, &Request::new(question, 9, 200), 25);
    }
}

#[test]
fn every_experiment_can_be_cancelled_and_continued() {
    let model = quarrel();
    let of = SurveyedClaims { claims: all_claims(&model), cause_worlds: 100 };
    let wanted = ["tension", "chair"].map(|name| Subject::Variable(model.variable(name).unwrap(), Element(0)));
    for changes in [vec![], pair_question(&model).changes] {
        ends_the_same(&model, &Request::new(BandsQuestion { wanted: wanted.to_vec(), changes }, 7, 300), 20);
    }
    ends_the_same(&model, &Request::new(SkillQuestion { split: model.first_step + 6 }, 7, 300), 20);
    ends_the_same(&model, &Request::new(ModelTestQuestion {}, 7, 300), 20);
    ends_the_same(&model, &Request::new(NullQuestion { of: of.clone() }, 7, 300), 20);
    ends_the_same(&model, &Request::new(WiderPriorsQuestion { of: of.clone(), factor: 2.0 }, 7, 300), 20);
    let systems = model.systems().collect();
    ends_the_same(&model, &Request::new(AblationQuestion { of, systems }, 7, 300), 20);
}

/// Each part of an answer is what a request for so many worlds is answered.
#[test]
fn parts_of_an_answer_are_answers_of_fewer_worlds() {
    let model = quarrel();
    let request = Request::new(ledger_question(&model), 7, 1_500);
    let mut run = laboratory(&model, 2).begin(&request).answering_early();
    let mut parts = vec![];
    let told = run.go(&Cancel::default(), |event| {
        if let Event::Partial(part) = event {
            parts.push(part);
        }
    });
    told.unwrap();
    assert!(parts.len() >= 3 && parts[0].worlds <= 2 * CHUNK_WORLDS, "{parts:?}");
    assert!(parts.is_sorted_by_key(|part| part.worlds));
    for part in parts {
        let asked = laboratory(&model, 1).ask(&Request { worlds: part.worlds, ..request.clone() }).unwrap();
        assert_eq!((part.complete, part.report), (false, asked.report));
        assert_eq!(part.fingerprint, run.answer().fingerprint);
    }
}

#[test]
fn progress_counts_every_run_of_a_world_once() {
    let model = quarrel();
    let request = Request::new(ledger_question(&model), 7, 650);
    let mut run = laboratory(&model, 2).begin(&request);
    let mut told = vec![];
    let watch = |event: Event<'_, _>| {
        if let Event::Progress(progress) = event {
            told.push((progress.done, progress.to_do));
        }
    };
    run.go(&Cancel::default(), watch).unwrap();
    // One cause, tested in 150 worlds.
    assert!(told.iter().all(|(_, to_do)| *to_do == 650 + 150), "{told:?}");
    assert!(told.is_sorted() && told.last() == Some(&(800, 800)), "{told:?}");
}

#[test]
fn what_was_counted_for_another_request_is_refused() {
    let model = quarrel();
    let laboratory = laboratory(&model, 1);
    let request = Request::new(ledger_question(&model), 7, 300);
    let mut run = laboratory.begin(&request);
    run.go(&Cancel::default(), |_| ()).unwrap();
    let done = run.done();
    let resumed = |request: &Request<LedgerQuestion>| laboratory.begin(request).resume(done);
    assert_eq!(resumed(&request), Ok(()));
    assert_eq!(resumed(&Request { worlds: 400, ..request.clone() }), Ok(()));
    for other in [
        Request { seed: 8, ..request.clone() },
        Request { worlds: 200, ..request.clone() },
        Request {
            scenario: Scenario { follow_record: Some(model.until_step), ..Scenario::default() },
            ..request.clone()
        },
        Request { question: LedgerQuestion { cause_worlds: 149, ..request.question.clone() }, ..request.clone() },
    ] {
        assert_eq!(resumed(&other), Err(LabError::OtherRequest), "{other:?}");
    }
}

/// Null models, wider priors and ablation are set beside the same worlds of the model as it is.
#[test]
fn the_model_as_it_is_is_run_once_for_all_that_is_set_beside_it() {
    let model = quarrel();
    let laboratory = laboratory(&model, 2);
    let of = SurveyedClaims { claims: all_claims(&model), cause_worlds: 100 };
    let nulls = Request::new(NullQuestion { of: of.clone() }, 7, 300);
    let wider = Request::new(WiderPriorsQuestion { of, factor: 2.0 }, 7, 300);
    let mut first = laboratory.begin(&nulls);
    first.go(&Cancel::default(), |_| ()).unwrap();
    let mut second = laboratory.begin(&wider);
    second.resume(first.done()).unwrap();
    let mut runs = vec![];
    second
        .go(&Cancel::default(), |event| {
            if let Event::Progress(progress) = event {
                runs.push((progress.stage.to_owned(), progress.done))
            }
        })
        .unwrap();
    // 300 worlds of the model as it is and a cause tested in 100 of them are there before anything is run.
    assert!(runs.iter().all(|(stage, done)| stage == "wider" && *done > 400), "{runs:?}");
    assert_eq!(second.answer(), laboratory.ask(&wider).unwrap());
}

/// What one survey has seen for another, the other takes up, and both answer as if they were alone.
#[test]
fn surveys_of_the_same_worlds_share_one_run() {
    let model = quarrel();
    let (some, all) = (vec![2, 0], all_claims(&model));
    let of = |claims: &Vec<usize>| SurveyedClaims { claims: claims.clone(), cause_worlds: 100 };
    let systems = model.systems().collect();
    let skill = Request::new(SkillQuestion { split: model.first_step + 6 }, 7, 300);
    let nulls = Request::new(NullQuestion { of: of(&all) }, 7, 300);
    let ablation = Request::new(AblationQuestion { of: of(&some), systems }, 7, 300);
    let surveyed = [nulls.question.surveyed(&model), ablation.question.surveyed(&model)];
    let surveyed = surveyed.iter().fold(skill.question.surveyed(&model), |sum, part| sum.and(part));
    let alone = [1, 2].map(|threads| laboratory(&model, threads));
    let together = laboratory(&model, 2).surveying(surveyed);

    let mut first = together.begin(&skill);
    first.go(&Cancel::default(), |_| ()).unwrap();
    assert_eq!(first.answer(), alone[0].ask(&skill).unwrap());
    let mut second = together.begin(&nulls);
    second.resume(first.done()).unwrap();
    let mut third = together.begin(&ablation);
    third.resume(first.done()).unwrap();
    second
        .go(&Cancel::default(), |event| assert!(!matches!(event, Event::Progress(of) if of.stage == "model")))
        .unwrap();
    third
        .go(&Cancel::default(), |event| assert!(!matches!(event, Event::Progress(of) if of.stage == "model")))
        .unwrap();
    assert_eq!(second.answer(), alone[1].ask(&nulls).unwrap());
    assert_eq!(third.answer(), alone[1].ask(&ablation).unwrap());
}

/// A run that is cancelled stops within a month, whatever is left of its call.
#[test]
fn a_cancelled_run_computes_no_further_month() {
    let model = quarrel();
    let program = Program::compile(&model, &Scenario::default(), &Outputs::default(), &Options::default());
    let (mut workspace, cancel) = (Workspace::new(), Cancel::default());
    workspace.cancelled_by(cancel.clone());
    let whole = program.run(1, Worlds::from(0..256), &mut workspace).operations;
    cancel.cancel();
    let cut = program.run(1, Worlds::from(0..256), &mut workspace).operations;
    assert!(cut * 10 < whole, "{cut} of {whole} operations");
}

/// An executor that is asked twice at once.
#[test]
fn an_executor_is_shared() {
    let model = quarrel();
    let laboratory = laboratory(&model, 2);
    let ask = |seed| laboratory.ask(&Request::new(ledger_question(&model), seed, 700)).unwrap();
    let [alone, other] = [ask(1), ask(2)];
    let both = std::thread::scope(|scope| {
        let [one, two] = [1, 2].map(|seed| scope.spawn(move || ask(seed)));
        [one.join().unwrap(), two.join().unwrap()]
    });
    assert_eq!(both, [alone, other]);
}
