//! Text into Markdown and HTML: escapes, links, tables.

/// Text that stands in Markdown for itself.
pub fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '$') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Text that stands in HTML for itself.
pub fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Code within a line of Markdown.
pub fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// A link in HTML to a name.
pub fn html_link(target: &str, name: &str) -> String {
    format!("<a href=\"{target}\"><code>{}</code></a>", html(name))
}

/// A point that can be linked to, on a line of its own.
pub fn anchor(id: &str) -> String {
    format!("<div id=\"{id}\" class=\"anchor\"></div>\n\n")
}

/// A table of Markdown; nothing if it has no rows.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cell = |text: &String| text.replace('\n', " ").replace("\\|", "|").replace('|', "\\|");
    let mut text = line(head.iter().map(|title| (*title).to_owned()).collect());
    text += &line(head.iter().map(|_| "---".to_owned()).collect());
    text.extend(rows.iter().map(|row| line(row.iter().map(cell).collect())));
    text + "\n"
}

/// A section with a table; nothing if the table has no rows.
pub fn section(title: &str, words: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let words = if words.is_empty() { String::new() } else { format!("{words}\n\n") };
    format!("{title}\n\n{words}{}", table(head, rows))
}

/// `a, b and c`.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `1 stock`, `3 stocks`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_bars() {
        let rows = [vec![code("a | b"), plain("c|d")]];
        assert_eq!(table(&["x", "y"], &rows), "| x | y |\n| --- | --- |\n| `a \\| b` | c\\|d |\n\n");
    }

    #[test]
    fn markup_in_text_stands_for_itself() {
        assert_eq!(plain("*a_b* <c>"), "\\*a\\_b\\* \\<c\\>");
        assert_eq!(html("a < \"b\" & c"), "a &lt; &quot;b&quot; &amp; c");
    }
}
