//! Votes: who is asked, by what rule, and whether its numbers can be.

use crate::ast::{self, Argument, ExprKind, Name, SettingValue};
use crate::check::checker::Checker;
use crate::check::declarations::decisions::Voice;
use crate::check::known::entities::Entity;
use crate::check::known::scope::{Bound, Lots, Scope};
use crate::check::known::types::Ty;
use crate::check::values::constant::evaluate;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Ballot, Base, BodyId, Counting, Expr, Index, Need, PceElection, PceVictory, PceVote, QuorumOf, Repeated, Turns,
    VotingRule,
};
use crate::span::Span;
use crate::symbols::SymbolKind;
use crate::units::Measure;

/// The most ballots of one vote.
const BALLOTS_MAX: u32 = 1000;

/// The settings of a ballot as they are found.
#[derive(Default)]
struct Settings {
    weighted: bool,
    weight: Option<Expr>,
    majority: Option<(Need, Expr, Base)>,
    quorum: Option<(Expr, Option<QuorumOf>)>,
    abstention: Option<Expr>,
    present: Option<Expr>,
    noise: Option<Expr>,
    chair: Option<Expr>,
    pce: Option<VotingRule>,
    repeat: Option<Repeated>,
    turns: Option<Turns>,
}

impl Settings {
    /// What is not said is usual: more than half of the votes cast, no quorum, nobody abstains.
    fn rule(&mut self) -> VotingRule {
        if let Some(pce) = self.pce.take() {
            return pce;
        }
        let usual = (Need::MoreThan, Expr::Number(0.5), Base::VotesCast);
        let (need, majority, base) = self.majority.take().unwrap_or(usual);
        let (quorum, of) = self.quorum.take().unwrap_or((Expr::Number(0.0), None));
        let share_of = if self.weighted { QuorumOf::ShareOfWeight } else { QuorumOf::ShareOfHeads };
        VotingRule::Count {
            counting: Counting { weighted: self.weighted, need, base, quorum: of.unwrap_or(share_of) },
            majority,
            quorum,
            abstention: self.abstention.take().unwrap_or(Expr::Number(0.0)),
            chair: self.chair.take(),
        }
    }
}

impl Checker<'_> {
    pub(super) fn ballot(
        &mut self,
        scope: &mut Scope,
        ballot: &ast::Ballot,
        voices: &mut Vec<Voice>,
    ) -> Option<Ballot> {
        let Some(body) = self.body_named(&ballot.body) else {
            // What is said of a member is checked, of whatever set.
            let (name, meaning) = (ballot.member.clone(), Bound::of_index(None));
            self.declare_bound(SymbolKind::Binding, &name, &meaning);
            voices.push(Voice { name, meaning });
            return None;
        };
        let set = self.model.bodies[body].index.set;
        let member = self.new_binding(set);
        let meaning = Bound::Binding(member, set);
        voices.push(Voice { name: ballot.member.clone(), meaning: meaning.clone() });
        self.declare_bound(SymbolKind::Binding, &ballot.member, &meaning);
        let depth = scope.bound.len();
        let mut settings = Settings::default();
        for (i, setting) in ballot.settings.iter().enumerate() {
            self.check_repeated(&ballot.settings[..i], &setting.name);
            // The chair, the majority and so on are the body's; only some settings are a member's.
            let of_member = matches!(setting.name.text.as_str(), "weight" | "present" | "noise" | "in turn");
            if of_member {
                self.bind(scope, SymbolKind::Binding, &ballot.member, meaning.clone());
            }
            self.setting(scope, &mut settings, setting, body);
            scope.bound.truncate(depth);
        }
        if settings.pce.is_some() {
            self.warn_unread_settings(ballot);
            (settings.repeat, settings.turns) = (None, None);
        }
        let rule = settings.rule();
        let Settings { weight, present, noise, repeat, turns, .. } = settings;
        let (repeat, turns) = (repeat.unwrap_or(Repeated::Never), turns.unwrap_or(Turns::AtOnce));
        Some(Ballot { body, member, weight, present, noise, rule, repeat, turns })
    }

    fn body_named(&mut self, name: &Name) -> Option<BodyId> {
        let body = self.named(name, "a body", |_, entity| match entity {
            Entity::Body(position) => Some(BodyId::new(position)),
            _ => None,
        });
        let is_set = matches!(self.names.get(&name.text).map(|n| n.entity), Some(Entity::Set(_)));
        if let (true, Some(last)) = (is_set, self.complaints.findings.last_mut()) {
            last.helps.push(format!("a body votes: `body Council over m in {} where true`", name.text));
        }
        body.filter(|_| !self.names.broken_bodies.contains(&name.text))
    }

    /// A setting stands once, and one setting says what an option needs.
    fn check_repeated(&mut self, earlier: &[ast::Setting], name: &Name) {
        let says = |text: &str| match text {
            "majority" | "unanimity" | "plurality" => Some("what an option needs"),
            "ballots" | "run-off" => Some("how often the vote is held"),
            _ => None,
        };
        let (here, both) = (name.text.as_str(), |text: &str| says(text).is_some() && says(text) == says(&name.text));
        let Some(first) = earlier.iter().find(|s| s.name.text == here || both(&s.name.text)) else { return };
        let message = match says(here) {
            Some(what) if first.name.text != here => format!("`{}` and `{here}` both say {what}", first.name.text),
            _ => format!("`{here}` is written twice"),
        };
        self.error(Diagnostic::error(&codes::REPEATED_CLAUSE, name.span, message).label(first.name.span, "first here"));
    }

    fn warn_unread_settings(&mut self, ballot: &ast::Ballot) {
        let of_count =
            ["majority", "unanimity", "plurality", "quorum", "abstention", "chair", "ballots", "run-off", "in turn"];
        for setting in ballot.settings.iter().filter(|s| of_count.contains(&s.name.text.as_str())) {
            let message =
                format!("nothing reads `{}`: `rule pce` draws the option by its probability", setting.name.text);
            let diagnostic = Diagnostic::warning(&codes::UNREAD_SETTING, setting.name.span, message);
            self.error(diagnostic.help("leave it out, or the `rule`"));
        }
    }

    fn setting(&mut self, scope: &mut Scope, settings: &mut Settings, setting: &ast::Setting, body: BodyId) {
        match (&setting.value, setting.name.text.as_str()) {
            (SettingValue::Flag, _) => settings.weighted = true,
            (SettingValue::Majority { need, share, base }, _) => {
                settings.majority = Some((*need, self.majority(scope, *need, share), *base));
            }
            (SettingValue::Unanimity(base), _) => settings.majority = Some((Need::AtLeast, Expr::Number(1.0), *base)),
            (SettingValue::Plurality, _) => {
                settings.majority = Some((Need::MoreThan, Expr::Number(0.0), Base::VotesCast));
            }
            (SettingValue::Quorum { least, of }, _) => {
                settings.quorum = Some((self.quorum(scope, least, *of, body), *of));
            }
            (SettingValue::Ballots(most), _) => {
                settings.repeat = Some(Repeated::UntilWon(self.most_ballots(scope, most)));
            }
            (SettingValue::RunOff, _) => settings.repeat = Some(Repeated::RunOff),
            (SettingValue::InTurn(order), _) => settings.turns = Some(self.turns_of_members(scope, order.as_ref())),
            (SettingValue::Pce(arguments), _) => settings.pce = Some(self.pce(scope, arguments)),
            (SettingValue::Expr(e), "present") => settings.present = Some(self.truth(scope, e, "`present`")),
            (SettingValue::Expr(e), "chair") => settings.chair = Some(self.chair(scope, e, body)),
            (SettingValue::Expr(e), "weight") => {
                (settings.weight, settings.weighted) = (Some(self.weight(scope, e)), true);
            }
            (SettingValue::Expr(e), "abstention") => settings.abstention = Some(self.scale(scope, e, "abstention")),
            (SettingValue::Expr(e), _) => settings.noise = Some(self.scale(scope, e, "noise")),
        }
    }

    /// In which order members vote, who are bound already.
    fn turns_of_members(&mut self, scope: &mut Scope, order: Option<&ast::Order>) -> Turns {
        let Some(order) = order else { return Turns::OfSet };
        let around = scope.bound.iter().rev().skip(1).rev();
        let of = around.filter_map(|bound| match bound.meaning {
            Bound::Binding(binding, set) => Some(Index { binding, set }),
            Bound::Local(..) | Bound::Argument(..) => None,
        });
        // An order is drawn where the vote begins; no other lot may stand in it.
        let lots = matches!(order, ast::Order::Lot(_)).then(|| Lots { of: of.collect(), turn: None });
        let outer = std::mem::replace(&mut scope.lots, lots);
        let by = self.order(scope, order);
        scope.lots = outer;
        by.map_or(Turns::OfSet, Turns::By)
    }

    fn chair(&mut self, scope: &mut Scope, expr: &ast::Expr, body: BodyId) -> Expr {
        let set = self.model.bodies[body].index.set;
        let root = self.model.sets[set].root;
        let due = Ty::Element { set: root, optional: true, known: None };
        self.expression_of(scope, expr, &due, &Measure::pure(), "the chair")
    }

    // Numbers that are the same in every world are judged here, the others when a world meets them.

    /// A pure number, and its value if that is the same in every world and nothing is wrong with it.
    fn setting_value(&mut self, scope: &mut Scope, expr: &ast::Expr, what: &str) -> (Expr, Option<f64>) {
        let before = self.complaints.findings.mark();
        let value = self.pure(scope, expr, what);
        let known = if self.complaints.findings.mark() == before { self.known(&value) } else { None };
        (value, known)
    }

    /// A distance between utilities: zero or more.
    pub(super) fn scale(&mut self, scope: &mut Scope, expr: &ast::Expr, name: &str) -> Expr {
        let (value, known) = self.setting_value(scope, expr, &format!("the {name}"));
        if known.is_some_and(|scale| !(scale >= 0.0 && scale.is_finite())) {
            let message = format!("the {name} is a scale of utilities, so it is zero or more");
            let help = format!("leave `{name}` out if there is none");
            self.error(Diagnostic::error(&codes::BAD_SCALE, expr.span, message).help(help));
        }
        value
    }

    /// A share of votes that somebody can have, and somebody else can miss.
    fn majority(&mut self, scope: &mut Scope, need: Need, expr: &ast::Expr) -> Expr {
        let (value, known) = self.setting_value(scope, expr, "the majority of a vote");
        let Some(share) = known else { return value };
        let (message, help) = if need == Need::MoreThan && share == 1.0 {
            ("nobody can have more than all votes", "write `unanimity`, which asks for all of them")
        } else if share > 1.0 {
            ("nobody can have more than all votes", "write a share such as `2/3` or `60%`; `unanimity` asks for all")
        } else if share > 0.0 {
            return value;
        } else {
            ("this is no share of votes", "write `plurality` for the most votes, however few")
        };
        self.error(Diagnostic::error(&codes::BAD_MAJORITY, expr.span, message).help(help));
        value
    }

    /// How often a vote is held at most: a whole number that is known before a run.
    fn most_ballots(&mut self, scope: &mut Scope, expr: &ast::Expr) -> u32 {
        let before = self.complaints.findings.mark();
        let (_, known) = self.setting_value(scope, expr, "the number of ballots");
        let is_right = |most: &f64| (1.0..=f64::from(BALLOTS_MAX)).contains(most) && most.fract() == 0.0;
        if known.is_none_or(|most| !is_right(&most)) && self.complaints.findings.mark() == before {
            let message = format!("the number of ballots is a whole number from 1 to {BALLOTS_MAX}");
            let help = "write a number: `ballots 30`";
            self.error(Diagnostic::error(&codes::BAD_BALLOTS, expr.span, message).help(help));
        }
        known.filter(is_right).map_or(1, |most| most as u32)
    }

    /// A number of members who can be present.
    fn quorum(&mut self, scope: &mut Scope, expr: &ast::Expr, of: Option<QuorumOf>, body: BodyId) -> Expr {
        let (value, known) = self.setting_value(scope, expr, "the quorum of a vote");
        let Some(least) = known else { return value };
        let most = self.most_members(body);
        if !(least >= 0.0 && least.is_finite()) {
            let diagnostic = Diagnostic::error(&codes::BAD_QUORUM, expr.span, "a quorum is zero or more");
            self.error(diagnostic.help("leave `quorum` out if a vote needs none"));
        } else if of == Some(QuorumOf::Heads) {
            if most > 0 && least > most as f64 {
                self.too_many_heads(expr.span, body, most);
            }
        } else if least > 1.0 {
            let diagnostic = Diagnostic::error(&codes::BAD_QUORUM, expr.span, "no more than all can be present");
            let heads =
                if least.fract() == 0.0 { format!("; for members write `{least} heads`") } else { String::new() };
            self.error(diagnostic.help(format!("a share lies between 0 and 1{heads}")));
        }
        value
    }

    fn too_many_heads(&mut self, span: Span, body: BodyId, most: usize) {
        let name = self.model.bodies[body].name.clone();
        let members = if most == 1 { "one member".to_string() } else { format!("{most} members") };
        let message = format!("`{name}` can never have so many members");
        let mut diagnostic = Diagnostic::error(&codes::BAD_QUORUM, span, message);
        if let Some(declared) = self.names.get(&name).and_then(|named| named.span) {
            diagnostic = diagnostic.label(declared, format!("{members} at most"));
        }
        self.error(diagnostic.help("lower the quorum, or write it as a share: `quorum 1/2`"));
    }

    /// The elements of a body's set that are not shut out in every world.
    fn most_members(&self, body: BodyId) -> usize {
        let body = &self.model.bodies[body];
        let ordinals = &self.model.sets[body.index.set].ordinals;
        let binding = body.index.binding;
        if !self.is_known(&body.member, &[binding], ordinals.len() as f64) {
            return ordinals.len();
        }
        let is_member = |ordinal: &&u32| evaluate(&self.model, &body.member, &[(binding, f64::from(**ordinal))]) != 0.0;
        ordinals.iter().filter(is_member).count()
    }

    /// `pce(vote: proportional, victory: power(2), election: conditional)`
    fn pce(&mut self, scope: &mut Scope, arguments: &[Argument]) -> VotingRule {
        let (mut vote, mut election) = (PceVote::Proportional, PceElection::Conditional);
        let mut victory = PceVictory::Power(Expr::Number(1.0));
        for argument in arguments {
            let Argument::Pair(ast::Expr { kind: ExprKind::Name(key), span, .. }, value) = argument else {
                let help = "write `pce(vote: proportional, victory: power(2), election: conditional)`";
                self.wrong_arguments(argument.span(), "this is not a setting of `pce`".to_string(), Some(help));
                continue;
            };
            match key.text.as_str() {
                "vote" => vote = self.choice(value, VOTES).unwrap_or(vote),
                "election" => election = self.choice(value, ELECTIONS).unwrap_or(election),
                "victory" => victory = self.victory(scope, value).unwrap_or(victory),
                _ => {
                    let help = self.complaints.suggestions.did_you_mean(&key.text, ["vote", "victory", "election"]);
                    self.wrong_arguments(*span, format!("`pce` has no setting `{}`", key.text), help.as_deref());
                }
            }
        }
        VotingRule::Pce { vote, victory, election }
    }

    /// One of several words.
    fn choice<T: Copy>(&mut self, value: &ast::Expr, choices: &[(&str, T)]) -> Option<T> {
        let word = match &value.kind {
            ExprKind::Name(word) => word.text.as_str(),
            _ => "",
        };
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let help = format!("choose one of `{}`", names.join("`, `"));
            self.wrong_arguments(value.span, "this is none of the choices".to_string(), Some(&help));
        }
        found
    }

    fn victory(&mut self, scope: &mut Scope, value: &ast::Expr) -> Option<PceVictory> {
        if let ExprKind::Call { name, arguments } = &value.kind
            && name.text == "power"
            && let [Argument::Value(exponent)] = arguments.as_slice()
        {
            return Some(PceVictory::Power(self.pure(scope, exponent, "the exponent")));
        }
        let power = |exponent: f64| Some(PceVictory::Power(Expr::Number(exponent)));
        match self.choice(value, VICTORIES)? {
            0 => Some(PceVictory::Binary),
            exponent => power(f64::from(exponent)),
        }
    }
}

const VOTES: &[(&str, PceVote)] = &[
    ("proportional", PceVote::Proportional),
    ("binary", PceVote::Binary),
    ("cubic", PceVote::Cubic),
    ("propbin", PceVote::PropBin),
    ("propcubic", PceVote::PropCubic),
    ("asymmetric", PceVote::Asymmetric),
];

const ELECTIONS: &[(&str, PceElection)] = &[
    ("conditional", PceElection::Conditional),
    ("markov_uniform", PceElection::MarkovUniform),
    ("markov_incentive", PceElection::MarkovIncentive),
];

/// Names of exponents; 0 stands for the rule that is no power.
const VICTORIES: &[(&str, u8)] = &[("linear", 1), ("square", 2), ("quartic", 4), ("octic", 8), ("binary", 0)];
