//! What a change does to a value that is looked at.

use presidium_lab::{ComparedObservable, Observable, PairedTruths};
use presidium_lang::model::{Model, Type};
use presidium_query::claims::has_mean;
use presidium_query::figures::{bare_points, count, per_cent, points_interval, share_interval, value};
use presidium_query::headline;
use presidium_query::views::VALUES_SHOWN;

use crate::table::{Align, headed, width, wrap};

/// From this width on a table says how many worlds gain and lose a value.
const WIDE: usize = 100;

/// Both sides in a sentence, and the difference; of what has no mean the commonest values.
pub fn text(model: &Model, observable: &Observable, values: &ComparedObservable) -> String {
    let ty = &model.variables[observable.variable].ty;
    let changed = values.effect(ty).changed();
    let lines = [
        format!("Without the change: {}", headline::sentence(model, observable, &values.without)),
        format!("With the change: {}", headline::sentence(model, observable, &values.with)),
        headline::paired(model, observable, values),
        format!("The outcome differs in {} of {} worlds.", count(changed.held), count(changed.worlds)),
    ];
    let lines = lines.iter().map(|line| format!("\n{}", wrap(line, 0))).collect::<String>() + "\n";
    if has_mean(ty) { lines } else { lines + &values_text(model, ty, values) }
}

/// The commonest values as shares of worlds on both sides.
fn values_text(model: &Model, ty: &Type, values: &ComparedObservable) -> String {
    let rows = values.commonest(VALUES_SHOWN).into_iter().map(|(of, pairs)| {
        let mut row = vec![value(model, ty, of)];
        row.extend(shares(&pairs));
        row.extend((width() >= WIDE).then(|| [count(pairs.gained), count(pairs.lost)]).into_iter().flatten());
        row.push(String::new());
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let mut head = vec!["", "without", "95 %", "with", "95 %", "points", "95 %"];
    head.extend(if width() >= WIDE { &["gained", "lost"][..] } else { &[] });
    head.push("");
    let mut aligns = vec![Align::Right; head.len()];
    (aligns[0], aligns[head.len() - 1]) = (Align::Left, Align::Left);
    headed(&head, &rows, &aligns, 2)
}

/// Both shares and the paired difference, each with its interval.
fn shares(pairs: &PairedTruths) -> Vec<String> {
    let mut cells = vec![];
    for side in [pairs.without().wilson(), pairs.with().wilson()] {
        cells.extend([per_cent(side.value), share_interval(&side)]);
    }
    let effect = pairs.effect();
    cells.extend([bare_points(effect.value), points_interval(&effect)]);
    cells
}
