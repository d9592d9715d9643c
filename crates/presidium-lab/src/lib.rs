//! Experiments over worlds: ledgers, pairs, bands, and what validates a model.
//!
//! The laboratory asks a model questions by running many worlds of it. It prints nothing, reads nothing and has no clock. A
//! [`Request`] is a question about worlds; a [`Laboratory`] makes an [`Experiment`] of it, whose [`Run`] can be watched,
//! cancelled and continued on the threads of an [`Executor`]; an [`Answer`] is a report with the [`Fingerprint`] of its request.
//! The same request has the same answer, bit for bit, for any number of threads.

mod ablation;
mod bands;
mod baselines;
mod calibration;
mod chronicle;
mod claim_reasons;
mod clusters;
mod divergence;
mod done;
mod drift;
mod effect;
mod executor;
mod experiment;
mod failures;
mod find;
mod fingerprint;
mod forced;
mod history;
mod kept;
mod laboratory;
mod ledger;
mod left;
mod life;
mod model_tests;
mod names;
mod nulls;
mod observable;
mod occurrences;
mod outcome;
mod pairs;
mod pivot;
mod plan;
mod recorded;
mod request;
mod run;
mod scores;
mod sensitivity;
mod skill;
mod statistics;
mod stretch;
mod survey;
mod usual;
mod weight;
mod why;
mod wider_priors;
mod words;
mod worlds;

pub use ablation::{AblatedClaim, AblatedSystem, Ablation, AblationQuestion, Cell};
pub use bands::{
    BETWEEN, Band, Bands, BandsExperiment, BandsQuestion, BandsTally, Changed, Figures, Kind, Kinds, LEVELS, Spread,
};
pub use baselines::{BASELINES, Baseline};
pub use calibration::{
    Aim, Aims, AimsExperiment, AimsQuestion, AimsTally, BesideAims, Calibrated, Direct as DirectCalibration,
    Errors as AimErrors, Fit, Informed, Lowered, Observed, Posterior, Predicted, SeenAims, SeriesAim, SeriesFit,
    Settings as CalibrationSettings, Source as CalibrationSource, Space as ParameterSpace, Unmatched,
    active as active_parameters, calibrate, fingerprint as calibration_fingerprint, fits as aim_fits, luck_of_value,
    numbers as drawn_numbers, value_of_luck,
};
pub use chronicle::{ChronicleLine, chronicle};
pub use claim_reasons::{ClaimExperiment, ClaimPart, ClaimQuestion, ClaimReasons, ClaimTally, Passed};
pub use divergence::Divergence;
pub use done::Done;
pub use drift::{Normal, Walk};
pub use effect::Effect;
pub use executor::{Executor, LabError};
pub use experiment::{CHUNK_WORLDS, Counted, Experiment, Stage};
pub use failures::{FailureGroup, Failures};
pub use find::{FOUND_NAMED, FindExperiment, FindQuestion, FindTally, Found};
pub use fingerprint::{Fingerprint, NoFingerprint};
pub use forced::{Void, forced};
pub use history::{History, Turn};
pub use kept::Kept;
pub use laboratory::{Asked, Laboratory, Question};
pub use ledger::{Chain, Finding, Ledger, LedgerExperiment, LedgerQuestion, LedgerTally, Row, Verdict};
pub use left::Left;
pub use life::{Held, Life, Moved, Voted, life, watched_for};
pub use model_tests::{ModelTest, ModelTestExperiment, ModelTestQuestion, ModelTestTally, ModelTests};
pub use names::{element_ids, element_labels, rule_name, variable_name};
pub use nulls::{ClaimUnderNulls, FORECASTERS, Forecaster, NullQuestion, Nulls, Score};
pub use observable::{Observable, distribution};
pub use occurrences::{
    Beside, Counts, Kind as KindOfEvent, Occurrence, OccurrenceExperiment, OccurrenceQuestion, Occurrences,
};
pub use outcome::{claim_finals, outcome_type};
pub use pairs::{ComparedClaim, ComparedObservable, Comparison, PairExperiment, PairQuestion, PairTally};
pub use pivot::Pivot;
pub use plan::Plan;
pub use presidium_engine::Cancel;
pub use presidium_engine::oracle::Who;
pub use presidium_methods::design::NoDesign;
pub use recorded::{RecordQuestion, Recorded, drawn_parameters};
pub use request::Request;
pub use run::{Answer, Event, Progress, Run};
pub use scores::{brier_of_share, crps_of_ensemble, crps_of_normal, log_score_of_share, rank_among};
pub use sensitivity::{
    DealExperiment, DealQuestion, DealTally, Dealt, DealtClaim, Design, DesignExperiment, DesignPoint, DesignQuestion,
    DesignTally, Designed, DesignedPoint, Discovery, DiscoveryExperiment, DiscoveryQuestion, Driver, Drivers,
    DriversExperiment, DriversQuestion, Flip, Flipped, FoundBox, Levels, Luck, LuckExperiment, LuckQuestion, LuckTally,
    Morris, MorrisExperiment, MorrisQuestion, MorrisTally, Moves, Restriction, SampleTally, Spreading, Target, Tipping,
    TippingExperiment, TippingPoint, TippingQuestion, TippingTally, Total, Totals, TotalsExperiment, TotalsQuestion,
    TotalsTally, Turn as TippingTurn, attributes, flips, movable, prior_of,
};
pub use skill::{
    AgainstBest, AgainstWalk, Forecast, KEPT_ONE_IN, PointSkill, Sample, Selection, SeriesSkill, Skill, SkillQuestion,
    Summary, coverage, rank_histogram,
};
pub use statistics::{Differences, Estimate, Moments, PairedTruths, Share, quantile};
pub use stretch::Stretch;
pub use survey::{SurveyExperiment, SurveyQuestion, SurveyTally, Surveyed, SurveyedClaims};
pub use usual::{Deed, Usual, UsualExperiment, UsualQuestion, UsualTally};
pub use weight::{Entry, Weight, entries};
pub use why::{Account, BREADTH, Did, Reach, Reason, Subject, member_set, why};
pub use wider_priors::{ClaimUnderWiderPriors, WiderPriors, WiderPriorsQuestion};
pub use words::{fault_text, label_text, line_text};
pub use worlds::Batch;
