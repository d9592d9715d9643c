//! The model that is being checked, and what the checker knows beside it.
//!
//! A document makes a model from nothing. A change, or the name of something to observe, is checked against a model that
//! is there already: that one is not copied, and what the checker has to know of a variable or a rule is found out when
//! it is asked for.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::{Deref, DerefMut, Index};

use oxc_index::{Idx, IndexVec};

use crate::model::Model;

/// A model that is being made, or one that has been checked before.
pub struct Draft<'a>(Cow<'a, Model>);

impl<'a> Draft<'a> {
    pub fn new() -> Self {
        Self(Cow::Owned(Model::default()))
    }

    pub fn checked(model: &'a Model) -> Self {
        Self(Cow::Borrowed(model))
    }

    pub fn into_model(self) -> Model {
        self.0.into_owned()
    }
}

impl Deref for Draft<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.0
    }
}

impl DerefMut for Draft<'_> {
    /// A checked model is copied if something is added to it, such as the members of a subset that a change asks for.
    fn deref_mut(&mut self) -> &mut Model {
        self.0.to_mut()
    }
}

/// What the checker knows of the items of a table of the model, under the same ids.
pub struct Beside<'a, I: Idx, T> {
    /// Of those that a checked model has.
    checked: Option<Checked<'a, I, T>>,
    /// Of those that have been declared, behind the others.
    declared: Vec<T>,
}

struct Checked<'a, I: Idx, T> {
    model: &'a Model,
    find: fn(&Model, I) -> T,
    found: IndexVec<I, OnceCell<T>>,
}

impl<'a, I: Idx, T> Beside<'a, I, T> {
    pub fn new() -> Self {
        Self { checked: None, declared: vec![] }
    }

    /// Beside a table of so many items; `find` tells what is to be known of one.
    pub fn checked(model: &'a Model, items: usize, find: fn(&Model, I) -> T) -> Self {
        let found = std::iter::repeat_with(OnceCell::new).take(items).collect();
        Self { checked: Some(Checked { model, find, found }), declared: vec![] }
    }

    fn checked_count(&self) -> usize {
        self.checked.as_ref().map_or(0, |checked| checked.found.len())
    }

    pub fn len(&self) -> usize {
        self.checked_count() + self.declared.len()
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.len()).map(I::from_usize)
    }

    pub fn push(&mut self, item: T) -> I {
        self.declared.push(item);
        I::from_usize(self.len() - 1)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.ids().map(|id| &self[id])
    }

    /// Those of the document, in its order.
    pub fn declared(&self) -> &[T] {
        &self.declared
    }

    /// Changes what is known of an item that the document declares; what is known of a checked model stays as it is.
    pub fn change(&mut self, id: I, change: impl FnOnce(&mut T)) {
        let declared = id.index().checked_sub(self.checked_count());
        declared.and_then(|declared| self.declared.get_mut(declared)).map(change);
    }
}

impl<I: Idx, T> Index<I> for Beside<'_, I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        let Some(checked) = &self.checked else { return &self.declared[id.index()] };
        match checked.found.get(id) {
            Some(found) => found.get_or_init(|| (checked.find)(checked.model, id)),
            None => &self.declared[id.index() - checked.found.len()],
        }
    }
}
