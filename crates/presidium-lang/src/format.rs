//! The layout of code in a chapter: what `presidium fmt` does.
//!
//! Authors align terms and comments by eye, and that is worth keeping. So lines stay lines, and wide gaps stay wide;
//! what is settled is indentation, space around signs and inside brackets, the columns of tables, and blank lines.
//! Prose is never touched, and a block that cannot be read is left as it is. Formatting twice changes nothing more.

use crate::characters::BYTE_ORDER_MARK;
use crate::document::Document;
use crate::lexer::lex;
use crate::parser::RESERVED;
use crate::span::FileId;
use crate::token::{Sign, Token, TokenKind};

const INDENT: usize = 4;

/// Lays out the code of a chapter.
///
/// # Example
/// ```
/// let untidy = "Text.\n\n```presidium\nlet a:1=2+max( 3,b )\n```\n";
/// assert_eq!(presidium_lang::format(untidy), "Text.\n\n```presidium\nlet a : 1 = 2 + max(3, b)\n```\n");
/// ```
pub fn format(text: &str) -> String {
    let (mark, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (Some(BYTE_ORDER_MARK), rest),
        None => (None, text),
    };
    let mut document = Document::default();
    let file = document.add_chapter("", text.to_string());
    let mut result = String::with_capacity(text.len());
    result.extend(mark);
    let mut at = 0;
    for block in &document.file(file).blocks {
        let code = &text[block.range.clone()];
        result.push_str(&text[at..block.range.start]);
        // A block inside of a list is rare, and its margin is the list's business; one that is not closed holds prose.
        let plain = block.indent == 0 && block.closed && !code.contains('\r');
        let formatted = if plain { format_block(code) } else { None };
        result.push_str(formatted.as_deref().unwrap_or(code));
        at = block.range.end;
    }
    result.push_str(&text[at..]);
    result
}

/// A line of code: its tokens, and what is not a token at its end.
struct Line<'a> {
    tokens: Vec<Token>,
    /// A comment, if there is one.
    comment: &'a str,
    /// Space before the first token or the comment.
    indent: usize,
    /// Space between the last token and the comment.
    gap: usize,
}

/// Nothing if the block cannot be read, or would mean something else.
fn format_block(code: &str) -> Option<String> {
    let lines = read_lines(code)?;
    let mut texts: Vec<String> = vec![];
    let mut start = 0;
    while start < lines.len() {
        let is_new = |line: &Line<'_>| line.indent == 0 && !(line.tokens.is_empty() && line.comment.is_empty());
        let length = lines[start + 1..].iter().position(is_new).map_or(lines.len() - start, |n| n + 1);
        texts.extend(format_declaration(code, &lines[start..start + length]));
        start += length;
    }
    let formatted = join_lines(texts);
    same_meaning(code, &formatted).then_some(formatted)
}

fn read_lines(code: &str) -> Option<Vec<Line<'_>>> {
    let lexed = lex(FileId::from_raw(0), code, 0, code.len(), 0);
    if !lexed.findings.is_empty() {
        return None;
    }
    let mut tokens = lexed.tokens.into_iter().peekable();
    let mut lines = vec![];
    let mut offset = 0;
    for (number, line) in code.split('\n').enumerate() {
        let mut own = vec![];
        while tokens.peek().is_some_and(|t| t.line as usize == number) {
            own.extend(tokens.next());
        }
        let code_end = own.last().map_or(0, |t| t.end - offset);
        let rest = &line[code_end..];
        let comment = rest.trim();
        let indent = own.first().map_or(rest.len() - rest.trim_start().len(), |t| t.start - offset);
        let gap = if comment.is_empty() { 0 } else { rest.len() - rest.trim_start().len() };
        lines.push(Line { tokens: own, comment, indent, gap });
        offset += line.len() + 1;
    }
    Some(lines)
}

/// A declaration, with the blank lines and comments behind it.
fn format_declaration(code: &str, lines: &[Line<'_>]) -> Vec<String> {
    let shift = shift_of(code, lines);
    let mut depth = 0;
    let mut texts = vec![];
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let row_count = lines[at..].iter().take_while(|l| is_row(l)).count();
        let indent = if line.indent == 0 { 0 } else { line.indent.saturating_add_signed(shift) };
        if row_count > 0 {
            texts.extend(format_table(code, &lines[at..at + row_count], indent));
            at += row_count;
            continue;
        }
        let words = format_tokens(code, &line.tokens, &mut depth);
        let gap = if line.tokens.is_empty() { 0 } else { line.gap.max(1) };
        let comment = if line.comment.is_empty() { String::new() } else { " ".repeat(gap) + line.comment };
        texts.push(format!("{}{words}{comment}", " ".repeat(indent)).trim_end().to_string());
        at += 1;
    }
    texts
}

fn is_row(line: &Line<'_>) -> bool {
    line.tokens.first().is_some_and(|t| t.kind == TokenKind::Row)
}

/// How far the further lines of a declaration move, so that the leftmost stands at the indentation.
///
/// All of them move together. If a block opens on the first line, which does not move, none of them does: its lines
/// belong to it because they are further right.
fn shift_of(code: &str, lines: &[Line<'_>]) -> isize {
    let opens = |t: &Token| matches!(&code[t.start..t.end], "do" | "if" | "for");
    if lines[0].tokens.iter().any(opens) {
        return 0;
    }
    let indents = lines[1..].iter().filter(|l| !l.tokens.is_empty()).map(|l| l.indent);
    indents.min().map_or(0, |least| INDENT as isize - least as isize)
}

/// The tokens of a line with the space between them. `depth` counts open brackets over lines.
fn format_tokens(code: &str, tokens: &[Token], depth: &mut i32) -> String {
    let mut text = String::new();
    for (i, token) in tokens.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).map(|i| &tokens[i]) {
            let written = token.start - before.end;
            let width = match (space_between(code, tokens, i, *depth), written) {
                (Space::None, _) => 0,
                (Space::One, 0) => 1,
                (Space::One | Space::Written, written) => written,
            };
            text.push_str(&" ".repeat(width));
        }
        match token.kind {
            TokenKind::Sign(Sign::OpenParen | Sign::OpenBracket) => *depth += 1,
            TokenKind::Sign(Sign::CloseParen | Sign::CloseBracket) => *depth -= 1,
            _ => {}
        }
        text.push_str(&code[token.start..token.end]);
    }
    text
}

enum Space {
    None,
    /// At least one.
    One,
    /// As it is: it has a meaning, or is a matter of taste.
    Written,
}

/// The space before token `i` of a line.
fn space_between(code: &str, tokens: &[Token], i: usize, depth: i32) -> Space {
    let (left, right) = (&tokens[i - 1], &tokens[i]);
    match (sign_of(left), sign_of(right)) {
        (Some(Sign::OpenParen | Sign::OpenBracket), _) => Space::None,
        (_, Some(Sign::CloseParen | Sign::CloseBracket | Sign::Comma | Sign::Question)) => Space::None,
        // Whether a slash or a percent sign touches decides between a unit and a division.
        (Some(Sign::Slash | Sign::Percent | Sign::Caret), _) => Space::Written,
        (_, Some(Sign::Slash | Sign::Percent | Sign::Caret)) => Space::Written,
        (_, Some(Sign::Colon)) if depth > 0 => Space::None,
        (_, Some(Sign::Colon)) if is_header_colon(tokens, i) => Space::One,
        (Some(Sign::Comma | Sign::Colon), _) => Space::One,
        (Some(Sign::CloseParen | Sign::CloseBracket), None) if right.kind == TokenKind::Name => Space::One,
        (Some(sign), _) if is_operator(sign) && !is_prefix(code, tokens, i - 1) => Space::One,
        (_, Some(sign)) if is_operator(sign) && !is_prefix(code, tokens, i) => Space::One,
        _ => Space::Written,
    }
}

/// The colon between the name and the type of a declaration: the first outside of brackets.
fn is_header_colon(tokens: &[Token], colon: usize) -> bool {
    let mut depth = 0;
    let earlier = tokens[..colon].iter().any(|token| {
        match sign_of(token) {
            Some(Sign::OpenParen | Sign::OpenBracket) => depth += 1,
            Some(Sign::CloseParen | Sign::CloseBracket) => depth -= 1,
            _ => {}
        }
        depth == 0 && sign_of(token) == Some(Sign::Colon)
    });
    tokens[0].column == 0 && tokens[0].first_on_line && !earlier
}

fn sign_of(token: &Token) -> Option<Sign> {
    match token.kind {
        TokenKind::Sign(sign) => Some(sign),
        _ => None,
    }
}

fn is_operator(sign: Sign) -> bool {
    use Sign::*;
    matches!(
        sign,
        Assign
            | AddAssign
            | Plus
            | Minus
            | Star
            | Equal
            | NotEqual
            | Less
            | LessOrEqual
            | Greater
            | GreaterOrEqual
            | Tilde
            | DotDot
    )
}

/// A minus that does not stand between two values, or touches only what follows it.
fn is_prefix(code: &str, tokens: &[Token], i: usize) -> bool {
    let touches = |a: Option<&Token>, b: Option<&Token>| a.zip(b).is_some_and(|(a, b)| a.end == b.start);
    let before = i.checked_sub(1).and_then(|i| tokens.get(i));
    if touches(tokens.get(i), tokens.get(i + 1)) && !touches(before, tokens.get(i)) {
        return sign_of(&tokens[i]) == Some(Sign::Minus);
    }
    let word = |t: &Token| &code[t.start..t.end];
    let ends_value = |t: &Token| match t.kind {
        TokenKind::Number(_) | TokenKind::Date(_) => true,
        // `held-out` and `run-off` are one word to a reader.
        TokenKind::Name if word(t) == "run" => tokens.get(i + 1).is_none_or(|next| word(next) != "off"),
        TokenKind::Name => !RESERVED.contains(&word(t)) && word(t) != "held",
        TokenKind::Sign(sign) => matches!(sign, Sign::CloseParen | Sign::CloseBracket | Sign::Percent),
        _ => false,
    };
    sign_of(&tokens[i]) == Some(Sign::Minus) && !before.is_some_and(ends_value)
}

/// Rows of a table with their columns under each other.
fn format_table(code: &str, lines: &[Line<'_>], indent: usize) -> Vec<String> {
    let rows: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| {
            let row = code[line.tokens[0].start..line.tokens[0].end].trim_start_matches('|');
            row.strip_suffix('|').unwrap_or(row).split('|').map(str::trim).collect()
        })
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| !is_rule(cell));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<&str>| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| match is_rule(cell) {
            true => format!("-{}-|", "-".repeat(width)),
            false => format!(" {cell}{} |", " ".repeat(width - cell.chars().count())),
        });
        format!("{}|{}", " ".repeat(indent), cells.collect::<String>())
    };
    rows.iter().map(line).collect()
}

/// A line of dashes under the names of the columns; a single dash is an absent value.
fn is_rule(cell: &str) -> bool {
    cell.len() > 1 && cell.chars().all(|c| c == '-')
}

/// At most one blank line in a row, none at the ends.
fn join_lines(texts: Vec<String>) -> String {
    let mut result = String::new();
    let mut blank = false;
    for text in texts {
        if text.is_empty() {
            blank = !result.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            result.push('\n');
        }
        result.push_str(&text);
        result.push('\n');
    }
    result
}

/// The same tokens on the same lines, with the same relations of columns.
fn same_meaning(before: &str, after: &str) -> bool {
    let tokens = |code: &str| lex(FileId::from_raw(0), code, 0, code.len(), 0).tokens;
    let (old, new) = (tokens(before), tokens(after));
    let same = |(a, b): (&Token, &Token)| {
        let row = a.kind == TokenKind::Row && b.kind == TokenKind::Row;
        let text = row || before[a.start..a.end] == after[b.start..b.end];
        text && a.kind == b.kind && a.first_on_line == b.first_on_line && (a.column == 0) == (b.column == 0)
    };
    let touches =
        |tokens: &[Token]| -> Vec<bool> { tokens.windows(2).map(|p| p[0].end == p[1].start && is_slash(p)).collect() };
    old.len() == new.len() && old.iter().zip(&new).all(same) && touches(&old) == touches(&new)
}

fn is_slash(pair: &[Token]) -> bool {
    pair.iter().any(|t| matches!(sign_of(t), Some(Sign::Slash | Sign::Caret | Sign::Percent)))
}
