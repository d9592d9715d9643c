//! From the command line to what the laboratory is asked: a checked model, a scenario, names turned into ids.

use presidium_engine::Scenario;
use presidium_lab::{Kept, Observable, Subject, variable_name};
use presidium_lang::calendar::Month;
use presidium_lang::model::{Change, Element, Index, Model, RuleId, VariableId, VariableKind};
use presidium_lang::{Report, Sources, analyse};

use crate::arguments::{AssumptionArguments, Follow, ScenarioArguments, UntilArguments};
use crate::memory::{self, Allowed, affordable};
use crate::output::{UNCLEAR, print_error, styled};
use crate::shipped::sources;
use crate::stop::Stop;

/// Mistakes that are shown at once: more nobody reads.
const SHOWN_MAX: usize = 50;

/// A model as changed.
pub struct Setup {
    pub model: Model,
    pub scenario: Scenario,
    /// The changes as they were spelt, for the heading of a report.
    pub changed: Vec<String>,
    pub allowed: Allowed,
}

impl Setup {
    /// Loads the model and applies `--set`, `--reading` and `--follow`. Warnings are counted on standard error.
    ///
    /// # Errors
    /// [`Stop::Model`] with the diagnostics of a model that has errors; [`Stop::Usage`] for a change that is none;
    /// [`Stop::Machine`] if the model takes more memory on so many threads than is allowed.
    pub fn new(arguments: &ScenarioArguments, threads: usize) -> Result<Setup, Stop> {
        let mut setup = Setup::assuming(&arguments.assumptions, threads)?;
        setup.scenario.follow_record = arguments.follow == Some(Follow::Record);
        Ok(setup)
    }

    /// As [`Setup::new`], where the record is not followed.
    ///
    /// # Errors
    /// Those of [`Setup::new`].
    pub fn assuming(arguments: &AssumptionArguments, threads: usize) -> Result<Setup, Stop> {
        let (mut model, report) = load(&arguments.model.model)?;
        let warnings = report.warnings();
        if warnings > 0 {
            print_error(&format!("{}: the model has {warnings}; see `presidium check`\n", styled(UNCLEAR, "warnings")));
        }
        run_until(&mut model, &arguments.until)?;
        let allowed = arguments.memory.on(threads);
        affordable(&model, allowed)?;
        let set = changes(&model, &arguments.set.iter().map(|text| format!("set {text}")).collect::<Vec<_>>())?;
        let changes = [readings(&model, &arguments.reading, &set)?, set].concat();
        let changed = arguments.reading.iter().map(|reading| format!("reading {reading}")).chain(arguments.set.clone());
        let scenario = Scenario { changes, ..Scenario::default() };
        Ok(Setup { scenario, changed: changed.collect(), model, allowed })
    }

    /// Refuses an experiment that would keep more than is allowed.
    ///
    /// # Errors
    /// [`Stop::Machine`] with what takes most.
    pub fn affords(&self, kept: Kept) -> Result<(), Stop> {
        memory::kept(&self.model, kept, self.allowed)
    }
}

/// Reads and checks the model at a path, or a shipped one. With it comes the report of its warnings.
///
/// # Errors
/// [`Stop::Usage`] if there is no such model, [`Stop::Model`] if it has errors.
pub fn load(model: &str) -> Result<(Model, Report), Stop> {
    load_from(&*sources(model)?)
}

/// Diagnostics for a terminal: the first of them, and how to see the others.
pub fn mistakes(report: &Report) -> String {
    let hidden = report.diagnostics.len() > SHOWN_MAX;
    let help = if hidden { "\n  help: `presidium check --all` shows more of them" } else { "" };
    format!("{}{help}", report.render_styled(SHOWN_MAX))
}

/// The same, of sources that have been found.
///
/// # Errors
/// [`Stop::Model`] if the model has errors.
pub fn load_from(sources: &dyn Sources) -> Result<(Model, Report), Stop> {
    analyse(sources).into_model().map_err(|report| Stop::Model(mistakes(&report)))
}

/// Applies `--until`.
///
/// # Errors
/// [`Stop::Usage`] if it is no month, or one to which the model cannot be run.
pub fn run_until(model: &mut Model, arguments: &UntilArguments) -> Result<(), Stop> {
    let Some(text) = &arguments.until else { return Ok(()) };
    let wanted = parsed_month(model, text)?;
    if !(model.last_month..=model.until_month).contains(&wanted) {
        let (last, until) = (model.last_month.to_string(), model.until_month.to_string());
        let allowed = match model.until_month > model.last_month {
            true => format!("the model ends in {last} and can be run on to {until} at most"),
            false => format!("the model ends in {last} and does not say that it can be run on"),
        };
        return Err(Stop::usage(format!("cannot run until {text}: {allowed}")));
    }
    model.run_until(wanted);
    Ok(())
}

/// Changes in the words of the language, made together. Warnings go to standard error.
///
/// # Errors
/// [`Stop::Diagnosed`] with the diagnostic that points into the words.
fn changes(model: &Model, texts: &[String]) -> Result<Vec<Change>, Stop> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let read = presidium_lang::parse_changes(model, &texts).map_err(|r| Stop::Diagnosed(mistakes(&r)))?;
    if !read.warnings.diagnostics.is_empty() {
        print_error(&format!("{}\n", mistakes(&read.warnings)));
    }
    Ok(read.changes)
}

/// The changes of named what-ifs, those that switch named systems off, and changes in the words of the language, in order.
/// The words may change further what a named one changes; among themselves they may not undo each other.
///
/// # Errors
/// [`Stop::Usage`] if one is none of these.
pub fn what_if(model: &Model, texts: &[String]) -> Result<Vec<Change>, Stop> {
    let named = |text: &String| model.what_ifs.iter().find(|what_if| what_if.name == *text);
    let known = || model.what_ifs.iter().map(|what_if| what_if.name.as_str());
    let words: Vec<String> = texts.iter().filter(|text| named(text).is_none()).cloned().collect();
    if let Some(text) = words.iter().find(|text| text.split_whitespace().count() == 1) {
        return Err(Stop::unknown(format!("there is no what-if `{text}` in this model"), text, known()));
    }
    let mut spelt = changes(model, &words)?.into_iter();
    let in_order = texts.iter().flat_map(|text| match named(text) {
        Some(what_if) => what_if.changes.clone(),
        None => spelt.next().into_iter().collect(),
    });
    Ok(in_order.collect())
}

/// A variable, with one of its elements if one is named.
///
/// # Errors
/// [`Stop::Diagnosed`] with the diagnostic that points into the words.
pub fn variable(model: &Model, text: &str) -> Result<(VariableId, Option<Element>), Stop> {
    presidium_lang::parse_observable(model, text).map_err(|report| Stop::Diagnosed(mistakes(&report)))
}

/// A variable and one of its elements.
fn value(model: &Model, text: &str) -> Result<(VariableId, Element), Stop> {
    let (id, element) = variable(model, text)?;
    match (element, model.variables[id.index()].len(model)) {
        (Some(element), _) => Ok((id, element)),
        (None, 1) => Ok((id, Element::default())),
        (None, 0) => Err(Stop::usage(format!("`{text}` has no elements"))),
        (None, _) => {
            let example = variable_name(model, id, Element::default());
            Err(Stop::usage(format!("`{text}` has many elements\n  help: name one, such as `{example}`")))
        }
    }
}

/// A variable, a decision or an event, with its elements.
///
/// # Errors
/// [`Stop::Usage`] if the elements of a rule are not its own, or with the diagnostic of what is no variable either.
pub fn subject(model: &Model, text: &str) -> Result<Subject, Stop> {
    let (name, elements) = match text.trim().strip_suffix(']').and_then(|inner| inner.split_once('[')) {
        Some((name, elements)) => (name, elements.split(',').map(str::trim).collect()),
        None => (text.trim(), vec![]),
    };
    match model.rules.iter().position(|rule| rule.name() == name) {
        Some(rule) => {
            let indices = model.rules[rule].indices();
            Ok(Subject::Rule(RuleId(rule as u32), element_of_rule(model, name, indices, &elements)?))
        }
        None => value(model, text).map(|(variable, element)| Subject::Variable(variable, element)),
    }
}

fn element_of_rule(model: &Model, name: &str, indices: &[Index], elements: &[&str]) -> Result<Element, Stop> {
    if elements.len() != indices.len() {
        let sets: Vec<&str> = indices.iter().map(|index| model.sets[index.set.index()].name.as_str()).collect();
        return Err(Stop::usage(match sets.as_slice() {
            [] => format!("`{name}` has no elements"),
            _ => format!(
                "`{name}` needs its elements\n  help: write `{name}[{}]` with an element of each",
                sets.join(", ")
            ),
        }));
    }
    let position = indices.iter().zip(elements).try_fold(0, |position, (index, element)| {
        let set = &model.sets[index.set.index()];
        let within = set.elements.iter().position(|known| known == element);
        let known = set.elements.iter().map(String::as_str);
        let unknown = || Stop::unknown(format!("`{element}` is not in the set {}", set.name), element, known);
        Ok::<_, Stop>(position * set.elements.len() + within.ok_or_else(unknown)?)
    })?;
    Ok(Element::at(position))
}

/// `holder[Premier] at 1957-06`.
///
/// # Errors
/// [`Stop::Usage`] if there is no such variable or month.
pub fn observable(model: &Model, text: &str) -> Result<Observable, Stop> {
    let words = text.trim();
    let (name, at) = match words.rsplit_once(" at ") {
        Some((name, at)) => (name.trim(), at.trim()),
        None => (words.strip_suffix(" at").unwrap_or(words).trim(), ""),
    };
    let (variable, element) = value(model, name)?;
    if at.is_empty() {
        let help = format!("write `{} at {}`", variable_name(model, variable, element), model.last_month);
        return Err(Stop::usage(format!("`{words}` names no month\n  help: {help}")));
    }
    Ok(Observable { variable, element, month: month_of_model(model, at)? })
}

/// A month of the model, spelt `1957-06`.
///
/// # Errors
/// [`Stop::Usage`] if it is no month, or not one of the model's.
pub fn month_of_model(model: &Model, text: &str) -> Result<Month, Stop> {
    let found = parsed_month(model, text)?;
    if (model.first_month..=model.last_month).contains(&found) {
        return Ok(found);
    }
    let (first, last) = (model.first_month.to_string(), model.last_month.to_string());
    let help = match (model.last_month + 1..=model.until_month).contains(&found) {
        true => format!("\n  help: run it on with `--until {}`", model.until_month),
        false => String::new(),
    };
    Err(Stop::usage(format!("{text} is outside the model, which runs from {first} to {last}{help}")))
}

fn parsed_month(model: &Model, text: &str) -> Result<Month, Stop> {
    text.parse().map_err(|_| {
        let example = model.first_month.to_string();
        Stop::usage(format!("`{text}` is not a month\n  help: write it as `{example}`"))
    })
}

/// Positions of the claims with these ids; all that the run reaches if none is named.
///
/// # Errors
/// [`Stop::Usage`] for an id that no claim has, or for a claim that looks beyond the end of the run.
pub fn claims_named(model: &Model, ids: &[String]) -> Result<Vec<usize>, Stop> {
    if ids.is_empty() {
        return Ok((0..model.claims.len()).filter(|&claim| model.reaches(&model.claims[claim])).collect());
    }
    let find = |id: &String| {
        let position = model.claims.iter().position(|claim| claim.id == *id);
        let known = model.claims.iter().map(|claim| claim.id.as_str());
        let found =
            position.ok_or_else(|| Stop::unknown(format!("there is no claim `{id}` in this model"), id, known))?;
        let horizon = model.claims[found].horizon;
        match horizon <= model.last_month {
            true => Ok(found),
            false => Err(Stop::usage(format!(
                "claim `{id}` looks as far as {}, and the run ends in {}\n  help: run it on with `--until {}`",
                horizon, model.last_month, model.until_month
            ))),
        }
    };
    ids.iter().map(find).collect()
}

/// The readings that are chosen. One of a single parameter may follow one of all; a parameter is not chosen and set.
///
/// # Errors
/// [`Stop::Usage`] for a reading that is none, or for a parameter that is changed twice.
fn readings(model: &Model, texts: &[String], set: &[Change]) -> Result<Vec<Change>, Stop> {
    let mut single: Vec<(VariableId, String)> = vec![];
    for change in set {
        if let Change::Parameter { variable, element: None, .. } = change {
            single.push((*variable, format!("--set \"{} …\"", model.variables[variable.index()].name)));
        }
    }
    let mut found = vec![];
    for text in texts {
        let changes = reading_changes(model, text)?;
        if let (true, [Change::Reading { variable, .. }]) = (text.contains('='), changes.as_slice()) {
            let spelt = format!("--reading {text}");
            if let Some((_, other)) = single.iter().find(|(id, _)| id == variable) {
                let name = &model.variables[variable.index()].name;
                let message = format!("`{name}` is changed twice: `{other}` and `{spelt}`");
                return Err(Stop::usage(format!("{message}\n  help: leave one of them out")));
            }
            single.push((*variable, spelt));
        }
        found.extend(changes);
    }
    Ok(found)
}

/// `camps_1953=article` chooses a reading of one parameter, `article` of every parameter that offers it.
fn reading_changes(model: &Model, text: &str) -> Result<Vec<Change>, Stop> {
    let (parameter, reading) = match text.split_once('=') {
        Some((parameter, reading)) => (Some(parameter.trim()), reading.trim()),
        None => (None, text.trim()),
    };
    let offered: Vec<(VariableId, &str, usize, &str)> = offered_readings(model).collect();
    let of_parameter: Vec<_> = offered.iter().filter(|(_, name, ..)| parameter.is_none_or(|p| p == *name)).collect();
    if let (Some(parameter), true) = (parameter, of_parameter.is_empty()) {
        let known = offered.iter().map(|(_, name, ..)| *name);
        return Err(Stop::unknown(format!("no parameter `{parameter}` offers rival readings"), parameter, known));
    }
    let chosen: Vec<Change> = of_parameter
        .iter()
        .filter(|(.., name)| *name == reading)
        .map(|(variable, _, reading, _)| Change::Reading { variable: *variable, reading: *reading })
        .collect();
    if of_parameter.is_empty() {
        return Err(Stop::usage("no parameter of this model offers rival readings"));
    }
    if chosen.is_empty() {
        let message = format!("there is no reading `{reading}`");
        return Err(Stop::unknown(message, reading, of_parameter.iter().map(|(.., name)| *name)));
    }
    Ok(chosen)
}

/// Every named reading: its parameter, the parameter's name, its position, its name.
fn offered_readings(model: &Model) -> impl Iterator<Item = (VariableId, &str, usize, &str)> {
    model.variables.iter().enumerate().flat_map(|(id, variable)| {
        let readings = match &variable.kind {
            VariableKind::Parameter { readings } => readings.as_slice(),
            _ => &[],
        };
        let named = readings.iter().enumerate().filter(|(_, reading)| !reading.name.is_empty());
        named.map(move |(position, reading)| {
            (VariableId(id as u32), variable.name.as_str(), position, reading.name.as_str())
        })
    })
}
