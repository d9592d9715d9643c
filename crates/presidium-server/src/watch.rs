//! `--watch`: a model that is edited is checked and run again, and whoever listens is told what has come of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use presidium_lab::{Cancel, Executor, Ledger, LedgerQuestion, Request};
use presidium_lang::model::Model;
use presidium_query::claims::{figures, verdict_name};
use presidium_query::{claims_named, seed};

use crate::app::App;
use crate::events::{ModelNews, Moved};
use crate::served::{Served, Unserved};

/// Editors write a file in several strokes: it is read when there was quiet for so long.
const QUIET: Duration = Duration::from_millis(150);

/// Worlds by which claims are compared with those before an edit: soon told, and enough for a verdict.
const WORLDS: u64 = 500;

/// Watches a folder until it is dropped.
pub struct Watch {
    _watcher: RecommendedWatcher,
}

/// A claim with its verdict and its figure.
type Held = (String, String, String);

impl Watch {
    /// Watches the folder of a model, and serves it anew after every edit.
    ///
    /// # Errors
    /// Why it cannot be watched.
    pub fn new(app: Arc<App>, folder: &Path) -> Result<Watch, String> {
        let (sender, edits) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Reading is no edit; what cannot be told may be one.
            if event.map_or(true, |event| !event.kind.is_access()) {
                let _ = sender.send(());
            }
        })
        .map_err(|error| error.to_string())?;
        watcher.watch(folder, RecursiveMode::Recursive).map_err(|error| error.to_string())?;
        let spawned =
            std::thread::Builder::new().name("watch".to_owned()).spawn(move || Edits { app, before: None }.go(&edits));
        spawned.map_err(|error| error.to_string())?;
        Ok(Watch { _watcher: watcher })
    }
}

/// What comes of edits.
struct Edits {
    app: Arc<App>,
    /// The claims of the model that is served; none until they have been run.
    before: Option<Vec<Held>>,
}

impl Edits {
    /// Until nobody watches any more.
    fn go(mut self, edits: &Receiver<()>) {
        self.before = held(&self.app.served());
        while edits.recv().is_ok() {
            while !matches!(edits.recv_timeout(QUIET), Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected))
            {
            }
            self.edited();
        }
    }

    fn edited(&mut self) {
        let executor: &Arc<Executor> = &self.app.executor;
        let news = match Served::read(&self.app.origin, executor) {
            Ok(served) if served.tag == self.app.served().tag => (served.warnings, true, vec![]),
            Ok(served) => {
                let (warnings, after) = (served.warnings.clone(), held(&served));
                self.app.serve(served);
                let moved = moved(self.before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default());
                self.before = after;
                (warnings, true, moved)
            }
            Err(Unserved::Mistaken(_, mistakes)) => (mistakes, false, vec![]),
            // Between two strokes of an editor a file may be missing; the next event tells.
            Err(Unserved::Unread(_)) => return,
        };
        self.tell(news.0, news.1, news.2);
    }

    fn tell(&self, diagnostics: Vec<crate::refusal::Mistake>, served: bool, moved: Vec<Moved>) {
        let fingerprint = self.app.served().laboratory.fingerprint().to_string();
        self.app.news.tell(&ModelNews { fingerprint, served, diagnostics, moved });
    }
}

/// The claims of a model, in so many worlds; none if they cannot be run.
fn held(served: &Served) -> Option<Vec<Held>> {
    let model: &Model = served.model();
    let claims = claims_named(model, &[]).ok()?;
    let question = LedgerQuestion { claims, observables: vec![], cause_worlds: WORLDS };
    let mut run = served.laboratory.begin(&Request::new(question, seed(model), WORLDS));
    run.go(&Cancel::default(), |_| ()).ok()?;
    let ledger: Ledger = run.answer().report;
    let told = ledger.rows.iter().map(|row| {
        let claim = &model.claims[row.claim];
        let (figure, _) = figures(claim, &row.finding);
        (claim.id.clone(), claim.words.clone(), format!("{}, {figure}", verdict_name(row.verdict)))
    });
    Some(told.collect())
}

/// The claims that are told otherwise than before, and those that are new.
fn moved(before: &[Held], after: &[Held]) -> Vec<Moved> {
    let known = |id: &str| before.iter().find(|(known, ..)| known == id).map(|(.., told)| told.clone());
    let moved = after.iter().filter_map(|(claim, words, after)| {
        let before = known(claim).unwrap_or_else(|| "new".to_owned());
        (before != *after).then(|| Moved { claim: claim.clone(), words: words.clone(), before, after: after.clone() })
    });
    moved.collect()
}
