//! Designs in words: points that are spread over named factors, or that stand in a table.

use std::collections::BTreeMap;

use presidium_engine::Scenario;
use presidium_lab::{
    Design, DesignPoint, Designed, Flip, Levels, ParameterSpace, Spreading, Target, drawn_numbers, luck_of_value,
    value_of_luck, variable_name,
};
use presidium_lang::model::{Change, Element, Model, Type, VariableId, VariableKind};

use crate::claims::{has_mean, unit};
use crate::evidence::Known;
use crate::figures::{known, of_a_hundred, value};
use crate::problem::Problem;
use crate::targets::target_name;
use crate::tipping::parameter;
use crate::words::variable;

/// What is varied.
#[derive(Clone, Debug, PartialEq)]
pub enum Factor {
    /// All numbers of a parameter, or one of them; with the parts of the priors that a factorial design has.
    Numbers(VariableId, Vec<Element>, Vec<f64>),
    /// A switch: off, on.
    Switch(VariableId),
    /// The readings of a parameter.
    Reading(VariableId),
}

/// How points are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// So many, spread over the factors.
    Spread(Spreading, usize),
    /// Each combination of levels.
    Factorial,
}

/// Parts of the prior at which a factorial design has a number, if nobody says.
pub const USUAL_LEVELS: [f64; 3] = [0.05, 0.5, 0.95];

/// The most numbers of a design: points times numbers at each of them.
pub const NUMBERS_MAX: usize = 1 << 24;

/// A factor in words: `growth`, `grip[Anna]`, `growth at 0.1, 0.9`, `switch lively`, `reading growth`.
///
/// # Errors
/// [`Problem`] if there is nothing of this name that can be varied.
pub fn factor(model: &Model, text: &str) -> Result<Factor, Problem> {
    let words = text.trim();
    if let Some(name) = words.strip_prefix("switch ") {
        return Ok(Factor::Switch(switch(model, name.trim())?));
    }
    if let Some(name) = words.strip_prefix("reading ") {
        return Ok(Factor::Reading(with_readings(model, name.trim())?));
    }
    let (name, levels) = match words.rsplit_once(" at ") {
        Some((name, levels)) => (name.trim(), self::levels(levels)?),
        None => (words, USUAL_LEVELS.to_vec()),
    };
    let (id, element) = variable(model, name)?;
    if let VariableKind::Switch { .. } = model.variables[id].kind {
        let help = format!("write `switch {name}`");
        return Err(Problem::helped(format!("`{name}` is a switch"), help));
    }
    let numbers = match element {
        Some(_) => vec![parameter(model, name)?.1],
        None if matches!(model.variables[id].kind, VariableKind::Parameter { .. }) => drawn_numbers(model, id),
        None => vec![parameter(model, name)?.1],
    };
    match numbers.first() {
        Some(_) => numbers.iter().try_for_each(|&element| is_drawn(model, (id, element)))?,
        None => is_drawn(model, (id, Element::default()))?,
    }
    Ok(Factor::Numbers(id, numbers, levels))
}

/// Parts of a prior: `0.05, 0.5, 0.95`.
fn levels(text: &str) -> Result<Vec<f64>, Problem> {
    let parts: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    parts.filter(|parts| parts.iter().all(|part| *part > 0.0 && *part < 1.0)).ok_or_else(|| {
        Problem::helped(
            format!("`{text}` are no parts of a prior"),
            "write numbers above 0 and below 1, such as `at 0.05, 0.5, 0.95`",
        )
    })
}

fn switch(model: &Model, name: &str) -> Result<VariableId, Problem> {
    let switches = || model.variables.iter().filter(|known| matches!(known.kind, VariableKind::Switch { .. }));
    let found = model.variable(name).filter(|id| matches!(model.variables[*id].kind, VariableKind::Switch { .. }));
    found.ok_or_else(|| {
        let message = format!("there is no switch `{name}` in this model");
        Problem::unknown(message, name, switches().map(|known| known.name.as_str()))
    })
}

fn with_readings(model: &Model, name: &str) -> Result<VariableId, Problem> {
    let has_some = |kind: &VariableKind| matches!(kind, VariableKind::Parameter { readings, .. } if readings.len() > 1);
    let disputed = || model.variables.iter().filter(|known| has_some(&known.kind));
    let found = model.variable(name).filter(|id| has_some(&model.variables[*id].kind));
    found.ok_or_else(|| {
        let message = format!("there is no parameter `{name}` with rival readings in this model");
        Problem::unknown(message, name, disputed().map(|known| known.name.as_str()))
    })
}

/// Refuses a number that no luck moves.
fn is_drawn(model: &Model, number: (VariableId, Element)) -> Result<(), Problem> {
    if value_of_luck(model, number, 0.5).is_some() {
        return Ok(());
    }
    let (name, help) = (variable_name(model, number.0, number.1), "vary what it is computed from, or leave it out");
    let words = Known::of(model, &Scenario::default(), number.0, number.1).words;
    Err(Problem::helped(format!("`{name}` is not drawn by a prior that is the same in all worlds ({words})"), help))
}

/// A design over some factors of a model under a scenario.
///
/// # Errors
/// [`Problem`] if there is no such design, or if the scenario says something else of a factor.
pub fn made(
    model: &Model,
    scenario: &Scenario,
    (how, factors): (Made, &[Factor]),
    seed: u64,
) -> Result<Design, Problem> {
    if factors.is_empty() {
        let help = "name a parameter, `switch NAME` or `reading NAME`";
        return Err(Problem::helped("nothing is varied in this design", help));
    }
    let numbers = factors.iter().map(Factor::numbers).sum::<usize>();
    let points = match how {
        Made::Spread(_, points) => points,
        Made::Factorial => factors.iter().fold(1, |points: usize, factor| points.saturating_mul(factor.levels(model))),
    };
    if points.saturating_mul(numbers.max(1)) > NUMBERS_MAX {
        return Err(too_many(points, numbers));
    }
    let no_design = |error: presidium_lab::NoDesign| {
        Problem::helped(format!("there is no such design: {error}"), "ask for fewer points, or vary less")
    };
    let design = match how {
        Made::Spread(how, points) => {
            let choices: Vec<Vec<Flip>> = factors.iter().filter_map(|factor| factor.choices(model)).collect();
            let space = factors.iter().fold(ParameterSpace::of(model, &[]), |space, factor| factor.upon(model, space));
            Design::spread(how, (&space, &choices), points, seed).map_err(no_design)?
        }
        Made::Factorial => {
            let levels: Vec<Levels> = factors.iter().map(|factor| factor.as_levels(model)).collect();
            Design::factorial(&levels).map_err(no_design)?
        }
    };
    can_be_run(model, scenario, &design)?;
    Ok(design)
}

fn too_many(points: usize, numbers: usize) -> Problem {
    let message = format!("{points} points of {numbers} numbers are more than a design can hold ({NUMBERS_MAX})");
    Problem::helped(message, "ask for fewer points, or vary less")
}

impl Factor {
    fn numbers(&self) -> usize {
        match self {
            Factor::Numbers(_, elements, _) => elements.len(),
            Factor::Switch(_) | Factor::Reading(_) => 0,
        }
    }

    fn levels(&self, model: &Model) -> usize {
        match self {
            Factor::Numbers(.., parts) => parts.len(),
            _ => self.choices(model).map_or(0, |flips| flips.len()),
        }
    }

    fn choices(&self, model: &Model) -> Option<Vec<Flip>> {
        match self {
            Factor::Numbers(..) => None,
            Factor::Switch(id) => Some([false, true].map(|on| Flip::Switch(*id, on)).to_vec()),
            Factor::Reading(id) => {
                Some((0..reading_names(model, *id).len()).map(|reading| Flip::Reading(*id, reading)).collect())
            }
        }
    }

    fn as_levels(&self, model: &Model) -> Levels {
        match self {
            Factor::Numbers(id, elements, parts) => {
                Levels::Numbers(elements.iter().map(|&element| (*id, element)).collect(), parts.clone())
            }
            _ => Levels::Choice(self.choices(model).unwrap_or_default()),
        }
    }

    /// Whole parameters with their correlation, single numbers by themselves.
    fn upon(&self, model: &Model, space: ParameterSpace) -> ParameterSpace {
        match self {
            Factor::Numbers(id, elements, _) if *elements == drawn_numbers(model, *id) => {
                space.with(ParameterSpace::of(model, &[*id]))
            }
            Factor::Numbers(id, elements, _) => {
                elements.iter().fold(space, |space, &element| space.with_number((*id, element)))
            }
            Factor::Switch(_) | Factor::Reading(_) => space,
        }
    }
}

fn reading_names(model: &Model, id: VariableId) -> Vec<&str> {
    match &model.variables[id].kind {
        VariableKind::Parameter { readings, .. } => readings.iter().map(|reading| reading.name.as_str()).collect(),
        _ => vec![],
    }
}

/// Refuses a design of which a part would be said twice: by a point, and by the scenario or by another column.
fn can_be_run(model: &Model, scenario: &Scenario, design: &Design) -> Result<(), Problem> {
    let mut said: BTreeMap<(VariableId, Option<Element>), String> = BTreeMap::new();
    let turned = design.points.first().map_or(&[][..], |point| &point.turned);
    let flips = turned.iter().map(|flip| match flip {
        Flip::Switch(id, _) | Flip::Reading(id, _) => ((*id, None), flip_column(model, *flip)),
    });
    let numbers = design.columns.iter().map(|&(id, element)| ((id, Some(element)), variable_name(model, id, element)));
    for (of, name) in flips.chain(numbers) {
        let whole = said.get(&(of.0, None)).filter(|_| of.1.is_some());
        if let Some(other) = said.get(&of).or(whole) {
            let help = "leave one of the two out: a number is drawn by one reading";
            return Err(Problem::helped(format!("`{name}` and `{other}` say the same thing twice"), help));
        }
        if let Some(change) = scenario.changes.iter().find(|change| is_about(change, of.0)) {
            let how = if matches!(change, Change::Reading { .. }) { "a reading is chosen" } else { "it is set" };
            let help = "leave out one of the two";
            return Err(Problem::helped(
                format!("`{name}` is varied by the design, and {how} for the whole run"),
                help,
            ));
        }
        said.insert(of, name);
    }
    if scenario.rows.is_some() && !design.columns.is_empty() {
        return Err(Problem::helped(
            "parameters of a posterior go together, and the design sets some of them by themselves",
            "draw the others from their priors",
        ));
    }
    Ok(())
}

fn is_about(change: &Change, id: VariableId) -> bool {
    match change {
        Change::Parameter { variable, .. } | Change::Reading { variable, .. } | Change::Switch { variable, .. } => {
            *variable == id
        }
        _ => false,
    }
}

/// A table of points as texts: its columns by name, and for each row as many cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointTable {
    /// The columns: `growth`, `grip[Anna]`, `switch lively`, `reading growth`.
    pub names: Vec<String>,
    /// A point each. Numbers are in the unit of the parameter, or bear one of their own.
    pub rows: Vec<Vec<String>>,
}

/// What a column of a table gives.
enum Given {
    Number((VariableId, Element)),
    Switch(VariableId),
    Reading(VariableId),
}

/// The design that a table gives.
///
/// # Errors
/// [`Problem`] with the row and the column of what cannot be right: a column that names nothing, a value outside of its prior, a cell
/// that is empty or no number.
pub fn from_table(model: &Model, scenario: &Scenario, table: &PointTable) -> Result<Design, Problem> {
    if table.rows.is_empty() || table.names.is_empty() {
        return Err(Problem::helped("the table has no points", "write a line of names, and a line for each point"));
    }
    if table.rows.len() > POINTS_MAX || table.rows.len() * table.names.len() > NUMBERS_MAX {
        return Err(too_many(table.rows.len(), table.names.len()));
    }
    let given = table.names.iter().map(|name| column(model, name)).collect::<Result<Vec<Given>, _>>()?;
    let columns = given.iter().filter_map(|given| match given {
        Given::Number(number) => Some(*number),
        Given::Switch(_) | Given::Reading(_) => None,
    });
    let mut design = Design { columns: columns.collect(), points: vec![] };
    for (number, row) in table.rows.iter().enumerate() {
        if row.len() != given.len() {
            let message =
                format!("point {} has {} cells, and there are {} columns", number + 1, row.len(), given.len());
            return Err(Problem::helped(message, "give each point a value in each column"));
        }
        let mut point = DesignPoint::default();
        for ((given, name), cell) in given.iter().zip(&table.names).zip(row) {
            cell_into(model, &mut point, given, cell.trim()).map_err(|problem| at(problem, number + 1, name))?;
        }
        design.points.push(point);
    }
    can_be_run(model, scenario, &design)?;
    Ok(design)
}

/// The most points of a design.
pub const POINTS_MAX: usize = 1 << 20;

fn column(model: &Model, name: &str) -> Result<Given, Problem> {
    let words = name.trim();
    if let Some(name) = words.strip_prefix("switch ") {
        return Ok(Given::Switch(switch(model, name.trim())?));
    }
    if let Some(name) = words.strip_prefix("reading ") {
        return Ok(Given::Reading(with_readings(model, name.trim())?));
    }
    let known = model.variables.iter().filter(|known| matches!(known.kind, VariableKind::Parameter { .. }));
    let unknown = |_| {
        let message = format!("the column `{words}` is no parameter of this model");
        let help =
            "columns are named by parameters, `name[element]`, `switch NAME` or `reading NAME`; leave others out";
        match Problem::unknown(message.clone(), words, known.map(|known| known.name.as_str())) {
            Problem::Refused { message, help: Some(help) } => Problem::helped(message, help),
            _ => Problem::helped(message, help),
        }
    };
    let is_named = |(id, _): &(VariableId, Option<Element>)| {
        matches!(model.variables[*id].kind, VariableKind::Parameter { .. } | VariableKind::Switch { .. })
    };
    let found = variable(model, words).map_err(unknown)?;
    if !is_named(&found) {
        return Err(Problem::refused(format!("the column `{words}` is no parameter, and only a parameter can be set")));
    }
    if matches!(model.variables[found.0].kind, VariableKind::Switch { .. }) {
        let message = format!("the column `{words}` names a switch");
        return Err(Problem::helped(message, format!("name the column `switch {words}`")));
    }
    let number = parameter(model, words)?;
    is_drawn(model, number)?;
    Ok(Given::Number(number))
}

/// What a cell says of a point; the problem is told without its place.
fn cell_into(model: &Model, point: &mut DesignPoint, given: &Given, cell: &str) -> Result<(), Problem> {
    match given {
        Given::Switch(id) => {
            let on = match cell.to_lowercase().as_str() {
                "on" | "true" | "1" => true,
                "off" | "false" | "0" => false,
                _ => return Err(Problem::helped(format!("`{cell}` is no state of a switch"), "write `on` or `off`")),
            };
            point.turned.push(Flip::Switch(*id, on));
        }
        Given::Reading(id) => {
            let names = reading_names(model, *id);
            let place = names.iter().position(|name| *name == cell);
            let unknown = || {
                let help = format!("write one of: {}", names.join(", "));
                Problem::helped(format!("`{cell}` is no reading of `{}`", model.variables[*id].name), help)
            };
            point.turned.push(Flip::Reading(*id, place.ok_or_else(unknown)?));
        }
        Given::Number(number) => point.luck.push(luck(model, *number, cell)?),
    }
    Ok(())
}

/// The luck behind a value in the unit of a parameter.
fn luck(model: &Model, number: (VariableId, Element), cell: &str) -> Result<f64, Problem> {
    let ty = &model.variables[number.0].ty;
    let bare: Option<f64> = cell.parse().ok();
    let Some(written) = bare.filter(|written| written.is_finite()) else {
        let help = format!("write a number in the unit of the parameter{}", unit_words(ty));
        return Err(Problem::helped(format!("`{cell}` is no number"), help));
    };
    let outside = || {
        let words = Known::of(model, &Scenario::default(), number.0, number.1).words;
        let ends = [ENDS, 1.0 - ENDS].map(|end| value_of_luck(model, number, end).unwrap_or(f64::NAN));
        let [low, high] = ends.map(|end| value(model, ty, end));
        let help = format!("its prior is {words}, and gives values from {low} to {high}");
        Problem::helped(format!("{cell}{} is no value that its prior gives", unit_words(ty)), help)
    };
    luck_of_value(model, number, written * unit(ty).1).ok_or_else(outside)
}

/// Luck keeps so far from 0 and 1.
const ENDS: f64 = 1e-12;

fn unit_words(ty: &Type) -> String {
    match unit(ty).0 {
        "" | "1" => String::new(),
        symbol => format!(" {symbol}"),
    }
}

/// A problem of a cell, with its place in front.
fn at(problem: Problem, point: usize, name: &str) -> Problem {
    match problem {
        Problem::Refused { message, help } => {
            Problem::Refused { message: format!("point {point}, column `{name}`: {message}"), help }
        }
        other => other,
    }
}

/// The columns of a design, in the words that [`from_table`] reads: switches and readings first, then numbers, each with its unit.
pub fn columns(model: &Model, design: &Design) -> Vec<(String, String)> {
    let turned = design.points.first().map_or(&[][..], |point| &point.turned);
    let flips = turned.iter().map(|flip| (flip_column(model, *flip), String::new()));
    let numbers = design.columns.iter().map(|&(id, element)| {
        let ty = &model.variables[id].ty;
        (variable_name(model, id, element), unit_words(ty).trim().to_owned())
    });
    flips.chain(numbers).collect()
}

fn flip_column(model: &Model, flip: Flip) -> String {
    match flip {
        Flip::Switch(id, _) => format!("switch {}", model.variables[id].name),
        Flip::Reading(id, _) => format!("reading {}", model.variables[id].name),
    }
}

/// What a point gives in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Gives {
    /// The state of a switch, or the name of a reading.
    Word(String),
    /// A number in the unit of its parameter.
    Number(f64),
}

/// For each of the [`columns`] what a point gives.
pub fn gives(model: &Model, design: &Design, point: &DesignPoint) -> Vec<Gives> {
    let flips = point.turned.iter().map(|flip| match *flip {
        Flip::Switch(_, on) => Gives::Word(if on { "on" } else { "off" }.to_owned()),
        Flip::Reading(id, reading) => Gives::Word(reading_names(model, id).get(reading).map_or("", |v| v).to_owned()),
    });
    let numbers = design.columns.iter().zip(&point.luck).map(|(&number, &luck)| {
        let value = value_of_luck(model, number, luck).unwrap_or(f64::NAN);
        Gives::Number(value / unit(&model.variables[number.0].ty).1)
    });
    flips.chain(numbers).collect()
}

/// All claims of which there is a mean.
pub fn claims_with_means(model: &Model) -> Vec<Target> {
    let targets = (0..model.claims.len()).filter(|&claim| model.reaches(&model.claims[claim])).map(Target::Claim);
    targets.filter(|target| has_mean(target.ty(model))).collect()
}

/// The point at which a target is lowest, and at which it is highest; none if it says nothing at fewer than two.
pub fn ends(found: &Designed, target: usize) -> Option<[usize; 2]> {
    let mean = |point: usize| found.points[point].means.get(target).map_or(f64::NAN, |mean| mean.value);
    let told: Vec<usize> = (0..found.points.len())
        .filter(|&point| mean(point).is_finite() && found.points[point].voids.get(target) == Some(&None))
        .collect();
    let lowest = told.iter().copied().min_by(|&a, &b| mean(a).total_cmp(&mean(b)))?;
    let highest = told.iter().copied().max_by(|&a, &b| mean(a).total_cmp(&mean(b)).then(b.cmp(&a)))?;
    (told.len() > 1).then_some([lowest, highest])
}

/// How far a target goes from point to point, beside how sure its means are: by this targets are ordered.
pub fn spread(found: &Designed, target: usize) -> f64 {
    let Some([lowest, highest]) = ends(found, target) else { return 0.0 };
    let [low, high] = [lowest, highest].map(|point| found.points[point].means[target]);
    let (way, widths) = (high.value - low.value, (low.high - low.low) + (high.high - high.low));
    match widths > 0.0 {
        true => known(way / widths).unwrap_or(0.0),
        // Known without any error.
        false if way > 0.0 => f64::MAX,
        false => 0.0,
    }
}

/// The answer in words: from where to where the target goes that goes furthest.
pub fn answer(model: &Model, of: &[Target], found: &Designed) -> String {
    let far = (0..of.len()).max_by(|&a, &b| spread(found, a).total_cmp(&spread(found, b)).then(b.cmp(&a)));
    let Some((target, [lowest, highest])) = far.and_then(|target| Some((target, ends(found, target)?))) else {
        return "At no two points is there anything to compare.".to_owned();
    };
    let mean = |point: usize| {
        let mean = found.points[point].means[target].value;
        match of[target].ty(model) {
            Type::Truth => of_a_hundred(mean),
            ty => value(model, ty, mean),
        }
    };
    let name = target_name(model, &of[target]);
    let verb = if *of[target].ty(model) == Type::Truth { "holds in" } else { "is" };
    let furthest = if of.len() > 1 { ", further than any other for how sure it is" } else { "" };
    format!(
        "{name} {verb} {} at point {} and {} at point {}{furthest}.",
        mean(lowest),
        lowest + 1,
        mean(highest),
        highest + 1
    )
}

#[cfg(test)]
mod tests {
    use presidium_lang::{MemorySources, load, parse_change};

    use super::*;

    const TEXT: &str = "# A\n```presidium\nmodel \"A\" from 1950-01 to 1950-12\nset P = anna \"Anna\", boris \"Boris\"\n\
        param level : 1 ~ lognormal(2, 0.5) assumption\nparam grip[p: P] : 1/year ~ uniform(0 1/year, 1 1/year) assumption\n\
        param fixed : 1 = 3 assumption\n\
        param disputed : 1\n    reading low ~ uniform(0, 0.1)\n        assumption\n    reading high ~ uniform(0.5, 0.6)\n        assumption\n\
        switch lively \"something happens\"\n\
        let seen : 1 = level + fixed + disputed + (if lively then 1 else 0) + sum(p in P: grip[p]) * 1 year\n```\n";

    fn model() -> Model {
        load(&MemorySources::new("a").with("a.md", TEXT)).unwrap_or_else(|report| panic!("{}", report.render())).model
    }

    fn table(text: &str) -> PointTable {
        let mut lines = text.lines().map(|line| line.split(';').map(|cell| cell.trim().to_owned()).collect());
        PointTable { names: lines.next().unwrap_or_default(), rows: lines.collect() }
    }

    #[test]
    fn what_a_table_gives_is_given() {
        let model = model();
        let table = table("grip[anna];switch lively;level;reading disputed\n0.25;on;1.5;low\n1;off;8;high");
        let design = from_table(&model, &Scenario::default(), &table).unwrap_or_else(|problem| panic!("{problem}"));
        let names: Vec<String> = columns(&model, &design).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["switch lively", "reading disputed", "grip[anna]", "level"]);
        let given: Vec<Vec<Gives>> = design.points.iter().map(|point| gives(&model, &design, point)).collect();
        let word = |text: &str| Gives::Word(text.to_owned());
        assert_eq!(given[0][..2], [word("on"), word("low")]);
        assert_eq!(given[1][..2], [word("off"), word("high")]);
        for (row, numbers) in given.iter().zip([[0.25, 1.5], [1.0, 8.0]]) {
            for (gives, number) in row[2..].iter().zip(numbers) {
                let Gives::Number(found) = gives else { panic!("{gives:?}") };
                assert!((found - number).abs() < 1e-9, "{found} is not {number}");
            }
        }
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        let model = model();
        let said = |text: &str| {
            from_table(&model, &Scenario::default(), &table(text)).map(|_| ()).expect_err(text).to_string()
        };
        assert!(said("levle\n1").starts_with("the column `levle` is no parameter of this model\n  help: "));
        assert!(said("grip\n1").contains("has many numbers"));
        assert!(said("seen\n1").contains("is no parameter"));
        assert!(said("lively\non").contains("name the column `switch lively`"));
        assert!(said("fixed\n3").contains("`fixed` is not drawn by a prior"));
        assert!(said("level\nNaN").starts_with("point 1, column `level`: `NaN` is no number"));
        let outside = said("level;grip[anna]\n1;0.5\n1;1.5");
        assert!(
            outside.starts_with("point 2, column `grip[anna]`: 1.5 1/year is no value that its prior gives"),
            "{outside}"
        );
        assert!(said("level\n-1").contains("lognormal"));
        assert!(said("level;grip[anna]\n1").starts_with("point 1 has 1 cells, and there are 2 columns"));
        assert!(said("switch lively\nmaybe").contains("write `on` or `off`"));
        assert!(said("reading disputed\nmiddle").contains("write one of: low, high"));
        assert!(said("level;level\n1;1").contains("say the same thing twice"));
        assert!(said("reading disputed;disputed\nlow;0.05").contains("say the same thing twice"));
        assert!(said("level").starts_with("the table has no points"));
    }

    #[test]
    fn what_the_run_sets_is_not_varied() {
        let model = model();
        let set = parse_change(&model, "set level = 2").unwrap_or_else(|report| panic!("{}", report.render()));
        let scenario = Scenario { changes: vec![set], ..Scenario::default() };
        let problem = from_table(&model, &scenario, &table("level\n1")).expect_err("it is set").to_string();
        assert!(problem.contains("`level` is varied by the design, and it is set for the whole run"), "{problem}");
    }

    #[test]
    fn factors_are_read_and_large_designs_refused() {
        let model = model();
        assert_eq!(factor(&model, "switch lively").map(|found| found.levels(&model)).ok(), Some(2));
        assert_eq!(factor(&model, "level at 0.1, 0.9").map(|found| found.levels(&model)).ok(), Some(2));
        assert_eq!(factor(&model, "grip").map(|found| found.numbers()).ok(), Some(2));
        assert!(factor(&model, "level at 0, 1").expect_err("ends").to_string().contains("no parts of a prior"));
        let factors = [factor(&model, "level").expect("it is drawn")];
        let how = Made::Spread(Spreading::LatinHypercube, NUMBERS_MAX + 1);
        let problem = made(&model, &Scenario::default(), (how, &factors), 1).expect_err("too many").to_string();
        assert!(problem.contains("more than a design can hold"), "{problem}");
        let many: Vec<Factor> = vec![factor(&model, "level").expect("it is drawn"); 20];
        assert!(made(&model, &Scenario::default(), (Made::Factorial, &many), 1).is_err(), "3^20 points");
        assert!(made(&model, &Scenario::default(), (Made::Factorial, &[]), 1).is_err());
    }
}
