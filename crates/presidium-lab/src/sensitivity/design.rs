//! Designs: worlds at points that somebody chose, and what comes out at each of them.
//!
//! A point gives numbers of parameters, switches and readings; all else is as it is drawn. The numbers of all points are the rows of one
//! table, so that worlds of many points are run side by side; each choice of switches and readings is a stage of its own. Where luck
//! is common, the first world of every point meets the same luck, the second world another, so that points differ by what they
//! say alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use presidium_engine::Scenario;
use presidium_engine::math::normal_quantile;
use presidium_lang::model::{Element, Model, Rows, Type, VariableId};
use presidium_methods::design::{NoDesign, factorial, latin_hypercube, sobol};

use crate::calibration::Space;
use crate::experiment::{Counted, Experiment, Stage};
use crate::failures::{Failures, Stops};
use crate::forced::Void;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::left::Left;
use crate::plan::Plan;
use crate::sensitivity::NEXT_SEED;
use crate::sensitivity::flips::Flip;
use crate::sensitivity::target::{Seen, Target};
use crate::statistics::{Estimate, Moments, Share};
use crate::worlds::Batch;

/// Points at which worlds are run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Design {
    /// The numbers that each point gives.
    pub columns: Vec<(VariableId, Element)>,
    /// In order.
    pub points: Vec<DesignPoint>,
}

/// A point of a design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignPoint {
    /// For each column the luck of which the prior makes the value, between 0 and 1.
    pub luck: Vec<f64>,
    /// Switches and readings as they are here.
    pub turned: Vec<Flip>,
}

/// How points are spread over all that is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spreading {
    /// In each factor every one of as many equal parts as there are points has one point.
    LatinHypercube,
    /// A sequence that fills the cube ever more evenly, shifted by random bits.
    Sobol,
}

/// A factor of a factorial design: each of its levels is combined with each of the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// Numbers that are moved together, to these parts of their priors.
    Numbers(Vec<(VariableId, Element)>, Vec<f64>),
    /// A switch, or the readings of a parameter.
    Choice(Vec<Flip>),
}

/// Luck keeps so far from 0 and 1.
const ENDS: f64 = 1e-12;

impl Design {
    /// So many points spread over numbers and choices. Numbers of one parameter that are correlated in its prior are so here.
    ///
    /// # Errors
    /// [`NoDesign`] of more points or factors than there can be.
    pub fn spread(
        how: Spreading,
        (space, choices): (&Space, &[Vec<Flip>]),
        points: usize,
        seed: u64,
    ) -> Result<Design, NoDesign> {
        let factors = space.latents() + choices.len();
        let cube = match how {
            Spreading::LatinHypercube => latin_hypercube(points, factors, seed)?,
            Spreading::Sobol => sobol(points, factors, Some(seed))?,
        };
        let point = |coordinates: Vec<f64>| {
            let (numbers, chosen) = coordinates.split_at(space.latents());
            let scores: Vec<f64> = numbers.iter().map(|part| normal_quantile(part.clamp(ENDS, 1.0 - ENDS))).collect();
            let turned = choices.iter().zip(chosen).filter_map(|(flips, part)| {
                let place = (part * flips.len() as f64) as usize;
                flips.get(place).copied()
            });
            DesignPoint { luck: space.uniforms(&scores), turned: turned.collect() }
        };
        Ok(Design { columns: space.columns().to_vec(), points: cube.into_iter().map(point).collect() })
    }

    /// Every combination of the levels of some factors; the last one moves fastest.
    ///
    /// # Errors
    /// [`NoDesign::Points`] of more than there can be.
    pub fn factorial(factors: &[Levels]) -> Result<Design, NoDesign> {
        let counts: Vec<usize> = factors.iter().map(Levels::count).collect();
        let point = |levels: Vec<usize>| {
            let mut point = DesignPoint::default();
            for (factor, level) in factors.iter().zip(levels) {
                match factor {
                    Levels::Numbers(numbers, parts) => point.luck.extend(numbers.iter().map(|_| parts[level])),
                    Levels::Choice(flips) => point.turned.push(flips[level]),
                }
            }
            point
        };
        let numbers = factors.iter().flat_map(|factor| match factor {
            Levels::Numbers(numbers, _) => numbers.as_slice(),
            Levels::Choice(_) => &[],
        });
        Ok(Design { columns: numbers.copied().collect(), points: factorial(&counts)?.into_iter().map(point).collect() })
    }
}

impl Levels {
    /// How many levels there are.
    pub fn count(&self) -> usize {
        match self {
            Levels::Numbers(_, parts) => parts.len(),
            Levels::Choice(flips) => flips.len(),
        }
    }
}

/// What comes out at the points of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Designed {
    /// One for each point, in their order.
    pub points: Vec<DesignedPoint>,
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds that the condition of the request leaves, each as it falls at its point.
    pub left: Left,
    /// Worlds that failed; they are in no figure.
    pub failures: Failures,
}

/// What comes out at a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignedPoint {
    /// For each target its mean, or share of worlds.
    pub means: Vec<Estimate>,
    /// Of so many worlds.
    pub counted: Vec<u64>,
    /// For each target why it says nothing here, if so.
    pub voids: Vec<Option<Void>>,
    /// Worlds that failed here.
    pub failed: u64,
}

/// What comes out at the points of a design. The request is for as many worlds as there are points, times `each`.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lang::model::Element;
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{Design, DesignPoint, DesignQuestion, Executor, Laboratory, Request, Target};
/// let text = "```presidium\nmodel \"Coin\" from 1950-01 to 1950-02\nparam bias : 1 ~ uniform(0, 1) assumption\n\
///             draw luck per world ~ uniform(0, 1)\nlet both : 1 = bias + luck\n\
///             claim A1 event \"It is high\"\n  role structural\n  holds at(both, 1950-02) > 1\n```\n";
/// let model = load(&MemorySources::new("coin").with("model.md", text)).expect("a sound model").model;
/// let columns = vec![(model.variable("bias").expect("it is declared"), Element(0))];
/// let points = [0.1, 0.9].map(|luck| DesignPoint { luck: vec![luck], turned: vec![] }).to_vec();
/// let laboratory = Laboratory::new(Arc::new(model), Arc::new(Executor::new(1).expect("a thread")));
/// let design = Arc::new(Design { columns, points });
/// let question = DesignQuestion { of: vec![Target::Claim(0)], design, each: 1_000, common_luck: true };
/// let found = laboratory.ask(&Request::new(question, 1953, 2_000)).expect("nobody cancels").report;
/// let [few, many] = [0, 1].map(|point| found.points[point].means[0].value);
/// // The same luck at both points.
/// assert!((few - 0.1).abs() < 0.03 && (many - 0.9).abs() < 0.03);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DesignQuestion {
    /// What is looked at.
    pub of: Vec<Target>,
    /// The points.
    pub design: Arc<Design>,
    /// So many worlds at each of them.
    pub each: u64,
    /// Whether the worlds of every point meet the same luck.
    pub common_luck: bool,
}

impl Question for DesignQuestion {
    type Experiment = DesignExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> DesignExperiment {
        let model = asked.model().clone();
        let (firsts, outputs) = Seen::of(&model, &self.of);
        let groups = groups(&self.design);
        let scenarios: Vec<Scenario> = groups.iter().map(|group| self.scenario(asked.scenario, group)).collect();
        let base = asked.plan_of(outputs);
        let runners = asked.laboratory.executor().install(|| base.base.each_under(scenarios.clone()));
        let stages = runners.into_iter().zip(&groups).enumerate().map(|(place, (runner, group))| {
            let seed = if self.common_luck { 0 } else { place as u64 * NEXT_SEED };
            let (seed, worlds) = (asked.seed.wrapping_add(seed), group.len() as u64 * self.each);
            let plan = Plan { condition: base.condition, ..Plan::of(runner, seed, worlds) };
            asked.stage(if groups.len() > 1 { "points" } else { "" }, plan, &(self, place))
        });
        DesignExperiment {
            stages: stages.collect(),
            voids: scenarios.iter().map(|scenario| self.voids(&model, scenario)).collect(),
            question: self.clone(),
            groups,
            firsts,
            model,
        }
    }

    /// Counts, means and squares.
    fn kept(&self, _: &Model, _: u64) -> Kept {
        Kept { values: 6.0 * (self.design.points.len() * self.of.len()) as f64, course_worlds: 0 }
    }
}

impl DesignQuestion {
    /// Under which scenario some points are run that turn the same.
    fn scenario(&self, base: &Scenario, group: &[usize]) -> Scenario {
        let points = || group.iter().map(|&point| &self.design.points[point]);
        let turned = points().next().map_or(&[][..], |point| &point.turned);
        let scenario = turned.iter().fold(base.clone(), |scenario, flip| flip.upon(&scenario));
        if self.design.columns.is_empty() {
            return scenario;
        }
        let luck = points().flat_map(|point| point.luck.iter().copied()).collect();
        let rows = Rows::new(self.design.columns.clone(), luck, self.each);
        let together = if self.common_luck { group.len() as u64 } else { 1 };
        Scenario { rows: rows.map(|rows| rows.together(together)), ..scenario }
    }

    fn voids(&self, model: &Model, scenario: &Scenario) -> Vec<Option<Void>> {
        self.of.iter().map(|target| target.void(model, scenario)).collect()
    }
}

/// The points that turn the same, by their places: those are run together. Without numbers each point is alone.
fn groups(design: &Design) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![];
    for (place, point) in design.points.iter().enumerate() {
        let is_alike = |group: &&mut Vec<usize>| design.points[group[0]].turned == point.turned;
        match groups.iter_mut().find(is_alike).filter(|_| !design.columns.is_empty()) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// The experiment of a [`DesignQuestion`]: a stage for each choice of switches and readings.
pub struct DesignExperiment {
    model: Arc<Model>,
    question: DesignQuestion,
    /// For each stage its points.
    groups: Vec<Vec<usize>>,
    voids: Vec<Vec<Option<Void>>>,
    firsts: Vec<Seen>,
    stages: Vec<Stage>,
}

/// What is counted of the worlds of each point of a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignTally {
    points: BTreeMap<usize, AtPoint>,
    left: Left,
    stops: Stops,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct AtPoint {
    of: Vec<Sum>,
    failed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sum {
    Truth(Share),
    Quantity(Moments),
}

impl Sum {
    fn of(ty: &Type) -> Sum {
        match ty {
            Type::Truth => Sum::Truth(Share::default()),
            _ => Sum::Quantity(Moments::default()),
        }
    }

    fn push(&mut self, value: f64) {
        match self {
            Sum::Truth(share) => share.push(value != 0.0),
            Sum::Quantity(moments) => moments.push(value),
        }
    }

    fn merge(&mut self, later: &Sum) {
        match (self, later) {
            (Sum::Truth(share), Sum::Truth(more)) => share.merge(*more),
            (Sum::Quantity(moments), Sum::Quantity(more)) => moments.merge(more),
            _ => debug_assert!(false, "a target has one type"),
        }
    }

    fn mean(&self) -> (Estimate, u64) {
        match self {
            Sum::Truth(share) => (share.wilson(), share.worlds),
            Sum::Quantity(moments) => (moments.mean_interval(), moments.count),
        }
    }
}

impl DesignExperiment {
    fn nothing(&self) -> AtPoint {
        AtPoint { of: self.question.of.iter().map(|of| Sum::of(of.ty(&self.model))).collect(), failed: 0 }
    }

    /// What came out at a point.
    fn point(&self, stage: usize, found: Option<&AtPoint>) -> DesignedPoint {
        let nothing = self.nothing();
        let found = found.unwrap_or(&nothing);
        let (means, counted) = found.of.iter().map(Sum::mean).unzip();
        DesignedPoint { means, counted, voids: self.voids[stage].clone(), failed: found.failed }
    }
}

impl Experiment for DesignExperiment {
    type Tally = DesignTally;
    type Report = Designed;

    fn stages(&self) -> &[Stage] {
        &self.stages
    }

    fn chunk(&self, _: usize, seen: &[Batch]) -> DesignTally {
        let base = &seen[0];
        let mut points: BTreeMap<usize, AtPoint> = BTreeMap::new();
        let place = |world: presidium_engine::World| (world.0 / self.question.each) as usize;
        for (target, (of, first)) in self.question.of.iter().zip(&self.firsts).enumerate() {
            let values = of.values_at(*first, &self.model, base, base);
            for (world, value) in base.worlds().iter().zip(values) {
                let at = points.entry(place(world)).or_insert_with(|| self.nothing());
                value.into_iter().for_each(|value| at.of[target].push(value));
            }
        }
        for (world, _) in base.stopped() {
            points.entry(place(world)).or_insert_with(|| self.nothing()).failed += 1;
        }
        DesignTally { points, left: base.left(), stops: base.stops.clone() }
    }

    fn merge(into: &mut DesignTally, later: DesignTally) {
        for (place, more) in later.points {
            match into.points.get_mut(&place) {
                Some(known) => {
                    known.of.iter_mut().zip(&more.of).for_each(|(sum, more)| sum.merge(more));
                    known.failed += more.failed;
                }
                None => {
                    into.points.insert(place, more);
                }
            }
        }
        into.left.merge(later.left);
        into.stops.merge(later.stops);
    }

    fn finish(&self, counted: &[Counted<DesignTally>]) -> Designed {
        let mut found = Designed {
            points: vec![DesignedPoint::default(); self.question.design.points.len()],
            worlds: 0,
            left: Left::default(),
            failures: Failures::default(),
        };
        for (stage, (Counted { tally, worlds, complete }, group)) in counted.iter().zip(&self.groups).enumerate() {
            for (row, &place) in group.iter().enumerate() {
                found.points[place] = self.point(stage, tally.points.get(&row));
            }
            found.worlds += worlds;
            found.left.merge(tally.left);
            found.failures = found.failures.and(self.stages[stage].plan.failures(&tally.stops, *complete));
        }
        found
    }
}
