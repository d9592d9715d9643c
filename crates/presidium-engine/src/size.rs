//! How large a program would be, estimated from the model before anything of it is expanded.
//!
//! Declarations are unrolled over their elements, loops over theirs, and a delay holds a value for each of its months. A
//! text of a few lines can so ask for more memory than any machine has. What is counted here is an upper bound of the
//! right order: what a run does not need is counted too. Refused: what is too much; who runs the program decides that.

use presidium_lang::model::{
    Among, Ballot, Decider, Decision, Effect, End, Event, Expr, Index, Model, Order, Place, Rule, Term, Turns,
    Variable, VariableId, VariableKind, VotingRule,
};

use crate::integration::stages_in_a_step;

/// Memory for one operation while a program is made: its place in the graph, in the schedule and in the code. Measured: 50 to
/// 140 bytes (decision 15).
/// Without years, from so many of its steps a world can be run again.
pub(crate) const MARKS: usize = 16;

const BYTES_PER_OPERATION: f64 = 150.0;

/// What one declaration adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its keyword.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Combinations of its elements.
    pub elements: f64,
    /// Operations for all elements together, once in a step.
    pub operations: f64,
    /// Values that each world keeps.
    pub values: f64,
    /// Those of them that are carried from one step to the next.
    pub carried: f64,
}

/// How much a model asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Size {
    /// One for each declaration that is run, in the order of the model.
    pub parts: Vec<Part>,
    /// Years that begin after the first step.
    pub years: f64,
}

impl Size {
    /// The size of all that a model declares.
    ///
    /// # Example
    /// ```
    /// use presidium_engine::Size;
    /// use presidium_lang::model::Model;
    /// assert_eq!(Size::of(&Model::default()).bytes(128, 4), 0.0);
    /// ```
    pub fn of(model: &Model) -> Size {
        let counting = Counting { model, lets_of_rates: model.lets_of_rates(|_| true) };
        let variables = model.variables.iter().zip(0..).map(|(variable, place)| {
            let part = counting.variable(variable);
            Part { operations: part.operations * counting.times(VariableId::new(place), variable), ..part }
        });
        let rules = model.rules.iter().map(|rule| counting.rule(rule));
        let claims = model.observers.iter().map(|observer| counting.expr(&observer.value)).sum::<f64>();
        let tests = model.tests.iter().map(|test| counting.expr(&test.holds)).sum::<f64>();
        let seen = Part {
            kind: "claims and tests",
            name: String::new(),
            place: Place::default(),
            elements: 1.0,
            operations: claims + tests,
            values: (model.observers.len() + model.tests.len()) as f64,
            carried: (model.observers.len() + model.tests.len()) as f64,
        };
        let years = match model.clock.has_calendar() {
            true => f64::from(model.clock.year(model.last_step) - model.clock.year(model.first_step)),
            false => MARKS as f64,
        };
        Size { parts: variables.chain(rules).chain([seen]).collect(), years }
    }

    /// Bytes of a program and of so many blocks of worlds side by side, `width` of them in each.
    pub fn bytes(&self, width: usize, blocks: usize) -> f64 {
        self.parts.iter().map(|part| part.bytes(width, blocks)).sum()
    }

    /// Bytes of a course of so many worlds: their state at the beginning of each year.
    pub fn course_bytes(&self, worlds: u64) -> f64 {
        let carried: f64 = self.parts.iter().map(|part| part.carried).sum();
        carried * self.years * worlds as f64 * size_of::<f64>() as f64
    }

    /// Operations of one step of one world, at most.
    pub fn operations(&self) -> f64 {
        self.parts.iter().map(|part| part.operations).sum()
    }

    /// The parts that add most, the largest first.
    pub fn largest(&self, width: usize, blocks: usize) -> Vec<&Part> {
        let mut parts: Vec<&Part> = self.parts.iter().collect();
        parts.sort_by(|one, other| other.bytes(width, blocks).total_cmp(&one.bytes(width, blocks)));
        parts
    }
}

impl Part {
    /// As [`Size::bytes`], of this declaration alone.
    pub fn bytes(&self, width: usize, blocks: usize) -> f64 {
        let lanes = width.next_multiple_of(8) as f64;
        self.operations * BYTES_PER_OPERATION + self.values * lanes * blocks as f64 * size_of::<f64>() as f64
    }
}

struct Counting<'m> {
    model: &'m Model,
    lets_of_rates: Vec<VariableId>,
}

impl Counting<'_> {
    /// How often a variable is computed in a step, the first time before the rules.
    fn times(&self, id: VariableId, variable: &Variable) -> f64 {
        let stages = if self.model.integration.is_repeated() { stages_in_a_step(self.model.integration) } else { 0 };
        match variable.kind {
            VariableKind::Stock { .. } | VariableKind::Flow { .. } => f64::from(stages.max(1)),
            VariableKind::Let { .. } if self.lets_of_rates.contains(&id) => f64::from(1 + stages),
            _ => 1.0,
        }
    }

    fn variable(&self, variable: &Variable) -> Part {
        let elements = self.combinations(&variable.indices);
        let terms = |terms: &[Term]| terms.iter().map(|term| self.expr(&term.value)).sum::<f64>();
        let all = |exprs: &[&Option<Expr>]| exprs.iter().map(|expr| self.optional(expr)).sum::<f64>();
        let (values, operations) = match &variable.kind {
            VariableKind::Data { .. } | VariableKind::Switch { .. } | VariableKind::Series { .. } => (0.0, 0.0),
            kind @ (VariableKind::Parameter { .. } | VariableKind::Draw { .. }) => {
                let computed = kind.computed_priors();
                (
                    1.0,
                    2.0 + computed.iter().flat_map(|(_, prior)| prior.exprs()).map(|expr| self.expr(expr)).sum::<f64>(),
                )
            }
            VariableKind::Let { value } => (1.0, self.expr(value)),
            VariableKind::Stock { initial, inflows, outflows, at_least, at_most } => {
                (1.0, 3.0 + self.expr(initial) + terms(inflows) + terms(outflows) + all(&[at_least, at_most]))
            }
            VariableKind::Flow { wanted, from, to } => {
                let ends = [from, to].into_iter().flatten().map(|end: &End| self.all(&end.indices)).sum::<f64>();
                (1.0, 3.0 + self.expr(wanted) + ends)
            }
            VariableKind::Lag { value, initial, steps, .. } => {
                (f64::from(*steps), 2.0 + f64::from(*steps) + self.expr(value) + self.expr(initial))
            }
            VariableKind::State { initial } => (1.0, self.expr(initial)),
        };
        let is_carried =
            matches!(variable.kind, VariableKind::Stock { .. } | VariableKind::Lag { .. } | VariableKind::State { .. });
        Part {
            kind: variable.kind.word(),
            name: variable.name.clone(),
            place: variable.place.clone(),
            elements,
            operations: elements * operations,
            values: elements * values,
            carried: if is_carried { elements * values } else { 0.0 },
        }
    }

    fn rule(&self, rule: &Rule) -> Part {
        let elements = self.combinations(rule.indices());
        let (kind, operations, values) = match rule {
            Rule::Event(event) => ("event", self.event(event), 2.0),
            Rule::Decision(decision) => {
                // In an order of its own every element stands ready at every turn.
                let turns = if matches!(decision.order, Order::By(_) | Order::ByLot) { elements } else { 1.0 };
                ("decision", turns * self.decision(decision), 2.0)
            }
        };
        Part {
            kind,
            name: rule.name().to_owned(),
            place: rule.place().clone(),
            elements,
            operations: elements * operations,
            values: elements * values,
            carried: elements * values,
        }
    }

    fn event(&self, event: &Event) -> f64 {
        5.0 + self.optional(&event.when)
            + self.optional(&event.rate)
            + f64::from(event.most) * (5.0 + self.effects(&event.effects))
    }

    fn decision(&self, decision: &Decision) -> f64 {
        let options = decision.options.iter();
        let effects = options.clone().map(|option| self.effects(&option.effects) + self.optional(&option.available));
        let utilities = |decider: usize| -> f64 {
            let terms = options.clone().filter_map(|option| option.utilities.get(decider)).flatten();
            terms.map(|term| self.expr(&term.value)).sum::<f64>() + 5.0 * options.len() as f64
        };
        let (decider, asked) = match &decision.decider {
            Decider::Person { who, set, noise, .. } => {
                // Utilities are computed for each element that may decide.
                let persons = self.elements(*set);
                (self.expr(who) + self.optional(noise), persons * utilities(0))
            }
            Decider::Body(ballot) => (self.ballot(ballot, options.len()), self.voters(ballot) * utilities(0)),
        };
        let appeal = decision.appeal.iter().map(|appeal| {
            self.optional(&appeal.when)
                + self.ballot(&appeal.ballot, options.len())
                + self.voters(&appeal.ballot) * utilities(1)
        });
        5.0 + self.optional(&decision.when)
            + self.optional(&decision.rate)
            + decider
            + asked
            + appeal.sum::<f64>()
            + effects.sum::<f64>()
    }

    fn ballot(&self, ballot: &Ballot, options: usize) -> f64 {
        let body = &self.model.bodies[ballot.body];
        let each = self.expr(&body.member)
            + [&ballot.weight, &ballot.present, &ballot.noise].iter().map(|expr| self.optional(expr)).sum::<f64>();
        let rule = match &ballot.rule {
            VotingRule::Count { majority, quorum, abstention, chair, .. } => {
                self.expr(majority) + self.expr(quorum) + self.expr(abstention) + self.optional(chair)
            }
            VotingRule::Pce { .. } => 0.0,
        };
        // Who votes in turn moves the votes of every option; in an order of its own members are looked up, and so is what they
        // make of the options.
        let (voters, options) = (self.voters(ballot), options as f64);
        let seen = match &ballot.turns {
            Turns::AtOnce => 0.0,
            Turns::OfSet => 4.0 * options,
            Turns::By(by) => self.expr(by) + sorting(voters) / voters.max(1.0) + (6.0 + options) * (4.0 + voters),
        };
        rule + voters * (5.0 + each + seen)
    }

    fn voters(&self, ballot: &Ballot) -> f64 {
        self.elements(self.model.bodies[ballot.body].index.set)
    }

    fn effects(&self, effects: &[Effect]) -> f64 {
        effects.iter().map(|effect| self.effect(effect)).sum()
    }

    fn effect(&self, effect: &Effect) -> f64 {
        1.0 + match effect {
            Effect::Assign { variable, indices, value, .. } => {
                2.0 + self.expr(value) + self.all(indices) + self.looked_up(*variable, indices)
            }
            Effect::Local { value, .. } => self.expr(value),
            Effect::ForEach { index, filter, order, body, .. } => {
                let elements = self.elements(index.set);
                // In an order of their own elements are looked up, and have been exchanged before.
                let looked_up = if order.is_some() { sorting(elements) / elements.max(1.0) + elements } else { 0.0 };
                elements * (self.optional(filter) + self.optional(order) + looked_up + self.effects(body))
            }
            Effect::If { condition, then, otherwise, .. } => {
                self.expr(condition) + self.effects(then) + self.effects(otherwise)
            }
            Effect::Say(_) => 0.0,
        }
    }

    fn optional(&self, expr: &Option<Expr>) -> f64 {
        expr.as_ref().map_or(0.0, |expr| self.expr(expr))
    }

    fn all(&self, exprs: &[Expr]) -> f64 {
        exprs.iter().map(|expr| self.expr(expr)).sum()
    }

    fn expr(&self, expr: &Expr) -> f64 {
        match expr {
            Expr::Fold { index, filter, body, .. } => {
                1.0 + self.elements(index.set) * (1.0 + self.expr(body) + filter.as_ref().map_or(0.0, |f| self.expr(f)))
            }
            Expr::Among { question, argument, index, filter, key } => {
                let elements = self.elements(index.set);
                let each = self.expr(key) + filter.as_ref().map_or(0.0, |filter| self.expr(filter));
                let own = match question {
                    Among::Nth => sorting(elements),
                    Among::Rank | Among::Lot => 8.0 * elements,
                };
                1.0 + self.expr(argument) + own + elements * each
            }
            _ => {
                let mut inside = 0.0;
                expr.for_each_operand(&mut |part| inside += self.expr(part));
                let own = match expr {
                    Expr::Read { variable, indices, .. } => self.looked_up(*variable, indices),
                    Expr::Lookup { points, .. } => points.len() as f64,
                    _ => 0.0,
                };
                1.0 + own + inside
            }
        }
    }

    /// Where an index is known only in a run, all elements stand ready to be looked up.
    fn looked_up(&self, variable: VariableId, indices: &[Expr]) -> f64 {
        let is_known = |index: &Expr| matches!(index, Expr::Bound(_) | Expr::Number(_));
        match indices.iter().all(is_known) {
            true => 0.0,
            // An entry takes less than an operation.
            false => self.combinations(&self.model.variables[variable].indices) / 16.0,
        }
    }

    fn combinations(&self, indices: &[Index]) -> f64 {
        indices.iter().map(|index| self.elements(index.set)).product()
    }

    fn elements(&self, set: presidium_lang::model::SetId) -> f64 {
        self.model.sets[set].elements.len() as f64
    }
}

/// Operations that bring so many elements into order: exchanges of two, each of nine operations.
fn sorting(elements: f64) -> f64 {
    let levels = f64::from((elements as u64 + 1).ilog2() + 1);
    9.0 * elements * levels * levels / 4.0
}
