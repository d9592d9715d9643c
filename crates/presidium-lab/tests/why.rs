//! Why, to the end: over small programs, from a value to the rule that changed it and on to what the rule read.

use presidium_engine::oracle::{CameTo, Explanation, Opened, Replay};
use presidium_engine::{Failure, Fault, Needed, Scenario, World};
use presidium_lab::{Account, BREADTH, Did, Reach, Reason, Subject, label_text, variable_name, why};
use presidium_lang::MemorySources;
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, RuleId, Shape};

const FIRST: Step = Step::of_month(1950, 1);

fn model(lines: &str) -> Model {
    let text = format!("# A cabinet\n\n```presidium\nmodel \"A cabinet\" from 1950-01 to 1950-12\n{lines}\n```\n");
    match presidium_lang::load(&MemorySources::new("cabinet").with("model.md", text)) {
        Ok(loaded) => loaded.model,
        Err(report) => panic!("{}", report.render()),
    }
}

fn asked(model: &Model, name: &str) -> Subject {
    match model.rules.iter().position(|rule| rule.name() == name) {
        Some(rule) => Subject::Rule(RuleId::new(rule), Element(0)),
        None => Subject::Variable(model.variable(name).unwrap(), Element(0)),
    }
}

/// Asks in a month counted from the first, which is 1.
fn ask(model: &Model, name: &str, month: u32, reach: Reach) -> Result<Reason, Failure> {
    let replay = Replay::new(model, &Scenario::default(), 7, World(0));
    why(model, &replay, (asked(model, name), FIRST + (month - 1)), reach)
}

fn told(model: &Model, name: &str, month: u32) -> Reason {
    ask(model, name, month, Reach { depth: 4, breadth: BREADTH }).unwrap()
}

fn value(reason: &Reason) -> &Explanation {
    let Account::Value(told) = &reason.account else { panic!("{reason:?}") };
    told
}

/// What a node rests on, as names.
fn because(model: &Model, reason: &Reason) -> Vec<String> {
    let name = |reason: &Reason| match reason.subject() {
        Subject::Variable(variable, element) => variable_name(model, variable, element),
        Subject::Rule(rule, _) => model.rules[rule].name().to_owned(),
    };
    reason.because.iter().map(name).collect()
}

const BREAD: &str = "set Minister = Anna, Boris
let price : 1 = 2 + month_of(now)
state anger[m: Minister] : 1 = 0
event protest \"Bread is dear\"
    when price > 4
    do  let insult = price / 10
        let unread = price * 2
        for m in Minister where m != Boris:
            if price < 9:
                anger[m] := insult + 1
            else:
                anger[m] := 0
";

#[test]
fn a_changed_state_shows_its_assignment_and_the_clauses_around_it() {
    let model = model(BREAD);
    let reason = told(&model, "anger", 3);
    let [change] = value(&reason).changes.as_slice() else { panic!("{reason:?}") };
    let written = change.written.as_ref().unwrap();
    assert_eq!((written.text.as_str(), written.place.line), ("anger[m] := insult + 1", 14));
    assert_eq!((change.before, change.after), (0.0, 1.5));
    let around: Vec<(&str, &CameTo)> = change.around.iter().map(|c| (c.written.text.as_str(), &c.came_to)).collect();
    assert!(matches!(around[0], ("insult = price / 10", CameTo::Value { value: 0.5, .. })), "{around:?}");
    assert!(matches!(around[1], ("for m in Minister where m != Boris", CameTo::Element { ordinal: 0, .. })));
    assert!(matches!(around[2], ("if price < 9", CameTo::Holds(true))));
    assert_eq!(around.len(), 3, "a `let` that nothing reads is left out: {around:?}");
    assert_eq!(change.around[2].reads.iter().map(|read| read.value).collect::<Vec<_>>(), [5.0]);
}

#[test]
fn a_changed_state_leads_to_its_rule_and_to_what_was_read() {
    let model = model(BREAD);
    let reason = told(&model, "anger", 3);
    assert_eq!(because(&model, &reason), ["protest", "price"]);
    let protest = &reason.because[0];
    assert!(matches!(protest.account, Account::Rule { did: Did::Event(_), .. }));
    let when = protest.chance.as_ref().and_then(|chance| chance.when.as_ref()).unwrap();
    assert_eq!((when.written.text.as_str(), &when.came_to), ("when price > 4", &CameTo::Holds(true)));
    assert_eq!(because(&model, protest), ["price"]);
}

#[test]
fn what_has_not_changed_since_tells_of_the_last_change() {
    let model = model(BREAD);
    let reason = told(&model, "anger", 9);
    assert_eq!(value(&reason).changed_in, Some(FIRST + 2));
    assert_eq!(value(&reason).changes[0].month, FIRST + 2);
    let never = told(&model, "anger", 2);
    assert_eq!((value(&never).changed_in, value(&never).changes.len()), (None, 0));
}

#[test]
fn a_stock_that_a_rule_changed_shows_the_assignment() {
    let model = model(
        "stock purse : 1\n    starts 5\n    out \"spent\" 1 1/year\nevent windfall\n    when now = 1950-03\n    do purse += 7\n",
    );
    let reason = told(&model, "purse", 3);
    let [change] = value(&reason).changes.as_slice() else { panic!("{reason:?}") };
    assert_eq!(change.written.as_ref().unwrap().text, "purse += 7");
    assert_eq!(change.after - change.before, 7.0);
    assert_eq!(because(&model, &reason), ["windfall", "purse"][..1]);
    let later = told(&model, "purse", 6);
    assert_eq!((value(&later).changed_in, value(&later).changes.len()), (Some(FIRST + 2), 0));
}

#[test]
fn a_rule_tells_what_it_changed() {
    let model = model(BREAD);
    let reason = told(&model, "protest", 3);
    assert_eq!(reason.done.iter().map(|done| (done.position, done.value)).collect::<Vec<_>>(), [(Element(0), 1.5)]);
}

#[test]
fn an_idle_rule_says_what_kept_it() {
    let model = model(&format!(
        "{BREAD}event once_only\n    when now >= 1950-02\n    once\n    do anger[Boris] := 1\nevent luck\n    rate 0.001 1/year\n    do anger[Boris] := 2\n"
    ));
    let verdict = |name: &str, month: u32| told(&model, name, month).chance.unwrap().verdict;
    assert_eq!(verdict("protest", 1), Opened::Closed);
    assert_eq!(verdict("protest", 5), Opened::Still);
    assert_eq!(verdict("once_only", 5), Opened::Spent);
    assert!(matches!(verdict("luck", 5), Opened::Missed { probability, luck } if probability < luck));
}

#[test]
fn a_look_back_tells_what_it_saw_and_when() {
    let model = model("let price : 1 = 2 + month_of(now)\nlet past : 1 = delay(price * 2, 3 months, initially 1)\n");
    let reason = told(&model, "past", 6);
    assert_eq!(because(&model, &reason), ["delay(price * 2, 3 months, initially 1)"]);
    let back = &reason.because[0];
    assert_eq!((value(back).value, because(&model, back)), (10.0, vec!["price".to_owned()]));
    assert_eq!((back.because[0].month, value(&back.because[0]).value), (FIRST + 2, 5.0));
}

#[test]
fn a_smoothing_is_told_in_the_words_of_its_author() {
    let model = model("stock s : 1\n    starts 1\nlet calm : 1 = smooth(s * 3, 6 months, initially 0)\n");
    let reason = told(&model, "calm", 4);
    assert_eq!(because(&model, &reason), ["smooth(s * 3, 6 months, initially 0)"]);
    assert_eq!(because(&model, &reason.because[0])[0], "s * 3");
}

#[test]
fn a_missing_value_says_its_reason() {
    let model = model("let spread : 1 = 1 / (6 - month_of(now))\nlet more : 1 = spread + 1\n");
    let missing = value(&told(&model, "more", 6)).missing.clone().unwrap();
    assert_eq!((missing.equation.as_str(), missing.fault), ("spread", Fault::Infinite(Needed::Value)));
    assert_eq!(value(&told(&model, "more", 5)).missing, None);
}

const VOTE: &str = "set Minister = Anna, Boris
state asked : 1 = 1
event reform
    when now = 1950-05
    do asked := -1
body Cabinet over m in Minister where true
decision budget \"Is the budget to pass?\"
    when asked != 0 and after > 0
    every step
    by vote of Cabinet with member v, quorum asked heads
    option pass
        for v \"likes it\" 1
    option wait
let after : 1 = 1
";

#[test]
fn a_vote_that_stops_the_world_says_so() {
    let model = model(VOTE);
    assert!(matches!(told(&model, "budget", 4).account, Account::Rule { did: Did::Decision(_), .. }));
    let stopped = told(&model, "budget", 5);
    let Account::Rule { did: Did::Failed(failure), .. } = &stopped.account else { panic!("{stopped:?}") };
    assert_eq!((failure.month, failure.equation.as_str()), (FIRST + 4, "budget"));
    assert_eq!(because(&model, &stopped), ["reform", "after"], "what it hung on is told");
    assert!(matches!(told(&model, "reform", 5).account, Account::Rule { did: Did::Event(_), .. }), "it came before");
    for (name, month) in [("budget", 6), ("asked", 5), ("after", 6)] {
        let failure = ask(&model, name, month, Reach { depth: 1, breadth: BREADTH }).unwrap_err();
        assert_eq!(failure.month, FIRST + 4, "{name}");
    }
}

#[test]
fn what_is_left_out_is_counted_and_can_be_asked_for() {
    let lets: String = (0..10).map(|n| format!("let part{n} : 1 = {n}\n")).collect();
    let sum: Vec<String> = (0..10).map(|n| format!("part{n}")).collect();
    let model = model(&format!("{lets}let whole : 1 = {}\nlet top : 1 = whole * 2\n", sum.join(" + ")));
    let few = ask(&model, "whole", 1, Reach { depth: 1, breadth: 6 }).unwrap();
    assert_eq!((few.because.len(), few.untold, few.all_untold()), (6, 4, 4));
    let all = ask(&model, "whole", 1, Reach { depth: 1, breadth: usize::MAX }).unwrap();
    assert_eq!((all.because.len(), all.untold), (10, 0));
    let shallow = ask(&model, "top", 1, Reach { depth: 1, breadth: 6 }).unwrap();
    assert_eq!((shallow.because[0].because.len(), shallow.all_deeper()), (0, 10));
}

#[test]
fn what_is_met_again_is_told_once() {
    let model = model("let a : 1 = 1\nlet b : 1 = a + 1\nlet c : 1 = b + a\nlet d : 1 = c + b\n");
    let reason = told(&model, "d", 1);
    let [c, b] = reason.because.as_slice() else { panic!("{reason:?}") };
    assert!(!c.again && b.again && b.because.is_empty());
    assert!(c.because[1].again, "`a` is told below `b`");
}

#[test]
fn what_a_world_begins_with_is_followed_to_what_it_was_made_of() {
    let model = model(
        "param share : 1 = 0.5 assumption
stock tank : 1
    starts level * 2
    in \"in\" level / 1 year
let level : 1 = base * share + pot
state pot : 1 = 3
let base : 1 = previous(pot, initially pot + share)
state first : 1 = level
let later : 1 = tank + first
",
    );
    let reason = told(&model, "tank", 1);
    assert_eq!(because(&model, &reason), ["level", "tank"]);
    let start = &reason.because[1];
    assert!(matches!(start.account, Account::Start { value: 9.5, .. }), "{start:?}");
    assert_eq!(because(&model, start), ["level"]);
    assert_eq!(because(&model, &start.because[0]), ["base", "share", "pot"]);
    assert_eq!(because(&model, &told(&model, "tank", 2)), ["level"], "only the first month asks for the beginning");
    let first = told(&model, "first", 7);
    assert_eq!((value(&first).value, because(&model, &first)), (4.75, vec!["level".to_owned()]));
    assert!(matches!(first.because[0].account, Account::Start { value: 4.75, .. }), "{first:?}");
}

#[test]
fn a_call_is_told_by_its_words() {
    let model = model(
        "function both(x: 1, y: 1) : 1 = x * x + y
let a : 1 = 2
let all : 1 = both(a, 1) - both(both(1, 2), a)
",
    );
    let reason = told(&model, "all", 1);
    let terms: Vec<(String, f64)> =
        value(&reason).terms.iter().map(|term| (label_text(&model, &term.label), term.value)).collect();
    assert_eq!(terms, [("both(a, 1)".to_owned(), 5.0), ("both(both(1, 2), a)".to_owned(), -11.0)]);
    assert_eq!(because(&model, &reason), ["a"]);
}

#[test]
fn a_prior_shows_what_it_came_to_and_what_it_read() {
    let model = model(
        "set A = a, b
param talent[x: A] : 1 ~ normal(middle, 2 * width) assumption
param middle : 1 = 3 * width assumption
param width : 1 = 0.5 assumption
draw mood per step ~ uniform(0, middle)
let all : 1 = talent[a] + talent[b] + mood
",
    );
    let reason = told(&model, "talent", 5);
    let shape = |reason: &Reason| value(reason).prior.clone().map(|prior| prior.shape);
    assert_eq!(shape(&reason), Some(Shape::Normal { mean: 1.5, sd: 1.0 }));
    assert_eq!(because(&model, &reason), ["middle", "width"]);
    assert_eq!((value(&reason.because[0]).value, because(&model, &reason.because[0])), (1.5, vec!["width".to_owned()]));
    let mood = told(&model, "mood", 5);
    assert_eq!(shape(&mood), Some(Shape::Uniform { low: 0.0, high: 1.5 }));
    assert_eq!(because(&model, &mood), ["middle"]);
}
