//! The models of the repository, and what becomes of them by chance.

use std::path::{Path, PathBuf};

/// Texts by the names of their files.
pub type Case = Vec<(String, String)>;

/// Models that are sound, and texts of all kinds.
pub struct Corpus {
    models: Vec<Case>,
    /// Pieces of these come into the models.
    others: Vec<String>,
}

/// Numbers that something may not have been made for.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "2",
    "9",
    "64",
    "1000",
    "100000",
    "1000000",
    "9999999999",
    "1e300",
    "1e-300",
    "1e999",
    "0.1",
    "1953-01",
    "1953-02-30",
    "9999-12",
    "0000-01",
    "4294967296",
    "18446744073709551616",
    "100%",
    "1e6 years",
    "9999 months",
    "1 day",
];

/// Words that mean something nearly anywhere.
const WORDS: &[&str] = &[
    "none",
    "never",
    "now",
    "true",
    "not",
    "if",
    "then",
    "else",
    "otherwise",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "+",
    "-",
    "*",
    "/",
    "^",
    "=",
    "..",
    "in",
    "where",
    "sum",
    "previous",
    "delay",
    "smooth",
    "\"",
    "#",
    "\n",
    "\t",
    "~",
    "€",
    "is",
    "let",
    "stock",
    "flow",
    "event",
    "per",
    "at least",
    "at most",
    "from",
    "to",
    "once",
    "every step",
    "unless",
    "initially",
    "month",
    "|",
];

impl Corpus {
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut models = vec![];
        let tutorials = entries(&root.join("models/tutorial"), Path::is_dir);
        for folder in tutorials.into_iter().chain([root.join("models/ussr-1953")]) {
            models.push(folder_of(&folder));
        }
        for path in files(&root.join("crates/presidium-engine/tests/programs")) {
            models.push(vec![("model.md".to_owned(), text(&path))]);
        }
        let reference = text(&root.join("docs/language/reference.md"));
        let code = |block: &&str| block.contains("\nmodel ");
        models.extend(reference.split("```presidium").filter(code).filter_map(|block| {
            let (code, _) = block.split_once("```")?;
            Some(vec![("model.md".to_owned(), format!("```presidium{code}```\n"))])
        }));
        let of_models = models.iter().flatten().map(|(_, text)| text.clone());
        let fixtures = files(&root.join("crates/presidium-lang/tests/ui/check")).into_iter().map(|path| text(&path));
        let others = of_models.chain(fixtures).collect();
        Self { models, others }
    }

    /// The case of this number.
    pub fn case(&self, number: u64) -> Case {
        let mut luck = Luck(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        // The large model is slow, and one among many.
        let mut case = self.models[luck.below(self.models.len())].clone();
        for _ in 0..=luck.below(3) {
            let file = luck.below(case.len());
            let other = &self.others[luck.below(self.others.len())];
            case[file].1 = spoilt(&case[file].1, other, &mut luck);
        }
        case
    }
}

/// All files of a case, one under the other.
pub fn shown(case: &Case) -> String {
    case.iter().map(|(name, text)| format!("==> {name}\n{text}\n")).collect()
}

fn spoilt(text: &str, other: &str, luck: &mut Luck) -> String {
    match luck.below(10) {
        0..=3 => of_pieces(&mut lines(text), &lines(other), luck),
        _ => of_pieces(&mut tokens(text), &tokens(other), luck),
    }
}

/// Changes one place.
fn of_pieces<'a>(pieces: &mut Vec<&'a str>, others: &[&'a str], luck: &mut Luck) -> String {
    let length = 1 + luck.below(4);
    let from = luck.below(pieces.len());
    let to = (from + length).min(pieces.len());
    let other = luck.below(others.len());
    let other = &others[other..(other + length).min(others.len())];
    match luck.below(12) {
        0 => _ = pieces.drain(from..to),
        1 => {
            let copy = pieces[from..to].to_vec();
            pieces.splice(to..to, copy);
        }
        2 => {
            let place = luck.below(pieces.len());
            pieces.swap(from, place);
        }
        3 => _ = pieces.splice(from..to, other.iter().copied()),
        4 => _ = pieces.splice(from..from, other.iter().copied()),
        5 => pieces[from] = WORDS[luck.below(WORDS.len())],
        6 => {
            let repeated = pieces[from..to].concat().repeat(1 << luck.below(13));
            return [pieces[..from].concat(), repeated, pieces[to..].concat()].concat();
        }
        _ => {
            let is_number = |piece: &&str| piece.starts_with(|c: char| c.is_ascii_digit());
            let number = pieces[from..].iter().position(is_number).map_or(from, |ahead| from + ahead);
            pieces[number] = NUMBERS[luck.below(NUMBERS.len())];
        }
    }
    pieces.concat()
}

fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() { vec!["\n"] } else { text.split_inclusive('\n').collect() }
}

/// Words, numbers, signs, and the space between them.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' || c == '.' => 0,
        ' ' => 1,
        _ => 2,
    };
    let mut tokens = vec![];
    let mut start = 0;
    for (at, pair) in text.char_indices().zip(text.chars().skip(1)).map(|((at, one), next)| (at, (one, next))) {
        if kind(pair.0) != kind(pair.1) || kind(pair.0) == 2 {
            let end = at + pair.0.len_utf8();
            tokens.push(&text[start..end]);
            start = end;
        }
    }
    tokens.push(&text[start..]);
    tokens
}

fn folder_of(folder: &Path) -> Case {
    let named = |path: &PathBuf| (path.file_name().expect("a name").to_string_lossy().into_owned(), text(path));
    files(folder).iter().map(named).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder, Path::is_file)
}

/// What lies in a folder and is of a kind, in order.
fn entries(folder: &Path, is: fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| is(path)).collect();
    found.sort();
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// SplitMix64.
struct Luck(u64);

impl Luck {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }
}
