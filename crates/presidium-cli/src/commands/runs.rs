//! `presidium run --keep`, `chunk`, `gather` and `runs`: worlds that are kept in folders.

use std::path::Path;
use std::sync::Arc;

use presidium_lab::{Answer, Executor, Laboratory, Ledger, LedgerQuestion, Request};
use presidium_lang::model::{Element, Model, VariableId};
use presidium_query::figures::{count, worlds};
use presidium_query::followed_words;
use presidium_runs::{
    ChunkState, Did, KeptRun, Manifest, RunEntry, RunsError, Wish, compare, contents, kept_runs, remove,
};

use crate::arguments::{ChunkArguments, GatherArguments, KeepArguments, MachineArguments, RunsArguments, RunsCommand};
use crate::commands::ledger::told;
use crate::output::{FAINT, Output, print_error, styled};
use crate::progress::over_worlds;
use crate::setup::Setup;
use crate::shipped::sources;
use crate::stop::Stop;
use crate::table::{Align, headed, table};
use presidium_query::affordable;

/// Digits of a sum that are shown: enough to tell two tables apart.
const DIGITS: usize = 32;

/// What came of keeping worlds.
pub enum Kept {
    /// The folder is made, and nothing is computed.
    Prepared(Output),
    /// All worlds are there.
    Whole(Answer<Ledger>),
}

/// Computes what is missing in a folder, and puts all of it together.
pub fn keep(
    setup: &Setup,
    model: &str,
    request: &Request<LedgerQuestion>,
    arguments: &KeepArguments,
) -> Result<Kept, Stop> {
    if setup.study.scenario.rows.is_some() {
        let message = "a kept run has its parameters from the priors, and this one has them from a posterior";
        return Err(Stop::usage(format!("{message}\n  help: leave `--keep` out, or say `--prior`")));
    }
    let folder = arguments.keep.as_ref().and_then(Option::as_deref);
    let tables: Vec<_> = arguments.tables.iter().map(|&table| table.into()).collect();
    let series = series(&setup.study.model, &arguments.series)?;
    let sources = sources(model)?;
    let wish = Wish {
        sources: &*sources,
        study: &setup.study,
        request,
        tables: &tables,
        series: &series,
        chunk_worlds: arguments.chunk_worlds,
    };
    let run = KeptRun::begin(folder, &wish)?;
    let shown = run.folder().display();
    if arguments.prepare {
        let last = run.chunks() - 1;
        let text = format!("{shown} has room for {}, in chunks 0 to {last}\n", worlds(run.manifest().worlds()));
        return Ok(Kept::Prepared(Output::ok(text)));
    }
    let laboratory = setup.laboratory()?;
    let work = run.work(&laboratory);
    let computed = over_worlds(run.manifest().worlds(), |cancel, on| run.compute_all(&work, cancel, on));
    let computed = computed.map_err(|error| interrupted(&run, error))?;
    let gathered = run.gather(&laboratory, arguments.csv)?;
    let line = format!("kept in {shown}: {}, {} of them new\n", worlds(run.manifest().worlds()), count(computed));
    print_error(&styled(FAINT, &line));
    Ok(Kept::Whole(gathered.answer))
}

/// Says how much is kept of a run that was cancelled.
fn interrupted(run: &KeptRun, error: RunsError) -> Stop {
    match error {
        RunsError::Lab(presidium_lab::LabError::Cancelled) => {
            let there = RunEntry::of(run.folder()).chunks;
            let chunks = count(run.chunks());
            Stop::Kept(format!("interrupted: {} of {chunks} chunks are kept; the same command goes on", count(there)))
        }
        error => error.into(),
    }
}

/// Every element of the variables that are named.
fn series(model: &Model, names: &[String]) -> Result<Vec<(VariableId, Element)>, Stop> {
    let mut found = vec![];
    for name in names {
        let (variable, element) = presidium_query::variable(model, name)?;
        match element {
            Some(element) => found.push((variable, element)),
            None => found.extend(model.variables[variable].elements(model).map(|element| (variable, element))),
        }
    }
    Ok(found)
}

/// Computes some chunks.
pub fn chunk(arguments: &ChunkArguments) -> Result<Output, Stop> {
    let run = KeptRun::open(&arguments.run)?;
    arguments.chunks.iter().try_for_each(|&chunk| run.worlds_of(chunk).map(drop))?;
    let work = run.work(&laboratory(&run, &arguments.machine)?);
    let mut text = String::new();
    for &chunk in &arguments.chunks {
        let all = run.worlds_of(chunk)?.len();
        let did = over_worlds(all, |cancel, on| run.compute(&work, chunk, cancel, on));
        text += &match did.map_err(|error| interrupted(&run, error))? {
            Did::Nothing => format!("chunk {chunk} was there\n"),
            Did::Computed(own) => format!("chunk {chunk}: {} computed\n", worlds(own)),
        };
    }
    Ok(Output::ok(text))
}

/// Puts chunks together.
pub fn gather(arguments: &GatherArguments) -> Result<Output, Stop> {
    let run = KeptRun::open(&arguments.run)?;
    let gathered = run.gather(&laboratory(&run, &arguments.machine)?, arguments.csv)?;
    told(run.study(), run.request(), &gathered.answer, arguments.json)
}

fn laboratory(run: &KeptRun, machine: &MachineArguments) -> Result<Laboratory, Stop> {
    let model = &run.study().model;
    let allowed = machine.memory.on(machine.threads());
    affordable(model, allowed)?;
    Ok(Laboratory::new(model.clone(), Arc::new(Executor::new(allowed.threads)?)))
}

/// `presidium runs`
pub fn runs(arguments: &RunsArguments) -> Result<Output, Stop> {
    let text = match &arguments.command {
        RunsCommand::List { folder } => list(folder)?,
        RunsCommand::Show { run } => show(run)?,
        RunsCommand::Compare { one, other } => compared(one, other)?,
        RunsCommand::Check { run } => check(run)?,
        RunsCommand::Remove { run } => {
            remove(run)?;
            format!("removed {}\n", run.display())
        }
    };
    Ok(Output::ok(text))
}

fn list(folder: &Path) -> Result<String, Stop> {
    let runs = kept_runs(folder)?;
    if runs.is_empty() {
        return Ok(format!("no kept runs in {}\n", folder.display()));
    }
    let rows: Vec<Vec<String>> = runs.iter().map(row).collect();
    let aligns = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Left, Align::Left];
    Ok(headed(&["", "worlds", "chunks", "size", "tables", ""], &rows, &aligns, 0))
}

fn row(entry: &RunEntry) -> Vec<String> {
    let name = entry.folder.display().to_string();
    match &entry.manifest {
        Ok(manifest) => {
            let chunks = format!("{} of {}", count(entry.chunks), count(manifest.chunks()));
            vec![
                name,
                count(manifest.worlds()),
                chunks,
                size(entry.bytes),
                tables(manifest),
                manifest.model.title.clone(),
            ]
        }
        Err(error) => vec![name, String::new(), String::new(), size(entry.bytes), String::new(), error.to_string()],
    }
}

fn tables(manifest: &Manifest) -> String {
    let names: Vec<&str> = manifest.tables.iter().map(|table| table.word()).collect();
    names.join(", ")
}

fn size(bytes: u64) -> String {
    bytesize::ByteSize::b(bytes).display().si().to_string()
}

fn show(folder: &Path) -> Result<String, Stop> {
    let (run, entry) = (KeptRun::open(folder)?, RunEntry::of(folder));
    let (manifest, study) = (run.manifest(), run.study());
    let versions = format!("language {}, engine {}, layout {}", manifest.language, manifest.engine, manifest.layout);
    let mut lines = vec![
        ("model", format!("{} ({})", manifest.model.title, manifest.model.name)),
        (
            "months",
            format!(
                "{} to {}",
                study.model.clock.text(study.model.first_step),
                study.model.clock.seen_code(study.model.last_step)
            ),
        ),
        ("seed", run.request().seed.to_string()),
        ("worlds", count(manifest.worlds())),
        (
            "chunks",
            format!("{} of {}, {} in each", count(entry.chunks), count(run.chunks()), worlds(manifest.chunk_worlds)),
        ),
        ("tables", tables(manifest)),
    ];
    if !manifest.changed.is_empty() {
        lines.push(("changed", manifest.changed.join("; ")));
    }
    if let Some(record) = followed_words(&study.model, &study.scenario) {
        lines.push(("followed", record));
    }
    if !manifest.series.is_empty() {
        lines.push(("by month", manifest.series.join(", ")));
    }
    let gathered = match run.gathered()? {
        None => "no; see `presidium gather`".to_owned(),
        Some(Ok(files)) => files.join(", "),
        Some(Err(flaw)) => format!("damaged: {flaw}"),
    };
    lines.push(("gathered", gathered));
    lines.push(("size", size(entry.bytes)));
    lines.push(("run", manifest.run.to_string()));
    lines.push(("versions", versions));
    let rows: Vec<Vec<String>> = lines.into_iter().map(|(name, words)| vec![name.to_owned(), words]).collect();
    Ok(table(&rows, &[Align::Left, Align::Left], 0))
}

fn compared(one: &Path, other: &Path) -> Result<String, Stop> {
    let differences = compare(&KeptRun::open(one)?, &KeptRun::open(other)?)?;
    if differences.is_empty() {
        return Ok("the same: what was asked, what came out, and every value of their tables\n".to_owned());
    }
    let rows: Vec<Vec<String>> =
        differences.into_iter().map(|found| vec![found.what, found.one, found.other]).collect();
    let names = [one, other].map(|path| path.display().to_string());
    Ok(headed(&["", &names[0], &names[1]], &rows, &[Align::Left; 3], 0))
}

/// Sizes, checksums, and what the tables hold.
fn check(folder: &Path) -> Result<String, Stop> {
    let run = KeptRun::open(folder)?;
    let mut flaws = vec![];
    for chunk in 0..run.chunks() {
        match run.state(chunk)? {
            ChunkState::Whole => {}
            ChunkState::Missing => flaws.push(format!("chunk {chunk} is missing")),
            ChunkState::Short(there) => flaws.push(format!("chunk {chunk} has only its first {}", worlds(there))),
            ChunkState::Damaged(why) => flaws.push(format!("chunk {chunk} is damaged: {why}")),
        }
    }
    match run.gathered()? {
        Some(Err(flaw)) => flaws.push(format!("what was gathered is damaged: {flaw}")),
        None if flaws.is_empty() => flaws.push("it has not been gathered".to_owned()),
        _ => {}
    }
    if !flaws.is_empty() {
        let command = format!("presidium gather {}", folder.display());
        let help = format!("`presidium chunk` computes what is missing; then `{command}`");
        return Err(Stop::File(format!("{} is not whole\n  {}\n  help: {help}", folder.display(), flaws.join("\n  "))));
    }
    let rows = contents(&run)?
        .into_iter()
        .map(|content| vec![content.table.word().to_owned(), count(content.rows), content.sha256[..DIGITS].to_owned()]);
    let rows: Vec<Vec<String>> = rows.collect();
    Ok(headed(&["", "rows", "content"], &rows, &[Align::Left, Align::Right, Align::Left], 0))
}
