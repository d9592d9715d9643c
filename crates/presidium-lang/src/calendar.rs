//! The calendar: how dates are counted, and what is added to them.
//!
//! A date is a number of months since the start of the year 0. A day is a fraction of its month, which has 28 to 31
//! days: the Gregorian calendar, before 1582 too. Everything is plain arithmetic, floors and choices, without branches,
//! so that vector code computes the same bits. Here is also how dates are written and read: `1953-03`, `1953-03-05`.

use crate::model::missing::NEVER;

/// What is nearer to a whole number of months or days than this is meant to be that number. Rounding errors stay a
/// thousand times below it, and it is a few seconds at most.
const NEARLY: f64 = 1e-6;

/// The last year that can be written.
const YEAR_MAX: u32 = 9999;

/// The average length of a year in days, by which times in days are quantities in years.
const DAYS_IN_YEAR: f64 = 365.25;

/// A date some years later, counted in months.
///
/// Whole months keep the day, or take the last one of a month that is too short for it. A part of a month is added as
/// it is. [`NEVER`] stays what it is.
///
/// ```
/// use presidium_lang::calendar::add_months;
/// let january_31 = 1956.0 * 12.0 + 30.0 / 31.0;
/// assert_eq!(add_months(january_31, 1.0 / 12.0), 1956.0 * 12.0 + 1.0 + 28.0 / 29.0);
/// ```
#[inline(always)]
pub fn add_months(date: f64, years: f64) -> f64 {
    let months = settled(years * 12.0);
    let month = (date + NEARLY).floor();
    let days_before = settled((date - month) * days_in_month(month));
    let target = month + months;
    let length = days_in_month(target);
    let whole = target + (if days_before < length { days_before } else { length - 1.0 }) / length;
    let later = if months == months.floor() { whole } else { date + months };
    if date >= NEVER { unmoved(date, years) } else { later }
}

/// A date some years later, counted in days: 365.25 of them are a year, and every day of the calendar is one.
///
/// ```
/// use presidium_lang::calendar::add_days;
/// let february_28 = 1956.0 * 12.0 + 1.0 + 27.0 / 29.0;
/// assert_eq!(add_days(february_28, 2.0 / 365.25), 1956.0 * 12.0 + 2.0);
/// ```
#[inline(always)]
pub fn add_days(date: f64, years: f64) -> f64 {
    let month = (date + NEARLY).floor();
    let days_before = (date - month) * days_in_month(month);
    let day = settled(first_day(month) + days_before + years * DAYS_IN_YEAR);
    let target = month_of_day(day.floor());
    let later = target + (day - first_day(target)) / days_in_month(target);
    if date >= NEVER { unmoved(date, years) } else { later }
}

/// The year of a date.
#[inline(always)]
pub fn year_of(date: f64) -> f64 {
    (date / 12.0).floor()
}

/// The month of the year of a date, 1 to 12.
#[inline(always)]
pub fn month_of(date: f64) -> f64 {
    date.floor() - year_of(date) * 12.0 + 1.0
}

/// The number of days of a month, which is a whole number of months since the start of the year 0.
///
/// ```
/// use presidium_lang::calendar::days_in_month;
/// assert_eq!([1900.0, 1956.0, 2000.0].map(|year| days_in_month(year * 12.0 + 1.0)), [28.0, 29.0, 29.0]);
/// ```
#[inline(always)]
pub fn days_in_month(month: f64) -> f64 {
    let year = year_of(month);
    let place = month - year * 12.0;
    let is_leap = is_multiple(year, 4.0) & (!is_multiple(year, 100.0) | is_multiple(year, 400.0));
    // 31 and 30 days in turn, but for February, and anew from August.
    let turn = place - (place / 7.0).floor() * 7.0;
    let in_turn = 31.0 - (turn - (turn / 2.0).floor() * 2.0);
    let february = if is_leap { 29.0 } else { 28.0 };
    if place == 1.0 { february } else { in_turn }
}

#[inline(always)]
fn is_multiple(year: f64, of: f64) -> bool {
    year == (year / of).floor() * of
}

/// Days from 1 March of the year 0 to the first day of a month. Years that begin in March end with their leap day.
#[inline(always)]
fn first_day(month: f64) -> f64 {
    let since_march = month - 2.0;
    let year = year_of(since_march);
    let place = since_march - year * 12.0;
    // The months from March have 31, 30, 31, 30, 31 days, over and over: 153 in five of them.
    days_of_years(year) + ((place * 153.0 + 2.0) / 5.0).floor()
}

#[inline(always)]
fn days_of_years(years: f64) -> f64 {
    years * 365.0 + (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor()
}

/// The month of a day counted from 1 March of the year 0.
///
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
#[inline(always)]
fn month_of_day(day: f64) -> f64 {
    const DAYS_IN_400_YEARS: f64 = 146_097.0;
    let era = (day / DAYS_IN_400_YEARS).floor();
    let day = day - era * DAYS_IN_400_YEARS;
    // Without leap days, all years are equally long.
    let leap_days = (day / 1460.0).floor() - (day / 36_524.0).floor() + (day / 146_096.0).floor();
    let year = ((day - leap_days) / 365.0).floor();
    let day_of_year = day - days_of_years(year);
    let place = ((day_of_year * 5.0 + 2.0) / 153.0).floor();
    (era * 400.0 + year) * 12.0 + place + 2.0
}

/// Days from 1 January of the year 0 to the day of a date.
pub fn day_of_date(date: f64) -> f64 {
    let month = (date + NEARLY).floor();
    DAYS_BEFORE_MARCH + first_day(month) + settled((date - month) * days_in_month(month)).floor()
}

/// The date of a day, counted from 1 January of the year 0.
///
/// ```
/// use presidium_lang::calendar::{date_of_day, day_of_date, parse_date};
/// let march_5 = parse_date("1953-03-05").expect("a date");
/// assert_eq!(date_of_day(day_of_date(march_5)), march_5);
/// assert_eq!(day_of_date(0.0), 0.0);
/// ```
pub fn date_of_day(day: f64) -> f64 {
    let day = day - DAYS_BEFORE_MARCH;
    let month = month_of_day(day);
    month + (day - first_day(month)) / days_in_month(month)
}

/// January and February of the year 0, which is a leap year.
const DAYS_BEFORE_MARCH: f64 = 60.0;

/// The date itself; missing if the time is not a finite number.
#[inline(always)]
fn unmoved(date: f64, years: f64) -> f64 {
    date + years * 0.0
}

/// A number, or the whole number that it is meant to be.
#[inline(always)]
fn settled(number: f64) -> f64 {
    let whole = (number + 0.5).floor();
    if (number - whole).abs() < NEARLY { whole } else { number }
}

/// The date of a text: a year, a month, a day. A month that is left out is the first of its year, a day the first of its
/// month.
///
/// ```
/// use presidium_lang::calendar::parse_date;
/// assert_eq!(parse_date("1953-03-05"), Some(1953.0 * 12.0 + 2.0 + 4.0 / 31.0));
/// assert_eq!(parse_date("1953-02-29"), None);
/// ```
pub fn parse_date(text: &str) -> Option<f64> {
    let mut parts = text.trim().split('-');
    let year: u32 = parts.next()?.parse().ok().filter(|year| *year <= YEAR_MAX)?;
    let month: u32 = parts.next().map_or(Ok(1), str::parse).ok().filter(|m| (1..=12).contains(m))?;
    let day: u32 = parts.next().map_or(Ok(1), str::parse).ok()?;
    let first = f64::from(year * 12 + month - 1);
    let length = days_in_month(first);
    if parts.next().is_some() || day < 1 || f64::from(day) > length {
        return None;
    }
    Some(first + f64::from(day - 1) / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day from 1895 to 2105, by turning pages.
    fn days() -> Vec<f64> {
        let lengths = |year: u32| {
            let leap = year.is_multiple_of(4) && ![1900, 2100].contains(&year);
            [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        };
        let day = |month: u32, day: u32, length: u32| f64::from(month) + f64::from(day) / f64::from(length);
        (1895..2105)
            .flat_map(|year| (year * 12..).zip(lengths(year)))
            .flat_map(|(month, length)| (0..length).map(move |before| day(month, before, length)))
            .collect()
    }

    #[test]
    fn days_are_counted_through_every_month() {
        let days = days();
        for step in [1, 2, 28, 29, 30, 31, 59, 365, 366, 1461, 36_524, 36_525] {
            let years = f64::from(step * 4) / 1461.0;
            for (&earlier, &later) in days.iter().zip(&days[step as usize..]) {
                assert_eq!(add_days(earlier, years), later, "{earlier} and {step} days");
                assert_eq!(add_days(later, -years), earlier, "{later} less {step} days");
            }
        }
    }

    #[test]
    fn days_reach_back_before_the_first_of_march_of_the_year_0() {
        assert_eq!(add_days(2.0, -1.0 / 365.25), 1.0 + 28.0 / 29.0);
        assert_eq!(add_days(0.0, -1.0 / 365.25), -1.0 + 30.0 / 31.0);
        assert_eq!(add_days(-1.0 + 30.0 / 31.0, 1.0 / 365.25), 0.0);
    }

    #[test]
    fn months_keep_the_day_or_take_the_last() {
        let date = |year: f64, month: f64, day: f64| {
            let month = year * 12.0 + month - 1.0;
            month + (day - 1.0) / days_in_month(month)
        };
        let later = |date, months: f64| add_months(date, months / 12.0);
        assert_eq!(later(date(1953.0, 3.0, 5.0), 1.0), date(1953.0, 4.0, 5.0));
        assert_eq!(later(date(1953.0, 1.0, 31.0), 1.0), date(1953.0, 2.0, 28.0));
        assert_eq!(later(date(1956.0, 3.0, 31.0), -1.0), date(1956.0, 2.0, 29.0));
        assert_eq!(later(date(1956.0, 2.0, 29.0), 48.0), date(1960.0, 2.0, 29.0));
        assert_eq!(later(date(1956.0, 2.0, 29.0), 12.0), date(1957.0, 2.0, 28.0));
        assert_eq!(later(1953.0 * 12.0, 0.5), 1953.0 * 12.0 + 0.5);
    }

    #[test]
    fn whole_months_are_exact_however_they_were_computed() {
        let start = 1900.0 * 12.0;
        for months in -1200..=1200_i16 {
            let (months, expected) = (f64::from(months), start + f64::from(months));
            assert_eq!(add_months(start, months / 12.0), expected);
            assert_eq!(add_months(start, months * (1.0 / 12.0)), expected);
            assert_eq!(add_months(start, months / 7.0 / 12.0 * 7.0), expected);
        }
    }

    #[test]
    fn never_stays_never() {
        assert_eq!([1.0, -1.0, 0.01].map(|years| add_months(NEVER, years)), [NEVER; 3]);
        assert_eq!([1.0, -1.0, 0.01].map(|years| add_days(NEVER, years)), [NEVER; 3]);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for shift in [add_months, add_days] {
            assert!(shift(f64::NAN, 1.0).is_nan() && shift(23_000.0, f64::NAN).is_nan());
            assert!(shift(NEVER, f64::NAN).is_nan() && shift(NEVER, f64::INFINITY).is_nan());
            assert!(!shift(23_000.0, f64::INFINITY).is_finite());
        }
    }
}
