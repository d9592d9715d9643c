//! What a run is asked to do otherwise than the model says.

use std::fmt::{Debug, Formatter};

use super::checked::Model;
use super::claims::Change;
use super::expressions::Expr;
use super::ids::{Element, SetId, VariableId};
use super::positions::position;
use super::rows::Rows;
use super::variables::VariableKind;
use crate::clock::Step;

/// A model as changed. [`Scenario::to_text`] writes it in the words of the language, and
/// [`parse_scenario`](crate::parse_scenario) reads it back.
#[derive(Clone, Default, PartialEq)]
pub struct Scenario {
    /// Applied in order; a later change of the same thing wins.
    pub changes: Vec<Change>,
    /// Up to this step, itself included, decisions with recorded choices open exactly in the recorded months, with the recorded
    /// option, and at no other time. After it they are free.
    pub follow_record: Option<Step>,
    /// Decisions are taken by luck alone: every utility is zero, and a member without luck in the model (or with luck of no
    /// scale) has luck of scale 1, so that each draws a lot among the available options.
    pub lots: bool,
    /// The value of each parameter lies this many times as far from its prior's median, on the natural scale of the
    /// prior. Draws are luck, and stay.
    pub widen: Option<f64>,
    /// Parameters that meet the luck of another seed; of two that are about the same parameter the later one wins. Draws keep theirs.
    pub redraw: Vec<Redraw>,
    /// Parameters that come from the rows of a table. It stands in a file of its own, so that the text of a scenario is without it.
    pub rows: Option<Rows>,
    /// Attributes that are exchanged between elements of a set, in order.
    pub deals: Vec<Deal>,
}

/// Parameters that are drawn as they are under another seed: the same worlds with other parameters, or other worlds with the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redraw {
    /// The only parameter; all of them if absent.
    pub parameter: Option<VariableId>,
    /// The seed whose luck it meets.
    pub seed: u64,
}

/// Who has whose attributes: parameters and data, as they are drawn and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    /// Two elements exchange all that is indexed by their set.
    Exchange {
        /// The root set.
        root: SetId,
        /// Root ordinals.
        pair: [u32; 2],
    },
    /// The values of one parameter or table are dealt anew among the elements of its first set.
    Shuffle {
        /// A parameter or data.
        variable: VariableId,
        /// By which the order is drawn.
        seed: u64,
    },
}

/// As it would be derived, without what is nearly always empty: a fingerprint of a scenario covers what it says.
impl Debug for Scenario {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        let mut text = to.debug_struct("Scenario");
        text.field("changes", &self.changes).field("follow_record", &self.follow_record);
        text.field("lots", &self.lots).field("widen", &self.widen);
        if !self.redraw.is_empty() {
            text.field("redraw", &self.redraw);
        }
        if let Some(rows) = &self.rows {
            text.field("rows", rows);
        }
        if !self.deals.is_empty() {
            text.field("deals", &self.deals);
        }
        text.finish()
    }
}

impl Deal {
    /// For each element of a variable the one whose attribute it has; none if the variable is not dealt. `order` says, for a number of
    /// elements and a seed, in which order they are dealt.
    pub fn of(
        self,
        model: &Model,
        variable: VariableId,
        order: impl Fn(usize, u64) -> Vec<usize>,
    ) -> Option<Vec<Element>> {
        let declared = &model.variables[variable];
        let is_attribute = match &declared.kind {
            VariableKind::Data { .. } => true,
            // What is computed in each world follows what it is computed from.
            kind @ VariableKind::Parameter { .. } => kind.computed_priors().is_empty(),
            _ => false,
        };
        // For each index where each place of its set is dealt.
        let dealt: Vec<Option<Vec<usize>>> = match self {
            Deal::Exchange { root, pair } => {
                let of_index = |set: SetId| {
                    let set = &model.sets[set];
                    let place = |ordinal: u32| set.ordinals.iter().position(|known| *known == ordinal);
                    let [one, other] = if set.root == root { [place(pair[0])?, place(pair[1])?] } else { return None };
                    let mut places: Vec<usize> = (0..set.elements.len()).collect();
                    places.swap(one, other);
                    Some(places)
                };
                declared.indices.iter().map(|index| of_index(index.set)).collect()
            }
            Deal::Shuffle { variable: only, seed } if only == variable => {
                let first = declared.indices.first()?.set;
                let places = order(model.sets[first].elements.len(), seed);
                declared.indices.iter().map(|index| (index.set == first).then(|| places.clone())).collect()
            }
            Deal::Shuffle { .. } => return None,
        };
        if !is_attribute || dealt.iter().all(Option::is_none) {
            return None;
        }
        let counts = model.counts(&declared.indices);
        let from = |element: Element| {
            let places = model.places(&declared.indices, element);
            let places =
                places.iter().zip(&dealt).map(|(&place, dealt)| dealt.as_ref().map_or(place, |dealt| dealt[place]));
            Element::at(position(places.zip(counts.iter().copied())))
        };
        Some(declared.elements(model).map(from).collect())
    }
}

/// A condition on a whole world, by which worlds are chosen; see [`parse_condition`](crate::parse_condition).
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As it was written.
    pub words: String,
    /// Evaluated at the end of a world.
    pub holds: Expr,
    /// The last step that it looks at.
    pub horizon: Step,
}
