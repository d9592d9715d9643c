//! The order in which sets and data are filled in: each after those that it is made of.

use crate::ast::{self, DataContent, SetContent, TypeExpr};
use crate::check::checker::Checker;
use crate::check::known::entities::{Progress, Work};
use crate::circles::{Order, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::SetId;
use crate::span::Span;

impl Checker<'_> {
    /// Everything that has not been needed yet, in such an order that little is needed before its turn.
    pub(in crate::check) fn fill_pending(&mut self) {
        let Order { order, circles } = in_order(self.filling.pending.len(), |i| self.needs(i));
        // A short circle may be one of names alone; if it is real, filling comes upon it.
        for circle in circles.iter().filter(|circle| circle.goes_on) {
            let (first, second) = (circle.members[0], circle.members[1]);
            self.circle(first, self.filling.pending[second].span);
        }
        for i in order {
            self.fill(i, self.filling.pending[i].span);
        }
    }

    /// Makes sure that the elements of a set are known.
    pub(in crate::check) fn fill_set(&mut self, set: SetId, asked: Span) {
        if let Some(&i) = self.filling.by_set.get(&set) {
            self.fill(i, asked);
        }
    }

    /// Makes sure that data of this name have their values.
    pub(in crate::check) fn fill_named(&mut self, name: &str, asked: Span) {
        if let Some(&i) = self.filling.by_name.get(name) {
            self.fill(i, asked);
        }
    }

    fn fill(&mut self, i: usize, asked: Span) {
        match self.filling.pending[i].progress {
            Progress::Done => {}
            Progress::Running => self.circle(i, asked),
            Progress::Waiting => {
                self.filling.pending[i].progress = Progress::Running;
                match self.filling.pending[i].work {
                    Work::Set(set, id) => self.fill_subset(set, id),
                    Work::Attribute(set, id, column, variable) => self.fill_attribute(set, id, column, variable),
                    Work::Data(data, variable) => self.fill_data(data, variable),
                }
                self.filling.pending[i].progress = Progress::Done;
            }
        }
    }

    fn circle(&mut self, i: usize, asked: Span) {
        let span = self.filling.pending[i].span;
        let message = format!("`{}` depends on itself", self.texts.document.text(span));
        let diagnostic = Diagnostic::error(&codes::SET_CYCLE, span, message);
        self.error(diagnostic.label(asked, "needed again here"));
        self.filling.pending[i].progress = Progress::Done;
    }

    /// What a set or data may be made of, as far as it waits too.
    fn needs(&self, i: usize) -> Vec<usize> {
        let names: Vec<&str> = match self.filling.pending[i].work {
            Work::Set(set, _) => {
                let condition = match &set.content {
                    SetContent::Where(condition) => condition.names(),
                    _ => vec![],
                };
                set.parent.iter().map(|parent| parent.text.as_str()).chain(condition).collect()
            }
            Work::Attribute(set, _, column, _) => {
                [set.name.text.as_str()].into_iter().chain(named_type(Some(&set.attributes[column].ty))).collect()
            }
            Work::Data(data, _) => {
                let values = match &data.content {
                    DataContent::List(cells) => cells.iter().flat_map(|cell| cell.value.names()).collect(),
                    _ => vec![],
                };
                let sets = data.header.indices.iter().map(|index| index.set.text.as_str());
                let sets = sets.chain(named_type(data.header.ty.as_ref()));
                sets.chain(values).chain(data.otherwise.iter().flat_map(ast::Expr::names)).collect()
            }
        };
        names.iter().filter_map(|name| self.filling.by_name.get(*name)).copied().collect()
    }
}

/// The set of a type, if it is one.
fn named_type(ty: Option<&TypeExpr>) -> Option<&str> {
    match ty? {
        TypeExpr::Named(name) | TypeExpr::Optional(name) => Some(&name.text),
        TypeExpr::Unit(_) => None,
    }
}
