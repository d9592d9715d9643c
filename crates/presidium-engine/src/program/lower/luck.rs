//! Parameters and draws: uniforms, and what priors make of them.

use presidium_lang::model::{Element, Prior, Shape, VariableId};

use crate::distribution::Quantile;
use crate::finite::result;
use crate::kernels::{Binary, Unary};
use crate::program::given::Input;
use crate::program::graph::{Bounds, Node, Pace, Uniform};
use crate::program::lower::Lowering;
use crate::random;
use crate::scalar;

impl Lowering<'_> {
    /// A parameter's value; an input, if it is a plain number under every scenario that is granted.
    pub(super) fn parameter(&mut self, id: VariableId, element: Element) -> Node {
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
        let stream = random::stream(&self.model.variables[id].name);
        let uniform = Uniform { stream, element, n: 0, pace: Pace::World };
        let uniform = self.graph.uniform(uniform);
        let drawn = self.graph.parameter((id, element), quantile, granted.bounds, uniform);
        self.graph.result(drawn)
    }

    /// A random number; see `scalar::Luck::value`, which says the same for one world.
    pub(super) fn drawn(&mut self, name: &str, element: Element, prior: &Prior, correlation: f64, pace: Pace) -> Node {
        let own = Uniform { stream: random::stream(name), element, n: 0, pace };
        let quantile = match Quantile::new(prior) {
            Ok(quantile) => quantile,
            Err(_) => return self.nothing(),
        };
        match prior.shape {
            Shape::Fixed(_) => self.constant(quantile.at(0.5)),
            Shape::Normal { mean, sd } if correlation > 0.0 => {
                let common = self.standard_normal(Uniform { element: scalar::COMMON, ..own });
                let own = self.standard_normal(own);
                let shared = self.scaled(correlation.sqrt(), common);
                let private = self.scaled((1.0 - correlation).sqrt(), own);
                let z = self.graph.binary(Binary::Add, shared, private);
                let deviation = self.scaled(sd, z);
                let mean = self.graph.number(mean);
                let drawn = self.graph.binary(Binary::Add, mean, deviation);
                self.graph.result(drawn)
            }
            _ => {
                let uniform = self.graph.uniform(own);
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
