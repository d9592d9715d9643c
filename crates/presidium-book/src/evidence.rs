//! How well the numbers are known: counts of statuses, chapter by chapter.

use presidium_lang::model::{Evidence, Status, Variable};

use crate::Book;
use crate::markup::{plain, table};

const STATUSES: [Status; 3] = [Status::Sourced, Status::Estimate, Status::Assumption];

/// Columns of the table.
const COUNTS: usize = 6;

pub fn text(book: &Book<'_>) -> String {
    let mut rows = vec![];
    let mut totals = [0; COUNTS];
    for chapter in &book.chapters {
        let name = &book.document.file(chapter.file).name;
        let own = book.model.variables.iter().filter(|variable| variable.place.file == *name);
        let mut counts = counts(own.flat_map(Variable::known));
        counts[5] = book.model.literals.iter().filter(|literal| literal.place.file == *name).count();
        if counts[3] + counts[5] > 0 {
            rows.push(row(format!("[{}]({})", plain(&chapter.title), chapter.page), &counts));
        }
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    if totals[3] + totals[5] == 0 {
        return "# How well the numbers are known\n\nThe model has no numbers.\n".to_owned();
    }
    rows.push(row("**all**".to_owned(), &totals));
    let words = "Every parameter (each of its readings), table and series says how it is known: *sourced* stands in the work \
                 named, *estimate* is drawn from such works, *assumption* is a judgement. *With a source* counts those that \
                 name one, whatever their status. Numbers *in equations* have no status; `presidium check --numbers` lists them.";
    let head = ["chapter", "sourced", "estimate", "assumption", "all", "with a source", "in equations"];
    format!("# How well the numbers are known\n\n{words}\n\n{}", table(&head, &rows))
}

fn row(title: String, counts: &[usize; COUNTS]) -> Vec<String> {
    std::iter::once(title).chain(counts.iter().map(usize::to_string)).collect()
}

/// Of each status, then all, then those that name a source; the last place is for numbers without a status.
fn counts<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> [usize; COUNTS] {
    let mut counts = [0; COUNTS];
    for one in evidence {
        let status = STATUSES.iter().position(|status| *status == one.status).unwrap_or_default();
        counts[status] += 1;
        counts[3] += 1;
        counts[4] += usize::from(!one.sources.is_empty());
    }
    counts
}
