//! From words to ids: names, dates, readings, changes, observables. Every mistake says what was meant, if that can be guessed.

use presidium_lab::{Observable, Subject, Who, variable_name};
use presidium_lang::Report;
use presidium_lang::clock::Step;
use presidium_lang::model::{
    Change, Condition, Element, Index, Model, RuleId, Scenario, Set, SetId, Type, VariableId, VariableKind, WhatIfId,
};

use crate::over_time::subject_name;
use crate::problem::Problem;

/// Carries the runs of a model on to a month.
///
/// # Errors
/// [`Problem`] if it is no month, or one to which the model cannot be run.
pub fn run_until(model: &mut Model, text: &str) -> Result<(), Problem> {
    let wanted = parsed_month(model, text)?;
    if !(model.last_step..=model.until_step).contains(&wanted) {
        let (last, until) = (model.clock.seen_text(model.last_step), model.clock.seen_text(model.until_step));
        let allowed = match model.until_step > model.last_step {
            true => format!("the model ends in {last} and can be run on to {until} at most"),
            false => format!("the model ends in {last} and does not say that it can be run on"),
        };
        return Err(Problem::refused(format!("cannot run until {text}: {allowed}")));
    }
    model.run_until(wanted);
    Ok(())
}

/// A condition on whole worlds, in the words of a claim. What it looks at is added to the model.
///
/// # Errors
/// [`Problem`] if it is none, or looks beyond the end of the run.
pub fn condition(model: &mut Model, text: &str) -> Result<Condition, Problem> {
    let condition = presidium_lang::parse_condition(model, text).map_err(Problem::Diagnosed)?;
    if condition.horizon > model.last_step {
        let message = format!(
            "the condition looks as far as {}, and the run ends in {}",
            model.clock.seen_text(condition.horizon),
            last(model)
        );
        return Err(Problem::BeyondTheEnd { message, until: Some(model.clock.seen_text(model.until_step)) });
    }
    Ok(condition)
}

/// The last step in which the record is followed: `record`, or `record until 1962-10`.
///
/// # Errors
/// [`Problem`] if it says anything else.
pub fn followed(model: &Model, text: &str) -> Result<Option<Step>, Problem> {
    let read = presidium_lang::parse_scenario(model, &format!("follow {text}")).map_err(Problem::Diagnosed)?;
    let follow_record = read.follow_record;
    match read == (Scenario { follow_record, ..Scenario::default() }) {
        true => Ok(follow_record),
        false => {
            let month = model.clock.seen_text(model.first_step);
            let help = format!("write `record`, or `record until {month}`");
            Err(Problem::helped(format!("`{text}` is nothing that can be followed"), help))
        }
    }
}

/// The record that is followed, for a sentence: `the record`, `the record until October 1962`; nothing if it is not.
pub fn followed_words(model: &Model, scenario: &Scenario) -> Option<String> {
    scenario.follow_record.map(|until| match until < model.last_step {
        true => format!("the record until {}", model.clock.words(until)),
        false => "the record".to_owned(),
    })
}

/// Changes in the words of the language, made together, with what their author should look at again.
///
/// # Errors
/// [`Problem::Diagnosed`] with the diagnostic that points into the words.
pub fn changes(model: &Model, texts: &[String]) -> Result<(Vec<Change>, Report), Problem> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let read = presidium_lang::parse_changes(model, &texts).map_err(Problem::Diagnosed)?;
    Ok((read.changes, read.warnings))
}

/// A scenario in the words of the language: changes, names of what-ifs, and ways to run it, apart by `;`.
///
/// # Errors
/// [`Problem::Diagnosed`] with the diagnostic that points into the words.
pub fn scenario(model: &Model, text: &str) -> Result<Scenario, Problem> {
    presidium_lang::parse_scenario(model, text).map_err(Problem::Diagnosed)
}

/// The changes of named what-ifs, those that switch named systems off, and changes in the words of the language, in order.
/// The words may change further what a named one changes; among themselves they may not undo each other.
///
/// # Errors
/// [`Problem`] if one is none of these.
///
/// # Example
/// ```
/// use presidium_lang::model::{Change, Model, VariableId, WhatIf};
/// let mut model = Model::default();
/// let change = Change::Switch { variable: VariableId::from_raw(0), on: false };
/// model.what_ifs.push(WhatIf {
///     name: "peace".to_owned(),
///     words: "Nobody quarrels".to_owned(),
///     changes: vec![change.clone()],
///     is_system: false,
///     place: Default::default(),
/// });
/// let (changes, _) = presidium_query::what_if(&model, &["peace".to_owned()]).expect("there is one");
/// assert_eq!(changes, [change]);
/// let mistake = presidium_query::what_if(&model, &["pease".to_owned()]).expect_err("there is none");
/// assert!(mistake.to_string().contains("peace"));
/// ```
pub fn what_if(model: &Model, texts: &[String]) -> Result<(Vec<Change>, Report), Problem> {
    let named = |text: &String| model.what_ifs.iter().find(|what_if| what_if.name == *text);
    let known = || model.what_ifs.iter().map(|what_if| what_if.name.as_str());
    let words: Vec<String> = texts.iter().filter(|text| named(text).is_none()).cloned().collect();
    if let Some(text) = words.iter().find(|text| text.split_whitespace().count() == 1) {
        return Err(Problem::unknown(format!("there is no what-if `{text}` in this model"), text, known()));
    }
    let (spelt, warnings) = changes(model, &words)?;
    let mut spelt = spelt.into_iter();
    let in_order = texts.iter().flat_map(|text| match named(text) {
        Some(what_if) => what_if.changes.clone(),
        None => spelt.next().into_iter().collect(),
    });
    Ok((in_order.collect(), warnings))
}

/// A what-if in the words of its author and its name; a change as it was spelt.
pub fn what_if_words(model: &Model, text: &str) -> String {
    let named = model.what_ifs.iter().find(|what_if| what_if.name == text && !what_if.words.is_empty());
    named.map_or_else(
        || text.to_owned(),
        |what_if| match what_if.is_system {
            true => format!("without {}: {}", what_if.name, what_if.words),
            false => format!("{} ({})", what_if.words, what_if.name),
        },
    )
}

/// A variable, with one of its elements if one is named.
///
/// # Errors
/// [`Problem`] with the diagnostic that points into the words.
pub fn variable(model: &Model, text: &str) -> Result<(VariableId, Option<Element>), Problem> {
    presidium_lang::parse_observable(model, text).map_err(Problem::Diagnosed)
}

/// A variable and one of its elements.
fn value(model: &Model, text: &str) -> Result<(VariableId, Element), Problem> {
    let (id, element) = variable(model, text)?;
    match (element, model.variables[id].len(model)) {
        (Some(element), _) => Ok((id, element)),
        (None, 1) => Ok((id, Element::default())),
        (None, 0) => Err(Problem::refused(format!("`{text}` has no elements"))),
        (None, _) => {
            let example = variable_name(model, id, Element::default());
            Err(Problem::helped(format!("`{text}` has many elements"), format!("name one, such as `{example}`")))
        }
    }
}

/// A variable, a decision or an event, with its elements.
///
/// # Errors
/// [`Problem`] if the elements of a rule are not its own, or with the diagnostic of what is no variable either.
pub fn subject(model: &Model, text: &str) -> Result<Subject, Problem> {
    let (name, elements) = match text.trim().strip_suffix(']').and_then(|inner| inner.split_once('[')) {
        Some((name, elements)) => (name, elements.split(',').map(str::trim).collect()),
        None => (text.trim(), vec![]),
    };
    match model.rules.iter().position(|rule| rule.name() == name) {
        Some(rule) => {
            let rule = RuleId::new(rule);
            let indices = model.rules[rule].indices();
            Ok(Subject::Rule(rule, element_of_rule(model, name, indices, &elements)?))
        }
        None => value(model, text).map(|(variable, element)| Subject::Variable(variable, element)),
    }
}

fn element_of_rule(model: &Model, name: &str, indices: &[Index], elements: &[&str]) -> Result<Element, Problem> {
    if elements.len() != indices.len() {
        let sets: Vec<&str> = indices.iter().map(|index| model.sets[index.set].name.as_str()).collect();
        return Err(match sets.as_slice() {
            [] => Problem::refused(format!("`{name}` has no elements")),
            _ => Problem::helped(
                format!("`{name}` needs its elements"),
                format!("write `{name}[{}]` with an element of each", sets.join(", ")),
            ),
        });
    }
    let position = indices.iter().zip(elements).try_fold(0, |position, (index, element)| {
        let set = &model.sets[index.set];
        let within = set.elements.iter().position(|known| known == element);
        let known = set.elements.iter().map(String::as_str);
        let unknown = || Problem::unknown(format!("`{element}` is not in the set {}", set.name), element, known);
        Ok::<_, Problem>(position * set.elements.len() + within.ok_or_else(unknown)?)
    })?;
    Ok(Element::at(position))
}

/// An element of a set, by its id or the name that readers see.
///
/// # Errors
/// [`Problem`] if there is none.
pub fn who(model: &Model, name: &str) -> Result<Who, Problem> {
    let wanted = name.trim();
    let roots = || model.sets.iter().enumerate().filter(|(place, set)| set.root == SetId::new(*place));
    let called = |set: &Set, place: usize| {
        let names = [&set.elements[place], &set.labels[place]];
        names.iter().any(|name| name.to_lowercase() == wanted.to_lowercase())
    };
    let found = roots().find_map(|(id, set)| {
        let ordinal = (0..set.elements.len()).find(|&place| called(set, place))?;
        Some(Who { set: SetId::new(id), ordinal: ordinal as u32 })
    });
    let known = || roots().flat_map(|(_, set)| set.elements.iter().chain(&set.labels)).map(String::as_str);
    found.ok_or_else(|| Problem::unknown(format!("no set of this model has an element `{wanted}`"), wanted, known()))
}

/// `holder[Premier] at 1957-06`.
///
/// # Errors
/// [`Problem`] if there is no such variable or month.
pub fn observable(model: &Model, text: &str) -> Result<Observable, Problem> {
    let words = text.trim();
    let (name, at) = match words.rsplit_once(" at ") {
        Some((name, at)) => (name.trim(), at.trim()),
        None => (words.strip_suffix(" at").unwrap_or(words).trim(), ""),
    };
    let (variable, element) = value(model, name)?;
    if at.is_empty() {
        let help = format!("write `{} at {}`", variable_name(model, variable, element), last(model));
        return Err(Problem::helped(format!("`{words}` names no {}", time_word(model)), help));
    }
    Ok(Observable { variable, element, month: month_of_model(model, at)? })
}

/// A month of the model, spelt `1957-06`.
///
/// # Errors
/// [`Problem`] if it is no month, or not one of the model's.
pub fn month_of_model(model: &Model, text: &str) -> Result<Step, Problem> {
    let found = parsed_month(model, text)?;
    if (model.first_step..=model.last_step).contains(&found) {
        return Ok(found);
    }
    Err(Problem::outside(model, found, text))
}

fn parsed_month(model: &Model, text: &str) -> Result<Step, Problem> {
    let found = model.clock.parse(text).map(|(_, last)| last);
    let help = || format!("write it as `{}`", model.clock.seen_text(model.first_step));
    found.ok_or_else(|| Problem::helped(format!("`{text}` is not a {}", time_word(model)), help()))
}

/// What the model calls a point of its time.
fn time_word(model: &Model) -> &'static str {
    if model.clock.has_calendar() { model.clock.noun() } else { "time of the model" }
}

/// The end of the run, as it is written.
fn last(model: &Model) -> String {
    model.clock.seen_text(model.last_step)
}

/// Positions of the claims with these ids; all that the run reaches if none is named.
///
/// # Errors
/// [`Problem`] for an id that no claim has, or for a claim that looks beyond the end of the run.
pub fn claims_named(model: &Model, ids: &[String]) -> Result<Vec<usize>, Problem> {
    if ids.is_empty() {
        return Ok((0..model.claims.len()).filter(|&claim| model.reaches(&model.claims[claim])).collect());
    }
    let find = |id: &String| {
        let position = model.claims.iter().position(|claim| claim.id == *id);
        let known = model.claims.iter().map(|claim| claim.id.as_str());
        let found =
            position.ok_or_else(|| Problem::unknown(format!("there is no claim `{id}` in this model"), id, known))?;
        let horizon = model.claims[found].horizon;
        match horizon <= model.last_step {
            true => Ok(found),
            false => Err(Problem::BeyondTheEnd {
                message: format!(
                    "claim `{id}` looks as far as {}, and the run ends in {}",
                    model.clock.seen_text(horizon),
                    last(model)
                ),
                until: Some(model.clock.seen_text(model.until_step)),
            }),
        }
    };
    ids.iter().map(find).collect()
}

/// The readings that are chosen. One of a single parameter may follow one of all; a parameter is not chosen and set.
///
/// # Errors
/// [`Problem`] for a reading that is none, or for a parameter that is changed twice.
pub fn readings(model: &Model, texts: &[String], set: &[Change]) -> Result<Vec<Change>, Problem> {
    // Parameters that are changed one by one, and the reading that is chosen for them if it is not a value.
    let mut single: Vec<(VariableId, Option<String>)> = vec![];
    for change in set {
        if let Change::Parameter { variable, element: None, .. } = change {
            single.push((*variable, None));
        }
    }
    let mut found = vec![];
    for text in texts {
        let changes = reading_changes(model, text)?;
        if let (true, [Change::Reading { variable, .. }]) = (text.contains('='), changes.as_slice()) {
            if let Some((_, other)) = single.iter().find(|(id, _)| id == variable) {
                let name = model.variables[*variable].name.clone();
                return Err(Problem::ChangedTwice { name, reading: text.clone(), other: other.clone() });
            }
            single.push((*variable, Some(text.clone())));
        }
        found.extend(changes);
    }
    Ok(found)
}

/// `camps_1953=article` chooses a reading of one parameter, `article` of every parameter that offers it.
fn reading_changes(model: &Model, text: &str) -> Result<Vec<Change>, Problem> {
    let (parameter, reading) = match text.split_once('=') {
        Some((parameter, reading)) => (Some(parameter.trim()), reading.trim()),
        None => (None, text.trim()),
    };
    let offered: Vec<(VariableId, &str, usize, &str)> = offered_readings(model).collect();
    let of_parameter: Vec<_> = offered.iter().filter(|(_, name, ..)| parameter.is_none_or(|p| p == *name)).collect();
    if let (Some(parameter), true) = (parameter, of_parameter.is_empty()) {
        let known = offered.iter().map(|(_, name, ..)| *name);
        return Err(Problem::unknown(format!("no parameter `{parameter}` offers rival readings"), parameter, known));
    }
    let chosen: Vec<Change> = of_parameter
        .iter()
        .filter(|(.., name)| *name == reading)
        .map(|(variable, _, reading, _)| Change::Reading { variable: *variable, reading: *reading })
        .collect();
    if of_parameter.is_empty() {
        return Err(Problem::refused("no parameter of this model offers rival readings"));
    }
    if chosen.is_empty() {
        let message = format!("there is no reading `{reading}`");
        return Err(Problem::unknown(message, reading, of_parameter.iter().map(|(.., name)| *name)));
    }
    Ok(chosen)
}

/// Every named reading: its parameter, the parameter's name, its position, its name.
fn offered_readings(model: &Model) -> impl Iterator<Item = (VariableId, &str, usize, &str)> {
    model.variables.iter().enumerate().flat_map(|(id, variable)| {
        let readings = match &variable.kind {
            VariableKind::Parameter { readings, .. } => readings.as_slice(),
            _ => &[],
        };
        let named = readings.iter().enumerate().filter(|(_, reading)| !reading.name.is_empty());
        named.map(move |(position, reading)| {
            (VariableId::new(id), variable.name.as_str(), position, reading.name.as_str())
        })
    })
}

/// What there are bands of: variables, decisions and events; a name alone stands for all its elements.
///
/// # Errors
/// [`Problem`] if there is no such thing, or it has no bands.
pub fn bands(model: &Model, spellings: &[String]) -> Result<Vec<Subject>, Problem> {
    let mut wanted = vec![];
    for spelling in spellings {
        match subjects(model, spelling)? {
            none if none.is_empty() => return Err(Problem::refused(format!("`{spelling}` has no elements"))),
            found => wanted.extend(found),
        }
    }
    let date = |subject: &&Subject| match **subject {
        Subject::Variable(variable, _) => model.variables[variable].ty == Type::Date,
        Subject::Rule(..) => false,
    };
    match wanted.iter().find(date) {
        Some(&subject) => Err(Problem::NoBands { name: subject_name(model, subject), month: last(model) }),
        None => Ok(wanted),
    }
}

/// Values of variables; a name alone stands for all its elements.
///
/// # Errors
/// [`Problem`] if there is no such variable, or it is a rule.
pub fn variables(model: &Model, spellings: &[String]) -> Result<Vec<(VariableId, Element)>, Problem> {
    let mut wanted = vec![];
    for spelling in spellings {
        for subject in subjects(model, spelling)? {
            match subject {
                Subject::Variable(variable, element) => wanted.push((variable, element)),
                Subject::Rule(..) => {
                    let message = format!("`{spelling}` is a rule, which has no value from step to step");
                    return Err(Problem::helped(message, "ask for the states that it changes"));
                }
            }
        }
    }
    Ok(wanted)
}

/// The elements of a variable, a decision or an event; all of them if none is named.
fn subjects(model: &Model, text: &str) -> Result<Vec<Subject>, Problem> {
    if let Some(rule) = model.rules.iter().position(|rule| rule.name() == text.trim()) {
        let rule = RuleId::new(rule);
        let sets = model.rules[rule].indices().iter().map(|index| model.sets[index.set].elements.len());
        return Ok((0..sets.product()).map(|element| Subject::Rule(rule, Element::at(element))).collect());
    }
    let name = text.split_once('[').map_or(text, |(name, _)| name).trim();
    if model.rules.iter().any(|rule| rule.name() == name) {
        return Ok(vec![subject(model, text)?]);
    }
    let (id, element) = variable(model, text)?;
    let elements: Vec<Element> = match element {
        Some(element) => vec![element],
        None => model.variables[id].elements(model).collect(),
    };
    Ok(elements.into_iter().map(|element| Subject::Variable(id, element)).collect())
}

/// What is asked for, or the headline of the model if nothing is.
///
/// # Errors
/// [`Problem`] if a spelling names nothing that can be observed.
pub fn observables(model: &Model, spellings: &[String]) -> Result<Vec<Observable>, Problem> {
    if spellings.is_empty() {
        return Ok(Observable::headline(model).into_iter().collect());
    }
    spellings.iter().map(|spelling| observable(model, spelling)).collect()
}

/// The system of this name.
///
/// # Errors
/// [`Problem`] if there is none.
pub fn system_named(model: &Model, name: &str) -> Result<WhatIfId, Problem> {
    let mut systems = model.systems();
    let named = |system: &WhatIfId| model.what_ifs[*system].name == name;
    let known = model.systems().map(|system| model.what_ifs[system].name.as_str());
    let unknown = || Problem::unknown(format!("there is no system `{name}` in this model"), name, known);
    systems.find(named).ok_or_else(unknown)
}
