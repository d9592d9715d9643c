//! The document: the files of a model with their headings, code blocks and citations in prose.
//!
//! Markdown is read by `pulldown-cmark`; what is kept of it are offsets, so that every later stage can point into the
//! file as the author wrote it. Refused: rewriting text before it is parsed.

use std::ops::Range;

use oxc_index::IndexVec;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::fences::Fence;
use crate::lexer::lex;
use crate::model::{Place, Section, Written};
pub use crate::span::{FileId, Span};

/// All texts that were read for a model, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The files; a [`FileId`] is a position in them.
    pub files: IndexVec<FileId, File>,
}

/// One file: a chapter, a table of data, the bibliography, or a line of the command.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Relative to the model's folder.
    pub name: String,
    /// As read.
    pub text: String,
    /// Headings in order; none in a file that is not Markdown.
    pub headings: Vec<Heading>,
    /// Fenced blocks marked `presidium`.
    pub blocks: Vec<Block>,
    /// The fences of all blocks, of whatever kind.
    pub(crate) fences: Vec<Fence>,
    /// Stretches of prose, outside of code and links.
    pub prose: Vec<Range<usize>>,
    /// It is a library, and no chapter of the model.
    pub is_library: bool,
    line_starts: Vec<usize>,
}

/// A heading of a chapter.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Offset of its line.
    pub start: usize,
    /// 1 for `#`.
    pub level: u32,
    /// Its text without markup.
    pub title: String,
}

/// A fenced block of code.
#[derive(Clone, Debug)]
pub struct Block {
    /// The code between the fences.
    pub range: Range<usize>,
    /// The same with both fences.
    pub whole: Range<usize>,
    /// How far the fence itself is indented; columns are counted from there.
    pub indent: usize,
    /// It ends where it was meant to end; one that does not may hold prose, and other blocks.
    pub closed: bool,
}

impl Document {
    /// Adds a Markdown file.
    pub fn add_chapter(&mut self, name: &str, text: String) -> FileId {
        let mut file = File::plain(name, text);
        read_markdown(&mut file);
        self.add(file)
    }

    /// Adds the text of a library.
    pub(crate) fn add_library(&mut self, name: &str, text: String) -> FileId {
        let id = self.add_chapter(name, text);
        self.files[id].is_library = true;
        id
    }

    /// Adds a file that is not Markdown.
    pub fn add_plain(&mut self, name: &str, text: String) -> FileId {
        self.add(File::plain(name, text))
    }

    fn add(&mut self, file: File) -> FileId {
        self.files.push(file)
    }

    /// The file of this id.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id]
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// What is written under a span of code, on one line and without comments, with its place.
    pub fn written(&self, span: Span) -> Written {
        let text = &self.file(span.file).text;
        let (mut words, mut end) = (String::new(), span.start as usize);
        for token in lex(span.file, text, span.start as usize, span.end as usize, 0).tokens {
            if token.start > end {
                words.push(' ');
            }
            words += text.get(token.start..token.end).unwrap_or("");
            end = token.end;
        }
        Written { text: words, place: self.place(span) }
    }

    /// File, line and innermost heading of a span.
    pub fn place(&self, span: Span) -> Place {
        let file = self.file(span.file);
        Place {
            file: file.name.clone(),
            line: file.line(span.start as usize),
            heading: file.heading(span.start as usize).map(|h| h.title.clone()).unwrap_or_default(),
        }
    }

    /// Brackets in the prose of a file that are no links: those that may be citations.
    pub fn brackets(&self, file: FileId) -> Vec<Span> {
        let text = &self.file(file).text;
        let mut brackets = vec![];
        for range in &self.file(file).prose {
            let mut at = range.start;
            while let Some(open) = text[at..range.end].find('[').map(|i| at + i) {
                let Some(close) = text[open..range.end].find(']').map(|i| open + i) else {
                    break;
                };
                let is_link = text[close + 1..].starts_with(['(', '[', ':']);
                if !is_link {
                    brackets.push(Span::new(file, open..close + 1));
                }
                at = close + 1;
            }
        }
        brackets
    }

    /// All headings, in order of reading.
    pub fn sections(&self) -> Vec<Section> {
        let of_file = |file: &File| -> Vec<Section> {
            file.headings
                .iter()
                .map(|h| Section {
                    file: file.name.clone(),
                    line: file.line(h.start),
                    level: h.level,
                    title: h.title.clone(),
                })
                .collect()
        };
        self.files.iter().flat_map(of_file).collect()
    }
}

impl File {
    fn plain(name: &str, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(i, _)| i + 1));
        Self { name: name.to_string(), text, line_starts, ..Self::default() }
    }

    /// Line of an offset, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.line_starts.partition_point(|&start| start <= offset) as u32
    }

    /// The innermost heading above an offset.
    pub fn heading(&self, offset: usize) -> Option<&Heading> {
        let after = self.headings.partition_point(|h| h.start <= offset);
        after.checked_sub(1).map(|i| &self.headings[i])
    }

    /// The line that holds `offset`, with its end.
    pub fn line_range(&self, offset: usize) -> Range<usize> {
        let line = self.line(offset) as usize;
        self.line_starts[line - 1]..self.line_starts.get(line).copied().unwrap_or(self.text.len() + 1)
    }

    /// Offset of the first byte of the line that holds `offset`.
    pub fn line_start(&self, offset: usize) -> usize {
        self.line_starts[self.line(offset) as usize - 1]
    }
}

/// A place in a file as editors count it: both numbers from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// UTF-16 code units before it on its line.
    pub column: u32,
}

impl File {
    /// Where a byte stands. An offset past the end, or within a letter, counts as the last place before it.
    ///
    /// # Example
    /// ```
    /// use presidium_lang::document::{Document, Position};
    ///
    /// let mut document = Document::default();
    /// let id = document.add_plain("names.txt", "one\nЖуков 😀 x".to_string());
    /// let file = document.file(id);
    /// let x = file.text.find('x').unwrap();
    /// assert_eq!(file.position(x), Position { line: 1, column: 9 });
    /// assert_eq!(file.offset(Position { line: 1, column: 9 }), Some(x));
    /// ```
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let start = self.line_start(offset);
        let before =
            self.text[start..].char_indices().take_while(|(at, letter)| start + at + letter.len_utf8() <= offset);
        let column = before.map(|(_, letter)| letter.len_utf16() as u32).sum();
        Position { line: self.line(offset) - 1, column }
    }

    /// The byte at a place; a column past the end of its line, or within a letter, counts as the last one before it.
    /// Nothing if there is no such line.
    pub fn offset(&self, position: Position) -> Option<usize> {
        let start = *self.line_starts.get(position.line as usize)?;
        let (mut at, mut column) = (start, 0);
        for letter in self.text[start..].chars().take_while(|letter| *letter != '\n') {
            column += letter.len_utf16() as u32;
            if column > position.column {
                break;
            }
            at += letter.len_utf8();
        }
        Some(at)
    }
}

/// Fills in headings, blocks and prose.
fn read_markdown(file: &mut File) {
    let text = file.text.clone();
    let mut open_heading: Option<Heading> = None;
    let mut open_block: Option<(bool, Block)> = None;
    let mut links = 0;
    for (event, range) in Parser::new(&text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open_heading = Some(Heading { start: range.start, level: level as u32, title: String::new() });
            }
            Event::End(TagEnd::Heading(_)) => file.headings.extend(open_heading.take()),
            Event::Start(Tag::CodeBlock(kind)) => {
                let indent = range.start - file.line_start(range.start);
                let fence = matches!(kind, CodeBlockKind::Fenced(_)).then(|| Fence::read(&text, range.clone()));
                let is_code = fence.as_ref().is_some_and(Fence::is_code);
                let closed = fence.as_ref().is_some_and(Fence::is_sound);
                open_block = Some((is_code, Block { range: range.end..range.end, whole: range, indent, closed }));
                file.fences.extend(fence);
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((true, block)) = open_block.take() {
                    file.blocks.push(block);
                }
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::Text(words) => match (&mut open_block, &mut open_heading) {
                (Some((_, block)), _) => {
                    block.range = block.range.start.min(range.start)..range.end;
                }
                (None, heading) => {
                    if let Some(heading) = heading {
                        heading.title.push_str(&words);
                    }
                    if links == 0 {
                        add_prose(&mut file.prose, range);
                    }
                }
            },
            Event::Code(words) => {
                if let Some(heading) = &mut open_heading {
                    heading.title.push_str(&words);
                }
            }
            _ => {}
        }
    }
}

/// Markdown splits text at brackets; a citation is read from the joined stretch.
fn add_prose(prose: &mut Vec<Range<usize>>, range: Range<usize>) {
    match prose.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => prose.push(range),
    }
}
