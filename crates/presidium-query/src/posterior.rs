//! A fitted distribution of parameters as a text: comma-separated values under a head that says of which equations it is.
//!
//! ```text
//! # presidium posterior 1
//! # equations 0123456789abcdef0123456789abcdef
//! # A row for each particle; values in base units.
//! growth,"grip[Anna]"
//! 0.8123,0.41
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;

use presidium_lab::{Fingerprint, Posterior, variable_name};
use presidium_lang::model::{Element, Model, Rows, VariableId, VariableKind};

use crate::problem::Problem;

/// The name of the file by which a model ships one.
pub const SHIPPED: &str = "posterior.csv";

/// The most bytes of such a text.
pub const BYTES_MAX: usize = 1 << 20;

const FIRST_LINE: &str = "# presidium posterior 1";
const EQUATIONS: &str = "# equations ";

/// A posterior of a model as text.
pub fn to_text(model: &Model, posterior: &Posterior) -> String {
    let mut text = format!("{FIRST_LINE}\n{EQUATIONS}{}\n", Fingerprint::of_equations(model));
    text += "# A row for each particle; values in base units.\n";
    let names = posterior.columns.iter().map(|&(variable, element)| quoted(&variable_name(model, variable, element)));
    text += &names.collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in &posterior.rows {
        for (place, value) in row.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            // A text takes whatever is written.
            let _ = write!(text, "{comma}{}", short(*value));
        }
        text.push('\n');
    }
    text
}

/// Nine digits that count: more than any source has, and a third of the bytes.
fn short(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}

fn quoted(name: &str) -> String {
    if name.contains(',') { format!("\"{name}\"") } else { name.to_owned() }
}

/// Whether a text says that it is of these equations and priors.
pub fn is_of(model: &Model, text: &str) -> bool {
    let line = text.lines().find_map(|line| line.strip_prefix(EQUATIONS));
    line.and_then(|line| line.trim().parse().ok()) == Some(Fingerprint::of_equations(model))
}

/// Reads a posterior of a model, so that each world has the parameters of a row.
///
/// # Errors
/// [`Problem`] if the text is no posterior, is of other equations, or names what is no drawn parameter.
///
/// # Example
/// ```
/// use presidium_lang::model::Model;
/// let problem = presidium_query::posterior::rows(&Model::default(), "a,b\n1,2\n").expect_err("no head");
/// assert!(problem.to_string().starts_with("this is no posterior"));
/// ```
pub fn rows(model: &Model, text: &str) -> Result<Rows, Problem> {
    if text.lines().next().map(str::trim_end) != Some(FIRST_LINE) || text.len() > BYTES_MAX {
        let help = "name a file that `presidium calibrate` has written";
        return Err(Problem::helped(format!("this is no posterior: it does not begin with `{FIRST_LINE}`"), help));
    }
    if !is_of(model, text) {
        let help = "calibrate again: `presidium calibrate`";
        return Err(Problem::helped("the posterior is of other equations or priors than the model's", help));
    }
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let names = lines.next().map(|(_, line)| fields(line)).unwrap_or_default();
    let known = drawn(model);
    let columns = names.iter().map(|name| {
        let unknown = || {
            Problem::unknown(
                format!("`{name}` is no drawn parameter of this model"),
                name,
                known.keys().map(String::as_str),
            )
        };
        known.get(name).copied().ok_or_else(unknown)
    });
    let columns: Vec<(VariableId, Element)> = columns.collect::<Result<_, _>>()?;
    let mut rows = vec![];
    for (number, line) in lines {
        let values: Option<Vec<f64>> = line.split(',').map(|field| field.trim().parse().ok()).collect();
        match values.filter(|values| values.len() == columns.len()) {
            Some(values) => rows.push(values),
            None => {
                let message = format!("line {} of the posterior does not have {} numbers", number + 1, columns.len());
                return Err(Problem::helped(message, "calibrate again: `presidium calibrate`"));
            }
        }
    }
    let posterior = Posterior { columns, rows };
    let outside = || {
        let message = "the posterior has no rows, or values that the priors rule out";
        Problem::helped(message, "calibrate again: `presidium calibrate`")
    };
    posterior.rows(model).ok_or_else(outside)
}

/// All numbers of parameters, by name.
fn drawn(model: &Model) -> BTreeMap<String, (VariableId, Element)> {
    let parameters = model
        .variables
        .iter()
        .enumerate()
        .filter(|(_, variable)| !variable.hidden && matches!(variable.kind, VariableKind::Parameter { .. }));
    let numbers = parameters.flat_map(|(place, variable)| {
        let id = VariableId::new(place);
        variable.elements(model).map(move |element| (id, element))
    });
    numbers.map(|(id, element)| (variable_name(model, id, element), (id, element))).collect()
}

/// The fields of a line, some in quotation marks.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            letter => fields.last_mut().into_iter().for_each(|field| field.push(letter)),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use presidium_lang::{MemorySources, load};

    fn model(more: &str) -> Model {
        let text = format!(
            "# A\n```presidium\nmodel \"A\" from 1950-01 to 1950-12\nset P = anna \"Anna\", boris \"Boris\"\n\
             param level : 1 ~ lognormal(2, 0.5) assumption\nparam grip[p: P, q: P] : 1 ~ uniform(0, 1) assumption\n\
             let seen : 1 = level + sum(p in P, q in P: grip[p, q])\n{more}```\n"
        );
        load(&MemorySources::new("a").with("a.md", text)).unwrap_or_else(|report| panic!("{}", report.render())).model
    }

    fn posterior(model: &Model) -> Posterior {
        let [level, grip] = ["level", "grip"].map(|name| model.variable(name).expect("declared"));
        let columns = vec![(level, Element(0)), (grip, Element(1))];
        Posterior { columns, rows: vec![vec![1.25, 0.5], vec![3.5, 0.0625]] }
    }

    #[test]
    fn what_is_written_is_read() {
        let model = model("");
        let text = to_text(&model, &posterior(&model));
        assert!(text.ends_with("level,\"grip[anna, boris]\"\n1.25,0.5\n3.5,0.0625\n"), "{text}");
        let rows = rows(&model, &text).expect("its own text");
        assert_eq!((rows.len(), rows.columns().len()), (2, 2));
        assert!((rows.row(0)[1] - 0.5).abs() < 1e-9 && (rows.row(1)[1] - 0.0625).abs() < 1e-9);
    }

    #[test]
    fn only_equations_and_priors_count() {
        let plain = model("");
        let text = to_text(&plain, &posterior(&plain));
        let claimed = model("claim A1 event \"It is high\"\n    role structural\n    holds at(seen, 1950-12) > 2\n");
        assert!(rows(&claimed, &text).is_ok(), "a claim more changes no world");
        let other = model("let more : 1 = 2 * seen\ntest \"a\"\n    holds more > 0\n");
        let problem = rows(&other, &text).expect_err("an equation more").to_string();
        assert!(problem.starts_with("the posterior is of other equations or priors"), "{problem}");
    }

    #[test]
    fn mistakes_are_named() {
        let model = model("");
        let text = to_text(&model, &posterior(&model));
        let said = |from: &str, to: &str| rows(&model, &text.replace(from, to)).expect_err(to).to_string();
        assert!(said("level,", "levle,").contains("`levle` is no drawn parameter"));
        assert!(said("1.25,0.5", "1.25").contains("line 5 of the posterior does not have 2 numbers"));
        assert!(said("0.0625", "7").contains("values that the priors rule out"));
    }
}
