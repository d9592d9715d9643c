//! Changes and scenarios as text, which the parser reads back to the same bits.
//!
//! It is one text for the command line, an address, JSON and a `what if` of a document. A number stands in the unit that
//! its author chose where that gives the same value, else in base units. Not here: text for readers, which is rounded.

use crate::calendar::days_in_month;
use crate::clock::{Clock, Step};
use crate::model::{
    Change, Deal, Element, Factor, Index, Model, NEVER, NONE, Prior, RuleId, Scenario, Shape, Type, VariableId,
    VariableKind,
};
use crate::units::UnitTable;

impl Scenario {
    /// The scenario in the words of the language, a line for each change and each way to run it; empty if there is none.
    ///
    /// Every scenario that [`parse_scenario`](crate::parse_scenario) gives is read back from it to the bit.
    ///
    /// ```
    /// use presidium_lang::{MemorySources, load, parse_scenario};
    ///
    /// let chapter = "```presidium\nmodel \"Tiny\" from 1953-03 to 1953-12\nparam wait : month = 2 months assumption\nlet w : month = wait\n```\n";
    /// let model = load(&MemorySources::new("tiny").with("model.md", chapter)).unwrap().model;
    ///
    /// let scenario = parse_scenario(&model, "wait = 3 months; follow record").unwrap();
    /// assert_eq!(scenario.to_text(&model), "set wait = 3 month\nfollow record");
    /// assert_eq!(parse_scenario(&model, &scenario.to_text(&model)).unwrap(), scenario);
    /// ```
    pub fn to_text(&self, model: &Model) -> String {
        let mut lines: Vec<String> = self.changes.iter().map(|change| change.to_text(model)).collect();
        lines.extend(self.follow_record.map(|until| match until < model.until_step {
            true => format!("follow record until {}", model.clock.code(until)),
            false => "follow record".to_string(),
        }));
        if self.lots {
            lines.push("decide by lot".to_string());
        }
        lines.extend(self.widen.map(|times| format!("widen priors by {}", number(times))));
        lines.extend(self.redraw.iter().map(|redraw| {
            let name = redraw.parameter.map_or("parameters", |parameter| &model.variables[parameter].name);
            format!("redraw {name} by seed {}", redraw.seed)
        }));
        lines.extend(self.deals.iter().map(|deal| match *deal {
            Deal::Exchange { root, pair } => {
                let name = |ordinal: u32| model.sets[root].elements.get(ordinal as usize).map_or("", String::as_str);
                format!("exchange {} and {}", name(pair[0]), name(pair[1]))
            }
            Deal::Shuffle { variable, seed } => {
                format!("shuffle {} by seed {seed}", model.variables[variable].name)
            }
        }));
        lines.join("\n")
    }
}

impl Change {
    /// The change in the words of the language, such as `pin report to silent from 1956-01 to 1956-12`.
    ///
    /// [`parse_change`](crate::parse_change) reads the same change back, to the bit, from the text of every change that it
    /// can give. A reading without a name has no text of its own, and nothing chooses it.
    pub fn to_text(&self, model: &Model) -> String {
        match self {
            Change::Parameter { variable, element, prior } => {
                let (the_variable, target) = (&model.variables[*variable], variable_text(model, *variable, *element));
                format!("set {target} {}", prior_text(model, &the_variable.ty, prior))
            }
            Change::Switch { variable, on } => {
                let word = if *on { "on" } else { "off" };
                format!("switch {} {word}", variable_text(model, *variable, None))
            }
            Change::Reading { variable, reading } => {
                let name = match &model.variables[*variable].kind {
                    VariableKind::Parameter { readings, .. } => readings.get(*reading).map_or("", |known| &known.name),
                    _ => "",
                };
                format!("reading {} {name}", variable_text(model, *variable, None))
            }
            Change::Pin { rule, element, option, first_step, last_step } => {
                let window = window_text(model, *first_step, *last_step);
                format!("pin {} to {}{window}", rule_text(model, *rule, *element), model.rules[*rule].option(*option))
            }
            Change::PinVote { rule, element, root, member, option, first_step, last_step } => {
                let window = window_text(model, *first_step, *last_step);
                let member = model.sets[*root].elements.get(*member as usize).map_or("", String::as_str);
                let target = rule_text(model, *rule, *element);
                format!("pin vote of {member} in {target} to {}{window}", model.rules[*rule].option(*option))
            }
            Change::Forbid { rule, element, first_step, last_step } => {
                let window = window_text(model, *first_step, *last_step);
                format!("forbid {}{window}", rule_text(model, *rule, *element))
            }
        }
    }
}

fn variable_text(model: &Model, variable: VariableId, element: Option<Element>) -> String {
    let variable = &model.variables[variable];
    named(model, &variable.name, &variable.indices, element)
}

fn rule_text(model: &Model, rule: RuleId, element: Option<Element>) -> String {
    let rule = &model.rules[rule];
    named(model, rule.name(), rule.indices(), element)
}

fn named(model: &Model, name: &str, indices: &[Index], element: Option<Element>) -> String {
    match element {
        Some(element) if !indices.is_empty() => format!("{name}[{}]", model.element_ids(indices, element).join(", ")),
        _ => name.to_string(),
    }
}

/// ` from 1956-01 to 1956-12`; an end of the model's own months is left out.
fn window_text(model: &Model, first: Step, last: Step) -> String {
    let mut text = String::new();
    if first != model.first_step {
        text += &format!(" from {}", model.clock.code(first));
    }
    if last != model.until_step {
        text += &format!(" to {}", model.clock.code(last));
    }
    text
}

/// `= 3 Mt`, `~ normal(0.5, 0.1) within 0 .. 1`
fn prior_text(model: &Model, ty: &Type, prior: &Prior) -> String {
    let value = |value: f64| value_text(model, ty, value);
    let with_unit = |values: &[f64]| values.iter().map(|&v| value(v)).collect::<Vec<_>>().join(", ");
    let shape = match &prior.shape {
        Shape::Fixed(fixed) => return format!("= {}", value(*fixed)),
        Shape::Normal { mean, sd } => format!("normal({})", with_unit(&[*mean, *sd])),
        Shape::Lognormal { median, sigma } => format!("lognormal({}, {})", value(*median), number(*sigma)),
        Shape::Beta { alpha, beta } => format!("beta({}, {})", number(*alpha), number(*beta)),
        Shape::Uniform { low, high } => format!("uniform({})", with_unit(&[*low, *high])),
        Shape::Triangular { low, mode, high } => format!("triangular({})", with_unit(&[*low, *mode, *high])),
        Shape::Poisson { mean } => format!("poisson({})", value(*mean)),
        Shape::Discrete { values, weights } => {
            let pairs = values.iter().zip(weights).map(|(v, weight)| format!("{}: {}", value(*v), number(*weight)));
            format!("discrete({})", pairs.collect::<Vec<_>>().join(", "))
        }
    };
    match (prior.low, prior.high) {
        (Some(low), Some(high)) => format!("~ {shape} within {} .. {}", value(low), value(high)),
        _ => format!("~ {shape}"),
    }
}

/// A value of a type as an expression.
fn value_text(model: &Model, ty: &Type, value: f64) -> String {
    match ty {
        Type::Quantity { symbol, factor } => {
            let (number, symbol) = match in_unit(value, *factor) {
                Some(number) => (number, symbol.clone()),
                None => (value, UnitTable::of_model(&model.units).of_type(ty).dimension.to_string()),
            };
            with_unit(number, &symbol)
        }
        Type::Truth if value == 0.0 => "false".to_string(),
        Type::Truth => "true".to_string(),
        Type::Date => date_text(value),
        Type::Element { .. } if value == NONE => "none".to_string(),
        Type::Element { set, .. } => model.sets[*set].elements.get(value as usize).cloned().unwrap_or_default(),
    }
}

fn with_unit(value: f64, symbol: &str) -> String {
    if symbol == "1" { number(value) } else { format!("{} {symbol}", number(value)) }
}

/// The number of units that makes a value to the bit: of those that do the shortest.
fn in_unit(value: f64, factor: Factor) -> Option<f64> {
    let near = value / factor;
    let short = format!("{near:.14e}").parse().unwrap_or(near);
    [short, near, near.next_up(), near.next_down()].into_iter().find(|number| *number * factor == value)
}

/// A number as it is written; very large and very small ones with an exponent.
fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) { value.to_string() } else { format!("{value:e}") }
}

/// A date as it is written: a month, a day, or a part of a month as a time from its start.
fn date_text(date: f64) -> String {
    const LAST: f64 = 9999.0 * 12.0 + 11.0;
    if date == NEVER {
        return "never".to_string();
    }
    let month = date.floor().clamp(0.0, LAST);
    let start = Clock::default().date_text(month);
    let rest = date - month;
    let days = (rest * days_in_month(month)).round();
    if rest == 0.0 {
        return start;
    }
    if rest < 1.0 && days < days_in_month(month) && month + days / days_in_month(month) == date {
        return format!("{start}-{:02}", days + 1.0);
    }
    // What is nearly a whole number of months would be taken for it.
    if (rest - rest.round()).abs() < 1e-3 && rest.fract() != 0.0 {
        return format!("{start} + {} months + 0.5 months", number(rest - 0.5));
    }
    format!("{start} + {} months", number(rest))
}
