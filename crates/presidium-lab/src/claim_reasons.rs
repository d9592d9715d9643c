//! Why a claim holds or fails: its figure, how many worlds come through each of its parts, and worlds to look at.

use std::collections::BTreeMap;

use presidium_engine::{Outputs, Scenario, World};
use presidium_lang::clock::{Clock, Step};
use presidium_lang::model::{ClaimBody, Condition, Direction, Model, NEVER};

use crate::experiment::{Counted, Experiment, Stage};
use crate::history::turning_points;
use crate::kept::Kept;
use crate::laboratory::{Asked, Question};
use crate::ledger::{Ledger, LedgerExperiment, LedgerQuestion, LedgerTally};
use crate::plan::Plan;
use crate::worlds::Batch;

/// A part of what a claim says.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimPart {
    /// The part by itself.
    pub alone: Condition,
    /// Together with those before it.
    pub together: Condition,
}

/// Why a claim holds or fails.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use presidium_lab::{Executor, Laboratory};
/// # use presidium_lang::{MemorySources, load};
/// use presidium_lab::{ClaimQuestion, Request};
/// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\ndraw luck : 1 per world ~ uniform(0, 1)\n\
///             claim A event \"Luck is good\"\n    role structural\n    holds at(luck, 1953-12) > 0.5\n```\n";
/// let model = Arc::new(load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model);
/// let laboratory = Laboratory::new(model, Arc::new(Executor::new(1).expect("a thread")));
/// let question = ClaimQuestion { claim: 0, parts: vec![], cause_worlds: 100 };
/// let found = laboratory.ask(&Request::new(question, 1953, 100)).expect("nobody cancels").report;
/// assert!(found.as_claimed.is_some() && found.otherwise.is_some());
/// assert!(found.turned.is_empty(), "it looks at the end, and out for nothing");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimQuestion {
    /// The position of the claim.
    pub claim: usize,
    /// Its parts, of a claim about whole worlds.
    pub parts: Vec<ClaimPart>,
    /// At most so many worlds are run again without the cause of a causal claim.
    pub cause_worlds: u64,
}

/// What was found of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimReasons {
    /// The ledger of this claim alone.
    pub ledger: Ledger,
    /// In how many worlds each part holds, among those in which the claim is asked and all parts are known.
    pub parts: Vec<Passed>,
    /// So many worlds are these.
    pub known: u64,
    /// The part at which most worlds fall out; none if there are no parts or no world falls out.
    pub breaks_at: Option<usize>,
    /// The first world that came out as claimed: in which it holds, or in which the cause moves the outcome as it is said to.
    pub as_claimed: Option<World>,
    /// The first world that fails where most worlds fall out; of a causal claim, the first in which the cause moves nothing, or, if that is
    /// rarer, moves the outcome the other way.
    pub otherwise: Option<World>,
    /// Of the worlds that came out as claimed, in how many what the claim looks out for turned in each step, the last of it. Empty of a
    /// claim that looks at other things.
    pub turned: BTreeMap<Step, u64>,
}

/// Worlds that come through a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// In which it holds by itself.
    pub alone: u64,
    /// In which it holds together with those before it.
    pub together: u64,
}

/// How a world came out for a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    AsClaimed,
    Otherwise,
    /// The cause moves the outcome against what is said.
    Against,
}

/// Whether a part holds alone, and together with those before it; none if that is missing.
type Part = [Option<bool>; 2];

/// How a world came out, with all parts.
type Pattern = (Came, Vec<Part>);

/// Worlds of one pattern: how many, and the first.
type Seen = (u64, World);

impl Question for ClaimQuestion {
    type Experiment = ClaimExperiment;

    fn experiment(&self, asked: &Asked<'_>) -> ClaimExperiment {
        let of = LedgerQuestion { claims: vec![self.claim], observables: vec![], cause_worlds: self.cause_worlds };
        let first_part = asked.laboratory.outputs(&of.claims, &[]).finals.len();
        let ledger = LedgerExperiment::over(&of, asked, |without| self.plan(&of, asked, without));
        let turning_points = turning_points(asked.model(), self.claim).len();
        let direction = match asked.model().claims[self.claim].body {
            ClaimBody::Effect { direction, .. } => Some(direction),
            ClaimBody::Holds(_) => None,
        };
        let clock = asked.model().clock.clone();
        ClaimExperiment { ledger, first_part, parts: self.parts.len(), turning_points, clock, direction }
    }

    fn kept(&self, model: &Model, worlds: u64) -> Kept {
        Kept::of(0.0, model.claims[self.claim].cause().is_some(), worlds)
    }
}

impl ClaimQuestion {
    /// Only the base is asked for the parts.
    fn plan(&self, of: &LedgerQuestion, asked: &Asked<'_>, without: Vec<Scenario>) -> Plan {
        let parts = self.parts.iter().flat_map(|part| [&part.alone, &part.together]);
        let more = Outputs { finals: parts.map(|part| part.holds.clone()).collect(), ..Outputs::default() };
        let tests = turning_points(asked.model(), self.claim);
        let counted = Outputs { tests, ..asked.laboratory.outputs(&of.claims, &[]) };
        asked.plan_with_more(counted, more, without, self.cause_worlds)
    }
}

/// The experiment of a [`ClaimQuestion`].
pub struct ClaimExperiment {
    ledger: LedgerExperiment,
    /// Where the parts stand among the finals of the base: each alone, then together.
    first_part: usize,
    parts: usize,
    /// What the claim looks out for: when each of it turned stands behind the parts.
    turning_points: usize,
    clock: Clock,
    /// Of a causal claim.
    direction: Option<Direction>,
}

/// What is counted for a claim.
#[derive(Clone, Debug)]
pub struct ClaimTally {
    ledger: LedgerTally,
    patterns: BTreeMap<Pattern, Seen>,
    turned: BTreeMap<Step, u64>,
}

impl Experiment for ClaimExperiment {
    type Tally = ClaimTally;
    type Report = ClaimReasons;

    fn stages(&self) -> &[Stage] {
        self.ledger.stages()
    }

    fn chunk(&self, stage: usize, seen: &[Batch]) -> ClaimTally {
        let mut patterns: BTreeMap<Pattern, Seen> = BTreeMap::new();
        let came: Vec<Option<Came>> = match self.ledger.outcomes_without(0, seen) {
            Some(without) => self.ledger.outcomes(0, seen).zip(without).map(|pair| self.moved(pair)).collect(),
            None => self.ledger.outcomes(0, seen).map(|value| value.map(came)).collect(),
        };
        let finals = |place| seen[0].finals(place).map(|value| value.map(|value| value != 0.0)).collect();
        let parts: Vec<Vec<Option<bool>>> = (self.first_part..self.first_part + 2 * self.parts).map(finals).collect();
        let turned_at = self.turned_at(&seen[0]);
        let mut turned = BTreeMap::new();
        for (place, (world, came)) in seen[0].worlds().iter().zip(came).enumerate() {
            let Some(came) = came else { continue };
            if let Some(date) = turned_at.get(place).copied().flatten().filter(|_| came == Came::AsClaimed) {
                *turned.entry(self.clock.seen_at(date)).or_insert(0) += 1;
            }
            let of_world = parts.chunks(2).map(|part| [part[0][place], part[1][place]]).collect();
            patterns.entry((came, of_world)).or_insert((0, world)).0 += 1;
        }
        ClaimTally { ledger: self.ledger.chunk(stage, seen), patterns, turned }
    }

    fn merge(into: &mut ClaimTally, later: ClaimTally) {
        LedgerExperiment::merge(&mut into.ledger, later.ledger);
        for (pattern, (worlds, first)) in later.patterns {
            into.patterns.entry(pattern).or_insert((0, first)).0 += worlds;
        }
        for (step, worlds) in later.turned {
            *into.turned.entry(step).or_insert(0) += worlds;
        }
    }

    fn finish(&self, counted: &[Counted<ClaimTally>]) -> ClaimReasons {
        let Counted { tally, worlds, complete } = &counted[0];
        let ledger = Counted { tally: tally.ledger.clone(), worlds: *worlds, complete: *complete };
        let ledger = self.ledger.finish(&[ledger]);
        let known: Vec<(&Pattern, &Seen)> =
            tally.patterns.iter().filter(|((_, parts), _)| parts.iter().flatten().all(Option::is_some)).collect();
        let worlds = |passes: &dyn Fn(&[Part]) -> bool| {
            known.iter().filter(|((_, parts), _)| passes(parts)).map(|(_, (worlds, _))| *worlds).sum::<u64>()
        };
        let passed = |part: usize| Passed {
            alone: worlds(&|parts| parts[part][0] == Some(true)),
            together: worlds(&|parts| parts[part][1] == Some(true)),
        };
        let parts: Vec<Passed> = (0..self.parts).map(passed).collect();
        let known = worlds(&|_| true);
        let breaks_at = breaks_at(known, &parts);
        let as_claimed = first(&tally.patterns, |(came, _)| *came == Came::AsClaimed);
        let otherwise = self.otherwise(&tally.patterns, breaks_at);
        ClaimReasons { ledger, parts, known, breaks_at, as_claimed, otherwise, turned: tally.turned.clone() }
    }
}

impl ClaimExperiment {
    /// World by world, when what the claim looks out for had turned, the last of it; none if nothing has.
    fn turned_at(&self, seen: &Batch) -> Vec<Option<f64>> {
        let first = self.first_part + 2 * self.parts;
        let each = (first..first + self.turning_points).map(|place| seen.finals(place).collect::<Vec<_>>());
        let last = |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).reduce(f64::max);
        each.map(|dates| dates.into_iter().map(|date| date.filter(|date| *date < NEVER)).collect::<Vec<_>>())
            .reduce(|all, dates| all.into_iter().zip(dates).map(|(one, other)| last(one, other)).collect())
            .unwrap_or_default()
    }

    fn moved(&self, (with, without): (Option<f64>, Option<f64>)) -> Option<Came> {
        let difference = with? - without?;
        let stated = match self.direction? {
            Direction::Increases => difference,
            Direction::Decreases => -difference,
        };
        Some(if stated > 0.0 {
            Came::AsClaimed
        } else if stated < 0.0 {
            Came::Against
        } else {
            Came::Otherwise
        })
    }

    /// A world in which the claim does not come out, of the commonest kind.
    fn otherwise(&self, patterns: &BTreeMap<Pattern, Seen>, breaks_at: Option<usize>) -> Option<World> {
        let worlds =
            |kind: Came| patterns.iter().filter(|((came, _), _)| *came == kind).map(|(_, (n, _))| n).sum::<u64>();
        let kind = if worlds(Came::Against) > worlds(Came::Otherwise) { Came::Against } else { Came::Otherwise };
        let falls_out = |parts: &[Part]| {
            breaks_at.is_none_or(|at| parts[at][1] == Some(false) && (at == 0 || parts[at - 1][1] == Some(true)))
        };
        first(patterns, |(came, parts)| *came == kind && falls_out(parts))
            .or_else(|| first(patterns, |(came, _)| *came == kind))
    }
}

fn came(holds: f64) -> Came {
    if holds != 0.0 { Came::AsClaimed } else { Came::Otherwise }
}

fn first(patterns: &BTreeMap<Pattern, Seen>, is_such: impl Fn(&Pattern) -> bool) -> Option<World> {
    patterns.iter().filter(|(pattern, _)| is_such(pattern)).map(|(_, (_, world))| *world).min()
}

/// Of equal losses the first.
fn breaks_at(known: u64, parts: &[Passed]) -> Option<usize> {
    let before = std::iter::once(known).chain(parts.iter().map(|part| part.together));
    let lost = before.zip(parts).map(|(before, part)| before.saturating_sub(part.together));
    let most = lost.enumerate().min_by_key(|(place, lost)| (std::cmp::Reverse(*lost), *place));
    most.filter(|(_, lost)| *lost > 0).map(|(place, _)| place)
}
