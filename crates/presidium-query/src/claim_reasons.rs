//! Why a claim holds or fails, in words.

use presidium_engine::World;
use presidium_lab::{ClaimPart, ClaimReasons, Effect, Finding, History, Row, Verdict, outcome_type};
use presidium_lang::clock::Step;
use presidium_lang::model::{ClaimBody, Model};

use crate::claims::{direction_name, figures};
use crate::figures::{count, effect_mean, worlds};
use crate::study::Study;
use crate::words::condition;

/// The parts of what a claim says, which are added to what the model looks at. None of a claim about a cause, of one that has no parts,
/// and of one whose parts cannot be asked by themselves.
pub fn parts(model: &mut Model, claim: usize) -> Vec<ClaimPart> {
    let claim = &model.claims[claim];
    let ClaimBody::Holds(_) = claim.body else { return vec![] };
    let texts = presidium_lang::parts_of_condition(&claim.written);
    let mut extended = model.clone();
    let parts: Option<Vec<ClaimPart>> = texts
        .iter()
        .map(|[alone, together]| {
            let alone = condition(&mut extended, alone).ok()?;
            Some(ClaimPart { alone, together: condition(&mut extended, together).ok()? })
        })
        .collect();
    if parts.is_some() {
        *model = extended;
    }
    parts.unwrap_or_default()
}

/// The answer in a sentence: `It fails: it holds in 36 of 2 000 worlds (1.8 %, 1.3 – 2.5).`
pub fn answer(model: &Model, row: &Row) -> String {
    let claim = &model.claims[row.claim];
    let verdict = match row.verdict {
        Verdict::Fails => "It fails",
        Verdict::Unclear => "It is unclear",
        Verdict::Holds => "It holds",
        Verdict::Void(_) => return "It says nothing here.".to_owned(),
    };
    let (figure, interval) = figures(claim, &row.finding);
    match (&row.finding, &claim.body) {
        (Finding::Effect(effect), ClaimBody::Effect { direction, .. }) => {
            let ty = outcome_type(claim);
            let (with, without) = (effect.with().value, effect.without().value);
            let mean = |value| effect_mean(model, effect, value, ty);
            format!(
                "{verdict}: with the cause {}, without it {}: an effect of {figure} (95 %: {interval}); the claim says that it {} it.",
                mean(with),
                mean(without),
                direction_name(*direction)
            )
        }
        (Finding::Held(share), _) => {
            format!("{verdict}: in {} of {} ({figure}, {interval}).", count(share.held), worlds(share.worlds))
        }
        _ => format!("{verdict}."),
    }
}

/// In how many worlds the cause moved the outcome: `The cause moves the outcome in 120 of 1 000 worlds, in 100 of them up.`
pub fn moved(effect: &Effect) -> String {
    let changed = effect.changed();
    let (up, of) = (count(effect.up()), worlds(changed.worlds));
    format!("The cause moves the outcome in {} of {of}, in {up} of them up.", count(changed.held))
}

/// When what a claim looks out for turned in a world, the last of it: the month to look at. None of a claim that looks at other things.
pub fn turned_in(study: &Study, seed: u64, world: World, claim: usize) -> Option<Step> {
    let history = History::of(&study.model, &study.scenario, (seed, world), &[]);
    history.turns.iter().filter(|turn| turn.claim == claim).map(|turn| turn.month).max()
}

/// Worlds that fall out at a part.
pub fn lost(found: &ClaimReasons, part: usize) -> u64 {
    let before = part.checked_sub(1).map_or(found.known, |before| found.parts[before].together);
    before - found.parts[part].together
}
