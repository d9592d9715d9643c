//! What something hangs on, as data.

use presidium_lab::{
    Answer, Driver, Drivers, DriversQuestion, Estimate, Flipped, Morris, Moves, Request, Total, variable_name,
};
use presidium_lang::model::{Element, Factor, Model, Type};
use serde::Serialize;

use crate::claims::{unit, void_name};
use crate::drivers::{answer as answer_words, driver_name, flip_name, flip_words, flips_sentence};
use crate::evidence::Known;
use crate::figures::known;
use crate::study::Study;
use crate::targets::{parameter_name, parameter_words, target_name, target_words};
use crate::views::document::{Document, Head};

/// A row for each parameter, the strongest first; those within the noise are marked as not `seen`. `totals` are of a further run, if there was one.
pub fn drivers<'a>(
    study: &'a Study,
    request: &Request<DriversQuestion>,
    answer: &Answer<Drivers>,
    totals: &[Total],
    morris: Option<&Morris>,
) -> impl Serialize + use<'a> {
    let (model, found, of) = (study.model.as_ref(), &answer.report, &request.question.of);
    let ty = of.ty(model);
    Document {
        head: Head::of_answer(study, request.seed, answer)
            .with_worlds(found.worlds, found.failures.worlds)
            .with_left(found.left),
        more: More {
            of: TargetView::new(model, of, &found.mean),
            answer: answer_words(model, of, found),
            counted: found.counted,
            missing: found.missing,
            seen: found.seen().count(),
            explained: known(found.explained()),
            floor: found.floor().and_then(known),
            flips: flips_sentence(model, of, found),
            turned: found.flipped.iter().map(|flipped| FlipView::new(model, ty, flipped)).collect(),
            void: found.void.map(void_name),
            walks: morris.map(|morris| morris.walks),
            morris: morris
                .map(|morris| morris.parameters.iter().map(|moves| MovesView::new(model, unit(ty).1, moves)).collect()),
        },
        rows: found.parameters.iter().map(|driver| DriverView::new(study, ty, driver, totals)).collect(),
    }
}

/// What is asked about, and how it comes out.
#[derive(Serialize)]
pub(super) struct TargetView {
    target: String,
    words: String,
    /// That of the means; empty for shares of worlds.
    unit: String,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

impl TargetView {
    pub(super) fn new(model: &Model, of: &presidium_lab::Target, mean: &Estimate) -> TargetView {
        let (unit, factor) = unit(of.ty(model));
        let [mean, low, high] = ends(mean, factor);
        let (target, words) = (target_name(model, of), target_words(model, of));
        TargetView { target, words, unit: unit.to_owned(), mean, low, high }
    }
}

/// An estimate in its unit.
pub(super) fn ends(estimate: &Estimate, factor: Factor) -> [Option<f64>; 3] {
    [estimate.value, estimate.low, estimate.high].map(|end| known(end / factor))
}

#[derive(Serialize)]
struct More {
    #[serde(flatten)]
    of: TargetView,
    answer: String,
    /// So many worlds count.
    counted: u64,
    /// In so many that would count it is missing.
    missing: u64,
    /// So many parameters stand out of the noise.
    seen: usize,
    /// The share of the variance that these explain one by one.
    explained: Option<f64>,
    /// The median floor of parameters of one number.
    floor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flips: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    turned: Vec<FlipView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
    /// So many walks count; absent unless they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    walks: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    morris: Option<Vec<MovesView>>,
}

/// A parameter: its share of the variance with its interval and floor, and what is seen at both ends of its strongest number.
#[derive(Serialize)]
struct DriverView {
    parameter: String,
    words: String,
    /// The prior and the status of the strongest number.
    prior: String,
    numbers: usize,
    /// The number of it that explains most.
    strongest: String,
    seen: bool,
    first_order: Option<f64>,
    first_order_low: Option<f64>,
    first_order_high: Option<f64>,
    first_order_floor: Option<f64>,
    pawn: Option<f64>,
    pawn_floor: Option<f64>,
    lowest: Option<f64>,
    lowest_low: Option<f64>,
    lowest_high: Option<f64>,
    highest: Option<f64>,
    highest_low: Option<f64>,
    highest_high: Option<f64>,
    /// With all that it does together with others and with luck; absent unless it was drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_high: Option<f64>,
    /// By pick and freeze; absent unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    saltelli_first: Option<[Option<f64>; 3]>,
}

/// What moving a parameter along walks does.
#[derive(Serialize)]
struct MovesView {
    parameter: String,
    /// So many numbers are moved at once.
    numbers: usize,
    mu_star: Option<f64>,
    mu_star_low: Option<f64>,
    mu_star_high: Option<f64>,
    /// Absent of several numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    mu: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sigma: Option<f64>,
}

impl MovesView {
    fn new(model: &Model, factor: Factor, moves: &Moves) -> MovesView {
        let [mu_star, mu_star_low, mu_star_high] = ends(&moves.size, factor);
        MovesView {
            parameter: parameter_name(model, moves.parameter, (Element::default(), moves.numbers)),
            numbers: moves.numbers,
            mu_star,
            mu_star_low,
            mu_star_high,
            mu: moves.mean.map(|mean| mean / factor),
            sigma: moves.spread.map(|spread| spread / factor),
        }
    }
}

impl DriverView {
    fn new(study: &Study, ty: &Type, driver: &Driver, totals: &[Total]) -> DriverView {
        let anew = totals.iter().find(|total| total.parameter == driver.variable);
        let total = anew.map(Total::index);
        let (model, factor) = (study.model.as_ref(), unit(ty).1);
        let [lowest, lowest_low, lowest_high] = ends(&driver.low, factor);
        let [highest, highest_low, highest_high] = ends(&driver.high, factor);
        let (first, pawn) = (driver.first_order, driver.pawn);
        DriverView {
            parameter: driver_name(model, driver),
            words: parameter_words(model, driver.variable).to_owned(),
            prior: Known::of(model, &study.scenario, driver.variable, driver.element).words,
            numbers: driver.numbers,
            strongest: variable_name(model, driver.variable, driver.element),
            seen: driver.is_seen(),
            first_order: known(first.index.value),
            first_order_low: known(first.index.low),
            first_order_high: known(first.index.high),
            first_order_floor: known(first.floor),
            pawn: known(pawn.index.value),
            pawn_floor: known(pawn.floor),
            lowest,
            lowest_low,
            lowest_high,
            highest,
            highest_low,
            highest_high,
            total: total.and_then(|total| known(total.value)),
            total_low: total.and_then(|total| known(total.low)),
            total_high: total.and_then(|total| known(total.high)),
            saltelli_first: anew.and_then(|total| total.first).map(|first| ends(&first, Factor::ONE)),
        }
    }
}

/// A switch or a reading that was turned: both sides and the paired difference.
#[derive(Serialize)]
struct FlipView {
    turned: String,
    words: String,
    without: Option<f64>,
    with: Option<f64>,
    effect: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    up: u64,
    down: u64,
    worlds: u64,
    moves: bool,
}

impl FlipView {
    fn new(model: &Model, ty: &Type, Flipped { flip, effect }: &Flipped) -> FlipView {
        let factor = unit(ty).1;
        let [difference, low, high] = ends(&effect.estimate(), factor);
        FlipView {
            turned: flip_name(model, *flip),
            words: flip_words(model, *flip).to_owned(),
            without: known(effect.without().value / factor),
            with: known(effect.with().value / factor),
            effect: difference,
            low,
            high,
            up: effect.up(),
            down: effect.down(),
            worlds: effect.worlds(),
            moves: effect.moves(),
        }
    }
}
