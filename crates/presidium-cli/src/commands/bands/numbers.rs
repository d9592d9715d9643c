//! Bands of quantities.

use presidium_lab::{Changed, LEVELS, Spread, Subject};
use presidium_lang::model::{Factor, Model, RecordPoint};
use presidium_query::figures::{NOTHING, count, number, signed};
use presidium_query::over_time::{recorded, subject_unit};

use crate::spark::{fan, sparkline};
use crate::table::{Align, headed, width, wrap};

/// Columns of a fan, and characters of a sparkline.
const FAN_WIDTH: usize = 32;
const SPARKS: usize = 48;

/// From this width on a table has quantiles on both sides of a comparison.
const WIDE: usize = 110;

/// A row for each step shown.
pub fn text(model: &Model, subject: Subject, steps: &[Spread], shown: &[usize]) -> String {
    let (symbol, factor) = subject_unit(model, subject);
    let of = Numbers { model, symbol, factor, steps, shown, points: recorded(model, subject) };
    let table = if of.two() { of.compared() } else { of.alone() };
    of.sparks() + &table + &of.missing() + &of.sources()
}

struct Numbers<'a> {
    model: &'a Model,
    symbol: &'a str,
    factor: Factor,
    steps: &'a [Spread],
    shown: &'a [usize],
    points: Vec<&'a RecordPoint>,
}

impl Numbers<'_> {
    fn two(&self) -> bool {
        self.steps.first().is_some_and(|step| step.changed.is_some())
    }

    fn figure(&self, value: f64) -> String {
        number(value / self.factor)
    }

    /// Medians over all steps, on one scale for both sides.
    fn sparks(&self) -> String {
        let without: Vec<f64> = self.steps.iter().map(|step| step.quantiles[2]).collect();
        let with: Vec<f64> = self.steps.iter().filter_map(|step| Some(step.changed?.quantiles[2])).collect();
        let finite = || without.iter().chain(&with).filter(|value| value.is_finite());
        let (low, high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
        let scale = format!("{} – {}", self.figure(low), self.figure(high));
        let line = |name: &str, values: &[f64]| vec![name.to_owned(), sparkline(values, (low, high), SPARKS)];
        let rows = match with.is_empty() {
            true => vec![line("median", &without)],
            false => vec![line("without", &without), line("with", &with)],
        };
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| [row, vec![scale.clone()]].concat()).collect();
        headed(&[], &rows, &[Align::Left, Align::Left, Align::Left], 2)
    }

    fn alone(&self) -> String {
        let (low, high) = self.range();
        let mut head = vec!["", "5 %", "25 %", "50 %", "75 %", "95 %"];
        let mut aligns = vec![Align::Left; 1];
        aligns.extend([Align::Right; LEVELS.len()]);
        if self.has_points() {
            head.push("recorded");
            aligns.push(Align::Right);
        }
        head.push(self.symbol);
        aligns.push(Align::Left);
        let rows = self.shown.iter().map(|&place| {
            let quantiles = &self.steps[place].quantiles;
            let mut row = vec![self.date(place)];
            row.extend(quantiles.iter().map(|value| self.figure(*value)));
            row.extend(self.has_points().then(|| self.point(place)));
            row.push(fan(quantiles, (low, high), FAN_WIDTH));
            row
        });
        headed(&head, &rows.collect::<Vec<_>>(), &aligns, 2)
    }

    /// The medians of both sides and the mean of the paired difference; with room, where 90 % of the worlds lie.
    fn compared(&self) -> String {
        let wide = width() >= WIDE;
        let sided = |name| if wide { vec![name, "5 – 95 %"] } else { vec![name] };
        let points = self.has_points().then_some("recorded");
        let head: Vec<&str> =
            [vec![""], sided("without"), sided("with"), vec!["difference", "95 %"], points.into_iter().collect()]
                .concat()
                .into_iter()
                .chain([self.symbol])
                .collect();
        let side = |quantiles: &[f64; LEVELS.len()]| {
            let middle = self.figure(quantiles[2]);
            let ends = format!("{} – {}", self.figure(quantiles[0]), self.figure(quantiles[4]));
            if wide { vec![middle, ends] } else { vec![middle] }
        };
        let rows = self.shown.iter().filter_map(|&place| {
            let Spread { quantiles, changed, .. } = &self.steps[place];
            let Changed { quantiles: with, difference, .. } = changed.as_ref()?;
            let interval = match difference.low.is_finite() {
                true => format!("{} – {}", signed(difference.low / self.factor), signed(difference.high / self.factor)),
                false => NOTHING.to_owned(),
            };
            let paired = vec![signed(difference.value / self.factor), interval];
            let point = self.has_points().then(|| self.point(place));
            let row = [vec![self.date(place)], side(quantiles), side(with), paired, point.into_iter().collect()];
            Some([row.concat(), vec![String::new()]].concat())
        });
        let mut aligns = vec![Align::Right; head.len()];
        aligns[0] = Align::Left;
        aligns[head.len() - 1] = Align::Left;
        headed(&head, &rows.collect::<Vec<_>>(), &aligns, 2)
    }

    fn date(&self, place: usize) -> String {
        self.model.clock.seen_text(self.model.first_step + place as u32)
    }

    /// From the lowest to the highest quantile that is shown.
    fn range(&self) -> (f64, f64) {
        let shown = self.shown.iter().map(|&place| &self.steps[place].quantiles);
        shown.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), q| (low.min(q[0]), high.max(q[4])))
    }

    fn has_points(&self) -> bool {
        self.shown.iter().any(|&place| self.points_at(place).next().is_some())
    }

    fn points_at(&self, place: usize) -> impl Iterator<Item = &RecordPoint> {
        let step = self.model.first_step + place as u32;
        self.points.iter().filter(move |point| point.month == step).copied()
    }

    /// What has been recorded of a step; rival figures beside each other.
    fn point(&self, place: usize) -> String {
        self.points_at(place).map(|point| self.figure(point.value)).collect::<Vec<_>>().join(" / ")
    }

    /// Where what is recorded is to be read.
    fn sources(&self) -> String {
        if !self.has_points() {
            return String::new();
        }
        let mut keys: Vec<&str> = self.points.iter().map(|point| point.source.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| !key.is_empty());
        match keys.is_empty() {
            true => String::new(),
            false => format!("  {}\n", wrap(&format!("recorded: {}", keys.join(", ")), 2)),
        }
    }

    /// In how many worlds the value is missing, in the step in which it is in most.
    fn missing(&self) -> String {
        let missing = || self.steps.iter().map(|step| step.missing);
        let most = missing().enumerate().max_by_key(|&(place, missing)| (missing, std::cmp::Reverse(place)));
        match most {
            Some((place, worlds)) if worlds > 0 => {
                let steps = missing().filter(|missing| *missing > 0).count();
                let noun = self.model.clock.noun();
                format!("  missing in some worlds in {steps} {noun}s; in {} in {}\n", self.date(place), count(worlds))
            }
            _ => String::new(),
        }
    }
}
