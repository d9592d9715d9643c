//! Values as words: elements by label, quantities in their unit, dates as months.

use presidium_lang::model::{Model, NEVER, Type};

use presidium_lang::model::operations::holds;

/// A value as a reader sees it: `Lavrenty Beria`, `120 Mt/year`, `June 1953`, `yes`.
pub(crate) fn show(model: &Model, value: f64, ty: &Type) -> String {
    match ty {
        _ if value.is_nan() => "missing".to_owned(),
        Type::Quantity { symbol, factor } if symbol.is_empty() || symbol == "1" => number(value / *factor),
        Type::Quantity { symbol, factor } => format!("{} {symbol}", number(value / *factor)),
        Type::Truth => if holds(value) { "yes" } else { "no" }.to_owned(),
        Type::Date if value >= NEVER => "never".to_owned(),
        Type::Date => model.clock.date_words(value),
        Type::Element { set, .. } => {
            let labels = &model.sets[*set].labels;
            let label = (value >= 0.0).then(|| labels.get(value as usize)).flatten();
            label.map_or_else(|| "nobody".to_owned(), Clone::clone)
        }
    }
}

/// A number with three significant digits; whole numbers in full.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let mut places = 2;
    let mut size = value.abs();
    while size >= 10.0 && places > 0 {
        size /= 10.0;
        places -= 1;
    }
    while size < 1.0 && places < 9 {
        size *= 10.0;
        places += 1;
    }
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
