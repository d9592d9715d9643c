//! The files of the book: one for each chapter, and those that are drawn up.

use std::collections::BTreeSet;

use presidium_lang::Document;
use presidium_lang::document::FileId;

/// A page that no author wrote.
#[derive(Clone, Copy, Debug)]
pub struct Generated {
    pub file: &'static str,
    pub title: &'static str,
}

pub const OVERVIEW: Generated = Generated { file: "odd-d.md", title: "Overview by the ODD+D protocol" };
pub const BOUNDARY: Generated = Generated { file: "boundary.md", title: "Boundary chart" };
pub const PARAMETERS: Generated = Generated { file: "parameters.md", title: "Parameters" };
pub const DATA: Generated = Generated { file: "data.md", title: "Data" };
pub const DECISIONS: Generated = Generated { file: "decisions.md", title: "Decisions" };
pub const CLAIMS: Generated = Generated { file: "claims.md", title: "Claims, tests, what-ifs, records" };
pub const SYSTEMS: Generated = Generated { file: "systems.md", title: "Systems and claims" };
pub const EVIDENCE: Generated = Generated { file: "evidence.md", title: "How well the numbers are known" };
pub const SOURCES: Generated = Generated { file: "sources.md", title: "Sources" };
pub const INDEX: Generated = Generated { file: "names.md", title: "Index of names" };

/// In the order of the book.
pub const GENERATED: [Generated; 10] =
    [OVERVIEW, BOUNDARY, PARAMETERS, DATA, DECISIONS, CLAIMS, SYSTEMS, EVIDENCE, SOURCES, INDEX];

/// Pages that mdBook makes, or treats in a way of its own.
const TAKEN: [&str; 7] = ["summary.md", "readme.md", "index.md", "print.md", "toc.md", "404.md", "searchindex.md"];

/// A chapter of the model and its page.
#[derive(Clone, Debug)]
pub struct Chapter {
    pub file: FileId,
    /// The name of its page.
    pub page: String,
    /// Its first heading, or the name of its file.
    pub title: String,
}

/// The chapters of a document in order.
pub fn chapters(document: &Document) -> Vec<Chapter> {
    let mut taken: BTreeSet<String> = GENERATED.iter().map(|page| page.file.to_owned()).collect();
    taken.extend(TAKEN.map(str::to_owned));
    let files = document.files.iter().enumerate().filter(|(_, file)| file.name.ends_with(".md"));
    let chapter = |(place, file): (usize, &presidium_lang::document::File)| {
        let title = file.headings.first().map_or_else(|| file.name.clone(), |heading| heading.title.clone());
        Chapter { file: FileId::new(place), page: free_name(&file.name, &mut taken), title }
    };
    files.map(chapter).collect()
}

/// A file name without folders and signs that links would trip over, which no other page has.
fn free_name(file: &str, taken: &mut BTreeSet<String>) -> String {
    let is_safe = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let stem: String =
        file.trim_end_matches(".md").chars().map(|letter| if is_safe(letter) { letter } else { '-' }).collect();
    let mut name = format!("{stem}.md");
    while !taken.insert(name.to_lowercase()) {
        name = format!("chapter-{name}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_give_way_to_pages_of_the_book() {
        let mut document = Document::default();
        for name in ["README.md", "a/b c.md", "sources.md", "a-b-c.md"] {
            document.add_chapter(name, String::new());
        }
        let pages: Vec<String> = chapters(&document).into_iter().map(|chapter| chapter.page).collect();
        assert_eq!(
            pages,
            ["README.md", "a-b-c.md", "chapter-sources.md", "chapter-a-b-c.md"]
                .map(|page| { if page == "README.md" { "chapter-README.md".to_owned() } else { page.to_owned() } })
        );
    }
}
