//! What declarations become: a small program, and the part of the checked model that it is about.

use presidium_lang::model::{
    Change, Effect, Element, Expr, Model, NONE, ObserverId, Rule, RuleId, SetId, Shape, VariableId, VariableKind,
    Written,
};
use presidium_lang::{MemorySources, load, parse_change};

const FRAME: &str = "
model \"Test\" from 1953-03 to 1954-03
unit tonne
unit Mt = 1_000_000 tonne
set Person = Malenkov, Beria, Khrushchev
set Old in Person = Khrushchev, Malenkov
state holder : Person? = Beria
state falls : count = 0
";

fn model(code: &str) -> Model {
    let sources = MemorySources::new("test").with("test.md", format!("```presidium{FRAME}{code}\n```\n"));
    load(&sources).unwrap_or_else(|report| panic!("{report}")).model
}

fn kind<'m>(model: &'m Model, name: &str) -> &'m VariableKind {
    let id = model.variable(name).unwrap_or_else(|| panic!("no variable {name}"));
    &model.variables[id].kind
}

fn let_value(code: &str, name: &str) -> String {
    match kind(&model(code), name) {
        VariableKind::Let { value } => format!("{value:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn quantities_are_in_base_units() {
    assert_eq!(let_value("let a : Mt = 3 Mt", "a"), "Number(3000000.0)");
    assert_eq!(let_value("let a : Mt/year = 3 Mt/month", "a"), "Number(36000000.0)");
    assert_eq!(let_value("let a : 1 = 5%", "a"), "Number(0.05)");
}

#[test]
fn dates_count_months_and_durations_years() {
    assert_eq!(let_value("let a : date = 1953-03", "a"), format!("Number({:?})", 1953.0 * 12.0 + 2.0));
    let difference = let_value("let a : year = now - 1953-03", "a");
    assert!(difference.contains("Divide") && difference.contains("12.0"), "{difference}");
}

#[test]
fn months_are_rounded_once_wherever_they_come_from() {
    let model = model("param wait : month = 1 month assumption\nlet a : truth = 1953-03 + wait = 1953-04");
    for months in 1..=1200 {
        let expected = f64::from(months) / 12.0;
        assert_eq!(let_value(&format!("let a : month = {months} months"), "a"), format!("Number({expected:?})"));
        let change = parse_change(&model, &format!("wait = {months} months")).expect("a change");
        assert!(matches!(change, Change::Parameter { prior, .. } if prior.shape == Shape::Fixed(expected)));
    }
}

#[test]
fn months_in_other_units_are_exact_too() {
    assert_eq!(let_value("unit quarter = 3 months\nlet a : year = 7 quarter", "a"), "Number(1.75)");
    assert_eq!(let_value("let a : 1/year = 7 1/month", "a"), "Number(84.0)");
    assert_eq!(let_value("let a : Mt = 7 Mt/year*month", "a"), format!("Number({:?})", 7e6 / 12.0));
    assert_eq!(let_value("let a : year = 1461 days", "a"), "Number(4.0)");
}

#[test]
fn powers_bind_tighter_than_signs() {
    let value = let_value("let a : 1 = -falls^2", "a");
    assert!(value.starts_with("Unary { op: Negate, operand: Binary { op: Power"), "{value}");
}

#[test]
fn subsets_keep_the_order_of_their_set() {
    let model = model("");
    let old = &model.sets[SetId::from_raw(1)];
    assert_eq!((old.elements.join(" "), old.ordinals.as_slice()), ("Malenkov Khrushchev".to_string(), &[0, 2][..]));
}

#[test]
fn otherwise_stays_with_a_single_reading() {
    let code =
        "data c[p: Person] : 1 = Malenkov 1, Beria 2, Khrushchev 3 assumption\nlet a : 1 = c[holder] otherwise 7";
    let value = let_value(code, "a");
    assert!(value.ends_with("otherwise: Some(Number(7.0)) }"), "{value}");
}

#[test]
fn otherwise_guards_a_larger_expression() {
    let code =
        "data c[p: Person] : 1 = Malenkov 1, Beria 2, Khrushchev 3 assumption\nlet a : 1 = c[holder] + 1 otherwise 7";
    let value = let_value(code, "a");
    assert!(value.starts_with("If { condition: Binary { op: NotEqual"), "{value}");
}

#[test]
fn lets_come_after_what_they_read() {
    let model = model("let a : 1 = b + 1\nlet b : 1 = c\nlet c : 1 = falls");
    let order: Vec<&str> = model.let_order.iter().map(|id| model.variables[*id].name.as_str()).collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[test]
fn a_delay_is_a_hidden_variable_over_the_bindings_it_uses() {
    let model = model("let a[p: Person] : 1 = delay(if p = holder then 1 else 0, 6 months, initially 0)");
    let hidden: Vec<_> = model.variables.iter().filter(|v| v.hidden).collect();
    assert_eq!((hidden.len(), hidden[0].indices.len()), (1, 1));
    assert!(matches!(hidden[0].kind, VariableKind::Lag { steps: 6, .. }));
}

#[test]
fn a_circle_is_broken_by_the_previous_step() {
    let model = model("let a : 1 = previous(b, initially 1)\nlet b : 1 = a * 2");
    assert_eq!(model.let_order.len(), 2);
}

#[test]
fn rules_count_only_if_something_reads_them() {
    let quiet = model("event e\n    when falls > 1\n    do falls += 1");
    let counted = model("event e\n    when falls > 1\n    do falls += 1\nlet a : truth = happened(e)");
    let count = |model: &Model| match &model.rules[RuleId::from_raw(0)] {
        Rule::Event(event) => event.count,
        Rule::Decision(_) => None,
    };
    assert_eq!((count(&quiet), count(&counted).is_some()), (None, true));
}

#[test]
fn says_comes_before_the_effects() {
    let model = model("event e\n    when falls > 1\n    do falls += 1\n    says \"{holder} fell\"");
    let Rule::Event(event) = &model.rules[RuleId::from_raw(0)] else { panic!("not an event") };
    assert!(matches!(event.effects[0], Effect::Say(_)));
}

#[test]
fn rules_keep_the_words_of_their_author() {
    let model = model(
        "event e\n    when falls > 1   # of many\n         and falls < 9\n    unless falls = 5\n    rate 2 1/year\n    \
             do for p in Person where p != holder:\n            if p = Beria:\n                falls += 1  # one",
    );
    let written = model.rules[RuleId::from_raw(0)].written();
    let text = |written: &Option<Written>| written.as_ref().map(|written| written.text.clone()).unwrap_or_default();
    assert_eq!(text(&written.when), "when falls > 1 and falls < 9 unless falls = 5");
    assert_eq!(text(&written.rate), "rate 2 1/year");
    let Rule::Event(event) = &model.rules[RuleId::from_raw(0)] else { panic!("not an event") };
    let Effect::ForEach { body, written, .. } = &event.effects[0] else { panic!("{:?}", event.effects) };
    assert_eq!(written.text, "for p in Person where p != holder");
    let Effect::If { then, written, .. } = &body[0] else { panic!("{body:?}") };
    assert_eq!(written.text, "if p = Beria");
    let Effect::Assign { written, .. } = &then[0] else { panic!("{then:?}") };
    assert_eq!((written.text.as_str(), written.place.line), ("falls += 1", 16));
}

#[test]
fn what_the_compiler_makes_is_known_by_what_was_written() {
    let code = "let a : 1 = previous(falls * 2, initially 0)\nlet b : truth = happened(e)\n\
                event e\n    when falls > 1\n    do falls += 1";
    let model = model(code);
    let known: Vec<&str> = model.variables.iter().filter(|v| v.hidden).map(|v| v.known_as()).collect();
    assert_eq!(known, ["previous(falls * 2, initially 0)", "times(e)"]);
    assert!(model.variables.iter().filter(|v| !v.hidden).all(|v| v.known_as() == v.name));
}

#[test]
fn folds_over_observers_are_unrolled() {
    let model = model("claim A event \"words\"\n    role structural\n    holds all(p in Old: ever(holder = p))");
    assert_eq!(model.observers.len(), 2);
    assert!(matches!(model.observers[ObserverId::from_raw(1)].value, Expr::Binary { .. }));
}

#[test]
fn series_have_a_value_for_each_month() {
    let model = model("series s : 1 = 1953-03: 0, 1954-03: 12 assumption\nlet a : 1 = s");
    let VariableKind::Series { monthly } = kind(&model, "s") else { panic!("not a series") };
    assert_eq!((monthly[0].len(), monthly[0][0], monthly[0][6], monthly[0][12]), (13, 0.0, 6.0, 12.0));
}

#[test]
fn priors_are_evaluated_for_each_element() {
    let model = model(
        "data c[p: Person] : 1 = Malenkov 1, Beria 2, Khrushchev 3 assumption\n\
         param w[p: Person] : 1 ~ normal(c[p] * 2, 1) within 0 .. c[p] + 10 assumption\nlet a : 1 = w[Beria]",
    );
    let VariableKind::Parameter { readings, .. } = kind(&model, "w") else { panic!("not a parameter") };
    let prior = readings[0].priors.known(2).expect("it is the same in all worlds");
    assert_eq!((&prior.shape, prior.high), (&Shape::Normal { mean: 6.0, sd: 1.0 }, Some(13.0)));
}

#[test]
fn a_change_is_in_base_units_and_at_its_element() {
    let model = model("param w[p: Person] : Mt = 1 Mt assumption\nlet a : Mt = w[Beria]");
    let change = parse_change(&model, "w[Beria] = 2 Mt").unwrap_or_else(|report| panic!("{report}"));
    let Change::Parameter { variable, element, prior } = change else { panic!("not a parameter") };
    assert_eq!((Some(variable), element, prior.shape), (model.variable("w"), Some(Element(1)), Shape::Fixed(2e6)));
    assert_eq!(model.variable("holder"), Some(VariableId::from_raw(0)));
}

#[test]
fn a_record_of_elements_says_who_it_was() {
    let text = format!("```presidium{FRAME}record held for holder from \"held.csv\" as \"h\"\n```\n");
    let rows = "series,date,value,source,grade\nh,1953-03-05,Malenkov,,B\nh,1953-06,-,,\nh,1953-09-07,Khrushchev,,A\n";
    let sources = MemorySources::new("test").with("test.md", text).with("held.csv", rows);
    let model = load(&sources).unwrap_or_else(|report| panic!("{report}")).model;
    assert!(model.records.is_empty(), "it is scored against nothing");
    let points: Vec<_> =
        model.holdings[0].points.iter().map(|point| (point.month.0, point.value, point.grade)).collect();
    let first = model.first_step.0;
    assert_eq!(points, [(first, 0.0, 'B'), (first + 3, NONE, 'B'), (first + 6, 2.0, 'A')]);
}
