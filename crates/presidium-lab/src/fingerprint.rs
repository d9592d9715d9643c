//! Fingerprints: the same for two requests exactly if they must give the same answer.
//!
//! A fingerprint covers all that a figure can depend on: the equations, priors and rules of a model, the scenario, the worlds, the
//! question, and the versions of the language and the engine. It does not cover prose, labels, sources, and the words of claims.

mod equations;

use std::fmt::{self, Debug, Display, Formatter, Write};
use std::str::FromStr;

use presidium_lang::LANGUAGE_VERSION;
use presidium_lang::model::Model;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The first 128 bits of a SHA-256 sum; written as 32 hexadecimal digits.
///
/// # Example
/// ```
/// use presidium_lab::Fingerprint;
/// use presidium_lang::clock::Step;
/// use presidium_lang::model::Model;
/// let model = Model { title: "One".to_owned(), ..Model::default() };
/// let retold = Model { title: "Another".to_owned(), ..Model::default() };
/// assert_eq!(Fingerprint::of_model(&model), Fingerprint::of_model(&retold));
/// let longer = Model { last_step: Step(7), ..Model::default() };
/// assert_ne!(Fingerprint::of_model(&model), Fingerprint::of_model(&longer));
/// assert_eq!(Fingerprint::of_model(&model).to_string().parse(), Ok(Fingerprint::of_model(&model)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Of a model's equations, priors, rules and records, and of the versions of the language and the engine.
    pub fn of_model(model: &Model) -> Fingerprint {
        Fingerprint::of(&(LANGUAGE_VERSION, presidium_engine::VERSION, equations::alone(model)))
    }

    /// Of what worlds are made by: equations, priors and rules, and the versions of the language and the engine. Not of claims, tests,
    /// records, what-ifs, and how long worlds last.
    ///
    /// # Example
    /// ```
    /// use presidium_lab::Fingerprint;
    /// use presidium_lang::clock::Step;
    /// use presidium_lang::model::Model;
    /// let longer = Model { last_step: Step(7), ..Model::default() };
    /// assert_eq!(Fingerprint::of_equations(&Model::default()), Fingerprint::of_equations(&longer));
    /// ```
    pub fn of_equations(model: &Model) -> Fingerprint {
        Fingerprint::of(&(LANGUAGE_VERSION, presidium_engine::VERSION, equations::of_worlds(model)))
    }

    /// Of a value that is written out in full by `Debug`; floating-point numbers are, to the last bit.
    pub(crate) fn of(value: &impl Debug) -> Fingerprint {
        let mut sum = Sum(Sha256::new());
        // The sum takes whatever is written.
        let _ = write!(sum, "{value:?}");
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sum.0.finalize()[..16]);
        Fingerprint(bytes)
    }
}

struct Sum(Sha256);

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Debug for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// A text that is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 32 hexadecimal digits")]
pub struct NoFingerprint;

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Fingerprint, NoFingerprint> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_hex.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        number.map(|number| Fingerprint(number.to_be_bytes())).ok_or(NoFingerprint)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NoFingerprint;

    fn try_from(text: String) -> Result<Fingerprint, NoFingerprint> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> String {
        fingerprint.to_string()
    }
}
