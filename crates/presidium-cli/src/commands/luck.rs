//! `presidium luck`: how much of what differs between worlds is luck.

use presidium_lab::LuckQuestion;
use presidium_query::lucks::{answer as answer_words, how_sentence};
use presidium_query::targets::{mean_sentence, target, target_title, void_sentence};
use presidium_query::views::{self, json_text};

use crate::arguments::LuckCommandArguments;
use crate::output::{FAINT, HEADING, Output, UNCLEAR, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::wrap;

pub fn run(arguments: &LuckCommandArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let mut setup = Setup::choosing(&arguments.scenario, &arguments.condition, arguments.luck.threads())?;
    let of = target(&mut setup.study, &arguments.of)?;
    let (study, model) = (&setup.study, &setup.study.model);
    let question = LuckQuestion { of, times: arguments.times };
    let request = setup.request(question, arguments.luck.seed.of(model), arguments.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let (of, found) = (&request.question.of, &answer.report);
    no_world(model, found.worlds, &found.failures)?;
    let left = left_note(study, found.left)?;
    draw(&arguments.chart, || presidium_charts::luck(study, &request, &answer))?;
    if arguments.json {
        return Ok(Output::of(&answer, json_text(&views::luck(study, &request, &answer))));
    }
    let mut text = heading_of_run(study, &request, &answer) + &left;
    text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, of, found), 0)));
    let title = target_title(model, of);
    text += &format!("\n{}\n", wrap(&format!("{title} {}", mean_sentence(model, of, &found.mean)), 0));
    if let Some(why) = found.void {
        text += &format!("{}\n", styled(UNCLEAR, &wrap(void_sentence(why), 0)));
    }
    text += &format!("\n{}\n", styled(FAINT, &wrap(&how_sentence(found), 0)));
    text += &failures_note(model, &found.failures);
    Ok(Output::of(&answer, text + &closing_note()))
}
