//! Files that are there whole or not at all: written aside, forced to the disk, then renamed.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::RunsError;

/// Held until it is dropped, or until its process ends in whatever way: locks are the system's, and leave nothing behind.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Waits until nobody else holds the lock.
pub fn lock(path: &Path) -> Result<Lock, RunsError> {
    let file = lock_file(path)?;
    file.lock().map_err(RunsError::disk("lock", path))?;
    Ok(Lock { _file: file })
}

/// The lock, unless somebody else holds it.
pub fn try_lock(path: &Path) -> Result<Option<Lock>, RunsError> {
    let file = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(RunsError::disk("lock", path)(error)),
    }
}

fn lock_file(path: &Path) -> Result<File, RunsError> {
    path.parent().map_or(Ok(()), make_folder)?;
    let options = File::options().create(true).truncate(false).write(true).open(path);
    options.map_err(RunsError::disk("write", path))
}

/// Makes a folder, and those around it.
pub fn make_folder(path: &Path) -> Result<(), RunsError> {
    fs::create_dir_all(path).map_err(RunsError::disk("make", path))
}

/// Writes a file whole, or leaves what was there before.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), RunsError> {
    let aside = beside(path, &format!("{}.new", std::process::id()));
    let written = write_synced(&aside, bytes).and_then(|()| place(&aside, path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written
}

/// Writes a file that nobody looks at yet.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), RunsError> {
    let mut file = File::create(path).map_err(RunsError::disk("write", path))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(RunsError::disk("write", path))
}

/// Renames, and forces the names of the folder to the disk.
pub fn place(from: &Path, to: &Path) -> Result<(), RunsError> {
    fs::rename(from, to).map_err(RunsError::disk("write", to))?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Forces the names in a folder to the disk, where the system can.
pub fn sync_folder(path: &Path) -> Result<(), RunsError> {
    if cfg!(unix) {
        let synced = File::open(path).and_then(|folder| folder.sync_all());
        synced.map_err(RunsError::disk("write", path))?;
    }
    Ok(())
}

/// Reads a file; none if it is not there.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, RunsError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RunsError::disk("read", path)(error)),
    }
}

/// Takes a folder away that may not be there.
pub fn remove_folder(path: &Path) -> Result<(), RunsError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(RunsError::disk("remove", path)(error)),
        _ => Ok(()),
    }
}

/// A hidden name beside a file.
fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{what}"))
}

/// Files that killed processes have left at the top of a folder.
pub fn remove_unplaced(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let left = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with('.') && name.ends_with(".new")
    });
    left.for_each(|entry| drop(fs::remove_file(entry.path())));
}
