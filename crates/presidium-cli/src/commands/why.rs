//! `presidium why`: the reasons of a value, a vote or an event in one world, as a tree.

use presidium_engine::World;
use presidium_engine::ballot::Outcome;
use presidium_engine::oracle::{
    Assignment, BallotTrace, Change, Clause, DecisionTrace, Explanation, Firing, Label, MemberTrace, Origin, ReadValue,
    Replay,
};
use presidium_lab::{
    Account, BREADTH, Did, Reach, Reason, Subject, fault_text, label_text, member_set, rule_name, variable_name, why,
};
use presidium_lang::clock::Step;
use presidium_lang::model::{Decision, Element, Model, Place, Repeat, Rule, RuleId, Type, VariableId};
use presidium_query::evidence::Known;
use presidium_query::figures::{count, number, share_of_one, value};
use presidium_query::reasons::{self, failure_words, shown, where_it_is};
use presidium_query::views::{self, json_text};
use presidium_query::{Study, month_of_model, subject, votes};

use crate::arguments::{MOST_LEVELS, WhyArguments};
use crate::commands::why_claim;
use crate::output::{FAILS, FAINT, HEADING, Output, styled};
use crate::report::heading;
use crate::setup::Setup;
use crate::stop::{NO_WORLD, Stop};
use crate::table::{Align, table, wrap};

/// Members of a body whose reasons are usually told.
const MEMBERS_SHOWN: usize = 12;

/// Options of many that are listed for each member.
const OPTIONS_SHOWN: usize = 4;

pub fn run(arguments: &WhyArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario, arguments.luck.threads())?;
    if why_claim::is_asked(&setup.study.model, arguments) {
        return why_claim::run(setup, arguments);
    }
    let study = &setup.study;
    let (Some(world), Some(at)) = (arguments.world, &arguments.at) else {
        return Err(why_claim::is_none(&study.model, &arguments.what));
    };
    let at = month_of_model(&study.model, at)?;
    let subject = subject(&study.model, &arguments.what)?;
    // A world that fails later still has a history up to then.
    let replay = Replay::new(&study.model, &study.scenario, arguments.luck.seed.of(&study.model), World(world));
    Ok(answer(study, arguments, &replay, (subject, at)))
}

fn answer(study: &Study, arguments: &WhyArguments, replay: &Replay<'_>, asked: (Subject, Step)) -> Output {
    let (seed, world) = (arguments.luck.seed.of(&study.model), World(arguments.world.unwrap_or_default()));
    let breadth = if arguments.all { usize::MAX } else { BREADTH };
    let found = why(&study.model, replay, asked, Reach { depth: arguments.depth, breadth });
    let stopped = match &found {
        Ok(reason) => matches!(reason.account, Account::Rule { did: Did::Failed(_), .. }),
        Err(_) => true,
    };
    let code = if stopped { NO_WORLD } else { 0 };
    if arguments.json {
        return Output { text: json_text(&views::why(study, (seed, world), found.as_ref())), code };
    }
    let subtitle = format!("world {world}, seed {seed}, {}", study.model.clock.seen_words(asked.1));
    let head = format!("{}{}\n\n", heading(study), styled(FAINT, &subtitle));
    let text = match &found {
        Ok(reason) => Teller { study, arguments, breadth, text: String::new() }.whole(reason),
        Err(failure) => {
            let words = format!("{}  {}", study.model.clock.text(failure.month), failure_words(failure));
            format!("{}\n", styled(FAILS, &wrap(&words, 0)))
        }
    };
    Output { text: head + &text, code }
}

/// Writes a tree of reasons, each level further to the right.
struct Teller<'a> {
    study: &'a Study,
    arguments: &'a WhyArguments,
    breadth: usize,
    text: String,
}

impl Teller<'_> {
    fn whole(mut self, reason: &Reason) -> String {
        self.tell(reason, 0);
        let deeper = reason.all_deeper();
        if deeper > 0 {
            let things =
                if deeper == 1 { "1 thing lies".to_owned() } else { format!("{} things lie", count(deeper as u64)) };
            let how = match self.arguments.depth {
                MOST_LEVELS => "ask why of what stands last".to_owned(),
                depth => format!("--depth {}", depth + 1),
            };
            self.text.push('\n');
            self.line(0, &styled(FAINT, &format!("{things} further back: {how}")));
        }
        self.text
    }

    fn tell(&mut self, reason: &Reason, level: usize) {
        let indent = level * 4;
        match &reason.account {
            Account::Value(told) => {
                let when = at_in(self.study.model.clock.seen_text(told.month), reason.again);
                self.headline(told.variable, told.element, told.value, &when, indent);
                if !reason.again {
                    self.value(told, indent);
                }
            }
            Account::Start { variable, element, value } => {
                let when = if reason.again { "as it began; told above" } else { "as it began" };
                self.headline(*variable, *element, *value, when, indent);
            }
            Account::Rule { rule, element, did } => self.rule((*rule, *element), did, reason, indent),
        }
        for because in &reason.because {
            self.tell(because, level + 1);
        }
        if reason.untold > 0 {
            self.line(indent + 4, &styled(FAINT, &format!("and {} more ({})", reason.untold, self.how_to_ask())));
        }
    }

    /// How to ask for what is left out; what even `--all` leaves out is asked for by its name.
    fn how_to_ask(&self) -> &'static str {
        if self.arguments.all { "ask why of one of them" } else { "--all" }
    }

    fn model(&self) -> &Model {
        &self.study.model
    }

    fn line(&mut self, indent: usize, words: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text += &wrap(words, indent);
        self.text.push('\n');
    }

    fn rows(&mut self, indent: usize, rows: &[Vec<String>], aligns: &[Align]) {
        self.text += &table(rows, aligns, indent);
    }

    fn headline(&mut self, variable: VariableId, element: Element, at: f64, when: &str, indent: usize) {
        let declared = &self.study.model.variables[variable];
        let name = variable_name(self.model(), variable, element);
        let mut words = format!("{} = {}", styled(HEADING, &name), shown(self.model(), &declared.ty, at));
        if !declared.label.is_empty() && !declared.hidden {
            words += &format!("  {}", declared.label);
        }
        words += &format!(" ({}, {when})", reasons::kind(declared));
        self.line(indent, &words);
    }

    fn value(&mut self, told: &Explanation, indent: usize) {
        let declared = &self.study.model.variables[told.variable];
        if let Some(failure) = &told.missing {
            let words = format!(
                "since {}, {}: {}",
                self.study.model.clock.text(failure.month),
                failure.equation,
                fault_text(&failure.fault)
            );
            self.line(indent + 2, &format!("{words} (“{}”)", failure.section));
        }
        let origin = self.origin(told);
        if !origin.is_empty() {
            self.line(indent + 2, &origin);
        }
        if told.terms.len() > 1 || told.terms.iter().any(|term| term.label != Label::Term(String::new())) {
            let terms = told
                .terms
                .iter()
                .map(|term| vec![shown(self.model(), &declared.ty, term.value), label_text(self.model(), &term.label)]);
            let terms: Vec<Vec<String>> = terms.collect();
            self.rows(indent + 2, &terms, &[Align::Right, Align::Left]);
        }
        self.changes(told, indent + 2);
        if told.reads.is_empty() && told.terms.is_empty() && told.changes.is_empty() {
            self.place(&declared.place, indent + 2);
        }
    }

    /// What rules did to a value: each assignment, what it read, and the clauses around it.
    fn changes(&mut self, told: &Explanation, indent: usize) {
        let ty = &self.study.model.variables[told.variable].ty;
        for change in &told.changes {
            self.line(indent, &reasons::change(self.model(), ty, change));
            let words = self.assignment(change, (told.variable, told.element));
            self.line(indent + 2, &words);
            if change.terms.len() > 1 {
                let terms = change
                    .terms
                    .iter()
                    .map(|term| vec![shown(self.model(), ty, term.value), label_text(self.model(), &term.label)]);
                let terms: Vec<Vec<String>> = terms.collect();
                self.rows(indent + 4, &terms, &[Align::Right, Align::Left]);
            }
            for clause in change.around.iter().rev() {
                self.line(indent + 2, &self.clause(clause));
            }
        }
        if told.origin == Origin::Balance && told.changes.is_empty() {
            match told.changed_in {
                Some(last) => {
                    self.line(indent, &format!("a rule changed it last in {}", self.study.model.clock.words(last)))
                }
                None if told.terms.len() <= 1 => self.line(indent, "no rule has changed it yet"),
                None => {}
            }
        }
    }

    /// `if anger[p] > 2: holds, with anger[Boris] = 3  quarrel.md:74`
    fn clause(&self, clause: &Clause) -> String {
        let place = styled(FAINT, &where_it_is(&clause.written.place));
        format!("{}{}  {place}", reasons::clause(self.model(), clause), self.with(clause.reads.iter()))
    }

    /// `anger[p] += 0.2, with insult = 0.2  quarrel.md:75`
    ///
    /// What the value itself was is told elsewhere.
    fn assignment(&self, change: &Change, own: (VariableId, Element)) -> String {
        let other = change.reads.iter().filter(|read| own != (read.variable, read.element));
        match &change.written {
            Some(written) => {
                let place = styled(FAINT, &where_it_is(&written.place));
                format!("{}{}  {place}", written.text, self.with(other))
            }
            None => "the rule keeps this of itself".to_owned(),
        }
    }

    /// `, with a = 1, b = 2`; nothing if nothing was read.
    fn with<'r>(&self, reads: impl Iterator<Item = &'r ReadValue>) -> String {
        let mut told: Vec<String> = reads.map(|read| reasons::read(self.model(), read)).collect();
        if told.is_empty() {
            return String::new();
        }
        let untold = told.len().saturating_sub(self.breadth);
        told.truncate(self.breadth);
        if untold > 0 {
            told.push(format!("and {untold} more (--all)"));
        }
        format!(", with {}", told.join(", "))
    }

    fn place(&mut self, place: &Place, indent: usize) {
        if place.file.is_empty() {
            return;
        }
        let words = format!("“{}”, {}", place.heading, where_it_is(place));
        self.line(indent, &styled(FAINT, &words));
    }

    fn origin(&self, told: &Explanation) -> String {
        let known = Known::told(self.model(), &self.study.scenario, told);
        match told.origin {
            Origin::Parameter { uniform } if known.drawn => format!("{}; luck {}", known.words, share_of_one(uniform)),
            Origin::Draw { uniform } if told.prior.is_some() => {
                format!("{}; luck {}", known.words, share_of_one(uniform))
            }
            Origin::Draw { uniform } => format!("luck {}", share_of_one(uniform)),
            Origin::Parameter { .. } | Origin::Data | Origin::Series => known.words,
            Origin::Earlier { month: Some(earlier) } => {
                format!("looks back to {}", self.study.model.clock.seen_words(earlier))
            }
            Origin::Earlier { month: None } => "what it is initially: the run does not reach so far back".to_owned(),
            Origin::Initial => "its first value; no rule has changed it yet".to_owned(),
            Origin::Rule { month, .. } if month < told.month => {
                format!("no rule has changed it since {}", self.study.model.clock.words(month))
            }
            Origin::Balance => match told.changes.last() {
                Some(last) if last.month < told.month => {
                    format!("no rule has changed it since {}", self.study.model.clock.words(last.month))
                }
                _ => String::new(),
            },
            Origin::Rule { .. } => String::new(),
            Origin::Switch | Origin::Equation | Origin::Flow => String::new(),
        }
    }

    fn rule(&mut self, (rule, element): (RuleId, Element), did: &Did, reason: &Reason, indent: usize) {
        let name = styled(HEADING, &rule_name(self.model(), rule, element));
        let declared = &self.study.model.rules[rule];
        let (kind, words) = match declared {
            Rule::Event(event) => ("event", &event.label),
            Rule::Decision(decision) => ("decision", &decision.question),
        };
        let named = if words.is_empty() { name } else { format!("{name}  {words}") };
        match did {
            Did::Nothing(earlier) => {
                let since = earlier.map_or_else(
                    || "never before".to_owned(),
                    |m| format!("last in {}", self.study.model.clock.words(m)),
                );
                let told = if reason.again { "; told above" } else { "" };
                let when = self.study.model.clock.words(reason.month);
                self.line(indent, &format!("{named}: nothing in {when}; {since}{told}"));
            }
            _ => self.line(
                indent,
                &format!("{named} ({kind}, {})", at_in(self.study.model.clock.text(reason.month), reason.again)),
            ),
        }
        if reason.again {
            return;
        }
        self.chance(declared, did, reason, indent + 2);
        match (did, declared) {
            (Did::Decision(taken), Rule::Decision(decision)) => self.decision(decision, taken, indent + 2),
            (Did::Failed(failure), _) => {
                let words = format!("{}  {}", self.study.model.clock.text(failure.month), failure_words(failure));
                self.line(indent + 2, &styled(FAILS, &words));
            }
            _ => {}
        }
        self.done(reason, indent + 2);
        self.place(declared.place(), indent + 2);
    }

    /// What opened a rule, or kept it from acting.
    fn chance(&mut self, rule: &Rule, did: &Did, reason: &Reason, indent: usize) {
        let clauses = reason.chance.iter().flat_map(|chance| chance.when.iter().chain(&chance.rate));
        for clause in clauses {
            self.line(indent, &self.clause(clause));
        }
        if let Did::Event(firing) = did {
            self.line(indent, &hazard_words(rule, firing));
        }
        if let Some(words) = reason.chance.as_ref().and_then(reasons::verdict) {
            self.line(indent, &words);
        }
    }

    /// What a rule changed.
    fn done(&mut self, reason: &Reason, indent: usize) {
        let one = |done: &Assignment| {
            let ty = &self.model().variables[done.variable].ty;
            let name = variable_name(self.model(), done.variable, done.position);
            format!("{name} = {}", shown(self.model(), ty, done.value))
        };
        let mut words: Vec<String> = reason.done.iter().map(one).collect();
        if words.is_empty() {
            return;
        }
        if reason.done_untold > 0 {
            words.push(format!("and {} more (--all)", reason.done_untold));
        }
        self.line(indent, &format!("changed: {}", words.join(", ")));
    }

    fn decision(&mut self, decision: &Decision, taken: &DecisionTrace, indent: usize) {
        let option = &decision.options[taken.chosen];
        let label = if option.label.is_empty() { String::new() } else { format!(" “{}”", option.label) };
        self.line(indent, &format!("→ {}{label}, {}", option.name, votes::choice_words(taken.choice)));
        for (place, ballot) in taken.ballots.iter().enumerate() {
            let is_last = taken.ballots.get(place + 1).is_none_or(|next| next.number != ballot.number);
            if let Some(words) = which_ballot(taken, ballot) {
                self.line(indent, &words);
            }
            self.ballot(decision, ballot, is_last || self.arguments.all, indent);
        }
    }

    /// What came of a ballot; and, if that is asked, what its members made of the options.
    fn ballot(&mut self, decision: &Decision, ballot: &BallotTrace, with_members: bool, indent: usize) {
        let Some(set) = member_set(self.model(), decision, ballot.number) else { return };
        let member_type = Type::Element { set, optional: false };
        let name = |member: &MemberTrace| value(self.model(), &member_type, f64::from(member.member));
        let names: Vec<String> = ballot.members.iter().map(name).collect();
        self.result(decision, ballot, &names, indent);
        if !with_members {
            return;
        }
        let mut members: Vec<(&MemberTrace, &String)> = ballot.members.iter().zip(&names).collect();
        members.sort_by(|(one, _), (other, _)| (one.turn.cmp(&other.turn)).then(other.weight.total_cmp(&one.weight)));
        let told = if self.arguments.all { members.len() } else { MEMBERS_SHOWN };
        for (member, name) in members.iter().take(told) {
            let stand = stand(decision, ballot, member);
            self.line(indent, &format!("{name} (weight {}{stand})", number(member.weight)));
            self.opinion(decision, member, indent + 2);
        }
        if members.len() > told {
            let untold = members.len() - told;
            let members = if untold == 1 { "member" } else { "members" };
            self.line(indent, &styled(FAINT, &format!("and {untold} more {members} (--all)")));
        }
    }

    /// The rule of a vote, and what came of it.
    fn result(&mut self, decision: &Decision, ballot: &BallotTrace, names: &[String], indent: usize) {
        if let Some(tally) = &ballot.tally {
            self.line(indent, &format!("rule: {}", votes::rule(ballot, &tally.rules, names)));
            self.line(indent, &format!("count: {}", votes::count(decision, ballot, tally)));
            let abstained: Vec<&str> = votes::abstained(ballot, names).map(String::as_str).collect();
            if !abstained.is_empty() {
                self.line(indent, &format!("abstained: {}", abstained.join(", ")));
            }
        } else if ballot.members.len() > 1 {
            self.line(indent, &format!("support: {}", votes::support(decision, ballot).join(", ")));
        }
    }

    /// What a member made of each option; of many those that he liked best.
    fn opinion(&mut self, decision: &Decision, member: &MemberTrace, indent: usize) {
        let mut opinions: Vec<_> = decision.options.iter().zip(&member.options).collect();
        if opinions.len() > votes::FEW && !self.arguments.all {
            opinions.retain(|(_, told)| told.available);
            opinions.sort_by(|(_, one), (_, other)| other.utility.total_cmp(&one.utility));
            opinions.truncate(OPTIONS_SHOWN);
        }
        let rows = opinions.into_iter().map(|(option, told)| {
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

/// Which ballot of a decision it is, if there are several: `the vote, ballot 2`.
fn which_ballot(taken: &DecisionTrace, ballot: &BallotTrace) -> Option<String> {
    let is_appealed = taken.ballots.iter().any(|other| other.number != ballot.number);
    let is_repeated = taken.ballots.iter().any(|other| other.number == ballot.number && other.round != ballot.round);
    let vote = if ballot.number == 0 { "the vote" } else { "the appeal" };
    let round = ballot.round + 1;
    match (is_appealed, is_repeated) {
        (false, false) => None,
        (true, false) => Some(vote.to_owned()),
        (false, true) => Some(format!("ballot {round}")),
        (true, true) => Some(format!("{vote}, ballot {round}")),
    }
}

/// How a member voted: `, for remove`.
fn stand(decision: &Decision, ballot: &BallotTrace, member: &MemberTrace) -> String {
    let counted = ballot.tally.is_some_and(|tally| tally.outcome != Outcome::NoQuorum);
    match member.vote {
        _ if !member.present => ", absent".to_owned(),
        Some(option) if member.pinned => format!(", pinned to {}", decision.options[option].name),
        Some(option) => format!(", for {}", decision.options[option].name),
        None if counted => ", abstains".to_owned(),
        None => String::new(),
    }
}

/// What luck an event had to have, and had, or what else let it happen.
fn hazard_words(rule: &Rule, firing: &Firing) -> String {
    let Some((probability, luck)) = firing.hazard else {
        let words = match rule {
            Rule::Event(event) if event.when.is_none() => "it happens in every step",
            Rule::Event(event) if event.repeat == Repeat::EveryStep => "its condition held",
            _ => "its condition turned true",
        };
        return words.to_owned();
    };
    format!("by luck {}, needed below {}", share_of_one(luck), share_of_one(probability))
}

/// `1951-03`, and whether it has been told.
fn at_in(at: String, again: bool) -> String {
    if again { format!("{at}; told above") } else { at }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use presidium_lang::model::VariableKind;

    use super::*;
    use crate::arguments::{Arguments, Command};

    fn asking(words: &[&str]) -> WhyArguments {
        match Arguments::parse_from([&["presidium", "why"], words].concat()).command {
            Command::Why(arguments) => arguments,
            other => panic!("{other:?}"),
        }
    }

    /// Every seventh variable and rule of each kind, and all that the compiler has made, at the first and the last element.
    fn subjects(model: &Model) -> Vec<Subject> {
        let mut seen = std::collections::BTreeMap::new();
        let mut every = |kind: &'static str| {
            let count: &mut u32 = seen.entry(kind).or_default();
            *count += 1;
            *count % 7 == 1
        };
        let mut all = vec![];
        for (id, variable) in model.variables.iter().enumerate() {
            let last = variable.len(model).saturating_sub(1) as u32;
            if !variable.is_empty(model) && (variable.hidden || every(variable.kind.word())) {
                all.extend([0, last].map(|element| Subject::Variable(VariableId::new(id), Element(element))));
            }
        }
        for (id, rule) in model.rules.iter().enumerate() {
            let sizes = rule.indices().iter().map(|index| model.sets[index.set].elements.len());
            let last = sizes.product::<usize>() - 1;
            if every(if matches!(rule, Rule::Decision(_)) { "decision" } else { "event" }) {
                all.extend([0, last as u32].map(|element| Subject::Rule(RuleId::new(id), Element(element))));
            }
        }
        all.dedup();
        all
    }

    /// Names of what the compiler has made. Those of subsets and of counts are words of the language, too.
    fn internal(model: &Model) -> Vec<&str> {
        let made = model.variables.iter().filter(|variable| {
            variable.hidden && !matches!(variable.kind, VariableKind::Data { .. } | VariableKind::State { .. })
        });
        made.map(|variable| variable.name.as_str()).collect()
    }

    #[test]
    fn no_internal_name_of_the_soviet_model_is_printed() {
        for world in ["13", "200"] {
            let arguments = asking(&["anything", "--world", world, "--at", "1957-06"]);
            let json = WhyArguments { json: true, ..asking(&["anything", "--world", world, "--at", "1957-06"]) };
            let study = Setup::new(&arguments.scenario, 1).unwrap().study;
            let (model, scenario) = (&study.model, &study.scenario);
            let world = World(arguments.world.unwrap());
            let replay = Replay::new(model, scenario, arguments.luck.seed.of(model), world);
            let names = internal(model);
            assert!(names.len() > 10, "{names:?}");
            for (place, subject) in subjects(model).into_iter().enumerate() {
                let month = model.first_step + (place as u32 * 37) % model.step_count() as u32;
                for arguments in [&arguments, &json] {
                    let text = answer(&study, arguments, &replay, (subject, month)).text;
                    let leaked = names.iter().find(|name| text.contains(**name));
                    assert_eq!(leaked, None, "{subject:?} in {}:\n{text}", model.clock.words(month));
                    let numbered =
                        [" lag ", " smooth ", " input ", " wanted ="].iter().find(|word| text.contains(**word));
                    assert_eq!(numbered, None, "{subject:?} in {}:\n{text}", model.clock.words(month));
                }
            }
        }
    }
}
