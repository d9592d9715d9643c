//! Parameters: what is plausible, how well it is known, and who reads the sources otherwise.

use presidium_engine::distribution::Quantile;
use presidium_lab::element_ids;
use presidium_lang::model::{Model, Prior, Priors, Reading, Variable, VariableKind};
use serde::Serialize;

use super::places::{PlaceView, sets};
use crate::claims::unit;
use crate::evidence::{cited, evidence_words, prior_words};
use crate::figures::known;

/// All but two of a hundred values of a prior lie between these: what is plausible. In the middle is the median.
const PLAUSIBLE: [f64; 3] = [0.01, 0.5, 0.99];

#[derive(Serialize)]
pub struct ParameterView<'a> {
    id: &'a str,
    label: &'a str,
    unit: &'a str,
    indices: Vec<&'a str>,
    /// Of its first element, in its first reading.
    #[serde(flatten)]
    first: PriorView,
    /// And whether it looked ahead.
    status: String,
    sources: Vec<String>,
    /// The elements that it can be set for, if it is indexed, and the prior of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    priors: Vec<PriorView>,
    /// Rival ones; the first is used unless another is chosen.
    readings: Vec<ReadingView<'a>>,
    #[serde(flatten)]
    place: PlaceView<'a>,
}

#[derive(Serialize)]
struct ReadingView<'a> {
    name: &'a str,
    words: String,
    default: bool,
}

/// The prior of one element, in the unit of the parameter. One that is computed in each world has no figures.
#[derive(Clone, Default, Serialize)]
struct PriorView {
    prior: String,
    low: Option<f64>,
    median: Option<f64>,
    high: Option<f64>,
}

impl<'a> ParameterView<'a> {
    pub fn of(model: &'a Model, variable: &'a Variable) -> Option<Self> {
        let VariableKind::Parameter { readings, .. } = &variable.kind else { return None };
        let used = readings.first()?;
        let priors = PriorView::all(variable, &used.priors);
        let elements = variable.elements(model).map(|element| element_ids(model, &variable.indices, element));
        let is_indexed = !variable.indices.is_empty();
        let rival = readings.iter().enumerate().filter(|(_, reading)| !reading.name.is_empty());
        Some(ParameterView {
            id: &variable.name,
            label: &variable.label,
            unit: unit(&variable.ty).0,
            indices: sets(model, &variable.indices),
            first: priors.first().cloned().unwrap_or_default(),
            status: used.evidence.status_words(),
            sources: used.evidence.sources.iter().map(|source| cited(std::slice::from_ref(source))).collect(),
            elements: elements.filter(|_| is_indexed).collect(),
            priors: if is_indexed { priors } else { vec![] },
            readings: rival.map(|(place, reading)| ReadingView::of(variable, reading, place == 0)).collect(),
            place: PlaceView::of(model, &variable.place),
        })
    }
}

impl<'a> ReadingView<'a> {
    pub fn of(variable: &Variable, reading: &'a Reading, default: bool) -> Self {
        let first = PriorView::all(variable, &reading.priors).into_iter().next().unwrap_or_default();
        let words = format!("{}, {}", first.prior, evidence_words(&reading.evidence));
        ReadingView { name: &reading.name, words, default }
    }
}

impl PriorView {
    /// Of each element; one that is computed is written once.
    fn all(variable: &Variable, priors: &Priors) -> Vec<PriorView> {
        match priors {
            Priors::Computed(computed) => {
                vec![PriorView { prior: computed.written.clone(), ..PriorView::default() }]
            }
            Priors::Known(priors) => priors.iter().map(|prior| PriorView::of(variable, prior)).collect(),
        }
    }

    pub fn of(variable: &Variable, prior: &Prior) -> Self {
        let (_, factor) = unit(&variable.ty);
        let quantile = Quantile::new(prior).ok();
        let at = |level: f64| quantile.as_ref().and_then(|quantile| known(quantile.at(level) / factor));
        let [low, median, high] = PLAUSIBLE.map(at);
        PriorView { prior: prior_words(prior, &variable.ty), low, median, high }
    }
}
