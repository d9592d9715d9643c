//! How bands are told: what they are of, which kinds of worlds they have, which steps are shown, what has been recorded.

use std::collections::BTreeSet;

use presidium_lab::{Band, Figures, Kind, Kinds, Subject, rule_name, variable_name};
use presidium_lang::model::{Factor, Model, RecordPoint, Rule, Type};

use crate::claims::unit;

/// Rows of a table that a reader takes in at a glance.
const ROWS_SHOWN: usize = 24;

/// The name of what a band is of, with its elements: `holder[Premier]`.
pub fn subject_name(model: &Model, subject: Subject) -> String {
    match subject {
        Subject::Variable(variable, element) => variable_name(model, variable, element),
        Subject::Rule(rule, element) => rule_name(model, rule, element),
    }
}

/// The author's words for it; may be empty.
pub fn subject_words(model: &Model, subject: Subject) -> &str {
    match subject {
        Subject::Variable(variable, _) => &model.variables[variable].label,
        Subject::Rule(rule, _) => match &model.rules[rule] {
            Rule::Event(event) => &event.label,
            Rule::Decision(decision) => &decision.question,
        },
    }
}

/// The unit that a quantity is shown in, and its factor; empty and one for anything else.
pub fn subject_unit(model: &Model, subject: Subject) -> (&str, Factor) {
    match subject {
        Subject::Variable(variable, _) => unit(&model.variables[variable].ty),
        Subject::Rule(..) => ("", Factor::ONE),
    }
}

/// The id of a kind of worlds, as data: an element, `yes` or `no`, an option. Empty where nobody is there, and of a rule that has not acted.
pub fn kind_id(model: &Model, subject: Subject, kind: Kind) -> String {
    kind_text(model, subject, kind, |id, _| id.to_owned()).unwrap_or_default()
}

/// The same in words.
pub fn kind_words(model: &Model, subject: Subject, kind: Kind) -> String {
    let words = kind_text(model, subject, kind, |id, label| if label.is_empty() { id } else { label }.to_owned());
    words.unwrap_or_else(|| nothing(model, subject).to_owned())
}

/// What is said where there is no kind.
fn nothing(model: &Model, subject: Subject) -> &'static str {
    match subject {
        Subject::Variable(..) => "nobody",
        Subject::Rule(rule, _) if matches!(model.rules[rule], Rule::Event(_)) => "has not happened",
        Subject::Rule(..) => "not taken yet",
    }
}

/// What is picked of the id and the label of a kind.
fn kind_text(model: &Model, subject: Subject, kind: Kind, pick: fn(&str, &str) -> String) -> Option<String> {
    let place = kind? as usize;
    match subject {
        Subject::Variable(variable, _) => match &model.variables[variable].ty {
            Type::Element { set, .. } => {
                let set = &model.sets[*set];
                Some(pick(set.elements.get(place)?, set.labels.get(place)?))
            }
            _ => Some(pick(if place > 0 { "yes" } else { "no" }, "")),
        },
        Subject::Rule(rule, _) => match &model.rules[rule] {
            Rule::Event(_) => Some(pick("happened", "has happened")),
            Rule::Decision(decision) => {
                let option = decision.options.get(place)?;
                Some(pick(&option.name, &option.label))
            }
        },
    }
}

/// Worlds that are told together: those of one kind, or of several that are told as others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    kinds: Vec<Kind>,
    named: bool,
}

impl Group {
    /// Whether a kind is of the group.
    pub fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Its kind, unless it is that of others.
    pub fn kind(&self) -> Option<Kind> {
        self.kinds.first().copied().filter(|_| self.named)
    }

    /// Its id, for a column.
    pub fn name(&self, model: &Model, subject: Subject) -> String {
        match self.kind() {
            Some(kind @ Some(_)) => kind_id(model, subject, kind),
            Some(None) => nothing(model, subject).to_owned(),
            None => "others".to_owned(),
        }
    }

    /// Who or what it is.
    pub fn words(&self, model: &Model, subject: Subject) -> String {
        match self.kind() {
            Some(kind) => kind_words(model, subject, kind),
            None => format!("{} others", self.kinds.len()),
        }
    }
}

/// The kinds of worlds in some steps: the commonest ones first, at most so many by name, and the others together. Of a truth and an event only the worlds in
/// which it holds or has happened.
pub fn groups(model: &Model, subject: Subject, steps: &[Kinds], most: usize) -> Vec<Group> {
    let one = |kind: Kind| Group { kinds: vec![kind], named: true };
    match subject {
        Subject::Variable(variable, _) if model.variables[variable].ty == Type::Truth => return vec![one(Some(1))],
        Subject::Rule(rule, _) if matches!(model.rules[rule], Rule::Event(_)) => return vec![one(Some(0))],
        _ => {}
    }
    let worlds = |kind: Kind| -> u64 {
        let pairs = steps.iter().map(|step| step.of(|other| other == kind));
        pairs.map(|pairs| pairs.with().held + pairs.without().held).sum()
    };
    let all: BTreeSet<Kind> = steps.iter().flat_map(Kinds::all).collect();
    let mut counted: Vec<(Kind, u64)> = all.into_iter().map(|kind| (kind, worlds(kind))).collect();
    counted.sort_by_key(|&(_, worlds)| std::cmp::Reverse(worlds));
    let kinds: Vec<Kind> = counted.into_iter().map(|(kind, _)| kind).collect();
    // A single other one is named as well.
    let all_named = kinds.len() <= most.saturating_add(1);
    let (named, others) = kinds.split_at(if all_named { kinds.len() } else { most });
    let named = named.iter().copied().map(one);
    named.chain((!others.is_empty()).then(|| Group { kinds: others.to_vec(), named: false })).collect()
}

/// The kinds of worlds that a band has, if it is of shares.
pub fn groups_of(model: &Model, band: &Band, most: usize) -> Vec<Group> {
    match &band.figures {
        Figures::Numbers(_) => vec![],
        Figures::Shares(steps) => groups(model, band.subject, steps, most),
    }
}

/// Every `every`-th step, counted back from the last, as a place among the steps of the model.
///
/// # Example
/// ```
/// use presidium_lang::clock::Step;
/// use presidium_lang::model::Model;
/// use presidium_query::over_time::shown_steps;
/// let model = Model { first_step: Step::of_month(1953, 3), last_step: Step::of_month(1954, 12), ..Model::default() };
/// assert_eq!(shown_steps(&model, 12), [9, 21]);
/// ```
pub fn shown_steps(model: &Model, every: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..model.step_count()).rev().step_by(every.max(1)).collect();
    places.reverse();
    places
}

/// How many steps stand between two rows of a table that nobody has asked for: few enough rows to be read, whole years where there is a calendar.
pub fn usual_every(model: &Model) -> usize {
    let steps = model.step_count();
    if steps <= ROWS_SHOWN {
        return 1;
    }
    let unit = if model.clock.has_calendar() { (1.0 / model.clock.length()).round().max(1.0) as usize } else { 1 };
    let tens = (0..).map(|power| 10_usize.saturating_pow(power));
    let rounded = tens.flat_map(|ten| [ten, ten.saturating_mul(2), ten.saturating_mul(5)]);
    rounded
        .map(|number| number.saturating_mul(unit))
        .find(|every| steps.div_ceil(*every) <= ROWS_SHOWN)
        .unwrap_or(steps)
}

/// What has been observed of it, in order of time; there may be rival series.
pub fn recorded(model: &Model, subject: Subject) -> Vec<&RecordPoint> {
    let Subject::Variable(variable, element) = subject else { return vec![] };
    let records = model.records.iter().filter(|record| (record.variable, record.element) == (variable, element));
    let mut points: Vec<&RecordPoint> = records.flat_map(|record| &record.points).collect();
    points.sort_by_key(|point| point.month);
    points
}
