//! What people write out of habit from other languages, and what it is here.
//!
//! Only words of help: what can be read is decided elsewhere.

use crate::token::Sign;

/// Clauses, each with the kind of declaration that it belongs to.
const CLAUSES: &[(&str, &str)] = &[
    ("starts", "a `stock`"),
    ("in", "a `stock`"),
    ("out", "a `stock`"),
    ("at", "a `stock`"),
    ("reading", "a `param`"),
    ("when", "an `event` or a `decision`"),
    ("rate", "an `event` or a `decision`"),
    ("unless", "an `event` or a `decision`"),
    ("once", "an `event` or a `decision`"),
    ("every", "an `event` or a `decision`"),
    ("do", "an `event` or an `option`"),
    ("says", "an `event` or an `option`"),
    ("by", "a `decision`"),
    ("appeal", "a `decision`"),
    ("option", "a `decision`"),
    ("recorded", "an `event` or a `decision`"),
    ("known", "a `state`, a `let`, a `stock`, a `flow` or a message"),
    ("available", "an `option`"),
    ("for", "an `option` or a `do`"),
    ("if", "a `do`"),
    ("else", "a `do`"),
    ("role", "a `claim`"),
    ("place", "a `claim`"),
    ("touches", "a `claim`"),
    ("step", "a `claim`, or the frame"),
    ("holds", "a `claim` or a `test`"),
    ("without", "a `claim`"),
    ("effect", "a `claim`"),
    ("expect", "a `claim`"),
    ("given", "a `claim` or a `test`"),
    ("pin", "a `what if`"),
    ("forbid", "a `what if`"),
    ("off", "a `system`"),
    ("counts", "a `base rate`"),
    ("over", "a `base rate`"),
    ("reference", "a `base rate`"),
    ("with", "a `set`"),
    ("from", "the declaration above"),
    ("sourced", "the number above"),
    ("estimate", "the number above"),
    ("assumption", "the number above"),
];

/// Of which kind of declaration a word is a clause.
pub fn clause_of(word: &str) -> Option<&'static str> {
    CLAUSES.iter().find(|(clause, _)| *clause == word).map(|(_, of)| *of)
}

/// What a clause of another language is called here, in a declaration of this kind.
pub fn clause(of: &str, word: &str) -> Option<&'static str> {
    Some(match (of, word.to_ascii_lowercase().as_str()) {
        ("event", "probability" | "chance" | "prob" | "hazard" | "likelihood") => {
            "how likely it is stands after `rate`, per year: `rate 0.3/year`"
        }
        ("event" | "decision", "at" | "on" | "date" | "time") => {
            "a date is asked for in a condition: `when now = 1950-03`"
        }
        ("event" | "decision", "if" | "condition" | "while") => "a condition stands after `when`",
        ("event", "then" | "effect" | "effects" | "action") => "what happens stands after `do`",
        ("decision", "options" | "choices" | "alternatives") => "write one `option` for each",
        ("decision", "who" | "decider" | "actor") => "who decides stands after `by`",
        ("claim", "at" | "in" | "when") => {
            "when a value is looked at is written `at(x, 1951-12)`, or `average(x, 1950-01 .. 1951-12)`"
        }
        ("stock", "initial" | "init" | "start" | "begins") => "what it holds at first stands after `starts`",
        ("stock", "inflow" | "inflows") => "what it gains stands after `in`",
        ("stock", "outflow" | "outflows") => "what it loses stands after `out`",
        ("stock", "min" | "minimum") => "write `at least`",
        ("stock", "max" | "maximum") => "write `at most`",
        ("set", _) => "the elements stand after `=`: `set Colour = red, blue`",
        _ => return None,
    })
}

/// What a type of another language is called here.
pub fn type_name(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "number" | "int" | "integer" | "float" | "real" | "double" | "numeric" => "a pure number is written `1`",
        "bool" | "boolean" | "logical" => "a yes or no is written `truth`",
        "string" | "text" | "str" | "char" => "there are no texts; words that can be chosen among are a `set`",
        "time" | "datetime" => "a point in time is written `date`, a length of time `year`",
        "percent" | "percentage" | "fraction" | "share" => "a share is a pure number, written `1`: 5% is 0.05",
        "element" | "enum" | "object" => "an element is written by the name of its set",
        _ => return None,
    })
}

/// What a declaration of another language is called here.
pub fn declaration(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "parameter" | "constant" | "const" | "input" => "a number that the model rests on is a `param`",
        "variable" | "var" | "auxiliary" | "aux" | "converter" | "equation" => {
            "what is computed is a `let`; what accumulates is a `stock`; what rules change is a `state`"
        }
        "def" | "func" | "fn" | "macro" => "what is computed in many places is a `function f(x: 1) : 1 = …`",
        "level" | "reservoir" => "what accumulates is a `stock`",
        "list" | "enum" | "class" | "type" | "agent" | "agents" => "things of one kind are a `set`",
        "table" | "array" | "matrix" => "fixed values by element are `data`",
        "timeseries" => "values over time that equations read are a `series`",
        "random" | "noise" | "shock" => "a random number is a `draw`",
        "rule" | "process" | "shocks" | "trigger" => "what happens at some time is an `event`",
        "vote" | "choice" => "what somebody chooses is a `decision`",
        "whatif" | "scenario" | "policy" => "a change to compare with is a `what if`",
        "rate" | "base_rate" | "baserate" => {
            "how often something happens elsewhere is a `base rate`; a number of the model is a `param`"
        }
        "assert" | "check" => "what must always hold is a `test`; what is said of worlds is a `claim`",
        "import" | "include" => {
            "all Markdown files of the folder are one model; what a library has is named by `use function from library`"
        }
        _ => return None,
    })
}

/// A sign that the language does not have.
pub struct ForeignSign {
    pub text: &'static str,
    pub read_as: ReadAs,
    pub help: &'static str,
}

/// How reading goes on after a foreign sign.
#[derive(Clone, Copy)]
pub enum ReadAs {
    Sign(Sign),
    /// As if it were not there.
    Nothing,
    /// As if the line ended before it.
    EndOfLine,
}

const fn sign(text: &'static str, meant: Sign, help: &'static str) -> ForeignSign {
    ForeignSign { text, read_as: ReadAs::Sign(meant), help }
}

const fn nothing(text: &'static str, help: &'static str) -> ForeignSign {
    ForeignSign { text, read_as: ReadAs::Nothing, help }
}

const fn end(text: &'static str, help: &'static str) -> ForeignSign {
    ForeignSign { text, read_as: ReadAs::EndOfLine, help }
}

/// Signs of other languages, longer ones first where one begins another.
pub const SIGNS: &[ForeignSign] = &[
    sign("==", Sign::Equal, "write `=`"),
    sign("=>", Sign::GreaterOrEqual, "write `>=`"),
    sign("=<", Sign::LessOrEqual, "write `<=`"),
    sign("<>", Sign::NotEqual, "write `!=`"),
    sign("**", Sign::Caret, "write `^`"),
    sign("-=", Sign::AddAssign, "write `+=` with a minus: `x += -1`"),
    sign("*=", Sign::AddAssign, "write `x := x * …`"),
    sign("/=", Sign::AddAssign, "write `x := x / …`; for unequal values, `!=`"),
    end("&&", "write `and`"),
    end("||", "write `or`"),
    end("//", "a comment begins with `#`"),
    nothing("!", "write `not`"),
    end("&", "write `and`"),
    end("|", "write `or`; a row of a table begins its line"),
    end(";", "put each statement on a line of its own"),
    end("{", "what belongs together is indented, and needs no braces"),
    end("}", "what belongs together is indented, and needs no braces"),
    sign("−", Sign::Minus, "write `-`"),
    sign("–", Sign::Minus, "write `-`"),
    sign("—", Sign::Minus, "write `-`"),
    sign("≤", Sign::LessOrEqual, "write `<=`"),
    sign("≥", Sign::GreaterOrEqual, "write `>=`"),
    sign("≠", Sign::NotEqual, "write `!=`"),
    sign("×", Sign::Star, "write `*`"),
    sign("·", Sign::Star, "write `*`"),
    sign("÷", Sign::Slash, "write `/`"),
    sign("…", Sign::DotDot, "a window is written with two points: `1953-05 .. 1953-08`"),
    end("²", "write `^2`"),
    end("³", "write `^3`"),
    end("$", "money is a unit: `unit dollar`, and `5 dollar`"),
    end("€", "money is a unit: `unit euro`, and `5 euro`"),
];

/// Marks that begin a text elsewhere, each with those that can end it.
pub const QUOTES: &[(char, &[char])] = &[
    ('“', &['”', '“', '"']),
    ('”', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('‘', &['’']),
    ('’', &['’']),
    ('\'', &['\'']),
    ('`', &['`']),
];

/// Words that begin another condition elsewhere.
pub const ELSE_IF: &[&str] = &["elif", "elsif", "elseif"];

/// How to write a number such as `1,5` or `1,000,000`; nothing for anything else.
pub fn decimal_comma(text: &str) -> Option<String> {
    let mut parts = text.split(',');
    let first = parts.next().filter(|part| is_digits(part))?;
    let rest: Vec<&str> = parts.collect();
    if rest.is_empty() || !rest.iter().all(|part| is_digits(part)) {
        return None;
    }
    let thousands = rest.iter().all(|part| part.len() == 3);
    Some(match (thousands, rest.as_slice()) {
        (true, _) => format!("thousands are set apart by `_`: `{first}_{}`", rest.join("_")),
        (false, [fraction]) => format!("a fraction follows a point: `{first}.{fraction}`"),
        _ => "a fraction follows a point, and thousands are set apart by `_`: `1_000.5`".to_string(),
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
