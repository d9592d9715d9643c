//! The words and signs of the language.

/// What a token is; names, texts, citations and rows are read from the source by their span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TokenKind {
    /// A name or a word of the language.
    Name,
    /// `12`, `1_000`, `0.5`, `1e6`; also `5%`, as 0.05.
    Number(f64),
    /// A calendar date in months since year 0.
    Date(f64),
    /// `"…"`.
    Text,
    /// `[key, place; key]`.
    Citation,
    /// A line of a table: `| a | b |`.
    Row,
    /// Any other sign.
    Sign(Sign),
}

/// Signs made of punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    Assign,
    AddAssign,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Tilde,
    DotDot,
    Percent,
    Question,
}

impl Sign {
    /// All signs with their spelling, longer ones first where one begins another.
    pub const SPELLINGS: [(&'static str, Sign); 23] = [
        (":=", Sign::Assign),
        ("+=", Sign::AddAssign),
        ("!=", Sign::NotEqual),
        ("<=", Sign::LessOrEqual),
        (">=", Sign::GreaterOrEqual),
        ("..", Sign::DotDot),
        ("(", Sign::OpenParen),
        (")", Sign::CloseParen),
        ("[", Sign::OpenBracket),
        ("]", Sign::CloseBracket),
        (",", Sign::Comma),
        (":", Sign::Colon),
        ("+", Sign::Plus),
        ("-", Sign::Minus),
        ("*", Sign::Star),
        ("/", Sign::Slash),
        ("^", Sign::Caret),
        ("=", Sign::Equal),
        ("<", Sign::Less),
        (">", Sign::Greater),
        ("~", Sign::Tilde),
        ("%", Sign::Percent),
        ("?", Sign::Question),
    ];

    /// As written.
    pub fn spelling(self) -> &'static str {
        Self::SPELLINGS.iter().find(|(_, sign)| *sign == self).map_or("", |(text, _)| text)
    }
}

/// A token with its place in the layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte in the file.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Line within the block, from 0.
    pub line: u32,
    /// Distance from the left edge of the block.
    pub column: u32,
    /// Nothing but space stands before it on its line.
    pub first_on_line: bool,
}
