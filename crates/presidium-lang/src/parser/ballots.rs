//! Votes: `vote of Body with member m`, then settings.
//!
//! The words of the settings mean something here only; anywhere else they may be names.

use super::descent::{Parsed, Parser};
use crate::ast::{Ballot, Name, Setting, SettingValue};
use crate::diagnostic::did_you_mean;
use crate::model::{Base, Need, QuorumOf};
use crate::token::{Sign, Token, TokenKind};

const SETTINGS: &[&str] = &[
    "weighted",
    "weight",
    "majority",
    "unanimity",
    "plurality",
    "quorum",
    "abstention",
    "present",
    "noise",
    "chair",
    "ballots",
    "run-off",
    "in turn",
    "rule",
];

impl Parser<'_> {
    /// `vote of Body with member m, setting, setting`
    pub(super) fn ballot(&mut self) -> Parsed<Ballot> {
        self.expect_word("vote")?;
        self.expect_word("of")?;
        let body = self.name("the name of a body")?;
        if !(self.eat_word("with") && self.eat_word("member")) {
            return self
                .expected_so("`with member` and a name for a member", "write `by vote of Council with member m`");
        }
        let member = self.new_name("a name for a member")?;
        let mut settings = vec![];
        loop {
            let comma = self.eat_sign(Sign::Comma);
            if self.at_setting() {
                settings.push(self.setting()?);
            } else if comma {
                return self.unknown_setting();
            } else {
                return Ok(Ballot { body, member, settings });
            }
        }
    }

    /// Settings of two words begin with one that says little by itself.
    fn at_setting(&self) -> bool {
        match self.peek_word() {
            "run" => self.sign_at(1, Sign::Minus) && self.word_at(2) == "off",
            "in" => self.word_at(1) == "turn",
            word => SETTINGS.contains(&word),
        }
    }

    fn unknown_setting<T>(&mut self) -> Parsed<T> {
        let word = self.peek_word().to_string();
        let result = self.expected("a setting of the vote");
        if let Some(diagnostic) = self.findings.last_mut() {
            diagnostic.helps.extend(did_you_mean(&word, SETTINGS.iter().copied()));
            diagnostic.notes.push(format!("the settings are `{}`", SETTINGS.join("`, `")));
        }
        result
    }

    fn setting(&mut self) -> Parsed<Setting> {
        if matches!(self.peek_word(), "run" | "in") {
            return self.setting_of_two_words();
        }
        let name = self.name("a setting")?;
        let value = match name.text.as_str() {
            "weighted" => SettingValue::Flag,
            "majority" => {
                let need = self.need()?;
                SettingValue::Majority { need, share: self.expression()?, base: self.base()? }
            }
            "unanimity" => SettingValue::Unanimity(self.base()?),
            "plurality" => SettingValue::Plurality,
            "quorum" => self.quorum()?,
            "ballots" => SettingValue::Ballots(self.expression()?),
            "rule" => {
                self.expect_word("pce")?;
                self.expect_sign(Sign::OpenParen)?;
                SettingValue::Pce(self.arguments()?)
            }
            _ => SettingValue::Expr(self.expression()?),
        };
        Ok(Setting { name, value })
    }

    /// `run-off`, `in turn`, `in turn by largest seniority[m]`
    fn setting_of_two_words(&mut self) -> Parsed<Setting> {
        let start = self.here();
        let (text, words) = if self.peek_word() == "run" { ("run-off", 3) } else { ("in turn", 2) };
        self.at += words;
        let name = Name { text: text.to_string(), span: start.to(self.previous()) };
        let value = match text {
            "run-off" => SettingValue::RunOff,
            _ if self.eat_word("by") => SettingValue::InTurn(Some(self.order_after_by()?)),
            _ => SettingValue::InTurn(None),
        };
        Ok(Setting { name, value })
    }

    /// `more than`, `at least`, or neither.
    fn need(&mut self) -> Parsed<Need> {
        let number = |token: &Token| matches!(token.kind, TokenKind::Number(_));
        for (first, second, need) in [("more", "than", Need::MoreThan), ("at", "least", Need::AtLeast)] {
            // A name that a number follows is no value.
            let meant = self.word_at(1) == second || self.tokens.get(self.at + 1).is_some_and(number);
            if meant && self.eat_word(first) {
                self.expect_word(second)?;
                return Ok(need);
            }
        }
        Ok(Need::Customary)
    }

    /// `of votes cast`, `of those present`, `of all members`; votes cast without any.
    fn base(&mut self) -> Parsed<Base> {
        if !self.eat_word("of") {
            return Ok(Base::VotesCast);
        }
        for (first, second, base) in [
            ("votes", "cast", Base::VotesCast),
            ("those", "present", Base::Present),
            ("all", "members", Base::AllMembers),
        ] {
            if self.eat_word(first) {
                self.expect_word(second)?;
                return Ok(base);
            }
        }
        self.expected("`votes cast`, `those present` or `all members`")
    }

    /// `1/2`, `7 heads`, `1/2 of heads`, `1/2 of weight`.
    fn quorum(&mut self) -> Parsed<SettingValue> {
        let least = self.without_unit("heads", Self::expression)?;
        if self.eat_word("heads") {
            return Ok(SettingValue::Quorum { least, of: Some(QuorumOf::Heads) });
        }
        if !self.eat_word("of") {
            return Ok(SettingValue::Quorum { least, of: None });
        }
        let of = match self.peek_word() {
            "heads" => QuorumOf::ShareOfHeads,
            "weight" => QuorumOf::ShareOfWeight,
            _ => return self.expected("`heads` or `weight`"),
        };
        self.next();
        Ok(SettingValue::Quorum { least, of: Some(of) })
    }
}
