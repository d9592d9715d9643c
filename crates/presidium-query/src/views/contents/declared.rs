//! Sets with what tables give their elements, variables, switches.

use std::collections::BTreeMap;

use presidium_lang::model::{Index, Model, Set, SetId, Type, Variable, VariableKind};
use serde::Serialize;
use serde_json::Value;

use super::places::{PlaceView, sets, shown};
use crate::claims::unit;
use crate::views::clauses::as_json;

#[derive(Serialize)]
pub struct SetView<'a> {
    name: &'a str,
    /// The set of which it is a part; itself if it is no part.
    root: &'a str,
    elements: Vec<ElementView<'a>>,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

/// An element, with what tables give it.
#[derive(Serialize)]
pub struct ElementView<'a> {
    id: &'a str,
    label: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'a str, Value>,
}

impl<'a> SetView<'a> {
    pub fn of(model: &'a Model, id: SetId, set: &'a Set) -> Self {
        let is_of = |variable: &&Variable| {
            !variable.hidden && matches!(variable.indices.as_slice(), [Index { set, .. }] if *set == id)
        };
        let tables: Vec<&'a Variable> = model.variables.iter().filter(is_of).collect();
        let value = |variable: &'a Variable, place: usize| match &variable.kind {
            VariableKind::Data { values } => {
                let value = values.get(place).filter(|value| !value.is_nan())?;
                Some((variable.name.as_str(), as_json(model, &variable.ty, *value)))
            }
            _ => None,
        };
        let elements = set.elements.iter().zip(&set.labels).enumerate().map(|(place, (id, label))| ElementView {
            id,
            label: shown(id, label),
            attributes: tables.iter().filter_map(|variable| value(variable, place)).collect(),
        });
        SetView {
            name: &set.name,
            root: &model.sets[set.root].name,
            elements: elements.collect(),
            place: PlaceView::of(model, &set.place),
        }
    }
}

#[derive(Serialize)]
pub struct VariableView<'a> {
    id: &'a str,
    label: &'a str,
    kind: &'static str,
    /// `number`, `truth`, `date` or `element`.
    #[serde(rename = "type")]
    ty: &'static str,
    /// Of an element: the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<&'a str>,
    unit: &'a str,
    /// The sets by which it is indexed.
    indices: Vec<&'a str>,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

impl<'a> VariableView<'a> {
    pub fn of(model: &'a Model, variable: &'a Variable) -> Self {
        let (ty, set) = match variable.ty {
            Type::Quantity { .. } => ("number", None),
            Type::Truth => ("truth", None),
            Type::Date => ("date", None),
            Type::Element { set, .. } => ("element", Some(model.sets[set].name.as_str())),
        };
        VariableView {
            id: &variable.name,
            label: &variable.label,
            kind: variable.kind.word(),
            ty,
            set,
            unit: unit(&variable.ty).0,
            indices: sets(model, &variable.indices),
            place: PlaceView::of(model, &variable.place),
        }
    }
}

#[derive(Serialize)]
pub struct SwitchView<'a> {
    id: &'a str,
    label: &'a str,
    on: bool,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

impl<'a> SwitchView<'a> {
    pub fn of(model: &'a Model, variable: &'a Variable) -> Option<Self> {
        let VariableKind::Switch { on } = variable.kind else { return None };
        Some(SwitchView {
            id: &variable.name,
            label: &variable.label,
            on,
            place: PlaceView::of(model, &variable.place),
        })
    }
}
