//! What stands in the SVG of each picture: axes, units, the record with its source, and the same marks everywhere.

use std::sync::Arc;

use presidium_charts::{Mark, Panel, Picture, bands, deals, discovery, ledger, luck, morris, svg, what_if};
use presidium_lab::{
    Answer, BandsQuestion, DealQuestion, DiscoveryQuestion, DriversQuestion, Executor, Experiment, Laboratory,
    LedgerQuestion, LuckQuestion, MorrisQuestion, PairQuestion, Question, Request, Target, movable,
};
use presidium_lang::MemorySources;
use presidium_query::{Assumptions, Study, bands as subjects, claims_named, observables, what_if as changes};
use roxmltree::{Document, Node};

const QUARREL: &str = include_str!("../../../models/tutorial/quarrel/quarrel.md");

const TREES: &str = "```presidium
model \"An orchard\" from 1950-01 to 1954-12 step 1 month language 1
unit tonne
param vigour : 1 ~ lognormal(1, 0.2) \"how well trees grow\" assumption
stock trees : tonne \"fruit on the trees\"
    starts 10 tonne
    in \"grown\" 3 tonne/year * vigour
record trees from \"record.csv\"
```
";
const RECORD: &str = "series,date,value,unit,low,high\ntrees,1951-12,17,tonne,15,19\ntrees,1953-12,23,tonne,,\n";

const SLATE: &str = "#2F556E";
const CHANGED: &str = "#B3170D";
const INK: &str = "#191613";

fn study(text: &str) -> Study {
    let sources = MemorySources::new("small").with("model.md", text).with("record.csv", RECORD);
    let model = presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{}", report.render())).model;
    Study::new(model, &Assumptions::default()).unwrap().0
}

type AnswerTo<Q> = Answer<<<Q as Question>::Experiment as Experiment>::Report>;

/// A question to a few worlds, and the picture of its answer.
fn asked<Q: Question>(
    study: &Study,
    question: Q,
    picture: impl FnOnce(&Request<Q>, &AnswerTo<Q>) -> Picture,
) -> Picture {
    let laboratory = Laboratory::new(study.model.clone(), Arc::new(Executor::new(1).unwrap()));
    let request = study.request(question, 7, 120);
    picture(&request, &laboratory.ask(&request).unwrap())
}

fn bands_of(study: &Study, names: &[&str], change: &[&str]) -> Picture {
    let [names, change] = [names, change].map(|texts| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let wanted = subjects(&study.model, &names).unwrap();
    let question = BandsQuestion { wanted, changes: changes(&study.model, &change).unwrap().0 };
    asked(study, question, |request, answer| bands(study, &change, request, answer))
}

fn texts(drawn: &str) -> Vec<String> {
    let document = Document::parse(drawn).expect("it is XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().trim().to_owned()).collect()
}

/// How many elements there are with this name and this value of an attribute.
fn count(drawn: &str, name: &str, attribute: &str, value: &str) -> usize {
    let document = Document::parse(drawn).expect("it is XML");
    let is_such = |node: &Node<'_, '_>| node.has_tag_name(name) && node.attribute(attribute) == Some(value);
    document.descendants().filter(is_such).count()
}

#[test]
fn a_fan_has_axes_a_unit_and_the_record() {
    let drawn = svg(&bands_of(&study(TREES), &["trees"], &[])).unwrap();
    let texts = texts(&drawn);
    for wanted in ["An orchard", "fruit on the trees (trees)", "tonne", "1951", "1954", "20", "recorded"] {
        assert!(texts.iter().any(|text| text == wanted), "{wanted}: {texts:?}");
    }
    // A dot in the key and one for each point.
    assert_eq!(count(&drawn, "circle", "fill", INK), 3);
    assert_eq!(count(&drawn, "polygon", "fill", SLATE), 2);
    assert_eq!(count(&drawn, "polyline", "stroke", CHANGED), 0, "nothing was changed");
}

#[test]
fn a_change_is_in_outline_and_the_difference_under_it() {
    let picture = bands_of(&study(TREES), &["trees"], &["set vigour = 2"]);
    assert_eq!(picture.panels.len(), 2);
    let drawn = svg(&picture).unwrap();
    assert!(count(&drawn, "polyline", "stroke", CHANGED) > 4);
    assert_eq!(count(&drawn, "polygon", "fill", CHANGED), 0, "two fans are never filled over each other");
    let texts = texts(&drawn);
    assert!(texts.iter().any(|text| text.starts_with("Paired difference")), "{texts:?}");
    assert!(texts.iter().any(|text| text == "What if: set vigour = 2"), "{texts:?}");
}

#[test]
fn an_office_and_a_decision_are_stacks_that_add_up() {
    let study = study(QUARREL);
    let picture = bands_of(&study, &["chair", "new_chair"], &[]);
    for panel in &picture.panels {
        let Panel::Time(time) = panel else { panic!("{panel:?}") };
        let [Mark::Stack { parts }] = time.marks.as_slice() else { panic!("{time:?}") };
        for step in 0..study.model.step_count() {
            let sum: f64 = parts.iter().map(|(_, shares)| shares[step]).sum();
            assert!((sum - 100.0).abs() < 1e-9, "{sum} in step {step}");
        }
    }
    let texts = texts(&svg(&picture).unwrap());
    assert!(texts.iter().any(|text| text.starts_with("Anna, ") && text.contains(" – ")), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("not taken yet, 0.0 %")), "{texts:?}");
}

#[test]
fn each_kind_is_compared_with_its_difference() {
    let picture = bands_of(&study(QUARREL), &["chair"], &["peace"]);
    assert_eq!(picture.panels.len(), 4, "Anna and Boris, each with a difference");
    let drawn = svg(&picture).unwrap();
    assert_eq!([SLATE, CHANGED].map(|fill| count(&drawn, "polygon", "fill", fill)), [2, 0]);
}

#[test]
fn a_ledger_has_a_row_for_each_claim_on_worlds() {
    let study = study(QUARREL);
    let claims = claims_named(&study.model, &[]).unwrap();
    let question = LedgerQuestion { claims, observables: vec![], cause_worlds: 60 };
    let drawn = svg(&asked(&study, question, |request, answer| ledger(&study, request, answer))).unwrap();
    let texts = texts(&drawn);
    for wanted in ["A1 holds", "Anna loses the chair", "of 100 worlds", "points", "100"] {
        assert!(texts.iter().any(|text| text == wanted), "{wanted}: {texts:?}");
    }
    // Four claims, and one effect on a share.
    assert_eq!(count(&drawn, "circle", "stroke", SLATE), 5);
    assert!(texts.iter().any(|text| text.starts_with("Not drawn: 1 effect")), "{texts:?}");
}

#[test]
fn a_comparison_has_both_sides_of_each_row_and_the_difference() {
    let study = study(QUARREL);
    let question = PairQuestion {
        changes: changes(&study.model, &["peace".to_owned()]).unwrap().0,
        claims: claims_named(&study.model, &["A2".to_owned()]).unwrap(),
        observables: observables(&study.model, &[]).unwrap(),
        parting_worlds: 0,
    };
    let spelt = ["peace".to_owned()];
    let picture = asked(&study, question, |request, answer| what_if(&study, &spelt, request, answer, false));
    let drawn = svg(&picture).unwrap();
    // Two people in the chair and a claim, without and with; then the differences.
    assert_eq!(count(&drawn, "circle", "stroke", SLATE), 3);
    assert_eq!(count(&drawn, "circle", "stroke", CHANGED), 6);
    assert_eq!(drawn, svg(&picture).unwrap(), "the same picture has the same text");
}

/// The titles of the panels of a picture that can be drawn, each with its number of rows.
fn panels(picture: &Picture) -> Vec<(String, usize)> {
    let drawn = svg(picture).expect("it is drawn");
    assert_eq!(drawn, svg(picture).expect("it is drawn"), "the same picture has the same text");
    Document::parse(&drawn).expect("it is XML");
    let rows = |panel: &Panel| match panel {
        Panel::Dots(dots) => (dots.title.clone(), dots.rows.len()),
        Panel::Time(time) => (time.title.clone(), time.marks.len()),
    };
    picture.panels.iter().map(rows).collect()
}

#[test]
fn luck_has_three_rows_and_walks_a_row_for_each_parameter() {
    let study = study(QUARREL);
    let of = Target::Claim(1);
    let picture =
        asked(&study, LuckQuestion { of: of.clone(), times: 2 }, |request, answer| luck(&study, request, answer));
    assert_eq!(panels(&picture).iter().map(|(_, rows)| *rows).collect::<Vec<_>>(), [3]);

    let drivers = study.request(DriversQuestion { of: of.clone(), flip_worlds: 0 }, 7, 120);
    let parameters = movable(&study.model, &study.scenario);
    let (count, walks) = (parameters.len(), 4);
    let question = MorrisQuestion { of, parameters, walks, each: 4 };
    let laboratory = Laboratory::new(study.model.clone(), Arc::new(Executor::new(1).unwrap()));
    let worlds = question.worlds();
    let found = laboratory.ask(&study.request(question, 7, worlds)).unwrap().report;
    let picture = morris(&study, &drivers, &found);
    assert_eq!(panels(&picture).iter().map(|(_, rows)| *rows).collect::<Vec<_>>(), [count; 3]);
    assert!(picture.lines.iter().any(|line| line.contains("along 4 walks")), "{:?}", picture.lines);
}

#[test]
fn boxes_have_their_shares_and_their_ends() {
    let study = study(QUARREL);
    let question = DiscoveryQuestion { of: Target::Claim(1) };
    let laboratory = Laboratory::new(study.model.clone(), Arc::new(Executor::new(1).unwrap()));
    let request = study.request(question, 7, 4_000);
    let answer = laboratory.ask(&request).unwrap();
    let (boxes, ends) = (answer.report.boxes.len(), answer.report.boxes.iter().map(|of| of.restrictions.len()).sum());
    assert!(boxes > 0);
    let rows: Vec<usize> = panels(&discovery(&study, &request, &answer)).iter().map(|(_, rows)| *rows).collect();
    assert_eq!(rows, [2 * boxes, ends]);
}

/// Where nobody has another's attribute, nothing is drawn and the line says so.
#[test]
fn dealt_attributes_are_drawn_only_where_there_are_some() {
    let study = study(QUARREL);
    let deal = presidium_query::deals::exchange(&study.model, "Anna", "Boris").unwrap();
    let question = DealQuestion { deals: vec![deal], claims: vec![0, 1] };
    let picture = asked(&study, question, |request, answer| deals(&study, request, answer));
    assert_eq!(panels(&picture), []);
    assert!(picture.lines.iter().any(|line| line.contains("nothing changes")), "{:?}", picture.lines);
}
