//! Null models: the claims where nothing happens, where every decision is drawn by lot, and of a coin.

use presidium_lab::{ClaimUnderNulls, FORECASTERS, Forecaster, NullQuestion, Nulls, Score, Share, Verdict};
use presidium_lang::model::{Model, Role};
use presidium_query::claims::kind_letter;
use presidium_query::figures::{NOTHING, count, share_of_one, share_of_worlds, worlds};
use presidium_query::views::{self, NULLS, ROLES};

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::output::{HEADING, UNCLEAR, styled};
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

/// What is asked.
pub fn question(validation: &Validation<'_>) -> NullQuestion {
    NullQuestion { of: validation.of.clone() }
}

pub fn report(validation: &mut Validation<'_>) -> Result<Report, Stop> {
    let answer = validation.ask_beside(Part::Nulls, question(validation))?;
    let (model, nulls) = (validation.model(), &answer.report);
    no_world(model, nulls.worlds, &nulls.failures[Forecaster::Model as usize])?;
    Ok(Report {
        text: text(model, nulls),
        view: Some(views::nulls(model, nulls)),
        sound: true,
        complete: answer.complete,
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
    for (forecaster, failures) in FORECASTERS.into_iter().zip(&nulls.failures) {
        if failures.worlds > 0 {
            text += &format!("\n{}:{}", forecaster.word(), failures_note(model, failures));
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
            let scores = FORECASTERS.map(|forecaster| nulls.score(forecaster, role, model));
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
    let hold = |forecaster: Forecaster| {
        nulls.causes[forecaster as usize].iter().filter(|row| row.verdict == Verdict::Holds).count()
    };
    let words = format!(
        "Of {} causes the whole interval of the effect lies on the stated side for {} in the model, {} under still, {} under lots.",
        nulls.causes[0].len(),
        hold(Forecaster::Model),
        hold(Forecaster::StatusQuo),
        hold(Forecaster::Lottery),
    );
    let mut text = format!("\n{}\n", wrap(&words, 0));
    for null in NULLS {
        let of = |forecaster: Forecaster, place: usize| nulls.causes[forecaster as usize][place].verdict;
        let earned = |place: &usize| of(null, *place) == Verdict::Holds;
        let ids: Vec<&str> = (0..nulls.causes[0].len())
            .filter(earned)
            .map(|place| model.claims[nulls.causes[0][place].claim].id.as_str())
            .collect();
        if !ids.is_empty() {
            text += &format!("  {}\n", wrap(&format!("{}: {}", null.word(), ids.join(", ")), 4));
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
fn as_well(model: &Model, nulls: &Nulls, null: Forecaster) -> String {
    let holds = |share: Share| share.worlds > 0 && share.held * 2 >= share.worlds;
    let alike = |found: &&ClaimUnderNulls| holds(found.held[0]) && holds(found.held[null as usize]);
    let ids: Vec<&str> = nulls.claims.iter().filter(alike).map(|found| model.claims[found.claim].id.as_str()).collect();
    if ids.is_empty() {
        return String::new();
    }
    let held = nulls.claims.iter().filter(|found| holds(found.held[0])).count();
    let words =
        format!("{} of the {held} claims that hold in the model hold under {} as well: ", ids.len(), null.word());
    format!("\n{}\n", wrap(&(words + &ids.join(", ")), 0))
}
