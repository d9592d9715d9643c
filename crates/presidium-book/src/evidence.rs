//! How well the numbers are known: counts of statuses, chapter by chapter.

use presidium_lang::model::{Evidence, Status, Variable};

use crate::Book;
use crate::markup::{plain, table};

const STATUSES: [Status; 3] = [Status::Sourced, Status::Estimate, Status::Assumption];

pub fn text(book: &Book<'_>) -> String {
    let mut rows = vec![];
    let mut totals = [0; 5];
    for chapter in &book.chapters {
        let name = &book.document.file(chapter.file).name;
        let own = book.model.variables.iter().filter(|variable| variable.place.file == *name);
        let counts = counts(own.flat_map(Variable::known));
        if counts[3] > 0 {
            rows.push(row(format!("[{}]({})", plain(&chapter.title), chapter.page), &counts));
        }
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    if totals[3] == 0 {
        return "# How well the numbers are known\n\nThe model has no numbers with a status.\n".to_owned();
    }
    rows.push(row("**all**".to_owned(), &totals));
    let words = "Every parameter (each of its readings), table and series says how it is known: *sourced* stands in the work \
                 named, *estimate* is drawn from such works, *assumption* is a judgement. The last column counts those that \
                 name a source, whatever their status.";
    let head = ["chapter", "sourced", "estimate", "assumption", "all", "with a source"];
    format!("# How well the numbers are known\n\n{words}\n\n{}", table(&head, &rows))
}

fn row(title: String, counts: &[usize; 5]) -> Vec<String> {
    std::iter::once(title).chain(counts.iter().map(usize::to_string)).collect()
}

/// Of each status, then all, then those that name a source.
fn counts<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> [usize; 5] {
    let mut counts = [0; 5];
    for one in evidence {
        let status = STATUSES.iter().position(|status| *status == one.status).unwrap_or_default();
        counts[status] += 1;
        counts[3] += 1;
        counts[4] += usize::from(!one.sources.is_empty());
    }
    counts
}
