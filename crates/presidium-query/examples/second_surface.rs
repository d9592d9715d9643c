//! A second surface: what a page or a notebook does, in plain text. It reads three questions as JSON, shows early answers as they come,
//! and cancels one.
//!
//! `cargo run --release -p presidium-query --example second_surface`

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use presidium_lab::{Cancel, Event, Executor, Experiment, Laboratory, Question, Request, Run};
use presidium_lang::model::Model;
use presidium_query::{Asked, Inquiry, figures, headline};
use presidium_sources::FolderSources;

/// Worlds are kept from question to question, up to so many bytes for each base.
const KEPT_BYTES: usize = 64 << 20;

/// What a reader asks, one question after the other.
const QUESTIONS: [&str; 3] = [
    // How does it come out?
    r#"{"ask": "ledger", "worlds": 1000, "cause_worlds": 0, "show": ["chair at 1951-12"]}"#,
    // And if they did not quarrel?
    r#"{"ask": "what-if", "worlds": 2000, "change": "peace", "claims": ["A2"]}"#,
    // Where do the worlds lie? The reader loses patience.
    r#"{"ask": "bands", "worlds": 100000000, "variables": ["tension"]}"#,
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "models/tutorial/quarrel".to_owned());
    show(Path::new(&folder))
}

/// Asks all questions of the model in a folder.
pub fn show(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut model = load(folder)?;
    let asked: Vec<Asked> = QUESTIONS.iter().map(|text| read(text, &mut model)).collect::<Result<_, _>>()?;
    let executor = Arc::new(Executor::new(0)?);
    let laboratory = Laboratory::new(Arc::new(model), executor).keeping_worlds(KEPT_BYTES);
    for asked in asked {
        answer(&laboratory, asked)?;
    }
    Ok(())
}

fn load(folder: &Path) -> Result<Model, Box<dyn Error>> {
    let loaded = presidium_lang::load(&FolderSources::open(folder)?);
    Ok(loaded.map_err(|report| report.render())?.model)
}

/// A question in words; a mistake says what was meant.
fn read(text: &str, model: &mut Model) -> Result<Asked, Box<dyn Error>> {
    let inquiry: Inquiry = serde_json::from_str(text)?;
    Ok(inquiry.read(model)?)
}

fn answer(laboratory: &Laboratory, asked: Asked) -> Result<(), Box<dyn Error>> {
    match asked {
        Asked::Ledger(request) => {
            let tell = |ledger: &presidium_lab::Ledger| {
                let observables = request.question.observables.iter().zip(&ledger.observed);
                let outcome = |(seen, values): (_, &Vec<f64>)| headline::sentence(laboratory.model(), seen, values);
                observables.map(outcome).collect()
            };
            stream(laboratory, &request, &Cancel::default(), tell)
        }
        Asked::WhatIf(request) => {
            stream(laboratory, &request, &Cancel::default(), |compared: &presidium_lab::Comparison| {
                let effect = &compared.claims[0].effect;
                let claim = &laboratory.model().claims[request.question.claims[0]];
                let [without, with] = [effect.without().value, effect.with().value].map(figures::of_a_hundred);
                format!("{}: in {without}, and with the change in {with}.", claim.words)
            })
        }
        Asked::Bands(request) => {
            let cancel = Cancel::default();
            let enough = cancel.clone();
            stream(laboratory, &request, &cancel, move |bands: &presidium_lab::Bands| {
                // This reader has seen enough after some hundred worlds.
                if bands.worlds >= 256 {
                    enough.cancel();
                }
                let last = match &bands.bands[0].figures {
                    presidium_lab::Figures::Numbers(steps) => steps.last().map(|step| step.quantiles[2]),
                    presidium_lab::Figures::Shares(_) => None,
                };
                let last = figures::number(last.unwrap_or(f64::NAN));
                format!("In half of the worlds the last value is at most {last}.")
            })
        }
        other => Err(format!("this surface does not show {other:?}").into()),
    }
}

/// Runs a request and shows each part of the answer with its denominator.
fn stream<Q: Question>(
    laboratory: &Laboratory,
    request: &Request<Q>,
    cancel: &Cancel,
    tell: impl Fn(&<Q::Experiment as Experiment>::Report) -> String,
) -> Result<(), Box<dyn Error>> {
    let mut run: Run<Q::Experiment> = laboratory.begin(request).answering_early();
    println!("request {}", request.fingerprint(laboratory.model()));
    let end = run.go(cancel, |event| {
        if let Event::Partial(part) = event {
            println!("  of {}: {}", figures::worlds(part.worlds), tell(&part.report));
        }
    });
    let whole = run.answer();
    let ended = if end.is_ok() { "all of" } else { "cancelled after" };
    println!("  {ended} {}: {}\n", figures::worlds(whole.worlds), tell(&whole.report));
    assert_eq!((whole.complete, whole.fingerprint), (end.is_ok(), request.fingerprint(laboratory.model())));
    Ok(())
}
