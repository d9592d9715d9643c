//! Changes and scenarios are read back from their text, to the bit.

use presidium_lang::calendar::days_in_month;
use presidium_lang::clock::Step;
use presidium_lang::model::{Change, Element, Model, NEVER, NONE, Prior, RuleId, Scenario, SetId, Shape, VariableId};
use presidium_lang::{MemorySources, load, parse_change, parse_scenario};
use proptest::prelude::*;

const MODEL: &str = "```presidium
model \"Changes\" from 1953-03 to 1954-12 until 1985-12
unit tonne, hectare
unit Mt = 1_000_000 tonne
unit pood = 16.38 kilogram
unit kilogram = 0.001 tonne
set Person = Malenkov, Beria, Khrushchev
set Old in Person = Beria, Malenkov
set Office = Premier, First_Secretary
param zeal : 1/year ~ normal(0.5/year, 0.3/year) assumption
param share : % ~ normal(50 %, 10 %) assumption
param weight[o: Office, p: Old] : 1 = 1 assumption
param harvest : Mt/year ~ normal(80 Mt/year, 10 Mt/year) assumption
param sack : pood ~ normal(3 pood, 1 pood) assumption
param yield : pood/hectare/month ~ normal(3 pood/hectare/month, 1 pood/hectare/month) assumption
param wait : month = 2 months assumption
param begins : date = 1953-05 assumption
param hard : truth = true assumption
param heir : Person? = Malenkov assumption
param camps : 1
    reading archive ~ normal(2, 1) assumption
    reading witness ~ normal(3, 1) assumption
switch appeals \"Decisions can be appealed\"
let read : 1 = if appeals and hard and heir is some and now > begins then share * camps * weight[Premier, Beria] else 0
let used : year = wait + zeal * 1 year^2 + sack / (1 kilogram/year) + yield / (1 kilogram/hectare/year^2) + harvest / (1 tonne/year^2)
state falls : count = 0
event plot[o: Office]
    when read > 0 and used > 1 year
    do falls += 1
body Presidium over p in Person
decision removal[o: Office] \"Is the holder to go?\"
    by vote of Presidium with member p
    option remove
    option keep
what if quiet \"Nobody plots\"
    forbid plot
    set zeal = 0.25 1/year
```
";

fn model() -> Model {
    load(&MemorySources::new("changes").with("model.md", MODEL)).unwrap_or_else(|report| panic!("{report}")).model
}

fn variable(model: &Model, name: &str) -> VariableId {
    model.variable(name).unwrap_or_else(|| panic!("no variable {name}"))
}

/// A finite number of any size that is not too near the ends.
fn number() -> impl Strategy<Value = f64> {
    let plain = (-1_000_000_i32..1_000_000, 0_i32..7).prop_map(|(digits, places)| {
        let text = format!("{digits}e-{places}");
        text.parse().unwrap_or(0.0)
    });
    let any = any::<f64>().prop_filter("moderate", |x| x.is_finite() && (1e-200..1e200).contains(&x.abs()));
    prop_oneof![plain, any, Just(0.0)]
}

fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![number().prop_map(f64::abs), 1e-6..1e6].prop_filter("above zero", |x| *x > 0.0)
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        number().prop_map(Shape::Fixed),
        (number(), positive()).prop_map(|(mean, sd)| Shape::Normal { mean, sd }),
        (positive(), positive()).prop_map(|(median, sigma)| Shape::Lognormal { median, sigma }),
        (0.05..1e6, 0.05..1e6).prop_map(|(alpha, beta)| Shape::Beta { alpha, beta }),
        (number(), positive()).prop_map(|(low, width)| Shape::Uniform { low, high: low + width }),
        (number(), positive(), positive()).prop_map(|(low, rise, fall)| {
            let mode = low + rise;
            Shape::Triangular { low, mode, high: mode + fall }
        }),
        (1e-3..1e6).prop_map(|mean| Shape::Poisson { mean }),
        prop::collection::vec((number(), positive()), 1..5).prop_map(|pairs| {
            let (values, weights) = pairs.into_iter().unzip();
            Shape::Discrete { values, weights }
        }),
    ]
}

fn prior() -> impl Strategy<Value = Prior> {
    let limited = (shape(), number(), positive()).prop_map(|(shape, low, width)| Prior {
        shape,
        low: Some(low),
        high: Some(low + width),
    });
    let free = shape().prop_map(|shape| Prior { shape, low: None, high: None });
    let sound = |prior: &Prior| {
        let is_limited_number = matches!(prior.shape, Shape::Fixed(_)) && prior.low.is_some();
        prior.flaw().is_none() && !is_limited_number
    };
    prop_oneof![limited, free].prop_filter("a distribution", sound)
}

fn fixed(value: f64) -> Prior {
    Prior { shape: Shape::Fixed(value), low: None, high: None }
}

fn date() -> impl Strategy<Value = f64> {
    let month = 0_u32..9999 * 12;
    let day = (month.clone(), 0_u32..31).prop_map(|(month, day)| {
        let month = f64::from(month);
        month + f64::from(day % 28) / days_in_month(month)
    });
    let any = (month.clone(), 0.0..1.0).prop_map(|(month, part): (u32, f64)| f64::from(month) + part);
    let nearly = (1_u32..9999 * 12, -1e-6..1e-6).prop_map(|(month, off): (u32, f64)| f64::from(month) + off);
    prop_oneof![month.prop_map(f64::from), day, any, nearly, Just(NEVER)]
}

fn change() -> impl Strategy<Value = Change> {
    let model = model();
    let [share, weight, begins, hard, heir, camps, appeals] =
        ["share", "weight", "begins", "hard", "heir", "camps", "appeals"].map(|name| variable(&model, name));
    let quantities = ["zeal", "share", "weight", "harvest", "sack", "yield", "wait"].map(|name| variable(&model, name));
    let months =
        (0_u32..9999 * 12, 0_u32..600).prop_map(|(first, more)| (Step(first), Step((first + more).min(9999 * 12))));
    let whole = Just((model.first_step, model.until_step));
    let window = prop_oneof![whole, months];
    let root = SetId::new(model.sets.iter().position(|set| set.name == "Person").unwrap_or_default());
    let rule_element = prop_oneof![Just(None), (0_u32..2).prop_map(|element| Some(Element(element)))];
    let parameter = |variable, element, prior| Change::Parameter { variable, element, prior };
    prop_oneof![
        (prop::sample::select(quantities.to_vec()), prior()).prop_map(move |(id, prior)| parameter(id, None, prior)),
        (0_u32..4, prior()).prop_map(move |(element, prior)| parameter(weight, Some(Element(element)), prior)),
        (0_u32..100_000).prop_map(move |k| parameter(share, None, fixed(f64::from(k) / 1000.0 / 100.0))),
        date().prop_map(move |date| parameter(begins, None, fixed(date))),
        any::<bool>().prop_map(move |on| parameter(hard, None, fixed(f64::from(u8::from(on))))),
        prop::sample::select(vec![NONE, 0.0, 1.0, 2.0]).prop_map(move |heir_is| parameter(heir, None, fixed(heir_is))),
        any::<bool>().prop_map(move |on| Change::Switch { variable: appeals, on }),
        (0_usize..2).prop_map(move |reading| Change::Reading { variable: camps, reading }),
        (rule_element.clone(), 0_usize..2, window.clone()).prop_map(|(element, option, (first_step, last_step))| {
            Change::Pin { rule: RuleId::from_raw(1), element, option, first_step, last_step }
        }),
        (rule_element.clone(), 0_u32..2, 0_usize..2, window.clone()).prop_map(
            move |(element, member, option, (first_step, last_step))| {
                let rule = RuleId::from_raw(1);
                Change::PinVote { rule, element, root, member, option, first_step, last_step }
            }
        ),
        (0_u32..2, rule_element, window).prop_map(|(rule, element, (first_step, last_step))| {
            Change::Forbid { rule: RuleId::from_raw(rule), element, first_step, last_step }
        }),
    ]
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let changes = prop::collection::vec(change(), 0..5);
    let first = model_once().first_step.0;
    let followed = prop::option::of((first..=model_once().until_step.0).prop_map(Step));
    (changes, followed, any::<bool>(), prop::option::of(positive())).prop_map(
        |(changes, follow_record, lots, widen)| Scenario { changes, follow_record, lots, widen, ..Scenario::default() },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn a_change_is_read_back_from_its_text(change in change()) {
        let model = model_once();
        let text = change.to_text(model);
        let read = parse_change(model, &text).unwrap_or_else(|report| panic!("{text}\n{report}"));
        prop_assert_eq!(&read, &change, "{}", text);
        prop_assert_eq!(read.to_text(model), text);
    }

    #[test]
    fn a_scenario_is_read_back_from_its_text(scenario in scenario()) {
        let model = model_once();
        let text = scenario.to_text(model);
        for text in [text.clone(), text.replace('\n', "; ")] {
            let read = parse_scenario(model, &text).unwrap_or_else(|report| panic!("{text}\n{report}"));
            prop_assert_eq!(&read, &scenario, "{}", text);
        }
    }
}

fn model_once() -> &'static Model {
    static MODEL: std::sync::OnceLock<Model> = std::sync::OnceLock::new();
    MODEL.get_or_init(model)
}

#[test]
fn texts_of_changes() {
    let model = model();
    let text = |text: &str| parse_change(&model, text).unwrap_or_else(|report| panic!("{report}")).to_text(&model);
    assert_eq!(text("zeal = 0.3/year"), "set zeal = 0.3 1/year");
    assert_eq!(
        text("harvest ~ normal(80 Mt/year, 3 tonne/month) within 1 Mt/year .. 90 Mt/year"),
        "set harvest ~ normal(80 Mt/year, 0.000036 Mt/year) within 1 Mt/year .. 90 Mt/year"
    );
    assert_eq!(text("weight[Premier, Beria] = -1/3"), "set weight[Premier, Beria] = -0.3333333333333333");
    assert_eq!(text("begins = 1953-05-17"), "set begins = 1953-05-17");
    assert_eq!(text("pin removal to keep from 1953-03 to 1960-01"), "pin removal to keep to 1960-01");
    assert_eq!(text("forbid plot[Premier] from 1954-01"), "forbid plot[Premier] from 1954-01");
}

#[test]
fn a_scenario_names_what_ifs() {
    let model = model();
    let read = |text: &str| parse_scenario(&model, text).map(|scenario| scenario.to_text(&model));
    let expected = "forbid plot\nset zeal = 0.25 1/year\nset zeal = 2 1/year\nwiden priors by 2";
    assert_eq!(read("quiet # and then\n\nzeal = 2 1/year; widen priors by 2;").unwrap_or_default(), expected);
    assert_eq!(read("").unwrap_or_default(), "");
    for (wrong, message) in [
        ("loud", "there is no what-if `loud`"),
        ("quiet; widen priors by 0", "expected a number above zero"),
        ("follow the record", "expected a change"),
        ("follow record until", "expected a month"),
        ("follow record until 1853-01", "the record cannot be followed until then"),
        ("switch appeals off off", "expected the end"),
    ] {
        let report = read(wrong).expect_err(wrong).render();
        assert!(report.contains(message), "{report}");
    }
}
