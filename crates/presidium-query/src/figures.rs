//! Numbers in words: shares, effects, quantities in their units, dates, people by name.
//!
//! Every figure of a report is written here, so that what is no number is a dash everywhere.

use presidium_lab::{Effect, Estimate, Share};
use presidium_lang::model::{Model, NEVER, SetId, Type};

/// What stands where there is no number: a share of no worlds, an interval without ends.
pub const NOTHING: &str = "–";

/// A figure as data: none if it is no number.
pub fn known(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}

/// The words for a number, or a dash.
fn if_known(figure: f64, words: impl FnOnce(f64) -> String) -> String {
    known(figure).map_or_else(|| NOTHING.to_owned(), words)
}

/// The words for the two ends of an interval, or a dash.
fn ends(estimate: &Estimate, words: impl Fn(f64) -> String) -> String {
    let known = [estimate.value, estimate.low, estimate.high].iter().all(|end| end.is_finite());
    if known { format!("{} – {}", words(estimate.low), words(estimate.high)) } else { NOTHING.to_owned() }
}

/// A whole number with thin groups: `10 000`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(" ")
}

/// So many worlds: `10 000 worlds`.
pub fn worlds(n: u64) -> String {
    if n == 1 { "1 world".to_owned() } else { format!("{} worlds", count(n)) }
}

/// A share in per cent: `12.3 %`.
pub fn per_cent(share: f64) -> String {
    if_known(share, |share| format!("{:.1} %", share * 100.0))
}

/// As [`per_cent`]; of no worlds with its denominator, where no other figure of the row tells it.
pub fn share_of_worlds(share: Share) -> String {
    if share.worlds == 0 { format!("{NOTHING} of 0") } else { per_cent(share.wilson().value) }
}

/// In how many worlds; of none with the denominator, because a zero would say that there were worlds and none was such.
pub fn held(share: Share) -> String {
    if share.worlds == 0 { "0 of 0".to_owned() } else { count(share.held) }
}

/// The two ends of an interval of shares, in per cent.
pub fn share_interval(estimate: &Estimate) -> String {
    ends(estimate, |end| format!("{:.1}", end * 100.0))
}

/// A share as it is usually written: `2/3`, or `61.8 %`.
pub fn share(share: f64) -> String {
    let whole = |parts: &f64| (share * parts - (share * parts).round()).abs() < 1e-9;
    match (2..=12).map(f64::from).find(whole) {
        Some(_) if share == 0.0 || share == 1.0 => number(share),
        Some(parts) => format!("{:.0}/{parts:.0}", share * parts),
        None => per_cent(share),
    }
}

/// A probability, or the luck that it is compared with: `0.83`.
pub fn share_of_one(probability: f64) -> String {
    if_known(probability, |probability| format!("{probability:.3}"))
}

/// A difference of shares, in percentage points: `+1.3 points`.
pub fn points(difference: f64) -> String {
    if_known(difference, |difference| format!("{} points", bare_points(difference)))
}

/// As [`points`], for a column that says so: `+1.3`.
pub fn bare_points(difference: f64) -> String {
    if_known(difference, |difference| format!("{:+.1}", difference * 100.0))
}

/// The two ends of an interval of a difference of shares, in percentage points.
pub fn points_interval(estimate: &Estimate) -> String {
    ends(estimate, bare_points)
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

/// As [`of_a_hundred`], with its interval: `71 of 100 worlds (95 %: 70.1 – 71.9)`.
pub fn of_a_hundred_within(share: Share) -> String {
    let estimate = share.wilson();
    format!("{} (95 %: {})", of_a_hundred(estimate.value), share_interval(&estimate))
}

/// A difference with its sign: percentage points of a truth, the unit of a quantity.
pub fn effect_value(effect: &Effect, value: f64, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => points(value),
        Effect::OnQuantity(_) => if_known(value, |value| with_unit(&signed(shown(value, ty)), ty)),
    }
}

/// The mean with or without a change: a share of worlds, or a quantity in its unit.
pub fn effect_mean(model: &Model, effect: &Effect, mean: f64, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => per_cent(mean),
        Effect::OnQuantity(_) => value(model, ty, mean),
    }
}

/// The two ends of the interval of such a mean, in the same unit as [`effect_mean`], which names it.
pub fn effect_mean_interval(effect: &Effect, mean: &Estimate, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => share_interval(mean),
        Effect::OnQuantity(_) => ends(mean, |end| number(shown(end, ty))),
    }
}

/// The two ends of the interval of an effect, in the same unit as [`effect_value`], which names it.
pub fn effect_interval(effect: &Effect, estimate: &Estimate, ty: &Type) -> String {
    match effect {
        Effect::OnTruth(_) => points_interval(estimate),
        Effect::OnQuantity(_) => ends(estimate, |end| signed(shown(end, ty))),
    }
}

/// A value in the unit it is shown in, a truth as yes or no, an element by its label, a date as a month.
pub fn value(model: &Model, ty: &Type, value: f64) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    match ty {
        Type::Truth => (if value != 0.0 { "yes" } else { "no" }).to_owned(),
        Type::Date => date(model, value),
        Type::Element { set, .. } => element(model, *set, value),
        Type::Quantity { .. } => with_unit(&number(shown(value, ty)), ty),
    }
}

/// A value as data: as [`value`], but without its unit, and elements by their ids; empty if there is none.
pub fn bare_value(model: &Model, ty: &Type, value: f64) -> String {
    match ty {
        _ if !value.is_finite() => String::new(),
        Type::Quantity { .. } => format!("{}", shown(value, ty)),
        Type::Element { set, .. } => {
            let elements = &model.sets[*set].elements;
            if value < 0.0 { String::new() } else { elements.get(value as usize).cloned().unwrap_or_default() }
        }
        _ => self::value(model, ty, value),
    }
}

/// `1953-03`, or `never`.
pub fn date(model: &Model, date: f64) -> String {
    if date >= NEVER { "never".to_owned() } else { model.clock.date_text(date) }
}

/// Three significant digits, as few places as that takes; millions and billions in words.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
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

fn element(model: &Model, set: SetId, ordinal: f64) -> String {
    if ordinal < 0.0 {
        return "nobody".to_owned();
    }
    model.sets[set].labels.get(ordinal as usize).cloned().unwrap_or_else(|| format!("element {ordinal}"))
}

/// With its sign.
pub fn signed(value: f64) -> String {
    if value > 0.0 && value.is_finite() { format!("+{}", number(value)) } else { number(value) }
}

/// A quantity in the unit in which it is shown; anything else as it is.
pub(crate) fn shown(value: f64, ty: &Type) -> f64 {
    match ty {
        Type::Quantity { factor, .. } => value / *factor,
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
    use presidium_lang::model::Factor;

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
    fn what_is_no_number_is_a_dash() {
        let (truth, quantity) = (Type::Truth, Type::Quantity { symbol: "tonne".to_owned(), factor: Factor::ONE });
        let model = Model::default();
        for ty in [&truth, &quantity, &Type::Date] {
            let effect = Effect::of_type(ty);
            assert_eq!(effect_value(&effect, effect.estimate().value, ty), NOTHING);
            assert_eq!(effect_mean(&model, &effect, effect.without().value, ty), NOTHING);
            assert_eq!(effect_interval(&effect, &effect.estimate(), ty), NOTHING);
            assert_eq!(value(&model, ty, f64::NAN), NOTHING);
            assert_eq!(bare_value(&model, ty, f64::NAN), "");
        }
        let nothing = Share::default();
        assert_eq!(share_interval(&nothing.wilson()), NOTHING);
        assert_eq!((held(nothing).as_str(), share_of_worlds(nothing).as_str()), ("0 of 0", "– of 0"));
        assert_eq!([share_of_one(f64::NAN), signed(f64::INFINITY), per_cent(f64::NAN)], [NOTHING; 3]);
    }

    #[test]
    fn an_interval_of_one_world_has_no_ends() {
        let ty = Type::Quantity { symbol: "tonne".to_owned(), factor: Factor::ONE };
        let mut effect = Effect::of_type(&ty);
        effect.push(3.0, 1.0);
        assert_eq!(effect_value(&effect, effect.estimate().value, &ty), "+2 tonne");
        assert_eq!(effect_interval(&effect, &effect.estimate(), &ty), NOTHING);
    }

    #[test]
    fn shares_are_fractions_where_they_are_simple() {
        let cases = [(0.5, "1/2"), (2.0 / 3.0, "2/3"), (0.6, "3/5"), (1.0, "1"), (1.5, "3/2"), (0.618, "61.8 %")];
        for (value, text) in cases {
            assert_eq!(share(value), text);
        }
    }

    #[test]
    fn months_are_counted_from_the_year_zero() {
        let model = Model::default();
        assert_eq!(date(&model, 1953.0 * 12.0 + 2.0), "1953-03");
        assert_eq!(date(&model, NEVER), "never");
    }

    #[test]
    fn frequencies_never_claim_certainty() {
        assert_eq!(of_a_hundred(0.714), "71 of 100 worlds");
        assert_eq!(of_a_hundred(0.9999), "more than 99 of 100 worlds");
        assert_eq!(of_a_hundred(0.001), "fewer than 1 of 100 worlds");
        assert_eq!(of_a_hundred(1.0), "100 of 100 worlds");
    }
}
