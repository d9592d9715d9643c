//! Parameters and draws: uniforms, and what priors make of them.

use presidium_lang::model::{ComputedPrior, Element, Prior, Priors, Shape, VariableId, VariableKind};

use crate::distribution::{Computed, NOT_WIDENED, Quantile};
use crate::finite::result;
use crate::kernels::{Binary, Unary};
use crate::program::given::Input;
use crate::program::graph::{Bounds, Node, Pace, Uniform};
use crate::program::inputs::ANYWHERE;
use crate::program::lower::Lowering;
use crate::random;
use crate::scalar;

impl Lowering<'_> {
    /// A parameter's value; an input, if it is a plain number under every scenario that is granted.
    pub(super) fn parameter(&mut self, id: VariableId, element: Element) -> Node {
        let model = self.model;
        let VariableKind::Parameter { correlation, .. } = &model.variables[id].kind else { return self.nothing() };
        let computed = model.variables[id].kind.computed_priors();
        if !computed.is_empty() {
            return self.computed_parameter((id, element), &computed, *correlation);
        }
        let input = Input::Number(id, element);
        let Ok(quantile) = self.resolved.quantile(id, element) else {
            return self.graph.input(input, Bounds::UNKNOWN);
        };
        let granted = self.granted.of(id, element);
        if granted.is_number {
            let (low, high) = granted.bounds;
            let number = self.graph.input(input, Bounds::between(low, high));
            return self.graph.result(number);
        }
        let uniform = self.shared_uniform((id, element), *correlation, Pace::World);
        let drawn = self.graph.parameter((id, element), quantile, granted.bounds, uniform);
        self.graph.result(drawn)
    }

    /// A parameter that is computed in each world by some of its readings, and has a prior of its own by others or where a
    /// scenario gives it one.
    fn computed_parameter(
        &mut self,
        (id, element): (VariableId, Element),
        computed: &[(usize, &ComputedPrior)],
        correlation: f64,
    ) -> Node {
        let quantile = self.resolved.quantile(id, element).unwrap_or(Quantile::nothing());
        let uniform = self.shared_uniform((id, element), correlation, Pace::World);
        let mut value = self.graph.parameter((id, element), quantile, ANYWHERE, uniform);
        let reading = self.graph.input(Input::Reading(id, element), Bounds::between(0.0, f64::from(u16::MAX)));
        let widened = self.graph.input(Input::Widened, Bounds::between(NOT_WIDENED, f64::INFINITY));
        for &(place, prior) in computed {
            let drawn = self.computed_prior(prior, (id, element), widened, uniform);
            let place = self.graph.number((place + 1) as f64);
            let is_it = self.graph.binary(Binary::Equal, reading, place);
            value = self.graph.select(is_it, drawn, value);
        }
        self.graph.result(value)
    }

    fn computed_prior(
        &mut self,
        prior: &ComputedPrior,
        (id, element): (VariableId, Element),
        widened: Node,
        uniform: Node,
    ) -> Node {
        self.bind(&self.model.variables[id].indices, element);
        let values: Vec<Node> = prior.exprs().map(|expr| self.expr(expr)).collect();
        self.graph.computed(Computed::new(prior, self.resolved.is_pure(id)), &values, widened, uniform)
    }

    /// See `scalar::Luck::shared_uniform`, which says the same for one world.
    fn shared_uniform(&mut self, (id, element): (VariableId, Element), correlation: f64, pace: Pace) -> Node {
        let own = Uniform { stream: random::stream(&self.model.variables[id].name), element, n: 0, pace };
        if correlation == 0.0 {
            return self.graph.uniform(own);
        }
        let score = self.shared_score(own, correlation);
        let share = self.graph.unary(Unary::NormalCdf, score);
        let [low, high] = scalar::UNIFORM_ENDS.map(|end| self.graph.number(end));
        let above = self.graph.binary(Binary::Max, share, low);
        self.graph.binary(Binary::Min, above, high)
    }

    fn shared_score(&mut self, own: Uniform, correlation: f64) -> Node {
        let common = self.standard_normal(Uniform { element: scalar::COMMON, ..own });
        let own = self.standard_normal(own);
        let shared = self.scaled(correlation.sqrt(), common);
        let private = self.scaled((1.0 - correlation).sqrt(), own);
        self.graph.binary(Binary::Add, shared, private)
    }

    /// A random number; see `scalar::Luck::value`, which says the same for one world.
    pub(super) fn drawn(
        &mut self,
        (id, element): (VariableId, Element),
        priors: &Priors,
        correlation: f64,
        pace: Pace,
    ) -> Node {
        let prior = match priors {
            Priors::Known(priors) => &priors[element.index()],
            Priors::Computed(prior) => {
                let uniform = self.shared_uniform((id, element), correlation, pace);
                let widened = self.graph.number(NOT_WIDENED);
                let drawn = self.computed_prior(prior, (id, element), widened, uniform);
                return self.graph.result(drawn);
            }
        };
        let own = Uniform { stream: random::stream(&self.model.variables[id].name), element, n: 0, pace };
        let quantile = match Quantile::new(prior) {
            Ok(quantile) => quantile,
            Err(_) => return self.nothing(),
        };
        match *prior {
            Prior { shape: Shape::Fixed(_), .. } => self.constant(quantile.at(0.5)),
            Prior { shape: Shape::Normal { mean, sd }, low: None, high: None } if correlation > 0.0 => {
                let z = self.shared_score(own, correlation);
                let deviation = self.scaled(sd, z);
                let mean = self.graph.number(mean);
                let drawn = self.graph.binary(Binary::Add, mean, deviation);
                self.graph.result(drawn)
            }
            _ => {
                let uniform = self.shared_uniform((id, element), correlation, pace);
                let drawn = self.graph.quantile(quantile, uniform);
                self.graph.result(drawn)
            }
        }
    }

    /// Missing in every world: a prior is no distribution.
    fn nothing(&mut self) -> Node {
        self.graph.number(f64::NAN)
    }

    /// A number with a name.
    fn constant(&mut self, value: f64) -> Node {
        self.graph.number(result(value))
    }

    fn standard_normal(&mut self, uniform: Uniform) -> Node {
        let uniform = self.graph.uniform(uniform);
        self.graph.unary(Unary::NormalQuantile, uniform)
    }

    fn scaled(&mut self, by: f64, value: Node) -> Node {
        let by = self.graph.number(by);
        self.graph.binary(Binary::Multiply, by, value)
    }
}
