//! An inquiry that has been read, and how its worlds are run and its answer told.

use std::sync::Arc;

use presidium_lab::{
    Answer, Bands, BandsQuestion, Comparison, Dealt, Discovery, Drivers, Event, Experiment, Failures, Laboratory,
    Ledger, Left, Luck, Question, Request, Tipping,
};
use presidium_lang::model::Model;
use presidium_query::said::Said;
use presidium_query::views::{self, PartView};
use presidium_query::{Asked, Inquiry, Question as Words, Study, affordable, affords, spelt};
use presidium_query::{deals, discoveries, drivers, lucks, tipping};
use serde::Serialize;

use super::frame;
use super::outlet::{Outlet, Shape, Told};
use crate::refusal::Refusal;
use crate::served::Served;
use crate::settings::Limits;

/// Answers of fewer worlds are not told.
const FIRST_PART: u64 = 64;

/// What is asked of which laboratory.
pub struct Task {
    laboratory: Arc<Laboratory>,
    asked: Asked,
    /// The changes on top, as they were spelt.
    change: Vec<String>,
    study: Study,
    limits: Limits,
}

/// What a run of this question finds.
type ReportOf<Q> = <<Q as Question>::Experiment as Experiment>::Report;

impl Task {
    /// Reads the words of an inquiry.
    ///
    /// # Errors
    /// What is wrong with them, or what they would take.
    pub fn read(served: &Served, inquiry: &Inquiry, limits: Limits) -> Result<Task, Refusal> {
        limits.admits(inquiry.worlds(served.model()))?;
        let (laboratory, extended) = served.extended(inquiry)?;
        let model = laboratory.model();
        let asked = inquiry.read_in(model, extended.clone())?;
        affordable(model, limits.allowed)?;
        affords(model, asked.kept(model), limits.allowed)?;
        let study = Study {
            model: model.clone(),
            scenario: asked.scenario().clone(),
            changed: spelt(&inquiry.scenario),
            condition: extended.condition,
        };
        let change = match &inquiry.question {
            Words::WhatIf { change, .. } | Words::Bands { change, .. } => spelt(change),
            _ => vec![],
        };
        Ok(Task { laboratory, asked, change, study, limits })
    }

    /// Runs the worlds and tells what is found.
    pub fn run(&self, served: &Served, key: String, outlet: &Outlet) {
        let (study, change) = (&self.study, self.change.as_slice());
        let keep = |answer: &Arc<str>| served.keep(key, answer);
        match &self.asked {
            Asked::Ledger(request) => {
                let tell = |answer: &Answer<Ledger>| {
                    text(answer, &views::ledger(study, request, answer), Said::of_ledger(study, request, answer))
                };
                self.go(request, outlet, tell, keep);
            }
            Asked::WhatIf(request) => {
                let tell = |answer: &Answer<Comparison>| {
                    text(answer, &views::pairs(study, change, request, answer), Said::of_pairs(study, request, answer))
                };
                self.go(request, outlet, tell, keep);
            }
            Asked::Bands(request) => self.bands(request, outlet, keep),
            Asked::Drivers(request) => {
                let tell = |answer: &Answer<Drivers>| {
                    let (of, found) = (&request.question.of, &answer.report);
                    let words = drivers::answer(&study.model, of, found);
                    let view = views::drivers(study, request, answer, &[], None);
                    experiment(study, answer, words, (found.left, &found.failures), &view)
                };
                self.whole(request, outlet, tell, keep);
            }
            Asked::Discover(request) => {
                let tell = |answer: &Answer<Discovery>| {
                    let (of, found) = (&request.question.of, &answer.report);
                    let words = discoveries::answer(&study.model, of, found);
                    let view = views::discovery(study, request, answer);
                    experiment(study, answer, words, (found.left, &found.failures), &view)
                };
                self.whole(request, outlet, tell, keep);
            }
            Asked::Tipping(request) => {
                let tell = |answer: &Answer<Tipping>| {
                    let (question, found) = (&request.question, &answer.report);
                    let words = tipping::answer(&study.model, &question.of, question.parameter, found);
                    let view = views::tipping(study, request, answer);
                    experiment(study, answer, words, (found.left, &found.failures), &view)
                };
                self.go(request, outlet, tell, keep);
            }
            Asked::Luck(request) => {
                let tell = |answer: &Answer<Luck>| {
                    let (of, found) = (&request.question.of, &answer.report);
                    let words = lucks::answer(&study.model, of, found);
                    let view = views::luck(study, request, answer);
                    experiment(study, answer, words, (found.left, &found.failures), &view)
                };
                self.whole(request, outlet, tell, keep);
            }
            Asked::Deal(request) => {
                let tell = |answer: &Answer<Dealt>| {
                    let found = &answer.report;
                    let words = deals::answer(&study.model, &request.question, found);
                    let view = views::deals(study, request, answer);
                    experiment(study, answer, words, (found.left, &found.failures), &view)
                };
                self.go(request, outlet, tell, keep);
            }
            Asked::Skill(request) => {
                self.survey(request, outlet, |model, found| views::skill(model, request.question.split, found), keep);
            }
            Asked::Chronicle(request) => {
                let view = |model: &Model, found: &_| views::occurrences(model, request.question.split, found);
                self.survey(request, outlet, view, keep);
            }
            Asked::Targets(request) => {
                self.survey(request, outlet, |model, seen| views::targets(model, &request.question, seen), keep);
            }
            Asked::Tests(request) => self.survey(request, outlet, views::tests, keep),
            Asked::Ablation(request) => self.survey(request, outlet, views::ablation, keep),
            Asked::Nulls(request) => self.survey(request, outlet, views::nulls, keep),
            Asked::Priors(request) => {
                self.survey(request, outlet, |model, found| views::priors(model, request.question.factor, found), keep);
            }
        }
    }

    /// A part of a validation.
    fn survey<Q: Question>(
        &self,
        request: &Request<Q>,
        outlet: &Outlet,
        view: impl Fn(&Model, &ReportOf<Q>) -> PartView,
        keep: impl FnOnce(&Arc<str>),
    ) {
        let study = &self.study;
        let tell = |answer: &Answer<ReportOf<Q>>| {
            let part = view(&study.model, &answer.report);
            text(answer, &views::validation(study, request.seed, true, vec![part]), Said::default())
        };
        self.whole(request, outlet, tell, keep);
    }

    /// An answer of which only the whole is told.
    fn whole<Q: Question>(
        &self,
        request: &Request<Q>,
        outlet: &Outlet,
        tell: impl Fn(&Answer<ReportOf<Q>>) -> Arc<str>,
        keep: impl FnOnce(&Arc<str>),
    ) {
        let mut run = self.laboratory.begin(request);
        let mut told = 0;
        let end = run.go(outlet.cancel(), |event| {
            if let Event::Progress(progress) = event {
                outlet.progress(progress, &mut told);
            }
        });
        if end.is_err() {
            return outlet.interrupted(self.limits.time);
        }
        let text = tell(&run.answer());
        keep(&text);
        outlet.tell(Told::Done(text));
    }

    fn bands(&self, request: &Request<BandsQuestion>, outlet: &Outlet, keep: impl FnOnce(&Arc<str>)) {
        let (study, change) = (&self.study, self.change.as_slice());
        match outlet.shape() {
            Shape::Frames => self.each(request, outlet, |answer| {
                outlet.tell(Told::Frame(frame::frame(study, request, answer)));
            }),
            Shape::Events => {
                let steps: Vec<usize> = (0..study.model.step_count()).collect();
                let tell = |answer: &Answer<Bands>| {
                    text(
                        answer,
                        &views::bands(study, change, request, answer, &steps),
                        Said::of_bands(study, request, answer),
                    )
                };
                self.go(request, outlet, tell, keep);
            }
        }
    }

    /// Tells each part of an answer as text.
    fn go<Q: Question>(
        &self,
        request: &Request<Q>,
        outlet: &Outlet,
        tell: impl Fn(&Answer<ReportOf<Q>>) -> Arc<str>,
        keep: impl FnOnce(&Arc<str>),
    ) {
        let mut keep = Some(keep);
        self.each(request, outlet, |answer| {
            let text = tell(answer);
            match answer.complete {
                true => {
                    keep.take().into_iter().for_each(|keep| keep(&text));
                    outlet.tell(Told::Done(text));
                }
                false => outlet.tell(Told::Partial(text)),
            }
        });
    }

    /// Runs a request, and does something with each part of its answer.
    fn each<Q: Question>(&self, request: &Request<Q>, outlet: &Outlet, mut on: impl FnMut(&Answer<ReportOf<Q>>)) {
        let mut run = self.laboratory.begin(request).answering_early();
        let mut told = 0;
        let end = run.go(outlet.cancel(), |event| match event {
            Event::Progress(progress) => outlet.progress(progress, &mut told),
            Event::Partial(part) if part.worlds >= FIRST_PART && part.worlds < request.worlds => on(&part),
            Event::Partial(_) => {}
        });
        match end {
            Ok(()) => on(&run.answer()),
            Err(_) => outlet.interrupted(self.limits.time),
        }
    }
}

/// The answer of an experiment in a sentence, with its figures.
fn experiment<R>(
    study: &Study,
    answer: &Answer<R>,
    words: String,
    (left, failures): (Left, &Failures),
    report: &impl Serialize,
) -> Arc<str> {
    text(answer, report, Said::of_experiment(study, words, left, failures))
}

/// An answer, with what is said of it.
fn text<R>(answer: &Answer<R>, report: &impl Serialize, said: Said) -> Arc<str> {
    #[derive(Serialize)]
    struct Part<'a, V> {
        worlds: u64,
        complete: bool,
        fingerprint: String,
        #[serde(flatten)]
        said: Said,
        report: &'a V,
    }
    let (worlds, complete, fingerprint) = (answer.worlds, answer.complete, answer.fingerprint.to_string());
    // Writing into memory cannot fail, nor can a view: every key of a view is a string.
    serde_json::to_string(&Part { worlds, complete, fingerprint, said, report }).unwrap_or_default().into()
}
