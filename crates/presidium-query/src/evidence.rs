//! Where a number comes from, in words: its prior, its status, its sources.

use presidium_engine::Scenario;
use presidium_lang::model::{
    Change, Element, Evidence, Factor, Model, Prior, Shape, Source, Type, VariableId, VariableKind,
};

use crate::figures::number;

/// Where a variable's value comes from.
pub struct Known {
    /// Of a parameter the prior that it has under a scenario; then how well the number is known, with its sources.
    pub words: String,
    /// Luck has a part in it: a parameter that is fixed has the same value in every world.
    pub drawn: bool,
}

impl Known {
    /// Of one element of a variable.
    pub fn of(model: &Model, scenario: &Scenario, variable: VariableId, element: Element) -> Known {
        let declared = &model.variables[variable];
        let VariableKind::Parameter { readings } = &declared.kind else {
            let words = declared.evidence.as_ref().map_or_else(String::new, evidence_words);
            return Known { words, drawn: true };
        };
        if let Some(prior) = replaced(scenario, variable, element) {
            return Known::of_prior(prior, &declared.ty, ", set for this run");
        }
        let chosen = scenario.changes.iter().rev().find_map(|change| match change {
            Change::Reading { variable: changed, reading } if *changed == variable => Some(*reading),
            _ => None,
        });
        let reading = readings.get(chosen.unwrap_or(0));
        let prior = reading.and_then(|reading| Some((reading, reading.priors.get(element.index())?)));
        let Some((reading, prior)) = prior else { return Known { words: String::new(), drawn: false } };
        let name = if reading.name.is_empty() { String::new() } else { format!(" (reading {})", reading.name) };
        Known::of_prior(prior, &declared.ty, &format!("{name}, {}", evidence_words(&reading.evidence)))
    }

    fn of_prior(prior: &Prior, ty: &Type, more: &str) -> Known {
        let drawn = !matches!(prior.shape, Shape::Fixed(_));
        Known { words: format!("{}{more}", prior_words(prior, ty)), drawn }
    }
}

fn replaced(scenario: &Scenario, variable: VariableId, element: Element) -> Option<&Prior> {
    scenario.changes.iter().rev().find_map(|change| match change {
        Change::Parameter { variable: changed, element: only, prior } => {
            (*changed == variable && only.is_none_or(|only| only == element)).then_some(prior)
        }
        _ => None,
    })
}

/// `sourced [zemskov-1991, p. 11]`
fn evidence_words(evidence: &Evidence) -> String {
    let cited = |source: &Source| match source.locator.as_str() {
        "" => source.key.clone(),
        locator => format!("{}, {locator}", source.key),
    };
    let sources: Vec<String> = evidence.sources.iter().map(cited).collect();
    match sources.len() {
        0 => evidence.status.word().to_owned(),
        _ => format!("{} [{}]", evidence.status.word(), sources.join("; ")),
    }
}

/// As it is written in the language, without units.
fn prior_words(prior: &Prior, ty: &Type) -> String {
    let factor = match ty {
        Type::Quantity { factor, .. } => *factor,
        _ => Factor::ONE,
    };
    let n = |value: f64| number(value / factor);
    let shape = match &prior.shape {
        Shape::Fixed(value) => return format!("fixed at {}", n(*value)),
        Shape::Normal { mean, sd } => format!("normal({}, {})", n(*mean), n(*sd)),
        Shape::Lognormal { median, sigma } => format!("lognormal({}, {})", n(*median), number(*sigma)),
        Shape::Beta { alpha, beta } => format!("beta({}, {})", number(*alpha), number(*beta)),
        Shape::Uniform { low, high } => format!("uniform({}, {})", n(*low), n(*high)),
        Shape::Triangular { low, mode, high } => format!("triangular({}, {}, {})", n(*low), n(*mode), n(*high)),
        Shape::Poisson { mean } => format!("poisson({})", number(*mean)),
        Shape::Discrete { values, .. } => format!("discrete over {} values", values.len()),
    };
    match (prior.low, prior.high) {
        (None, None) => shape,
        (low, high) => {
            let end = |bound: Option<f64>| bound.map_or_else(String::new, n);
            format!("{shape} within {} .. {}", end(low), end(high)).trim_end().to_owned()
        }
    }
}
