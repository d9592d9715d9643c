//! The checksums of files that belong together. They are written last: files whose sums are there and right are whole.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use presidium_lab::Fingerprint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::disk::{read, write_synced};
use crate::error::RunsError;
use crate::layout::{LAYOUT_VERSION, SUMS};

/// Which worlds some files hold, and what the files must be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    pub layout: u32,
    /// Of the run that they belong to.
    pub run: Fingerprint,
    /// Their worlds, the last one not included.
    pub first_world: u64,
    pub end_world: u64,
    pub files: Vec<FileSum>,
}

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileSum {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Sums {
    /// Of files in a folder that have been written.
    pub fn of(folder: &Path, names: &[String], run: Fingerprint, worlds: [u64; 2]) -> Result<Sums, RunsError> {
        let sum = |name: &String| {
            let (bytes, sha256) = sum_of(&folder.join(name))?;
            Ok(FileSum { name: name.clone(), bytes, sha256 })
        };
        let files = names.iter().map(sum).collect::<Result<_, RunsError>>()?;
        Ok(Sums { layout: LAYOUT_VERSION, run, first_world: worlds[0], end_world: worlds[1], files })
    }

    /// Written as the last file of a folder.
    pub fn write(&self, folder: &Path) -> Result<(), RunsError> {
        write_synced(&folder.join(SUMS), &self.bytes())
    }

    pub fn bytes(&self) -> Vec<u8> {
        // Numbers and texts: there is nothing that could not be written.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Those of a chunk folder; none if there is no such folder, or none that was finished.
    pub fn read(folder: &Path) -> Result<Option<Sums>, RunsError> {
        Sums::read_file(&folder.join(SUMS))
    }

    pub fn read_file(path: &Path) -> Result<Option<Sums>, RunsError> {
        let Some(bytes) = read(path)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| RunsError::damaged(path, error))
    }

    /// What is wrong with a file, if anything is.
    pub fn flaw(&self, folder: &Path) -> Option<String> {
        self.files.iter().find_map(|expected| {
            let name = &expected.name;
            let Ok((bytes, sha256)) = sum_of(&folder.join(name)) else { return Some(format!("{name} is not there")) };
            if bytes != expected.bytes {
                return Some(format!("{name} has {bytes} bytes of {}", expected.bytes));
            }
            (sha256 != expected.sha256).then(|| format!("{name} has been changed"))
        })
    }
}

/// The size of a file and the SHA-256 of its bytes.
fn sum_of(path: &Path) -> Result<(u64, String), RunsError> {
    let error = || RunsError::disk("read", path);
    let mut file = File::open(path).map_err(error())?;
    let (mut sum, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let count = file.read(&mut buffer).map_err(error())?;
        if count == 0 {
            break;
        }
        sum.update(&buffer[..count]);
    }
    let bytes = file.stream_position().map_err(error())?;
    Ok((bytes, hex(&sum.finalize())))
}

/// In hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
