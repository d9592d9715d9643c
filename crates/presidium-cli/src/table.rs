//! Text in columns, as wide as a terminal shows it: wrapped between words, never inside a number.
//!
//! Figures stand in columns of their own width, and the last column holds words. Where the terminal is too narrow for the
//! words they go under their row; where it is too narrow for the figures each row is told as a sentence of them.

use std::sync::OnceLock;

use terminal_size::{Width, terminal_size_of};
use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

/// The width where nothing says how wide a line may be, so that a file reads the same wherever it was written; sentences
/// are never wider.
const MEASURE: usize = 120;

/// A terminal narrower than this, or wider, is taken to be as wide as this.
const NARROWEST: usize = 40;
const WIDEST: usize = 200;

/// Room that the last column needs to stay in its row; with less it is put under it.
const LAST_COLUMN_MIN: usize = 36;

/// Spaces between two columns.
const GAP: usize = 2;

/// How much further to the right a row goes on under itself.
const UNDER: usize = 4;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Rows under each other, `indent` spaces before each, without trailing spaces.
///
/// There is one alignment for each column; the last holds words and is left-aligned.
pub fn table(rows: &[Vec<String>], aligns: &[Align], indent: usize) -> String {
    headed(&[], rows, aligns, indent)
}

/// As [`table`], under the names of the columns.
pub fn headed(head: &[&str], rows: &[Vec<String>], aligns: &[Align], indent: usize) -> String {
    Table { head, aligns, indent, width: width() }.text(rows)
}

/// Wraps a sentence; its first line is taken to start in column `hanging`, and so do the others.
pub fn wrap(text: &str, hanging: usize) -> String {
    wrap_within(text, hanging, width().min(MEASURE))
}

static WIDTH: OnceLock<usize> = OnceLock::new();

/// Tables as wide as the widest terminal, whatever the terminal is.
pub fn widen() {
    let _ = WIDTH.set(WIDEST);
}

/// What `COLUMNS` says, else the width of the terminal that is written to, else [`MEASURE`].
pub fn width() -> usize {
    *WIDTH.get_or_init(|| {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size_of(std::io::stdout()).map(|(Width(columns), _)| usize::from(columns));
        asked.or_else(terminal).map_or(MEASURE, |columns: usize| columns.clamp(NARROWEST, WIDEST))
    })
}

struct Table<'a> {
    /// Names of the columns; empty if they need none.
    head: &'a [&'a str],
    aligns: &'a [Align],
    indent: usize,
    width: usize,
}

impl Table<'_> {
    fn text(&self, rows: &[Vec<String>]) -> String {
        let head: Vec<String> = self.head.iter().map(|&name| name.to_owned()).collect();
        let all: Vec<&Vec<String>> = Some(&head).filter(|head| !head.is_empty()).into_iter().chain(rows).collect();
        let widths = self.widths(&all);
        let beside = self.indent + widths.iter().map(|width| width + GAP).sum::<usize>();
        if beside > self.width + GAP {
            return rows.iter().map(|row| self.sentence(row)).collect();
        }
        let fits = |row: &&Vec<String>| beside + display_width(self.words(row)) <= self.width;
        let under = beside + LAST_COLUMN_MIN > self.width && !all.iter().all(fits);
        all.iter().map(|row| self.row(row, &widths, (!under).then_some(beside))).collect()
    }

    /// Of all columns but the last.
    fn widths(&self, rows: &[&Vec<String>]) -> Vec<usize> {
        let widest =
            |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max();
        (0..self.last()).map(|column| widest(column).unwrap_or(0)).collect()
    }

    fn last(&self) -> usize {
        self.aligns.len().saturating_sub(1)
    }

    fn words<'r>(&self, row: &'r [String]) -> &'r str {
        row.get(self.last()).map_or("", String::as_str)
    }

    /// With its words beside the figures, from this column on, or under them.
    fn row(&self, row: &[String], widths: &[usize], beside: Option<usize>) -> String {
        let mut text = " ".repeat(self.indent);
        for ((cell, align), width) in row.iter().zip(self.aligns).zip(widths) {
            let room = " ".repeat(width.saturating_sub(display_width(cell)));
            match align {
                Align::Left => text.extend([cell.as_str(), &room]),
                Align::Right => text.extend([room.as_str(), cell]),
            }
            text.extend(std::iter::repeat_n(' ', GAP));
        }
        match beside {
            Some(column) => text + &wrap_within(self.words(row), column, self.width),
            None => self.over(&text, self.words(row)),
        }
        .trim_end()
        .to_owned()
            + "\n"
    }

    /// Figures, and under them words.
    fn over(&self, figures: &str, words: &str) -> String {
        let hanging = self.indent + UNDER;
        let lines = [figures.trim_end().to_owned(), " ".repeat(hanging) + &wrap_within(words, hanging, self.width)];
        let lines = lines.iter().filter(|line| !line.trim().is_empty());
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// For figures that do not fit beside each other: each with the name of its column.
    fn sentence(&self, row: &[String]) -> String {
        const GLUE: &str = "\u{a0}";
        let hanging = self.indent + UNDER;
        let cells = row.iter().take(self.last()).enumerate().filter(|(_, cell)| !cell.is_empty());
        let named = cells.map(|(column, cell)| match self.head.get(column) {
            Some(name) if !name.is_empty() => format!("{name} {cell}"),
            _ => cell.clone(),
        });
        let fits = |piece: &str| hanging + display_width(piece) <= self.width;
        let glued = named.map(|piece| if fits(&piece) { piece.replace(' ', GLUE) } else { piece });
        let figures = wrap_within(&glued.collect::<Vec<_>>().join("  "), hanging, self.width).replace(GLUE, " ");
        self.over(&(" ".repeat(self.indent) + &figures), self.words(row)) + "\n"
    }
}

fn wrap_within(text: &str, hanging: usize, width: usize) -> String {
    let options = Options::new(width.saturating_sub(hanging).max(20))
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .word_separator(WordSeparator::Custom(words));
    textwrap::wrap(text, options).join(&format!("\n{}", " ".repeat(hanging)))
}

/// The parts of a line between which it may be broken.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let may_break = |at: &usize| !line[at + 1..].starts_with(' ') && !hold_together(&line[..*at], &line[at + 1..]);
    let ends = line.match_indices(' ').map(|(at, _)| at).filter(may_break).map(|at| at + 1);
    let ends: Vec<usize> = ends.chain([line.len()]).collect();
    let starts = std::iter::once(0).chain(ends.clone());
    Box::new(starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| Word::from(&line[start..end])))
}

/// `10 000`, `34 %`, `+1.3 points`, `1.2 million`, `0.1 – 0.3`: a number is never torn from what belongs to it.
fn hold_together(before: &str, after: &str) -> bool {
    let word_before = before.trim_end().rsplit(' ').next().unwrap_or_default();
    let word_after = after.split(' ').next().unwrap_or_default().trim_end_matches([',', '.', ';', ':', ')']);
    let digits = word_after.trim_start_matches(['+', '-']).bytes().take_while(u8::is_ascii_digit).count();
    let group = digits == 3 && word_after.starts_with(|first: char| first.is_ascii_digit());
    let number = word_before.ends_with(|last: char| last.is_ascii_digit());
    let belongs = group || ["%", "points", "million", "billion", "–"].contains(&word_after);
    number && belongs || word_before == "–" && digits > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [&str; 4] = ["", "share", "95 %", ""];
    const ALIGNS: [Align; 4] = [Align::Left, Align::Right, Align::Right, Align::Left];

    fn at(width: usize, rows: &[[&str; 4]]) -> String {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        Table { head: &HEAD, aligns: &ALIGNS, indent: 2, width }.text(&rows)
    }

    #[test]
    fn columns_are_as_wide_as_a_terminal_shows_them() {
        let rows = [["Ё", "9 %", "8 – 10", "words"], ["日本", "100 %", "99 – 100", "more"]];
        let lines = ["        share      95 %", "  Ё       9 %    8 – 10  words", "  日本  100 %  99 – 100  more", ""];
        assert_eq!(at(80, &rows), lines.join("\n"));
    }

    #[test]
    fn words_without_room_go_under_their_row_and_figures_without_room_are_told() {
        let words = "The industrial ministries are dissolved into regional councils";
        let rows = [["G6", "20.4 %", "19.6 – 21.2", words]];
        let under = [
            "       share         95 %",
            "  G6  20.4 %  19.6 – 21.2",
            "      The industrial ministries are",
            "      dissolved into regional councils",
            "",
        ];
        assert_eq!(at(40, &rows), under.join("\n"));
        let told = ["  G6  share 20.4 %", "      95 % 19.6 – 21.2", "      The industrial", "      ministries are"];
        assert_eq!(at(24, &rows).lines().take(4).collect::<Vec<_>>(), told);
    }

    #[test]
    fn a_wide_terminal_is_used() {
        let rows = [["G6", "20.4 %", "19.6 – 21.2", &"word ".repeat(30)]];
        assert_eq!(at(80, &rows).lines().count(), 4);
        assert_eq!(at(200, &rows).lines().count(), 2);
    }

    #[test]
    fn a_line_is_never_broken_inside_a_number() {
        let text =
            "In 10 000 worlds of which 34.5 % moved by +1.3 points (95 %: +0.1 – +2.5), by 1.2 million and by 1964-12";
        for width in 20..60 {
            let lines = wrap_within(text, 0, width);
            for whole in ["10 000", "34.5 %", "+1.3 points", "+0.1 – +2.5", "1.2 million", "1964-12"] {
                assert!(lines.contains(whole), "{whole} at {width}:\n{lines}");
            }
        }
    }

    #[test]
    fn what_hangs_is_wrapped_under_itself_and_colours_take_no_room() {
        let text = wrap_within(&"word ".repeat(30), 60, 80);
        assert!(text.lines().skip(1).all(|line| line.starts_with(&" ".repeat(60)) && !line.ends_with(' ')));
        let coloured = wrap_within("\u{1b}[1mword\u{1b}[0m word word word", 0, 20);
        assert_eq!(coloured.lines().count(), 1);
    }
}
