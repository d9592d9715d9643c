//! Names: what each one stands for, entered before anything is checked.

use std::collections::BTreeMap;

use crate::ast::{self, Declaration, Name, Text, TypeExpr};
use crate::check::checker::Checker;
use crate::check::known::entities::{Entity, Named, OptionInfo, Pending, Progress, RuleInfo, Sort, VariableInfo, Work};
use crate::check::known::references::Space;
use crate::check::known::scope::{Bound, Scope};
use crate::check::known::types::Ty;
use crate::circles::in_order;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::habits::type_name;
use crate::model::{Index, Period, RuleId, Set, SetId, Type, Variable, VariableId, VariableKind};
use crate::span::Span;
use crate::symbols::{ReferenceKind, SymbolId, SymbolKind};
use crate::units::{Dimension, Measure};

impl<'a> Checker<'a> {
    /// Enters every name of the document.
    pub(in crate::check) fn declare_names(&mut self, declarations: &'a [Declaration]) {
        for declaration in declarations {
            if let Declaration::Set(set) = declaration {
                self.declare_set(set);
            }
        }
        self.find_roots(declarations);
        self.fill_root_sets();
        for declaration in declarations {
            self.declare(declaration);
        }
    }

    fn declare_set(&mut self, set: &'a ast::Set) {
        let id = SetId::new(self.model.sets.len());
        self.model.sets.push(Set {
            name: set.name.text.clone(),
            elements: vec![],
            labels: vec![],
            root: id,
            ordinals: vec![],
            place: self.texts.document.place(set.name.span),
        });
        let symbol = self.declare_symbol(SymbolKind::Set, &set.name);
        self.enter(&set.name, Entity::Set(id), symbol);
        self.add_pending(&set.name, Work::Set(set, id));
    }

    fn add_pending(&mut self, name: &Name, work: Work<'a>) {
        self.filling.by_name.entry(name.text.clone()).or_insert(self.filling.pending.len());
        if let Work::Set(_, id) = work {
            self.filling.by_set.insert(id, self.filling.pending.len());
        }
        self.filling.pending.push(Pending { work, progress: Progress::Waiting, span: name.span });
    }

    /// Follows the chain of parents of each subset.
    fn find_roots(&mut self, declarations: &[Declaration]) {
        let parents: Vec<Option<Name>> = declarations
            .iter()
            .filter_map(|d| match d {
                Declaration::Set(set) => Some(set.parent.clone()),
                _ => None,
            })
            .collect();
        let parent_ids: Vec<Option<SetId>> =
            parents.iter().map(|p| p.as_ref().and_then(|name| self.set_named(name))).collect();
        // A circle is reported when the sets are filled in.
        for id in in_order(parent_ids.len(), |id| parent_ids[id].iter().map(|parent| parent.index()).collect()).order {
            if let Some(parent) = parent_ids[id] {
                self.names.set_parents.insert(SetId::new(id), parent);
                self.model.sets[SetId::new(id)].root = self.model.sets[parent].root;
            }
        }
    }

    fn declare(&mut self, declaration: &'a Declaration) {
        match declaration {
            Declaration::Set(set) => self.declare_attributes(set),
            Declaration::Data(data) => {
                let id = self.declare_variable(&data.header, Sort::Data);
                self.add_pending(&data.header.name, Work::Data(data, id));
            }
            Declaration::Param(param) => _ = self.declare_variable(&param.header, Sort::Parameter),
            Declaration::Series(series) => _ = self.declare_variable(&series.header, Sort::Series),
            Declaration::Stock(stock) => _ = self.declare_variable(&stock.header, Sort::Stock),
            Declaration::Flow(flow) => _ = self.declare_variable(&flow.header, Sort::Flow),
            Declaration::Let(item) => _ = self.declare_variable(&item.header, Sort::Let),
            Declaration::State(state) => _ = self.declare_variable(&state.header, Sort::State),
            Declaration::Draw(draw) => {
                let sort = if draw.per == Period::World { Sort::WorldDraw } else { Sort::Draw };
                _ = self.declare_variable(&draw.header, sort);
            }
            Declaration::Switch(switch) => self.declare_switch(switch),
            Declaration::Event(event) => self.declare_rule(&event.header, None),
            Declaration::Decision(decision) => self.declare_rule(&decision.header, Some(decision)),
            Declaration::Body(body) => {
                let count = self.names.iter().filter(|(_, named)| matches!(named.entity, Entity::Body(_))).count();
                let symbol = self.declare_symbol(SymbolKind::Body, &body.name);
                self.references.set_label(symbol, words(&body.label));
                self.references.index(symbol, std::slice::from_ref(&body.index));
                self.names.bodies.entry(body.name.text.clone()).or_insert(body);
                self.enter(&body.name, Entity::Body(count), symbol);
            }
            Declaration::Broken(name) => self.declare_broken(name),
            _ => {}
        }
    }

    pub(super) fn declare_broken(&mut self, name: &Name) {
        let symbol = self.declare_symbol(SymbolKind::Unreadable, name);
        if !self.names.contains(&name.text) {
            self.references.enter(Space::Names, &name.text, symbol);
            self.names.enter(&name.text, Named { entity: Entity::Broken, span: Some(name.span) });
        }
    }

    fn declare_attributes(&mut self, set: &'a ast::Set) {
        let Some(Named { entity: Entity::Set(id), .. }) = self.names.get(&set.name.text) else {
            return;
        };
        for (column, attribute) in set.attributes.iter().enumerate() {
            let header = ast::Header {
                name: attribute.name.clone(),
                indices: vec![ast::Index { binding: None, set: set.name.clone() }],
                ty: Some(attribute.ty.clone()),
                label: None,
                known: None,
            };
            let variable = self.declare_variable(&header, Sort::Data);
            self.references.set_kind(attribute.name.span, SymbolKind::Attribute);
            self.add_pending(&attribute.name, Work::Attribute(set, id, column, variable));
        }
    }

    fn declare_switch(&mut self, switch: &ast::Switch) {
        let header = ast::Header {
            name: switch.name.clone(),
            indices: vec![],
            ty: Some(TypeExpr::Named(Name { text: "truth".to_string(), span: switch.name.span })),
            label: switch.label.clone(),
            known: None,
        };
        self.declare_variable(&header, Sort::Switch);
    }

    fn declare_rule(&mut self, header: &ast::Header, decision: Option<&'a ast::Decision>) {
        let indices = self.indices(&header.indices);
        let mut options = vec![];
        for option in decision.iter().flat_map(|decision| &decision.options) {
            let indices = self.indices(&option.indices);
            let broken = indices.len() < option.indices.len();
            options.push(OptionInfo { name: option.name.text.clone(), indices, broken });
        }
        let broken = indices.len() < header.indices.len();
        let id = RuleId::new(self.rules.len());
        self.rules.push(RuleInfo {
            name: header.name.text.clone(),
            indices,
            options,
            is_decision: decision.is_some(),
            broken,
            counts: BTreeMap::new(),
            dates: BTreeMap::new(),
            kept: BTreeMap::new(),
        });
        self.names.decisions.extend(decision.map(|decision| (id, decision)));
        let kind = if decision.is_some() { SymbolKind::Decision } else { SymbolKind::Event };
        let symbol = self.declare_symbol(kind, &header.name);
        self.references.set_label(symbol, words(&header.label));
        self.references.index(symbol, &header.indices);
        for option in decision.iter().flat_map(|decision| &decision.options) {
            let symbol = self.declare_in(Space::Options(id), SymbolKind::Option, &option.name);
            self.references.set_label(symbol, words(&option.label));
            self.references.index(symbol, &option.indices);
        }
        self.enter(&header.name, if broken { Entity::Broken } else { Entity::Rule(id) }, symbol);
    }

    /// Enters a variable with its indices and type; its contents are filled in later.
    fn declare_variable(&mut self, header: &ast::Header, sort: Sort) -> VariableId {
        let id = VariableId::new(self.model.variables.len());
        let indices = self.indices(&header.indices);
        let broken = indices.len() < header.indices.len();
        let (ty, measure) = match &header.ty {
            Some(ty) => self.declared_type(ty),
            None if matches!(sort, Sort::Draw | Sort::WorldDraw) => (Ty::pure(), Measure::pure()),
            // What a let computes says which unit is missing.
            None if sort == Sort::Let => (Ty::Wrong, Measure::pure()),
            None => {
                self.no_type(header, sort);
                (Ty::Wrong, Measure::pure())
            }
        };
        let (model_type, place) = (self.model_type(&ty, &measure), self.texts.document.place(header.name.span));
        self.model.variables.push(Variable {
            name: header.name.text.clone(),
            label: header.label.as_ref().map(|l| l.text.clone()).unwrap_or_default(),
            indices,
            ty: model_type,
            kind: VariableKind::Data { values: vec![] },
            evidence: None,
            place,
            known_to: None,
            hidden: false,
        });
        let symbol = self.declare_symbol(sort.symbol(), &header.name);
        self.references.set_label(symbol, words(&header.label));
        self.references.index(symbol, &header.indices);
        self.references.set_unit(symbol, self.unit_words(&ty, &measure));
        let span = Some(header.name.span);
        self.variables.push(VariableInfo { ty, measure, sort, span, read: false, broken });
        self.enter(&header.name, if broken { Entity::Broken } else { Entity::Variable(id) }, symbol);
        id
    }

    fn no_type(&mut self, header: &ast::Header, sort: Sort) {
        let name = &header.name;
        let message = format!("{} `{}` does not say its unit", sort.describe(), name.text);
        let help = format!("write `{} : 1` for a pure number, `{} : truth` for a yes or no", name.text, name.text);
        self.error(Diagnostic::error(&codes::NO_TYPE, name.span, message).help(help));
    }

    /// Enters a name, unless it is taken.
    fn enter(&mut self, name: &Name, entity: Entity, symbol: SymbolId) {
        let taken = self.names.get(&name.text).filter(|n| n.entity != Entity::Broken).map(|n| n.span);
        match taken {
            Some(first) => self.duplicate(name, first),
            None => {
                self.references.enter(Space::Names, &name.text, symbol);
                self.names.enter(&name.text, Named { entity, span: Some(name.span) });
            }
        }
    }

    pub(in crate::check) fn enter_element(&mut self, name: &Name, label: &str, (set, ordinal): (SetId, u32)) {
        let symbol = self.declare_symbol(SymbolKind::Element, name);
        self.references.set_label(symbol, label);
        self.references.set_unit(symbol, self.set_name(set));
        self.enter(name, Entity::Element(set, ordinal), symbol);
    }

    pub(in crate::check) fn duplicate(&mut self, name: &Name, first: Option<Span>) {
        let message = format!("the name `{}` is already given", name.text);
        let mut diagnostic = Diagnostic::error(&codes::DUPLICATE_NAME, name.span, message).here("given again here");
        match first {
            Some(first) => diagnostic = diagnostic.label(first, "given here first"),
            None => diagnostic = diagnostic.note("it is built into the language"),
        }
        self.error(diagnostic);
    }

    /// Bindings and sets of a header.
    pub(in crate::check) fn indices(&mut self, indices: &[ast::Index]) -> Vec<Index> {
        indices.iter().filter_map(|index| self.index(index)).collect()
    }

    /// One binding with its set, unless the set is unknown.
    pub(in crate::check) fn index(&mut self, index: &ast::Index) -> Option<Index> {
        let set = self.set_named(&index.set);
        let lowered = set.map(|set| Index { binding: self.new_binding(set), set });
        if let Some(name) = &index.binding {
            self.declare_bound(SymbolKind::Binding, name, &Bound::of_index(lowered));
        }
        lowered
    }

    /// Binds the names of indices. A name over a set that is unknown fits everywhere, so that what is said of it is checked
    /// as far as it can be.
    pub(in crate::check) fn bind_indices(&mut self, scope: &mut Scope, written: &[ast::Index], lowered: &[Index]) {
        let mut lowered = lowered.iter().copied();
        for index in written {
            let is_known = matches!(self.names.get(&index.set.text).map(|n| n.entity), Some(Entity::Set(_)));
            let meaning = Bound::of_index(if is_known { lowered.next() } else { None });
            if let Some(name) = &index.binding {
                self.bind(scope, SymbolKind::Binding, name, meaning);
            }
        }
    }

    /// The set of this name; anything else is reported.
    pub(in crate::check) fn set_named(&mut self, name: &Name) -> Option<SetId> {
        self.named(name, "a set", |_, entity| match entity {
            Entity::Set(id) => Some(id),
            _ => None,
        })
    }

    /// What `of_kind` finds under this name; anything else is reported. The kind comes with its article: `a set`.
    pub(in crate::check) fn named<T>(
        &mut self,
        name: &Name,
        a: &str,
        of_kind: impl Fn(&Self, Entity) -> Option<T>,
    ) -> Option<T> {
        self.refer(Space::Names, name, ReferenceKind::Names);
        match self.names.get(&name.text).map(|named| named.entity) {
            Some(Entity::Broken) => None,
            Some(entity) => {
                let found = of_kind(self, entity);
                if found.is_none() {
                    self.wrong_kind(name, format!("`{}` is not {a}", name.text));
                }
                found
            }
            None => {
                let looked_at = if self.complaints.suggestions.spend(self.names.len()) { self.names.len() } else { 0 };
                let fits = self.names.iter().take(looked_at).filter(|(_, named)| of_kind(self, named.entity).is_some());
                let names: Vec<String> = fits.map(|(name, _)| name.to_string()).collect();
                let kind = a.split_once(' ').map_or(a, |(_, kind)| kind);
                self.unknown(name, kind, names.iter().map(String::as_str));
                None
            }
        }
    }

    pub(in crate::check) fn wrong_kind(&mut self, name: &Name, message: String) {
        let mut diagnostic = Diagnostic::error(&codes::WRONG_KIND, name.span, message);
        if let Some(span) = self.names.get(&name.text).and_then(|n| n.span) {
            diagnostic = diagnostic.label(span, "declared here");
        }
        self.error(diagnostic);
    }

    /// Reports a name that nothing has, once.
    pub(in crate::check) fn unknown<'c>(
        &mut self,
        name: &Name,
        what: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) {
        if self.complaints.reported.insert(format!("{what} {}", name.text)) {
            let message = format!("there is no {what} `{}`", name.text);
            let help = self.complaints.suggestions.did_you_mean(&name.text, candidates);
            self.error(Diagnostic::error(&codes::UNKNOWN_NAME, name.span, message).help_if(help));
        }
    }

    /// The type that a header declares.
    pub(in crate::check) fn declared_type(&mut self, ty: &TypeExpr) -> (Ty, Measure) {
        let name = match ty {
            TypeExpr::Unit(unit) => return self.unit_type(unit),
            TypeExpr::Named(name) | TypeExpr::Optional(name) => name,
        };
        let optional = matches!(ty, TypeExpr::Optional(_));
        let is_set = matches!(self.names.get(&name.text).map(|n| n.entity), Some(Entity::Set(_) | Entity::Broken));
        if optional || is_set {
            return match self.set_named(name) {
                Some(set) => (Ty::Element { set, optional, known: None }, Measure::pure()),
                None => (Ty::Wrong, Measure::pure()),
            };
        }
        match name.text.as_str() {
            "truth" => (Ty::Truth, Measure::pure()),
            "date" => (Ty::Date, Measure::pure()),
            "count" => (Ty::pure(), Measure::pure()),
            _ => self.unit_type(&single_unit(name)),
        }
    }

    fn unit_type(&mut self, unit: &ast::UnitExpr) -> (Ty, Measure) {
        if let [factor] = unit.factors.as_slice()
            && let ast::UnitAtom::Named(name) = &factor.atom
            && self.units.get(name).is_none()
        {
            self.unknown_type(name, unit.span);
            return (Ty::Wrong, Measure::pure());
        }
        match self.measure(unit) {
            Some(measure) => (Ty::Quantity(measure.dimension.clone()), measure),
            None => (Ty::Wrong, Measure::pure()),
        }
    }

    /// A single word that is neither a unit nor a set.
    fn unknown_type(&mut self, name: &str, span: Span) {
        if !self.complaints.reported.insert(format!("unit {name}")) {
            return;
        }
        let sets = self.model.sets.iter().map(|set| set.name.as_str());
        let candidates = self.units.names().chain(sets).chain(["truth", "date", "count"]);
        let help = self
            .complaints
            .suggestions
            .did_you_mean(name, candidates)
            .or_else(|| type_name(name).map(str::to_string))
            .unwrap_or_else(|| format!("declare it: `unit {name}`"));
        let message = format!("there is no unit, set or type `{name}`");
        self.error(Diagnostic::error(&codes::UNKNOWN_UNIT, span, message).help(help));
    }

    /// The type as the engine sees it.
    pub(in crate::check) fn model_type(&self, ty: &Ty, measure: &Measure) -> Type {
        match ty {
            Ty::Truth => Type::Truth,
            Ty::Date => Type::Date,
            Ty::Element { set, optional, .. } => Type::Element { set: self.model.sets[*set].root, optional: *optional },
            _ => Type::Quantity { symbol: measure.symbol.clone(), factor: measure.factor },
        }
    }

    /// A quantity shown in base units.
    pub(in crate::check) fn base_measure(dimension: &Dimension) -> Measure {
        Measure::base(dimension.clone())
    }
}

fn single_unit(name: &Name) -> ast::UnitExpr {
    let atom = ast::UnitAtom::Named(name.text.clone());
    let factor = ast::UnitFactor { atom, power: 1, span: name.span };
    ast::UnitExpr { factors: vec![factor], span: name.span }
}

/// A label; empty if there is none.
fn words(label: &Option<Text>) -> &str {
    label.as_ref().map_or("", |label| &label.text)
}
