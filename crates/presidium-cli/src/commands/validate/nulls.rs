//! Null models: the claims where nothing happens, where every decision is drawn by lot, and of a coin.

use presidium_lab::{Base, ClaimUnderNulls, Finding, GIVERS, Giver, Nulls, Score, Share, Verdict, nulls, outcome_type};
use presidium_lang::model::{Claim, Model, Role};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Report, part_rows, raw};
use crate::claims::{kind_letter, unit, verdict_name};
use crate::figures::{NOTHING, count, known, share_of_one, share_of_worlds, worlds};
use crate::output::{HEADING, UNCLEAR, styled};
use crate::progress::watched_as;
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

const NULLS: [Giver; 2] = [Giver::Still, Giver::Lots];

const ROLES: [Option<Role>; 4] = [Some(Role::Calibration), Some(Role::HeldOut), Some(Role::Structural), None];

pub fn report(model: &Model, base: &Base<'_>) -> Result<Report, Stop> {
    let nulls = watched_as("nulls", |watch| nulls(base, watch))?;
    no_world(nulls.worlds, &nulls.failures[Giver::Model as usize])?;
    let claims = nulls.claims.iter().map(|claim| RowView::Share(ShareView::new(model, claim)));
    let causes = (0..nulls.causes[0].len()).map(|place| RowView::Cause(CauseView::new(model, &nulls, place)));
    Ok(Report {
        text: text(model, &nulls),
        summary: summary(model, &nulls),
        rows: part_rows("nulls", claims.chain(causes)),
        sound: true,
    })
}

fn text(model: &Model, nulls: &Nulls) -> String {
    let title = format!("Claims against null models, {}", worlds(nulls.worlds));
    let mut text = format!("{}\n{}", styled(HEADING, &title), explained());
    text += &scores_table(model, nulls);
    text += &causes_line(model, nulls);
    text += &better_table(model, nulls);
    for null in NULLS {
        text += &as_well(model, nulls, null);
    }
    for (giver, failures) in GIVERS.into_iter().zip(&nulls.failures) {
        if failures.worlds > 0 {
            text += &format!("\n{}:{}", giver_name(giver), failures_note(failures));
        }
    }
    text
}

fn explained() -> String {
    let words = "still: no event happens and every decision takes its last option. lots: every decision is taken by luck \
                 alone. coin: each claim ½. Scores of the shares given to claims that hold or not in a world; less is better.";
    format!("  {}\n", wrap(words, 2))
}

fn scores_table(model: &Model, nulls: &Nulls) -> String {
    let mut rows = vec![];
    type Figure = (&'static str, fn(&Score) -> String, bool);
    let figures: [Figure; 3] = [
        ("Brier score", |score| share_of_one(score.brier), true),
        ("log score", |score| share_of_one(score.log), true),
        ("hold", |score| count(score.hold), false),
    ];
    for (name, figure, of_coin) in figures {
        rows.push([name, "claims", "model", "still", "lots", "coin", ""].map(str::to_owned).to_vec());
        for role in ROLES {
            let scores = GIVERS.map(|giver| nulls.score(giver, role, model));
            let mut row = vec![format!("  {}", role.map_or("all", Role::word)), count(scores[0].claims)];
            row.extend(scores.iter().map(|score| if score.claims > 0 { figure(score) } else { NOTHING.to_owned() }));
            row.push(if of_coin { figure(&Score::of_coin(scores[0].claims)) } else { NOTHING.to_owned() });
            row.push(String::new());
            rows.push(row);
        }
    }
    let right = Align::Right;
    table(&rows, &[Align::Left, right, right, right, right, right, Align::Left], 2)
}

fn causes_line(model: &Model, nulls: &Nulls) -> String {
    if nulls.causes[0].is_empty() {
        return String::new();
    }
    let hold = |giver: Giver| nulls.causes[giver as usize].iter().filter(|row| row.verdict == Verdict::Holds).count();
    let words = format!(
        "Of {} causes the whole interval of the effect lies on the stated side for {} in the model, {} under still, {} under lots.",
        nulls.causes[0].len(),
        hold(Giver::Model),
        hold(Giver::Still),
        hold(Giver::Lots),
    );
    let mut text = format!("\n{}\n", wrap(&words, 0));
    for null in NULLS {
        let of = |giver: Giver, place: usize| nulls.causes[giver as usize][place].verdict;
        let earned = |place: &usize| of(null, *place) == Verdict::Holds;
        let ids: Vec<&str> = (0..nulls.causes[0].len())
            .filter(earned)
            .map(|place| model.claims[nulls.causes[0][place].claim].id.as_str())
            .collect();
        if !ids.is_empty() {
            text += &format!("  {}\n", wrap(&format!("{}: {}", giver_name(null), ids.join(", ")), 4));
        }
    }
    text
}

/// Claims that a null gives more worlds than the model.
fn better_table(model: &Model, nulls: &Nulls) -> String {
    let better = |claim: &&ClaimUnderNulls| NULLS.iter().any(|null| claim.null_does_better(*null));
    let rows = nulls.claims.iter().filter(better).map(|found| {
        let claim = &model.claims[found.claim];
        let mut row = vec![claim.id.clone(), kind_letter(claim.kind).to_owned()];
        row.extend(found.held.iter().map(|share| share_of_worlds(*share)));
        row.extend([claim.role.word().to_owned(), claim.words.clone()]);
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return "\nNo null gives a claim more worlds than the model does.\n".to_owned();
    }
    let words = "A null gives it more worlds than the model: not earned by the mechanism";
    let title = format!("\n{}\n", styled(UNCLEAR, &wrap(words, 0)));
    let head = ["", "", "model", "still", "lots", "", ""];
    let right = Align::Right;
    title + &headed(&head, &rows, &[Align::Left, Align::Left, right, right, right, Align::Left, Align::Left], 2)
}

/// The claims that hold in the model and under a null alike.
fn as_well(model: &Model, nulls: &Nulls, null: Giver) -> String {
    let holds = |share: Share| share.worlds > 0 && share.held * 2 >= share.worlds;
    let alike = |found: &&ClaimUnderNulls| holds(found.held[0]) && holds(found.held[null as usize]);
    let ids: Vec<&str> = nulls.claims.iter().filter(alike).map(|found| model.claims[found.claim].id.as_str()).collect();
    if ids.is_empty() {
        return String::new();
    }
    let held = nulls.claims.iter().filter(|found| holds(found.held[0])).count();
    let words =
        format!("{} of the {held} claims that hold in the model hold under {} as well: ", ids.len(), giver_name(null));
    format!("\n{}\n", wrap(&(words + &ids.join(", ")), 0))
}

fn giver_name(giver: Giver) -> &'static str {
    match giver {
        Giver::Model => "model",
        Giver::Still => "still",
        Giver::Lots => "lots",
    }
}

#[derive(Serialize)]
struct SummaryView {
    worlds: u64,
    cause_worlds: u64,
    failed: ByGiver<u64>,
    scores: Vec<ScoreView>,
    causes: usize,
    causes_hold: ByGiver<usize>,
}

#[derive(Serialize)]
struct ByGiver<T> {
    model: T,
    still: T,
    lots: T,
}

impl<T> ByGiver<T> {
    fn of(value: impl FnMut(Giver) -> T) -> ByGiver<T> {
        let [model, still, lots] = GIVERS.map(value);
        ByGiver { model, still, lots }
    }
}

#[derive(Serialize)]
struct ScoreView {
    role: &'static str,
    forecast: &'static str,
    claims: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<u64>,
    brier: Option<f64>,
    log_score: Option<f64>,
}

fn summary(model: &Model, nulls: &Nulls) -> Option<Box<RawValue>> {
    let scores = ROLES.into_iter().flat_map(|role| {
        let role_name = role.map_or("all", Role::word);
        let view = move |forecast, score: Score, hold| {
            let Score { claims, brier, log, .. } = score;
            ScoreView { role: role_name, forecast, claims, hold, brier: known(brier), log_score: known(log) }
        };
        let given = GIVERS.map(|giver| nulls.score(giver, role, model));
        let coin = view("coin", Score::of_coin(given[0].claims), None);
        let given =
            GIVERS.map(|giver| view(giver_name(giver), given[giver as usize], Some(given[giver as usize].hold)));
        given.into_iter().chain([coin])
    });
    let held = |row: &&presidium_lab::Row| row.verdict == Verdict::Holds;
    raw(&SummaryView {
        worlds: nulls.worlds,
        cause_worlds: nulls.cause_worlds,
        failed: ByGiver::of(|giver| nulls.failures[giver as usize].worlds),
        scores: scores.collect(),
        causes: nulls.causes[0].len(),
        causes_hold: ByGiver::of(|giver| nulls.causes[giver as usize].iter().filter(held).count()),
    })
}

#[derive(Serialize)]
#[serde(untagged)]
enum RowView<'a> {
    Share(ShareView<'a>),
    Cause(CauseView<'a>),
}

/// A claim about a world: in how many of how many worlds it held, by giver.
#[derive(Serialize)]
struct ShareView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    held: ByGiver<u64>,
    worlds: ByGiver<u64>,
    /// The nulls that give it more worlds than the model.
    better: Vec<&'static str>,
}

impl<'a> ShareView<'a> {
    fn new(model: &'a Model, found: &ClaimUnderNulls) -> Self {
        let claim = &model.claims[found.claim];
        ShareView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            held: ByGiver::of(|giver| found.held[giver as usize].held),
            worlds: ByGiver::of(|giver| found.held[giver as usize].worlds),
            better: NULLS.into_iter().filter(|null| found.null_does_better(*null)).map(giver_name).collect(),
        }
    }
}

/// A causal claim: its effect and verdict by giver; effects in the unit named.
#[derive(Serialize)]
struct CauseView<'a> {
    claim: &'a str,
    kind: &'static str,
    role: &'static str,
    unit: &'a str,
    effect: ByGiver<Option<f64>>,
    verdict: ByGiver<&'static str>,
}

impl<'a> CauseView<'a> {
    fn new(model: &'a Model, nulls: &Nulls, place: usize) -> Self {
        let row = |giver: Giver| &nulls.causes[giver as usize][place];
        let claim: &Claim = &model.claims[row(Giver::Model).claim];
        let (unit, factor) = unit(outcome_type(claim));
        let effect = |giver| match &row(giver).finding {
            Finding::Effect(effect) => known(effect.estimate().value / factor),
            Finding::Held(_) => None,
        };
        CauseView {
            claim: &claim.id,
            kind: kind_letter(claim.kind),
            role: claim.role.word(),
            unit,
            effect: ByGiver::of(effect),
            verdict: ByGiver::of(|giver| verdict_name(row(giver).verdict)),
        }
    }
}
