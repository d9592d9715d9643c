//! Worlds of a calibration, run in a laboratory.

use std::sync::Arc;

use presidium_engine::Cancel;
use presidium_lang::model::{Rows, Scenario, VariableId};

use crate::calibration::aims::Aims;
use crate::calibration::course::{Settings, Source};
use crate::calibration::fit::Fit;
use crate::calibration::screen::active;
use crate::calibration::worlds::{AimsQuestion, SeenAims, fits};
use crate::executor::LabError;
use crate::laboratory::Laboratory;
use crate::request::Request;
use crate::run::{Event, Progress};

/// Runs the worlds of a calibration, and tells how far each stage is.
pub struct Direct<'a, F: FnMut(&str, Progress<'_>)> {
    /// Whose model ends where it is fitted.
    pub laboratory: &'a Laboratory,
    /// By which it is stopped.
    pub cancel: &'a Cancel,
    /// Told of each stage how many of its worlds are done.
    pub on: F,
}

impl<F: FnMut(&str, Progress<'_>)> Direct<'_, F> {
    fn ask(&mut self, name: &str, request: &Request<AimsQuestion>) -> Result<SeenAims, LabError> {
        let mut run = self.laboratory.begin(request);
        let on = &mut self.on;
        run.go(self.cancel, |event| {
            if let Event::Progress(progress) = event {
                on(name, progress);
            }
        })?;
        Ok(run.answer().report)
    }
}

impl<F: FnMut(&str, Progress<'_>)> Source for Direct<'_, F> {
    type Error = LabError;

    fn active(&mut self, aims: &Aims, seed: u64, settings: &Settings) -> Result<Vec<VariableId>, LabError> {
        let question = AimsQuestion { aims: Arc::new(aims.clone()), with_parameters: true };
        let seen = self.ask("sample", &Request::new(question, seed, settings.sample))?;
        Ok(active(self.laboratory.model(), aims, &seen, settings.numbers, self.laboratory.executor()))
    }

    fn fits(&mut self, _: usize, name: &str, aims: &Aims, seed: u64, rows: &Rows) -> Result<Vec<Fit>, LabError> {
        let question = AimsQuestion { aims: Arc::new(aims.clone()), with_parameters: false };
        let worlds = rows.len() as u64 * rows.each();
        let scenario = Scenario { rows: Some(rows.clone()), ..Scenario::default() };
        let seen = self.ask(name, &Request { scenario, ..Request::new(question, seed, worlds) })?;
        Ok(fits(self.laboratory.model(), aims, &seen, rows.each()))
    }
}
