//! Effects of rules, and messages of the chronicle.

use crate::ast::{self, ExprKind, Name, Text};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Sort};
use crate::check::known::references::Space;
use crate::check::known::scope::{Bound, Lots, Partial, Scope};
use crate::check::known::types::Ty;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lexer::lex;
use crate::model::{Effect, Expr, Message, MessagePiece, VariableId, Written};
use crate::parser::parse_inside;
use crate::span::Span;
use crate::symbols::{ReferenceKind, SymbolKind};
use crate::units::Measure;

impl Checker<'_> {
    /// Lines of the chronicle that are said before anything changes, and then the effects.
    pub(super) fn effects_with_says(
        &mut self,
        scope: &mut Scope,
        lots: Lots,
        says: &[ast::Said],
        effects: &[ast::Effect],
    ) -> Vec<Effect> {
        let mut lowered: Vec<Effect> = says.iter().map(|said| Effect::Say(self.said(scope, said))).collect();
        self.forget_changed(scope, effects);
        scope.lots = Some(lots);
        lowered.extend(self.effects(scope, effects));
        scope.lots = None;
        lowered
    }

    /// Forgets what is known of elements in states and stocks that these effects may change.
    fn forget_changed(&mut self, scope: &mut Scope, effects: &[ast::Effect]) {
        if scope.facts.is_empty() {
            return;
        }
        let mut changed = vec![];
        assigned(effects, &mut changed);
        let changed: Vec<VariableId> = changed
            .iter()
            .filter_map(|name| match self.names.get(name).map(|named| named.entity) {
                Some(Entity::Variable(id)) => Some(id),
                _ => None,
            })
            .collect();
        self.forget(scope, |variable| changed.contains(&variable));
    }

    /// Effects that are carried out only where a condition has turned out so.
    fn effects_knowing(
        &mut self,
        scope: &mut Scope,
        condition: &Expr,
        holds: bool,
        effects: &[ast::Effect],
    ) -> Vec<Effect> {
        let facts = scope.facts.clone();
        self.learn(scope, condition, holds);
        self.forget_changed(scope, effects);
        let lowered = self.effects(scope, effects);
        scope.facts = facts;
        lowered
    }

    fn effects(&mut self, scope: &mut Scope, effects: &[ast::Effect]) -> Vec<Effect> {
        let depth = scope.bound.len();
        let lowered = effects.iter().filter_map(|effect| self.effect(scope, effect)).collect();
        scope.bound.truncate(depth);
        lowered
    }

    fn effect(&mut self, scope: &mut Scope, effect: &ast::Effect) -> Option<Effect> {
        match effect {
            ast::Effect::Assign { target, add, value } => self.assignment(scope, target, *add, value),
            ast::Effect::Let { name, value } => {
                let typed = self.expression(scope, value);
                let local = self.new_local();
                let ty = match typed.ty {
                    Ty::Zero => Ty::pure(),
                    other => other,
                };
                let measure = match &ty {
                    Ty::Quantity(dimension) => Self::base_measure(dimension),
                    _ => Measure::pure(),
                };
                let shown = self.model_type(&ty, &measure);
                self.bind(scope, SymbolKind::Local, name, Bound::Local(local, ty, typed.counts.of_one()));
                let written = self.texts.document.written(name.span.to(value.span));
                Some(Effect::Local { local, name: name.text.clone(), value: typed.value, ty: shown, written })
            }
            ast::Effect::For { index, filter, order, body } => {
                let first = index.binding.as_ref().map_or(index.set.span, |name| name.span);
                let last = match order {
                    Some(ast::Order::Key { key, .. }) => key.span,
                    Some(ast::Order::Lot(span)) => *span,
                    None => index.set.span,
                };
                let last = filter.iter().map(|filter| filter.span).chain([last]).max_by_key(|span| span.end);
                let written = self.written("for", first.to(last.unwrap_or(first)));
                let lowered = self.index(index);
                let depth = scope.bound.len();
                self.bind_indices(scope, std::slice::from_ref(index), lowered.as_slice());
                let filter = filter.as_ref().map(|f| self.truth(scope, f, "the condition of a loop"));
                let order = order.as_ref().and_then(|order| match &filter {
                    Some(filter) => self.knowing(scope, filter, true, |c, s| c.order(s, order)),
                    None => self.order(scope, order),
                });
                let body = match &filter {
                    Some(filter) => self.effects_knowing(scope, filter, true, body),
                    None => self.effects(scope, body),
                };
                scope.bound.truncate(depth);
                Some(Effect::ForEach { index: lowered?, filter, order, body, written })
            }
            ast::Effect::If { condition, then, otherwise } => {
                let written = self.written("if", condition.span);
                let condition = self.truth(scope, condition, "a condition");
                let then = self.effects_knowing(scope, &condition, true, then);
                let otherwise = self.effects_knowing(scope, &condition, false, otherwise);
                Some(Effect::If { condition, then, otherwise, written })
            }
            ast::Effect::Say(said) => Some(Effect::Say(self.said(scope, said))),
        }
    }

    fn written(&self, word: &str, span: Span) -> Written {
        let Written { text, place } = self.texts.document.written(span);
        Written { text: format!("{word} {text}"), place }
    }

    fn assignment(&mut self, scope: &mut Scope, target: &ast::Expr, add: bool, value: &ast::Expr) -> Option<Effect> {
        let words = self.texts.document.written(target.span.to(value.span));
        let (name, written): (Name, &[ast::Expr]) = match &target.kind {
            ExprKind::Name(name) => (name.clone(), &[]),
            ExprKind::Index { name, indices } => (name.clone(), indices),
            _ => return None,
        };
        let variable = self.assigned_variable(scope, &name);
        let Some(variable) = variable else {
            // Mistakes in the value are independent of the target.
            self.expression(scope, value);
            return None;
        };
        let (ty, measure) = self.type_of(variable);
        if add && !matches!(ty, Ty::Quantity(_) | Ty::Wrong) {
            let message = format!("`+=` adds to a quantity, and `{}` is {}", name.text, ty.describe(&self.model));
            self.error(Diagnostic::error(&codes::WRONG_TYPE, target.span, message).help("write `:=`"));
        }
        // An assignment to an element that does not exist does nothing.
        let skip = Partial::Conditions(vec![]);
        let (read, _) =
            self.with_partial(scope, skip, |c, s| c.read_variable(s, variable, &name, written, target.span));
        let what = format!("`{}`", name.text);
        let value = self.expression_of(scope, value, &ty, &measure, &what);
        match read.value {
            Expr::Read { indices, .. } => Some(Effect::Assign { variable, indices, add, value, written: words }),
            _ => None,
        }
    }

    /// A state or a stock.
    fn assigned_variable(&mut self, scope: &Scope, name: &Name) -> Option<VariableId> {
        if scope.find(&name.text).is_some() {
            self.refer_bound(scope, name, ReferenceKind::Assigns);
            let message = format!("`{}` is bound here and cannot be changed", name.text);
            self.error(Diagnostic::error(&codes::NOT_ASSIGNABLE, name.span, message));
            return None;
        }
        self.refer(Space::Names, name, ReferenceKind::Assigns);
        match self.names.get(&name.text).map(|n| n.entity) {
            Some(Entity::Variable(id)) => {
                let sort = self.variables[id].sort;
                if matches!(sort, Sort::State | Sort::Stock) {
                    return Some(id);
                }
                let message = format!("`{}` is {}; rules change states and stocks", name.text, sort.describe());
                let mut diagnostic = Diagnostic::error(&codes::NOT_ASSIGNABLE, name.span, message);
                if let Some(span) = self.variables[id].span {
                    diagnostic = diagnostic.label(span, "declared here");
                }
                self.error(diagnostic);
            }
            Some(Entity::Broken) => {}
            Some(_) => {
                let message = format!("`{}` is not a state or a stock", name.text);
                self.wrong_kind(name, message);
            }
            None => {
                if self.complaints.reported.insert(format!("name {}", name.text)) {
                    let message = format!("there is no state or stock `{}`", name.text);
                    let help = self.complaints.suggestions.did_you_mean(&name.text, self.assignable_names());
                    self.error(Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message).help_if(help));
                }
            }
        }
        None
    }

    fn assignable_names(&self) -> impl Iterator<Item = &str> {
        let variables = self.model.variables.iter().zip(self.variables.iter());
        let looked_at = if self.complaints.suggestions.spend(self.variables.len()) { self.variables.len() } else { 0 };
        let assignable = variables.take(looked_at).filter(|(_, info)| matches!(info.sort, Sort::State | Sort::Stock));
        assignable.map(|(variable, _)| variable.name.as_str())
    }

    /// A message, and who hears of it.
    fn said(&mut self, scope: &mut Scope, said: &ast::Said) -> Message {
        let message = self.message(scope, &said.text);
        Message { known_to: said.known.as_ref().and_then(|known| self.audience(scope, known)), ..message }
    }

    /// A text in which `{…}` holds expressions.
    pub(super) fn message(&mut self, scope: &mut Scope, text: &Text) -> Message {
        let mut pieces = vec![];
        let mut rest = text.text.as_str();
        let mut at = text.span.start as usize + 1;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                let span = Span::new(text.span.file, at + open..at + open + 1);
                let diagnostic = Diagnostic::error(&codes::UNCLOSED, span, "`{` is not closed in this text");
                self.error(diagnostic.help("end the value with `}`"));
                break;
            };
            if open > 0 {
                pieces.push(MessagePiece::Text(rest[..open].to_string()));
            }
            let inside = Span::new(text.span.file, at + open + 1..at + open + length);
            pieces.extend(self.message_value(scope, inside));
            at += open + length + 1;
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            pieces.push(MessagePiece::Text(rest.to_string()));
        }
        Message { pieces, known_to: None }
    }

    fn message_value(&mut self, scope: &mut Scope, inside: Span) -> Option<MessagePiece> {
        // It is put back below: a copy of a whole file for each message would take too long.
        let text = std::mem::take(&mut self.texts.document.files[inside.file].text);
        let lexed = lex(inside.file, &text, inside.start as usize, inside.end as usize, 0);
        let parsed = parse_inside(inside.file, &text, &lexed.tokens, inside);
        self.texts.document.files[inside.file].text = text;
        self.complaints.findings.append(lexed.findings);
        match parsed {
            Ok(expr) => {
                let (typed, _) = self.with_partial(scope, Partial::AsNone, |c, s| c.expression(s, &expr));
                let measure = self.shown_measure(&expr, &typed.ty);
                Some(MessagePiece::Value { ty: self.model_type(&typed.ty, &measure), value: typed.value })
            }
            Err(findings) => {
                self.complaints.findings.append(findings);
                None
            }
        }
    }

    /// A variable is shown in its own unit, anything else in base units.
    fn shown_measure(&self, expr: &ast::Expr, ty: &Ty) -> crate::units::Measure {
        let name = match &expr.kind {
            ExprKind::Name(name) => &name.text,
            ExprKind::Index { name, .. } => &name.text,
            _ => "",
        };
        match (self.names.get(name).map(|n| n.entity), ty) {
            (Some(Entity::Variable(id)), _) => self.variables[id].measure.clone(),
            (_, Ty::Quantity(dimension)) => Self::base_measure(dimension),
            _ => crate::units::Measure::pure(),
        }
    }
}

/// The names of what effects assign to.
fn assigned<'e>(effects: &'e [ast::Effect], into: &mut Vec<&'e str>) {
    for effect in effects {
        match effect {
            ast::Effect::Assign { target, .. } => match &target.kind {
                ExprKind::Name(name) | ExprKind::Index { name, .. } => into.push(&name.text),
                _ => {}
            },
            ast::Effect::For { body, .. } => assigned(body, into),
            ast::Effect::If { then, otherwise, .. } => {
                assigned(then, into);
                assigned(otherwise, into);
            }
            ast::Effect::Let { .. } | ast::Effect::Say(_) => {}
        }
    }
}
