//! Worlds that are looked for, and why a claim holds or fails.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use presidium_lab::{ClaimQuestion, ClaimReasons, Failures, FindQuestion, Found, Laboratory, Question, Request};
use presidium_lang::model::Model;
use presidium_query::said::failed;
use presidium_query::{
    CAUSE_WORLDS, COMPARED_WORLDS, Inquiry, Question as Words, Study, affords, claim_reasons, claims_named, scenario,
    seed, spelt, views,
};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::body::Body;
use crate::one::{blocking, json, late};
use crate::refusal::Refusal;

/// `POST /find`: in how many worlds a condition holds, and in which first.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FindAsked {
    #[serde(default)]
    scenario: String,
    until: Option<String>,
    seed: Option<u64>,
    condition: String,
    worlds: Option<u64>,
}

/// `POST /why-claim`: the claim part by part, and a world of each kind.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimAsked {
    #[serde(default)]
    scenario: String,
    until: Option<String>,
    seed: Option<u64>,
    claim: String,
    worlds: Option<u64>,
}

/// `POST /find`
pub async fn find(State(app): State<Arc<App>>, Body(asked): Body<FindAsked>) -> Result<Response, Refusal> {
    let worlds = allowed(&app, asked.worlds)?;
    blocking(app, move |app, cancel| {
        let inquiry = Inquiry {
            scenario: asked.scenario,
            condition: Some(asked.condition),
            until: asked.until,
            seed: asked.seed,
            worlds: Some(worlds),
            question: Words::Ledger { claims: vec![], show: vec![], cause_worlds: 0 },
        };
        let served = app.served();
        let (laboratory, extended) = served.extended(&inquiry)?;
        let condition = extended.condition;
        let model = laboratory.model();
        let of = inquiry.seed.unwrap_or(seed(model));
        let study = Study {
            scenario: scenario(model, &inquiry.scenario)?,
            changed: spelt(&inquiry.scenario),
            model: model.clone(),
            condition,
        };
        let found: Found = report(app, &laboratory, &study.request(FindQuestion, of, worlds), cancel)?;
        completed(model, found.worlds, &found.failures)?;
        Ok(json(&views::found(&study, of, &found)))
    })
    .await
}

/// `POST /why-claim`
pub async fn why_claim(State(app): State<Arc<App>>, Body(asked): Body<ClaimAsked>) -> Result<Response, Refusal> {
    let worlds = allowed(&app, asked.worlds)?;
    let (served, key) = (app.served(), format!("why {}", serde_json::to_string(&asked).unwrap_or_default()));
    if let Some(known) = served.answer(&key) {
        return Ok(([(header::CONTENT_TYPE, "application/json")], known.to_string()).into_response());
    }
    blocking(app, move |app, cancel| {
        let ClaimAsked { scenario: words, until, seed: of, claim, .. } = asked;
        let inquiry =
            Inquiry { scenario: words, condition: None, until, seed: of, worlds: None, question: Words::Tests {} };
        let (laboratory, _) = served.extended(&inquiry)?;
        let claim = claims_named(laboratory.model(), &[claim])?[0];
        let mut model = Model::clone(laboratory.model());
        let parts = claim_reasons::parts(&mut model, claim);
        let of = of.unwrap_or(seed(&model));
        let scenario = scenario(&model, &inquiry.scenario)?;
        let study = Study { model: Arc::new(model), scenario, changed: spelt(&inquiry.scenario), condition: None };
        let request = study.request(ClaimQuestion { claim, parts, cause_worlds: CAUSE_WORLDS }, of, worlds);
        affords(&study.model, request.kept(&study.model), app.limits.allowed)?;
        let laboratory = Laboratory::new(study.model.clone(), app.executor.clone());
        let mut run = laboratory.begin(&request);
        run.go(cancel, |_| ()).map_err(|_| late(app))?;
        let answer = run.answer();
        completed(&study.model, answer.report.ledger.worlds, &answer.report.ledger.failures)?;
        let ClaimReasons { as_claimed, otherwise, .. } = answer.report;
        let as_claimed = as_claimed.map(|world| (world, claim_reasons::turned_in(&study, of, world, claim)));
        let found = [as_claimed, otherwise.map(|world| (world, None))];
        let view = views::claim_reasons(&study, &request, &answer, found);
        served.keep(key, &Arc::from(serde_json::to_string(&view).unwrap_or_default()));
        Ok(json(&view))
    })
    .await
}

fn report<Q: Question>(
    app: &App,
    laboratory: &Laboratory,
    request: &Request<Q>,
    cancel: &presidium_lab::Cancel,
) -> Result<<Q::Experiment as presidium_lab::Experiment>::Report, Refusal> {
    affords(laboratory.model(), request.kept(laboratory.model()), app.limits.allowed)?;
    let mut run = laboratory.begin(request);
    run.go(cancel, |_| ()).map_err(|_| late(app))?;
    Ok(run.answer().report)
}

/// As many worlds as are asked for, or are usual.
fn allowed(app: &App, worlds: Option<u64>) -> Result<u64, Refusal> {
    let worlds = worlds.unwrap_or(COMPARED_WORLDS);
    app.limits.admits(worlds).map(|()| worlds)
}

/// Refuses to tell of worlds none of which was completed.
fn completed(model: &Model, worlds: u64, failures: &Failures) -> Result<(), Refusal> {
    match failures.worlds < worlds {
        true => Ok(()),
        false => {
            let why = failed(model, failures, "").unwrap_or_default();
            Err(Refusal::unanswerable(format!("No world could be completed: {why} Change less, or mend the model")))
        }
    }
}
