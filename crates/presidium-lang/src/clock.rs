//! Time in steps: how long a step is, how steps are numbered, and which date each has.
//!
//! A model with a calendar has steps of whole days (a week is seven) or of whole months (a quarter is three, a year twelve). One without has
//! steps that are plain numbers in a unit of its own. Whoever has a step asks the [`Clock`] of its model what it means.

use std::fmt;
use std::ops::{Add, Sub};

use crate::calendar::{date_of_day, day_of_date, days_in_month, parse_date, year_of};
use crate::figures::{digits, figure, time_text};
use crate::model::Factor;

/// A step of a world, by its number. Steps of months are numbered from January of the year 0, whatever a model begins with.
///
/// ```
/// use presidium_lang::clock::{Clock, Step};
/// let march = Step::of_month(1953, 3);
/// assert_eq!(Clock::default().text(march), "1953-03");
/// assert_eq!(march + 12 - march, 12);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(pub u32);

impl Step {
    /// The step of a month, 1 to 12, of a year, where steps are months.
    pub const fn of_month(year: u32, month: u32) -> Step {
        Step(year * 12 + month - 1)
    }

    /// So many steps earlier, if there are so many.
    pub fn earlier(self, steps: u32) -> Option<Step> {
        self.0.checked_sub(steps).map(Step)
    }

    /// Every step from this one to another, both included; none if the other is earlier.
    ///
    /// ```
    /// use presidium_lang::clock::Step;
    /// assert_eq!(Step::of_month(1953, 11).to(Step::of_month(1954, 2)).count(), 4);
    /// ```
    pub fn to(self, last: Step) -> impl DoubleEndedIterator<Item = Step> + Clone {
        (self.0..=last.0).map(Step)
    }
}

impl Add<u32> for Step {
    type Output = Step;

    fn add(self, steps: u32) -> Step {
        Step(self.0 + steps)
    }
}

/// Steps from one to a later one.
impl Sub for Step {
    type Output = u32;

    fn sub(self, earlier: Step) -> u32 {
        self.0 - earlier.0
    }
}

/// How time is divided into steps.
#[derive(Clone, Debug, PartialEq)]
pub enum Clock {
    /// Steps of some months, of which one begins so many months after the start of the year 0.
    Months {
        /// Months in a step.
        length: u32,
        /// Less than the length.
        phase: u32,
    },
    /// Steps of some days, of which one begins so many days after 1 January of the year 0.
    Days {
        /// Days in a step.
        length: u32,
        /// Less than the length.
        phase: u32,
    },
    /// No calendar: dates are numbers. All in base units.
    Plain {
        /// When the first step begins.
        start: f64,
        /// How long a step is.
        length: f64,
        /// The unit in which dates are written.
        unit: String,
        /// How many base units that is.
        factor: Factor,
        /// The base unit, which is the dimension of time in the model.
        base: String,
    },
}

/// Steps of one month.
impl Default for Clock {
    fn default() -> Self {
        Clock::Months { length: 1, phase: 0 }
    }
}

impl Clock {
    /// Steps of some months, of which one begins with a month; see [`Step::of_month`].
    pub fn of_months(length: u32, first: u32) -> Clock {
        Clock::Months { length, phase: first % length }
    }

    /// Steps of some days, of which one begins on the day of a date.
    pub fn of_days(length: u32, first: f64) -> Clock {
        Clock::Days { length, phase: day_of_date(first) as u32 % length }
    }

    /// Whether dates are those of the calendar.
    pub fn has_calendar(&self) -> bool {
        !matches!(self, Clock::Plain { .. })
    }

    /// How long a step is, in years, or in the base unit of a model's own time. A year has 365.25 days.
    pub fn length(&self) -> f64 {
        match self {
            Clock::Months { length, .. } => f64::from(*length) / 12.0,
            Clock::Days { length, .. } => f64::from(*length) * Factor::new(4.0, 1461.0),
            Clock::Plain { length, .. } => *length,
        }
    }

    /// The date on which a step begins: months since the year 0, or a plain number.
    pub fn date(&self, step: Step) -> f64 {
        match self {
            Clock::Months { length, phase } => f64::from(step.0) * f64::from(*length) + f64::from(*phase),
            Clock::Days { length, phase } => date_of_day(f64::from(step.0) * f64::from(*length) + f64::from(*phase)),
            Clock::Plain { start, length, .. } => start + times(f64::from(step.0), *length),
        }
    }

    /// A moment of a step, a part of it from 0 to 1 after its start. In a calendar a date names a step, and so it is the same in all of it.
    ///
    /// ```
    /// use presidium_lang::clock::{Clock, Step};
    /// assert_eq!(Clock::default().date_within(Step(7), 0.5), 7.0);
    /// ```
    pub fn date_within(&self, step: Step, part: f64) -> f64 {
        match self {
            Clock::Plain { start, length, .. } => start + times(f64::from(step.0) + part, *length),
            _ => self.date(step),
        }
    }

    /// The date that stands for the end of a step: in a calendar that of the step, in which it lies; otherwise the one on which the next
    /// step begins.
    pub fn seen_date(&self, step: Step) -> f64 {
        match self {
            Clock::Plain { .. } => self.date(step + 1),
            _ => self.date(step),
        }
    }

    /// The step in which a date lies; the first of all for a date before it.
    pub fn at(&self, date: f64) -> Step {
        match self {
            Clock::Months { length, phase } => Step((date as u32).saturating_sub(*phase) / length),
            Clock::Days { length, phase } => Step((day_of_date(date) as u32).saturating_sub(*phase) / length),
            Clock::Plain { start, length, .. } => Step(((date - start) / length + NEARLY).floor() as u32),
        }
    }

    /// The step of [`Clock::seen_date`].
    pub fn seen_at(&self, date: f64) -> Step {
        match self {
            Clock::Plain { .. } => self.ending(date).unwrap_or_default(),
            _ => self.at(date),
        }
    }

    /// The first step that begins on a date or after it.
    pub fn starting(&self, date: f64) -> Step {
        let step = self.at(date);
        match self {
            Clock::Plain { length, .. } if self.date(step) < date - length * NEARLY => step + 1,
            _ => step,
        }
    }

    /// The first and the last step in which a part of a month lies, or of a day.
    pub fn within(&self, date: f64, is_day: bool) -> (Step, Step) {
        let last = if is_day { date } else { date + (days_in_month(date) - 1.0) / days_in_month(date) };
        (self.at(date), self.at(last))
    }

    /// Whether a year begins in a step; the first step of a run counts as such anyway.
    pub fn begins_a_year(&self, step: Step) -> bool {
        match self {
            Clock::Plain { .. } => false,
            _ => step.earlier(1).is_none_or(|before| self.year(before) != self.year(step)),
        }
    }

    /// The year in which a step begins; 0 without a calendar.
    pub fn year(&self, step: Step) -> u32 {
        match self {
            Clock::Plain { .. } => 0,
            _ => year_of(self.date(step)) as u32,
        }
    }

    /// A step as it is written: `1953-03` and, where steps begin on any day, `1953-03-05`; `1953` where they are years; `12.5` without a
    /// calendar.
    pub fn text(&self, step: Step) -> String {
        self.date_text(self.date(step))
    }

    /// As [`Clock::text`], for what is seen at the end of a step.
    pub fn seen_text(&self, step: Step) -> String {
        self.date_text(self.seen_date(step))
    }

    /// A step as a model names it: its text and, without a calendar, the unit.
    pub fn code(&self, step: Step) -> String {
        self.with_unit(self.text(step))
    }

    /// As [`Clock::code`], for what is seen at the end of a step.
    pub fn seen_code(&self, step: Step) -> String {
        self.with_unit(self.seen_text(step))
    }

    fn with_unit(&self, text: String) -> String {
        match self {
            Clock::Plain { unit, .. } => format!("{text} {unit}"),
            _ => text,
        }
    }

    /// A date as it is written.
    pub fn date_text(&self, date: f64) -> String {
        let (month, year) = (date.floor(), year_of(date));
        let of_year = month - year * 12.0 + 1.0;
        match self {
            Clock::Months { length, phase } if length % 12 == 0 && phase % 12 == 0 => format!("{year:04}"),
            Clock::Months { .. } => format!("{year:04}-{of_year:02}"),
            Clock::Days { .. } => format!("{year:04}-{of_year:02}-{:02}", day_of_month(date)),
            Clock::Plain { factor, .. } => digits(date / *factor, 12),
        }
    }

    /// A step in words: `June 1953`, `5 June 1953`, `the quarter from April 1953`, `1953`, `12.5 second`.
    pub fn words(&self, step: Step) -> String {
        self.date_words(self.date(step))
    }

    /// As [`Clock::words`], for what is seen at the end of a step.
    pub fn seen_words(&self, step: Step) -> String {
        self.date_words(self.seen_date(step))
    }

    /// The words of the step that begins on a date.
    pub fn date_words(&self, date: f64) -> String {
        let year = year_of(date);
        let month = format!("{} {year}", MONTHS[(date.floor() - year * 12.0) as usize % 12]);
        match self {
            Clock::Months { length: 1, .. } => month,
            Clock::Months { .. } if !self.date_text(date).contains('-') => format!("{year}"),
            Clock::Months { .. } => format!("the {} from {month}", self.noun()),
            Clock::Days { length: 1, .. } => format!("{} {month}", day_of_month(date)),
            Clock::Days { .. } => format!("the {} from {} {month}", self.noun(), day_of_month(date)),
            Clock::Plain { .. } => self.with_unit(self.date_text(date)),
        }
    }

    /// What a step is called.
    pub fn noun(&self) -> &'static str {
        match self {
            Clock::Months { length: 1, .. } => "month",
            Clock::Months { length: 3, .. } => "quarter",
            Clock::Months { length: 12, .. } => "year",
            Clock::Days { length: 1, .. } => "day",
            Clock::Days { length: 7, .. } => "week",
            _ => "step",
        }
    }

    /// So many steps as a time that a model can say: `7 days`, `3 months`, `0.125 second`.
    pub fn time(&self, steps: f64) -> String {
        let (per_step, unit) = match self {
            Clock::Months { length, .. } if length % 12 == 0 => (f64::from(*length / 12), "year"),
            Clock::Months { length, .. } => (f64::from(*length), "month"),
            Clock::Days { length, .. } => (f64::from(*length), "day"),
            Clock::Plain { length, unit, factor, .. } => (*length / *factor, unit.as_str()),
        };
        let count = if steps == 0.0 { "0".to_string() } else { digits(steps * per_step, 4) };
        let plural = if count == "1" || !self.has_calendar() { "" } else { "s" };
        format!("{count} {unit}{plural}")
    }

    /// A time in years, or in the base unit of the model's own, as a message shows it: `10 days`, `0.5 second`.
    pub(crate) fn time_text(&self, time: f64) -> String {
        match self {
            Clock::Plain { unit, factor, .. } => format!("{} {unit}", figure(time / *factor)),
            _ => time_text(time),
        }
    }

    /// A step as a message speaks of it: `one month`, `0.125 second`.
    pub(crate) fn one_step(&self) -> String {
        match self.noun() {
            "step" => self.time(1.0),
            noun => format!("one {noun}"),
        }
    }

    /// What a rate is counted by: `a year`, `a second`.
    pub(crate) fn rate_words(&self) -> String {
        match self {
            Clock::Plain { base, .. } => format!("a {base}"),
            _ => "a year".to_string(),
        }
    }

    /// The steps that a text means: the first and the last in which a part of it lies. It is a year, a month or a day, or, without a
    /// calendar, a number: the step that ends then.
    ///
    /// ```
    /// use presidium_lang::clock::{Clock, Step};
    /// assert_eq!(Clock::default().parse("1953-03"), Some((Step::of_month(1953, 3), Step::of_month(1953, 3))));
    /// assert_eq!(Clock::default().parse("1953"), None);
    /// let days = Clock::of_days(1, 1953.0 * 12.0);
    /// let (first, last) = days.parse("1953-02").expect("a month");
    /// assert_eq!((days.text(first), days.text(last)), ("1953-02-01".into(), "1953-02-28".into()));
    /// ```
    pub fn parse(&self, text: &str) -> Option<(Step, Step)> {
        if let Clock::Plain { unit, factor, .. } = self {
            let number = text.trim().strip_suffix(unit.as_str()).unwrap_or(text).trim();
            let step = self.ending(number.parse::<f64>().ok().filter(|number| number.is_finite())? * *factor)?;
            return Some((step, step));
        }
        let date = parse_date(text)?;
        match text.matches('-').count() {
            0 if self.text(self.at(date)).contains('-') => None,
            0 => Some((self.at(date), self.at(date + 11.0))),
            dashes => Some(self.within(date, dashes == 2)),
        }
    }

    /// Without a calendar, the step that ends at a time, or in which it lies. None up to the start of the first step.
    pub fn ending(&self, time: f64) -> Option<Step> {
        let Clock::Plain { start, length, .. } = self else { return None };
        let steps = ((time - start) / length - NEARLY).ceil();
        (1.0..=f64::from(u32::MAX)).contains(&steps).then(|| Step(steps as u32 - 1))
    }
}

/// How it would be written in a frame: `1 month`, `2 week`, `0.125 second`.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clock::Months { length, .. } if length % 12 == 0 => write!(f, "{} year", length / 12),
            Clock::Months { length, .. } if length % 3 == 0 => write!(f, "{} quarter", length / 3),
            Clock::Months { length, .. } => write!(f, "{length} month"),
            Clock::Days { length, .. } if length % 7 == 0 => write!(f, "{} week", length / 7),
            Clock::Days { length, .. } => write!(f, "{length} day"),
            Clock::Plain { length, unit, factor, .. } => write!(f, "{} {unit}", digits(*length / *factor, 12)),
        }
    }
}

/// A time this near to the border of a step, in steps, is meant to be there.
const NEARLY: f64 = 1e-6;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// So many steps. Three steps of a tenth are the number nearest to 3/10, not three times the one nearest to 1/10.
fn times(steps: f64, length: f64) -> f64 {
    let parts = (1.0 / length).round();
    if parts >= 1.0 && (1.0 / length - parts).abs() < NEARLY { steps / parts } else { steps * length }
}

/// The day of its month on which a date lies, 1 to 31.
fn day_of_month(date: f64) -> f64 {
    ((date - date.floor()) * days_in_month(date.floor()) + NEARLY).floor() + 1.0
}
