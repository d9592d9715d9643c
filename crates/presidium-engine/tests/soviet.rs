//! The Soviet model: the oracle and the vector engine agree on all of it, bit for bit.

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::path::Path;

use common::{agree, agree_as_usual, claims, everything};
use presidium_engine::Scenario;
use presidium_lang::model::Model;

fn soviet() -> Model {
    folder::model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ussr-1953"))
}

#[test]
fn the_ledger_of_the_soviet_model_is_the_same() {
    let model = soviet();
    agree("ussr-1953", &model, &Scenario::default(), &claims(&model), 6);
}

#[test]
fn every_variable_of_the_soviet_model_is_the_same() {
    let model = soviet();
    agree("ussr-1953", &model, &Scenario::default(), &everything(&model), 2);
}

#[test]
fn the_soviet_model_following_the_record_is_the_same() {
    let model = soviet();
    let scenario = Scenario { follow_record: true, ..Scenario::default() };
    agree_as_usual("ussr-1953, following the record", &model, &scenario, &claims(&model), 3);
}

#[test]
fn the_soviet_model_by_lot_and_with_wider_priors_is_the_same() {
    let model = soviet();
    let lots = Scenario { lots: true, ..Scenario::default() };
    agree_as_usual("ussr-1953, by lot", &model, &lots, &claims(&model), 3);
    let wide = Scenario { widen: Some(2.0), ..Scenario::default() };
    agree_as_usual("ussr-1953, twice as wide", &model, &wide, &claims(&model), 3);
}

#[test]
fn every_what_if_of_the_soviet_model_is_the_same() {
    let model = soviet();
    for what_if in &model.what_ifs {
        let scenario = Scenario { changes: what_if.changes.clone(), ..Scenario::default() };
        agree_as_usual(&format!("ussr-1953, what if {}", what_if.name), &model, &scenario, &claims(&model), 1);
    }
}
