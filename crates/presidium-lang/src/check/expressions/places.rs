//! Where elements stand in their sets: `position`, `before`, `after`, `size`.

use crate::ast::{self, Argument, ExprKind, Name};
use crate::check::checker::Checker;
use crate::check::known::references::Space;
use crate::check::known::scope::{Partial, Scope, Typed};
use crate::check::known::types::Ty;
use crate::model::{Expr, Index, NONE, SetId, VariableId, VariableKind};
use crate::span::Span;
use crate::symbols::ReferenceKind;

impl Checker<'_> {
    /// `position(x)`, `before(x)`, `after(x)`; of the place in a subset `position(x, Subset)`.
    #[inline(never)]
    pub(super) fn place(&mut self, scope: &mut Scope, name: &Name, arguments: &[Argument], span: Span) -> Typed {
        let (element, within) = match arguments {
            [Argument::Value(element)] => (element, None),
            [Argument::Value(element), Argument::Value(ast::Expr { kind: ExprKind::Name(set), .. })] => {
                (element, Some(set))
            }
            _ => {
                let help = format!("write `{0}(x)`, or `{0}(x, Set)` for its place in a subset", name.text);
                self.wrong_arguments(span, format!("`{}` takes an element, and perhaps a set", name.text), Some(&help));
                return Typed::wrong();
            }
        };
        // As within brackets: an element that cannot be read is none, and then there is no place either.
        let inner = match scope.partial {
            Partial::Forbidden => Partial::Forbidden,
            _ => Partial::AsNone,
        };
        let (typed, _) = self.with_partial(scope, inner, |c, s| c.expression(s, element));
        let set = match (within, &typed.ty) {
            (Some(set), _) => self.set_named(set),
            (None, Ty::Element { set, .. }) => Some(self.model.sets[*set].root),
            (None, Ty::Wrong) => None,
            (None, other) => {
                let what = format!("what `{}` asks for", name.text);
                let found = other.describe(&self.model);
                self.wrong_arguments(element.span, format!("{what} is an element, not {found}"), None);
                None
            }
        };
        let Some(set) = set.filter(|_| !typed.ty.is_wrong()) else { return Typed::wrong() };
        self.fill_set(set, span);
        let variable = self.place_in(&name.text, set);
        self.read_hidden(scope, variable, name, (typed, element.span), span)
    }

    /// `size(Set)`: how many elements a set has.
    #[inline(never)]
    pub(super) fn size(&mut self, arguments: &[Argument], span: Span) -> Typed {
        let [Argument::Value(ast::Expr { kind: ExprKind::Name(set), .. })] = arguments else {
            self.wrong_arguments(span, "`size` takes the name of a set".to_string(), Some("write `size(Person)`"));
            return Typed::wrong();
        };
        self.refer(Space::Names, set, ReferenceKind::Reads);
        let Some(id) = self.set_named(set) else { return Typed::wrong() };
        self.fill_set(id, set.span);
        Typed::new(Expr::Number(self.model.sets[id].ordinals.len() as f64), Ty::pure())
    }

    /// Data of a set: the position of each element from 1 on, or its neighbour before or after it.
    fn place_in(&mut self, what: &str, set: SetId) -> VariableId {
        let own = &self.model.sets[set];
        let name = format!("{what} in {}", own.name);
        if let Some(known) = self.model.variable(&name) {
            return known;
        }
        let ordinals: Vec<f64> = own.ordinals.iter().map(|ordinal| f64::from(*ordinal)).collect();
        let at = |place: Option<usize>| place.and_then(|place| ordinals.get(place)).copied().unwrap_or(NONE);
        let places = 0..ordinals.len();
        let values = match what {
            "before" => places.map(|place| at(place.checked_sub(1))).collect(),
            "after" => places.map(|place| at(Some(place + 1))).collect(),
            _ => places.map(|place| place as f64 + 1.0).collect(),
        };
        let ty = if what == "position" { Ty::pure() } else { Ty::Element { set, optional: true, known: None } };
        let indices = vec![Index { binding: self.new_binding(set), set }];
        self.add_hidden((name.clone(), name), indices, ty, VariableKind::Data { values })
    }
}
