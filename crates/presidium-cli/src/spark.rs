//! Small pictures in a line of text: a sparkline, and a fan of quantiles. Plain ASCII where the terminal shows no other characters.

use std::sync::OnceLock;

use supports_unicode::Stream;

/// From low to high.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const PLAIN_BLOCKS: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];

/// A fan: outside of it, the 90 %, the 50 %, the median.
const FAN: [char; 4] = [' ', '─', '▒', '█'];
const PLAIN_FAN: [char; 4] = [' ', '-', '=', '#'];

/// A character for each of at most `most` values, evenly picked and with the last; a blank for what is no number.
pub fn sparkline(values: &[f64], (low, high): (f64, f64), most: usize) -> String {
    let blocks = if unicode() { BLOCKS } else { PLAIN_BLOCKS };
    picked(values, most).map(|value| block(value, low, high).map_or(' ', |step| blocks[step])).collect()
}

/// The 5, 25, 50, 75 and 95 % quantiles on a line of so many columns that reaches from `low` to `high`.
pub fn fan(quantiles: &[f64; 5], (low, high): (f64, f64), columns: usize) -> String {
    let marks = if unicode() { FAN } else { PLAIN_FAN };
    let column = |value: f64| {
        let part = if high > low { (value - low) / (high - low) } else { 0.5 };
        (part.clamp(0.0, 1.0) * (columns.saturating_sub(1)) as f64).round() as usize
    };
    if quantiles.iter().any(|value| !value.is_finite()) {
        return String::new();
    }
    let [q05, q25, q50, q75, q95] = quantiles.map(column);
    let mark = |at: usize| match at {
        _ if at == q50 => marks[3],
        _ if (q25..=q75).contains(&at) => marks[2],
        _ if (q05..=q95).contains(&at) => marks[1],
        _ => marks[0],
    };
    (0..columns).map(mark).collect::<String>().trim_end().to_owned()
}

/// A tornado's bar on a line of so many columns: from one figure to the other, with the mean between or beside them.
const BAR: [char; 4] = ['○', '●', '─', '│'];
const PLAIN_BAR: [char; 4] = ['o', '#', '-', '|'];

/// The marks of the figure at the low and at the high end of a parameter.
pub fn bar_ends() -> [char; 2] {
    let [low, high, ..] = if unicode() { BAR } else { PLAIN_BAR };
    [low, high]
}

/// From the figure at the low end of a parameter to that at its high end, across the mean.
pub fn bar([low, mean, high]: [f64; 3], (from, to): (f64, f64), columns: usize) -> String {
    let [low_mark, high_mark, line, middle] = if unicode() { BAR } else { PLAIN_BAR };
    if [low, mean, high].iter().any(|value| !value.is_finite()) || columns == 0 {
        return String::new();
    }
    let column = |value: f64| {
        let part = if to > from { (value - from) / (to - from) } else { 0.5 };
        (part.clamp(0.0, 1.0) * (columns - 1) as f64).round() as usize
    };
    let [low, mean, high] = [low, mean, high].map(column);
    let mark = |at: usize| match at {
        _ if at == high => high_mark,
        _ if at == low => low_mark,
        _ if at == mean => middle,
        _ if (low.min(high)..=low.max(high)).contains(&at) => line,
        _ => ' ',
    };
    (0..columns).map(mark).collect()
}

fn picked(values: &[f64], most: usize) -> impl Iterator<Item = f64> + '_ {
    let (count, last) = (values.len().min(most), values.len().saturating_sub(1));
    let place = move |at: usize| if count < 2 { last } else { at * last / (count - 1) };
    (0..count).map(move |at| values[place(at)])
}

/// The block of a value; the middle one where there is nothing between low and high.
fn block(value: f64, low: f64, high: f64) -> Option<usize> {
    let part = if high > low { (value - low) / (high - low) } else { 0.5 };
    let last = BLOCKS.len() - 1;
    value.is_finite().then(|| (part.clamp(0.0, 1.0) * last as f64).round() as usize)
}

fn unicode() -> bool {
    static UNICODE: OnceLock<bool> = OnceLock::new();
    *UNICODE.get_or_init(|| supports_unicode::on(Stream::Stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_between_low_and_high() {
        let steps = |values: &[f64]| values.iter().map(|value| block(*value, 0.0, 1.0)).collect::<Vec<_>>();
        assert_eq!(steps(&[0.0, 0.5, 1.0, 2.0, -1.0]), [Some(0), Some(4), Some(7), Some(7), Some(0)]);
        assert_eq!(steps(&[f64::NAN, f64::INFINITY]), [None, None]);
        assert_eq!(block(3.0, 3.0, 3.0), Some(4));
    }

    #[test]
    fn the_first_and_the_last_value_are_picked() {
        let values: Vec<f64> = (0..142).map(f64::from).collect();
        let all: Vec<f64> = picked(&values, 40).collect();
        assert_eq!((all.len(), all[0], all[39]), (40, 0.0, 141.0));
        assert_eq!(picked(&values[..3], 40).count(), 3);
        assert_eq!(picked(&[], 40).count(), 0);
    }
}
