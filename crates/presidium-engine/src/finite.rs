//! Which values are checked for being finite.
//!
//! One rule for the oracle and the engine: every stock is checked after integration, every utility and weight when it is
//! voted on, and every other named value (a let, an initial value, a value assigned, a rate, a delayed value) if its
//! equation divides, raises to a power, or calls `sqrt`, `exp` or `ln`; division by a number and whole powers do not
//! count. What is left out can only become infinite by adding or multiplying values that were already absurd, and the
//! stock that they feed is checked.

use presidium_lang::model::{BinaryOp, Expr, Function};

/// Whether an equation is checked: it can make a value that is not finite out of finite ones.
pub fn fallible(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| {
        found |= match part {
            Expr::Binary { op: BinaryOp::Divide, right, .. } => !matches!(**right, Expr::Number(by) if by != 0.0),
            Expr::Binary { op: BinaryOp::Power, right, .. } => {
                !matches!(**right, Expr::Number(by) if by >= 0.0 && by.fract() == 0.0)
            }
            Expr::Call { function, .. } => matches!(function, Function::Sqrt | Function::Exp | Function::Ln),
            _ => false,
        }
    });
    found
}
