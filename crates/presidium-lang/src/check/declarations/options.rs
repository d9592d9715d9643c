//! The options of a decision: for each that is declared one, or one for each element of a set.

use std::ops::Range;

use crate::ast::{self, ChosenName, Name};
use crate::check::checker::Checker;
use crate::check::declarations::decisions::Voice;
use crate::check::known::scope::{Lots, Scope};
use crate::check::values::rewrite::all_of;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{DecisionOption, Element, Index, Over, RuleId, Term};
use crate::symbols::ReferenceKind;

/// The most options that a decision can have, those over sets counted one by one.
const OPTIONS_MAX: usize = 10_000;

/// An option as written, and where it stands among those of its decision.
pub(super) struct Written<'a> {
    pub decision: &'a ast::Decision,
    pub option: &'a ast::DecisionOption,
    pub position: usize,
}

impl Checker<'_> {
    /// There are two options or more, each with a name of its own, and not too many.
    pub(super) fn check_options(&mut self, decision: &ast::Decision, rule: RuleId) {
        let span = decision.header.name.span;
        if decision.options.len() < 2 && !self.is_faulty(span) {
            let message = format!("the decision `{}` has fewer than two options", decision.header.name.text);
            let help = "write the status quo as the last `option`";
            self.error(Diagnostic::error(&codes::BAD_OPTIONS, span, message).help(help));
        }
        for (i, option) in decision.options.iter().enumerate() {
            if let Some(first) = decision.options[..i].iter().find(|o| o.name.text == option.name.text) {
                let first = first.name.span;
                self.duplicate(&option.name, Some(first));
            }
        }
        if let Some(last) = decision.options.last()
            && !last.indices.is_empty()
        {
            let message = "the last option is taken when no other wins, so it stands for no element";
            let diagnostic = Diagnostic::error(&codes::BAD_OPTIONS, last.name.span, message);
            self.error(diagnostic.help("write another option last, such as `option nobody`"));
        }
        if self.places(rule, 0..self.rules[rule].options.len()).len() > OPTIONS_MAX {
            let message = format!("the decision `{}` has more than {OPTIONS_MAX} options", decision.header.name.text);
            self.error(
                Diagnostic::error(&codes::TOO_LARGE, span, message).help("let its options run over smaller sets"),
            );
            self.rules.change(rule, |info| info.options.iter_mut().for_each(|option| option.broken = true));
        }
    }

    /// The options of the model that some of those that are declared stand for.
    fn places(&self, rule: RuleId, declared: Range<usize>) -> Range<usize> {
        let options = &self.rules[rule].options;
        let size = |index: &Index| self.model.sets[index.set].ordinals.len();
        let count = |place: usize| options[place].indices.iter().map(size).fold(1, usize::saturating_mul);
        let before = (0..declared.start).map(count).fold(0, usize::saturating_add);
        before..declared.map(count).fold(before, usize::saturating_add)
    }

    /// The option of this name, with its elements if it stands for some: `remove`, `elect[Anna]`.
    pub(in crate::check) fn chosen_option(&mut self, rule: RuleId, chosen: &ChosenName) -> Option<usize> {
        let declared = self.option_of(rule, &chosen.name)?;
        if !self.names_elements(rule, declared, chosen.elements.len(), chosen.name.span) {
            return None;
        }
        let sets: Vec<_> = self.rules[rule].options[declared].indices.iter().map(|index| index.set).collect();
        let element = self.position_over(&sets, &chosen.name, &chosen.elements)?;
        Some(self.places(rule, declared..declared).start + element.map_or(0, Element::index))
    }

    /// Those that one appeals against: an option, or all for which it stands.
    pub(super) fn options_against(&mut self, rule: RuleId, against: &ChosenName) -> Option<Range<usize>> {
        if against.elements.is_empty() {
            let declared = self.option_of(rule, &against.name)?;
            return Some(self.places(rule, declared..declared + 1));
        }
        let option = self.chosen_option(rule, against)?;
        Some(option..option + 1)
    }

    /// The options for which one that is declared stands.
    pub(super) fn option(
        &mut self,
        scope: &mut Scope,
        rule: RuleId,
        written: &Written<'_>,
        voices: &[Voice],
    ) -> Vec<DecisionOption> {
        let Written { decision, option, position } = *written;
        let info = self.rules[rule].options[position].clone();
        let depth = scope.bound.len();
        self.bind_indices(scope, &option.indices, &info.indices);
        self.check_names_of_elements(option, voices);
        let mut conditions = vec![];
        if let Some(filter) = &option.filter {
            conditions.push(self.truth(scope, filter, "the condition of an option"));
        }
        if let Some(available) = &option.available {
            conditions.push(self.truth(scope, available, "the condition of an option"));
        }
        if let (true, Some(condition)) = (position + 1 == decision.options.len(), &option.available) {
            let message = "the last option is taken when no other wins, so it is always available";
            let diagnostic = Diagnostic::error(&codes::BAD_OPTIONS, condition.span, message);
            self.error(diagnostic.help("write another option last, such as the status quo"));
        }
        let mut utilities: Vec<Vec<Term>> = voices.iter().map(|_| vec![]).collect();
        for (who, terms) in &option.utilities {
            match voices.iter().position(|v| v.name.text == who.text) {
                Some(voice) => {
                    self.refer_declared(voices[voice].name.span, who, ReferenceKind::Names);
                    let lowered = self.utility(scope, terms, &voices[voice]);
                    utilities[voice].extend(lowered);
                }
                None => self.wrong_voice(who, voices, decision),
            }
        }
        self.bind_decider_for_effects(scope, decision, voices);
        let lots = Lots { of: self.rules[rule].indices.clone(), turn: None };
        let effects = self.effects_with_says(scope, lots, &option.says, &option.effects);
        scope.bound.truncate(depth);
        self.check_words(option);
        let name = option.name.text.clone();
        let label = option.label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
        let one = DecisionOption { name, over: None, label, available: all_of(conditions), utilities, effects };
        match option.indices.is_empty() {
            true => vec![one],
            false if info.broken => vec![],
            false => self.for_each_element(one, option, &info.indices),
        }
    }

    /// An option for each combination of elements.
    fn for_each_element(
        &self,
        one: DecisionOption,
        option: &ast::DecisionOption,
        indices: &[Index],
    ) -> Vec<DecisionOption> {
        let model = &self.model;
        let count: usize = indices.iter().map(|index| model.sets[index.set].elements.len()).product();
        let of_element = |element: Element| {
            let name = format!("{}[{}]", one.name, model.element_ids(indices, element).join(", "));
            let labels = model.element_labels(indices, element);
            let mut label = if one.label.is_empty() { labels.join(", ") } else { one.label.clone() };
            for (index, words) in option.indices.iter().zip(labels) {
                let Some(name) = &index.binding else { continue };
                label = label.replace(&format!("{{{}}}", name.text), words);
            }
            let (declared, words, indices) = (one.name.clone(), one.label.clone(), indices.to_vec());
            let over = Over { name: declared, words, indices, element, count: count as u32 };
            DecisionOption { name, over: Some(over), label, ..one.clone() }
        };
        (0..count).map(Element::at).map(of_element).collect()
    }

    /// The element of an option is not named as somebody who decides is.
    fn check_names_of_elements(&mut self, option: &ast::DecisionOption, voices: &[Voice]) {
        for name in option.indices.iter().filter_map(|index| index.binding.as_ref()) {
            if let Some(voice) = voices.iter().find(|voice| voice.name.text == name.text) {
                let first = voice.name.span;
                self.duplicate(name, Some(first));
            }
        }
    }

    /// The words of an option over a set show its elements, and nothing else.
    fn check_words(&mut self, option: &ast::DecisionOption) {
        let Some(label) = option.label.as_ref().filter(|_| !option.indices.is_empty()) else { return };
        let names: Vec<&str> =
            option.indices.iter().filter_map(|index| index.binding.as_ref()).map(|name| name.text.as_str()).collect();
        let shown = label.text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest));
        for shown in shown.filter(|shown| !names.contains(shown)).collect::<Vec<_>>() {
            let message = format!("the words of an option show its own elements, and `{shown}` is none of them");
            let help = names.first().map(|name| format!("write `{{{name}}}`"));
            let unknown = Name { text: shown.to_string(), span: label.span };
            self.error(Diagnostic::error(&codes::UNKNOWN_NAME, unknown.span, message).help_if(help));
        }
    }
}
