//! Changes to a model, from a what-if or from outside; and names of what can be observed.

use oxc_index::IndexVec;

use crate::ast::{self, ChangeKind, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::draft::{Beside, Draft};
use crate::check::known::entities::{Entity, Names, RuleInfo, Sort, VariableInfo};
use crate::check::known::references::Space;
use crate::check::known::scope::{Bindings, Scope, Stage};
use crate::clock::Step;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::model::{
    BindingId, Change, Condition, Deal, Element, Model, ObserverId, Redraw, Rule, RuleId, Scenario, SetId, VariableId,
    VariableKind,
};
use crate::reading::Reader;
use crate::report::Report;
use crate::source::MemorySources;
use crate::symbols::ReferenceKind;
use crate::units::UnitTable;

/// Checks changes of a checked model; with them come warnings.
pub fn check_changes(
    model: &Model,
    document: Document,
    changes: &[ast::Change],
) -> Result<(Vec<Change>, Report), Report> {
    let sources = MemorySources::default();
    let reader = Reader::new(&sources);
    let mut checker = Checker::around(&reader, document, model);
    let lowered = checker.changes(changes);
    let report = Report::new(checker.complaints.findings, checker.texts.document);
    if report.has_errors() { Err(report) } else { Ok((lowered, report)) }
}

/// Checks a scenario of a checked model; of two changes of the same thing the later one wins.
pub fn check_scenario(model: &Model, document: Document, parts: &[ast::Changed]) -> Result<Scenario, Report> {
    let sources = MemorySources::default();
    let reader = Reader::new(&sources);
    let mut checker = Checker::around(&reader, document, model);
    let mut scenario = Scenario::default();
    for part in parts {
        match part {
            ast::Changed::By(change) => scenario.changes.extend(checker.change(change)),
            ast::Changed::As(name) => scenario.changes.extend(checker.what_if_of(model, name)),
            ast::Changed::FollowRecord(None) => scenario.follow_record = Some(model.until_step),
            ast::Changed::FollowRecord(Some(date)) => {
                scenario.follow_record = checker.followed_until(date);
            }
            ast::Changed::Lots => scenario.lots = true,
            ast::Changed::Widen(times) => scenario.widen = Some(*times),
            ast::Changed::Redraw(None, seed) => scenario.redraw.push(Redraw { parameter: None, seed: *seed }),
            ast::Changed::Redraw(Some(name), seed) => {
                let parameter = checker.attribute(name, &[Sort::Parameter], "a parameter");
                let redraw = parameter.map(|parameter| Redraw { parameter: Some(parameter), seed: *seed });
                scenario.redraw.extend(redraw);
            }
            ast::Changed::Exchange(one, other) => scenario.deals.extend(checker.exchanged_pair(one, other)),
            ast::Changed::Shuffle(name, seed) => {
                let attribute = checker.attribute(name, &[Sort::Parameter, Sort::Data], "a parameter or a table");
                let deal = attribute.map(|variable| Deal::Shuffle { variable, seed: *seed });
                scenario.deals.extend(deal);
            }
        }
    }
    checker.result(Some(scenario))
}

/// Checks a condition on worlds of a checked model; with it comes the model, with what the condition looks at.
pub fn check_condition(
    model: &Model,
    document: Document,
    words: &str,
    expr: &ast::Expr,
) -> Result<(Model, Condition), Report> {
    let sources = MemorySources::default();
    let reader = Reader::new(&sources);
    let mut checker = Checker::around(&reader, document, model);
    let holds = checker.truth(&mut Scope::observing(Stage::Claim), expr, "a condition on worlds");
    let added = &checker.model.variables[VariableId::new(model.variables.len())..];
    if added.iter().any(|variable| !matches!(variable.kind, VariableKind::Data { .. })) {
        let message = "a condition looks at what the model keeps, and cannot have it keep more";
        let help = "declare in the model, with `let`, what it looks at";
        checker.error(Diagnostic::error(&codes::BAD_CHANGE, expr.span, message).help(help));
    }
    let observers = &checker.model.observers[ObserverId::new(model.observers.len())..];
    let horizon = observers.iter().map(|observer| observer.last_step).max().unwrap_or(model.last_step);
    let extended = Model::clone(&checker.model);
    checker.result(Some((extended, Condition { words: words.to_string(), holds, horizon })))
}

/// Finds a variable of a checked model, and one of its elements if one is named.
pub fn check_observable(
    model: &Model,
    document: Document,
    name: &Name,
    elements: &[ast::Expr],
) -> Result<(VariableId, Option<Element>), Report> {
    let sources = MemorySources::default();
    let reader = Reader::new(&sources);
    let mut checker = Checker::around(&reader, document, model);
    let found = checker.observable(name, elements);
    checker.result(found)
}

impl<'a> Checker<'a> {
    /// A checker that knows all names of a checked model.
    fn around(reader: &'a Reader<'a>, document: Document, model: &'a Model) -> Self {
        Self {
            model: Draft::checked(model),
            units: UnitTable::of_model(&model.units),
            names: Names::checked(model),
            variables: Beside::checked(model, model.variables.len(), VariableInfo::checked),
            rules: Beside::checked(model, model.rules.len(), RuleInfo::checked),
            bound: Bindings { sets: binding_sets(model), locals: 0 },
            ..Checker::new(reader, document)
        }
    }

    /// The last step in which the record is followed.
    fn followed_until(&mut self, date: &ast::Expr) -> Option<Step> {
        let (_, last) = self.steps_in_run(date, false)?;
        let (first, until) = (self.model.first_step, self.model.until_step);
        if (first..=until).contains(&last) {
            return Some(last);
        }
        let clock = &self.model.clock;
        let message = "the record cannot be followed until then";
        let note = format!("the model runs from {} to {}", clock.code(first), clock.code(until));
        self.error(Diagnostic::error(&codes::BAD_WINDOW, date.span, message).note(note));
        None
    }

    /// The changes of a what-if or a system of a checked model.
    fn what_if_of(&mut self, model: &Model, name: &Name) -> Vec<Change> {
        let found = model.what_ifs.iter().find(|what_if| what_if.name == name.text);
        if found.is_none() {
            self.unknown(name, "what-if", model.what_ifs.iter().map(|what_if| what_if.name.as_str()));
        }
        found.map(|what_if| what_if.changes.clone()).unwrap_or_default()
    }

    /// A variable of one of these sorts.
    fn attribute(&mut self, name: &Name, sorts: &[Sort], what: &str) -> Option<VariableId> {
        self.refer(Space::Names, name, ReferenceKind::Changes);
        match self.names.get(&name.text).map(|named| named.entity) {
            Some(Entity::Variable(id)) if sorts.contains(&self.variables[id].sort) => Some(id),
            Some(Entity::Variable(id)) => {
                let message = format!("`{}` is {}, not {what}", name.text, self.variables[id].sort.describe());
                self.error(Diagnostic::error(&codes::BAD_CHANGE, name.span, message));
                None
            }
            _ => {
                let names: Vec<String> = sorts.iter().flat_map(|sort| self.names_of_sort(*sort)).collect();
                let what = what.trim_start_matches("a ");
                self.unknown(name, what, names.iter().map(String::as_str));
                None
            }
        }
    }

    /// Two elements of the same set.
    fn exchanged_pair(&mut self, one: &Name, other: &Name) -> Option<Deal> {
        let mut element = |name: &Name| match self.names.get(&name.text).map(|named| named.entity) {
            Some(Entity::Element(root, ordinal)) => Some((root, ordinal)),
            _ => {
                let names: Vec<String> = self.model.sets.iter().flat_map(|set| set.elements.iter().cloned()).collect();
                self.unknown(name, "element", names.iter().map(String::as_str));
                None
            }
        };
        let [(root, first), (other_root, second)] = [element(one)?, element(other)?];
        if root != other_root || first == second {
            let message = match first == second && root == other_root {
                true => format!("`{}` is exchanged with itself", one.text),
                false => format!("`{}` and `{}` are of different sets", one.text, other.text),
            };
            self.error(Diagnostic::error(&codes::BAD_CHANGE, other.span, message));
            return None;
        }
        Some(Deal::Exchange { root, pair: [first, second] })
    }

    fn result<T>(self, value: Option<T>) -> Result<T, Report> {
        let report = Report::new(self.complaints.findings, self.texts.document);
        match value {
            Some(value) if !report.has_errors() => Ok(value),
            _ => Err(report),
        }
    }

    fn observable(&mut self, name: &Name, elements: &[ast::Expr]) -> Option<(VariableId, Option<Element>)> {
        let variable = self.variable_named(name)?;
        let mut names = vec![];
        for element in elements {
            match &element.kind {
                ExprKind::Name(name) => names.push(name.clone()),
                _ => {
                    let message = "this is not the id of an element";
                    self.error(Diagnostic::error(&codes::EXPECTED, element.span, message));
                    return None;
                }
            }
        }
        let element = self.element_position(variable, name, &names)?;
        Some((variable, element))
    }

    /// Checks one change.
    pub(in crate::check) fn change(&mut self, change: &ast::Change) -> Option<Change> {
        self.refer(Space::Names, &change.target, ReferenceKind::Changes);
        match &change.kind {
            ChangeKind::Set(value) => self.set_change(change, value),
            ChangeKind::Switch(on) => {
                let variable = self.changed_variable(change, Sort::Switch, "a switch")?;
                Some(Change::Switch { variable, on: *on })
            }
            ChangeKind::Reading(reading) => {
                let variable = self.changed_variable(change, Sort::Parameter, "a parameter")?;
                let reading = self.reading_of(variable, reading)?;
                Some(Change::Reading { variable, reading })
            }
            ChangeKind::Pin(option) => {
                let rule = self.rule_named(&change.target, Some(true))?;
                let option = self.chosen_option(rule, option);
                let element = self.rule_element(rule, change)?;
                let (first_step, last_step) = self.change_window(change)?;
                Some(Change::Pin { rule, element, option: option?, first_step, last_step })
            }
            ChangeKind::PinVote { member, option } => {
                let rule = self.rule_named(&change.target, Some(true))?;
                let option = self.chosen_option(rule, option);
                let element = self.rule_element(rule, change)?;
                let (root, member) = self.voter(rule, member)?;
                let (first_step, last_step) = self.change_window(change)?;
                Some(Change::PinVote { rule, element, root, member, option: option?, first_step, last_step })
            }
            ChangeKind::Forbid => {
                let rule = self.rule_named(&change.target, None)?;
                let element = self.rule_element(rule, change)?;
                let (first_step, last_step) = self.change_window(change)?;
                Some(Change::Forbid { rule, element, first_step, last_step })
            }
        }
    }

    /// A variable of the sort that this kind of change is for.
    fn changed_variable(&mut self, change: &ast::Change, sort: Sort, what: &str) -> Option<VariableId> {
        let name = &change.target;
        if let Some(Entity::Variable(id)) = self.names.get(&name.text).map(|n| n.entity) {
            let found = self.variables[id].sort;
            if found == sort {
                return Some(id);
            }
            let message = format!("`{}` is {}, not {what}", name.text, found.describe());
            let help = match found {
                Sort::Parameter => Some(format!("write `set {} = …`", name.text)),
                Sort::Switch => Some(format!("write `switch {} off`", name.text)),
                Sort::Stock | Sort::Flow => {
                    Some("set a parameter that it starts from, or by which its flows are multiplied".to_string())
                }
                Sort::State => Some("forbid the events that change it, or pin the decisions that do".to_string()),
                Sort::Let => Some("set the parameters that it is computed from".to_string()),
                _ => None,
            };
            self.error(Diagnostic::error(&codes::BAD_CHANGE, name.span, message).help_if(help));
            return None;
        }
        if self.names.contains(&name.text) {
            self.variable_named(name);
            return None;
        }
        let names: Vec<String> = self.names_of_sort(sort);
        let what = what.split(' ').next_back().unwrap_or(what);
        self.unknown(name, what, names.iter().map(String::as_str));
        None
    }

    fn names_of_sort(&self, sort: Sort) -> Vec<String> {
        let variables = self.model.variables.iter().zip(self.variables.iter());
        variables.filter(|(_, info)| info.sort == sort).map(|(v, _)| v.name.clone()).collect()
    }

    fn set_change(&mut self, change: &ast::Change, value: &ast::Value) -> Option<Change> {
        let variable = self.changed_variable(change, Sort::Parameter, "a parameter")?;
        let (ty, measure) = self.type_of(variable);
        let element = self.element_position(variable, &change.target, &change.elements)?;
        let mut scope = Scope::new(Stage::Constant);
        let before = self.complaints.findings.mark();
        let form = self.value_form(&mut scope, value, &ty, &measure)?;
        let prior = self.priors_of(Some(&form), &[]).into_iter().next()?;
        if self.complaints.findings.mark() != before {
            return None;
        }
        self.check_beyond(variable, element, &prior, form.span());
        Some(Change::Parameter { variable, element, prior })
    }

    fn reading_of(&mut self, variable: VariableId, reading: &Name) -> Option<usize> {
        self.refer(Space::Readings(variable), reading, ReferenceKind::Names);
        let the_variable = &self.model.variables[variable];
        let VariableKind::Parameter { readings, .. } = &the_variable.kind else {
            return None;
        };
        let found = readings.iter().position(|r| r.name == reading.text);
        if found.is_none() {
            let names: Vec<&str> = readings.iter().map(|r| r.name.as_str()).filter(|n| !n.is_empty()).collect();
            let message = format!("the parameter `{}` has no reading `{}`", the_variable.name, reading.text);
            let note = match names.is_empty() {
                true => "it has no rival readings".to_string(),
                false => format!("its readings are `{}`", names.join("`, `")),
            };
            let help = self.complaints.suggestions.did_you_mean(&reading.text, names.iter().copied());
            self.error(Diagnostic::error(&codes::BAD_CHANGE, reading.span, message).note(note).help_if(help));
        }
        found
    }

    /// A member of a body that votes in a decision: the root set, and the ordinal.
    fn voter(&mut self, rule: RuleId, member: &Name) -> Option<(SetId, u32)> {
        let Some(Rule::Decision(decision)) = self.model.rules.get(rule) else { return None };
        let sets: Vec<SetId> = decision.ballots().map(|ballot| self.model.bodies[ballot.body].index.set).collect();
        let Some(&first) = sets.first() else {
            let message = format!("`{}` is decided by one person, and nobody votes", decision.name);
            let diagnostic = Diagnostic::error(&codes::BAD_CHANGE, member.span, message);
            self.error(diagnostic.help("pin the decision itself: `pin decision to option`"));
            return None;
        };
        let named = self.names.get(&member.text).map(|named| named.entity);
        let belongs = |set: &&SetId| {
            let set = &self.model.sets[**set];
            matches!(named, Some(Entity::Element(root, ordinal)) if root == set.root && set.ordinals.contains(&ordinal))
        };
        let set = sets.iter().find(belongs).copied().unwrap_or(first);
        let ordinal = self.element_of(&member.text, member.span, set)?;
        Some((self.model.sets[set].root, ordinal))
    }

    fn rule_element(&mut self, rule: RuleId, change: &ast::Change) -> Option<Option<Element>> {
        let sets: Vec<SetId> = self.rules[rule].indices.iter().map(|i| i.set).collect();
        self.position_over(&sets, &change.target, &change.elements)
    }

    /// The steps in which a change is in force.
    fn change_window(&mut self, change: &ast::Change) -> Option<(Step, Step)> {
        let (start, end) = (self.model.first_step, self.model.until_step);
        let Some(window) = &change.window else {
            return Some((start, end));
        };
        let first = match &window.first {
            Some(date) => self.steps_in_run(date, false)?.0,
            None => start,
        };
        let last = match &window.last {
            Some(date) => self.steps_in_run(date, false)?.1,
            None => end,
        };
        if last < first {
            let message = "the window ends before it begins";
            let span = window.last.as_ref().or(window.first.as_ref()).map_or(change.span, |date| date.span);
            self.error(Diagnostic::error(&codes::BAD_WINDOW, span, message));
            return None;
        }
        Some((first, last))
    }
}

/// The sets of the bindings that the variables of a model have made.
fn binding_sets(model: &Model) -> IndexVec<BindingId, SetId> {
    let mut sets = IndexVec::new();
    for index in model.variables.iter().flat_map(|variable| &variable.indices) {
        let needed = index.binding.index() + 1;
        if sets.len() < needed {
            sets.resize(needed, index.set);
        }
        sets[index.binding] = index.set;
    }
    sets
}
