//! What other languages call by a name that this one does not have, with what to write here.

/// What to write instead of a function or constant of other languages.
pub fn instead_of(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "pow" | "power" => "write `x ^ n`",
        "sqr" | "square" => "write `x ^ 2`",
        "cbrt" => "write `x ^ (1/3)`",
        "log" => "the natural logarithm is `ln(x)`; to the base 10 it is `ln(x) / ln(10)`",
        "log10" | "lg" => "write `ln(x) / ln(10)`",
        "log2" => "write `ln(x) / ln(2)`",
        "e" => "write `exp(1)`",
        "sinwave" | "coswave" => {
            "write `height * sin(2 * pi * (now - 1950-01) / period)`, with a period such as `1 year`"
        }
        "asin" | "acos" | "atan" | "arcsin" | "arccos" | "arctan" => {
            "of circular functions there are `sin`, `cos` and `tan`, and none that undoes them"
        }
        "sigmoid" | "expit" => "write `logistic(x)`",
        "rint" | "nint" => "write `round(x)`",
        "ceil" | "ceiling" => "write `-floor(-x)`",
        "int" | "trunc" | "integer" => "write `floor(x)`",
        "modulo" | "rem" | "fmod" => "write `mod(x, n)`",
        "sign" | "sgn" => "write `if x > 0 then 1 else if x < 0 then -1 else 0`",
        "prod" => "write `product(i in Set: …)`",
        "median" | "std" | "stddev" | "variance" | "var" => {
            "the folds are `sum`, `mean`, `min`, `max`, `count`, `any`, `all`, `argmax`, `argmin`"
        }
        "place" | "ordinal" | "index" => {
            "the place of an element in its set is `position(x)`, in an order `rank(x, i in Set by …)`"
        }
        "avg" => "over a set write `mean(i in Set: …)`; over time, in a claim, `average(x, window)`",
        "exists" | "some" => "write `any(i in Set: …)`",
        "forall" | "every" => "write `all(i in Set: …)`",
        "length" | "len" | "card" => "write `size(Set)`",
        "step" => "write `step(height, 1957-01)`",
        "pulse" => "write `pulse(height, 1957-01 .. 1957-03)`",
        "ramp" => "write `ramp(slope, 1957-01 .. 1960-12)`",
        "time" | "t" | "today" | "date" => "the date of the step is `now`",
        "year" | "years" => "the year of a date is `year_of(now)`",
        "month" => "the month of a date is `month_of(now)`",
        "dt" | "timestep" => "the step is `1 month`",
        "delayn" => "write `delay_n(x, 6 months, 5, initially v)`",
        "delay1i" | "delay3i" => "write `delay3(x, 6 months, initially v)`",
        "delayfixed" => "write `delay(x, 6 months, initially v)`",
        "smoothn" | "smthn" => "write `smooth_n(x, 6 months, 5, initially v)`",
        "smth3" | "smooth3i" => "write `smooth3(x, 6 months, initially v)`",
        "smooth1" | "smoothi" | "smth1" | "ema" => "write `smooth(x, 6 months, initially v)`",
        "integ" | "integral" | "integrate" => "what accumulates is a `stock`, with its flows after `in` and `out`",
        "deriv" | "derivative" => "write `(x - previous(x, initially v)) / 1 month`",
        "lag" | "last" | "prev" => "write `previous(x, initially v)`",
        "random" | "rand" | "rnd" | "uniform" | "normal" | "lognormal" | "gauss" | "poisson" | "beta"
        | "triangular" => "a distribution stands after `~`, in a `param` or a `draw`: `draw x per step ~ normal(0, 1)`",
        "logit" => "write `ln(x / (1 - x))`",
        "iif" | "ifelse" | "if_then_else" | "ifthenelse" => "write `if c then a else b`",
        "null" | "nil" | "nobody" => "an element that is none is `none`, a date that has not come `never`",
        "yes" | "on" => "write `true`",
        "no" | "off" => "write `false`",
        _ => return None,
    })
}
