//! What mdBook needs beside the pages: settings, the table of contents, the look of the code.

use crate::markup::plain;
use crate::pages::GENERATED;
use crate::{Book, Page};

const STYLE: &str = include_str!("presidium.css");

pub fn pages(book: &Book<'_>) -> Vec<Page> {
    let file = |path: &str, text: String| Page { path: path.to_owned(), text };
    vec![
        file("book.toml", settings(book)),
        file("presidium.css", STYLE.to_owned()),
        file("src/SUMMARY.md", summary(book)),
    ]
}

fn settings(book: &Book<'_>) -> String {
    let title = book.model.title.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "[book]\ntitle = \"{title}\"\nlanguage = \"en\"\nsrc = \"src\"\n\n[output.html]\n\
         additional-css = [\"presidium.css\"]\n\n[output.html.fold]\nenable = true\nlevel = 1\n"
    )
}

/// The first chapter stands before the numbered ones.
fn summary(book: &Book<'_>) -> String {
    let line = |title: &str, page: &str| format!("[{}]({page})\n", plain(title));
    let mut text = "# Summary\n\n".to_owned();
    text.extend(book.chapters.first().map(|front| line(&front.title, &front.page)));
    if book.chapters.len() > 1 {
        text += "\n# The model\n\n";
        text.extend(book.chapters[1..].iter().map(|chapter| format!("- {}", line(&chapter.title, &chapter.page))));
    }
    text += "\n# About the model\n\n";
    text.extend(GENERATED.iter().map(|page| format!("- {}", line(page.title, page.file))));
    text
}
