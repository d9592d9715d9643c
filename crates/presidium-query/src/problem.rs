//! What is wrong with the words of a question.

use presidium_lang::Report;
use presidium_lang::clock::Step;
use presidium_lang::diagnostic::did_you_mean;
use presidium_lang::model::Model;

/// Why words are no question to a model. Its text says what is wrong and, where something helps, how to mend it. Each
/// surface adds by which flag or button that is done.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The words ask for what the model does not have, or for what cannot be.
    #[error("{message}{}", help_line(.help))]
    Refused {
        /// What is wrong.
        message: String,
        /// What would be right.
        help: Option<String>,
    },
    /// Words of the language are wrong.
    #[error("{}", .0.render())]
    Diagnosed(Box<Report>),
    /// A month lies beyond the last one of the run.
    #[error("{message}")]
    BeyondTheEnd {
        /// What is wrong.
        message: String,
        /// The month to which the run can be carried on, if that helps.
        until: Option<String>,
    },
    /// A parameter is given two values.
    #[error("`{name}` is changed twice")]
    ChangedTwice {
        /// The name of the parameter.
        name: String,
        /// The reading that is chosen for it.
        reading: String,
        /// The other reading that is chosen, or none if its value is set.
        other: Option<String>,
    },
    /// Bands are asked of a date.
    #[error("bands are of quantities, truths, elements and what rules do, and `{name}` is a date")]
    NoBands {
        /// The name of the variable, with its element.
        name: String,
        /// A month in which it can be looked at.
        month: String,
    },
    /// The record is split at a month, up to which forecasts may have seen it; the model names none.
    #[error("the model does not say up to when forecasts may have seen the record")]
    NoSplit {
        /// A month that would do.
        example: String,
    },
}

fn help_line(help: &Option<String>) -> String {
    help.as_ref().map_or_else(String::new, |help| format!("\n  help: {help}"))
}

impl Problem {
    pub(crate) fn refused(message: impl Into<String>) -> Problem {
        Problem::Refused { message: message.into(), help: None }
    }

    pub(crate) fn helped(message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::Refused { message: message.into(), help: Some(help.into()) }
    }

    /// An unknown name, with the nearest known one.
    pub(crate) fn unknown<'a>(message: String, word: &str, known: impl IntoIterator<Item = &'a str>) -> Problem {
        Problem::Refused { message, help: did_you_mean(word, known) }
    }

    /// A month outside of the run.
    pub(crate) fn outside(model: &Model, found: Step, text: &str) -> Problem {
        let (first, last) = (model.clock.text(model.first_step), model.clock.seen_text(model.last_step));
        let is_reachable = (model.last_step + 1..=model.until_step).contains(&found);
        Problem::BeyondTheEnd {
            message: format!("{text} is outside the model, which runs from {first} to {last}"),
            until: is_reachable.then(|| model.clock.seen_text(model.until_step)),
        }
    }
}
