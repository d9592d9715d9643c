//! Base rates: what is counted in a world, and what was counted in a class of cases.

use super::descent::{Failed, Parsed, Parser};
use crate::ast::{BaseRate, ReferenceClass};
use crate::clause::ClauseKind;

const CLAUSES: &[&str] = &["counts", "over", "reference", "sourced", "estimate", "assumption"];

impl Parser<'_> {
    /// `base rate name "words"`, then its clauses.
    pub(super) fn base_rate(&mut self) -> Parsed<BaseRate> {
        self.next();
        self.expect_word("rate")?;
        let name = self.new_name("the name of a base rate")?;
        let words = self.expect_text("what is counted, in words between quotes")?;
        let (mut counts, mut over, mut reference, mut evidence) = (None, None, None, None);
        while self.peek().is_some() {
            let (from, word) = (self.at, self.here());
            match self.peek_word() {
                "counts" => {
                    self.next();
                    let value = self.expression()?;
                    self.once(&mut counts, word, value);
                    self.note_clause(from);
                }
                "over" => {
                    self.next();
                    let value = self.expression()?;
                    self.once(&mut over, word, value);
                    self.note(ClauseKind::Exposure, from, 1);
                }
                "reference" => {
                    self.next();
                    let value = self.reference_class()?;
                    self.once(&mut reference, word, value);
                    self.note_clause(from);
                }
                _ if self.at_status() => {
                    if let Some(value) = self.evidence() {
                        self.once(&mut evidence, word, value);
                    }
                }
                _ => {
                    self.unknown_clause("base rate", CLAUSES);
                    return Err(Failed);
                }
            }
        }
        let Some(counts) = counts else {
            let help = "write `counts` and how often it happens in a world, such as `counts at(falls, 1958-12)`";
            return self.missing(name.span, "the base rate does not say what is counted in a world", help);
        };
        let Some(over) = over else {
            let help = "write `over` and the time or the trials in a world: `over total(if holder[Premier] is some then 1 month else 0)`";
            return self.missing(name.span, "the base rate does not say in what it is counted in a world", help);
        };
        let Some(reference) = reference else {
            let help = "write `reference 8 in 451 years`, or of trials `reference 7 of 17`";
            return self.missing(name.span, "the base rate does not say what was counted elsewhere", help);
        };
        Ok(BaseRate { name, words, counts, over, reference, evidence })
    }

    /// `8 in 451 years`, `8 to 11 in 451 years`, `7 of 17`
    fn reference_class(&mut self) -> Parsed<ReferenceClass> {
        let from = self.here();
        let least = self.whole(0, "a count, such as `8`")?;
        let most = match self.eat_word("to") {
            true => self.whole(0, "the largest count that can be argued for, such as `11`")?,
            false => least,
        };
        let of_trials = match self.peek_word() {
            "in" => false,
            "of" => true,
            _ => return self.expected("`in` and an exposure such as `451 years`, or `of` and a number of trials"),
        };
        self.next();
        let exposure = self.expression()?;
        Ok(ReferenceClass { least, most, of_trials, exposure, span: from.to(self.previous()) })
    }
}
