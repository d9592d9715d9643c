//! The marks that are the same in every picture.

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use presidium_query::headline::Side;

use super::{Area, ChartError, Drawn, colour, failed};
use crate::panels::Point;

pub const PAPER: RGBColor = RGBColor(0xFC, 0xF9, 0xF2);
pub const INK: RGBColor = RGBColor(0x19, 0x16, 0x13);
pub const INK_2: RGBColor = RGBColor(0x51, 0x4B, 0x44);
pub const HAIR: RGBColor = RGBColor(0xD9, 0xD0, 0xBF);
/// The worlds as they fall.
pub const SLATE: RGBColor = RGBColor(0x2F, 0x55, 0x6E);
/// What was changed.
pub const CHANGED: RGBColor = RGBColor(0xB3, 0x17, 0x0D);

/// Fills of a stack from the bottom to the top; a line of paper parts them, and each has its name beside it. They differ in lightness too.
pub const FILLS: [RGBColor; 7] = [
    RGBColor(0x33, 0x53, 0x6A),
    RGBColor(0xC9, 0x9A, 0x3C),
    RGBColor(0x8E, 0x85, 0x76),
    RGBColor(0x9D, 0xB0, 0x9A),
    RGBColor(0xD8, 0xC4, 0x92),
    RGBColor(0x6F, 0x8F, 0xA6),
    RGBColor(0xE4, 0xDC, 0xCC),
];

pub type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Places and figures.
pub type Curve = Vec<(f64, f64)>;

/// An area between two series.
pub fn between(chart: &mut Chart<'_, '_>, lower: &[(f64, f64)], upper: &[(f64, f64)], fill: RGBAColor) -> Drawn {
    let outline: Curve = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
    chart.draw_series([Polygon::new(outline, fill)]).map(drop).map_err(failed)
}

/// A line, solid or in dashes of so many pixels.
pub fn line(chart: &mut Chart<'_, '_>, points: &[(f64, f64)], style: ShapeStyle, dashes: Option<(u32, u32)>) -> Drawn {
    match dashes {
        None => chart.draw_series([PathElement::new(points.to_vec(), style)]).map(drop).map_err(failed),
        Some((dash, gap)) => {
            chart.draw_series(DashedLineSeries::new(points.to_vec(), dash, gap, style)).map(drop).map_err(failed)
        }
    }
}

/// A line with an area or an outline around it: without the change filled and dashed, with it in outline and solid.
pub fn sided(chart: &mut Chart<'_, '_>, side: Side, middle: &[(f64, f64)], around: &[[Curve; 2]]) -> Drawn {
    let ink = colour(side);
    for (place, [lower, upper]) in around.iter().enumerate() {
        match side {
            Side::Without => between(chart, lower, upper, ink.mix(0.16))?,
            Side::With => {
                let dashes = (place == 0 && around.len() > 1).then_some((2, 3));
                for edge in [lower, upper] {
                    line(chart, edge, ink.stroke_width(1), dashes)?;
                }
            }
        }
    }
    let dashes = (side == Side::Without).then_some((7, 4));
    line(chart, middle, ink.stroke_width(2), dashes)
}

/// A dot for what was observed, with a bar for what its source thinks possible.
pub fn recorded(chart: &mut Chart<'_, '_>, points: &[Point]) -> Drawn {
    for point in points {
        if let Some((low, high)) = point.range {
            let bar = vec![(point.place, low), (point.place, high)];
            chart.draw_series([PathElement::new(bar, INK.stroke_width(1))]).map(drop).map_err(failed)?;
        }
        let dot = Circle::new((point.place, point.value), 4, INK.filled());
        chart.draw_series([dot]).map(drop).map_err(failed)?;
    }
    Ok(())
}

/// A piece of the line of a side.
pub fn key_of_side(area: &Area<'_>, side: Side, (left, top): (i32, i32)) -> Drawn {
    let ink = colour(side);
    let right = left + 28;
    if side == Side::Without {
        let fill = Rectangle::new([(left, top - 6), (right, top + 6)], ink.mix(0.16).filled());
        area.draw(&fill).map_err(failed)?;
    } else {
        for edge in [top - 6, top + 6] {
            stroke(area, vec![(left, edge), (right, edge)], ink.stroke_width(1))?;
        }
    }
    let pieces = if side == Side::Without { vec![(0, 8), (12, 20), (24, 28)] } else { vec![(0, 28)] };
    pieces
        .into_iter()
        .try_for_each(|(from, to)| stroke(area, vec![(left + from, top), (left + to, top)], ink.stroke_width(2)))
}

pub fn recorded_key(area: &Area<'_>, (left, top): (i32, i32)) -> Drawn {
    stroke(area, vec![(left + 14, top - 8), (left + 14, top + 8)], INK.stroke_width(1))?;
    area.draw(&Circle::new((left + 14, top), 4, INK.filled())).map_err(failed)
}

pub fn stroke(area: &Area<'_>, points: Vec<(i32, i32)>, style: ShapeStyle) -> Result<(), ChartError> {
    area.draw(&PathElement::new(points, style)).map_err(failed)
}
