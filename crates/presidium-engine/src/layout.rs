//! Where values lie: shapes, strides and the positions of elements, computed once for a model.
//!
//! Shared by the oracle and the lowering, so that both mean the same by "the element at position 7".

use presidium_lang::model::{Index, Model, NONE, SetId, VariableId};

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
            let mut places = vec![None; model.sets[set.root.index()].elements.len()];
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

    /// Row-major position in a variable of the elements with these root ordinals.
    pub fn place(&self, variable: VariableId, ordinals: &[f64]) -> Option<usize> {
        self.shape(variable)
            .iter()
            .zip(ordinals)
            .try_fold(0, |place, (&(set, count), &ordinal)| Some(place * count + self.position(set, ordinal)?))
    }
}

/// The sets of some indices with the number of elements of each.
pub fn shape(model: &Model, indices: &[Index]) -> Vec<(SetId, usize)> {
    indices.iter().map(|index| (index.set, model.sets[index.set.index()].elements.len())).collect()
}

/// Number of combinations of elements of some indices.
pub fn len(model: &Model, indices: &[Index]) -> usize {
    shape(model, indices).iter().map(|&(_, count)| count).product()
}

/// Root ordinals of the elements at a row-major position.
pub fn ordinals(model: &Model, indices: &[Index], position: usize) -> Vec<f64> {
    let mut rest = position;
    let mut found = vec![NONE; indices.len()];
    for (slot, index) in found.iter_mut().zip(indices).rev() {
        let set = &model.sets[index.set.index()];
        *slot = f64::from(set.ordinals[rest % set.elements.len()]);
        rest /= set.elements.len();
    }
    found
}

/// A name with its elements: `wants_out[Beria, Premier]`.
pub fn name(model: &Model, name: &str, indices: &[Index], position: usize) -> String {
    if indices.is_empty() {
        return name.to_owned();
    }
    let ordinals = ordinals(model, indices, position);
    let elements = indices.iter().zip(ordinals).map(|(index, ordinal)| {
        let root = model.sets[index.set.index()].root;
        model.sets[root.index()].elements[ordinal as usize].as_str()
    });
    format!("{name}[{}]", elements.collect::<Vec<_>>().join(", "))
}
