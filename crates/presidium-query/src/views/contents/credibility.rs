//! What claims were used for, and how well the numbers of each chapter are known.

use presidium_lang::model::{Model, Status, Variable};
use serde::Serialize;

use super::CountView;
use super::places::{ChapterView, chapters};
use crate::inventory::statuses;
use crate::views::ROLES;

/// What claims were used for, and how well the numbers of each chapter are known.
pub fn credibility(model: &Model) -> impl Serialize + use<'_> {
    #[derive(Serialize)]
    struct Counted<'a> {
        model: &'a str,
        title: &'a str,
        roles: Vec<RoleView<'a>>,
        statuses: Vec<CountView>,
        without_status: usize,
        chapters: Vec<CoverageView<'a>>,
    }
    let roles = ROLES.into_iter().flatten().map(|role| {
        let of = model.claims.iter().filter(|claim| claim.role == role);
        RoleView { role: role.word(), claims: of.map(|claim| claim.id.as_str()).collect() }
    });
    Counted {
        model: &model.name,
        title: &model.title,
        roles: roles.collect(),
        statuses: statuses(model).map(|(what, count)| CountView { what, count }).into(),
        without_status: model.literals.len(),
        chapters: chapters(model).into_iter().map(|chapter| CoverageView::of(model, chapter)).collect(),
    }
}

/// What the numbers of a model were chosen with an eye on, or not.
#[derive(Serialize)]
struct RoleView<'a> {
    role: &'static str,
    claims: Vec<&'a str>,
}

/// How many numbers of a chapter are sourced, estimated or assumed; each reading of a parameter counts.
#[derive(Serialize)]
struct CoverageView<'a> {
    #[serde(flatten)]
    chapter: ChapterView<'a>,
    sourced: usize,
    estimate: usize,
    assumption: usize,
}

impl<'a> CoverageView<'a> {
    fn of(model: &Model, chapter: ChapterView<'a>) -> Self {
        let within = || model.variables.iter().filter(|variable| variable.place.file == chapter.file);
        let of = |status| within().flat_map(Variable::known).filter(|known| known.status == status).count();
        let (sourced, estimate, assumption) = (of(Status::Sourced), of(Status::Estimate), of(Status::Assumption));
        CoverageView { chapter, sourced, estimate, assumption }
    }
}
