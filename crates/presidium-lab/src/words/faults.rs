//! What stopped a world, in words.

use presidium_engine::{Fault, Needed};
use presidium_lang::model::{BinaryOp, Function};

/// What was wrong with a value or a vote: `its value is infinite`.
///
/// # Example
/// ```
/// use presidium_engine::{Fault, Needed};
/// assert_eq!(presidium_lab::fault_text(&Fault::Infinite(Needed::Rate)), "its rate is infinite");
/// ```
pub fn fault_text(fault: &Fault) -> String {
    match fault {
        Fault::Infinite(needed) => format!("{} is infinite", needed_text(needed)),
        Fault::NotANumber(needed) => format!("{} is not a number", needed_text(needed)),
        Fault::TooLarge(needed, value) => format!("{} is {value:e}, beyond any quantity", needed_text(needed)),
        Fault::Operation(left, op, right) => format!("{left} {} {right} has no value", sign(*op)),
        Fault::Function(Function::Within, steps) if steps.len() == 3 => {
            format!("a delay of {} steps is longer than the {} that it declares", steps[0], steps[2])
        }
        Fault::Function(function, arguments) => {
            let of = arguments.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
            format!("{}({of}) has no value", format!("{function:?}").to_lowercase())
        }
        Fault::ComparesInfinite => "it compares a value that is infinite".to_owned(),
        Fault::OrdersInfinite => "it orders by a value that is infinite".to_owned(),
        Fault::NoLot => "a weight lies below zero, or all together have no sum".to_owned(),
        Fault::FoldsInfinite => "it folds over a value that is infinite".to_owned(),
        Fault::Prior(error) => error.to_string(),
        Fault::Vote(error) => error.to_string(),
    }
}

fn needed_text(needed: &Needed) -> String {
    let words = match needed {
        Needed::Assigned(name) => return format!("the value for `{name}`"),
        Needed::Value => "its value",
        Needed::Observed => "what the claim looks at",
        Needed::Element => "an element whose value it changes",
        Needed::Condition => "its condition",
        Needed::Rate => "its rate",
        Needed::ForCondition => "the condition of a `for`",
        Needed::ForOrder => "what a `for` is ordered by",
        Needed::IfCondition => "the condition of an `if`",
        Needed::Order => "the order in which it is taken",
        Needed::Decider => "the person who decides",
        Needed::AppealCondition => "the condition of the appeal",
        Needed::Member => "who is a member",
        Needed::Present => "who is present",
        Needed::Available => "whether an option is available",
        Needed::Majority => "the majority of the vote",
        Needed::Quorum => "the quorum of the vote",
        Needed::Abstention => "the abstention of the vote",
        Needed::Chair => "who is in the chair",
        Needed::Exponent => "the exponent of the vote",
        Needed::Utility => "a utility",
        Needed::Noise => "the noise of the vote",
        Needed::Turn => "the order in which the members vote",
    };
    words.to_owned()
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Power => "^",
        _ => "and",
    }
}

#[cfg(test)]
mod tests {
    use presidium_engine::ballot::VoteError;
    use presidium_engine::distribution::PriorError;
    use presidium_lang::model::Function;

    use super::*;

    #[test]
    fn faults_are_said_in_a_sentence() {
        let said = [
            (Fault::Infinite(Needed::Value), "its value is infinite"),
            (Fault::NotANumber(Needed::Assigned("s[a]".to_owned())), "the value for `s[a]` is not a number"),
            (Fault::TooLarge(Needed::Value, 1e200), "its value is 1e200, beyond any quantity"),
            (Fault::Operation(0.0, BinaryOp::Multiply, f64::INFINITY), "0 * inf has no value"),
            (Fault::Function(Function::Clamp, vec![1.0, 2.5, 0.0]), "clamp(1, 2.5, 0) has no value"),
            (Fault::Vote(VoteError::Empty), "a vote of nobody"),
            (Fault::Prior(PriorError::StandardDeviation { sd: -1.0 }), "a standard deviation of -1 is negative"),
        ];
        for (fault, words) in said {
            assert_eq!(fault_text(&fault), words);
        }
    }
}
