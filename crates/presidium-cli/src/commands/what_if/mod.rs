//! `presidium what-if`: the same worlds with and without a change.

mod claims;
mod outcomes;

use presidium_lab::{Answer, Comparison, Divergence, Failures, PairQuestion, Request, variable_name};
use presidium_lang::model::{Model, Rule, RuleId};
use presidium_query::claims::moved_sentence;
use presidium_query::figures::count;
use presidium_query::views::{self, json_text};
use presidium_query::{Study, claims_named, headline, observables, what_if, what_if_words};

use crate::arguments::WhatIfArguments;
use crate::output::{HEADING, Output, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world, past_note};
use crate::setup::{Setup, warn};
use crate::stop::Stop;
use crate::table::wrap;

/// Rules named where worlds part.
const RULES_SHOWN: usize = 5;

pub fn run(arguments: &WhatIfArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let (study, model) = (&setup.study, &setup.study.model);
    let (changes, warnings) = what_if(model, &arguments.changes)?;
    warn(&warnings);
    let (claims, observables) = (claims_named(model, &arguments.claims)?, observables(model, &arguments.show)?);
    let question = PairQuestion { changes, claims, observables, parting_worlds: arguments.chronicles };
    let request = setup.request(question, arguments.luck.seed.of(model), arguments.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let compared = &answer.report;
    no_world(model, compared.worlds, &compared.failures_without)?;
    no_world(model, compared.worlds, &compared.failures_with)?;
    let left = left_note(study, compared.left)?;
    let asked = &arguments.changes;
    // Whoever names claims wants to see them.
    let all = arguments.all || !arguments.claims.is_empty();
    draw(&arguments.chart, || presidium_charts::what_if(study, asked, &request, &answer, all))?;
    let text = match arguments.json {
        true => json_text(&views::pairs(study, asked, &request, &answer)),
        false => Answered { study, asked, request: &request, answer: &answer, left: &left, all }.text(),
    };
    Ok(Output::of(&answer, text))
}

/// The worlds that failed on one side.
fn side(model: &Model, name: &str, failures: &Failures) -> String {
    let note = failures_note(model, failures);
    if note.is_empty() { note } else { format!("\n{name}:{note}") }
}

/// Everything that is told about one change.
struct Answered<'a> {
    study: &'a Study,
    /// The changes as they were spelt.
    asked: &'a [String],
    request: &'a Request<PairQuestion>,
    answer: &'a Answer<Comparison>,
    /// How many worlds a condition leaves, in words.
    left: &'a str,
    /// Claims that do not move are told as well.
    all: bool,
}

impl Answered<'_> {
    /// The answer stands first, and again at the end, below all that supports it.
    fn text(&self) -> String {
        let model = &self.study.model;
        let asked: Vec<String> = self.asked.iter().map(|text| what_if_words(model, text)).collect();
        let mut text = heading_of_run(self.study, self.request, self.answer) + self.left;
        text += &format!("{}\n", styled(HEADING, &wrap(&format!("What if: {}", asked.join("; ")), 0)));
        for (observable, values) in self.request.question.observables.iter().zip(&self.answer.report.observables) {
            text += &outcomes::text(model, observable, values);
        }
        text += &claims::text(model, &self.request.question.claims, &self.answer.report.claims, self.all);
        text += &self.past_text();
        text += &format!("\n{}\n", wrap(&parting_sentence(model, &self.answer.report.divergence), 0));
        text += &side(model, "With the change", &self.answer.report.failures_with);
        text += &side(model, "Without it", &self.answer.report.failures_without);
        text + &self.answer_again() + &closing_note()
    }

    /// What it comes to.
    fn answer_again(&self) -> String {
        let (model, question, compared) = (&self.study.model, &self.request.question, &self.answer.report);
        let observed = question.observables.iter().zip(&compared.observables);
        let told = observed.map(|(seen, values)| {
            let name = variable_name(model, seen.variable, seen.element);
            format!("{name} at {}. {}", model.clock.seen_text(seen.month), headline::paired(model, seen, values))
        });
        let mut lines: Vec<String> = told.collect();
        lines.push(moved_sentence(&compared.claims));
        let lines = lines.iter().map(|line| format!("{}\n", styled(HEADING, &wrap(line, 0))));
        format!("\n{}", lines.collect::<String>())
    }

    /// That the condition looks at what the change has made, if so.
    fn past_text(&self) -> String {
        let parted = self.answer.report.divergence.months.first().map(|(month, _)| *month);
        past_note(self.study, &self.request.question.changes, parted)
    }
}

fn parting_sentence(model: &Model, parting: &Divergence) -> String {
    if parting.worlds == 0 {
        return "Where histories part was looked for in no world that both sides completed.".to_owned();
    }
    let Some(median) = parting.median_month() else {
        return format!("In the first {} worlds nothing that anybody does changes.", count(parting.worlds));
    };
    let rules = parting.rules.iter().take(RULES_SHOWN);
    let rules: Vec<String> =
        rules.map(|(rule, worlds)| format!("{} ({})", rule_words(model, *rule), count(*worlds))).collect();
    format!(
        "Of the first {} worlds {} take another course, half of them by {}. They part at: {}.",
        count(parting.worlds),
        count(parting.parted()),
        model.clock.words(median),
        rules.join(", ")
    )
}

fn rule_words(model: &Model, rule: RuleId) -> String {
    let (name, words) = match &model.rules[rule] {
        Rule::Event(event) => (&event.name, &event.label),
        Rule::Decision(decision) => (&decision.name, &decision.question),
    };
    if words.is_empty() { name.clone() } else { format!("{name} “{words}”") }
}
