//! What is in sight of an expression, and what an expression turns into.

use std::rc::Rc;

use oxc_index::IndexVec;

use crate::check::known::types::{Counts, Ty};
use crate::model::{BindingId, Expr, Factor, Index, LocalId, Moment, SetId, VariableId};
use crate::span::Span;
use crate::symbols::SymbolId;
use crate::units::Measure;

/// When an expression is evaluated, and so what it may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before any run: data only.
    Constant,
    /// When parameters are drawn: data, switches, other parameters and draws per world.
    Prior,
    /// At the start of a world: also parameters, switches, world draws and series, and what else then has a value.
    Initial,
    /// In a step.
    Step,
    /// In the effects of a rule, in a step.
    Rule,
    /// After a world has ended: observers, and what does not change.
    Claim,
}

/// What an expression does with a reading that may fail.
#[derive(Clone, Debug)]
pub enum Partial {
    /// It must have a value of its own for that case.
    Forbidden,
    /// An enclosing `otherwise` takes over; these conditions say when all readings succeed.
    Conditions(Vec<Expr>),
    /// An element that cannot be read is none.
    AsNone,
}

/// Names bound around an expression.
pub struct Scope {
    pub stage: Stage,
    pub bound: Vec<BoundName>,
    pub partial: Partial,
    /// When in a step the expression is evaluated.
    pub moment: Moment,
    /// Variables read in this step, with the place.
    pub reads: Vec<(VariableId, Span)>,
    /// For what the effects of a rule may draw lots.
    pub lots: Option<Lots>,
    /// What conditions around the expression tell of elements.
    pub facts: Vec<Fact>,
}

/// The rule whose effects these are.
#[derive(Clone, Debug)]
pub struct Lots {
    /// Its indices.
    pub of: Vec<Index>,
    /// How often it may happen in one step, and which time it is.
    pub turn: Option<(u32, LocalId)>,
}

/// An element that is not none.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The expression whose value it is, without what its readings are otherwise.
    pub element: Expr,
    /// It lies in this set.
    pub set: Option<SetId>,
}

/// A name that is bound around an expression.
#[derive(Clone, Debug)]
pub struct BoundName {
    pub name: String,
    pub meaning: Bound,
    pub symbol: SymbolId,
}

/// What a bound name stands for.
#[derive(Clone, Debug)]
pub enum Bound {
    Binding(BindingId, SetId),
    /// A value of a rule, and if it is a time what it counts.
    Local(LocalId, Ty, Counts),
    /// What a function is called with: the value that stands for it in this call, and how large it is.
    Argument(Rc<Typed>, usize),
}

impl Bound {
    /// An element of a set; nothing stands for a set that is unknown, which has been reported.
    pub fn of_index(index: Option<Index>) -> Self {
        match index {
            Some(index) => Bound::Binding(index.binding, index.set),
            None => Bound::Local(LocalId::from_raw(0), Ty::Wrong, Counts::default()),
        }
    }
}

impl Scope {
    pub fn new(stage: Stage) -> Self {
        let partial = Partial::Forbidden;
        Self { stage, bound: vec![], partial, moment: Moment::Equations, reads: vec![], lots: None, facts: vec![] }
    }

    /// A scope for what a claim or a test sees at the end of a step.
    pub fn observing(stage: Stage) -> Self {
        Self { moment: Moment::Observation, ..Self::new(stage) }
    }

    /// Takes away all that is known of elements, for what is evaluated at another time; it is put back by the caller.
    pub fn take_facts(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.facts)
    }

    /// The innermost meaning of a name.
    pub fn find(&self, name: &str) -> Option<&Bound> {
        self.innermost(name).map(|bound| &bound.meaning)
    }

    /// The innermost binding of a name.
    pub fn innermost(&self, name: &str) -> Option<&BoundName> {
        self.bound.iter().rev().find(|bound| bound.name == name)
    }
}

/// A lowered expression with its type.
#[derive(Clone, Debug)]
pub struct Typed {
    pub value: Expr,
    pub ty: Ty,
    /// The number, if it is a bare one.
    pub bare: Option<f64>,
    /// The unit in which the author thinks of it, if that is known: `Mt` rather than `tonne`.
    pub symbol: Option<String>,
    /// The number and the unit, if both are written out.
    pub written: Option<(f64, Factor)>,
    /// What it counts when it is added to a date; of times.
    pub counts: Counts,
}

impl Typed {
    pub fn new(value: Expr, ty: Ty) -> Self {
        Self { value, ty, bare: None, symbol: None, written: None, counts: Counts::default() }
    }

    /// A number of a unit.
    pub fn quantity(number: f64, measure: Measure) -> Self {
        Self {
            written: Some((number, measure.factor)),
            counts: Counts::of_unit(&measure),
            symbol: Some(measure.symbol),
            ..Self::new(Expr::Number(number * measure.factor), Ty::Quantity(measure.dimension))
        }
    }

    /// What a time counts that is a sum of these or chosen from them; zero is no time.
    pub fn common_counts<'t>(all: impl IntoIterator<Item = &'t Typed>) -> Counts {
        let times = all.into_iter().filter(|typed| typed.ty != Ty::Zero);
        times.map(|typed| typed.counts.of_one()).reduce(Counts::with).unwrap_or_default()
    }

    /// For what has been reported.
    pub fn wrong() -> Self {
        Self::new(Expr::Number(0.0), Ty::Wrong)
    }

    pub fn truth(value: Expr) -> Self {
        Self::new(value, Ty::Truth)
    }
}

/// Names that have been bound in the model so far.
#[derive(Default)]
pub struct Bindings {
    /// The set of every binding.
    pub sets: IndexVec<BindingId, SetId>,
    /// Number of values of rules.
    pub locals: u32,
}
