//! `presidium what-if`: the same worlds with and without a change.

use presidium_lab::{
    Answer, ComparedObservable, Comparison, Divergence, Effect, Failures, Observable, PairQuestion, Request, Share,
    Void, outcome_type,
};
use presidium_lang::model::{Model, Rule, RuleId, Type};
use presidium_query::claims::{has_mean, void_title};
use presidium_query::conditions::looks_past_the_change;
use presidium_query::figures::{count, effect_interval, effect_mean, effect_value, per_cent, share_interval, value};
use presidium_query::views::{self, VALUES_SHOWN, json_text};
use presidium_query::{Study, claims_named, headline, observables, what_if, what_if_words};

use crate::arguments::WhatIfArguments;
use crate::output::{HEADING, Output, UNCLEAR, styled};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::{Setup, warn};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

/// Rules named where worlds part.
const RULES_SHOWN: usize = 5;

pub fn run(arguments: &WhatIfArguments) -> Result<Output, Stop> {
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
    let text = match arguments.json {
        true => json_text(&views::pairs(study, asked, &request, &answer)),
        false => Answered { study, asked, request: &request, answer: &answer, left: &left }.text(),
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
}

impl Answered<'_> {
    fn text(&self) -> String {
        let model = &self.study.model;
        let asked: Vec<String> = self.asked.iter().map(|text| what_if_words(model, text)).collect();
        let mut text = heading_of_run(self.study, self.request, self.answer) + self.left;
        text += &format!("{}\n", styled(HEADING, &wrap(&format!("What if: {}", asked.join("; ")), 0)));
        for (observable, values) in self.request.question.observables.iter().zip(&self.answer.report.observables) {
            text += &observable_text(model, observable, values);
        }
        text += &self.claims_text();
        text += &self.past_text();
        text += &format!("\n{}\n", wrap(&parting_sentence(model, &self.answer.report.divergence), 0));
        text += &self.missing_text();
        text += &side(&self.study.model, "With the change", &self.answer.report.failures_with);
        text += &side(&self.study.model, "Without it", &self.answer.report.failures_without);
        text + &closing_note()
    }

    /// That the condition looks at what the change has made, if so.
    fn past_text(&self) -> String {
        let past = self.study.condition.as_ref().and_then(|condition| {
            let Answered { study, request, answer, .. } = self;
            looks_past_the_change(&study.model, condition, &request.question.changes, &answer.report)
        });
        past.map_or_else(String::new, |words| format!("\n{}\n", styled(UNCLEAR, &wrap(&words, 0))))
    }

    /// Claims that cannot be compared in some worlds.
    fn missing_text(&self) -> String {
        let counted = self
            .request
            .question
            .claims
            .iter()
            .zip(&self.answer.report.claims)
            .filter(|(_, compared)| compared.missing > 0);
        let named = counted
            .map(|(&claim, compared)| format!("{} in {}", self.study.model.claims[claim].id, count(compared.missing)));
        let named: Vec<String> = named.collect();
        match named.is_empty() {
            true => String::new(),
            false => {
                format!("\n{}\n", wrap(&format!("Missing on one side, and not compared: {}.", named.join(", ")), 0))
            }
        }
    }

    /// Claims by how many worlds they change in; those that change in none, and those that are void, are named together.
    fn claims_text(&self) -> String {
        let said = self
            .request
            .question
            .claims
            .iter()
            .copied()
            .zip(&self.answer.report.claims)
            .filter(|(_, compared)| compared.void.is_none());
        let mut rows: Vec<(usize, &Effect)> = said.map(|(claim, compared)| (claim, &compared.effect)).collect();
        rows.sort_by_key(|(claim, effect)| (std::cmp::Reverse(effect.changed().held), *claim));
        let (moved, unmoved): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, effect)| effect.changed().held > 0);
        let is_cause = |(claim, _): &(usize, &Effect)| self.study.model.claims[*claim].cause().is_some();
        let (outcomes, claims): (Vec<_>, Vec<_>) = moved.into_iter().partition(is_cause);
        let mut text =
            self.pairs_text("Claims, by the worlds in which they turn true and false", ["true", "false"], &claims);
        text += &self.pairs_text("Outcomes that causal claims speak of", ["up", "down"], &outcomes);
        let unmoved: Vec<usize> = unmoved.into_iter().map(|(claim, _)| claim).collect();
        text += &self.named("Changed in no world", &unmoved);
        for why in [Void::Record, Void::Change, Void::NoWorld] {
            let claims = self.request.question.claims.iter().zip(&self.answer.report.claims);
            let void = claims.filter(|(_, compared)| compared.void == Some(why)).map(|(&claim, _)| claim);
            text += &self.named(void_title(why), &void.collect::<Vec<_>>());
        }
        text
    }

    /// Claims of which there is nothing to say but what they have in common.
    fn named(&self, what: &str, claims: &[usize]) -> String {
        if claims.is_empty() {
            return String::new();
        }
        let ids: Vec<&str> = claims.iter().map(|&claim| self.study.model.claims[claim].id.as_str()).collect();
        format!("\n{}\n", wrap(&format!("{what}: {}.", ids.join(", ")), 0))
    }

    fn pairs_text(&self, title: &str, [up, down]: [&str; 2], rows: &[(usize, &Effect)]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let head = ["", "without", "with", "effect", "95 %", up, down, ""];
        let cells = rows.iter().map(|&(claim, effect)| self.claim_cells(claim, effect));
        let right = Align::Right;
        let aligns = [Align::Left, right, right, right, right, right, right, Align::Left];
        format!("\n{title}\n{}", headed(&head, &cells.collect::<Vec<_>>(), &aligns, 2))
    }

    fn claim_cells(&self, claim: usize, effect: &Effect) -> Vec<String> {
        let claim = &self.study.model.claims[claim];
        let (estimate, ty) = (effect.estimate(), outcome_type(claim));
        vec![
            claim.id.clone(),
            effect_mean(&self.study.model, effect, effect.without(), ty),
            effect_mean(&self.study.model, effect, effect.with(), ty),
            effect_value(effect, estimate.value, ty),
            effect_interval(effect, &estimate, ty),
            count(effect.up()),
            count(effect.down()),
            claim.words.clone(),
        ]
    }
}

fn observable_text(model: &Model, observable: &Observable, values: &ComparedObservable) -> String {
    let variable = &model.variables[observable.variable];
    let effect = values.effect(&variable.ty);
    let mut lines = vec![
        format!("Without the change: {}", headline::sentence(model, observable, &values.without)),
        format!("With the change: {}", headline::sentence(model, observable, &values.with)),
    ];
    let changed = effect.changed();
    let mut summary = format!("The outcome differs in {} of {} worlds", count(changed.held), count(changed.worlds));
    if changed.held > 0 && has_mean(&variable.ty) {
        let estimate = effect.estimate();
        let (by, interval) =
            (effect_value(&effect, estimate.value, &variable.ty), effect_interval(&effect, &estimate, &variable.ty));
        summary += &format!(", on average by {by} (95 %: {interval})");
    }
    lines.push(summary + ".");
    let lines = lines.iter().map(|line| format!("\n{}", wrap(line, 0))).collect::<String>() + "\n";
    if has_mean(&variable.ty) { lines } else { lines + &values_text(model, &variable.ty, values) }
}

/// The commonest values as shares of worlds on both sides.
fn values_text(model: &Model, ty: &Type, values: &ComparedObservable) -> String {
    let rows = values.commonest(VALUES_SHOWN).into_iter().map(|(of, pairs)| {
        let [without, with] = [pairs.without(), pairs.with()].map(Share::wilson);
        let (effect, difference) = (Effect::OnTruth(pairs), pairs.effect());
        vec![
            value(model, ty, of),
            per_cent(without.value),
            share_interval(&without),
            per_cent(with.value),
            share_interval(&with),
            effect_value(&effect, difference.value, ty),
            effect_interval(&effect, &difference, ty),
            count(pairs.gained),
            count(pairs.lost),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let right = Align::Right;
    let head = ["", "without", "95 %", "with", "95 %", "effect", "95 %", "gained", "lost"];
    headed(&head, &rows, &[Align::Left, right, right, right, right, right, right, right, right], 2)
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
