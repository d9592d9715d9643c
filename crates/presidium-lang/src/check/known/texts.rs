//! The texts that have been read: chapters, tables, the bibliography.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::check::known::bibliography::Bibliography;
use crate::check::known::table::Table;
use crate::document::Document;
use crate::reading::Reader;

pub struct Texts<'a> {
    pub reader: &'a Reader<'a>,
    pub document: Document,
    /// By the name of the file; nothing for one that is no table, which has been reported.
    pub tables: HashMap<String, Option<Rc<Table>>>,
    pub bibliography: Bibliography,
    /// Keys of works that are cited.
    pub cited: BTreeSet<String>,
}

impl<'a> Texts<'a> {
    pub fn new(reader: &'a Reader<'a>, document: Document) -> Self {
        let (tables, bibliography, cited) = Default::default();
        Self { reader, document, tables, bibliography, cited }
    }
}
