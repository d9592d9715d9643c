//! Requests: what is asked of which worlds, as values.

use std::fmt::Debug;

use presidium_engine::Scenario;
use presidium_lang::model::{Condition, Model};

use crate::fingerprint::Fingerprint;

/// What is asked, under which scenario, of which worlds.
///
/// # Example
/// ```
/// use presidium_lab::{LedgerQuestion, Request};
/// use presidium_lang::model::Model;
/// let (model, request) = (Model::default(), Request::new(LedgerQuestion::default(), 1953, 1_000));
/// let other_luck = Request { seed: 1954, ..request.clone() };
/// assert_ne!(request.fingerprint(&model), other_luck.fingerprint(&model));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Request<Q> {
    /// The changes that apply to every world.
    pub scenario: Scenario,
    /// With the number of a world, all of its luck.
    pub seed: u64,
    /// Worlds `0 .. worlds` are run.
    pub worlds: u64,
    /// Only worlds in which this holds count, as they fall under the scenario of the request.
    pub condition: Option<Condition>,
    /// What is asked of them.
    pub question: Q,
}

impl<Q> Request<Q> {
    /// Another question to the same worlds.
    pub fn asking<R>(self, question: R) -> Request<R> {
        let Request { scenario, seed, worlds, condition, .. } = self;
        Request { scenario, seed, worlds, condition, question }
    }
}

impl<Q: Debug + PartialEq> Request<Q> {
    /// A question to worlds of a model as it is.
    pub fn new(question: Q, seed: u64, worlds: u64) -> Request<Q> {
        Request { scenario: Scenario::default(), seed, worlds, condition: None, question }
    }

    /// The same for two requests only if they have the same answer: see [`Fingerprint`].
    pub fn fingerprint(&self, model: &Model) -> Fingerprint {
        self.fingerprint_in(Fingerprint::of_model(model))
    }

    /// As [`Request::fingerprint`], where that of the model is known.
    pub(crate) fn fingerprint_in(&self, model: Fingerprint) -> Fingerprint {
        Fingerprint::of(&(model, self))
    }
}
