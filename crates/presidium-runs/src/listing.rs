//! Runs among each other: which there are, in what two of them differ, and how one is taken away.

use std::fs;
use std::path::{Path, PathBuf};

use crate::columns::{Cell, read_columns};
use crate::content::contents;
use crate::disk::{remove_folder, try_lock};
use crate::error::RunsError;
use crate::kept::KeptRun;
use crate::layout::{GATHERED, Layout, MANIFEST, MODEL, SUMS, is_run};
use crate::ledger;
use crate::manifest::Manifest;

/// A run in a folder of runs.
#[derive(Debug)]
pub struct RunEntry {
    /// Its folder.
    pub folder: PathBuf,
    /// What was asked, or why it cannot be read.
    pub manifest: Result<Manifest, RunsError>,
    /// Chunks that have been finished; they are not looked into.
    pub chunks: u64,
    /// Whether they have been put together.
    pub is_gathered: bool,
    /// Of all its files.
    pub bytes: u64,
}

impl RunEntry {
    /// Of a folder that holds a run.
    pub fn of(folder: &Path) -> RunEntry {
        let layout = Layout { folder: folder.to_owned() };
        let manifest = Manifest::read(folder);
        let count = manifest.as_ref().map_or(0, Manifest::chunks);
        let chunks = (0..count).filter(|chunk| layout.chunk(*chunk).join(SUMS).is_file()).count() as u64;
        let is_gathered = layout.file(GATHERED).is_file();
        RunEntry { folder: folder.to_owned(), manifest, chunks, is_gathered, bytes: bytes_in(folder) }
    }
}

/// The runs that lie in a folder, by name; the folder itself if it is one. There are none in a folder that there is not.
///
/// # Errors
/// [`RunsError::Disk`] if the folder cannot be read.
pub fn kept_runs(folder: &Path) -> Result<Vec<RunEntry>, RunsError> {
    if is_run(folder) {
        return Ok(vec![RunEntry::of(folder)]);
    }
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        entries => entries.map_err(RunsError::disk("read", folder))?,
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_run(path)).collect();
    folders.sort();
    Ok(folders.iter().map(|folder| RunEntry::of(folder)).collect())
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes = entries.map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_in(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    });
    bytes.sum()
}

/// Something in which two runs differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What.
    pub what: String,
    /// Of the first run.
    pub one: String,
    /// Of the second.
    pub other: String,
}

/// In what two whole runs differ: what was asked, figures of claims if both have been put together, and what their tables hold.
///
/// # Errors
/// [`RunsError`] if a file cannot be read.
pub fn compare(one: &KeptRun, other: &KeptRun) -> Result<Vec<Difference>, RunsError> {
    let fields = [one, other].map(|run| run.manifest().fields());
    let mut differences = differing(&fields[0], &fields[1]);
    if let [Some(Ok(_)), Some(Ok(_))] = [one.gathered()?, other.gathered()?] {
        differences.extend(differing(&figures(one)?, &figures(other)?));
    }
    let contents = [contents(one)?, contents(other)?].map(|contents| {
        let text = |content: crate::Content| {
            let words = format!("{} rows, content {}", content.rows, &content.sha256[..16]);
            (content.table.word().to_owned(), words)
        };
        contents.into_iter().map(text).collect::<Vec<_>>()
    });
    differences.extend(differing(&contents[0], &contents[1]));
    Ok(differences)
}

fn differing(one: &[(String, String)], other: &[(String, String)]) -> Vec<Difference> {
    let find =
        |of: &[(String, String)], name: &str| of.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let only_other = other.iter().filter(|(name, _)| find(one, name).is_none());
    let names = one.iter().chain(only_other).map(|(name, _)| name);
    let pairs = names.map(|name| (name, find(one, name), find(other, name)));
    let nothing = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    pairs
        .filter(|(_, one, other)| one != other)
        .map(|(name, one, other)| Difference { what: name.clone(), one: nothing(one), other: nothing(other) })
        .collect()
}

/// For each claim its share of worlds or its effect.
fn figures(run: &KeptRun) -> Result<Vec<(String, String)>, RunsError> {
    let columns = ledger::columns();
    let place = |name: &str| columns.iter().position(|column| column.name == name).unwrap_or_default();
    let wanted = ["claim", "share", "effect"].map(place);
    let mut figures = vec![];
    read_columns(&run.layout.file("ledger.parquet"), &columns, &wanted, |rows| {
        let [claim, share, effect] = rows.columns.as_slice() else { return Ok(()) };
        for ((claim, share), effect) in claim.cells().zip(share.cells()).zip(effect.cells()) {
            let Cell::Text(claim) = claim else { continue };
            let words = match (share, effect) {
                (Cell::Number(share), _) => format!("{:.1} %", share * 100.0),
                (_, Cell::Number(effect)) => format!("{effect:+.4}"),
                _ => "–".to_owned(),
            };
            figures.push((String::from_utf8_lossy(claim).into_owned(), words));
        }
        Ok(())
    })?;
    figures.sort();
    Ok(figures)
}

/// Takes away a run: its own files, and its folder if nothing else lies there.
///
/// # Errors
/// [`RunsError::NoRun`] if there is none, and [`RunsError::Incomplete`] while somebody is at it.
pub fn remove(folder: &Path) -> Result<(), RunsError> {
    if !is_run(folder) {
        return Err(RunsError::NoRun(folder.to_owned()));
    }
    let layout = Layout { folder: folder.to_owned() };
    let locks = fs::read_dir(layout.locks()).into_iter().flatten().flatten();
    let held = locks.map(|entry| try_lock(&entry.path())).collect::<Result<Vec<_>, _>>()?;
    if held.iter().any(Option::is_none) {
        let message = format!("somebody is computing in `{}`\n  help: stop that first", folder.display());
        return Err(RunsError::Incomplete(message));
    }
    // What makes the folder a run goes last, so that this can be taken up again.
    for name in ["chunks", MODEL, "locks"] {
        remove_folder(&layout.file(name))?;
    }
    for name in ["ledger.parquet", "ledger.csv", "bands.parquet", "bands.csv", GATHERED, "README.md", MANIFEST] {
        let path = layout.file(name);
        if path.exists() {
            fs::remove_file(&path).map_err(RunsError::disk("remove", &path))?;
        }
    }
    // Whatever else lies there is not ours.
    let _ = fs::remove_dir(folder);
    Ok(())
}
