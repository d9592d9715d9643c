//! Pictures of bands.

use presidium_lab::{Answer, Band, Bands, BandsQuestion, Estimate, Figures, Kinds, Request, Share, Spread, Subject};
use presidium_lang::model::Model;
use presidium_query::Study;
use presidium_query::figures::{per_cent, share_interval, worlds};
use presidium_query::headline::Side;
use presidium_query::over_time::{Group, groups, recorded, subject_name, subject_unit, subject_words};
use presidium_query::views::NOTE;
use presidium_query::what_if_words;

use crate::panels::{Mark, Panel, Picture, Point, Time};
use crate::time::{place, ticks};

/// Kinds that have a colour of their own; the others are together.
const STACKED: usize = 6;

/// Kinds that are compared one by one.
const COMPARED: usize = 4;

/// Fans of quantities with the record, shares of anything else; with a change both sides, and the paired difference under them. `asked` are the changes as
/// they were spelt.
pub fn bands(study: &Study, asked: &[String], request: &Request<BandsQuestion>, answer: &Answer<Bands>) -> Picture {
    let model = &study.model;
    let panels = answer.report.bands.iter().flat_map(|band| panels(model, band, !asked.is_empty()));
    let sources = answer.report.bands.iter().filter_map(|band| sources(model, band.subject));
    Picture {
        title: model.title.clone(),
        lines: lines(study, asked, (request.seed, request.worlds)),
        panels: panels.collect(),
        notes: sources.chain([NOTE.to_owned()]).collect(),
    }
}

/// Which worlds, and what was changed.
pub fn lines(study: &Study, asked: &[String], (seed, run): (u64, u64)) -> Vec<String> {
    let mut lines = vec![format!("{}, seed {seed}", worlds(run))];
    if let Some(condition) = &study.condition {
        lines.push(format!("where {}", condition.words));
    }
    if !study.changed.is_empty() {
        lines.push(format!("changed: {}", study.changed.join("; ")));
    }
    if !asked.is_empty() {
        let asked: Vec<String> = asked.iter().map(|text| what_if_words(&study.model, text)).collect();
        lines.push(format!("What if: {}", asked.join("; ")));
    }
    lines
}

fn panels(model: &Model, band: &Band, two: bool) -> Vec<Panel> {
    let of = Drawn { model, subject: band.subject };
    let panels = match &band.figures {
        Figures::Numbers(steps) => of.numbers(steps),
        Figures::Shares(steps) if two => of.compared(steps),
        Figures::Shares(steps) => vec![of.stack(steps)],
    };
    panels.into_iter().map(Panel::Time).collect()
}

/// Where the recorded points of a quantity are from.
fn sources(model: &Model, subject: Subject) -> Option<String> {
    let mut keys: Vec<&str> = recorded(model, subject).iter().map(|point| point.source.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| !key.is_empty());
    (!keys.is_empty()).then(|| format!("Recorded, {}: {}", subject_name(model, subject), keys.join(", ")))
}

struct Drawn<'a> {
    model: &'a Model,
    subject: Subject,
}

impl Drawn<'_> {
    fn title(&self) -> String {
        let (name, words) = (subject_name(self.model, self.subject), subject_words(self.model, self.subject));
        if words.is_empty() { name } else { format!("{words} ({name})") }
    }

    fn panel(&self, title: String, unit: &str, range: (f64, f64), marks: Vec<Mark>, low: bool) -> Time {
        let (ticks, steps) = (ticks(self.model), self.model.step_count());
        Time { title, unit: unit.to_owned(), ticks, steps, range, marks, low }
    }

    fn numbers(&self, steps: &[Spread]) -> Vec<Time> {
        let (symbol, factor) = subject_unit(self.model, self.subject);
        let unit = if symbol == "1" { "a pure number" } else { symbol };
        let shown = |quantiles: [f64; 5]| quantiles.map(|value| value / factor);
        let fan = |side, steps: Vec<[f64; 5]>| Mark::Fan { side, steps: steps.into_iter().map(shown).collect() };
        let mut marks = vec![fan(Side::Without, steps.iter().map(|step| step.quantiles).collect())];
        let with: Vec<[f64; 5]> = steps.iter().filter_map(|step| Some(step.changed?.quantiles)).collect();
        if !with.is_empty() {
            marks.push(fan(Side::With, with));
        }
        let points = recorded(self.model, self.subject).into_iter().map(|point| Point {
            place: place(self.model, point.month),
            value: point.value / factor,
            range: point.low.zip(point.high).map(|(low, high)| (low / factor, high / factor)),
        });
        let inside = |point: &Point| point.place >= 0.0 && point.place <= steps.len() as f64;
        let points: Vec<Point> = points.filter(inside).collect();
        if !points.is_empty() {
            marks.push(Mark::Recorded(points));
        }
        let mut panels = vec![self.panel(self.title(), unit, range(&marks), marks, false)];
        let differences = steps.iter().filter_map(|step| Some(step.changed?.difference));
        let differences: Vec<[f64; 3]> = differences.map(|of| ends(of).map(|end| end / factor)).collect();
        if !differences.is_empty() {
            panels.push(self.difference("Paired difference, mean and 95 % interval".to_owned(), unit, differences));
        }
        panels
    }

    fn difference(&self, title: String, unit: &str, steps: Vec<[f64; 3]>) -> Time {
        let marks = vec![Mark::Level(0.0), Mark::Line { side: Side::With, steps }];
        self.panel(title, unit, range(&marks), marks, true)
    }

    fn share(&self, group: &Group, step: &Kinds, side: Side) -> Share {
        side.of(&step.of(|kind| group.has(kind)))
    }

    /// All kinds, from the commonest at the bottom to the others at the top.
    fn stack(&self, steps: &[Kinds]) -> Time {
        let parts = groups(self.model, self.subject, steps, STACKED).into_iter().map(|group| {
            let shares: Vec<Share> = steps.iter().map(|step| self.share(&group, step, Side::Without)).collect();
            let last = shares.last().copied().unwrap_or_default().wilson();
            let words = group.words(self.model, self.subject);
            let name = format!("{words}, {} ({})", per_cent(last.value), share_interval(&last));
            (name, shares.into_iter().map(|share| share.wilson().value * 100.0).collect())
        });
        let marks = vec![Mark::Stack { parts: parts.collect() }];
        self.panel(self.title(), "of 100 worlds", (0.0, 100.0), marks, false)
    }

    /// For each kind both sides, and the difference.
    fn compared(&self, steps: &[Kinds]) -> Vec<Time> {
        let groups = groups(self.model, self.subject, steps, COMPARED);
        let of_group = |group: &Group| {
            let line = |side| {
                let shares = steps.iter().map(|step| self.share(group, step, side).wilson());
                Mark::Line { side, steps: shares.map(|share| ends(share).map(|end| end * 100.0)).collect() }
            };
            let marks = vec![line(Side::Without), line(Side::With)];
            let title = format!("{}: {}", self.title(), group.words(self.model, self.subject));
            let effects = steps.iter().map(|step| step.of(|kind| group.has(kind)).effect());
            let effects = effects.map(|effect| ends(effect).map(|end| end * 100.0)).collect();
            [
                self.panel(title, "of 100 worlds, with 95 % interval", range(&marks), marks, false),
                self.difference("Paired difference with 95 % interval".to_owned(), "points", effects),
            ]
        };
        groups.iter().flat_map(of_group).collect()
    }
}

fn ends(Estimate { value, low, high }: Estimate) -> [f64; 3] {
    [value, low, high]
}

/// From the lowest to the highest figure, with nought where all lie on one side of it, and a little room.
fn range(marks: &[Mark]) -> (f64, f64) {
    let figures = marks.iter().flat_map(|mark| match mark {
        Mark::Fan { steps, .. } => steps.iter().flatten().copied().collect::<Vec<_>>(),
        Mark::Line { steps, .. } => steps.iter().flatten().copied().collect(),
        Mark::Stack { .. } => vec![0.0, 100.0],
        Mark::Recorded(points) => {
            let ends = |point: &Point| point.range.map_or([point.value; 2], |(low, high)| [low, high]);
            points.iter().flat_map(|point| ends(point).into_iter().chain([point.value])).collect()
        }
        Mark::Level(level) => vec![*level],
    });
    let figures = figures.filter(|figure| figure.is_finite());
    let (low, high) = figures.fold((0.0_f64, 0.0_f64), |(low, high), figure| (low.min(figure), high.max(figure)));
    match high > low {
        true => (low * 1.05, high * 1.05),
        false => (-1.0, 1.0),
    }
}
