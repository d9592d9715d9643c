//! Single worlds: what happened in one, why, how its votes went, and how its values moved.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use presidium_engine::World;
use presidium_engine::oracle::Replay;
use presidium_lab::{Cancel, History, Laboratory, Reach, UsualQuestion, entries, life, watched_for, why};
use presidium_query::{
    Inquiry, Question, Study, WEIGHED_WORLDS, affords, month_of_model, seed, spelt, subject, views, who,
};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::body::Body;
use crate::refusal::Refusal;
use crate::served::Served;

/// How far back reasons are followed, and how far at most.
const LEVELS: [u32; 2] = [2, 8];

/// Things that something rests on which are told, unless all are asked for.
const BREADTH: usize = presidium_lab::BREADTH;

/// Worlds whose values are told at once, and variables.
const VALUES_MAX: usize = 100;

/// `POST /world`: the chronicle of a world, or what it tells of somebody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldAsked {
    #[serde(default)]
    scenario: String,
    until: Option<String>,
    seed: Option<u64>,
    world: u64,
    /// Only what it tells of this person, or another element of a set.
    about: Option<String>,
    /// Only what this person hears of.
    seen_by: Option<String>,
}

/// `POST /why`: the reasons of a value, a vote or an event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhyAsked {
    #[serde(default)]
    scenario: String,
    until: Option<String>,
    seed: Option<u64>,
    world: u64,
    subject: String,
    at: String,
    depth: Option<u32>,
    #[serde(default)]
    all: bool,
}

/// `POST /votes`: how decisions were taken.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VotesAsked {
    #[serde(default)]
    scenario: String,
    until: Option<String>,
    seed: Option<u64>,
    world: u64,
    /// With its elements; all of them if none is named.
    decision: Option<String>,
    /// In this month; in all of them if none is named.
    at: Option<String>,
}

/// `POST /worlds`: the values of some worlds, step by step, with and without the change of an inquiry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldsAsked {
    inquiry: Inquiry,
    worlds: Vec<u64>,
    variables: Vec<String>,
}

/// The model under assumptions, and the luck.
struct Of {
    laboratory: Arc<Laboratory>,
    study: Study,
    seed: u64,
}

impl Of {
    fn read(served: &Served, scenario: &str, until: Option<String>, of: Option<u64>) -> Result<Of, Refusal> {
        let question = Question::Tests {};
        let inquiry =
            Inquiry { scenario: scenario.to_owned(), condition: None, until, seed: of, worlds: None, question };
        let (laboratory, extended) = served.extended(&inquiry)?;
        let condition = extended.condition;
        let model = laboratory.model().clone();
        let scenario = presidium_query::scenario(&model, scenario)?;
        let seed = of.unwrap_or(seed(&model));
        Ok(Of { laboratory, study: Study { model, scenario, changed: spelt(&inquiry.scenario), condition }, seed })
    }
}

/// `POST /world`
pub async fn world(State(app): State<Arc<App>>, Body(asked): Body<WorldAsked>) -> Result<Response, Refusal> {
    blocking(app, move |app, cancel| {
        let of = Of::read(&app.served(), &asked.scenario, asked.until, asked.seed)?;
        let (study, of_world) = (&of.study, (of.seed, World(asked.world)));
        let model = &study.model;
        let about = asked.about.map(|name| who(model, &name)).transpose()?;
        let seen_by = asked.seen_by.map(|name| who(model, &name)).transpose()?;
        // What is rare is known by what is usual in others.
        let request = study.request(UsualQuestion, of.seed, WEIGHED_WORLDS);
        affords(model, request.kept(model), app.limits.allowed)?;
        let usual = app.served().usual(&of.laboratory, &request, cancel).ok_or_else(|| late(app))?;
        let watched = about.map_or_else(Vec::new, |who| watched_for(model, who));
        let mut history = History::of(model, &study.scenario, of_world, &watched);
        if let Some(hearer) = seen_by {
            history.trace.lines.retain(|line| line.is_heard_by(hearer));
        }
        let entries = entries(model, &history, &usual);
        Ok(match about {
            Some(who) => json(&views::life(study, of_world, who, &life(model, &history, &entries, who), &entries)),
            None => json(&views::world(study, of_world, None, &history, &entries)),
        })
    })
    .await
}

/// `POST /why`
pub async fn reasons(State(app): State<Arc<App>>, Body(asked): Body<WhyAsked>) -> Result<Response, Refusal> {
    blocking(app, move |app, _| {
        let of = Of::read(&app.served(), &asked.scenario, asked.until, asked.seed)?;
        let study = &of.study;
        let (about, at) = (subject(&study.model, &asked.subject)?, month_of_model(&study.model, &asked.at)?);
        let depth = asked.depth.unwrap_or(LEVELS[0]);
        if depth > LEVELS[1] {
            let detail = format!("reasons are followed {} levels back at most; ask why of what stands last", LEVELS[1]);
            return Err(Refusal::too_much(detail));
        }
        let world = World(asked.world);
        let replay = Replay::new(&study.model, &study.scenario, of.seed, world);
        let breadth = if asked.all { usize::MAX } else { BREADTH };
        let found = why(&study.model, &replay, (about, at), Reach { depth, breadth });
        Ok(json(&views::why(study, (of.seed, world), found.as_ref())))
    })
    .await
}

/// `POST /votes`
pub async fn votes(State(app): State<Arc<App>>, Body(asked): Body<VotesAsked>) -> Result<Response, Refusal> {
    blocking(app, move |app, _| {
        let of = Of::read(&app.served(), &asked.scenario, asked.until, asked.seed)?;
        let study = &of.study;
        let decision = asked.decision.map(|name| presidium_query::bands(&study.model, &[name])).transpose()?;
        let at = asked.at.map(|at| month_of_model(&study.model, &at)).transpose()?;
        let world = World(asked.world);
        let replay = Replay::new(&study.model, &study.scenario, of.seed, world);
        Ok(json(&views::votes(study, (of.seed, world), (decision.as_deref(), at), &replay.trace().decisions)))
    })
    .await
}

/// `POST /worlds`
pub async fn worlds(State(app): State<Arc<App>>, Body(asked): Body<WorldsAsked>) -> Result<Response, Refusal> {
    blocking(app, move |app, cancel| {
        let Inquiry { scenario, until, seed, question, .. } = asked.inquiry;
        let of = Of::read(&app.served(), &scenario, until, seed)?;
        let study = &of.study;
        if asked.worlds.len() > VALUES_MAX || asked.variables.len() > VALUES_MAX {
            return Err(Refusal::too_much(format!(
                "at most {VALUES_MAX} worlds and as many variables are told at once"
            )));
        }
        let change = match &question {
            Question::WhatIf { change, .. } | Question::Bands { change, .. } => change.as_str(),
            _ => "",
        };
        let change = presidium_query::scenario(&study.model, change)?.changes;
        let wanted = presidium_query::variables(&study.model, &asked.variables)?;
        let worlds: Vec<World> = asked.worlds.iter().copied().map(World).collect();
        let found = views::values(study, of.seed, (&worlds, &wanted), &change, cancel);
        Ok(json(&found.ok_or_else(|| late(app))?))
    })
    .await
}

/// Does something that takes a moment, when there is room for it; what it is given is cancelled when nobody waits any more, or it
/// takes too long.
pub async fn blocking<T: Send + 'static>(
    app: Arc<App>,
    job: impl FnOnce(&App, &Cancel) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let permit = app.moments.enter().await?;
    let asking = app.asks.alone();
    let (cancel, limit) = (asking.cancel().clone(), app.limits.time);
    let too_late = {
        let app = app.clone();
        move || late(&app)
    };
    let working = tokio::task::spawn_blocking(move || {
        let done = job(&app, &cancel);
        drop(permit);
        done
    });
    match tokio::time::timeout(limit, working).await {
        Ok(done) => done.unwrap_or_else(|_| Err(Refusal::broken())),
        Err(_) => Err(too_late()),
    }
}

/// That a request takes too long.
pub fn late(app: &App) -> Refusal {
    let seconds = app.limits.time.as_secs();
    Refusal::too_much(format!(
        "The request takes longer than the {seconds} seconds that are allowed; ask for fewer worlds, or start the server with more `--time`"
    ))
}

/// A view as an answer.
pub fn json(view: &impl Serialize) -> Response {
    // Writing into memory cannot fail, nor can a view: every key of a view is a string.
    let text = serde_json::to_vec(view).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
