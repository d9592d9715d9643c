//! Requests are written and read; mistakes in words say what was meant.

use std::path::Path;

use presidium_lab::{
    AblationQuestion, AimErrors, Aims, AimsQuestion, BandsQuestion, DealQuestion, DiscoveryQuestion, DriversQuestion,
    LedgerQuestion, LuckQuestion, ModelTestQuestion, NullQuestion, Observable, OccurrenceQuestion, PairQuestion,
    Request, SkillQuestion, Subject, SurveyedClaims, Target, TippingQuestion, WiderPriorsQuestion, drawn_parameters,
    prior_of,
};
use presidium_lang::model::{Deal, Element, Model, RuleId, Scenario, SetId, WhatIfId};
use presidium_lang::parse_scenario;
use presidium_query::{Asked, Assumptions, Inquiry, Problem, Spelt, Study, bands, month_of_model, what_if};
use presidium_sources::FolderSources;

fn model(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(name);
    presidium_lang::load(&FolderSources::open(&folder).unwrap()).unwrap().model
}

/// Written as JSON and read again.
fn again<Q: Spelt>(model: &mut Model, request: &Request<Q>) -> Asked {
    let text = serde_json::to_string(&Inquiry::of(model, request)).unwrap();
    let inquiry: Inquiry = serde_json::from_str(&text).unwrap();
    inquiry.read(model).unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

#[test]
fn every_request_is_read_as_it_was_written() {
    for name in ["tutorial/quarrel", "ussr-1953"] {
        let mut model = model(name);
        let claims: Vec<usize> = (0..model.claims.len()).filter(|&claim| model.reaches(&model.claims[claim])).collect();
        let claims_asked = claims.clone();
        let observables: Vec<Observable> = Observable::headline(&model).into_iter().collect();
        let of = SurveyedClaims { claims: claims.clone(), cause_worlds: 77 };
        let changes = |what_if: usize| model.what_ifs[WhatIfId::new(what_if)].changes.clone();
        let scenario = Scenario { changes: changes(0), follow_record: Some(model.until_step), ..Scenario::default() };
        let asked = Request { scenario, seed: 11, worlds: 13, condition: None, question: () };
        let wanted = vec![
            Subject::Variable(observables[0].variable, observables[0].element),
            Subject::Rule(RuleId::new(0), Element::default()),
        ];
        let systems = model.systems().take(2).collect();
        let last = model.what_ifs.len() - 1;
        let ledger = asked.clone().asking(LedgerQuestion { claims: claims.clone(), observables, cause_worlds: 77 });
        let bands = asked.clone().asking(BandsQuestion { wanted, changes: changes(last) });
        let pairs = PairQuestion { changes: changes(last), claims, parting_worlds: 5, ..PairQuestion::default() };
        let pairs = asked.clone().asking(pairs);
        let skill = asked.clone().asking(SkillQuestion { split: model.first_step + 5 });
        let chronicle = asked.clone().asking(OccurrenceQuestion { split: model.first_step + 5 });
        let tests = asked.clone().asking(ModelTestQuestion {});
        let ablation = asked.clone().asking(AblationQuestion { of: of.clone(), systems });
        let nulls = asked.clone().asking(NullQuestion { of: of.clone() });
        let target = Target::Claim(claims_asked[0]);
        let drawn = drawn_parameters(&model, &asked.scenario);
        let parameter =
            drawn.iter().find(|&&drawn| prior_of(&model, &asked.scenario, drawn).is_some()).copied().unwrap();
        let drivers = asked.clone().asking(DriversQuestion { of: target.clone(), flip_worlds: 7 });
        let discover = asked.clone().asking(DiscoveryQuestion { of: target.clone() });
        let luck = asked.clone().asking(LuckQuestion { of: target.clone(), times: 3 });
        let moved = [None, Some((0.125, 0.75))].map(|range| TippingQuestion {
            of: target.clone(),
            parameter,
            range,
            points: 5,
            threshold: Some(0.25),
        });
        let tipping = moved.map(|question| asked.clone().asking(question));
        let deals = vec![Deal::Exchange { root: SetId::new(0), pair: [0, 1] }];
        let deal = asked.clone().asking(DealQuestion { deals, claims: claims_asked.clone() });
        let priors = asked.asking(WiderPriorsQuestion { of, factor: 1.5 });
        assert_eq!(again(&mut model, &drivers), Asked::Drivers(drivers));
        assert_eq!(again(&mut model, &discover), Asked::Discover(discover));
        assert_eq!(again(&mut model, &luck), Asked::Luck(luck));
        tipping.into_iter().for_each(|tipping| assert_eq!(again(&mut model, &tipping), Asked::Tipping(tipping)));
        assert_eq!(again(&mut model, &deal), Asked::Deal(deal));
        assert_eq!(again(&mut model, &ledger), Asked::Ledger(ledger));
        assert_eq!(again(&mut model, &pairs), Asked::WhatIf(pairs));
        assert_eq!(again(&mut model, &skill), Asked::Skill(skill));
        assert_eq!(again(&mut model, &chronicle), Asked::Chronicle(chronicle));
        assert_eq!(again(&mut model, &tests), Asked::Tests(tests));
        assert_eq!(again(&mut model, &ablation), Asked::Ablation(ablation));
        assert_eq!(again(&mut model, &nulls), Asked::Nulls(nulls));
        assert_eq!(again(&mut model, &priors), Asked::Priors(priors));
        assert_eq!(again(&mut model, &bands), Asked::Bands(bands));
    }
}

/// What a model is fitted to is asked of the model that ends there; its words are read in the whole model.
#[test]
fn targets_end_where_the_model_is_fitted() {
    let whole = model("tutorial/pond");
    let mut fitted = whole.clone();
    fitted.run_until(month_of_model(&whole, "1955-12").unwrap());
    let aims = Aims::of(&fitted, AimErrors::default());
    let request = Request::new(AimsQuestion { aims: aims.into(), with_parameters: false }, 11, 13);
    let inquiry = Inquiry::of(&fitted, &request);
    assert_eq!(inquiry.read(&mut whole.clone()).ok(), Some(Asked::Targets(request)));
    let later = Inquiry { until: Some("1969-12".to_owned()), ..inquiry };
    let problem = later.read(&mut whole.clone()).expect_err("they end at the split").to_string();
    assert!(problem.contains("do not run until 1969-12: they end where it is fitted"), "{problem}");
}

#[test]
fn bands_are_of_all_elements_unless_some_are_named_and_never_of_dates() {
    let model = model("tutorial/quarrel");
    let count = |name: &str| bands(&model, &[name.to_owned()]).map(|wanted| wanted.len());
    assert_eq!(
        ["anger", "anger[Boris]", "chair", "new_chair", "quarrel"].map(|name| count(name).unwrap()),
        [3, 1, 1, 1, 1]
    );
    assert!(matches!(count("fell_on"), Err(Problem::NoBands { .. })));
    assert!(count("angel").unwrap_err().to_string().contains("anger"));
}

#[test]
fn a_request_has_the_fingerprint_of_what_it_can_depend_on() {
    let quarrel = model("tutorial/quarrel");
    let request = Request::new(LedgerQuestion::default(), 1, 100);
    let print = |model: &Model| request.fingerprint(model);
    let mut retold = quarrel.clone();
    retold.claims[0].words = "Something else".to_owned();
    retold.variables.iter_mut().for_each(|variable| variable.label = "another label".to_owned());
    (retold.title, retold.seed) = ("Another title".to_owned(), Some(3));
    assert_eq!(print(&retold), print(&quarrel));
    let mut other = quarrel.clone();
    other.what_ifs[WhatIfId::from_raw(0)].changes.clear();
    assert_ne!(print(&other), print(&quarrel));
    let mut later = quarrel.clone();
    later.claims[0].horizon = later.claims[0].horizon + 1;
    assert_ne!(print(&later), print(&quarrel));
    let scenario = parse_scenario(&quarrel, "peace").unwrap();
    assert_ne!(Request { scenario, ..request.clone() }.fingerprint(&quarrel), print(&quarrel));
}

#[test]
fn mistakes_say_what_was_meant_and_name_no_flag() {
    let quarrel = model("tutorial/quarrel");
    let told = |problem: Problem| problem.to_string();
    assert!(told(what_if(&quarrel, &["pease".to_owned()]).unwrap_err()).contains("peace"));
    let beyond = month_of_model(&quarrel, "1960-01").unwrap_err();
    assert_eq!(told(beyond), "1960-01 is outside the model, which runs from 1950-01 to 1951-12");
    let ussr = model("ussr-1953");
    let twice = Assumptions {
        set: vec!["camps_1953 = 2_000_000 person".to_owned()],
        reading: vec!["camps_1953=article".to_owned()],
        ..Assumptions::default()
    };
    for problem in
        [Study::new(ussr.clone(), &twice).map(drop).unwrap_err(), month_of_model(&ussr, "1970-01").unwrap_err()]
    {
        let told = told(problem);
        assert!(!told.contains("--"), "{told}");
    }
}

#[test]
fn what_a_change_cannot_be_is_refused() {
    let mut quarrel = model("tutorial/quarrel");
    for words in ["exchange Anna and Boris", "redraw parameters by seed 7", "follow record", "peace; decide by lot"] {
        for ask in [r#""ask": "what-if""#, r#""ask": "bands", "variables": ["chair"]"#] {
            let text = format!("{{{ask}, \"change\": \"{words}\"}}");
            let inquiry: Inquiry = serde_json::from_str(&text).unwrap();
            let problem = inquiry.read(&mut quarrel).expect_err(&text).to_string();
            assert!(problem.contains("the same on both sides"), "{text}: {problem}");
        }
    }
    let inquiry: Inquiry = serde_json::from_str(r#"{"ask": "what-if", "change": "peace"}"#).unwrap();
    assert!(inquiry.read(&mut quarrel).is_ok());
}
