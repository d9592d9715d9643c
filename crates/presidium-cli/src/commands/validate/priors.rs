//! Wider priors: which claims keep their verdict, and how far each figure moves.

use presidium_lab::{ClaimUnderWiderPriors, Finding, Row, Void, WiderPriors, WiderPriorsQuestion, outcome_type};
use presidium_lang::model::{Claim, Model};
use presidium_query::claims::{figures, kind_letter, verdict_name, void_title};
use presidium_query::figures::{count, effect_value, number, points, worlds};
use presidium_query::views;

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::output::{FAILS, HEADING, HOLDS, styled};
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed};

/// What is asked.
pub fn question(validation: &Validation<'_>) -> WiderPriorsQuestion {
    WiderPriorsQuestion { of: validation.of.clone(), factor: validation.arguments.widen }
}

pub fn report(validation: &mut Validation<'_>) -> Result<Report, Stop> {
    let question = question(validation);
    let factor = question.factor;
    let answer = validation.ask_beside(Part::Priors, question)?;
    let (model, width) = (validation.model(), &answer.report);
    no_world(model, width.worlds, &width.failures)?;
    no_world(model, width.worlds, &width.failures_wide)?;
    Ok(Report {
        text: text(model, factor, width),
        view: Some(views::priors(model, factor, width)),
        sound: true,
        complete: answer.complete,
    })
}

fn text(model: &Model, factor: f64, width: &WiderPriors) -> String {
    let worlds = format!("{}, causes in {}", worlds(width.worlds), count(width.cause_worlds));
    let title = format!("Priors {} times as wide, {worlds}", number(factor));
    let (void, said): (Vec<&ClaimUnderWiderPriors>, Vec<_>) = width.claims.iter().partition(|claim| claim.is_void());
    let (kept, turned): (Vec<_>, Vec<_>) = said.into_iter().partition(|claim| claim.keeps_verdict());
    let not_void = match void.len() {
        0 => String::new(),
        1 => ", 1 is void".to_owned(),
        n => format!(", {n} are void"),
    };
    let summary = format!("{} of {} claims keep their verdict{not_void}.", kept.len(), width.claims.len());
    let mut text = format!("{}\n{summary}\n", styled(HEADING, &title));
    let sections = [
        (turned, styled(FAILS, "Another verdict")),
        (kept, styled(HOLDS, "The same verdict")),
        (void, styled(HEADING, void_title(Void::NoWorld))),
    ];
    for (claims, title) in sections {
        if !claims.is_empty() {
            text += &format!("\n{title}\n");
        }
        let (mut shares, effects): (Vec<&ClaimUnderWiderPriors>, Vec<_>) =
            claims.into_iter().partition(|claim| claim.is_share());
        shares.sort_by(|one, other| other.change().abs().total_cmp(&one.change().abs()));
        text += &claims_table(model, &shares);
        text += &claims_table(model, &effects);
    }
    text += &failures_note(model, &width.failures);
    if width.failures_wide.worlds > 0 {
        text += &format!("\nWith wider priors:{}", failures_note(model, &width.failures_wide));
    }
    text
}

/// Shares and effects have columns of their own, as effects are wide.
fn claims_table(model: &Model, claims: &[&ClaimUnderWiderPriors]) -> String {
    if claims.is_empty() {
        return String::new();
    }
    let head = ["", "", "as it is", "wider", "change", "verdict", "", ""];
    let rows = claims.iter().map(|found| {
        let claim = &model.claims[found.claim];
        let verdicts = [&found.narrow, &found.wide].map(|row| verdict_name(row.verdict));
        let figure = |row: &Row| figures(claim, &row.finding).0;
        vec![
            claim.id.clone(),
            kind_letter(claim.kind).to_owned(),
            figure(&found.narrow),
            figure(&found.wide),
            change(claim, found),
            if verdicts[0] == verdicts[1] { verdicts[0].to_owned() } else { verdicts.join(" → ") },
            claim.role.word().to_owned(),
            claim.words.clone(),
        ]
    });
    let (left, right) = (Align::Left, Align::Right);
    headed(&head, &rows.collect::<Vec<_>>(), &[left, left, right, right, right, left, left, left], 2)
}

fn change(claim: &Claim, found: &ClaimUnderWiderPriors) -> String {
    match &found.narrow.finding {
        Finding::Held(_) => points(found.change()),
        Finding::Effect(effect) => effect_value(effect, found.change(), outcome_type(claim)),
    }
}
