//! Null models and wider priors, where what they must give is known.

mod common;

use common::{all_claims, ask};
use presidium_lab::{
    ClaimUnderNulls, Forecaster, NullQuestion, Nulls, Request, Share, SurveyedClaims, Verdict, WiderPriors,
    WiderPriorsQuestion,
};
use presidium_lang::MemorySources;
use presidium_lang::model::{Model, Role};

const WORLDS: u64 = 400;

const WIDTHS: &str = "# Widths

```presidium
model \"Widths\" from 1950-01 to 1950-03

param near : 1 ~ normal(0, 1) assumption
param known : 1 = 0.7 assumption

claim W1 quantity \"near is within a unit\" role structural holds abs(near) < 1
claim W2 quantity \"near is within half a unit\" role structural holds abs(near) < 0.5
claim W3 quantity \"near is positive\" role structural holds near > 0
claim W4 quantity \"what is known stays known\" role structural holds known = 0.7
```
";

fn model(text: &str) -> Model {
    match presidium_lang::load(&MemorySources::new("model").with("model.md", text)) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}", report.render()),
    }
}

fn quarrel() -> Model {
    model(include_str!("../../../models/tutorial/quarrel/quarrel.md"))
}

fn all(model: &Model) -> SurveyedClaims {
    SurveyedClaims { claims: all_claims(model), cause_worlds: 100 }
}

fn nulls(model: &Model, threads: usize) -> Nulls {
    ask(model, threads, &Request::new(NullQuestion { of: all(model) }, 5, WORLDS))
}

fn claim<'n>(model: &Model, nulls: &'n Nulls, id: &str) -> &'n ClaimUnderNulls {
    nulls.claims.iter().find(|found| model.claims[found.claim].id == id).unwrap()
}

fn held(found: &ClaimUnderNulls, forecaster: Forecaster) -> u64 {
    found.held[forecaster as usize].held
}

#[test]
fn where_nothing_happens_nobody_quarrels_and_the_chair_stays() {
    let model = quarrel();
    let nulls = nulls(&model, 1);
    let still = |id| held(claim(&model, &nulls, id), Forecaster::StatusQuo);
    assert_eq!([still("A1"), still("A2"), still("A3"), still("A4")], [0, 0, WORLDS, 0]);
    assert!(claim(&model, &nulls, "A3").null_does_better(Forecaster::StatusQuo));
    assert!(!claim(&model, &nulls, "A1").null_does_better(Forecaster::StatusQuo));
    // A change that has nothing left to take away has no effect.
    let verdicts = nulls.causes[Forecaster::StatusQuo as usize].iter().map(|row| row.verdict);
    assert!(verdicts.into_iter().all(|verdict| verdict == Verdict::Unclear));
}

/// Lots touch decisions and nothing else; a vote of three by lot is lost half of the time, and there are four.
#[test]
fn by_lot_every_vote_is_a_coin_and_events_are_what_they_were() {
    let model = quarrel();
    let nulls = nulls(&model, 1);
    let quarrels = claim(&model, &nulls, "A1");
    assert_eq!(held(quarrels, Forecaster::Lottery), held(quarrels, Forecaster::Model));
    assert_eq!(quarrels.against[1].gained + quarrels.against[1].lost, 0);
    let falls = claim(&model, &nulls, "A2").held[Forecaster::Lottery as usize].wilson();
    assert!(falls.low < 0.9375 && 0.9375 < falls.high, "{falls:?}");
}

#[test]
fn scores_are_means_over_the_claims_of_a_role() {
    let model = quarrel();
    let nulls = nulls(&model, 1);
    let calibration = nulls.score(Forecaster::StatusQuo, Some(Role::Calibration), &model);
    assert_eq!((calibration.claims, calibration.hold, calibration.brier), (1, 0, 1.0));
    // A3 in all worlds, A4 in none.
    let held_out = nulls.score(Forecaster::StatusQuo, Some(Role::HeldOut), &model);
    assert_eq!((held_out.claims, held_out.hold, held_out.brier), (2, 1, 0.5));
    let log = |held: f64| -presidium_engine::math::ln((held + 0.5) / (WORLDS as f64 + 1.0));
    assert_eq!(held_out.log, (log(WORLDS as f64) + log(0.0)) / 2.0);
}

#[test]
fn nulls_are_the_same_for_any_number_of_threads() {
    let model = quarrel();
    assert_eq!(nulls(&model, 1), nulls(&model, 3));
}

fn width(model: &Model, factor: f64) -> WiderPriors {
    ask(model, 2, &Request::new(WiderPriorsQuestion { of: all(model), factor }, 5, WORLDS))
}

/// Within a unit at twice the width is within half a unit as it was.
#[test]
fn wider_priors_move_claims_about_distance_and_leave_the_median() {
    let width = width(&model(WIDTHS), 2.0);
    let [unit, half, positive, known] = width.claims.as_slice() else { panic!("four claims") };
    assert_eq!(unit.wide.finding, half.narrow.finding);
    assert_eq!((unit.narrow.verdict, unit.wide.verdict), (Verdict::Holds, Verdict::Fails));
    assert!(!unit.keeps_verdict() && unit.change() < 0.0);
    assert_eq!((positive.change(), known.change()), (0.0, 0.0));
}

#[test]
fn where_no_number_is_uncertain_nothing_moves() {
    let fixed = WIDTHS.replace("~ normal(0, 1)", "= 0.25");
    assert!(width(&model(&fixed), 3.0).claims.iter().all(|claim| claim.change() == 0.0 && claim.keeps_verdict()));
}

#[test]
fn a_share_of_no_worlds_is_in_no_score() {
    let model = quarrel();
    let mut nulls = nulls(&model, 1);
    nulls.claims[0].held[0] = Share::default();
    assert_eq!(nulls.score(Forecaster::Model, None, &model).claims, 3);
}
