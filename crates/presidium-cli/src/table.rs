//! Columns of text. The last column is wrapped, so that a claim's words stay beside its figures.

/// Width that nothing wraps beyond, whether or not a terminal is looking: the same output everywhere.
pub const WIDTH: usize = 110;

/// Room that the last column needs to stay in its row; with less it is put under it.
const LAST_COLUMN_MIN: usize = 36;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Rows under each other, two spaces between columns, no trailing spaces; `indent` spaces before each.
///
/// There is one alignment for each column; the last is left-aligned and wrapped at [`WIDTH`].
pub fn table(rows: &[Vec<String>], aligns: &[Align], indent: usize) -> String {
    let mut widths = vec![0; aligns.len()];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    rows.iter().map(|row| line(row, aligns, &widths, indent)).collect()
}

fn line(row: &[String], aligns: &[Align], widths: &[usize], indent: usize) -> String {
    let mut text = " ".repeat(indent);
    let last = aligns.len().saturating_sub(1);
    for (column, cell) in row.iter().enumerate().take(last) {
        let gap = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
        match aligns[column] {
            Align::Left => text.extend([cell.as_str(), &gap]),
            Align::Right => text.extend([gap.as_str(), cell]),
        }
        text.push_str("  ");
    }
    let mut hanging = indent + widths[..last].iter().map(|width| width + 2).sum::<usize>();
    let words = row.get(last).map_or("", String::as_str);
    if hanging + LAST_COLUMN_MIN > WIDTH && hanging + words.chars().count() > WIDTH {
        hanging = indent + 4;
        text.truncate(text.trim_end().len());
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', hanging));
    }
    text.push_str(&wrap(words, hanging));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Wraps `text` at [`WIDTH`]; its first line is taken to start in column `hanging`, and so do the others.
pub fn wrap(text: &str, hanging: usize) -> String {
    let room = WIDTH.saturating_sub(hanging).max(20);
    let mut wrapped = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', hanging));
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["B7".into(), "9 %".into(), "words".into()], vec!["B11".into(), "100 %".into(), "more".into()]];
        let text = table(&rows, &[Align::Left, Align::Right, Align::Left], 2);
        assert_eq!(text, "  B7     9 %  words\n  B11  100 %  more\n");
    }

    #[test]
    fn a_last_column_without_room_goes_under_its_row() {
        let rows = [vec!["x".repeat(100), "some words about it".into()]];
        let text = table(&rows, &[Align::Left, Align::Left], 2);
        assert_eq!(text.lines().nth(1), Some("      some words about it"));
    }

    #[test]
    fn the_last_column_hangs_under_itself() {
        let text = wrap(&"word ".repeat(30), 90);
        assert!(text.lines().skip(1).all(|line| line.starts_with(&" ".repeat(90)) && !line.ends_with(' ')));
    }
}
