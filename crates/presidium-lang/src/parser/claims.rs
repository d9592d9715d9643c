//! Claims, tests, what-ifs and systems.

use super::descent::{Failed, Parsed, Parser};
use crate::ast::{Change, Claim, ClaimStep, Name, System, Test, WhatIf};
use crate::clause::ClauseKind;
use crate::model::{ClaimKind, Direction, Role};
use crate::token::Sign;

const CLAIM_CLAUSES: &[&str] = &["role", "place", "touches", "given", "step", "holds", "without", "effect", "expect"];
const TEST_CLAUSES: &[&str] = &["given", "holds"];

impl Parser<'_> {
    pub(super) fn claim(&mut self) -> Parsed<Claim> {
        self.next();
        let id = self.new_name("the id of a claim, such as `B7`")?;
        let kind = self.claim_kind()?;
        let words = self.expect_text("the claim in words, between quotes")?;
        let mut role = None;
        let mut claim = Claim {
            id,
            kind,
            words,
            role: Role::Structural,
            passage: None,
            touches: None,
            given: None,
            steps: vec![],
            holds: None,
            without: None,
            effect: None,
            expect: None,
        };
        while self.peek().is_some() {
            let from = self.at;
            match self.claim_clause(&mut claim, &mut role) {
                Ok(()) => self.note_clause(from),
                Err(_) => self.recover(CLAIM_CLAUSES),
            }
        }
        match role {
            Some(role) => claim.role = role,
            None => {
                let help = "write `role calibration`, `role seen`, `role held-out` or `role structural`";
                let _: Parsed<()> = self.missing(claim.id.span, "the role of the claim is missing", help);
            }
        }
        Ok(claim)
    }

    fn claim_kind(&mut self) -> Parsed<ClaimKind> {
        let kind = match self.peek_word() {
            "event" => ClaimKind::Event,
            "quantity" => ClaimKind::Quantity,
            "negative" => ClaimKind::Negative,
            "cause" => ClaimKind::Cause,
            _ => {
                return self.expected("the kind of the claim: `event`, `quantity`, `negative` or `cause`");
            }
        };
        self.next();
        Ok(kind)
    }

    fn claim_clause(&mut self, claim: &mut Claim, role: &mut Option<Role>) -> Parsed<()> {
        let word = self.here();
        match self.peek_word() {
            "role" => {
                self.next();
                let value = self.role()?;
                self.once(role, word, value);
            }
            "place" => {
                self.next();
                let value = self.expect_text("where in the source text the claim stands, between quotes")?;
                self.once(&mut claim.passage, word, value);
            }
            "touches" => {
                self.next();
                let value = self.systems()?;
                self.once(&mut claim.touches, word, value);
            }
            "given" => {
                self.next();
                let value = self.expression()?;
                self.once(&mut claim.given, word, value);
            }
            "step" => {
                self.next();
                let words = self.expect_text("the step in words, between quotes")?;
                claim.steps.push(ClaimStep { words, holds: self.expression()? });
            }
            "holds" => {
                self.next();
                let value = self.expression()?;
                self.once(&mut claim.holds, word, value);
            }
            "without" => {
                self.next();
                let value = self.name("the name of a what-if")?;
                self.once(&mut claim.without, word, value);
            }
            "effect" => {
                self.next();
                let value = self.expression()?;
                self.once(&mut claim.effect, word, value);
            }
            "expect" => {
                self.next();
                let direction = match self.peek_word() {
                    "increases" => Direction::Increases,
                    "decreases" => Direction::Decreases,
                    _ => return self.expected("`increases` or `decreases`"),
                };
                self.next();
                self.once(&mut claim.expect, word, direction);
            }
            _ => self.unknown_clause("claim", CLAIM_CLAUSES),
        }
        Ok(())
    }

    /// `S3, S4`
    fn systems(&mut self) -> Parsed<Vec<Name>> {
        let mut names = vec![self.name("the name of a system")?];
        while self.eat_sign(Sign::Comma) {
            names.push(self.name("the name of a system")?);
        }
        Ok(names)
    }

    fn role(&mut self) -> Parsed<Role> {
        let role = match self.peek_word() {
            "calibration" => Role::Calibration,
            "structural" => Role::Structural,
            "seen" => Role::Seen,
            "held" if self.sign_at(1, Sign::Minus) && self.word_at(2) == "out" => {
                self.at += 2;
                Role::HeldOut
            }
            _ => return self.expected("`calibration`, `seen`, `held-out` or `structural`"),
        };
        self.next();
        Ok(role)
    }

    pub(super) fn test(&mut self) -> Parsed<Test> {
        self.next();
        let name = self.expect_text("what is tested, in words between quotes")?;
        let (mut given, mut holds) = (None, None);
        while self.peek().is_some() {
            let (from, word) = (self.at, self.here());
            match self.peek_word() {
                "given" => {
                    self.next();
                    let what_if = self.name("the name of a what-if")?;
                    self.once(&mut given, word, what_if);
                }
                "holds" => {
                    self.next();
                    let value = self.expression()?;
                    self.once(&mut holds, word, value);
                }
                _ => {
                    self.unknown_clause("test", TEST_CLAUSES);
                    return Err(Failed);
                }
            }
            self.note_clause(from);
        }
        match holds {
            Some(holds) => Ok(Test { name, given, holds }),
            None => self.missing(name.span, "the test does not say what holds", "write `holds` and a condition"),
        }
    }

    pub(super) fn what_if(&mut self) -> Parsed<WhatIf> {
        self.next();
        self.expect_word("if")?;
        let name = self.new_name("the name of a what-if")?;
        let words = self.eat_text();
        Ok(WhatIf { name, words, changes: self.changes() })
    }

    /// A system: what the model calls by this name, and the changes that keep it from acting.
    pub(super) fn system(&mut self) -> Parsed<System> {
        self.next();
        let name = self.new_name("the name of a system, such as `S4`")?;
        let words = self.expect_text("what the system is, between quotes")?;
        let from = self.at;
        if !self.eat_word("off") {
            return self.expected("`off` and the changes that keep the system from acting");
        }
        let off = self.changes();
        self.note_clause(from);
        if off.is_empty() {
            let message = "the system does not say how it is switched off";
            return self.missing(name.span, message, "write after `off` the changes that keep it from acting");
        }
        Ok(System { name, words, off })
    }

    fn changes(&mut self) -> Vec<Change> {
        let mut changes = vec![];
        while self.peek().is_some() {
            let from = self.at;
            match self.change() {
                Ok(change) => {
                    self.note(ClauseKind::Change, from, 1);
                    changes.push(change);
                }
                Err(Failed) => self.recover(super::changes::CHANGES),
            }
        }
        changes
    }
}
