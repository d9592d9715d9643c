//! Skill against recorded series: does the ensemble forecast a figure better than a random walk with drift?
//!
//! Up to the split a figure may have been looked at when numbers were chosen; after it none was. So there are two scores, and
//! only the second says anything about the mechanism. The walk starts where the record stood at the split, and an ensemble
//! of priors does not: so a further forecast is made of the worlds that the record *up to the split* keeps (rejection, as in
//! approximate Bayesian computation, for each series by itself). Nothing after the split reaches fit or choice.

use presidium_engine::hangs_on;
use presidium_lang::clock::Step;
use presidium_lang::model::{Model, Record, Variable, VariableId};

use crate::baselines::{BASELINES, Baseline, Baselines};
use crate::drift::Walk;
use crate::experiment::Counted;
use crate::failures::Failures;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::observable::Observable;
use crate::scores::{crps_of_ensemble, crps_of_normal, rank_among};
use crate::statistics::{Moments, Share, quantile};
use crate::survey::{SurveyExperiment, SurveyQuestion, SurveyTally, Surveyed};

/// One world in so many is kept by the record up to the split.
pub const KEPT_ONE_IN: usize = 10;

/// How a model does on its recorded series.
#[derive(Clone, Debug, PartialEq)]
pub struct Skill {
    /// One for each record of the model, in its order.
    pub series: Vec<SeriesSkill>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that failed; they are in no forecast.
    pub failures: Failures,
}

/// How a model does on one recorded series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesSkill {
    /// Position in [`Model::records`].
    pub record: usize,
    /// Whether the points up to the split are enough for a random walk, and do not lie on a straight line.
    pub has_null: bool,
    /// Worlds kept by the points up to the split; zero if there are none, or no world differs in them.
    pub kept_worlds: u64,
    /// Whether it hangs, by the equations, on a number that was chosen with an eye on what came after the split.
    pub looks_ahead: bool,
    /// Those that lie within the model's months, in order of time.
    pub points: Vec<PointSkill>,
}

/// The forecasts of one recorded value, scored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointSkill {
    pub month: Step,
    /// In base units.
    pub recorded: f64,
    /// On which side of the split, and whether it was seen.
    pub sample: Sample,
    /// By all worlds.
    pub free: Forecast,
    /// By the worlds that the record keeps; only after the split.
    pub kept: Option<Forecast>,
    /// Score of the random walk; none at its starting point, or without a walk.
    pub null: Option<f64>,
    /// Scores of all baselines, in the order of [`BASELINES`].
    pub baselines: [Option<f64>; 5],
}

/// How one recorded value lies among worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Continuous ranked probability score, in base units; see [`crps_of_ensemble`].
    pub crps: f64,
    /// Median of the worlds, in base units.
    pub median: f64,
    /// See [`rank_among`].
    pub rank: f64,
    /// Between the quartiles.
    pub in_half: bool,
    /// Between the 5 % and the 95 % quantile.
    pub in_nine_tenths: bool,
}

/// What whoever built the model could know of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// It lies up to the split, its month included.
    In,
    /// It lies after the split, and nothing was chosen with an eye on its record.
    Out,
    /// It lies after the split, and its record is marked `seen`.
    Seen,
}

/// Which worlds make a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    All,
    /// The worlds that the record up to the split keeps.
    Nearest,
}

/// Mean scores over the points of a series that both the selection and the random walk have forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgainstWalk {
    /// How many points.
    pub points: u64,
    /// Of the selection, in base units.
    pub crps: f64,
    /// Of the random walk, in base units.
    pub null: f64,
}

/// Mean scores over the points of a series that both the selection and a baseline have forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgainstBest {
    /// The baseline that did best at these points.
    pub baseline: Baseline,
    /// The scores.
    pub scores: AgainstWalk,
}

/// Over all series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Series with a comparison.
    pub series: u64,
    /// Those in which the selection's score is the better one.
    pub wins: u64,
    /// Mean skill; not a number of no series.
    pub mean: f64,
    /// Median skill.
    pub median: f64,
}

/// How a model does on its recorded series. The record must not be followed.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::clock::Step;
/// # use presidium_lang::model::Model;
/// use presidium_lab::{SkillQuestion, Executor, Laboratory, Request};
/// # let model = Model { first_step: Step::of_month(1953, 1), last_step: Step::of_month(1953, 12), ..Model::default() };
/// # let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let question = SkillQuestion { split: Step::of_month(1953, 6) };
/// let skill = laboratory.ask(&Request::new(question, 1953, 100)).expect("nobody cancels").report;
/// assert_eq!((skill.series.len(), skill.worlds), (0, 100));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SkillQuestion {
    /// The last month that forecasts may have seen.
    pub split: Step,
}

impl Question for SkillQuestion {
    type Experiment = SurveyExperiment<SkillQuestion>;

    fn experiment(&self, asked: &Asked<'_>) -> Self::Experiment {
        SurveyExperiment::new(self, asked, [])
    }

    /// Numbers for each recorded value, and of one of them a copy to be sorted and the distance of each world.
    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        let kept = self.surveyed(model).kept(model, worlds);
        Kept { values: kept.values + 3.0 * worlds as f64, ..kept }
    }
}

impl SurveyQuestion for SkillQuestion {
    type Report = Skill;

    /// The recorded values, and no claim.
    fn surveyed(&self, model: &Model) -> Surveyed {
        let observables = recorded(model).into_iter().map(|point| point.observable);
        Surveyed { observables: observables.collect(), ..Surveyed::default() }
    }

    fn report(of: &SurveyExperiment<Self>, counted: &[Counted<SurveyTally>]) -> Skill {
        let (model, points) = (&of.model, recorded(&of.model));
        let scoring = Scoring { model, split: of.question.split };
        let observed = &counted[0].tally.observed;
        let series = (0..model.records.len()).map(|record| {
            let points = points.iter().zip(observed).filter(|(point, _)| point.record == record);
            let points: Vec<Point> = points.map(|(recorded, worlds)| Point { recorded: *recorded, worlds }).collect();
            scoring.series(record, &points)
        });
        Skill { series: series.collect(), worlds: counted[0].worlds, failures: of.failures(0, counted) }
    }
}

/// Whether a variable hangs on a number that was chosen with an eye on what came after the split.
fn looks_ahead(model: &Model, variable: VariableId) -> bool {
    let is_marked = |variable: &Variable| variable.known().iter().any(|evidence| evidence.looked_ahead);
    model.variables.iter().any(is_marked)
        && hangs_on(model, variable).into_iter().any(|id| is_marked(&model.variables[id]))
}

/// How forecasts are judged.
struct Scoring<'a> {
    model: &'a Model,
    split: Step,
}

impl Scoring<'_> {
    fn series(&self, record: usize, points: &[Point<'_>]) -> SeriesSkill {
        let seen = up_to(&self.model.records[record], self.split).into_iter();
        let dated: Vec<(f64, f64)> = seen.map(|(step, value)| (self.model.clock.seen_date(step), value)).collect();
        let walk = Walk::fit(&dated);
        let kept = kept_worlds(points, self.split);
        let baselines = Baselines::fit(&dated);
        let scored = points.iter().map(|point| self.point(record, point, (walk.as_ref(), &baselines), &kept));
        let points = scored.collect();
        let looks_ahead = looks_ahead(self.model, self.model.records[record].variable);
        SeriesSkill { record, has_null: walk.is_some(), kept_worlds: kept.len() as u64, looks_ahead, points }
    }

    fn point(
        &self,
        record: usize,
        point: &Point<'_>,
        (walk, baselines): (Option<&Walk>, &Baselines),
        kept: &[usize],
    ) -> PointSkill {
        let Recorded { observable: Observable { month, .. }, value: recorded, .. } = point.recorded;
        let sample = match self.model.records[record].is_seen {
            _ if month <= self.split => Sample::In,
            true => Sample::Seen,
            false => Sample::Out,
        };
        let of_kept = || Forecast::of(kept.iter().map(|&world| point.worlds[world]).collect(), recorded);
        let date = self.model.clock.seen_date(month);
        let null = walk.map(|walk| if sample == Sample::In { walk.in_hindsight(date) } else { walk.ahead(date) });
        let starts = walk.is_some_and(|walk| walk.starts_in(date));
        PointSkill {
            month,
            recorded,
            sample,
            free: Forecast::of(point.worlds.to_vec(), recorded),
            kept: (sample != Sample::In && !kept.is_empty()).then(of_kept),
            baselines: baselines.scores(date, recorded, sample == Sample::In),
            null: null.filter(|_| !starts).map(|null| crps_of_normal(null.mean, null.sd, recorded)),
        }
    }
}

impl Forecast {
    fn of(mut worlds: Vec<f64>, recorded: f64) -> Forecast {
        worlds.retain(|value| !value.is_nan());
        worlds.sort_unstable_by(f64::total_cmp);
        let between = |low, high| quantile(&worlds, low) <= recorded && recorded <= quantile(&worlds, high);
        Forecast {
            crps: crps_of_ensemble(&worlds, recorded),
            median: quantile(&worlds, 0.5),
            rank: rank_among(&worlds, recorded),
            in_half: between(0.25, 0.75),
            in_nine_tenths: between(0.05, 0.95),
        }
    }
}

impl PointSkill {
    /// The forecast of a selection, if it has made one.
    pub fn by(&self, selection: Selection) -> Option<&Forecast> {
        match selection {
            Selection::All => Some(&self.free),
            Selection::Nearest => self.kept.as_ref(),
        }
    }
}

impl AgainstWalk {
    /// 1 for a forecast without error, 0 for one as good as the walk; none if the walk made no error at all.
    pub fn skill(&self) -> Option<f64> {
        (self.null > 0.0).then(|| 1.0 - self.crps / self.null)
    }
}

impl SeriesSkill {
    /// The points of one kind.
    pub fn sample(&self, sample: Sample) -> impl Iterator<Item = &PointSkill> {
        self.points.iter().filter(move |point| point.sample == sample)
    }

    /// Mean scores of a selection and of the walk over the points that both have forecast; none without such points.
    pub fn comparison(&self, sample: Sample, selection: Selection) -> Option<AgainstWalk> {
        let (mut points, mut crps, mut null) = (0, 0.0, 0.0);
        for point in self.sample(sample) {
            let scored = point.by(selection).filter(|forecast| forecast.crps.is_finite());
            if let (Some(forecast), Some(walk)) = (scored, point.null) {
                points += 1;
                crps += forecast.crps;
                null += walk;
            }
        }
        let mean = |sum: f64| sum / points as f64;
        (points > 0).then(|| AgainstWalk { points, crps: mean(crps), null: mean(null) })
    }

    /// The same against the baseline that did best at the points of this kind. It is found after the fact.
    pub fn comparison_with_best(&self, sample: Sample, selection: Selection) -> Option<AgainstBest> {
        let against = |place: usize| {
            let pairs = self.sample(sample).filter_map(|point| {
                let forecast = point.by(selection).filter(|forecast| forecast.crps.is_finite())?;
                Some((forecast.crps, point.baselines[place]?))
            });
            let pairs: Vec<(f64, f64)> = pairs.collect();
            let mean = |sum: f64| sum / pairs.len() as f64;
            (!pairs.is_empty()).then(|| AgainstBest {
                baseline: BASELINES[place],
                scores: AgainstWalk {
                    points: pairs.len() as u64,
                    crps: mean(pairs.iter().map(|pair| pair.0).sum()),
                    null: mean(pairs.iter().map(|pair| pair.1).sum()),
                },
            })
        };
        let all: Vec<AgainstBest> = (0..BASELINES.len()).filter_map(against).collect();
        // One that forecasts fewer points is no opponent for all of them.
        let points = all.iter().map(|of| of.scores.points).max()?;
        let whole = all.into_iter().filter(|of| of.scores.points == points);
        whole.min_by(|a, b| a.scores.null.total_cmp(&b.scores.null))
    }

    /// Mean score of a selection over all its points of one kind; none without points, or of one world.
    pub fn crps(&self, sample: Sample, selection: Selection) -> Option<f64> {
        let scores: Vec<f64> = self.sample(sample).filter_map(|point| point.by(selection)).map(|f| f.crps).collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        mean.is_finite().then_some(mean)
    }
}

impl Skill {
    /// The skill of a selection over all series that it and the walk have forecast.
    pub fn summary(&self, sample: Sample, selection: Selection) -> Summary {
        Summary::of(self.series.iter().filter_map(|series| series.comparison(sample, selection)))
    }

    /// The skill out of sample of all worlds against the best baseline, over the series that hang on no number that looked ahead, and
    /// over those that do.
    pub fn apart_by_looking_ahead(&self) -> [Summary; 2] {
        [false, true].map(|ahead| {
            let series = self.series.iter().filter(|series| series.looks_ahead == ahead);
            let best = series.filter_map(|series| series.comparison_with_best(Sample::Out, Selection::All));
            Summary::of(best.map(|best| best.scores))
        })
    }

    /// The same against the best baseline of each series.
    pub fn summary_with_best(&self, sample: Sample, selection: Selection) -> Summary {
        let best = self.series.iter().filter_map(|series| series.comparison_with_best(sample, selection));
        Summary::of(best.map(|best| best.scores))
    }
}

impl Summary {
    fn of(comparisons: impl Iterator<Item = AgainstWalk>) -> Summary {
        let comparisons: Vec<AgainstWalk> = comparisons.collect();
        let mut skills: Vec<f64> = comparisons.iter().filter_map(AgainstWalk::skill).collect();
        let mean = skills.iter().sum::<f64>() / skills.len() as f64;
        skills.sort_unstable_by(f64::total_cmp);
        Summary {
            series: comparisons.len() as u64,
            wins: comparisons.iter().filter(|found| found.crps < found.null).count() as u64,
            mean,
            median: quantile(&skills, 0.5),
        }
    }
}

/// The points inside the two bands, in that order: between the quartiles, and between the 5 % and 95 % quantiles.
pub fn coverage<'a>(points: impl Iterator<Item = &'a PointSkill>, selection: Selection) -> [Share; 2] {
    let mut inside = [Share::default(); 2];
    for forecast in points.filter_map(|point| point.by(selection)) {
        for (share, within) in inside.iter_mut().zip([forecast.in_half, forecast.in_nine_tenths]) {
            share.push(within);
        }
    }
    inside
}

/// How many points have their rank in each tenth.
pub fn rank_histogram<'a>(points: impl Iterator<Item = &'a PointSkill>, selection: Selection) -> [u64; 10] {
    let mut counts = [0; 10];
    for forecast in points.filter_map(|point| point.by(selection)) {
        counts[(forecast.rank * 10.0) as usize] += 1;
    }
    counts
}

/// A recorded value within the model's months.
#[derive(Clone, Copy)]
struct Recorded {
    record: usize,
    observable: Observable,
    value: f64,
}

/// A recorded value with that of each completed world.
struct Point<'a> {
    recorded: Recorded,
    worlds: &'a [f64],
}

/// All recorded values, by record, then by month.
fn recorded(model: &Model) -> Vec<Recorded> {
    let records = model.records.iter().enumerate();
    let values = records.flat_map(|(place, record)| {
        let within = up_to(record, model.last_step);
        let within = within.into_iter().filter(|(month, _)| *month >= model.first_step);
        within.map(move |(month, value)| {
            let observable = Observable { variable: record.variable, element: record.element, month };
            Recorded { record: place, observable, value }
        })
    });
    values.collect()
}

/// The points of a record up to a month, in order of time; of several for one month the mean.
fn up_to(record: &Record, last: Step) -> Vec<(Step, f64)> {
    let mut points: Vec<(Step, f64)> = record.points.iter().map(|point| (point.month, point.value)).collect();
    points.retain(|(month, _)| *month <= last);
    points.sort_by_key(|(month, _)| *month);
    let mean = |same: &[(Step, f64)]| (same[0].0, same.iter().map(|(_, value)| value).sum::<f64>() / same.len() as f64);
    points.chunk_by(|one, other| one.0 == other.0).map(mean).collect()
}

/// Positions of the worlds that lie nearest to the points up to the split, nearest first.
///
/// The distance is the mean over the points of the squared difference in standard deviations of the worlds at that point. A world
/// in which one of them is missing has no distance and comes last.
fn kept_worlds(points: &[Point<'_>], split: Step) -> Vec<usize> {
    let scaled: Vec<(&Point<'_>, f64)> = points
        .iter()
        .filter(|point| point.recorded.observable.month <= split)
        .map(|point| (point, variance(point.worlds)))
        .filter(|(_, variance)| *variance > 0.0)
        .collect();
    let Some(worlds) = scaled.first().map(|(point, _)| point.worlds.len()) else { return vec![] };
    let distance = |world: usize| {
        let squares = scaled.iter().map(|(point, variance)| {
            let gap = point.worlds[world] - point.recorded.value;
            gap * gap / variance
        });
        squares.sum::<f64>()
    };
    let mut nearest: Vec<(f64, usize)> = (0..worlds).map(|world| (distance(world), world)).collect();
    nearest.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    nearest.truncate(worlds.div_ceil(KEPT_ONE_IN).max(2).min(worlds));
    nearest.into_iter().map(|(_, world)| world).collect()
}

fn variance(values: &[f64]) -> f64 {
    let mut moments = Moments::default();
    values.iter().filter(|value| !value.is_nan()).for_each(|value| moments.push(*value));
    moments.variance()
}
