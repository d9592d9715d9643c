//! Fitting a model to what is known: history matching, then particles that are moved under likelihoods by the mean and spread of worlds.
//!
//! What a model is fitted to are its [`Aims`]: recorded series up to the split, claims of the role *calibration*, base rates. The numbers
//! that may move are a [`Space`] of parameters. At a point of it some worlds are run, and a [`Fit`] says what they came to beside each
//! aim. [`calibrate`] goes through the course: which parameters the aims hang on, a design of points, those that can be ruled out, then
//! particles whose tolerance shrinks until errors are as stated. Worlds are asked for through [`Source`], so that whoever keeps them may
//! stop at any time and go on later. Refused: an emulator, and a single number for how well a model fits.

mod aims;
mod course;
mod direct;
mod fit;
mod found;
mod screen;
mod space;
mod worlds;

pub use aims::{Aim, Aims, Errors, Observed, SeriesAim};
pub use course::{Settings, Source, calibrate, fingerprint};
pub use direct::Direct;
pub use fit::{Fit, SeriesFit};
pub use found::{BesideAims, Calibrated, Informed, Lowered, Predicted, Unmatched};
pub use screen::active;
pub use space::{Posterior, Space, luck_of_value, numbers, value_of_luck};
pub use worlds::{AimsExperiment, AimsQuestion, AimsTally, SeenAims, fits};
