//! The model as a whole.

use oxc_index::IndexVec;

use super::claims::{BaseRate, Claim, Observer, Record, Test, WhatIf};
use super::factor::Factor;
use super::ids::{BodyId, ObserverId, RuleId, SetId, VariableId, WhatIfId};
use super::integration::Integration;
use super::rules::{Body, Rule};
use super::text::{Citation, Literal, Place, Section, Signature};
use super::variables::Variable;
use crate::clock::{Clock, Step};

/// A checked model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Identifier of the model, the name of its folder.
    pub name: String,
    /// As the `model` declaration says it.
    pub title: String,
    /// How time is divided into steps.
    pub clock: Clock,
    /// How stocks move within a step.
    pub integration: Integration,
    /// First and last step, both simulated.
    pub first_step: Step,
    /// Simulated as well.
    pub last_step: Step,
    /// The last step to which [`Model::run_until`] may carry a run on; `last_step` where the model does not say.
    pub until_step: Step,
    /// The luck of a run that names none.
    pub seed: Option<u64>,
    /// How many worlds a ledger is made of, if nobody says.
    pub worlds: Option<u64>,
    /// The last step that forecasts of records may have seen: what comes after it is held out.
    pub split: Option<Step>,
    /// Units by which quantities can be written.
    pub units: Vec<Unit>,
    /// In document order.
    pub sets: IndexVec<SetId, Set>,
    /// In document order; those that the compiler has made come last.
    pub variables: IndexVec<VariableId, Variable>,
    /// All variables of kind `Let`, so that each comes after the ones it reads.
    pub let_order: Vec<VariableId>,
    /// All that begins with a value (stocks, flows, states, what looks back), parameters and draws per world whose priors are
    /// computed, and the lets that a first value reads, so that each comes after what it begins from.
    pub begin_order: Vec<VariableId>,
    /// In document order.
    pub bodies: IndexVec<BodyId, Body>,
    /// Events and decisions in document order.
    pub rules: IndexVec<RuleId, Rule>,
    /// What claims see of a world.
    pub observers: IndexVec<ObserverId, Observer>,
    /// In document order.
    pub claims: Vec<Claim>,
    /// In document order.
    pub tests: Vec<Test>,
    /// How often things happen in a class of cases, in document order. Worlds are compared with them; no mechanism reads them.
    pub base_rates: Vec<BaseRate>,
    /// What-ifs and systems in document order.
    pub what_ifs: IndexVec<WhatIfId, WhatIf>,
    /// In document order.
    pub records: Vec<Record>,
    /// Records of variables whose values are elements: who held an office. From its date on a value stands until the next; it is the
    /// position in the set, or [`NONE`](super::NONE). In document order.
    pub holdings: Vec<Record>,
    /// Functions of the model's own and those that it imports, by name. What they compute stands where they are called.
    pub functions: Vec<Signature>,
    /// The works that the text cites, by key.
    pub citations: Vec<Citation>,
    /// The headings of the document in order, for the table of contents and for `why`.
    pub sections: Vec<Section>,
    /// Numbers written inside equations and rules, in order of reading.
    pub literals: Vec<Literal>,
}

/// A unit of measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As it is written behind a number.
    pub name: String,
    /// How many base units it is.
    pub factor: Factor,
    /// It is made of days: a time in it counts days when it is added to a date.
    pub in_days: bool,
    /// Base units with their powers, by name; none for a pure number such as `%`.
    pub dimension: Vec<(String, i32)>,
}

/// A finite set, or a subset of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// As declared.
    pub name: String,
    /// Ids of the elements in order; for a subset, the elements of the subset only.
    pub elements: Vec<String>,
    /// Human names, same order.
    pub labels: Vec<String>,
    /// The set at the top of the chain of subsets; itself for a root set.
    pub root: SetId,
    /// For each element its ordinal in the root set; `0..n` for a root set.
    pub ordinals: Vec<u32>,
    /// Where it is declared.
    pub place: Place,
}

impl Model {
    /// Every step from the first to the last.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = Step> + Clone + use<> {
        self.first_step.to(self.last_step)
    }

    /// Number of steps of a world.
    pub fn step_count(&self) -> usize {
        (self.last_step - self.first_step + 1) as usize
    }

    /// The systems of the model in document order.
    pub fn systems(&self) -> impl Iterator<Item = WhatIfId> {
        let named = self.what_ifs.iter().enumerate().filter(|(_, what_if)| what_if.is_system);
        named.map(|(i, _)| WhatIfId::new(i))
    }

    /// Lets worlds end with another step, at most `until_step`. What happens up to the old end stays as it was, bit for
    /// bit; claims that look further than the new one are not [reached](Model::reaches).
    ///
    /// ```
    /// use presidium_lang::{clock::Step, model::Model};
    ///
    /// let (first_step, last_step) = (Step::of_month(1953, 1), Step::of_month(1953, 12));
    /// let mut model = Model { first_step, last_step, until_step: Step::of_month(1955, 1), ..Model::default() };
    /// model.run_until(Step::of_month(1954, 1));
    /// assert_eq!(model.step_count(), 13);
    /// ```
    pub fn run_until(&mut self, step: Step) {
        self.last_step = step.clamp(self.first_step, self.until_step);
    }

    /// Whether worlds last long enough to decide the claim.
    pub fn reaches(&self, claim: &Claim) -> bool {
        claim.horizon <= self.last_step
    }

    /// The variable of this name, if there is one.
    pub fn variable(&self, name: &str) -> Option<VariableId> {
        self.variables.iter().position(|v| v.name == name).map(VariableId::new)
    }
}
