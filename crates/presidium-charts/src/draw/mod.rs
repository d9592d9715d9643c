//! From a picture to the text of an SVG file, by plotters.

mod dots;
mod marks;
mod over_time;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use presidium_query::figures::number;
use presidium_query::headline::Side;

use crate::panels::{Dots, Mark, Panel, Picture, Time};
use marks::{CHANGED, HAIR, INK, INK_2, PAPER, SLATE};

/// Pixels.
const WIDTH: u32 = 960;
const MARGIN: i32 = 24;
const LINE: i32 = 18;
const TITLE: i32 = 30;
const TIME_HEIGHT: i32 = 300;
const LOW_HEIGHT: i32 = 180;

/// Characters of a line of notes.
const MEASURE: usize = 140;

/// Why a picture could not be drawn. No file is written here, so the fault lies in this crate and not with the user.
#[derive(Debug, thiserror::Error)]
#[error("the chart cannot be drawn: {0}")]
pub struct ChartError(String);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), ChartError>;

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError(error.to_string())
}

/// The text of an SVG file. The same picture has the same text.
///
/// # Errors
/// [`ChartError`] if plotters refuses a figure.
pub fn svg(picture: &Picture) -> Result<String, ChartError> {
    let mut text = String::new();
    {
        let whole = header_height(picture) + picture.panels.iter().map(height).sum::<i32>() + footer_height(picture);
        let root = SVGBackend::with_string(&mut text, (WIDTH, whole.unsigned_abs())).into_drawing_area();
        root.fill(&PAPER).map_err(failed)?;
        let mut top = header(&root, picture)?;
        for panel in &picture.panels {
            let area = root.clone().shrink((0, top), (WIDTH, height(panel).unsigned_abs()));
            match panel {
                Panel::Time(time) => over_time::draw(&area, time)?,
                Panel::Dots(dots) => dots::draw(&area, dots)?,
            }
            top += height(panel);
        }
        footer(&root, picture, top)?;
        root.present().map_err(failed)?;
    }
    Ok(text)
}

fn height(panel: &Panel) -> i32 {
    match panel {
        Panel::Time(Time { low: true, .. }) => LOW_HEIGHT,
        Panel::Time(_) => TIME_HEIGHT,
        Panel::Dots(Dots { rows, .. }) => dots::HEAD + rows.len() as i32 * dots::ROW + dots::FOOT,
    }
}

fn header_height(picture: &Picture) -> i32 {
    MARGIN + TITLE + wrapped(&picture.lines).count() as i32 * LINE + 2 * LINE
}

fn footer_height(picture: &Picture) -> i32 {
    MARGIN + wrapped(&picture.notes).count() as i32 * LINE
}

fn wrapped(lines: &[String]) -> impl Iterator<Item = String> + '_ {
    lines.iter().flat_map(|line| textwrap::wrap(line, MEASURE).into_iter().map(|line| line.into_owned()))
}

/// The title, which worlds, and the key of the marks. Tells where the panels begin.
fn header(root: &Area<'_>, picture: &Picture) -> Result<i32, ChartError> {
    let mut top = MARGIN;
    write(root, &picture.title, (MARGIN, top), &bold(20, INK))?;
    top += TITLE;
    for line in wrapped(&picture.lines) {
        write(root, &line, (MARGIN, top), &plain(12, INK_2))?;
        top += LINE;
    }
    key(root, picture, top + LINE / 2)?;
    Ok(top + 2 * LINE)
}

fn footer(root: &Area<'_>, picture: &Picture, top: i32) -> Drawn {
    let places = (0..).map(|line| top + line * LINE);
    wrapped(&picture.notes).zip(places).try_for_each(|(line, top)| write(root, &line, (MARGIN, top), &plain(11, INK_2)))
}

/// What the marks of this picture are.
fn key(root: &Area<'_>, picture: &Picture, top: i32) -> Drawn {
    let mut left = MARGIN;
    let has = |wanted: fn(&Mark) -> bool| {
        picture.panels.iter().any(|panel| matches!(panel, Panel::Time(time) if time.marks.iter().any(wanted)))
    };
    let sided = |side: Side| {
        picture.panels.iter().any(|panel| match panel {
            Panel::Time(time) => time.marks.iter().any(|mark| match mark {
                Mark::Fan { side: own, .. } | Mark::Line { side: own, .. } => *own == side,
                _ => false,
            }),
            Panel::Dots(dots) => dots.rows.iter().any(|row| row.dots.iter().any(|dot| dot.side == side)),
        })
    };
    let fans = has(|mark| matches!(mark, Mark::Fan { .. }));
    let two = sided(Side::With);
    let words = |side: &str| match (fans, two) {
        (true, true) => format!("{side}: median, where 50 and 90 of 100 worlds lie"),
        (true, false) => "median, where 50 and 90 of 100 worlds lie".to_owned(),
        (false, _) => side.to_owned(),
    };
    if sided(Side::Without) && (fans || two) {
        marks::key_of_side(root, Side::Without, (left, top))?;
        left = labelled(root, &words("without the change"), left, top)?;
    }
    if two {
        marks::key_of_side(root, Side::With, (left, top))?;
        left = labelled(root, &words("with the change"), left, top)?;
    }
    if has(|mark| matches!(mark, Mark::Recorded(_))) {
        marks::recorded_key(root, (left, top))?;
        labelled(root, "recorded", left, top)?;
    }
    Ok(())
}

/// Words behind a mark of the key; tells where the next one stands.
fn labelled(root: &Area<'_>, words: &str, left: i32, top: i32) -> Result<i32, ChartError> {
    write(root, words, (left + 36, top - 6), &plain(12, INK_2))?;
    Ok(left + 36 + words.chars().count() as i32 * 6 + 28)
}

/// In pixels; plotters writes sizes a quarter smaller than it is told.
fn sized(pixels: i32) -> f64 {
    f64::from(pixels) * 1.24
}

fn plain(pixels: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", sized(pixels)).into_font().color(&colour)
}

fn bold(pixels: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", sized(pixels), FontStyle::Bold).into_font().color(&colour)
}

fn anchored(style: TextStyle<'static>, side: HPos) -> TextStyle<'static> {
    style.pos(Pos::new(side, VPos::Center))
}

fn write(area: &Area<'_>, text: &str, at: (i32, i32), style: &TextStyle<'_>) -> Drawn {
    area.draw_text(text, style, at).map_err(failed)
}

/// A figure on an axis; what is left of nought by rounding is nought.
fn tick(figure: f64, (low, high): (f64, f64)) -> String {
    number(if figure.abs() < (high - low) * 1e-9 { 0.0 } else { figure })
}

/// The title of a panel, and under it the unit.
fn heading(area: &Area<'_>, title: &str, unit: &str) -> Drawn {
    area.draw(&PathElement::new(vec![(MARGIN, 0), (WIDTH as i32 - MARGIN, 0)], HAIR.stroke_width(1)))
        .map_err(failed)?;
    write(area, title, (MARGIN, 8), &bold(13, INK))?;
    write(area, unit, (MARGIN, 26), &plain(11, INK_2))
}

fn colour(side: Side) -> RGBColor {
    match side {
        Side::Without => SLATE,
        Side::With => CHANGED,
    }
}
