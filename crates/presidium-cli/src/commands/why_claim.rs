//! `presidium why CLAIM`: why a claim holds or fails.

use presidium_lab::{Answer, ClaimQuestion, ClaimReasons, Finding, Request, Row};
use presidium_lang::model::{Claim, Model};
use presidium_query::chains::{breaks_at, links, lost, reached};
use presidium_query::claim_reasons::{self, answer, moved, parts, turned_in};
use presidium_query::figures::{count, worlds};
use presidium_query::reasons::where_it_is;
use presidium_query::views::{self, ToLookAt, json_text};
use presidium_query::{CAUSE_WORLDS, COMPARED_WORLDS, claims_named};

use crate::arguments::{WhyArguments, quoted};
use crate::output::{FAILS, FAINT, HEADING, Output, styled};
use crate::progress::ask;
use crate::report::{closing_note, failures_note, heading_of_run, missing_note, no_world};
use crate::setup::Setup;
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

/// Whether the words name a claim, and no world is asked about.
pub fn is_asked(model: &Model, arguments: &WhyArguments) -> bool {
    arguments.world.is_none() && model.claims.iter().any(|claim| claim.id == arguments.what)
}

/// That the words name no claim, though no world is asked about.
pub fn is_none(model: &Model, what: &str) -> Stop {
    let first = model.clock.seen_text(model.first_step);
    let message =
        format!("`{what}` is no claim; of anything else say in which world and when: `--world 13 --at {first}`");
    Stop::unknown(message, what, model.claims.iter().map(|claim| claim.id.as_str()))
}

pub fn run(mut setup: Setup, arguments: &WhyArguments) -> Result<Output, Stop> {
    let claim = claims_named(&setup.study.model, std::slice::from_ref(&arguments.what))?[0];
    let parts = parts(std::sync::Arc::make_mut(&mut setup.study.model), claim);
    let study = &setup.study;
    let seed = arguments.luck.seed.of(&study.model);
    let question = ClaimQuestion { claim, parts, cause_worlds: CAUSE_WORLDS };
    let request = setup.request(question, seed, arguments.worlds.unwrap_or(COMPARED_WORLDS))?;
    let answer = ask(&setup.laboratory()?, &request)?;
    let ledger = &answer.report.ledger;
    no_world(&study.model, ledger.worlds, &ledger.failures)?;
    let ClaimReasons { as_claimed, otherwise, .. } = answer.report;
    let as_claimed = as_claimed.map(|world| (world, turned_in(study, seed, world, claim)));
    let found = [as_claimed, otherwise.map(|world| (world, None))];
    if arguments.json {
        return Ok(Output::of(&answer, json_text(&views::claim_reasons(study, &request, &answer, found))));
    }
    let told = Told { setup: &setup, arguments, request: &request, answer: &answer, found };
    Ok(Output::of(&answer, told.text()))
}

/// A claim, and what was found of it.
struct Told<'a> {
    setup: &'a Setup,
    arguments: &'a WhyArguments,
    request: &'a Request<ClaimQuestion>,
    answer: &'a Answer<ClaimReasons>,
    /// A world that came out as claimed, and one that did not.
    found: [ToLookAt; 2],
}

impl Told<'_> {
    fn text(&self) -> String {
        let (study, found) = (&self.setup.study, &self.answer.report);
        let model = &study.model;
        let mut text = heading_of_run(study, self.request, self.answer);
        for row in &found.ledger.rows {
            let claim = &model.claims[row.claim];
            text += &format!("\n{}\n", styled(HEADING, &wrap(&format!("{}  {}", claim.id, claim.words), 0)));
            text += &format!("{}\n", wrap(&answer(model, row), 0));
            if let Finding::Effect(effect) = &row.finding {
                text += &format!("{}\n", wrap(&moved(effect), 0));
            }
            text += &self.condition(claim);
            text += &self.steps(claim, row);
            text += &self.parts();
            text += &self.worlds(claim);
            text += &missing_note(model, std::iter::once((claim.id.as_str(), &row.missing)));
        }
        text + &failures_note(model, &found.ledger.failures) + &closing_note()
    }

    fn condition(&self, claim: &Claim) -> String {
        let model = &self.setup.study.model;
        let mut text = String::new();
        if let Some(cause) = claim.cause().map(|cause| &model.what_ifs[cause]) {
            text += &format!("  {}\n", wrap(&format!("without: {} ({})", cause.words, cause.name), 2));
        }
        if let Some(given) = &claim.given {
            text += &format!("  {}\n", wrap(&format!("given: {}", given.words), 2));
        }
        let what = if claim.cause().is_some() { "effect" } else { "holds" };
        text += &format!("  {}\n", wrap(&format!("{what}: {}", claim.written), 2));
        format!("\n{text}  {}\n", styled(FAINT, &where_it_is(&claim.place)))
    }

    /// The steps that the author names.
    fn steps(&self, claim: &Claim, row: &Row) -> String {
        let lines = links(claim, &row.chain).iter().map(reached).collect::<Vec<_>>();
        let lines = lines.into_iter().chain(breaks_at(claim, &row.chain).map(|link| lost(&link)));
        let text: String = lines.map(|line| format!("  {}\n", wrap(&line, 2))).collect();
        if text.is_empty() { text } else { format!("\n{}\n{text}", styled(HEADING, "The way to it")) }
    }

    /// In how many worlds each part holds, by itself and with those before it.
    fn parts(&self) -> String {
        let found = &self.answer.report;
        if found.parts.is_empty() {
            return String::new();
        }
        let rows = self.request.question.parts.iter().zip(&found.parts).enumerate().map(|(place, (part, passed))| {
            let mut words = part.alone.words.clone();
            if found.breaks_at == Some(place) {
                let lost = count(claim_reasons::lost(found, place));
                words += &styled(FAILS, &format!("  ← most fall out here: {lost}"));
            }
            vec![count(passed.alone), count(passed.together), words]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let title = format!("Its parts, in {}", worlds(found.known));
        let head = ["alone", "so far", ""];
        let aligns = [Align::Right, Align::Right, Align::Left];
        format!("\n{}\n{}", styled(HEADING, &title), headed(&head, &rows, &aligns, 2))
    }

    /// A world of each kind, and how to look at it.
    fn worlds(&self, claim: &Claim) -> String {
        let kinds = match claim.cause() {
            Some(_) => ["As claimed it moves", "It does not"],
            None => ["It holds", "It fails"],
        };
        let worlds: String = kinds.iter().zip(self.found).map(|(kind, found)| self.world(claim, kind, found)).collect();
        format!("\n{worlds}")
    }

    fn world(&self, claim: &Claim, kind: &str, found: ToLookAt) -> String {
        let model = &self.setup.study.model;
        let Some((world, month)) = found else {
            return format!("{kind} in none of these worlds.\n");
        };
        let when = month.map_or_else(String::new, |month| format!(", in {}", model.clock.words(month)));
        let again = self.arguments.scenario.again(&self.arguments.luck.seed);
        let mut text = format!("{kind} in world {world}{when}: presidium world {world}{again}\n");
        if let Some(cause) = claim.cause() {
            let name = quoted(&model.what_ifs[cause].name);
            text += &format!("  and without the cause: presidium world {world} --given {name}{again}\n");
        }
        text
    }
}
