//! The vector engine agrees with the oracle, bit for bit: at every width, optimised or not, on every program.

mod common;

use std::collections::BTreeSet;

use common::{agree, claims, everything, model, programs};
use presidium_engine::oracle::{Trace, run_world};
use presidium_engine::{Scenario, World};
use presidium_lang::model::NEVER;

#[test]
fn every_program_gives_the_same_bits_in_the_oracle_and_the_engine() {
    for (name, text) in programs() {
        let model = model(&name, &text);
        agree(&name, &model, &Scenario::default(), &everything(&model), 37);
        agree(&name, &model, &Scenario::default(), &claims(&model), 37);
        for what_if in &model.what_ifs {
            let scenario = Scenario { changes: what_if.changes.clone(), ..Scenario::default() };
            agree(&format!("{name}, what if {}", what_if.name), &model, &scenario, &everything(&model), 37);
        }
        let scenario = Scenario { follow_record: Some(model.until_step), ..Scenario::default() };
        agree(&format!("{name}, following the record"), &model, &scenario, &everything(&model), 37);
        let middle = model.first_step + (model.last_step - model.first_step) / 2;
        let scenario = Scenario { follow_record: Some(middle), ..Scenario::default() };
        agree(&format!("{name}, following the record for a while"), &model, &scenario, &everything(&model), 37);
    }
}

#[test]
fn decisions_by_lot_and_wider_priors_give_the_same_bits() {
    for (name, text) in programs() {
        let model = model(&name, &text);
        let lots = Scenario { lots: true, ..Scenario::default() };
        agree(&format!("{name}, by lot"), &model, &lots, &everything(&model), 37);
        for factor in [2.0, 1.7] {
            let wide = Scenario { widen: Some(factor), ..Scenario::default() };
            agree(&format!("{name}, {factor} times as wide"), &model, &wide, &everything(&model), 37);
        }
    }
}

/// The tests written in a program state what its equations should give.
#[test]
fn every_program_gives_what_its_tests_say() {
    for (name, text) in programs() {
        let model = model(&name, &text);
        let outputs = claims(&model);
        for world in 0..20 {
            let result = run_world(&model, &Scenario::default(), 1, World(world), &outputs, None)
                .unwrap_or_else(|failure| panic!("{name}: world {world} fails: {failure:?}"));
            for (test, first) in model.tests.iter().zip(&result.finals[outputs.finals.len()..]) {
                assert_eq!(*first, NEVER, "{name}: `{}` fails in month {first} of world {world}", test.name);
            }
        }
    }
}

/// Of six hundred members no two have the same luck; before, the 513th had that of the first on appeal.
#[test]
fn members_of_a_large_body_have_luck_of_their_own() {
    let names: Vec<String> = (0..600).map(|i| format!("m{i}")).collect();
    let text = format!(
        "# Large\n\n```presidium\nmodel \"Large\" from 1953-01 to 1953-02\nset M = {}\nbody All over m in M where true\n\
         state taken : count = 0\ndecision d\n    when now = 1953-01\n    by vote of All with member m, noise 1\n\
         \x20   option yes\n        do taken += 1\n    option no\n        do taken += 2\n```\n",
        names.join(", ")
    );
    let model = model("large", &text);
    agree("large", &model, &Scenario::default(), &everything(&model), 3);
    let mut trace = Trace::default();
    run_world(&model, &Scenario::default(), 1, World(0), &Default::default(), Some(&mut trace))
        .expect("the world does not fail");
    let luck = trace.decisions[0].ballots[0].members.iter().flat_map(|member| &member.options);
    let distinct: BTreeSet<u64> = luck.map(|option| option.noise.to_bits()).collect();
    assert_eq!(distinct.len(), 1200);
}

/// The limit itself is not carried, so that the world goes on in both.
#[test]
fn a_limit_beyond_any_quantity_limits_nothing() {
    let text = "# Limit\n\n```presidium\nmodel \"Limit\" from 1953-01 to 1953-06\nunit tonne\n\
                stock upper : tonne\n    starts 30 tonne\n    at least 0\n\
                stock lower : tonne\n    starts 0 tonne\n    at most 1e300 tonne\n\
                flow falls : tonne/year = 60 tonne/year\n    from upper\n    to   lower\n```\n";
    let model = model("limit", text);
    let outputs = everything(&model);
    agree("limit", &model, &Scenario::default(), &outputs, 2);
    run_world(&model, &Scenario::default(), 1, World(0), &outputs, None).expect("the world does not fail");
}
