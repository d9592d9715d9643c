//! A calibration that is kept: what worlds came to, stage by stage, so that one that was broken off goes on where it stopped.
//!
//! The folder holds `calibration.json`, which says what is fitted; `stages`, a file for each stage that is done; and in the end
//! `posterior.csv`. A stage is a pure function of the calibration and its number: it is written whole or not at all, and read instead of run.

use std::path::{Path, PathBuf};

use presidium_lab::{Aims, CalibrationSettings, CalibrationSource, Fingerprint, Fit, LabError};
use presidium_lang::model::{Model, Rows, VariableId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::disk::{Lock, make_folder, read, remove_unplaced, try_lock, write_whole};
use crate::error::RunsError;

/// Rises whenever older readers would misread the folder.
const LAYOUT: u32 = 1;

const MANIFEST: &str = "calibration.json";
const POSTERIOR: &str = "posterior.csv";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    layout: u32,
    /// Of all that it depends on.
    calibration: Fingerprint,
    /// The model's folder.
    model: String,
}

/// A folder with a calibration. Only one process at a time works in it.
#[derive(Debug)]
pub struct KeptCalibration {
    folder: PathBuf,
    _lock: Lock,
}

impl KeptCalibration {
    /// Begins a calibration in a folder, or continues it.
    ///
    /// # Errors
    /// [`RunsError`] if the folder holds something else or cannot be written, or if another process works in it.
    pub fn begin(folder: &Path, model: &Model, fingerprint: Fingerprint) -> Result<KeptCalibration, RunsError> {
        let asked = Manifest { layout: LAYOUT, calibration: fingerprint, model: model.name.clone() };
        let path = folder.join(MANIFEST);
        let kept: Option<Manifest> = read_json(&path)?;
        match &kept {
            Some(kept) if kept.layout != LAYOUT => {
                return Err(RunsError::Layout { path: folder.to_owned(), found: kept.layout, known: LAYOUT });
            }
            Some(kept) if *kept != asked => {
                let differs = "another model, other aims, settings or another seed".to_owned();
                return Err(RunsError::OtherRun { path: folder.to_owned(), differs });
            }
            None if has_files(folder) => return Err(RunsError::OtherFiles(folder.to_owned())),
            _ => {}
        }
        make_folder(&folder.join("stages"))?;
        let busy = || {
            RunsError::Wish(format!(
                "another process works in `{}`\n  help: wait for it, or name another folder",
                folder.display()
            ))
        };
        let lock = try_lock(&folder.join("lock"))?.ok_or_else(busy)?;
        remove_unplaced(&folder.join("stages"));
        if kept.is_none() {
            write_json(&path, &asked)?;
        }
        Ok(KeptCalibration { folder: folder.to_owned(), _lock: lock })
    }

    /// Where the posterior lies once it is found.
    pub fn posterior(&self) -> PathBuf {
        self.folder.join(POSTERIOR)
    }

    /// Keeps the posterior as a text.
    ///
    /// # Errors
    /// [`RunsError::Disk`].
    pub fn write_posterior(&self, text: &str) -> Result<(), RunsError> {
        write_whole(&self.posterior(), text.as_bytes())
    }

    fn stage(&self, name: &str) -> PathBuf {
        self.folder.join("stages").join(format!("{name}.json"))
    }
}

/// Worlds that are run by another source, unless the folder knows what they came to.
pub struct Remembering<'a, S> {
    /// What is known; nothing is kept without a folder.
    pub kept: Option<&'a KeptCalibration>,
    /// Who runs worlds.
    pub source: S,
}

impl<S: CalibrationSource<Error = LabError>> CalibrationSource for Remembering<'_, S> {
    type Error = RunsError;

    fn active(&mut self, aims: &Aims, seed: u64, settings: &CalibrationSettings) -> Result<Vec<VariableId>, RunsError> {
        let Some(kept) = self.kept else { return Ok(self.source.active(aims, seed, settings)?) };
        let path = kept.stage("sample");
        if let Some(places) = read_json::<Vec<usize>>(&path)? {
            return Ok(places.into_iter().map(VariableId::new).collect());
        }
        let found = self.source.active(aims, seed, settings)?;
        write_json(&path, &found.iter().map(|of| of.index()).collect::<Vec<usize>>())?;
        Ok(found)
    }

    fn fits(&mut self, stage: usize, name: &str, aims: &Aims, seed: u64, rows: &Rows) -> Result<Vec<Fit>, RunsError> {
        let Some(kept) = self.kept else { return Ok(self.source.fits(stage, name, aims, seed, rows)?) };
        let path = kept.stage(&format!("{stage:03}"));
        if let Some(fits) = read_json(&path)? {
            return Ok(fits);
        }
        let fits = self.source.fits(stage, name, aims, seed, rows)?;
        write_json(&path, &fits)?;
        Ok(fits)
    }
}

fn has_files(folder: &Path) -> bool {
    // What a process that was killed at once may have left.
    let is_own = |name: &std::ffi::OsStr| name == "stages" || name == "lock";
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| !is_own(&entry.file_name())))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, RunsError> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| RunsError::damaged(path, error))
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), RunsError> {
    let bytes = serde_json::to_vec(value).map_err(|error| RunsError::damaged(path, error))?;
    write_whole(path, &bytes)
}
