//! The model as a document: its chapters, and what is drawn up from them, as HTML that can do no harm.
//!
//! A model may come from a stranger. The pages are those of `presidium-book`; raw HTML in a chapter is cleaned, so that nothing of it runs or
//! loads. Names that are declared have `id`s, names that are used are links to them: by these a page finds where to show live values.

use std::sync::Arc;

use ammonia::Builder;
use axum::extract::{Path, State};
use axum::response::Response;
use presidium_book::{Page, book};
use presidium_query::views;
use pulldown_cmark::{Options, Parser};
use serde::Serialize;

use crate::app::App;
use crate::one::{blocking, json};
use crate::refusal::Refusal;
use crate::served::Served;

/// The page of the book that says how well numbers are known, and the one that says what is left out.
const EVIDENCE: &str = "evidence.md";
const BOUNDARY: &str = "boundary.md";

/// Where the pages of a book stand.
const FOLDER: &str = "src/";

#[derive(Serialize)]
struct ChapterView<'a> {
    file: &'a str,
    /// By links `name.md#id` to other chapters.
    html: String,
}

/// `GET /chapters/{which}`: by its number, from 1 on, or by the name of its file; also a page that is drawn up, such as `parameters.md`.
pub async fn chapter(State(app): State<Arc<App>>, Path(which): Path<String>) -> Result<Response, Refusal> {
    blocking(app, move |app, _| {
        let served = app.served();
        let pages = served.book();
        let wanted = match which.parse::<usize>() {
            Ok(number) => number.checked_sub(1).and_then(|place| chapters(pages).nth(place)),
            Err(_) => page(pages, &which),
        };
        let found = wanted.ok_or_else(|| {
            let most = chapters(pages).count();
            Refusal::unknown(format!("There is no such chapter; there are 1 to {most}, and `model` names their files"))
        })?;
        Ok(json(&ChapterView { file: name(found), html: html(&found.text) }))
    })
    .await
}

/// `GET /credibility`: how well the numbers are known, what is left out, what claims were used for.
pub async fn credibility(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct Credibility<C> {
        #[serde(flatten)]
        counted: C,
        evidence: String,
        boundary: String,
    }
    blocking(app, move |app, _| {
        let served = app.served();
        let of = |file: &str| page(served.book(), file).map_or_else(String::new, |page| html(&page.text));
        let (evidence, boundary) = (of(EVIDENCE), of(BOUNDARY));
        Ok(json(&Credibility { counted: views::credibility(served.model()), evidence, boundary }))
    })
    .await
}

/// The pages of the book of a model.
pub fn pages(served: &Served) -> Vec<Page> {
    book(&served.analysis).unwrap_or_default()
}

fn name(page: &Page) -> &str {
    page.path.strip_prefix(FOLDER).unwrap_or(&page.path)
}

fn page<'a>(pages: &'a [Page], file: &str) -> Option<&'a Page> {
    pages.iter().find(|page| page.path.strip_prefix(FOLDER) == Some(file) && file.ends_with(".md"))
}

/// The chapters of the author, in order.
fn chapters(pages: &[Page]) -> impl Iterator<Item = &Page> {
    let all = pages.iter().filter(|page| page.path.starts_with(FOLDER) && page.path.ends_with(".md"));
    all.filter(|page| !presidium_book::is_drawn_up(name(page)))
}

/// Markdown as HTML without anything that runs or loads.
fn html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut written = String::new();
    pulldown_cmark::html::push_html(&mut written, Parser::new_ext(markdown, options));
    let mut builder = Builder::default();
    builder.add_generic_attributes(["id", "class"]).rm_tags(["img"]).link_rel(Some("noopener noreferrer"));
    builder.clean(&written).to_string()
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn nothing_of_a_chapter_runs_or_loads() {
        let text = "# A <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [b](javascript:alert(1)) <b onclick=\"x\">c</b>\n\n\
                    <pre class=\"presidium\"><code><span id=\"def-a\">a</span> <a href=\"b.md#def-b\">b</a></code></pre>\n";
        let shown = html(text);
        for bad in ["script", "onerror", "javascript", "onclick", "<img"] {
            assert!(!shown.contains(bad), "{bad}: {shown}");
        }
        for good in ["<h1>", "id=\"def-a\"", "href=\"b.md#def-b\"", "<b>c</b>", "class=\"presidium\""] {
            assert!(shown.contains(good), "{good}: {shown}");
        }
    }
}
