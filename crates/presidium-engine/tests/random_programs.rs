//! Programs nobody would write: the oracle and the engine must agree on those too.
//!
//! A program is written from a list of choices; where the list ends, the simplest choice is taken. So the shortest list that
//! fails is the smallest program that does, and it is printed.

mod common;

use std::fmt::Write;

use common::{agree_as_usual, agree_on_one_program, compare, everything, model, report_the_same};
use presidium_engine::{Options, Program, Scenario};
use presidium_lang::model::{Change, Element, Model, Rule, SetId};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_give_the_same_bits(choices in prop::collection::vec(any::<u16>(), 0..600)) {
        let text = Author { choices, next: 0, bound: Vec::new(), lets: 0, locals: 0 }.program();
        println!("{text}");
        let model = model("random", &text);
        compare("random", &model, &Scenario::default(), &everything(&model), 11);
        report_the_same("random", &model, &Scenario::default(), 5);
        let otherwise = Scenario { lots: true, widen: Some(1.5), ..Scenario::default() };
        compare("random, by lot and wider", &model, &otherwise, &everything(&model), 5);
        let untils = [model.until_step, model.first_step + 3];
        for until in untils.into_iter().filter(|_| text.contains("recorded")) {
            let following = Scenario { follow_record: Some(until), ..Scenario::default() };
            compare("random, following the record", &model, &following, &everything(&model), 7);
        }
    }

    #[test]
    fn one_program_serves_random_scenarios(
        choices in prop::collection::vec(any::<u16>(), 0..600),
        changes in prop::collection::vec(any::<u16>(), 8),
        optimise in any::<bool>(),
        many in 1..4usize,
    ) {
        let text = Author { choices, next: 0, bound: Vec::new(), lets: 0, locals: 0 }.program();
        let model = model("random", &text);
        let scenarios = scenarios(&model, &changes);
        println!("{text}\n{scenarios:#?}");
        let options = Options { optimise, many, ..Options::default() };
        let served = agree_on_one_program("random", &model, &scenarios, &options, &everything(&model), 7);
        prop_assert_eq!(served, scenarios.len());
    }
}

/// What a program takes for granted is refused where a scenario does not keep it, and never computed wrongly.
#[test]
fn a_scenario_beyond_what_a_program_takes_for_granted_needs_its_own() {
    let text = Author { choices: vec![], next: 0, bound: Vec::new(), lets: 0, locals: 0 }.program();
    let model = model("random", &text);
    let change = |text: &str| presidium_lang::parse_change(&model, text).unwrap_or_else(|error| panic!("{error}"));
    let program = Program::compile(&model, &Scenario::default(), &everything(&model), &Options::default());
    let serves = |scenario: &Scenario| program.inputs(&model, scenario).is_some();
    let with = |text: &str| Scenario { changes: vec![change(text)], ..Scenario::default() };
    assert!(serves(&with("set q = 0")) && serves(&with("set n = 19")));
    // Beyond the prior, beyond ten times the number, and a number that becomes a distribution.
    assert!(!serves(&with("set q = 3")) && !serves(&with("set n = 21")) && !serves(&with("set n ~ normal(2, 1)")));
    for scenario in [
        Scenario { lots: true, ..Scenario::default() },
        Scenario { follow_record: Some(model.until_step), ..Scenario::default() },
    ] {
        assert!(!serves(&scenario));
    }
    let beyond = with("set q = 3");
    agree_as_usual("beyond", &model, &beyond, &everything(&model), 5);
}

/// Changes of every kind: alone, and all together.
fn scenarios(model: &Model, choices: &[u16]) -> Vec<Scenario> {
    let with = |text: &str| presidium_lang::parse_change(model, text).unwrap_or_else(|error| panic!("{error:?}"));
    let mut changes = vec![];
    let parameters = [
        "set n = 3",
        "set p = 0.25",
        "set q[b] = 1.5",
        "set q ~ uniform(0, 0.5)",
        "switch s off",
        "reading k second",
        "reading k third",
        "set k = 0.5",
        "set h[a] ~ normal(0, 7)",
    ];
    for text in parameters {
        changes.push(with(text));
    }
    for (place, rule) in model.rules.iter().enumerate() {
        let choice = choices[place % choices.len()];
        let rule_id = presidium_lang::model::RuleId::new(place);
        let first_step = model.first_step + u32::from(choice % 5);
        let last_step = first_step + u32::from(choice / 8 % 6);
        let element =
            (!rule.indices().is_empty() && choice.is_multiple_of(2)).then_some(Element(u32::from(choice / 16 % 3)));
        if let Rule::Decision(decision) = rule
            && decision.ballots().next().is_some()
        {
            let (root, member, option) =
                (SetId::from_raw(0), u32::from(choice / 64 % 3), usize::from(choice / 256 % 2));
            changes.push(Change::PinVote { rule: rule_id, element: None, root, member, option, first_step, last_step });
        }
        changes.push(match rule {
            Rule::Decision(_) if !choice.is_multiple_of(3) => {
                Change::Pin { rule: rule_id, element, option: usize::from(choice / 32 % 2), first_step, last_step }
            }
            _ => Change::Forbid { rule: rule_id, element, first_step, last_step },
        });
    }
    let alone = changes.iter().map(|change| vec![change.clone()]);
    let scenario = |changes| Scenario { changes, ..Scenario::default() };
    alone.chain([changes.clone()]).map(scenario).collect()
}

/// Writes a program, one choice after another.
struct Author {
    choices: Vec<u16>,
    next: usize,
    /// Names bound to an element of `A` where we are, innermost last.
    bound: Vec<String>,
    /// Lets that can be read.
    lets: usize,
    /// Elements that rules have given a name.
    locals: usize,
}

/// Frames of eight steps: how long one is, what stands for the first seven months of the frame, and the unit of delays.
type Frame = (&'static str, [&'static str; 7], &'static str);

const FRAMES: [Frame; 7] = [
    ("1 month", ["1953-11", "1953-12", "1954-01", "1954-02", "1954-03", "1954-04", "1954-06"], "1 month"),
    (
        "1 day",
        ["1953-12-28", "1953-12-29", "1953-12-30", "1953-12-31", "1954-01-01", "1954-01-02", "1954-01-04"],
        "1 day",
    ),
    (
        "2 weeks",
        ["1953-11-02", "1953-11-16", "1953-12-04", "1953-12-14", "1953-12-30", "1954-01-13", "1954-02-08"],
        "14 days",
    ),
    ("1 quarter", ["1953-11", "1954-02", "1954-05", "1954-08", "1954-11", "1955-02", "1955-08"], "3 months"),
    ("1 year", ["1953-11", "1954-11", "1955-11", "1956-11", "1957-11", "1958-11", "1960-11"], "1 year"),
    (
        "0.125 beat",
        ["0 beat", "0.125 beat", "0.25 beat", "0.375 beat", "0.5 beat", "0.625 beat", "1 beat"],
        "0.125 beat",
    ),
    ("3 beat", ["2 beat", "5 beat", "8 beat", "11 beat", "14 beat", "17 beat", "26 beat"], "3 beat"),
];

/// How stocks are moved. The first is as if nothing was said.
const INTEGRATIONS: [&str; 5] =
    ["", " method rk4", " substeps 3", " substeps 2 method rk4", " substeps 1 method euler"];

/// A program of months in steps of another length, of which stocks make something else.
fn in_steps((step, dates, span): Frame, integration: &str, months: &str) -> String {
    let mut text = months.replace("step 1 month", &format!("step {step}{integration}"));
    for (place, month) in FRAMES[0].1.iter().enumerate() {
        text = text.replace(month, &format!("<{place}>"));
    }
    if span.ends_with("beat") {
        text = without_calendar(text);
    }
    for (place, date) in dates.iter().enumerate() {
        text = text.replace(&format!("<{place}>"), date);
    }
    format!("{text}unit span = {span}\n")
}

/// A program with times in beats.
fn without_calendar(mut text: String) -> String {
    text = text.replace("per year", "per step");
    for time in ["years", "year", "months", "month", "day"] {
        text = text.replace(&format!(" {time}"), " beat").replace(&format!("/{time}"), "/beat");
    }
    format!("{text}unit beat\n")
}

const FRAME: &str = "model \"Random\" from 1953-11 to 1954-06 step 1 month language 1
use nearness, prospect_value from choice
set A = a \"A\", b \"B\", c \"C\"
set S in A = c, b
body Members over m in A where member[m] weighing weight_of[m]
data known[x: A] : 1 = a 1, b -2, c 0.5
    assumption
param p : 1 ~ normal(0, 1)
    assumption
param q[x: A] : 1 ~ uniform(-1, 2)
    assumption
param h[x: A] : 1 ~ normal(p, abs(q[x]) + 0.1) correlated 0.5
    assumption
param k : 1
    reading first ~ uniform(-1, n)    assumption
    reading second = h[b] * 2         assumption
    reading third ~ beta(0.5 + abs(p), 2) within 0.1 .. 0.8    assumption
draw moved_luck[x: A] per year ~ normal(h[x], 1) correlated 0.2
draw luck[x: A] per step ~ normal(0, 1) correlated 0.3
draw luck_of_year per year ~ uniform(0, 1)
param n : 1 = 2
    assumption
switch s \"S\"
state number : 1 = p known to S
state member[x: A] : truth = q[x] > 0 known to x
state weight_of[x: S] : 1 = q[x] ^ 2
state who : A? = none
function twice(x: 1) : 1 = x + x
function part(x: 1, whole: 1) : 1 = if whole != 0 then twice(x) / whole else previous(x, initially 0)
function at_most(m: A?, limit: 1) : 1 = min(q[m] otherwise level[b], limit) + sum(y in S: weight_of[y] * limit)
let base[x: A] : 1 = abs(q[x]) / p + store
    known to y in A where base[y] > number
let shape : 1 = pulse(n, 1953-12 .. 1954-02) + step(p, 1954-01) + ramp(0.5/year, 1954-02 .. 1954-04) + pulse_train(1, 1 span, 3 span, 1953-12 .. 1954-06)
";

impl Author {
    fn choose(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        choice as usize % count
    }

    fn program(mut self) -> String {
        let mut text = FRAME.replace("weighing weight_of[m]", "weighing abs(weight_of[m] otherwise 1)");
        for _ in 0..self.choose(5) {
            let value = self.number(3);
            self.lets += 1;
            let _ = writeln!(text, "let l{} : 1 = {value}", self.lets - 1);
        }
        self.bound.push("x".to_owned());
        let indexed = self.number(3);
        let indexed_first = self.number(1);
        let (inflow, outflow) = (self.number(2), self.number(2));
        let moved = self.number(2);
        self.bound.clear();
        let (poured, drunk) = (self.number(2), self.number(1));
        let _ = writeln!(text, "let indexed[x: A] : 1 = {indexed}");
        let _ = writeln!(text, "let cohort[x: A] : 1 = (cohort[before(x)] otherwise {indexed_first}) / 2 + q[x]");
        let start = ["q[x]", "base[x] - number", "sum(y in A: base[y])"][self.choose(3)];
        let _ = writeln!(text, "stock level[x: A] : 1\n    starts {start}\n    in \"in\" ({inflow}) / 1 year");
        let _ = writeln!(text, "    out \"out\" ({outflow}) / 1 year\n    at least -100\n    at most 100");
        let _ = writeln!(text, "stock store : 1\n    starts 3\n    at least 0\n    at most 5");
        let start = ["1", "level[x]", "argmax(y in A: base[y]) = x then 2 else weight_of[x]"][self.choose(3)];
        let start = if start.contains("then") { format!("if {start}") } else { start.to_owned() };
        let _ = writeln!(
            text,
            "stock cup[x: S] : 1\n    starts {start}\n    out \"drunk\" ({drunk}) / 1 year\n    at least 0"
        );
        let _ = writeln!(text, "flow moved[x: A] : 1/year = ({moved}) / 1 year\n    from level[x]\n    to store");
        let _ = writeln!(text, "flow poured[x: S] : 1/year = ({poured}) / 1 year\n    from store\n    to cup[x]");
        for place in 0..self.choose(4) {
            let rule = if self.choose(2) == 0 { self.event(place) } else { self.decision(place) };
            text.push_str(&rule);
        }
        self.memory_of_rules(&mut text);
        self.claims(&mut text);
        let text = in_steps(FRAMES[self.choose(FRAMES.len())], INTEGRATIONS[self.choose(INTEGRATIONS.len())], &text);
        format!("# Random\n\n```presidium\n{text}```\n")
    }

    /// Lets that ask what the rules of the program have done.
    fn memory_of_rules(&mut self, text: &mut String) {
        for place in 0..4 {
            if text.contains(&format!("event e{place}[")) {
                let recent = format!("happened(e{place}[b]) and now - date_of(e{place}[b]) < 3 months");
                let _ = writeln!(text, "let m{place} : 1 = times(e{place}[a]) + (if {recent} then 1 else 0)");
            }
            if let Some((_, decision)) = text.split_once(&format!("decision d{place}")) {
                let d = format!("d{place}{}", if decision.starts_with('[') { "[b]" } else { "" });
                let own = decision.split("decision").next().unwrap_or_default().to_owned();
                let option = if own.contains("option elect[") { "elect[b]" } else { "yes" };
                if own.contains("quorum") {
                    let sum = ["margin", "turnout", "ballots", "times"].map(|of| format!("{of}({d})")).join(" + ");
                    let voted = format!("voted({d}, b, {option}) or voted({d}, a, no)");
                    let votes = format!("votes({d}, {option}) + votes({d}, no)");
                    let _ = writeln!(text, "let v{place} : 1 = {sum} + {votes} + (if {voted} then 1 else 0)");
                }
                if own.contains("option elect[") {
                    let late = format!("(if now - date_of({d}) < 2 months then 1 else 0)");
                    let _ = writeln!(text, "let c{place} : 1 = (q[chosen_of({d})] otherwise 7) + {late}");
                }
                let recent = format!("chosen({d}, {option}) and now - date_chosen({d}, {option}) < 3 months");
                let _ = writeln!(text, "let m{place} : 1 = times_chosen({d}, no) + (if {recent} then 1 else 0)");
            }
        }
    }

    /// Claims that look at the world in every way, and a test.
    fn claims(&mut self, text: &mut String) {
        let (seen, held) = (self.number(2), self.truth(2));
        let figures =
            ["total", "average", "lowest", "highest"].map(|name| format!("{name}({seen}, 1954-01 .. 1954-04)"));
        let claims = [
            format!("at({seen}, 1954-02) > {}", figures.join(" + ")),
            format!("ever({held}) and always({held}, 1953-12 .. 1954-03) or never_in({held}, 1954-01 .. 1954-02)"),
            format!("first({held}) < 1954-03"),
        ];
        for (place, claim) in claims.iter().enumerate() {
            let _ = writeln!(text, "claim C{place} event \"C\"\n    role structural\n    holds {claim}");
        }
        let [holds, given, step] = &claims;
        let way = format!("    given {given}\n    step \"S\" {step}\n    holds not ({holds})");
        let _ = writeln!(text, "claim C3 event \"C\"\n    role structural\n{way}");
        let _ = writeln!(text, "test \"T\"\n    holds {}", self.truth(2));
    }

    fn opening(&mut self, text: &mut String) {
        let way = self.choose(4);
        if way != 1 || self.choose(2) == 0 {
            let _ = writeln!(text, "    when {}", self.truth(2));
        }
        match way {
            1 => {
                let _ = writeln!(text, "    rate abs({}) / {} year", self.number(2), ["1", "0.02"][self.choose(2)]);
                if self.choose(2) == 1 && !text.contains("decision") {
                    let _ = writeln!(text, "    at most {} times", 1 + self.choose(4));
                }
            }
            2 => text.push_str("    once\n"),
            3 if self.choose(2) == 0 => text.push_str("    every 3 span from 1953-12\n"),
            3 => text.push_str("    every step\n"),
            _ => {}
        }
    }

    fn event(&mut self, place: usize) -> String {
        let mut text = format!("event e{place}[y: A] \"E\"\n");
        self.bound.push("y".to_owned());
        self.opening(&mut text);
        text.push_str("    do number += 1\n");
        self.effects(&mut text);
        text.push_str("    says \"{y}\" known to m in A where member[m] and m != y\n");
        self.bound.clear();
        text
    }

    fn decision(&mut self, place: usize) -> String {
        let order = self.choose(7);
        let index = if order > 2 { "[y: A]" } else { "" };
        let mut text = format!("decision d{place}{index} \"D?\"\n");
        let around: &[&str] = if order > 2 { &["y"] } else { &[] };
        let back = |author: &mut Author| author.bound = around.iter().map(|name| (*name).to_owned()).collect();
        back(self);
        self.opening(&mut text);
        match order {
            4 => text.push_str("    together\n"),
            5 => _ = writeln!(text, "    in order by {}", self.number(1)),
            6 => text.push_str("    in order by lot\n"),
            _ => {}
        }
        let by = self.choose(3);
        let decider = match by {
            0 => "    by who as z, noise 0.3\n".to_owned(),
            1 => self.ballot(),
            _ => "    by vote of Members with member z rule pce(vote: proportional, victory: power(2), election: conditional)\n".to_owned(),
        };
        text.push_str(&decider);
        let over = ["A", "S"][self.choose(2)];
        let of_set = format!("elect[o: {over} where {}] \"{{o}}\"", self.of("o", |author| author.truth(1)));
        let mut options = ["yes", &of_set, "no"].to_vec();
        match self.choose(3) {
            0 => _ = options.remove(1),
            1 => _ = options.remove(0),
            _ => {}
        }
        for option in options {
            let _ = writeln!(text, "    option {option}");
            if option.starts_with("elect") {
                self.bound.push("o".to_owned());
            }
            if by < 2 {
                self.bound.push("z".to_owned());
            }
            let d = format!("d{place}{}", if order > 2 { "[y]" } else { "" });
            let seen = if by == 1 && order != 4 { self.seen_votes(&d, option) } else { "0".to_owned() };
            let _ = writeln!(text, "        for z \"u\" clamp({} + {seen}, 0, 1)", self.number(2));
            self.bound.retain(|name| name == "o" || name == "y");
            text.push_str("        do number += 1\n");
            let mut effects = String::new();
            self.effects(&mut effects);
            back(self);
            effects.lines().for_each(|line| {
                let _ = writeln!(text, "    {line}");
            });
        }
        self.bound.clear();
        self.record(&mut text, order > 2);
        text
    }

    /// What is recorded of a decision, if anything is.
    fn record(&mut self, text: &mut String, is_indexed: bool) {
        let of = if is_indexed { " for b" } else { "" };
        for month in ["1953-12", "1954-02", "1954-04"] {
            if self.choose(3) == 1 {
                let _ = writeln!(text, "    recorded no {month}{of}");
            }
        }
    }

    /// What a vote shows of itself, or of the last time.
    fn seen_votes(&mut self, d: &str, option: &str) -> String {
        let option = if option.starts_with("elect") { "elect[o]" } else { option };
        match self.choose(7) {
            0 | 1 => format!("votes({d}, {option}) / 3"),
            2 => format!("votes({d}, no) / 5"),
            3 => format!("(if voted({d}, {}, {option}) then 0.3 else 0)", self.sure_element()),
            4 => format!("ballots({d}) / 4 + turnout({d})"),
            5 => format!("margin({d}) / 9"),
            _ => "0".to_owned(),
        }
    }

    /// What is written of a name for an element.
    fn of(&mut self, name: &str, write: impl FnOnce(&mut Self) -> String) -> String {
        self.bound.push(name.to_owned());
        let written = write(self);
        self.bound.pop();
        written
    }

    /// A number that only a run knows, seldom a negative one.
    fn setting(&mut self) -> String {
        let function = ["abs", "abs", "abs", ""][self.choose(4)];
        format!("{function}(0 * luck_of_year + {})", self.number(1))
    }

    /// A count of votes; some of its numbers may be ones that nobody can decide by.
    fn ballot(&mut self) -> String {
        let weighted = ["", "weighted, ", "weight luck[z] ^ 2, "][self.choose(3)];
        let base = ["", " of votes cast", " of those present", " of all members"][self.choose(4)];
        let majority = match self.choose(6) {
            0 => "majority 1/2".to_owned(),
            1 => "plurality".to_owned(),
            2 => format!("unanimity{base}"),
            3 => format!("majority at least 2/3{base}"),
            4 => format!("majority more than 1/3{base}"),
            _ => format!("majority {}{base}", self.setting()),
        };
        let quorum = match self.choose(6) {
            0 => "1/3".to_owned(),
            1 => "2 heads".to_owned(),
            2 => "1/2 of weight".to_owned(),
            3 => "2/3 of heads".to_owned(),
            4 => format!("{} heads", self.setting()),
            _ => format!("{} of weight", self.setting()),
        };
        let noise = ["0", "0.2", "luck_of_year - 0.1"][self.choose(3)];
        let abstention = match self.choose(3) {
            0 => "0".to_owned(),
            1 => "0.3".to_owned(),
            _ => self.setting(),
        };
        let chair = ["", ", chair who", ", chair b", ", chair argmax(m in A: q[m])"][self.choose(4)];
        let again = ["", "", ", ballots 3", ", run-off"];
        let again = again[self.choose(again.len())];
        let in_turn = match self.choose(6) {
            0..=2 => String::new(),
            3 => ", in turn".to_owned(),
            4 => format!(", in turn by {}", self.of("z", |author| author.number(1))),
            _ => ", in turn by lot".to_owned(),
        };
        format!(
            "    by vote of Members with member z\n        {weighted}{majority}, quorum {quorum}, present member[z],\n        \
             noise {noise}, abstention {abstention}{chair}{in_turn}{again}\n"
        )
    }

    fn effects(&mut self, text: &mut String) {
        for _ in 0..self.choose(4) {
            let line = match self.choose(9) {
                0 => format!("number := clamp({}, -9, 9)", self.number(2)),
                1 => format!("member[{}] := {}", self.element(1), self.truth(2)),
                2 => format!("who := {}", self.element(2)),
                3 => format!("weight_of[{}] += {}", ["who", "b", "c"][self.choose(3)], self.number(1)),
                4 => {
                    let body = self.number(1);
                    format!("for w in S where {}: weight_of[w] := {body}", self.truth(1))
                }
                5 => self.chosen(),
                6 => self.lot(),
                7 => self.in_order(),
                _ => format!("if {}: number += {}", self.truth(1), self.number(1)),
            };
            let _ = writeln!(text, "       {line}");
        }
    }

    /// A lot that is drawn, whose numbers may be ones that no lot has.
    fn lot(&mut self) -> String {
        self.locals += 1;
        let local = format!("k{}", self.locals);
        match self.choose(3) {
            0 => format!("if chance(logistic({})): number += {}", self.number(1), self.number(1)),
            1 => {
                let picked = match self.choose(3) {
                    0 => self.fold("pick", 2, Self::number),
                    1 => self.fold("pick", 2, |author, depth| format!("abs({})", author.number(depth))),
                    _ => self.fold("pick", 2, |author, depth| format!("1 + abs({})", author.number(depth))),
                };
                format!("let {local} = {picked}\n       member[{local}] := {}", self.truth(1))
            }
            _ => {
                let counted = self.fold("count", 1, |author, _| format!("chance(logistic({}))", author.number(0)));
                format!("number += {counted}")
            }
        }
    }

    /// A loop in an order that the run settles.
    fn in_order(&mut self) -> String {
        let (name, set) = (format!("o{}", self.bound.len()), ["A", "S"][self.choose(2)]);
        self.bound.push(name.clone());
        let filter = if self.choose(2) == 0 { String::new() } else { format!(" where {}", self.truth(1)) };
        let order = match self.choose(3) {
            0 => "lot".to_owned(),
            1 => self.number(1),
            _ => format!("largest {}", self.number(1)),
        };
        let done = match self.choose(3) {
            0 => format!("member[{name}] := not chance(logistic({}))", self.number(1)),
            1 => format!("number := number / 2 + {}", self.number(1)),
            _ => format!("weight_of[{name}] += number / 10"),
        };
        self.bound.pop();
        format!("for {name} in {set}{filter} in order by {order}: {done}")
    }

    /// An element that is given a name, and for which something is done if it is in a set.
    fn chosen(&mut self) -> String {
        self.locals += 1;
        let (local, set, element) = (format!("k{}", self.locals), ["A", "S"][self.choose(2)], self.element(2));
        self.bound.push("w".to_owned());
        let condition = if self.choose(2) == 0 { String::new() } else { format!(" and {}", self.truth(1)) };
        let value = self.number(2);
        self.bound.pop();
        let done = ["weight_of[w] :=", "number +="][if set == "S" { self.choose(2) } else { 1 }];
        format!("let {local} = {element}\n       for w in {set} where w = {local}{condition}: {done} {value}")
    }

    /// A bound element, or one by name.
    fn sure_element(&mut self) -> String {
        let count = self.bound.len();
        match self.choose(count + 1) {
            0 => ["a", "b", "c"][self.choose(3)].to_owned(),
            place => self.bound[place - 1].clone(),
        }
    }

    fn element(&mut self, depth: usize) -> String {
        match self.choose(if depth == 0 { 2 } else { 4 }) {
            0 => self.sure_element(),
            1 => "who".to_owned(),
            2 if self.choose(3) == 0 => format!("nth({}, {})", self.number(depth - 1), self.order(depth)),
            2 => {
                let fold = ["argmax", "argmin"][self.choose(2)];
                self.fold(fold, depth, Self::number)
            }
            _ => format!("(if {} then {} else who)", self.truth(depth - 1), self.element(depth - 1)),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        let choice = self.choose(if depth == 0 { 9 } else { 24 });
        match choice {
            0 => ["1", "0.5", "0", "2", "(-3)"][self.choose(5)].to_owned(),
            1 => ["p", "n", "(n * 0.5)", "k"][self.choose(4)].to_owned(),
            2 => format!("{}[{}]", ["q", "h", "moved_luck"][self.choose(3)], self.sure_element()),
            3 => format!("luck[{}]", self.sure_element()),
            4 => ["luck_of_year", "shape"][self.choose(2)].to_owned(),
            5 => "number".to_owned(),
            6 => format!("known[{}]", self.sure_element()),
            7 if self.lets > 0 => format!("l{}", self.choose(self.lets)),
            7 => format!("level[{}]", self.sure_element()),
            8 => {
                let flow = format!("(moved[{}] * 1 year)", self.sure_element());
                ["store", "(poured[who] * 1 year otherwise cup[b])", &flow][self.choose(3)].to_owned()
            }
            9 | 10 => {
                let op = ["+", "-", "*", "/"][self.choose(4)];
                format!("({} {op} {})", self.number(depth - 1), self.number(depth - 1))
            }
            11 => format!(
                "(if {} then {} else {})",
                self.truth(depth - 1),
                self.number(depth - 1),
                self.number(depth - 1)
            ),
            12 => {
                let functions =
                    ["abs", "logistic", "floor", "normal_cdf", "sqrt", "exp", "sin", "cos", "tan", "tanh", "round"];
                let function = functions[self.choose(functions.len())];
                format!("{function}({})", self.number(depth - 1))
            }
            13 if self.choose(3) == 0 && !self.bound.iter().any(|name| name == "z") => match self.choose(5) {
                3 => format!("nearness({}, {})", self.number(depth - 1), self.number(depth - 1)),
                4 => format!("prospect_value({})", self.number(depth - 1)),
                0 => format!("twice({})", self.number(depth - 1)),
                1 => format!("part({}, {})", self.number(depth - 1), self.number(depth - 1)),
                _ => format!("at_most({}, {})", self.element(depth - 1), self.number(depth - 1)),
            },
            13 => {
                let function = ["min", "max", "mod"][self.choose(3)];
                format!("{function}({}, {})", self.number(depth - 1), self.number(depth - 1))
            }
            14 | 15 => {
                let fold = ["sum", "mean", "min", "max", "product"][self.choose(5)];
                self.fold(fold, depth, Self::number)
            }
            16 => self.fold("count", depth, Self::truth),
            17 if self.choose(4) == 0 => {
                let element = self.element(depth - 1);
                format!("rank({element}, {})", self.order(depth))
            }
            17 => {
                let of = ["q", "weight_of", "level", "luck"][self.choose(4)];
                let at = if of == "weight_of" { "who".to_owned() } else { self.element(depth - 1) };
                format!("({of}[{at}] otherwise {})", self.number(depth - 1))
            }
            18 | 19 => {
                let unit = ["day", "month"][self.choose(2)];
                format!("((1953-12 + {} * 1 {unit} - now) / 1 month)", self.number(depth - 1))
            }
            // What a rule has bound for itself cannot be carried over steps.
            20..=22 if !self.bound.iter().any(|name| name == "z") => {
                let value = self.number(depth - 1);
                match self.choose(8) {
                    3 => format!("smooth3({value}, 5 span, initially 0.5)"),
                    4 => format!("delay3({value}, (1 + abs(p)) * 6 span, initially p)"),
                    5 => format!("delay({value}, abs({}) * 2 span, at most 8 span, initially 2)", self.number(0)),
                    6 => format!("(trend({value}, 4 span, initially 2) * 1 span)"),
                    0 => format!("previous({value}, initially {})", ["1", "base[b]", "number"][self.choose(3)]),
                    1 => format!("delay({value}, {} span, initially 2)", 1 + self.choose(4)),
                    _ => format!("smooth({value}, 3 span, initially 0.5)"),
                }
            }
            _ => format!("lookup({}, -1: 2, 0: 0, 1: 3, 4: -1)", self.number(depth - 1)),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        match self.choose(if depth == 0 { 3 } else { 7 }) {
            0 => format!("{} > {}", self.number(0), self.number(0)),
            1 => ["(who is some)", "s", "(not s)"][self.choose(3)].to_owned(),
            2 => format!("member[{}]", self.sure_element()),
            3 => {
                let op = ["<", ">=", "=", "!="][self.choose(4)];
                format!("({} {op} {})", self.number(depth - 1), self.number(depth - 1))
            }
            4 => {
                if self.choose(4) == 0 {
                    let known = ["who is some and", "who is none or", "who is in S and"][self.choose(3)];
                    return format!("({known} q[who] > {})", self.number(depth - 1));
                }
                let op = ["and", "or"][self.choose(2)];
                format!("({} {op} {})", self.truth(depth - 1), self.truth(depth - 1))
            }
            5 => format!("(not {})", self.truth(depth - 1)),
            _ => {
                let fold = ["any", "all"][self.choose(2)];
                self.fold(fold, depth, Self::truth)
            }
        }
    }

    /// Elements in the order of a key.
    fn order(&mut self, depth: usize) -> String {
        let name = format!("f{}", self.bound.len());
        let set = ["A", "S"][self.choose(2)];
        self.bound.push(name.clone());
        let filter = if self.choose(2) == 1 { format!(" where {}", self.truth(depth - 1)) } else { String::new() };
        let first = ["", "largest ", "smallest "][self.choose(3)];
        let key = self.number(depth - 1);
        self.bound.pop();
        format!("{name} in {set}{filter} by {first}{key}")
    }

    fn fold(&mut self, fold: &str, depth: usize, body: fn(&mut Self, usize) -> String) -> String {
        let name = format!("f{}", self.bound.len());
        let set = ["A", "S"][self.choose(2)];
        self.bound.push(name.clone());
        let filter = if self.choose(2) == 1 { format!(" where {}", self.truth(depth - 1)) } else { String::new() };
        let body = body(self, depth - 1);
        self.bound.pop();
        format!("{fold}({name} in {set}{filter}: {body})")
    }
}
