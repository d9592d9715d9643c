//! Which claims a scenario forces: by the record, by a pin, by a rule that is forbidden.

mod common;

use common::ask;
use presidium_engine::Scenario;
use presidium_lab::{PairQuestion, Request, Void, forced};
use presidium_lang::MemorySources;
use presidium_lang::model::{Change, Model};

/// Two offices that one decision fills and another empties, and what is said of them.
const OFFICES: &str = "# Two offices

```presidium
model \"Two offices\"
    from 1950-01 to 1951-12
    step 1 month
    language 1

set Person = Ann \"Ann\", Ben \"Ben\"
set Office = Chair \"chair\", Desk \"desk\"
draw luck[o: Office] per step ~ uniform(0, 1)
state holder[o: Office] : Person? = Ann
state moods : count = 0
let ben_leads : truth = holder[Chair] = Ben
stock strain : 1
    starts 0
    in \"the desk is Ben's\" (if holder[Desk] = Ben then 1/year else 0/year)

decision change[o: Office] \"Is it Ben's turn?\"
    when    luck[o] > 0.9
    by      holder[o] as d
    option ben \"Ben\"
        for d  \"his turn\"  1
        do     holder[o] := Ben
    option ann \"Ann\"
        do     holder[o] := Ann
    recorded ben 1950-06 for Chair

event quarrel \"A quarrel\"
    rate    1/year
    do      moods += 1

claim C1 event \"Ben has the chair\"
    role   structural
    holds  at(holder[Chair], 1951-12) = Ben
claim C2 event \"Ben has the desk\"
    role   structural
    holds  at(holder[Desk], 1950-12) = Ben
claim C3 event \"Ben has something\"
    role   structural
    holds  ever(any(o in Office: holder[o] = Ben))
claim C4 event \"Ben leads\"
    role   structural
    holds  ever(ben_leads)
claim C5 quantity \"There is strain\"
    role   structural
    holds  at(strain, 1951-12) > 0.1
claim C6 quantity \"There are quarrels\"
    role   structural
    holds  at(moods, 1951-12) > 1
```
";

fn model() -> Model {
    let sources = MemorySources::new("offices").with("1.md", OFFICES);
    presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model
}

fn changed(model: &Model, text: &str) -> Change {
    presidium_lang::parse_change(model, text).unwrap_or_else(|report| panic!("{}", report.render()))
}

/// The ids of the claims that a change forces.
fn forced_by(text: &str) -> Vec<String> {
    let model = model();
    let scenario = Scenario { changes: vec![changed(&model, text)], ..Scenario::default() };
    let of = |claim: &&presidium_lang::model::Claim| forced(&model, &scenario, claim) == Some(Void::Change);
    model.claims.iter().filter(of).map(|claim| claim.id.clone()).collect()
}

#[test]
fn a_pin_forces_what_reads_just_that() {
    assert_eq!(forced_by("pin change to ann"), ["C1", "C2", "C3", "C4"]);
    assert_eq!(forced_by("pin change[Chair] to ann"), ["C1", "C4"]);
    assert_eq!(forced_by("pin change[Desk] to ben"), ["C2"]);
}

#[test]
fn a_rule_that_is_forbidden_forces_too() {
    assert_eq!(forced_by("forbid quarrel"), ["C6"]);
}

#[test]
fn a_change_that_leaves_a_month_free_forces_nothing_that_looks_so_far() {
    assert_eq!(forced_by("pin change to ann from 1950-03"), [""; 0]);
    assert_eq!(forced_by("pin change to ann to 1950-12"), ["C2"]);
}

#[test]
fn the_record_forces_what_its_decisions_assign() {
    let model = model();
    let scenario = Scenario { follow_record: Some(model.until_step), ..Scenario::default() };
    let void: Vec<_> = model.claims.iter().map(|claim| forced(&model, &scenario, claim)).collect();
    assert_eq!(void, [Some(Void::Record), Some(Void::Record), Some(Void::Record), Some(Void::Record), None, None]);
}

#[test]
fn a_comparison_says_which_of_its_claims_are_void() {
    let model = model();
    let changes = vec![changed(&model, "pin change[Desk] to ann")];
    let question = PairQuestion { changes, claims: vec![1, 4], ..PairQuestion::default() };
    let compared = ask(&model, 0, &Request::new(question, 1, 50));
    assert_eq!(compared.claims[0].void, Some(Void::Change));
    assert_eq!(compared.claims[1].void, None);
    assert!(compared.claims[1].effect.down() > 0, "what follows from the pin is the model's doing");
}
