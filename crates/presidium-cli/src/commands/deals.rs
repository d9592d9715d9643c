//! `presidium swap` and `presidium shuffle`: what hangs on who people were.

use presidium_lab::{Answer, DealQuestion, Dealt, DealtClaim, Request, outcome_type};
use presidium_query::Study;
use presidium_query::claims_named;
use presidium_query::deals::{answer as answer_words, attributes_sentence, by_index, exchange, shuffles};
use presidium_query::figures::{count, effect_interval, effect_mean, effect_value, per_cent, share_interval};
use presidium_query::views::{self, json_text};

use crate::arguments::{DealOptions, ShuffleArguments, SwapArguments};
use crate::output::{FAINT, HEADING, Output, styled};
use crate::picture::{can_be_drawn, draw};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, left_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, width, wrap};
use presidium_lang::model::{Deal, Model};
use presidium_query::Problem;

pub fn swap(arguments: &SwapArguments) -> Result<Output, Stop> {
    run(&arguments.options, |model, _| Ok(vec![exchange(model, &arguments.one, &arguments.other)?]))
}

pub fn shuffle(arguments: &ShuffleArguments) -> Result<Output, Stop> {
    run(&arguments.options, |model, seed| shuffles(model, &arguments.attribute, arguments.times, seed))
}

fn run(options: &DealOptions, deals: impl Fn(&Model, u64) -> Result<Vec<Deal>, Problem>) -> Result<Output, Stop> {
    can_be_drawn(&options.chart)?;
    let setup = Setup::choosing(&options.scenario, &options.condition, options.luck.threads())?;
    let (study, model) = (&setup.study, &setup.study.model);
    let seed = options.luck.seed.of(model);
    let question = DealQuestion { deals: deals(model, seed)?, claims: claims_named(model, &options.claims)? };
    let request = setup.request(question, seed, options.worlds)?;
    let answer = ask(&setup.laboratory()?, &request)?;
    no_world(model, answer.report.worlds, &answer.report.failures)?;
    let left = left_note(study, answer.report.left)?;
    draw(&options.chart, || presidium_charts::deals(study, &request, &answer))?;
    let text = match options.json {
        true => json_text(&views::deals(study, &request, &answer)),
        // Whoever names claims wants to see them.
        false => text(study, (&request, &answer), &left, options.all || !options.claims.is_empty()),
    };
    Ok(Output::of(&answer, text))
}

/// From this width on a table has the interval of the contingency index.
const WIDE: usize = 110;

fn text(study: &Study, (request, answer): (&Request<DealQuestion>, &Answer<Dealt>), left: &str, all: bool) -> String {
    let (model, found) = (&study.model, &answer.report);
    let mut text = heading_of_run(study, request, answer) + left;
    text += &format!("\n{}\n", styled(HEADING, &wrap(&answer_words(model, &request.question, found), 0)));
    if found.attributes.is_empty() {
        return text + &closing_note();
    }
    text += &format!("\n{}\n", wrap(&attributes_sentence(model, found), 0));
    let (shown, still): (Vec<&DealtClaim>, Vec<&DealtClaim>) =
        by_index(found).into_iter().partition(|claim| all || claim.effect.moves());
    let rows: Vec<Vec<String>> = shown.iter().map(|claim| cells(model, found, claim)).collect();
    let mut head = vec!["", "as it is", "dealt", "effect", "95 %", "otherwise in"];
    head.extend(if width() >= WIDE { &["95 %"][..] } else { &[] });
    head.extend(["by chance", ""]);
    let mut aligns = vec![Align::Right; head.len()];
    (aligns[0], aligns[head.len() - 1]) = (Align::Left, Align::Left);
    if !rows.is_empty() {
        text += &format!("\n{}", headed(&head, &rows, &aligns, 2));
        let how = "Otherwise in: the share of worlds in which it comes out otherwise. By chance: of worlds that have nothing in common.";
        text += &format!("\n{}\n", styled(FAINT, &wrap(how, 0)));
    }
    if !still.is_empty() {
        let claims = if still.len() == 1 { "1 claim stays".to_owned() } else { format!("{} claims stay", still.len()) };
        let words = format!("{claims} within the noise (the interval of the difference contains zero): --all");
        text += &format!("\n{}\n", wrap(&words, 0));
    }
    let void = found.claims.iter().filter(|claim| claim.void.is_some());
    let void: Vec<&str> = void.map(|claim| model.claims[claim.claim].id.as_str()).collect();
    if !void.is_empty() {
        text += &format!("\n{}\n", wrap(&format!("Void: {}.", void.join(", ")), 0));
    }
    if found.failures_with > 0 {
        let words = format!(
            "{} runs of worlds failed with attributes dealt anew; they are in no figure.",
            count(found.failures_with)
        );
        text += &format!("\n{}\n", wrap(&words, 0));
    }
    text += &failures_note(model, &found.failures);
    text + &closing_note()
}

fn cells(model: &Model, found: &Dealt, dealt: &DealtClaim) -> Vec<String> {
    let claim = &model.claims[dealt.claim];
    let (effect, ty) = (&dealt.effect, outcome_type(claim));
    let (estimate, index) = (effect.estimate(), dealt.index(found.deals));
    let mut cells = vec![
        claim.id.clone(),
        effect_mean(model, effect, effect.without().value, ty),
        effect_mean(model, effect, effect.with().value, ty),
        effect_value(effect, estimate.value, ty),
        effect_interval(effect, &estimate, ty),
        per_cent(index.value),
    ];
    cells.extend((width() >= WIDE).then(|| share_interval(&index)));
    cells.push(dealt.by_chance().map_or_else(String::new, per_cent));
    cells.push(claim.words.clone());
    cells
}
