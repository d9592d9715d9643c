//! What something hangs on, in words.

use presidium_lab::{Driver, Drivers, Effect, Flip, Flipped, Target};
use presidium_lang::model::{Model, Type, VariableId, VariableKind};

use crate::figures::{count, effect_value, per_cent, worlds};
use crate::targets::{parameter_name, target_name};

/// Drivers that a sentence names.
const NAMED: usize = 3;

/// The answer: `F1 hangs on 3 of 1 012 parameters beyond chance: inertia (4.1 % of what differs between worlds), …`
pub fn answer(model: &Model, target: &Target, found: &Drivers) -> String {
    let name = target_name(model, target);
    let all = found.parameters.len();
    let parameters = if all == 1 { "parameter".to_owned() } else { format!("{} parameters", count(all as u64)) };
    if all == 0 {
        return match found.counted {
            0 => format!("There is no world in which {name} can be told."),
            _ => format!(
                "What {name} hangs on cannot be told: there are too few worlds, or no parameter differs between them. More worlds may show it."
            ),
        };
    }
    if found.mean.value == found.mean.low && found.mean.value == found.mean.high || is_settled(model, target, found) {
        return format!("{name} comes out alike in all {}: there is nothing to hang on.", worlds(found.counted));
    }
    let seen: Vec<&Driver> = found.seen().collect();
    let floor = found.floor().map_or_else(String::new, |floor| {
        format!(" A parameter of one number that explains more than {} would have shown.", per_cent(floor.max(0.0)))
    });
    if seen.is_empty() {
        return format!(
            "No parameter stands out: in {} none of {parameters} moves {name} more than chance would.{floor} What differs between \
             worlds is luck, or what parameters do together.",
            worlds(found.counted)
        );
    }
    let named: Vec<String> = seen
        .iter()
        .take(NAMED)
        .map(|driver| format!("{} ({})", driver_name(model, driver), per_cent(driver.first_order.index.value)))
        .collect();
    let named = match seen.len() {
        1 => named.join(""),
        n if n > NAMED => format!("most of all {}", named.join(", ")),
        _ => listed(&named),
    };
    let together = match seen.len() {
        1 => "It accounts".to_owned(),
        n => format!("One by one these {n} account"),
    };
    let of_it = format!("{} of {parameters} beyond chance", count(seen.len() as u64));
    if found.go_together {
        return format!(
            "{name} hangs on {of_it}: {named}. Parameters of a posterior go together, so that what they explain overlaps and does \
             not add up."
        );
    }
    let rest = (1.0 - found.explained()).max(0.0);
    format!(
        "{name} hangs on {of_it}: {named}. {together} for {} of what differs between worlds; the other {} is luck, or \
         what parameters do together.",
        per_cent(found.explained()),
        per_cent(rest)
    )
}

/// Whether a truth comes out alike in all worlds.
fn is_settled(model: &Model, target: &Target, found: &Drivers) -> bool {
    *target.ty(model) == Type::Truth && (found.mean.value == 0.0 || found.mean.value == 1.0)
}

fn listed(all: &[String]) -> String {
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The name of a parameter; of several numbers `ties[…]`.
pub fn driver_name(model: &Model, driver: &Driver) -> String {
    parameter_name(model, driver.variable, (driver.element, driver.numbers))
}

/// That some parameters are not told: `1 009 parameters stay within the noise`.
pub fn hidden_sentence(found: &Drivers) -> Option<String> {
    match found.parameters.len() - found.seen().count() {
        0 => None,
        1 => Some("1 parameter stays within the noise (what it reaches by chance)".to_owned()),
        n => Some(format!("{} parameters stay within the noise (what they reach by chance)", count(n as u64))),
    }
}

/// The parameters that a further run draws anew: those that stand out, or, if fewer do, the strongest of the others as well.
pub fn to_draw_anew(found: &Drivers, most: usize) -> Vec<VariableId> {
    found.parameters.iter().take(most).map(|driver| driver.variable).collect()
}

/// `switch appeal_allowed off`, or `reading camps_1953=article`.
pub fn flip_name(model: &Model, flip: Flip) -> String {
    match flip {
        Flip::Switch(switch, on) => {
            format!("switch {} {}", model.variables[switch].name, if on { "on" } else { "off" })
        }
        Flip::Reading(parameter, reading) => {
            let variable = &model.variables[parameter];
            let name = match &variable.kind {
                VariableKind::Parameter { readings, .. } => readings[reading].name.as_str(),
                _ => "",
            };
            format!("reading {}={name}", variable.name)
        }
    }
}

/// What is turned: the label of the switch or of the parameter.
pub fn flip_words(model: &Model, flip: Flip) -> &str {
    let (Flip::Switch(variable, _) | Flip::Reading(variable, _)) = flip;
    &model.variables[variable].label
}

/// Which of the switches and readings move it, in a sentence; nothing if none was turned.
pub fn flips_sentence(model: &Model, target: &Target, found: &Drivers) -> Option<String> {
    let ty = target.ty(model);
    let all = found.flipped.len();
    let worlds = found.flipped.first().map(|flipped| flipped.effect.worlds())?;
    let of = if all == 1 { "1 switch or reading".to_owned() } else { format!("{all} switches and rival readings") };
    let moving: Vec<&Flipped> = found.flipped.iter().filter(|flipped| flipped.effect.moves()).collect();
    let Some(strongest) = moving.first() else {
        return Some(format!("Turned in the first {}, none of {of} moves it.", self::worlds(worlds)));
    };
    let value = effect_value(&strongest.effect, strongest.effect.estimate().value, ty);
    let verb = if moving.len() == 1 { "moves" } else { "move" };
    Some(format!(
        "Turned in the first {}, {} of {of} {verb} it: most of all {} ({value}).",
        self::worlds(worlds),
        moving.len(),
        flip_name(model, strongest.flip),
    ))
}

/// Whether an effect has a unit of its own, which its column names.
pub fn is_of_shares(effect: &Effect) -> bool {
    matches!(effect, Effect::OnTruth(_))
}
