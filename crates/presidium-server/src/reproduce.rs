//! `POST /reproduce`: the same question for a terminal, for the text of a model, and as JSON.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use presidium_lang::model::Model;
use presidium_query::{Inquiry, Question, seed, spelt};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::body::Body;
use crate::one::{blocking, json};
use crate::refusal::Refusal;

/// What is to be reproduced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reproduced {
    inquiry: Inquiry,
}

/// The same question three times.
#[derive(Serialize)]
struct Reproduction {
    /// For a terminal; none for what no command asks.
    command: Option<String>,
    /// The changes as a what-if of a model; empty if nothing is changed.
    model_text: String,
    /// With all that was left to be usual.
    json: Inquiry,
}

/// `POST /reproduce`
pub async fn reproduce(State(app): State<Arc<App>>, Body(asked): Body<Reproduced>) -> Result<Response, Refusal> {
    blocking(app, move |app, _| {
        let served = app.served();
        let (laboratory, extended) = served.extended(&asked.inquiry)?;
        let model = laboratory.model();
        // Words that cannot be asked cannot be asked elsewhere.
        asked.inquiry.read_in(model, extended)?;
        let worlds = Some(asked.inquiry.worlds(model));
        let inquiry = Inquiry { seed: asked.inquiry.seed.or(Some(seed(model))), worlds, ..asked.inquiry };
        let command = command(&inquiry, app.origin.name.as_deref());
        Ok(json(&Reproduction { command, model_text: model_text(model, &inquiry)?, json: inquiry }))
    })
    .await
}

/// The command line; none for ways to run a model that have no flag.
fn command(inquiry: &Inquiry, model: Option<&str>) -> Option<String> {
    let mut words = vec!["presidium".to_owned()];
    let flag = |words: &mut Vec<String>, name: &str, value: &str| words.extend([format!("--{name}"), quoted(value)]);
    match &inquiry.question {
        Question::Ledger { claims, show, cause_worlds } => {
            words.push(if claims.is_empty() { "run" } else { "ledger" }.to_owned());
            claims.iter().for_each(|claim| flag(&mut words, "claim", claim));
            show.iter().filter(|_| claims.is_empty()).for_each(|seen| flag(&mut words, "show", seen));
            flag(&mut words, "cause-worlds", &cause_worlds.to_string());
        }
        Question::WhatIf { change, claims, show, .. } => {
            words.push("what-if".to_owned());
            words.extend(spelt(change).iter().map(|change| quoted(change)));
            claims.iter().for_each(|claim| flag(&mut words, "claim", claim));
            show.iter().for_each(|seen| flag(&mut words, "show", seen));
        }
        Question::Bands { variables, change } => {
            words.push("bands".to_owned());
            words.extend(variables.iter().map(|variable| quoted(variable)));
            spelt(change).iter().for_each(|change| flag(&mut words, "what-if", change));
        }
        Question::Drivers { of, flip_worlds } => {
            words.extend(["drivers".to_owned(), quoted(of)]);
            flag(&mut words, "flip", &flip_worlds.to_string());
        }
        Question::Discover { of } => words.extend(["discover".to_owned(), quoted(of)]),
        Question::Tipping { of, parameter, range, points, threshold } => {
            words.extend(["tipping".to_owned(), quoted(of), quoted(parameter)]);
            for ([low, high], name) in range.iter().flat_map(|range| [(range, "from"), (range, "to")]) {
                flag(&mut words, name, if name == "from" { low } else { high });
            }
            flag(&mut words, "points", &points.to_string());
            threshold.iter().for_each(|threshold| flag(&mut words, "threshold", &threshold.to_string()));
        }
        Question::Luck { of, times } => {
            words.extend(["luck".to_owned(), quoted(of)]);
            flag(&mut words, "times", &times.to_string());
        }
        Question::Deal { deals, claims } => {
            words.extend(deal_words(deals)?);
            claims.iter().for_each(|claim| flag(&mut words, "claim", claim));
        }
        Question::Skill { split } | Question::Chronicle { split } | Question::Targets { split } => {
            words.extend(["validate".to_owned(), inquiry.question.name().to_owned()]);
            split.iter().for_each(|split| flag(&mut words, "split", split));
        }
        Question::Tests {} => words.extend(["validate".to_owned(), "tests".to_owned()]),
        Question::Ablation { systems, claims, cause_worlds } if systems.is_empty() => {
            words.extend(["validate".to_owned(), "ablation".to_owned()]);
            claims.iter().for_each(|claim| flag(&mut words, "claim", claim));
            flag(&mut words, "cause-worlds", &cause_worlds.to_string());
        }
        Question::Nulls { claims, cause_worlds } if claims.is_empty() => {
            words.extend(["validate".to_owned(), "nulls".to_owned()]);
            flag(&mut words, "cause-worlds", &cause_worlds.to_string());
        }
        Question::Priors { factor, claims, cause_worlds } if claims.is_empty() => {
            words.extend(["validate".to_owned(), "priors".to_owned()]);
            flag(&mut words, "widen", &factor.to_string());
            flag(&mut words, "cause-worlds", &cause_worlds.to_string());
        }
        // The command asks these of all systems and all claims only.
        Question::Ablation { .. } | Question::Nulls { .. } | Question::Priors { .. } => return None,
    }
    for change in spelt(&inquiry.scenario) {
        let (name, value) = scenario_flag(&change)?;
        flag(&mut words, name, &value);
    }
    inquiry.condition.iter().for_each(|condition| flag(&mut words, "where", condition));
    inquiry.until.iter().for_each(|until| flag(&mut words, "until", until));
    inquiry.worlds.iter().for_each(|worlds| flag(&mut words, "worlds", &worlds.to_string()));
    inquiry.seed.iter().for_each(|seed| flag(&mut words, "seed", &seed.to_string()));
    model.iter().for_each(|model| flag(&mut words, "model", model));
    Some(words.join(" "))
}

/// The command that deals the same; none for several deals, whose seeds a command counts by itself.
fn deal_words(deals: &[String]) -> Option<[String; 3]> {
    let [only] = deals else { return None };
    let words: Vec<&str> = only.split_whitespace().collect();
    match words.as_slice() {
        ["exchange", one, "and", other] => Some(["swap".to_owned(), quoted(one), quoted(other)]),
        _ => None,
    }
}

/// The flag that says the same as a change.
fn scenario_flag(change: &str) -> Option<(&'static str, String)> {
    let (first, rest) = change.split_once(char::is_whitespace).unwrap_or((change, ""));
    let rest = rest.trim();
    match first {
        "set" => Some(("set", rest.to_owned())),
        "reading" => {
            rest.split_once(char::is_whitespace).map(|(of, name)| ("reading", format!("{of}={}", name.trim())))
        }
        "follow" => Some(("follow", rest.to_owned())),
        "decide" | "widen" | "redraw" | "exchange" | "shuffle" => None,
        _ => Some(("given", change.to_owned())),
    }
}

/// An argument as it is typed in a shell.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:".contains(c);
    match argument {
        plain if !plain.is_empty() && plain.chars().all(is_plain) => plain.to_owned(),
        other if other.contains(['"', '$', '`', '\\', '!']) => format!("'{}'", other.replace('\'', r"'\''")),
        other => format!("\"{other}\""),
    }
}

/// What is changed, as a what-if of a model.
fn model_text(model: &Model, inquiry: &Inquiry) -> Result<String, Refusal> {
    let change = match &inquiry.question {
        Question::WhatIf { change, .. } | Question::Bands { change, .. } => change.as_str(),
        _ => "",
    };
    let changes = [inquiry.scenario.as_str(), change].into_iter().map(|words| presidium_query::scenario(model, words));
    let changes = changes.collect::<Result<Vec<_>, _>>()?;
    let lines =
        changes.iter().flat_map(|scenario| &scenario.changes).map(|change| format!("    {}\n", change.to_text(model)));
    let lines: String = lines.collect();
    Ok(if lines.is_empty() { lines } else { format!("what if my_change \"My change\"\n{lines}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> Option<String> {
        command(&serde_json::from_str(json).expect("an inquiry"), Some("m"))
    }

    #[test]
    fn a_question_is_a_command_line() {
        let what_if = r#"{"ask": "what-if", "change": "pin report to silent; no_plots", "scenario": "set a = 3 1/year; reading b memoirs; follow record",
            "where": "at(c, 1953-06) > 3", "worlds": 64, "seed": 7, "show": ["c at 1953-06"]}"#;
        let expected = "presidium what-if \"pin report to silent\" no_plots --show \"c at 1953-06\" --set \"a = 3 1/year\" \
                        --reading b=memoirs --follow record --where \"at(c, 1953-06) > 3\" --worlds 64 --seed 7 --model m";
        assert_eq!(told(what_if).as_deref(), Some(expected));
        assert_eq!(told(r#"{"ask": "tests", "scenario": "decide by lot"}"#), None);
        let priors = told(r#"{"ask": "priors", "factor": 3, "cause_worlds": 20}"#);
        assert_eq!(priors.as_deref(), Some("presidium validate priors --widen 3 --cause-worlds 20 --model m"));
        let targets = told(r#"{"ask": "targets", "split": "1955-12"}"#);
        assert_eq!(targets.as_deref(), Some("presidium validate targets --split 1955-12 --model m"));
        assert_eq!(told(r#"{"ask": "nulls", "claims": ["A1"]}"#), None);
    }

    #[test]
    fn nothing_is_expanded_by_a_shell() {
        assert_eq!(quoted("a $(b) 'c'"), r"'a $(b) '\''c'\'''");
    }
}
