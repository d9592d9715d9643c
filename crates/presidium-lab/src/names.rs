//! Names of elements, variables and rules as a reader writes them: `holder[First_Secretary]`.

use presidium_lang::model::{Index, Model, RuleId, Set, VariableId};

/// Ids of the elements at a row-major position.
pub fn element_ids(model: &Model, indices: &[Index], position: u32) -> Vec<String> {
    elements(model, indices, position, |set, element| &set.elements[element])
}

/// Human names of the elements at a row-major position.
pub fn element_labels(model: &Model, indices: &[Index], position: u32) -> Vec<String> {
    elements(model, indices, position, |set, element| &set.labels[element])
}

/// A variable with its elements; of one that the compiler has made, what the author wrote.
pub fn variable_name(model: &Model, variable: VariableId, position: u32) -> String {
    let variable = &model.variables[variable.index()];
    let elements = element_ids(model, &variable.indices, position);
    match variable.hidden && !elements.is_empty() {
        true => format!("{} for {}", variable.label, elements.join(", ")),
        false => with_elements(variable.known_as(), &elements),
    }
}

/// An event or a decision with its elements.
pub fn rule_name(model: &Model, rule: RuleId, position: u32) -> String {
    let rule = &model.rules[rule.index()];
    with_elements(rule.name(), &element_ids(model, rule.indices(), position))
}

fn with_elements(name: &str, elements: &[String]) -> String {
    if elements.is_empty() { name.to_owned() } else { format!("{name}[{}]", elements.join(", ")) }
}

/// The last index varies fastest, so the position is taken apart from the back.
fn elements(model: &Model, indices: &[Index], position: u32, pick: impl Fn(&Set, usize) -> &String) -> Vec<String> {
    let mut rest = position as usize;
    let mut names: Vec<String> = vec![];
    for index in indices.iter().rev() {
        let set = &model.sets[index.set.index()];
        let count = set.elements.len().max(1);
        names.push(pick(set, rest % count).clone());
        rest /= count;
    }
    names.reverse();
    names
}
