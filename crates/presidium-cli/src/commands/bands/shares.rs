//! Bands of what is no quantity: shares of worlds.

use presidium_lab::{Kinds, PairedTruths, Share, Subject};
use presidium_lang::model::Model;
use presidium_query::figures::{bare_points, per_cent, points_interval, share_interval};
use presidium_query::headline::Side;
use presidium_query::over_time::{Group, groups};

use crate::spark::sparkline;
use crate::table::{Align, headed, width};

/// Characters of a sparkline.
const SPARKS: usize = 48;

/// Columns that a date takes, and a share with its interval.
const DATE_WIDTH: usize = 12;
const SHARE_WIDTH: usize = 22;

/// Kinds that are compared one by one.
const COMPARED: usize = 4;

/// Each kind over all steps, then a row for each step shown.
pub fn text(model: &Model, subject: Subject, (steps, shown): (&[Kinds], &[usize]), two: bool) -> String {
    let most = if two { COMPARED } else { (width().saturating_sub(DATE_WIDTH) / SHARE_WIDTH).clamp(2, 8) - 1 };
    let of = Shares { model, subject, steps, shown, groups: groups(model, subject, steps, most) };
    if two { of.compared() } else { of.sparks() + &of.alone() }
}

struct Shares<'a> {
    model: &'a Model,
    subject: Subject,
    steps: &'a [Kinds],
    shown: &'a [usize],
    groups: Vec<Group>,
}

impl Shares<'_> {
    fn pairs(&self, group: &Group, place: usize) -> PairedTruths {
        self.steps[place].of(|kind| group.has(kind))
    }

    /// From no world to all of them.
    fn spark(&self, group: &Group, side: Side) -> String {
        let shares = (0..self.steps.len()).map(|place| side.of(&self.pairs(group, place)).wilson().value);
        sparkline(&shares.collect::<Vec<_>>(), (0.0, 1.0), SPARKS)
    }

    fn sparks(&self) -> String {
        let rows = self.groups.iter().map(|group| vec![self.spark(group, Side::Without), self.words(group)]);
        headed(&[], &rows.collect::<Vec<_>>(), &[Align::Left, Align::Left], 2)
    }

    fn words(&self, group: &Group) -> String {
        group.words(self.model, self.subject)
    }

    fn alone(&self) -> String {
        let names: Vec<String> = self.groups.iter().map(|group| group.name(self.model, self.subject)).collect();
        let head: Vec<&str> = [""].into_iter().chain(names.iter().map(String::as_str)).chain([""]).collect();
        let rows = self.shown.iter().map(|&place| {
            let cells = self.groups.iter().map(|group| within(self.pairs(group, place).without()));
            [self.date(place)].into_iter().chain(cells).chain([String::new()]).collect()
        });
        let mut aligns = vec![Align::Right; head.len()];
        (aligns[0], aligns[head.len() - 1]) = (Align::Left, Align::Left);
        headed(&head, &rows.collect::<Vec<Vec<String>>>(), &aligns, 2)
    }

    /// A table for each kind.
    fn compared(&self) -> String {
        let head = ["", "without", "95 %", "with", "95 %", "points", "95 %", ""];
        let mut aligns = [Align::Right; 8];
        (aligns[0], aligns[7]) = (Align::Left, Align::Left);
        let tables = self.groups.iter().map(|group| {
            let rows = self.shown.iter().map(|&place| self.compared_row(group, place));
            let sparks = [("without", Side::Without), ("with", Side::With)]
                .map(|(name, side)| vec![name.to_owned(), self.spark(group, side)]);
            let sparks = headed(&[], &sparks, &[Align::Left, Align::Left], 2);
            let table = headed(&head, &rows.collect::<Vec<_>>(), &aligns, 2);
            format!("\n  {}\n{sparks}{table}", self.words(group))
        });
        tables.collect()
    }

    fn compared_row(&self, group: &Group, place: usize) -> Vec<String> {
        let pairs = self.pairs(group, place);
        let effect = pairs.effect();
        let mut row = vec![self.date(place)];
        for side in [pairs.without(), pairs.with()] {
            row.extend([per_cent(side.wilson().value), share_interval(&side.wilson())]);
        }
        row.extend([bare_points(effect.value), points_interval(&effect), String::new()]);
        row
    }

    fn date(&self, place: usize) -> String {
        self.model.clock.seen_text(self.model.first_step + place as u32)
    }
}

/// A share with its interval: `34.5 % (33.6 – 35.5)`.
fn within(share: Share) -> String {
    let estimate = share.wilson();
    format!("{} ({})", per_cent(estimate.value), share_interval(&estimate))
}
