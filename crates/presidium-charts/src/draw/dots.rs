//! Rows of dots with intervals.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::marks::{HAIR, INK, INK_2, PAPER};
use super::{Area, Drawn, MARGIN, WIDTH, anchored, colour, failed, heading, plain, tick, write};
use crate::panels::{Dot, Dots, Row};

/// Pixels: of the title and the unit, of a row, of the labels.
pub const HEAD: i32 = 52;
pub const ROW: i32 = 22;
pub const FOOT: i32 = 44;

/// Pixels of the names before the dots, and of the words behind them.
const NAMES: i32 = 210;
const WORDS: i32 = 390;

/// Characters that have room there.
const NAME_LENGTH: usize = 32;
const WORDS_LENGTH: usize = 66;

pub fn draw(area: &Area<'_>, dots: &Dots) -> Drawn {
    heading(area, &dots.title, &dots.unit)?;
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEAD)
        .margin_left(NAMES)
        .margin_right(WORDS)
        .margin_bottom(FOOT - 26)
        .x_label_area_size(26)
        .build_cartesian_2d(dots.range.0..dots.range.1, 0.0..dots.rows.len() as f64)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(HAIR)
        .axis_style(INK_2)
        .label_style(plain(11, INK_2))
        .x_labels(6)
        .x_label_formatter(&|value| tick(value * dots.factor, (dots.range.0 * dots.factor, dots.range.1 * dots.factor)))
        .draw()
        .map_err(failed)?;
    if let Some(at) = dots.line {
        let across = vec![(at, 0.0), (at, dots.rows.len() as f64)];
        chart.draw_series([PathElement::new(across, INK_2.stroke_width(1))]).map(drop).map_err(failed)?;
    }
    for (place, row) in dots.rows.iter().enumerate() {
        let height = dots.rows.len() as f64 - place as f64 - 0.5;
        let shown: Vec<&Dot> = row.dots.iter().filter(|dot| dot.estimate.value.is_finite()).collect();
        // Two figures of one side are the ends of a bar.
        let is_bar = matches!(shown.as_slice(), [one, other] if one.side == other.side);
        if is_bar {
            let ends = vec![(shown[0].estimate.value, height), (shown[1].estimate.value, height)];
            let bar = PathElement::new(ends, colour(shown[0].side).mix(0.35).stroke_width(8));
            chart.draw_series([bar]).map(drop).map_err(failed)?;
        }
        for (number, dot) in shown.iter().enumerate() {
            // Two sides stand a little above and below the middle of their row.
            let apart = if shown.len() > 1 && !is_bar { 0.17 - 0.34 * number as f64 } else { 0.0 };
            let (at, ink) = (height + apart, colour(dot.side));
            let bar = |end: f64| end.clamp(dots.range.0, dots.range.1);
            let bar = vec![(bar(dot.estimate.low), at), (bar(dot.estimate.high), at)];
            chart.draw_series([PathElement::new(bar, ink.stroke_width(2))]).map(drop).map_err(failed)?;
            let inside = if dot.filled { ink.filled() } else { PAPER.filled() };
            chart.draw_series([Circle::new((dot.estimate.value, at), 4, inside)]).map(drop).map_err(failed)?;
            let edge = Circle::new((dot.estimate.value, at), 4, ink.stroke_width(2));
            chart.draw_series([edge]).map(drop).map_err(failed)?;
        }
        words(area, row, HEAD + place as i32 * ROW + ROW / 2)?;
    }
    Ok(())
}

fn words(area: &Area<'_>, row: &Row, middle: i32) -> Drawn {
    let name = anchored(plain(11, INK), HPos::Right);
    write(area, &cut(&row.name, NAME_LENGTH), (NAMES - 10, middle), &name)?;
    let words = anchored(plain(11, INK_2), HPos::Left);
    write(area, &cut(&row.words, WORDS_LENGTH), (WIDTH as i32 - WORDS + MARGIN / 2, middle), &words)
}

/// As much as there is room for.
fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).collect::<String>().trim_end().to_owned() + "…",
        false => text.to_owned(),
    }
}
