//! Fitting: a known truth is found, the same bits come of any number of threads, and ranks of simulated truths are even.

use std::sync::Arc;

use presidium_engine::{Cancel, Scenario};
use presidium_lab::{
    Aim, AimErrors, Aims, AimsQuestion, Calibrated, CalibrationSettings, DirectCalibration, Executor, Laboratory,
    ParameterSpace, Predicted, Request, calibrate,
};
use presidium_lang::model::{Model, VariableId};
use presidium_lang::{MemorySources, load};

fn model(text: &str, record: &str) -> Arc<Model> {
    let sources = MemorySources::new("fitted").with("model.md", text).with("record.csv", record);
    match load(&sources) {
        Ok(loaded) => Arc::new(loaded.model),
        Err(report) => panic!("{}", report.render()),
    }
}

fn fitted(model: &Arc<Model>, aims: &Aims, settings: &CalibrationSettings, seed: u64, threads: usize) -> Calibrated {
    let laboratory = Laboratory::new(model.clone(), Arc::new(Executor::new(threads).expect("threads")));
    let cancel = Cancel::default();
    let mut source = DirectCalibration { laboratory: &laboratory, cancel: &cancel, on: |_, _| () };
    let found = calibrate(model, aims, None, settings, seed, &mut source).expect("nobody cancels");
    found.expect("there is something to fit")
}

const POND: &str = "# A pond\n```presidium
model \"A pond\" from 1950-01 to 1959-12 step 1 month method rk4
unit fish
param growth : 1/year ~ lognormal(0.5/year, 0.5) assumption
param ceiling : fish ~ lognormal(1500 fish, 0.5) assumption
param idle : 1 ~ normal(0, 1) assumption
draw weather per year ~ normal(0, 0.05)
stock pond : fish
    starts 100 fish
    in growth * pond * max(0, 1 - pond / ceiling) * max(0, 1 + weather + 0.0001 * idle)
record pond from \"record.csv\"
```
";

/// What a pond with a growth of 0.8 a year and a ceiling of 2 000 fish holds at the ends of years, by the closed form, a few fish off.
const POND_RECORD: &str = "series,unit,date,value,source,grade
pond,fish,1950-12,210,made,A
pond,fish,1951-12,415,made,A
pond,fish,1952-12,725,made,A
pond,fish,1953-12,1130,made,A
pond,fish,1954-12,1480,made,A
pond,fish,1956-12,1870,made,A
pond,fish,1958-12,1980,made,A
";

fn settings() -> CalibrationSettings {
    CalibrationSettings { sample: 1_000, numbers: 10, points: 200, each: 8, particles: 100, moves: 2, generations: 20 }
}

/// The interval of 90 % after the fit.
fn after(model: &Model, found: &Calibrated, name: &str) -> [f64; 2] {
    let id = model.variable(name).expect("it is declared");
    let of = found.informed.iter().find(|of| of.parameter.0 == id).expect("it moves");
    [of.after[0], of.after[2]]
}

#[test]
fn a_known_truth_is_found() {
    let model = model(POND, POND_RECORD);
    let aims = Aims::of(&model, AimErrors { discrepancy: 0.02, ..AimErrors::default() });
    let found = fitted(&model, &aims, &settings(), 7, 2);
    assert_eq!(found.lowered.last().map(|last| last.tolerance), Some(1.0), "{:?}", found.lowered);
    assert!(found.unmatched.is_empty() && found.design[1] < 60, "{:?} {:?}", found.unmatched, found.design);
    let [low, high] = after(&model, &found, "growth");
    assert!(low < 0.82 && 0.78 < high && high - low < 0.2, "growth {low} – {high}");
    let [low, high] = after(&model, &found, "ceiling");
    assert!(low < 2_050.0 && 1_950.0 < high && high - low < 250.0, "ceiling {low} – {high}");
    assert!(!found.posterior.columns.iter().any(|(of, _)| model.variables[*of].name == "idle"), "nothing hangs on it");
    let [Predicted::Series(before), Predicted::Series(after)] = &found.predicted[0] else { panic!("a series") };
    assert!(after[6][1] < before[6][1] / 4.0, "worlds differ less after the fit: {before:?} {after:?}");
}

#[test]
fn the_same_bits_come_of_any_number_of_threads() {
    let model = model(POND, POND_RECORD);
    let aims = Aims::of(&model, AimErrors::default());
    let small = CalibrationSettings { points: 60, particles: 30, generations: 4, ..settings() };
    assert_eq!(fitted(&model, &aims, &small, 7, 1), fitted(&model, &aims, &small, 7, 3));
    assert_ne!(fitted(&model, &aims, &small, 7, 2).posterior, fitted(&model, &aims, &small, 8, 2).posterior);
}

const WALK: &str = "# A walk\n```presidium
model \"A walk\" from 1950-01 to 1950-06
param drift : 1 ~ normal(1, 2) assumption
param first : 1 ~ uniform(0, 3) assumption
draw luck per world ~ normal(0, 0.5)
state at_last : 1 = 0
event walks
    every step
    do at_last := first + luck + drift * (now - 1950-01) / (1 year)
let place : 1 = at_last
record place from \"record.csv\"
```
";

const WALK_RECORD: &str = "series,unit,date,value,source,grade
place,1,1950-02,1,made,A
place,1,1950-06,2,made,A
";

const RISINGS: &str = "# Risings\n```presidium
model \"Risings\" from 1950-01 to 1950-12
param hazard : 1/year ~ lognormal(0.5/year, 1) assumption
state risings : count = 0
event rises
    rate hazard
    do risings += 1
base rate risings \"Risings elsewhere\"
    counts    at(risings, 1950-12)
    over      1 year
    reference 3 in 20 years
    assumption
```
";

/// How many of nineteen particles lie below the truth.
fn rank(found: &Calibrated, column: usize, truth: f64) -> usize {
    let rows = &found.posterior.rows;
    let step = rows.len() / 19;
    (0..19).filter(|draw| rows[draw * step][column] < truth).count()
}

/// Ranks of nineteen draws among twenty places, in ten bins: chi-square with nine degrees of freedom, which is above 27.9 once in a thousand.
fn assert_even(ranks: &[usize], what: &str) {
    let mut bins = [0.0_f64; 10];
    ranks.iter().for_each(|rank| bins[rank / 2] += 1.0);
    let due = ranks.len() as f64 / 10.0;
    let chi_square: f64 = bins.iter().map(|bin| (bin - due) * (bin - due) / due).sum();
    assert!(chi_square < 27.9, "{what}: {chi_square:.1}, {bins:?}");
}

/// A normal number from a few bits of luck, for observation errors.
fn normal(seed: u64, purpose: u64) -> f64 {
    let bits = presidium_engine::random::threefry_2x64([seed, purpose], [1, 2])[0];
    presidium_engine::math::normal_quantile(presidium_engine::random::open_unit(bits))
}

fn simulations() -> CalibrationSettings {
    CalibrationSettings { sample: 400, numbers: 4, points: 100, each: 12, particles: 57, moves: 2, generations: 12 }
}

/// Truths are drawn from the prior and worlds from them; what is observed of these is fitted; the truths must lie anywhere in what is found.
#[test]
fn ranks_of_simulated_truths_are_even_for_a_series() {
    let model = model(WALK, WALK_RECORD);
    let parameters: Vec<VariableId> = ["drift", "first"].map(|name| model.variable(name).expect("declared")).to_vec();
    let space = ParameterSpace::of(&model, &parameters);
    let laboratory = Laboratory::new(model.clone(), Arc::new(Executor::new(2).expect("threads")));
    let mut ranks = [vec![], vec![]];
    for run in 0..100_u64 {
        let truth = vec![normal(run, 11), normal(run, 12)];
        let rows = space.rows(std::slice::from_ref(&truth), 1).expect("a row");
        let mut aims = Aims::of(&model, AimErrors { grades: [0.2; 3], discrepancy: 0.1 });
        let question = AimsQuestion { aims: Arc::new(aims.clone()), with_parameters: false };
        let scenario = Scenario { rows: Some(rows), ..Scenario::default() };
        let seen =
            laboratory.ask(&Request { scenario, ..Request::new(question, 1_000 + run, 1) }).expect("it ends").report;
        let Aim::Series(series) = &mut aims.aims[0] else { panic!("a series") };
        let shared = normal(run, 13) * series.discrepancy;
        for (point, cells) in series.points.iter_mut().zip(&seen.cells) {
            point.value = cells[0] + shared + point.error * normal(run, 20 + u64::from(point.month.0));
        }
        let cancel = Cancel::default();
        let mut source = DirectCalibration { laboratory: &laboratory, cancel: &cancel, on: |_, _| () };
        let found = calibrate(&model, &aims, Some(&parameters), &simulations(), run, &mut source);
        let found = found.expect("nobody cancels").expect("something to fit");
        let values = space.posterior(&model, &[truth]).rows;
        for (column, ranks) in ranks.iter_mut().enumerate() {
            ranks.push(rank(&found, column, values[0][column]));
        }
    }
    assert_even(&ranks[0], "drift");
    assert_even(&ranks[1], "first");
}

#[test]
fn ranks_of_simulated_truths_are_even_for_a_base_rate() {
    let model = model(RISINGS, "");
    let parameters = vec![model.variable("hazard").expect("declared")];
    let space = ParameterSpace::of(&model, &parameters);
    let mut ranks = vec![];
    for run in 0..100_u64 {
        let truth = vec![normal(run, 31)];
        let rows = space.rows(std::slice::from_ref(&truth), 1).expect("a row");
        let aims = Aims::of(&model, AimErrors::default());
        // Twenty years of a class with the true rate.
        let laboratory = Laboratory::new(model.clone(), Arc::new(Executor::new(1).expect("a thread")));
        let question = AimsQuestion { aims: Arc::new(aims.clone()), with_parameters: false };
        let scenario = Scenario { rows: Some(rows), ..Scenario::default() };
        let seen =
            laboratory.ask(&Request { scenario, ..Request::new(question, 1_000 + run, 20) }).expect("it ends").report;
        let count = seen.finals[0].iter().sum::<f64>() as u64;
        let mut own = Model::clone(&model);
        (own.base_rates[0].reference.least, own.base_rates[0].reference.most) = (count, count);
        let own = Arc::new(own);
        let laboratory = Laboratory::new(own.clone(), Arc::new(Executor::new(2).expect("threads")));
        let cancel = Cancel::default();
        let mut source = DirectCalibration { laboratory: &laboratory, cancel: &cancel, on: |_, _| () };
        let settings = CalibrationSettings { each: 60, ..simulations() };
        let found = calibrate(&own, &aims, Some(&parameters), &settings, run, &mut source);
        let found = found.expect("nobody cancels").expect("something to fit");
        ranks.push(rank(&found, 0, space.posterior(&model, &[truth]).rows[0][0]));
    }
    assert_even(&ranks, "hazard");
}
