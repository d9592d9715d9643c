//! Numbers in words: shares, effects, quantities in their units, dates, people by name.

use presidium_lab::{Effect, Estimate};
use presidium_lang::model::{Model, NEVER, Type};

/// A whole number with thin groups: `10 000`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(" ")
}

/// A share in per cent: `12.3 %`.
pub fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// The two ends of an interval of shares, in per cent.
pub fn share_interval(estimate: &Estimate) -> String {
    format!("{:.1} – {:.1}", estimate.low * 100.0, estimate.high * 100.0)
}

/// A probability, or the luck that it is compared with: `0.83`.
pub fn share_of_one(probability: f64) -> String {
    format!("{probability:.3}")
}

/// A share of worlds as a frequency: `71 of 100 worlds`.
pub fn of_a_hundred(share: f64) -> String {
    let hundredths = share * 100.0;
    if share > 0.0 && hundredths < 1.0 {
        return "fewer than 1 of 100 worlds".to_owned();
    }
    if share < 1.0 && hundredths > 99.0 {
        return "more than 99 of 100 worlds".to_owned();
    }
    format!("{hundredths:.0} of 100 worlds")
}

/// A difference with its sign: percentage points of a truth, the unit of a quantity.
pub fn effect_value(effect: &Effect, value: f64, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => format!("{:+.1} points", value * 100.0),
        Effect::OnQuantity(_) => with_unit(&signed(shown(value, ty)), ty),
    }
}

/// The mean with or without a change: a share of worlds, or a quantity in its unit.
pub fn effect_mean(model: &Model, effect: &Effect, mean: f64, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => per_cent(mean),
        Effect::OnQuantity(_) => value(model, ty, mean),
    }
}

/// The two ends of the interval of an effect, in the same unit as [`effect_value`], which names it.
pub fn effect_interval(effect: &Effect, estimate: &Estimate, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => format!("{:+.1} – {:+.1}", estimate.low * 100.0, estimate.high * 100.0),
        Effect::OnQuantity(_) => {
            format!("{} – {}", signed(shown(estimate.low, ty)), signed(shown(estimate.high, ty)))
        }
    }
}

/// A value in the unit it is shown in, a truth as yes or no, an element by its label, a date as a month.
pub fn value(model: &Model, ty: &Type, value: f64) -> String {
    match ty {
        Type::Truth => (if value != 0.0 { "yes" } else { "no" }).to_owned(),
        Type::Date => date(value),
        Type::Element { set, .. } => element(model, set.index(), value),
        Type::Quantity { .. } => with_unit(&number(shown(value, ty)), ty),
    }
}

/// A value as data: as [`value`], but without its unit, and elements by their ids.
pub fn bare_value(model: &Model, ty: &Type, value: f64) -> String {
    match ty {
        Type::Quantity { .. } => format!("{}", shown(value, ty)),
        Type::Element { set, .. } => {
            let elements = &model.sets[set.index()].elements;
            if value < 0.0 { String::new() } else { elements.get(value as usize).cloned().unwrap_or_default() }
        }
        _ => self::value(model, ty, value),
    }
}

/// `1953-03`, or `never`.
pub fn date(months: f64) -> String {
    if months >= NEVER { "never".to_owned() } else { month(months.max(0.0) as u32) }
}

/// `1953-03`.
pub fn month(months: u32) -> String {
    format!("{:04}-{:02}", months / 12, months % 12 + 1)
}

/// Three significant digits, as few places as that takes; millions and billions in words.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    for (bound, word) in [(1e9, "billion"), (1e6, "million")] {
        if size >= bound {
            return format!("{} {word}", number(value / bound));
        }
    }
    if size >= 1000.0 {
        let whole = count(size.round() as u64);
        return if value < 0.0 { format!("-{whole}") } else { whole };
    }
    if size < 1e-4 {
        return format!("{value:.2e}");
    }
    let places = [1.0, 10.0, 100.0].iter().filter(|bound| size < **bound).count();
    let more = [0.1, 0.01, 0.001].iter().filter(|bound| size < **bound).count();
    let text = format!("{value:.*}", places + more);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn element(model: &Model, set: usize, ordinal: f64) -> String {
    if ordinal < 0.0 {
        return "nobody".to_owned();
    }
    model.sets[set].labels.get(ordinal as usize).cloned().unwrap_or_else(|| format!("element {ordinal}"))
}

/// With its sign.
pub fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

fn shown(value: f64, ty: &Type) -> f64 {
    match ty {
        Type::Quantity { factor, .. } => value / factor,
        _ => value,
    }
}

fn with_unit(number: &str, ty: &Type) -> String {
    match ty {
        Type::Quantity { symbol, .. } if !symbol.is_empty() && symbol != "1" => format!("{number} {symbol}"),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_or_the_whole_thing() {
        let cases = [(0.0, "0"), (1.0, "1"), (0.12345, "0.123"), (0.012345, "0.0123"), (12.345, "12.3")];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(-23_456.0), "-23 456");
        assert_eq!(number(-1_234_567.0), "-1.23 million");
        assert_eq!(number(0.000_012), "1.20e-5");
        assert_eq!(number(f64::INFINITY), "–");
    }

    #[test]
    fn months_are_counted_from_the_year_zero() {
        assert_eq!(month(1953 * 12 + 2), "1953-03");
        assert_eq!(date(NEVER), "never");
    }

    #[test]
    fn frequencies_never_claim_certainty() {
        assert_eq!(of_a_hundred(0.714), "71 of 100 worlds");
        assert_eq!(of_a_hundred(0.9999), "more than 99 of 100 worlds");
        assert_eq!(of_a_hundred(0.001), "fewer than 1 of 100 worlds");
        assert_eq!(of_a_hundred(1.0), "100 of 100 worlds");
    }
}
