//! Expressions, with the elements that are bound now.

use presidium_lang::model::{
    BinaryOp, Element, Expr, Fold, Function, Index, NONE, ObserverId, ObserverKind, Term, UnaryOp, VariableId,
    VariableKind,
};

use crate::kernels::{Binary, Unary};
use crate::program::graph::{Bounds, Node, Table};
use crate::program::lower::folded::Folded;
use crate::program::lower::lots::has_luck;
use crate::program::lower::pairs::Split;
use crate::program::lower::{Binding, Lowering};
use crate::program::state::Content;
use crate::scalar::holds;
use crate::window::Window;

/// Indices of a variable: the positions that they can reach, and those that are computed in the run.
pub(super) struct Reach {
    /// Row-major over the root ordinals of the computed indices; `None` where there is none.
    pub elements: Vec<Option<Element>>,
    pub sizes: Vec<u32>,
    pub computed: Vec<Node>,
}

impl<'m> Lowering<'m> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Number(value) => self.graph.number(*value),
            Expr::Bound(binding) => match self.bound[binding.index()] {
                Binding::Known(ordinal) => self.graph.number(ordinal),
                Binding::Pair(element) => element,
            },
            Expr::Local(local) => self.locals[local.index()].unwrap_or_else(|| self.graph.number(0.0)),
            Expr::Observed(observer) => self.observed(*observer),
            Expr::Luck(luck) => self.lot_for(luck),
            Expr::Now => self.now(0.0),
            Expr::Time => self.now(self.part),
            Expr::Read { variable, indices, otherwise } => self.read(*variable, indices, otherwise.as_deref()),
            Expr::Unary { op: UnaryOp::Not, operand } => {
                let operand = self.expr(operand);
                self.graph.not(operand)
            }
            Expr::Unary { op, operand } => {
                let operand = self.expr(operand);
                self.graph.unary((*op).into(), operand)
            }
            Expr::Binary { op, left, right } => self.binary(*op, left, right),
            Expr::Call { function, arguments } => self.call(*function, arguments),
            Expr::If { condition, then, otherwise } => {
                let condition = self.expr(condition);
                match self.graph.constant(condition) {
                    Some(value) if value.is_nan() => condition,
                    Some(value) => self.expr(if holds(value) { then } else { otherwise }),
                    None => {
                        let (then, otherwise) = (self.expr(then), self.expr(otherwise));
                        self.graph.choose(condition, then, otherwise)
                    }
                }
            }
            Expr::Fold { fold, index, filter, body } => self.fold(*fold, index, filter.as_deref(), body),
            Expr::Among { question, argument, index, filter, key } => {
                self.among(*question, argument, index, filter.as_deref(), key)
            }
            Expr::Terms(terms) => self.sum(terms),
            Expr::Lookup { argument, points } => {
                let argument = self.expr(argument);
                let found = self.graph.lookup(points, argument);
                self.graph.unless_missing(&[argument], found)
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Node {
        let left = self.expr(left);
        match (op, self.graph.constant(left)) {
            // What is not needed is not lowered either.
            (BinaryOp::And, Some(value)) if !holds(value) => return self.graph.number(0.0),
            (BinaryOp::Or, Some(value)) if holds(value) && !value.is_nan() => return self.graph.number(1.0),
            _ => {}
        }
        let right = self.expr(right);
        match op {
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                self.graph.binary(op.into(), left, right)
            }
            BinaryOp::Power => {
                let power = self.graph.binary(Binary::Power, left, right);
                self.graph.unless_missing(&[left, right], power)
            }
            BinaryOp::And => self.graph.and(left, right),
            BinaryOp::Or => self.graph.or(left, right),
            _ => self.graph.compare(op.into(), left, right),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> Node {
        let x: Vec<Node> = arguments.iter().map(|argument| self.expr(argument)).collect();
        let value = self.function(function, &x);
        self.graph.unless_missing(&x, value)
    }

    fn function(&mut self, function: Function, x: &[Node]) -> Node {
        match function {
            Function::Min => self.graph.binary(Binary::Min, x[0], x[1]),
            Function::Max => self.graph.binary(Binary::Max, x[0], x[1]),
            Function::Clamp => {
                let raised = self.graph.binary(Binary::Max, x[0], x[1]);
                self.graph.binary(Binary::Min, raised, x[2])
            }
            Function::Abs => self.graph.unary(Unary::Abs, x[0]),
            Function::Sqrt => self.graph.unary(Unary::Sqrt, x[0]),
            Function::Exp => self.graph.unary(Unary::Exp, x[0]),
            Function::Ln => self.graph.unary(Unary::Ln, x[0]),
            Function::Logistic => self.graph.unary(Unary::Logistic, x[0]),
            Function::Floor => self.graph.unary(Unary::Floor, x[0]),
            Function::NormalCdf => self.graph.unary(Unary::NormalCdf, x[0]),
            Function::Sin => self.graph.unary(Unary::Sin, x[0]),
            Function::Cos => self.graph.unary(Unary::Cos, x[0]),
            Function::Tan => self.graph.unary(Unary::Tan, x[0]),
            Function::Tanh => self.graph.unary(Unary::Tanh, x[0]),
            Function::Round => self.graph.unary(Unary::Round, x[0]),
            Function::Mod => self.graph.binary(Binary::Mod, x[0], x[1]),
            Function::Within => {
                let missing = self.graph.number(f64::NAN);
                let below = self.graph.binary(Binary::Less, x[0], x[1]);
                let above = self.graph.binary(Binary::Greater, x[0], x[2]);
                let outside = self.graph.binary(Binary::Or, below, above);
                self.graph.select(outside, missing, x[0])
            }
            Function::MonthOf => self.graph.unary(Unary::MonthOf, x[0]),
            Function::YearOf => self.graph.unary(Unary::YearOf, x[0]),
            Function::AddMonths => self.graph.binary(Binary::AddMonths, x[0], x[1]),
            Function::AddDays => self.graph.binary(Binary::AddDays, x[0], x[1]),
        }
    }

    /// A sum of terms, from the first to the last; zero without terms.
    pub(super) fn sum(&mut self, terms: &[Term]) -> Node {
        let Some((first, rest)) = terms.split_first() else { return self.graph.number(0.0) };
        let first = self.expr(&first.value);
        rest.iter().fold(first, |sum, term| {
            let term = self.expr(&term.value);
            self.graph.binary(Binary::Add, sum, term)
        })
    }

    fn observed(&mut self, id: ObserverId) -> Node {
        let observer = &self.model.observers[id];
        let value = self.graph.load(self.graph.slot(Content::Observed(id)));
        if observer.kind != ObserverKind::Mean {
            return value;
        }
        let window = Window::of(observer, self.model);
        let months = self.by_month(|month| window.months_up_to(month));
        self.graph.binary(Binary::Divide, value, months)
    }

    fn read(&mut self, variable: VariableId, indices: &[Expr], otherwise: Option<&Expr>) -> Node {
        let indices: Vec<Node> = indices.iter().map(|index| self.expr(index)).collect();
        let found = self.read_at(variable, &indices, otherwise);
        self.graph.unless_missing(&indices, found)
    }

    fn read_at(&mut self, variable: VariableId, indices: &[Node], otherwise: Option<&Expr>) -> Node {
        let reach = self.reach(variable, indices);
        if let (true, [Some(element)]) = (reach.computed.is_empty(), &reach.elements[..]) {
            return self.value(variable, *element);
        }
        let otherwise = match otherwise {
            Some(otherwise) => self.expr(otherwise),
            None => self.graph.number(0.0),
        };
        if reach.elements.iter().all(Option::is_none) {
            return otherwise;
        }
        let entries = reach.elements.iter().map(|at| at.map(|at| self.value_in_place(variable, at))).collect();
        self.graph.gather(Table { sizes: reach.sizes, entries }, &reach.computed, otherwise)
    }

    /// What some indices of a variable can reach.
    pub(super) fn reach(&mut self, variable: VariableId, indices: &[Node]) -> Reach {
        let shape = self.layout.shape(variable).to_vec();
        let mut reach = Reach { elements: vec![Some(Element::default())], sizes: Vec::new(), computed: Vec::new() };
        for (&(set, count), &index) in shape.iter().zip(indices) {
            let places: Vec<Option<usize>> = match self.graph.constant(index) {
                Some(ordinal) => vec![self.layout.position(set, ordinal)],
                None => {
                    reach.sizes.push(self.layout.root_len(set) as u32);
                    reach.computed.push(index);
                    (0..self.layout.root_len(set)).map(|at| self.layout.position(set, at as f64)).collect()
                }
            };
            let join = |before: &Option<Element>| {
                let before = *before;
                let join = move |&place: &Option<usize>| Some(Element::at(before?.index() * count + place?));
                places.iter().map(join).collect::<Vec<_>>()
            };
            reach.elements = reach.elements.iter().flat_map(join).collect();
        }
        reach
    }

    /// An element of a variable, as it is now.
    pub(super) fn value(&mut self, variable: VariableId, element: Element) -> Node {
        match self.values[variable.index()].get(element.index()) {
            Some(&node) => node,
            None if self.is_held(variable) => self.graph.load(self.slot(variable, element)),
            None => self.graph.number(0.0),
        }
    }

    /// The same, but read from its slot even where the value is known: tables are of slots.
    fn value_in_place(&mut self, variable: VariableId, element: Element) -> Node {
        if self.is_held(variable) && !self.initial && self.values[variable.index()].is_empty() {
            self.graph.load_from_memory(self.slot(variable, element))
        } else {
            self.value(variable, element)
        }
    }

    fn is_held(&self, variable: VariableId) -> bool {
        let kind = &self.model.variables[variable].kind;
        matches!(
            kind,
            VariableKind::Stock { .. }
                | VariableKind::Flow { .. }
                | VariableKind::State { .. }
                | VariableKind::Lag { .. }
        )
    }

    /// Over the elements of a set in order, to the same bits as the oracle's fold: who does not pass adds zero, or is
    /// the least of all.
    fn fold(&mut self, fold: Fold, index: &Index, filter: Option<&Expr>, body: &Expr) -> Node {
        let model = self.model;
        let infinity = if matches!(fold, Fold::Min | Fold::ArgMin) { f64::INFINITY } else { f64::NEG_INFINITY };
        let mut folded = Folded {
            count: self.graph.number(0.0),
            sum: self.graph.number(if fold == Fold::Product { 1.0 } else { 0.0 }),
            best: self.graph.number(infinity),
            at: self.graph.number(NONE),
            flaws: Vec::new(),
            bounds: Bounds::between(0.0, 0.0),
        };
        let ordinals = &model.sets[index.set].ordinals;
        let mut passing = Vec::new();
        // Lots are drawn for elements that are known.
        let draws = has_luck(body) || filter.is_some_and(has_luck);
        let many = if draws { 0 } else { ordinals.len() };
        let Split { quick, slow } = self.split(filter, many);
        for &ordinal in ordinals {
            self.bind_one(index.binding, f64::from(ordinal));
            let passes = self.all(&quick);
            if self.graph.constant(passes).is_none_or(holds) {
                passing.push((ordinal, passes));
            }
        }
        if self.is_for_pairs(passing.len().min(many)) {
            self.fold_pairs(&mut folded, fold, index.binding, passing, &slow, body);
        } else {
            for (ordinal, passes) in passing {
                self.bind_one(index.binding, f64::from(ordinal));
                let passes = self.and_all(passes, &slow);
                let value = self.expr(body);
                self.note_flaw(&mut folded, passes, value);
                folded.bounds = folded.bounds.or(self.graph.bounds(value));
                self.take(&mut folded, fold, f64::from(ordinal), passes, value);
            }
        }
        let result = self.folded(fold, &folded);
        if matches!(fold, Fold::Min | Fold::Max) {
            // It is one of the values, or zero: the infinity at which the fold begins never comes out.
            self.graph.refine(result, folded.bounds);
        }
        self.graph.unless_missing(&folded.flaws, result)
    }

    /// Notes what makes a fold missing: a filter that is, or the value of an element that passes and is not finite.
    fn note_flaw(&mut self, folded: &mut Folded, passes: Node, value: Node) {
        let zero = self.graph.number(0.0);
        let of_filter = self.graph.flaw(passes);
        let of_value = self.graph.flaw(value).map(|flaw| self.graph.select(passes, flaw, zero));
        for flaw in [of_filter, of_value].into_iter().flatten() {
            match folded.flaws.last_mut() {
                Some(sum) => *sum = self.graph.binary(Binary::Add, *sum, flaw),
                None => folded.flaws.push(flaw),
            }
        }
    }

    fn take(&mut self, folded: &mut Folded, fold: Fold, ordinal: f64, passes: Node, value: Node) {
        folded.count = self.graph.binary(Binary::Add, folded.count, passes);
        match fold {
            Fold::Sum | Fold::Mean => {
                let zero = self.graph.number(0.0);
                let value = self.graph.select(passes, value, zero);
                folded.sum = self.graph.binary(Binary::Add, folded.sum, value);
            }
            Fold::Product => {
                let one = self.graph.number(1.0);
                let value = self.graph.select(passes, value, one);
                folded.sum = self.graph.binary(Binary::Multiply, folded.sum, value);
            }
            Fold::Count => {
                let value = self.graph.binary(Binary::And, passes, value);
                folded.sum = self.graph.binary(Binary::Add, folded.sum, value);
            }
            Fold::Any => {
                let value = self.graph.binary(Binary::And, passes, value);
                folded.sum = self.graph.binary(Binary::Or, folded.sum, value);
            }
            Fold::All => {
                let exception = self.graph.unary(Unary::Not, value);
                let exception = self.graph.binary(Binary::And, passes, exception);
                folded.sum = self.graph.binary(Binary::Or, folded.sum, exception);
            }
            Fold::Min | Fold::ArgMin => self.prefer(folded, Binary::Less, ordinal, passes, value),
            Fold::Max | Fold::ArgMax => self.prefer(folded, Binary::Greater, ordinal, passes, value),
        }
    }

    fn prefer(&mut self, folded: &mut Folded, better: Binary, ordinal: f64, passes: Node, value: Node) {
        let (least, op) = match better {
            Binary::Less => (f64::INFINITY, Binary::Min),
            _ => (f64::NEG_INFINITY, Binary::Max),
        };
        let least = self.graph.number(least);
        let value = self.graph.select(passes, value, least);
        let preferred = self.graph.binary(better, value, folded.best);
        let ordinal = self.graph.number(ordinal);
        folded.at = self.graph.select(preferred, ordinal, folded.at);
        folded.best = self.graph.binary(op, folded.best, value);
    }

    fn folded(&mut self, fold: Fold, folded: &Folded) -> Node {
        let zero = self.graph.number(0.0);
        match fold {
            Fold::Sum | Fold::Product | Fold::Count | Fold::Any => folded.sum,
            Fold::All => self.graph.unary(Unary::Not, folded.sum),
            Fold::Mean => {
                let one = self.graph.number(1.0);
                let count = self.graph.binary(Binary::Max, folded.count, one);
                self.graph.binary(Binary::Divide, folded.sum, count)
            }
            Fold::Min | Fold::Max => {
                let size = self.graph.unary(Unary::Abs, folded.best);
                let infinite = self.graph.number(f64::INFINITY);
                let nothing = self.graph.binary(Binary::Equal, size, infinite);
                self.graph.select(nothing, zero, folded.best)
            }
            Fold::ArgMin | Fold::ArgMax => folded.at,
        }
    }
}
