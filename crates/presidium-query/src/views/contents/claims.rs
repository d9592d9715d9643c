//! What a model is held to and compared with: claims, what-ifs, records, sources.

use presidium_lab::{element_ids, variable_name};
use presidium_lang::model::{Citation, Claim, ClaimBody, Model, NONE, Record, Type, WhatIf};
use serde::Serialize;

use super::places::{PlaceView, shown};
use crate::claims::{direction_name, kind_letter, touched, unit};
use crate::figures::known;

#[derive(Serialize)]
pub struct ClaimView<'a> {
    id: &'a str,
    words: &'a str,
    kind: &'static str,
    kind_words: &'static str,
    role: &'static str,
    /// Where it stands in the text whose claims these are.
    place: &'a str,
    touches: Vec<&'a str>,
    /// As it is written in the language.
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepView<'a>>,
    /// Of a claim about a cause: what takes the cause away, and what the cause is said to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expects: Option<&'static str>,
    /// The last step that it looks at.
    horizon: String,
    #[serde(flatten)]
    stands: PlaceView<'a>,
}

#[derive(Serialize)]
struct StepView<'a> {
    words: &'a str,
}

impl<'a> ClaimView<'a> {
    pub fn of(model: &'a Model, claim: &'a Claim) -> Self {
        let (without, expects) = match &claim.body {
            ClaimBody::Effect { without, direction, .. } => {
                (Some(model.what_ifs[*without].name.as_str()), Some(direction_name(*direction)))
            }
            ClaimBody::Holds(_) => (None, None),
        };
        ClaimView {
            id: &claim.id,
            words: &claim.words,
            kind: kind_letter(claim.kind),
            kind_words: claim.kind.word(),
            role: claim.role.word(),
            place: &claim.passage,
            touches: touched(model, claim),
            code: &claim.written,
            given: claim.given.as_ref().map(|given| given.words.as_str()),
            steps: claim.steps.iter().map(|step| StepView { words: &step.words }).collect(),
            without,
            expects,
            horizon: model.clock.seen_text(claim.horizon),
            stands: PlaceView::of(model, &claim.place),
        }
    }
}

#[derive(Serialize)]
pub struct WhatIfView<'a> {
    name: &'a str,
    words: &'a str,
    /// In the words of the language, apart by `;`.
    change: String,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

/// The what-ifs, or what switches systems off.
pub fn what_ifs(model: &Model, is_system: bool) -> Vec<WhatIfView<'_>> {
    let named = model.what_ifs.iter().filter(|named| named.is_system == is_system);
    named.map(|named| WhatIfView::of(model, named)).collect()
}

impl<'a> WhatIfView<'a> {
    pub fn of(model: &'a Model, named: &'a WhatIf) -> Self {
        let changes: Vec<String> = named.changes.iter().map(|change| change.to_text(model)).collect();
        WhatIfView {
            name: &named.name,
            words: &named.words,
            change: changes.join("; "),
            place: PlaceView::of(model, &named.place),
        }
    }
}

/// What has been observed of a variable; in the unit of the variable.
#[derive(Serialize)]
pub struct RecordView<'a> {
    /// As bands are asked for.
    name: String,
    id: &'a str,
    variable: &'a str,
    element: Vec<String>,
    unit: &'a str,
    points: Vec<PointView<'a>>,
}

#[derive(Serialize)]
struct PointView<'a> {
    step: String,
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    grade: char,
    source: &'a str,
}

/// Who held an office, or what else a variable named in fact: from each step on until the next.
#[derive(Serialize)]
pub struct HoldingView<'a> {
    /// As bands are asked for.
    name: String,
    id: &'a str,
    variable: &'a str,
    element: Vec<String>,
    points: Vec<HeldView<'a>>,
}

#[derive(Serialize)]
struct HeldView<'a> {
    step: String,
    /// The id; none where nobody held it.
    value: Option<&'a str>,
    /// In words; empty where nobody held it.
    label: &'a str,
    grade: char,
    source: &'a str,
}

impl<'a> HoldingView<'a> {
    pub fn of(model: &'a Model, record: &'a Record) -> Self {
        let variable = &model.variables[record.variable];
        let held = |value: f64| match variable.ty {
            Type::Element { set, .. } if value != NONE => {
                let (set, place) = (&model.sets[set], value as usize);
                Some((set.elements.get(place)?.as_str(), set.labels.get(place)?.as_str()))
            }
            _ => None,
        };
        let points = record.points.iter().map(|point| {
            let (value, label) = held(point.value).map_or((None, ""), |(id, label)| (Some(id), shown(id, label)));
            HeldView {
                step: model.clock.seen_text(point.month),
                value,
                label,
                grade: point.grade,
                source: &point.source,
            }
        });
        HoldingView {
            name: variable_name(model, record.variable, record.element),
            id: &record.name,
            variable: &variable.name,
            element: element_ids(model, &variable.indices, record.element),
            points: points.collect(),
        }
    }
}

impl<'a> RecordView<'a> {
    pub fn of(model: &'a Model, record: &'a Record) -> Self {
        let (unit, factor) = unit(&model.variables[record.variable].ty);
        let points = record.points.iter().map(|point| PointView {
            step: model.clock.seen_text(point.month),
            value: known(point.value / factor),
            low: point.low.and_then(|low| known(low / factor)),
            high: point.high.and_then(|high| known(high / factor)),
            grade: point.grade,
            source: &point.source,
        });
        let variable = &model.variables[record.variable];
        RecordView {
            name: variable_name(model, record.variable, record.element),
            id: &record.name,
            variable: &variable.name,
            element: element_ids(model, &variable.indices, record.element),
            unit,
            points: points.collect(),
        }
    }
}

#[derive(Serialize)]
pub struct SourceView<'a> {
    key: &'a str,
    words: &'a str,
    note: &'a str,
}

impl<'a> SourceView<'a> {
    pub fn of(cited: &'a Citation) -> Self {
        SourceView { key: &cited.key, words: &cited.text, note: &cited.note }
    }
}
