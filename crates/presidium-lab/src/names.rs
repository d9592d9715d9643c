//! Names of elements, variables and rules as a reader writes them: `holder[First_Secretary]`.

use presidium_lang::model::{Element, Index, Model, RuleId, Set, VariableId};

/// The ids of an element, one for each index.
pub fn element_ids(model: &Model, indices: &[Index], element: Element) -> Vec<String> {
    elements(model, indices, element, |set, position| &set.elements[position])
}

/// The human names of an element, one for each index.
pub fn element_labels(model: &Model, indices: &[Index], element: Element) -> Vec<String> {
    elements(model, indices, element, |set, position| &set.labels[position])
}

/// A variable with its elements; of one that the compiler has made, what the author wrote.
pub fn variable_name(model: &Model, variable: VariableId, element: Element) -> String {
    let variable = &model.variables[variable];
    let elements = element_ids(model, &variable.indices, element);
    match variable.hidden && !elements.is_empty() {
        true => format!("{} for {}", variable.label, elements.join(", ")),
        false => with_elements(variable.known_as(), &elements),
    }
}

/// An event or a decision with its elements.
pub fn rule_name(model: &Model, rule: RuleId, element: Element) -> String {
    let rule = &model.rules[rule];
    with_elements(rule.name(), &element_ids(model, rule.indices(), element))
}

pub(crate) fn with_elements(name: &str, elements: &[String]) -> String {
    if elements.is_empty() { name.to_owned() } else { format!("{name}[{}]", elements.join(", ")) }
}

fn elements(model: &Model, indices: &[Index], element: Element, pick: impl Fn(&Set, usize) -> &String) -> Vec<String> {
    let positions = model.places(indices, element);
    indices.iter().zip(positions).map(|(index, at)| pick(&model.sets[index.set], at).clone()).collect()
}
