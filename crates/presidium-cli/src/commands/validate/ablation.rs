//! Each system of the model switched off in turn: which claims rest on it, and which claims rest on nothing.

use presidium_lab::{AblatedSystem, Ablation, AblationQuestion, SurveyedClaims, Void, outcome_type};
use presidium_lang::model::Model;
use presidium_query::claims::{kind_letter, verdict_name, void_title};
use presidium_query::claims_named;
use presidium_query::figures::{count, effect_value, per_cent, share_of_worlds};
use presidium_query::views::{self, STRONGEST, named};

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::output::{FAILS, HEADING, HOLDS, UNCLEAR, styled};
use crate::report::failures_note;
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

/// What is asked.
pub fn question(validation: &Validation<'_>) -> Result<AblationQuestion, Stop> {
    let model = validation.model();
    let claims = claims_named(model, &validation.arguments.claims)?;
    let of = SurveyedClaims { claims, ..validation.of };
    Ok(AblationQuestion { of, systems: model.systems().collect() })
}

/// A claim that rests on nothing is a finding about the model, to be read and mended by its author. It makes no run
/// fail: whether it is a defect, luck or too few worlds takes judgement.
pub fn report(validation: &mut Validation<'_>) -> Result<Report, Stop> {
    let question = question(validation)?;
    if question.systems.is_empty() {
        let text = "Ablation: the model declares no systems, so nothing can be switched off\n".to_owned();
        return Ok(Report::empty(text));
    }
    let answer = validation.ask_beside(Part::Ablation, question)?;
    let (model, ablation) = (validation.model(), &answer.report);
    Ok(Report {
        text: text(model, ablation),
        view: Some(views::ablation(model, ablation)),
        sound: true,
        complete: answer.complete,
    })
}

fn text(model: &Model, ablation: &Ablation) -> String {
    let (systems, worlds) = (ablation.systems.len(), count(ablation.worlds));
    let mut text =
        styled(HEADING, &format!("Ablation: each of {systems} systems switched off in the same {worlds} worlds"));
    text += "\n\n";
    text += &systems_text(model, ablation);
    text += &void_text(model, ablation);
    if ablation.void().len() < ablation.claims.len() {
        text += &idle_text(model, ablation);
        text += &scripted_text(model, ablation);
    }
    text += &decided_text(model, ablation);
    text += &unmoved_text(model, ablation);
    text += &notes(ablation);
    text += &failures_note(model, &ablation.failures);
    for system in &ablation.systems {
        let note = failures_note(model, &system.failures);
        if !note.is_empty() {
            text += &format!("\nWithout {}:{note}", named(model, system).name);
        }
    }
    text
}

fn systems_text(model: &Model, ablation: &Ablation) -> String {
    let mut rows = vec![];
    for system in &ablation.systems {
        let name = named(model, system);
        let moved = share_of_worlds(system.moved);
        let (responding, breaking) = (count(system.responding() as u64), count(ablation.breaking(system) as u64));
        rows.push(vec![name.name.clone(), moved, responding, breaking, name.words.clone()]);
        let strongest: Vec<String> =
            system.strongest(STRONGEST).iter().map(|&claim| moved_by(model, ablation, system, claim)).collect();
        if !strongest.is_empty() {
            rows.push(vec![String::new(), String::new(), String::new(), String::new(), strongest.join(", ")]);
        }
    }
    let head = ["", "moved", "respond", "break", ""];
    headed(&head, &rows, &[Align::Left, Align::Right, Align::Right, Align::Right, Align::Left], 2)
}

/// `B7 -41.5 points`
fn moved_by(model: &Model, ablation: &Ablation, system: &AblatedSystem, claim: usize) -> String {
    let of = &model.claims[ablation.claims[claim].claim];
    let effect = presidium_lab::Effect::of_type(outcome_type(of));
    format!("{} {}", of.id, effect_value(&effect, system.cells[claim].change.value, outcome_type(of)))
}

/// Claims that say nothing even with everything on; they respond to nothing and are not scripted.
fn void_text(model: &Model, ablation: &Ablation) -> String {
    let void = ablation.void();
    let row = |claim: &usize| {
        let of = &model.claims[ablation.claims[*claim].claim];
        vec![of.id.clone(), kind_letter(of.kind).to_owned(), of.words.clone()]
    };
    let rows: Vec<Vec<String>> = void.iter().map(row).collect();
    match rows.as_slice() {
        [] => String::new(),
        rows => format!("\n{}\n{}", styled(HEADING, void_title(Void::NoWorld)), table(rows, &[Align::Left; 3], 2)),
    }
}

fn idle_text(model: &Model, ablation: &Ablation) -> String {
    let idle: Vec<&str> = ablation
        .systems
        .iter()
        .filter(|system| system.responding() == 0)
        .map(|s| named(model, s).name.as_str())
        .collect();
    match idle.as_slice() {
        [] => String::new(),
        names => format!("\n{}: {}\n", styled(FAILS, "None of these claims rests on"), names.join(", ")),
    }
}

fn scripted_text(model: &Model, ablation: &Ablation) -> String {
    let scripted = ablation.scripted();
    if scripted.is_empty() {
        let each = if ablation.void().is_empty() { "each" } else { "each that is not void" };
        let words = format!("No claim is scripted: {each} responds to at least one system");
        return format!("\n{}\n", styled(HOLDS, &words));
    }
    let rows: Vec<Vec<String>> = scripted.iter().map(|&claim| scripted_row(model, ablation, claim)).collect();
    let number = if rows.len() == 1 { "1 claim responds".to_owned() } else { format!("{} claims respond", rows.len()) };
    let title = styled(FAILS, &format!("Scripted: {number} to no system"));
    format!("\n{title}\n{}", table(&rows, &[Align::Left, Align::Left, Align::Left, Align::Left], 2))
}

/// Id, kind, verdict, and in how many worlds anything moved at all.
fn scripted_row(model: &Model, ablation: &Ablation, claim: usize) -> Vec<String> {
    let of = &model.claims[ablation.claims[claim].claim];
    let cells = ablation.cells_of(claim).into_iter();
    let most = cells.zip(&ablation.systems).max_by_key(|(cell, _)| cell.moved).filter(|(cell, _)| cell.moved > 0);
    let remark = most.map_or_else(
        || "moved in no world".to_owned(),
        |(cell, system)| {
            let (moved, worlds) = (count(cell.moved), count(cell.worlds));
            format!("moved in {moved} of {worlds} worlds without {}, but not significantly", named(model, system).name)
        },
    );
    let verdict = verdict_name(ablation.claims[claim].verdict).to_owned();
    vec![of.id.clone(), kind_letter(of.kind).to_owned(), verdict, format!("{}: {remark}", of.words)]
}

fn decided_text(model: &Model, ablation: &Ablation) -> String {
    let decided: Vec<Vec<String>> = ablation
        .decided_by_switch()
        .into_iter()
        .map(|claim| {
            let of = &model.claims[ablation.claims[claim].claim];
            let cells = ablation.systems.iter().filter(|system| system.cells[claim].responds());
            let systems: Vec<&str> = cells.map(|system| named(model, system).name.as_str()).collect();
            vec![of.id.clone(), systems.join(", "), of.words.clone()]
        })
        .collect();
    if decided.is_empty() {
        return String::new();
    }
    let title = "Respond only where the switch itself decides them: it pins or forbids what they read, or takes their cause away";
    let aligns = [Align::Left, Align::Left, Align::Left];
    format!("\n{}\n{}", styled(UNCLEAR, &wrap(title, 0)), table(&decided, &aligns, 2))
}

fn unmoved_text(model: &Model, ablation: &Ablation) -> String {
    let unmoved = ablation.unmoved_by_touched(model);
    let rows = unmoved.iter().map(|&(claim, system)| {
        let of = &model.claims[ablation.claims[claim].claim];
        let system = &ablation.systems[system];
        let cell = &system.cells[claim];
        let moved = format!("moved in {} of {} worlds", count(cell.moved), count(cell.worlds));
        vec![of.id.clone(), named(model, system).name.clone(), moved, of.words.clone()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let title = styled(UNCLEAR, "Said to rest on a system that does not move them");
    format!("\n{title}\n{}", table(&rows, &[Align::Left; 4], 2))
}

fn notes(ablation: &Ablation) -> String {
    let level = per_cent(1.0 - ablation.level);
    let notes = format!(
        "A claim responds if the interval ({level}) of its change does not contain zero: of its share of worlds, or, for a \
         cause, of the effect in the first {} worlds, which must change by a hundredth of itself. It breaks if it held and \
         holds no longer. Named are the claims most moved, without those that the switch itself decides.",
        count(ablation.cause_worlds)
    );
    format!("\n{}\n", wrap(&notes, 0))
}
