//! `presidium discover`: where among the parameters something is common.

use presidium_lab::{Answer, Discovery, DiscoveryQuestion, FoundBox, Request};
use presidium_query::discoveries::{answer as answer_words, box_sentence, ranks_words, restriction_words};
use presidium_query::figures::{count, per_cent, share_interval};
use presidium_query::targets::{mean_sentence, parameter_words, target_name, target_title, truth, void_sentence};
use presidium_query::views::{self, json_text};
use presidium_query::{Study, ledger_worlds};

use crate::arguments::DiscoverArguments;
use crate::output::{FAINT, HEADING, Output, UNCLEAR, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, table, wrap};

pub fn run(arguments: &DiscoverArguments) -> Result<Output, Stop> {
    can_be_drawn(&arguments.chart)?;
    let options = &arguments.options;
    let mut setup = Setup::choosing(&options.scenario, &options.condition, options.luck.threads())?;
    let of = truth(&mut setup.study, &arguments.of)?;
    let (study, model) = (&setup.study, &setup.study.model);
    let worlds = options.worlds.unwrap_or(ledger_worlds(model));
    let request = setup.request(DiscoveryQuestion { of }, options.luck.seed.of(model), worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    no_world(model, answer.report.worlds, &answer.report.failures)?;
    let left = left_note(study, answer.report.left)?;
    draw(&arguments.chart, || presidium_charts::discovery(study, &request, &answer))?;
    let text = match options.json {
        true => json_text(&views::discovery(study, &request, &answer)),
        false => text(study, &request, &answer, &left),
    };
    Ok(Output::of(&answer, text))
}

fn text(study: &Study, request: &Request<DiscoveryQuestion>, answer: &Answer<Discovery>, left: &str) -> String {
    let (model, of, found) = (&study.model, &request.question.of, &answer.report);
    let name = target_name(model, of);
    let mut text = heading_of_run(study, request, answer) + left;
    text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, of, found), 0)));
    let title = target_title(model, of);
    text += &format!("\n{}\n", wrap(&format!("{title} {}", mean_sentence(model, of, &found.all.wilson())), 0));
    if let Some(why) = found.void {
        text += &format!("{}\n", styled(UNCLEAR, &wrap(void_sentence(why), 0)));
    }
    for (place, of_box) in found.boxes.iter().enumerate() {
        text += &box_text(study, (place, &name), of_box);
    }
    let how = format!(
        "Found with every other world, among the {} of {} numbers that explain most in these, and told of the other worlds.",
        count(found.screened as u64),
        count(found.numbers as u64)
    );
    text += &format!("\n{}\n", styled(FAINT, &wrap(&how, 0)));
    if found.missing > 0 {
        let words = format!("In {} worlds it is missing; they are in no figure.", count(found.missing));
        text += &format!("\n{}\n", wrap(&words, 0));
    }
    text += &failures_note(model, &found.failures);
    text + &closing_note()
}

/// The figures of a box, and its ends; in words too if it is not the first, which the answer has told.
fn box_text(study: &Study, (place, name): (usize, &str), of: &FoundBox) -> String {
    let model = &study.model;
    let title = match place {
        0 => "The box".to_owned(),
        _ => format!("In what is left: {}", box_sentence(model, name, of)),
    };
    let (inside, coverage) = (of.inside.wilson(), of.coverage.wilson());
    let figures = [
        ("density", inside, format!("of {} worlds in the box", count(of.inside.worlds))),
        ("coverage", coverage, format!("of {} worlds in which it holds", count(of.coverage.worlds))),
    ];
    let figures =
        figures.map(|(what, share, words)| vec![what.to_owned(), per_cent(share.value), share_interval(&share), words]);
    let right = Align::Right;
    let figures = table(&figures, &[Align::Left, right, right, Align::Left], 2);
    let ends: Vec<Vec<String>> = of
        .restrictions
        .iter()
        .map(|end| {
            let quasi_p = if end.quasi_p < 0.001 { "< 0.001".to_owned() } else { format!("{:.3}", end.quasi_p) };
            let words = parameter_words(model, end.variable).to_owned();
            vec![restriction_words(model, end), ranks_words(end), quasi_p, words]
        })
        .collect();
    let ends = headed(&["", "of its values", "quasi-p", ""], &ends, &[Align::Left, Align::Left, right, Align::Left], 2);
    format!("\n{}\n{figures}{ends}", wrap(&title, 0))
}
