//! The chronicle of one world: which of its lines only repeat the month before.
//!
//! A rule that acts month after month says the same each time. A reader wants to hear it once, with how long it goes on.

use std::collections::BTreeMap;

use presidium_engine::oracle::Line;
use presidium_lang::clock::Step;
use presidium_lang::model::{Element, Model, RuleId};

use crate::words::line_text;

/// A line in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct ChronicleLine<'a> {
    /// What is said, when, by which rule.
    pub line: &'a Line,
    /// What is said, in words.
    pub text: String,
    /// The same rule said the same of the same element in the month before.
    pub repeats: bool,
    /// Of a line that is said again in the month after: the last month without a gap in which it is said.
    pub until: Option<Step>,
}

/// All lines in their order, the repeated ones marked.
pub fn chronicle<'a>(model: &Model, lines: &'a [Line]) -> Vec<ChronicleLine<'a>> {
    let mut all: Vec<ChronicleLine<'_>> = vec![];
    // For each thing that is said, the line with which it began and the month in which it was last said.
    let mut runs: BTreeMap<(RuleId, Element, String), (usize, Step)> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let text = line_text(model, line);
        let run = runs.entry((line.rule, line.element, text.clone())).or_insert((place, line.month));
        if line.month > run.1 + 1 {
            *run = (place, line.month);
        }
        let (first, last) = run;
        *last = line.month;
        let repeats = line.month > lines[*first].month;
        if repeats {
            all[*first].until = Some(line.month);
        }
        all.push(ChronicleLine { line, text, repeats, until: None });
    }
    all
}

#[cfg(test)]
mod tests {
    use presidium_engine::oracle::Piece;

    use super::*;

    fn line(month: u32, rule: u32, text: &str) -> Line {
        Line {
            month: Step(month),
            rule: RuleId::from_raw(rule),
            element: Element(0),
            pieces: vec![Piece::Text(text.to_owned())],
            known_to: None,
            vacant: false,
        }
    }

    fn marks(lines: &[Line]) -> Vec<(bool, Option<u32>)> {
        chronicle(&Model::default(), lines).iter().map(|told| (told.repeats, told.until.map(|month| month.0))).collect()
    }

    #[test]
    fn what_goes_on_is_told_with_its_end() {
        let lines = [line(1, 0, "vacant"), line(2, 0, "vacant"), line(2, 1, "rain"), line(3, 0, "vacant")];
        assert_eq!(marks(&lines), [(false, Some(3)), (true, None), (false, None), (true, None)]);
    }

    #[test]
    fn after_a_gap_it_begins_anew() {
        let lines = [line(1, 0, "riot"), line(2, 0, "riot"), line(4, 0, "riot"), line(5, 0, "riot")];
        assert_eq!(marks(&lines), [(false, Some(2)), (true, None), (false, Some(5)), (true, None)]);
    }

    #[test]
    fn another_rule_or_another_text_is_another_line() {
        let lines = [line(1, 0, "riot"), line(2, 1, "riot"), line(3, 1, "peace")];
        assert_eq!(marks(&lines), [(false, None); 3]);
    }

    #[test]
    fn what_is_said_twice_in_a_month_is_said_twice() {
        let lines = [line(1, 0, "riot"), line(1, 0, "riot")];
        assert_eq!(marks(&lines), [(false, None); 2]);
    }
}
