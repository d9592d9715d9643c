//! `presidium why`: the reasons of a value, a vote or an event in one world, as a tree.

use presidium_engine::oracle::{BallotTrace, Choice, DecisionTrace, Explanation, Firing, MemberTrace, Origin};
use presidium_lab::{Account, Reason, Subject, rule_name, variable_name, why};
use presidium_lang::model::{Decision, Model, Rule, RuleId, VariableId};

use crate::arguments::WhyArguments;
use crate::evidence::parameter_words;
use crate::figures::{date, month, month_in_words, number, value};
use crate::json::{Head, document};
use crate::output::{FAINT, HEADING, Output, styled};
use crate::report::heading;
use crate::setup::{Setup, month_of_model, subject};
use crate::stop::Stop;
use crate::why_view::ReasonView;

pub fn run(arguments: &WhyArguments) -> Result<Output, Stop> {
    let setup = Setup::new(&arguments.scenario)?;
    let at = month_of_model(&setup.model, &arguments.at)?;
    let subject = subject(&setup.model, &arguments.what)?;
    let luck = (arguments.seed.seed, arguments.world);
    let reason = why(&setup.model, &setup.scenario, luck, subject, at, arguments.depth)
        .map_err(|failure| Stop::NoWorld(super::world::failure_words(&failure)))?;
    if arguments.json {
        return Ok(Output::ok(json(&setup, luck, &reason)));
    }
    let (seed, world) = luck;
    let subtitle = format!("world {world}, seed {seed}, {}", month_in_words(at));
    let mut teller = Teller { model: &setup.model, text: String::new() };
    teller.tell(&reason, 0);
    Ok(Output::ok(format!("{}{}\n\n{}", heading(&setup), styled(FAINT, &subtitle), teller.text)))
}
