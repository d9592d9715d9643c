//! Asking a model in a test.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use presidium_lab::{Executor, Experiment, Laboratory, Question, Request};
use presidium_lang::model::Model;

/// The report of a question.
pub type Report<Q> = <<Q as Question>::Experiment as Experiment>::Report;

/// A laboratory for a model.
pub fn laboratory(model: &Model, threads: usize) -> Laboratory {
    Laboratory::new(Arc::new(model.clone()), Arc::new(Executor::new(threads).unwrap()))
}

/// The report of a request.
pub fn ask<Q: Question>(model: &Model, threads: usize, request: &Request<Q>) -> Report<Q> {
    laboratory(model, threads).ask(request).unwrap().report
}

/// All claims of a model.
pub fn all_claims(model: &Model) -> Vec<usize> {
    (0..model.claims.len()).collect()
}
