//! Where values lie: shapes, strides and the positions of elements, computed once for a model.
//!
//! Shared by the oracle and the lowering, so that both mean the same by "the element at position 7".

use presidium_lang::model::{Element, Index, Model, SetId, VariableId};

/// The value of a variable for one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// The variable.
    pub variable: VariableId,
    /// Its element.
    pub element: Element,
}

/// Shapes of a model's variables and the places of elements within its sets.
#[derive(Clone, Debug)]
pub struct Layout {
    /// For each set: root ordinal to position in the set, or `None` if the element is not in it.
    positions: Vec<Vec<Option<u32>>>,
    /// For each variable: the sets of its indices and the number of elements of each.
    shapes: Vec<Vec<(SetId, usize)>>,
}

impl Layout {
    pub fn new(model: &Model) -> Layout {
        let positions = model.sets.iter().map(|set| {
            let mut places = vec![None; model.sets[set.root].elements.len()];
            for (position, &ordinal) in set.ordinals.iter().enumerate() {
                places[ordinal as usize] = Some(position as u32);
            }
            places
        });
        Layout {
            positions: positions.collect(),
            shapes: model.variables.iter().map(|variable| shape(model, &variable.indices)).collect(),
        }
    }

    /// The sets of a variable's indices, with the number of elements of each.
    pub fn shape(&self, variable: VariableId) -> &[(SetId, usize)] {
        &self.shapes[variable.index()]
    }

    /// Number of values of a variable.
    pub fn len(&self, variable: VariableId) -> usize {
        self.shape(variable).iter().map(|&(_, count)| count).product()
    }

    /// Every element of a variable, in order.
    pub fn elements(&self, variable: VariableId) -> impl DoubleEndedIterator<Item = Element> + use<> {
        (0..self.len(variable)).map(Element::at)
    }

    /// Number of elements in the root of a set.
    pub fn root_len(&self, set: SetId) -> usize {
        self.positions[set.index()].len()
    }

    /// Position in a set of the element with this root ordinal; `None` for none, and for an element outside the set.
    pub fn position(&self, set: SetId, ordinal: f64) -> Option<usize> {
        if ordinal >= 0.0 && ordinal < self.root_len(set) as f64 {
            self.positions[set.index()][ordinal as usize].map(|position| position as usize)
        } else {
            None
        }
    }

    /// The element of a variable with these root ordinals.
    pub fn place(&self, variable: VariableId, ordinals: &[f64]) -> Option<Element> {
        let mut indices = self.shape(variable).iter().zip(ordinals);
        let step = |place, (&(set, count), &ordinal): (&(SetId, usize), &f64)| {
            Some(place * count + self.position(set, ordinal)?)
        };
        indices.try_fold(0, step).map(Element::at)
    }
}

/// The sets of some indices with the number of elements of each.
pub fn shape(model: &Model, indices: &[Index]) -> Vec<(SetId, usize)> {
    indices.iter().map(|index| (index.set, model.sets[index.set].elements.len())).collect()
}

/// Number of combinations of elements of some indices.
pub fn len(model: &Model, indices: &[Index]) -> usize {
    shape(model, indices).iter().map(|&(_, count)| count).product()
}

/// Every combination of elements of some indices, in order.
pub fn elements(model: &Model, indices: &[Index]) -> impl Iterator<Item = Element> + use<> {
    (0..len(model, indices)).map(Element::at)
}

/// The root ordinals of an element, one for each index.
pub fn ordinals(model: &Model, indices: &[Index], element: Element) -> Vec<f64> {
    let positions = model.places(indices, element);
    let ordinal = |(index, position): (&Index, usize)| f64::from(model.sets[index.set].ordinals[position]);
    indices.iter().zip(positions).map(ordinal).collect()
}

/// A name with its elements: `wants_out[Beria, Premier]`.
pub fn name(model: &Model, name: &str, indices: &[Index], element: Element) -> String {
    if indices.is_empty() {
        return name.to_owned();
    }
    let ordinals = ordinals(model, indices, element);
    let elements = indices.iter().zip(ordinals).map(|(index, ordinal)| {
        let root = model.sets[index.set].root;
        model.sets[root].elements[ordinal as usize].as_str()
    });
    format!("{name}[{}]", elements.collect::<Vec<_>>().join(", "))
}

impl Cell {
    /// The variable with its element: `wants_out[Beria, Premier]`.
    pub fn name(self, model: &Model) -> String {
        let variable = &model.variables[self.variable];
        name(model, &variable.name, &variable.indices, self.element)
    }
}
