//! Visits every part of an expression, outermost first.

use presidium_lang::model::Expr;

/// Visits an expression and all its parts.
pub fn expr<'m>(whole: &'m Expr, visit: &mut dyn FnMut(&'m Expr)) {
    visit(whole);
    match whole {
        Expr::Number(_) | Expr::Bound(_) | Expr::Local(_) | Expr::Observed(_) | Expr::Now => {}
        Expr::Read { indices, otherwise, .. } => {
            indices.iter().for_each(|part| expr(part, visit));
            otherwise.iter().for_each(|part| expr(part, visit));
        }
        Expr::Unary { operand, .. } => expr(operand, visit),
        Expr::Binary { left, right, .. } => {
            expr(left, visit);
            expr(right, visit);
        }
        Expr::Call { arguments, .. } => arguments.iter().for_each(|part| expr(part, visit)),
        Expr::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|part| expr(part, visit));
        }
        Expr::Fold { filter, body, .. } => {
            filter.iter().for_each(|part| expr(part, visit));
            expr(body, visit);
        }
        Expr::Terms(terms) => terms.iter().for_each(|term| expr(&term.value, visit)),
        Expr::Lookup { argument, .. } => expr(argument, visit),
    }
}
