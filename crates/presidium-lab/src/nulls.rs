//! Null models of the ledger: what would claims look like without the mechanism that is to explain them?
//!
//! A claim that comes out as well where nothing ever happens, or where every decision is drawn by lot, is not earned by what
//! the model says about people, interests and power. The same worlds are run with the same luck, so that each difference is
//! due to the mechanism. Refused: a null that is fitted to the claims; it would only measure how many there are.

use presidium_engine::{Outputs, Scenario, Workspace, Worlds};
use presidium_lang::model::{Change, ClaimBody, Expr, Model, Role, Rule, RuleId};

use crate::base::{Base, by_claim};
use crate::ensemble::{Ensemble, LabError, Stages, Watch, fold_calls, once};
use crate::failures::{Failures, Stops};
use crate::ledger::{Ledger, LedgerRequest, Row};
use crate::scores::{brier_of_share, log_score_of_share};
use crate::statistics::{Flips, Share};
use crate::worlds::Runner;

/// Who gives shares to claims, in the order of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// The model itself.
    Model,
    /// Every event is forbidden, and every decision takes its last option: the status quo.
    Still,
    /// Every decision is taken by luck alone; see [`Scenario::lots`].
    Lots,
}

/// All givers that run worlds.
pub const GIVERS: [Giver; 3] = [Giver::Model, Giver::Still, Giver::Lots];

/// The claims of a model under the model itself and under its nulls.
#[derive(Clone, Debug, PartialEq)]
pub struct Nulls {
    /// One for each claim wanted that is about a world, in the order asked.
    pub claims: Vec<ClaimUnderNulls>,
    /// For each giver, the causal claims wanted, in the order of the model.
    pub causes: [Vec<Row>; GIVERS.len()],
    /// Worlds asked for, failed ones included.
    pub worlds: u64,
    /// Worlds in which causes were tested.
    pub cause_worlds: u64,
    /// By giver; failed worlds are in no figure of his, and in no comparison with him.
    pub failures: [Failures; GIVERS.len()],
}

/// One claim about a world.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimUnderNulls {
    /// Position in [`Model::claims`].
    pub claim: usize,
    /// By giver, the worlds in which it held.
    pub held: [Share; GIVERS.len()],
    /// For each null (in the order of givers, without the model): the claim under the null against the model, world by world.
    pub against: [Flips; GIVERS.len() - 1],
}

/// The scores of one giver over some claims.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// How many claims.
    pub claims: u64,
    /// Those that held in at least half of the worlds.
    pub hold: u64,
    /// Mean Brier score; not a number of no claims.
    pub brier: f64,
    /// Mean logarithmic score.
    pub log: f64,
}

impl Giver {
    /// The scenario under which he runs the worlds.
    pub fn scenario(self, model: &Model, base: &Scenario) -> Scenario {
        let mut scenario = base.clone();
        match self {
            Giver::Model => {}
            Giver::Still => scenario.changes.extend(stillness(model)),
            Giver::Lots => scenario.lots = true,
        }
        scenario
    }
}

/// Runs the worlds of all givers, then the causes under each null; those of the model are the ledger's.
///
/// # Errors
/// [`LabError`] if the run is cancelled or the machine gives no threads.
pub fn nulls(base: &Base<'_>, watch: Watch<'_>) -> Result<Nulls, LabError> {
    let model = base.request.model;
    let worlds = base.ledger.cause_worlds;
    let claims: Vec<usize> = base.request.claims.iter().copied().filter(|&claim| is_cause(model, claim)).collect();
    let ensemble = Ensemble { worlds, ..base.ensemble };
    let request = LedgerRequest { claims: &claims, observables: &[], cause_worlds: worlds, ..base.request };
    let runs_of_shares = GIVERS.len() as u64 * base.ensemble.worlds;
    let runs_of_causes = if claims.is_empty() { 0 } else { request.runs(ensemble) };
    let mut stages = Stages::new(watch, runs_of_shares + (GIVERS.len() as u64 - 1) * runs_of_causes);
    let mut nulls = stages.next(runs_of_shares, |watch| shares(base, watch))?;
    for (giver, rows) in GIVERS.into_iter().zip(&mut nulls.causes) {
        *rows = match giver {
            Giver::Model => by_claim(&base.ledger).into_iter().filter(|row| is_cause(model, row.claim)).collect(),
            _ if claims.is_empty() => vec![],
            _ => {
                let scenario = giver.scenario(model, base.request.scenario);
                let request = LedgerRequest { scenario: &scenario, ..request };
                let rows = by_claim(&stages.next(runs_of_causes, |watch| request.run(ensemble, watch))?);
                rows.into_iter().map(|row| by_figures(model, row)).collect()
            }
        };
    }
    Ok(nulls)
}

/// A null pins what everything reads, and that is its point: here the figures alone give the verdict.
fn by_figures(model: &Model, row: Row) -> Row {
    Row { verdict: row.finding.verdict(&model.claims[row.claim]), ..row }
}

fn is_cause(model: &Model, claim: usize) -> bool {
    model.claims[claim].cause().is_some()
}

/// World by world, so that each null can be compared with the model where both were completed.
fn shares(base: &Base<'_>, watch: Watch<'_>) -> Result<Nulls, LabError> {
    let (request, ensemble) = (&base.request, base.ensemble);
    let claims: Vec<(usize, &Expr)> = claims_about_worlds(request);
    let outputs = Outputs { finals: claims.iter().map(|(_, holds)| (*holds).clone()).collect(), ..Outputs::default() };
    let runner = Runner::new(request.model, request.scenario.clone(), outputs);
    let runners = GIVERS.map(|giver| runner.under(giver.scenario(request.model, request.scenario)));
    let runs = |worlds: Worlds| GIVERS.len() as u64 * once(worlds);
    let job = |workspace: &mut Workspace, range: Worlds| {
        let batches = runners.each_ref().map(|runner| runner.run(ensemble.seed, range, workspace));
        let tallied = claims.iter().enumerate().map(|(index, (claim, _))| {
            let mut tally = ClaimUnderNulls::empty(*claim);
            let [model, still, lots] = batches.each_ref().map(|batch| batch.finals(index));
            model.zip(still).zip(lots).for_each(|((model, still), lots)| tally.push([model, still, lots]));
            tally
        });
        (tallied.collect::<Vec<_>>(), batches.map(|batch| batch.stops))
    };
    let empty = claims.iter().map(|(claim, _)| ClaimUnderNulls::empty(*claim)).collect();
    let start = (empty, GIVERS.map(|_| Stops::default()));
    let (claims, stops) = fold_calls(ensemble, watch, runs, job, start, merge)?;
    let failures = GIVERS.map(|giver| runners[giver as usize].tell(ensemble.seed, &stops[giver as usize]));
    let Ledger { worlds, cause_worlds, .. } = base.ledger;
    Ok(Nulls { claims, causes: GIVERS.map(|_| vec![]), worlds, cause_worlds, failures })
}

/// The claims that hold or not in a world, with their conditions.
fn claims_about_worlds<'a>(request: &LedgerRequest<'a>) -> Vec<(usize, &'a Expr)> {
    let model = request.model;
    let about_worlds = request.claims.iter().filter_map(|&claim| match &model.claims[claim].body {
        ClaimBody::Holds(holds) => Some((claim, holds)),
        ClaimBody::Effect { .. } => None,
    });
    about_worlds.collect()
}

impl Nulls {
    /// How a giver does on the claims of one role, or on all.
    pub fn score(&self, giver: Giver, role: Option<Role>, model: &Model) -> Score {
        let of_role = |claim: &&ClaimUnderNulls| role.is_none_or(|role| model.claims[claim.claim].role == role);
        let shares = self.claims.iter().filter(of_role).map(|claim| claim.held[giver as usize]);
        Score::of(shares.filter(|share| share.worlds > 0))
    }
}

impl Score {
    fn of(shares: impl Iterator<Item = Share>) -> Score {
        let mut score = Score::default();
        for share in shares {
            score.claims += 1;
            score.hold += u64::from(share.held * 2 >= share.worlds);
            score.brier += brier_of_share(share);
            score.log += log_score_of_share(share);
        }
        // Of no claims there is no score: 0 / 0 is not a number.
        score.brier /= score.claims as f64;
        score.log /= score.claims as f64;
        score
    }

    /// The scores of a coin that gives each of so many claims one half; of no claims no number.
    pub fn of_coin(claims: u64) -> Score {
        let [brier, log] = [0.25, std::f64::consts::LN_2].map(|score| if claims > 0 { score } else { f64::NAN });
        Score { claims, hold: 0, brier, log }
    }
}

impl ClaimUnderNulls {
    fn empty(claim: usize) -> ClaimUnderNulls {
        ClaimUnderNulls { claim, held: Default::default(), against: Default::default() }
    }

    /// Adds one world, by giver; none where the world stopped.
    fn push(&mut self, held: [Option<f64>; GIVERS.len()]) {
        for (share, held) in self.held.iter_mut().zip(held) {
            held.into_iter().for_each(|held| share.push(held != 0.0));
        }
        for (flips, null) in self.against.iter_mut().zip(&held[1..]) {
            if let (Some(null), Some(model)) = (*null, held[0]) {
                flips.push(null != 0.0, model != 0.0);
            }
        }
    }

    /// Whether a null gives the claim more worlds than the model does, beyond the luck of the worlds run.
    pub fn null_does_better(&self, null: Giver) -> bool {
        match (null as usize).checked_sub(1) {
            Some(place) => self.against[place].worlds() > 0 && self.against[place].effect().low > 0.0,
            None => false,
        }
    }
}

type Part = (Vec<ClaimUnderNulls>, [Stops; GIVERS.len()]);

fn merge((mut claims, mut stops): Part, (later, stopped): Part) -> Part {
    for (sum, part) in claims.iter_mut().zip(later) {
        sum.held.iter_mut().zip(part.held).for_each(|(sum, part)| sum.merge(part));
        sum.against.iter_mut().zip(&part.against).for_each(|(sum, part)| sum.merge(part));
    }
    stops.iter_mut().zip(stopped).for_each(|(sum, part)| sum.merge(part));
    (claims, stops)
}

/// Forbids every event, and lets every decision take its last option whenever it opens.
fn stillness(model: &Model) -> impl Iterator<Item = Change> {
    let (first_month, last_month) = (model.first_month, model.last_month);
    model.rules.iter().enumerate().map(move |(place, rule)| {
        let (rule_id, element) = (RuleId(place as u32), None);
        match rule {
            Rule::Event(_) => Change::Forbid { rule: rule_id, element, first_month, last_month },
            Rule::Decision(decision) => {
                let option = decision.options.len() - 1;
                Change::Pin { rule: rule_id, element, option, first_month, last_month }
            }
        }
    })
}
