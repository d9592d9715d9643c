//! What equations ask of votes: who voted how, the votes of an option, the margin, the turnout; of the last time.

use crate::ast::{self, Argument, Name, SettingValue};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Keep};
use crate::check::known::scope::{Bound, Scope, Stage, Typed};
use crate::check::known::types::Ty;
use crate::check::values::rewrite::{binary, is_some};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{BinaryOp, Expr, Index, NEVER, NONE, RuleId, SetId, VariableId, VariableKind};
use crate::span::Span;
use crate::symbols::SymbolKind;

impl Checker<'_> {
    /// `chosen_of(decision[i])`, `margin(…)`, `turnout(…)`, `ballots(…)`
    pub(super) fn last_time(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(asked)] = arguments else {
            let help = format!("write `{}(decision)`", name.text);
            self.wrong_arguments(span, format!("`{}` takes a decision", name.text), Some(&help));
            return Typed::wrong();
        };
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, Some(true)) else { return Typed::wrong() };
        if !self.in_a_step(scope, name, span) {
            return Typed::wrong();
        }
        let variable = match name.text.as_str() {
            "chosen_of" => self.option_over_set(rule, name).map(|(option, index)| {
                self.kept(rule, Keep::Elected, option, Ty::Element { set: index.set, optional: true, known: None })
            }),
            "margin" => self.kept_votes(rule, Keep::Margin, 0, &rule_name),
            "turnout" => self.counts_votes(rule, &rule_name).then(|| self.kept(rule, Keep::Turnout, 0, Ty::pure())),
            _ => self.counts_votes(rule, &rule_name).then(|| self.kept(rule, Keep::Ballots, 0, Ty::pure())),
        };
        let Some(variable) = variable else { return Typed::wrong() };
        self.read_variable(scope, variable, &rule_name, indices, span)
    }

    /// `vote_of(decision[i], member)`, `voted(decision[i], member, option[e])`
    pub(super) fn vote_query(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let (asked, member, option) = match (name.text.as_str(), arguments) {
            ("vote_of", [Argument::Value(asked), Argument::Value(member)]) => (asked, member, None),
            ("voted", [Argument::Value(asked), Argument::Value(member), Argument::Value(option)]) => {
                (asked, member, Some(option))
            }
            ("vote_of", _) => {
                let message = "`vote_of` takes a decision and a member".to_string();
                self.wrong_arguments(span, message, Some("write `vote_of(decision, member)`"));
                return Typed::wrong();
            }
            _ => {
                let message = "`voted` takes a decision, a member and an option".to_string();
                self.wrong_arguments(span, message, Some("write `voted(decision, member, option)`"));
                return Typed::wrong();
            }
        };
        let Some((rule, rule_name, indices)) = self.asked_rule(asked, Some(true)) else { return Typed::wrong() };
        if !self.in_a_step(scope, name, span) || !self.counts_votes(rule, &rule_name) {
            return Typed::wrong();
        }
        let indices = [indices, std::slice::from_ref(member)].concat();
        let number = self.body_of(scope, rule, member);
        let Some(option) = option else {
            let Some((option, index)) = self.option_over_set(rule, name) else { return Typed::wrong() };
            let ty = Ty::Element { set: index.set, optional: true, known: None };
            let variable = self.kept(rule, Keep::Voted(number), option, ty);
            return self.read_variable(scope, variable, &rule_name, &indices, span);
        };
        self.voted(scope, (rule, &rule_name, number), &indices, option, span)
    }

    fn voted(
        &mut self,
        scope: &mut Scope,
        (rule, rule_name, number): (RuleId, &Name, usize),
        indices: &[ast::Expr],
        option: &ast::Expr,
        span: Span,
    ) -> Typed {
        let Some((place, elements)) = self.option_asked(rule, option) else { return Typed::wrong() };
        match (&self.rules[rule].options[place].indices.clone()[..], elements) {
            ([], _) => {
                let variable = self.kept(rule, Keep::Voted(number), place, Ty::Truth);
                self.read_variable(scope, variable, rule_name, indices, span)
            }
            ([index], [element]) => {
                let ty = Ty::Element { set: index.set, optional: true, known: None };
                let variable = self.kept(rule, Keep::Voted(number), place, ty);
                let voted = self.read_variable(scope, variable, rule_name, indices, span);
                let asked = self.expression(scope, element);
                match asked.ty {
                    Ty::Element { set, optional, .. }
                        if self.model.sets[set].root == self.model.sets[index.set].root =>
                    {
                        let is_same = binary(BinaryOp::Equal, voted.value, asked.value.clone());
                        Typed::truth(match optional {
                            true => binary(BinaryOp::And, is_some(asked.value), is_same),
                            false => is_same,
                        })
                    }
                    Ty::Wrong => Typed::wrong(),
                    other => {
                        let set = self.set_name(index.set);
                        let message = format!("an element of `{set}` is due, not {}", other.describe(&self.model));
                        self.error(Diagnostic::error(&codes::WRONG_TYPE, element.span, message));
                        Typed::wrong()
                    }
                }
            }
            _ => {
                let message = "who voted for an option with several elements is not kept";
                let help = "let the option run over one set";
                self.error(Diagnostic::error(&codes::NO_VOTES, option.span, message).help(help));
                Typed::wrong()
            }
        }
    }

    /// The only option that runs over one set.
    fn option_over_set(&mut self, rule: RuleId, function: &Name) -> Option<(usize, Index)> {
        let info = &self.rules[rule];
        let over: Vec<(usize, Index)> = info
            .options
            .iter()
            .enumerate()
            .filter_map(|(place, option)| match option.indices[..] {
                [index] if !option.broken => Some((place, index)),
                _ => None,
            })
            .collect();
        if let [one] = over[..] {
            return Some(one);
        }
        if info.options.iter().any(|option| option.broken) {
            return None;
        }
        let message = format!(
            "the decision `{}` has no one option over a set of which `{}` could tell the element",
            info.name, function.text
        );
        let help = match function.text.as_str() {
            "vote_of" => "ask `voted(decision, member, option)`",
            _ => "ask `chosen(decision, option)`",
        };
        self.error(Diagnostic::error(&codes::NO_VOTES, function.span, message).help(help));
        None
    }

    /// Whether votes are counted in a decision; a complaint otherwise.
    fn counts_votes(&mut self, rule: RuleId, asked: &Name) -> bool {
        let ballots = self.ballots_of(rule);
        let by_chance = |ballot: &&ast::Ballot| ballot.settings.iter().any(|s| matches!(s.value, SettingValue::Pce(_)));
        let (message, help) = match ballots.first() {
            _ if self.rules[rule].broken || self.rules[rule].options.is_empty() => return false,
            Some(_) if self.is_taken_together(rule) => {
                ("is taken together, so nobody sees its votes while it is", "read them in a `let`, as they were before")
            }
            None if !self.names.decisions.contains_key(&rule) => {
                ("has votes, but a condition cannot ask for them", "ask for them in a claim of the model")
            }
            None => ("is decided by one person, and nobody votes", "ask `chosen(decision, option)`"),
            Some(_) if ballots.iter().any(by_chance) => {
                ("is decided by `rule pce`, which counts no votes", "ask `chosen(decision, option)`")
            }
            Some(_) => return true,
        };
        let message = format!("`{}` {message}", asked.text);
        self.error(Diagnostic::error(&codes::NO_VOTES, asked.span, message).help(help));
        false
    }

    /// Whether this is asked in a decision that is taken together, of itself.
    fn is_taken_together(&self, rule: RuleId) -> bool {
        let turns = self.names.decisions.get(&rule).and_then(|decision| decision.turns.as_ref());
        let is_together = turns.is_some_and(|turns| turns.order.is_none());
        is_together && self.owner == self.rules[rule].name
    }

    /// The votes of a decision: of the body that is asked first, and of the one that is appealed to.
    fn ballots_of(&self, rule: RuleId) -> Vec<&ast::Ballot> {
        let Some(decision) = self.names.decisions.get(&rule) else { return vec![] };
        let first = match &decision.decider {
            Some(ast::Decider::Vote(ballot)) => Some(ballot),
            _ => None,
        };
        first
            .into_iter()
            .chain(decision.appeal.iter().map(|appeal| &appeal.ballot).filter(|_| first.is_some()))
            .collect()
    }

    /// The set of those who vote.
    fn set_of_voters(&self, ballot: &ast::Ballot) -> Option<SetId> {
        let body = self.names.bodies.get(&ballot.body.text)?;
        match self.names.get(&body.index.set.text)?.entity {
            Entity::Set(set) => Some(set),
            _ => None,
        }
    }

    /// Which body a member belongs to: the one that is asked first, unless only the other fits.
    fn body_of(&mut self, scope: &mut Scope, rule: RuleId, member: &ast::Expr) -> usize {
        let roots: Vec<Option<SetId>> = self
            .ballots_of(rule)
            .into_iter()
            .map(|ballot| self.set_of_voters(ballot).map(|set| self.model.sets[set].root))
            .collect();
        if roots.len() < 2 || roots[0] == roots[1] {
            return 0;
        }
        let ty = self.quietly(|checker| checker.expression(scope, member).ty);
        match ty {
            Ty::Element { set, .. } => usize::from(roots[1] == Some(self.model.sets[set].root)),
            _ => 0,
        }
    }

    /// What an expression is, without a word on what is wrong with it.
    fn quietly<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let (mark, reported) = (self.complaints.findings.mark(), self.complaints.reported.clone());
        let answer = ask(self);
        self.complaints.findings.return_to(mark);
        self.complaints.reported = reported;
        answer
    }

    /// A variable that holds votes, in the unit in which they are counted.
    pub(super) fn kept_votes(&mut self, rule: RuleId, keep: Keep, option: usize, asked: &Name) -> Option<VariableId> {
        if !self.counts_votes(rule, asked) {
            return None;
        }
        if let Some(&known) = self.rules[rule].kept.get(&(keep, option)) {
            return Some(known);
        }
        let decision = *self.names.decisions.get(&rule)?;
        let ballots: Vec<ast::Ballot> = self.ballots_of(rule).into_iter().cloned().collect();
        let units: Vec<Ty> = ballots.iter().map(|ballot| self.unit_of_votes(decision, rule, ballot)).collect();
        if units.windows(2).any(|two| two[0] != two[1] && !two.iter().any(Ty::is_wrong)) {
            let message =
                format!("the votes of `{}` are counted in one unit first, and in another on appeal", asked.text);
            let help = "give both votes weights of one unit";
            self.error(Diagnostic::error(&codes::NO_VOTES, asked.span, message).help(help));
            return None;
        }
        match units.into_iter().next() {
            Some(unit) if !unit.is_wrong() => Some(self.kept(rule, keep, option, unit)),
            _ => None,
        }
    }

    /// In what votes are counted: heads are pure numbers, weights have a unit.
    fn unit_of_votes(&mut self, decision: &ast::Decision, rule: RuleId, ballot: &ast::Ballot) -> Ty {
        let own = ballot.settings.iter().find_map(|setting| match &setting.value {
            SettingValue::Expr(weight) if setting.name.text == "weight" => Some(weight),
            _ => None,
        });
        let is_weighted = ballot.settings.iter().any(|setting| matches!(setting.value, SettingValue::Flag));
        let body = self.names.bodies.get(&ballot.body.text).copied();
        let of_body = body.and_then(|body| body.weight.as_ref()).filter(|_| is_weighted);
        let (Some(weight), Some(set)) = (own.or(of_body), self.set_of_voters(ballot)) else { return Ty::pure() };
        if self.later.weighed.contains(&rule) {
            self.later.weighed_by_itself = true;
            return Ty::Wrong;
        }
        self.later.weighed.push(rule);
        let mut scope = Scope::new(Stage::Rule);
        let indices = self.rules[rule].indices.clone();
        let meaning = Bound::Binding(self.new_binding(set), set);
        let ty = self.quietly(|checker| {
            checker.bind_indices(&mut scope, &decision.header.indices, &indices);
            let member = match own {
                Some(_) => Some(&ballot.member),
                None => body.and_then(|body| body.index.binding.as_ref()),
            };
            if let Some(member) = member {
                checker.bind(&mut scope, SymbolKind::Binding, member, meaning);
            }
            checker.expression(&mut scope, weight).ty
        });
        self.later.weighed.pop();
        if std::mem::take(&mut self.later.weighed_by_itself) {
            let message = "a weight by which votes are counted cannot be computed from them";
            self.error(Diagnostic::error(&codes::NO_VOTES, weight.span, message));
        }
        match ty {
            Ty::Zero => Ty::pure(),
            ty @ Ty::Quantity(_) => ty,
            _ => Ty::Wrong,
        }
    }

    /// The variable that holds something of the last time that a decision was taken, made when it is first asked for.
    pub(in crate::check) fn kept(&mut self, rule: RuleId, keep: Keep, option: usize, ty: Ty) -> VariableId {
        if let Some(&known) = self.rules[rule].kept.get(&(keep, option)) {
            return known;
        }
        let info = self.rules[rule].clone();
        let of_option = &info.options[option];
        let word = match keep {
            Keep::Times => "times",
            Keep::Date => "date_of",
            Keep::Elected => "chosen_of",
            Keep::Votes => "votes",
            Keep::Leads => "leads",
            Keep::Voted(_) => "voted",
            Keep::Margin => "margin",
            Keep::Turnout => "turnout",
            Keep::Ballots => "ballots",
        };
        let (name, label) = match keep {
            Keep::Votes | Keep::Leads => (
                format!("{} {} {word}", info.name, of_option.name),
                format!("{word}({}, {})", info.name, of_option.name),
            ),
            Keep::Voted(number) => (
                format!("{} {} {word} {number}", info.name, of_option.name),
                format!("{word}({}, {})", info.name, of_option.name),
            ),
            _ => (format!("{} {word}", info.name), format!("{word}({})", info.name)),
        };
        let mut sets: Vec<SetId> = info.indices.iter().map(|index| index.set).collect();
        match keep {
            Keep::Votes | Keep::Leads => sets.extend(of_option.indices.iter().map(|index| index.set)),
            Keep::Voted(number) => {
                let voters = self.ballots_of(rule).get(number).and_then(|ballot| self.set_of_voters(ballot));
                sets.extend(voters);
            }
            _ => {}
        }
        let indices = sets.into_iter().map(|set| Index { binding: self.new_binding(set), set }).collect();
        let initial = match &ty {
            Ty::Element { .. } => NONE,
            Ty::Date => NEVER,
            _ => 0.0,
        };
        let kind = VariableKind::State { initial: Expr::Number(initial) };
        let id = self.add_hidden((name, label), indices, ty, kind);
        self.rules.change(rule, |info| _ = info.kept.insert((keep, option), id));
        id
    }
}
