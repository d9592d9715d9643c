//! What is drawn: figures in the units in which they are shown, with the words that stand beside them.

use presidium_lab::LEVELS;
use presidium_query::headline::Side;

/// A title, what the figures are of, panels under each other, and notes.
///
/// # Example
/// ```
/// use presidium_charts::{Dot, Dots, Panel, Picture, Row, svg};
/// use presidium_lab::Share;
/// use presidium_query::headline::Side;
/// let estimate = Share { held: 34, worlds: 100, alike: 0 }.wilson();
/// let row = Row { name: "A1".to_owned(), words: "They fall out".to_owned(), dots: vec![Dot { side: Side::Without, estimate, filled: true }] };
/// let dots = Dots { title: "Claims".to_owned(), unit: "of 100 worlds".to_owned(), rows: vec![row], range: (0.0, 1.0), line: Some(0.5), factor: 100.0 };
/// let picture = Picture { title: "A quarrel".to_owned(), lines: vec![], panels: vec![Panel::Dots(dots)], notes: vec![] };
/// assert!(svg(&picture).expect("it is drawn").contains("of 100 worlds"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Of the model.
    pub title: String,
    /// Which worlds, what was changed.
    pub lines: Vec<String>,
    /// From the top to the bottom.
    pub panels: Vec<Panel>,
    /// Where the record is from, what the figures are.
    pub notes: Vec<String>,
}

/// A chart with its own axes.
#[derive(Clone, Debug, PartialEq)]
pub enum Panel {
    /// Over time.
    Time(Time),
    /// A row for each thing.
    Dots(Dots),
}

/// Figures over time. A place on the axis of time is the number of steps since the first one began.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// What it is.
    pub title: String,
    /// The unit of the figures; it stands under the title.
    pub unit: String,
    /// The places that have labels.
    pub ticks: Vec<(f64, String)>,
    /// How many steps.
    pub steps: usize,
    /// From the lowest to the highest figure of the axis.
    pub range: (f64, f64),
    /// What is drawn, one over the other.
    pub marks: Vec<Mark>,
    /// Lower than usual, as a strip under another panel.
    pub low: bool,
}

/// A series of figures, one for each step.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Where 50 and 90 of 100 worlds lie, and the median.
    Fan {
        /// Without or with the change.
        side: Side,
        /// Quantiles of [`LEVELS`].
        steps: Vec<[f64; LEVELS.len()]>,
    },
    /// A figure with its interval.
    Line {
        /// Without or with the change; a difference is of the change.
        side: Side,
        /// The value, and the ends of its interval.
        steps: Vec<[f64; 3]>,
    },
    /// Shares that add up to one, from the bottom to the top.
    Stack {
        /// What each is, with its last share in words, and its shares.
        parts: Vec<(String, Vec<f64>)>,
    },
    /// What was observed.
    Recorded(Vec<Point>),
    /// A line at a figure, such as nought.
    Level(f64),
}

/// What was observed at the end of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Steps since the first one began.
    pub place: f64,
    /// As recorded.
    pub value: f64,
    /// What the source thinks possible, if it says.
    pub range: Option<(f64, f64)>,
}

/// Rows of dots with intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// What they are.
    pub title: String,
    /// The unit of the figures.
    pub unit: String,
    /// From the top to the bottom.
    pub rows: Vec<Row>,
    /// From the lowest to the highest figure of the axis.
    pub range: (f64, f64),
    /// Where a line stands across all rows.
    pub line: Option<f64>,
    /// By what the figures are multiplied on the axis: 100 for shares in hundredths.
    pub factor: f64,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id, before the dots.
    pub name: String,
    /// What it says, behind the dots.
    pub words: String,
    /// Its figures.
    pub dots: Vec<Dot>,
}

/// A figure with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Without or with the change.
    pub side: Side,
    /// The figure.
    pub estimate: presidium_lab::Estimate,
    /// Filled or open.
    pub filled: bool,
}
