//! Where things stand in the document, and by what names readers know them.

use presidium_lang::model::{Index, Model, Place};
use serde::Serialize;

/// An id, and what readers see.
#[derive(Serialize)]
pub struct NamedView<'a> {
    pub id: &'a str,
    pub label: &'a str,
}

/// What readers see of an id.
pub fn shown<'a>(id: &'a str, label: &'a str) -> &'a str {
    if label.is_empty() { id } else { label }
}

#[derive(Serialize)]
pub struct PlaceView<'a> {
    /// The number of its chapter.
    #[serde(skip_serializing_if = "Option::is_none")]
    chapter: Option<usize>,
    file: &'a str,
    line: u32,
    heading: &'a str,
}

impl<'a> PlaceView<'a> {
    pub fn of(model: &'a Model, Place { file, line, heading }: &'a Place) -> Self {
        let chapter = chapters(model).into_iter().find(|chapter| chapter.file == file).map(|chapter| chapter.number);
        PlaceView { chapter, file, line: *line, heading }
    }
}

pub fn sets<'a>(model: &'a Model, indices: &[Index]) -> Vec<&'a str> {
    indices.iter().map(|index| model.sets[index.set].name.as_str()).collect()
}

#[derive(Serialize)]
pub struct ChapterView<'a> {
    /// As it is asked for, from 1 on.
    number: usize,
    pub file: &'a str,
    title: &'a str,
}

/// The files of the document, each by its first heading.
pub fn chapters(model: &Model) -> Vec<ChapterView<'_>> {
    let mut chapters: Vec<ChapterView<'_>> = vec![];
    for section in &model.sections {
        if chapters.last().is_none_or(|last| last.file != section.file) {
            chapters.push(ChapterView { number: chapters.len() + 1, file: &section.file, title: &section.title });
        }
    }
    chapters
}
