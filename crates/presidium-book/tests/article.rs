//! `docs/article.md` and the Soviet model agree: every assertion of the article has a claim or a reason, every claim a row.

use std::collections::BTreeSet;
use std::path::Path;

use presidium_lang::analyse;
use presidium_sources::FolderSources;

/// The paragraphs of the article that assert something, in its order.
const PARAGRAPHS: [&str; 22] = [
    "0.1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12", "1.13", "2.1", "2.2",
    "2.3", "2.4", "2.5", "2.6", "2.7", "2.8",
];

#[test]
fn every_claim_of_the_soviet_model_has_a_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(folder.join("docs/article.md")).expect("the page");
    let sources = FolderSources::open(&folder.join("models/ussr-1953")).unwrap_or_else(|error| panic!("{error}"));
    let model = analyse(&sources).model.expect("the model is right");
    let claims: Vec<&str> = model.claims.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(disagreements(&page, &claims, &PARAGRAPHS), "");
}

#[test]
fn what_is_amiss_is_named() {
    let row =
        |paragraph: &str, says: &str, what: &str| format!("| {paragraph} | {says} | [Arms][76] | {what} | | | |\n");
    let beyond = "| `Z9` | [Arms][76] | what else | | | |\n";
    let first = row("0.1", "It rains", "`A1` (in part)");
    let whole = first.clone() + &row("", "", "`A2`") + &row("1.1", "It snows", "None: nobody measured it") + beyond;
    let amiss = |page: &str| disagreements(page, &["A1", "A2", "Z9"], &["0.1", "1.1"]);
    assert_eq!(amiss(&whole), "");
    assert_eq!(amiss(&whole.replace(&first, "")), "`A1` has no row\nno row has § 0.1\n");
    assert_eq!(amiss(&whole.replace(beyond, "")), "`Z9` has no row\n");
    assert_eq!(amiss(&whole.replace("`A2`", "`A3`")), "`A3` is no claim of the model\n`A2` has no row\n");
    assert_eq!(amiss(&whole.replace("`A2`", "`A1`")), "`A1` has two rows\n`A2` has no row\n");
    assert_eq!(amiss(&whole.replace("None: nobody measured it", "")), "“It snows” has neither a claim nor a reason\n");
    assert_eq!(
        amiss(&whole.replace("None: nobody measured it", "None")),
        "“It snows” has neither a claim nor a reason\n"
    );
    assert_eq!(amiss(&whole.replace("| 1.1 |", "| 0.2 |")), "no row has § 1.1\n§ 0.2 is not in its place\n");
}

/// What a page with a table of assertions has wrong, a line each: rows of seven cells are assertions, rows of six claims beyond
/// the article.
fn disagreements(page: &str, claims: &[&str], paragraphs: &[&str]) -> String {
    let mut amiss = vec![];
    let mut seen = BTreeSet::new();
    let mut places = vec![];
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if matches!(cells[0], "§" | "Claim" | "---") {
            continue;
        }
        let (place, says, what) = match cells[..] {
            [place, says, _, what, _, _, _] => (place, says, what),
            [claim, _, what, _, _, _] => ("", what, claim),
            _ => continue,
        };
        if !place.is_empty() && places.last() != Some(&place) {
            places.push(place);
        }
        match what.split('`').nth(1) {
            Some(claim) if !claims.contains(&claim) => amiss.push(format!("`{claim}` is no claim of the model")),
            Some(claim) if !seen.insert(claim) => amiss.push(format!("`{claim}` has two rows")),
            Some(_) => {}
            None if what.starts_with("None") && what.contains(": ") => {}
            None => amiss.push(format!("“{says}” has neither a claim nor a reason")),
        }
    }
    amiss.extend(claims.iter().filter(|claim| !seen.contains(*claim)).map(|claim| format!("`{claim}` has no row")));
    amiss
        .extend(paragraphs.iter().filter(|place| !places.contains(place)).map(|place| format!("no row has § {place}")));
    let strange = places.iter().filter(|place| !paragraphs.contains(place));
    amiss.extend(strange.map(|place| format!("§ {place} is not in its place")));
    let known: Vec<&&str> = places.iter().filter(|place| paragraphs.contains(place)).collect();
    let order = |place: &&str| paragraphs.iter().position(|known| known == place);
    amiss.extend(
        known
            .windows(2)
            .filter(|pair| order(pair[0]) >= order(pair[1]))
            .map(|pair| format!("§ {} is not in its place", pair[1])),
    );
    amiss.iter().map(|line| format!("{line}\n")).collect()
}
