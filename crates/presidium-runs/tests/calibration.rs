//! A calibration that is broken off at any stage goes on where it stopped, and finds what an undisturbed one finds.

use std::path::PathBuf;
use std::sync::Arc;

use presidium_lab::{
    AimErrors, Aims, Calibrated, CalibrationSettings, CalibrationSource, Cancel, DirectCalibration, Executor, Fit,
    LabError, Laboratory, Progress, calibrate, calibration_fingerprint,
};
use presidium_lang::model::{Model, Rows, VariableId};
use presidium_runs::{KeptCalibration, Remembering, RunsError};

fn model() -> Arc<Model> {
    let text = "# A\n```presidium\nmodel \"A\" from 1950-01 to 1950-12\nparam hazard : 1/year ~ lognormal(0.5/year, 1) assumption\n\
                state risings : count = 0\nevent rises\n    rate hazard\n    do risings += 1\n\
                base rate risings \"Risings\"\n    counts at(risings, 1950-12)\n    over 1 year\n    reference 3 in 20 years\n    assumption\n```\n";
    let loaded = presidium_lang::load(&presidium_lang::MemorySources::new("a").with("a.md", text));
    Arc::new(loaded.expect("a sound model").model)
}

const SETTINGS: CalibrationSettings =
    CalibrationSettings { sample: 400, numbers: 4, points: 40, each: 20, particles: 20, moves: 1, generations: 6 };

/// Runs worlds, and is killed after so many stages.
struct Killed<'a, S> {
    source: S,
    left: &'a mut usize,
}

impl<S: CalibrationSource<Error = LabError>> Killed<'_, S> {
    fn count(&mut self) -> Result<(), LabError> {
        *self.left = self.left.checked_sub(1).ok_or(LabError::Cancelled)?;
        Ok(())
    }
}

impl<S: CalibrationSource<Error = LabError>> CalibrationSource for Killed<'_, S> {
    type Error = LabError;

    fn active(&mut self, aims: &Aims, seed: u64, settings: &CalibrationSettings) -> Result<Vec<VariableId>, LabError> {
        self.count()?;
        self.source.active(aims, seed, settings)
    }

    fn fits(&mut self, stage: usize, name: &str, aims: &Aims, seed: u64, rows: &Rows) -> Result<Vec<Fit>, LabError> {
        self.count()?;
        self.source.fits(stage, name, aims, seed, rows)
    }
}

/// A calibration in a folder that runs so many stages at most.
fn found(folder: Option<&PathBuf>, mut stages: usize) -> Result<Calibrated, RunsError> {
    let model = model();
    let aims = Aims::of(&model, AimErrors::default());
    let fingerprint = calibration_fingerprint(&model, &aims, None, &SETTINGS, 7);
    let kept = folder.map(|folder| KeptCalibration::begin(folder, &model, fingerprint)).transpose()?;
    let laboratory = Laboratory::new(model.clone(), Arc::new(Executor::new(1)?));
    let cancel = Cancel::default();
    let source = DirectCalibration { laboratory: &laboratory, cancel: &cancel, on: |_: &str, _: Progress<'_>| () };
    let mut source = Remembering { kept: kept.as_ref(), source: Killed { source, left: &mut stages } };
    calibrate(&model, &aims, None, &SETTINGS, 7, &mut source).map(|found| found.expect("something to fit"))
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("presidium-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn it_goes_on_where_it_was_killed() {
    let folder = folder("calibration");
    let whole = found(None, usize::MAX).expect("nobody kills it");
    let mut kills = 0;
    let again = loop {
        match found(Some(&folder), 1) {
            Ok(found) => break found,
            Err(RunsError::Lab(LabError::Cancelled)) => kills += 1,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(kills > 2, "{kills}");
    assert_eq!(again, whole);
    assert_eq!(found(Some(&folder), 0).expect("all is known"), whole);
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let folder = folder("calibration-other");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("letter.txt"), "mine").expect("a file");
    let error = found(Some(&folder), 9).expect_err("it holds a letter").to_string();
    assert!(error.contains("is not empty and holds no kept run"), "{error}");
    let _ = std::fs::remove_dir_all(&folder);
    drop(found(Some(&folder), 2));
    let (model, aims) = (model(), Aims::of(&model(), AimErrors::default()));
    let other = calibration_fingerprint(&model, &aims, None, &SETTINGS, 8);
    let error = KeptCalibration::begin(&folder, &model, other).expect_err("another seed").to_string();
    assert!(error.contains("keeps another run"), "{error}");
    let _ = std::fs::remove_dir_all(&folder);
}
