//! Each system of the model switched off in turn: which claims rest on it, and which claims rest on nothing.

use presidium_lab::{AblatedSystem, Ablation, AblationRequest, Cell, Kept, Void, outcome_type};
use presidium_lang::model::{Claim, Factor, Model, WhatIf, WhatIfId};
use serde::Serialize;

use super::{Report, ensemble, part_rows, raw};
use crate::arguments::ValidateArguments;
use crate::claims::{kind_letter, unit, verdict_name, void_title};
use crate::figures::{count, effect_value, known, per_cent, share_of_worlds};
use crate::output::{FAILS, HEADING, HOLDS, UNCLEAR, styled};
use crate::progress::watched_as;
use crate::report::failures_note;
use crate::setup::{Setup, claims_named};
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

/// Worlds unless asked otherwise: a change of a share by two points shows.
const WORLDS: u64 = 2_000;

/// Claims named beside a system.
const STRONGEST: usize = 5;

/// What it keeps.
pub fn kept(setup: &Setup, arguments: &ValidateArguments) -> Result<Kept, Stop> {
    let claims = claims_named(&setup.model, &arguments.claims)?;
    let (model, scenario, cause_worlds) = (&setup.model, &setup.scenario, arguments.cause_worlds);
    let request = AblationRequest { model, scenario, systems: &[], claims: &claims, cause_worlds };
    Ok(if model.systems().next().is_none() {
        Kept::default()
    } else {
        request.kept(ensemble(arguments, WORLDS).worlds)
    })
}

/// A claim that rests on nothing is a finding about the model, to be read and mended by its author. It makes no run
/// fail: whether it is a defect, luck or too few worlds takes judgement.
pub fn report(setup: &Setup, arguments: &ValidateArguments) -> Result<Report, Stop> {
    let model = &setup.model;
    let systems: Vec<WhatIfId> = model.systems().collect();
    if systems.is_empty() {
        let text = "Ablation: the model declares no systems, so nothing can be switched off\n".to_owned();
        return Ok(Report { text, summary: None, rows: vec![], sound: true });
    }
    let claims = claims_named(model, &arguments.claims)?;
    let (scenario, cause_worlds) = (&setup.scenario, arguments.cause_worlds);
    let request = AblationRequest { model, scenario, systems: &systems, claims: &claims, cause_worlds };
    let ensemble = ensemble(arguments, WORLDS);
    let ablation = watched_as("ablation", |watch| request.run(ensemble, watch))?;
    Ok(Report {
        text: text(model, &ablation),
        summary: raw(&summary(model, &ablation)),
        rows: part_rows("ablation", rows(model, &ablation)),
        sound: true,
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
    text += &failures_note(&ablation.failures);
    for system in &ablation.systems {
        let note = failures_note(&system.failures);
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
        let (responding, breaking) = (count(responding(system)), count(breaking(ablation, system)));
        rows.push(vec![name.name.clone(), moved, responding, breaking, name.words.clone()]);
        let strongest: Vec<String> =
            strongest(system).iter().map(|&claim| moved_by(model, ablation, system, claim)).collect();
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
        .filter(|system| responding(system) == 0)
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

fn named<'a>(model: &'a Model, system: &AblatedSystem) -> &'a WhatIf {
    &model.what_ifs[system.system.index()]
}

fn responding(system: &AblatedSystem) -> u64 {
    system.cells.iter().filter(|cell| cell.responds()).count() as u64
}

fn breaking(ablation: &Ablation, system: &AblatedSystem) -> u64 {
    system.cells.iter().zip(&ablation.claims).filter(|(cell, claim)| cell.breaks(claim)).count() as u64
}

/// Positions of the claims most moved, without those that the switch itself decides.
fn strongest(system: &AblatedSystem) -> Vec<usize> {
    let eligible = |cell: &Cell| cell.responds() && !cell.direct;
    let mut claims: Vec<usize> = (0..system.cells.len()).filter(|&claim| eligible(&system.cells[claim])).collect();
    claims.sort_by(|a, b| system.cells[*b].size.total_cmp(&system.cells[*a].size));
    claims.truncate(STRONGEST);
    claims
}

#[derive(Serialize)]
struct Summary<'a> {
    worlds: u64,
    cause_worlds: u64,
    failed: u64,
    /// What each interval covers.
    covers: f64,
    systems: Vec<SystemView<'a>>,
    /// Claims that say nothing even with everything on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    void: Vec<&'a str>,
    scripted: Vec<&'a str>,
    decided_by_switch: Vec<&'a str>,
    unmoved_by_touched: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct SystemView<'a> {
    system: &'a str,
    words: &'a str,
    /// Worlds in which at least one claim comes out differently.
    moved: u64,
    worlds: u64,
    failed: u64,
    respond: u64,
    #[serde(rename = "break")]
    breaking: u64,
    strongest: Vec<&'a str>,
}

fn summary<'a>(model: &'a Model, ablation: &Ablation) -> Summary<'a> {
    let id = |claim: &usize| model.claims[ablation.claims[*claim].claim].id.as_str();
    let systems = ablation.systems.iter().map(|system| SystemView {
        system: &named(model, system).name,
        words: &named(model, system).words,
        moved: system.moved.held,
        worlds: system.moved.worlds,
        failed: system.failures.worlds,
        respond: responding(system),
        breaking: breaking(ablation, system),
        strongest: strongest(system).iter().map(id).collect(),
    });
    let unmoved = ablation.unmoved_by_touched(model);
    let name = |system: usize| named(model, &ablation.systems[system]).name.as_str();
    Summary {
        worlds: ablation.worlds,
        cause_worlds: ablation.cause_worlds,
        failed: ablation.failures.worlds,
        covers: 1.0 - ablation.level,
        systems: systems.collect(),
        void: ablation.void().iter().map(id).collect(),
        scripted: ablation.scripted().iter().map(id).collect(),
        decided_by_switch: ablation.decided_by_switch().iter().map(id).collect(),
        unmoved_by_touched: unmoved.iter().map(|(claim, system)| (id(claim), name(*system))).collect(),
    }
}

/// One claim against one system; changes of effects are in the unit named, changes of shares are fractions of one.
#[derive(Serialize)]
struct CellView<'a> {
    claim: &'a str,
    system: &'a str,
    change: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a str,
    moved: u64,
    worlds: u64,
    responds: bool,
    breaks: bool,
    direct: bool,
    touched: bool,
    with: &'static str,
    without: &'static str,
}

fn rows<'a>(model: &'a Model, ablation: &'a Ablation) -> impl Iterator<Item = CellView<'a>> {
    let pairs = (0..ablation.claims.len()).flat_map(|claim| ablation.systems.iter().map(move |system| (claim, system)));
    pairs.map(|(index, system)| {
        let (row, cell) = (&ablation.claims[index], &system.cells[index]);
        let claim = &model.claims[row.claim];
        let (unit, factor) = unit_of(claim);
        let figure = |figure: f64| known(figure / factor);
        CellView {
            claim: &claim.id,
            system: &named(model, system).name,
            change: figure(cell.change.value),
            low: figure(cell.change.low),
            high: figure(cell.change.high),
            unit,
            moved: cell.moved,
            worlds: cell.worlds,
            responds: cell.responds(),
            breaks: cell.breaks(row),
            direct: cell.direct,
            touched: claim.touches.contains(&system.system),
            with: verdict_name(row.verdict),
            without: verdict_name(cell.verdict),
        }
    })
}

fn unit_of(claim: &Claim) -> (&str, Factor) {
    unit(outcome_type(claim))
}
