//! The values of single worlds, step by step, as data.

use presidium_engine::World;
use presidium_engine::oracle::run_world;
use presidium_engine::{Cancel, Outputs, Scenario};
use presidium_lab::variable_name;
use presidium_lang::model::{Change, Element, Model, Type, VariableId};
use serde::Serialize;
use serde_json::Value;

use crate::claims::unit;
use crate::figures::known;
use crate::headline::description;
use crate::reasons::failure_words;
use crate::study::Study;
use crate::views::clauses::as_json;
use crate::views::document::Head;

/// A value of a variable.
type At = (VariableId, Element);

/// For each variable and side, the value at the end of each step of each world; none where it is missing, or where the world failed. Nothing once it is
/// cancelled.
pub fn values<'a>(
    study: &'a Study,
    seed: u64,
    (worlds, wanted): (&[World], &[At]),
    change: &[Change],
    cancel: &Cancel,
) -> Option<impl Serialize + use<'a>> {
    let model = &study.model;
    let changes = study.scenario.changes.iter().chain(change).cloned().collect();
    let with = Scenario { changes, ..study.scenario.clone() };
    let sides = [Some(("without", &study.scenario)), (!change.is_empty()).then_some(("with", &with))];
    let (mut series, mut failures) = (vec![], vec![]);
    for (side, scenario) in sides.into_iter().flatten() {
        let seen: Option<Vec<_>> =
            worlds.iter().map(|&world| seen(model, scenario, (seed, world), wanted, cancel)).collect();
        let seen = seen?;
        let failed = worlds.iter().zip(&seen).filter_map(|(world, seen)| Some((world, seen.as_ref().err()?)));
        failures.extend(failed.map(|(world, failure)| FailureView { world: world.0, side, failure: failure.clone() }));
        series.extend(wanted.iter().enumerate().map(|(place, &at)| SeriesView::of(model, (place, at), side, &seen)));
    }
    Some(Values {
        head: Head::of_run(study, seed),
        worlds: worlds.iter().map(|world| world.0).collect(),
        failures,
        series,
    })
}

#[derive(Serialize)]
struct Values<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    worlds: Vec<u64>,
    failures: Vec<FailureView>,
    series: Vec<SeriesView>,
}

/// A world that stopped, and why.
#[derive(Serialize)]
struct FailureView {
    world: u64,
    side: &'static str,
    failure: String,
}

#[derive(Serialize)]
struct SeriesView {
    name: String,
    label: String,
    unit: String,
    side: &'static str,
    /// By world and step.
    values: Vec<Vec<Value>>,
}

impl SeriesView {
    fn of(model: &Model, (place, (variable, element)): (usize, At), side: &'static str, seen: &[Seen]) -> Self {
        let declared = &model.variables[variable];
        let of_world = |seen: &Seen| -> Vec<Value> {
            let steps = seen.as_ref().map_or(&[][..], |seen| &seen[place]);
            steps.iter().map(|&value| value_of(model, &declared.ty, value)).collect()
        };
        SeriesView {
            name: variable_name(model, variable, element),
            label: description(model, declared, element),
            unit: unit(&declared.ty).0.to_owned(),
            side,
            values: seen.iter().map(of_world).collect(),
        }
    }
}

/// The values of a world, by variable and step, or what stopped it.
type Seen = Result<Vec<Vec<f64>>, String>;

fn seen(
    model: &Model,
    scenario: &Scenario,
    (seed, world): (u64, World),
    wanted: &[At],
    cancel: &Cancel,
) -> Option<Seen> {
    let outputs = Outputs { monthly: wanted.to_vec(), ..Outputs::default() };
    let run = || run_world(model, scenario, seed, world, &outputs, None);
    (!cancel.is_cancelled()).then(|| run().map(|result| result.monthly).map_err(|failure| failure_words(&failure)))
}

fn value_of(model: &Model, ty: &Type, value: f64) -> Value {
    match (known(value), ty) {
        (None, _) => Value::Null,
        _ => as_json(model, ty, value),
    }
}
