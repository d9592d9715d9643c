//! Where a number comes from, in words: its prior, its status, its sources.

use presidium_engine::Scenario;
use presidium_engine::oracle::Explanation;
use presidium_lang::model::{
    Change, Element, Evidence, Factor, Family, Model, Prior, Priors, Shape, Source, Type, VariableId, VariableKind,
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
        let VariableKind::Parameter { readings, .. } = &declared.kind else {
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
        let Some(reading) = reading else { return Known { words: String::new(), drawn: false } };
        let name = if reading.name.is_empty() { String::new() } else { format!(" (reading {})", reading.name) };
        let more = format!("{name}, {}", evidence_words(&reading.evidence));
        match &reading.priors {
            Priors::Computed(computed) => {
                Known { words: format!("{}{more}", computed.written), drawn: computed.family != Family::Fixed }
            }
            Priors::Known(priors) => match priors.get(element.index()) {
                Some(prior) => Known::of_prior(prior, &declared.ty, &more),
                None => Known { words: String::new(), drawn: false },
            },
        }
    }

    /// The same of a value that has been explained: of a prior that is computed, what it came to in that world.
    pub fn told(model: &Model, scenario: &Scenario, told: &Explanation) -> Known {
        let known = Known::of(model, scenario, told.variable, told.element);
        let declared = &model.variables[told.variable];
        let Some(prior) = &told.prior else { return known };
        let written = match &declared.kind {
            VariableKind::Draw { priors: Priors::Computed(computed), .. } => computed.written.as_str(),
            _ => "",
        };
        let words =
            [written, &known.words].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
        Known { words: format!("{words}; here {}", prior_words(prior, &declared.ty)), ..known }
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
pub fn evidence_words(evidence: &Evidence) -> String {
    let status = evidence.status_words();
    if evidence.sources.is_empty() { status } else { format!("{status} [{}]", cited(&evidence.sources)) }
}

/// `zemskov-1991, p. 11; getty-1993`
pub fn cited(sources: &[Source]) -> String {
    let one = |source: &Source| match source.locator.as_str() {
        "" => source.key.clone(),
        locator => format!("{}, {locator}", source.key),
    };
    sources.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// As it is written in the language, without units.
pub fn prior_words(prior: &Prior, ty: &Type) -> String {
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
