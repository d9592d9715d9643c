//! `presidium why`: the reasons of a value, a vote or an event in one world, as a tree.

use presidium_engine::ballot::Outcome;
use presidium_engine::oracle::{
    BallotTrace, Choice, DecisionTrace, Explanation, Firing, MemberTrace, Origin, month_in_words,
};
use presidium_lab::{Account, Reason, Subject, member_set, rule_name, variable_name, why};
use presidium_lang::model::{Decision, Model, Place, Rule, RuleId, Type};

use crate::arguments::WhyArguments;
use crate::evidence::Known;
use crate::figures::{month, number, share_of_one, value};
use crate::output::{FAINT, HEADING, Output, styled};
use crate::report::heading;
use crate::setup::{Setup, month_of_model, subject};
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};
use crate::{ballot_view, why_view};

/// Members of a body whose reasons are told.
const MEMBERS_SHOWN: usize = 12;

pub fn run(arguments: &WhyArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario)?;
    let at = month_of_model(&setup.model, &arguments.at)?;
    let subject = subject(&setup.model, &arguments.what)?;
    let (seed, world) = (arguments.seed.seed, arguments.world);
    let reason = match why(&setup.model, &setup.scenario, (seed, world), subject, at, arguments.depth) {
        Ok(reason) => reason,
        Err(failure) => {
            let words = format!("{}, {}\n", month(failure.month), super::world::failure_words(&failure));
            return Ok(Output { text: words, code: NO_WORLD });
        }
    };
    if arguments.json {
        return Ok(Output::ok(why_view::json(&setup, (seed, world), &reason)));
    }
    let subtitle = format!("world {world}, seed {seed}, {}", month_in_words(at));
    let mut teller = Teller { setup: &setup, text: String::new() };
    teller.tell(&reason, 0);
    Ok(Output::ok(format!("{}{}\n\n{}", heading(&setup), styled(FAINT, &subtitle), teller.text)))
}

/// Writes a tree of reasons, each level further to the right.
struct Teller<'a> {
    setup: &'a Setup,
    text: String,
}

impl Teller<'_> {
    fn tell(&mut self, reason: &Reason, level: usize) {
        let indent = level * 4;
        match (&reason.subject, &reason.account) {
            (Subject::Variable(..), Account::Value(told)) => self.value(told, indent),
            (Subject::Variable(variable, element), Account::Start(start)) => {
                let declared = &self.model().variables[variable.index()];
                let shown = value(self.model(), &declared.ty, *start);
                let name = variable_name(self.model(), *variable, *element);
                self.line(indent, &format!("{} = {shown}, as it began", styled(HEADING, &name)));
            }
            (Subject::Rule(rule, element), account) => self.rule(*rule, *element, reason.month, account, indent),
            (Subject::Variable(..), _) => {}
        }
        for because in &reason.because {
            self.tell(because, level + 1);
        }
        if reason.untold > 0 {
            self.line(indent + 4, &styled(FAINT, &format!("and {} more", reason.untold)));
        }
    }

    fn model(&self) -> &Model {
        &self.setup.model
    }

    fn line(&mut self, indent: usize, words: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text += &wrap(words, indent);
        self.text.push('\n');
    }

    fn rows(&mut self, indent: usize, rows: &[Vec<String>], aligns: &[Align]) {
        self.text += &table(rows, aligns, indent);
    }

    fn value(&mut self, told: &Explanation, indent: usize) {
        let declared = &self.setup.model.variables[told.variable.index()];
        let name = variable_name(self.model(), told.variable, told.element);
        let shown = value(self.model(), &declared.ty, told.value);
        let mut words = format!("{} = {shown}", styled(HEADING, &name));
        if !declared.label.is_empty() {
            words += &format!("  {}", declared.label);
        }
        words += &format!(" ({}, {})", declared.kind.word(), month(told.month));
        self.line(indent, &words);
        let origin = self.origin(told);
        if !origin.is_empty() {
            self.line(indent + 2, &origin);
        }
        if told.terms.len() > 1 || told.terms.iter().any(|term| !term.label.is_empty()) {
            let terms =
                told.terms.iter().map(|term| vec![value(self.model(), &declared.ty, term.value), term.label.clone()]);
            let terms: Vec<Vec<String>> = terms.collect();
            self.rows(indent + 2, &terms, &[Align::Right, Align::Left]);
        }
        if told.reads.is_empty() && told.terms.is_empty() {
            self.place(&declared.place, indent + 2);
        }
    }

    fn place(&mut self, place: &Place, indent: usize) {
        let words = format!("“{}”, {}:{}", place.heading, place.file, place.line);
        self.line(indent, &styled(FAINT, &words));
    }

    fn origin(&self, told: &Explanation) -> String {
        let known = Known::of(self.model(), &self.setup.scenario, told.variable, told.element);
        match told.origin {
            Origin::Parameter { uniform } if known.drawn => format!("{}; luck {}", known.words, share_of_one(uniform)),
            Origin::Draw { uniform } => format!("luck {}", share_of_one(uniform)),
            Origin::Parameter { .. } | Origin::Data | Origin::Series => known.words,
            Origin::Earlier { month: Some(earlier) } => format!("as it was in {}", month_in_words(earlier)),
            Origin::Earlier { month: None } => "its first value".to_owned(),
            Origin::Initial => "its first value; no rule has changed it yet".to_owned(),
            Origin::Rule { rule, element, month } => {
                format!("since {}, by {}", month_in_words(month), rule_name(self.model(), rule, element))
            }
            Origin::Switch | Origin::Equation | Origin::Balance | Origin::Flow => String::new(),
        }
    }

    fn rule(&mut self, rule: RuleId, element: u32, at: u32, account: &Account, indent: usize) {
        let name = styled(HEADING, &rule_name(self.model(), rule, element));
        let declared = &self.setup.model.rules[rule.index()];
        let words = match declared {
            Rule::Event(event) => &event.label,
            Rule::Decision(decision) => &decision.question,
        };
        match account {
            Account::Decision(taken) => {
                self.line(indent, &format!("{name}  {words} (decision, {})", month(at)));
                if let Rule::Decision(decision) = declared {
                    self.decision(decision, taken, indent + 2);
                }
            }
            Account::Event(firing) => {
                self.line(indent, &format!("{name}  {words} (event, {})", month(at)));
                self.line(indent + 2, &hazard_words(firing));
            }
            Account::Idle(earlier) => {
                let since =
                    earlier.map_or_else(|| "never before".to_owned(), |m| format!("last in {}", month_in_words(m)));
                self.line(indent, &format!("{name}  {words}: nothing in {}; {since}", month_in_words(at)));
            }
            Account::Value(_) | Account::Start(_) => {}
        }
        self.place(declared.place(), indent + 2);
    }

    fn decision(&mut self, decision: &Decision, taken: &DecisionTrace, indent: usize) {
        let option = &decision.options[taken.chosen];
        let label = if option.label.is_empty() { String::new() } else { format!(" “{}”", option.label) };
        self.line(indent, &format!("→ {}{label}, {}", option.name, choice_words(taken.choice)));
        for (round, ballot) in taken.ballots.iter().enumerate() {
            if taken.ballots.len() > 1 {
                self.line(indent, if round == 0 { "the vote" } else { "the appeal" });
            }
            self.ballot(decision, round, ballot, indent);
        }
    }

    fn ballot(&mut self, decision: &Decision, round: usize, ballot: &BallotTrace, indent: usize) {
        let Some(set) = member_set(self.model(), decision, round) else { return };
        let member_type = Type::Element { set, optional: false };
        let name = |member: &MemberTrace| value(self.model(), &member_type, f64::from(member.member));
        let names: Vec<String> = ballot.members.iter().map(name).collect();
        self.result(decision, ballot, &names, indent);
        let mut members: Vec<(&MemberTrace, &String)> = ballot.members.iter().zip(&names).collect();
        members.sort_by(|one, other| other.0.weight.total_cmp(&one.0.weight));
        for (member, name) in members.iter().take(MEMBERS_SHOWN) {
            let stand = stand(decision, ballot, member);
            self.line(indent, &format!("{name} (weight {}{stand})", number(member.weight)));
            self.opinion(decision, member, indent + 2);
        }
        if members.len() > MEMBERS_SHOWN {
            self.line(indent, &format!("and {} more members", members.len() - MEMBERS_SHOWN));
        }
    }

    /// The rule of a vote, and what came of it.
    fn result(&mut self, decision: &Decision, ballot: &BallotTrace, names: &[String], indent: usize) {
        if let Some(tally) = &ballot.tally {
            let chair = tally.rules.chair.and_then(|chair| names.get(chair)).map(String::as_str);
            self.line(indent, &format!("rule: {}", ballot_view::rule(&tally.rules, chair)));
            self.line(indent, &format!("count: {}", ballot_view::count(decision, ballot, tally)));
            let abstained: Vec<&str> = ballot_view::abstained(ballot, names).map(String::as_str).collect();
            if !abstained.is_empty() {
                self.line(indent, &format!("abstained: {}", abstained.join(", ")));
            }
        } else if ballot.members.len() > 1 {
            let support = decision.options.iter().zip(&ballot.support);
            let support: Vec<String> =
                support.map(|(option, weight)| format!("{} {}", option.name, number(*weight))).collect();
            self.line(indent, &format!("support: {}", support.join(", ")));
        }
    }

    /// What a member made of each option.
    fn opinion(&mut self, decision: &Decision, member: &MemberTrace, indent: usize) {
        let rows = decision.options.iter().zip(&member.options).map(|(option, told)| {
            let mut terms: Vec<String> =
                told.terms.iter().map(|(label, value)| format!("{label} {}", number(*value))).collect();
            if told.noise != 0.0 {
                terms.push(format!("luck {}", number(told.noise)));
            }
            let terms = if told.available { terms.join(", ") } else { "not available".to_owned() };
            vec![option.name.clone(), number(told.utility), terms]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        self.rows(indent, &rows, &[Align::Left, Align::Right, Align::Left]);
    }
}

/// How a member voted: `, for remove`.
fn stand(decision: &Decision, ballot: &BallotTrace, member: &MemberTrace) -> String {
    let counted = ballot.tally.is_some_and(|tally| tally.outcome != Outcome::NoQuorum);
    match member.vote {
        _ if !member.present => ", absent".to_owned(),
        Some(option) => format!(", for {}", decision.options[option].name),
        None if counted => ", abstains".to_owned(),
        None => String::new(),
    }
}

fn choice_words(choice: Choice) -> &'static str {
    match choice {
        Choice::Pinned => "pinned by the scenario",
        Choice::Recorded => "because the record is followed",
        Choice::Nobody => "because nobody is there to decide",
        Choice::Decided => "decided",
        Choice::Appealed => "decided on appeal",
    }
}

/// What luck an event had to have, and had.
fn hazard_words(firing: &Firing) -> String {
    match firing.hazard {
        Some((probability, luck)) => {
            format!("by luck {}, needed below {}", share_of_one(luck), share_of_one(probability))
        }
        None => "its condition turned true".to_owned(),
    }
}
