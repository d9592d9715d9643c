//! Numbers and times as a message shows them.

/// Three digits that count: `0.0833`, `12.5`, `1953`.
pub fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    digits(value, 3)
}

/// As many digits that count as are asked for, without zeros at the end.
pub fn digits(value: f64, count: i32) -> String {
    let scientific = format!("{value:.*e}", count as usize - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or_default();
    let digits = (count - 1 - exponent).clamp(0, 12);
    let text = format!("{value:.*}", digits as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// A time in years, in the unit in which it is easiest to read: `10 days`, `1.5 months`, `2 years`.
pub fn time_text(years: f64) -> String {
    let (count, unit) = match years.abs() {
        short if short < 1.0 / 12.0 => (years * 365.25, "day"),
        middling if middling < 1.0 => (years * 12.0, "month"),
        _ => (years, "year"),
    };
    let count = figure(count);
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// A share as a percentage: `86 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
