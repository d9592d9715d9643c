//! `presidium what-if`: the same worlds with and without a change.

use presidium_lab::{
    ComparedClaim, ComparedObservable, Comparison, Divergence, Effect, Ensemble, Failures, Observable, PairRequest,
    Void, month_in_words, outcome_type, variable_name,
};
use presidium_lang::model::{Model, Rule, RuleId, Type, WhatIf};
use serde::Serialize;

use crate::arguments::WhatIfArguments;
use crate::claims::{kind_letter, unit, void_name, void_title};
use crate::figures::{count, effect_interval, effect_mean, effect_value, known};
use crate::headline;
use crate::json::{Head, document};
use crate::output::{HEADING, Output, styled};
use crate::progress::watched;
use crate::report::{closing_note, failures_note, heading_of_run, no_world};
use crate::setup::{Setup, claims_named, what_if};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

/// Rules named where worlds part.
const RULES_SHOWN: usize = 5;

pub fn run(arguments: &WhatIfArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario, arguments.luck.threads())?;
    let changes = what_if(&setup.model, &arguments.changes)?;
    let claims = claims_named(&setup.model, &arguments.claims)?;
    let observables = headline::observables(&setup, &arguments.show)?;
    let request = PairRequest {
        model: &setup.model,
        base: &setup.scenario,
        changes: &changes,
        claims: &claims,
        observables: &observables,
        parting_worlds: arguments.chronicles,
    };
    let ensemble = arguments.luck.ensemble(arguments.worlds);
    setup.affords(request.kept(ensemble.worlds))?;
    let compared = watched(|watch| request.run(ensemble, watch))?;
    no_world(compared.worlds, &compared.failures_without)?;
    no_world(compared.worlds, &compared.failures_with)?;
    let answer = Answer { setup: &setup, asked: &arguments.changes, claims, observables, compared, ensemble };
    Ok(Output::ok(if arguments.json { answer.json() } else { answer.text() }))
}

/// The worlds that failed on one side.
fn side(name: &str, failures: &Failures) -> String {
    let note = failures_note(failures);
    if note.is_empty() { note } else { format!("\n{name}:{note}") }
}

/// Everything that is told about one change.
struct Answer<'a> {
    setup: &'a Setup,
    /// The changes as they were spelt.
    asked: &'a [String],
    claims: Vec<usize>,
    observables: Vec<Observable>,
    compared: Comparison,
    ensemble: Ensemble,
}

impl Answer<'_> {
    fn text(&self) -> String {
        let model = &self.setup.model;
        let asked: Vec<String> = self.asked.iter().map(|text| in_words(model, text)).collect();
        let mut text = heading_of_run(self.setup, self.ensemble);
        text += &format!("{}\n", styled(HEADING, &wrap(&format!("What if: {}", asked.join("; ")), 0)));
        for (observable, values) in self.observables.iter().zip(&self.compared.observables) {
            text += &observable_text(model, observable, values);
        }
        text += &self.claims_text();
        text += &format!("\n{}\n", wrap(&parting_sentence(model, &self.compared.divergence), 0));
        text += &self.missing_text();
        text += &side("With the change", &self.compared.failures_with);
        text += &side("Without it", &self.compared.failures_without);
        text + &closing_note()
    }

    /// Claims that cannot be compared in some worlds.
    fn missing_text(&self) -> String {
        let counted = self.claims.iter().zip(&self.compared.claims).filter(|(_, compared)| compared.missing > 0);
        let named = counted
            .map(|(&claim, compared)| format!("{} in {}", self.setup.model.claims[claim].id, count(compared.missing)));
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
        let said =
            self.claims.iter().copied().zip(&self.compared.claims).filter(|(_, compared)| compared.void.is_none());
        let mut rows: Vec<(usize, &Effect)> = said.map(|(claim, compared)| (claim, &compared.effect)).collect();
        rows.sort_by_key(|(claim, effect)| (std::cmp::Reverse(effect.changed().held), *claim));
        let (moved, unmoved): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, effect)| effect.changed().held > 0);
        let is_cause = |(claim, _): &(usize, &Effect)| self.setup.model.claims[*claim].cause().is_some();
        let (outcomes, claims): (Vec<_>, Vec<_>) = moved.into_iter().partition(is_cause);
        let mut text =
            self.pairs_text("Claims, by the worlds in which they turn true and false", ["true", "false"], &claims);
        text += &self.pairs_text("Outcomes that causal claims speak of", ["up", "down"], &outcomes);
        let unmoved: Vec<usize> = unmoved.into_iter().map(|(claim, _)| claim).collect();
        text += &self.named("Changed in no world", &unmoved);
        for why in [Void::Record, Void::Change, Void::NoWorld] {
            let claims = self.claims.iter().zip(&self.compared.claims);
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
        let ids: Vec<&str> = claims.iter().map(|&claim| self.setup.model.claims[claim].id.as_str()).collect();
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

    fn json(&self) -> String {
        #[derive(Serialize)]
        struct More<'a> {
            what_if: &'a [String],
            failed_with: u64,
            parting: PartingView,
        }
        let model = &self.setup.model;
        let (worlds, failed) = (self.compared.worlds, self.compared.failures_without.worlds);
        let head = Head::of_run(self.setup, self.ensemble.seed).with_worlds(worlds, failed);
        let claims = self.claims.iter().zip(&self.compared.claims);
        let claims = claims.map(|(&claim, compared)| PairView::of_claim(model, claim, compared));
        let observables = self.observables.iter().zip(&self.compared.observables);
        let observables = observables.map(|(observable, values)| observable_view(model, observable, values));
        let rows: Vec<Row<'_>> = claims.map(Row::Pair).chain(observables).collect();
        let parting = PartingView::new(model, &self.compared.divergence);
        document(&head, &More { what_if: self.asked, failed_with: self.compared.failures_with.worlds, parting }, &rows)
    }

    fn claim_cells(&self, claim: usize, effect: &Effect) -> Vec<String> {
        let claim = &self.setup.model.claims[claim];
        let (estimate, ty) = (effect.estimate(), outcome_type(claim));
        vec![
            claim.id.clone(),
            effect_mean(&self.setup.model, effect, effect.without(), ty),
            effect_mean(&self.setup.model, effect, effect.with(), ty),
            effect_value(effect, estimate.value, ty),
            effect_interval(effect, &estimate, ty),
            count(effect.up()),
            count(effect.down()),
            claim.words.clone(),
        ]
    }
}

/// A named what-if with its words, a change as it was spelt.
fn in_words(model: &Model, text: &str) -> String {
    let named = model.what_ifs.iter().find(|what_if| what_if.name == text && !what_if.words.is_empty());
    let words = |what_if: &WhatIf| match what_if.is_system {
        true => format!("without {}: {}", what_if.name, what_if.words),
        false => format!("{} ({})", what_if.words, what_if.name),
    };
    named.map_or_else(|| text.to_owned(), words)
}

fn observable_text(model: &Model, observable: &Observable, values: &ComparedObservable) -> String {
    let variable = &model.variables[observable.variable.index()];
    let effect = values.effect(&variable.ty);
    let mut lines = vec![
        format!("Without it: {}", headline::sentence(model, observable, &values.without)),
        format!("With it: {}", headline::sentence(model, observable, &values.with)),
    ];
    let changed = effect.changed();
    let mut summary = format!("It differs in {} of {} worlds", count(changed.held), count(changed.worlds));
    if changed.held > 0 && has_mean(&variable.ty) {
        let estimate = effect.estimate();
        let (by, interval) =
            (effect_value(&effect, estimate.value, &variable.ty), effect_interval(&effect, &estimate, &variable.ty));
        summary += &format!(", on average by {by} (95 %: {interval})");
    }
    lines.push(summary + ".");
    lines.iter().map(|line| format!("\n{}", wrap(line, 0))).collect::<String>() + "\n"
}

/// Elements and dates (which may be never) are compared world by world, but have no mean.
fn has_mean(ty: &Type) -> bool {
    matches!(ty, Type::Quantity { .. } | Type::Truth)
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
        month_in_words(median),
        rules.join(", ")
    )
}

fn rule_words(model: &Model, rule: RuleId) -> String {
    let (name, words) = match &model.rules[rule.index()] {
        Rule::Event(event) => (&event.name, &event.label),
        Rule::Decision(decision) => (&decision.name, &decision.question),
    };
    if words.is_empty() { name.clone() } else { format!("{name} “{words}”") }
}

/// One row of the document.
#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    Pair(PairView<'a>),
    Outcomes(OutcomesView),
}

/// An element or a date on both sides: how many worlds have which value, and how many have another.
#[derive(Serialize)]
struct OutcomesView {
    without: headline::OutcomeView,
    with: headline::OutcomeView,
    differ: u64,
    worlds: u64,
}

fn observable_view<'a>(model: &'a Model, observable: &Observable, values: &ComparedObservable) -> Row<'a> {
    let ty = &model.variables[observable.variable.index()].ty;
    let effect = values.effect(ty);
    if has_mean(ty) {
        let name = variable_name(model, observable.variable, observable.element);
        return Row::Pair(PairView::new(Subject::Value { name, date: observable.month.to_string() }, &effect, ty));
    }
    Row::Outcomes(OutcomesView {
        without: headline::view(model, observable, &values.without),
        with: headline::view(model, observable, &values.with),
        differ: effect.changed().held,
        worlds: effect.worlds(),
    })
}

/// One claim, or one observable, on both sides; quantities in the unit named.
#[derive(Serialize)]
struct PairView<'a> {
    #[serde(flatten)]
    of: Subject<'a>,
    without: Option<f64>,
    with: Option<f64>,
    effect: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a str,
    up: Option<u64>,
    down: Option<u64>,
    worlds: u64,
    /// Of a claim: why it says nothing. Then there are no figures but the worlds.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Subject<'a> {
    Claim { claim: &'a str, kind: &'static str, role: &'static str },
    Value { name: String, date: String },
}

impl<'a> PairView<'a> {
    fn new(of: Subject<'a>, effect: &Effect, ty: &'a Type) -> Self {
        let (unit, factor) = unit(ty);
        let estimate = effect.estimate();
        PairView {
            of,
            without: known(effect.without() / factor),
            with: known(effect.with() / factor),
            effect: known(estimate.value / factor),
            low: known(estimate.low / factor),
            high: known(estimate.high / factor),
            unit,
            up: Some(effect.up()),
            down: Some(effect.down()),
            worlds: effect.worlds(),
            void: None,
        }
    }

    fn of_claim(model: &'a Model, claim: usize, compared: &ComparedClaim) -> Self {
        let claim = &model.claims[claim];
        let (kind, role) = (kind_letter(claim.kind), claim.role.word());
        let told = Self::new(Subject::Claim { claim: &claim.id, kind, role }, &compared.effect, outcome_type(claim));
        let Some(why) = compared.void else { return told };
        let void = Some(void_name(why));
        PairView { without: None, with: None, effect: None, low: None, high: None, up: None, down: None, void, ..told }
    }
}

/// Where the two sides part, as data.
#[derive(Serialize)]
struct PartingView {
    worlds: u64,
    parted: u64,
    /// Worlds that part in a month.
    months: Vec<(String, u64)>,
    /// Worlds that part at a rule, the commonest first.
    rules: Vec<(String, u64)>,
}

impl PartingView {
    fn new(model: &Model, parting: &Divergence) -> Self {
        let name = |rule: RuleId| model.rules[rule.index()].name().to_owned();
        PartingView {
            worlds: parting.worlds,
            parted: parting.parted(),
            months: parting.months.iter().map(|&(at, worlds)| (at.to_string(), worlds)).collect(),
            rules: parting.rules.iter().map(|&(rule, worlds)| (name(rule), worlds)).collect(),
        }
    }
}
