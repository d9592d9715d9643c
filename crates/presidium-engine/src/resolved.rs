//! A model under a scenario: which priors, switches, pins and prohibitions hold.
//!
//! The changes of a scenario are applied once, in order, so that neither the oracle nor the lowering has to know how
//! they came about. A later change of the same thing wins; a prohibition wins over a pin.

use std::collections::BTreeMap;

use presidium_lang::clock::Step;
use presidium_lang::model::{
    Change, Deal, Decision, Element, Model, Prior, Priors, Rows, RuleId, SetId, Type, Variable, VariableId,
    VariableKind,
};

use crate::distribution::{NOT_WIDENED, PriorError, Quantile};
use crate::random::{Draw, threefry_2x64, uniform};
use crate::scenario::Scenario;
use crate::worlds::World;

/// What a scenario makes of a model.
#[derive(Clone, Debug)]
pub struct ResolvedScenario {
    /// For each variable that is a parameter, the prior of each element; empty for all others.
    priors: Vec<Vec<Settled>>,
    /// For each variable that is a switch, whether it is on.
    switches: Vec<bool>,
    interventions: Vec<Change>,
    follow_record: Option<Step>,
    lots: bool,
    widen: Option<f64>,
    /// For each variable, whether its values are pure numbers.
    pure: Vec<bool>,
    /// For each variable the seed whose luck it meets, if not that of the run.
    seeds: Vec<Option<u64>>,
    /// Where parameters come from, and for each of them its column.
    rows: Option<(Rows, Columns)>,
    /// For each variable whose attributes are dealt anew, for each element the one whose attribute it has.
    dealt: Vec<Option<Vec<Element>>>,
}

/// For elements of parameters which column of some rows is theirs.
type Columns = BTreeMap<(VariableId, Element), usize>;

/// A column of rows of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    rows: Rows,
    place: usize,
    /// By which seed a world is given a row anew, if it does not have its own.
    redrawn: Option<u64>,
}

impl Column {
    /// The luck of a world.
    pub fn at(&self, world: World) -> f64 {
        let row = match self.redrawn {
            None => self.rows.place(world.0),
            // One row for all parameters that are drawn anew by a seed: they go together.
            Some(seed) => (threefry_2x64([seed, 0], [world.0, 0])[0] % self.rows.len() as u64) as usize,
        };
        self.rows.row(row)[self.place]
    }
}

/// The prior of an element of a parameter.
#[derive(Clone, Debug)]
enum Settled {
    /// The same in all worlds.
    Known(Prior),
    /// Computed in each world, by this reading of the parameter.
    Computed(usize),
}

/// What a scenario says about a rule in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intervention {
    /// The rule does not act.
    pub forbidden: bool,
    /// The decision chooses this option without asking anybody.
    pub pinned: Option<usize>,
}

/// Whether the record decides when a decision opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The decision opens by its own conditions.
    No,
    /// The record says that it opens in this month and chooses this option.
    Opens(usize),
    /// The record says that it does not open in this month.
    Closed,
}

/// For each variable that is a parameter the seed whose luck it meets, if not that of the run.
fn seeds(model: &Model, scenario: &Scenario) -> Vec<Option<u64>> {
    let of = |(place, variable): (usize, &Variable)| {
        let id = VariableId::new(place);
        let is_parameter = matches!(variable.kind, VariableKind::Parameter { .. });
        let redraws = scenario.redraw.iter().rev();
        redraws.filter(|_| is_parameter).find(|redraw| redraw.parameter.is_none_or(|only| only == id)).map(|of| of.seed)
    };
    model.variables.iter().enumerate().map(of).collect()
}

/// For each variable, for each element the one whose attribute it has.
fn dealt(model: &Model, deals: &[Deal]) -> Vec<Option<Vec<Element>>> {
    let mut all: Vec<Option<Vec<Element>>> = vec![None; model.variables.len()];
    for deal in deals {
        for (place, known) in all.iter_mut().enumerate() {
            let Some(from) = deal.of(model, VariableId::new(place), order) else { continue };
            *known = Some(match known.take() {
                None => from,
                Some(before) => from.iter().map(|element: &Element| before[element.index()]).collect::<Vec<Element>>(),
            });
        }
    }
    all
}

/// So many places in an order that is drawn by a seed.
fn order(places: usize, seed: u64) -> Vec<usize> {
    let luck = |place: &usize| uniform(seed, World(0), Draw::of("shuffle", Element::at(*place), 0));
    let mut order: Vec<usize> = (0..places).collect();
    order.sort_by(|a, b| luck(a).total_cmp(&luck(b)));
    order
}

impl ResolvedScenario {
    /// Applies the changes of a scenario to a model.
    pub fn new(model: &Model, scenario: &Scenario) -> ResolvedScenario {
        let mut resolved = ResolvedScenario {
            priors: model.variables.iter().map(|v| settled(model, v, 0)).collect(),
            switches: model.variables.iter().map(|v| matches!(v.kind, VariableKind::Switch { on: true })).collect(),
            interventions: Vec::new(),
            follow_record: scenario.follow_record,
            lots: scenario.lots,
            widen: scenario.widen,
            pure: model.variables.iter().map(|v| is_pure(model, &v.ty)).collect(),
            seeds: seeds(model, scenario),
            rows: None,
            dealt: dealt(model, &scenario.deals),
        };
        for change in &scenario.changes {
            resolved.apply(model, change);
        }
        resolved.rows = scenario.rows.as_ref().map(|rows| (rows.clone(), resolved.columns(model, rows)));
        resolved
    }

    /// The columns of the parameters whose priors are those of the model.
    fn columns(&self, model: &Model, rows: &Rows) -> Columns {
        let is_own = |(variable, element): (VariableId, Element)| {
            let VariableKind::Parameter { readings, .. } = &model.variables[variable].kind else { return false };
            let own = readings.first().and_then(|reading| reading.priors.known(element.index()));
            let settled = self.priors[variable.index()].get(element.index());
            own.is_some_and(|own| matches!(settled, Some(Settled::Known(prior)) if prior == own))
        };
        let columns = rows.columns().iter().enumerate();
        columns.filter(|(_, of)| is_own(**of)).map(|(place, of)| (*of, place)).collect()
    }

    /// Where the luck of an element of a parameter comes from, if it stands in rows.
    pub fn column(&self, parameter: VariableId, element: Element) -> Option<Column> {
        let (rows, columns) = self.rows.as_ref()?;
        let place = *columns.get(&(parameter, element))?;
        Some(Column { rows: rows.clone(), place, redrawn: rows.redrawn(self.seed(parameter)) })
    }

    /// The rows by which worlds meet each other's luck, if they do.
    pub fn common_luck(&self) -> Option<&Rows> {
        self.rows.as_ref().map(|(rows, _)| rows).filter(|rows| !rows.is_apart())
    }

    /// The world whose luck a world meets.
    pub fn luck(&self, world: World) -> World {
        self.common_luck().map_or(world, |rows| World(rows.luck(world.0)))
    }

    fn apply(&mut self, model: &Model, change: &Change) {
        match change {
            Change::Parameter { variable, element, prior } => {
                let priors = &mut self.priors[variable.index()];
                match element {
                    Some(element) => priors[element.index()] = Settled::Known(prior.clone()),
                    None => priors.fill(Settled::Known(prior.clone())),
                }
            }
            Change::Switch { variable, on } => self.switches[variable.index()] = *on,
            Change::Reading { variable, reading } => {
                self.priors[variable.index()] = settled(model, &model.variables[*variable], *reading);
            }
            Change::Pin { .. } | Change::PinVote { .. } | Change::Forbid { .. } => {
                self.interventions.push(change.clone())
            }
        }
    }

    /// The reading of a parameter by which the prior of an element is computed in each world; none if it is the same in all.
    pub fn computed(&self, parameter: VariableId, element: Element) -> Option<usize> {
        match self.priors[parameter.index()][element.index()] {
            Settled::Known(_) => None,
            Settled::Computed(reading) => Some(reading),
        }
    }

    /// By how much priors that are computed in each world are widened.
    pub fn widened(&self) -> f64 {
        self.widen.unwrap_or(NOT_WIDENED)
    }

    /// Whether the values of a variable are pure numbers.
    pub fn is_pure(&self, variable: VariableId) -> bool {
        self.pure[variable.index()]
    }

    /// The seed whose luck a parameter meets, if not that of the run.
    pub fn seed(&self, parameter: VariableId) -> Option<u64> {
        self.seeds[parameter.index()]
    }

    /// The element whose attribute an element of a parameter or a table has: itself, unless attributes are dealt anew.
    pub fn dealt(&self, variable: VariableId, element: Element) -> Element {
        self.dealt[variable.index()].as_ref().map_or(element, |dealt| dealt[element.index()])
    }

    /// The quantile function of an element of a parameter; one without values if the prior is computed in each world.
    ///
    /// # Errors
    /// In words, if its prior is no distribution.
    pub fn quantile(&self, parameter: VariableId, element: Element) -> Result<Quantile, PriorError> {
        let Settled::Known(prior) = &self.priors[parameter.index()][element.index()] else {
            return Ok(Quantile::nothing());
        };
        match self.widen {
            Some(factor) => Quantile::widened(prior, factor, self.pure[parameter.index()]),
            None => Quantile::new(prior),
        }
    }

    /// Whether decisions are taken by luck alone.
    pub fn lots(&self) -> bool {
        self.lots
    }

    /// The value of a switch, as a truth.
    pub fn switch(&self, switch: VariableId) -> f64 {
        f64::from(u8::from(self.switches[switch.index()]))
    }

    /// Whether the scenario intervenes in a rule, for some element and in some month.
    pub fn intervenes(&self, rule: RuleId) -> bool {
        self.interventions.iter().any(|change| match change {
            Change::Pin { rule: of, .. } | Change::PinVote { rule: of, .. } | Change::Forbid { rule: of, .. } => {
                *of == rule
            }
            _ => false,
        })
    }

    /// The intervention in an element of a rule in a month.
    pub fn intervention(&self, rule: RuleId, element: Element, month: Step) -> Intervention {
        let holds = |of: &RuleId, at: &Option<Element>, first: &Step, last: &Step| {
            *of == rule && at.is_none_or(|at| at == element) && (*first..=*last).contains(&month)
        };
        let mut found = Intervention::default();
        for change in &self.interventions {
            match change {
                Change::Pin { rule: of, element: at, option, first_step, last_step }
                    if holds(of, at, first_step, last_step) =>
                {
                    found.pinned = Some(*option);
                }
                Change::Forbid { rule: of, element: at, first_step, last_step }
                    if holds(of, at, first_step, last_step) =>
                {
                    found.forbidden = true;
                }
                _ => {}
            }
        }
        found
    }

    /// Whether the record has the say about a decision in every step of a run, so that nothing else opens it.
    pub fn follows_throughout(&self, model: &Model, decision: &Decision) -> bool {
        !decision.recorded.is_empty() && self.follow_record.is_some_and(|until| model.last_step <= until)
    }

    /// The option for which a member votes in a month whatever he makes of it, if there is one; the member is given by the root
    /// set and the ordinal.
    pub fn pinned_vote(
        &self,
        (rule, element): (RuleId, Element),
        (root, member): (SetId, u32),
        month: Step,
    ) -> Option<usize> {
        let holds = |change: &Change| match change {
            Change::PinVote { rule: of, element: at, root: set, member: who, option, first_step, last_step } => {
                let is_his = (*of, *set, *who) == (rule, root, member) && at.is_none_or(|at| at == element);
                (is_his && (*first_step..=*last_step).contains(&month)).then_some(*option)
            }
            _ => None,
        };
        self.interventions.iter().rev().find_map(holds)
    }

    /// What the record says about an element of a decision in a month, if the record is to be followed.
    ///
    /// A decision with recorded choices for some elements stays closed for all others. Of two choices recorded in one
    /// month the first counts.
    pub fn followed(&self, model: &Model, decision: &Decision, element: Element, month: Step) -> Followed {
        if decision.recorded.is_empty() || self.follow_record.is_none_or(|until| month > until) {
            return Followed::No;
        }
        let shape = crate::layout::shape(model, &decision.indices);
        let place = |elements: &[u32]| {
            shape.iter().zip(elements).fold(0, |place, (&(_, count), &at)| place * count + at as usize)
        };
        let recorded =
            decision.recorded.iter().find(|r| place(&r.elements) == element.index() && model.clock.at(r.date) == month);
        recorded.map_or(Followed::Closed, |recorded| Followed::Opens(recorded.option))
    }
}

/// Whether values of a type are pure numbers.
fn is_pure(model: &Model, ty: &Type) -> bool {
    let Type::Quantity { symbol, .. } = ty else { return false };
    symbol == "1" || model.units.iter().any(|unit| unit.name == *symbol && unit.dimension.is_empty())
}

/// The priors of the elements of a parameter, by one of its readings.
fn settled(model: &Model, variable: &Variable, reading: usize) -> Vec<Settled> {
    let VariableKind::Parameter { readings, .. } = &variable.kind else { return Vec::new() };
    match readings.get(reading).map(|reading| &reading.priors) {
        Some(Priors::Known(priors)) => priors.iter().cloned().map(Settled::Known).collect(),
        Some(Priors::Computed(_)) => vec![Settled::Computed(reading); variable.len(model)],
        None => Vec::new(),
    }
}
