//! Panels over time.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::marks::{self, Chart, Curve, FILLS, HAIR, INK, INK_2, PAPER};
use super::{Area, Drawn, MARGIN, WIDTH, anchored, failed, heading, plain, tick, write};
use crate::panels::{Mark, Time};

/// Pixels: of the title and the unit, of the labels, of the names of a stack.
const HEAD: i32 = 48;
const LABELS: i32 = 26;
const FIGURES: i32 = 64;
const NAMES: i32 = 290;

pub fn draw(area: &Area<'_>, time: &Time) -> Drawn {
    heading(area, &time.title, &time.unit)?;
    let stack = time.marks.iter().find_map(|mark| if let Mark::Stack { parts } = mark { Some(parts) } else { None });
    let mut chart = ChartBuilder::on(area)
        .margin_top(HEAD)
        .margin_left(MARGIN)
        .margin_right(if stack.is_some() { NAMES } else { MARGIN })
        .margin_bottom(14)
        .x_label_area_size(LABELS)
        .y_label_area_size(FIGURES)
        .build_cartesian_2d(0.0..time.steps as f64, time.range.0..time.range.1)
        .map_err(failed)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(HAIR)
        .axis_style(INK_2)
        .label_style(plain(11, INK_2))
        .y_labels(if time.low { 4 } else { 6 })
        .y_label_formatter(&|value| tick(*value, time.range))
        .draw()
        .map_err(failed)?;
    axis_of_time(area, &chart, time)?;
    time.marks.iter().try_for_each(|mark| draw_mark(&mut chart, time, mark))?;
    stack.map_or(Ok(()), |parts| names(area, &chart, parts))
}

/// A line under the panel, with the labels of its places.
fn axis_of_time(area: &Area<'_>, chart: &Chart<'_, '_>, time: &Time) -> Drawn {
    let (across, down) = chart.plotting_area().get_pixel_range();
    let origin = area.get_base_pixel();
    let (left, right, base) = (across.start - origin.0, across.end - origin.0, down.end - origin.1);
    marks::stroke(area, vec![(left, base), (right, base)], INK_2.stroke_width(1))?;
    for (place, label) in &time.ticks {
        let at = left + (place / time.steps as f64 * f64::from(right - left)).round() as i32;
        marks::stroke(area, vec![(at, base), (at, base + 5)], INK_2.stroke_width(1))?;
        write(area, label, (at, base + 14), &anchored(plain(11, INK_2), HPos::Center))?;
    }
    Ok(())
}

/// Figures at the ends of steps.
fn at_ends(values: impl Iterator<Item = f64>) -> Curve {
    let places = (1..).map(f64::from);
    places.zip(values).filter(|(_, value)| value.is_finite()).collect()
}

fn draw_mark(chart: &mut Chart<'_, '_>, time: &Time, mark: &Mark) -> Drawn {
    match mark {
        Mark::Fan { side, steps } => {
            let quantile = |level: usize| at_ends(steps.iter().map(|step| step[level]));
            let around = [[quantile(0), quantile(4)], [quantile(1), quantile(3)]];
            marks::sided(chart, *side, &quantile(2), &around)
        }
        Mark::Line { side, steps } => {
            let end = |which: usize| at_ends(steps.iter().map(|step| step[which]));
            marks::sided(chart, *side, &end(0), &[[end(1), end(2)]])
        }
        Mark::Stack { parts } => stacked(chart, parts),
        Mark::Recorded(points) => marks::recorded(chart, points),
        Mark::Level(level) => {
            let across = [(0.0, *level), (time.steps as f64, *level)];
            marks::line(chart, &across, INK.stroke_width(1), None)
        }
    }
}

/// The sum of the parts up to each, step by step.
fn edges(parts: &[(String, Vec<f64>)]) -> Vec<Vec<f64>> {
    let steps = parts.first().map_or(0, |(_, shares)| shares.len());
    let mut edges = vec![vec![0.0; steps]];
    for (_, shares) in parts {
        let below = &edges[edges.len() - 1];
        edges.push(below.iter().zip(shares).map(|(below, share)| below + share).collect());
    }
    edges
}

fn stacked(chart: &mut Chart<'_, '_>, parts: &[(String, Vec<f64>)]) -> Drawn {
    let edges: Vec<Curve> = edges(parts).iter().map(|edge| at_ends(edge.iter().copied())).collect();
    for (place, pair) in edges.windows(2).enumerate() {
        marks::between(chart, &pair[0], &pair[1], FILLS[place % FILLS.len()].mix(1.0))?;
        marks::line(chart, &pair[1], PAPER.stroke_width(1), None)?;
    }
    Ok(())
}

/// The names of a stack, each beside where its part ends, without standing upon each other.
fn names(area: &Area<'_>, chart: &Chart<'_, '_>, parts: &[(String, Vec<f64>)]) -> Drawn {
    const APART: i32 = 17;
    let (_, pixels) = chart.plotting_area().get_pixel_range();
    let top = area.get_base_pixel().1;
    let (first, last) = (pixels.start - top, pixels.end - top);
    let left = WIDTH as i32 - NAMES + 10;
    let ends: Vec<f64> = edges(parts).iter().filter_map(|edge| edge.last().copied()).collect();
    let height = f64::from(last - first);
    let middle = |pair: &[f64]| last - ((pair[0] + pair[1]) / 200.0 * height) as i32;
    // From the top down, each at its middle or right under the one before.
    let mut free = first;
    let mut places: Vec<i32> = ends.windows(2).map(middle).collect();
    for place in places.iter_mut().rev() {
        *place = (*place).max(free);
        free = *place + APART;
    }
    // Names that would fall below the axis move up again.
    let mut free = last - 4;
    for place in places.iter_mut() {
        *place = (*place).min(free);
        free = *place - APART;
    }
    for (number, ((name, _), place)) in parts.iter().zip(places).enumerate() {
        let swatch = Rectangle::new([(left, place - 6), (left + 12, place + 6)], FILLS[number % FILLS.len()].filled());
        area.draw(&swatch).map_err(failed)?;
        write(area, name, (left + 18, place), &anchored(plain(11, INK), HPos::Left))?;
    }
    Ok(())
}
