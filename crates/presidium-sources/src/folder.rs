//! A model in a folder on disk.
//!
//! The folder is opened once and stays open. Every name is looked up beneath it by the system itself (`cap-std`, which
//! asks Linux for `openat2` with `RESOLVE_BENEATH` and walks the path by hand elsewhere), so that no link leads out of
//! it, even one that is put there while the model is read. A file is opened without waiting, which a pipe would make
//! one do, and its kind is that of what was opened. Links are followed if they stay inside and end at a file.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use cap_fs_ext::OpenOptionsSyncExt;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType, OpenOptions};
use presidium_lang::{FILE_BYTES_MAX, FILES_MAX, Sources, Unread, visible};

const COPY: &str = "put a copy of the file in its place";

/// The files of a folder and of the folders in it.
///
/// Files and folders whose names start with a dot belong to other programs, and count as absent.
///
/// # Example
/// ```no_run
/// let sources = presidium_sources::FolderSources::open("models/tutorial/quarrel".as_ref())?;
/// match presidium_lang::load(&sources) {
///     Ok(loaded) => println!("{} is sound", loaded.model.title),
///     Err(report) => println!("{report}"),
/// }
/// # Ok::<(), presidium_sources::OpenError>(())
/// ```
pub struct FolderSources {
    name: String,
    folder: Dir,
    entries: BTreeMap<String, Entry>,
}

/// What a name in the folder leads to; folders that are walked through are none.
#[derive(Clone, Debug)]
enum Entry {
    File,
    Refused(Unread),
}

/// A folder that cannot be read as a model; says which and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(String);

impl FolderSources {
    /// Opens a folder and lists what is in it.
    ///
    /// # Errors
    /// If it is no folder, if it or a folder in it cannot be read, or if there is too much in it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let shown = path.display().to_string();
        let failed = |error: io::Error| OpenError(format!("the folder `{}` cannot be read: {error}", visible(&shown)));
        let folder = Dir::open_ambient_dir(path, ambient_authority()).map_err(failed)?;
        let path = path.canonicalize().map_err(failed)?;
        let name = path.file_name().map_or("model".into(), |name| name.to_string_lossy());
        let entries = entries(&folder, &shown)?;
        Ok(Self { name: visible(&name).into_owned(), folder, entries })
    }

    /// Why a name leads to no file: it may lead through what is refused, or to a folder.
    fn why_absent(&self, file: &str) -> Unread {
        let folders = file.match_indices('/').flat_map(|(end, _)| [&file[..end], &file[..=end]]);
        if let Some(Entry::Refused(unread)) = folders.filter_map(|folder| self.entries.get(folder)).next() {
            return unread.clone();
        }
        let inside = format!("{file}/");
        if self.entries.keys().any(|name| name.starts_with(&inside)) {
            return Unread::refused("it is a folder", "name a file in it");
        }
        match file.split('/').any(|part| part.starts_with('.')) {
            true => Unread::refused("names with a dot in front do not belong to a model", "rename it"),
            false => Unread::Missing,
        }
    }
}

impl Sources for FolderSources {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn files(&self) -> Vec<String> {
        let files = self.entries.iter().filter(|(_, entry)| matches!(entry, Entry::File));
        files.map(|(name, _)| name.clone()).collect()
    }

    fn refused(&self) -> Vec<(String, Unread)> {
        let unread = |(name, entry): (&String, &Entry)| match entry {
            Entry::File => None,
            Entry::Refused(unread) => Some((name.clone(), unread.clone())),
        };
        self.entries.iter().filter_map(unread).collect()
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, Unread> {
        match self.entries.get(file) {
            Some(Entry::File) => contents(&self.folder, file),
            Some(Entry::Refused(unread)) => Err(unread.clone()),
            None => Err(self.why_absent(file)),
        }
    }
}

/// The bytes of one file on disk, by the rules that hold for the files of a model in its folder.
///
/// # Errors
/// Why it is not read.
///
/// # Example
/// ```
/// use presidium_lang::Unread;
/// assert_eq!(presidium_sources::read_file("no such file".as_ref()), Err(Unread::Missing));
/// ```
pub fn read_file(path: &Path) -> Result<Vec<u8>, Unread> {
    let name = path.file_name().ok_or(Unread::Missing)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| unread(&error))?;
    contents(&folder, name)
}

/// What can be opened in one moment may be something else in the next, so what is read is asked what it is.
fn contents(folder: &Dir, file: impl AsRef<Path>) -> Result<Vec<u8>, Unread> {
    let kind = folder.metadata(&file).map_err(|error| unread(&error))?.file_type();
    special(kind).map_or(Ok(()), Err)?;
    let opened =
        folder.open_with(file, OpenOptions::new().read(true).nonblock(true)).map_err(|error| unread(&error))?;
    let metadata = opened.metadata().map_err(|error| unread(&error))?;
    special(metadata.file_type()).map_or(Ok(()), Err)?;
    if metadata.len() > FILE_BYTES_MAX as u64 {
        return Err(Unread::too_large());
    }
    let mut bytes = vec![];
    opened.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
    if bytes.len() > FILE_BYTES_MAX { Err(Unread::too_large()) } else { Ok(bytes) }
}

/// All that lies in a folder and the folders in it, by name; what is refused by a name that can be shown.
fn entries(folder: &Dir, shown: &str) -> Result<BTreeMap<String, Entry>, OpenError> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![String::new()];
    let mut count = 0;
    while let Some(prefix) = waiting.pop() {
        let failed = |error: io::Error| {
            let place = Path::new(shown).join(&prefix).display().to_string();
            OpenError(format!("the folder `{}` cannot be read: {error}", visible(&place)))
        };
        for entry in folder.read_dir(if prefix.is_empty() { "." } else { &prefix }).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            count += 1;
            if count > FILES_MAX {
                return Err(too_many(shown));
            }
            let path = format!("{prefix}{}", name.to_string_lossy());
            match name.to_str().filter(|name| visible(name) == *name) {
                None => _ = found.insert(visible(&path).into_owned(), Entry::Refused(misnamed())),
                Some(_) => match classified(folder, &path, entry.file_type().map_err(failed)?) {
                    Found::Folder => waiting.push(path + "/"),
                    Found::FolderLink(unread) => _ = found.insert(path + "/", Entry::Refused(unread)),
                    Found::Entry(entry) => _ = found.insert(path, entry),
                },
            }
        }
    }
    Ok(found)
}

fn too_many(shown: &str) -> OpenError {
    let help = "give the model a folder of its own";
    OpenError(format!("the folder `{}` holds more than {FILES_MAX} files\n  help: {help}", visible(shown)))
}

fn misnamed() -> Unread {
    Unread::refused("its name holds characters that cannot be shown", "rename it")
}

enum Found {
    Folder,
    FolderLink(Unread),
    Entry(Entry),
}

fn classified(folder: &Dir, path: &str, kind: FileType) -> Found {
    if kind.is_dir() {
        return Found::Folder;
    }
    if !kind.is_symlink() {
        return Found::Entry(special(kind).map_or(Entry::File, Entry::Refused));
    }
    match folder.metadata(path) {
        Ok(target) if target.is_dir() => {
            let help = "put the folder itself in its place";
            Found::FolderLink(Unread::refused("it is a link to a folder, and those are not followed", help))
        }
        Ok(target) => Found::Entry(special(target.file_type()).map_or(Entry::File, Entry::Refused)),
        Err(error) => Found::Entry(Entry::Refused(match unread(&error) {
            Unread::Missing => Unread::refused("it is a link to a file that does not exist", COPY),
            other => other,
        })),
    }
}

/// Refuses everything that is no regular file.
fn special(kind: FileType) -> Option<Unread> {
    let help = "a model consists of regular files; remove this one";
    (!kind.is_file()).then(|| Unread::refused(format!("it is {}", name_of(kind)), help))
}

#[cfg(unix)]
fn name_of(kind: FileType) -> &'static str {
    use cap_std::fs::FileTypeExt;
    match kind {
        _ if kind.is_dir() => "a folder",
        _ if kind.is_fifo() => "a named pipe",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "no regular file",
    }
}

#[cfg(not(unix))]
fn name_of(kind: FileType) -> &'static str {
    if kind.is_dir() { "a folder" } else { "no regular file" }
}

/// An error that the system did not raise is raised by `cap-std`, where a link leads out of the folder.
fn unread(error: &io::Error) -> Unread {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => Unread::Missing,
        (ErrorKind::PermissionDenied, None) => Unread::refused("it is a link that leads out of its folder", COPY),
        _ => Unread::Failed(error.to_string()),
    }
}
