//! A kept run: begun, continued, extended, opened again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use presidium_lab::{
    CHUNK_WORLDS, Cancel, Fingerprint, LabError, Laboratory, LedgerExperiment, LedgerQuestion, RecordQuestion,
    Recorded, Request, Run, drawn_parameters,
};
use presidium_lang::model::{Element, Model, VariableId};
use presidium_lang::{LANGUAGE_VERSION, Sources, analyse};
use presidium_query::{Asked, Inquiry, Study, variable};
use presidium_sources::FolderSources;

use crate::chunk::Did;
use crate::disk::{lock, make_folder, remove_unplaced, sync_folder, write_synced};
use crate::error::RunsError;
use crate::layout::{CHUNK_FILE_WORLDS, GATHERED, LAYOUT_VERSION, Layout, MODEL, is_run};
use crate::manifest::{Manifest, ModelOf};
use crate::tables::{Seen, Table, TableName};
use crate::worlds::flat_name;

/// What is to be kept.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// The model's files, which are copied.
    pub sources: &'a dyn Sources,
    /// The model as changed.
    pub study: &'a Study,
    /// What is asked of its worlds.
    pub request: &'a Request<LedgerQuestion>,
    /// Tables beside that of the worlds.
    pub tables: &'a [TableName],
    /// Variables of the table of months.
    pub series: &'a [(VariableId, Element)],
    /// Worlds in a chunk, if somebody says so.
    pub chunk_worlds: Option<u64>,
}

/// A folder with the worlds of a request.
#[derive(Debug)]
pub struct KeptRun {
    pub(crate) layout: Layout,
    pub(crate) manifest: Manifest,
    study: Study,
    request: Request<LedgerQuestion>,
    recorded: Recorded,
}

/// What chunks are computed with; made once for all of them.
pub struct Work {
    pub(crate) run: Run<LedgerExperiment>,
}

impl KeptRun {
    /// Begins a run, continues one, or extends it to more worlds. Without a folder it is named by its fingerprint, in `runs`.
    /// Nothing is computed yet.
    ///
    /// # Errors
    /// [`RunsError`] if the folder keeps something else, or cannot be written.
    pub fn begin(folder: Option<&Path>, wish: &Wish<'_>) -> Result<KeptRun, RunsError> {
        let asked = manifest(wish)?;
        let named = || PathBuf::from("runs").join(asked.run.to_string());
        let folder = folder.map_or_else(named, Path::to_owned);
        let layout = Layout { folder };
        if !is_run(&layout.folder) {
            refuse_other_files(&layout.folder)?;
        }
        let _lock = lock(&layout.run_lock())?;
        remove_unplaced(&layout.folder);
        let manifest = match is_run(&layout.folder) {
            true => continued(&layout, &asked, wish.chunk_worlds)?,
            false => {
                copy_model(&layout, wish.sources)?;
                make_folder(&layout.chunks())?;
                sync_folder(&layout.folder)?;
                asked.write(&layout)?;
                asked
            }
        };
        let request = Request { worlds: manifest.worlds(), ..wish.request.clone() };
        let run = KeptRun { layout, manifest, study: wish.study.clone(), request, recorded: recorded(wish) };
        run.write_readme()?;
        Ok(run)
    }

    /// Opens a run with the model that is kept in it.
    ///
    /// # Errors
    /// [`RunsError`] if there is none, or if this version would compute something else.
    pub fn open(folder: &Path) -> Result<KeptRun, RunsError> {
        let manifest = Manifest::read(folder)?;
        let other = |why: String| RunsError::OtherVersion { path: folder.to_owned(), why };
        let versions =
            [("language", manifest.language, LANGUAGE_VERSION), ("engine", manifest.engine, presidium_engine::VERSION)];
        for (what, kept, own) in versions {
            if kept != own {
                return Err(other(format!("its {what} is version {kept}, and this is {own}")));
            }
        }
        let mut model = read_model(&folder.join(MODEL))?;
        model.name.clone_from(&manifest.model.name);
        let mistake = |problem: presidium_query::Problem| other(format!("its request is not understood: {problem}"));
        let asked = manifest.request.read(&mut model).map_err(mistake)?;
        let Asked::Ledger(request) = asked else {
            return Err(other("it asks for no ledger".to_owned()));
        };
        let series = manifest.series.iter().map(|name| {
            let (variable, element) = variable(&model, name).map_err(mistake)?;
            Ok((variable, element.unwrap_or_default()))
        });
        let series = series.collect::<Result<Vec<_>, RunsError>>()?;
        let recorded = recorded_of(&model, &request, &manifest.tables, &series);
        let fingerprint = Fingerprint::of_model(&model);
        let study = Study {
            model: Arc::new(model),
            scenario: request.scenario.clone(),
            changed: manifest.changed.clone(),
            condition: request.condition.clone(),
        };
        if fingerprint != manifest.model.fingerprint {
            return Err(other("its copy of the model has been changed, or is read otherwise".to_owned()));
        }
        Ok(KeptRun { layout: Layout { folder: folder.to_owned() }, manifest, study, request, recorded })
    }

    /// What was asked.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.layout.folder
    }

    /// The model as changed.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// What is asked of the worlds.
    pub fn request(&self) -> &Request<LedgerQuestion> {
        &self.request
    }

    /// How many chunks there are to be.
    pub fn chunks(&self) -> u64 {
        self.manifest.chunks()
    }

    /// What chunks are computed with.
    pub fn work(&self, laboratory: &Laboratory) -> Work {
        let question = RecordQuestion { ledger: self.request.question.clone(), recorded: self.recorded.clone() };
        Work { run: laboratory.begin(&self.request.clone().asking(question)) }
    }

    /// Computes every chunk that is missing, first those that nobody else is at. `on` is told how many worlds have been done, those
    /// that were there included.
    ///
    /// # Errors
    /// Those of [`KeptRun::compute`].
    pub fn compute_all(&self, work: &Work, cancel: &Cancel, mut on: impl FnMut(u64)) -> Result<u64, RunsError> {
        let mut busy = vec![];
        let mut computed = 0;
        let mut add = |run: &Self, chunk: u64, did: Did, on: &mut dyn FnMut(u64)| {
            let all = run.worlds_of(chunk).map_or(0, presidium_engine::Worlds::len);
            let own = match did {
                Did::Nothing => 0,
                Did::Computed(worlds) => worlds,
            };
            computed += own;
            on(all - own);
        };
        for chunk in 0..self.chunks() {
            match self.compute_if_free(work, chunk, cancel, &mut on)? {
                Some(did) => add(self, chunk, did, &mut on),
                None => busy.push(chunk),
            }
            if cancel.is_cancelled() {
                return Err(LabError::Cancelled.into());
            }
        }
        for chunk in busy {
            let did = self.compute(work, chunk, cancel, &mut on)?;
            add(self, chunk, did, &mut on);
        }
        Ok(computed)
    }

    pub(crate) fn tables(&self) -> Vec<Table> {
        let question = RecordQuestion { ledger: self.request.question.clone(), recorded: self.recorded.clone() };
        let Study { model, scenario, .. } = &self.study;
        let seen = Seen { model: model.clone(), scenario: scenario.clone(), seed: self.request.seed, question };
        self.manifest.tables.iter().map(|&name| Table::new(name, &seen)).collect()
    }
}

/// What a new run would be.
fn manifest(wish: &Wish<'_>) -> Result<Manifest, RunsError> {
    let chunk_worlds = wish.chunk_worlds.unwrap_or(CHUNK_FILE_WORLDS);
    if chunk_worlds == 0 || !chunk_worlds.is_multiple_of(CHUNK_WORLDS) {
        return Err(RunsError::TornChunks(chunk_worlds));
    }
    if wish.request.condition.is_some() {
        let message = "a kept run has all its worlds, and `--where` leaves some out\n  help: leave out `--where`, and choose \
                       among the rows of the table";
        return Err(RunsError::Wish(message.to_owned()));
    }
    let asks_series = wish.tables.contains(&TableName::Series);
    if asks_series && wish.series.is_empty() {
        let message = "the table of months needs variables\n  help: name each with `--series VARIABLE`";
        return Err(RunsError::Wish(message.to_owned()));
    }
    let model = &wish.study.model;
    let recorded = recorded(wish);
    let question = RecordQuestion { ledger: wish.request.question.clone(), recorded };
    let run = Request { worlds: 0, ..wish.request.clone().asking(question) }.fingerprint(model);
    let fingerprint = Fingerprint::of_model(model);
    Ok(Manifest {
        layout: LAYOUT_VERSION,
        run,
        model: ModelOf { name: model.name.clone(), title: model.title.clone(), fingerprint },
        language: LANGUAGE_VERSION,
        engine: presidium_engine::VERSION,
        request: Inquiry::of(model, wish.request),
        changed: wish.study.changed.clone(),
        tables: tables(wish),
        series: wish.series.iter().map(|&(variable, element)| flat_name(model, variable, element)).collect(),
        chunk_worlds,
    })
}

fn tables(wish: &Wish<'_>) -> Vec<TableName> {
    let is_kept = |name: &TableName| {
        *name == TableName::Worlds
            || wish.tables.contains(name)
            || *name == TableName::Series && !wish.series.is_empty()
    };
    TableName::ALL.into_iter().filter(is_kept).collect()
}

fn recorded(wish: &Wish<'_>) -> Recorded {
    recorded_of(&wish.study.model, wish.request, &tables(wish), wish.series)
}

fn recorded_of(
    model: &Model,
    request: &Request<LedgerQuestion>,
    tables: &[TableName],
    series: &[(VariableId, Element)],
) -> Recorded {
    Recorded {
        parameters: drawn_parameters(model, &request.scenario),
        series: series.to_vec(),
        acts: tables.contains(&TableName::Events),
        ballots: tables.contains(&TableName::Votes),
    }
}

/// The manifest of a run that is there, with as many worlds as are asked for.
fn continued(layout: &Layout, asked: &Manifest, chunk_worlds: Option<u64>) -> Result<Manifest, RunsError> {
    let path = layout.folder.clone();
    let kept = Manifest::read(&path)?;
    if let Some(differs) = kept.differs(asked) {
        return Err(RunsError::OtherRun { path, differs });
    }
    if let Some(size) = chunk_worlds.filter(|size| *size != kept.chunk_worlds) {
        return Err(RunsError::OtherChunks { path, kept: kept.chunk_worlds, asked: size });
    }
    if asked.worlds() < kept.worlds() {
        return Err(RunsError::Fewer { path, kept: kept.worlds(), asked: asked.worlds() });
    }
    if asked.worlds() == kept.worlds() {
        return Ok(kept);
    }
    // What was put together is of fewer worlds.
    let gathered = layout.file(GATHERED);
    if gathered.exists() {
        fs::remove_file(&gathered).map_err(RunsError::disk("remove", &gathered))?;
    }
    let extended = Manifest { request: asked.request.clone(), ..kept };
    extended.write(layout)?;
    Ok(extended)
}

/// A folder that is new, empty, or that a killed process had begun to make a run of.
fn refuse_other_files(folder: &Path) -> Result<(), RunsError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let begun = ["locks", MODEL, "chunks"];
    let others = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !(begun.contains(&name.as_ref()) || name.starts_with('.') && name.ends_with(".new"))
    });
    let is_new = others.count() == 0;
    if is_new { Ok(()) } else { Err(RunsError::OtherFiles(folder.to_owned())) }
}

fn copy_model(layout: &Layout, sources: &dyn Sources) -> Result<(), RunsError> {
    let folder = layout.file(MODEL);
    make_folder(&folder)?;
    for file in sources.files() {
        // What cannot be read is no part of the model: it was loaded without it.
        let Ok(bytes) = sources.read(&file) else { continue };
        let path = folder.join(&file);
        path.parent().map_or(Ok(()), make_folder)?;
        write_synced(&path, &bytes)?;
    }
    sync_folder(&folder)
}

fn read_model(folder: &Path) -> Result<Model, RunsError> {
    let sources = FolderSources::open(folder).map_err(|error| RunsError::damaged(folder, error))?;
    let loaded = analyse(&sources).into_model();
    loaded.map(|(model, _)| model).map_err(|_| RunsError::damaged(folder, "the copy of the model has errors"))
}
