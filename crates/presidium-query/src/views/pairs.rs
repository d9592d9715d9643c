//! A comparison of worlds with and without a change, as data.

use presidium_lab::{
    Answer, ComparedClaim, ComparedObservable, Comparison, Divergence, Effect, Estimate, Observable, PairQuestion,
    PairedTruths, Request, outcome_type, variable_name,
};
use presidium_lang::model::{Model, RuleId, Type};
use serde::Serialize;

use crate::claims::{has_mean, kind_letter, unit, void_name};
use crate::figures::{bare_value, known};
use crate::headline::{self, OutcomeView};
use crate::study::Study;
use crate::views::document::{Document, Head};

/// Values of an outcome that are compared one by one.
pub const VALUES_SHOWN: usize = 4;

/// A row for each claim and each observable, and where histories part. `asked` are the changes as they were spelt.
pub fn pairs<'a>(
    study: &'a Study,
    asked: &'a [String],
    request: &Request<PairQuestion>,
    answer: &Answer<Comparison>,
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct More<'a> {
        what_if: &'a [String],
        failed_with: u64,
        parting: PartingView,
    }
    let (model, compared) = (study.model.as_ref(), &answer.report);
    let claims = request.question.claims.iter().zip(&compared.claims);
    let claims = claims.map(|(&claim, compared)| PairView::of_claim(model, claim, compared));
    let observables = request.question.observables.iter().zip(&compared.observables);
    let observables = observables.map(|(observable, values)| observable_view(model, observable, values));
    let parting = PartingView::new(model, &compared.divergence);
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(compared.worlds, compared.failures_without.worlds)
            .with_left(compared.left),
        more: More { what_if: asked, failed_with: compared.failures_with.worlds, parting },
        rows: claims.map(Row::Pair).chain(observables).collect(),
    }
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
    without: OutcomeView,
    with: OutcomeView,
    differ: u64,
    worlds: u64,
    /// The commonest values, each as a share of worlds on both sides.
    values: Vec<ValueView>,
}

/// One value: shares of worlds, the paired difference and its interval, and the worlds that have it on one side only.
#[derive(Serialize)]
struct ValueView {
    value: String,
    without: Option<f64>,
    without_low: Option<f64>,
    without_high: Option<f64>,
    with: Option<f64>,
    with_low: Option<f64>,
    with_high: Option<f64>,
    difference: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    gained: u64,
    lost: u64,
}

impl ValueView {
    fn new(model: &Model, ty: &Type, (value, pairs): (f64, PairedTruths)) -> ValueView {
        let Estimate { value: difference, low, high } = pairs.effect();
        let ends = |Estimate { value, low, high }| [value, low, high].map(known);
        let [without, without_low, without_high] = ends(pairs.without().wilson());
        let [with, with_low, with_high] = ends(pairs.with().wilson());
        ValueView {
            value: bare_value(model, ty, value),
            without,
            without_low,
            without_high,
            with,
            with_low,
            with_high,
            difference: known(difference),
            low: known(low),
            high: known(high),
            gained: pairs.gained,
            lost: pairs.lost,
        }
    }
}

fn observable_view<'a>(model: &'a Model, observable: &Observable, values: &ComparedObservable) -> Row<'a> {
    let ty = &model.variables[observable.variable].ty;
    let effect = values.effect(ty);
    if has_mean(ty) {
        let name = variable_name(model, observable.variable, observable.element);
        return Row::Pair(PairView::new(
            Subject::Value { name, date: model.clock.seen_text(observable.month) },
            &effect,
            ty,
        ));
    }
    Row::Outcomes(OutcomesView {
        without: headline::view(model, observable, &values.without),
        with: headline::view(model, observable, &values.with),
        differ: effect.changed().held,
        worlds: effect.worlds(),
        values: values.commonest(VALUES_SHOWN).into_iter().map(|pairs| ValueView::new(model, ty, pairs)).collect(),
    })
}

/// One claim, or one observable, on both sides; quantities in the unit named.
#[derive(Serialize)]
struct PairView<'a> {
    #[serde(flatten)]
    of: Subject<'a>,
    without: Option<f64>,
    without_low: Option<f64>,
    without_high: Option<f64>,
    with: Option<f64>,
    with_low: Option<f64>,
    with_high: Option<f64>,
    effect: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a str,
    up: Option<u64>,
    down: Option<u64>,
    worlds: u64,
    /// The interval of the difference leaves zero out.
    moves: bool,
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
        let (estimate, without, with) = (effect.estimate(), effect.without(), effect.with());
        PairView {
            of,
            without: known(without.value / factor),
            without_low: known(without.low / factor),
            without_high: known(without.high / factor),
            with: known(with.value / factor),
            with_low: known(with.low / factor),
            with_high: known(with.high / factor),
            effect: known(estimate.value / factor),
            low: known(estimate.low / factor),
            high: known(estimate.high / factor),
            unit,
            up: Some(effect.up()),
            down: Some(effect.down()),
            worlds: effect.worlds(),
            moves: effect.moves(),
            void: None,
        }
    }

    fn of_claim(model: &'a Model, claim: usize, compared: &ComparedClaim) -> Self {
        let claim = &model.claims[claim];
        let (kind, role) = (kind_letter(claim.kind), claim.role.word());
        let told = Self::new(Subject::Claim { claim: &claim.id, kind, role }, &compared.effect, outcome_type(claim));
        let Some(why) = compared.void else { return told };
        PairView {
            without: None,
            without_low: None,
            without_high: None,
            with: None,
            with_low: None,
            with_high: None,
            effect: None,
            low: None,
            high: None,
            up: None,
            down: None,
            moves: false,
            void: Some(void_name(why)),
            ..told
        }
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
        let name = |rule: RuleId| model.rules[rule].name().to_owned();
        PartingView {
            worlds: parting.worlds,
            parted: parting.parted(),
            months: parting.months.iter().map(|&(at, worlds)| (model.clock.text(at), worlds)).collect(),
            rules: parting.rules.iter().map(|&(rule, worlds)| (name(rule), worlds)).collect(),
        }
    }
}
