//! Experiments over worlds: ensembles, pairs, the ledger, bands.
//!
//! The laboratory asks a model questions by running many worlds of it. It prints nothing, reads nothing and has no
//! clock; each question is a function from a model, a scenario and an [`Ensemble`] to a table, the same bits for any
//! number of threads.

mod ablation;
mod bands;
mod base;
mod chronicle;
mod divergence;
mod drift;
mod effect;
mod ensemble;
mod failures;
mod forced;
mod kept;
mod ledger;
mod names;
mod nulls;
mod observable;
mod pairs;
mod scores;
mod skill;
mod statistics;
mod trials;
mod why;
mod width;
mod words;
mod worlds;

pub use ablation::{AblatedClaim, AblatedSystem, Ablation, AblationRequest, Cell};
pub use bands::{Band, Bands, LEVELS, bands};
pub use base::Base;
pub use chronicle::{Told, told};
pub use divergence::Divergence;
pub use drift::{Normal, Walk};
pub use effect::Effect;
pub use ensemble::{CHUNK_WORLDS, Ensemble, LabError, Watch};
pub use failures::{FailureGroup, Failures};
pub use forced::{Void, forced};
pub use kept::Kept;
pub use ledger::{Finding, Ledger, LedgerRequest, Row, Verdict};
pub use names::{element_ids, element_labels, rule_name, variable_name};
pub use nulls::{ClaimUnderNulls, GIVERS, Giver, Nulls, Score, nulls};
pub use observable::{Observable, distribution};
pub use pairs::{ComparedClaim, ComparedObservable, Comparison, PairRequest, outcome_type};
pub use scores::{brier_of_share, crps_of_ensemble, crps_of_normal, log_score_of_share, rank_among};
pub use skill::{
    AgainstWalk, Forecast, Forecaster, KEPT_ONE_IN, PointSkill, Sample, SeriesSkill, Skill, SkillRequest, Summary,
    coverage, rank_histogram,
};
pub use statistics::{Differences, Estimate, Flips, Moments, Share, quantile};
pub use trials::{Trial, Trials, trials};
pub use why::{Account, BREADTH, Reach, Reason, Subject, member_set, why};
pub use width::{ClaimByWidth, Width, width};
pub use words::{label_text, line_text, month_in_words};
