//! Who knows what in a world. Ordinary runs do not ask, and no value hangs on it.

use presidium_lang::clock::Step;
use presidium_lang::model::{Audience, Element, SetId, VariableId, VariableKind};

use crate::failure::Failure;
use crate::finite::shown;
use crate::oracle::explain::Replay;
use crate::oracle::simulation::Simulation;
use crate::oracle::trace::Line;
use crate::scalar;

/// Somebody: an element, by its root set and its ordinal there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// A root set.
    pub set: SetId,
    /// His ordinal in it.
    pub ordinal: u32,
}

/// A value that somebody knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// A state, a let, a stock or a flow.
    pub variable: VariableId,
    /// Of its elements this one.
    pub element: Element,
    /// At the end of the step, in base units; not a number where it is missing.
    pub value: f64,
}

impl Line {
    /// Whether somebody hears of what is said.
    pub fn is_heard_by(&self, who: Who) -> bool {
        self.known_to.as_ref().is_none_or(|those| those.contains(&who))
    }
}

impl Replay<'_> {
    /// All that somebody knows at the end of a step: states, lets, stocks and flows with their values, in document order.
    /// What the model keeps from nobody, everybody knows; parameters, draws and data are the model's own, and known to
    /// nobody within it.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::{Scenario, World, oracle::{Replay, Who}};
    /// use presidium_lang::{MemorySources, load, model::SetId};
    /// let text = "```presidium\nmodel \"T\" from 1953-01 to 1953-12\nset Person = Anna, Boris\nlet rain : 1 = 2\n\
    ///             let plan : 1 = 7 known to p in Person where p = Boris and now > 1953-02\n```\n";
    /// let model = load(&MemorySources::new("t").with("t.md", text)).expect("a sound model").model;
    /// let replay = Replay::new(&model, &Scenario::default(), 1953, World(0));
    /// let seen = |ordinal, month| -> Vec<f64> {
    ///     let seen = replay.seen_by(Who { set: SetId::new(0), ordinal }, month).expect("the world ends");
    ///     seen.iter().map(|seen| seen.value).collect()
    /// };
    /// assert_eq!((seen(0, model.last_step), seen(1, model.last_step)), (vec![2.0], vec![2.0, 7.0]));
    /// assert_eq!(seen(1, model.first_step), [2.0]);
    /// ```
    ///
    /// # Errors
    /// The failure of the world, if it stopped before.
    pub fn seen_by(&self, who: Who, month: Step) -> Result<Vec<Seen>, Failure> {
        use VariableKind::{Flow, Let, State, Stock};
        let mut world = self.at_start_of(month)?;
        world.step(month)?;
        let mut seen = vec![];
        for variable in world.ids() {
            let declared = world.variable(variable);
            if declared.hidden || !matches!(declared.kind, Let { .. } | State { .. } | Stock { .. } | Flow { .. }) {
                continue;
            }
            for element in world.layout.elements(variable) {
                world.bind(&declared.indices, element);
                if declared.known_to.as_ref().is_none_or(|audience| world.knows(audience, who)) {
                    seen.push(Seen {
                        variable,
                        element,
                        value: shown(world.values[variable.index()][element.index()]),
                    });
                }
            }
        }
        Ok(seen)
    }
}

impl Simulation<'_> {
    /// Whether somebody is among those who know; where that is missing he is not.
    fn knows(&mut self, audience: &Audience, who: Who) -> bool {
        let Some(of) = audience.of else { return false };
        let set = &self.model.sets[of.set];
        if set.root != who.set || !set.ordinals.contains(&who.ordinal) {
            return false;
        }
        self.bind_one(of.binding, f64::from(who.ordinal));
        let knows = audience.knows.as_ref().map_or(1.0, |knows| self.eval(knows));
        !knows.is_nan() && scalar::holds(knows)
    }

    /// All who know.
    pub fn knowers(&mut self, audience: &Audience) -> Vec<Who> {
        let Some(of) = audience.of else { return vec![] };
        let set = &self.model.sets[of.set];
        let all = set.ordinals.iter().map(|&ordinal| Who { set: set.root, ordinal });
        all.filter(|&who| self.knows(audience, who)).collect()
    }
}
