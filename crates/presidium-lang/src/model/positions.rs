//! Row-major positions: which value of a variable, or which run of a rule, belongs to which elements.
//!
//! The last index varies fastest. A place is the position of an element within the set of an index; a position is that of
//! a combination of elements, one for each index.

use super::checked::{Model, Set};
use super::ids::{Element, Index};
use super::variables::Variable;

/// The position of places, each with the number of elements of its set.
///
/// ```
/// use presidium_lang::model::{places, position};
/// assert_eq!(position([(1, 2), (2, 3)]), 5);
/// assert_eq!(places(&[2, 3], 5), [1, 2]);
/// ```
pub fn position(places: impl IntoIterator<Item = (usize, usize)>) -> usize {
    places.into_iter().fold(0, |position, (place, count)| position * count + place)
}

/// The places of a position, in sets with so many elements; what lies beyond the last position begins anew.
pub fn places(counts: &[usize], position: usize) -> Vec<usize> {
    let mut rest = position;
    let mut places: Vec<usize> = vec![0; counts.len()];
    for (place, count) in places.iter_mut().zip(counts).rev() {
        *place = rest % (*count).max(1);
        rest /= (*count).max(1);
    }
    places
}

impl Model {
    /// Number of elements of the set of each index, in order.
    pub fn counts(&self, indices: &[Index]) -> Vec<usize> {
        indices.iter().map(|index| self.sets[index.set].elements.len()).collect()
    }

    /// For each index the place of an element in its set.
    pub fn places(&self, indices: &[Index], element: Element) -> Vec<usize> {
        places(&self.counts(indices), element.index())
    }

    /// The ids of an element, one for each index, such as `First_Secretary`.
    pub fn element_ids(&self, indices: &[Index], element: Element) -> Vec<&str> {
        self.elements(indices, element, |set| &set.elements)
    }

    /// The names of an element for readers, one for each index, such as `First Secretary`.
    pub fn element_labels(&self, indices: &[Index], element: Element) -> Vec<&str> {
        self.elements(indices, element, |set| &set.labels)
    }

    fn elements(&self, indices: &[Index], element: Element, names: fn(&Set) -> &Vec<String>) -> Vec<&str> {
        let places = self.places(indices, element);
        let name = |(index, place): (&Index, usize)| names(&self.sets[index.set]).get(place);
        indices.iter().zip(places).filter_map(name).map(String::as_str).collect()
    }
}

impl Variable {
    /// Number of elements of each index set, in order.
    pub fn shape(&self, model: &Model) -> Vec<usize> {
        self.indices.iter().map(|index| model.sets[index.set].elements.len()).collect()
    }

    /// Number of values: the product of the shape, one for a variable without indices.
    pub fn len(&self, model: &Model) -> usize {
        self.shape(model).iter().product()
    }

    /// Every element, in order; the only one of a variable without indices.
    pub fn elements(&self, model: &Model) -> impl DoubleEndedIterator<Item = Element> + use<> {
        (0..self.len(model)).map(Element::at)
    }

    /// A variable over an empty set has no values.
    pub fn is_empty(&self, model: &Model) -> bool {
        self.len(model) == 0
    }
}
