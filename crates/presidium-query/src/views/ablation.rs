//! An ablation as data.

use presidium_lab::{AblatedSystem, Ablation, outcome_type};
use presidium_lang::model::{Claim, Factor, Model, WhatIf};
use serde::Serialize;

use crate::claims::{unit, verdict_name};
use crate::figures::known;
use crate::views::validation::PartView;

/// Claims named beside a system.
pub const STRONGEST: usize = 5;

/// The system that is switched off.
pub fn named<'a>(model: &'a Model, system: &AblatedSystem) -> &'a WhatIf {
    &model.what_ifs[system.system]
}

/// A row for each claim against each system.
pub fn ablation(model: &Model, ablation: &Ablation) -> PartView {
    PartView::new("ablation", &summary(model, ablation), rows(model, ablation))
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
        respond: system.responding() as u64,
        breaking: ablation.breaking(system) as u64,
        strongest: system.strongest(STRONGEST).iter().map(id).collect(),
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
