//! The order in which a world begins: each first value after those that it reads, by way of lets or without.

use crate::check::checker::Checker;
use crate::check::known::entities::Sort;
use crate::circles::{Order, in_order};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Period, VariableId, VariableKind};
use crate::span::Span;

impl Checker<'_> {
    /// Puts everything that begins with a value after what it begins from; a circle is reported with its path, and so is what
    /// has no value yet.
    pub(in crate::check) fn order_beginnings(&mut self) {
        let count = self.model.variables.len();
        // A let counts only where something begins from it.
        let mut counts: Vec<bool> = (0..count).map(|place| self.begins(VariableId::new(place))).collect();
        let mut via: Vec<Option<VariableId>> = vec![None; count];
        let mut open: Vec<usize> = (0..count).rev().filter(|&place| counts[place]).collect();
        while let Some(place) = open.pop() {
            let reader = VariableId::new(place);
            for read in self.begins_from(reader) {
                self.require_beginning(&via, reader, read);
                let is_let = self.variables[read].sort == Sort::Let;
                if is_let && !std::mem::replace(&mut counts[read.index()], true) {
                    via[read.index()] = Some(reader);
                    open.push(read.index());
                }
            }
        }
        let needs = |place: usize| match counts[place] {
            true => {
                let own = VariableId::new(place);
                let is_earlier = |read: &VariableId| *read == own && self.later.cohorts.contains(read);
                let reads = self.begins_from(own).into_iter().filter(|read| !is_earlier(read));
                reads.map(|read| read.index()).collect()
            }
            false => vec![],
        };
        let Order { order, circles } = in_order(count, needs);
        let order = order.into_iter().filter(|&place| counts[place]).map(VariableId::new);
        self.model.begin_order = order.collect();
        for circle in circles {
            let members: Vec<VariableId> = circle.members.iter().map(|&place| VariableId::new(place)).collect();
            // A circle of lets alone is one in every step, and has been reported as that.
            if members.iter().any(|&id| self.begins(id)) {
                self.start_cycle(&members, circle.goes_on);
            }
        }
    }

    /// Whether a variable has a value of its own when a world begins.
    fn begins(&self, id: VariableId) -> bool {
        let kind = &self.model.variables[id].kind;
        match kind {
            VariableKind::Stock { .. }
            | VariableKind::Flow { .. }
            | VariableKind::State { .. }
            | VariableKind::Lag { .. } => true,
            VariableKind::Draw { per, .. } => *per == Period::World && !kind.computed_priors().is_empty(),
            kind => !kind.computed_priors().is_empty(),
        }
    }

    /// Whether a variable is drawn, and so begins from what its prior is made of.
    fn is_drawn(&self, id: VariableId) -> bool {
        matches!(self.variables[id].sort, Sort::Parameter | Sort::WorldDraw)
    }

    /// What the first value of a variable reads, each once.
    fn begins_from(&self, id: VariableId) -> Vec<VariableId> {
        let mut found = vec![];
        let kind = &self.model.variables[id].kind;
        let exprs: Vec<&Expr> = match kind {
            VariableKind::Stock { initial: expr, .. }
            | VariableKind::State { initial: expr }
            | VariableKind::Lag { initial: expr, .. }
            | VariableKind::Let { value: expr } => vec![expr],
            kind => kind.computed_priors().into_iter().flat_map(|(_, computed)| computed.exprs()).collect(),
        };
        for expr in exprs {
            expr.visit(&mut |part| {
                if let Expr::Read { variable, .. } = part
                    && !found.contains(variable)
                {
                    found.push(*variable);
                }
            });
        }
        found
    }

    /// Where the first value of a variable reads another.
    fn place_of_start(&self, (reader, read): (VariableId, VariableId)) -> Option<Span> {
        let tables = [&self.later.start_reads, &self.later.let_reads];
        let mut reads = tables.iter().filter_map(|table| table.get(&reader)).flatten();
        reads.find(|(id, _)| *id == read).map(|(_, span)| *span).or(self.variables[reader].span)
    }

    /// Reports a let that a world begins from and that reads what has no value yet.
    fn require_beginning(&mut self, via: &[Option<VariableId>], reader: VariableId, read: VariableId) {
        let sort = self.variables[read].sort;
        if self.variables[reader].sort != Sort::Let || !matches!(sort, Sort::Draw | Sort::Flow) {
            return;
        }
        let mut path = vec![read, reader];
        let mut last = reader;
        while let Some(before) = via[last.index()] {
            path.push(before);
            last = before;
        }
        path.reverse();
        let name = |id: VariableId| self.model.variables[id].known_as().to_string();
        let (first, second) = (path[0], path[1]);
        let Some(span) = self.place_of_start((first, second)) else { return };
        let why = if sort == Sort::Flow { "nothing has flowed yet" } else { "it is drawn anew in time" };
        let message =
            format!("`{}` begins from `{}`, which rests on `{}`: {why}", name(first), name(second), name(read));
        let names: Vec<String> = path.iter().map(|id| name(*id)).collect();
        let mut diagnostic = Diagnostic::error(&codes::NOT_YET_KNOWN, span, message).note(names.join(" → "));
        if let Some(place) = self.place_of_start((reader, read)).filter(|place| *place != span) {
            diagnostic = diagnostic.label(place, format!("`{}` reads `{}`", name(reader), name(read)));
        }
        self.error(diagnostic.help(format!("begin with something that does not read `{}`", name(read))));
    }

    fn start_cycle(&mut self, members: &[VariableId], goes_on: bool) {
        let name = |id: VariableId| self.model.variables[id].known_as().to_string();
        // The circle is told from the first that has a value of its own.
        let from = members.iter().position(|&id| self.begins(id)).filter(|_| !goes_on).unwrap_or(0);
        let mut circle: Vec<VariableId> = [&members[from..], &members[..from]].concat();
        if !goes_on {
            circle.push(circle[0]);
        }
        let steps: Vec<(VariableId, VariableId)> = circle.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let Some(span) = steps.first().and_then(|&step| self.place_of_start(step)) else { return };
        let verb = |id: VariableId| match (self.is_drawn(id), self.begins(id)) {
            (true, _) => "is drawn from",
            (_, true) => "begins from",
            _ => "reads",
        };
        let message = match steps.len() {
            1 => format!("`{}` {} itself", name(circle[0]), verb(circle[0])),
            _ => format!("`{}` {} itself by way of others", name(circle[0]), verb(circle[0])),
        };
        let says =
            |(reader, read): (VariableId, VariableId)| format!("`{}` {} `{}`", name(reader), verb(reader), name(read));
        let mut diagnostic = Diagnostic::error(&codes::START_CYCLE, span, message).here(says(steps[0]));
        for &step in &steps[1..] {
            if let Some(place) = self.place_of_start(step) {
                diagnostic = diagnostic.label(place, says(step));
            }
        }
        let names: Vec<String> = circle.iter().map(|id| name(*id)).collect();
        let path = names.join(" → ") + if goes_on { " → …" } else { "" };
        let what = if self.is_drawn(circle[0]) { "prior" } else { "first value" };
        let help = match steps.len() {
            1 => format!("give `{}` a {what} that does not read it", name(circle[0])),
            _ => format!("give `{}` a {what} that does not read the others", name(circle[0])),
        };
        self.error(diagnostic.note(path).help(help));
    }
}
