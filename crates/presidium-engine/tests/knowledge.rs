//! Who knows what: it is told, and changes nothing.

mod common;

use common::{Backend, Oracle, Vectors, answers_alike, everything, model, question};
use presidium_engine::oracle::{Replay, Trace, Who, run_world};
use presidium_engine::{Outputs, Scenario, World};
use presidium_lang::model::{Element, Model};

const COURT: &str = "# Court

```presidium
model \"Court\" from 1953-01 to 1954-12
set Person = Anna, Boris, Clara
set Office = Chair, Guard
set Police in Person = Boris
state holder[o: Office] : Person? = if o = Chair then Anna else Boris  \"who holds it\"
param zeal : 1/year ~ lognormal(3/year, 0.5)
    assumption
state plotting[p: Person] : truth = false
    known to q in Person where q = p or q = holder[Guard]
state plots : count = 0 known to Police
stock gold : 1 \"the treasure\"
    starts 10
    in     1/year
    known to holder[Chair]
let mood[p: Person] : 1 = (if plotting[p] then 1 else 0) + smooth(gold, 1 year, initially 0) known to p
let weather : 1 = 3 known to p in Person where month_of(now) > 6
event plot[p: Person]
    rate zeal
    do   plotting[p] := true
         plots += 1
         holder[Chair] := p
         say  \"{holder[Chair]} takes the chair\"
    says \"{p} plots\" known to q in Police where q != p
```
";

fn plain() -> String {
    let lines = COURT.lines().map(|line| line.split("known to").next().unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn worlds_are_the_same_whoever_knows_of_them() {
    let (known, plain) = (model("court", COURT), model("court", &plain()));
    assert!(plain.variables.iter().all(|variable| variable.known_to.is_none()));
    assert_eq!(known.variables.iter().filter(|variable| variable.known_to.is_some()).count(), 5);
    let (scenario, outputs) = (Scenario::default(), everything(&plain));
    let expected = Oracle.run(&question(&plain, &scenario, &outputs, 20));
    answers_alike("oracle", &mut Oracle, &question(&known, &scenario, &outputs, 20), &expected);
    answers_alike("vectors", &mut Vectors::default(), &question(&known, &scenario, &outputs, 20), &expected);
}

fn somebody(model: &Model, name: &str) -> Who {
    let (set, elements) = model.sets.iter().enumerate().find(|(_, set)| set.name == "Person").expect("the set");
    let ordinal = elements.elements.iter().position(|element| element == name).expect("the element");
    Who { set: presidium_lang::model::SetId::new(set), ordinal: ordinal as u32 }
}

#[test]
fn each_sees_what_he_knows() {
    let model = model("court", COURT);
    let replay = Replay::new(&model, &Scenario::default(), 7, World(0));
    let seen = |name: &str| -> Vec<String> {
        let seen = replay.seen_by(somebody(&model, name), model.first_step).expect("the world ends");
        seen.iter().map(|seen| format!("{}{}", model.variables[seen.variable].name, seen.element.index())).collect()
    };
    let public = ["holder0", "holder1"];
    assert_eq!(seen("Clara"), [&public[..], &["plotting2", "mood2"]].concat());
    let of_police = ["plotting0", "plotting1", "plotting2", "plots0"];
    let (chair, _) = (model.variable("holder").expect("it is declared"), ());
    let holder = replay.explain(chair, Element(0), model.first_step).expect("the world ends").value;
    let guard = [&public[..], &of_police, if holder == 1.0 { &["gold0"] } else { &[] }, &["mood1"]].concat();
    assert_eq!(seen("Boris"), guard);
}

#[test]
fn messages_reach_those_who_know() {
    let model = model("court", COURT);
    let mut trace = Trace::default();
    run_world(&model, &Scenario::default(), 7, World(0), &Outputs::default(), Some(&mut trace)).expect("it ends");
    let (boris, clara) = (somebody(&model, "Boris"), somebody(&model, "Clara"));
    let plots = trace.lines.iter().filter(|line| line.known_to.is_some());
    let (own, others): (Vec<_>, Vec<_>) = plots.partition(|line| line.element == Element(1));
    assert!(!own.is_empty() && !others.is_empty());
    assert!(own.iter().all(|line| !line.is_heard_by(boris) && !line.is_heard_by(clara)));
    assert!(others.iter().all(|line| line.is_heard_by(boris) && !line.is_heard_by(clara)));
    let open: Vec<_> = trace.lines.iter().filter(|line| line.known_to.is_none()).collect();
    assert!(!open.is_empty() && open.iter().all(|line| line.is_heard_by(clara)));
}
