//! From the bytes of a file to a text: the one door through which every file of a model comes in.
//!
//! A model may come from a stranger. So a name leads to a file of the model's own folder or to none, before the
//! [`Sources`] are asked; files are small; and what is no UTF-8 is refused with the name of what it looks like.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::characters::BYTE_ORDER_MARK;
use crate::codes::{self, Code};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::{FILE_BYTES_MAX, MODEL_BYTES_MAX, Sources, Unread};
use crate::span::Span;

/// Reads the files of one model.
pub struct Reader<'a> {
    pub sources: &'a dyn Sources,
    /// Bytes read so far.
    bytes: Cell<usize>,
    asked: RefCell<BTreeSet<String>>,
}

/// Why there is no text; it has no place yet.
#[derive(Clone, Debug)]
pub struct Fault {
    code: &'static Code,
    message: String,
    help: Option<String>,
}

impl Fault {
    /// The complaint at a place.
    pub fn at(self, span: Span) -> Diagnostic {
        Diagnostic::error(self.code, span, self.message).help_if(self.help)
    }

    /// The same where nothing asked for the file.
    pub fn warning_at(self, span: Span) -> Diagnostic {
        Diagnostic::warning(&codes::NOT_READ, span, self.message).help_if(self.help)
    }

    /// A file that a model may not read, or cannot.
    pub fn of(file: &str, unread: Unread) -> Fault {
        let what = if file.ends_with('/') { "folder" } else { "file" };
        let message = |fails| format!("the {what} `{file}` {fails}: {unread}");
        match &unread {
            Unread::Missing | Unread::Failed(_) => {
                Fault { code: &codes::UNREADABLE, message: message("cannot be read"), help: None }
            }
            Unread::Refused { help, .. } => {
                Fault { code: &codes::REFUSED, message: message("is not read"), help: Some(help.clone()) }
            }
        }
    }
}

impl<'a> Reader<'a> {
    pub fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, bytes: Cell::new(0), asked: RefCell::default() }
    }

    /// The folder has something of this name, whether or not it can be read.
    pub fn holds(&self, name: &str) -> bool {
        self.sources.files().iter().any(|file| file == name)
            || self.sources.refused().iter().any(|(refused, _)| refused == name)
    }

    /// Somebody has tried to read this file, or one in this folder.
    pub fn was_asked_for(&self, name: &str) -> bool {
        let folder = format!("{}/", name.trim_end_matches('/'));
        self.asked.borrow().iter().any(|asked| asked == name || asked.starts_with(&folder))
    }

    /// The text of a file, without its byte-order mark.
    pub fn text(&self, file: &str) -> Result<String, Fault> {
        let bytes = inside(file).and_then(|name| self.bytes(&name)).map_err(|unread| self.fault(file, unread))?;
        let mut text = decode(bytes).map_err(|NotText { reason, help }| Fault {
            code: &codes::ENCODING,
            message: format!("the file `{file}` is not UTF-8 text: {reason}"),
            help: Some(help),
        })?;
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Ok(text)
    }

    /// With a guess at the file that was meant.
    fn fault(&self, file: &str, unread: Unread) -> Fault {
        let help = match unread {
            Unread::Missing => did_you_mean(file, self.sources.files().iter().map(String::as_str)),
            _ => None,
        };
        let fault = Fault::of(file, unread);
        Fault { help: fault.help.or(help), ..fault }
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Unread> {
        self.asked.borrow_mut().insert(name.to_owned());
        let bytes = self.sources.read(name)?;
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Unread::too_large());
        }
        self.bytes.set(self.bytes.get() + bytes.len());
        match self.bytes.get() <= MODEL_BYTES_MAX {
            true => Ok(bytes),
            false => {
                let reason = format!("with it the files of the model are larger than {} MiB", MODEL_BYTES_MAX >> 20);
                Err(Unread::refused(reason, "leave out what the model does not need"))
            }
        }
    }
}

/// The name of a file in the form in which [`Sources`] know it, unless it could lead out of the folder.
fn inside(file: &str) -> Result<String, Unread> {
    let parts: Vec<&str> = file.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let drive = file.as_bytes().get(1) == Some(&b':') && file.starts_with(|c: char| c.is_ascii_alphabetic());
    let reason = match file {
        _ if file.starts_with(['/', '\\']) || drive => "its name leads out of the model's folder",
        _ if parts.contains(&"..") => "its name leads out of a folder with `..`",
        _ if file.contains('\\') => "its name has a `\\`; between folders stands `/`",
        _ => return Ok(parts.join("/")),
    };
    let help = "put the file into the model's folder, and name it by its path there, such as `data/people.csv`";
    Err(Unread::refused(reason, help))
}

/// What bytes that are no UTF-8 look like, and how to mend them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotText {
    /// A sentence without a full stop.
    pub reason: String,
    /// The same.
    pub help: String,
}

/// The text in UTF-8 bytes, with a byte-order mark if it has one.
///
/// # Errors
/// What the bytes look like instead.
///
/// ```
/// use presidium_lang::decode;
/// assert_eq!(decode("café".into()).unwrap(), "café");
/// assert!(decode(b"caf\xe9".to_vec()).is_err());
/// ```
pub fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    if let Some((name, known_as)) = wide_encoding(&bytes) {
        return Err(NotText { reason: format!("it looks like {name}"), help: converted_from(known_as) });
    }
    String::from_utf8(bytes).map_err(|error| {
        let (good, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let line = bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
        let latin = "it looks like Latin-1, or another encoding with one byte for each letter";
        match bytes.contains(&0) {
            true => NotText { reason: "it holds no text".to_owned(), help: "name a text file".to_owned() },
            false => NotText { reason: format!("{latin}, from line {line} on"), help: converted_from("LATIN1") },
        }
    })
}

fn converted_from(encoding: &str) -> String {
    format!("save it as UTF-8, in an editor or with `iconv -f {encoding} -t UTF-8 OLD > NEW`")
}

/// An encoding of two or four bytes for each letter, told by its mark or by the zeros between letters; and the name by
/// which `iconv` knows it.
fn wide_encoding(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const UTF_32: (&str, &str) = ("UTF-32", "UTF-32");
    const LITTLE: (&str, &str) = ("UTF-16 (little-endian)", "UTF-16LE");
    const BIG: (&str, &str) = ("UTF-16 (big-endian)", "UTF-16BE");
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some(UTF_32),
        [0xff, 0xfe, ..] => return Some(LITTLE),
        [0xfe, 0xff, ..] => return Some(BIG),
        _ => {}
    }
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let most = bytes.len() / 4;
    match (zeros(0), zeros(1)) {
        (0, second) if second > most => Some(LITTLE),
        (first, 0) if first > most => Some(BIG),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, inside};

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        for name in ["/etc/passwd", "../a.csv", "a/../../b.csv", "C:a.csv", "c:\\a.csv", "\\\\server\\a", "a\\b.csv"] {
            assert!(inside(name).is_err(), "{name}");
        }
    }

    #[test]
    fn names_within_the_folder_have_one_form() {
        for name in ["data/a.csv", "./data/a.csv", "data//a.csv", "data/./a.csv"] {
            assert_eq!(inside(name).as_deref(), Ok("data/a.csv"), "{name}");
        }
        assert!(inside("a..b/c...csv").is_ok());
    }

    #[test]
    fn encodings_are_told_apart() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let found = |bytes: Vec<u8>| decode(bytes).expect_err("not UTF-8").reason;
        assert!(found(wide("\u{feff}id,born", u16::to_le_bytes)).contains("UTF-16 (little"));
        assert!(found(wide("id,born", u16::to_le_bytes)).contains("UTF-16 (little"));
        assert!(found(wide("\u{feff}id,born", u16::to_be_bytes)).contains("UTF-16 (big"));
        assert!(found(b"id\nMi\xe9ville".to_vec()).contains("Latin-1"));
        assert!(found(b"id\nMi\xe9ville".to_vec()).contains("line 2"));
        assert!(found(b"\x89PNG\0\0\0\x0d".to_vec()).contains("no text"));
        assert_eq!(decode(b"\xef\xbb\xbfid".to_vec()).as_deref(), Ok("\u{feff}id"));
    }
}
