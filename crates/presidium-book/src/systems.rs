//! Systems with what switches them off, and the claims that rest on each.

use presidium_lang::SymbolKind;
use presidium_lang::model::{Claim, WhatIf, WhatIfId};

use crate::Book;
use crate::code;
use crate::markup::{html, plain};
use crate::names::Entry;
use crate::sections::section_of;

pub fn text(book: &Book<'_>) -> String {
    let mut systems: Vec<(WhatIfId, &WhatIf)> = book.model.systems().map(|id| (id, &book.model.what_ifs[id])).collect();
    systems.sort_by_key(|(_, system)| numbered(&system.name));
    if systems.is_empty() {
        return "# Systems and claims\n\nThe model declares no systems.\n".to_owned();
    }
    let words = "A system is a part of the model with the changes that keep it from acting while the rest goes on. A claim names \
                 the systems that it rests on.";
    let described: String = systems.iter().filter_map(|(id, system)| describe(book, *id, system)).collect();
    format!("# Systems and claims\n\n{words}\n\n{}{described}", matrix(book, &systems))
}

fn describe(book: &Book<'_>, id: WhatIfId, system: &WhatIf) -> Option<String> {
    let entry = book.names.of_kind(SymbolKind::System, &system.name)?;
    let declaration = &book.names.declarations[entry.declaration];
    let resting = book.model.claims.iter().filter(|claim| claim.touches.contains(&id));
    let links: Vec<String> = resting.filter_map(|claim| claim_link(book, claim)).collect();
    let claims = if links.is_empty() { "no claim".to_owned() } else { links.join(", ") };
    Some(format!(
        "**[{}]({})** {} ({})\n\n{}\nClaims: {claims}\n\n",
        plain(&system.name),
        entry.link,
        plain(&system.words),
        section_of(book, declaration),
        code::clauses(book, declaration),
    ))
}

fn claim_link(book: &Book<'_>, claim: &Claim) -> Option<String> {
    book.names.of_kind(SymbolKind::Claim, &claim.id).map(|entry| format!("[{}]({})", plain(&claim.id), entry.link))
}

/// Claims down, systems across; a claim that names no system has no row.
fn matrix(book: &Book<'_>, systems: &[(WhatIfId, &WhatIf)]) -> String {
    let cell = |entry: Option<&Entry>, name: &str| match entry {
        Some(entry) => format!("<a href=\"{}\" title=\"{}\">{}</a>", entry.link, html(&entry.label), html(name)),
        None => html(name),
    };
    let head =
        systems.iter().map(|(_, system)| cell(book.names.of_kind(SymbolKind::System, &system.name), &system.name));
    let head: String = head.map(|name| format!("<th>{name}</th>")).collect();
    let row = |claim: &Claim| {
        let marks = systems.iter().map(|(id, _)| if claim.touches.contains(id) { "<td>●</td>" } else { "<td></td>" });
        let name = cell(book.names.of_kind(SymbolKind::Claim, &claim.id), &claim.id);
        format!("<tr><th>{name}</th>{}</tr>\n", marks.collect::<String>())
    };
    let mut claims: Vec<&Claim> = book.model.claims.iter().filter(|claim| !claim.touches.is_empty()).collect();
    claims.sort_by_key(|claim| numbered(&claim.id));
    let rows: String = claims.into_iter().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("<table class=\"matrix\">\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\n")
}

/// Letters, number and the rest, so that `S9` comes before `S10`.
fn numbered(name: &str) -> (&str, u64, &str) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let rest = name[digits..].find(|c: char| !c.is_ascii_digit()).map_or(name.len(), |length| digits + length);
    (&name[..digits], name[digits..rest].parse().unwrap_or(0), &name[rest..])
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn numbers_in_names_count() {
        let mut names = ["S10", "S9", "B7_late", "B7", "A"];
        names.sort_by_key(|name| numbered(name));
        assert_eq!(names, ["A", "B7", "B7_late", "S9", "S10"]);
    }
}
