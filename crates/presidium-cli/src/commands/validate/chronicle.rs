//! How often each kind of thing happens in the worlds, and when, beside the record: the least likely first.

use presidium_lab::{Beside, Occurrence, OccurrenceQuestion, Occurrences, Sample};
use presidium_lang::clock::Step;
use presidium_lang::model::Model;
use presidium_query::figures::{NOTHING, count, number, per_cent, worlds};
use presidium_query::occurrences::{kind_name, shown, step_text, years};
use presidium_query::{seen_until, views};

use super::parts::{Report, Validation};
use crate::arguments::Part;
use crate::output::{HEADING, styled};
use crate::report::{failures_note, no_world};
use crate::stop::Stop;
use crate::table::{Align, headed, wrap};

pub fn report(validation: &Validation<'_>) -> Result<Report, Stop> {
    let split = split(validation)?;
    let answer = validation.ask(Part::Chronicle, OccurrenceQuestion { split })?;
    let (model, found) = (validation.model(), &answer.report);
    no_world(model, found.worlds, &found.failures)?;
    Ok(Report {
        text: text(model, split, found),
        view: Some(views::occurrences(model, split, found)),
        sound: true,
        complete: answer.complete,
    })
}

/// A model that holds nothing out says no month: then all of it is seen.
fn split(validation: &Validation<'_>) -> Result<Step, Stop> {
    let model = validation.model();
    match &validation.arguments.split {
        None => Ok(seen_until(model)),
        Some(_) => validation.split(),
    }
}

fn text(model: &Model, split: Step, found: &Occurrences) -> String {
    let title = format!("The chronicle beside the record, {}", worlds(found.worlds));
    let mut text = format!("{}\n  {}\n", styled(HEADING, &title), wrap(EXPLAINED, 2));
    let split = model.clock.seen_text(split);
    for (sample, title) in [
        (Sample::In, format!("Up to {split}: numbers may be chosen by it")),
        (Sample::Out, format!("After {split}: for judging only")),
    ] {
        // What did not happen, and in most worlds does not, is no news.
        let rows: Vec<(&Occurrence, Beside)> = found.worst_first(sample);
        let (told, untold): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(_, beside)| beside.recorded > 0 || beside.likely() < 1.0);
        if !told.is_empty() {
            let rows: Vec<Vec<String>> = told.iter().map(|(of, beside)| row(model, sample, of, *beside)).collect();
            text += &format!("\n{}\n{}", styled(HEADING, &title), beside_table(&rows));
            if !untold.is_empty() {
                text += &format!("  and {} that neither happened nor happen in most worlds\n", untold.len());
            }
        }
    }
    text += &unrecorded_text(model, found);
    text + &failures_note(model, &found.failures)
}

const EXPLAINED: &str = "Likely: worlds at least as far out as the record, doubled, by the number of times or by the first date, \
     whichever is less likely. In worlds: the mean and, from the tenth to the ninetieth per cent, how often; and the median of \
     the first date where it happens. Apart: median years from one time to the next.";

fn beside_table(rows: &[Vec<String>]) -> String {
    let head = ["likely", "in fact", "mean", "10–90 %", "first", "in worlds", "apart", ""];
    let right = Align::Right;
    headed(&head, rows, &[right, right, right, right, right, right, right, Align::Left], 2)
}

fn row(model: &Model, sample: Sample, of: &Occurrence, beside: Beside) -> Vec<String> {
    let first = beside.first.map_or_else(|| NOTHING.to_owned(), |first| model.clock.text(first));
    let [mean, range, median, apart] = in_worlds(model, sample, of);
    vec![
        per_cent(beside.likely()),
        count(beside.recorded),
        mean,
        range,
        first,
        median,
        apart,
        kind_name(model, of.kind),
    ]
}

/// How often, within what, when first, how far apart.
fn in_worlds(model: &Model, sample: Sample, of: &Occurrence) -> [String; 4] {
    let counts = of.counts(sample);
    let range = |[low, _, high]: [Option<u64>; 3]| match (low, high) {
        (Some(low), Some(high)) if low != high => format!("{low}–{high}"),
        (Some(low), _) => low.to_string(),
        _ => NOTHING.to_owned(),
    };
    let nothing = || NOTHING.to_owned();
    let [_, first, _] = shown(&of.firsts());
    let [_, apart, _] = shown(&of.gaps());
    [
        number(counts.mean()),
        range(shown(&counts)),
        first.map_or_else(nothing, |first| step_text(model, first)),
        apart.map_or_else(nothing, |apart| number(years(model, apart))),
    ]
}

/// What happens without a record to set beside it, the most frequent first.
fn unrecorded_text(model: &Model, found: &Occurrences) -> String {
    let mut kinds: Vec<&Occurrence> = found.kinds.iter().filter(|of| of.recorded().is_none()).collect();
    kinds.retain(|of| !of.firsts().is_empty());
    kinds.sort_by(|one, other| other.all_counts().mean().total_cmp(&one.all_counts().mean()));
    if kinds.is_empty() {
        return String::new();
    }
    let rows = kinds.iter().map(|of| {
        let [_, _, first, apart] = in_worlds(model, Sample::In, of);
        let counts = of.all_counts();
        let [low, _, high] = shown(&counts).map(|quantile| quantile.map_or_else(|| NOTHING.to_owned(), count));
        vec![number(counts.mean()), format!("{low}–{high}"), first, apart, kind_name(model, of.kind)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let (right, head) = (Align::Right, ["mean", "10–90 %", "first", "apart", ""]);
    let table = headed(&head, &rows, &[right, right, right, right, Align::Left], 2);
    format!("\n{}\n{table}", styled(HEADING, "Nothing recorded to set beside it"))
}
