//! The model that is served, ready to be asked: its text, its description, and a laboratory for each way it is extended.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use presidium_book::Page;
use presidium_lab::{Cancel, Executor, Fingerprint, Laboratory, Request, Usual, UsualQuestion};
use presidium_lang::model::Model;
use presidium_lang::{Analysis, analyse};
use presidium_query::{Extended, Inquiry, Problem, views};

use crate::book;
use crate::refusal::{Mistake, mistakes};
use crate::settings::Origin;

/// Worlds of a base are kept from question to question, up to so many bytes for each base: of the Soviet model some thousand.
const KEPT_BYTES: usize = 160 << 20;

/// The same in laboratories of extended models, of which there are several.
const EXTENDED_BYTES: usize = 16 << 20;

/// Laboratories of extended models that are kept: conditions and months that a reader goes back and forth between.
const EXTENDED_MAX: usize = 4;

/// Answers that are kept, so that a page that is opened again has them at once.
const ANSWERS_MAX: usize = 64;

/// A laboratory whose model is carried on, or sees a condition, as a question asks.
type Kept = (Extension, Arc<Laboratory>, Extended);

/// A checked model.
pub struct Served {
    /// Its texts, as far as a chapter is shown of them.
    pub analysis: Analysis,
    /// Ready to be asked as it is.
    pub laboratory: Arc<Laboratory>,
    /// What a page needs before it asks anything: the answer to `GET /model`.
    pub contents: Bytes,
    /// Another for other contents.
    pub tag: String,
    /// Warnings about its text.
    pub warnings: Vec<Mistake>,
    book: OnceLock<Vec<Page>>,
    executor: Arc<Executor>,
    extended: Mutex<VecDeque<Kept>>,
    answers: Mutex<VecDeque<(String, Arc<str>)>>,
    usual: Mutex<VecDeque<(Fingerprint, Arc<Usual>)>>,
}

/// By which words a model was extended: the month, the condition, and what is asked about.
type Extension = [Option<String>; 3];

/// Why there is no model.
pub enum Unserved {
    /// Its folder cannot be read.
    Unread(String),
    /// It has errors; rendered for a terminal, and one by one.
    Mistaken(String, Vec<Mistake>),
}

impl Served {
    /// Reads and checks the model as it is now.
    pub fn read(origin: &Origin, executor: &Arc<Executor>) -> Result<Served, Unserved> {
        let analysis = analyse(&*(origin.open)().map_err(Unserved::Unread)?);
        let (report, model) = analysis.clone().into_report();
        let found = mistakes(&report);
        let Some(model) = model else { return Err(Unserved::Mistaken(report.render(), found)) };
        let laboratory = laboratory(model, executor, KEPT_BYTES);
        // Writing into memory cannot fail, nor can a view: every key of a view is a string.
        let contents = Bytes::from({
            let contents = views::contents(
                laboratory.model(),
                &laboratory.fingerprint(),
                found.iter().map(Mistake::words).collect(),
            );
            serde_json::to_vec(&contents).unwrap_or_default()
        });
        let mut tag = DefaultHasher::new();
        contents.hash(&mut tag);
        Ok(Served {
            analysis,
            tag: format!("{:016x}", tag.finish()),
            laboratory,
            contents,
            warnings: found,
            book: OnceLock::new(),
            executor: executor.clone(),
            extended: Mutex::default(),
            answers: Mutex::default(),
            usual: Mutex::default(),
        })
    }

    /// Its book, page by page.
    pub fn book(&self) -> &[Page] {
        self.book.get_or_init(|| book::pages(self))
    }

    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        self.laboratory.model()
    }

    /// The model as the words of an inquiry extend it, and what their condition means there.
    ///
    /// # Errors
    /// [`Problem`] if they mean nothing.
    pub fn extended(&self, inquiry: &Inquiry) -> Result<(Arc<Laboratory>, Extended), Problem> {
        let extension = inquiry.extension(self.model());
        if extension.iter().all(Option::is_none) {
            return Ok((self.laboratory.clone(), Extended::default()));
        }
        let kept = || self.extended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, laboratory, extended)) = kept().iter().find(|(known, ..)| *known == extension) {
            return Ok((laboratory.clone(), extended.clone()));
        }
        let mut model = Model::clone(self.model());
        let extended = inquiry.extend(&mut model)?;
        let laboratory = laboratory(model, &self.executor, EXTENDED_BYTES);
        let mut kept = kept();
        if kept.len() == EXTENDED_MAX {
            kept.pop_front();
        }
        kept.push_back((extension, laboratory.clone(), extended.clone()));
        Ok((laboratory, extended))
    }

    /// What is usual in many worlds, which may be known; nothing if it is cancelled before it is.
    pub fn usual(
        &self,
        laboratory: &Laboratory,
        request: &Request<UsualQuestion>,
        cancel: &Cancel,
    ) -> Option<Arc<Usual>> {
        let kept = || self.usual.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = request.fingerprint(laboratory.model());
        if let Some((_, usual)) = kept().iter().find(|(known, _)| *known == fingerprint) {
            return Some(usual.clone());
        }
        let mut run = laboratory.begin(request);
        run.go(cancel, |_| ()).ok()?;
        let usual = Arc::new(run.answer().report);
        let mut kept = kept();
        if kept.len() == EXTENDED_MAX {
            kept.pop_front();
        }
        kept.push_back((fingerprint, usual.clone()));
        Some(usual)
    }

    /// The whole answer to an inquiry, if it has been given before.
    pub fn answer(&self, inquiry: &str) -> Option<Arc<str>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().find(|(known, _)| known == inquiry).map(|(_, answer)| answer.clone())
    }

    /// Keeps the whole answer to an inquiry.
    pub fn keep(&self, inquiry: String, answer: &Arc<str>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() == ANSWERS_MAX {
            answers.pop_front();
        }
        answers.push_back((inquiry, answer.clone()));
    }
}

fn laboratory(model: Model, executor: &Arc<Executor>, kept: usize) -> Arc<Laboratory> {
    Arc::new(Laboratory::new(Arc::new(model), executor.clone()).keeping_worlds(kept))
}
