//! Experiments on worlds whose parameters come from the rows of a table.

use std::sync::Arc;

use presidium_engine::Scenario;
use presidium_lab::{DriversQuestion, Executor, Laboratory, LuckQuestion, Request, Target};
use presidium_lang::model::{Element, Model, Rows};
use presidium_lang::{MemorySources, load};

const TEXT: &str = "# A\n```presidium
model \"Rows\" from 1953-01 to 1953-12
param level : 1 ~ uniform(0, 1) assumption
param other : 1 ~ uniform(0, 1) assumption
draw luck per world ~ uniform(0, 1)
let both : 1 = level + other + 0.001 * luck
claim A1 event \"It is high\"
    role structural
    holds at(both, 1953-12) > 1
```
";

fn laboratory() -> (Laboratory, Scenario) {
    let loaded = load(&MemorySources::new("rows").with("model.md", TEXT));
    let model: Model = loaded.unwrap_or_else(|report| panic!("{}", report.render())).model;
    let [level, other] = ["level", "other"].map(|name| model.variable(name).expect("it is declared"));
    // The second is nearly the first.
    let values = (1..40).flat_map(|row| [f64::from(row) / 40.0, (f64::from(row) + 0.5) / 40.0]).collect();
    let rows = Rows::new(vec![(level, Element(0)), (other, Element(0))], values, 1);
    let executor = Arc::new(Executor::new(1).expect("a thread"));
    (Laboratory::new(Arc::new(model), executor), Scenario { rows, ..Scenario::default() })
}

/// Other luck leaves each world its row.
#[test]
fn what_hangs_on_rows_hangs_on_parameters() {
    let (laboratory, scenario) = laboratory();
    let question = LuckQuestion { of: Target::Claim(0), times: 4 };
    let request = Request { scenario, ..Request::new(question, 1953, 390) };
    let found = laboratory.ask(&request).expect("nobody cancels").report;
    assert!(found.parameters.value > 0.99 && found.luck.low < 0.0 && found.luck.value < 0.1, "{found:?}");
}

/// Two parameters that go together each explain what both do.
#[test]
fn parameters_of_rows_are_told_to_go_together() {
    let (laboratory, scenario) = laboratory();
    let question = DriversQuestion { of: Target::Claim(0), flip_worlds: 0 };
    let request = |scenario| Request { scenario, ..Request::new(question.clone(), 1953, 390) };
    let found = laboratory.ask(&request(scenario)).expect("nobody cancels").report;
    assert!(found.go_together && found.explained() > 1.2, "{found:?}");
    assert!(!laboratory.ask(&request(Scenario::default())).expect("nobody cancels").report.go_together);
}
